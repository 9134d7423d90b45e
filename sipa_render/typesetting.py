"""Typst as this program uses it: a shipped template, data beside it, and only the shipped fonts.

Data goes in as JSON text and is never read as markup. A template may not import packages, so nothing is ever fetched.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import as_file, files
from typing import Literal

import typst

import resources

PIXELS_PER_POINT = 72.0
"""At this resolution a point of the template is a pixel of the picture."""


def typeset(template: str, data: Mapping[str, object], form: Literal["png", "pdf", "svg"]) -> bytes:
    """Return the one page that a template (`feed.typ`) makes of the data. Safe from any thread.

    Raises typst.TypstError only for a template that is broken; no data can cause it.
    """
    made = typst.compile(
        resources.read_bytes(f"typst/{template}"),
        format=form,
        ppi=PIXELS_PER_POINT,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        timestamp=0,
    )
    return bytes(made)


@cache
def _fonts() -> typst.Fonts:
    with as_file(files("resources") / "fonts") as folder:
        return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder)])
