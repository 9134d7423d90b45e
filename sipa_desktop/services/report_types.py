"""Report types on the kecamatan's desk: which there are, and making one from a known type or from a file.

What is made goes into the queue as `template.put`; the villages get it as any record. Nothing half made leaves this PC.
"""

from __future__ import annotations

from pathlib import Path

import msgspec

from sipa_core import ids
from sipa_core.domain import template_making, template_text
from sipa_core.domain.periods import PeriodKind
from sipa_core.domain.template_making import LOCAL, TypeForm
from sipa_core.domain.template_text import TemplateError
from sipa_core.domain.templates import Template
from sipa_core.messages import _
from sipa_core.ops.templates import MAX_DEFINITION, Put
from sipa_core.ports import Clock
from sipa_core.wire.problems import Problem
from sipa_core.wire.records import RecordType, Ref
from sipa_desktop.errors import Refused
from sipa_desktop.services.office import read_office
from sipa_desktop.services.proposals import queued
from sipa_desktop.services.queue_views import Done
from sipa_desktop.store.unit_of_work import Store


class TypeRow(msgspec.Struct, frozen=True):
    """A report type: `local` was made here and can be changed; the others come with the program and can be copied."""

    key: str
    name: str
    kind: PeriodKind
    local: bool


class TypeStart(msgspec.Struct, frozen=True):
    """Where the form begins, and the type that keeps what the form does not show."""

    form: TypeForm
    base: Template


class ReportTypes:
    """The report types that this kecamatan has."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def list(self) -> tuple[TypeRow, ...]:
        """Every type in its newest version, own ones first, by name."""
        with self._store.read() as tx:
            office = read_office(tx, self._clock)
        newest = (office.newest_template(key) for key in {key for key, _version in office.templates})
        rows = [TypeRow(one.key, one.name, one.period_kind, one.key.startswith(LOCAL)) for one in newest if one]
        return tuple(sorted(rows, key=lambda row: (not row.local, row.name)))

    def start(self, key: str) -> TypeStart | Refused:
        """The form of a type: an own one to be changed, any other as the beginning of a new one."""
        with self._store.read() as tx:
            template = read_office(tx, self._clock).newest_template(key)
        if template is None:
            return Refused(Problem.NOT_FOUND, _("Jenis laporan itu tidak ada lagi. Pilih jenis lain."))
        own = template.key.startswith(LOCAL)
        return TypeStart(template_making.form_of(template, copied=not own), template)

    def read_file(self, path: Path) -> TypeStart | Refused:
        """The form of a type from a file (TOML); what is wrong in it is said with the file's name and the place."""
        try:
            with path.open("rb") as file:
                raw = file.read(MAX_DEFINITION + 1)
            text = raw.decode("utf-8-sig")
        except (OSError, UnicodeDecodeError):
            words = _("{file} tidak terbaca sebagai teks. Tidak ada yang berubah. Pilih berkas lain.")
            return Refused(Problem.INVALID, words.format(file=path.name))
        if len(raw) > MAX_DEFINITION:
            return Refused(Problem.TOO_LARGE, _("Berkas itu terlalu besar untuk satu jenis laporan. Pilih yang lain."))
        try:
            template = template_text.read_template(text, path.name)
        except TemplateError as fault:
            return Refused(Problem.INVALID, _("{fault} Tidak ada yang berubah.").format(fault=fault))
        form = template_making.form_of(template, copied=True)
        return TypeStart(form, template)

    def save(self, start: TypeStart, form: TypeForm) -> Done | Refused:
        """Queue the type that the form says, as a new one or as the next version of an own one."""
        words = template_making.complaint(form)
        if words:
            return Refused(Problem.INVALID, words)
        with self._store.write() as tx:
            office = read_office(tx, self._clock)
            known = {key for key, _version in office.templates}
            newest = office.newest_template(form.key) if form.key else None
            version = newest.version + 1 if newest is not None else 1
            template = template_making.made(form, start.base, known, version)
            try:
                definition = str(template_text.to_fields(template)["definition"])
                template_text.from_fields({"key": template.key, "definition": definition})
            except TemplateError as fault:
                return Refused(Problem.INVALID, _("{fault} Tidak ada yang berubah.").format(fault=fault))
            if len(definition) > MAX_DEFINITION:
                return Refused(Problem.TOO_LARGE, _("Jenis laporan ini terlalu besar. Kurangi bagian atau isiannya."))
            ref = Ref(RecordType.TEMPLATE, ids.natural_id("template", template.key, template.version))
            title = _("Jenis laporan {name}").format(name=template.short_name)
            return queued(tx, "template.put", ref, Put(definition), title)
