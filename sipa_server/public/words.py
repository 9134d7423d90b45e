"""The words of states and kinds for citizens, and what a message's heading says."""

from __future__ import annotations

from typing import Final

from sipa_core.domain import dates
from sipa_core.domain.feedback import FeedbackKind, Message, Speaker, Step
from sipa_core.domain.roles import Role
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


def audience_words(visibility: str, *, kecamatan_only: bool = False) -> str:
    """Who may read it, in one sentence."""
    if kecamatan_only:
        return _("Hanya Anda dan kecamatan yang dapat membacanya. Desa tidak menerimanya.")
    return _(AUDIENCE[Visibility(visibility)]) if visibility in set(Visibility) else ""


def message_heading(message: Message, office: str, kecamatan: str, zone: str, *, own: bool) -> str:
    """Who said it and when: `Anda menulis, 8 Juli 2025`, `Jawaban Pemerintah Desa Babayau, 10 Juli 2025`."""
    day = dates.format_date(dates.local_date(message.at, zone))
    if message.who is Speaker.OFFICE and message.office == Role.ADMIN_KECAMATAN:
        return _("Jawaban {office}, {date}").format(office=kecamatan, date=day)
    if message.who is Speaker.OFFICE:
        return _("Jawaban Pemerintah {office}, {date}").format(office=office, date=day)
    return (_("Anda menulis, {date}") if own else _("Warga menulis, {date}")).format(date=day)


def step_words(step: Step) -> str:
    """`Ditindaklanjuti`; for a matter that its citizen opened again `Dibuka lagi`."""
    return _("Dibuka lagi") if step.reopened else state_words(step.state)


def step_by(step: Step) -> str:
    """`oleh admin desa`; empty for the beginning and for steps of older programs."""
    if step.office == Role.ADMIN_KECAMATAN:
        return _("oleh admin kecamatan")
    if step.office == Role.ADMIN_DESA:
        return _("oleh admin desa")
    return _("oleh Anda") if step.reopened or (step.state == FeedbackState.SELESAI and not step.by) else ""
