"""The verbs of copies: make one, try one, and put one back into a profile that nobody has open."""

from __future__ import annotations

import argparse
from pathlib import Path

from sipa_core.ports import Clock
from sipa_desktop.bootstrap import Desk
from sipa_desktop.cli.answer import Answer
from sipa_desktop.cli.unlock import unlocked
from sipa_desktop.entrance import open_vault
from sipa_desktop.platform.system import SystemClock, SystemEntropy
from sipa_desktop.services.restoring import restore_copy


def backup(desk: Desk, call: argparse.Namespace) -> Answer:
    """Make a copy now, on this PC or with all attachments in another folder."""
    done = desk.backups.copy_here() if call.to is None else desk.backups.copy_to(call.to)
    data = {"folder": str(done.copy.folder), "size": done.copy.size, "words": done.words}
    return Answer(data, (done.words, str(done.copy.folder)))


def rehearse(desk: Desk, call: argparse.Namespace) -> Answer:
    """Read a whole copy and say what it would bring back; nothing changes."""
    tried = desk.backups.rehearse(call.folder)
    return Answer({"words": tried.words}, (tried.words,))


def restore(call: argparse.Namespace, profile: Path, clock: Clock | None) -> Answer:
    """Put a copy back; the password or recovery code is the one that held when the copy was made.

    The caller holds the lock of the profile.
    """
    open_vault(profile, clock=clock)  # finishes what a power cut left of an earlier restoring
    vault, _code = unlocked(call, call.folder, clock)
    done = restore_copy(profile, call.folder, vault, clock or SystemClock(), SystemEntropy())
    return Answer({"words": done.words, "lacking": done.lacking}, (done.words,))
