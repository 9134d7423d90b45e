"""What is said of a recovery code while it is typed, before anybody waits for a try."""

from __future__ import annotations

import re
from typing import Final

from sipa_core.domain.recovery_code import GROUP, LETTERS, Spelling, count_letters, spelling_of, strange_letters
from sipa_core.messages import _

_GROUPED: Final = re.compile(rf"\s*(?:[0-9A-Za-z]{{{GROUP}}}[-\s]+){{3}}")


def looks_like_code(typed: str) -> bool:
    """Tell whether somebody seems to type the printed code where a password may stand too: three groups and on."""
    return _GROUPED.match(typed) is not None


def help_for(typed: str) -> str:
    """What stands beside a code that may still become right."""
    if spelling_of(typed) is Spelling.RIGHT:
        return _("Kode tertulis lengkap dan benar.")
    if typed.strip():
        return _("{n} dari {m} huruf dan angka.").format(n=count_letters(typed), m=LETTERS)
    return _("{m} huruf dan angka, tujuh kelompok berisi empat.").format(m=LETTERS)


def fault_in(typed: str) -> str:
    """Why this is no code and cannot become one; empty while it can."""
    match spelling_of(typed):
        case Spelling.STRANGE:
            words = _("Kode tidak memakai {letters}. Periksa lagi lembarnya.")
            return words.format(letters=" ".join(strange_letters(typed)))
        case Spelling.LONG:
            return _("Lebih dari {n} huruf dan angka. Periksa lagi lembarnya.").format(n=LETTERS)
        case Spelling.WRONG:
            return _("Ada huruf yang salah. Periksa lagi lembarnya, kelompok demi kelompok.")
        case Spelling.SHORT | Spelling.RIGHT:
            return ""
