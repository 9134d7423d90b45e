"""One program a profile."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from sipa_desktop.__main__ import main
from sipa_desktop.bootstrap import open_desk
from sipa_desktop.entrance import ProfileInUseError
from sipa_desktop.platform.profile_lock import ProfileLock
from tests.support.clock import DictSecrets, HandClock, SeededEntropy
from tests.support.vaults import open_vault


def opened(profile: Path) -> object:
    return open_desk(
        profile, vault=open_vault(profile), clock=HandClock(1), entropy=SeededEntropy("lock"), secrets=DictSecrets()
    )


def test_a_second_start_never_opens_the_database_and_calls_the_first_window(tmp_path: Path) -> None:
    first = open_desk(
        tmp_path, vault=open_vault(tmp_path), clock=HandClock(1), entropy=SeededEntropy("lock"), secrets=DictSecrets()
    )
    before = (tmp_path / "sipa.db").stat().st_mtime_ns
    second = subprocess.run(
        [sys.executable, "-m", "sipa_desktop", "--profile", str(tmp_path), "status"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert second.returncode == 3
    assert "sudah terbuka" in second.stdout
    assert first.lock.raise_path.exists()
    assert (tmp_path / "sipa.db").stat().st_mtime_ns == before
    first.close()


def test_the_profile_is_free_again_when_the_first_has_ended(tmp_path: Path) -> None:
    first = open_desk(
        tmp_path, vault=open_vault(tmp_path), clock=HandClock(1), entropy=SeededEntropy("lock"), secrets=DictSecrets()
    )
    with pytest.raises(ProfileInUseError):
        opened(tmp_path)
    first.close()
    again = open_desk(
        tmp_path, vault=open_vault(tmp_path), clock=HandClock(1), entropy=SeededEntropy("lock"), secrets=DictSecrets()
    )
    again.close()


def test_a_second_window_ends_well_with_a_sentence_and_calls_the_first(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = open_desk(
        tmp_path, vault=open_vault(tmp_path), clock=HandClock(1), entropy=SeededEntropy("lock"), secrets=DictSecrets()
    )
    monkeypatch.setitem(sys.modules, "ui.application", None)  # loading the window would fail the test
    monkeypatch.setattr("sipa_desktop.platform.profile_lock.FOLLOW_SECONDS", 0.3)
    assert main(["--profile", str(tmp_path)]) == 0
    assert "sudah terbuka" in capsys.readouterr().out
    assert first.lock.raise_path.exists()
    first.close()


def test_a_program_that_was_killed_does_not_keep_the_profile(tmp_path: Path) -> None:
    holder = "import sys, time; from pathlib import Path; from sipa_desktop.platform.profile_lock import ProfileLock; "
    holder += "lock = ProfileLock(Path(sys.argv[1])); print(lock.take(), flush=True); time.sleep(60)"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(
        [sys.executable, "-c", holder, str(tmp_path)],
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
    ) as first:
        assert first.stdout is not None
        assert first.stdout.readline().strip() == "True"
        assert ProfileLock(tmp_path).take() is False
        first.kill()
    again = ProfileLock(tmp_path)
    assert again.take() is True
    again.release()


def test_a_sign_that_cannot_be_set_does_not_stop_the_second_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_about: object, **_more: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_text", full)
    ProfileLock(tmp_path).call_first()
    assert list(tmp_path.iterdir()) == []


def test_a_second_start_that_meets_a_program_on_its_way_out_takes_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = ProfileLock(tmp_path), ProfileLock(tmp_path)
    assert first.take()
    second.call_first()
    looks = iter((None, None, first.release))

    def passes(_seconds: float) -> None:
        act = next(looks)
        if act is not None:
            act()

    monkeypatch.setattr("sipa_desktop.platform.profile_lock.time.sleep", passes)
    assert second.follows()
    assert not second.raise_path.exists()
    assert first.take(), "it was only looked whether it is free"
    first.release()


def test_a_second_start_ends_as_soon_as_the_first_window_has_heard_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = ProfileLock(tmp_path), ProfileLock(tmp_path)
    assert first.take()
    second.call_first()
    looked = []

    def passes(seconds: float) -> None:
        looked.append(seconds)
        if len(looked) == 2:
            second.raise_path.unlink()

    monkeypatch.setattr("sipa_desktop.platform.profile_lock.time.sleep", passes)
    assert not second.follows()
    assert len(looked) == 2
    first.release()


def test_a_second_start_that_meets_a_scanner_waits_for_it_and_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    second, looks = ProfileLock(tmp_path), []
    second.call_first()
    take = second.take

    def held_once() -> bool:
        looks.append(1)
        if len(looks) == 1:
            raise PermissionError
        return take()

    def held(*_about: object, **_more: object) -> None:
        raise PermissionError

    monkeypatch.setattr(second, "take", held_once)
    monkeypatch.setattr(Path, "unlink", held)
    monkeypatch.setattr("sipa_desktop.platform.profile_lock.time.sleep", lambda _seconds: None)
    assert second.follows()
    assert len(looks) == 2
