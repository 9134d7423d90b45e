"""The sheet with the recovery code, to be kept in a cupboard: black on white, so that any printer will do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sipa_render.paper import Paper, foot_of, printed

_TEMPLATE: Final = "recovery.typ"


def recovery_paper(groups: Sequence[str], place: str, device: str, made: str) -> Paper:
    """Return the sheet: the code in groups, whose PC it opens (both may be empty), and the day in words."""
    facts = [("Kantor", place), ("Komputer", device), ("Dibuat", made)]
    return Paper(
        _TEMPLATE,
        {
            "title": "Kode pemulihan SIPA",
            "author": "SIPA Desktop",
            "name": "KODE PEMULIHAN SIPA",
            "opening": "Kode ini membuka data SIPA di komputer kantor bila kata sandi aplikasi terlupa, "
            "atau bila data dipindahkan ke komputer lain.",
            "groups": [{"number": str(number), "letters": printed(one)} for number, one in enumerate(groups, 1)],
            "facts": [{"label": label, "value": printed(value)} for label, value in facts if value],
            "keep": [
                "Simpan lembar ini dalam amplop tertutup di lemari yang terkunci, jauh dari komputernya.",
                "Jangan difoto, jangan dikirim lewat WhatsApp, dan jangan ditempel di komputer.",
                "Siapa pun yang memegang lembar ini dan komputernya dapat membaca semua data.",
                "Bila lembar ini hilang, buat kode baru di Pengaturan, Akun dan kunci. Kode lama lalu tidak berlaku.",
            ],
            "use": "Cara memakai: buka SIPA, pilih Lupa kata sandi, ketik ketujuh kelompok, lalu buat kata sandi baru.",
            "foot": foot_of("Kode pemulihan SIPA"),
        },
    )
