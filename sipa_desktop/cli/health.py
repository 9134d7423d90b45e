"""What `check` looks at: the parts that a bundle must carry, and the database of the profile.

It tries things instead of asking whether they are there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import resources
from sipa_core.domain.template_text import read_template
from sipa_core.messages import _
from sipa_desktop.bootstrap import Desk
from sipa_desktop.cli import parts
from sipa_desktop.store import migrate
from sipa_desktop.store.engine import sqlite_version


@dataclass(frozen=True)
class Check:
    """One thing that was tried."""

    name: str
    good: bool
    words: str


def examine(desk: Desk) -> list[Check]:
    """Every check, in the order of importance. A check that raises is a bad one; the others are still made."""
    tried: list[tuple[str, Callable[[], str]]] = [
        (_("Penyimpanan"), lambda: f"SQLite {sqlite_version()}"),
        (_("Data di komputer ini"), lambda: _database(desk)),
        (_("Jenis laporan"), _templates),
        (_("Gambar"), _picture),
        (_("Lampiran"), _attachments),
        (_("Kunci"), lambda: desk.secrets_place),
        (_("Penyimpanan terkunci"), lambda: parts.encryption(desk.profile)),
        (_("Kunci kata sandi"), parts.password_seal),
        (_("Tanda tangan"), parts.signature),
        (_("Berkas bersandi"), parts.sealed_file),
        (_("Pesan ke kecamatan"), parts.messages),
        (_("Sertifikat sistem"), parts.trust),
        (_("Tempat kunci sistem"), parts.keyring_backend),
        (_("Zona waktu"), parts.time_zones),
        (_("Tabel"), parts.tables),
        (_("Dokumen Word"), parts.word),
    ]
    return [_tried(name, attempt) for name, attempt in tried]


def _tried(name: str, attempt: Callable[[], str]) -> Check:
    try:
        return Check(name, good=True, words=attempt())
    except Exception as fault:  # noqa: BLE001  whatever is missing is what the check is for
        return Check(name, good=False, words=f"{type(fault).__name__}: {fault}"[:300])


def _database(desk: Desk) -> str:
    answer = desk.store.integrity()
    if answer != "ok":
        raise ValueError(answer)
    return f"{migrate.HEAD}, {answer}"


def _templates() -> str:
    found = [read_template(resources.read_text(name), name) for name in resources.names("templates", ".toml")]
    return ", ".join(template.key for template in found)


def _picture() -> str:
    """Typst and its fonts, tried on the smallest page that needs a font."""
    from sipa_render.typesetting import typeset

    return _("{n} byte").format(n=len(typeset("check.typ", {}, "png")))


def _attachments() -> str:
    """The parts that read photos and PDFs, tried on the smallest of each."""
    from io import BytesIO

    from PIL import Image
    from pypdf import PdfWriter

    from sipa_core.media.door import Admitted, admit

    taken = []
    for kind in ("JPEG", "PNG", "WEBP", "PDF"):
        held = BytesIO()
        if kind == "PDF":
            paper = PdfWriter()
            paper.add_blank_page(10, 10)
            paper.write(held)
        else:
            Image.new("RGB", (2, 2)).save(held, kind)
        result = admit(held.getvalue(), "")
        if not isinstance(result, Admitted):
            raise ValueError(f"{kind}: {result.value}")
        taken.append(kind)
    return ", ".join(taken)
