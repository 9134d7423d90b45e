"""Releases of the desk that the operator placed here: the newest for each kind of PC, checked before it is offered.

Whoever has a PC here may fetch them. The desk checks everything again; a server that lies is found out there.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Final

from sipa_core.messages import _
from sipa_core.release.faults import ReleaseError, ReleaseFault
from sipa_core.release.manifest import Product, Release
from sipa_core.release.package import SUFFIX, Package, read_head
from sipa_core.release.signed import ReleaseKeys, open_signed
from sipa_core.wire.blobs import BlobPart
from sipa_core.wire.problems import Problem
from sipa_core.wire.updates import MAX_PART, SignedUpdate, UpdateCard, is_platform
from sipa_server.errors import KnownError, RefusedError
from sipa_server.services.accounts import AccountService

FOLDER: Final = "pembaruan"


class UpdateService:
    """The folder of packages; may be used from any thread."""

    def __init__(self, data: Path, accounts: AccountService, keys: ReleaseKeys) -> None:
        self._folder, self._accounts, self._keys = data / FOLDER, accounts, keys

    def add(self, file: Path) -> Release:
        """Check a package whole and offer it in the place of an older one. KnownError; then nothing has changed."""
        part = self._folder / f"coming-{os.getpid()}"
        try:
            self._folder.mkdir(mode=0o700, exist_ok=True)
            shutil.copyfile(file, part)
            with open(part, "rb+") as raw:
                package = Package(raw, self._keys)
                package.check()
                os.fsync(raw.fileno())
            release = package.release
            known = self._newest(release.platform)
            if release.product is not Product.DESK:
                raise ReleaseError(ReleaseFault.OTHER_PRODUCT)
            if known is not None and release.seq <= known.seq:
                raise ReleaseError(ReleaseFault.NOT_NEWER)
            os.replace(part, self._path(release.platform))
        except ReleaseError as fault:
            raise _not_added(fault.fault) from None
        except OSError:
            raise KnownError(
                _("Pembaruan belum ditawarkan"),
                _("Berkas itu tidak terbaca, atau cakram server penuh. Tidak ada yang berubah."),
                "update_unreadable",
            ) from None
        finally:
            part.unlink(missing_ok=True)
        return release

    def offered(self) -> list[Release]:
        """What is offered, by kind of PC."""
        files = sorted(self._folder.glob(f"*{SUFFIX}")) if self._folder.is_dir() else []
        found = [self._newest(file.name.removesuffix(SUFFIX)) for file in files]
        return [one for one in found if one is not None]

    def card(self, token: str, platform: str) -> UpdateCard:
        """What there is for a kind of PC. RefusedError for who has no PC here."""
        self._accounts.recognise(token)
        found = self._newest(platform)
        return UpdateCard(found.seq, found.version) if found is not None else UpdateCard()

    def release(self, token: str, platform: str, seq: int) -> SignedUpdate:
        """The signed list of that release. RefusedError, `not_found` when it is not the one offered."""
        self._known(token, platform, seq)
        with open(self._path(platform), "rb") as file:
            return SignedUpdate(read_head(file).decode())

    def size(self, token: str, platform: str, seq: int) -> int:
        """The size of its package. RefusedError."""
        self._known(token, platform, seq)
        return self._path(platform).stat().st_size

    def part(self, token: str, platform: str, seq: int, start: int, most: int) -> BlobPart:
        """A stretch of its package. RefusedError."""
        self._known(token, platform, seq)
        with open(self._path(platform), "rb") as file:
            total = os.fstat(file.fileno()).st_size
            file.seek(start)
            return BlobPart(file.read(min(most, MAX_PART)), total)

    def _known(self, token: str, platform: str, seq: int) -> None:
        self._accounts.recognise(token)
        found = self._newest(platform)
        if found is None or found.seq != seq:
            raise RefusedError(Problem.NOT_FOUND)

    def _newest(self, platform: str) -> Release | None:
        if not is_platform(platform):
            return None
        try:
            with open(self._path(platform), "rb") as file:
                return open_signed(read_head(file), self._keys)
        except (OSError, ReleaseError):
            return None

    def _path(self, platform: str) -> Path:
        return self._folder / f"{platform}{SUFFIX}"


def _not_added(fault: ReleaseFault) -> KnownError:
    words = {
        ReleaseFault.NOT_NEWER: _("Pembaruan yang sama atau lebih baru sudah ditawarkan. Tidak ada yang berubah."),
        ReleaseFault.OTHER_PRODUCT: _("Berkas ini bukan SIPA untuk komputer desa. Tidak ada yang berubah."),
        ReleaseFault.NO_KEYS: _("Server ini dibuat tanpa kunci pembuat SIPA, jadi berkas itu tidak dapat diperiksa."),
        ReleaseFault.NOT_SIGNED: _("Berkas ini tidak ditandatangani pembuat SIPA. Jangan dibagikan."),
    }
    general = _("Berkas ini bukan pembaruan SIPA yang utuh. Tidak ada yang berubah. Salin lagi dari sumbernya.")
    return KnownError(_("Pembaruan belum ditawarkan"), words.get(fault, general), fault.value)
