"""Whose desk this is, as the registration said it. Secrets (token, keys) are not here but in the secrets port."""

from __future__ import annotations

import msgspec

from sipa_core.domain.roles import Actor, Role


class Identity(msgspec.Struct, frozen=True):
    """The person and place of this profile, and the pinned server."""

    device: str
    person: str
    person_name: str
    role: Role
    kecamatan: str
    village: str | None
    place_name: str
    server_url: str
    server_id: str
    server_sign_pub: str
    public_url: str
    device_name: str
    zone: str = "Asia/Makassar"
    left: tuple[str, ...] = ()
    """Villages that the kecamatan answers for no longer."""
    server_age_pub: str = ""
    """What bundles for the server are sealed with; empty until a server that knows of bundles has said it."""

    certificate: str = ""
    """SHA-256 (hex) of the own certificate of a server in an office; empty where a public authority vouches for it."""

    @property
    def line(self) -> str:
        """Where and how the server is spoken to (transport.address.pinned)."""
        return f"{self.server_url}#{self.certificate}" if self.certificate else self.server_url

    @property
    def actor(self) -> Actor:
        """The person as the rules know them."""
        return Actor(self.person, self.person_name, self.role, self.kecamatan, self.village, self.left)
