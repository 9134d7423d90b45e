"""Why a release is refused, and the words for it. A fault without words fails a test."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from sipa_core.messages import N_, _


class ReleaseFault(StrEnum):
    """What is wrong with a release as a whole; nothing of it is used then."""

    NOT_A_RELEASE = "release_not_one"
    TOO_LARGE = "release_too_large"
    CHANGED = "release_changed"
    NOT_SIGNED = "release_not_signed"
    NO_KEYS = "release_no_keys"
    TOO_NEW_FORM = "release_form_unknown"
    OTHER_PRODUCT = "release_other_product"
    OTHER_PLATFORM = "release_other_platform"
    OTHER_CHANNEL = "release_other_channel"
    NOT_NEWER = "release_not_newer"
    STEP_MISSING = "release_step_missing"
    DATA_TOO_OLD = "release_data_too_old"


class ReleaseError(Exception):
    """A release is refused whole. The text names the fault, never what the file holds."""

    def __init__(self, fault: ReleaseFault) -> None:
        super().__init__(fault.value)
        self.fault = fault


_SAME: Final = N_("SIPA di komputer ini tetap seperti semula, dan data Anda aman.")
_WORDS: Final[dict[ReleaseFault, str]] = {
    ReleaseFault.NOT_A_RELEASE: N_("Berkas ini bukan pembaruan SIPA. Pilih berkas yang namanya berakhiran .sipa-up."),
    ReleaseFault.TOO_LARGE: N_("Berkas ini terlalu besar untuk pembaruan SIPA. Minta pembaruan dari kecamatan."),
    ReleaseFault.CHANGED: N_(
        "Pembaruan ini terpotong atau berubah di jalan. Salin lagi dari sumbernya, lalu coba lagi."
    ),
    ReleaseFault.NOT_SIGNED: N_(
        "Pembaruan ini tidak ditandatangani pembuat SIPA. Jangan dipakai; minta pembaruan dari kecamatan."
    ),
    ReleaseFault.NO_KEYS: N_("SIPA ini dibuat tanpa kunci pembuatnya, jadi pembaruan tidak dapat diperiksa."),
    ReleaseFault.TOO_NEW_FORM: N_("Pembaruan ini dibuat untuk SIPA yang lebih baru. Pakai berkas pemasang dari USB."),
    ReleaseFault.OTHER_PRODUCT: N_("Berkas ini untuk program lain, bukan untuk SIPA di komputer ini."),
    ReleaseFault.OTHER_PLATFORM: N_("Pembaruan ini untuk jenis komputer lain. Minta pembaruan untuk komputer ini."),
    ReleaseFault.OTHER_CHANNEL: N_("Pembaruan ini untuk pemasangan percobaan atau sebaliknya. Minta yang sesuai."),
    ReleaseFault.NOT_NEWER: N_("Pembaruan ini tidak lebih baru dari SIPA di komputer ini, jadi tidak perlu dipasang."),
    ReleaseFault.STEP_MISSING: N_(
        "SIPA di komputer ini terlalu lama untuk pembaruan ini. Pakai berkas pemasang dari USB."
    ),
    ReleaseFault.DATA_TOO_OLD: N_(
        "Data di komputer ini terlalu lama untuk pembaruan ini. Minta versi di antaranya dahulu."
    ),
}


def release_words(fault: ReleaseFault) -> str:
    """What is wrong, and that nothing here has changed, in two or three sentences."""
    return f"{_(_WORDS[fault])} {_(_SAME)}"
