"""What became of the last update of the program, as it is kept until somebody has read it."""

from __future__ import annotations

from typing import Final

from sipa_core.messages import _

UPDATE_TOLD: Final = "update_told"
"""The small fact: `+` or `-` and the version, or `!` and a sentence why it did not begin."""


def told_words(kept: str | None) -> str:
    """The sentence for what became of the last update; empty when there is nothing to tell."""
    if not kept:
        return ""
    if kept.startswith("!"):
        return kept[1:]
    if kept.startswith("+"):
        return _("SIPA sudah diperbarui ke versi {version}. Semua data dan kiriman tetap utuh.").format(
            version=kept[1:]
        )
    words = _(
        "Versi {version} tidak dapat dibuka di komputer ini, jadi SIPA yang lama dipakai lagi. Data dan kiriman Anda "
        "utuh. Beri tahu admin kecamatan."
    )
    return words.format(version=kept[1:])
