"""The kecamatan sends document templates; what cannot be one goes to no village."""

from __future__ import annotations

import pytest

from sipa_core.domain.document_files import MAX_FILE_BYTES, MAX_FILES, is_name, packed, unpacked
from sipa_core.domain.roles import Actor
from sipa_core.ops import documents as ops
from sipa_core.ops.base import Context, Outcome, Refusal
from sipa_core.wire.problems import Problem
from tests.unit.core.test_duty_ops import CAMAT, NORHAYATI, NOW, Truth

LETTER = b'about = "Laporan dari {desa}"\n'


def put(truth: Truth, name: str, data: bytes | str, actor: Actor = CAMAT) -> Outcome:
    text = data if isinstance(data, str) else packed(data)
    return ops.put(ops.Put(name, text), ops.ref_of(name), truth, Context(actor, NOW, "op", ""))


def test_a_file_counts_until_another_or_none_takes_its_place() -> None:
    truth = Truth()
    for data in (LETTER, LETTER * 2):
        truth.take(put(truth, "umum.toml", data))
        assert unpacked(truth.records[ops.ref_of("umum.toml")].text("data")) == data
    assert truth.records[ops.ref_of("umum.toml")].text("changed_by") == CAMAT.name
    truth.take(put(truth, "umum.toml", b""))
    assert truth.records[ops.ref_of("umum.toml")].text("data") == ""


def test_a_village_may_not() -> None:
    assert put(Truth(), "umum.toml", LETTER, NORHAYATI) == Refusal(Problem.FORBIDDEN)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("umum.docx", b"bukan Word"),
        ("umum.typ", b"\xff\xfe"),
        ("umum.toml", b"a\0b"),
        ("lambang.png", b"\xff\xd8\xff"),
        ("umum.toml", "bukan base64!"),
        ("umum.toml", b"a" * (MAX_FILE_BYTES + 1)),
    ],
)
def test_bytes_that_are_not_what_the_name_says_are_refused(name: str, data: bytes | str) -> None:
    assert put(Truth(), name, data) == Refusal(Problem.INVALID, "data")


@pytest.mark.parametrize(
    "name", ["../umum.toml", "umum.exe", "Umum.toml", ".typ", "a/b.typ", "umum.toml\n", "lambang.gif"]
)
def test_a_name_leads_nowhere_else(name: str) -> None:
    assert not is_name(name)
    assert put(Truth(), name, LETTER) == Refusal(Problem.INVALID, "record")


def test_there_is_room_for_so_many_and_one_taken_back_makes_room() -> None:
    truth = Truth()
    for number in range(MAX_FILES):
        truth.take(put(truth, f"lokal_{number}.toml", LETTER))
    assert put(truth, "umum.toml", LETTER) == Refusal(Problem.FULL, "name")
    truth.take(put(truth, "lokal_3.toml", LETTER * 2))
    truth.take(put(truth, "lokal_4.toml", b""))
    truth.take(put(truth, "umum.toml", LETTER))
