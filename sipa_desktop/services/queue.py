"""The outbox in the user's words: what waits, what needs a person, what was answered. Nothing is dropped in silence."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import msgspec
from msgspec.structs import replace

from sipa_core import ids
from sipa_core.domain.dates import format_moment
from sipa_core.domain.paths import changes_between
from sipa_core.domain.sizes import format_bytes
from sipa_core.messages import N_, _
from sipa_core.ops.base import QUIET
from sipa_core.ops.reports import Submit
from sipa_core.ops.words import problem_words
from sipa_core.ports import Clock
from sipa_core.wire.problems import Problem
from sipa_desktop.errors import Refused, refused
from sipa_desktop.events import Topic
from sipa_desktop.platform.whole_files import write_whole
from sipa_desktop.services.conflicts import tangle_of
from sipa_desktop.services.drafts import read_draft
from sipa_desktop.services.office import Office, read_office
from sipa_desktop.services.proposals import queued
from sipa_desktop.services.queue_files import files_in, files_words, plain_title
from sipa_desktop.services.queue_text import op_text
from sipa_desktop.services.queue_views import Done, HistoryPage, HistoryRow, QueueRow, QueueText, QueueView
from sipa_desktop.services.report_facts import content_of, read_book
from sipa_desktop.services.times import stamp_words
from sipa_desktop.services.way_words import way_words
from sipa_desktop.store.blobs import LOST, Blob
from sipa_desktop.store.bundles import MadeBundle
from sipa_desktop.store.outbox import OutboxItem, OutboxState
from sipa_desktop.store.unit_of_work import Store, Tx

UNANSWERED = (OutboxState.QUEUED, OutboxState.SENDING)
PARKED = (OutboxState.PARKED,)
SETTLED = (OutboxState.RECEIPTED, OutboxState.WITHDRAWN)
HISTORY_PAGE: Final = 50

FILE: Final = "blob:"
"""Before a hash, it stands where the id of an op would."""

_CHIPS: Final = {
    OutboxState.QUEUED: N_("Menunggu kirim"),
    OutboxState.SENDING: N_("Menunggu kirim"),
    OutboxState.RECEIPTED: N_("Terkirim"),
    OutboxState.PARKED: N_("Perlu perhatian"),
    OutboxState.WITHDRAWN: N_("Disisihkan"),
}
_HOPELESS: Final = frozenset(
    {
        Problem.LOCKED,
        Problem.SUPERSEDED,
        Problem.ALREADY_DECIDED,
        Problem.INVALID,
        Problem.ITEM_MISSING,
        Problem.TOO_LARGE,
        Problem.FULL,
        Problem.OPENED,
        Problem.RECALLED,
        Problem.NOT_OWED,
        Problem.OWN_DEVICE,
        Problem.LAST_ADMIN,
    }
)
"""Codes under which the same words sent again meet the same "no"."""
_TODO: Final = {
    "report": N_("Buka laporannya, lihat keadaan terbaru, lalu kirim lagi dari sana."),
    "draft": N_("Buka laporannya. Isian Anda masih ada di sana; ubah yang kurang, lalu salinan dikirim lagi sendiri."),
    "conflict": N_("Buka laporannya dan lihat isian yang sekarang."),
    "village_setting": N_("Buka Pengaturan, Kirim dan terima, lalu pilih lagi."),
    "review": N_("Buka Pemeriksaan dan lihat kiriman terbaru desa."),
    "publication": N_("Buka Pemeriksaan dan lihat keadaan terbaru."),
    "posting": N_("Buka Publikasi, lengkapi yang kurang, lalu beri bukti lagi."),
    "event": N_("Buka Laporan atau Jadwal, lihat keadaan terbaru, lalu catat lagi."),
    "template": N_("Buka Jadwal, Jenis laporan, lihat keadaan terbaru, lalu ubah lagi dari sana."),
    "duty": N_("Buka Jadwal, lihat keadaan terbaru, lalu ubah lagi dari sana."),
    "device": N_("Buka Desa & Perangkat dan lihat keadaan terbaru."),
    "person": N_("Buka Desa & Perangkat, lihat keadaan terbaru, lalu ubah lagi dari sana."),
    "feedback": N_("Buka Masukan Warga. Jawaban Anda masih ada di sana."),
    "feedback_kecamatan": N_("Buka Masukan Warga. Jawaban Anda masih ada di sana."),
    "consultation": N_("Buka Konsultasi. Tulisan Anda masih ada di sana."),
    "guidance": N_("Buka Konsultasi, bagian Pembinaan, dan lihat keadaan terbaru."),
}

_FOREIGN: Final = N_("Ini ditulis orang sebelum Anda di komputer ini. Baca isinya, lalu kirim lagi atas nama Anda.")
_TODO_OF_KIND: Final = {
    "report.recall": N_("Buka laporannya dan lihat keadaan terbaru. Laporan tetap terkirim apa adanya."),
    "review.return": N_("Buka Pemeriksaan dan lihat kiriman terbaru desa. Catatan Anda masih ada di sana."),
    "posting.verify": N_("Buka Pemeriksaan, Bukti posting, dan lihat bukti terbaru dari desa."),
    "posting.refuse": N_("Buka Pemeriksaan, Bukti posting, dan lihat bukti terbaru dari desa."),
}

_AGAIN: Final = N_("Coba kirim lagi. Bila tetap ditolak, beri tahu admin kecamatan.")


class Queue:
    """The queue of this desk."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def waiting(self) -> list[QueueRow]:
        """What has no receipt yet, in the order of sending."""
        return self._rows(lambda tx: tx.outbox.items(UNANSWERED))

    def parked(self) -> list[QueueRow]:
        """What the server refused and nobody has settled yet, with what to do now."""
        with self._store.read() as tx:
            return list(_parked(tx, read_office(tx, self._clock)))

    def recent(self, limit: int = 50) -> list[QueueRow]:
        """What was answered and needs nobody, last first."""
        return self._rows(lambda tx: _answered(tx, limit))

    def view(self, limit: int = 50) -> QueueView:
        """All three at once, from one snapshot."""
        with self._store.read() as tx:
            return queue_view(tx, read_office(tx, self._clock), limit)

    def history(self, words: str = "", page: int = 0) -> HistoryPage:
        """A page of what was answered or put aside, newest first; `words` are looked for in title and number."""
        with self._store.read() as tx:
            office = read_office(tx, self._clock)
            wanted = max(0, page)
            found, total = tx.outbox.history(words.strip(), SETTLED, wanted * HISTORY_PAGE, HISTORY_PAGE)
            pages = max(1, -(-total // HISTORY_PAGE))
            if not found and wanted >= pages:
                wanted = pages - 1
                found, total = tx.outbox.history(words.strip(), SETTLED, wanted * HISTORY_PAGE, HISTORY_PAGE)
            return HistoryPage(tuple(_history_row(item, office) for item in found), wanted, pages, total)

    def text(self, op_id: str) -> QueueText | Refused:
        """Everything that an op says, in lines to be read and copied."""
        with self._store.read() as tx:
            item = tx.outbox.get(op_id)
        if item is None:
            return refused(Problem.NOT_FOUND)
        return QueueText(item.title, op_text(item.decoded()))

    def save_unsent(self, path: Path) -> int:
        """Write every word that has no receipt (waiting or refused) as text; how many ops. NotWritten when it cannot
        be written there.
        """
        with self._store.read() as tx:
            office = read_office(tx, self._clock)
            items = [item for item in tx.outbox.items((*UNANSWERED, *PARKED)) if item.kind not in QUIET]
        write_whole(path, unsent_text(items, office).encode("utf-8-sig"))
        return len(items)

    def retry(self, op_id: str, *, in_my_name: bool = False) -> Done | Refused:
        """Seal the parked op's words anew and withdraw the old one; refused when the rules still say no.

        The words of another person go only `in_my_name`, as this desk's person: nobody speaks for another unasked.
        """
        with self._store.write() as tx:
            if op_id.startswith(FILE):
                return _file_again(tx, op_id.removeprefix(FILE))
            item = tx.outbox.get(op_id)
            if item is None or item.state is not OutboxState.PARKED:
                return refused(Problem.NOT_FOUND)
            identity = tx.meta.identity
            if identity is not None and item.decoded().actor != identity.person and not in_my_name:
                return Refused(
                    Problem.FORBIDDEN.value,
                    _("Ini ditulis orang sebelum Anda. Baca isinya, lalu pilih Kirim lagi atas nama saya."),
                )
            from sipa_core.ops import registry  # the rules are heavy to load, and the first page applies none

            kind = registry.KINDS.get(item.kind)
            if kind is None:
                return refused(Problem.UNKNOWN_KIND)
            fields = msgspec.json.decode(item.decoded().fields, type=kind.payload)
            done = queued(tx, item.kind, item.ref, fields, item.title)
            if isinstance(done, Done):
                tx.outbox.withdraw(op_id)
            return done

    def withdraw(self, op_id: str) -> Done | Refused:
        """Put a parked op aside: it was read, and nothing more shall come of it. Its words stay on this PC."""
        with self._store.write() as tx:
            if op_id.startswith(FILE) and tx.blobs.put_aside(op_id.removeprefix(FILE)):
                tx.touch(Topic.OUTBOX, Topic.ATTACHMENTS)
                return Done(_("Berkas disisihkan. Berkasnya tetap ada di komputer ini."), op_id)
            item = tx.outbox.get(op_id)
            if item is None or item.state is not OutboxState.PARKED:
                return refused(Problem.NOT_FOUND)
            tx.take_out(op_id)
            tx.touch(Topic.OUTBOX)
            return Done(_("{title} disisihkan.").format(title=item.title), op_id)

    def _rows(self, chosen: Callable[[Tx], list[OutboxItem]]) -> list[QueueRow]:
        with self._store.read() as tx:
            office = read_office(tx, self._clock)
            return [queue_row(item, office) for item in chosen(tx)]


def unsent_text(items: Sequence[OutboxItem], office: Office) -> str:
    """Every op with its title, when it was written and all its words, one below the other."""
    parts = [_("Belum terkirim dari komputer {place}").format(place=office.identity.place_name)]
    for item in items:
        chip = _(_CHIPS[item.state])
        made = format_moment(item.made_at, office.zone)
        parts.append(f"{item.title}\n{made}, {chip}\n\n{op_text(item.decoded())}")
    return "\r\n".join(f"\n\n{'-' * 40}\n".join(parts).split("\n")) + "\r\n"


def queue_view(tx: Tx, office: Office, limit: int = 50) -> QueueView:
    """The whole outbox as of this snapshot."""
    files = tx.bundles.in_files()
    waiting = tuple(
        _in_file(queue_row(item, office), files.get(item.op_id), office)
        for item in tx.outbox.items(UNANSWERED)
        if item.kind not in QUIET
    )
    parked = _parked(tx, office)
    recent = tuple(queue_row(item, office) for item in _answered(tx, limit))
    total = sum(row.size for row in waiting)
    size = size_words(total) if waiting else ""
    return QueueView(waiting, parked, recent, size, files_in(tx), files_words(tx), tx.outbox.waiting_of(QUIET))


def _in_file(row: QueueRow, made: MadeBundle | None, office: Office) -> QueueRow:
    """What went to a file still waits, and says when it went; only of a stick can it be said that it is carried."""
    if made is None:
        return row
    said = _("dibawa lewat USB {when}") if made.by_stick else _("disimpan sebagai berkas {when}")
    carried = said.format(when=stamp_words(made.sealed_at, office.today, office.zone))
    return replace(row, detail=f"{row.detail}, {carried}")


def _parked(tx: Tx, office: Office) -> tuple[QueueRow, ...]:
    """Ops that the server refused, then files that it refused."""
    ops = tuple(_with_choice(tx, office, item) for item in tx.outbox.items(PARKED))
    return (*ops, *(_file_row(blob, office) for blob in tx.blobs.refused()))


def _with_choice(tx: Tx, office: Office, item: OutboxItem) -> QueueRow:
    """A refused sending whose text stands beside another one is settled by choosing, not by sending it again."""
    row = queue_row(item, office)
    if item.kind == "template.put" and item.code == Problem.SUPERSEDED:
        todo = _("Buka Jadwal, Jenis laporan. Isian Anda ada di sana: periksa, lalu simpan lagi.")
        return replace(row, todo=todo, retry=False)
    if item.kind != "report.submit" or item.code != Problem.SUPERSEDED:
        return row
    said = msgspec.json.decode(item.decoded().fields, type=Submit)
    draft = read_draft(tx, ids.draft_id(said.village, said.template, said.period, said.ordinal))
    if draft is None:
        return row
    book = read_book(tx, said.village)
    if tangle_of(tx, office, book, draft) is None:
        facts = book.facts(said.village, said.template, said.period, said.ordinal)
        same = not changes_between(content_of(book.version(facts.report_id, facts.settled)), said.content)
        return replace(row, todo=_("Isinya sama dengan kiriman terbaru, jadi boleh disisihkan.")) if same else row
    return replace(row, todo=_("Pilih isian yang dipakai, lalu kirim dari laporannya."), choose=draft.id)


def _file_row(blob: Blob, office: Office) -> QueueRow:
    lost = blob.fault == LOST or not blob.here
    words = _("Berkas ini di komputer ini rusak atau hilang sebelum sempat terkirim. Yang lain tidak terganggu.")
    todo = _("Lampirkan lagi foto atau PDF-nya, lalu kirim ulang.")
    return QueueRow(
        op_id=f"{FILE}{blob.sha256}",
        kind="attachment",
        title=plain_title(blob),
        detail=f"{stamp_words(blob.kept_at, office.today, office.zone)}, {format_bytes(blob.size)}",
        chip=_(_CHIPS[OutboxState.PARKED]),
        size=blob.size,
        made_at=blob.kept_at,
        target=blob.sha256,
        problem=words if lost else problem_words(blob.fault or ""),
        todo=todo,
        retry=not lost,
    )


def _file_again(tx: Tx, sha256: str) -> Done | Refused:
    if not tx.blobs.retry(sha256):
        return refused(Problem.NOT_FOUND)
    tx.touch(Topic.OUTBOX, Topic.ATTACHMENTS)
    return Done(_("Berkas masuk antrean lagi, {way}.").format(way=way_words(tx)), f"{FILE}{sha256}")


def queue_row(item: OutboxItem, office: Office) -> QueueRow:
    """One op in words."""
    parked = item.state is OutboxState.PARKED
    at = item.closed_at if item.state is OutboxState.RECEIPTED and item.closed_at else item.made_at
    hopeless = item.code in _HOPELESS
    foreign = parked and item.decoded().actor != office.identity.person
    todo = _(_TODO_OF_KIND.get(item.kind, _TODO.get(item.ref.type, _TODO["publication"]))) if hopeless else _(_AGAIN)
    said = [stamp_words(at, office.today, office.zone), size_words(len(item.body))]
    if item.state is OutboxState.SENDING and item.code is not None:
        said.append(_("menunggu kiriman komputer lain sesudah server dipulihkan"))
    return QueueRow(
        op_id=item.op_id,
        kind=item.kind,
        title=item.title,
        detail=", ".join(said),
        chip=_(_CHIPS[item.state]),
        size=len(item.body),
        made_at=item.made_at,
        target=item.ref.id,
        problem=problem_words(item.code or "") if parked else "",
        todo=_(_FOREIGN) if foreign and not hopeless else todo if parked else "",
        retry=parked and not hopeless,
        foreign=foreign,
    )


def size_words(size: int) -> str:
    """`2 KB`, `3,1 MB`; never less than 1 KB."""
    kilobytes = max(1, (size + 512) // 1024)
    if kilobytes < 1000:
        return _("{n} KB").format(n=kilobytes)
    tenths = (size * 10 + (1 << 19)) >> 20
    return _("{n} MB").format(n=f"{tenths // 10},{tenths % 10}")


def _answered(tx: Tx, limit: int) -> list[OutboxItem]:
    recent = tx.outbox.recent(limit)
    return [item for item in recent if item.state is not OutboxState.PARKED and item.kind not in QUIET]


def _history_row(item: OutboxItem, office: Office) -> HistoryRow:
    at = stamp_words(item.closed_at or item.made_at, office.today, office.zone)
    sent = item.state is OutboxState.RECEIPTED
    number = str(item.seq) if sent and item.seq else ""
    words = _("Tanda terima {number}, {time}").format(number=number, time=at) if number else at
    return HistoryRow(item.op_id, item.title, _(_CHIPS[item.state]), number, words)
