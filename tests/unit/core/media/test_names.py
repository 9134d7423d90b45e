"""A name for people never becomes a path, and a copy of a file can lie on any disk (A06)."""

from __future__ import annotations

import unicodedata

import pytest

from sipa_core.domain.attachments import MAX_NAME, Media
from sipa_core.media.names import MAX_NAME_BYTES, export_name, plain_name, shown_name, titled


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("Rapat dusun.jpg", "Rapat dusun.jpg"),
        ("Rapat dusun.JPEG", "Rapat dusun.jpg"),
        ("../../etc/passwd", "passwd.jpg"),
        ("/absolut/foto.jpg", "foto.jpg"),
        ("C:\\Users\\ani\\foto.jpg", "foto.jpg"),
        ("CON", "lampiran-CON.jpg"),
        ("nul.jpg", "lampiran-nul.jpg"),
        ("LPT1.foto.jpg", "lampiran-LPT1.foto.jpg"),
        ("foto.jpg. . .", "foto.jpg"),
        ("   .tersembunyi.jpg", "tersembunyi.jpg"),
        ("foto\x00.jpg", "foto.jpg"),
        ("gaji\u202egpj.exe", "gajigpj.jpg"),
        ("foto\u200b\ufeff.jpg", "foto.jpg"),
        ("baris\nbaru\r.jpg", "barisbaru.jpg"),
        ("tab\tdan\u00a0spasi.jpg", "tab dan spasi.jpg"),
        ('a<b>c:"d|e?f*.jpg', "a-b-c--d-e-f-.jpg"),
        ("foto.jpg.exe", "foto.jpg"),
        ("foto.jpg.pdf.png", "foto.jpg"),
        ("", "lampiran.jpg"),
        ("...", "lampiran.jpg"),
        (".jpg", "jpg.jpg"),
        ("\udce4\udcff.jpg", "jpg.jpg"),
        ("Kemajuan 60%.jpg", "Kemajuan 60%.jpg"),
        ("🎉 hut RI 🇮🇩.jpg", "🎉 hut RI 🇮🇩.jpg"),
    ],
)
def test_a_name_is_made_fit_for_people(given: str, shown: str) -> None:
    assert shown_name(given, Media.JPEG) == shown


@pytest.mark.parametrize("letter", ["a", "é", "𝔘", "e\u0301", "👨‍👩‍👧"])
def test_the_longest_name_is_cut_with_its_ending(letter: str) -> None:
    shown = shown_name(letter * 400, Media.PDF)
    assert shown.endswith(".pdf")
    assert len(shown) <= MAX_NAME
    assert len(shown.encode()) <= MAX_NAME_BYTES
    assert shown == unicodedata.normalize("NFC", shown)


def test_a_copy_never_takes_the_name_of_another_one() -> None:
    taken: list[str] = []
    for given in ("Foto.jpg", "foto.JPG", "FOTO.jpeg", "fo\u0301to.jpg", "f\u00f3to.jpg", "a/foto.jpg"):
        taken.append(export_name(given, Media.JPEG, taken))
    assert taken == ["Foto.jpg", "foto (2).jpg", "FOTO (3).jpg", "f\u00f3to.jpg", "f\u00f3to (2).jpg", "foto (4).jpg"]


def test_the_name_in_a_refusal_is_short_and_printable() -> None:
    assert plain_name("/tmp/" + "x" * 300 + "\u202e\n") == "x" * 60
    assert plain_name("\x00") == "lampiran"


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Formulir Realisasi 7 Juli 2025: Talud RT 2/RW 1", "Formulir Realisasi 7 Juli 2025 - Talud RT 2-RW 1"),
        ('Posyandu "Mawar" *selesai*?', "Posyandu -Mawar- -selesai--"),
        ("..\\..\\Laporan.", "-..-Laporan"),
        (" . ", "lampiran"),
    ],
)
def test_a_title_becomes_the_name_of_a_file_in_no_other_folder(title: str, name: str) -> None:
    assert titled(title) == name


def test_a_long_title_is_cut_so_that_every_disk_takes_it() -> None:
    assert len(titled("Talud " * 50)) <= MAX_NAME
    assert len(titled("é" * 400).encode()) <= MAX_NAME_BYTES
