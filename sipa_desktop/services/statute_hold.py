"""What holds a report back: the items that a regulation wants told to the public. All else advises only.

The window, the command line and whatever else sends ask here, so that they say the same.
"""

from __future__ import annotations

from collections.abc import Sequence

from sipa_core.domain.checks import first_place
from sipa_core.domain.paths import Content
from sipa_core.domain.templates import PublicationItem, Template, missing_items
from sipa_core.messages import _
from sipa_desktop.errors import Refused

HELD = "statute"


def held_items(template: Template, content: Content) -> tuple[PublicationItem, ...]:
    """Return the items that a regulation wants told to the public and that the text lacks; empty: it may be sent."""
    publication = template.publication
    return missing_items(template, content) if publication is not None and publication.required else ()


def held_title() -> str:
    """Return what happened, in one line without a stop."""
    return _("Laporan belum dapat dikirim")


def held_words(template: Template, missing: Sequence[PublicationItem]) -> str:
    """Return the missing items, each on a line with the rule that asks for it, and what is safe."""
    publication = template.publication
    lines = [f"• {item.label} ({publication.basis_of(item)})" for item in missing if publication is not None]
    return "\n".join([*lines, _("Hal ini wajib diumumkan kepada warga. Isian Anda aman di komputer ini.")])


def held_back(template: Template, content: Content) -> Refused | None:
    """Return the "no" with its sentence and the first place to fill, None when the text may be sent."""
    missing = held_items(template, content)
    if not missing:
        return None
    words = f"{held_title()}:\n{held_words(template, missing)}"
    return Refused(HELD, words, first_place(missing[0], template, content))
