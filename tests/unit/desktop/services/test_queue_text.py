"""Everything that was written in an op can be read and copied; what nobody wrote is left out."""

from __future__ import annotations

import msgspec
import pytest

from sipa_core.wire.ops import MadeAt, OpBody
from sipa_core.wire.records import Ref
from sipa_desktop.services.queue_text import op_text


def text_of(fields: bytes) -> str:
    return op_text(OpBody("x", Ref("feedback", "x"), msgspec.Raw(fields), "p", MadeAt(0, "")))


def test_an_answer_is_shown_as_it_was_written() -> None:
    assert text_of(b'{"text":"Baris satu\\nBaris dua"}') == "Isi: Baris satu\nBaris dua"


def test_every_leaf_of_a_report_is_shown_with_its_place() -> None:
    told = text_of(
        b'{"village":"63.11.06.2024","content":{"kendala.isi":"Hujan","apbdes[02/-/-].realisasi":5},"ordinal":0,'
        b'"newest_seen":1,"newest_mark":"0a1b2c3d","copy":"0a1b2c3d4e5f6071","said":["n1"]}'
    )
    assert told == "kendala.isi: Hujan\napbdes[02/-/-].realisasi: 5"


def test_notes_are_shown_whole_and_ties_to_records_are_not() -> None:
    told = text_of(b'{"version":"v","content_hash":"h","notes":{"n1":{"path":"a.b","text":"Cek lagi"}}}')
    assert "Cek lagi" in told
    assert "content_hash" not in told


def test_a_file_is_shown_by_its_name_only() -> None:
    told = text_of(b'{"evidence":{"bukti[1].name":"layar.jpg","bukti[1].sha256":"ab","bukti[1].size":9}}')
    assert "layar.jpg" in told
    assert "sha256" not in told


@pytest.mark.parametrize("fields", [b"[]", b"{}", b'"teks"', b"null"])
def test_fields_of_another_shape_give_no_text_and_no_fault(fields: bytes) -> None:
    assert text_of(fields) == ""
