"""Opening a profile loads what it needs and nothing that waits for the network: an office PC starts slowly enough."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

HEAVY = ("requests", "truststore", "keyring", "cryptography", "pyrage", "alembic", "typst", "PySide6", "litestar")
OPENS = """
import sys
from pathlib import Path
from sipa_desktop.bootstrap import open_desk
from sipa_desktop.platform.vault import PracticeVault
desk = open_desk(Path(sys.argv[1]), vault=PracticeVault())
desk.home, desk.sync
desk.close()
assert "sipa_core.ops.registry" not in sys.modules, "the first page applies no rule"
print(" ".join(sorted({name.partition(".")[0] for name in sys.modules})))
"""


def test_opening_a_profile_a_second_time_loads_no_network_no_keys_and_no_window(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    for _time in range(2):  # the first time makes the database, and that needs Alembic
        done = subprocess.run(
            [sys.executable, "-c", OPENS, str(tmp_path)], capture_output=True, text=True, check=True, env=environment
        )
    assert set(done.stdout.split()) & set(HEAVY) == set()
    assert "sqlalchemy" in done.stdout.split()
