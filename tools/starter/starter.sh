#!/bin/sh
# Starts the release that `aktif` names; without one, the highest that is whole. Its own file changes nearly never.
here=$(dirname "$(readlink -f "$0")")
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
