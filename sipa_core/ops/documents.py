"""document.put: the kecamatan sends a document template to all its villages, or lets the shipped one count again.

Whether a document can be made with a file is tried before it is sent and each time it is used; here only its name, its
size and its kind count, since the server makes no documents of villages with it.
"""

from __future__ import annotations

from typing import Annotated, Final

import msgspec

from sipa_core import ids
from sipa_core.domain import document_files, rights, workflow
from sipa_core.ops.base import Applied, Context, Kind, Outcome, Refusal, View, Write
from sipa_core.wire.problems import Problem
from sipa_core.wire.records import RecordType, Ref, Value

_MOST_LETTERS: Final = 4 * (document_files.MAX_FILE_BYTES // 3 + 1)


class Put(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file's name and its bytes in base64; no bytes: the shipped one counts again."""

    name: Annotated[str, msgspec.Meta(max_length=70)]
    data: Annotated[str, msgspec.Meta(max_length=_MOST_LETTERS)] = ""


def ref_of(name: str) -> Ref:
    """The record of a file."""
    return Ref(RecordType.DOCUMENT, ids.natural_id("document", name))


def put(fields: Put, ref: Ref, view: View, context: Context) -> Outcome:
    """Guard rights, then name, kind and size, then how many there are; the newest file of a name counts."""
    known = view.get(ref)
    refused = rights.refusal(context.actor, "document.put", None, "set" if known is not None else workflow.NONE)
    if refused is not None:
        return Refusal(refused)
    if not document_files.is_name(fields.name) or ref != ref_of(fields.name):
        return Refusal(Problem.INVALID, "record")
    if fields.data:
        data = document_files.unpacked(fields.data)
        if data is None or not document_files.looks_right(fields.name, data):
            return Refusal(Problem.INVALID, "data")
        others = [one for one in view.all(RecordType.DOCUMENT) if one.text("data") and one.id != ref.id]
        if len(others) >= document_files.MAX_FILES:
            return Refusal(Problem.FULL, "name")
    stamp: dict[str, Value] = {"changed_at": context.now, "changed_by": context.actor.name}
    return Applied((Write(ref, None, {"name": fields.name, "data": fields.data or None, **stamp}),))


KINDS = (Kind("document.put", RecordType.DOCUMENT, Put, put),)
