"""Bad days of an office: the real services on both sides, and only the line, the clock and copies in our hands."""

from __future__ import annotations

import pytest

from sipa_core.ops import registry
from sipa_core.ops.base import Context, Kind, Outcome, View
from sipa_core.sync.peer import Trouble
from sipa_core.wire.records import Ref
from sipa_desktop.errors import Refused
from sipa_desktop.services.feedback_views import FeedbackFilter
from sipa_desktop.sync.enrolment import Enrolled
from tests.support.half_year import hand_in_report, report_state, versions_at_server
from tests.support.planting import bug_in
from tests.support.public_figures import report as report_content
from tests.support.world import URL, World

YEAR = 365 * 24 * 3_600_000


def test_what_a_server_lost_by_being_put_back_from_a_copy_is_sent_again(world: World) -> None:
    village, kecamatan = world.village(), world.kecamatan()
    copy = world.back_up()
    hand_in_report(village)
    assert village.sync.run_once().complete
    assert kecamatan.sync.run_once().complete
    world.put_back(copy)
    assert versions_at_server(world) == 0

    assert village.sync.run_once().complete
    assert versions_at_server(world) == 1
    assert report_state(village) == "terkirim"
    assert kecamatan.sync.run_once().complete
    (waiting,) = kecamatan.review.waiting().rows
    assert waiting.n == 1


def test_a_desk_that_meets_the_older_server_keeps_all_it_knew(world: World) -> None:
    village = world.village()
    copy = world.back_up()
    sent = world.citizen_writes("Lampu jalan padam", "Sudah seminggu.")
    assert village.sync.run_once().complete
    world.put_back(copy)
    assert village.sync.run_once().complete
    (row,) = village.feedback.list(FeedbackFilter.SEMUA).rows
    assert row.number == sent.number


def test_a_report_of_the_same_village_is_one_report_after_the_server_was_put_back(world: World) -> None:
    village = world.village()
    hand_in_report(village)
    assert village.sync.run_once().complete
    copy = world.back_up()
    world.citizen_writes("Lampu jalan padam", "Sudah seminggu.")
    assert village.sync.run_once().complete
    world.put_back(copy)
    assert village.sync.run_once().complete
    assert versions_at_server(world) == 1, "the same op again gets the same receipt, not a second version"


def test_a_revoked_pc_registers_again_with_a_new_code_and_its_work_goes(world: World) -> None:
    desk = world.village()
    hand_in_report(desk)
    identity = desk.identity()
    assert identity is not None
    code = world.village_code()
    early = desk.enrolment.setup(URL, code)
    assert isinstance(early, Refused)
    assert early.code == "already_enrolled"

    world.server.accounts.revoke_device(identity.device)
    assert desk.sync.run_once().code == "revoked"
    made = desk.enrolment.setup(URL, code)
    assert isinstance(made, Enrolled)
    renewed = desk.identity()
    assert renewed is not None
    assert renewed.device != identity.device
    assert desk.sync.run_once().complete
    assert versions_at_server(world) == 1


def test_a_code_for_another_village_does_not_take_over_a_profile(world: World) -> None:
    desk = world.village()
    hand_in_report(desk)
    identity = desk.identity()
    assert identity is not None
    world.server.accounts.revoke_device(identity.device)
    desk.sync.run_once()
    refused = desk.enrolment.setup(URL, world.village_code("63.11.06.2005", "Mariani"))
    assert isinstance(refused, Refused)
    assert (refused.code, desk.identity()) == ("other_place", identity)
    assert "Desa Babayau" in refused.words


@pytest.mark.parametrize("years", [-25, 10], ids=["an empty clock battery", "ten years ahead"])
def test_a_pc_with_a_wrong_clock_sends_and_receives_like_any_other(world: World, years: int) -> None:
    village, kecamatan = world.village(), world.kecamatan()
    right = world.clock.at
    world.clock.at = right + years * YEAR
    hand_in_report(village)
    world.clock.at = right
    assert village.sync.run_once().complete
    assert kecamatan.sync.run_once().complete
    (waiting,) = kecamatan.review.waiting().rows
    assert abs(waiting.sent_at - right) < 3_600_000, "the server's clock says when it came"


def test_a_pc_whose_own_clock_says_when_it_sent_is_found(world: World) -> None:
    with (
        bug_in(
            "sipa_server.services.exchange", "ExchangeService._apply", "now if taken is None else", "body.made_at.at or"
        ),
        pytest.raises(AssertionError, match="the server's clock says when it came"),
    ):
        test_a_pc_with_a_wrong_clock_sends_and_receives_like_any_other(world, 10)


def test_n24_an_op_that_breaks_its_rule_on_the_server_is_parked_and_the_next_one_goes(
    far_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    village, kecamatan = far_world.village(), far_world.kecamatan()
    far_world.citizen_writes("Lampu jalan padam", "Sudah seminggu.")
    village.sync.run_once()
    (row,) = village.feedback.list(FeedbackFilter.SEMUA).rows
    hand_in_report(village)
    assert not isinstance(village.feedback.save_answer(row.id, "Lampu diganti."), Refused)
    assert not isinstance(village.feedback.answer(row.id), Refused)
    kind = registry.KINDS["report.submit"]

    def breaks_on_the_server(fields: object, ref: Ref, view: View, context: Context) -> Outcome:
        if type(view).__module__.startswith("sipa_server"):
            raise ZeroDivisionError
        return kind.rule(fields, ref, view, context)

    broken = Kind(kind.name, kind.record_type, kind.payload, breaks_on_the_server)
    monkeypatch.setitem(registry.KINDS, "report.submit", broken)
    for _turn in range(3):
        # The server counts a failure only when others' ops got through since the last one.
        subject = f"Jalan berlubang {_turn}"
        far_world.citizen_writes(subject, "Di depan balai desa.")
        kecamatan.sync.run_once()
        other = next(row for row in kecamatan.feedback.list(FeedbackFilter.SEMUA).rows if row.subject == subject)
        assert not isinstance(kecamatan.feedback.release(other.id), Refused)
        assert kecamatan.sync.run_once().complete
        done = village.sync.run_once()
    assert (done.waiting, done.parked_in_all) == (0, 1), "one op holds up the others"
    (parked,) = village.queue.parked()
    assert parked.kind == "report.submit"
    assert "aman" in parked.problem
    assert village.queue.save_unsent(far_world.folder / "belum.txt") == 1
    kept = (far_world.folder / "belum.txt").read_text("utf-8-sig")
    assert all(str(value) in kept for value in report_content().values() if isinstance(value, str))
    answered = next(one for one in village.feedback.list(FeedbackFilter.SEMUA).rows if one.id == row.id)
    assert (answered.state, answered.pending) == ("dijawab", False)


def test_an_op_that_holds_up_the_others_for_ever_is_found(far_world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    with (
        bug_in("sipa_server.services.exchange", "ExchangeService._apply", "tries < FAULTS_BEFORE_REJECTION", "True"),
        pytest.raises(AssertionError, match="one op holds up the others"),
    ):
        test_n24_an_op_that_breaks_its_rule_on_the_server_is_parked_and_the_next_one_goes(far_world, monkeypatch)


def test_a_slow_start_of_the_line_costs_nothing(world: World) -> None:
    village = world.village()
    hand_in_report(village)
    line = world.lines["babayau"]
    line.cut_before = 3
    for _try in range(3):
        assert village.sync.run_once().trouble is Trouble.CUT
    assert village.sync.run_once().complete
    assert versions_at_server(world) == 1
    assert len({op.op_id for request in line.requests for op in request.ops}) == 1
