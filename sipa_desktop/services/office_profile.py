"""The office's own data: who leads it, where it is, and where citizens complain. Confirmed once by the clerk.

Kept on this PC only (docs/decisions/011): it fills new reports, and there it is checked, signed and travels.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import msgspec

from sipa_core import ids
from sipa_core.domain.paths import Value
from sipa_core.domain.templates import Template
from sipa_core.messages import _
from sipa_core.ports import Clock
from sipa_core.wire.records import RecordType, Ref
from sipa_desktop.errors import Refused
from sipa_desktop.events import Topic
from sipa_desktop.services.office import read_office
from sipa_desktop.services.reports_views import Saved
from sipa_desktop.services.times import stamp_words
from sipa_desktop.store.unit_of_work import Store, Tx

MAX_HEAD: Final = 80
MAX_COMPLAINTS: Final = 160
_KEY: Final = "office_profile"
HEAD_PATH: Final = "pengesahan.kepala_desa"
COMPLAINTS_PATH: Final = "pengesahan.alamat_pengaduan"
FILLED_PATHS: Final = frozenset({HEAD_PATH, COMPLAINTS_PATH})


class Kept(msgspec.Struct, frozen=True):
    """What the clerk confirmed."""

    head: str = ""
    address: str = ""
    phone: str = ""


class OfficeProfile(msgspec.Struct, frozen=True):
    """The office as it will stand on papers. `confirmed` once the clerk has saved it; before, it is what is known."""

    place: str
    kecamatan: str
    kabupaten: str
    person: str
    head: str
    address: str
    phone: str
    confirmed: bool


class OfficeProfiles:
    """Reads what is known of the office and keeps what the clerk confirms."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def read(self) -> OfficeProfile:
        """The data of this office: as confirmed, else as the newest report and the kecamatan's list have it."""
        with self._store.read() as tx:
            office = read_office(tx, self._clock)
            kept = _kept(tx)
            known = kept or _known(tx, office.identity.village)
            name = next((one.kecamatan_name for one in office.villages if one.kecamatan_name), "")
            return OfficeProfile(
                office.identity.place_name,
                name,
                office.kabupaten,
                office.identity.person_name,
                known.head,
                known.address,
                known.phone,
                kept is not None,
            )

    def save(self, head: str, address: str, phone: str) -> Saved | Refused:
        """Keep the data on this PC. Refused with the field that cannot be used."""
        made = Kept(*(" ".join(text.split()) for text in (head, address, phone)))
        if len(made.head) > MAX_HEAD:
            return Refused("head", _("Nama terlalu panjang, paling banyak {n} huruf.").format(n=MAX_HEAD), "head")
        if len(complaint_words(made)) > MAX_COMPLAINTS:
            words = _("Alamat dan nomor bersama-sama terlalu panjang, paling banyak {n} huruf.")
            return Refused("address", words.format(n=MAX_COMPLAINTS), "address")
        digits = [sign for sign in made.phone if sign.isdecimal()]
        if made.phone and (not 5 <= len(digits) <= 15 or any(sign not in "0123456789+-() " for sign in made.phone)):
            return Refused("phone", _("Nomor telepon hanya angka, misalnya 0526 20 12345."), "phone")
        with self._store.write() as tx:
            office = read_office(tx, self._clock)
            tx.meta.put(_KEY, msgspec.json.encode(made).decode())
            tx.touch(Topic.OFFICE)
        time = stamp_words(office.now, office.today, office.zone)
        return Saved(office.now, _("Tersimpan di komputer ini {time}").format(time=time))


def first_text(tx: Tx, template: Template) -> dict[str, Value]:
    """What a new report of this type begins with: the office's confirmed data, where the type asks for it."""
    kept = _kept(tx)
    if kept is None:
        return {}
    asked = {field.path for section in template.sections for field in section.fields}
    known = {HEAD_PATH: kept.head, COMPLAINTS_PATH: complaint_words(kept)}
    return {path: text for path, text in known.items() if text and path in asked}


def head_of(tx: Tx) -> str:
    """Return the head of this office's village as its clerk wrote it down, empty before."""
    kept = _kept(tx)
    return kept.head if kept is not None else ""


def complaint_words(kept: Kept) -> str:
    """`Jl. Desa 1 Babayau, telepon 0526 20 12345`: address and number in one line, as reports ask for them."""
    phone = _("telepon {phone}").format(phone=kept.phone) if kept.phone else ""
    return ", ".join(part for part in (kept.address, phone) if part)


def _kept(tx: Tx) -> Kept | None:
    raw = tx.meta.get(_KEY)
    try:
        return msgspec.json.decode(raw, type=Kept) if raw is not None else None
    except msgspec.DecodeError:
        return None


def _known(tx: Tx, village: str | None) -> Kept:
    """The newest own version's words, else the address that the kecamatan's list has."""
    if village is None:
        return Kept()
    versions = [one for one in tx.records.all(RecordType.VERSION) if one.village == village]
    newest = max(versions, key=lambda one: one.number("meta.sent_at"), default=None)
    listed = tx.records.get(Ref(RecordType.VILLAGE, ids.natural_id("village", village)))
    contact = listed.text("contact") if listed is not None else ""
    fields: Mapping[str, Value] = newest.fields if newest is not None else {}
    head, address = fields.get(HEAD_PATH), fields.get(COMPLAINTS_PATH)
    return Kept(head if isinstance(head, str) else "", address if isinstance(address, str) else contact)
