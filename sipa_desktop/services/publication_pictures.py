"""The pictures and the sheet of a publication, made from its public figures and kept in memory by their content.

Making one takes a tenth of a second to half a second: never on the window's thread.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from enum import StrEnum

from sipa_core.domain.publication_figures import PublicFigures
from sipa_core.messages import _
from sipa_desktop.errors import KnownError

MOST_KEPT = 12


class PictureForm(StrEnum):
    """For a feed (1080 x 1350), for a story (1080 x 1920), for the board (A3)."""

    FEED = "feed"
    STORY = "story"
    BOARD = "papan"


class PublicationPictures:
    """Makes and remembers. The same figures give the same bytes, so they themselves are the key."""

    def __init__(self) -> None:
        self._made: OrderedDict[tuple[str, PublicFigures], bytes] = OrderedDict()
        self._lock = threading.Lock()

    def png(self, figures: PublicFigures, form: PictureForm) -> bytes:
        """The picture as PNG. KnownError when this installation cannot draw."""
        return self._kept(form.value, figures)

    def board_pdf(self, figures: PublicFigures) -> bytes:
        """The sheet for the board as PDF, A3 upright. KnownError when this installation cannot draw."""
        return self._kept("pdf", figures)

    def _kept(self, what: str, figures: PublicFigures) -> bytes:
        key = (what, figures)
        with self._lock:
            if key in self._made:
                self._made.move_to_end(key)
                return self._made[key]
        made = _draw(what, figures)
        with self._lock:
            self._made[key] = made
            while len(self._made) > MOST_KEPT:
                self._made.popitem(last=False)
        return made


def _draw(what: str, figures: PublicFigures) -> bytes:
    # Loading the typesetter costs time that no list needs.
    from sipa_render.board import render_board, render_board_pdf
    from sipa_render.feed import RenderError, render_feed
    from sipa_render.story import render_story

    makers = {"feed": render_feed, "story": render_story, "papan": render_board, "pdf": render_board_pdf}
    try:
        return makers[what](figures)
    except RenderError:
        raise KnownError(
            _("Gambar belum dapat dibuat"),
            _("Pemasangan SIPA di komputer ini tidak lengkap. Data Anda aman. Pasang ulang SIPA, lalu coba lagi."),
            "cannot_draw",
        ) from None
