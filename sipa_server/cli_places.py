"""The verbs for who has a place: enrol, enrol-files, revoke, move, village. They answer like all verbs of `cli`.

Codes are printed once, for the person they are for; tokens and keys never.
"""

from __future__ import annotations

import argparse
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sipa_core.domain.roles import Role
from sipa_core.messages import _
from sipa_core.wire.enrol import FILE_DAYS
from sipa_server.bootstrap import Server, open_server
from sipa_server.errors import KnownError
from sipa_server.platform.own_certificate import fingerprint
from sipa_server.services.accounts import Invitation
from sipa_server.services.stand import Stand
from sipa_server.settings import Settings

Answer = dict[str, Any]


def add_verbs(verbs: Any, data: argparse.ArgumentParser) -> None:
    """Add the verbs to the parser of the command line; `data` asks for --data."""
    enrol = verbs.add_parser("enrol", parents=[data], help=_("buat kode pendaftaran untuk satu orang"))
    place = enrol.add_mutually_exclusive_group(required=True)
    place.add_argument("--village", metavar="KODE", help=_("kode desa, misalnya 63.11.06.2024"))
    place.add_argument("--kecamatan", action="store_true")
    enrol.add_argument("--name", required=True)
    enrol.add_argument("--role", choices=[role.value for role in Role])
    enrol.add_argument("--hand-over", action="store_true", help=_("tugas berpindah: admin lama berhenti"))
    enrol.set_defaults(run=_enrol)

    files = verbs.add_parser("enrol-files", parents=[data], help=_("buat berkas pendaftaran desa untuk USB"))
    files.add_argument("--to", type=Path, required=True, metavar="FOLDER")
    whom = files.add_mutually_exclusive_group(required=True)
    whom.add_argument("--villages", metavar="KODE[=NAMA],…", help=_("kode desa, dipisah koma, boleh dengan nama admin"))
    whom.add_argument("--kecamatan", metavar="NAMA", help=_("untuk satu komputer kecamatan, dengan nama orangnya"))
    files.add_argument("--server", default="", metavar="URL", help=_("alamat server; bila tidak ditulis: dari stand"))
    files.set_defaults(run=_enrol_files)

    revoke = verbs.add_parser("revoke", parents=[data], help=_("cabut komputer; tanpa pilihan: daftar semua"))
    who = revoke.add_mutually_exclusive_group()
    who.add_argument("--device", metavar="ID")
    who.add_argument("--person", metavar="ID")
    revoke.set_defaults(run=_revoke)

    move = verbs.add_parser("move", parents=[data], help=_("pindahkan admin desa ke desa lain, dengan komputernya"))
    move.add_argument("--person", required=True, metavar="ID")
    move.add_argument("--village", required=True, metavar="KODE")
    move.set_defaults(run=_move)

    village = verbs.add_parser("village", parents=[data], help=_("desa keluar dari kecamatan, atau kembali"))
    village.add_argument("code", metavar="KODE")
    which = village.add_mutually_exclusive_group(required=True)
    which.add_argument("--leaves", action="store_true", help=_("desa keluar: komputer kecamatan melepas datanya"))
    which.add_argument("--returns", action="store_true", help=_("desa kembali: datanya dibaca lagi"))
    village.set_defaults(run=_village)


def _enrol(options: argparse.Namespace) -> Answer:
    role = Role(options.role) if options.role else (Role.ADMIN_DESA if options.village else Role.ADMIN_KECAMATAN)
    with closing(open_server(Settings(options.data))) as server:
        return {"ok": True} | invited(
            server.accounts.invite(options.name, role, options.village, hand_over=options.hand_over)
        )


def _enrol_files(options: argparse.Namespace) -> Answer:
    asked: list[tuple[str | None, str]] = [(None, options.kecamatan or "")]
    if options.villages is not None:
        parts = [one.partition("=") for one in options.villages.split(",") if one.strip()]
        asked = [(village.strip(), name.strip()) for village, _mark, name in parts]
    made = []
    with closing(open_server(Settings(options.data))) as server:
        standing = server.standing
        url = options.server or standing.address or server.settings.public_url
        own = fingerprint(standing.certificate) if standing.stand is Stand.OFFICE else ""
        for village, name in asked:
            file = server.enrolment_files.make(village, name, url, own)
            options.to.mkdir(parents=True, exist_ok=True)
            (options.to / file.name).write_bytes(file.content)
            made.append(
                {
                    "village": file.village,
                    "place": file.place,
                    "person": file.person,
                    "file": str(options.to / file.name),
                }
            )
    words = _("{place}: {file}, untuk {person}. Sekali pakai, untuk satu komputer, berlaku {n} hari.")
    lines = [words.format(place=one["place"], file=one["file"], person=one["person"], n=FILE_DAYS) for one in made]
    return {"ok": True, "files": made, "words": "\n".join(lines)}


def _revoke(options: argparse.Namespace) -> Answer:
    with closing(open_server(Settings(options.data))) as server:
        if options.device is None and options.person is None:
            return _people(server)
        done = (
            server.accounts.revoke_device(options.device)
            if options.device is not None
            else server.accounts.end_person(options.person)
        )
    if done:
        return {"ok": True, "words": _("Sudah dicabut. Permintaan berikutnya dari sana ditolak.")}
    raise KnownError(
        _("Tidak ada yang dicabut"),
        _(
            "Nomor itu tidak dikenal atau sudah dicabut sebelumnya. "
            "Lihat daftarnya dengan `sipa-server revoke --data FOLDER`."
        ),
        "nothing_to_revoke",
    )


def _move(options: argparse.Namespace) -> Answer:
    with closing(open_server(Settings(options.data))) as server:
        moved = server.scopes.move(options.person, options.village)
    words = _(
        "{name} sekarang admin desa {code}. Komputernya diberi tahu pada sambungan berikutnya; data desa sebelumnya "
        "tetap di server."
    )
    answer: Answer = {"ok": True, "person": moved.id, "village": moved.village}
    return answer | {"words": words.format(name=moved.name, code=moved.village)}


def _village(options: argparse.Namespace) -> Answer:
    with closing(open_server(Settings(options.data))) as server:
        done = server.scopes.leave(options.code) if options.leaves else server.scopes.come_back(options.code)
    if options.leaves:
        words = _("Desa {code} keluar dari kecamatan ini. Datanya tetap di server; komputer kecamatan melepasnya.")
    else:
        words = _("Desa {code} kembali ke kecamatan ini. Komputer kecamatan membaca datanya lagi.")
    if not done:
        words = _("Desa {code} sudah begitu sebelumnya. Tidak ada yang berubah.")
    return {"ok": True, "changed": done, "words": words.format(code=options.code)}


def _people(server: Server) -> Answer:
    people, lines = [], []
    for person, devices in server.accounts.people():
        place = person.village or person.kecamatan
        ended = _(" (berhenti)") if person.ended_at is not None else ""
        lines.append(f"{place}  {person.name}{ended}  {person.id}")
        for device in devices:
            revoked = _(" (dicabut)") if device.revoked_at is not None else ""
            lines.append(f"    {device.name}{revoked}  {device.id}")
        people.append(
            {
                "person": person.id,
                "name": person.name,
                "role": person.role.value,
                "kecamatan": person.kecamatan,
                "village": person.village,
                "active": person.ended_at is None,
                "devices": [
                    {"device": device.id, "name": device.name, "active": device.revoked_at is None}
                    for device in devices
                ],
            }
        )
    return {"ok": True, "people": people, "words": "\n".join(lines)}


def invited(invitation: Invitation) -> Answer:
    """What is printed of a code: whose it is, and until when it holds, by the clock of the office."""
    person = invitation.person
    until = datetime.fromtimestamp(invitation.expires_at / 1000, UTC).astimezone(ZoneInfo("Asia/Makassar"))
    return {
        "code": invitation.code,
        "expires_at": invitation.expires_at,
        "person": person.id,
        "name": person.name,
        "role": person.role.value,
        "village": person.village,
        "words": _("Kode pendaftaran {name}: {code} (sekali pakai, sampai {day} WITA)").format(
            name=person.name, code=invitation.code_in_groups, day=f"{until:%d-%m-%Y %H.%M}"
        ),
    }
