"""A block copied from Facebook or a WhatsApp chat → single comments; nothing of a person is kept that nobody ticked.

Unknown lines are never dropped silently: without a form that is known, the whole block is one comment to look at.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta
from typing import Final

import msgspec

from sipa_core.domain.feedback import MAX_AUTHOR, MAX_TEXT, Source

MAX_BLOCK: Final = 200_000
MAX_COMMENTS: Final = 300
_FORM_LENGTH: Final = 120
"""A longer line is somebody's words, whatever it looks like."""

_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u2066\u2067\u2068\u2069\ufeff"))
_DAY: Final = r"(?P<a>\d{1,4})[/.\-](?P<b>\d{1,2})[/.\-](?P<c>\d{2,4})"
_TIME: Final = r"\d{1,2}[.:]\d{2}(?:[.:]\d{2})?(?:\s?[AaPp]\.?[Mm]\.?)?"
_WHATSAPP: Final = (
    re.compile(rf"\[{_DAY},?\s+{_TIME}\]\s*(?P<rest>.*)"),
    re.compile(rf"\[{_TIME},?\s+{_DAY}\]\s*(?P<rest>.*)"),
    re.compile(rf"{_DAY},?\s+(?:pukul\s+)?{_TIME}\s+[-–]\s+(?P<rest>.*)"),
)
_SAID = re.compile(r"(?P<who>[^:]{1,120}):\s?(?P<text>.*)", re.DOTALL)

_AGO: Final = (
    r"(?:baru saja|just now|kemarin|yesterday|\d{1,3}\s?(?:dtk|detik|mnt|menit|m|j|jam|h|hari|d|mgg|minggu|w|"
    r"bln|bulan|thn|tahun|th|y|min|hrs?)\.?|\d{1,2}\s+[A-Za-z]{3,9}(?:\s+\d{4})?)"
)
_DOT: Final = r"\s*[·•|]\s*"
_ACTIONS: Final = r"(?:suka|like|balas|reply|bagikan|share|lihat terjemahan|see translation|diedit|edited|sembunyikan)"
_FACEBOOK_TAIL = re.compile(
    rf"\s*(?P<ago>{_AGO})?(?:(?:{_DOT}|\s+|^)(?:{_ACTIONS}|{_AGO}))+(?:\s+\d{{1,5}})?\s*", re.IGNORECASE
)
_FACEBOOK_HEAD = re.compile(
    rf"(?P<who>[^·•|\n]{{1,80}}?){_DOT}(?P<ago>{_AGO})(?P<rest>(?:{_DOT}.*|\s.*)?)", re.IGNORECASE
)
_FACEBOOK_NOISE = re.compile(
    r"(?:penggemar (?:berat|teratas)|top fan|pembuat konten|author|penulis|ikuti|follow|\d{1,5}|"
    r"(?:lihat|tampilkan|view)\s.*(?:balasan|komentar|repl(?:y|ies)|comments?).*|paling relevan|semua komentar)",
    re.IGNORECASE,
)
_MEDIA = re.compile(r"<?\s*(?:media tidak disertakan|media omitted|gambar tidak disertakan|image omitted)\s*>?", re.I)


class Comment(msgspec.Struct, frozen=True):
    """One comment as found. `author` is the name as written there, `said_on` the day where the block tells it."""

    author: str
    text: str
    said_on: date | None = None


class Found(msgspec.Struct, frozen=True):
    """What a block holds. `known` is False when its form was not recognised: then it is one comment, unparted.
    `left_out` counts lines of the chat that are no comments (joined, left, media), `more` comments beyond the most."""

    comments: tuple[Comment, ...]
    known: bool
    left_out: int = 0
    more: int = 0


def split_block(block: str, source: Source, today: date) -> Found:
    """Return the comments of a pasted block in their order; never raises, whatever was pasted."""
    text = unicodedata.normalize("NFC", block[:MAX_BLOCK].replace("\r\n", "\n").replace("\r", "\n"))
    lines = [
        line.translate(_INVISIBLE).replace("\u202f", " ").replace("\xa0", " ").rstrip() for line in text.split("\n")
    ]
    found, left_out = _whatsapp(lines, today)
    if not found and not left_out and source is not Source.WHATSAPP:
        found, left_out = _facebook(lines, today)
    if not found and not left_out:
        whole = "\n".join(lines).strip()
        return Found((Comment("", whole[:MAX_TEXT]),) if whole else (), known=False)
    kept = [Comment(one.author[:MAX_AUTHOR], one.text[:MAX_TEXT], one.said_on) for one in found if one.text]
    return Found(tuple(kept[:MAX_COMMENTS]), known=True, left_out=left_out, more=max(0, len(kept) - MAX_COMMENTS))


def short_author(name: str) -> str:
    """`Rina M.` for `Rina Marlina Hasan`: enough to find the comment again, not the whole name. A number is no name."""
    parts = [part for part in re.split(r"\s+", name.strip().lstrip("~").strip()) if part]
    if not parts or not any(ch.isalpha() for ch in parts[0]):
        return ""
    initial = next((ch for ch in parts[1] if ch.isalpha()), "") if len(parts) > 1 else ""
    return f"{parts[0]} {initial.upper()}." if initial else parts[0]


def _whatsapp(lines: list[str], today: date) -> tuple[list[Comment], int]:
    found: list[Comment] = []
    left_out = 0
    open_ = False
    for line in lines:
        head = next((match for pattern in _WHATSAPP if (match := pattern.fullmatch(line))), None)
        if head is None:
            if open_ and found:
                last = found[-1]
                found[-1] = Comment(last.author, f"{last.text}\n{line}".strip(), last.said_on)
            continue
        said = _SAID.fullmatch(head["rest"])
        open_ = said is not None and not _MEDIA.fullmatch(said["text"].strip())
        if said is None or not open_:
            left_out += 1
            continue
        found.append(Comment(said["who"].strip(), said["text"].strip(), _day(head, today)))
    return found, left_out


def _facebook(lines: list[str], today: date) -> tuple[list[Comment], int]:
    """Two forms: `Nama · 2 j` above the words, or name, words, and below them `2 j  Suka  Balas`."""
    if any(_head(line) for line in lines):
        return _by_heads(lines, today), 0
    return _by_tails(lines, today), 0


def _by_heads(lines: list[str], today: date) -> list[Comment]:
    found: list[Comment] = []
    for line in lines:
        head = _head(line)
        if head is not None:
            # What stands behind the time may be `Suka Balas`, or the words themselves.
            rest = head["rest"].strip().lstrip("·•|").strip()
            rest = "" if _only_actions(rest) else rest
            found.append(Comment(head["who"].strip(), rest, _ago(head["ago"], today)))
        elif found and line.strip() and not _only_actions(line) and not _FACEBOOK_NOISE.fullmatch(line.strip()):
            last = found[-1]
            found[-1] = Comment(last.author, f"{last.text}\n{line.strip()}".strip(), last.said_on)
    return found


def _by_tails(lines: list[str], today: date) -> list[Comment]:
    found: list[Comment] = []
    block: list[str] = []
    for line in lines:
        bare = line.strip()
        tail = _FACEBOOK_TAIL.fullmatch(bare) if 0 < len(bare) <= _FORM_LENGTH else None
        if tail is not None and re.search(_ACTIONS, bare, re.IGNORECASE):
            # The phone's view puts time and buttons on lines of their own.
            ago = block.pop() if block and re.fullmatch(_AGO, block[-1], re.IGNORECASE) else tail["ago"] or ""
            if block:
                author, said = (block[0], block[1:]) if len(block) > 1 else ("", block)
                found.append(Comment(author, "\n".join(said), _ago(ago, today)))
            block = []
        elif bare and not _FACEBOOK_NOISE.fullmatch(bare):
            block.append(bare)
    return found


def _head(line: str) -> re.Match[str] | None:
    bare = line.strip()
    found = _FACEBOOK_HEAD.fullmatch(bare) if len(bare) <= MAX_TEXT else None
    return found if found is not None and not _only_actions(found["who"]) else None


def _only_actions(text: str) -> bool:
    if len(text) > _FORM_LENGTH:
        return False
    words = re.sub(rf"{_ACTIONS}|{_AGO}|[·•|]|\b\d{{1,5}}\b", " ", text, flags=re.IGNORECASE)
    return not words.strip()


def _day(head: re.Match[str], today: date) -> date | None:
    """Day first as people write it here; a year first or a month over 12 tells otherwise. Never after today."""
    a, b, c = int(head["a"]), int(head["b"]), int(head["c"])
    year, month, day = (a, b, c) if len(head["a"]) == 4 else (c, b, a)
    if month > 12 and day <= 12:
        month, day = day, month
    try:
        found = date(year + 2000 if year < 100 else year, month, day)
    except ValueError:
        return None
    return found if found <= today else None


def _ago(text: str, today: date) -> date | None:
    """The day of `2 j`, `3 hari`, `kemarin`; None where the words are too coarse to name a day."""
    low = text.strip().lower().rstrip(".")
    if low in ("kemarin", "yesterday"):
        return today - timedelta(days=1)
    match = re.fullmatch(r"(\d{1,3})\s?(h|hari|d)", low)
    if match is not None:
        return today - timedelta(days=int(match[1]))
    return None
