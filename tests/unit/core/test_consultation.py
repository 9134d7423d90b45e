"""The rules of threads: who begins, what a message may carry, how far a mark goes, and where a thread ends."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec
import pytest

from sipa_core import ids
from sipa_core.domain.consultation import MAX_LETTERS, MAX_MESSAGES, MAX_TEXT, Side, has_read, messages, unread
from sipa_core.domain.roles import Actor, Role
from sipa_core.ops import registry
from sipa_core.ops.base import Applied, Context, Refusal
from sipa_core.wire.ops import MadeAt, OpBody
from sipa_core.wire.problems import Problem
from sipa_core.wire.records import Record, RecordType, Ref, Value, changed

BABAYAU, BALIDA = "63.11.06.2024", "63.11.06.2025"
DESA = Actor("p1", "Norhayati", Role.ADMIN_DESA, "63.11.06", BABAYAU)
CAMAT = Actor("p2", "Syahrani", Role.ADMIN_KECAMATAN, "63.11.06")
THREAD = Ref(RecordType.CONSULTATION, "0190a000-0000-7000-8000-000000000001")
HASH = "ab" * 32


class Books:
    """Records in a dict, changed by the rules alone."""

    def __init__(self) -> None:
        self.records: dict[Ref, Record] = {}
        self.count = 0
        for code in (BABAYAU, BALIDA):
            ref = Ref(RecordType.VILLAGE, ids.natural_id("village", code))
            self.records[ref] = Record(ref.type, ref.id, 1, None, {"code": code})

    def get(self, ref: Ref) -> Record | None:
        return self.records.get(ref)

    def all(self, record_type: RecordType) -> Iterable[Record]:
        return (record for record in self.records.values() if record.type == record_type)

    def do(self, actor: Actor, kind: str, fields: dict[str, Any], ref: Ref = THREAD, now: int = 0) -> str | Refusal:
        """Apply one op; returns its id, or the refusal."""
        self.count += 1
        op_id = ids.natural_id("op", self.count)
        body = OpBody(kind, ref, msgspec.Raw(msgspec.json.encode(fields)), actor.person, MadeAt(1, "Asia/Makassar"))
        outcome = registry.apply(body, self, Context(actor, now or self.count, op_id, "h"))
        if isinstance(outcome, Applied):
            for write in outcome.writes:
                known = self.records.get(write.ref)
                merged = changed(known.fields if known is not None else {}, write.changes)
                self.records[write.ref] = Record(write.ref.type, write.ref.id, 1, write.village, merged)
            return op_id
        return outcome

    @property
    def thread(self) -> Record:
        return self.records[THREAD]


@pytest.fixture
def books() -> Books:
    return Books()


def begin(village: str = BABAYAU, **more: Value) -> dict[str, Any]:
    return {"village": village, "subject": "Sisa kas", **more}


def files(row: str = "0190a000-0000-7000-8000-0000000000aa", **more: Value) -> dict[str, Value]:
    cells: dict[str, Value] = {"sha256": HASH, "name": "kuitansi.jpg", "media": "image/jpeg", "size": 9000, **more}
    return {f"berkas[{row}].{column}": value for column, value in cells.items() if value is not None}


@pytest.mark.parametrize("actor", [DESA, CAMAT], ids=["desa", "kecamatan"])
def test_either_side_begins_a_thread_and_the_other_answers(books: Books, actor: Actor) -> None:
    key = books.do(actor, "message.send", {"text": " Pagi. ", "begin": begin()})
    books.do(CAMAT if actor is DESA else DESA, "message.send", {"text": "Pagi juga."})
    said = messages(books.thread)
    assert [(one.text, one.who, one.by) for one in said] == [
        ("Pagi.", Side.VILLAGE if actor is DESA else Side.KECAMATAN, actor.name),
        ("Pagi juga.", Side.KECAMATAN if actor is DESA else Side.VILLAGE, "Syahrani" if actor is DESA else "Norhayati"),
    ]
    assert said[0].key == key
    assert books.thread.village == BABAYAU
    assert books.thread.fields["about"] == "general"


def test_a_thread_on_a_field_keeps_what_it_is_about(books: Books) -> None:
    report = ids.report_id(BABAYAU, "lra_semester1", "2025-S1")
    about = {"about": "report", "report": report, "path": "apbdes[02/-/-].realisasi", "label": "LRA Sem. I, Bidang 2"}
    books.do(CAMAT, "message.send", {"text": "Belum ada.", "begin": begin(**about)})
    assert {path: books.thread.fields[path] for path in about} == about


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"text": "  "}, "text"),
        ({"text": "a" * (MAX_TEXT + 1)}, "text"),
        ({"text": "a", "begin": begin("63.11.06.9999")}, "village"),
        ({"text": "a", "begin": {"village": BABAYAU, "subject": "   "}}, "subject"),
        ({"text": "a", "begin": begin(about="report", report="bukan id")}, "report"),
        ({"text": "a", "begin": begin(path="apbdes[[")}, "path"),
        ({"text": "a", "begin": begin(about="rumor")}, "begin.about"),
        ({"text": "a", "begin": begin(), "files": {"berkas[x].sha256": HASH}}, "berkas"),
        ({"text": "a", "begin": begin(), "files": {"state": "solved"}}, "state"),
        ({"text": "a", "begin": begin(), "files": {"berkas[x].msg": "y"}}, "berkas[x].msg"),
        ({"text": "a", "begin": begin(), "files": files(size=400_000)}, "berkas"),
        ({"text": "a", "begin": begin(), "files": files(row="x")}, "berkas"),
        ({"text": "a", "begin": begin(), "extra": 1}, "fields"),
    ],
)
def test_what_is_not_in_order_is_refused(books: Books, fields: dict[str, Any], field: str) -> None:
    refusal = books.do(CAMAT, "message.send", {"begin": begin(), **fields})
    assert isinstance(refusal, Refusal)
    assert refusal.code is Problem.INVALID
    assert refusal.field in (field, "fields")
    assert THREAD not in books.records


def test_a_file_belongs_to_its_message(books: Books) -> None:
    key = books.do(DESA, "message.send", {"text": "", "begin": begin(), "files": files()})
    assert books.thread.fields["berkas[0190a000-0000-7000-8000-0000000000aa].msg"] == key


def test_no_message_takes_the_place_of_a_file_that_came_with_another(books: Books) -> None:
    theirs = books.do(CAMAT, "message.send", {"text": "Surat", "begin": begin(), "files": files()})
    answer = books.do(DESA, "message.send", {"text": "Ini", "files": files(sha256="cd" * 32)})
    assert answer == Refusal(Problem.INVALID, "berkas")
    row = "berkas[0190a000-0000-7000-8000-0000000000aa]"
    assert (books.thread.fields[f"{row}.sha256"], books.thread.fields[f"{row}.msg"]) == (HASH, theirs)


def test_a_message_that_finds_no_thread_is_not_kept(books: Books) -> None:
    assert books.do(DESA, "message.send", {"text": "Halo"}) == Refusal(Problem.NOT_FOUND)


def test_a_village_cannot_speak_in_another_ones_thread(books: Books) -> None:
    books.do(CAMAT, "message.send", {"text": "Pagi", "begin": begin(BALIDA)})
    assert books.do(DESA, "message.send", {"text": "Pagi"}) == Refusal(Problem.FORBIDDEN)
    assert books.do(DESA, "message.send", {"text": "Pagi", "begin": begin()}) == Refusal(Problem.FORBIDDEN)
    assert books.do(DESA, "consultation.read", {"upto": "x"}) == Refusal(Problem.FORBIDDEN)


def test_a_message_opens_a_solved_thread_again(books: Books) -> None:
    books.do(DESA, "message.send", {"text": "Tanya", "begin": begin()})
    books.do(DESA, "consultation.solve", {})
    assert (books.thread.fields["state"], books.thread.fields["solved_by"]) == ("solved", "Norhayati")
    books.do(CAMAT, "message.send", {"text": "Satu lagi"})
    assert books.thread.fields["state"] == "open"
    assert "solved_by" not in books.thread.fields


def test_a_mark_only_moves_on(books: Books) -> None:
    first = books.do(CAMAT, "message.send", {"text": "Satu", "begin": begin()})
    second = books.do(CAMAT, "message.send", {"text": "Dua"})
    assert [one.text for one in unread(books.thread, Side.VILLAGE)] == ["Satu", "Dua"]
    books.do(DESA, "consultation.read", {"upto": second})
    books.do(DESA, "consultation.read", {"upto": first})
    books.do(DESA, "consultation.read", {"upto": "entah"})
    assert unread(books.thread, Side.VILLAGE) == []
    assert books.thread.fields["read.desa"] == second
    assert has_read(books.thread, Side.VILLAGE, str(first))
    assert not has_read(books.thread, Side.KECAMATAN, str(first))


def test_own_words_are_never_unread(books: Books) -> None:
    books.do(DESA, "message.send", {"text": "Satu", "begin": begin()})
    assert unread(books.thread, Side.VILLAGE) == []
    assert len(unread(books.thread, Side.KECAMATAN)) == 1


def test_a_thread_ends_at_its_last_message_and_loses_nothing(books: Books) -> None:
    books.do(DESA, "message.send", {"text": "0", "begin": begin()})
    for n in range(1, MAX_MESSAGES):
        assert isinstance(books.do(DESA if n % 2 else CAMAT, "message.send", {"text": str(n)}), str)
    assert books.do(CAMAT, "message.send", {"text": "lebih"}) == Refusal(Problem.FULL)
    assert [one.text for one in messages(books.thread)] == [str(n) for n in range(MAX_MESSAGES)]
    assert isinstance(books.do(CAMAT, "consultation.solve", {}), str)


def test_long_words_end_a_thread_earlier(books: Books) -> None:
    books.do(DESA, "message.send", {"text": "a" * MAX_TEXT, "begin": begin()})
    for _n in range(MAX_LETTERS // MAX_TEXT - 1):
        books.do(DESA, "message.send", {"text": "a" * MAX_TEXT})
    assert books.do(DESA, "message.send", {"text": "satu"}) == Refusal(Problem.FULL)


def test_a_side_of_a_newer_program_is_passed_over(books: Books) -> None:
    books.do(DESA, "message.send", {"text": "Satu", "begin": begin()})
    fields = {**books.thread.fields, "msg[x].who": "kabupaten", "msg[x].text": "Halo", "msg[y].who": 7}
    record = Record(THREAD.type, THREAD.id, 2, BABAYAU, fields)
    assert [one.text for one in messages(record)] == ["Satu"]


@pytest.mark.parametrize("due", ["2025-02-30", "besok-pagi", "2025-7-014"])
def test_a_day_that_is_none_is_refused(books: Books, due: str) -> None:
    ref = Ref(RecordType.GUIDANCE, ids.natural_id("guidance", 1))
    fields = {"village": BABAYAU, "text": "Samakan sisa kas", "due": due}
    assert books.do(CAMAT, "guidance.put", fields, ref) == Refusal(Problem.INVALID, "due")


def test_a_tick_that_is_taken_away_leaves_what_the_kecamatan_gave_back_and_why(books: Books) -> None:
    ref = Ref(RecordType.GUIDANCE, ids.natural_id("guidance", 1))
    books.do(DESA, "guidance.put", {"village": BABAYAU, "text": "Samakan", "due": "2025-07-31"}, ref)
    for actor, verb, fields in ((DESA, "done", {}), (CAMAT, "return", {"reason": "Belum."}), (DESA, "done", {})):
        books.do(actor, f"guidance.{verb}", fields, ref)
    books.do(DESA, "guidance.undo", {}, ref)
    agreed = books.records[ref].fields
    assert (agreed["state"], agreed["reason"], "done_at" in agreed) == ("returned", "Belum.", False)


def test_what_was_agreed_goes_its_way(books: Books) -> None:
    ref = Ref(RecordType.GUIDANCE, ids.natural_id("guidance", 1))
    books.do(DESA, "guidance.put", {"village": BABAYAU, "text": "Samakan", "due": "2025-07-31"}, ref)
    steps = [
        (DESA, "done", {"note": "Sudah."}, "done"),
        (DESA, "undo", {}, "open"),
        (DESA, "done", {}, "done"),
        (CAMAT, "return", {"reason": "Belum."}, "returned"),
        (DESA, "done", {}, "done"),
        (CAMAT, "confirm", {}, "confirmed"),
    ]
    for actor, verb, fields, state in steps:
        books.do(actor, f"guidance.{verb}", fields, ref)
        assert books.records[ref].fields["state"] == state
    assert books.records[ref].fields["confirmed_by"] == "Syahrani"
    assert books.do(CAMAT, "guidance.cancel", {}, ref) == Refusal(Problem.ALREADY_DECIDED)
