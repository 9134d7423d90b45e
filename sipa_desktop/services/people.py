"""People and PCs of all places, for the kecamatan's desk: who has which place, when each PC was last in contact.

Silence is measured up to this desk's own last contact: a desk that was itself without a line accuses nobody.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from sipa_core.domain.accounts import device_state, person_state
from sipa_core.domain.dates import format_date, local_date
from sipa_core.domain.roles import Role
from sipa_core.domain.villages import Village
from sipa_core.domain.workflow import AccountState
from sipa_core.messages import _
from sipa_core.ops.people import Confirm, Contact, Revoke
from sipa_core.ports import Clock
from sipa_core.wire.problems import Problem
from sipa_core.wire.records import Record, RecordType, Ref
from sipa_desktop.errors import Refused, refused
from sipa_desktop.services.office import Office, is_kelurahan, read_office
from sipa_desktop.services.people_views import DeviceLine, Door, PeopleView, PlaceRow
from sipa_desktop.services.printing import cannot_print
from sipa_desktop.services.proposals import queued
from sipa_desktop.services.queue_views import Done
from sipa_desktop.services.times import date_words, stamp_words
from sipa_desktop.store.unit_of_work import Store, Tx

SILENT_DAYS: Final = 3
STICK_DAYS: Final = 31
"""A stick goes about as often as a report falls due; a village that is heard by sticks is silent after a month."""


class People:
    """People and PCs of the kecamatan's villages. Everything is empty on a desk of a village."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def view(self) -> PeopleView:
        """Every place with its people and PCs, as of the newest records on this PC."""
        with self._store.read() as tx:
            book = _Book(tx, read_office(tx, self._clock))
        villages = sorted(book.office.villages, key=lambda village: (is_kelurahan(village), village.name))
        rows = [*(book.village_row(village) for village in villages), *book.kecamatan_rows()]
        shown = [row for row in rows if row.village is not None and not row.kelurahan]
        silent = sum(row.silent for row in rows if row.village is not None)
        words = _("{n} desa, {m} perangkat.").format(n=len(shown), m=sum(len(row.devices) for row in rows))
        if silent:
            words = f"{words} {silent_words(silent)}."
        asked = [(row.name, device) for row in rows for device in row.devices if device.waiting]
        if asked:
            words = f"{words} {_asked_words([name for name, _device in asked])}"
        return PeopleView(tuple(rows), words, sum(row.kelurahan for row in rows), silent)

    def waiting(self) -> int:
        """How many PCs came with an enrolment file and wait to be said right; 0 on a desk of a village."""
        with self._store.read() as tx:
            if tx.meta.identity is None or tx.meta.identity.village is not None:
                return 0
            return sum(device_state(one) == AccountState.WAITING for one in tx.records.all(RecordType.DEVICE))

    def silent_villages(self) -> frozenset[str]:
        """Codes of the villages none of whose PCs was heard of for more than three days; by stick, for over a month."""
        with self._store.read() as tx:
            if tx.meta.identity is None:
                return frozenset()
            book = _Book(tx, read_office(tx, self._clock))
        rows = (book.village_row(village) for village in book.office.villages)
        return frozenset(row.village for row in rows if row.silent and row.village is not None)

    def card(self, code: tuple[str, str], person: str, place: str, until: int) -> bytes:
        """A card with a code, as PNG for a printer; nothing of it is written down. KnownError when it cannot be made.

        `code` is its two halves, `until` UTC ms.
        """
        from sipa_render.office import CardText, RenderError, render_card  # the typesetter costs time, see schedule

        with self._store.read() as tx:
            office = read_office(tx, self._clock)
        words = CardText(
            code=" – ".join(code),
            place=place,
            office=office.identity.place_name,
            name=_("Untuk {name}").format(name=person),
            until=_("Sekali pakai, untuk satu komputer, sampai {day}.").format(
                day=format_date(local_date(until, office.zone))
            ),
            server=_("Alamat server: {address}").format(address=office.identity.server_url),
        )
        try:
            return render_card(words)
        except RenderError:
            raise cannot_print() from None

    def confirm(self, device_id: str) -> Done | Refused:
        """Queue that a PC which came with an enrolment file is the right one; works without a line."""
        ref = Ref(RecordType.DEVICE, device_id)
        with self._store.write() as tx:
            device = tx.records.get(ref)
            if device is None:
                return refused(Problem.NOT_FOUND)
            title = _("Jawaban Ya, benar untuk {name}").format(name=device.text("name"))
            return queued(tx, "device.confirm", ref, Confirm(), title)

    def revoke(self, device_id: str) -> Done | Refused:
        """Queue the end of a PC; works without a line. What it has sent stays."""
        ref = Ref(RecordType.DEVICE, device_id)
        with self._store.write() as tx:
            device = tx.records.get(ref)
            if device is None:
                return refused(Problem.NOT_FOUND)
            title = _("Cabut {name}").format(name=device.text("name"))
            return queued(tx, "device.revoke", ref, Revoke(), title)

    def set_phone(self, person_id: str, phone: str) -> Done | Refused:
        """Queue the number at which a person can be reached; empty takes it away."""
        ref = Ref(RecordType.PERSON, person_id)
        with self._store.write() as tx:
            person = tx.records.get(ref)
            if person is None:
                return refused(Problem.NOT_FOUND)
            title = _("Nomor telepon {name}").format(name=person.text("name"))
            done = queued(tx, "person.put", ref, Contact(phone), title, replaces=True)
            if isinstance(done, Refused) and done.field == "phone":
                return Refused(done.code, _("Tulis nomor telepon dengan angka, misalnya 0812-0000-0000."), "phone")
            return done


def silent_words(n: int) -> str:
    """`2 desa belum tersambung lebih dari 3 hari`."""
    return _("{n} desa belum tersambung lebih dari {days} hari").format(n=n, days=SILENT_DAYS)


def _asked_words(places: Sequence[str]) -> str:
    if len(places) == 1:
        return _("Satu komputer baru dari {place} menunggu jawaban Anda.").format(place=places[0])
    return _("{n} komputer baru menunggu jawaban Anda.").format(n=len(places))


class _Heard(NamedTuple):
    """When a PC was last heard of (UTC ms, 0 for never), and whether by a stick that somebody carried."""

    at: int
    by_stick: bool

    @property
    def most_days(self) -> int:
        """After how many days it is silent."""
        return STICK_DAYS if self.by_stick else SILENT_DAYS


_NEVER: Final = _Heard(0, False)


def _heard(device: Record) -> _Heard:
    """The newer of its last contact and the last bundle of it that the server opened."""
    contact, carried = device.number("contact_at"), device.number("carried_at")
    return _Heard(carried, True) if carried > contact else _Heard(contact, False)


class _Book:
    """People and PCs as of one snapshot."""

    def __init__(self, tx: Tx, office: Office) -> None:
        self.office = office
        # A line that fell silent here says nothing about theirs: time is read at this desk's own last contact.
        self._until = min(office.now, tx.meta.last_contact or office.now)
        self._own = office.identity.device
        self._people = tx.records.all(RecordType.PERSON)
        self._devices = tx.records.all(RecordType.DEVICE)
        self._pending = tx.records.pending(RecordType.DEVICE)

    def village_row(self, village: Village) -> PlaceRow:
        """The row of a village; of several people (a hand-over at the wrong moment) the newest counts."""
        living = [one for one in self._living() if one.village == village.code]
        person = max(living, key=lambda one: (one.number("created_at"), one.id), default=None)
        return self._row(village.code, village.code, village.name, village.label, person, is_kelurahan(village))

    def kecamatan_rows(self) -> list[PlaceRow]:
        """A row for each person of the kecamatan."""
        place = self.office.identity.place_name
        people = sorted((one for one in self._living() if one.village is None), key=lambda one: one.text("name"))
        return [self._row(f"kecamatan/{one.id}", None, place, place, one, False) for one in people]

    def _living(self) -> Iterable[Record]:
        return (one for one in self._people if person_state(one) == AccountState.ACTIVE)

    def _row(
        self, key: str, village: str | None, name: str, label: str, person: Record | None, kelurahan: bool
    ) -> PlaceRow:
        devices = self._of(person)
        last = max((_heard(one) for one in devices), default=_NEVER)
        silent = self._silent(devices, last)
        door, door_words = self._door(person, devices)
        return PlaceRow(
            key=key,
            village=village,
            name=name,
            label=label,
            kelurahan=kelurahan,
            person_id=person.id if person is not None else "",
            person=person.text("name") if person is not None else "",
            role_words=_role_words(person),
            phone=person.text("phone") if person is not None else "",
            devices=tuple(self._line(one) for one in devices),
            contact_at=last.at or None,
            contact_words=self._contact_words(devices, last, silent),
            by_stick=last.by_stick,
            silent=silent,
            door=door,
            door_words=door_words,
        )

    def _of(self, person: Record | None) -> list[Record]:
        """The person's PCs that may come in, or whose end waits to be sent, oldest first."""
        if person is None:
            return []
        own = (one for one in self._devices if one.text("person") == person.id)
        kept = [one for one in own if device_state(one) != AccountState.ENDED or one.id in self._pending]
        return sorted(kept, key=lambda one: (one.number("created_at"), one.id))

    def _silent(self, devices: Sequence[Record], last: _Heard) -> bool:
        since = last.at or max((one.number("created_at") for one in devices), default=0)
        if not devices or not since:
            return False
        zone = self.office.zone
        return (local_date(self._until, zone) - local_date(since, zone)).days > last.most_days

    def _contact_words(self, devices: Sequence[Record], last: _Heard, silent: bool) -> str:
        if not devices:
            return _("Belum ada perangkat")
        if not last.at:
            return _("Belum pernah")
        if silent or last.by_stick:
            words = date_words(local_date(last.at, self.office.zone), self.office.today)
        else:
            words = stamp_words(last.at, self.office.today, self.office.zone)
        if last.by_stick:
            return (_("USB {day} (lewat {n} hari)") if silent else _("Lewat USB {day}")).format(day=words, n=STICK_DAYS)
        words = words[:1].upper() + words[1:]
        return _("{day} (lewat {n} hari)").format(day=words, n=SILENT_DAYS) if silent else words

    def _line(self, device: Record) -> DeviceLine:
        heard, app = _heard(device), device.text("app")
        ending = device_state(device) == AccountState.ENDED
        at = stamp_words(heard.at, self.office.today, self.office.zone) if heard.at else ""
        parts = [_("Versi {n}").format(n=app[:20])] if app else []
        if heard.by_stick:
            parts.append(_("kiriman lewat USB {at}").format(at=at))
        else:
            parts.append(_("tersambung {at}").format(at=at) if heard.at else _("belum pernah tersambung"))
        words = ", ".join(parts)
        waiting = device_state(device) == AccountState.WAITING
        if ending:
            words = _("Pencabutan menunggu kirim")
        elif waiting:
            words = _("Datang dengan berkas USB. Kirimannya menunggu Anda membenarkan.")
        return DeviceLine(
            device.id,
            device.text("name") or _("Komputer"),
            device.text("kind"),
            words[:1].upper() + words[1:],
            device.id == self._own,
            ending,
            waiting,
        )

    def _door(self, person: Record | None, devices: Sequence[Record]) -> tuple[Door, str]:
        if person is None:
            return Door.NOBODY, _("Belum terdaftar")
        if any(device_state(one) == AccountState.WAITING for one in devices):
            return Door.WAITING, _("Komputer baru")
        until = person.number("code_until")
        if until > self.office.now:
            day = date_words(local_date(until, self.office.zone), self.office.today)
            return Door.CODE, _("Kode sampai {day}").format(day=day)
        if any(device_state(one) == AccountState.ACTIVE for one in devices):
            return Door.ACTIVE, _("Aktif")
        if until:
            return Door.CODE_OVER, _("Kode sudah lewat")
        return Door.NO_PC, _("Tanpa perangkat")


def _role_words(person: Record | None) -> str:
    if person is None:
        return ""
    known: Mapping[str, str] = {
        Role.ADMIN_DESA.value: _("Admin desa"),
        Role.ADMIN_KECAMATAN.value: _("Admin kecamatan"),
    }
    return known.get(person.text("role"), "")
