"""The strip says where the work is, and nothing that is not true."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from msgspec.structs import replace

from sipa_core.sync.peer import Trouble
from sipa_core.wire.problems import Problem
from sipa_desktop.sync.attention import period_doubt
from sipa_desktop.sync.status import BlobStatus, Phase, SyncStatus, strip
from sipa_desktop.sync.words import trouble_short, trouble_words

ZONE = "Asia/Makassar"


def at(day: int, hour: int, minute: int) -> int:
    """An instant of July 2025 by the clock of Balangan."""
    return int(datetime(2025, 7, day, hour - 8, minute, tzinfo=UTC).timestamp() * 1000)


NOW = at(10, 10, 34)
QUIET = SyncStatus(saved_at=at(10, 10, 34), last_contact=at(10, 10, 32), received=4)


def words(status: SyncStatus) -> list[str]:
    return [f"{one.text} {one.detail}".strip() for one in strip(status, NOW, ZONE)]


def test_an_office_with_ops_that_wait() -> None:
    assert words(replace(QUIET, waiting=3)) == [
        "Tersimpan di komputer ini 10.34",
        "3 menunggu kirim",
        "Tersambung terakhir 10.32",
    ]


def test_everything_received() -> None:
    assert words(QUIET) == ["Tersimpan di komputer ini 10.34", "Semua terkirim", "Tersambung terakhir 10.32"]


def test_what_is_carried_for_villages_is_not_sent_either() -> None:
    carrying = replace(QUIET, to_hand=2)
    assert not carrying.all_sent
    assert words(carrying)[1:] == ["2 berkas desa menunggu diserahkan", "Tersambung terakhir 10.32"]


def test_tersimpan_is_not_said_while_words_could_not_be_saved() -> None:
    first, *rest = strip(QUIET, NOW, ZONE, unsaved=True)
    assert (first.text, first.tone, first.detail) == ("Tulisan terakhir belum tersimpan", "danger", "")
    assert [fact.text for fact in rest] == ["Tersambung terakhir 10.32"]


def test_a_session_under_way_names_the_op_it_is_at() -> None:
    sending = replace(QUIET, phase=Phase.SENDING, waiting=2, sending_total=3, sent=1)
    _saved, queue, contact = strip(sending, NOW, ZONE)
    assert (queue.text, queue.percent, contact.text) == ("Mengirim 2 dari 3", 33, "Sedang menyambung")


@pytest.mark.parametrize(
    "status",
    [
        replace(QUIET, waiting=1),
        replace(QUIET, parked=1),
        replace(QUIET, last_contact=None),
        replace(QUIET, received=0),
        replace(QUIET, phase=Phase.SENDING, waiting=1, sending_total=1),
        SyncStatus(),
    ],
    ids=["one waits", "one is parked", "never connected", "nothing was ever sent", "being sent", "a new profile"],
)
def test_semua_terkirim_is_not_said(status: SyncStatus) -> None:
    assert "Semua terkirim" not in words(status)


def test_what_needs_a_person_stands_before_what_waits() -> None:
    assert words(replace(QUIET, waiting=2, parked=1))[1:3] == ["1 perlu perhatian", "2 menunggu kirim"]


def test_a_new_profile_claims_neither_a_save_nor_a_contact() -> None:
    assert words(SyncStatus()) == ["Belum ada isian di komputer ini", "Belum pernah tersambung"]


def test_why_not_stands_beside_the_last_contact() -> None:
    offline = replace(QUIET, phase=Phase.WAITING, waiting=1, trouble=Trouble.NO_NETWORK)
    assert words(offline)[-1] == "Tidak ada jaringan tersambung terakhir 10.32"
    assert strip(offline, NOW, ZONE)[-1].icon == "cloud-slash"


def test_a_pc_that_was_never_in_contact_says_so_beside_why_not() -> None:
    never = replace(QUIET, phase=Phase.WAITING, trouble=Trouble.NO_NETWORK, last_contact=None)
    assert words(never)[-1] == "Tidak ada jaringan belum pernah tersambung"


def test_a_revoked_pc_is_told_so_on_the_strip() -> None:
    revoked = replace(QUIET, phase=Phase.WAITING, trouble=Trouble.PROBLEM, code=Problem.REVOKED)
    assert words(revoked)[-1].startswith("Izin komputer ini dicabut")


def test_another_day_is_named() -> None:
    older = replace(QUIET, saved_at=at(9, 14, 20), last_contact=at(8, 9, 5))
    assert words(older)[0] == "Tersimpan di komputer ini 9 Jul 14.20"
    assert words(older)[-1] == "Tersambung terakhir 8 Jul 09.05"


def test_a_wrong_hour_and_a_wrong_date_are_told_apart_with_what_it_should_be() -> None:
    assert words(replace(QUIET, clock_off=3 * 3_600_000))[-1] == "Jam komputer ini salah seharusnya 13.34"
    assert words(replace(QUIET, clock_off=3650 * 86_400_000))[-1] == "Tanggal komputer ini salah di sini 10 Jul 2025"


def test_by_a_wrong_clock_no_hour_of_a_contact_stands_on_the_strip() -> None:
    """It would be read by the wrong clock, and there is no room for it beside what is wrong."""
    assert not any("Tersambung" in fact for fact in words(replace(QUIET, clock_off=3650 * 86_400_000)))
    offline = replace(QUIET, clock_off=3650 * 86_400_000, phase=Phase.WAITING, trouble=Trouble.NO_NETWORK)
    assert any("Tidak ada jaringan" in fact for fact in words(offline))


def test_a_refused_date_stands_once_on_the_strip() -> None:
    refused = replace(QUIET, phase=Phase.WAITING, trouble=Trouble.CLOCK)
    assert words(refused)[-2:] == ["Semua terkirim", "Tanggal komputer ini salah di sini 10 Jul 2025"]


def test_a_pc_that_was_shut_out_says_so_also_while_nothing_is_tried() -> None:
    assert words(replace(QUIET, shut_out="revoked"))[-1].startswith("Izin komputer ini dicabut")
    assert words(replace(QUIET, shut_out="unauthenticated"))[-1].startswith("Komputer ini tidak dikenal server")


def test_data_that_was_copied_stay_named_until_somebody_has_read_it() -> None:
    assert words(replace(QUIET, copied_at=NOW))[-1] == "Pernah disalin"


def test_a_contact_of_another_year_names_its_year() -> None:
    assert (
        words(replace(QUIET, last_contact=at(8, 9, 5) - 365 * 86_400_000))[-1] == "Tersambung terakhir 8 Jul 2024 09.05"
    )


def test_the_servers_own_words_come_before_the_general_ones() -> None:
    from sipa_core.sync.peer import CarriageError

    assert "dicabut" in trouble_words(CarriageError(Trouble.PROBLEM, Problem.REVOKED))
    assert trouble_short(Trouble.PROBLEM, "a code of a newer server") == "Server menolak"


FILES = BlobStatus(waiting=2, size=400_000, sent=100_000)


def test_everything_received_but_the_files_is_not_everything() -> None:
    status = replace(QUIET, blobs=FILES)
    assert not status.all_sent
    assert words(status)[1] == "2 berkas menunggu kirim"
    assert "Semua terkirim" not in words(status)


def test_ops_and_files_that_wait_are_both_named() -> None:
    assert words(replace(QUIET, waiting=3, blobs=FILES))[1:3] == ["3 menunggu kirim", "2 berkas menunggu kirim"]


def test_files_under_way_say_how_far_they_are_and_never_all_of_it() -> None:
    _saved, files, _contact = strip(replace(QUIET, blobs=replace(FILES, under_way=True)), NOW, ZONE)
    assert (files.text, files.percent) == ("Mengirim 2 berkas", 25)
    assert replace(FILES, sent=400_000).percent == 99


def test_files_that_the_person_stopped_and_files_that_were_refused() -> None:
    paused = replace(QUIET, blobs=replace(FILES, paused=True, under_way=True))
    assert words(paused)[1] == "2 berkas dihentikan dulu"
    refused = replace(QUIET, blobs=replace(FILES, refused=2))
    assert words(refused)[1] == "2 perlu perhatian"
    assert not refused.all_sent


def test_a_mark_that_nobody_wrote_is_not_said_to_wait() -> None:
    assert words(replace(QUIET, quiet=1)) == words(QUIET)
    assert replace(QUIET, quiet=2).all_sent
    assert "1 menunggu kirim" in words(replace(QUIET, quiet=2, waiting=1))


def test_the_budget_of_next_year_is_made_in_december_without_a_doubt_about_the_date() -> None:
    december = int(datetime(2026, 12, 14, 8, tzinfo=UTC).timestamp() * 1000)
    assert period_doubt("2027", date(2026, 12, 31), SyncStatus(), december, ZONE) is None
    doubt = period_doubt("2027", date(2028, 3, 31), SyncStatus(), december, ZONE)
    assert doubt is not None
    assert "masa laporan ini belum mulai" in doubt.sentence


def test_a_complete_report_that_nobody_sent_holds_back_that_all_is_sent() -> None:
    _saved, waits, _contact = strip(QUIET, NOW, ZONE, unsent=1)
    assert (waits.text, waits.detail) == ("1 laporan belum Anda kirim", "buka di Laporan")
    _saved, unknown, _contact = strip(QUIET, NOW, ZONE, unsent=None)
    assert unknown.text == "Tidak ada yang menunggu kirim"
    assert strip(replace(QUIET, waiting=2), NOW, ZONE, unsent=1)[1].text == "2 menunggu kirim"
