"""What the office is on this desk: who sits here, what day it is, its villages, report types, duties and channels.

Read once at the start of a use case from the same snapshot as everything else; records this program cannot read are
passed over and stay where they are.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import date
from functools import lru_cache

import msgspec

import resources
from sipa_core import ids
from sipa_core.domain.budget_codes import BudgetNames, read_names
from sipa_core.domain.channels import Channel, ChannelError
from sipa_core.domain.channels import from_fields as channel_from
from sipa_core.domain.dates import local_date
from sipa_core.domain.duties import Duty, DutyError, before_begun, due_of, owing
from sipa_core.domain.duties import from_fields as duty_from
from sipa_core.domain.events import Event
from sipa_core.domain.events import readable as readable_events
from sipa_core.domain.periods import Period
from sipa_core.domain.template_text import TemplateError, from_record, read_record
from sipa_core.domain.templates import Template
from sipa_core.domain.villages import RegionError, Village, VillageKind
from sipa_core.domain.villages import from_fields as village_from
from sipa_core.domain.working_days import WorkingDays
from sipa_core.messages import _
from sipa_core.ports import Clock
from sipa_core.wire.records import Record, RecordType, Value
from sipa_desktop.errors import KnownError
from sipa_desktop.holidays import working_days
from sipa_desktop.identity import Identity
from sipa_desktop.store.unit_of_work import Tx

log = logging.getLogger(__name__)


class Office(msgspec.Struct, frozen=True):
    """The office as of one snapshot. `villages` stand in the order of their codes, those of this desk's scope only."""

    identity: Identity
    now: int
    today: date
    villages: tuple[Village, ...]
    kabupaten: str
    templates: Mapping[tuple[str, int], Template]
    duties: tuple[Duty, ...]
    channels: tuple[Channel, ...]
    events: tuple[Event, ...] = ()

    @property
    def days(self) -> WorkingDays:
        """The working days by the lists of holidays that ship with the program."""
        return working_days()

    @property
    def zone(self) -> str:
        """The zone of the office, in which days begin and end."""
        return self.identity.zone

    @property
    def public_url(self) -> str:
        """The public pages' own address without a slash at the end, empty while unknown."""
        return self.identity.public_url.rstrip("/")

    @property
    def own_village(self) -> Village:
        """The village of this desk; KnownError on a desk of the kecamatan."""
        code = self.identity.village
        if code is None:
            raise KnownError(
                _("Bagian ini untuk desa"),
                _("Komputer ini terdaftar untuk kecamatan. Tidak ada yang berubah. Buka Rekap atau Pemeriksaan."),
                "not_a_village",
            )
        found = self.village(code)
        if found is None:
            # Registered, but the first page of the feed has not come yet.
            return Village(code, self.identity.place_name.removeprefix("Desa ").removeprefix("Kelurahan "), "")
        return found

    def village(self, code: str | None) -> Village | None:
        """The village of a code, None when it is not known here."""
        return next((village for village in self.villages if village.code == code), None)

    def village_label(self, code: str | None) -> str:
        """`Desa Babayau`; the code itself for a village that is not known here, the kecamatan for what concerns all."""
        if code is None:
            return _("Kecamatan")
        found = self.village(code)
        return found.label if found is not None else code

    def newest_template(self, key: str) -> Template | None:
        """The newest version of a report type that this program can read."""
        versions = [template for (found, _n), template in self.templates.items() if found == key]
        return max(versions, key=lambda template: template.version, default=None)

    def template(self, key: str, version: int) -> Template | None:
        """One version of a report type; None when it is not known here or cannot be read."""
        return self.templates.get((key, version))

    def duty_for(self, template_key: str, period: Period, village: Village) -> Duty | None:
        """The duty under which the village owes this report for this period, or None when it owes none."""
        return owing(self.duties, template_key, village, period)

    def due(self, template_key: str, period: Period, village: Village) -> date | None:
        """The last day on which the village's report is in time; None when nobody set one."""
        duty = self.duty_for(template_key, period, village)
        return due_of(duty, village, period, self.days) if duty is not None else None

    def before(self, duty: Duty, village: Village, period: Period) -> bool:
        """True for what fell due before the village began to report here: it is not asked for and never late."""
        return before_begun(duty, village, period, self.days)

    def event_name(self, report_id: str) -> str:
        """What happened that asks for the report; empty for a report of the calendar."""
        found = (one for one in self.events if ids.report_id(*one.report_key) == report_id)
        return next((one.name for one in found), "")

    def events_of(self, village: str) -> list[Event]:
        """The events that were recorded of a village and stand, by day."""
        return [event for event in self.events if event.village == village]

    def channel(self, key: str) -> Channel | None:
        """The channel of a key."""
        return next((channel for channel in self.channels if channel.key == key), None)


def unread_types(tx: Tx) -> tuple[str, ...]:
    """Return a sentence for each report type whose newest version this program cannot understand."""
    newest: dict[str, Record] = {}
    for record in tx.records.all(RecordType.TEMPLATE):
        before = newest.get(record.text("key"))
        if before is None or before.number("version") < record.number("version"):
            newest[record.text("key")] = record
    found = (read_record(record) for record in newest.values())
    return tuple(sorted(str(one) for one in found if isinstance(one, TemplateError)))


def read_office(tx: Tx, clock: Clock) -> Office:
    """Return the office of this profile; KnownError before the registration."""
    identity = tx.meta.identity
    if identity is None:
        raise KnownError(
            _("Komputer ini belum terdaftar"),
            _("Belum ada yang dapat ditampilkan. Minta kode pendaftaran kepada admin kecamatan, lalu isi di sini."),
            "not_enrolled",
        )
    villages, kabupaten = _villages(tx, identity)
    now = clock.now()
    return Office(
        identity,
        now,
        local_date(now, identity.zone),
        villages,
        kabupaten,
        _templates(tx),
        _duties(tx),
        _channels(tx),
        readable_events(tx.records.all(RecordType.EVENT)),
    )


@lru_cache(maxsize=1)
def code_names() -> BudgetNames:
    """The names of the budget codes that ship with the program."""
    return read_names(resources.read_text("codes/kode_rekening.csv"), resources.read_text("codes/kode_kegiatan.csv"))


def is_kelurahan(village: Village) -> bool:
    """True for a kelurahan, which has no APB Desa of its own."""
    return village.kind is VillageKind.KELURAHAN


def _villages(tx: Tx, identity: Identity) -> tuple[tuple[Village, ...], str]:
    found, kabupaten = [], ""
    for record in tx.records.all(RecordType.VILLAGE):
        code = record.text("code")
        if not identity.actor.owns(code):
            continue
        try:
            found.append(village_from(code, record.fields))
        except RegionError as fault:
            log.warning("a village record is passed over: %s", fault)
            continue
        kabupaten = record.text("kabupaten_name") or kabupaten
    return tuple(sorted(found, key=lambda village: village.code)), kabupaten


def _templates(tx: Tx) -> dict[tuple[str, int], Template]:
    read = tx.records.read_as(RecordType.TEMPLATE, _template)
    return {(template.key, template.version): template for template in read if template is not None}


@lru_cache(maxsize=128)
def _template(record_id: str, fields: bytes) -> Template | None:
    """Each text of a template is read once: every page asks for all of them, and they change once a year."""
    leaves = msgspec.json.decode(fields, type=dict[str, Value])
    return from_record(Record(RecordType.TEMPLATE, record_id, 0, None, leaves))


def _duties(tx: Tx) -> tuple[Duty, ...]:
    found = [duty for duty in tx.records.read_as(RecordType.DUTY, _duty) if duty is not None]
    return tuple(sorted(found, key=lambda duty: (duty.pos, duty.key)))


@lru_cache(maxsize=128)
def _duty(_record_id: str, fields: bytes) -> Duty | None:
    try:
        return duty_from(msgspec.json.decode(fields, type=dict[str, Value]))
    except DutyError as fault:
        log.warning("a duty record is passed over: %s", fault)
        return None


def _channels(tx: Tx) -> tuple[Channel, ...]:
    found = [channel for channel in tx.records.read_as(RecordType.CHANNEL, _channel) if channel is not None]
    return tuple(sorted(found, key=lambda channel: (channel.order, channel.key)))


@lru_cache(maxsize=128)
def _channel(_record_id: str, fields: bytes) -> Channel | None:
    try:
        return channel_from(msgspec.json.decode(fields, type=dict[str, Value]))
    except ChannelError as fault:
        log.warning("a channel record is passed over: %s", fault)
        return None
