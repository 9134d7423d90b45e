"""`sipa-desktop` and `python -m sipa_desktop`: a verb works without a display; without a verb the windows open.

The only module of the desk that may import ui.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Run; returns the exit code."""
    from sipa_desktop.cli.parser import make_parser
    from sipa_desktop.platform.system import MovedClock
    from sipa_desktop.settings import default_profile

    call = make_parser().parse_args(argv)
    profile = getattr(call, "profile", None) or default_profile()
    moment = getattr(call, "now", None)
    clock = MovedClock(moment) if moment is not None else None
    if call.verb is not None:
        from sipa_desktop.cli.run import run_verb

        return run_verb(call, profile, clock)
    from ui.application import run

    return run(profile, clock)


if __name__ == "__main__":
    sys.exit(main())
