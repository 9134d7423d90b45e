"""People and PCs on the kecamatan's desk: told by records, silence measured honestly, a PC ended without a line."""

from __future__ import annotations

import pytest

from sipa_core import ids
from sipa_core.domain.paths import Value
from sipa_core.wire.records import RecordType, Ref
from sipa_desktop.errors import Refused
from sipa_desktop.services.people import People
from sipa_desktop.services.people_views import Door, PlaceRow
from sipa_desktop.services.queue_views import Done
from sipa_desktop.services.village import office_words
from sipa_desktop.store.unit_of_work import Store
from tests.unit.desktop.services.desks import BABAYAU, DAHAI, PARINGIN_TIMUR, HandClock, Server, at


@pytest.fixture
def people(district: Store, clock: HandClock) -> People:
    return People(district, clock)


def person(server: Server, name: str, village: str | None, **more: Value) -> str:
    made = ids.natural_id("person", name)
    role = "admin_desa" if village else "admin_kecamatan"
    server.put(RecordType.PERSON, made, village, {"name": name, "role": role, "created_at": 1, **more})
    return made


def device(server: Server, owner: str, name: str, village: str | None, contact: str, **more: Value) -> str:
    made = ids.natural_id("device", owner, name)
    fields: dict[str, Value] = {"person": owner, "name": name, "created_at": 1, "contact_at": at(contact), **more}
    server.put(RecordType.DEVICE, made, village, fields)
    return made


def row(people: People, key: str) -> PlaceRow:
    return next(one for one in people.view().rows if one.key == key)


def told(server: Server, store: Store, when: str) -> None:
    server.exchange(store)
    with store.write() as tx:
        tx.meta.put("last_contact", str(at(when)))


def test_each_place_stands_with_its_person_its_pcs_and_its_door(
    people: People, server: Server, district: Store
) -> None:
    owner = person(server, "Norhayati", BABAYAU, phone="0812-0000-0000")
    device(server, owner, "Komputer Kaur", BABAYAU, "2025-07-10 10:32", app="1.4", kind="desktop")
    device(server, owner, "Laptop lama", BABAYAU, "2025-07-10 10:33", revoked_at=at("2025-07-10 10:33"))
    person(server, "Mariati", DAHAI, code_until=at("2025-07-14 10:00"))
    told(server, district, "2025-07-10 10:33")
    babayau = row(people, BABAYAU)
    assert (babayau.person, babayau.phone, babayau.door) == ("Norhayati", "0812-0000-0000", Door.ACTIVE)
    assert [(one.name, one.words) for one in babayau.devices] == [("Komputer Kaur", "Versi 1.4, tersambung 10.32")]
    assert babayau.sentence == "Desa Babayau, Norhayati, 10.32, Aktif"
    dahai = row(people, DAHAI)
    assert (dahai.door, dahai.door_words, dahai.contact_words) == (
        Door.CODE,
        "Kode sampai 14 Jul",
        "Belum ada perangkat",
    )
    timur = row(people, PARINGIN_TIMUR)
    assert (timur.door, timur.kelurahan) == (Door.NOBODY, True)
    assert people.view().words == "2 desa, 1 perangkat."


def test_silence_is_more_than_three_days_and_only_as_far_as_this_desk_itself_was_in_contact(
    people: People, server: Server, district: Store, clock: HandClock
) -> None:
    owner = person(server, "Norhayati", BABAYAU)
    device(server, owner, "Komputer Kaur", BABAYAU, "2025-07-05 16:00")
    told(server, district, "2025-07-10 10:33")
    assert people.silent_villages() == frozenset({BABAYAU})
    assert row(people, BABAYAU).contact_words == "5 Jul (lewat 3 hari)"
    assert people.view().words == "2 desa, 1 perangkat. 1 desa belum tersambung lebih dari 3 hari."
    told(server, district, "2025-07-08 23:00")
    assert people.silent_villages() == frozenset()
    clock.set("2025-08-30 08:00")
    assert people.silent_villages() == frozenset()


def test_a_village_whose_bundles_are_opened_is_heard_by_stick_and_silent_only_after_a_month(
    people: People, server: Server, district: Store, clock: HandClock
) -> None:
    owner = person(server, "Norhayati", BABAYAU)
    stick: dict[str, Value] = {"contact_at": None, "carried_at": at("2025-07-05 16:00")}
    device(server, owner, "Komputer Kaur", BABAYAU, "2025-07-05 16:00", **stick)
    told(server, district, "2025-07-10 10:33")
    babayau = row(people, BABAYAU)
    assert (babayau.silent, babayau.by_stick, babayau.contact_words) == (False, True, "Lewat USB 5 Jul")
    assert babayau.devices[0].words == "Kiriman lewat USB 5 Jul 16.00"
    assert office_words(babayau) == "Admin Norhayati. Kiriman terakhir lewat USB 5 Jul. 1 perangkat."
    clock.set("2025-08-30 08:00")
    told(server, district, "2025-08-30 08:00")
    assert people.silent_villages() == frozenset({BABAYAU})
    assert row(people, BABAYAU).contact_words == "USB 5 Jul (lewat 31 hari)"
    assert office_words(row(people, BABAYAU)).startswith("Admin Norhayati. Kiriman terakhir USB 5 Jul (lewat 31 hari).")
    device(server, owner, "Laptop", BABAYAU, "2025-08-30 07:59")
    told(server, district, "2025-08-30 08:00")
    assert row(people, BABAYAU).contact_words == "07.59", "the newer of the two counts"


def test_a_pc_is_ended_without_a_line_and_stands_as_waiting_until_it_was_sent(
    people: People, server: Server, district: Store
) -> None:
    owner = person(server, "Norhayati", BABAYAU)
    pc = device(server, owner, "Laptop Sekdes", BABAYAU, "2025-07-10 09:47")
    told(server, district, "2025-07-10 10:33")
    done = people.revoke(pc)
    assert isinstance(done, Done)
    assert done.words == "Cabut Laptop Sekdes tersimpan di komputer ini, dikirim saat tersambung."
    [line] = row(people, BABAYAU).devices
    assert (line.ending, line.words) == (True, "Pencabutan menunggu kirim")
    again = people.revoke(pc)
    assert isinstance(again, Refused)
    assert again.code == "already_decided"
    assert [receipt.code for receipt in server.exchange(district)] == [None]
    assert row(people, BABAYAU).devices == ()
    assert row(people, BABAYAU).door is Door.NO_PC


def test_the_own_pc_is_marked_and_not_ended(people: People, server: Server, district: Store) -> None:
    with district.read() as tx:
        identity = tx.meta.identity
    assert identity is not None
    owner = person(server, "Syahrani", None)
    fields: dict[str, Value] = {
        "person": owner,
        "name": "PC camat",
        "created_at": 1,
        "contact_at": at("2025-07-10 10:00"),
    }
    server.put(RecordType.DEVICE, identity.device, None, fields)
    told(server, district, "2025-07-10 10:33")
    own = row(people, f"kecamatan/{owner}")
    assert [line.own for line in own.devices] == [True]
    refused = people.revoke(identity.device)
    assert isinstance(refused, Refused)
    assert refused.words.startswith("Komputer yang sedang Anda pakai")


def test_a_number_is_kept_on_the_person_or_asked_back(people: People, server: Server, district: Store) -> None:
    owner = person(server, "Norhayati", BABAYAU)
    told(server, district, "2025-07-10 10:33")
    refused = people.set_phone(owner, "telepon rumah")
    assert isinstance(refused, Refused)
    assert "0812-0000-0000" in refused.words
    assert isinstance(people.set_phone(owner, "0812-0000-0000"), Done)
    assert isinstance(people.set_phone(owner, "0812-1111-1111"), Done)
    assert [receipt.code for receipt in server.exchange(district)] == [None]
    saved = server.get(Ref(RecordType.PERSON, owner))
    assert saved is not None
    assert saved.text("phone") == "0812-1111-1111"


def test_after_a_hand_over_the_new_person_counts_and_the_old_ones_pcs_are_gone(
    people: People, server: Server, district: Store
) -> None:
    old = person(server, "Norhayati", BABAYAU, ended_at=at("2025-07-09 08:00"))
    device(server, old, "Komputer Kaur", BABAYAU, "2025-07-08 08:00", revoked_at=at("2025-07-09 08:00"))
    person(server, "Hamidah", BABAYAU, created_at=5, code_until=at("2025-07-09 09:00"))
    told(server, district, "2025-07-10 10:33")
    babayau = row(people, BABAYAU)
    assert (babayau.person, babayau.devices, babayau.door) == ("Hamidah", (), Door.CODE_OVER)


def test_a_village_never_receives_people_or_pcs(server: Server, village: Store, clock: HandClock) -> None:
    owner = person(server, "Norhayati", BABAYAU)
    device(server, owner, "Komputer Kaur", BABAYAU, "2025-07-05 16:00")
    server.exchange(village)
    assert People(village, clock).silent_villages() == frozenset()
    assert all(not one.devices and not one.person for one in People(village, clock).view().rows)
