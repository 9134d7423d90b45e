"""Turns the service's views of publications into what list and checklist show. Pure: values in, values out."""

from __future__ import annotations

from collections.abc import Sequence

from sipa_core.domain.workflow import PostingState, PublicationState
from sipa_core.messages import _, ngettext
from sipa_desktop.services.posting_views import ChannelRow, PublicationDetail, PublicationRow, PublicPageRow
from sipa_desktop.services.words import publication_word
from ui.widgets.channel_mark import channel_mark
from ui.widgets.checklist_row import ChecklistItem
from ui.widgets.chip import Chip
from ui.widgets.list_cards import ListCard

PUBLIC_PAGE = "sipa"
OPEN, COPY, SHOW, REPLACE = "open", "copy", "show", "replace"

_CHIPS = {
    PostingState.PROVED: ("diperiksa", ""),
    PostingState.VERIFIED: ("disetujui", "shield-check"),
    PostingState.REFUSED: ("dikembalikan", ""),
}


def cards(rows: Sequence[PublicationRow]) -> tuple[ListCard, ...]:
    """Return the list at the left; a held publication has its chip instead of the bar."""
    return tuple(_card(row) for row in rows)


def checklist(detail: PublicationDetail, chosen: str) -> tuple[ChecklistItem, ...]:
    """Return the rows of one publication: the public page, then the channels; `chosen` is the channel in hand."""
    return (_page(detail.page), *(_channel(row, row.key == chosen) for row in detail.channels))


def _card(row: PublicationRow) -> ListCard:
    if row.state is not PublicationState.PUBLIC:
        return ListCard(row.id, row.title, row.words, chip=held_chip(row.state))
    progress = _("{n} dari {m} saluran").format(n=row.done, m=row.total)
    if row.refused:
        words = ngettext("{n} bukti ditolak", "{n} bukti ditolak", row.refused).format(n=row.refused)
        chip = Chip("dikembalikan", words)
        return ListCard(row.id, row.title, row.words, steps=(row.done, row.total), steps_text=progress, chip=chip)
    return ListCard(row.id, row.title, row.words, steps=(row.done, row.total), steps_text=progress)


def held_chip(state: PublicationState = PublicationState.HELD) -> Chip:
    """Return the chip of a publication that citizens cannot read: held for a person, or withdrawn."""
    return Chip("dikembalikan", publication_word(state), "eye-slash")


def _page(page: PublicPageRow) -> ChecklistItem:
    public = page.state is PublicationState.PUBLIC
    menu = ((OPEN, _("Buka halaman")), (COPY, _("Salin alamat"))) if page.url and public else ()
    words = page.words if public else _("Belum dapat dibaca warga")
    return ChecklistItem(
        PUBLIC_PAGE,
        "browser",
        _("Halaman publik SIPA (otomatis)"),
        words,
        done=public,
        automatic=True,
        chip=Chip("terbit", page.chip) if public else held_chip(page.state),
        menu=menu,
    )


def _channel(row: ChannelRow, chosen: bool) -> ChecklistItem:
    look, icon = ("menunggu", "") if row.pending else _CHIPS.get(row.state, ("terlambat", "arrows-clockwise"))
    menu: tuple[tuple[str, str], ...] = ()
    if row.ticked:
        menu = ((SHOW, _("Lihat bukti dan teks")),)
        if row.url:
            menu = (*menu, (OPEN, _("Buka posting")), (COPY, _("Salin tautan")))
        if row.state is PostingState.PROVED:
            menu = (*menu, (REPLACE, _("Ganti bukti")))
    return ChecklistItem(
        row.key,
        channel_mark(row.key),
        row.name,
        row.words,
        done=row.ticked,
        chip=Chip(look, row.chip, icon) if row.chip else None,
        action=row.action,
        action_icon="printer" if row.action and row.is_board else "",
        menu=menu,
        current=chosen,
    )
