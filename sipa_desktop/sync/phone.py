"""A page for the phone: asked for at the kecamatan's server at the moment it is wanted, and ended there.

The code is shown and forgotten: it is never stored on this PC, and nothing of a page waits in the outbox.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from sipa_core import ids
from sipa_core.messages import _
from sipa_core.ops.words import problem_words
from sipa_core.ports import Clock, Entropy, Secrets
from sipa_core.sync.peer import CarriageError, Peer, Trouble
from sipa_core.wire.phone import (
    PhonePageEnd,
    PhonePageReply,
    PhonePageRequest,
    code_in_groups,
    normal_page_code,
    phone_address,
    phone_digest,
    phone_link,
)
from sipa_core.wire.problems import Problem
from sipa_core.wire.version import SIPA
from sipa_desktop.errors import Refused, refused
from sipa_desktop.identity import Identity
from sipa_desktop.platform.keys import TOKEN, is_signed
from sipa_desktop.store.unit_of_work import Store
from sipa_desktop.sync.clock import judged
from sipa_desktop.sync.session import told_in
from sipa_desktop.sync.words import trouble_words
from sipa_desktop.transport.address import is_loopback

NO_LINE = frozenset(
    {Trouble.NO_NETWORK, Trouble.NO_NAME, Trouble.REFUSED, Trouble.TIMEOUT, Trouble.CUT, Trouble.PORTAL, Trouble.PROXY}
)


@dataclass(frozen=True)
class PhoneDoor:
    """A page that may be opened now. `link` is for the QR; `address` and `code` say the same to be typed.

    `only_here` is true when the server's address can be reached from this PC alone, as in a practice on one PC.
    """

    page: str
    link: str = field(repr=False)
    address: str
    code: str = field(repr=False)
    expires_at: int
    only_here: bool


class PhonePages:
    """Asks for pages in the name of the person of this desk."""

    def __init__(
        self, store: Store, clock: Clock, entropy: Entropy, secrets: Secrets, peer_of: Callable[[str], Peer]
    ) -> None:
        self._store = store
        self._clock = clock
        self._entropy = entropy
        self._secrets = secrets
        self._peer_of = peer_of

    def open(self, publication_id: str, captions: Mapping[str, str]) -> PhoneDoor | Refused:
        """A page for the publication with the words left for each channel; Refused says why not and what to do.

        A trouble of the line has its own code (`Trouble`), so that the window can point to the way without a network.
        """
        identity, token = self._known()
        if identity is None or token is None:
            return refused(Problem.UNAUTHENTICATED)
        request = PhonePageRequest(
            ids.new_id(self._clock, self._entropy), identity.device, publication_id, dict(captions)
        )
        try:
            reply = self._peer_of(identity.line).phone_page(request, token)
            return _door(identity, request, reply)
        except CarriageError as fault:
            return _no(self._judged(fault))

    def end(self, page: str) -> Refused | None:
        """End a page at once; None when the server has ended it."""
        identity, token = self._known()
        if identity is None or token is None:
            return refused(Problem.UNAUTHENTICATED)
        try:
            self._peer_of(identity.line).end_phone_page(PhonePageEnd(identity.device, page), token)
        except CarriageError as fault:
            return _no(self._judged(fault))
        return None

    def _judged(self, fault: CarriageError) -> CarriageError:
        with self._store.read() as tx:
            told = told_in(tx)
        return judged(fault, self._clock.now(), told)

    def _known(self) -> tuple[Identity | None, str | None]:
        with self._store.read() as tx:
            identity = tx.meta.identity
        return identity, self._secrets.get(TOKEN)  # outside: secrets are read from the same store


def _door(identity: Identity, request: PhonePageRequest, reply: PhonePageReply) -> PhoneDoor:
    """What the reply opens; NOT_OURS when it is not our server's answer to this very request."""
    digest = phone_digest(request.request_id, reply.page, reply.code, reply.site, reply.expires_at)
    code = normal_page_code(reply.code)
    site = (reply.site or identity.server_url).rstrip("/")
    whole = (
        reply.sipa == SIPA
        and reply.request_id == request.request_id
        and reply.server_id == identity.server_id
        and code is not None
        and urlsplit(site).scheme in ("https", "http")
        and is_signed(identity.server_sign_pub, digest, reply.signature)
    )
    if not whole or code is None:
        raise CarriageError(Trouble.NOT_OURS)
    return PhoneDoor(
        reply.page,
        phone_link(site, code),
        phone_address(site),
        code_in_groups(code),
        reply.expires_at,
        is_loopback(urlsplit(site).hostname),
    )


def _no(fault: CarriageError) -> Refused:
    """Words for the moment of asking: here nothing waits to be sent, so the words of sending would not be true."""
    if fault.trouble in NO_LINE:
        words = _("Server kecamatan belum tercapai, jadi halaman untuk HP belum dapat dibuat. Tidak ada yang berubah.")
        return Refused(fault.trouble.value, words)
    if fault.code == Problem.NOT_NOW:
        return Refused(fault.code, _("Laporan ini belum terbit, jadi belum ada yang dapat diposting."))
    if fault.code == Problem.TOO_MANY_TRIES:
        return Refused(fault.code, _("Terlalu sering membuat halaman. Tunggu satu jam, lalu coba lagi."))
    if fault.code == Problem.NOT_FOUND:
        return Refused(fault.code, _("Server kecamatan belum mengenal Buka di HP. Minta kecamatan memperbaruinya."))
    if fault.code is not None:
        return Refused(fault.code, problem_words(fault.code))
    return Refused(fault.trouble.value, trouble_words(fault))
