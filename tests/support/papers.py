"""Papers read back: the words of a PDF as they were put in, its size, its bookmarks."""

from __future__ import annotations

import io

import pypdf

from sipa_render.drawable import BREAK


def reader(pdf: bytes) -> pypdf.PdfReader:
    """Open a PDF that lies in memory."""
    return pypdf.PdfReader(io.BytesIO(pdf))


def words_of(pdf: bytes) -> str:
    """Return all words of all pages, with breaks inside a word and line ends taken out."""
    pages = (page.extract_text() for page in reader(pdf).pages)
    return " ".join(" ".join(pages).replace(BREAK, "").split())


def sizes_mm(pdf: bytes) -> set[tuple[int, int]]:
    """Return the sizes of the pages in whole millimetres."""
    boxes = (page.mediabox for page in reader(pdf).pages)
    return {(round(float(box.width) * 25.4 / 72), round(float(box.height) * 25.4 / 72)) for box in boxes}


def bookmarks(pdf: bytes) -> list[str]:
    """Return the titles of the bookmarks on the first level."""
    return [str(entry.title) for entry in reader(pdf).outline if not isinstance(entry, list)]
