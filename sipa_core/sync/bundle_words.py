"""Words for everything that can be wrong with a file on a stick. A fault without words fails a test."""

from __future__ import annotations

from typing import Final

from sipa_core.messages import N_, _
from sipa_core.wire.bundles import BundleFault, BundleState
from sipa_core.wire.problems import Problem

_WORDS: Final[dict[str, str]] = {
    BundleFault.NOT_A_BUNDLE: N_("Berkas ini bukan berkas SIPA, jadi tidak dibuka. Tidak ada yang berubah."),
    BundleFault.TOO_LARGE: N_("Berkas ini terlalu besar untuk berkas SIPA, jadi tidak dibuka. Tidak ada yang berubah."),
    BundleFault.CHANGED: N_(
        "Berkas ini terpotong atau berubah di jalan, jadi tidak dipakai sama sekali. Isinya masih ada di komputer "
        "pembuatnya. Simpan lagi ke USB dari sana."
    ),
    BundleFault.NOT_FOR_US: N_("Berkas ini untuk kantor atau komputer lain. Tidak ada yang berubah."),
    BundleFault.UNKNOWN_SENDER: N_(
        "Berkas ini dari komputer yang tidak dikenal server kecamatan, jadi tidak dipakai. Daftarkan komputer itu, "
        "lalu simpan lagi ke USB dari sana."
    ),
    BundleFault.NOT_SIGNED: N_(
        "Berkas ini tidak ditandatangani pembuatnya, jadi tidak dipakai. Simpan lagi ke USB dari komputer asalnya."
    ),
    BundleFault.REFUSED: N_(
        "Server kecamatan tidak dapat memakai berkas ini. Isinya masih ada di komputer pembuatnya. Perbarui SIPA di "
        "sana, lalu simpan lagi ke USB."
    ),
    Problem.REVOKED: N_(
        "Berkas ini dari komputer yang sudah dicabut. Server menyimpannya tetap terkunci sampai dilihat pengelola "
        "server. Tidak ada yang hilang."
    ),
}


def bundle_words(code: str) -> str:
    """The sentence for a fault of a bundle; an unknown one (a newer server) gets a general one."""
    return _(_WORDS.get(code, _WORDS[BundleFault.REFUSED]))


def state_words(state: BundleState) -> str:
    """What became of a bundle, in a few words."""
    match state:
        case BundleState.TAKEN:
            return _("Sudah di server kecamatan")
        case BundleState.QUARANTINED:
            return _("Disimpan server, menunggu dilihat")
        case BundleState.REFUSED:
            return _("Tidak dipakai")
