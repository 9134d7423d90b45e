"""N07, N08, N20: whose date is wrong, and whom a certificate proves. Real TLS, an authority of the test's own."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from sipa_core.sync.peer import Trouble
from sipa_core.wire import codec
from sipa_core.wire.exchange import Reply
from sipa_desktop.sync.clock import DAY_MS
from tests.support.certificates import DAY, Authority, authority
from tests.support.false_answers import false_line
from tests.support.far_desk import FarDesk, opened
from tests.support.planting import bug_in

YEAR = 365 * DAY_MS
HOUR = 3_600_000
NOON = 4 * HOUR
"""Noon in Balangan, eight hours ahead of UTC, as a moment of any day."""
SPAN = (-60 * DAY, 30 * DAY)


@pytest.fixture
def trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Authority:
    """An authority that this PC trusts: the one of the right server, or of an office that opens every connection."""
    made = authority(tmp_path, "Contoh", years=30)
    monkeypatch.setenv("SSL_CERT_FILE", str(made.path))
    return made


@pytest.fixture
def office(tmp_path: Path, trusted: Authority) -> Iterator[FarDesk]:
    """A desk that spoke to its server a moment ago, with all clocks right."""
    with ExitStack() as stack:
        yield opened(stack, tmp_path, trusted.server("good", "localhost"), now=time.time_ns() // 1_000_000)


def ms(span: int) -> timedelta:
    return timedelta(milliseconds=span)


@pytest.mark.parametrize(
    ("ahead", "certificate", "trouble", "strip", "said"),
    [
        (-26 * YEAR, SPAN, Trouble.CLOCK, "Tanggal komputer ini salah", "sekarang paling awal"),
        (10 * YEAR, SPAN, Trouble.CLOCK, "Tanggal komputer ini salah", "Bandingkan dengan tanggal di HP"),
        (0, (-90 * DAY, -2 * DAY), Trouble.EXPIRED, "Sertifikat server tidak berlaku", ""),
        (0, (2 * DAY, 90 * DAY), Trouble.EXPIRED, "Sertifikat server tidak berlaku", ""),
        (0, (-900 * DAY, -400 * DAY), Trouble.EXPIRED, "Sertifikat server tidak berlaku", ""),
        (-70 * DAY_MS, SPAN, Trouble.CLOCK, "Tanggal komputer ini salah", "sekarang paling awal"),
    ],
    ids=[
        "an empty battery", "ten years ahead", "the server's certificate is over", "it is too new",
        "it was forgotten long ago", "some weeks back",
    ],
)  # fmt: skip
def test_a_wrong_date_and_a_servers_certificate_are_told_apart(
    office: FarDesk,
    trusted: Authority,
    ahead: int,
    certificate: tuple[timedelta, timedelta],
    trouble: Trouble,
    strip: str,
    said: str,
) -> None:
    # OpenSSL looks at the real clock of this machine; so this machine is the PC whose date is wrong, and what is true
    # lies `ahead` before it.
    true = -ms(ahead)
    begins, ends = certificate
    pem = trusted.server("moved", "localhost", begins + true, ends + true)
    shown = office.clock.at
    office.clock.at = office.world.clock.at = shown - ahead
    assert office.desk.sync.run_once().complete, "an hour ago, while the clock was right"
    office.answer()
    before = office.kept()
    office.clock.at = shown
    with false_line(office.line.target, pem) as line:
        office.led.url = line.url
        done = office.desk.sync.run_once()
        assert line.seen == [], "neither token nor text left this PC"
    assert done.trouble is trouble
    assert office.kept() == before
    assert strip in office.strip()
    assert "1 menunggu kirim" in office.strip()
    assert said in office.attention()
    assert bool(said) == ("Tanggal komputer ini salah" in office.attention())
    assert "aman di komputer ini" in done.words
    assert "disadap" not in done.words


@pytest.mark.parametrize(
    "stranger", ["an authority nobody knows", "another name", "unknown and over", "wrong name and over"]
)
def test_a_line_that_may_be_tapped_is_never_called_a_wrong_date(
    office: FarDesk, trusted: Authority, tmp_path: Path, stranger: str
) -> None:
    (tmp_path / "asing").mkdir()
    unknown = authority(tmp_path / "asing", "Asing")
    over = (-90 * DAY, -2 * DAY)
    pem = {
        "an authority nobody knows": lambda: unknown.server("x", "localhost"),
        "another name": lambda: trusted.server("x", "bukan.contoh.id"),
        "unknown and over": lambda: unknown.server("x", "localhost", *over),
        "wrong name and over": lambda: trusted.server("x", "bukan.contoh.id", *over),
    }[stranger]()
    before = office.kept()
    with false_line(office.line.target, pem) as line:
        office.led.url = line.url
        done = office.desk.sync.run_once()
        assert line.seen == [], "neither token nor text left this PC"
    assert (done.trouble, office.kept()) == (Trouble.CERTIFICATE, before)
    assert "Sambungan mungkin disadap" in office.strip()
    assert "Tanggal" not in office.strip()
    assert office.attention() == ""
    assert "Tidak ada yang dikirim" in done.words


def test_an_office_whose_own_authority_opens_the_line_can_send(office: FarDesk, trusted: Authority) -> None:
    with false_line(office.line.target, trusted.server("tapped", "localhost")) as line:
        office.led.url = line.url
        assert office.desk.sync.run_once().complete
        assert line.seen


def test_whoever_opens_the_line_cannot_make_a_receipt(office: FarDesk, trusted: Authority) -> None:
    def forged(raw: bytes) -> bytes:
        reply = codec.decode(raw, Reply)
        answers = [msgspec.structs.replace(one, seq=one.seq + 7) for one in reply.answers or []]
        return codec.encode(msgspec.structs.replace(reply, answers=answers))

    before = office.kept()
    with false_line(office.line.target, trusted.server("tapped", "localhost")) as line:
        office.led.url, line.spoil = line.url, forged
        done = office.desk.sync.run_once()
        assert (done.trouble, office.kept()) == (Trouble.NOT_OURS, before)
        assert "Bukan server kami" in office.strip()
        assert "Semua terkirim" not in office.strip()
        line.spoil = None
        assert office.desk.sync.run_once().complete


@pytest.mark.parametrize(
    ("ahead", "title", "says"),
    [
        (-26 * YEAR, "Tanggal komputer ini salah", "Menurut server, yang benar "),
        (10 * YEAR, "Tanggal komputer ini salah", "Menurut server, yang benar "),
        (3 * HOUR + 1_000_000, "Jam komputer ini salah", "Menurut server, yang benar "),
        (-HOUR, "Jam komputer ini salah", "Selisihnya 1 jam, biasanya karena zona waktu"),
    ],
)
def test_a_clock_that_jumps_while_the_line_is_good_is_told_with_the_right_date(
    office: FarDesk, ahead: int, title: str, says: str
) -> None:
    to_noon = (
        NOON - office.clock.at
    ) % DAY_MS  # three hours more are another day in the evening, an hour less at night
    office.world.clock.at += to_noon
    office.clock.at += to_noon
    true = office.clock.at
    office.clock.at = true + ahead
    assert office.desk.sync.run_once().complete, "the server's clock decides, so nothing is refused"
    said = office.attention()
    assert said.startswith(f"{title}. Komputer ini menunjukkan "), "this PC's own clock was believed"
    assert says in office.attention()
    assert "UTC+08.00 (WITA)" in office.attention()
    assert "Isian dan kiriman Anda aman" in office.attention()
    office.clock.at = true
    assert office.desk.sync.run_once().complete
    assert office.attention() == ""


def test_a_pc_that_believes_its_own_clock_is_found(office: FarDesk) -> None:
    with (
        bug_in(
            "sipa_desktop.sync.clock",
            "clock_off",
            "off, short = told.server - told.here, told.least - now",
            "off = short = 0",
        ),
        pytest.raises(AssertionError, match="own clock was believed"),
    ):
        test_a_clock_that_jumps_while_the_line_is_good_is_told_with_the_right_date(
            office, 10 * YEAR, "Tanggal komputer ini salah", "Menurut server, yang benar "
        )


def test_a_server_whose_battery_is_empty_does_not_call_the_date_of_a_right_pc_wrong(office: FarDesk) -> None:
    assert office.desk.sync.run_once().complete, "all clocks right"
    right = office.clock.at
    office.answer()
    office.clock.at, office.world.clock.at = right + HOUR, right - 10 * YEAR
    for _turn in range(2):
        assert office.desk.sync.run_once().complete
        said = office.attention()
        assert said.startswith("Jam server kecamatan mundur. Server menyebut "), "a clock that went back was believed"
        assert "Bandingkan dengan tanggal di HP Anda." in said
        assert "komputer ini salah" not in said + office.strip()
        assert "Jam server mundur" in office.strip()
        assert "Semua terkirim" in office.strip(), "what it has receipts for"
        office.clock.at += HOUR
        office.world.clock.at += HOUR
    office.world.clock.at = office.clock.at
    assert office.desk.sync.run_once().complete
    assert office.attention() == ""
    office.clock.at -= 10 * YEAR
    assert office.desk.sync.run_once().complete
    assert office.attention().startswith("Tanggal komputer ini salah."), "and a wrong PC hears it as ever"


def test_a_pc_that_believes_a_server_whose_clock_went_back_is_found(office: FarDesk) -> None:
    with (
        bug_in("sipa_desktop.sync.clock", "went_back", "return said < before - OFF_MS <= now", "return False"),
        pytest.raises(AssertionError, match="a clock that went back was believed"),
    ):
        test_a_server_whose_battery_is_empty_does_not_call_the_date_of_a_right_pc_wrong(office)


def test_a_pc_that_was_set_ahead_never_hears_that_the_server_went_back(office: FarDesk) -> None:
    assert office.desk.sync.run_once().complete, "all clocks right"
    office.clock.at += 12 * HOUR
    assert office.desk.sync.run_once().complete, "a small question, to which the server names no time"
    for _turn in range(3):
        office.answer()
        assert office.desk.sync.run_once().complete
        assert "komputer ini salah" in office.attention()
        assert "mundur" not in office.attention() + office.strip()
        office.clock.at += HOUR
        office.world.clock.at += HOUR
