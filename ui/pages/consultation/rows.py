"""Turns the service's views of threads into cards and bubbles. Pure: values in, values out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from sipa_core.domain.consultation import ThreadState
from sipa_core.domain.money import format_number
from sipa_core.messages import N_, _
from sipa_desktop.services.consultation_views import EventView, Sent, TalkMessage, ThreadRow
from ui.widgets.bubble_list import Bubble
from ui.widgets.chip import Chip
from ui.widgets.list_cards import ListCard

_ADDRESS = re.compile(r"https?://[^\s<>\"']{4,500}")
_MOST_LINKS = 3
_MARKS = {
    Sent.WAITING: (N_("Menunggu kirim"), "hourglass-medium", "warn"),
    Sent.SENT: (N_("Terkirim"), "check", "sent"),
    Sent.READ: (N_("Dibaca"), "eye", "sent"),
    Sent.REFUSED: (N_("Tidak diterima"), "warning-circle", "danger"),
}


def cards(rows: Sequence[ThreadRow]) -> tuple[ListCard, ...]:
    """Return the list at the left; on a desk of the kecamatan each card names its village."""
    return tuple(
        ListCard(
            row.id,
            row.subject,
            row.snippet,
            row.side,
            "late" if row.refused else "ink2",
            tag=row.village,
            link=row.link,
            chip=Chip("draf", _("Draf"), "pencil-simple-line") if row.draft else None,
            unread=bool(row.unread),
            spoken=_spoken(row),
        )
        for row in rows
    )


def _spoken(row: ThreadRow) -> str:
    news = _("{n} pesan baru").format(n=row.unread) if row.unread else ""
    done = _("selesai") if row.state is ThreadState.SOLVED else ""
    draft = _("draf, belum dikirim") if row.draft else ""
    waits = _("menunggu kirim") if row.pending else ""
    parts = (row.village, row.subject, row.link, news, row.snippet, row.side, waits, done, draft)
    return ", ".join(part for part in parts if part)


def bubbles(entries: Sequence[TalkMessage | EventView], other: str) -> tuple[Bubble, ...]:
    """Return the thread with a line for each new day; own words say where they are. `other` names the other side."""
    return tuple(_bubbles(entries, other))


def _bubbles(entries: Sequence[TalkMessage | EventView], other: str) -> Iterator[Bubble]:
    for entry in entries:
        if entry.day:
            yield Bubble("day", entry.day)
        if isinstance(entry, EventView):
            icon = "handshake" if entry.agreed else "check-circle"
            yield Bubble("event", entry.words, entry.at_words, mark_icon=icon)
            continue
        files = tuple((row, one.name, _size(one.size)) for row, one in entry.files)
        links = tuple(dict.fromkeys(_ADDRESS.findall(entry.text)))[:_MOST_LINKS]
        text = entry.text or _("(berkas)")
        if not entry.mine:
            meta = ", ".join(part for part in (entry.by, other, entry.at_words) if part)
            who = entry.by or other
            yield Bubble("in", text, meta, initials_of=who, attachments=files, speaker=who, links=links)
            continue
        words, icon, tone = _MARKS[entry.sent]
        refused = entry.sent is Sent.REFUSED
        meta = ", ".join(part for part in (entry.by, entry.at_words) if part)
        yield Bubble(
            "out",
            text,
            meta,
            _(words),
            icon,
            tone,
            attachments=files,
            key=entry.key,
            speaker=entry.by,
            problem=entry.problem,
            action=_("Tulis lagi") if refused else "",
            links=links,
        )


def _size(size: int) -> str:
    return _("{n} KB").format(n=format_number(max(1, (size + 512) // 1024)))
