"""draft.save, draft.discard, conflict.resolve: copies of texts being written, put together place by place.

A copy serves a second PC and a dead disk. What two PCs changed in different places is merged; where they collide the
later one is kept as a `conflict` record, until a person has chosen. Nobody at the kecamatan reads any of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Final

import msgspec
from msgspec.structs import replace

from sipa_core import ids
from sipa_core.domain import attachments, paths, rights, workflow
from sipa_core.domain.paths import Content, changes_between
from sipa_core.domain.templates import progress
from sipa_core.domain.workflow import ConflictState, DraftState
from sipa_core.ops.base import Applied, Begun, Context, Kind, Outcome, Refusal, View, Write
from sipa_core.ops.reports import (
    MAX_LEAVES,
    VersionMark,
    device_name,
    first_bad,
    is_that_version,
    template_of,
)
from sipa_core.sync.merge import merge
from sipa_core.wire.problems import Problem
from sipa_core.wire.receipts import Status
from sipa_core.wire.records import Record, RecordType, Ref, Value

ABOUT: Final = "meta."
OF: Final = "meta.of"
"""Which draft a text is of that was kept for the author of an op."""
LIFE: Final = "meta.life"
"""Of a copy whose words a village took from the server and began anew: the op that did, since when what a PC knows of
before is its own alone.
"""
BASE, MINE = "base:", "mine:"
"""Before the path of a leaf in a conflict: what both began from, and what the op says."""


class Save(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The report's natural key, the newest version that the text was begun from (0: none) with its mark
    (`version_mark`, left out: not told), and the leaves that changed since `base`; None removes one.
    """

    village: str
    template: str
    template_version: int
    period: str
    changes: dict[str, Value]
    newest_seen: Annotated[int, msgspec.Meta(ge=0)] = 0
    ordinal: Annotated[int, msgspec.Meta(ge=0, le=999)] = 0
    newest_mark: VersionMark | msgspec.UnsetType = msgspec.UNSET

    @property
    def content(self) -> dict[str, Value]:
        """The leaves that say something."""
        return {path: value for path, value in self.changes.items() if value is not None}


class Discard(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`off`: only the copies end, every PC keeps its own text."""

    off: bool = False


class Resolve(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The draft's revision that the person saw, the leaves by which the chosen text differs from it, and the conflict's
    revision that they saw (0: not told).
    """

    rev: int
    changes: dict[str, Value]
    seen: int = 0


class Setting(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`drafts_off`: this village wants no copies of its texts on the server."""

    drafts_off: bool


@dataclass(frozen=True)
class Texts:
    """The three texts of a conflict, as far as the op touched them: whole rows, single leaves."""

    base: dict[str, Value]
    mine: dict[str, Value]


def content_of(draft: Record | None) -> dict[str, Value]:
    """What a draft says, without what is told about it."""
    if draft is None:
        return {}
    return {path: value for path, value in draft.fields.items() if not path.startswith(ABOUT)}


def texts_of(conflict: Record) -> Texts:
    """The texts that a conflict keeps."""
    return Texts(_under(conflict.fields, BASE), _under(conflict.fields, MINE))


def setting_ref(village: str) -> Ref:
    """The address of a village's own settings."""
    return Ref(RecordType.VILLAGE_SETTING, ids.natural_id("village_setting", village))


def keeps_copies(setting: Record | None) -> bool:
    """True unless the village switched the copies off."""
    return setting is None or setting.fields.get("drafts_off") is not True


def has_words(draft: Record) -> bool:
    """True of a copy that has its words."""
    return _state(draft) is DraftState.WRITTEN


def taken_away(draft: Record, now: int, *, off: bool) -> Write:
    """What takes a copy's words from the server at `now` (UTC ms). `off`: the village wants no copies."""
    gone: dict[str, Value] = dict.fromkeys(content_of(draft))
    marks: dict[str, Value] = {"meta.discarded_at": now, "meta.off": True if off else None}
    return Write(draft.ref, draft.village, gone | marks)


def ended(conflict: Record, now: int) -> Write:
    """What takes the words of a conflict from the server at `now` (UTC ms), of a village that wants no copies: there
    is nothing to choose between, as each PC has its own text alone.
    """
    gone: dict[str, Value] = {path: None for path in conflict.fields if path.startswith((BASE, MINE))}
    open_still = conflict.text("state") == ConflictState.OPEN
    end: dict[str, Value] = {"state": ConflictState.RESOLVED.value, "resolved_at": now} if open_still else {}
    return Write(conflict.ref, conflict.village, gone | end | {"off": True})


def save(fields: Save, ref: Ref, view: View, context: Context) -> Outcome:
    """Lay the changes over the copy; what another PC changed meanwhile stays where the places differ."""
    if ref.id != ids.draft_id(fields.village, fields.template, fields.period, fields.ordinal):
        return Refusal(Problem.INVALID, "record")
    held = view.get(ref)
    refused = rights.refusal(context.actor, "draft.save", fields.village, _state(held))
    if refused is not None:
        return Refusal(refused)
    if not keeps_copies(view.get(setting_ref(fields.village))):
        return Refusal(Problem.NOT_NOW)
    bad = first_bad(fields, view) or _bad_path(fields.changes)
    if bad is not None:
        return Refusal(Problem.INVALID, bad)
    begun, theirs = context.begun, content_of(held)
    if begun is None or _nobody_wrote(begun, held):
        return _written(fields, ref, view, context, paths.applied(theirs, fields.changes))
    if (begun.rev or begun.branch) and begun.was is None and _state(held) is not DraftState.WRITTEN:
        return Refusal(Problem.NOT_NOW)  # what it changes is kept nowhere: its author says the whole text
    branch = view.get(Ref(RecordType.CONFLICT, begun.branch)) if begun.branch else None
    base = _base(begun, branch)
    mine = paths.applied(base, fields.changes)
    if branch is not None and branch.text("state") == ConflictState.OPEN:
        return _kept(fields, ref, branch.id, _further(begun, branch, mine, fields.changes), context, view)
    if _state(held) is DraftState.DISCARDED:
        # Somebody took the whole text away while another wrote on: what was written stays.
        return _written(fields, ref, view, context, mine, own=mine)
    template = template_of(fields, view)
    merged = merge(base, mine, theirs, template.row_limits if template is not None else None)
    if merged.conflicts:
        kept = _kept(fields, ref, context.op_id, _touched(base, mine, fields.changes), context, view)
        return replace(kept, own={**base, OF: ref.id})
    return _written(fields, ref, view, context, merged.content, own=mine if merged.content != mine else None)


def discard(fields: Discard, ref: Ref, view: View, context: Context) -> Outcome:
    """Take the copy's words from the server. What a PC writes later begins the copy anew."""
    held = view.get(ref)
    village = held.village if held is not None else context.actor.village
    refused = rights.refusal(context.actor, "draft.discard", village, _state(held))
    if refused is not None or held is None:
        return Refusal(refused or Problem.NOT_FOUND)
    if context.again and held.number("meta.saved_at") > context.now:
        return Applied((Write(ref, held.village, {}),))  # what was saved since stays
    return Applied((taken_away(held, context.now, off=fields.off),))


def resolve(fields: Resolve, ref: Ref, view: View, context: Context) -> Outcome:
    """Write the text that a person chose from both, and end the conflict. The second PC to decide is told so."""
    conflict = view.get(ref)
    state = conflict.text("state") if conflict is not None else workflow.NONE
    village = conflict.village if conflict is not None else context.actor.village
    refused = rights.refusal(context.actor, "conflict.resolve", village, state)
    if refused is Problem.ALREADY_DECIDED and conflict is not None and conflict.fields.get("off") is True:
        return Applied((Write(ref, village, {}),))  # nobody decided anything: what was chosen stays on its PC
    if refused is not None or conflict is None:
        return Refusal(refused or Problem.NOT_FOUND)
    draft = view.get(Ref(RecordType.DRAFT, conflict.text("draft")))
    if draft is None:
        return Refusal(Problem.NOT_FOUND)
    typed_on = fields.seen > 0 and fields.seen != conflict.rev
    if context.begun is not None and (draft.rev != fields.rev or typed_on):
        return Refusal(Problem.SUPERSEDED, ahead=fields.rev > draft.rev or fields.seen > conflict.rev)
    bad = _bad_path(fields.changes)
    content = paths.applied(content_of(draft), fields.changes)
    bad = bad or attachments.fault_of(content)
    if bad is not None or len(content) > MAX_LEAVES:
        return Refusal(Problem.INVALID, bad or "content")
    end: dict[str, Value] = {
        "state": ConflictState.RESOLVED.value,
        "resolved_at": context.now,
        "resolved_by": context.actor.name,
        "resolved_device": device_name(view, context),
    }
    if _state(draft) is DraftState.DISCARDED:
        return Applied((Write(ref, village, end),))  # the village keeps no words here: what was chosen is on its PCs
    changes = _leaf_by_leaf(content_of(draft), content)
    saved_at = _newer(draft, "meta.saved_at", context.now)
    about: dict[str, Value] = {"meta.saved_at": saved_at, "meta.device": device_name(view, context)}
    return Applied((Write(ref, village, end), Write(draft.ref, village, changes | about)))


def put_setting(fields: Setting, ref: Ref, view: View, context: Context) -> Outcome:
    """What a village wants for all its PCs."""
    village = context.actor.village
    held = view.get(ref)
    refused = rights.refusal(context.actor, "village.set", village, "set" if held is not None else workflow.NONE)
    if refused is not None or village is None:
        return Refusal(refused or Problem.FORBIDDEN)
    if ref != setting_ref(village):
        return Refusal(Problem.INVALID, "record")
    if context.again and held is not None and held.number("set_at") > context.now:
        return Applied((Write(ref, village, {}),))  # somebody set it since, and this is of before
    return Applied((Write(ref, village, {"drafts_off": fields.drafts_off, "set_at": context.now}),))


def _written(
    fields: Save, ref: Ref, view: View, context: Context, content: Content, own: Content | None = None
) -> Applied | Refusal:
    """Write the whole text as the copy, and tell the kecamatan how far it has come. With `own`, which is what the
    author has, the copy was put together.
    """
    held = view.get(ref)
    anew = _state(held) is DraftState.DISCARDED and held is not None and held.fields.get("meta.off") is True
    fault = attachments.fault_of(content)
    if fault is not None or len(content) > MAX_LEAVES:
        return Refusal(Problem.INVALID, fault or "content")
    before = content_of(held)
    about: dict[str, Value] = {
        "meta.type": fields.template,
        "meta.period": fields.period,
        "meta.ordinal": fields.ordinal,
        "meta.template_version": _newer(held, "meta.template_version", fields.template_version),
        **_seen(fields, held, view),
        "meta.saved_at": _newer(held, "meta.saved_at", context.now),
        "meta.device": device_name(view, context),
        "meta.discarded_at": None,
        "meta.off": None,
    }
    if anew:
        about[LIFE] = context.op_id
    writes = [Write(ref, fields.village, _leaf_by_leaf(before, content) | about)]
    template = template_of(fields, view)
    if context.begun is not None and template is not None:
        done = progress(template, content)
        far: dict[str, Value] = {
            "type": fields.template,
            "period": fields.period,
            "ordinal": fields.ordinal,
            "filled": done.filled,
            "total": done.total,
            "at": context.now,
        }
        key = ids.progress_id(fields.village, fields.template, fields.period, fields.ordinal)
        writes.append(Write(Ref(RecordType.PROGRESS, key), fields.village, far))
    if own is None:
        return Applied(tuple(writes))
    return Applied(tuple(writes), Status.MERGED, own={**own, OF: ref.id})


def _kept(fields: Save, ref: Ref, conflict: str, texts: Texts, context: Context, view: View) -> Applied:
    """Keep what the op says as a conflict beside the copy, which stays as it is."""
    record = Ref(RecordType.CONFLICT, conflict)
    known = view.get(record)
    before = _under(known.fields, MINE) if known is not None else {}
    about: dict[str, Value] = {
        "draft": ref.id,
        "base_rev": context.begun.rev if context.begun is not None else None,
        "state": ConflictState.OPEN.value,
        "by": context.actor.name,
        "device": device_name(view, context),
        "device_id": context.device or None,
        "at": context.now,
    }
    kept: dict[str, Value] = {f"{MINE}{path}": None for path in before if path not in texts.mine}
    kept |= {f"{BASE}{path}": value for path, value in texts.base.items()}
    kept |= {f"{MINE}{path}": value for path, value in texts.mine.items()}
    return Applied((Write(record, fields.village, kept | about),), Status.CONFLICT, conflict)


def _state(draft: Record | None) -> str:
    if draft is None:
        return workflow.NONE
    return DraftState.DISCARDED if draft.number("meta.discarded_at") else DraftState.WRITTEN


def _nobody_wrote(begun: Begun, held: Record | None) -> bool:
    return not begun.branch and not begun.merged and begun.rev == (held.rev if held is not None else 0)


def _base(begun: Begun, branch: Record | None) -> dict[str, Value]:
    """What the op's author had before it: the copy as it was then, with what a conflict keeps of their own."""
    was = content_of(begun.was)
    if branch is None:
        return was
    kept = texts_of(branch)
    return {path: value for path, value in was.items() if path not in kept.base} | kept.mine


def _further(begun: Begun, branch: Record, mine: Content, changes: Content) -> Texts:
    """The texts of a conflict after one more op of the same author."""
    kept = texts_of(branch)
    return _touched(content_of(begun.was) | kept.base, mine, {**kept.base, **kept.mine, **changes})


def _touched(base: Content, mine: Content, changes: Content) -> Texts:
    """The base and the own text at every place that the op changed; of a row always the whole."""
    rows = {row for path in changes if (row := _row_of(path))}

    def kept(side: Content) -> dict[str, Value]:
        return {path: value for path, value in side.items() if path in changes or _row_of(path) in rows}

    return Texts(kept(base), kept(mine))


def _row_of(path: str) -> str:
    head, bracket, _rest = path.partition("]")
    return f"{head}]" if bracket else ""


def _leaf_by_leaf(before: Content, after: Content) -> dict[str, Value]:
    """The writes that make `after` of `before`: records know leaves only, no rows."""
    found: dict[str, Value] = {}
    leaves: dict[str | None, dict[str, Value]] = {}  # of each row, once: a message may take thousands of them away
    for leaf in before:
        leaves.setdefault(paths.row_of(leaf), {})[leaf] = None
    for path, value in changes_between(before, after).items():
        if value is None and path.endswith("]"):
            found |= leaves.get(path, {})
        else:
            found[path] = value
    return found


def _bad_path(changes: Content) -> str | None:
    if len(changes) > MAX_LEAVES:
        return "changes"
    return next((path[:200] for path in changes if not paths.is_path(path) or path.startswith(ABOUT)), None)


def _seen(fields: Save, held: Record | None, view: View) -> dict[str, Value]:
    """The newest version that the text goes on from: of those that were told, the highest that is still that text."""
    report = ids.report_id(fields.village, fields.template, fields.period, fields.ordinal)
    mark = fields.newest_mark or ""
    told = [(fields.newest_seen, mark)]
    if held is not None:
        number = held.number("meta.newest_seen")
        same = number == fields.newest_seen  # then the same version, which a program from before did not name
        told.append((number, held.text("meta.newest_mark") or (mark if same else "")))
    known = [one for one in told if is_that_version(_version(view, report, one[0]), one[1])]
    number, mark = max(known, key=lambda one: one[0], default=(0, ""))
    return {"meta.newest_seen": number, "meta.newest_mark": mark or None}


def _version(view: View, report: str, n: int) -> Record | None:
    return view.get(Ref(RecordType.VERSION, ids.version_id(report, n))) if n else None


def _newer(held: Record | None, path: str, said: int) -> int:
    return max(held.number(path) if held is not None else 0, said)


def _under(fields: Mapping[str, Value], prefix: str) -> dict[str, Value]:
    return {path.removeprefix(prefix): value for path, value in fields.items() if path.startswith(prefix)}


KINDS: Final = (
    Kind("draft.save", RecordType.DRAFT, Save, save),
    Kind("draft.discard", RecordType.DRAFT, Discard, discard),
    Kind("conflict.resolve", RecordType.CONFLICT, Resolve, resolve),
    Kind("village.set", RecordType.VILLAGE_SETTING, Setting, put_setting),
)
