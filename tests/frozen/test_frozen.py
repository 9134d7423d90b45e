"""The bundle an office gets: it answers on the command line and shows its window, with nothing but itself."""

from __future__ import annotations

import json
import subprocess
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from PIL import Image, ImageGrab
from PyInstaller.archive.readers import CArchiveReader

from tests.support.vaults import PASSWORD

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("sipa_core", "sipa_desktop", "sipa_render", "sipa_sqlite", "ui")
SECONDS_TO_SHOW = 60


def test_the_frozen_desk_checks_a_new_profile(
    frozen_desk: Path, bare_environment: dict[str, str], tmp_path: Path
) -> None:
    command = [str(frozen_desk), "check", "--profile", str(tmp_path / "profile"), "--json", "--password-stdin"]
    done = subprocess.run(
        command,
        cwd=tmp_path,
        env=bare_environment,
        input=f"{PASSWORD}\n",
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert json.loads(done.stdout)


def test_the_frozen_desk_carries_what_it_opens_by_name(frozen_desk: Path) -> None:
    inside = frozen_desk.parent / "_internal"
    assert list(inside.glob("resources/templates/*.toml"))
    assert list(inside.glob("resources/fonts/*.ttf"))
    assert list(inside.glob("sipa_desktop/store/migrations/versions/*.py"))
    assert [one for one in inside.rglob("*") if one.is_symlink()] == [], "each library lies there once"


def test_the_frozen_desk_carries_every_module_of_the_desk(frozen_desk: Path) -> None:
    program = CArchiveReader(str(frozen_desk))
    carried = {name for entry in program.toc if entry == "PYZ.pyz" for name in program.open_embedded_archive(entry).toc}
    files = [file.relative_to(ROOT) for name in PACKAGES for file in (ROOT / name).rglob("*.py")]
    modules = {".".join(file.with_suffix("").parts).removesuffix(".__init__") for file in files}
    modules -= {name for name in modules if ".migrations" in name or name == "sipa_desktop.__main__"}
    assert len(modules) > 50
    assert modules - carried == set()


def test_the_frozen_desk_shows_its_window(
    frozen_desk: Path, bare_environment: dict[str, str], screen: str, tmp_path: Path
) -> None:
    environment = {**bare_environment, "DISPLAY": screen, "QT_QPA_PLATFORM": "xcb"}
    command = [str(frozen_desk), "--profile", str(tmp_path / "profile")]
    log = tmp_path / "desk.log"
    with log.open("wb") as sink:
        desk = subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=sink, stderr=sink)
        try:
            assert comes_true(lambda: window_named("SIPA", environment), desk), log.read_text()
            assert comes_true(lambda: looks_painted(ImageGrab.grab(xdisplay=screen)), desk), log.read_text()
        finally:
            desk.terminate()
            desk.wait(timeout=20)


def comes_true(condition: Callable[[], bool], program: subprocess.Popen[bytes]) -> bool:
    """Wait for a condition; false when the program ends first or the time is up."""
    until = time.monotonic() + SECONDS_TO_SHOW
    while program.poll() is None and time.monotonic() < until:
        if condition():
            return True
        time.sleep(0.2)
    return False


def window_named(name: str, environment: dict[str, str]) -> bool:
    """Say whether a window whose title holds this name is visible."""
    search = ["xdotool", "search", "--onlyvisible", "--name", name]
    found = subprocess.run(search, env=environment, capture_output=True, check=False)
    return bool(found.stdout.strip())


def looks_painted(picture: Image.Image) -> bool:
    """Say whether a picture has many colours and none that covers nearly all of it."""
    counts = Counter(picture.convert("RGB").get_flattened_data())
    return len(counts) > 50 and counts.most_common(1)[0][1] < 0.97 * picture.width * picture.height


def test_an_empty_screen_does_not_count_as_painted(screen: str) -> None:
    assert not looks_painted(ImageGrab.grab(xdisplay=screen))
