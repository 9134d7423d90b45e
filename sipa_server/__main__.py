"""`python -m sipa_server` is `sipa-server`."""

from __future__ import annotations

import sys

from sipa_server.cli import main

if __name__ == "__main__":
    sys.exit(main())
