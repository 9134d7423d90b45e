"""Report types on the kecamatan's desk: which there are, and making one from a known type or from a file.

What is made goes into the queue as `template.put`; the villages get it as any record. Nothing half made leaves this PC:
a form that is not ready is kept here, and comes back when the server refused it.
"""

from __future__ import annotations

from pathlib import Path

import msgspec
from msgspec.structs import replace

from sipa_core import ids
from sipa_core.domain import template_making, template_text
from sipa_core.domain.periods import PeriodKind
from sipa_core.domain.template_making import LOCAL, TypeForm
from sipa_core.domain.template_text import TemplateError
from sipa_core.domain.templates import Template
from sipa_core.messages import _
from sipa_core.ops.templates import MAX_DEFINITION, Put
from sipa_core.ports import Clock, Entropy
from sipa_core.wire.problems import Problem
from sipa_core.wire.records import RecordType, Ref, Value
from sipa_desktop.errors import Refused
from sipa_desktop.services.office import read_office, unread_types
from sipa_desktop.services.proposals import mark_sent, queued, words_left, write_words
from sipa_desktop.services.queue_views import Done
from sipa_desktop.store.documents import DocumentKind
from sipa_desktop.store.unit_of_work import Store, Tx

_FORM, _BASE = "jenis.isian", "jenis.asal"


class TypeRow(msgspec.Struct, frozen=True):
    """A report type: `local` was made here and can be changed; the others come with the program and can be copied.

    `draft` names a form that was begun and not sent, of whatever type.
    """

    key: str
    name: str
    kind: PeriodKind
    local: bool
    draft: str = ""


class TypeStart(msgspec.Struct, frozen=True):
    """Where the form begins, the type that keeps what the form does not show, and the id under which it is kept.

    `note` says what a person should know before going on.
    """

    form: TypeForm
    base: Template
    draft: str = ""
    note: str = ""


class ReportTypes:
    """The report types that this kecamatan has."""

    def __init__(self, store: Store, clock: Clock, entropy: Entropy) -> None:
        self._store = store
        self._clock = clock
        self._entropy = entropy

    def list(self) -> tuple[TypeRow, ...]:
        """Forms that were begun, last written first; then every type in its newest version, own ones first, by name."""
        with self._store.read() as tx:
            office = read_office(tx, self._clock)
            kept = [
                row for one in tx.documents.of_kind(DocumentKind.TYPE) if (row := _kept_row(tx, one.id)) is not None
            ]
        newest = (office.newest_template(key) for key in {key for key, _version in office.templates})
        rows = [TypeRow(one.key, one.name, one.period_kind, one.key.startswith(LOCAL)) for one in newest if one]
        return (*kept, *sorted(rows, key=lambda row: (not row.local, row.name)))

    def unread(self) -> tuple[str, ...]:
        """A sentence for each type whose newest version this program cannot understand; the others go on."""
        with self._store.read() as tx:
            return unread_types(tx)

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

    def keep(self, start: TypeStart, form: TypeForm) -> TypeStart:
        """Write the form as it is to the disk, ready or not, and return the start that names it."""
        draft = start.draft or f"type:{ids.new_id(self._clock, self._entropy)}"
        with self._store.write() as tx:
            _keep(tx, draft, start.base, form, self._clock.now())
        return replace(start, draft=draft)

    def resume(self, draft: str) -> TypeStart | Refused:
        """The form as it was kept, with a word where its type was changed meanwhile."""
        with self._store.read() as tx:
            kept = _kept(tx, draft)
            office = read_office(tx, self._clock)
        if kept is None:
            return Refused(Problem.NOT_FOUND, _("Isian itu tidak ada lagi. Pilih jenis lain."))
        form, base = kept
        newest = office.newest_template(form.key) if form.key else None
        note = ""
        if newest is not None and newest.version > base.version:
            note = _(
                "Jenis ini sudah diubah sejak Anda mulai. Isian di bawah ini milik Anda; yang belum ada di sini tidak "
                "ikut. Periksa dulu, lalu simpan."
            )
        return TypeStart(form, base, draft, note)

    def forget(self, draft: str) -> None:
        """Throw a kept form away, after the person was asked."""
        with self._store.write() as tx:
            if draft and tx.documents.get(draft) is not None:
                tx.documents.discard(draft)

    def save(self, start: TypeStart, form: TypeForm) -> Done | Refused:
        """Queue the type that the form says, as a new one or as the next version of an own one.

        The form is kept until the server has taken it.
        """
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
            done = queued(tx, "template.put", ref, Put(definition), title)
            if isinstance(done, Done):
                now = self._clock.now()
                draft = start.draft or f"type:{ids.new_id(self._clock, self._entropy)}"
                _keep(tx, draft, start.base, form, now)
                mark_sent(tx, draft, DocumentKind.TYPE, {}, done.op_id, now)
            return done


def _keep(tx: Tx, draft: str, base: Template, form: TypeForm, now: int) -> None:
    leaves: dict[str, Value] = {
        _FORM: msgspec.json.encode(form).decode(),
        _BASE: str(template_text.to_fields(base)["definition"]),
    }
    write_words(tx, draft, DocumentKind.TYPE, {}, leaves, now)


def _kept(tx: Tx, draft: str) -> tuple[TypeForm, Template] | None:
    _document, leaves = words_left(tx, draft)
    try:
        form = msgspec.json.decode(str(leaves[_FORM]), type=TypeForm)
        return form, template_text.from_fields({"key": "-", "definition": leaves[_BASE]})
    except (KeyError, msgspec.DecodeError, TemplateError):
        return None


def _kept_row(tx: Tx, draft: str) -> TypeRow | None:
    kept = _kept(tx, draft)
    if kept is None:
        return None
    form, _base = kept
    return TypeRow(form.key, form.name.strip() or _("(belum bernama)"), form.period_kind, local=True, draft=draft)
