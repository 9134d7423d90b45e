"""A desk without a window: enrols, queues ops, exchanges them for receipts and the feed, in long or short form.

Short replies are terse as soon as the server offers it, and the next message goes ahead where the head says so.
"""

from __future__ import annotations

import copy
import json
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.client.http_line import Answer, Line
from tests.client.keys import age_pair, fresh_id, proof, sha256_hex, signing_key
from tests.client.onward import Promise, Sent, promised
from tests.client.outbox import Op, Outbox
from tests.client.receipts import Receipt, believed
from tests.client.records import Feed, GapError
from tests.client.scopes import FEW, MANY, told_scope
from tests.client.trust import NotOurServerError, RefusalError

SIPA = 1
OPS_AT_FIRST = 100
ROUNDS = 30
ZONE = "Asia/Makassar"


@dataclass
class Client:
    """One PC of one person, with all that a copy of its profile holds; `short` asks for short replies."""

    line: Line
    device: str
    token: str
    person: str
    place: str
    server_key: str
    epoch: str
    outbox: Outbox
    feed: Feed = field(default_factory=Feed)
    short: bool = True
    terse: bool = False
    """Whether the server has offered terse replies."""
    ops_at_most: int = OPS_AT_FIRST
    signing: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    age_identity: str = ""
    server_age: str = ""
    bundles: int = 0
    app: str = "0.1"
    waits: Mapping[str, Any] | None = None
    """A scope beyond which so much is held that a person has to agree before it goes."""

    def __deepcopy__(self, memo: dict[int, Any]) -> Client:
        """The same profile on another disk; a key for signatures is not copied but shared."""
        held = {name: copy.deepcopy(value, memo) for name, value in vars(self).items() if name != "signing"}
        return Client(**held, signing=self.signing)

    def op(
        self,
        kind: str,
        record: tuple[str, str],
        fields: Mapping[str, Any],
        base: Mapping[str, Any] | None = None,
    ) -> Op:
        """Queue one op."""
        body: dict[str, Any] = {
            "kind": kind,
            "record": {"type": record[0], "id": record[1]},
            "fields": dict(fields),
            "actor": self.person,
            "made_at": {"at": int(time.time() * 1000), "zone": ZONE},
        }
        if base is not None:
            body["base"] = dict(base)
        return self.outbox.add(body)

    def request(self, ops: list[Op], *, digest: bool = False, cursor: str | None = None) -> dict[str, Any]:
        """A message with these ops, as it travels; `cursor` is one that was promised and not yet taken."""
        message: dict[str, Any] = {"sipa": SIPA, "request_id": fresh_id(), "device": self.device}
        message |= {
            "incarnation": self.outbox.incarnation,
            "epoch": self.epoch,
            "cursor": cursor or self.feed.cursor,
            "app": self.app,
        }
        if self.short:
            message |= {"short": True, "terse": True} if self.terse else {"short": True}
        if digest:
            message["digest"] = True
        message["ops"] = [
            {"op_id": op.op_id, "op_no": op.number, "body": json_of(op.body), **({"had": op.stamp} if op.stamp else {})}
            for op in ops
        ]
        return message

    def post(self, message: Mapping[str, Any]) -> Answer:
        """Send a message under this PC's token."""
        return self.line.post("/v1/exchange", message, self.token)

    def sync(self, *, digest: bool = False) -> Mapping[str, Any]:
        """Exchange until the feed is read and no op is left that the server would take now; the last reply."""
        early: Sent | None = None
        for _ in range(ROUNDS):
            sent = early or self._sent(self.outbox.seal(self.ops_at_most), digest=digest)
            promise = promised(sent.answer)
            early = self._ahead(sent, promise)
            reply, again = self.take(sent.message, sent.ops, sent.answer)
            if promise is not None and not promise.kept(reply, self.feed.cursor, sent):
                early = None
            if early is None and not again:
                return reply
        raise AssertionError("the server never said that this was all")

    def _sent(self, ops: list[Op], *, digest: bool = False, cursor: str | None = None) -> Sent:
        message = self.request(ops, digest=digest, cursor=cursor)
        return Sent(message, ops, self.post(message))

    def _ahead(self, sent: Sent, promise: Promise | None) -> Sent | None:
        """The next message, sent before the reply to this one is read; None where there is nothing to go by or for."""
        if promise is None:
            return None
        ops = self.outbox.seal(self.ops_at_most, beside=sent.ops)
        if not ops and not promise.more:
            return None
        try:
            return self._sent(ops, cursor=promise.cursor)
        except (RefusalError, NotOurServerError, OSError):
            return None

    def take(self, message: Mapping[str, Any], ops: list[Op], answer: Answer) -> tuple[Mapping[str, Any], bool]:
        """Believe an answer, or raise NotOurServerError and change nothing; the reply, and whether to ask again."""
        reply = self._ours(answer, message)
        scope = told_scope(reply, str(message["request_id"]), self.server_key)
        receipts = believed(reply, [(op.op_id, op.body) for op in ops], str(message["request_id"]), self.server_key)
        again = self._answered(ops, receipts, reply.get("stamps", [])) or bool(reply.get("more"))
        self.token = reply.get("token") or self.token
        limits = reply.get("limits", {})
        self.ops_at_most, self.terse = limits.get("ops", OPS_AT_FIRST), bool(limits.get("terse"))
        self.epoch = reply["epoch"]
        if reply.get("reset") == "epoch":
            self.outbox.ask_again()
            self.feed.another_history()
            again = True
        if scope is not None:
            self.meet(scope)
        try:
            self.feed.take(reply, [op.body for op in ops])
        except GapError:
            self.feed.restart()
            return reply, True
        return reply, again

    def meet(self, scope: Mapping[str, Any], *, agreed: bool = False) -> None:
        """Take the place that a scope says, and forget what is held beyond it; much only when a person has agreed."""
        self.place, self.waits = scope.get("village") or "", None
        beyond = self.feed.beyond(scope)
        if not agreed and (len(beyond) > MANY or (len(beyond) > FEW and len(beyond) * 10 > len(self.feed.held))):
            self.waits = scope
            return
        self.feed.forget(beyond, keep=self.outbox.speaks_of())

    def unchanged(self) -> bool:
        """Ask by GET whether anything is new: False means that a message has to be sent."""
        nonce = secrets.token_hex(8)
        headers = {
            "Authorization": f"Bearer {self.token}",
            "If-None-Match": f'"{self.feed.cursor}"',
            "Sipa-Nonce": nonce,
        }
        answer = self.line.checked(self.line.ask("GET", "/v1/exchange", headers=headers))
        if answer.status == 204:
            return False
        wanted = proof(self.token, "sipa-unchanged-1", nonce, str(self.feed.cursor))[:32]
        if answer.status != 304 or not secrets.compare_digest(answer.headers.get("sipa-proof", ""), wanted):
            raise NotOurServerError("304 without a proof")
        return True

    def _ours(self, answer: Answer, message: Mapping[str, Any]) -> Mapping[str, Any]:
        """The reply, with what a terse one leaves out; only a signature names its server then."""
        reply = answer.json()
        if answer.status != 200 or reply.get("sipa", SIPA) != SIPA:
            raise NotOurServerError("another language")
        if message.get("terse"):
            left_out = {"server_id": self.line.server_id, "epoch": message["epoch"]}
            reply |= {name: value for name, value in left_out.items() if not reply.get(name)}
        if reply.get("request_id") != message["request_id"] or reply.get("server_id") != self.line.server_id:
            raise NotOurServerError("another request, or another server")
        return reply

    def _answered(self, ops: list[Op], receipts: list[Receipt], stamps: list[str]) -> bool:
        """Keep what is final; whether more could be sent at once: all were final and others wait, or it was a fork."""
        final, fork = True, any(receipt.status == "fork" for receipt in receipts)
        for place, (op, receipt) in enumerate(zip(ops, receipts, strict=True)):
            final = self.outbox.take(op, receipt) and final
            if place < len(stamps) and stamps[place]:
                op.stamp = stamps[place]
        if fork:
            self.outbox.new_incarnation()
        return fork or (final and self.outbox.waits())


def json_of(body: bytes) -> Any:
    """A sealed body as a part of a message; it is written out again to the very same bytes."""
    return json.loads(body)


def enrol(url: str, code: str, name: str = "PC kantor") -> Client:
    """Give a code for a place; RefusalError when it is not taken, NotOurServerError when key and name differ."""
    key, public = signing_key()
    identity, recipient = age_pair()
    outbox, line = Outbox(), Line(url)
    message = {"sipa": SIPA, "code": code, "device_name": name, "sign_pub": public, "age_pub": recipient}
    message |= {"incarnation": outbox.incarnation, "app": "0.1", "kind": "desktop"}
    said = line.post("/v1/enrol", message).json()
    if said.get("sipa", SIPA) != SIPA or sha256_hex(bytes.fromhex(said["server_sign_pub"])) != said["server_id"]:
        raise NotOurServerError("its name is not that of its key")
    line.server_id = said["server_id"]
    place = said["scope"].get("village") or ""
    return Client(
        line,
        said["device"],
        said["token"],
        said["person"],
        place,
        said["server_sign_pub"],
        said["epoch"],
        outbox,
        signing=key,
        age_identity=identity,
        server_age=said.get("server_age_pub", ""),
    )
