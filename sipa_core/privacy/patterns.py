"""Finds NIK, KK, private phone numbers and e-mail addresses in text, and masks them.

A sum of money, an account code, a date or opening hours must never be taken for a person's number; a number that a
person would recognise as a NIK or a mobile number must never pass because of spaces, dots or dashes in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import Final

import msgspec

from sipa_core.domain.paths import Content, pattern_of
from sipa_core.domain.templates import Template
from sipa_core.messages import N_, _


class PersonalData(StrEnum):
    """The kinds that are looked for."""

    NIK = "nik"
    KK = "kk"
    PHONE = "phone"
    EMAIL = "email"


class Finding(msgspec.Struct, frozen=True):
    """Where in a text something personal stands: `text[start:end]`."""

    kind: PersonalData
    start: int
    end: int


class PublicFinding(msgspec.Struct, frozen=True):
    """Something personal in a public field of a report."""

    path: str
    finding: Finding


_LABELS: Final = {
    PersonalData.NIK: N_("NIK"),
    PersonalData.KK: N_("nomor KK"),
    PersonalData.PHONE: N_("nomor telepon"),
    PersonalData.EMAIL: N_("alamat surel"),
}

MASK: Final = "•"

# Dash characters that phones and word processors put in numbers; a line break ends a number.
_GAP: Final = r"(?:[^\S\n]|[.\-/_()\u00ad\u200b-\u200d\u2060\u2010-\u2015\u2212])"

# First two digits of a NIK or KK: the province of registration (Kepmendagri 300.2.2-2138/2025 and its forerunners).
_PROVINCES: Final = frozenset(
    [*range(11, 20), 21, *range(31, 37), *range(51, 54), *range(61, 66), *range(71, 77), 81, 82, *range(91, 98)]
)

_SIXTEEN = re.compile(r"(?<!\d)\d{16}(?!\d)")
# In groups the separator must stay the same, or "63.11.06.2012 01.04.07" (village and activity) would be a person.
_GROUPED = re.compile(rf"(?<!\d)\d{{1,12}}(?P<gap>{_GAP})\d{{1,12}}(?:(?P=gap)\d{{1,12}}){{0,14}}(?!\d)")
_DIGITS = re.compile(r"\d+")
_NAMED = re.compile(
    rf"\b(?P<word>NIK|N\.I\.K\.?|nomor induk kependudukan|KK|kartu keluarga)\b[^\d\n]{{0,24}}"
    rf"(?P<number>\d(?:{_GAP}{{0,3}}\d){{15}})(?!\d)",
    re.IGNORECASE,
)
_PHONE = re.compile(
    rf"(?<![\d])(?<!\d\.)(?:"
    rf"\(?(?:\+|00)62\)?{_GAP}{{0,3}}0?{_GAP}{{0,3}}[2-9](?:{_GAP}{{0,3}}\d){{7,11}}"
    rf"|62{_GAP}{{0,3}}8{_GAP}{{0,3}}[1-9](?:{_GAP}{{0,3}}\d){{7,10}}"
    rf"|\(?0{_GAP}{{0,3}}8{_GAP}{{0,3}}[1-9](?:{_GAP}{{0,3}}\d){{7,10}}"
    rf")(?!\d)"
)
_EMAIL = re.compile(r"(?<![\w.+%-])[\w.+%-]+@[\w-]+(?:\.[\w-]+)*\.[^\W\d_]{2,}(?![\w-])")

_MONEY = re.compile(r"(?:[1-9]\d{0,2}(?:\.\d{3})+|[1-9]\d{0,2}(?:,\d{3})+)(?![.,]?\d)")
_RUPIAH_BEFORE = re.compile(r"(?:\bRp|\bIDR)\.?\s?[-−]?\s?\(?\Z", re.IGNORECASE)
_DATE_START = re.compile(r"0?8[-./ ](?:0?[1-9]|1[0-2])[-./ ](?:19|20)\d\d(?!\d)")
_HOURS = re.compile(r"(?:[01]?\d|2[0-4])[.:][0-5]\d(?:\D{1,5}(?:[01]?\d|2[0-4])[.:][0-5]\d)+")


def label(kind: PersonalData) -> str:
    """The words for a kind, to stand in a sentence ("nomor telepon")."""
    return _(_LABELS[kind])


def findings(text: str) -> list[Finding]:
    """Everything personal in the text, in reading order and never overlapping.

    NIK and KK share one form (province, place, date, serial), so a KK is told only by the word before it. Without
    one of the words, 16 digits count only with a real province and date in them.
    """
    found: list[Finding] = []
    taken = bytearray(len(text))
    for candidate in (*_named_numbers(text), *_plain_numbers(text), *_emails(text), *_phones(text)):
        if not any(taken[candidate.start : candidate.end]):
            taken[candidate.start : candidate.end] = b"\1" * (candidate.end - candidate.start)
            found.append(candidate)
    return sorted(found, key=lambda finding: finding.start)


def public_findings(content: Content, template: Template) -> tuple[PublicFinding, ...]:
    """Return everything personal in the public content of a report, by path; the office's own contacts are let through.

    `content` holds public fields only (`templates.public_content`): whatever is in it is looked at.
    """
    exempt = template.office_contact_patterns
    return tuple(
        PublicFinding(path, finding)
        for path, value in content.items()
        if isinstance(value, str) and pattern_of(path) not in exempt
        for finding in findings(value)
    )


def masked(text: str) -> str:
    """The text, equally long, with every letter and digit of what `findings` finds replaced by MASK.

    Nothing is found in the result any more.
    """
    while found := findings(text):
        result = list(text)
        for finding in found:
            for position in range(finding.start, finding.end):
                if result[position].isalnum():
                    result[position] = MASK
        text = "".join(result)
    return text


def _named_numbers(text: str) -> Iterator[Finding]:
    for match in _NAMED.finditer(text):
        word = match["word"].upper()
        kind = PersonalData.KK if word in ("KK", "KARTU KELUARGA") else PersonalData.NIK
        yield Finding(kind, match.start("number"), match.end("number"))


def _plain_numbers(text: str) -> Iterator[Finding]:
    for match in _SIXTEEN.finditer(text):
        if _is_person(match.group()):
            yield Finding(PersonalData.NIK, match.start(), match.end())
    for run in _GROUPED.finditer(text):
        if _MONEY.fullmatch(run.group()):
            continue
        groups = [(run.start() + m.start(), run.start() + m.end()) for m in _DIGITS.finditer(run.group())]
        for first in range(len(groups)):
            for last in range(first, len(groups)):
                start, end = groups[first][0], groups[last][1]
                whole = (first, last) == (0, len(groups) - 1)
                long_groups = all(stop - begin >= 4 for begin, stop in groups[first : last + 1])
                if (whole or long_groups) and _is_person(text[start:end]):
                    yield Finding(PersonalData.NIK, start, end)


def _is_person(number: str) -> bool:
    """True for 16 digits PPKKCC DDMMYY NNNN with a real province, place, day (plus 40 for women), month and serial."""
    digits = "".join(ch for ch in number if ch.isdecimal())
    if len(digits) != 16:
        return False
    day = int(digits[6:8])
    return (
        int(digits[:2]) in _PROVINCES
        and digits[2:4] != "00"
        and digits[4:6] != "00"
        and 1 <= (day - 40 if day > 40 else day) <= 31
        and 1 <= int(digits[8:10]) <= 12
        and digits[12:] != "0000"
    )


def _emails(text: str) -> Iterator[Finding]:
    for match in _EMAIL.finditer(text):
        yield Finding(PersonalData.EMAIL, match.start(), match.end())


def _phones(text: str) -> Iterator[Finding]:
    at = 0
    while match := _PHONE.search(text, at):
        if _is_phone(text, match):
            yield Finding(PersonalData.PHONE, match.start(), match.end())
            at = match.end()
        else:  # a real number may begin within what only looked like one
            first = _DIGITS.search(text, match.start())
            at = first.end() if first is not None else match.end()


def _is_phone(text: str, match: re.Match[str]) -> bool:
    number, start = match.group(), match.start()
    if _MONEY.match(text, start) or _DATE_START.match(number) or _is_row_of_figures(number):
        return False
    hours = _HOURS.match(text, start)
    if hours is not None and hours.end() >= match.end():
        return False
    rupiah = _RUPIAH_BEFORE.search(text[max(0, start - 8) : start])
    return not (number.isdecimal() and not number.startswith("0") and rupiah)


def _is_row_of_figures(number: str) -> bool:
    """True for figures that stand side by side in a table, such as "0 8.100 0 0 100".

    They begin with a figure of its own (0 or 62), and one of them is written in thousands, or the 8 or a 0 within
    stands alone while others are longer: nobody groups a telephone number like that.
    """
    first, *rest = number.split()
    if first not in ("0", "62") or not rest:
        return False
    alone = (len(rest[0]) == 1 or "0" in rest[:-1]) and any(len(figure) > 1 for figure in rest)
    return alone or any(_MONEY.fullmatch(figure) for figure in rest)
