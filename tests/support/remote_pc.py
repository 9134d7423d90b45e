"""A village's PC that never sees a network after its registration: it speaks to the server in sealed files alone."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

import msgspec
import pyrage
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sipa_core import ids
from sipa_core.domain.roles import Role
from sipa_core.sync.bundle_file import BlobSource, OpenBundle, seal, unseal
from sipa_core.wire.bundles import Direction, Manifest
from sipa_core.wire.codec import decode, encode
from sipa_core.wire.enrol import EnrolRequest
from sipa_core.wire.exchange import Reply
from sipa_core.wire.ops import SealedOp
from sipa_core.wire.records import Ref
from tests.support.server import BABAYAU, Pc, World


@dataclass
class RemotePc:
    """A village's PC that never sees a network after its registration."""

    pc: Pc
    sign: Ed25519PrivateKey
    age: pyrage.x25519.Identity
    counter: int = 0

    def guidance(self) -> SealedOp:
        """An op: something agreed."""
        self.counter += 1
        ref = Ref("guidance", ids.natural_id("guidance", self.pc.place.device, self.counter))
        return self.pc.op("guidance.put", ref, {"village": BABAYAU, "text": "Samakan kas.", "due": "2025-07-31"})

    def bundle(self, *ops: SealedOp, blobs: Sequence[BlobSource] = (), **changes: object) -> bytes:
        """A sealed file of these ops and attachments; `changes` of its manifest."""
        place = self.pc.place
        head = Manifest(
            place.device, place.server_id, Direction.TO_SERVER, place.epoch, self.counter, self.pc.clock.now()
        )
        out, request = io.BytesIO(), encode(self.pc.request(*ops))
        sealed = msgspec.structs.replace(head, **changes)
        seal(sealed, request, blobs, lambda message: self.sign.sign(message).hex(), place.server_age_pub, out)
        return out.getvalue()

    def opened(self, sealed: bytes) -> Reply:
        """The reply in a sealed file."""
        return decode(self.reply_bundle(sealed).exchange(), Reply)

    def reply_bundle(self, sealed: bytes) -> OpenBundle:
        """The sealed file, opened and found to be the server's for this PC."""
        plain = io.BytesIO()
        unseal(io.BytesIO(sealed), plain, str(self.age))
        bundle = OpenBundle(plain)
        bundle.verify(self.pc.place.server_sign_pub)
        assert bundle.manifest.recipient == self.pc.place.device
        return bundle

    @classmethod
    def enrolled(cls, world: World) -> RemotePc:
        """A PC of Babayau's admin."""
        sign, age = Ed25519PrivateKey.generate(), pyrage.x25519.Identity.generate()
        code = world.server.accounts.invite("Norhayati", Role.ADMIN_DESA, BABAYAU).code
        pub, incarnation = sign.public_key().public_bytes_raw().hex(), world.entropy.bytes(16).hex()
        place = world.carrier.enrol(EnrolRequest(code, "PC jauh", pub, str(age.to_public()), incarnation))
        return cls(Pc(world.carrier, place, world.entropy, world.clock, incarnation), sign, age)
