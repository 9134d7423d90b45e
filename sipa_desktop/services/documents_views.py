"""A paper as the windows get it: a title, a file name, and functions that make its pages when they are called for.

Making pages takes time and may raise KnownError; both functions are for a worker's thread.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import msgspec

from sipa_core.messages import _
from sipa_desktop.errors import KnownError
from sipa_desktop.platform.whole_files import write_whole

if TYPE_CHECKING:
    from sipa_render.paper import Paper

T = TypeVar("T")


class Document(msgspec.Struct, frozen=True):
    """One paper: `title` for the window, `file_name` as a proposal, with its ending."""

    title: str
    file_name: str
    paper: Paper

    @property
    def landscape(self) -> bool:
        """True when the sheets lie on their long side."""
        return self.paper.landscape

    def pages(self, dpi: float) -> tuple[bytes, ...]:
        """Return every page as PNG at `dpi` pixels an inch. KnownError when this installation cannot draw."""
        return _made(lambda: self.paper.pages(dpi))

    def pdf(self) -> bytes:
        """Return the whole paper as PDF. KnownError when this installation cannot draw."""
        return _made(self.paper.pdf)

    def save_pdf(self, path: Path) -> None:
        """Write the paper as PDF, whole or not at all. KnownError with words when it cannot be drawn or written."""
        write_whole(path, self.pdf())


def _made(make: Callable[[], T]) -> T:
    from sipa_render.typesetting import RenderError

    try:
        return make()
    except RenderError:
        raise KnownError(
            _("Dokumen belum dapat dibuat"),
            _("Pemasangan SIPA di komputer ini tidak lengkap. Data Anda aman. Pasang ulang SIPA, lalu coba lagi."),
            "cannot_draw",
        ) from None
