"""Typst as this program uses it: a shipped template, data beside it, and only the shipped fonts.

Data goes in as JSON text and is never read as markup. A template may not import packages, so nothing is ever fetched.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import as_file, files
from typing import Any, Literal

import typst

import resources

PIXELS_PER_POINT = 72.0
"""At this resolution a point of the template is a pixel of the picture."""


Form = Literal["png", "pdf", "svg"]

FONT_FAMILY = "Plus Jakarta Sans"


class RenderError(RuntimeError):
    """A picture that could not be made: a template or the fonts of this installation are damaged, never the data."""


def typeset(
    template: str,
    data: Mapping[str, object],
    form: Form,
    *,
    parts: str = "",
    ppi: float = PIXELS_PER_POINT,
    own: bytes | None = None,
) -> bytes:
    """Return the one page that a template (`feed.typ`) makes of the data; of a PDF all pages. Safe from any thread.

    `parts` is a file of definitions that is laid before the template, `ppi` the resolution of a PNG: a sheet for a
    printer needs more than the screen. RenderError when the template is broken or the fonts are not there: a page
    without its words is no page.
    """
    made = _compiled(template, data, form, parts, ppi, own)
    if len(made) != 1:
        raise RenderError(f"{template}: {len(made)} pages instead of one")
    return made[0]


def typeset_pages(
    template: str, data: Mapping[str, object], dpi: float, *, parts: str = "", own: bytes | None = None
) -> tuple[bytes, ...]:
    """Return every page as PNG at `dpi` pixels an inch, as `typeset` does with one."""
    return _compiled(template, data, "png", parts, dpi, own)


def _compiled(
    template: str, data: Mapping[str, object], form: Form, parts: str, dpi: float, own: bytes | None
) -> tuple[bytes, ...]:
    root: Any = _root()  # the types of typst take the root for a document
    try:
        shipped = [resources.read_bytes(f"typst/{name}") for name in (parts, "" if own else template) if name]
        # The types of typst know no list, which several pages come in.
        made: Any = typst.compile(
            b"\n".join([*shipped, *([own] if own else [])]),
            format=form,
            ppi=dpi,
            root=root,
            font_paths=_fonts(),
            ignore_system_fonts=True,
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
            timestamp=0,
        )
    except (typst.TypstError, FileNotFoundError) as error:
        raise RenderError(f"{template}: {error}") from error
    return tuple(made) if isinstance(made, list) else (bytes(made),)


@cache
def _root() -> str:
    """Where a template may read files: beside the shipped ones, never where the program happens to run."""
    with as_file(files("resources") / "typst") as folder:
        return str(folder)


@cache
def _fonts() -> typst.Fonts:
    with as_file(files("resources") / "fonts") as folder:
        fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder)])
    if FONT_FAMILY not in fonts.families():
        raise RenderError(f"no {FONT_FAMILY} among the fonts of this installation")
    return fonts
