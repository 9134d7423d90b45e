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
spared = {"sipa_core.ops.registry", "sipa_core.domain.checks", "sipa_core.domain.captions", "asyncio"}
assert not spared & set(sys.modules), "the first page applies no rule and writes no caption"
print(" ".join(sorted({name.partition(".")[0] for name in sys.modules})))
"""

LEAN = """
import sys
from sipa_desktop import lean_loading
assert "sqlalchemy" in sys.modules
assert not {"asyncio", "email", "importlib.metadata"} & set(sys.modules), "loaded for nothing"
from sqlalchemy.util import compat, concurrency, queue
assert not concurrency.iscoroutine(3) and not concurrency.is_exit_exception(ValueError())
assert queue.asyncio.Queue.__module__ == "asyncio.queues", "asked for after all"
import asyncio.events, importlib.metadata
assert asyncio.Queue is queue.asyncio.Queue and asyncio.iscoroutine.__module__.startswith("asyncio")
assert importlib.metadata.version("sqlalchemy") == compat.importlib_metadata.version("sqlalchemy")
"""


def test_the_database_is_loaded_without_what_the_desk_never_uses_and_gets_it_when_it_asks() -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([sys.executable, "-c", LEAN], capture_output=True, text=True, env=environment, check=False)
    assert done.stderr == ""


def test_opening_a_profile_a_second_time_loads_no_network_no_keys_and_no_window(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    for _time in range(2):  # the first time makes the database, and that needs Alembic
        done = subprocess.run(
            [sys.executable, "-c", OPENS, str(tmp_path)], capture_output=True, text=True, check=True, env=environment
        )
    assert set(done.stdout.split()) & set(HEAVY) == set()
    assert "sqlalchemy" in done.stdout.split()
