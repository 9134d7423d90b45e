"""The kecamatan's document templates on this PC: taken in from files after a trial, listed, dropped, and begun with.

They go from PC to PC as files, by stick or message (docs/decisions/023): a template is looked at before it counts.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import msgspec

import resources
from sipa_core.domain.templates import Template
from sipa_core.domain.villages import Village
from sipa_core.messages import _
from sipa_core.ports import Clock
from sipa_desktop.errors import KnownError, Refused
from sipa_desktop.platform.whole_files import write_whole
from sipa_desktop.services.office import read_office
from sipa_desktop.services.own_templates import EMBLEMS, FOLDER, GENERAL, MAX_BYTES, OwnTemplates
from sipa_desktop.store.unit_of_work import Store

_KINDS: Final = (".docx", ".toml", ".typ")
_PICTURES: Final = {".png": EMBLEMS[0], ".jpg": EMBLEMS[1], ".jpeg": EMBLEMS[1]}


class OwnFile(msgspec.Struct, frozen=True):
    """A file that counts on this PC: its name there, and in words what it changes."""

    name: str
    words: str


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
        """The files that count on this PC, by name."""
        names = {one.key: one.label for one in self.kinds()}
        allowed = {*EMBLEMS, *(f"{key}{ending}" for key in names for ending in _KINDS)}
        try:
            found = sorted(entry.name for entry in self._folder.iterdir() if entry.name in allowed)
        except OSError:
            return ()
        return tuple(OwnFile(name, _words(name, names)) for name in found)

    def take(self, path: Path, key: str = GENERAL) -> OwnFile | Refused:
        """Try a file and keep it for a type; Refused with what is wrong with it. A picture is the emblem."""
        ending = path.suffix.lower()
        name = _PICTURES.get(ending) or f"{key}{ending}"
        names = {one.key: one.label for one in self.kinds()}
        if key not in names or (ending not in _KINDS and ending not in _PICTURES):
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
        self._folder.mkdir(exist_ok=True)
        write_whole(self._folder / name, data)
        if name in EMBLEMS:
            (self._folder / next(one for one in EMBLEMS if one != name)).unlink(missing_ok=True)
        return OwnFile(name, _words(name, names))

    def drop(self, name: str) -> None:
        """Use the shipped one again; nothing happens when the file does not count."""
        if name in {one.name for one in self.listed()}:
            try:
                (self._folder / name).unlink(missing_ok=True)
            except OSError:
                raise KnownError(
                    _("Berkas belum dapat dihapus"),
                    _("{name} masih dipakai program lain. Tutup program itu, lalu coba lagi.").format(name=name),
                    "held",
                ) from None

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
            return _("Jenis laporan belum ada di komputer ini. Sambungkan dulu.")
        village = Village("00.00.00.2000", "Contoh", "contoh", "Contoh")
        report = Report(Office(village, "Contoh"), template, template.name, None, {}, None)
        trial = OwnTemplates(sent=lambda: {name: data})
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


def _words(name: str, names: dict[str, str]) -> str:
    if name in EMBLEMS:
        return _("Lambang di kop surat")
    key, _dot, ending = name.rpartition(".")
    what = {"docx": _("Contoh Word"), "toml": _("Alamat, bab dan tanda tangan"), "typ": _("Susunan PDF")}[ending]
    return f"{what}: {names.get(key, key)}"
