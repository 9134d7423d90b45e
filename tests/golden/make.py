"""Write the messages of the present code, as they are on the wire, into a new folder:

    python -m tests.golden.make tests/golden/form-7

Clock and chance are fixed, so the same code writes the same bytes, but for sealed bundles, which age makes anew each
time. It runs with the code of older versions too: what they do not know, they do not write.
"""

from __future__ import annotations

import inspect
import io
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
import pyrage
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sipa_core import ids
from sipa_core.domain import paths
from sipa_core.domain.roles import Role
from sipa_core.ops.registry import KINDS
from sipa_core.sync.bundle_file import seal
from sipa_core.wire.bundles import Direction, Manifest
from sipa_core.wire.codec import decode, encode, pack
from sipa_core.wire.enrol import CodeRequest, EnrolReply, EnrolRequest
from sipa_core.wire.exchange import Reply, Request
from sipa_core.wire.ops import MadeAt, OpBody, SealedOp
from sipa_core.wire.problems import ProblemBody
from sipa_core.wire.records import Ref
from sipa_server.http.problems import STATUS, problem
from tests.golden.samples import AT, SAMPLES, VILLAGE
from tests.support.clock import SeededEntropy
from tests.support.world import World

TEMPLATE, PERIOD = "kegiatan_bulanan", "2025-06"
MADE = MadeAt(AT, "Asia/Makassar")


def known(struct: type[Any], /, **members: Any) -> Any:
    """A struct with those members that it has in this version."""
    return struct(**{name: value for name, value in members.items() if name in struct.__struct_fields__})


class Writer:
    """Plays a small day between one PC of a village, one of the kecamatan, and the server, and keeps what is said."""

    def __init__(self, world: World, folder: Path) -> None:
        self._world, self._folder = world, folder
        self._entropy = SeededEntropy("golden")
        self._peer = world.server.peer("golden")
        self._places: dict[str, EnrolReply] = {}
        self._numbers: dict[str, int] = {}
        self._cursors: dict[str, str] = {}

    def keep(self, name: str, message: object) -> None:
        """Write one message as compact JSON."""
        (self._folder / f"{name}.json").write_bytes(encode(message))

    def fresh(self) -> str:
        """A UUIDv7 of this world."""
        return ids.new_id(self._world.clock, self._entropy)

    def enrol(self, who: str, code: str) -> None:
        """A PC gets its place."""
        asked = known(
            EnrolRequest,
            code=code,
            device_name=f"PC {who}",
            sign_pub=self._entropy.bytes(32).hex(),
            age_pub="",
            incarnation=self.fresh(),
            app="0.1.0",
            kind="desktop",
        )
        self._places[who] = self._peer.enrol(asked)
        self._numbers[who] = 0
        self.keep(f"enrol-{who}.request", asked)
        self.keep(f"enrol-{who}.reply", self._places[who])

    def bundle(self, code: str, report: str, told: Mapping[str, Any]) -> None:
        """A PC speaks by stick: its sealed bundle, the reply, the answer to the courier, and the keys to read them."""
        identity, signing = pyrage.x25519.Identity.generate(), Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
        place = self._peer.enrol(
            EnrolRequest(
                code=code,
                device_name="PC tanpa jaringan",
                sign_pub=signing.public_key().public_bytes_raw().hex(),
                age_pub=str(identity.to_public()),
                incarnation="stick-1",
            )
        )
        self._places["stick"], self._numbers["stick"] = place, 0
        op = self.op("stick", "report.submit", report, told | {"content": {"umum.nihil": True}, "newest_seen": 1})
        asked = Request(self.fresh(), place.device, "stick-1", place.epoch, [op])
        head = Manifest(place.device, place.server_id, Direction.TO_SERVER, place.epoch, 1, AT)
        sealed = io.BytesIO()
        seal(head, encode(asked), [], lambda data: signing.sign(data).hex(), place.server_age_pub, sealed)
        sealed.seek(0)
        answer = self._world.server.bundles.take(sealed)
        self.keep("bundle.reply", answer)
        (self._folder / "to-server.sipa").write_bytes(sealed.getvalue())
        reply = self._world.server.bundles.files.reply_part(answer.reply, 0, answer.reply_size)
        (self._folder / "to-desk.sipa").write_bytes(reply)
        keys = {
            "server": self._world.server.keys.age_identity,
            "desk": str(identity),
            "desk_sign_pub": signing.public_key().public_bytes_raw().hex(),
            "server_sign_pub": place.server_sign_pub,
        }
        (self._folder / "bundle.keys").write_bytes(encode(keys))

    def code(self) -> None:
        """The kecamatan asks for a code."""
        place = self._places["kecamatan"]
        asked = CodeRequest(self.fresh(), place.device, "Norhayati", VILLAGE, hand_over=True)
        self.keep("code.request", asked)
        self.keep("code.reply", self._peer.code(asked, place.token))

    def op(self, who: str, kind: str, record: str, fields: Mapping[str, Any], **more: Any) -> SealedOp:
        """An op with the next number, sealed."""
        self._numbers[who] += 1
        body = sealed_body(kind, record, fields, self._places[who].person, more.get("base"))
        return SealedOp(self.fresh(), more.get("number", self._numbers[who]), msgspec.Raw(body))

    def exchange(self, name: str, who: str, *ops: SealedOp, **flags: object) -> Reply:
        """One exchange, kept under its name, the first of a PC as it travels: packed."""
        place = self._places[who]
        asked: Request = known(
            Request,
            request_id=self.fresh(),
            device=place.device,
            incarnation=f"{who}-1",
            epoch=place.epoch,
            ops=list(ops),
            cursor=self._cursors.get(who),
            app="0.1.0",
            **flags,
        )
        reply = self._peer.exchange(asked, place.token)
        self._cursors[who] = reply.cursor
        self.keep(f"exchange-{name}.request", asked)
        if name.startswith("first"):
            self._packed(f"exchange-{name}.reply", reply)
        else:
            self.keep(f"exchange-{name}.reply", reply)
        return reply

    def _packed(self, name: str, message: object) -> None:
        ours = [{name: True} for name in ("densely", "in_columns") if name in inspect.signature(pack).parameters]
        codings: list[dict[str, bool]] = [{}, *ours]
        for how in codings:
            data, coding = pack(encode(message), **how)
            (self._folder / f"{name}.json.{coding}").write_bytes(data)


def sealed_body(kind: str, record: str, fields: Mapping[str, Any], actor: str, base: Any = None) -> bytes:
    """The bytes of an op's body as a desk of this version seals them; what the kind does not know yet is left out."""
    payload = KINDS[kind].payload if kind in KINDS else None
    if payload is not None:
        told = {name: value for name, value in fields.items() if name in payload.__struct_fields__}
        raw = encode(msgspec.convert(told, payload))
    else:
        raw = encode(fields)
    ref = Ref(KINDS[kind].record_type if kind in KINDS else "report", record)
    body = known(OpBody, kind=kind, record=ref, fields=msgspec.Raw(raw), actor=actor, made_at=MADE)
    raw = encode(body)
    return raw if base is None else raw[:-1] + b',"base":' + encode(base) + b"}"


def write(folder: Path) -> None:
    """Write every message into the folder, which must not hold any yet."""
    folder.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as place:
        world = World(Path(place))
        try:
            _day(Writer(world, folder), world)
        finally:
            world.close()
    for kind, (_type, fields) in SAMPLES.items():
        if kind in KINDS:
            body = sealed_body(kind, ids.natural_id("golden", kind), fields, ids.natural_id("golden", "person"))
            sealed = SealedOp(ids.natural_id("golden", kind, "op"), 7, msgspec.Raw(body))
            (folder / f"op-{kind}.json").write_bytes(encode(sealed))
    for code in STATUS:
        raw = problem(code, detail="cursor or nonce", retry_after=30).content
        (folder / f"problem-{code}.json").write_bytes(encode(decode(raw, ProblemBody)))


def _day(writer: Writer, world: World) -> None:
    report, draft = ids.report_id(VILLAGE, TEMPLATE, PERIOD), ids.natural_id("draft", VILLAGE, TEMPLATE, PERIOD, "0")
    told = {"village": VILLAGE, "template": TEMPLATE, "template_version": 2, "period": PERIOD}
    content = {"umum.uraian": "Gotong royong.", "umum.nihil": True}
    writer.enrol("kecamatan", world.kecamatan_code)
    writer.enrol("desa", world.server.accounts.invite("Norhayati", Role.ADMIN_DESA, VILLAGE).code)
    writer.exchange("first-kecamatan", "kecamatan")
    writer.exchange("first-desa", "desa")
    submit = writer.op("desa", "report.submit", report, told | {"content": content})
    refused = writer.op("desa", "no.such.kind", report, {})
    sent = writer.exchange("long", "desa", submit, refused)
    again = writer.op("desa", "report.submit", report, told | {"content": content}, number=submit.op_no)
    writer.exchange("fork", "desa", again)
    version = next(record for record in sent.changes if record.type == "version")
    named = {"version": version.id, "content_hash": submit.content_hash}
    opened = writer.op("kecamatan", "review.open", ids.natural_id("review", version.id), named)
    writer.exchange("review", "kecamatan", opened)
    if "draft.save" in KINDS:
        _drafts(writer, draft, told)
    writer.code()
    writer.bundle(
        world.server.accounts.invite("Norhayati", Role.ADMIN_DESA, VILLAGE, hand_over=True).code, report, told
    )


def _drafts(writer: Writer, draft: str, told: Mapping[str, Any]) -> None:
    """What came with drafts and short replies: all receipts, patches, answers, a digest, cursors, an op sent again."""
    first, second = {"umum.uraian": "Satu."}, {"umum.uraian": "Dua."}
    saved = writer.op("desa", "draft.save", draft, dict(told) | {"changes": first})
    writer.exchange("short", "desa", saved, short=True)
    named = {"rev": 1, "mark": paths.mark_of(first)[:8]} if hasattr(paths, "mark_of") else {"rev": 1}
    ops = [
        writer.op("desa", "draft.save", draft, dict(told) | {"changes": second}, base={"rev": 1}),
        writer.op("desa", "draft.save", draft, dict(told) | {"changes": {"umum.kendala": "Hujan."}}, base=named),
        writer.op("desa", "draft.save", draft, dict(told) | {"changes": {"umum.uraian": "Tiga."}}, base={"rev": 1}),
        writer.op("desa", "draft.save", draft, dict(told) | {"changes": first}, base={"op": writer.fresh()}),
    ]
    reply = writer.exchange("receipts", "desa", *ops)
    had = msgspec.structs.replace(ops[0], had=reply.stamps[0])
    writer.exchange("again", "desa", had, short=True)
    writer.exchange("digest", "desa", short=True, digest=True)
    if "seen" in Request.__struct_fields__:
        writer.exchange("seen", "desa", short=True, seen=[reply.cursor])
    if "terse" in Request.__struct_fields__:
        july = dict(told) | {"period": "2025-07"}
        begun = writer.op("desa", "draft.save", ids.draft_id(VILLAGE, TEMPLATE, "2025-07"), july | {"changes": first})
        report = ids.report_id(VILLAGE, TEMPLATE, "2025-07")
        sent = writer.op("desa", "report.submit", report, july | {"content": first})
        writer.exchange("terse", "desa", begun, sent, short=True, terse=True)


if __name__ == "__main__":
    write(Path(sys.argv[1]))
