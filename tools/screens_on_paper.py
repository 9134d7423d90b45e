"""What the program makes for paper and for posting: a report on F4, and the three pictures of a publication."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Final

from PIL import Image

from sipa_core import ids
from sipa_desktop.bootstrap import Desk
from sipa_desktop.services.documents_views import Document
from sipa_desktop.services.publication_pictures import PictureForm

SHOWN_DPI: Final = 110.0
BOARD_WIDTH: Final = 1240


def f4(desk: Desk, village: str) -> bytes:
    """The first two pages of the semester's report beside each other."""
    document = desk.documents.of_version(_version(village))
    assert isinstance(document, Document), document
    pages = [Image.open(io.BytesIO(page)).convert("RGB") for page in document.pages(SHOWN_DPI)[:2]]
    gap = 24
    both = Image.new("RGB", (sum(page.width for page in pages) + 3 * gap, pages[0].height + 2 * gap), (221, 226, 224))
    left = gap
    for page in pages:
        both.paste(page, (left, gap))
        left += page.width + gap
    return _png(both)


def picture(desk: Desk, village: str, form: PictureForm) -> bytes:
    """A picture of the semester's publication, as it is saved; the sheet for the board is made smaller to be shown."""
    drawn = desk.posting.picture(ids.publication_id(_report(village)), form)
    assert isinstance(drawn, bytes), drawn
    if form is not PictureForm.BOARD:
        return drawn
    sheet = Image.open(io.BytesIO(drawn)).convert("RGB")
    return _png(sheet.resize((BOARD_WIDTH, BOARD_WIDTH * sheet.height // sheet.width), Image.Resampling.LANCZOS))


def _report(village: str) -> str:
    return ids.report_id(village, "lra_semester1", "2025-S1")


def _version(village: str) -> str:
    return ids.version_id(_report(village), 1)


def _png(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


PAPERS: dict[str, Callable[[Desk, str], bytes]] = {
    "dokumen-lra-f4": f4,
    "gambar-feed": lambda desk, village: picture(desk, village, PictureForm.FEED),
    "gambar-story": lambda desk, village: picture(desk, village, PictureForm.STORY),
    "gambar-papan-a3": lambda desk, village: picture(desk, village, PictureForm.BOARD),
}
