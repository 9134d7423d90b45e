"""The citizen's side: what is taken, what is asked back, who may read on, and how often one may try."""

from __future__ import annotations

import threading

import pytest

from sipa_core.domain.feedback import MAX_TEXT
from sipa_core.wire.records import RecordType
from sipa_server.services.feedback import MAX_CITIZEN_MESSAGES, FeedbackSent, FormRefused, NewFeedback
from sipa_server.services.limits import FEEDBACK, MESSAGE, TRACK, TRACK_NUMBER, line_of
from sipa_server.services.tracking import Tracked
from tests.support.server import BABAYAU, World, report_ref

HERE = "10.0.0.7"


def form(**change: object) -> NewFeedback:
    fields: dict[str, object] = {
        "village": BABAYAU,
        "kind": "keluhan",
        "subject": "Lampu",
        "text": "Lampu RT 02 padam.",
    }
    return NewFeedback(**{**fields, **change})  # type: ignore[arg-type]


def sent(world: World, address: str = HERE, **change: object) -> FeedbackSent:
    taken = world.server.feedback.submit(form(**change), address)
    assert isinstance(taken, FeedbackSent)
    return taken


def records(world: World) -> int:
    with world.server.store.read() as work:
        return len(work.records.of_type(RecordType.FEEDBACK))


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"kind": "pujian"}, "kind"),
        ({"subject": "  "}, "subject"),
        ({"subject": "a" * 121}, "subject"),
        ({"text": "\n"}, "text"),
        ({"text": "a" * (MAX_TEXT + 1)}, "text"),
        ({"name": "a" * 81}, "name"),
        ({"village": "63.11.06.9999"}, "village"),
        ({"report": report_ref(BABAYAU).id}, "report"),
    ],
)
def test_a_form_that_cannot_be_taken_is_asked_back_at_its_field(
    world: World, change: dict[str, object], field: str
) -> None:
    refused = world.server.feedback.submit(form(**change), HERE)
    assert isinstance(refused, FormRefused)
    assert (refused.field, refused.words[-1]) == (field, ".")
    assert records(world) == 0


def test_an_empty_form_is_told_of_everything_that_lacks_at_once(world: World) -> None:
    refused = world.server.feedback.submit(form(kind="", subject="", text="", name="a" * 81), HERE)
    assert isinstance(refused, FormRefused)
    assert [refused.field, *dict(refused.also)] == ["kind", "subject", "text", "name"]


def test_number_and_key_may_be_typed_as_people_type(world: World) -> None:
    one = sent(world)
    for number, key in [
        (one.number.lower(), one.key.lower()),
        (one.number.replace("-", ""), one.key.replace("-", " ")),
        (f" {one.number} ", one.key.replace("-", "")),
    ]:
        assert isinstance(world.server.feedback.track(number, key, HERE), Tracked)


def test_the_same_form_sent_twice_is_one_word_with_one_key(world: World) -> None:
    first = sent(world, form_id="f1")
    assert sent(world, form_id="f1") == first
    assert sent(world, form_id="f2") != first
    assert sent(world, form_id="f1", text="Sekarang lampu RT 03.") != first
    assert records(world) == 3


def test_the_same_form_sent_by_two_clicks_at_once_is_one_word(world: World) -> None:
    taken: list[object] = []
    threads = [
        threading.Thread(target=lambda: taken.append(world.server.feedback.submit(form(form_id="f1"), HERE)))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len(taken) == 4
    assert len(set(taken)) == 1
    assert records(world) == 1


def test_a_form_without_a_name_of_its_own_is_always_a_new_word(world: World) -> None:
    assert sent(world) != sent(world)
    assert records(world) == 2


def test_a_number_that_is_taken_is_never_given_twice(world: World) -> None:
    first = sent(world, form_id="f1")
    with world.server.store.engines.writer.begin() as connection:
        # Somebody else has the number that the form would lead to.
        connection.exec_driver_sql("UPDATE feedback_keys SET key_hash = ?", ("0" * 64,))
    second = sent(world, form_id="f1")
    assert second.number != first.number
    assert isinstance(world.server.feedback.track(second.number, second.key, HERE), Tracked)
    assert sent(world, form_id="f1") == second


def test_a_message_sent_twice_stands_once(world: World) -> None:
    one = sent(world)
    world.clock.forward(seconds=1)
    for _ in range(2):
        seen = world.server.feedback.add_message(one.number, one.key, " Masih padam. ", HERE)
    assert isinstance(seen, Tracked)
    assert [message.text for message in seen.messages] == ["Lampu RT 02 padam.", "Masih padam."]


@pytest.mark.parametrize("text", ["", "  \n", "a" * (MAX_TEXT + 1)])
def test_a_message_that_says_nothing_or_too_much_is_asked_back(world: World, text: str) -> None:
    one = sent(world)
    refused = world.server.feedback.add_message(one.number, one.key, text, HERE)
    assert isinstance(refused, FormRefused)
    assert refused.field == "text"


def test_a_conversation_has_an_end(world: World) -> None:
    one = sent(world)
    for number in range(MAX_CITIZEN_MESSAGES - 1):
        world.clock.forward(hours=0.1)
        assert isinstance(world.server.feedback.add_message(one.number, one.key, f"Pesan {number}", HERE), Tracked)
    refused = world.server.feedback.add_message(one.number, one.key, "Satu lagi", HERE)
    assert isinstance(refused, FormRefused)
    assert refused.code == "too_large"


def test_the_key_of_one_word_opens_no_other(world: World) -> None:
    one, other = sent(world), sent(world)
    for number, key in [(one.number, other.key), (other.number, one.key), ("PRG-00000", one.key), ("", "")]:
        refused = world.server.feedback.track(number, key, HERE)
        assert isinstance(refused, FormRefused)
        assert isinstance(world.server.feedback.add_message(number, key, "Saya juga", HERE), FormRefused)


def test_who_guesses_keys_must_wait_even_with_the_right_one(world: World) -> None:
    one = sent(world)
    for _ in range(TRACK_NUMBER.per_address):
        world.server.feedback.track(one.number, "AAAA-AAAA-AAAA", HERE)
    waiting = world.server.feedback.track(one.number, one.key, HERE)
    assert isinstance(waiting, FormRefused)
    assert (waiting.code, waiting.retry_after) == ("too_many_tries", 3600)
    assert isinstance(world.server.feedback.track(one.number, one.key, "10.0.0.8"), Tracked)
    world.clock.forward(hours=1)
    assert isinstance(world.server.feedback.track(one.number, one.key, HERE), Tracked)


def test_ten_wrong_keys_for_one_number_lock_no_neighbour_out(world: World) -> None:
    mine, theirs = sent(world), sent(world, subject="Jalan berlubang")
    for _ in range(TRACK_NUMBER.per_address + 3):
        world.server.feedback.track(theirs.number, "AAAA-AAAA-AAAA", HERE)
    assert isinstance(world.server.feedback.track(mine.number, mine.key, HERE), Tracked)
    assert isinstance(world.server.feedback.track(theirs.number, theirs.key, HERE), FormRefused)


def test_who_goes_through_many_numbers_is_stopped_as_well(world: World) -> None:
    mine = sent(world)
    for number in range(TRACK.per_address):
        world.server.feedback.track(f"PRG-{'ABCDEFGHJK'[number % 10]}{number // 10}AAA", "AAAA-AAAA-AAAA", HERE)
    refused = world.server.feedback.track(mine.number, mine.key, HERE)
    assert isinstance(refused, FormRefused)
    assert refused.code == "too_many_tries"


def test_all_addresses_of_one_ipv6_line_count_as_one(world: World) -> None:
    one = sent(world)
    for guess in range(TRACK_NUMBER.per_address):
        world.server.feedback.track(one.number, "AAAA-AAAA-AAAA", f"2001:db8:1:2::{guess + 1:x}")
    assert isinstance(world.server.feedback.track(one.number, one.key, "2001:db8:1:2:ffff::9"), FormRefused)
    assert isinstance(world.server.feedback.track(one.number, one.key, "2001:db8:1:3::1"), Tracked)


@pytest.mark.parametrize(
    ("address", "line"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", ""),
        ("seseorang", "seseorang"),
    ],
)
def test_what_counts_as_one_line(address: str, line: str) -> None:
    assert line_of(address) == line


def test_one_address_cannot_flood_the_villages(world: World) -> None:
    for number in range(FEEDBACK.per_address):
        sent(world, subject=f"Nomor {number}")
    refused = world.server.feedback.submit(form(), HERE)
    assert isinstance(refused, FormRefused)
    assert refused.code == "too_many_tries"
    sent(world, address="10.0.0.8")
    assert records(world) == FEEDBACK.per_address + 1


def test_one_address_cannot_flood_a_conversation(world: World) -> None:
    one = sent(world)
    outcomes = [
        world.server.feedback.add_message(one.number, one.key, f"Pesan {number}", HERE)
        for number in range(MESSAGE.per_address + 1)
    ]
    assert isinstance(outcomes[-2], Tracked)
    assert isinstance(outcomes[-1], FormRefused)


def test_addresses_and_keys_stand_nowhere_in_the_database(world: World) -> None:
    one = sent(world, address="203.0.113.77", name="Warga")
    world.server.feedback.track(one.number, "AAAA-AAAA-AAAA", "203.0.113.77")
    world.server.close()
    stored = world.server.store.path.read_bytes()
    assert one.number.encode() in stored
    assert b"203.0.113.77" not in stored
    assert one.key.encode() not in stored
    assert one.key.replace("-", "").encode() not in stored


def test_counted_tries_are_forgotten_after_their_hour(world: World) -> None:
    sent(world)
    world.clock.forward(hours=1, seconds=1)
    sent(world)
    with world.server.store.read() as work:
        assert len(work.tries.times("feedback", 0, 1 << 60)) == 1


def test_tries_of_a_clock_that_ran_a_year_ahead_lock_nobody_out_once_it_was_put_right(world: World) -> None:
    world.clock.forward(days=365)
    for number in range(FEEDBACK.per_address):
        sent(world, text=f"Lampu RT {number} padam.")
    assert world.server.feedback.submit(form(), HERE).code == "too_many_tries"
    world.clock.forward(days=-365)
    sent(world, text="Lampu RT 99 padam.")
    with world.server.store.read() as work:
        assert len(work.tries.times("feedback", 0, 1 << 60)) == 1, "those of the future are gone"
