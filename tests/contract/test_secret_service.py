"""The key of the data in a real Secret Service: kept for the next program, and filled again after it was lost."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from sipa_desktop.platform.vault import VaultState

SESSION = """
set -eu
export HOME="$1" XDG_RUNTIME_DIR="$1/run"
mkdir -m 700 -p "$XDG_RUNTIME_DIR"
printf 'pw' | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1
shift
for step in make find lose refill; do "$@" "$step"; done
"""
STEP = """
import sys
from pathlib import Path
from sipa_desktop.entrance import open_vault
from sipa_desktop.platform.secrets import SystemRing
from tests.support.vaults import PASSWORD
profile, step = Path(sys.argv[1]), sys.argv[2]
assert SystemRing.is_there()
vault = open_vault(profile)
if step == "make":
    vault.create(PASSWORD)
if step == "lose":
    SystemRing().forget(f"{vault._file.profile_id}/data-key")
    vault = open_vault(profile)
    found = vault.state
    assert vault.unlock(PASSWORD)
print(step, vault.place, found if step == "lose" else vault.state, vault.opened_by_person)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the Secret Service is the keyring of Linux desktops")
def test_a_real_keyring_keeps_the_key_and_gets_it_back_after_it_was_lost(tmp_path: Path) -> None:
    session = shutil.which("dbus-run-session")
    assert session is not None, "dev.py installs dbus-daemon and gnome-keyring"
    (tmp_path / "home").mkdir()
    (tmp_path / "profile").mkdir()
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    for name in ("DBUS_SESSION_BUS_ADDRESS", "PYTHON_KEYRING_BACKEND"):
        environment.pop(name, None)
    command = [session, "--", "sh", "-c", SESSION, "sh", str(tmp_path / "home")]
    command += [sys.executable, "-c", STEP, str(tmp_path / "profile")]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [
        f"make keyring {VaultState.OPEN} True",
        f"find keyring {VaultState.OPEN} False",
        f"lose keyring {VaultState.LOCKED} True",
        f"refill keyring {VaultState.OPEN} False",
    ]
