"""The way to a profile's data, before any of them is read: whose program holds it, and what its lock asks for.

Light on purpose: the window asks for a password before the modules that work with the data are loaded.
"""

from __future__ import annotations

from pathlib import Path

from sipa_core.domain.dates import local
from sipa_core.messages import _
from sipa_core.ports import Clock, Entropy
from sipa_desktop.disk_faults import DiskFaultError, DiskFullError, of_number
from sipa_desktop.errors import KnownError
from sipa_desktop.platform.key_file import settle_key_files
from sipa_desktop.platform.profile_lock import ProfileLock
from sipa_desktop.platform.secrets import SystemRing
from sipa_desktop.platform.system import SystemClock, SystemEntropy
from sipa_desktop.platform.vault import Vault
from sipa_desktop.store import exchange


class ProfileInUseError(KnownError):
    """Another SIPA has this profile; nothing of it was opened."""

    def __init__(self) -> None:
        super().__init__(
            _("SIPA sudah terbuka"),
            _("SIPA dengan data ini sudah terbuka di komputer ini. Jendela yang pertama ditampilkan."),
            "profile_in_use",
        )


class UnwritableError(KnownError):
    """The profile's folder cannot be written to."""

    def __init__(self) -> None:
        super().__init__(
            _("Folder data tidak dapat dipakai"),
            _(
                "SIPA tidak dapat menulis di folder data. Tidak ada yang berubah. Minta izin folder itu diperiksa, "
                "atau salin data ke tempat lain."
            ),
            "profile_unwritable",
        )


def unwritable(fault: OSError) -> KnownError:
    """Why the profile's folder takes nothing: a full or failing disk in its own words, anything else as above."""
    kind = of_number(fault.errno)
    return kind() if kind in (DiskFullError, DiskFaultError) else UnwritableError()


def take_profile(profile: Path) -> ProfileLock:
    """Hold the profile (made when there is none) before anything of it is read. ProfileInUseError, UnwritableError."""
    try:
        profile.mkdir(parents=True, exist_ok=True)
        lock = ProfileLock(profile)
        mine = lock.take()
    except OSError as fault:
        raise unwritable(fault) from None
    if not mine:
        lock.call_first()
        raise ProfileInUseError
    return lock


def put_aside(profile: Path, clock: Clock) -> None:
    """Put the data of a held profile into a folder of their own in it, where its password or code still opens them.

    An exchange with nothing new, so a power cut parts no key from its data. UnwritableError; then nothing has changed.
    UnfinishedError; then `go_on` finishes it.
    """
    try:
        exchange.begin(profile, local(clock.now()).strftime("%Y-%m-%d-%H%M%S"))
        exchange.commit(profile)
    except OSError as fault:
        raise unwritable(fault) from None


def go_on(profile: Path) -> bool:
    """Finish what a power cut or a refused file left of putting a copy back; True when there was something.

    UnfinishedError when it is refused again; UnwritableError.
    """
    try:
        return exchange.finish(profile)
    except OSError as fault:
        raise unwritable(fault) from None


def open_vault(profile: Path, *, clock: Clock | None = None, entropy: Entropy | None = None) -> Vault:
    """The ways to the key of the profile in a folder, with the keyring of this PC where there is a trusted one.

    What was left of putting a copy back is finished first: see `go_on`. KnownError.
    """
    go_on(profile)
    settle_key_files(profile)
    ring = SystemRing() if SystemRing.is_there() else None
    return Vault(profile, ring, clock or SystemClock(), entropy or SystemEntropy())


def vault_of_copy(folder: Path, clock: Clock) -> Vault:
    """The ways to the key of a copy; one that was made on this PC may be opened by the keyring."""
    ring = SystemRing() if SystemRing.is_there() else None
    return Vault(folder, ring, clock, SystemEntropy())
