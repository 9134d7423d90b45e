"""A paper as the windows get it: a title, a file name, and functions that make its pages when they are called for.

Making pages takes time and may raise KnownError; all of it is for a worker's thread.
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

PDF, WORD, EXCEL = ".pdf", ".docx", ".xlsx"


class Made(msgspec.Struct, frozen=True):
    """The bytes of a file, and what the person should know about it ("" for nothing)."""

    data: bytes
    remark: str = ""


class Document(msgspec.Struct, frozen=True):
    """One paper: `title` for the window, `file_name` as a proposal, with its ending.

    `word` and `excel` make the same for other programs, None where that makes no sense. `remark` is what the person
    should know of the paper itself, such as that the kecamatan's own template could not be used.
    """

    title: str
    file_name: str
    paper: Paper
    word: Callable[[], Made] | None = None
    excel: Callable[[], bytes] | None = None
    remark: str = ""

    @property
    def landscape(self) -> bool:
        """True when the sheets lie on their long side."""
        return self.paper.landscape

    @property
    def endings(self) -> tuple[str, ...]:
        """The kinds of file that `save_as` makes."""
        more = ((WORD, self.word), (EXCEL, self.excel))
        return (PDF, *(ending for ending, make in more if make is not None))

    def pages(self, dpi: float) -> tuple[bytes, ...]:
        """Return every page as PNG at `dpi` pixels an inch. KnownError when this installation cannot draw."""
        return _made(lambda: self.paper.pages(dpi))

    def pdf(self) -> bytes:
        """Return the whole paper as PDF. KnownError when this installation cannot draw."""
        return _made(self.paper.pdf)

    def save_pdf(self, path: Path) -> None:
        """Write the paper as PDF, whole or not at all. KnownError with words when it cannot be drawn or written."""
        write_whole(path, self.pdf())

    def save_as(self, path: Path) -> str:
        """Write the paper as what the ending says and return what the person should know of it, "" for nothing.

        KnownError with words when it cannot be made or written, also for an ending that is none of `endings`.
        """
        ending = path.suffix.lower()
        if ending == WORD and self.word is not None:
            made = _made(self.word)
            write_whole(path, made.data)
            return made.remark
        if ending == EXCEL and self.excel is not None:
            write_whole(path, self.excel())
            return ""
        if ending != PDF:
            raise KnownError(
                _("Bentuk berkas ini belum ada"),
                _("Dokumen ini dapat disimpan sebagai {endings}. Tidak ada yang ditulis.").format(
                    endings=", ".join(self.endings)
                ),
                "no_such_form",
            )
        self.save_pdf(path)
        return self.remark


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
