"""Updates of this program: what is offered by a stick or the server, laying it beside, and securing the data before.

Nothing here ends or starts a program; `update_trial` does, once the data are closed.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final

from sipa_core.domain.sizes import format_bytes
from sipa_core.messages import _
from sipa_core.ports import Clock
from sipa_core.release.faults import ReleaseError, ReleaseFault, release_words
from sipa_core.release.manifest import Release, check_fits
from sipa_core.release.package import SUFFIX, Package
from sipa_desktop.errors import KnownError
from sipa_desktop.events import Changes, Topic
from sipa_desktop.platform.installation import Installation, no_installation
from sipa_desktop.platform.unpacking import Bringer, Progress, lay_beside
from sipa_desktop.services.backup import Backups
from sipa_desktop.services.update_words import UPDATE_TOLD, told_words
from sipa_desktop.services.updates_views import Looked, Offer, Source, UpdateView
from sipa_desktop.settings import VERSION
from sipa_desktop.store.unit_of_work import Store
from sipa_desktop.store.update_note import UpdateNote, write_note

log = logging.getLogger(__name__)

FOLDERS: Final = ("", "pembaruan", "update", "SIPA", "SIPA/pembaruan", "SIPA/update")
"""Where on a stick updates are looked for."""
MOST_FILES: Final = 50
NOTES_SHOWN: Final = 12
_PUT_OFF: Final = "update_put_off"


class Updates:
    """The updates of one profile's program. Looking and laying take a while: never on the window's thread."""

    def __init__(
        self, store: Store, clock: Clock, profile: Path, backups: Backups, own: Installation | None, *, practice: bool
    ) -> None:
        self._store, self._clock, self._profile, self._backups = store, clock, profile, backups
        self.own = own
        self._practice = practice
        self._offer: Offer | None = None

    def view(self) -> UpdateView:
        """The version at work, what is offered and what became of the last try."""
        with self._store.read() as tx:
            kept, put_off = tx.meta.get(UPDATE_TOLD), tx.meta.get(_PUT_OFF)
        offer = self._offer
        if offer is not None and offer.source is Source.SERVER and put_off == str(offer.seq):
            offer = None
        return UpdateView(self._version_words(), self._blocked(), offer, told_words(kept))

    def look(self, place: Path) -> Looked:
        """Look for a newer release in a file, a stick or a folder; the newest that fits is offered from then on."""
        blocked = self._blocked()
        if blocked:
            return Looked(None, blocked)
        best: tuple[Release, Path] | None = None
        reason = ""
        for file in _packages(place):
            try:
                with _opened(file) as raw:
                    release = Package(raw, self._installed().keys).release
                check_fits(release, self._installed().installed(self._store.schema()))
            except ReleaseError as fault:
                reason = reason or release_words(fault.fault)
                continue
            except OSError:
                reason = _("USB belum terbaca seluruhnya. Tidak ada yang berubah. Pasang lagi USB-nya, lalu coba lagi.")
                continue
            if best is None or release.seq > best[0].seq:
                best = release, file
        if best is None:
            none = _("Tidak ada pembaruan SIPA di sana. Pilih USB yang dibawa dari kecamatan.")
            return Looked(None, reason or none)
        self.offer(offer_of(best[0], Source.USB, best[0].size, best[1]))
        return Looked(self._offer)

    def offer(self, offer: Offer) -> None:
        """Keep in sight that a release may be had; a newer one that is known already stays."""
        if self._offer is None or offer.seq >= self._offer.seq:
            self._offer = offer
            self._store.changes.publish(Changes(frozenset({Topic.UPDATES})))

    def offer_of_server(self, release: Release, size: int) -> None:
        """The server has this release; so many bytes of it would be fetched."""
        self.offer(offer_of(release, Source.SERVER, size))

    def put_off(self) -> None:
        """*Nanti*: this release is not shown again by itself."""
        offer, self._offer = self._offer, None
        with self._store.write() as tx:
            if offer is not None:
                tx.meta.put(_PUT_OFF, str(offer.seq))
            tx.touch(Topic.UPDATES)

    def tell(self, words: str) -> None:
        """Keep in sight why an update did not begin, until somebody has read it."""
        with self._store.write() as tx:
            tx.meta.put(UPDATE_TOLD, f"!{words}")
            tx.touch(Topic.UPDATES, Topic.COPIES)

    def put_away(self) -> None:
        """Somebody has read what became of the last try."""
        with self._store.write() as tx:
            tx.meta.forget(UPDATE_TOLD)
            tx.touch(Topic.UPDATES, Topic.COPIES)

    def lay(self, file: Path, progress: Progress) -> str:
        """Check a package whole and lay it beside this program; the name of its folder. KnownError."""
        try:
            with _opened(file) as raw:
                return self.lay_brought(Package(raw, self._installed().keys), progress)
        except ReleaseError as fault:
            raise KnownError(_("Pembaruan ini tidak dipakai"), release_words(fault.fault), fault.fault.value) from None
        except OSError:
            raise unreadable() from None

    def lay_brought(self, bringer: Bringer, progress: Progress) -> str:
        """The same for a release that came another way. KnownError."""
        blocked = self._blocked()
        if blocked:
            raise KnownError(_("Pembaruan belum dapat dipasang"), blocked, "update_blocked")
        return lay_beside(self._installed(), bringer, self._store.schema(), progress)

    def secure(self, name: str) -> None:
        """Copy the data, check the copy, and note that `name` is tried. Nothing may be written to them afterwards.

        KnownError when the copy could not be made; then there is no update.
        """
        own = self._installed()
        release = own.release(name)
        if release is None:
            raise unreadable()
        copied = self._backups.copy_before(release.version)
        note = UpdateNote(
            own.name, name, release.version, self._store.schema(), str(copied.copy.folder), self._clock.now()
        )
        try:
            write_note(self._profile, note)
        except OSError:
            raise KnownError(
                _("Pembaruan belum dipasang"),
                _("Folder data tidak dapat ditulisi. SIPA dan data Anda tetap seperti semula. Coba lagi."),
                "update_not_noted",
            ) from None

    def _installed(self) -> Installation:
        if self.own is None:
            raise no_installation()
        return self.own

    def _blocked(self) -> str:
        if self._practice:
            return _("Latihan tidak diperbarui sendiri; ia ikut SIPA di komputer ini.")
        if self.own is None:
            return no_installation().message
        return release_words(ReleaseFault.NO_KEYS) if not self.own.keys.keys else ""

    def _version_words(self) -> str:
        installed = self.own.installed() if self.own is not None else None
        version = installed.version if installed is not None else VERSION
        words = _("Versi {version}").format(version=version)
        if self.own is not None and self.own.keys.keys and self.own.trial:
            return _("{version}, untuk percobaan").format(version=words)
        return words


def offer_of(release: Release, source: Source, size: int, path: Path | None = None) -> Offer:
    """A release as the card shows it; `size` is what has to be read or fetched for it (bytes)."""
    if source is Source.USB:
        title = _("Ada versi baru {version} (dari USB)").format(version=release.version)
    else:
        title = _("Ada versi baru {version} (dari server)").format(version=release.version)
    return Offer(
        release.version, release.seq, source, title, format_bytes(size), tuple(release.notes[:NOTES_SHOWN]), path
    )


def unreadable() -> KnownError:
    """Said of a package that could not be read."""
    return KnownError(
        _("Pembaruan belum terbaca"),
        _("SIPA dan data Anda tetap seperti semula. Pasang lagi USB-nya, lalu coba lagi."),
        "update_unreadable",
    )


def _packages(place: Path) -> list[Path]:
    if place.is_file():
        return [place]
    found: list[Path] = []
    for folder in FOLDERS:
        try:
            inside = sorted((place / folder).iterdir())
        except OSError:
            continue
        found += [
            file for file in inside if file.name.lower().endswith(SUFFIX) and file.is_file() and not file.is_symlink()
        ]
    return found[:MOST_FILES]


@contextmanager
def _opened(file: Path) -> Iterator[BinaryIO]:
    with open(file, "rb", buffering=io.DEFAULT_BUFFER_SIZE) as raw:
        yield raw
