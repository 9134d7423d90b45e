"""What stands on the cards of Pemeriksaan's list."""

from __future__ import annotations

from sipa_core.domain.dates import format_date_tight, local_date
from sipa_core.messages import _
from sipa_desktop.services.review_views import HeldRow, ReviewRow
from ui.widgets.chip import Chip
from ui.widgets.list_cards import ListCard


def card(row: ReviewRow, zone: str) -> ListCard:
    """Return the card of a version that waits, with its time in the zone of the office."""
    return ListCard(
        row.version_id,
        row.village,
        _title(row.title),
        aside=format_date_tight(local_date(row.sent_at, zone)),
        aside_tone="late" if row.late else "ink2",
        chip=Chip(row.state.value, row.chip),
        spoken=f"{row.village}, {row.title}, {row.chip}, {row.sent_words}",
    )


def _title(title: str) -> str:
    """In a list of reports the first word says nothing, and the month must be seen."""
    return title.removeprefix(_("Laporan "))


def held_card(row: HeldRow) -> ListCard:
    """Return the card of a publication that is held."""
    return ListCard(
        row.version_id,
        row.village,
        _title(row.title),
        tag=_("Terbitan ditahan"),
        chip=Chip("terlambat", _("Ditahan"), "warning"),
        spoken=_("{village}, {title}, terbitan ditahan").format(village=row.village, title=row.title),
    )
