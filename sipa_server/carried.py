"""`sipa-server bundle …`: bundles that were carried to the server itself, and those that wait for a person."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from sipa_core.messages import _
from sipa_core.sync.bundle_words import bundle_words, state_words
from sipa_core.wire.bundles import BundleAnswer, BundleState
from sipa_server.errors import KnownError
from sipa_server.services.accounts import AccountService
from sipa_server.services.bundles import BundleService

_PIECE: Final = 1024 * 1024


def open_files(bundles: BundleService, files: Sequence[Path]) -> dict[str, Any]:
    """Open each file and write its sealed reply beside it; `ok` when every one was taken."""
    told, lines = [], []
    for file in files:
        answer = _opened(bundles, file)
        reply = _write_reply(bundles, answer, file.parent) if answer.reply else None
        words = state_words(answer.state) if answer.state is BundleState.TAKEN else bundle_words(answer.code)
        told.append(
            {"file": str(file), "state": answer.state, "code": answer.code, "reply": str(reply) if reply else ""}
        )
        lines.append(f"{file.name}: {words}" + (f" → {reply.name}" if reply is not None else ""))
    whole = all(one["state"] is BundleState.TAKEN for one in told)
    return {"ok": whole, "files": told, "words": "\n".join(lines)}


def accept_file(bundles: BundleService, sha256: str) -> dict[str, Any]:
    """Use a bundle that was set apart; KnownError when there is none of that name."""
    if bundles.accept(sha256) is None:
        raise KnownError(
            _("Berkas itu tidak disimpan di sini"),
            _("Tidak ada yang berubah. Lihat daftarnya dengan `sipa-server bundle held --data FOLDER`."),
            "nothing_held",
        )
    return {"ok": True, "words": _("Isinya sudah dipakai. Komputer asalnya tidak mendapat balasan.")}


def held_files(bundles: BundleService, accounts: AccountService) -> dict[str, Any]:
    """Those of PCs that were revoked: whose they are, when they were sealed, where they lie, still sealed."""
    told, lines = [], []
    for one in bundles.quarantined():
        sender = accounts.sender(one.device)
        person = sender.caller.person.name if sender is not None else ""
        device = sender.caller.device.name if sender is not None else one.device
        place = bundles.files.held(one.sha256)
        sealed = datetime.fromtimestamp(one.sealed_at / 1000, UTC).astimezone(ZoneInfo("Asia/Makassar"))
        told.append(
            {
                "sha256": one.sha256,
                "file": str(place),
                "person": person,
                "device": device,
                "ops": one.ops,
                "sealed_at": one.sealed_at,
            }
        )
        words = _("{person}, {device}: {n} kiriman, ditutup {when} WITA").format(
            person=person, device=device, n=one.ops, when=f"{sealed:%d-%m-%Y %H.%M}"
        )
        lines.append(f"{words}\n    {place}")
    return {"ok": True, "held": told, "words": "\n".join(lines) or _("Tidak ada yang disimpan.")}


def _opened(bundles: BundleService, file: Path) -> BundleAnswer:
    try:
        with open(file, "rb") as sealed:
            return bundles.take(sealed, name=file.name)
    except OSError:
        raise KnownError(
            _("Berkas itu tidak terbaca"),
            _("Tidak ada yang berubah. Periksa namanya, atau pasang lagi USB-nya, lalu ulangi."),
            "unreadable",
        ) from None


def _write_reply(bundles: BundleService, answer: BundleAnswer, folder: Path) -> Path:
    target = folder / answer.reply_name
    part = target.with_suffix(".part")
    try:
        with open(part, "wb") as out:
            for at in range(0, answer.reply_size, _PIECE):
                out.write(bundles.files.reply_part(answer.reply, at, _PIECE))
            out.flush()
            os.fsync(out.fileno())
        os.replace(part, target)
    except OSError:
        part.unlink(missing_ok=True)
        raise KnownError(
            _("Balasan belum tertulis"),
            _("Isi berkasnya sudah di server. Pasang USB yang dapat ditulisi, lalu ulangi perintah yang sama."),
            "reply_not_written",
        ) from None
    return target
