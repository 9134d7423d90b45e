"""Codes for other PCs, asked of the server by a desk of the kecamatan: needs the line at that moment.

A code lives in the answer and on the screen; it is written into no database, log or outbox of this PC.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from sipa_core import ids
from sipa_core.messages import N_, _
from sipa_core.ops.words import problem_words
from sipa_core.ports import Clock, Entropy, Secrets
from sipa_core.sync.peer import CarriageError, Peer, Trouble
from sipa_core.wire.enrol import CodeReply, CodeRequest, normalise_code
from sipa_core.wire.problems import Problem
from sipa_core.wire.version import SIPA
from sipa_desktop.errors import Refused, refused
from sipa_desktop.platform.keys import TOKEN
from sipa_desktop.store.unit_of_work import Store
from sipa_desktop.sync.clock import judged
from sipa_desktop.sync.session import told_in
from sipa_desktop.sync.words import trouble_short

_UNSURE: Final = frozenset({Trouble.TIMEOUT, Trouble.CUT, Trouble.SERVER, Trouble.NOT_OURS})
"""After these nobody knows whether the server made the code."""

_WORDS: Final[dict[str, str]] = {
    Problem.BAD_REQUEST: N_("Nama itu belum dapat dipakai. Tidak ada yang berubah. Tulis nama orangnya dengan huruf."),
    Problem.NOT_FOUND: N_(
        "Server kecamatan belum dapat membuat kode dari sini. Tidak ada yang berubah. Minta pengelola server "
        "memperbaruinya."
    ),
    Problem.TOO_MANY_TRIES: N_("Sudah terlalu banyak kode dibuat dalam satu jam. Tunggu sebentar, lalu coba lagi."),
}


@dataclass(frozen=True)
class NewCode:
    """A code as it may be read out: 8 letters, for whom, and until when it counts (UTC ms)."""

    code: str = field(repr=False)
    person: str
    person_name: str
    village: str | None
    expires_at: int

    @property
    def groups(self) -> tuple[str, str]:
        """The two halves of four letters."""
        return self.code[:4], self.code[4:]


class Codes:
    """Asks the server for codes, on behalf of the person of this desk."""

    def __init__(
        self, store: Store, clock: Clock, entropy: Entropy, secrets: Secrets, peer_of: Callable[[str], Peer]
    ) -> None:
        self._store = store
        self._clock = clock
        self._entropy = entropy
        self._secrets = secrets
        self._peer_of = peer_of

    def make(self, name: str, village: str | None, *, hand_over: bool = False) -> NewCode | Refused:
        """A code for the person of a village (None: of the kecamatan); Refused with words when there is none.

        `hand_over` gives the village to that person; the one before ends with all PCs in the same act.
        """
        with self._store.read() as tx:
            identity, told = tx.meta.identity, told_in(tx)
        token = self._secrets.get(TOKEN)
        if identity is None or token is None:
            return refused(Problem.UNAUTHENTICATED)
        request = CodeRequest(
            ids.new_id(self._clock, self._entropy), identity.device, " ".join(name.split()), village, hand_over
        )
        try:
            reply = self._peer_of(identity.line).code(request, token)
        except CarriageError as fault:
            return _refused(judged(fault, self._clock.now(), told))
        if not _fits(reply, request, identity.server_id):
            return _refused(CarriageError(Trouble.NOT_OURS))
        return NewCode(reply.code, reply.person, reply.person_name, village, reply.expires_at)


def _fits(reply: CodeReply, request: CodeRequest, server_id: str) -> bool:
    ours = reply.sipa == SIPA and reply.server_id == server_id and reply.request_id == request.request_id
    return ours and normalise_code(reply.code) == reply.code


def _refused(fault: CarriageError) -> Refused:
    code = fault.code or fault.trouble.value
    if fault.code is not None and fault.trouble is not Trouble.SERVER:
        return Refused(code, _(_WORDS[fault.code]) if fault.code in _WORDS else problem_words(fault.code))
    if fault.trouble in _UNSURE:
        words = _(
            "{trouble}. Belum pasti apakah kodenya sudah dibuat; bila sudah, kode itu tidak diketahui siapa pun dan "
            "berakhir sendiri. Sambungkan lalu buat kode lagi."
        )
    else:
        words = _("{trouble}. Kode hanya dapat dibuat saat tersambung ke server. Tidak ada yang berubah.")
    return Refused(code, words.format(trouble=trouble_short(fault.trouble, fault.code)))
