"""The one place for the words of states: every chip, tooltip and list takes them from here.

Nothing is said here that the state does not say; whether a state is true is decided elsewhere.
"""

from __future__ import annotations

from typing import Final

from sipa_core.domain.feedback import Source
from sipa_core.domain.workflow import FeedbackState, PostingState, PublicationState, ReportState, Visibility
from sipa_core.messages import N_, _

_REPORT: Final[dict[ReportState, str]] = {
    ReportState.DRAF: N_("Draf"),
    ReportState.SIAP: N_("Siap kirim"),
    ReportState.MENUNGGU: N_("Menunggu kirim"),
    ReportState.TERKIRIM: N_("Terkirim"),
    ReportState.DIPERIKSA: N_("Diperiksa"),
    ReportState.DIKEMBALIKAN: N_("Dikembalikan"),
    ReportState.DISETUJUI: N_("Disetujui"),
    ReportState.TERBIT: N_("Terbit"),
    ReportState.TERLAMBAT: N_("Terlambat"),
    ReportState.BELUM_MASUK: N_("Belum masuk"),
    ReportState.TIDAK_BERLAKU: N_("Tidak berlaku"),
}

_FEEDBACK: Final[dict[FeedbackState, str]] = {
    FeedbackState.BARU: N_("Baru"),
    FeedbackState.DITERUSKAN: N_("Diteruskan"),
    FeedbackState.DITINDAKLANJUTI: N_("Ditindaklanjuti"),
    FeedbackState.DIJAWAB: N_("Dijawab"),
    FeedbackState.SELESAI: N_("Selesai"),
    FeedbackState.DITOLAK: N_("Ditolak"),
    FeedbackState.DUPLIKAT: N_("Duplikat"),
}

_POSTING: Final[dict[PostingState, str]] = {
    PostingState.OWED: N_("Belum diposting"),
    PostingState.PROVED: N_("Menunggu dicek"),
    PostingState.VERIFIED: N_("Dicek kecamatan"),
    PostingState.REFUSED: N_("Bukti ditolak"),
}

_PUBLICATION: Final[dict[PublicationState, str]] = {
    PublicationState.PUBLIC: N_("Terbit"),
    PublicationState.HELD: N_("Ditahan"),
    PublicationState.WITHDRAWN: N_("Ditarik"),
}

_VISIBILITY: Final[dict[Visibility, str]] = {
    Visibility.PRIVATE: N_("Tidak, hanya pemegang kunci"),
    Visibility.WAITING: N_("Belum, menunggu dilihat kecamatan"),
    Visibility.RELEASED: N_("Ya, di halaman publik"),
    Visibility.HELD: N_("Tidak, ditahan kecamatan"),
}

_KINDS: Final[dict[str, str]] = {
    "keluhan": N_("Keluhan"),
    "pertanyaan": N_("Pertanyaan"),
    "usul": N_("Usul"),
    "terima_kasih": N_("Terima kasih"),
    "lainnya": N_("Lainnya"),
}

_SOURCES: Final[dict[Source, str]] = {
    Source.PAGE: N_("Halaman publik"),
    Source.FACEBOOK: N_("Facebook"),
    Source.WHATSAPP: N_("WhatsApp"),
    Source.OFFICE: N_("Langsung di kantor"),
}

_HELD: Final[dict[str, str]] = {
    "privacy": N_(
        "Belum terbit. Ada nomor yang mirip NIK, KK, atau telepon pribadi di bagian yang dibaca warga. "
        "Kecamatan melihatnya dulu."
    ),
    "figures": N_("Belum terbit. Angka laporan belum dapat diumumkan apa adanya. Kecamatan melihatnya dulu."),
}


def report_word(state: ReportState) -> str:
    """The chip word of a report's state."""
    return _(_REPORT[state])


def feedback_word(state: FeedbackState) -> str:
    """The chip word of a feedback's state."""
    return _(_FEEDBACK[state])


def posting_word(state: PostingState) -> str:
    """The chip word of a posting's state."""
    return _(_POSTING[state])


def publication_word(state: PublicationState) -> str:
    """The chip word of the public page."""
    return _(_PUBLICATION[state])


def visibility_word(visibility: Visibility) -> str:
    """The answer to *Terlihat umum*."""
    return _(_VISIBILITY[visibility])


def kind_word(kind: str) -> str:
    """The word of a feedback's kind; a kind this program does not know is *Lainnya*."""
    return _(_KINDS.get(kind, _KINDS["lainnya"]))


def source_word(source: Source) -> str:
    """Where a citizen's word came from."""
    return _(_SOURCES[source])


def held_words(reason: str) -> str:
    """Why a publication is held, for a person; a reason this program does not know gets a general sentence."""
    return _(_HELD.get(reason, N_("Belum terbit. Kecamatan melihatnya dulu.")))
