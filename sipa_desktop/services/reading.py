"""Data that a newer program made, as this one can still show them: to be read, and taken along as files.

Nothing here writes into the profile. What this program cannot understand is said to be there, never passed over.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Final

import msgspec

from sipa_core import ids
from sipa_core.domain import dates
from sipa_core.messages import _
from sipa_core.ports import Clock
from sipa_core.wire.records import Record
from sipa_desktop.errors import KnownError, Refused
from sipa_desktop.platform.vault import Vault
from sipa_desktop.services.carrying import carry_away
from sipa_desktop.services.documents import Documents
from sipa_desktop.services.documents_views import Document
from sipa_desktop.services.drafts import Draft, read_drafts
from sipa_desktop.services.office import Office, read_office
from sipa_desktop.services.queue import Queue
from sipa_desktop.services.report_edit import title_of
from sipa_desktop.services.report_facts import read_book
from sipa_desktop.store.unit_of_work import Store, Tx

log = logging.getLogger(__name__)

UNSENT: Final = "belum-terkirim.txt"
MOST_ROWS: Final = 2000

Told = Callable[[int, int], None]


class ReadRow(msgspec.Struct, frozen=True):
    """One text that can be read: a draft on this PC, or the newest version of a report."""

    key: str
    title: str
    detail: str
    draft: bool


class ReadingView(msgspec.Struct, frozen=True):
    """What lies in the data, as far as this program understands it; `unread` says so where it does not."""

    place: str
    rows: tuple[ReadRow, ...]
    waiting_words: str
    unread: str = ""


class Reading:
    """The data of a newer program. All of it takes a while: never on the window's thread."""

    def __init__(
        self, store: Store, clock: Clock, documents: Documents, queue: Queue, profile: Path, vault: Vault | None
    ) -> None:
        self._store, self._clock, self._documents, self._queue = store, clock, documents, queue
        self._profile, self._vault = profile, vault

    def view(self) -> ReadingView:
        """The drafts and reports, newest first, and how much waits. Never a fault: what is not understood is said."""
        try:
            with self._store.read() as tx:
                office = read_office(tx, self._clock)
                rows = [*self._drafts(tx, office), *self._reports(tx, office)]
                waiting = tx.outbox.waiting()
        except Exception as fault:  # noqa: BLE001 - a newer form may break any reading; the copy of all data still works
            log.warning("newer data are not understood: %s", type(fault).__name__)
            words = _("Versi ini belum mengerti bentuk data yang baru. Semua data dapat disalin utuh ke tempat lain.")
            return ReadingView("", (), "", words)
        waits = _("{n} kiriman belum terkirim, dan tetap menunggu.").format(n=waiting) if waiting else ""
        return ReadingView(office.identity.place_name, tuple(rows[:MOST_ROWS]), waits)

    def paper(self, row: ReadRow) -> Document | Refused:
        """The text as a paper, or why this program cannot show it."""
        try:
            return self._documents.of_draft(row.key) if row.draft else self._documents.of_version(row.key)
        except KnownError:
            raise
        except Exception as fault:  # noqa: BLE001 - as above
            log.warning("a newer text is not understood: %s", type(fault).__name__)
            return _not_understood()

    def export(self, place: Path, told: Told = lambda _done, _all: None) -> str:
        """Write every text as PDF, what waits as text, and a locked copy of all data; what was done, in words.

        KnownError when the place does not take them; nothing in the profile changes either way.
        """
        view, now = self.view(), self._clock.now()
        stamp = dates.local(now, dates.DEFAULT_ZONE).strftime("%Y-%m-%d-%H%M%S")
        folder = place / f"SIPA-bacaan-{stamp}"
        try:
            folder.mkdir(parents=True)
        except OSError:
            raise KnownError(
                _("Belum dapat disimpan"),
                _("Tempat itu penuh, terkunci, atau dicabut. Data di komputer ini tidak diubah. Coba tempat lain."),
                "not_exported",
            ) from None
        written = 0
        names: set[str] = set()
        for at, row in enumerate(view.rows):
            told(at, len(view.rows) + 1)
            written += self._write(row, folder, names)
        waiting = 0 if view.unread else self._queue.save_unsent(folder / UNSENT)
        told(len(view.rows), len(view.rows) + 1)
        copied = carry_away(self._profile, folder, self._clock, self._vault.key() if self._vault is not None else None)
        words = _("{n} laporan dan draf disimpan sebagai PDF, dan {waiting} kiriman sebagai teks, di {folder}.")
        lines = [words.format(n=written, waiting=waiting, folder=folder), copied]
        left = len(view.rows) - written
        if left:
            lines.append(_("{n} laporan belum dapat dibaca versi ini; isinya ada di salinan data.").format(n=left))
        return " ".join(lines)

    def _write(self, row: ReadRow, folder: Path, names: set[str]) -> bool:
        paper = self.paper(row)
        if isinstance(paper, Refused):
            return False
        name, n = Path(paper.file_name), 1
        while f"{name.stem}{'' if n == 1 else f'-{n}'}.pdf".lower() in names:
            n += 1
        chosen = f"{name.stem}{'' if n == 1 else f'-{n}'}.pdf"
        names.add(chosen.lower())
        paper.save_pdf(folder / chosen)
        return True

    def _drafts(self, tx: Tx, office: Office) -> list[ReadRow]:
        village = office.identity.village
        found = sorted(
            read_drafts(tx, village).values() if village is not None else (),
            key=lambda draft: draft.document.saved_at,
            reverse=True,
        )
        return [ReadRow(draft.id, _title(office, draft), self._saved(office, draft), True) for draft in found]

    def _reports(self, tx: Tx, office: Office) -> list[ReadRow]:
        book = read_book(tx)
        found: list[tuple[int, ReadRow]] = []
        for report in book.reports.values():
            n = report.number("newest")
            version = book.versions.get(ids.version_id(report.id, n))
            if version is not None:
                found.append((version.number("meta.sent_at"), self._report(office, report, version, n)))
        return [row for _at, row in sorted(found, key=lambda one: one[0], reverse=True)]

    @staticmethod
    def _report(office: Office, report: Record, version: Record, n: int) -> ReadRow:
        detail = _("{place}, kiriman ke-{n}").format(place=office.village_label(version.village), n=n)
        return ReadRow(version.id, _named(office, report.text("type"), report.text("period")), detail, False)

    @staticmethod
    def _saved(office: Office, draft: Draft) -> str:
        when = dates.format_moment(draft.document.saved_at, office.zone)
        return _("Draf di komputer ini, tersimpan {when}").format(when=when)


def _title(office: Office, draft: Draft) -> str:
    return _named(office, draft.template_key, draft.period)


def _named(office: Office, template_key: str, period: str) -> str:
    template = office.newest_template(template_key)
    if template is None:
        return _("Laporan jenis baru ({key})").format(key=template_key)
    return title_of(template, period)


def _not_understood() -> Refused:
    return Refused(
        "not_understood",
        _("Laporan ini belum dapat dibaca versi ini. Isinya aman, dan ikut di salinan data. Perbarui SIPA."),
    )
