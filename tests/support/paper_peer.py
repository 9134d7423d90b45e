"""The client that was written from the paper alone, as a carrier of the contract suite.

Every message of the suite goes over its line, and every reply must be believed and taken by it as by a desk: what it
then holds is what the reply said.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import msgspec

from sipa_core.sync.peer import CarriageError, ReadAtOnce, Trouble
from sipa_core.wire.codec import decode, encode
from sipa_core.wire.enrol import CodeReply, CodeRequest, EnrolReply, EnrolRequest
from sipa_core.wire.exchange import Reply, Request
from sipa_core.wire.ops import SealedOp
from tests.client.client import Client
from tests.client.http_line import Line
from tests.client.outbox import Op, Outbox
from tests.client.trust import NotOurServerError, RefusalError

T = TypeVar("T")


class PaperPeer(ReadAtOnce):
    """Carries what a desk says; knows the PCs that enrolled by it."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._pcs: dict[str, Client] = {}

    def enrol(self, request: EnrolRequest) -> EnrolReply:
        """The desk's place, with a client of its own."""
        line = Line(self._url)
        reply = decode(_carried(lambda: line.post("/v1/enrol", _plain(request))).body, EnrolReply)
        line.server_id = reply.server_id
        place = reply.scope.village or ""
        key, epoch = reply.server_sign_pub, reply.epoch
        self._pcs[reply.device] = Client(line, reply.device, reply.token, reply.person, place, key, epoch, Outbox())
        return reply

    def exchange(self, request: Request, token: str) -> Reply:
        """The reply, which the client has believed and taken."""
        pc, message = self._pcs[request.device], _plain(request)
        pc.token = token
        answer = _carried(lambda: pc.post(message))
        _carried(lambda: pc.take(message, [_op(op) for op in request.ops], answer))
        reply = decode(answer.body, Reply)
        for said in reply.changes:
            held = pc.feed.get(said.type, said.id)
            assert held.rev > said.rev or (held.rev, held.village, held.fields) == (said.rev, said.village, said.fields)
        return reply

    def code(self, request: CodeRequest, token: str) -> CodeReply:
        """A code for another PC."""
        pc = self._pcs[request.device]
        return decode(_carried(lambda: pc.line.post("/v1/code", _plain(request), token)).body, CodeReply)


def _op(sealed: SealedOp) -> Op:
    body = bytes(sealed.body)
    return Op(sealed.op_id, body, msgspec.json.decode(body)["kind"], sealed.op_no, sealed.had)


def _plain(message: object) -> dict[str, Any]:
    """The message as whoever writes JSON by hand has it."""
    return msgspec.json.decode(encode(message), type=dict[str, Any])


def _carried(ask: Callable[[], T]) -> T:
    try:
        return ask()
    except RefusalError as no:
        trouble = Trouble.BUSY if no.status == 429 else Trouble.SERVER if no.status >= 500 else Trouble.PROBLEM
        raise CarriageError(trouble, no.code, no.wait) from None
    except NotOurServerError as fault:
        raise CarriageError(Trouble.NOT_OURS) from fault
