"""The budget of a version as lines, beside another version or period where there is one: what was realised, what a
change makes of it, or what was decided. Pure.
"""

from __future__ import annotations

from enum import Enum, auto
from typing import Final

from sipa_core.domain.budget import Amount, LineKind
from sipa_core.domain.money import MINUS, format_number, format_percent
from sipa_core.messages import _
from sipa_desktop.services.review_views import ComparedLine, ReviewDetail
from sipa_desktop.services.values import EMPTY
from ui.pages.review.lines import Head, Table, TableLine

BIG_STEP: Final = 200
"""Tenths of a percentage point from which a change asks for a look."""

_SUMS: Final = (LineKind.SUBTOTAL, LineKind.TOTAL, LineKind.RESULT)


class Face(Enum):
    """What the figures of a budget are: decided only, changed, or realised."""

    DECIDED = auto()
    CHANGED = auto()
    REALISED = auto()


def budget_table(detail: ReviewDetail) -> Table:
    """Return the budget in the columns of its report type, or its last column beside another version or period."""
    face = _face(detail.template.money_columns)
    name = Head(_("Uraian"), "name")
    if detail.against is not None:
        heads = (name, *(Head(title, "number") for title in _beside(face, detail.against.words)))
        compared = _compared if face is Face.REALISED else _compared_plan
        return Table(heads, tuple(compared(line, at, face) for at, line in enumerate(detail.lines)))
    heads = (name, *(Head(title, "number") for title in _titles(face)))
    return Table(heads, tuple(_alone(line, at, face) for at, line in enumerate(detail.lines)))


def _face(columns: tuple[str, ...]) -> Face:
    if "realisasi" in columns or not columns:
        return Face.REALISED
    return Face.CHANGED if "anggaran_awal" in columns else Face.DECIDED


def _titles(face: Face) -> tuple[str, ...]:
    match face:
        case Face.DECIDED:
            return (_("Anggaran"),)
        case Face.CHANGED:
            return _("Semula"), _("Menjadi"), _("Bertambah\n(berkurang)")
        case _:
            return _("Anggaran"), _("Realisasi"), _("Sisa"), "%"


def _beside(face: Face, other: str) -> tuple[str, ...]:
    match face:
        case Face.DECIDED:
            return _("Anggaran\n{other}").format(other=other), _("Anggaran\nkiriman ini"), _("Beda")
        case Face.CHANGED:
            return _("Menjadi\n{other}").format(other=other), _("Menjadi\nkiriman ini"), _("Beda")
        case _:
            before, now = _("Realisasi\n{other}").format(other=other), _("Realisasi\nkiriman ini")
            return before, "%", now, "%", _("Beda\n(poin)")


def signed_tenths(tenths: int) -> str:
    """`+39,6`, `−0,4`, `0,0`: a change in percentage points."""
    sign = "+" if tenths > 0 else MINUS if tenths < 0 else ""
    return f"{sign}{abs(tenths) // 10},{abs(tenths) % 10}"


def _alone(compared: ComparedLine, at: int, face: Face) -> TableLine:
    line, amount = compared.line, compared.line.amount
    if amount is None:
        return _heading(compared, at)
    if face is not Face.REALISED:
        return _planned(compared, at, amount, face)
    cells = (
        line.label,
        format_number(amount.anggaran),
        format_number(amount.realisasi),
        format_number(amount.sisa),
        line.percent_text,
    )
    words = _("{name}: anggaran {a} rupiah, realisasi {b} rupiah, {c}").format(
        name=line.label, a=cells[1], b=cells[2], c=cells[4] or _("sisa {n}").format(n=cells[3])
    )
    loud = frozenset({3, 4}) if amount.sisa < 0 and line.kind is not LineKind.RESULT else frozenset[int]()
    return TableLine(
        f"{at}", line.label, cells, compared.path, line.level, strong=line.kind in _SUMS, loud=loud, spoken=words
    )


def _planned(compared: ComparedLine, at: int, amount: Amount, face: Face) -> TableLine:
    line, first = compared.line, format_number(amount.anggaran)
    cells: tuple[str, ...] = (line.label, first)
    words = _("{name}: anggaran {a} rupiah").format(name=line.label, a=first)
    if face is Face.CHANGED:
        cells += (format_number(amount.realisasi), _signed(-amount.sisa))
        words = _("{name}: semula {a}, menjadi {b} rupiah").format(name=line.label, a=first, b=cells[2])
    return TableLine(f"{at}", line.label, cells, compared.path, line.level, strong=line.kind in _SUMS, spoken=words)


def _compared_plan(compared: ComparedLine, at: int, face: Face) -> TableLine:
    line, now, before = compared.line, compared.line.amount, compared.before
    if now is None:
        return _heading(compared, at)
    if compared.removed:
        gone = (line.label, format_number(_plan(now, face)), EMPTY, "")
        words = _("{name}: baris ini dihapus, semula {a} rupiah").format(name=line.label, a=gone[1])
        return TableLine(f"-{at}", line.label, gone, None, line.level, changed=True, removed=True, spoken=words)
    was, becomes = _plan(before, face) if before is not None else None, _plan(now, face)
    cells = (
        line.label,
        format_number(was) if was is not None else EMPTY,
        format_number(becomes),
        _signed(becomes - was) if was is not None else "",
    )
    words = _("{name}: anggaran semula {a}, kini {b} rupiah").format(name=line.label, a=cells[1], b=cells[2])
    return TableLine(
        f"{at}",
        line.label,
        cells,
        compared.path,
        line.level,
        strong=line.kind in _SUMS,
        changed=compared.changed,
        spoken=words,
    )


def _plan(amount: Amount, face: Face) -> int:
    return amount.realisasi if face is Face.CHANGED else amount.anggaran


def _signed(amount: int) -> str:
    """`+30.000.000`, `−5.000.000`, `0`."""
    return f"+{format_number(amount)}" if amount > 0 else format_number(amount)


def _compared(compared: ComparedLine, at: int, _face: Face) -> TableLine:
    line, now, before = compared.line, compared.line.amount, compared.before
    if now is None:
        return _heading(compared, at)
    if compared.removed:
        gone = (line.label, format_number(now.realisasi), _share(now), EMPTY, "", "")
        words = _("{name}: baris ini dihapus, semula {a} rupiah").format(name=line.label, a=gone[1])
        return TableLine(f"-{at}", line.label, gone, None, line.level, changed=True, removed=True, spoken=words)
    shares = line.kind is not LineKind.RESULT
    difference = compared.difference if shares else None
    moved = before is not None and before.anggaran != now.anggaran and compared.changed
    cells = (
        _with_budget(line.label, before, now) if moved and before is not None else line.label,
        format_number(before.realisasi) if before is not None else EMPTY,
        _share(before) if before is not None and shares else "",
        format_number(now.realisasi),
        line.percent_text,
        signed_tenths(difference) if difference is not None else "",
    )
    words = _("{name}: realisasi semula {a}, kini {b} rupiah").format(name=line.label, a=cells[1], b=cells[3])
    if moved and before is not None:
        words += ". " + _("Anggaran semula {a}, kini {b} rupiah").format(
            a=format_number(before.anggaran), b=format_number(now.anggaran)
        )
    loud = frozenset({5}) if difference is not None and abs(difference) >= BIG_STEP else frozenset[int]()
    return TableLine(
        f"{at}",
        line.label,
        cells,
        compared.path,
        line.level,
        strong=line.kind in _SUMS,
        loud=loud,
        changed=compared.changed,
        spoken=words,
    )


def _with_budget(label: str, before: Amount, now: Amount) -> str:
    was, becomes = format_number(before.anggaran), format_number(now.anggaran)
    return f"{label}\n{_('Anggaran {a} → {b}').format(a=was, b=becomes)}"


def _heading(compared: ComparedLine, at: int) -> TableLine:
    label = compared.line.label
    return TableLine(f"{at}", label, (label,), heading=True, spoken=label)


def _share(amount: Amount) -> str:
    return format_percent(amount.realisasi, amount.anggaran)
