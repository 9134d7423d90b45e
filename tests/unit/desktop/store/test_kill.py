"""kill -9 while saving: what was told as saved is there when the profile is opened again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sipa_desktop.store.unit_of_work import Store
from tests.support.clock import HandClock, SeededEntropy
from tests.support.vaults import KEY

WRITER = """
import sys
from pathlib import Path
from sipa_desktop.platform.system import SystemClock, SystemEntropy
from sipa_desktop.store.documents import DocumentKind
from sipa_desktop.store.unit_of_work import Store
from tests.support.vaults import KEY
store = Store(Path(sys.argv[1]), SystemClock(), SystemEntropy(), KEY)
with store.write() as tx:
    tx.documents.start("d", DocumentKind.DRAFT, {}, 0)
n = 0
while True:
    n += 1
    with store.write() as tx:
        tx.documents.save("d", {"kendala.isi": "kata " * n, "umum.n": n}, n)
    sys.stdout.write(f"{n}\\n")
    sys.stdout.flush()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is POSIX; on Windows TerminateProcess is tried by hand")
@pytest.mark.parametrize("seconds", [0.05, 0.2, 0.5])
def test_killing_the_program_loses_nothing_that_was_told_as_saved(tmp_path: Path, seconds: float) -> None:
    path = tmp_path / "a.db"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE, text=True, env=environment
    ) as writer:
        assert writer.stdout is not None
        told = int(writer.stdout.readline())
        time.sleep(seconds)  # the moment of the cut is what is tried here
        writer.send_signal(signal.SIGKILL)
        told = max([told, *(int(line) for line in writer.stdout.read().split())])
    store = Store(path, HandClock(1), SeededEntropy("kill"), KEY)
    assert store.integrity() == "ok"
    with store.read() as tx:
        kept = tx.documents.content("d")
    store.close()
    assert kept["umum.n"] in (told, told + 1)
    assert kept["kendala.isi"] == "kata " * int(str(kept["umum.n"]))
