"""What of a record can be found: every type that a desk holds, or a reason why it is left out."""

from __future__ import annotations

import pytest

from sipa_core.domain.attachments import Attachment, Media, leaves
from sipa_core.domain.paths import Value
from sipa_core.wire.records import Record, RecordType
from sipa_desktop.store.searchable import LEFT_OUT, Names, SearchKind, record_pieces

VILLAGE = "63.11.06.2024"
NAMES = Names({"lra": "Realisasi"}, {VILLAGE: "Babayau"})
PHOTO = Attachment("a" * 64, "Jembatan rusak.jpg", Media.JPEG, 1000, 10, 10)
WITHIN: dict[str, dict[str, Value]] = {
    "report": {"type": "lra", "period": "2025-S1"},
    "version": {"meta.type": "lra", "meta.report": "r", "umum.uraian": "Kerja bakti.", **leaves("foto", "f", PHOTO)},
    "review": {"version": "v", "remark": "Sudah baik.", "notes[n].text": "Mohon SPJ.", "notes[n].path": "umum.uraian"},
    "publication": {"type": "lra", "period": "2025-S1"},
    "posting": {"channel": "facebook", "publication": "p", "caption": "Realisasi", **leaves("bukti", "b", PHOTO)},
    "feedback": {
        "number": "PRG-1",
        "subject": "Lampu",
        "msg[m].who": "warga",
        "msg[m].text": "Lampu mati.",
        "msg[m].at": 1,
        "note[c].text": "Hubungi PLN dulu.",
        "note[c].at": 2,
        **leaves("berkas", "b", PHOTO),
    },
    "consultation": {
        "subject": "SPJ",
        "msg[m].who": "desa",
        "msg[m].text": "Bagaimana?",
        "msg[m].at": 1,
        "msg[m].by": "N",
        **leaves("berkas", "b", PHOTO),
        "berkas[b].msg": "m",
    },
    "guidance": {"text": "Rabat beton RT 03", "reason": "Belum rapi", "label": "RKP", "made_at": 1},
    "village": {"name": "Babayau", "code": VILLAGE, "head": "Suriani"},
    "person": {"name": "Norhayati", "phone": "0812 0000 0000"},
}
WITHIN["feedback_kecamatan"] = WITHIN["feedback"]
EXPECTED: dict[str, tuple[SearchKind, tuple[str, ...]]] = {
    "report": (SearchKind.REPORT, ("Realisasi",)),
    "version": (SearchKind.REPORT, ("Kerja bakti.", "Jembatan rusak.jpg")),
    "review": (SearchKind.NOTE, ("Sudah baik.", "Mohon SPJ.")),
    "publication": (SearchKind.PUBLICATION, ("Realisasi",)),
    "posting": (SearchKind.PUBLICATION, ("Realisasi", "Jembatan rusak.jpg")),
    "feedback": (SearchKind.FEEDBACK, ("Lampu mati.", "Hubungi PLN dulu.", "Jembatan rusak.jpg")),
    "feedback_kecamatan": (SearchKind.FEEDBACK, ("Lampu mati.", "Hubungi PLN dulu.", "Jembatan rusak.jpg")),
    "consultation": (SearchKind.CONSULTATION, ("Bagaimana?", "Jembatan rusak.jpg")),
    "guidance": (SearchKind.GUIDANCE, ("Rabat beton RT 03", "Belum rapi", "RKP")),
    "village": (SearchKind.VILLAGE, ("Babayau", "Suriani")),
    "person": (SearchKind.VILLAGE, ("Norhayati", "0812 0000 0000")),
}


def said(record_type: str) -> tuple[set[SearchKind], str]:
    pieces = record_pieces(Record(record_type, "x", 1, VILLAGE, WITHIN[record_type]), NAMES)
    return {piece.kind for piece in pieces}, "\n".join(f"{piece.title}\n{piece.body}" for piece in pieces)


def test_every_type_is_searched_or_left_out_for_a_reason() -> None:
    assert set(EXPECTED) | {one.value for one in LEFT_OUT} == {one.value for one in RecordType}
    assert not set(EXPECTED) & {one.value for one in LEFT_OUT}
    assert all(LEFT_OUT.values())
    for left in LEFT_OUT:
        everything: dict[str, Value] = {key: value for fields in WITHIN.values() for key, value in fields.items()}
        assert record_pieces(Record(left, "x", 1, VILLAGE, everything), NAMES) == []


@pytest.mark.parametrize("record_type", sorted(EXPECTED))
def test_what_a_type_says_can_be_found(record_type: str) -> None:
    kind, words = EXPECTED[record_type]
    kinds, text = said(record_type)
    assert kinds == {kind}
    for word in words:
        assert word in text


def test_a_file_is_found_with_the_message_that_it_came_with() -> None:
    fields = {**WITHIN["consultation"], "msg[z].who": "desa", "msg[z].text": "Terima kasih.", "msg[z].at": 5}
    pieces = record_pieces(Record("consultation", "x", 1, VILLAGE, fields), NAMES)
    assert {piece.place: "Jembatan" in piece.body for piece in pieces} == {"m": True, "z": False}


def test_somebody_who_left_is_not_found_any_more() -> None:
    gone = {**WITHIN["person"], "ended_at": 5}
    assert record_pieces(Record("person", "x", 1, VILLAGE, gone), NAMES) == []
