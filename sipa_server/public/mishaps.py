"""What a citizen reads when an address cannot be answered: a page in place of the problem that a program would get."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from litestar import Request, Response
from litestar.exceptions import HTTPException

from sipa_core.messages import N_, _
from sipa_server.errors import StorageError

API: Final = "/v1/"
"""What lies below is asked for by programs, which are answered in their language."""
_BUSY: Final = (
    N_("Server sedang penuh atau sibuk"),
    N_("Belum ada yang tersimpan. Tekan Kembali, tulisan Anda masih di formulirnya, lalu kirim lagi nanti."),
)
_BROKEN: Final = (
    N_("Server belum dapat menjawab"),
    N_("Mungkin yang Anda kirim belum sampai. Tekan Kembali, lalu coba lagi nanti."),
)
_TOO_LARGE: Final = (
    N_("Kiriman ini terlalu besar"),
    N_("Belum ada yang tersimpan. Tekan Kembali, pendekkan tulisannya atau pilih berkas yang lebih kecil."),
)
_ODD: Final = (
    N_("Halaman ini tidak dapat dibuka dengan cara itu"),
    N_("Tidak ada yang tersimpan. Buka halaman depan, lalu pilih desa Anda."),
)

AnyRequest = Request[Any, Any, Any]
Told = Callable[[AnyRequest, Any], Response[Any]]


def in_words(told: Told, page: Callable[[int, str, str], Response[str]]) -> Told:
    """Answer as `told` does, which also notes the fault, and citizens by a page of the same status and wait.

    `page` makes it of status, heading and words.
    """

    def answer(request: AnyRequest, fault: Exception) -> Response[Any]:
        answered = told(request, fault)
        if request.url.path.startswith(API):
            return answered
        heading, words = _words_for(fault, answered.status_code or 500)
        made = page(answered.status_code or 500, _(heading), _(words))
        if "retry-after" in answered.headers:
            made.headers["retry-after"] = answered.headers["retry-after"]
        made.headers["cache-control"] = "no-store"
        return made

    return answer


def _words_for(fault: Exception, status: int) -> tuple[str, str]:
    if isinstance(fault, StorageError):
        return _BUSY
    if status == 413:
        return _TOO_LARGE
    return _ODD if isinstance(fault, HTTPException) and status < 500 else _BROKEN
