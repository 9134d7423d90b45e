"""What the ops on a citizen's matter do and refuse, by the pure rules that desk and server share."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import msgspec
import pytest

from sipa_core import ids
from sipa_core.domain.feedback import MAX_ENTRIES, MAX_TEXT, messages, notes, source_of, steps
from sipa_core.domain.feedback_moves import MOVES, targets
from sipa_core.domain.roles import Actor, Role
from sipa_core.domain.workflow import FeedbackState, Visibility
from sipa_core.ops import registry
from sipa_core.ops.base import Applied, Context, Refusal
from sipa_core.ops.feedback import NewNote, NewState, Recorded, Release, Reply
from sipa_core.wire.exchange import MAX_PLAIN_BYTES
from sipa_core.wire.ops import MadeAt, OpBody
from sipa_core.wire.problems import Problem
from sipa_core.wire.records import Record, RecordType, Ref, Value, changed

VILLAGE = "63.11.06.2024"
ELSEWHERE = "63.11.06.2034"
DESA = Actor("p1", "Norhayati", Role.ADMIN_DESA, "63.11.06", VILLAGE)
CAMAT = Actor("p2", "Syahrani", Role.ADMIN_KECAMATAN, "63.11.06")
F = FeedbackState
TABLE: dict[tuple[Role, FeedbackState], set[FeedbackState]] = {
    (Role.ADMIN_DESA, F.BARU): {F.DITERUSKAN, F.DITINDAKLANJUTI, F.SELESAI, F.DITOLAK, F.DUPLIKAT},
    (Role.ADMIN_DESA, F.DITERUSKAN): set(),
    (Role.ADMIN_DESA, F.DITINDAKLANJUTI): {F.DITERUSKAN, F.SELESAI, F.DITOLAK, F.DUPLIKAT},
    (Role.ADMIN_DESA, F.DIJAWAB): {F.DITERUSKAN, F.DITINDAKLANJUTI, F.SELESAI, F.DITOLAK, F.DUPLIKAT},
    (Role.ADMIN_DESA, F.SELESAI): {F.DITINDAKLANJUTI},
    (Role.ADMIN_DESA, F.DITOLAK): {F.DITINDAKLANJUTI},
    (Role.ADMIN_DESA, F.DUPLIKAT): {F.DITINDAKLANJUTI},
    (Role.ADMIN_KECAMATAN, F.BARU): {F.DITERUSKAN, F.DITINDAKLANJUTI, F.SELESAI, F.DITOLAK, F.DUPLIKAT},
    (Role.ADMIN_KECAMATAN, F.DITERUSKAN): {F.DITINDAKLANJUTI, F.SELESAI, F.DITOLAK, F.DUPLIKAT},
    (Role.ADMIN_KECAMATAN, F.DITINDAKLANJUTI): {F.DITERUSKAN, F.SELESAI, F.DITOLAK, F.DUPLIKAT},
    (Role.ADMIN_KECAMATAN, F.DIJAWAB): {F.DITERUSKAN, F.DITINDAKLANJUTI, F.SELESAI, F.DITOLAK, F.DUPLIKAT},
    (Role.ADMIN_KECAMATAN, F.SELESAI): {F.DITINDAKLANJUTI},
    (Role.ADMIN_KECAMATAN, F.DITOLAK): {F.DITINDAKLANJUTI},
    (Role.ADMIN_KECAMATAN, F.DUPLIKAT): {F.DITINDAKLANJUTI},
}
"""Written down by hand: where each role may move a matter to."""


@dataclass
class Box:
    """Records by address; ops change them by the rules."""

    records: dict[Ref, Record] = field(default_factory=dict)
    turn: int = 0

    def get(self, ref: Ref) -> Record | None:
        return self.records.get(ref)

    def all(self, record_type: RecordType) -> Iterable[Record]:
        return [record for ref, record in self.records.items() if ref.type == record_type]

    def put(self, ref: Ref, village: str | None, fields: dict[str, Value]) -> None:
        known = self.records.get(ref)
        merged = changed(known.fields if known is not None else {}, fields)
        self.records[ref] = Record(ref.type, ref.id, 1, village, merged)

    def word(self, key: str, state: str = "baru", *, kind: str = RecordType.FEEDBACK, **more: Value) -> Ref:
        ref = Ref(kind, ids.natural_id("feedback", key))
        fields: dict[str, Value] = {
            "number": key,
            "state": state,
            "visibility": Visibility.WAITING.value,
            "created_at": 1,
            "msg[m1].who": "citizen",
            "msg[m1].text": "Lampu padam.",
            "msg[m1].at": 1,
        }
        self.put(ref, VILLAGE, {**fields, **more})
        return ref

    def do(self, who: Actor, kind: str, ref: Ref, fields: msgspec.Struct) -> Problem | None:
        """The refusal, or None after the effect stands in the box."""
        self.turn += 1
        body = OpBody(kind, ref, msgspec.Raw(msgspec.json.encode(fields)), who.person, MadeAt(1, "Asia/Makassar"))
        outcome = registry.apply(body, self, Context(who, 1000 + self.turn, f"op{self.turn}", "hash"))
        if isinstance(outcome, Refusal):
            return outcome.code
        assert isinstance(outcome, Applied)
        for write in outcome.writes:
            self.put(write.ref, write.village, dict(write.changes))
        return None


@pytest.fixture
def box() -> Box:
    return Box()


@pytest.mark.parametrize("before", F)
@pytest.mark.parametrize("who", [DESA, CAMAT], ids=["desa", "kecamatan"])
def test_each_role_moves_a_matter_only_where_the_table_says(box: Box, who: Actor, before: FeedbackState) -> None:
    assert set(MOVES) == set(Role)
    for after in F:
        ref, other = box.word(f"PRG-{before}-{after}", before), box.word("PRG-OTHER")
        refused = box.do(who, "feedback.state", ref, NewState(after, reason="Karena itu.", of=other.id))
        if after is before:
            assert refused is Problem.ALREADY_DECIDED
        elif after in TABLE[who.role, before]:
            assert refused is None
            assert box.records[ref].text("state") == after
        else:
            assert refused is Problem.NOT_NOW


def test_forwarding_tells_the_kecamatan_why_in_a_private_note(box: Box) -> None:
    ref = box.word("PRG-A")
    assert box.do(DESA, "feedback.state", ref, NewState(F.DITERUSKAN, note="Wewenang dinas PU.")) is None
    record = box.records[ref]
    assert [note.text for note in notes(record)] == ["Wewenang dinas PU."]
    assert [message.text for message in messages(record)] == ["Lampu padam."]
    assert (steps(record)[-1].state, steps(record)[-1].by, steps(record)[-1].office) == (
        "diteruskan",
        "Norhayati",
        "admin_desa",
    )
    assert box.do(CAMAT, "feedback.state", ref, NewState(F.DITINDAKLANJUTI, note="Desa saja.")) is None
    assert len(notes(box.records[ref])) == 2


def test_a_refusal_needs_a_reason_and_a_duplicate_the_other_matter(box: Box) -> None:
    ref, other = box.word("PRG-A"), box.word("PRG-B")
    assert box.do(DESA, "feedback.state", ref, NewState(F.DITOLAK, "  ")) is Problem.INVALID
    assert box.do(DESA, "feedback.state", ref, NewState(F.DUPLIKAT)) is Problem.INVALID
    assert box.do(DESA, "feedback.state", ref, NewState(F.DUPLIKAT, of=ref.id)) is Problem.INVALID
    assert box.do(DESA, "feedback.state", ref, NewState(F.DUPLIKAT, of=other.id)) is None
    assert box.records[ref].text("duplicate_of") == "PRG-B"
    assert box.do(DESA, "feedback.state", other, NewState(F.DUPLIKAT, of=ref.id)) is Problem.INVALID, "a circle"
    assert box.do(DESA, "feedback.state", ref, NewState(F.DITINDAKLANJUTI)) is None
    assert box.records[ref].text("duplicate_of") == ""


def test_a_duplicate_never_names_a_matter_of_another_village(box: Box) -> None:
    ref, far = box.word("PRG-A"), Ref(RecordType.FEEDBACK, ids.natural_id("feedback", "PRG-FAR"))
    box.put(far, ELSEWHERE, {"number": "PRG-FAR", "state": "baru"})
    assert box.do(CAMAT, "feedback.state", ref, NewState(F.DUPLIKAT, of=far.id)) is Problem.INVALID


def test_an_answer_can_close_the_matter_with_it(box: Box) -> None:
    ref = box.word("PRG-A")
    assert box.do(DESA, "feedback.reply", ref, Reply("Sudah diganti.", close=True)) is None
    record = box.records[ref]
    assert record.text("state") == "selesai"
    assert (messages(record)[-1].text, messages(record)[-1].office) == ("Sudah diganti.", "admin_desa")
    assert [step.state for step in steps(record)] == ["selesai"]


def test_a_note_changes_neither_state_nor_conversation(box: Box) -> None:
    ref = box.word("PRG-A", "dijawab")
    before = messages(box.records[ref])
    assert box.do(DESA, "feedback.note", ref, NewNote(" Sudah telepon RT. ")) is None
    record = box.records[ref]
    assert (record.text("state"), messages(record)) == ("dijawab", before)
    assert [(note.text, note.by) for note in notes(record)] == [("Sudah telepon RT.", "Norhayati")]
    assert box.do(DESA, "feedback.note", ref, NewNote("  ")) is Problem.INVALID


def record_ref(key: str = "a") -> Ref:
    return Ref(RecordType.FEEDBACK, ids.natural_id("feedback", VILLAGE, "facebook", key))


def facebook(**change: object) -> Recorded:
    made = msgspec.structs.asdict(Recorded("facebook", "pertanyaan", "Kapan BLT cair?"))  # type: ignore[arg-type]
    return msgspec.convert({**made, **change}, Recorded)


def test_a_comment_from_elsewhere_becomes_a_matter_of_the_office_only(box: Box) -> None:
    ref = record_ref()
    assert box.do(DESA, "feedback.record", ref, facebook(author="Rina M.", link="https://www.facebook.com/p/1")) is None
    record = box.records[ref]
    assert (record.village, record.text("visibility"), source_of(record)) == (VILLAGE, "private", "facebook")
    assert record.text("number").startswith("FB-")
    assert box.do(CAMAT, "feedback.release", ref, Release("x")) is Problem.FORBIDDEN
    assert box.do(DESA, "feedback.reply", ref, Reply("Tanggal 15.")) is None


def test_the_same_comment_from_two_computers_is_one_matter(box: Box) -> None:
    assert box.do(DESA, "feedback.record", record_ref(), facebook()) is None
    before = box.records[record_ref()]
    assert box.do(DESA, "feedback.record", record_ref(), facebook()) is None
    assert box.records[record_ref()] == before


@pytest.mark.parametrize("kind", ["feedback.reply", "feedback.note"])
def test_a_matter_never_grows_beyond_what_a_desk_can_receive(box: Box, kind: str) -> None:
    ref = box.word("PRG-00001")
    text = "\x01" * MAX_TEXT  # six bytes each on the line
    fields = Reply(text) if kind == "feedback.reply" else NewNote(text)
    answers = [box.do(DESA, kind, ref, fields) for _turn in range(300)]
    assert answers[0] is None
    assert answers[-1] is Problem.FULL
    whole = box.records[ref]
    assert len(msgspec.json.encode(whole)) < MAX_PLAIN_BYTES / 2
    assert box.do(DESA, "feedback.state", ref, NewState(F.SELESAI)) is None, "it can still be closed"


def test_a_matter_is_not_moved_to_and_fro_without_end(box: Box) -> None:
    ref = box.word("PRG-00001")
    moves = [F.DITINDAKLANJUTI, F.SELESAI] * (MAX_ENTRIES // 2 + 1)
    assert Problem.FULL in {box.do(DESA, "feedback.state", ref, NewState(state)) for state in moves}


def test_numbers_of_persons_in_a_comment_are_masked_before_anybody_keeps_them(box: Box) -> None:
    text = "Nama saya tidak ada. NIK 6311064505900001, hubungi 0812-3456-7890."
    assert box.do(DESA, "feedback.record", record_ref(), facebook(text=text, author="0812-3456-7890")) is None
    kept = " ".join(str(value) for value in box.records[record_ref()].fields.values())
    assert "6311064505900001" not in kept
    assert "3456" not in kept
    assert "Nama saya tidak ada." in kept


@pytest.mark.parametrize(
    "bad", [{"source": "halaman"}, {"text": "  "}, {"link": "http://x.example"}, {"link": "javascript:alert(1)"}]
)
def test_a_comment_that_is_none_is_refused(box: Box, bad: dict[str, object]) -> None:
    assert box.do(DESA, "feedback.record", record_ref(), facebook(**bad)) is Problem.INVALID


def test_a_recorded_word_never_takes_the_place_of_a_citizens(box: Box) -> None:
    ref = box.word("PRG-A")
    assert box.do(DESA, "feedback.record", ref, facebook()) is Problem.ALREADY_DECIDED
    assert box.do(CAMAT, "feedback.record", record_ref(), facebook()) is Problem.FORBIDDEN


def test_a_release_reaches_only_as_far_as_its_releaser_saw(box: Box) -> None:
    later: dict[str, Value] = {"msg[m2].who": "citizen", "msg[m2].text": "Nomor saya…", "msg[m2].at": 5}
    ref = box.word("PRG-A", **later)
    assert box.do(CAMAT, "feedback.release", ref, Release("m1")) is None
    assert box.records[ref].text("moderated_upto") == "m1"
    assert box.do(CAMAT, "feedback.release", ref, Release("m1")) is Problem.ALREADY_DECIDED
    assert box.do(CAMAT, "feedback.release", ref, Release("m9")) is Problem.INVALID
    assert box.do(CAMAT, "feedback.release", ref, Release("m2")) is None
    assert box.do(CAMAT, "feedback.release", ref, Release("m1")) is Problem.ALREADY_DECIDED, "nothing is taken back"


def test_a_release_of_an_older_desk_reaches_the_first_message_only(box: Box) -> None:
    ref = box.word("PRG-A", **{"msg[m2].who": "citizen", "msg[m2].text": "Lagi", "msg[m2].at": 5})
    assert box.do(CAMAT, "feedback.release", ref, Release()) is None
    assert box.records[ref].text("moderated_upto") == "m1"


@pytest.mark.parametrize("kind", ["feedback.reply", "feedback.state", "feedback.note"])
def test_a_word_for_the_kecamatan_alone_is_not_there_for_the_village(box: Box, kind: str) -> None:
    fields: dict[str, msgspec.Struct] = {
        "feedback.reply": Reply("Kami baca."),
        "feedback.state": NewState(F.SELESAI),
        "feedback.note": NewNote("Hati-hati."),
    }
    ref = box.word("PRG-K", kind=RecordType.FEEDBACK_KECAMATAN)
    nobody = Ref(RecordType.FEEDBACK_KECAMATAN, ids.natural_id("feedback", "PRG-NONE"))
    assert box.do(DESA, kind, ref, fields[kind]) is Problem.NOT_FOUND
    assert box.do(DESA, kind, nobody, fields[kind]) is Problem.NOT_FOUND
    assert box.do(CAMAT, kind, ref, fields[kind]) is None


def test_a_word_for_the_kecamatan_alone_is_neither_forwarded_nor_released(box: Box) -> None:
    ref = box.word("PRG-K", kind=RecordType.FEEDBACK_KECAMATAN)
    assert F.DITERUSKAN not in targets(Role.ADMIN_KECAMATAN, ref.type, F.BARU)
    assert box.do(CAMAT, "feedback.state", ref, NewState(F.DITERUSKAN)) is Problem.NOT_NOW
    assert box.do(CAMAT, "feedback.release", ref, Release("m1")) is Problem.INVALID
    record = Ref(RecordType.FEEDBACK_KECAMATAN, ids.natural_id("feedback", "x"))
    assert box.do(DESA, "feedback.record", record, facebook()) is Problem.INVALID
