"""Attachments as rows of a record."""

from __future__ import annotations

import pytest

from sipa_core.domain.attachments import (
    MAX_PDF_BYTES,
    MAX_PHOTO_BYTES,
    Attachment,
    Media,
    attachments,
    blobs_named,
    fault_of,
    leaves,
)
from sipa_core.wire.records import Value

PHOTO = Attachment("a" * 64, "jalan.jpg", Media.JPEG, 250_000, 1600, 1200)
SCAN = Attachment("b" * 64, "pengesahan.pdf", Media.PDF, 900_000)


def test_what_is_written_as_leaves_is_read_back() -> None:
    fields = {**leaves("foto", "k1", PHOTO), **leaves("foto", "k2", SCAN), "foto[k2].pos": 1}
    assert attachments(fields, "foto") == [("k1", PHOTO), ("k2", SCAN)]
    assert attachments(fields, "bukti") == []


def test_the_order_is_that_of_pos_and_then_of_the_key() -> None:
    fields = {**leaves("foto", "a", PHOTO), "foto[a].pos": 5, **leaves("foto", "c", PHOTO), **leaves("foto", "b", SCAN)}
    assert [key for key, _one in attachments(fields, "foto")] == ["b", "c", "a"]


def test_the_blobs_of_every_table_are_named_once() -> None:
    fields = {**leaves("foto", "a", PHOTO), **leaves("bukti", "x", PHOTO), **leaves("bukti", "y", SCAN), "n": 1}
    assert blobs_named(fields) == {"a" * 64, "b" * 64}


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("sha256", "A" * 64),
        ("sha256", "a" * 63),
        ("media", "text/html"),
        ("media", None),
        ("size", 0),
        ("size", MAX_PHOTO_BYTES + 1),
        ("size", True),
        ("size", "1"),
    ],
)
def test_a_row_that_is_no_attachment_is_found_and_never_shown(column: str, value: Value) -> None:
    fields = {**leaves("foto", "a", PHOTO), f"foto[a].{column}": value}
    assert fault_of(fields) == "foto[a].sha256"
    assert attachments(fields, "foto") == []


def test_a_pdf_may_be_larger_than_a_photo_and_not_larger_than_ten_megabytes() -> None:
    large = {**leaves("a", "1", SCAN), "a[1].size": MAX_PDF_BYTES}
    assert fault_of(large) is None
    assert fault_of({**large, "a[1].size": MAX_PDF_BYTES + 1}) == "a[1].sha256"


def test_a_name_that_cannot_be_shown_is_replaced_by_a_plain_one() -> None:
    fields = {**leaves("foto", "a", PHOTO), "foto[a].name": "x" * 121}
    assert attachments(fields, "foto")[0][1].name == "lampiran.jpg"
