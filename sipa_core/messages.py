"""Words for people: one translation for the whole program, installed once at start.

Indonesian is the source language, so without a translation every text stays as it is written. Modules must call `_`
when the words are needed, never at import, or a translation installed later would not reach them (use `N_` there).
"""

from __future__ import annotations

from gettext import NullTranslations

_installed: NullTranslations = NullTranslations()


def install(translations: NullTranslations) -> None:
    """Make the catalogue the one that `_` and `ngettext` read from now on, in every thread."""
    global _installed
    _installed = translations


def installed() -> NullTranslations:
    """Return the catalogue in use, for whoever must put it back (tests, a change of language)."""
    return _installed


def _(text: str) -> str:
    """Return the text in the language of the person; parameters are filled in afterwards with `.format`."""
    return _installed.gettext(text)


def N_(text: str) -> str:  # noqa: N802 - the name that extraction tools look for
    """Mark a text for translation and return it unchanged: for tables made at import."""
    return text


def ngettext(one: str, many: str, n: int) -> str:
    """Return the form of the text that fits the count; Indonesian has one form, English two."""
    return _installed.ngettext(one, many, n)
