"""The verbs that keep a server's data safe: recovery-key, backup, restore. They answer like all verbs of `cli`.

The key of the paper is shown once and typed in, never given as an argument: others could read it in the list of
processes.
"""

from __future__ import annotations

import argparse
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sipa_core.domain.recovery_code import draw_code, read_code, written
from sipa_core.messages import _
from sipa_server.bootstrap import open_server
from sipa_server.errors import KnownError
from sipa_server.platform.recovery_key import mark_of, recipient_of
from sipa_server.platform.system import SystemClock, SystemEntropy
from sipa_server.services import backup_restore
from sipa_server.services.backup import BackupService, Made, keep_recipient, recipient_in
from sipa_server.services.backup_restore import LetIn, Opened, Restored
from sipa_server.settings import Settings

Answer = dict[str, Any]


def add_verbs(verbs: Any, data: argparse.ArgumentParser, plain: argparse.ArgumentParser) -> None:
    """Add the verbs to the parser of the command line; `data` asks for --data, `plain` does not."""
    key = verbs.add_parser("recovery-key", parents=[data], help=_("buat kunci pemulihan cadangan, untuk dicetak"))
    key.add_argument("--replace", action="store_true", help=_("ganti; kertas lama tetap membuka cadangan lama"))
    key.set_defaults(run=_recovery_key)

    backup = verbs.add_parser("backup", parents=[plain], help=_("buat cadangan; server boleh tetap berjalan"))
    backup.add_argument("--data", type=Path, metavar="DIR", help=_("folder data server"))
    backup.add_argument(
        "--check", action="store_true", help=_("buka cadangan dengan kunci kertas dan periksa semuanya")
    )
    backup.add_argument("place", type=Path, metavar="FOLDER", help=_("folder cadangan, sebaiknya di diska lain"))
    backup.set_defaults(run=_backup)

    restore = verbs.add_parser("restore", parents=[plain], help=_("pulihkan server dari cadangan"))
    restore.add_argument("source", type=Path, metavar="FOLDER", help=_("folder cadangan, atau satu berkasnya"))
    restore.add_argument("--into", type=Path, required=True, metavar="DIR", help=_("folder data yang baru"))
    restore.add_argument("--replace", action="store_true", help=_("sisihkan isi folder itu dahulu"))
    restore.set_defaults(run=_restore)


def _recovery_key(options: argparse.Namespace) -> Answer:
    with closing(open_server(Settings(options.data))) as server:
        if recipient_in(server.store) is not None and not options.replace:
            raise KnownError(
                _("Kunci pemulihan sudah ada"),
                _("Tidak ada yang diubah. Bila kertasnya hilang, ulangi dengan --replace."),
                "has_recovery_key",
            )
        code = draw_code(SystemEntropy())
        recipient = recipient_of(code)
        _say(
            _(
                "Kunci pemulihan server, nomor {mark}:\n\n    {code}\n\n"
                "Tulis atau cetak sekarang dan simpan di lemari terkunci. Kunci ini tidak disimpan di komputer mana "
                "pun; tanpa kertas ini cadangan tidak dapat dibuka siapa pun."
            ).format(mark=mark_of(recipient), code=written(code))
            + "\n"
        )
        if read_code(_typed(_("Ketik kunci itu dari kertas: "))) != code:
            raise KnownError(
                _("Yang diketik tidak sama"),
                _("Kunci ini tidak dipakai. Buang kertasnya dan ulangi."),
                "not_the_same",
            )
        keep_recipient(server.store, recipient, server.clock.now())
    return {
        "ok": True,
        "mark": mark_of(recipient),
        "words": _("Kunci pemulihan nomor {mark} berlaku. Cadangan berikutnya dibuka dengan kertas itu.").format(
            mark=mark_of(recipient)
        ),
    }


def _backup(options: argparse.Namespace) -> Answer:
    if options.check:
        return _checked(backup_restore.check(_chosen(options.place), _asked_key()))
    if options.data is None:
        raise KnownError(
            _("Folder data belum disebut"), _("Tidak ada yang dibuat. Tambahkan --data FOLDER."), "no_data"
        )
    with closing(open_server(Settings(options.data))) as server:
        made = BackupService(options.data, server.store, server.clock, server.keys).make(options.place)
    return _made(made)


def _chosen(source: Path) -> Path:
    return backup_restore.chosen(source, SystemClock().now())


def _made(made: Made) -> Answer:
    words = _("Cadangan jadi dan sudah dibaca ulang: {file}. {blobs} lampiran, {new} di antaranya baru.").format(
        file=made.path, blobs=made.blobs, new=made.sealed_now
    )
    if made.held:
        words += "\n" + _("{count} berkas USB yang menunggu dilihat ikut tersimpan.").format(count=made.held)
    lacking = len(made.lacking) + len(made.held_lacking)
    answer: Answer = {
        "ok": True,
        "file": str(made.path),
        "blobs": made.blobs,
        "held": made.held,
        "sealed_now": made.sealed_now,
        "removed": made.removed,
        "lacking": lacking,
        "broken_audit_line": made.broken_audit_line,
        "dated_later": str(made.dated_later) if made.dated_later is not None else None,
    }
    if lacking or made.broken_audit_line is not None:
        words += "\n" + _(
            "Ada yang perlu dilihat di server: {lacking} lampiran atau berkas USB hilang atau rusak{audit}. "
            "Semua yang lain ada dalam cadangan ini."
        ).format(
            lacking=lacking,
            audit=_(", jejak terputus di baris {line}").format(line=made.broken_audit_line)
            if made.broken_audit_line is not None
            else "",
        )
        answer |= {"ok": False, "code": "look_at_server"}
    if made.dated_later is not None:
        words += "\n" + _(
            "Menurut tanggalnya, {file} lebih baru daripada cadangan ini: jam server salah, atau pernah salah. Periksa "
            "jamnya. Bila berkas itu yang salah tanggal, pindahkan ke folder lain; kalau tidak, sebut berkas cadangan "
            "ini saat memulihkan."
        ).format(file=made.dated_later.name)
        answer |= {"ok": False, "code": "look_at_server"}
    return answer | {"words": words}


def _checked(opened: Opened) -> Answer:
    manifest = opened.manifest
    return {
        "ok": True,
        "file": str(opened.path),
        "made_at": manifest.made_at,
        "blobs": len(manifest.blobs),
        "held": len(manifest.held),
        "lacking": len(manifest.lacking) + len(manifest.held_lacking),
        "words": _(
            "Cadangan {when} utuh dan dapat dipulihkan: {blobs} lampiran dan {held} berkas USB yang menunggu, "
            "semua diperiksa. Tidak ada yang diubah."
        ).format(when=_when(manifest.made_at), blobs=len(manifest.blobs), held=len(manifest.held)),
    }


def _restore(options: argparse.Namespace) -> Answer:
    path = _chosen(options.source)
    done = backup_restore.restore(
        path, _asked_key(), options.into, SystemClock(), SystemEntropy(), replace=options.replace
    )
    return {
        "ok": True,
        "file": str(path),
        "data": str(options.into),
        "epoch": done.epoch,
        "void_codes": done.codes,
        "aside": str(done.aside) if done.aside is not None else None,
        "held": len(done.opened.manifest.held),
        "lacking": len(done.opened.manifest.lacking) + len(done.opened.manifest.held_lacking),
        "devices": [_device(one) for one in done.let_in],
        "words": "\n".join(_report(done, options.into)),
    }


def _report(done: Restored, into: Path) -> list[str]:
    """What the keeper of the server has to know and to do after a restore."""
    lines = [
        _("Server dipulihkan ke {into}, keadaan {when}.").format(into=into, when=_when(done.opened.manifest.made_at)),
        _("Yang dikirim desa dan kecamatan sesudah itu datang lagi dengan sendirinya begitu komputernya tersambung."),
        _("Tulisan warga sesudah itu tidak ada di cadangan; yang sudah sampai di komputer desa masih terbaca di sana."),
    ]
    if done.aside is not None:
        lines.append(_("Isi folder yang lama disisihkan di {aside}.").format(aside=done.aside))
    if done.codes:
        lines.append(_("Kode pendaftaran yang belum dipakai tidak berlaku lagi. Buat kode baru bila perlu."))
    if done.opened.manifest.lacking:
        lines.append(
            _(
                "{count} lampiran sudah hilang di server sebelum dicadangkan; komputer pengirimnya mengirimnya lagi."
            ).format(count=len(done.opened.manifest.lacking))
        )
    if done.opened.manifest.held:
        lines.append(
            _(
                "{count} berkas USB dari komputer yang dicabut ikut dipulihkan dan masih menunggu dilihat: "
                "sipa-server bundle held --data {into}"
            ).format(count=len(done.opened.manifest.held), into=into)
        )
    if done.opened.manifest.held_lacking:
        lines.append(
            _(
                "{count} berkas USB yang menunggu sudah hilang di server sebelum dicadangkan. Minta desa pembuatnya "
                "menyimpannya lagi ke USB."
            ).format(count=len(done.opened.manifest.held_lacking))
        )
    lines += [
        "",
        _("Komputer berikut boleh masuk. Yang dicabut atau berhenti sesudah cadangan itu hidup lagi di sini:"),
        _("cabut lagi sebelum server dijalankan, dengan sipa-server revoke --data {into} --device NOMOR").format(
            into=into
        ),
    ]
    for one in done.let_in:
        contact = _when(one.contact_at) if one.contact_at else _("belum pernah")
        lines.append(
            _("    {place}  {person}, {name}  kontak terakhir {contact}  {id}").format(
                place=one.person.village or one.person.kecamatan,
                person=one.person.name,
                name=one.device.name,
                contact=contact,
                id=one.device.id,
            )
        )
    return [*lines, _("Komputer yang didaftarkan sesudah cadangan itu tidak dikenal lagi dan perlu kode baru.")]


def _device(one: LetIn) -> Answer:
    return {
        "device": one.device.id,
        "name": one.device.name,
        "person": one.person.name,
        "village": one.person.village,
        "contact_at": one.contact_at,
    }


def _asked_key() -> str:
    return _typed(_("Ketik kunci pemulihan dari kertas: "))


def _typed(prompt: str) -> str:
    """A line from whoever sits there; the question goes where no answer is read from."""
    _say(prompt)
    return sys.stdin.readline()


def _say(words: str) -> None:
    sys.stderr.write(words)
    sys.stderr.flush()


def _when(instant: int) -> str:
    at = datetime.fromtimestamp(instant / 1000, UTC).astimezone(ZoneInfo("Asia/Makassar"))
    return _("{at} WITA").format(at=f"{at:%d-%m-%Y %H.%M}")
