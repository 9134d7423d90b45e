"""The sheet of a recovery code as a document for the window: to be seen, printed or saved. The code is kept nowhere."""

from __future__ import annotations

from sipa_core.domain.dates import format_moment
from sipa_core.domain.recovery_code import groups_of
from sipa_core.messages import _
from sipa_core.ports import Clock
from sipa_desktop.services.documents_views import Document


def recovery_sheet(code: str, clock: Clock, place: str = "", device: str = "") -> Document:
    """The sheet of this code; `place` and `device` are empty before the registration."""
    from sipa_render.recovery_paper import recovery_paper

    paper = recovery_paper(groups_of(code), place, device, format_moment(clock.now()))
    return Document(_("Kode pemulihan"), "kode-pemulihan-sipa.pdf", paper)
