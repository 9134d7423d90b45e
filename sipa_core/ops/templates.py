"""template.put: the kecamatan makes a report type of its own, or the next version of one.

A type travels whole, and every rule that a shipped one must keep is checked here again: half a type would open nowhere.
Keys of local types begin with `lokal_`, so that none ever meets a shipped one; shipped types are changed by releases.
"""

from __future__ import annotations

from typing import Annotated, Final

import msgspec

from sipa_core import ids
from sipa_core.domain import rights, template_text, workflow
from sipa_core.domain.template_making import LOCAL
from sipa_core.domain.template_text import TemplateError
from sipa_core.ops.base import Applied, Context, Kind, Outcome, Refusal, View, Write
from sipa_core.ops.duties import newest_template
from sipa_core.wire.problems import Problem
from sipa_core.wire.records import RecordType, Ref, Value

MAX_DEFINITION: Final = 200_000
MAX_SECTIONS: Final = 40
MAX_FIELDS: Final = 300
MAX_WORDS: Final = 2_000


class Put(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole definition, as JSON with the keys of a template file."""

    definition: Annotated[str, msgspec.Meta(max_length=MAX_DEFINITION)]


def put(fields: Put, ref: Ref, view: View, context: Context) -> Outcome:
    """Guard rights, then the definition, then that it follows the newest version of its key."""
    known = view.get(ref)
    refused = rights.refusal(context.actor, "template.put", None, "set" if known is not None else workflow.NONE)
    if refused is not None:
        return Refusal(refused)
    try:
        template = template_text.from_fields({"key": "-", "definition": fields.definition})
    except TemplateError as fault:
        return Refusal(Problem.INVALID, f"definition.{fault.key}"[:200])
    if not template.key.startswith(LOCAL) or ref.id != ids.natural_id("template", template.key, template.version):
        return Refusal(Problem.INVALID, "record")
    asked = [field for section in template.sections for field in section.fields]
    if len(template.sections) > MAX_SECTIONS or len(asked) > MAX_FIELDS:
        return Refusal(Problem.INVALID, "definition.sections")
    words = (template.name, template.short_name, *(field.label for field in asked), *(field.help for field in asked))
    if any(len(word) > MAX_WORDS or not word.isprintable() for word in words):
        return Refusal(Problem.INVALID, "definition.name")
    newest = newest_template(view, template.key)
    if template.version != (newest.version if newest is not None else 0) + 1:
        return Refusal(Problem.SUPERSEDED)
    if newest is not None and newest.period_kind is not template.period_kind:
        return Refusal(Problem.INVALID, "definition.period_kind")  # its duties and reports are of the old kind
    stamp: dict[str, Value] = {"changed_at": context.now, "changed_by": context.actor.name}
    return Applied((Write(ref, None, {**template_text.to_fields(template), **stamp}),))


KINDS = (Kind("template.put", RecordType.TEMPLATE, Put, put),)
