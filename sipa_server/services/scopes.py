"""Who sees what, changed by whoever keeps the server: a person moves to another village, a village leaves or returns.

Nothing is removed here. What a desk may no longer see it is told at its next exchange (`ExchangeService`), and a scope
that was changed by mistake is changed back the same way: the desk then reads all of it again.
"""

from __future__ import annotations

from typing import Final

from sipa_core import ids
from sipa_core.domain.roles import Role
from sipa_core.messages import _
from sipa_core.ports import Clock
from sipa_core.wire.records import RecordType, Ref
from sipa_server.errors import KnownError
from sipa_server.services.account_records import tell_device, tell_person
from sipa_server.store.account_rows import Person
from sipa_server.store.audit_rows import Entry
from sipa_server.store.unit_of_work import Store, Work

MOVED: Final = "person.move"
LEFT: Final = "village.leave"
RETURNED: Final = "village.return"


class ScopeService:
    """Changes scopes. Every refusal is a KnownError and changes nothing."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def move(self, person: str, village: str) -> Person:
        """Give a village's person another village, with all their PCs; the person as they are now."""
        with self._store.write() as work:
            found = work.accounts.person(person)
            if found is None or found.ended_at is not None or found.role is not Role.ADMIN_DESA:
                raise KnownError(
                    _("Orang itu tidak dapat dipindahkan"),
                    _(
                        "Tidak ada yang berubah. Hanya admin desa yang masih bertugas dapat pindah desa. "
                        "Lihat nomornya dengan `sipa-server revoke --data FOLDER`."
                    ),
                    "unknown_person",
                )
            _known(work, village)
            if village in found.left:
                raise KnownError(
                    _("Desa {code} sudah keluar dari kecamatan ini").format(code=village),
                    _("Tidak ada yang berubah. Kembalikan desanya lebih dahulu."),
                    "village_left",
                )
            if found.village == village:
                return found
            holders = work.accounts.active(found.kecamatan, village)
            if holders:
                raise KnownError(
                    _("Desa itu sudah punya admin: {name}").format(name=holders[0].name),
                    _("Tidak ada yang berubah. Akhiri dahulu tugas admin itu dengan `sipa-server revoke --person`."),
                    "village_taken",
                )
            work.accounts.move_person(person, village)
            work.audit.add(Entry(self._clock.now(), MOVED, person=person, village=village))
            tell_person(work, person)
            for device in work.accounts.devices(person):
                tell_device(work, device.id)
            moved = work.accounts.person(person)
            assert moved is not None
            return moved

    def leave(self, village: str) -> bool:
        """The kecamatan answers for this village no longer: its desks forget it. False when it had left before."""
        with self._store.write() as work:
            _known(work, village)
            left = work.accounts.villages_left()
            if village in left:
                return False
            kecamatan = village.rpartition(".")[0]
            holders = work.accounts.active(kecamatan, village)
            if holders:
                raise KnownError(
                    _("Desa itu masih punya admin: {name}").format(name=holders[0].name),
                    _("Tidak ada yang berubah. Akhiri dahulu tugas admin itu dengan `sipa-server revoke --person`."),
                    "village_taken",
                )
            work.accounts.put_villages_left([*left, village])
            work.audit.add(Entry(self._clock.now(), LEFT, village=village))
            return True

    def come_back(self, village: str) -> bool:
        """The village is the kecamatan's again: its desks read it again. False when it had not left."""
        with self._store.write() as work:
            left = work.accounts.villages_left()
            if village not in left:
                return False
            work.accounts.put_villages_left([one for one in left if one != village])
            work.audit.add(Entry(self._clock.now(), RETURNED, village=village))
            return True


def _known(work: Work, village: str) -> None:
    if work.records.get(Ref(RecordType.VILLAGE, ids.natural_id("village", village))) is None:
        raise KnownError(
            _("Desa {code} tidak ada di server ini").format(code=village),
            _("Tidak ada yang berubah. Periksa kode desa, misalnya 63.11.06.2024."),
            "unknown_village",
        )
