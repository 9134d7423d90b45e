"""Turns the service's views of citizens' words into cards and bubbles. Pure: values in, values out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sipa_core.domain.feedback import Source, Speaker
from sipa_core.domain.workflow import FeedbackState
from sipa_core.messages import _
from sipa_desktop.services.feedback_views import EventView, FeedbackList, FeedbackRow, MessageView, NoteView, Urgency
from ui.widgets.bubble_list import Bubble
from ui.widgets.chip import Chip
from ui.widgets.list_cards import ListCard
from ui.widgets.select import Select

_LOOKS = {
    FeedbackState.BARU: ("siap", "chat-circle-dots"),
    FeedbackState.DITERUSKAN: ("diperiksa", "arrow-up-right"),
    FeedbackState.DITINDAKLANJUTI: ("menunggu", "wrench"),
    FeedbackState.DIJAWAB: ("terkirim", "chat-circle-text"),
    FeedbackState.SELESAI: ("disetujui", "check-circle"),
    FeedbackState.DITOLAK: ("dikembalikan", "prohibit"),
    FeedbackState.DUPLIKAT: ("draf", "copy"),
}
_TONES = {Urgency.NONE: "ink2", Urgency.CALM: "ink2", Urgency.SOON: "warn", Urgency.LATE: "late"}


def chip_of(state: FeedbackState, word: str) -> Chip:
    """Return the chip of a matter's state."""
    look, icon = _LOOKS[state]
    return Chip(look, word, icon)


def cards(rows: Sequence[FeedbackRow]) -> tuple[ListCard, ...]:
    """Return the list at the left; on a desk of the kecamatan each card names its village."""
    return tuple(
        ListCard(
            row.id,
            row.subject,
            _sub(row),
            row.side,
            "warn" if row.pending else _TONES[row.urgency],
            _tag(row),
            chip=chip_of(row.state, row.chip),
        )
        for row in rows
    )


def _sub(row: FeedbackRow) -> str:
    # What is late says so at its right; other marks must be seen before the words.
    if not row.mark or row.urgency is Urgency.LATE:
        return row.snippet
    return f"{row.mark}: {row.snippet}" if row.snippet else row.mark


def _tag(row: FeedbackRow) -> str:
    # Beside a time there is room for the name alone; nearly all are desa.
    return f"{row.number}, {row.village.removeprefix('Desa ')}" if row.village else row.number


def bubbles(entries: Sequence[MessageView | NoteView | EventView]) -> tuple[Bubble, ...]:
    """Return the conversation with a line for each new day; own words say where they are."""
    return tuple(_bubbles(entries))


def _bubbles(entries: Sequence[MessageView | NoteView | EventView]) -> Iterator[Bubble]:
    for entry in entries:
        if entry.day:
            yield Bubble("day", entry.day)
        if isinstance(entry, EventView):
            yield Bubble("event", entry.words, entry.at_words)
        elif isinstance(entry, NoteView):
            mark = (_("Menunggu kirim"), "hourglass-medium", "warn") if entry.pending else ("", "", "ink2")
            meta = entry.by if entry.pending else ", ".join(part for part in (entry.by, entry.at_words) if part)
            yield Bubble("note", entry.text, meta, *mark)
        elif entry.who is Speaker.CITIZEN:
            yield Bubble("in", entry.text, entry.at_words, initials_of=entry.by)
        elif entry.pending:
            yield Bubble("out", entry.text, entry.by, _("Menunggu kirim"), "hourglass-medium", "warn")
        else:
            meta = ", ".join(part for part in (entry.by, entry.at_words) if part)
            yield Bubble("out", entry.text, meta, _("Terkirim"), "check", "sent")


def narrow_choices(found: FeedbackList) -> tuple[tuple[str, str], ...]:
    """Return what the list can be narrowed to, (key, words): states, then sources where there is more than one."""
    states = [(f"state:{one.key}", f"{one.word} ({one.count})") for one in found.states]
    sources = [(f"source:{one.key}", f"{one.word} ({one.count})") for one in found.sources]
    return (("", _("Semua status")), *states, *(sources if len(sources) > 1 else ()))


def village_choices(found: FeedbackList) -> tuple[tuple[str, str], ...]:
    """Return the villages that the list can be narrowed to, (key, words)."""
    return (("", _("Semua desa")), *((one.key, f"{one.word} ({one.count})") for one in found.villages))


def narrowed_by(key: str) -> tuple[FeedbackState | None, Source | None]:
    """Return the state or the source that a key of `narrow_choices` stands for."""
    what, _colon, which = key.partition(":")
    return FeedbackState(which) if what == "state" else None, Source(which) if what == "source" else None


def fill_select(select: Select, choices: Sequence[tuple[str, str]], current: str) -> None:
    """Show these choices in a combo box and stand on the current one, without telling anybody."""
    shown = [(str(select.itemData(at)), select.itemText(at)) for at in range(select.count())]
    was = select.blockSignals(True)
    if shown != list(choices):
        select.clear()
        for key, words in choices:
            select.addItem(words, key)
    select.setCurrentIndex(max(0, select.findData(current)))
    select.blockSignals(was)
