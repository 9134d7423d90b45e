"""Periksa tanda terima, for people: whether a receipt is true, and whose report, which sending and when it tells of.

What is true is decided by the signature alone (`receipt_proofs`). Names come from the records of this PC, where the
version with the very hash that was signed is here; the file of a receipt has them in the signed words as well.
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Final

import msgspec

from sipa_core.domain import dates
from sipa_core.messages import _
from sipa_core.ports import Clock
from sipa_core.wire.records import Record, RecordType, Ref
from sipa_desktop.errors import Refused
from sipa_desktop.services.office import Office, read_office
from sipa_desktop.services.receipt_proofs import Checked, checked, given_in
from sipa_desktop.services.report_edit import title_of
from sipa_desktop.store.unit_of_work import Store, Tx

_SHOWN: Final = 16
"""Letters of a hash that people compare, as the paper has them."""


class Verdict(StrEnum):
    """What can be said of it."""

    TRUE = "true"
    CHANGED = "changed"
    OTHER_SERVER = "other_server"
    NO_RECEIPT = "no_receipt"


class Look(msgspec.Struct, frozen=True):
    """The answer: in a few words, in sentences, and facts as name and value, in their order."""

    verdict: Verdict
    title: str
    words: str
    facts: tuple[tuple[str, str], ...] = ()

    @property
    def spoken(self) -> str:
        """All of it, for a reader."""
        return " ".join((f"{self.title}.", self.words, *(f"{name}: {value}." for name, value in self.facts)))


class ReceiptLooks:
    """Looks at receipts of anybody, without any network; meant for a worker's thread."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def of_file(self, path: Path) -> Look:
        """What a file proves: a receipt's own file, its PDF, or a text with the code. Raises OSError."""
        given = given_in(path)
        return self.of_text(given) if isinstance(given, str) else _no(given)

    def of_text(self, given: str) -> Look:
        """What a text proves: that of the code, or of the file."""
        with self._store.read() as tx:
            office = read_office(tx, self._clock)
            found = checked(given, office.identity.server_sign_pub, office.identity.zone)
            return _no(found) if isinstance(found, Refused) else _yes(tx, office, found)


def _no(refused: Refused) -> Look:
    verdict, title = {
        "other_server": (Verdict.OTHER_SERVER, _("Dari server lain")),
        "receipt_changed": (Verdict.CHANGED, _("Tidak sah, sudah diubah")),
    }.get(refused.code, (Verdict.NO_RECEIPT, _("Belum dapat diperiksa")))
    return Look(verdict, title, refused.words)


def _yes(tx: Tx, office: Office, found: Checked) -> Look:
    version = _version(tx, found.content_hash)
    came = dates.format_moment(found.received_at, office.identity.zone)
    hashed = found.content_hash[:_SHOWN].upper()
    facts = [
        *(_about_version(tx, office, version) if version is not None else _about_words(office, found)),
        (_("Diterima server"), came),
        (_("Nomor"), found.number),
        (_("Kode isi"), " ".join(hashed[at : at + 4] for at in range(0, len(hashed), 4)) + " …"),
    ]
    words = _("Server kecamatan Anda menandatanganinya, dan sejak itu tidak ada yang berubah.")
    if version is None and not found.with_words:
        words += " " + _(
            "Laporannya tidak ada di komputer ini, jadi di sini namanya tidak terbukti. Cocokkan kode isi dengan yang "
            "tertulis di kertas."
        )
    return Look(Verdict.TRUE, _("Tanda terima asli"), words, tuple(one for one in facts if one[1]))


def _version(tx: Tx, content_hash: str) -> Record | None:
    """The version whose words were signed; records that only speak of it name the same hash."""
    return next(
        (
            one
            for one in tx.records.naming([content_hash])
            if one.type == RecordType.VERSION and one.text("meta.content_hash") == content_hash
        ),
        None,
    )


def _about_version(tx: Tx, office: Office, version: Record) -> list[tuple[str, str]]:
    key, period, n = version.text("meta.type"), version.text("meta.period"), version.number("meta.n")
    report = tx.records.get(Ref(RecordType.REPORT, version.text("meta.report")))
    newest = max(n, report.number("newest")) if report is not None else n
    sending = _("ke-{n}, yang terbaru") if n == newest else _("ke-{n} dari {newest}, sudah ada yang lebih baru")
    return [
        *_named(office, key, period, version.village or "", version.number("meta.template_version")),
        (_("Kiriman"), sending.format(n=n, newest=newest)),
        (_("Dikirim oleh"), version.text("meta.sender")),
    ]


def _about_words(office: Office, found: Checked) -> list[tuple[str, str]]:
    return _named(office, found.template, found.period, found.village) if found.template else []


def _named(office: Office, key: str, period: str, code: str, version: int = 0) -> list[tuple[str, str]]:
    template = office.template(key, version) or office.newest_template(key)
    village = office.village(code)
    return [
        (_("Laporan"), title_of(template, period) if template is not None else f"{key} {period}"),
        (_("Dari"), village.label if village is not None else code),
    ]
