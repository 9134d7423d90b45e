"""A report as a paper on F4: its plan as data for Typst, every text made drawable, wide tables laid on their side."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Sequence
from typing import Final

from sipa_core.domain.attachments import Media
from sipa_render import report_blocks as blocks
from sipa_render.arrangement import Form
from sipa_render.drawable import cut
from sipa_render.paper import Data, Paper, foot_of, head_data, printed, printed_cell
from sipa_render.report_blocks import NO_PHOTO, Block, Picture
from sipa_render.report_plan import Letter, Plan, Report, Signature, Signatures, plan_of
from sipa_render.table_widths import LYING_MM, UPRIGHT_MM, budget_widths, column_widths, is_small, lies

_TEMPLATE: Final = "report.typ"
_MOST_TITLE: Final = 160
_BREAKS_FROM: Final = 600
"""A row with a longer text than this may go over two pages."""


def report_paper(
    report: Report, picture: Picture | None = None, *, template: bytes | None = None, emblem: str = ""
) -> Paper:
    """Return the report as a paper; without `picture` photos are left out. A broken photo leaves its place empty.

    `template` is the kecamatan's own Typst file in the place of the shipped one, `emblem` an SVG for the letterhead.
    """
    return paper_of(plan_of(report, picture), template=template, emblem=emblem)


def paper_of(plan: Plan, *, template: bytes | None = None, emblem: str = "") -> Paper:
    """Return a plan as a paper, as `report_paper` does."""
    report = plan.report
    village = report.office.village
    # A short sheet whose table must lie lies as a whole; a letter and a book only turn the sheets that need it.
    lying = plan.form is Form.SHEET and any(not isinstance(one, Signatures) and lies(one) for one in plan.blocks)
    made = [(block, _block(block, whole=lying)) for block in plan.blocks]
    return Paper(
        _TEMPLATE,
        {
            "title": cut(f"{report.title}, {village.label}", _MOST_TITLE),
            "author": cut(village.label, _MOST_TITLE),
            "about": cut(report.template.legal_basis, _MOST_TITLE),
            "head": head_data(report.office, emblem),
            "form": plan.form.value,
            "name": printed(plan.name),
            "period": printed(plan.period),
            "village": printed(village.label).upper(),
            "kecamatan": printed(f"Kecamatan {plan.values['kecamatan']}" if plan.values["kecamatan"] else ""),
            "kabupaten": printed(f"Kabupaten {plan.values['kabupaten']}" if plan.values["kabupaten"] else ""),
            "year": plan.values["tahun"],
            "letter": _letter(plan.letter),
            "contents": [
                {"key": one.key, "numeral": one.numeral, "text": printed(one.text)}
                for one in plan.contents
                if one.level == 1
            ],
            "lying": lying,
            "runs": list(_runs(made, lying=lying)),
            "receipt": report.received.data() if report.received is not None else None,
            "unsent": printed(report.unsent),
            "foot": foot_of(f"{report.title}, {village.label}", plan.number),
        },
        landscape=lying,
        own=template,
    )


def _runs(made: Iterable[tuple[Block | Signatures, Data]], *, lying: bool) -> Iterable[Data]:
    """Blocks that stand together upright or lying; headings go with what follows them."""
    if lying:
        yield {"lying": False, "blocks": [data for _one, data in made]}
        return
    run: list[Data] = []
    waiting: list[Data] = []
    for block, data in made:
        if isinstance(block, blocks.Heading):
            waiting.append(data)
            continue
        wide = bool(data.get("lying"))
        if wide != lying and run:
            yield {"lying": lying, "blocks": run}
            run = []
        lying = wide
        run += [*waiting, data]
        waiting = []
    run += waiting
    if run:
        yield {"lying": lying, "blocks": run}


def _block(block: Block | Signatures, *, whole: bool) -> Data:
    match block:
        case blocks.Heading():
            text = printed(block.text)
            return {"kind": "heading", "level": block.level, "numeral": block.numeral, "text": text, "key": block.key}
        case blocks.Text():
            words, label = printed(block.words), printed(block.label)
            return {"kind": "text", "label": label, "words": words, "empty": block.empty}
        case blocks.Pairs():
            pairs = [{"label": printed(label), "value": printed(value)} for label, value in block.pairs]
            return {"kind": "pairs", "pairs": pairs}
        case blocks.Table():
            return _table(block, whole=whole)
        case blocks.Budget():
            return _budget(block)
        case blocks.Photos():
            return {"kind": "photos", "photos": [_photo(one) for one in block.photos]}
        case blocks.Note():
            return {"kind": "note", "words": printed(block.words)}
        case Signatures():
            return {"kind": "signatures", "names": [_signature(one) for one in block.names]}


def _table(table: blocks.Table, *, whole: bool) -> Data:
    columns = [
        {"title": printed_cell(one.title), "right": one.right, "group": printed_cell(one.group)}
        for one in table.columns
    ]
    rows = [[printed_cell(cell) for cell in row] for row in table.rows]
    sums = [printed_cell(cell) for cell in table.sums] if table.sums is not None else None
    return {
        "kind": "table",
        "widths": column_widths(table, LYING_MM if whole or lies(table) else UPRIGHT_MM),
        "columns": columns,
        "heads": _heads(columns),
        "rows": [{"cells": row, "breaks": any(len(cell) > _BREAKS_FROM for cell in row)} for row in rows],
        "sums": sums,
        "lying": lies(table),
        "small": is_small(table),
    }


def _heads(columns: Sequence[Data]) -> list[Data]:
    """The upper row of titles where columns stand in groups: each title or group once, with how many it spans."""
    if not any(column["group"] for column in columns):
        return []
    heads: list[Data] = []
    for column in columns:
        last = heads[-1] if heads else None
        if last is not None and column["group"] and last["group"] == column["group"]:
            last["span"] = int(str(last["span"])) + 1
        else:
            heads.append(
                {
                    "title": column["group"] or column["title"],
                    "group": column["group"],
                    "span": 1,
                    "right": column["right"],
                }
            )
    return heads


def _budget(budget: blocks.Budget) -> Data:
    lines: list[Data] = [
        {
            "kind": line.kind,
            "code": line.code,
            "label": printed_cell(line.label),
            "note": printed(line.note),
            "level": line.level,
            "figures": [*line.figures, *([""] * (len(budget.titles) - len(line.figures)))],
        }
        for line in budget.lines
    ]
    return {
        "kind": "budget",
        "titles": list(budget.titles),
        "lines": lines,
        "widths": budget_widths(budget),
        "lying": lies(budget),
    }


def _photo(photo: blocks.Photo) -> Data:
    picture = _drawn(photo, photo.data) if photo.data is not None else ""
    return {"picture": picture, "missing": NO_PHOTO, "caption": printed(cut(photo.caption, 200))}


def _drawn(photo: blocks.Photo, data: bytes) -> str:
    """The photo inside an SVG: the only way in for bytes through data that is text."""
    one = photo.about
    size = (one.width, one.height) if one.width and one.height else (4, 3)
    return picture_svg(data, *size)


def picture_svg(data: bytes, width: int, height: int) -> str:
    """Return a JPEG or PNG inside an SVG of that size."""
    media = Media.PNG if data.startswith(b"\x89PNG") else Media.JPEG
    inside = base64.b64encode(data).decode("ascii")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}">'
        f'<image width="{width}" height="{height}" href="data:{media.value};base64,{inside}"/></svg>'
    )


def _signature(one: Signature) -> Data:
    return {"above": printed(one.above), "office": printed(one.office), "name": printed(one.name)}


def _letter(letter: Letter) -> Data:
    return {
        "facts": [[label, printed(value)] for label, value in letter.facts],
        "day": printed(letter.day),
        "address": [printed(line) for line in letter.address],
        "indent": len(letter.address) - 1,
        "paragraphs": [printed(line) for line in letter.paragraphs],
        "signature": _signature(letter.signature),
        "copies": [printed(line) for line in letter.copies],
    }
