"""Makes a database the server of one kecamatan: its name, its line of history, and the shipped records.

Running it again brings shipped villages, templates, duties and channels up to date and changes nothing else: a duty
that the kecamatan changed stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import resources
from sipa_core import ids
from sipa_core.domain import channels, duties, template_text, villages
from sipa_core.domain.dates import local_date
from sipa_core.domain.roles import Role
from sipa_core.domain.villages import Regions
from sipa_core.messages import _
from sipa_core.ops.base import Write
from sipa_core.ports import Clock, Entropy
from sipa_core.wire.records import RecordType, Ref, Value
from sipa_server.errors import KnownError
from sipa_server.services.accounts import AccountService, Invitation
from sipa_server.services.beginnings import first_days
from sipa_server.services.epochs import begin_epoch
from sipa_server.services.site import Place
from sipa_server.store.audit_rows import Entry
from sipa_server.store.unit_of_work import Store, Work


def initialise(store: Store, clock: Clock, entropy: Entropy, kecamatan: str, public_url: str = "") -> None:
    """Write the place, the epoch and the shipped records; KnownError for an unknown or another kecamatan."""
    regions = _regions(kecamatan)
    with store.write() as work:
        before = work.meta.get("kecamatan")
        if before is not None and before != kecamatan:
            raise KnownError(
                _("Folder data ini milik kecamatan {code}").format(code=before),
                _("Tidak ada yang diubah. Pakai folder lain untuk kecamatan lain."),
                "other_kecamatan",
            )
        if before is None:
            work.meta.put("kecamatan", kecamatan)
            work.meta.put("kecamatan_name", regions.kecamatan[kecamatan])
            work.meta.put("kabupaten_name", regions.name)
            begin_epoch(work, clock, entropy)
        if public_url:
            work.meta.put("public_url", public_url)
        _put_shipped(work, clock, regions, kecamatan)


def renew(store: Store, clock: Clock) -> None:
    """Bring the shipped records of a server that ran before up to date with this program; nothing else changes.

    An upgrade only exchanges the program: without this its new report types and duties would never reach a village.
    """
    with store.write() as work:
        kecamatan = work.meta.get("kecamatan")
        if kecamatan is not None:
            _put_shipped(work, clock, _regions(kecamatan), kecamatan)


def _put_shipped(work: Work, clock: Clock, regions: Regions, kecamatan: str) -> None:
    today = local_date(clock.now(), "UTC")
    for write in shipped_records(regions, kecamatan):
        if _kept_by_kecamatan(work, write.ref):
            continue
        changes = _begun(work, write, today) if write.ref.type == RecordType.DUTY else write.changes
        if work.records.write(write.ref, write.village, changes).moved:
            work.audit.add(Entry(clock.now(), "shipped.put", record_type=write.ref.type, record=write.ref.id))
    first_days(work, clock.now(), Place.zone)


def _begun(work: Work, write: Write, today: date) -> dict[str, Value]:
    """What is written of a shipped duty: it begins by the day on which it first came, which no later release moves."""
    changes = dict(write.changes)
    known = work.records.get(write.ref)
    shipped = str(changes.get("active_from") or "")
    if known is not None and shipped == duties.FOLLOWS:
        changes["active_from"] = known.text("active_from") or None
    else:
        changes["active_from"] = duties.first_begun(shipped, today) or None
    return changes


def _kept_by_kecamatan(work: Work, ref: Ref) -> bool:
    """True for a duty that the kecamatan changed itself: its days must survive a new release."""
    if ref.type != RecordType.DUTY:
        return False
    known = work.records.get(ref)
    return known is not None and known.number("changed_at") > 0


def place_of(store: Store) -> Place:
    """The place that `initialise` wrote down."""
    with store.read() as work:
        names = [work.meta.get(name) for name in ("kecamatan", "kecamatan_name", "kabupaten_name")]
    code, name, kabupaten = names
    if code is None or name is None or kabupaten is None:
        raise KnownError(
            _("Folder data ini belum disiapkan"),
            _("Tidak ada yang diubah. Jalankan dahulu `sipa-server init --data FOLDER --kecamatan KODE`."),
            "not_initialised",
        )
    return Place(code, name, kabupaten)


def public_url_of(store: Store) -> str:
    """The address for citizens that `init` was given, empty when it was given none."""
    with store.read() as work:
        return work.meta.get("public_url") or ""


def invite_first(accounts: AccountService, place: Place, name: str = "") -> Invitation | None:
    """A code for the kecamatan's first admin; None once anybody of the kecamatan has a PC."""
    enrolled = any(devices and person.village is None for person, devices in accounts.people())
    if enrolled:
        return None
    return accounts.invite(name or _("Admin Kecamatan {name}").format(name=place.kecamatan_name), Role.ADMIN_KECAMATAN)


def shipped_records(regions: Regions, kecamatan: str) -> Iterator[Write]:
    """The records that come with the program: the kecamatan's villages, report types, duties, channels."""
    for village in regions.of_kecamatan(kecamatan):
        about: dict[str, Value] = {
            **villages.to_fields(village),
            "code": village.code,
            "kind": village.kind.value,
            "kecamatan": village.kecamatan,
            "kabupaten_name": regions.name,
        }
        yield Write(Ref(RecordType.VILLAGE, ids.natural_id("village", village.code)), None, about)
    known: set[str] = set()
    for name in resources.names("templates", ".toml"):
        template = template_text.read_template(resources.read_text(name), name)
        known.add(template.key)
        key = ids.natural_id("template", template.key, template.version)
        yield Write(Ref(RecordType.TEMPLATE, key), None, template_text.to_fields(template))
    for name in resources.names("duties", ".toml"):
        for duty in duties.read_duties(resources.read_text(name), name):
            if duty.template not in known:
                continue  # nobody could fill it in
            yield Write(Ref(RecordType.DUTY, ids.natural_id("duty", duty.key)), None, duties.to_fields(duty))
    for name in resources.names("channels", ".toml"):
        for channel in channels.parse_channels(resources.read_text(name)):
            ref = Ref(RecordType.CHANNEL, ids.natural_id("channel", channel.key))
            yield Write(ref, None, channels.fields_of(channel))


def _regions(kecamatan: str) -> Regions:
    for name in resources.names("wilayah", ".csv"):
        regions = villages.parse_regions(resources.read_text(name))
        if kecamatan in regions.kecamatan:
            return regions
    raise KnownError(
        _("Kecamatan {code} belum ada dalam daftar wilayah").format(code=kecamatan),
        _("Tidak ada yang dibuat. Tulis kode Kemendagri, misalnya 63.11.06 untuk Paringin."),
        "unknown_kecamatan",
    )
