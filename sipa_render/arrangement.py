"""How a report type is arranged on paper: letter or book, whom it is addressed to, its chapters, who signs.

Shipped in resources/documents/KEY.toml, and a kecamatan may lay its own file over it. Nothing here is a language: the
words in braces are replaced by what they name, everything else is printed as it stands.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache
from typing import Annotated, Any, Final

import msgspec

import resources
from sipa_core.domain.templates import SectionKind, Template
from sipa_core.messages import _

FOLDER: Final = "documents"
MAX_BYTES: Final = 32 * 1024
MAX_WORDS: Final = 2_000
MAX_LINES: Final = 40

SIGNING: Final = "pengesahan"
HEAD, CHAIR = f"{SIGNING}.kepala_desa", f"{SIGNING}.ketua_bpd"
"""Where a report says who signs it."""

_Words = Annotated[str, msgspec.Meta(max_length=MAX_WORDS)]


class ArrangementError(ValueError):
    """An arrangement that cannot be used; `str()` is a sentence for people."""


class Form(StrEnum):
    """A sheet with the address above its title, a letter with the report behind it, or a bound book."""

    SHEET = "sheet"
    LETTER = "letter"
    BOOK = "book"


class Signer(StrEnum):
    """Who signs: the head of the village, the chair of its BPD, its secretary, or the camat."""

    HEAD = "kepala_desa"
    BPD = "ketua_bpd"
    SECRETARY = "sekretaris_desa"
    CAMAT = "camat"


class Chapter(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A chapter of a book: its title and the keys of its sections, in this order."""

    title: _Words
    sections: Annotated[tuple[str, ...], msgspec.Meta(max_length=MAX_LINES)]


class Arrangement(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How one type is set. Empty words take the type's own; `body` is the section that is the letter's text.

    `enclosed` are documents that lie beside the report although the type does not ask for their files, `copies` who
    gets one, `annexes` the sections that stand behind the signatures.
    """

    form: Form = Form.SHEET
    title: _Words = ""
    period: _Words = ""
    to: _Words = ""
    through: _Words = ""
    at: _Words = ""
    about: _Words = ""
    nature: _Words = "Biasa"
    enclosure: _Words = ""
    opening: _Words = "Dengan hormat,"
    text: _Words = ""
    body: _Words = ""
    closing: _Words = "Demikian kami sampaikan. Atas perhatian Bapak/Ibu, kami ucapkan terima kasih."
    signers: Annotated[tuple[Signer, ...], msgspec.Meta(min_length=1, max_length=3)] = (Signer.HEAD,)
    copies: Annotated[tuple[_Words, ...], msgspec.Meta(max_length=MAX_LINES)] = ()
    enclosed: Annotated[tuple[_Words, ...], msgspec.Meta(max_length=MAX_LINES)] = ()
    annexes: Annotated[tuple[str, ...], msgspec.Meta(max_length=MAX_LINES)] = ()
    chapters: Annotated[tuple[Chapter, ...], msgspec.Meta(max_length=MAX_LINES)] = ()


def arrangement_of(template: Template, over: bytes | None = None) -> Arrangement:
    """Return the arrangement of a type: the general one, over it the type's own, over it the kecamatan's file.

    ArrangementError when the kecamatan's file cannot be used.
    """
    merged = _addressed(template)
    merged.update(_shipped(template.key))
    if over is not None:
        merged.update(_read(over))
    return _converted(merged)


def filled(words: str, values: Mapping[str, str]) -> str:
    """Return words with `{desa}` and the like replaced; an unknown word in braces stays as it is, and what was put in
    is never looked at again."""
    parts = words.split("{")
    made = [parts[0]]
    for part in parts[1:]:
        name, brace, rest = part.partition("}")
        made.append(f"{values[name]}{rest}" if brace and name in values else "{" + part)
    return "".join(made)


def _read(data: bytes) -> dict[str, Any]:
    if len(data) > MAX_BYTES:
        raise ArrangementError(_("Berkasnya lebih besar dari {n} KB.").format(n=MAX_BYTES // 1024))
    try:
        read = tomllib.loads(data.decode("utf-8"))
    except (UnicodeDecodeError, RecursionError) as fault:
        raise ArrangementError(_("Berkasnya bukan teks.")) from fault
    except tomllib.TOMLDecodeError as fault:
        line = re.search(r"line (\d+)", str(fault))
        at = line[1] if line is not None else "1"
        raise ArrangementError(_("Baris {n} tidak terbaca, cek tanda petik dan kurungnya.").format(n=at)) from fault
    _converted(read)
    return read


def _converted(read: dict[str, Any]) -> Arrangement:
    try:
        return msgspec.convert(read, Arrangement)
    except msgspec.ValidationError as fault:
        unknown = re.search(r"unknown field `(.+)`", str(fault))
        at = re.search(r"at `\$\.(.+)`", str(fault))
        if unknown is not None:
            raise ArrangementError(_("Kunci {key} tidak dikenal, cek ejaannya.").format(key=unknown[1])) from fault
        key = at[1] if at is not None else "-"
        raise ArrangementError(_("Isi kunci {key} belum benar.").format(key=key)) from fault


@lru_cache(maxsize=64)
def _shipped(key: str) -> dict[str, Any]:
    try:
        return _read(resources.read_bytes(f"{FOLDER}/{key}.toml"))
    except FileNotFoundError:
        return {}


def _addressed(template: Template) -> dict[str, Any]:
    """What follows from the type alone: `Bupati melalui Camat` is a letter to the one through the other."""
    to, _word, through = template.addressee.partition(" melalui ")
    named = {"bupati": "Bupati {kabupaten}", "camat": "Camat {kecamatan}", "bpd": "Ketua BPD {desa}"}
    places = {"bupati": "{kabupaten}", "camat": "{kecamatan}", "bpd": "{desa}"}
    budget = any(section.kind is SectionKind.BUDGET for section in template.sections)
    asked = {field.path for section in template.sections for field in section.fields}
    chair = budget or CHAIR in asked
    signers = [*([Signer.BPD] if chair else []), *([Signer.HEAD] if HEAD in asked or CHAIR not in asked else [])]
    return {
        "signers": signers,
        "to": named.get(to.lower(), to),
        "through": named.get(through.lower(), through),
        "at": places.get((through or to).lower(), "Tempat"),
        "about": "{nama} {masa}",
    }
