"""The kecamatan's document templates: taken in from files after a trial, listed, dropped, and begun with.

What the kecamatan's desk takes in goes to every village by itself (`document.put`, docs/decisions/028); what a village
takes in is for its own PC, and counts there before what the kecamatan sent.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import Final

import msgspec

import resources
from sipa_core.domain.document_files import EMBLEMS, ENDINGS, GENERAL, MAX_FILE_BYTES, MAX_FILES, is_name, packed
from sipa_core.domain.templates import Template
from sipa_core.domain.villages import Village
from sipa_core.messages import _
from sipa_core.ops.documents import Put, ref_of
from sipa_core.ports import Clock
from sipa_core.wire.problems import Problem
from sipa_core.wire.records import Record, RecordType
from sipa_desktop.errors import KnownError, Refused
from sipa_desktop.platform.whole_files import write_whole
from sipa_desktop.services.office import read_office
from sipa_desktop.services.own_templates import FOLDER, MAX_BYTES, OwnTemplates
from sipa_desktop.services.proposals import queued
from sipa_desktop.services.times import stamp_words
from sipa_desktop.store.unit_of_work import Store

_EMBLEM_EDGE: Final = 400
"""Pixels; an emblem is some two centimetres wide on paper."""
_PICTURES: Final = {".png": EMBLEMS[0], ".jpg": EMBLEMS[1], ".jpeg": EMBLEMS[1]}


class OwnFile(msgspec.Struct, frozen=True):
    """A file that counts on this PC: its name, in words what it changes, where it came from, and whether this desk may
    let the shipped one count again."""

    name: str
    words: str
    source: str = ""
    own: bool = True


class TemplateKind(msgspec.Struct, frozen=True):
    """A report type to choose; the key of the first means every type."""

    key: str
    label: str


class TemplateFiles:
    """Keeps the files below the profile; all of it for a worker's thread."""

    def __init__(self, store: Store, clock: Clock, profile: Path) -> None:
        self._store = store
        self._clock = clock
        self._folder = profile / FOLDER

    def kinds(self) -> tuple[TemplateKind, ...]:
        """What a file may be for: every type, then each by its name."""
        found = {one.key: TemplateKind(one.key, one.name) for one in self._templates()}
        return (TemplateKind(GENERAL, _("Semua jenis laporan")), *sorted(found.values(), key=lambda one: one.label))

    def listed(self) -> tuple[OwnFile, ...]:
        """The files that count on this PC, by name: its own, and those of the kecamatan where it has none."""
        names = {one.key: one.label for one in self.kinds()}
        own = {name: OwnFile(name, _words(name, names), _("Hanya di komputer ini")) for name in self._here(names)}
        with self._store.read() as tx:
            office = read_office(tx, self._clock)
            records = tx.records.all(RecordType.DOCUMENT)
        sends = office.identity.village is None

        def source(record: Record) -> str:
            time = stamp_words(record.number("changed_at"), office.today, office.zone)
            return _("Dari kecamatan, {name}, {time}").format(name=record.text("changed_by"), time=time)

        sent = {
            name: OwnFile(name, _words(name, names), source(one), sends)
            for one in records
            if one.text("data") and is_name(name := one.text("name")) and _shadow(name) not in own and name not in own
        }
        return tuple(one for _name, one in sorted({**sent, **own}.items()))

    def sends(self) -> bool:
        """Tell whether what is taken in here goes to all villages: on a desk of the kecamatan."""
        with self._store.read() as tx:
            return read_office(tx, self._clock).identity.village is None

    def take(self, path: Path, key: str = GENERAL) -> OwnFile | Refused:
        """Try a file and keep it for a type, on a desk of the kecamatan for all villages; Refused with what is wrong
        with it. A picture is the emblem."""
        ending = path.suffix.lower()
        name = _PICTURES.get(ending) or f"{key}{ending}"
        names = {one.key: one.label for one in self.kinds()}
        if key not in names or (ending not in ENDINGS and ending not in _PICTURES):
            words = _("Yang dapat dipakai: contoh Word .docx, susunan .toml atau .typ, gambar lambang .png atau .jpg.")
            return Refused("kind", words)
        try:
            with path.open("rb") as file:
                data = file.read(MAX_BYTES + 1)
        except OSError:
            words = _("Berkas belum dapat dibaca. Tidak ada yang berubah. Periksa berkasnya, lalu coba lagi.")
            return Refused("unread", words)
        if len(data) > MAX_BYTES:
            words = _("Berkas lebih besar dari {n} MB. Tidak ada yang berubah.").format(n=MAX_BYTES >> 20)
            return Refused("large", words)
        fault = self._tried(name, data, key)
        if fault:
            return Refused("template", _("{reason} Tidak ada yang berubah.").format(reason=fault))
        words = _words(name, names)
        if self.sends():
            return self._send(name, data, words) or OwnFile(name, words)
        self._folder.mkdir(exist_ok=True)
        write_whole(self._folder / name, data)
        if name in EMBLEMS:
            (self._folder / _shadow(name)).unlink(missing_ok=True)
        return OwnFile(name, words)

    def drop(self, name: str) -> None:
        """Use the shipped one again, on a desk of the kecamatan in all villages; nothing happens when the file does not
        count, or is not this desk's to drop."""
        found = next((one for one in self.listed() if one.name == name and one.own), None)
        if found is None:
            return
        self._forget(name)
        if self.sends():
            self._queue(name, b"", found.words)

    def _send(self, name: str, data: bytes, words: str) -> Refused | None:
        """Queue a file for all villages; what an older program kept of it on this PC goes."""
        if len(data) > MAX_FILE_BYTES and name in EMBLEMS:
            data = _smaller(name, data)
        if len(data) > MAX_FILE_BYTES:
            no = _("Berkas lebih besar dari {n} KB, terlalu besar untuk dikirim ke desa. Kecilkan gambar di dalamnya.")
            return Refused("large", no.format(n=MAX_FILE_BYTES >> 10))
        no_room = self._queue(name, data, words)
        if no_room is None:
            for one in (name, _shadow(name)):
                if one:
                    self._forget(one)
            with self._store.read() as tx:
                other = tx.records.get(ref_of(_shadow(name))) if name in EMBLEMS else None
            if other is not None and other.text("data"):
                self._queue(_shadow(name), b"", words)
        return no_room

    def _queue(self, name: str, data: bytes, words: str) -> Refused | None:
        with self._store.write() as tx:
            done = queued(tx, "document.put", ref_of(name), Put(name, packed(data)), words, replaces=True)
        if isinstance(done, Refused) and done.code == Problem.FULL:
            full = _("Sudah ada {n} berkas contoh. Pakai bawaan untuk salah satunya, lalu coba lagi.")
            return Refused(done.code, full.format(n=MAX_FILES))
        return done if isinstance(done, Refused) else None

    def _forget(self, name: str) -> None:
        try:
            (self._folder / name).unlink(missing_ok=True)
        except OSError:
            raise KnownError(
                _("Berkas belum dapat dihapus"),
                _("{name} masih dipakai program lain. Tutup program itu, lalu coba lagi.").format(name=name),
                "held",
            ) from None

    def _here(self, names: dict[str, str]) -> list[str]:
        allowed = {*EMBLEMS, *(f"{key}{ending}" for key in names for ending in ENDINGS)}
        try:
            return [entry.name for entry in self._folder.iterdir() if entry.name in allowed]
        except OSError:
            return []

    def sample(self, path: Path) -> None:
        """Write the shipped Word template, to be changed in Word and taken in again. KnownError as `write_whole`."""
        write_whole(path, resources.read_bytes("documents/umum.docx"))

    def _tried(self, name: str, data: bytes, key: str) -> str:
        """What is wrong with the file, "" when a document of an empty report could be made with it."""
        from sipa_render.arrangement import ArrangementError, arrangement_of
        from sipa_render.paper import Office
        from sipa_render.report_plan import Report
        from sipa_render.word_file import report_word
        from sipa_render.word_template import WordTemplateError

        templates = self._templates()
        template = next((one for one in templates if one.key == key), templates[0] if templates else None)
        if template is None:
            return _("Jenis laporan belum ada di komputer ini. Sambungkan komputer ini ke jaringan dulu.")
        village = Village("00.00.00.2000", "Contoh", "contoh", "Contoh")
        report = Report(Office(village, "Contoh"), template, template.name, None, {}, None)
        trial = OwnTemplates(sent=lambda asked: data if asked == name else None)
        try:
            if name in EMBLEMS:
                return "" if trial.emblem() is not None else _("Gambarnya tidak dapat dibaca.")
            if name.endswith(".docx"):
                report_word(report, template=data)
            elif name.endswith(".toml"):
                arrangement_of(template, data)
            else:
                return trial.trouble(report, data)
        except (WordTemplateError, ArrangementError) as fault:
            return str(fault)
        return ""

    def _templates(self) -> list[Template]:
        with self._store.read() as tx:
            office = read_office(tx, self._clock)
        newest = {key: office.newest_template(key) for key, _version in office.templates}
        return [one for one in newest.values() if one is not None]


def _shadow(name: str) -> str:
    """The other name of the emblem: only one of them counts. "" for any other file."""
    return next((one for one in EMBLEMS if one != name), "") if name in EMBLEMS else ""


def _smaller(name: str, data: bytes) -> bytes:
    """The emblem as small as a letterhead needs it."""
    from PIL import Image

    with Image.open(io.BytesIO(data), formats=("PNG", "JPEG")) as image:
        image.thumbnail((_EMBLEM_EDGE, _EMBLEM_EDGE))
        raw = io.BytesIO()
        image.save(raw, "PNG" if name.endswith(".png") else "JPEG")
    return raw.getvalue()


def _words(name: str, names: dict[str, str]) -> str:
    if name in EMBLEMS:
        return _("Lambang di kop surat")
    key, _dot, ending = name.rpartition(".")
    what = {"docx": _("Contoh Word"), "toml": _("Alamat, bab dan tanda tangan"), "typ": _("Susunan PDF")}[ending]
    return f"{what}: {names.get(key, key)}"
