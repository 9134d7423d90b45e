"""The lasting notices about copies, in words."""

from __future__ import annotations

import msgspec

from sipa_core.domain import dates
from sipa_core.messages import _
from sipa_desktop.services.backup_views import AlertKind, CopyAlert


class Facts(msgspec.Struct, frozen=True):
    """What a restoring said, when it was seen that data went back, when a copy was made elsewhere (UTC ms)."""

    restored: str
    went_back: int | None
    outside: int | None


def alerts_of(facts: Facts, failed: str, outside: str, zone: str) -> tuple[CopyAlert, ...]:
    """The notices, the gravest first; `failed` and `outside` are sentences, empty when all is well."""
    found = []
    if facts.restored:
        found.append(CopyAlert(AlertKind.RESTORED, _("Data sudah dipulihkan."), (facts.restored,)))
    if facts.went_back is not None:
        lines = (
            _("Diketahui {when}. Sebagian yang terakhir disimpan tidak ada lagi di komputer ini.").format(
                when=dates.format_moment(facts.went_back, zone)
            ),
            _("Yang sudah terkirim datang lagi dari kecamatan. Periksa draf terakhir Anda, lalu isi lagi yang kurang."),
        )
        found.append(CopyAlert(AlertKind.WENT_BACK, _("Data di komputer ini kembali ke keadaan sebelumnya."), lines))
    if failed:
        found.append(CopyAlert(AlertKind.FAILED, _("Cadangan hari ini belum jadi."), (failed,)))
    if outside:
        found.append(CopyAlert(AlertKind.OUTSIDE, outside))
    return tuple(found)
