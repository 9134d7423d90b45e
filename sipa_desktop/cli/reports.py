"""The verbs of a village: report new|list|show|set|print|submit|recall."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from sipa_core.domain.money import parse_rupiah
from sipa_core.domain.paths import Value
from sipa_core.domain.templates import FieldType, Template
from sipa_core.messages import _
from sipa_desktop.bootstrap import Desk
from sipa_desktop.cli.answer import REFUSED, USAGE, Answer, no
from sipa_desktop.errors import Refused
from sipa_desktop.services.reports_views import ReportEdit


def run(desk: Desk, call: argparse.Namespace) -> Answer:
    """Do one verb of `report`."""
    match call.action:
        case "new":
            return _new(desk, call) if call.form is None else _from_form(desk, call)
        case "form":
            title = desk.workbooks.write(call.type, call.period, call.out, call.ordinal)
            if isinstance(title, Refused):
                return no(title)
            words = _("Formulir {title} tersimpan sebagai {file}.").format(title=title, file=call.out.name)
            return Answer({"title": title, "file": str(call.out)}, (words,))
        case "list":
            rows = desk.reports.list()
            listed = [
                {
                    "id": row.draft_id,
                    "title": row.title,
                    "state": row.state,
                    "words": row.words,
                    "period": row.period,
                    "ordinal": row.ordinal,
                }
                for row in rows
            ]
            return Answer(
                {"reports": listed}, [f"{row.draft_id}  {row.chip}  {row.title}. {row.words}" for row in rows]
            )
        case "show":
            opened = desk.reports.open(call.id)
            return no(opened) if isinstance(opened, Refused) else _shown(opened)
        case "pdf" | "print":
            return _paper(desk, call.id, call.to, call.format)
        case "set":
            opened = desk.reports.open(call.id)
            return no(opened) if isinstance(opened, Refused) else _filled(desk, opened, call.set)
        case "recall":
            back = desk.reports.recall(call.id)
            if isinstance(back, Refused):
                return no(back)
            return Answer({"waits": back.waits, "words": back.words}, (back.words,))
        case _:
            sent = desk.reports.submit(call.id)
            if isinstance(sent, Refused):
                return no(sent)
            return Answer({"op": sent.op_id, "words": sent.words}, (sent.words,))


def _paper(desk: Desk, draft_id: str, path: Path, form: str | None) -> Answer:
    """Write the report in a form, that of the file's ending where none is named; KnownError, with words, when the place
    cannot be written."""
    made = desk.documents.of_draft(draft_id)
    if isinstance(made, Refused):
        return no(made)
    if form is not None and path.suffix.lower() != f".{form}":
        path = path.with_name(f"{path.name}.{form}")
    remark = made.save_as(path)
    words = _("{title} tersimpan sebagai {file}.").format(title=made.title, file=path.name)
    lines = (words, remark) if remark else (words,)
    return Answer({"title": made.title, "file": str(path), "remark": remark}, lines)


def _from_form(desk: Desk, call: argparse.Namespace) -> Answer:
    """Read a filled form into a draft; what was not understood is told beside it."""
    shown = desk.workbooks.read(call.form)
    if isinstance(shown, Refused):
        return no(shown)
    about = shown.reading.about
    ordinal = about.ordinal if call.ordinal is None else call.ordinal
    asked = (call.type or about.template, call.period or about.period, ordinal)
    if asked != (about.template, about.period, about.ordinal):
        words = _("Formulir ini untuk {title}. Tidak ada yang berubah.").format(title=shown.title)
        return Answer({"words": words}, (words,), REFUSED)
    made = desk.workbooks.create(shown)
    if isinstance(made, Refused):
        return no(made)
    answer = _shown(made)
    faults = [{"where": one.where, "text": one.text, "words": one.reason} for one in shown.faults]
    told = [f"{one.where}: {one.reason}" for one in shown.faults]
    return Answer({**answer.data, "filled": shown.taken, "faults": faults}, [*answer.lines, shown.words, *told])


def _new(desk: Desk, call: argparse.Namespace) -> Answer:
    if not call.type or not call.period:
        words = _("Tulis jenis laporan dan --period, atau --from dengan formulirnya.")
        return Answer({"words": words}, (words,), USAGE)
    made = desk.reports.create(call.type, call.period, call.ordinal or 0)
    if isinstance(made, Refused):
        return no(made)
    if call.figures is not None:
        read = desk.imports.read_file(call.figures)
        preview = desk.imports.preview(made.draft_id, read.table)
        if isinstance(preview, Refused):
            return no(preview)
        if preview.open_questions:
            asked = [question.words for question in preview.open_questions]
            return Answer({"id": made.draft_id, "questions": asked}, asked, REFUSED)
        applied = desk.imports.apply(made.draft_id, preview, {})
        if isinstance(applied, Refused):
            return no(applied)
    if call.set:
        return _filled(desk, made, call.set)
    opened = desk.reports.open(made.draft_id)
    return no(opened) if isinstance(opened, Refused) else _shown(opened)


def _filled(desk: Desk, edit: ReportEdit, pairs: list[str]) -> Answer:
    changes: dict[str, Value] = {}
    for pair in pairs:
        path, equals, text = pair.partition("=")
        value = _value(edit.template, path, text)
        if not equals or isinstance(value, Refused):
            words = _("Tulis sebagai BAGIAN.ISIAN=NILAI: {pair}").format(pair=pair)
            return no(value) if isinstance(value, Refused) else Answer({"words": words}, (words,), USAGE)
        changes[path] = value
    saved = desk.reports.save(edit.draft_id, changes)
    if isinstance(saved, Refused):
        return no(saved)
    opened = desk.reports.open(edit.draft_id)
    return no(opened) if isinstance(opened, Refused) else _shown(opened)


def _value(template: Template, path: str, text: str) -> Value | Refused:
    """The text as the field wants it; an unknown path is passed on and refused by the service."""
    field = template.field(path)
    if field is None or not text:
        return text or None
    if field.type in (FieldType.RUPIAH, FieldType.NUMBER, FieldType.PERCENT):
        read = parse_rupiah(text)
        return read if isinstance(read, int) else Refused("unreadable", read.reason, path)
    if field.type is FieldType.BOOL:
        return text.lower() in ("ya", "true", "1")
    return text


def _shown(edit: ReportEdit) -> Answer:
    totals: dict[str, Any] = {}
    if edit.budget is not None:
        sums = edit.budget.totals
        for name in ("pendapatan", "belanja", "pembiayaan"):
            amount = getattr(sums, name)
            totals[name] = {"anggaran": amount.anggaran, "realisasi": amount.realisasi}
    notes = [{"number": note.number, "path": note.path, "text": note.text} for note in edit.notes]
    data = {
        "id": edit.draft_id,
        "report": edit.report_id,
        "title": edit.title,
        "state": edit.state,
        "newest": edit.newest,
        "editable": edit.editable,
        "totals": totals,
        "notes": notes,
        "findings": [{"code": one.code, "path": one.path, "words": one.words} for one in edit.findings],
        "content": dict(edit.content),
    }
    lines = [f"{edit.draft_id}  {edit.chip}  {edit.title}", edit.saved_words]
    lines += [f"{note.number}. {note.where}: {note.text}" for note in edit.notes]
    return Answer(data, lines)
