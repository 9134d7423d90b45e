"""The client that was written from the paper alone, as a carrier of the contract suite.

Every message of the suite goes over its line, and every reply must be believed and taken by it as by a desk: what it
then holds is what the reply said. The dense one speaks as desks do, in `sipa2`, in short and terse replies, and what
the suite gets is put together from what it holds then.
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
from sipa_core.wire.receipts import Receipt
from sipa_core.wire.records import Record
from tests.client.client import Client
from tests.client.http_line import Line
from tests.client.outbox import Op, Outbox
from tests.client.receipts import believed
from tests.client.terse import named
from tests.client.trust import NotOurServerError, RefusalError

T = TypeVar("T")


class PaperPeer(ReadAtOnce):
    """Carries what a desk says; knows the PCs that enrolled by it."""

    def __init__(self, url: str, *, dense: bool = False) -> None:
        self._url = url
        self._dense = dense
        self._pcs: dict[str, Client] = {}

    def enrol(self, request: EnrolRequest) -> EnrolReply:
        """The desk's place, with a client of its own."""
        line = Line(self._url, coding="sipa2" if self._dense else "zstd")
        reply = decode(_carried(lambda: line.post("/v1/enrol", _plain(request))).body, EnrolReply)
        line.server_id = reply.server_id
        place = reply.scope.village or ""
        key, epoch = reply.server_sign_pub, reply.epoch
        pc = Client(line, reply.device, reply.token, reply.person, place, key, epoch, Outbox(request.incarnation))
        pc.app, self._pcs[reply.device] = request.app, pc
        if self._dense:
            _carried(pc.sync)  # it learns what the server offers
        return reply

    def exchange(self, request: Request, token: str) -> Reply:
        """The reply, which the client has believed and taken."""
        pc, message = self._pcs[request.device], _plain(request)
        pc.token = token
        if self._dense:
            return _in_short(pc, message, request)
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


def _in_short(pc: Client, message: dict[str, Any], request: Request) -> Reply:
    """The reply as it would have been in full: receipts, and records with the patches laid over them."""
    message |= {"short": True, "terse": True} if pc.terse else {"short": True}
    answer, ops = _carried(lambda: pc.post(message)), [_op(op) for op in request.ops]
    taken, _again = _carried(lambda: pc.take(message, ops, answer))
    sealed = [(op.op_id, op.body) for op in ops]
    receipts = believed(taken, sealed, request.request_id, pc.server_key)
    names = [(patch["type"], named(patch, [op.body for op in ops])) for patch in taken.get("patches", [])]
    reply = decode(answer.body, Reply)
    assert (reply.receipts, bool(reply.server_id)) == ([], not message.get("terse"))
    return msgspec.structs.replace(
        reply,
        server_id=taken["server_id"],
        epoch=taken["epoch"],
        receipts=[msgspec.convert(vars(receipt), Receipt) for receipt in receipts],
        changes=[*reply.changes, *(msgspec.convert(vars(pc.feed.get(*name)), Record) for name in names)],
        answers=[],
        patches=[],
    )


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
