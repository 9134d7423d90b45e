"""Who works with the system: roles, and the person an op is made by."""

from __future__ import annotations

from enum import StrEnum

import msgspec


class Role(StrEnum):
    """What a person's desk may do; the rights themselves stand in `rights`."""

    ADMIN_DESA = "admin_desa"
    ADMIN_KECAMATAN = "admin_kecamatan"


class Actor(msgspec.Struct, frozen=True):
    """The person behind an op, as enrolled: `village` is None for people of the kecamatan.

    `left`: villages that the kecamatan answers for no longer; their codes still begin with its own.
    """

    person: str
    name: str
    role: Role
    kecamatan: str
    village: str | None = None
    left: tuple[str, ...] = ()

    def owns(self, village: str | None) -> bool:
        """True when a thing of that village is in this person's care: their village, or any of their kecamatan."""
        if village is None:
            return self.role is Role.ADMIN_KECAMATAN
        if self.role is Role.ADMIN_DESA:
            return village == self.village
        return village.startswith(self.kecamatan + ".") and village not in self.left
