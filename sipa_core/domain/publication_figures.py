"""What the public is told, taken once from a report: picture, caption and page all speak from this value.

Only public fields enter. Nothing is told at all rather than something that does not add up: a report whose sums do not
close, or that leaves out what the rule behind its publication asks for, is refused with a sentence for its author.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

import msgspec

from sipa_core.domain import budget
from sipa_core.domain.budget import Amount, BudgetLine, BudgetTree, LineKind
from sipa_core.domain.budget_codes import BudgetNames
from sipa_core.domain.money import format_rupiah
from sipa_core.domain.paths import Content, Value, cell, rows
from sipa_core.domain.periods import Period, PeriodError, parse_period
from sipa_core.domain.templates import FieldType, Publication, Template, Told, missing_items, public_content
from sipa_core.domain.villages import RegionError, Village, from_fields
from sipa_core.messages import N_, _
from sipa_core.wire.records import Record

MAX_VILLAGE_NAME: Final = 40
MAX_ACTIVITY_NAME: Final = 120
MAX_ADDRESS: Final = 160
MAX_BIDANG: Final = 6
"""What still fits on the picture; longer texts are asked back from the author, never cut off in silence."""

SHOWN_UNFINISHED: Final = 4
"""Most unfinished activities that a picture or a caption lists; the rest are counted and stand on the page."""

SHOWN_ROWS: Final = 4
"""Most planned activities or pieces of information that every picture and caption lists; the rest are counted."""

MAX_SAID: Final = 240
"""Letters of a text that a picture shows whole."""

WITH_BUDGET: Final = (Told.REALISED, Told.PLANNED, Told.CHANGED, Told.SUMMARY)

_SHORT_BIDANG: Final = {
    "01": N_("Pemerintahan desa"),
    "02": N_("Pembangunan desa"),
    "03": N_("Pembinaan kemasyarakatan"),
    "04": N_("Pemberdayaan masyarakat"),
    "05": N_("Bencana dan keadaan darurat"),
}
_NO_NAMES: Final = BudgetNames({}, {}, {})
_ADDRESS: Final = "pengesahan.alamat_pengaduan"
_ENTRIES: Final = "informasi"


class Line(msgspec.Struct, frozen=True):
    """One line of the budget; `short_name` fits on a picture."""

    code: str
    name: str
    short_name: str
    amount: Amount


class Activity(msgspec.Struct, frozen=True):
    """One activity of the year. `physical` is its progress on the ground, 0 to 100; `executor` who carries it out."""

    name: str
    location: str
    amount: Amount
    physical: int
    executor: str = ""


class Said(msgspec.Struct, frozen=True):
    """A text that the public is told as it stands: the key of its item, what it is called, and its words."""

    key: str
    label: str
    text: str


class Entry(msgspec.Struct, frozen=True):
    """A piece of public information: what it is, which office keeps it, when and where it was made, form and age."""

    name: str
    keeper: str
    made: str
    form: str
    kept: str


class Item(msgspec.Struct, frozen=True):
    """One thing that must be told, with the rule that asks for it."""

    key: str
    label: str
    basis: str


class Unfinished(msgspec.Struct, frozen=True):
    """An activity that is not finished or was not carried out, and what the village says about it."""

    name: str
    note: str


class PublicFigures(msgspec.Struct, frozen=True):
    """What one published report tells, in whole rupiah. Every text is one line without needless spaces.

    `kind` says what of it is told; `items` what must be told, in the order of the template. An amount of a plan has no
    `realisasi`; an amount of a change has what was planned before as `anggaran` and what is planned now as `realisasi`.
    `revenue`, `spending` (by bidang) and `financing` add up to their totals. `unfinished` is empty only when the
    village said "nihil". `village_url` and `report_url` are empty where no public address is known.
    """

    village: Village
    kabupaten: str
    title: str
    period: Period
    revenue: tuple[Line, ...]
    spending: tuple[Line, ...]
    financing: tuple[Line, ...]
    revenue_total: Amount
    spending_total: Amount
    financing_net: Amount
    activities: tuple[Activity, ...]
    unfinished: tuple[Unfinished, ...]
    complaint_address: str
    village_url: str = ""
    report_url: str = ""
    version: int = 1
    approved_on: date | None = None
    kind: Told = Told.REALISED
    items: tuple[Item, ...] = ()
    said: tuple[Said, ...] = ()
    entries: tuple[Entry, ...] = ()

    @property
    def largest(self) -> tuple[Activity, ...]:
        """The activities, those with the largest plan first."""
        return tuple(sorted(self.activities, key=lambda one: -one.amount.anggaran))

    @property
    def planned(self) -> int:
        """The sum of all activities' plans."""
        return sum(one.amount.anggaran for one in self.activities)

    @property
    def left(self) -> int:
        """Sisa anggaran: the spending budget that is not spent yet; negative when more was spent."""
        return self.spending_total.sisa

    @property
    def finished_activities(self) -> int:
        """How many activities are complete on the ground."""
        return sum(activity.physical >= 100 for activity in self.activities)

    @property
    def headline(self) -> str:
        """Village and report in one phrase: `Realisasi APB Desa Babayau Semester I 2025`."""
        label = self.village.label
        # "APB Desa" and "Desa Babayau" share their word.
        joined = self.title[:-5] if self.title.endswith(" Desa") and label.startswith("Desa ") else self.title
        return f"{joined} {label} {self.period.label}"


class Refused(msgspec.Struct, frozen=True):
    """Why a report cannot be told as it is: a sentence for its author, and the path to mend where there is one."""

    reason: str
    path: str | None = None


def figures_of_version(
    version: Record,
    template: Template,
    villages: Iterable[Record],
    *,
    public_url: str = "",
    approved_on: date | None = None,
    names: BudgetNames = _NO_NAMES,
) -> PublicFigures | Refused:
    """Return the figures of a version record, or why it has none.

    `public_url` is the server's own address without a slash at the end; empty leaves the addresses out.
    """
    code = version.village or ""
    record = next((one for one in villages if code and one.text("code") == code), None)
    try:
        village = None if record is None else from_fields(record.text("code"), record.fields)
        period = parse_period(version.text("meta.period"))
    except (RegionError, PeriodError):
        village = period = None
    if record is None or village is None or period is None:
        return Refused(_("Desa atau masa laporan ini belum dikenal server."))
    page = f"{public_url}/desa/{village.slug}" if public_url else ""
    return figures_from(
        version.fields,
        template,
        village,
        period,
        kabupaten=record.text("kabupaten_name"),
        village_url=page,
        report_url=f"{page}/laporan/{template.key}/{period}" if page else "",
        version=version.number("meta.n"),
        approved_on=approved_on,
        names=names,
    )


def figures_from(
    content: Content,
    template: Template,
    village: Village,
    period: Period,
    *,
    kabupaten: str = "",
    village_url: str = "",
    report_url: str = "",
    version: int = 1,
    approved_on: date | None = None,
    names: BudgetNames = _NO_NAMES,
) -> PublicFigures | Refused:
    """Return the figures of a report's public content, or the first reason why they cannot be told.

    `names` are only for the names of lines; without them a line has its own description or its code.
    """
    publication = template.publication
    if publication is None:
        return Refused(_("Jenis laporan ini tidak diumumkan kepada warga."))
    shown = public_content(template, content)
    kind = publication.told
    tree = budget.read_budget(shown, names, template.money_columns)
    unfinished = _unfinished(shown)
    said = _said(shown, template, publication)
    address = _one_line(shown.get(_ADDRESS))
    refused = (
        (_budget_refusal(tree, kind) if kind in WITH_BUDGET else None)
        or (_unfinished_refusal(shown, unfinished) if kind is Told.REALISED else None)
        or _address_refusal(address, asked=any(_ADDRESS in item.sources for item in publication.items))
        or _length_refusal(village, shown, kind)
        or _said_refusal(said, publication)
        or _item_refusal(template, content, kind)
    )
    if refused is not None:
        return refused
    return PublicFigures(
        village=village,
        kabupaten=kabupaten,
        title=publication.name,
        period=period,
        revenue=_leaves(tree, budget.PENDAPATAN),
        spending=tuple(_line(line, short=True) for line in tree.bidang),
        financing=_leaves(tree, budget.PEMBIAYAAN),
        revenue_total=tree.totals.pendapatan,
        spending_total=tree.totals.belanja,
        financing_net=tree.totals.pembiayaan,
        activities=_activities(shown),
        unfinished=unfinished,
        complaint_address=address,
        village_url=village_url,
        report_url=report_url,
        version=version,
        approved_on=approved_on,
        kind=kind,
        items=tuple(Item(item.key, item.label, publication.basis_of(item)) for item in publication.items),
        said=said,
        entries=_entries(shown, template),
    )


def _said(shown: Content, template: Template, publication: Publication) -> tuple[Said, ...]:
    """The items that are nothing but one text of the report."""
    found = []
    for item in publication.items:
        field = template.field(item.sources[0]) if len(item.sources) == 1 else None
        if field is not None and field.column is None and field.type is FieldType.TEXT and not field.office_contact:
            found.append(Said(item.key, item.label, _one_line(shown.get(field.path))))
    return tuple(found)


def _entries(shown: Content, template: Template) -> tuple[Entry, ...]:
    form = template.field(f"{_ENTRIES}[*].bentuk")
    forms = {choice.value: choice.label for choice in form.choices} if form is not None else {}
    found = []
    for cells in rows(shown, _ENTRIES).values():
        name, keeper, made, how, kept = (
            _one_line(cells.get(column))
            for column in ("ringkasan", "penanggung_jawab", "pembuatan", "bentuk", "masa_simpan")
        )
        if name:
            found.append(Entry(name, keeper, made, forms.get(how, how), kept))
    return tuple(found)


def _leaves(tree: BudgetTree, group: str) -> tuple[Line, ...]:
    kinds = (LineKind.ROW, LineKind.SUBTOTAL)
    found = (line for line in tree.lines if line.group == group and line.kind in kinds and not line.has_children)
    return tuple(_line(line) for line in found)


def _line(line: BudgetLine, *, short: bool = False) -> Line:
    name = _one_line(line.label)
    known = _SHORT_BIDANG.get(line.code) if short else None
    return Line(line.code, name, _(known) if known else name, line.amount or Amount())


def _activities(shown: Content) -> tuple[Activity, ...]:
    return tuple(
        Activity(
            _one_line(cells.get("nama")),
            _one_line(cells.get("lokasi")),
            Amount(_whole(cells.get("anggaran")), _whole(cells.get("realisasi"))),
            _whole(cells.get("fisik")),
            ", ".join(name for name in (_one_line(cells.get("pelaksana")), _one_line(cells.get("tim"))) if name),
        )
        for cells in rows(shown, "kegiatan").values()
        if _one_line(cells.get("nama"))
    )


def _unfinished(shown: Content) -> tuple[Unfinished, ...]:
    return tuple(
        Unfinished(_one_line(cells.get("nama")), _one_line(cells.get("keterangan")))
        for cells in rows(shown, "belum").values()
        if _one_line(cells.get("nama"))
    )


def _budget_refusal(tree: BudgetTree, kind: Told) -> Refused | None:
    realised = kind in (Told.REALISED, Told.SUMMARY)
    where = _("realisasi APB Desa") if realised else _("APB Desa")
    if not any(line.group == budget.PENDAPATAN and line.kind is LineKind.ROW for line in tree.lines):
        return Refused(_("Pendapatan belum ada di {where}. Lengkapi dulu.").format(where=where), budget.TABLE)
    if not tree.bidang:
        return Refused(_("Belanja per bidang belum ada di {where}. Lengkapi dulu.").format(where=where), budget.TABLE)
    if len(tree.bidang) > MAX_BIDANG:
        return Refused(_("Bidang belanja lebih dari {n}. Cek lagi kode bidangnya.").format(n=MAX_BIDANG), budget.TABLE)
    if tree.strays:
        words = _("Ada baris anggaran dengan kode yang belum dikenal: {code}. Perbaiki kodenya supaya ikut terhitung.")
        return Refused(words.format(code=tree.strays[0]), budget.TABLE)
    if tree.differences:
        worst = tree.differences[0]
        words = _("Jumlah {label} tertulis {own}, sedangkan rinciannya {below}. Samakan dulu.")
        own, below = format_rupiah(worst.own), format_rupiah(worst.below)
        return Refused(words.format(label=worst.label, own=own, below=below), worst.path)
    gap = tree.totals.silpa.realisasi if kind is Told.CHANGED else tree.totals.silpa.anggaran
    if gap != 0:
        words = _("Anggaran belum seimbang: pendapatan, belanja dan pembiayaan masih selisih {gap}. Samakan dulu.")
        return Refused(words.format(gap=format_rupiah(gap)), budget.TABLE)
    return None


def _unfinished_refusal(shown: Content, unfinished: tuple[Unfinished, ...]) -> Refused | None:
    if unfinished or shown.get("belum_selesai.nihil") is True:
        return None
    words = _("Kegiatan yang belum selesai belum diisi. Tulis kegiatannya, atau centang nihil bila tidak ada.")
    return Refused(words, "belum_selesai.nihil")


def _address_refusal(address: str, *, asked: bool) -> Refused | None:
    path = _ADDRESS
    if not address and asked:
        return Refused(_("Alamat pengaduan belum diisi. Tulis alamat dan nomor kantor desa."), path)
    if len(address) > MAX_ADDRESS:
        words = _("Alamat pengaduan lebih dari {n} huruf, tidak muat di gambar. Pendekkan dulu.")
        return Refused(words.format(n=MAX_ADDRESS), path)
    return None


def _said_refusal(said: tuple[Said, ...], publication: Publication) -> Refused | None:
    paths = {item.key: item.sources[0] for item in publication.items}
    for one in said:
        if not one.text:
            return Refused(_("{label} belum diisi, padahal diumumkan.").format(label=one.label), paths[one.key])
        if len(one.text) > MAX_SAID:
            words = _("{label} lebih dari {n} huruf, tidak muat di gambar. Pendekkan dulu.")
            return Refused(words.format(label=one.label, n=MAX_SAID), paths[one.key])
    return None


def _item_refusal(template: Template, content: Content, kind: Told) -> Refused | None:
    """What else must be told and is not there; the realisation has said more exactly what it lacks."""
    missing = missing_items(template, content) if kind is not Told.REALISED else ()
    if not missing:
        return None
    words = _("{item} wajib diumumkan, tetapi belum ada isinya. Lengkapi dulu.")
    return Refused(words.format(item=missing[0].label), missing[0].sources[0].partition("[")[0])


def _length_refusal(village: Village, shown: Content, kind: Told) -> Refused | None:
    if len(village.name) > MAX_VILLAGE_NAME:
        return Refused(_("Nama desa lebih dari {n} huruf, tidak muat di gambar.").format(n=MAX_VILLAGE_NAME))
    table = "belum" if kind is Told.REALISED else "kegiatan" if kind in (Told.PLANNED, Told.ACTIVITIES) else ""
    for key, cells in rows(shown, table).items() if table else ():
        name = _one_line(cells.get("nama"))
        if len(name) > MAX_ACTIVITY_NAME:
            words = _("Nama kegiatan {name}… lebih dari {n} huruf, tidak muat di gambar. Pendekkan dulu.")
            return Refused(words.format(name=name[:40], n=MAX_ACTIVITY_NAME), cell(table, key, "nama"))
    return None


def _one_line(value: Value) -> str:
    """The text on one line, empty when it has no letter or digit: a lone dash says nothing.

    Lines are joined by a comma, runs of spaces made one, unprintable characters left out.
    """
    if not isinstance(value, str):
        return ""
    lines = (" ".join(line.split()) for line in value.splitlines())
    clean = ("".join(ch for ch in line if ch.isprintable()).strip().rstrip(",;") for line in lines)
    joined = ", ".join(line for line in clean if line)
    return joined if any(ch.isalnum() for ch in joined) else ""


def _whole(value: Value) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else 0
