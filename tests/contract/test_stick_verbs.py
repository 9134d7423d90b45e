"""`bundle export|import|replies|list`, as whoever types them meets them."""

from __future__ import annotations

from pathlib import Path

import pytest

from sipa_desktop.bootstrap import Desk
from sipa_desktop.cli.answer import DONE, REFUSED, Answer
from sipa_desktop.cli.parser import make_parser
from sipa_desktop.cli.run import _do
from tests.support.half_year import hand_in_report
from tests.support.sticks import ask, stick
from tests.support.world import World


@pytest.fixture
def usb(tmp_path: Path) -> Path:
    return stick(tmp_path)


def verb(desk: Desk, *words: str | Path) -> Answer:
    return _do(desk, make_parser().parse_args([str(word) for word in words]))


def test_a_report_goes_there_and_its_receipt_back_by_verbs_alone(world: World, usb: Path) -> None:
    village, courier = world.village(), world.kecamatan()
    hand_in_report(village)
    out = verb(village, "bundle", "export", usb)
    assert out.code == DONE
    assert out.lines[-1] == "1 laporan ada di USB USB dan sudah diperiksa. Aman dicabut."
    brought = verb(courier, "bundle", "import", usb)
    assert (brought.code, brought.data["carried"], brought.data["sealed_replies"]) == (DONE, 1, 1)
    listed = verb(courier, "bundle", "list")
    assert "Balasan siap ditulis ke USB" in listed.lines[-1]
    assert verb(courier, "bundle", "replies", usb).code == DONE
    back = verb(village, "bundle", "import", usb)
    assert (back.code, back.data["receipts"]) == (DONE, 1)
    assert back.lines[0] == "1 laporan sudah diterima server kecamatan."
    assert "1 laporan sudah dibaca kecamatan" in verb(village, "bundle", "list").lines[-1]


def test_what_went_wrong_is_said_and_is_no_success(world: World, usb: Path) -> None:
    village, courier = world.village(), world.kecamatan()
    ask(village)
    verb(village, "bundle", "export", usb)
    (usb / "SIPA-RUSAK-1.sipa").write_bytes(b"MZ")
    world.lines["kecamatan"].down = True
    brought = verb(courier, "bundle", "import", usb)
    assert (brought.code, brought.data["left"]) == (REFUSED, 1)
    assert any(line.startswith("SIPA-RUSAK-1.sipa: Berkas ini bukan berkas SIPA") for line in brought.lines)
    assert any("aman di komputer ini dan menunggu diserahkan" in line for line in brought.lines)
    world.lines["kecamatan"].down = False
    sent = verb(courier, "sync")
    assert "1 balasan siap ditulis ke USB." in sent.lines
    nothing = verb(village, "bundle", "import", stick(usb.parent, "empty"))
    assert nothing.lines == ["Tidak ada berkas untuk komputer ini di sana. Tidak ada yang berubah."]


def test_the_kecamatan_says_by_a_verb_that_it_was_in_time(world: World, usb: Path) -> None:
    village, courier = world.village(), world.kecamatan()
    hand_in_report(village)
    verb(village, "bundle", "export", usb)
    world.clock.pass_time(days=6)
    verb(courier, "bundle", "import", usb)
    verb(courier, "sync")
    (row,) = courier.review.waiting().rows
    assert verb(courier, "review", "timely", row.version_id).code == DONE
    assert verb(courier, "review", "timely", row.version_id).code == REFUSED
