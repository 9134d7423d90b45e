"""What the law wants told to the public by a publication, and where it really stands.

An item counts in a caption only when its own words and figures are there, to the rupiah or in the picture's short form;
a heading alone is nothing. A channel may not be ticked while an item stands neither in the caption nor in the picture.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

from sipa_core.domain.money import format_rupiah, format_short
from sipa_core.domain.publication_figures import SHOWN_ROWS, SHOWN_UNFINISHED, PublicFigures
from sipa_core.domain.publication_figures import Item as Item

_UNFINISHED_WORDS: Final = ("belum selesai", "tidak terlaksana", "belum terlaksana", "tidak selesai")
_NONE_WORDS: Final = ("nihil", "tidak ada")
_ALL_DONE_WORDS: Final = ("semua kegiatan sudah selesai", "semua kegiatan selesai")
_COMPLAINT_WORDS: Final = ("pengaduan", "mengadu", "lapor", "keluhan", "tanya", "hubungi")
_FEWEST_BARE_DIGITS: Final = 1000


def items_in_picture(figures: PublicFigures) -> tuple[Item, ...]:
    """Return what the picture made of these figures tells, in the order of the template.

    It shows every sum of the budget, each bidang, what is left, the unfinished or the largest activities with place and
    executor, texts whole, and the whole address for complaints. An item that this program does not know stands on the
    page alone.
    """
    said = {one.key for one in figures.said}
    return tuple(item for item in figures.items if item.key in said or item.key in _TELLERS)


def items_in_caption(text: str, figures: PublicFigures) -> tuple[Item, ...]:
    """Return what the text tells of these figures, in the order of the template."""
    lines = [_plain(line) for line in text.splitlines()]
    return tuple(item for item in figures.items if _told(item, lines, figures))


def missing_items(caption: str, figures: PublicFigures, *, with_picture: bool = False) -> list[Item]:
    """Return what the reader of the post would not be told, in the order of the template; empty when all is there."""
    told = {*items_in_caption(caption, figures), *(items_in_picture(figures) if with_picture else ())}
    return [item for item in figures.items if item not in told]


def _told(item: Item, lines: list[str], figures: PublicFigures) -> bool:
    said = next((one for one in figures.said if one.key == item.key), None)
    if said is not None:
        return bool(_letters(said.text)) and _letters(said.text) in _letters("".join(lines))
    teller = _TELLERS.get(item.key)
    return teller(lines, figures) if teller is not None else any(_plain(item.label) in line for line in lines)


def _tells_budget(lines: list[str], figures: PublicFigures) -> bool:
    """Realised revenue and spending, and net financing where there is any, each on a line with its word."""
    wanted = [("pendapatan", figures.revenue_total.realisasi), ("belanja", figures.spending_total.realisasi)]
    financing = figures.financing_net
    if financing.anggaran or financing.realisasi:
        wanted.append(("pembiayaan", financing.realisasi))
    return all(_on_one_line(lines, (word,), amount) for word, amount in wanted)


def _tells_plan(lines: list[str], figures: PublicFigures) -> bool:
    """Planned revenue and spending, and net financing where there is any, each on a line with its word."""
    wanted = [("pendapatan", figures.revenue_total.anggaran), ("belanja", figures.spending_total.anggaran)]
    if figures.financing_net.anggaran:
        wanted.append(("pembiayaan", figures.financing_net.anggaran))
    return all(_on_one_line(lines, (word,), amount) for word, amount in wanted)


def _tells_change(lines: list[str], figures: PublicFigures) -> bool:
    """Revenue and spending before and after the change, each pair on a line with its word."""
    pairs = (("pendapatan", figures.revenue_total), ("belanja", figures.spending_total))
    return all(
        any(word in line and _has_amount(line, one.anggaran) and _has_amount(line, one.realisasi) for line in lines)
        for word, one in pairs
    )


def _tells_names(lines: list[str], figures: PublicFigures) -> bool:
    return _tells_first(lines, [one.name for one in figures.largest])


def _tells_places(lines: list[str], figures: PublicFigures) -> bool:
    return _tells_names(lines, figures) and _tells_first(lines, [one.location for one in figures.largest])


def _tells_sizes(lines: list[str], figures: PublicFigures) -> bool:
    """The plan of each of the first activities on the line that names it, and a word for the others."""
    first, others = figures.largest[:SHOWN_ROWS], figures.largest[SHOWN_ROWS:]
    sized = [_on_one_line(lines, (_plain(one.name),), one.amount.anggaran) for one in first]
    rest = all(_on_one_line(lines, (_plain(one.name),), one.amount.anggaran) for one in others)
    return bool(sized) and all(sized) and (rest or any("lainnya" in line for line in lines))


def _tells_executors(lines: list[str], figures: PublicFigures) -> bool:
    return _tells_first(lines, [one.executor for one in figures.largest])


def _tells_entries(lines: list[str], figures: PublicFigures) -> bool:
    return _tells_first(lines, [one.name for one in figures.entries])


def _tells_keepers(lines: list[str], figures: PublicFigures) -> bool:
    return _tells_first(lines, [one.keeper for one in figures.entries])


def _tells_first(lines: list[str], names: Sequence[str]) -> bool:
    """The first of them and a word for the others, or all; what is empty is not asked for."""
    text = "\n".join(lines)
    plain = [_plain(name) for name in names]
    first, others = plain[:SHOWN_ROWS], plain[SHOWN_ROWS:]
    return (
        any(plain)
        and all(name in text for name in first)
        and ("lainnya" in text or all(name in text for name in others))
    )


def _tells_activities(lines: list[str], figures: PublicFigures) -> bool:
    """Every bidang with what was realised, or every activity with it."""
    by_bidang = [((line.name, line.short_name), line.amount.realisasi) for line in figures.spending]
    by_activity = [((activity.name,), activity.amount.realisasi) for activity in figures.activities]
    return any(
        bool(wanted) and all(_on_one_line(lines, map(_plain, names), amount) for names, amount in wanted)
        for wanted in (by_bidang, by_activity)
    )


def _tells_unfinished(lines: list[str], figures: PublicFigures) -> bool:
    """Under or beside the words for it: the first of them by name and a word for the others, or that there are none."""
    head = next((at for at, line in enumerate(lines) if any(word in line for word in _UNFINISHED_WORDS)), None)
    if not figures.unfinished:
        none_beside = head is not None and any(word in line for word in _NONE_WORDS for line in lines[head : head + 2])
        return none_beside or any(word in line for line in lines for word in _ALL_DONE_WORDS)
    if head is None:
        return False
    below = "\n".join(lines[head:])
    names = [_plain(one.name) for one in figures.unfinished]
    first, others = names[:SHOWN_UNFINISHED], names[SHOWN_UNFINISHED:]
    return all(name in below for name in first) and ("lainnya" in below or all(name in below for name in others))


def _tells_left(lines: list[str], figures: PublicFigures) -> bool:
    return _on_one_line(lines, ("sisa",), figures.left)


def _tells_complaints(lines: list[str], figures: PublicFigures) -> bool:
    """The whole address, letter by letter but for punctuation, beside or under a word about complaining."""
    address = _letters(figures.complaint_address)
    for at, line in enumerate(lines):
        if address and any(word in line for word in _COMPLAINT_WORDS):
            beside = _letters("".join(lines[at : at + 4]))
            if address in beside:
                return True
    return False


def _on_one_line(lines: list[str], words: Iterable[str], amount: int) -> bool:
    named = tuple(words)
    return any(any(word and word in line for word in named) and _has_amount(line, amount) for line in lines)


def _has_amount(line: str, amount: int) -> bool:
    """True when the sum stands on the (plain) line: exact, ungrouped or in short form, and not as part of another."""
    sign = "-" if amount < 0 else ""
    size = abs(amount)
    numbers = {_plain(form(size)).removeprefix("rp") for form in (format_rupiah, format_short)} | {str(size)}
    number = "|".join(re.escape(text) for text in sorted(numbers, key=len, reverse=True))
    whole = rf"(?:{number})(?!\d|[.,]\d| ?(?:ribu|rb|juta|jt|miliar|milyar|triliun))"
    with_unit = rf"(?<![\d.,-]){sign}rp{whole}|(?<![\d.,-])rp{sign}{whole}"
    # A bare number below a thousand is a date, a share or a count as easily as a sum.
    bare = rf"|(?<![\d.,-])(?<!rp){sign}{whole}" if size >= _FEWEST_BARE_DIGITS else ""
    return re.search(with_unit + bare, line) is not None


def _plain(text: str) -> str:
    """Small letters, one kind of space, dash and minus, no space after "Rp"."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    folded = re.sub(r"[\u2010-\u2015\u2212]", "-", folded)
    return re.sub(r"\brp\.? ?(?=-?\d)", "rp", " ".join(folded.split()))


def _letters(text: str) -> str:
    return "".join(ch for ch in _plain(text) if ch.isalnum())


_TELLERS: Final[Mapping[str, Callable[[list[str], PublicFigures], bool]]] = {
    "realisasi_apbdes": _tells_budget,
    "realisasi_kegiatan": _tells_activities,
    "belum_selesai": _tells_unfinished,
    "sisa_anggaran": _tells_left,
    "alamat_pengaduan": _tells_complaints,
    "apbdes": _tells_plan,
    "perubahan_apbdes": _tells_change,
    "pelaksana_kegiatan": _tells_executors,
    "nama_kegiatan": _tells_names,
    "lokasi_kegiatan": _tells_places,
    "besaran_anggaran": _tells_sizes,
    "daftar_informasi": _tells_entries,
    "penanggung_jawab": _tells_keepers,
}
"""How an item is looked for in a caption, by its key in a template's publication."""
