"""The evidence of the simulation: sessions of other days and clones add to it, and nothing is counted twice."""

from __future__ import annotations

import msgspec

from tools.drills._sim_spans import Planted, Ran, Span, broken, left, ranges_of, summary, together

FAULTS = {"N01": "a reply is lost", "N02": "a request comes twice"}


def _span(
    commit: str, first: int, last: int, *, begun: str = "2026-11-26 10:00", wrong: dict[int, str] | None = None
) -> Span:
    count = last - first + 1
    return Span(commit, 60, begun, begun, [(first, last)], float(count), {"N01": count}, wrong=wrong or {})


def test_stretches_are_joined_where_they_meet() -> None:
    assert ranges_of([5, 1, 2, 3, 9, 6, 3]) == [(1, 3), (5, 6), (9, 9)]


def test_sessions_of_two_clones_add_up() -> None:
    whole = together(Ran([_span("aaa", 0, 19)]), Ran([_span("aaa", 20, 59), _span("bbb", 60, 79)]))
    told = summary(whole, 60, FAULTS)
    assert [(span.commit, span.ranges) for span in whole.spans] == [("aaa", [(0, 59)]), ("bbb", [(60, 79)])]
    assert (told["seeds"], told["seeds_left"], told["commits"]) == (80, 99_920, {"aaa": 60, "bbb": 20})
    assert told["fired"] == {"N01": 80, "N02": 0}
    assert told["faults_that_never_fired"] == ["N02"]
    assert told["cpu_seconds_a_seed"] == 1.0


def test_progress_that_was_taken_before_and_went_on_takes_the_place_of_itself() -> None:
    noon, evening = Ran([_span("aaa", 0, 19)]), Ran([_span("aaa", 0, 99)])
    for whole in (together(noon, evening), together(evening, noon), together(together(noon, evening), evening)):
        assert summary(whole, 60, FAULTS)["seeds"] == 100
        assert summary(whole, 60, FAULTS)["fired"]["N01"] == 100


def test_a_broken_promise_that_only_one_of_two_files_tells_is_never_lost() -> None:
    part = msgspec.structs.replace(_span("aaa", 0, 19, wrong={3: "I1 gone"}), stories=["of 3", "of both"])
    more = msgspec.structs.replace(_span("aaa", 0, 99, wrong={8: "I2 gone"}), stories=["of both", "of 8"])
    for whole in (together(Ran([part]), Ran([more])), together(Ran([more]), Ran([part]))):
        (span,) = whole.spans
        assert (span.ranges, span.wrong) == ([(0, 99)], {3: "I1 gone", 8: "I2 gone"})
        assert sorted(span.stories) == ["of 3", "of 8", "of both"]
        assert (span.cpu_seconds, span.fired) == (100.0, {"N01": 100}), "a seed counts once"
        assert sorted(broken(whole, 60)) == [3, 8]
    assert part.wrong == {3: "I1 gone"}, "what is put together leaves the two as they were"


def test_a_seed_that_was_run_under_two_commits_counts_once() -> None:
    told = summary(Ran([_span("aaa", 0, 19), _span("bbb", 10, 29)]), 60, FAULTS)
    assert (told["seeds"], told["commits"]) == (30, {"aaa": 20, "bbb": 20})


def test_seeds_of_another_length_are_kept_and_not_counted() -> None:
    short = msgspec.structs.replace(_span("aaa", 0, 9), steps=10)
    ran = together(Ran([short]), Ran([_span("aaa", 0, 4)]))
    assert len(ran.spans) == 2
    assert summary(ran, 60, FAULTS)["seeds"] == 5


def test_what_broke_a_promise_before_is_run_first_and_then_what_never_ran() -> None:
    ran = Ran([_span("aaa", 0, 9, wrong={3: "I1 gone", 8: "I2 gone"})])
    assert left(ran, "bbb", 60, range(14)) == [3, 8, 10, 11, 12, 13]
    assert left(ran, "aaa", 60, range(14)) == [10, 11, 12, 13], "the same program would only say the same again"


def test_what_is_mended_is_told_as_mended_and_what_is_not_as_broken() -> None:
    ran = Ran([_span("aaa", 0, 9, wrong={3: "I1 gone", 8: "I2 gone"})])
    now = ran.span("bbb", 60, "2026-11-26 12:00")
    now.add([3, 8], "2026-11-26 12:00", 2.0, {"N02": 1})
    now.wrong[8] = "I2 still gone"
    ran.spans[0].date = "2026-11-26 13:00"  # the older program ran on beside it
    told = summary(ran, 60, FAULTS)
    assert list(broken(ran, 60)) == [8]
    assert told["wrong"] == {"8": "I2 still gone (under bbb)"}
    assert told["mended"] == {"3": "I1 gone (under aaa)"}
    assert left(ran, "bbb", 60, range(10)) == []


def test_of_a_planted_bug_the_last_look_counts() -> None:
    old = Planted(0, 40, -1, "aaa", "2026-11-26 10:00")
    new = Planted(1, 7, 122, "bbb", "2026-11-26 12:00")
    other = Planted(1, 1, 0, "aaa", "2026-11-26 10:00")
    whole = together(Ran(planted={"one": new, "two": other}), Ran(planted={"one": old}))
    assert whole.planted == {"one": new, "two": other}
    told = summary(whole, 60, FAULTS)
    assert (told["planted_bugs"], told["planted_bugs_found"], told["planted_bugs_not_found"]) == (2, 2, [])


def test_kinds_that_were_never_accepted_are_named_once_they_are_counted() -> None:
    kinds = ("report.submit", "conflict.resolve")
    ran = Ran([_span("aaa", 0, 9)])
    assert summary(ran, 60, FAULTS, kinds)["kinds_never_accepted"] == [], "these seeds ran before they were counted"
    ran.span("bbb", 60, "2026-11-26 12:00").add([10], "2026-11-26 12:00", 1.0, {"N02": 1}, {"report.submit": 3})
    whole = together(ran, Ran([Span("bbb", 60, "x", "x", [(11, 11)], accepted={"report.submit": 2})]))
    told = summary(whole, 60, FAULTS, kinds)
    assert told["accepted"] == {"report.submit": 5, "conflict.resolve": 0}
    assert told["kinds_never_accepted"] == ["conflict.resolve"]
