"""A report put into the order of its paper: cover, letter, chapters, signatures and what lies beside it.

One plan, several ways out: `report_paper` sets it as PDF, `word_file` as a document for Word.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

import msgspec

from sipa_core.domain.budget import BudgetTree
from sipa_core.domain.dates import format_date, iso_date
from sipa_core.domain.paths import Content
from sipa_core.domain.periods import ROMAN, Period, PeriodKind
from sipa_core.domain.templates import Field, Section, SectionKind, Template, is_filled
from sipa_core.domain.villages import VillageKind
from sipa_render import report_blocks as blocks
from sipa_render.arrangement import CHAIR, HEAD, SIGNING, Arrangement, Form, Signer, arrangement_of, filled
from sipa_render.paper import UNSENT, Office, Received
from sipa_render.report_blocks import DASH, Block, Column, Heading, Picture, Table, Text

DAY, PASSED = f"{SIGNING}.tanggal", f"{SIGNING}.tanggal_perdes"
NUMBER: Final = ("surat.nomor", f"{SIGNING}.nomor", "pengantar.nomor")
DOTS: Final = "." * 28

_SIGNED = (HEAD, DAY, CHAIR)


@dataclass(frozen=True)
class Report:
    """What a report says, and whose it is. `received` is None until the server has this very text.

    `head_name` stands below the signature where the report itself names nobody; `arrangement` is the type's own unless
    the kecamatan has another.
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
    arrangement: Arrangement | None = None


class Signature(msgspec.Struct, frozen=True):
    """Who signs: the line above, the office, the name ("" while nobody is named)."""

    above: str
    office: str
    name: str


class Signatures(msgspec.Struct, frozen=True):
    """The place where those who answer for the report sign, beside its receipt."""

    names: tuple[Signature, ...]


class Letter(msgspec.Struct, frozen=True):
    """The letter that goes before the report: number and matter, the address line by line, its text."""

    facts: tuple[tuple[str, str], ...]
    day: str
    address: tuple[str, ...]
    paragraphs: tuple[str, ...]
    signature: Signature
    copies: tuple[str, ...]


@dataclass(frozen=True)
class Plan:
    """The whole document. `name` and `period` are its title, `number` the receipt's or that there is none."""

    report: Report
    form: Form
    name: str
    period: str
    letter: Letter
    blocks: tuple[Block | Signatures, ...]
    number: str
    values: dict[str, str] = field(default_factory=dict)

    @property
    def headings(self) -> tuple[Heading, ...]:
        """The outline."""
        return tuple(block for block in self.blocks if isinstance(block, Heading))

    @property
    def contents(self) -> tuple[Heading, ...]:
        """The outline as far as a table of contents shows it."""
        return tuple(one for one in self.headings if one.level <= 2)


def plan_of(report: Report, picture: Picture | None = None) -> Plan:
    """Return the plan of a report; without `picture` photos are left out, one that is not here leaves its place."""
    arrangement = report.arrangement or arrangement_of(report.template)
    values = _values(report, arrangement)
    letter = _letter(report, arrangement, values)
    made = (
        _book(report, arrangement, values, picture)
        if arrangement.form is Form.BOOK
        else _sheet(report, arrangement, values, picture)
    )
    return Plan(
        report,
        arrangement.form,
        filled(arrangement.title or report.template.name, values).upper(),
        filled(arrangement.period, values) if arrangement.period else period_words(report),
        letter,
        tuple(_keyed(made)),
        f"Nomor tanda terima {report.received.number}" if report.received is not None else "Belum dikirim",
        values,
    )


def signed_on(report: Report) -> date | None:
    """Return the day of the signature, else that on which the Perdes was passed; None while neither is known.

    A change of the budget is owed because its Perdes was passed: that day is its period.
    """
    content, period = report.content, report.period
    day = next((day for path in (DAY, PASSED) if (day := iso_date(str(content.get(path) or ""))) is not None), None)
    passed = period is not None and period.kind is PeriodKind.EVENT and report.budget is not None
    return period.first_day if day is None and passed and period is not None else day


def blocks_of(report: Report, key: str, picture: Picture | None = None) -> tuple[Block, ...] | None:
    """Return the blocks of one section without its title, None when the type has no section of that key."""
    section = report.template.section(key)
    return tuple(_section(report, section, picture)) if section is not None else None


def period_words(report: Report) -> str:
    """Return the line below the title: `Semester I Tahun Anggaran 2025, keadaan 30 Juni 2025`."""
    period = report.period
    if period is None:
        return ""
    if period.kind is PeriodKind.MONTH:
        return f"Bulan {period.label}"
    if report.budget is None:
        return f"Tahun {period.label}" if period.kind is PeriodKind.YEAR else period.label
    if period.kind is PeriodKind.EVENT:
        return f"Tahun Anggaran {period.year}, ditetapkan {format_date(period.first_day)}"
    part = period.label.removesuffix(str(period.year)).strip()
    year = f"{part} Tahun Anggaran {period.year}".strip()
    spent = any(line.amount is not None and line.amount.realisasi for line in report.budget.lines)
    return f"{year}, keadaan {format_date(period.last_day)}" if spent else year


def _values(report: Report, arrangement: Arrangement) -> dict[str, str]:
    village, period = report.office.village, report.period
    day = signed_on(report)
    return {
        "desa": village.name,
        "pemerintah": village.label,
        "kecamatan": village.kecamatan_name.removeprefix("Kecamatan "),
        "kabupaten": report.office.kabupaten.removeprefix("Kabupaten "),
        "nama": report.template.name,
        "singkat": report.template.short_name,
        "dasar": report.template.legal_basis,
        "masa": period.label if period is not None else "",
        "tahun": str(period.year) if period is not None else "",
        "kepala": str(report.content.get(HEAD) or report.head_name),
        "tanggal": format_date(day) if day is not None else DOTS,
    }


def _letter(report: Report, arrangement: Arrangement, values: dict[str, str]) -> Letter:
    content, day = report.content, signed_on(report)
    number = next((str(content[path]).strip() for path in NUMBER if is_filled(content.get(path))), "")
    enclosed = 1 + len(arrangement.enclosed) + len(_papers(report))
    enclosure = filled(arrangement.enclosure, values) or f"{enclosed} ({_spelt(enclosed)}) berkas"
    section = report.template.section(arrangement.body) if arrangement.body else None
    own = [
        text
        for leaf in (section.leaves if section else ())
        if (text := content.get(leaf.path)) and isinstance(text, str)
    ]
    opening = filled(arrangement.opening, values)
    own = [_without(opening, text) for text in own]
    body = own or [filled(arrangement.text, values) if arrangement.text else _plain_text(values)]
    address = ["Kepada", f"Yth. {filled(arrangement.to, values)}"]
    if arrangement.through:
        address.append(f"melalui {filled(arrangement.through, values)}")
    address += ["di –", f"    {filled(arrangement.at, values)}"]
    return Letter(
        (
            ("Nomor", number or f"......./......../{day.year if day is not None else values['tahun']}"),
            ("Sifat", filled(arrangement.nature, values)),
            ("Lampiran", enclosure),
            ("Perihal", filled(arrangement.about, values).strip()),
        ),
        f"{values['desa']}, {values['tanggal']}",
        tuple(address),
        tuple(
            line
            for text in (opening, *body, filled(arrangement.closing, values))
            for line in text.split("\n")
            if line.strip()
        ),
        msgspec.structs.replace(_signature(report, arrangement.signers[-1], first=True), above=""),
        tuple(filled(one, values) for one in arrangement.copies),
    )


def _plain_text(values: dict[str, str]) -> str:
    by = f" sebagaimana diatur dalam {values['dasar']}" if values["dasar"] else ""
    return f"Bersama ini kami sampaikan {values['nama']} {values['pemerintah']} {values['masa']}{by}.".replace(
        "  ", " "
    )


def _sheet(
    report: Report, arrangement: Arrangement, values: dict[str, str], picture: Picture | None
) -> Iterator[Block | Signatures]:
    below = 2 if arrangement.form is Form.LETTER else 0
    n = 0
    for section in _shown(report, arrangement):
        found = list(_section(report, section, picture, below))
        if found:
            n += 1
            yield Heading(1, f"{numeral(n)}.", section.title)
            yield from found
    loose = _loose_photos(report, picture)
    if loose:
        n += 1
        yield Heading(1, f"{numeral(n)}.", "Foto kegiatan")
        yield from loose
    signing = report.template.section(SIGNING)
    yield Heading(1, f"{numeral(n + 1)}.", signing.title if signing is not None else "Pengesahan")
    if signing is not None:
        yield from _section(report, signing, picture)
    yield _signatures(report, arrangement)
    yield from _enclosed(report, arrangement, values, picture)


def _book(
    report: Report, arrangement: Arrangement, values: dict[str, str], picture: Picture | None
) -> Iterator[Block | Signatures]:
    known = {section.key: section for section in _shown(report, arrangement)}
    photos = [section for section in known.values() if section.kind is SectionKind.PHOTOS]
    chapters = [
        (filled(chapter.title, values), [known[key] for key in chapter.sections if key in known])
        for chapter in arrangement.chapters
    ]
    placed = {key for chapter in arrangement.chapters for key in chapter.sections}
    # A section that no chapter names (a newer template, the kecamatan's own) is a chapter, before the closing words.
    others = [(one.title, [one]) for key, one in known.items() if key not in placed and one not in photos]
    chapters[-1:-1] = others if chapters else []
    n = 0
    for title, sections in chapters or others:
        if sections:
            n += 1
            yield Heading(1, f"BAB {numeral(n)}", title.upper())
            yield from _chapter(report, sections, picture)
    signing = report.template.section(SIGNING)
    if signing is not None:
        yield from _section(report, signing, picture)
    yield _signatures(report, arrangement)
    unplaced = [one for one in photos if one.key not in placed]
    yield from _enclosed(report, arrangement, values, picture, unplaced)


def _chapter(report: Report, sections: Sequence[Section], picture: Picture | None) -> Iterator[Block]:
    several = len(sections) > 1
    for at, section in enumerate(sections):
        if several:
            yield Heading(2, f"{_letter_of(at)}.", section.title)
        yield from _section(report, section, picture, below=3 if several else 2)


def _enclosed(
    report: Report,
    arrangement: Arrangement,
    values: dict[str, str],
    picture: Picture | None,
    photos: Sequence[Section] = (),
) -> Iterator[Block]:
    """What lies behind the signatures: the list of documents, sections of their own, photos of a book."""
    papers = [(filled(one, values), DASH) for one in arrangement.enclosed]
    papers += [(section.title, files) for section, files in _papers(report)]
    sections = [one for key in arrangement.annexes if (one := report.template.section(key)) is not None]
    shown = [(section, made) for section in (*sections, *photos) if (made := list(_section(report, section, picture)))]
    loose = _loose_photos(report, picture) if arrangement.form is Form.BOOK else []
    if not (papers or shown or loose):
        return
    yield Heading(1, "", "LAMPIRAN" if arrangement.form is Form.BOOK else "Lampiran")
    if papers:
        yield Table((Column("Dokumen", width="wide"), Column("Berkas", width="text")), tuple(papers))
    for section, made in shown:
        yield Heading(2, "", section.title)
        yield from made
    if loose:
        yield Heading(2, "", "Foto kegiatan")
        yield from loose


def _papers(report: Report) -> list[tuple[Section, str]]:
    """The documents that the type asks for as files, and which files there are; of those nobody needs only what is."""
    asked = [one for one in report.template.sections if one.kind is SectionKind.PHOTOS and not blocks.shows_photos(one)]
    found = [(section, blocks.files_of(report.content, section.table or "")) for section in asked]
    return [(section, names.words) for section, names in found if section.required or not names.empty]


def _shown(report: Report, arrangement: Arrangement) -> list[Section]:
    """The sections that stand in the report itself."""
    letter = arrangement.body if arrangement.form is not Form.SHEET else ""
    apart = {letter, SIGNING, *arrangement.annexes}
    return [
        section
        for section in report.template.sections
        if section.key not in apart and (section.kind is not SectionKind.PHOTOS or blocks.shows_photos(section))
    ]


def _without(opening: str, text: str) -> str:
    """A clerk's sentence without the greeting that stands above it already."""
    greeting = opening.strip().rstrip(",")
    start = text.lstrip()
    if not greeting or not start.casefold().startswith(greeting.casefold()):
        return text
    rest = start[len(greeting) :].lstrip(" ,")
    return rest[:1].upper() + rest[1:]


def _section(report: Report, section: Section, picture: Picture | None, below: int = 0) -> Iterator[Block]:
    """The blocks of a section without its title; `below` is the level of headings for its long texts, 0 for none."""
    content = report.content
    apart = (*_SIGNED, *NUMBER, section.nihil)
    single = [one for one in section.leaves if one.path not in apart]
    long = [one for one in single if one.long or section.kind is SectionKind.TEXT]
    short = [one for one in single if one not in long]
    if short:
        yield blocks.pairs_of(short, content)
    if section.kind is SectionKind.BUDGET and report.budget is not None:
        yield from blocks.budget_of(report.budget, [one.column or "" for one in section.columns])
    elif section.kind is SectionKind.TABLE and section.table is not None:
        yield blocks.table_of(section, content)
    elif section.kind is SectionKind.PHOTOS and section.table is not None:
        yield from _files(report, section, picture)
    yield from _texts(long, content, section, below)


def _texts(fields: Sequence[Field], content: Content, section: Section, below: int) -> Iterator[Block]:
    labelled = len(fields) > 1 or section.kind is not SectionKind.TEXT
    for at, one in enumerate(fields):
        if below and len(fields) > 1:
            yield Heading(below, f"{_letter_of(at)}." if below == 2 else f"{at + 1}.", one.label)
            yield blocks.text_of(one, content, labelled=False)
        else:
            yield blocks.text_of(one, content, labelled=labelled)


def _files(report: Report, section: Section, picture: Picture | None) -> Iterator[Block]:
    table = section.table or ""
    if blocks.shows_photos(section) and picture is not None:
        photos = blocks.photos_of(report.content, table, section.link or "kegiatan", picture)
        yield photos if photos.photos else Text(blocks.NO_PHOTOS, empty=True)
    else:
        yield blocks.files_of(report.content, table)


def _loose_photos(report: Report, picture: Picture | None) -> list[Block]:
    """Photos that a text brought along although its type has no section for them."""
    own = any(section.table == blocks.PHOTOS for section in report.template.sections)
    if own or picture is None:
        return []
    photos = blocks.photos_of(report.content, blocks.PHOTOS, "kegiatan", picture)
    return [photos] if photos.photos else []


def _signatures(report: Report, arrangement: Arrangement) -> Signatures:
    kelurahan = report.office.village.kind is VillageKind.KELURAHAN
    signers = [one for one in arrangement.signers if one is not Signer.BPD or not kelurahan] or [Signer.HEAD]
    return Signatures(tuple(_signature(report, one, first=one is signers[-1]) for one in signers))


def _signature(report: Report, who: Signer, *, first: bool) -> Signature:
    village, content = report.office.village, report.content
    day = signed_on(report)
    above = f"{village.name}, {format_date(day) if day is not None else DOTS}" if first else "Mengetahui,"
    match who:
        case Signer.HEAD:
            word = "Lurah" if village.kind is VillageKind.KELURAHAN else "Kepala Desa"
            return Signature(above, f"{word} {village.name}", str(content.get(HEAD) or report.head_name))
        case Signer.BPD:
            return Signature(above, f"Ketua BPD {village.name}", str(content.get(CHAIR) or ""))
        case Signer.SECRETARY:
            return Signature(above, f"Sekretaris {village.label}", "")
        case Signer.CAMAT:
            return Signature(above, f"Camat {village.kecamatan_name}", "")


def _keyed(made: Iterator[Block | Signatures]) -> Iterator[Block | Signatures]:
    for n, block in enumerate(made, 1):
        yield msgspec.structs.replace(block, key=f"bagian-{n}") if isinstance(block, Heading) else block


def numeral(n: int) -> str:
    """Return the Roman number up to 39, beyond it the plain one."""
    tens = {0: "", 1: "X", 2: "XX", 3: "XXX"}
    ones = ("", *ROMAN, "V", "VI", "VII", "VIII", "IX")
    return f"{tens[n // 10]}{ones[n % 10]}" if n < 40 else str(n)


def _letter_of(at: int) -> str:
    return chr(ord("A") + at) if at < 26 else str(at + 1)


def _spelt(n: int) -> str:
    words = ("nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan", "sepuluh")
    return words[n] if n < len(words) else str(n)
