"""Records: what both sides hold, addressed by type and id, with a revision given by the server only.

A record is a flat map of named leaves. Absence from a reply never means deletion (docs/protocol.md, "Words").
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

import msgspec

Value = str | int | bool | None
Fields = Mapping[str, Value]


class RecordType(StrEnum):
    """The kinds of thing that travel. A desk keeps records of types it does not know and shows none of them."""

    VILLAGE = "village"
    TEMPLATE = "template"
    DUTY = "duty"
    CHANNEL = "channel"
    REPORT = "report"
    VERSION = "version"
    REVIEW = "review"
    PUBLICATION = "publication"
    POSTING = "posting"
    FEEDBACK = "feedback"
    FEEDBACK_KECAMATAN = "feedback_kecamatan"
    CONSULTATION = "consultation"
    GUIDANCE = "guidance"
    PERSON = "person"
    DEVICE = "device"
    DRAFT = "draft"
    CONFLICT = "conflict"
    PROGRESS = "progress"
    VILLAGE_SETTING = "village_setting"
    EVENT = "event"
    DOCUMENT = "document"


class Ref(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The address of a record."""

    type: str
    id: str


class Record(msgspec.Struct, frozen=True):
    """A whole record at one revision. `village` is a Kemendagri code, or None for what concerns all villages."""

    type: str
    id: str
    rev: int
    village: str | None
    fields: dict[str, Value]

    @property
    def ref(self) -> Ref:
        return Ref(self.type, self.id)

    def text(self, path: str) -> str:
        """The leaf as text, empty when it is absent or no text."""
        value = self.fields.get(path)
        return value if isinstance(value, str) else ""

    def number(self, path: str) -> int:
        """The leaf as an integer, 0 when it is absent or no integer."""
        value = self.fields.get(path)
        return value if isinstance(value, int) and not isinstance(value, bool) else 0


class StoredRecord(msgspec.Struct, frozen=True):
    """A record with its fields as the server's own store holds them: JSON that nobody opens on its way to a desk."""

    type: str
    id: str
    rev: int
    village: str | None
    fields: msgspec.Raw

    @property
    def ref(self) -> Ref:
        return Ref(self.type, self.id)

    def opened(self) -> Record:
        """The record with fields that can be looked at."""
        return Record(self.type, self.id, self.rev, self.village, _FIELDS.decode(self.fields))


_FIELDS: Final = msgspec.json.Decoder(dict[str, Value])


def changed(fields: Fields, changes: Fields) -> dict[str, Value]:
    """Return the fields with the changes laid over them; a change to None removes the leaf."""
    merged = {**fields, **changes}
    return {path: value for path, value in merged.items() if value is not None}
