"""Tooltips of words from outside: Qt takes a text that looks like markup for markup, and fetches what it names."""

from __future__ import annotations

import html


def tip(text: str) -> str:
    """Return what shows these very letters as a tooltip, "" for none.

    A citizen's subject may be `<img src="//host/x">`: read as markup, Windows would greet that host with the name of
    whoever sits here.
    """
    if "<" not in text and "&" not in text:
        return text
    return f"<qt>{html.escape(text)}</qt>".replace("\n", "<br>")
