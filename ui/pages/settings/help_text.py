"""The text of *Salin info bantuan*: facts that help to help, and nothing that tells who or where. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from sipa_core.messages import _
from sipa_desktop.services.diagnosis import Diagnosis
from sipa_desktop.sync.status import SyncStatus


def help_text(facts: Diagnosis, status: SyncStatus, look: str, toolkit: str) -> str:
    """Return the lines; `look` is the theme with its scale, `toolkit` the version of the windows' toolkit."""
    return "\n".join(_lines(facts, status, look, toolkit))


def _lines(facts: Diagnosis, status: SyncStatus, look: str, toolkit: str) -> Iterator[str]:
    yield _("Info bantuan SIPA Desktop")
    yield f"{_('Waktu')}: {_instant(facts.now)}"
    yield f"{_('Versi aplikasi')}: {facts.app or _('dijalankan dari kode sumber')}"
    yield f"{_('Sistem')}: {facts.system}, Python {facts.python}, Qt {toolkit}"
    yield f"{_('Basis data')}: {facts.schema}, {facts.database_bytes // 1024} KB"
    yield f"{_('Tampilan')}: {look}"
    known = _("ya") if facts.registered else _("belum")
    yield f"{_('Terdaftar')}: {known}, {facts.role or '-'}, {_instant(facts.enrolled_at)}"
    yield f"{_('Kunci')}: {facts.secrets_place}"
    yield f"{_('Menunggu kirim')}: {facts.waiting}"
    yield f"{_('Perlu perhatian')}: {facts.parked}"
    for kind, code, count in facts.refused:
        yield f"  {kind} {code}: {count}"
    yield f"{_('Terkirim')}: {facts.received}"
    yield f"{_('Tersimpan terakhir')}: {_instant(facts.saved_at)}"
    yield f"{_('Tersambung terakhir')}: {_instant(facts.last_contact)}"
    trouble = status.trouble.value if status.trouble is not None else "-"
    yield f"{_('Keadaan sambungan')}: {status.phase.value}, {trouble}, {status.code or '-'}"
    yield f"{_('Selisih jam')}: {(facts.clock_off or 0) // 1000} s"
    yield f"{_('Data pernah disalin')}: {_instant(facts.forked_at)}"
    yield f"{_('Izin')}: {facts.shut_out or _('berlaku')}"


def _instant(at: int | None) -> str:
    """UTC to the second, for who reads it elsewhere."""
    if at is None:
        return "-"
    try:
        return datetime.fromtimestamp(at / 1000, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    except (OverflowError, ValueError, OSError):
        return "?"
