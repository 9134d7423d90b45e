"""What a page says when its work failed: what happened, what is safe, what to do.

The exception itself goes to the log, never to the person.
"""

from __future__ import annotations

import logging

from sipa_core.messages import _
from sipa_desktop.errors import KnownError

_log = logging.getLogger(__name__)


def sentence_of(fault: Exception) -> str:
    """Return the sentence for a person, and put a fault that nobody expected into the log."""
    if isinstance(fault, KnownError):
        return fault.message
    _log.error("work failed", exc_info=fault)
    return _("Ada yang tidak berjalan di aplikasi ini. Yang sudah tersimpan tetap aman. Coba lagi.")


def sentence_while_typing(fault: Exception) -> str:
    """Return the sentence about words that stay on the screen and that the autosave tries to save again."""
    return fault.typing if isinstance(fault, KnownError) else sentence_of(fault)
