"""What is said when a sheet for the printer cannot be made: the fault is this installation's, never the data's."""

from __future__ import annotations

from sipa_core.messages import _
from sipa_desktop.errors import KnownError


def cannot_print() -> KnownError:
    """The fault to raise."""
    return KnownError(
        _("Lembar cetak belum dapat dibuat"),
        _("Lembar cetak belum dapat dibuat. Data aman. Pasang ulang SIPA bila berulang."),
        "cannot_print",
    )
