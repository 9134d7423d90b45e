"""A report as a paper on F4: every section of its template as blocks, the budget with its sums, photos, signatures.

Figures come from the same computation as the grid; nothing is added up a second time here but the feet of tables.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sipa_core.domain.attachments import Attachment, Media, attachments
from sipa_core.domain.budget import PEMBIAYAAN, BudgetLine, BudgetTree, LineKind
from sipa_core.domain.dates import format_date, iso_date
from sipa_core.domain.field_values import show_value
from sipa_core.domain.money import format_number, format_tenths
from sipa_core.domain.paths import Content, Value, rows
from sipa_core.domain.periods import ROMAN, Period, PeriodKind
from sipa_core.domain.templates import Field, FieldType, Section, SectionKind, Template, is_filled
from sipa_core.domain.villages import VillageKind
from sipa_render.drawable import cut
from sipa_render.paper import UNSENT, Data, Office, Paper, Received, foot_of, head_data, printed, printed_cell

Picture = Callable[[Attachment], bytes | None]
"""The bytes of a photo, None while it is not on this computer."""

PHOTOS: Final = "foto"
NO_PHOTO: Final = "foto belum ada di komputer ini"
EMPTY: Final = "Belum diisi."

_TEMPLATE: Final = "report.typ"
_HEAD, _DAY = "pengesahan.kepala_desa", "pengesahan.tanggal"
_SIGNED = (_HEAD, _DAY)
_SUMMED = (FieldType.RUPIAH, FieldType.NUMBER)
_FIGURES = (*_SUMMED, FieldType.PERCENT)
_MOST_TITLE: Final = 160
_MOST_PHOTOS: Final = 60


@dataclass(frozen=True)
class Report:
    """What a report says, and whose it is. `received` is None until the server has this very text.

    `head_name` stands below the signature where the report itself names nobody.
    """

    office: Office
    template: Template
    title: str
    period: Period | None
    content: Content
    budget: BudgetTree | None
    received: Received | None = None
    unsent: str = UNSENT
    head_name: str = ""


def report_paper(report: Report, picture: Picture | None = None) -> Paper:
    """Return the report as a paper; without `picture` photos are left out. A broken photo leaves its place empty."""
    sections = [_section(report, section) for section in report.template.sections]
    photos = _photos(report, picture) if picture is not None else []
    own = next(
        (n for n, one in enumerate(report.template.sections) if one.kind is SectionKind.PHOTOS and one.table == PHOTOS),
        None,
    )
    if own is not None:
        nothing = {"kind": "text", "label": "", "words": "Tidak ada foto.", "empty": True}
        sections[own]["parts"] = [{"kind": "photos", "photos": photos}] if photos else [nothing]
    elif photos:
        before = len(sections) - (report.template.sections[-1].key == "pengesahan")
        sections.insert(
            before, {"key": "foto", "title": "Foto kegiatan", "parts": [{"kind": "photos", "photos": photos}]}
        )
    if not any(section.key == "pengesahan" for section in report.template.sections):
        sections.append({"key": "pengesahan", "title": "Pengesahan", "parts": []})
    village = report.office.village
    number = f"Nomor tanda terima {report.received.number}" if report.received is not None else "Belum dikirim"
    return Paper(
        _TEMPLATE,
        {
            "title": cut(f"{report.title}, {village.label}", _MOST_TITLE),
            "author": cut(village.label, _MOST_TITLE),
            "head": head_data(report.office),
            "name": printed(report.template.name).upper(),
            "period": _period_words(report),
            "sections": [
                {**section, "key": f"bagian-{n}", "numeral": _numeral(n)} for n, section in enumerate(sections, 1)
            ],
            "receipt": report.received.data() if report.received is not None else None,
            "unsent": printed(report.unsent),
            "signatures": _signatures(report),
            "foot": foot_of(f"{report.title}, {village.label}", number),
        },
    )


def _period_words(report: Report) -> str:
    period = report.period
    if period is None:
        return ""
    if period.kind is PeriodKind.MONTH:
        return f"Bulan {period.label}"
    part = period.label.removesuffix(str(period.year)).strip()
    year = f"{part} Tahun Anggaran {period.year}".strip() if report.budget is not None else period.label
    return f"{year}, keadaan {format_date(period.last_day)}" if report.budget is not None else year


def _section(report: Report, section: Section) -> Data:
    parts: list[Data] = []
    content = report.content
    single = [field for field in section.leaves if field.path not in (*_SIGNED, section.nihil)]
    match section.kind:
        case SectionKind.BUDGET if report.budget is not None:
            parts += _budget(report.budget)
        case SectionKind.TABLE if section.table is not None:
            parts += _table(section, content)
        case SectionKind.TEXT:
            parts += [_text(field, content, labelled=len(single) > 1) for field in single]
            single = []
        case SectionKind.PHOTOS if section.table is not None:
            names = [one.name for _key, one in attachments(content, section.table)]
            words = printed(", ".join(names)) or "Belum ada."
            parts.append({"kind": "text", "label": "", "words": words, "empty": not names})
        case _:
            pass
    short = [field for field in single if not field.long]
    if short:
        pairs = [{"label": printed(field.label), "value": _said(field, content)} for field in short]
        parts.insert(0, {"kind": "pairs", "pairs": pairs})
    parts += [_text(field, content, labelled=True) for field in single if field.long]
    return {"key": section.key, "title": printed(section.title), "parts": parts}


def _text(field: Field, content: Content, *, labelled: bool) -> Data:
    return {
        "kind": "text",
        "label": printed(field.label) if labelled else "",
        "words": _said(field, content),
        "empty": not is_filled(content.get(field.path)),
    }


def _said(field: Field, content: Content) -> str:
    value = content.get(field.path)
    if not is_filled(value):
        return EMPTY if field.required else "–"
    return printed(_shown(field, value))


def _shown(field: Field, value: Value) -> str:
    """A value in words; figures carry their sign."""
    if field.type is FieldType.BOOL:
        return "Ya" if value is True else "Tidak"
    words = show_value(field, value)
    return f"{words}%" if field.type is FieldType.PERCENT and isinstance(value, int) else words


def _table(section: Section, content: Content) -> list[Data]:
    found = rows(content, section.table or "")
    tick = next((field for field in section.leaves if field.path == section.nihil), None)
    if not found:
        if tick is not None and content.get(tick.path) is True:
            return [{"kind": "text", "label": "", "words": printed(tick.label), "empty": False}]
        return [{"kind": "text", "label": "", "words": "Belum ada baris.", "empty": True}]
    columns = section.columns
    return [
        {
            "kind": "table",
            "columns": [
                {"title": printed(field.label), "right": field.type in _FIGURES, "width": _width(field, first=at == 0)}
                for at, field in enumerate(columns)
            ],
            "rows": [[_cell(field, cells) for field in columns] for cells in found.values()],
            "sums": _sums(columns, list(found.values())),
        }
    ]


def _cell(field: Field, cells: Mapping[str, Value]) -> str:
    value = cells.get(field.column or "")
    return printed_cell(_shown(field, value)) if is_filled(value) else "–"


def _width(field: Field, *, first: bool) -> str:
    if field.long or (first and field.type is FieldType.TEXT):
        return "wide"
    return "text" if field.type in (FieldType.TEXT, FieldType.CHOICE) else "short"


def _sums(columns: Sequence[Field], found: list[dict[str, Value]]) -> list[str] | None:
    """The foot of a table: the sum of every column that can be added up, below their common word."""
    if not any(field.type in _SUMMED for field in columns):
        return None
    feet = []
    for at, field in enumerate(columns):
        values = [cells.get(field.column or "") for cells in found]
        amounts = [value for value in values if isinstance(value, int) and not isinstance(value, bool)]
        word = f"Jumlah {len(found)} baris" if at == 0 else ""
        feet.append(format_number(sum(amounts)) if field.type in _SUMMED and at else word)
    return feet


def _budget(tree: BudgetTree) -> list[Data]:
    lines: list[Data] = [_line(line) for line in tree.lines]
    parts: list[Data] = [{"kind": "budget", "lines": lines, "widths": _widths(lines)}]
    for one in tree.differences:
        column = "Realisasi" if one.path.endswith(".realisasi") else "Anggaran"
        words = (
            f"{column} {one.label} tertulis {format_number(one.own)}, jumlah rinciannya {format_number(one.below)}. "
            "Yang dihitung adalah jumlah rinciannya."
        )
        parts.append({"kind": "note", "words": printed(words)})
    return parts


def _line(line: BudgetLine) -> Data:
    kind = "last" if line.kind is LineKind.RESULT and line.group == PEMBIAYAAN else line.kind.value
    amount = line.amount
    reason = line.given.get("alasan")
    return {
        "kind": kind,
        "code": line.code,
        "label": printed_cell(line.label),
        "note": printed(f"Alasan: {reason}") if isinstance(reason, str) and reason.strip() else "",
        "level": min(line.level, 6),
        "planned": format_number(amount.anggaran) if amount is not None else "",
        "realised": format_number(amount.realisasi) if amount is not None else "",
        "left": format_number(amount.sisa) if amount is not None and kind != "last" else "",
        "percent": _percent(line),
    }


def _widths(lines: Sequence[Data]) -> Data:
    """The widths of the columns in millimetres: as wide as their longest text in bold letters of 8.6 points."""
    code = max((len(str(line["code"])) for line in lines), default=0)
    figures = [max(len(str(line[column])) for line in lines) for column in ("planned", "realised", "left")]
    return {"code": max(11.0, 4 + code * 1.65), "figures": [max(19.0, 4.5 + longest * 1.72) for longest in figures]}


def _percent(line: BudgetLine) -> str:
    if line.percent is not None:
        return format_tenths(line.percent).removesuffix("%")
    return line.percent_text


def _photos(report: Report, picture: Picture) -> list[Data]:
    photos: list[Data] = []
    for key, one in attachments(report.content, PHOTOS)[:_MOST_PHOTOS]:
        if not one.media.is_picture:
            continue
        found = picture(one)
        caption = report.content.get(f"{PHOTOS}[{key}].keterangan")
        of = report.content.get(f"kegiatan[{report.content.get(f'{PHOTOS}[{key}].kegiatan')}].nama")
        said = [text for text in (of, caption) if isinstance(text, str) and text.strip()]
        photos.append(
            {
                "picture": _drawn(one, found) if found is not None else "",
                "missing": NO_PHOTO,
                "caption": printed(cut(". ".join(said) or one.name, 200)),
            }
        )
    return photos


def _drawn(one: Attachment, data: bytes) -> str:
    """The photo inside an SVG: the only way in for bytes through data that is text."""
    media = Media.PNG if data.startswith(b"\x89PNG") else Media.JPEG
    width, height = (one.width, one.height) if one.width and one.height else (4, 3)
    inside = base64.b64encode(data).decode("ascii")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}">'
        f'<image width="{width}" height="{height}" href="data:{media.value};base64,{inside}"/></svg>'
    )


def _signatures(report: Report) -> list[Data]:
    village = report.office.village
    kelurahan = village.kind is VillageKind.KELURAHAN
    day = iso_date(str(report.content.get(_DAY) or ""))
    name = str(report.content.get(_HEAD) or report.head_name)
    head: Data = {
        "above": printed(f"{village.name}, {format_date(day) if day is not None else '.' * 28}"),
        "office": printed(f"Lurah {village.name}" if kelurahan else f"Kepala Desa {village.name}"),
        "name": printed(name),
    }
    if report.budget is None or kelurahan:
        return [head]
    return [{"above": "Mengetahui,", "office": printed(f"Ketua BPD {village.name}"), "name": ""}, head]


def _numeral(n: int) -> str:
    tens = {0: "", 1: "X", 2: "XX", 3: "XXX"}
    ones = ("", *ROMAN, "V", "VI", "VII", "VIII", "IX")
    return f"{tens[n // 10]}{ones[n % 10]}" if n < 40 else str(n)
