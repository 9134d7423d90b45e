"""A server of a few lines that signs what a test tells it to say: for the desk's halves and thread alone.

It knows no rules of the office. What the real server does is tried with the World.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sipa_core import ids
from sipa_core.domain.roles import Role
from sipa_core.ops.feedback import Reply as Answer
from sipa_core.sync.peer import CarriageError, Trouble
from sipa_core.sync.scope import scope_digest
from sipa_core.wire.blobs import BlobPart, UploadState
from sipa_core.wire.enrol import CodeReply, CodeRequest, EnrolReply, EnrolRequest
from sipa_core.wire.exchange import Reply, Request, ScopeTold
from sipa_core.wire.ops import MadeAt, OpBody, SealedOp
from sipa_core.wire.phone import PhonePageEnd, PhonePageEnded, PhonePageReply, PhonePageRequest
from sipa_core.wire.receipts import Receipt, Status, receipts_digest
from sipa_core.wire.records import Record, RecordType, Ref
from sipa_desktop.events import Topic
from sipa_desktop.identity import Identity
from sipa_desktop.platform.keys import TOKEN
from sipa_desktop.store.unit_of_work import Store
from sipa_desktop.sync.engine import SyncEngine
from sipa_desktop.sync.session import MetaKey
from tests.support.clock import DictSecrets, HandClock, SeededEntropy
from tests.support.no_bundles import NoBundles
from tests.support.vaults import KEY

Script = Callable[[Request], Reply]
NOW = 1_752_114_840_000
EPOCH, OTHER_EPOCH = "e1" * 16, "e2" * 16
BABAYAU = "63.11.06.2024"
FEEDBACK = Ref(RecordType.FEEDBACK, "01980000-0000-7000-8000-000000000001")


class ScriptedServer(NoBundles):
    """Answers every request with receipts of `status` unless a script for the next request says otherwise."""

    def __init__(self) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(b"s" * 32)
        self.sign_pub = self._key.public_key().public_bytes_raw().hex()
        self.server_id = hashlib.sha256(bytes.fromhex(self.sign_pub)).hexdigest()
        self.epoch = EPOCH
        self.now = NOW
        self.seq = 0
        self.requests: list[Request] = []
        self.scripts: list[Script] = []
        self.asked = threading.Event()

    def exchange(self, request: Request, token: str) -> Reply:
        """Answer by the next script, or accept everything."""
        assert token == "token"
        self.requests.append(request)
        self.asked.set()
        return self.scripts.pop(0)(request) if self.scripts else self.accept(request)

    def unchanged(self, cursor: str, token: str) -> bool:
        """Something is always new here."""
        return False

    def enrol(self, request: EnrolRequest) -> EnrolReply:
        """Nobody registers here."""
        raise CarriageError(Trouble.REFUSED)

    def phone_page(self, request: PhonePageRequest, token: str) -> PhonePageReply:
        """No phone is served here."""
        raise CarriageError(Trouble.REFUSED)

    def end_phone_page(self, request: PhonePageEnd, token: str) -> PhonePageEnded:
        """No phone is served here."""
        raise CarriageError(Trouble.REFUSED)

    def code(self, request: CodeRequest, token: str) -> CodeReply:
        """Nobody is let in from here."""
        raise CarriageError(Trouble.REFUSED)

    def begin_upload(self, sha256: str, media: str, size: int, token: str) -> UploadState:
        """No attachments here."""
        raise CarriageError(Trouble.REFUSED)

    def upload_state(self, upload: str, sha256: str, token: str) -> UploadState:
        """No attachments here."""
        raise CarriageError(Trouble.REFUSED)

    def upload(self, state: UploadState, sha256: str, data: bytes, token: str) -> UploadState:
        """No attachments here."""
        raise CarriageError(Trouble.REFUSED)

    def blob(self, sha256: str, start: int, most: int, token: str) -> BlobPart:
        """No attachments here."""
        raise CarriageError(Trouble.REFUSED)

    def accept(self, request: Request) -> Reply:
        """Take everything."""
        return self.reply(request, [self.receipt(op, Status.ACCEPTED) for op in request.ops])

    def receipt(self, op: SealedOp, status: Status, code: str | None = None) -> Receipt:
        """One receipt, numbered on."""
        if status is Status.ACCEPTED:
            self.seq += 1
        seq = self.seq if status is Status.ACCEPTED else 0
        return Receipt(op.op_id, op.content_hash, status, self.now, seq=seq, rev=1 if seq else 0, code=code)

    def reply(self, request: Request, receipts: Sequence[Receipt] = (), **facts: object) -> Reply:
        """A signed reply; `facts` are other values of its members."""
        made = Reply(
            request_id=request.request_id,
            server_id=self.server_id,
            epoch=self.epoch,
            now=self.now,
            receipts=list(receipts),
            signature=self._key.sign(receipts_digest(request.request_id, receipts)).hex(),
            changes=[],
            since=0,
            upto=self.seq,
            cursor=f"c{self.seq}",
            more=False,
        )
        return msgspec.structs.replace(made, **facts)

    def signed(self, request: Request, told: ScopeTold) -> ScopeTold:
        """A word on the scope as it stands in the reply to that request."""
        signature = self._key.sign(scope_digest(request.request_id, told)).hex()
        return msgspec.structs.replace(told, signature=signature)

    def with_status(self, status: Status, code: str | None = None) -> Script:
        """A script that answers every op alike."""
        return lambda request: self.reply(request, [self.receipt(op, status, code) for op in request.ops])


def fails(trouble: Trouble, code: str | None = None, retry_after: float | None = None) -> Script:
    """A script in which nothing comes back."""

    def script(_request: Request) -> Reply:
        raise CarriageError(trouble, code, retry_after)

    return script


class Bench:
    """A registered profile with one citizen's word in it, and the server it speaks to."""

    def __init__(self, folder: Path) -> None:
        self.clock = HandClock(NOW)
        self.entropy = SeededEntropy("bench")
        self.secrets = DictSecrets()
        self.secrets.put(TOKEN, "token")
        self.server = ScriptedServer()
        self.store = Store(folder / "sipa.db", self.clock, self.entropy, KEY)
        self.identity = Identity(
            device="d",
            person="01980000-0000-7000-8000-0000000000aa",
            person_name="Norhayati",
            role=Role.ADMIN_DESA,
            kecamatan="63.11.06",
            village=BABAYAU,
            place_name="Desa Babayau",
            server_url="https://sipa.example",
            server_id=self.server.server_id,
            server_sign_pub=self.server.sign_pub,
            public_url="",
            device_name="PC",
        )
        fields = {"state": "baru", "msg[a].who": "citizen", "msg[a].text": "Lampu padam", "msg[a].at": 1}
        with self.store.write() as tx:
            tx.meta.put("identity", msgspec.json.encode(self.identity).decode())
            tx.meta.put(MetaKey.EPOCH, EPOCH)
            tx.server_records.take([Record(FEEDBACK.type, FEEDBACK.id, 1, BABAYAU, fields)])
        self.engine = SyncEngine(self.store, self.clock, self.entropy, self.secrets, lambda _url: self.server)

    def answer(self, text: str = "Lampu diganti.") -> str:
        """Queue an answer to the citizen and return its op_id."""
        with self.store.write() as tx:
            tx.propose("feedback.reply", FEEDBACK, Answer(text), "Jawaban")
            newest = tx.outbox.newest("feedback.reply", FEEDBACK)
        assert newest is not None
        return newest.op_id

    def put_raw(self, text: str, kind: str = "feedback.reply") -> str:
        """Queue an op without asking any rule."""
        op_id = ids.new_id(self.clock, self.entropy)
        fields = msgspec.Raw(msgspec.json.encode({"text": text}))
        body = OpBody(kind, FEEDBACK, fields, self.identity.person, MadeAt(self.clock.now(), "Asia/Makassar"))
        with self.store.write() as tx:
            tx.outbox.add(op_id, body, "Jawaban")
            tx.touch(Topic.OUTBOX)
        return op_id

    def state(self, op_id: str) -> str:
        """Where an op stands."""
        with self.store.read() as tx:
            item = tx.outbox.get(op_id)
        assert item is not None
        return item.state.value

    def close(self) -> None:
        """End the thread and close the file."""
        self.engine.stop()
        self.store.close()
