"""The kecamatan's own document templates: a type's arrangement, its Word file, its Typst file, and the emblem.

They come as records (`document.put`); a file below the profile of this PC counts before them. What cannot be used is
said in a sentence and the shipped one is taken: a document is always made.
"""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sipa_core.domain.document_files import EMBLEMS, GENERAL, unpacked
from sipa_core.messages import _
from sipa_core.ops.documents import ref_of
from sipa_desktop.store.unit_of_work import Store

if TYPE_CHECKING:
    from sipa_render.paper import Paper
    from sipa_render.report_blocks import Picture
    from sipa_render.report_plan import Report

log = logging.getLogger(__name__)

FOLDER: Final = "contoh-dokumen"
"""Below the profile: files that lie here count before those that the kecamatan sends."""

MAX_BYTES: Final = 3 * 1024 * 1024

_REACHES_OUT = re.compile(r"\b(import|include|eval|plugin|read|std|dictionary)\b")
"""Words of Typst by which a template could fetch packages, read files, or build such a call. A document needs none."""


class OwnTemplates:
    """Finds the kecamatan's files by name. `sent` gives what came as a record; `folder` holds those of this PC."""

    def __init__(self, folder: Path | None = None, sent: Callable[[str], bytes | None] | None = None) -> None:
        self._folder = folder
        self._sent = sent

    def word(self, key: str) -> bytes | None:
        """The Word template for a type, its own before the general one; None when the shipped one is used."""
        return self._first(f"{key}.docx", f"{GENERAL}.docx")

    def emblem(self) -> bytes | None:
        """The emblem as PNG or JPEG, None where the place stays empty or the file is no picture."""
        found = self._first(*EMBLEMS)
        return found if found is not None and _size(found) is not None else None

    def arranged(self, report: Report) -> tuple[Report, str]:
        """Return the report with the kecamatan's arrangement, and why that is not used ("" when it is or is none)."""
        from sipa_render.arrangement import ArrangementError, arrangement_of

        found = self._first(f"{report.template.key}.toml", f"{GENERAL}.toml")
        try:
            return replace(report, arrangement=arrangement_of(report.template, found)), ""
        except ArrangementError as fault:
            return report, not_used(_("Susunan dokumen"), str(fault))

    def paper(self, report: Report, picture: Picture) -> tuple[Paper, str]:
        """Return the report as a paper by the kecamatan's Typst file, and why that is not used ("" as above)."""
        from sipa_render.report_paper import picture_svg, report_paper

        emblem = self.emblem()
        drawn = picture_svg(emblem, *(_size(emblem) or (1, 1))) if emblem is not None else ""
        own = self._first(f"{report.template.key}.typ", f"{GENERAL}.typ")
        paper = report_paper(report, picture, template=own, emblem=drawn)
        reason = _trouble(paper)
        return (replace(paper, own=None), not_used(_("Susunan PDF"), reason)) if reason else (paper, "")

    def trouble(self, report: Report, template: bytes) -> str:
        """Return why a Typst file cannot set this report, "" when it can."""
        from sipa_render.report_paper import report_paper

        return _trouble(report_paper(report, template=template))

    def _first(self, *names: str) -> bytes | None:
        for name in names:
            found = self._on_disk(name)
            if found is None and self._sent is not None:
                found = self._sent(name)
            if found is not None:
                return found
        return None

    def _on_disk(self, name: str) -> bytes | None:
        if self._folder is None:
            return None
        try:
            with (self._folder / name).open("rb") as file:
                data = file.read(MAX_BYTES + 1)
        except OSError:
            return None
        return data if len(data) <= MAX_BYTES else None


def sent_file(store: Store, name: str) -> bytes | None:
    """Return a file that the kecamatan sent, None where there is none or the shipped one counts again."""
    with store.read() as tx:
        record = tx.records.get(ref_of(name))
    return unpacked(record.text("data")) or None if record is not None else None


def not_used(what: str, reason: str) -> str:
    """Return the sentence that a file of the kecamatan was passed over."""
    words = _("{what} kecamatan belum dapat dipakai, jadi dipakai bawaan aplikasi. {reason}")
    return words.format(what=what, reason=reason)


def _trouble(paper: Paper) -> str:
    from sipa_render.typesetting import RenderError

    if paper.own is None:
        return ""
    reason = _reaches_out(paper.own)
    try:
        if not reason:
            paper.pdf()
    except RenderError as fault:
        return str(fault).partition(": ")[2][:160] or str(fault)[:160]
    return reason


def _reaches_out(template: bytes) -> str:
    try:
        found = _REACHES_OUT.search(template.decode("utf-8"))
    except UnicodeDecodeError:
        return _("Berkasnya bukan teks.")
    return _("Kata {word} tidak boleh ada di dalamnya.").format(word=found[1]) if found is not None else ""


def _size(data: bytes) -> tuple[int, int] | None:
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(data), formats=("PNG", "JPEG")) as image:
            width, height = image.size
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError):
        return None
    return (width, height) if 0 < width <= 6_000 and 0 < height <= 6_000 else None
