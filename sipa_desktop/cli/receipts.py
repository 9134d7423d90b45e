"""The verbs of receipts: save one as a file that proves itself, and check one of anybody, also without any profile."""

from __future__ import annotations

import argparse
from pathlib import Path

from sipa_core.messages import _
from sipa_desktop.bootstrap import Desk
from sipa_desktop.cli.answer import USAGE, Answer, no
from sipa_desktop.errors import Refused
from sipa_desktop.platform.whole_files import write_whole
from sipa_desktop.services.receipt_proofs import Checked, checked, given_in


def receipt(desk: Desk, call: argparse.Namespace) -> Answer:
    """Do one verb of `receipt`."""
    if call.action == "verify":
        given = _given(call.given)
        return given if isinstance(given, Answer) else _answer(desk.receipts.check(given))
    made = desk.receipts.file_of(call.id)
    if isinstance(made, Refused):
        return no(made)
    write_whole(call.to, made)
    words = _("Tanda terima tersimpan sebagai {file}.").format(file=call.to.name)
    return Answer({"file": str(call.to)}, (words,))


def verify_alone(call: argparse.Namespace) -> Answer:
    """Check under the key that was given, without a profile."""
    key = call.key.strip().lower()
    if len(key) != 64 or not all(letter in "0123456789abcdef" for letter in key):
        words = _("Kunci server terdiri dari 64 huruf dan angka 0-9 a-f. Minta kuncinya kepada kecamatan.")
        return Answer({"code": "key_form", "words": words}, (words,), USAGE)
    given = _given(call.given)
    return given if isinstance(given, Answer) else _answer(checked(given, key))


def _given(given: str) -> str | Answer:
    """The text itself, or that of the file with this name; bounded before it is read."""
    path = Path(given)
    try:
        found = given_in(path) if path.is_file() else given
    except (OSError, ValueError):
        return given
    return no(found) if isinstance(found, Refused) else found


def _answer(found: Checked | Refused) -> Answer:
    if isinstance(found, Refused):
        return no(found)
    data = {
        "number": found.number,
        "received_at": found.received_at,
        "content_hash": found.content_hash,
        "kind": found.kind,
        "village": found.village,
        "template": found.template,
        "period": found.period,
    }
    return Answer(data, found.words)
