#!/bin/sh
# Starts the release that `aktif` names; without one, the highest that is whole. Its own file changes nearly never.
# Started without arguments it also stands in the person's menu, as long as its folder is there; `--lepas` takes it away.
here=$(dirname "$(readlink -f "$0")")
menu=${XDG_DATA_HOME:-$HOME/.local/share}/applications/sipa-desktop.desktop

entry() {
    cat << END
[Desktop Entry]
Type=Application
Name=SIPA Desktop
Comment=Laporan dan publikasi keuangan desa
Exec="$here/sipa-desktop"
TryExec=$here/sipa-desktop
Icon=$here/sipa.svg
Terminal=false
Categories=Office;
StartupWMClass=sipa-desktop
END
}

stand_in_menu() {
    case $here in
        *[\"\`\$\\%]*) return ;; # signs that a menu reads in its own way
    esac
    [ "$(cat "$menu" 2>/dev/null)" = "$(entry)" ] && return
    mkdir -p "${menu%/*}" && entry > "$menu.baru" && mv "$menu.baru" "$menu"
}

take_away() {
    printf 'Lepas SIPA dari komputer ini? Tutup SIPA lebih dahulu. Data kantor tidak dihapus. Ketik ya, lalu Enter: '
    read -r answer
    if [ "$answer" != ya ]; then
        echo 'Tidak ada yang berubah.'
        exit 1
    fi
    rm -f "$menu" "$here/aktif" "$here/sipa.svg"
    rm -rf "$here/versi"
    rm -f "$here/sipa-desktop"
    rmdir "$here" 2>/dev/null
    echo 'SIPA sudah dilepas. Data kantor tetap ada.'
    exit 0
}

[ "$1" = --lepas ] && take_away
[ $# -eq 0 ] && stand_in_menu 2>/dev/null
name=
read -r name 2>/dev/null < "$here/aktif"
case $name in
    *[!0-9]*) name= ;;
esac
if [ -z "$name" ] || [ ! -x "$here/versi/$name/sipa-desktop" ]; then
    name=
    for folder in "$here"/versi/[0-9]*; do
        case ${folder##*/} in
            *[!0-9]*) continue ;;
        esac
        [ -x "$folder/sipa-desktop" ] && [ -f "$folder/rilis.json" ] && name=${folder##*/}
    done
fi
if [ -z "$name" ]; then
    echo "SIPA tidak lengkap di $here. Data Anda aman. Pasang SIPA lagi dari USB." >&2
    exit 3
fi
exec "$here/versi/$name/sipa-desktop" "$@"
