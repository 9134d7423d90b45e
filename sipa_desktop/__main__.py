"""`sipa-desktop` and `python -m sipa_desktop`: a verb works without a display; without a verb the windows open.

The only module of the desk that may import ui. A second start ends here, before anything of the window is loaded.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from argparse import Namespace

    from sipa_core.ports import Clock


def main(argv: Sequence[str] | None = None) -> int:
    """Run; returns the exit code (sipa_desktop.cli.answer). A second start calls the first window and is done: 0."""
    from sipa_desktop.settings import default_profile, practice_profile

    call = _read(sys.argv[1:] if argv is None else argv)
    practice = bool(getattr(call, "latihan", False))
    profile = getattr(call, "profile", None) or (practice_profile() if practice else default_profile())
    clock = _clock(getattr(call, "now", None))
    if call.verb is not None:
        from sipa_desktop.cli.run import run_verb

        return run_verb(call, profile, clock)
    if _is_open_elsewhere(profile):
        return 0
    vault = None
    if getattr(call, "password_stdin", False) and not practice:
        from sipa_desktop.cli.unlock import unlocked

        vault, _code = unlocked(call, profile, clock)
    from ui.application import run

    return run(profile, clock, practice=practice, vault=vault)


def _read(arguments: Sequence[str]) -> Namespace:
    """What was asked for; a start by the icon asks for nothing, and need not load what reads the verbs."""
    from argparse import Namespace

    if not arguments:
        return Namespace(verb=None)
    from sipa_desktop.cli.parser import make_parser

    return make_parser().parse_args(arguments)


def _clock(moment: int | None) -> Clock | None:
    if moment is None:
        return None
    from sipa_desktop.platform.system import MovedClock

    return MovedClock(moment)


def _is_open_elsewhere(profile: Path) -> bool:
    """True, with a sentence, when another SIPA has the profile; its window was asked to come to the front."""
    from sipa_desktop.platform.profile_lock import ProfileLock

    lock = ProfileLock(profile)
    try:
        mine = lock.take()
    except OSError:
        return False  # no such folder yet, or one that cannot be used: opening it will say so in words
    if mine:
        lock.release()
        return False
    lock.call_first()
    if lock.follows():
        return False  # it was ending
    from sipa_core.messages import _
    from sipa_desktop.cli.answer import say

    say(_("SIPA dengan data ini sudah terbuka di komputer ini. Jendela yang pertama ditampilkan."))
    return True


if __name__ == "__main__":
    sys.exit(main())
