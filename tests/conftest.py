"""What holds for every test: its own home folder, no keyring of a person, no network but this machine's, no screen.

A test must never read or write what belongs to whoever runs it, and never reach a host outside.
"""

from __future__ import annotations

import atexit
import gc
import ipaddress
import os
import shutil
import socket
import tempfile
from collections.abc import Iterator
from typing import Any

import hypothesis
import pytest

HOME = tempfile.mkdtemp(prefix="sipa-test-home-")
atexit.register(shutil.rmtree, HOME, ignore_errors=True)
os.environ.update(
    {
        "HOME": HOME,
        "USERPROFILE": HOME,
        "XDG_CACHE_HOME": f"{HOME}/cache",
        "XDG_CONFIG_HOME": f"{HOME}/config",
        "XDG_DATA_HOME": f"{HOME}/data",
        "XDG_STATE_HOME": f"{HOME}/state",
        "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
    }
)
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

hypothesis.settings.register_profile("desk", deadline=None, max_examples=50)
hypothesis.settings.register_profile("ci", deadline=None, max_examples=100, derandomize=True, print_blob=True)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "desk")


@pytest.fixture(autouse=True)
def only_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fail the test that connects to, or asks the name of, any host but this one."""
    connect, look_up = socket.socket.connect, socket.getaddrinfo

    def guarded_connect(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX and not is_here(address[0]):
            pytest.fail(f"The test connects to {address[0]}, outside this machine.")
        connect(self, address)

    def guarded_look_up(host: Any, *rest: Any, **named: Any) -> Any:
        if host is not None and not is_here(host):
            pytest.fail(f"The test looks up {host}, outside this machine.")
        return look_up(host, *rest, **named)

    monkeypatch.setattr(socket.socket, "connect", guarded_connect)
    monkeypatch.setattr(socket, "getaddrinfo", guarded_look_up)


@pytest.fixture(autouse=True)
def garbage_stays_with_the_windows() -> Iterator[None]:
    """Collect on the main thread what is due, once windows keep Python from doing it on any thread."""
    yield
    if not gc.isenabled():
        from ui.runtime.garbage import collect_due

        collect_due()


def is_here(host: str | bytes) -> bool:
    """Say whether a host name or address means this machine."""
    name = host.decode() if isinstance(host, bytes) else host
    try:
        return ipaddress.ip_address(name.partition("%")[0]).is_loopback
    except ValueError:
        return name in ("", "localhost")
