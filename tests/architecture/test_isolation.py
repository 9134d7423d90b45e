"""The fences around every test hold: no other machine is reached, nobody's home or keyring is touched."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import keyring
import pytest
from keyring.errors import NoKeyringError

DOCUMENTATION_ADDRESS = "192.0.2.1"


def test_a_test_that_connects_outside_fails() -> None:
    with socket.socket() as outside, pytest.raises(pytest.fail.Exception, match="outside this machine"):
        outside.connect((DOCUMENTATION_ADDRESS, 80))


def test_a_test_that_looks_up_a_name_outside_fails() -> None:
    with pytest.raises(pytest.fail.Exception, match="outside this machine"):
        socket.create_connection(("contoh.invalid", 80), timeout=1)


def test_this_machine_can_be_reached() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as client:
        assert client.getpeername() == server.getsockname()


def test_home_is_a_folder_of_the_test_run() -> None:
    assert Path.home().name.startswith("sipa-test-home-")
    assert os.environ["XDG_DATA_HOME"].startswith(str(Path.home()))


def test_no_keyring_of_a_person_is_reached() -> None:
    with pytest.raises(NoKeyringError):
        keyring.get_password("sipa-desktop", "anyone")
