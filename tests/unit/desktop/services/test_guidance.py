"""What was agreed: put down by either, ticked by the village, confirmed or sent back by the kecamatan."""

from __future__ import annotations

from datetime import date

import pytest

from sipa_core.domain.consultation import GuidanceState
from sipa_core.wire.receipts import Status
from sipa_core.wire.records import RecordType
from sipa_desktop.errors import Refused
from sipa_desktop.services.feedback_views import Urgency
from sipa_desktop.services.guidance import Guidance
from sipa_desktop.services.queue_views import Done
from sipa_desktop.store.unit_of_work import Store
from tests.unit.desktop.services.desks import BABAYAU, DAHAI, CountingEntropy, HandClock, Server

TEXT = "Masukkan rabat beton RT 03 dan lampirkan kuitansi"


@pytest.fixture
def desa(village: Store, clock: HandClock, entropy: CountingEntropy) -> Guidance:
    return Guidance(village, clock, entropy)


@pytest.fixture
def camat(district: Store, clock: HandClock, entropy: CountingEntropy) -> Guidance:
    return Guidance(district, clock, entropy)


def test_what_the_kecamatan_puts_down_stands_at_the_village(
    desa: Guidance, camat: Guidance, village: Store, district: Store, server: Server
) -> None:
    assert isinstance(camat.put(BABAYAU, TEXT, date(2025, 7, 14), label="LRA Sem. I"), Done)
    server.exchange(district)
    server.exchange(village)
    [row] = desa.of_village(BABAYAU).running
    assert (row.text, row.words) == (TEXT, "Sampai 14 Juli, 4 hari lagi. LRA Sem. I")
    assert (row.state, row.urgency, row.ticked) == (GuidanceState.OPEN, Urgency.SOON, False)
    assert (row.can_done, row.can_confirm, row.can_cancel) == (True, False, False)


def test_a_tick_waits_to_be_sent_then_to_be_confirmed(
    desa: Guidance, camat: Guidance, village: Store, district: Store, server: Server
) -> None:
    desa.put(BABAYAU, TEXT, date(2025, 7, 14))
    server.exchange(village)
    [row] = desa.of_village(BABAYAU).running
    desa.done(row.id)
    [row] = desa.of_village(BABAYAU).running
    assert (row.ticked, row.pending, row.mark, row.can_undo) == (True, True, "Menunggu kirim", True)
    server.exchange(village)
    server.exchange(district)
    assert desa.of_village(BABAYAU).running[0].words == "Dikerjakan 10 Juli, menunggu disahkan"
    assert camat.all().waiting == 1
    [there] = camat.of_village(BABAYAU).running
    assert (there.mark, there.can_confirm, there.can_return) == ("Perlu disahkan", True, True)
    camat.confirm(there.id)
    assert camat.of_village(BABAYAU).finished[0].words == "Disahkan di sini, menunggu kirim"
    server.exchange(district)
    server.exchange(village)
    [over] = desa.of_village(BABAYAU).finished
    assert (over.words, over.can_undo) == ("Disahkan kecamatan 10 Juli", False)


def test_what_is_sent_back_says_why_and_can_be_ticked_again(
    desa: Guidance, camat: Guidance, village: Store, district: Store, server: Server
) -> None:
    desa.put(BABAYAU, TEXT, date(2025, 7, 14))
    [row] = desa.of_village(BABAYAU).running
    desa.done(row.id)
    server.exchange(village)
    server.exchange(district)
    assert isinstance(camat.give_back(row.id, "  "), Refused)
    camat.give_back(row.id, "Kuitansinya belum terlampir.")
    server.exchange(district)
    server.exchange(village)
    [row] = desa.of_village(BABAYAU).running
    assert (row.state, row.reason, row.ticked, row.can_done) == (
        GuidanceState.RETURNED,
        "Kuitansinya belum terlampir.",
        False,
        True,
    )


@pytest.mark.parametrize("text", ["", "   ", "a" * 301])
def test_what_cannot_be_put_down_is_said_in_words(desa: Guidance, text: str) -> None:
    assert isinstance(desa.put(BABAYAU, text, date(2025, 7, 14)), Refused)
    assert desa.of_village(BABAYAU).running == ()


def test_a_village_cannot_change_or_end_what_was_agreed(desa: Guidance) -> None:
    desa.put(BABAYAU, TEXT, date(2025, 7, 14))
    [row] = desa.of_village(BABAYAU).running
    for refused in (desa.change(row.id, "Lain", date(2025, 8, 1)), desa.confirm(row.id), desa.cancel(row.id)):
        assert isinstance(refused, Refused)
        assert "tidak berwenang" in refused.words


def test_a_village_reads_and_writes_only_its_own(
    desa: Guidance, camat: Guidance, district: Store, server: Server
) -> None:
    assert isinstance(desa.put(DAHAI, TEXT, date(2025, 7, 14)), Refused)
    camat.put(DAHAI, TEXT, date(2025, 7, 14))
    server.exchange(district)
    assert desa.of_village(DAHAI).running == ()
    assert not desa.of_village(DAHAI).can_put
    assert [row.village_label for row in camat.all().running] == ["Desa Dahai"]


def test_an_unknown_state_of_a_newer_program_is_shown_and_cannot_be_touched(
    desa: Guidance, village: Store, server: Server
) -> None:
    server.put(
        RecordType.GUIDANCE,
        "0190a000-0000-7000-8000-000000000001",
        BABAYAU,
        {"text": TEXT, "due": "kelak", "state": "ditunda", "made_at": 1},
    )
    server.exchange(village)
    [row] = desa.of_village(BABAYAU).running
    assert (row.state, row.due, row.words) == (GuidanceState.OPEN, None, "Tanpa batas hari")
    assert (row.can_done, row.can_undo) == (False, False)


def test_a_late_day_is_late_until_it_is_ticked(desa: Guidance, clock: HandClock) -> None:
    desa.put(BABAYAU, TEXT, date(2025, 7, 14))
    clock.set("2025-07-15 08:00")
    [row] = desa.of_village(BABAYAU).running
    assert (row.urgency, row.words) == (Urgency.LATE, "Sampai 14 Juli, lewat 1 hari")
    desa.done(row.id)
    assert desa.of_village(BABAYAU).running[0].urgency is Urgency.NONE


def test_two_desks_tick_and_the_second_is_told(
    desa: Guidance, village: Store, second_pc: Store, clock: HandClock, entropy: CountingEntropy, server: Server
) -> None:
    desa.put(BABAYAU, TEXT, date(2025, 7, 14))
    server.exchange(village)
    server.exchange(second_pc)
    other = Guidance(second_pc, clock, entropy)
    [row] = other.of_village(BABAYAU).running
    desa.done(row.id)
    other.done(row.id)
    server.exchange(village)
    [receipt] = server.exchange(second_pc)
    assert (receipt.status, receipt.code) == (Status.REJECTED, "already_decided")
    assert other.of_village(BABAYAU).running[0].state is GuidanceState.DONE
