"""What goes with a stick, counted as a person counts it."""

from __future__ import annotations

import pytest

from sipa_desktop.platform.removable import Medium, Place
from sipa_desktop.sync.stick_views import TakenIn
from sipa_desktop.sync.stick_words import (
    beginning_words,
    sending_words,
    taken_words,
    unconfirmed_words,
    written_words,
)

STICK = Place(Medium.STICK, "KIRIMAN")


@pytest.mark.parametrize(
    ("reports", "others", "files", "new_here", "words"),
    [
        (1, 0, 0, True, "1 laporan dan pendaftaran komputer ini"),
        (2, 1, 3, True, "2 laporan, 1 kiriman lain, 3 foto atau PDF dan pendaftaran komputer ini"),
        (0, 1, 0, False, "1 kiriman"),
        (0, 0, 0, True, "pendaftaran komputer ini"),
        (0, 0, 0, False, ""),
    ],
)
def test_reports_files_and_a_new_pc_are_named(
    reports: int, others: int, files: int, new_here: bool, words: str
) -> None:
    assert sending_words(reports, others, files, new_here=new_here) == words


def test_a_stick_that_only_asks_says_so_and_every_sentence_begins_large() -> None:
    asks = "Permintaan kabar ada di USB KIRIMAN dan sudah diperiksa. Aman dicabut."
    assert written_words(0, 0, 0, STICK, new_here=False) == asks
    assert written_words(0, 0, 0, STICK, new_here=True).startswith("Pendaftaran komputer ini ada di USB KIRIMAN")


def test_only_a_stick_is_said_to_be_safe_to_pull() -> None:
    own, cable = Place(Medium.OWN, "rina"), Place(Medium.UNKNOWN, "/mnt/data")
    assert written_words(1, 0, 0, own, new_here=False) == (
        "1 laporan ada di folder rina di komputer ini, bukan di USB. Berkasnya utuh. "
        "Salin ke USB, atau tekan Simpan ke USB lagi dan pilih USB-nya."
    )
    neutral = "1 laporan ada di /mnt/data dan sudah diperiksa. Bila itu USB, boleh dicabut."
    assert written_words(1, 0, 0, cable, new_here=False) == neutral
    assert beginning_words(TakenIn(place=STICK)) == "Aman dicabut."
    assert beginning_words(TakenIn(place=own)).startswith("Yang dipilih bukan USB: folder rina")
    assert beginning_words(TakenIn(place=own, replies=1)) == "", "a file that was copied here is as good"


def test_a_new_pcs_files_are_handed_over_by_themselves_after_the_yes() -> None:
    assert unconfirmed_words(1).endswith("berkasnya lalu diserahkan sendiri.")


def test_what_came_back_is_counted_like_what_went() -> None:
    told = list(taken_words(TakenIn(receipts=2, reports=1, replies=1)))
    assert told == ["1 laporan dan 1 kiriman lain sudah diterima server kecamatan."]
