"""The words of states and kinds for citizens, and what a message's heading says."""

from __future__ import annotations

from typing import Final

from sipa_core.domain import dates
from sipa_core.domain.feedback import FeedbackKind, Message, Speaker
from sipa_core.domain.workflow import FeedbackState, Visibility
from sipa_core.messages import N_, _

KINDS: Final[dict[FeedbackKind, str]] = {
    FeedbackKind.PERTANYAAN: N_("Pertanyaan"),
    FeedbackKind.KELUHAN: N_("Keluhan"),
    FeedbackKind.USUL: N_("Usul"),
    FeedbackKind.TERIMA_KASIH: N_("Terima kasih"),
    FeedbackKind.LAINNYA: N_("Lainnya"),
}
STATES: Final[dict[FeedbackState, str]] = {
    FeedbackState.BARU: N_("Baru"),
    FeedbackState.DITERUSKAN: N_("Diteruskan ke kecamatan"),
    FeedbackState.DITINDAKLANJUTI: N_("Ditindaklanjuti"),
    FeedbackState.DIJAWAB: N_("Dijawab"),
    FeedbackState.SELESAI: N_("Selesai"),
    FeedbackState.DITOLAK: N_("Ditolak"),
    FeedbackState.DUPLIKAT: N_("Sudah pernah dilaporkan"),
}
AUDIENCE: Final[dict[Visibility, str]] = {
    Visibility.PRIVATE: N_("Hanya Anda, desa, dan kecamatan yang dapat membacanya."),
    Visibility.WAITING: N_("Belum tampil untuk warga lain. Kecamatan membacanya dahulu."),
    Visibility.RELEASED: N_("Tampil untuk warga lain, tanpa nama."),
    Visibility.HELD: N_("Tidak ditampilkan untuk warga lain."),
}


def kind_words(kind: str) -> str:
    """`Keluhan` for `keluhan`; a kind of a newer program is shown as it is."""
    return _(KINDS[FeedbackKind(kind)]) if kind in set(FeedbackKind) else kind


def state_words(state: str) -> str:
    """The citizen's word for a state."""
    return _(STATES[FeedbackState(state)]) if state in set(FeedbackState) else state


def audience_words(visibility: str) -> str:
    """Who may read it, in one sentence."""
    return _(AUDIENCE[Visibility(visibility)]) if visibility in set(Visibility) else ""


def message_heading(message: Message, office: str, zone: str, *, own: bool) -> str:
    """Who said it and when: `Anda menulis, 8 Juli 2025`, `Jawaban Pemerintah Desa Babayau, 10 Juli 2025`."""
    day = dates.format_date(dates.local_date(message.at, zone))
    if message.who is Speaker.OFFICE:
        return _("Jawaban Pemerintah {office}, {date}").format(office=office, date=day)
    return (_("Anda menulis, {date}") if own else _("Warga menulis, {date}")).format(date=day)
