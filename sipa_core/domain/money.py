"""Rupiah: reading what people and spreadsheets write, and writing it the one way this program does.

Money is an integer number of rupiah from the first key press to the picture. Nothing here may use a float, and nothing
is guessed: a text that can mean two sums is asked back.
"""

from __future__ import annotations

import re

from sipa_core.domain.unreadable import Unreadable as Unreadable
from sipa_core.messages import N_, _

MINUS = "\u2212"
LIMIT = 10**15
"""Sums of this size and above are refused: no village has them, and beyond 2^53 other programs lose digits."""

_SPACES = str.maketrans(dict.fromkeys("\u00a0\u2007\u2009\u202f\t", " "))
_MINUSES = str.maketrans(dict.fromkeys("\u2212\u2013\u2010\u2011\uff0d", "-"))
_SIGNED = re.compile(r"(?P<before>-?) ?(?:(?:rp|idr)\.? ?)?(?P<after>-?) ?(?P<body>[^ -].*)", re.IGNORECASE)
_BRACKETED = re.compile(r"(?:(?:rp|idr)\.? ?)?\( ?(?:(?:rp|idr)\.? ?)?(?P<body>[^()-][^()]*?) ?\)", re.IGNORECASE)
_WHOLE_MARK = re.compile(r"[,.] ?-{1,2}$")
_PLAIN = re.compile(r"0|[1-9][0-9]*")
_GROUPED = re.compile(r"[1-9][0-9]{0,2}(?:\.[0-9]{3})+|[1-9][0-9]{0,2}(?: [0-9]{3})+")
_ENGLISH = re.compile(r"([1-9][0-9]{0,2}(?:,[0-9]{3})+)(?:\.([0-9]{1,2}))?")
_DOT_CENTS = re.compile(r"(0|[1-9][0-9]*)\.([0-9]{1,2})")
_IN_WORDS = re.compile(r"([0-9]+)(?:[.,]([0-9]{1,9}))? ?(ribu|rb|juta|jt|miliar|milyar|m|triliun|t)\.?", re.IGNORECASE)
_WORD_ZEROS = {"ribu": 3, "rb": 3, "juta": 6, "jt": 6, "miliar": 9, "milyar": 9, "m": 9, "triliun": 12, "t": 12}
SCALE_WORDS = tuple(_WORD_ZEROS)
_SHORT_UNITS = ((N_("{n} juta"), 6, 1), (N_("{n} miliar"), 9, 2), (N_("{n} triliun"), 12, 2))


def parse_rupiah(text: str) -> int | Unreadable[int]:
    """Return the sum in whole rupiah, negative for a minus sign or brackets, or why it has to be asked back.

    Cents are refused unless they are zero: the report is in whole rupiah, and a rounding nobody asked for would make
    its sums differ from the ledger. English grouping (`1,250,000`) and sums in words (`1,5 juta`) are asked back with
    the likely reading in `meant`. A lone dash is not taken for zero, because it also means "not filled in".
    """
    plain = " ".join(text.translate(_SPACES).translate(_MINUSES).split())
    if not plain:
        return Unreadable(_("Belum diisi."))
    negative, body = _unsigned(plain)
    read = _read_body(_WHOLE_MARK.sub("", body).strip())
    if isinstance(read, Unreadable):
        return Unreadable(read.reason, tuple(-n for n in read.meant)) if negative else read
    return -read if negative else read


def format_number(amount: int) -> str:
    """Return `646.279.500`, or `−5.400.000` with U+2212: for grids whose header names the unit."""
    return f"{MINUS if amount < 0 else ''}{_grouped(abs(amount))}"


def format_rupiah(amount: int) -> str:
    """Return `Rp646.279.500`, or `−Rp5.400.000` with U+2212."""
    return f"{MINUS if amount < 0 else ''}Rp{_grouped(abs(amount))}"


def format_short(amount: int) -> str:
    """Return `Rp646,3 juta` or `Rp1,52 miliar`, rounded half up; only for pictures and key figures, never in a grid.

    Below a million the sum is written out.
    """
    size = abs(amount)
    sign = MINUS if amount < 0 else ""
    if size < 10**6:
        return format_rupiah(amount)
    words, zeros, places = next(unit for unit in _SHORT_UNITS if _fits(size, unit))
    whole, part = divmod(rounded(size * 10**places, 10**zeros), 10**places)
    return f"{sign}Rp{_(words).format(n=f'{_grouped(whole)},{part:0{places}d}')}"


def percent_tenths(part: int, whole: int) -> int | None:
    """Return part of whole in tenths of a percent (431 is 43,1%), rounded half up, or None when the whole is zero."""
    return None if whole == 0 else rounded(part * 1000, whole)


def format_percent(part: int, whole: int) -> str:
    """Return `43,1%`, or "tanpa anggaran" when the whole is zero: a share of nothing is not 0%."""
    tenths = percent_tenths(part, whole)
    return _("tanpa anggaran") if tenths is None else format_tenths(tenths)


def format_tenths(tenths: int) -> str:
    """Return `43,1%` for 431 tenths of a percent."""
    whole, part = divmod(abs(tenths), 10)
    return f"{MINUS if tenths < 0 else ''}{_grouped(whole)},{part}%"


def rounded(numerator: int, denominator: int) -> int:
    """Return the quotient rounded to the nearest integer, halves away from zero, without a float."""
    size, rest = divmod(abs(numerator), abs(denominator))
    size += 2 * rest >= abs(denominator)
    return size if (numerator < 0) == (denominator < 0) else -size


def _fits(size: int, unit: tuple[str, int, int]) -> bool:
    _words, zeros, places = unit
    # Rounding itself may carry into the next unit: 999.950.000 is Rp1,00 miliar, not Rp1000,0 juta.
    return unit == _SHORT_UNITS[-1] or rounded(size * 10**places, 10**zeros) < 1000 * 10**places


def _grouped(size: int) -> str:
    return f"{size:,}".replace(",", ".")


def _unsigned(plain: str) -> tuple[bool, str]:
    bracketed = _BRACKETED.fullmatch(plain)
    if bracketed is not None:
        return True, bracketed["body"]
    signed = _SIGNED.fullmatch(plain)
    if signed is None or (signed["before"] and signed["after"]):
        return False, plain
    return bool(signed["before"] or signed["after"]), signed["body"]


def _read_body(body: str) -> int | Unreadable[int]:
    whole, comma, cents = body.partition(",")
    if _PLAIN.fullmatch(whole) or _GROUPED.fullmatch(whole):
        amount = int(whole.replace(".", "").replace(" ", ""))
        if not comma or cents in ("0", "00"):
            return _within_limit(amount)
        if re.fullmatch("[0-9]{1,2}", cents):
            return _ask_about_cents(amount, cents)
    english = _ENGLISH.fullmatch(body)
    if english is not None:
        amount = int(english[1].replace(",", ""))
        words = _("Koma di sini belum jelas. Maksud Anda {meant}? Tulis ribuan dengan titik.")
        return Unreadable(words.format(meant=format_rupiah(amount)), (amount,))
    in_words = _IN_WORDS.fullmatch(body)
    if in_words is not None:
        return _ask_about_words(in_words[1], in_words[2] or "", _WORD_ZEROS[in_words[3].lower()])
    dotted = _DOT_CENTS.fullmatch(body)
    if dotted is not None and int(dotted[1]) >= 1000:
        amount = int(dotted[1])
        words = _("Titik di sini belum jelas. Maksud Anda {meant}? Tulis rupiah bulat tanpa sen.")
        return Unreadable(words.format(meant=format_rupiah(amount)), (amount,))
    if re.fullmatch(r"[0-9.]+", body):
        return Unreadable(_("Letak titik ribuan belum pas. Tulis seperti 1.250.000 atau 1250000."))
    return Unreadable(_("Belum terbaca sebagai rupiah. Tulis angkanya saja, seperti 1.250.000."))


def _within_limit(amount: int) -> int | Unreadable[int]:
    if amount >= LIMIT:
        return Unreadable(_("Angkanya terlalu besar. Cek lagi jumlah nolnya."))
    return amount


def _ask_about_cents(amount: int, cents: str) -> Unreadable[int]:
    up = amount + 1
    meant = (up, amount) if int(cents.ljust(2, "0")) >= 50 else (amount, up)
    words = _("Ada sen di belakang koma, laporan memakai rupiah bulat. Maksud Anda {first} atau {second}?")
    return Unreadable(words.format(first=format_rupiah(meant[0]), second=format_rupiah(meant[1])), meant)


def _ask_about_words(whole: str, part: str, zeros: int) -> Unreadable[int]:
    if len(part) <= zeros:
        amount = int(whole + part.ljust(zeros, "0"))
        if amount < LIMIT:
            return Unreadable(
                _("Maksud Anda {meant}? Tulis angkanya lengkap.").format(meant=format_rupiah(amount)), (amount,)
            )
    return Unreadable(_("Tulis angkanya lengkap, seperti 1.500.000."))
