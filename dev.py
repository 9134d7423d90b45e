#!/usr/bin/env python3
"""The developer's one door: `python3 dev.py run`, `test`, `drill`, `release` and `lock`; CI goes through it too.

Needs Python 3.11 and pip, nothing else: what is missing it installs, Python packages into `.venv` and only as the
lock in `requirements/all.txt` names them. It must never write a path of this machine into the tree, and never call
a stage passed that did not run.
"""

from __future__ import annotations

import argparse
import ctypes
import hashlib
import importlib.util
import json
import os
import shlex
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NoReturn

from tools.stages import STAGES, Tally, call, run_stages

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
LOCK = ROOT / "requirements" / "all.txt"
STAMP = VENV / "sipa-setup.json"
UNFINISHED = VENV / "sipa-setup-unfinished"  # stands while pip works: what it leaves half done passes for installed
DEMO = ROOT / "demo-run"
DRILLS = ROOT / "tools" / "drills"
RELEASES = ("windows", "linux", "stick", "audit")
PACKAGES = ("sipa_core", "sipa_desktop", "sipa_render", "sipa_server", "sipa_sqlite", "ui", "resources")

# Shared libraries that Qt's wheels expect from the system, and the Debian package of each.
WINDOW_LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11.so.6": "libx11-6",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libzstd.so.1": "libzstd1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
}
# Programs that the tests of the keyring, of the public pages, of the frozen desk, of power cuts and of kills call.
TEST_PROGRAMS = {
    "cc": "gcc",
    "strace": "strace",
    "dbus-run-session": "dbus-daemon",
    "gnome-keyring-daemon": "gnome-keyring",
    "chromium": "chromium",
    "objdump": "binutils",
    "xdotool": "xdotool",
    "Xvfb": "xvfb",
}
# What the tests of power cuts are compiled with.
TEST_HEADERS = {"/usr/include/sqlite3ext.h": "libsqlite3-dev"}
STAGE_NAMES = ("setup", *(stage.name for stage in STAGES))


def main(argv: list[str] | None = None) -> int:
    """Run one command of the developer; 0 when it succeeded."""
    parser = argparse.ArgumentParser(prog="dev.py", description="Set up, run and test SIPA Desktop.")
    commands = parser.add_subparsers(dest="command", required=True)
    run = commands.add_parser("run", help="server, two desks and the public page with demo data")
    run.add_argument("--offscreen", action="store_true", help="play the loop without windows, also on a display")
    test = commands.add_parser("test", help="everything CI checks, cheapest first")
    test.add_argument("--only", choices=STAGE_NAMES, action="append", help="only this stage (may be repeated)")
    drill = commands.add_parser("drill", help="a long rehearsal that is not part of `test`")
    drill.add_argument("name", help="; ".join(drill_lines()) or "there is none yet")
    drill.add_argument("options", nargs=argparse.REMAINDER, help="what the drill itself understands")
    release = commands.add_parser("release", help="make what offices get: see docs/release.md")
    release.add_argument("what", help=", ".join((*RELEASES, "keys", "sign", "update", "verify")))
    release.add_argument("options", nargs=argparse.REMAINDER, help="what that step itself understands")
    lock = commands.add_parser("lock", help="write requirements/all.txt anew from pyproject.toml")
    lock.add_argument("--upgrade", action="store_true", help="take newer versions where they exist")
    options = parser.parse_args(argv)

    if sys.version_info < (3, 11):  # noqa: UP036 - this file is started by whatever Python is at hand
        stop(f"Python 3.11 or later is needed; this is {sys.version.split()[0]}.")
    if options.command == "run":
        return run_demo(offscreen=options.offscreen)
    if options.command == "test":
        return run_tests(options.only or list(STAGE_NAMES))
    if options.command == "drill":
        return run_drill(options.name, options.options)
    if options.command == "release":
        return run_release(options.what, options.options)
    return write_lock(upgrade=options.upgrade)


def run_demo(*, offscreen: bool) -> int:
    """Open the demo; without a display play the loop offscreen, told step by step, with a picture of each."""
    set_up(for_tests=False)
    if has_display() and not offscreen:
        return call([str(PYTHON), "-m", "tools.run_demo"])
    say(f"-- playing the loop without a display; the pictures go to {DEMO.relative_to(ROOT)}/")
    return call([str(PYTHON), "-m", "tests.journeys.play", str(DEMO)])


def run_drill(name: str, options: list[str]) -> int:
    """Run `tools/drills/NAME.py` with its own options; 2 when there is no such drill."""
    if not (DRILLS / f"{name}.py").is_file() or name.startswith("_"):
        say(f"There is no drill named {name!r}. Drills: " + ("; ".join(drill_lines()) or "none yet") + ".")
        return 2
    set_up(for_tests=True)
    return call([str(PYTHON), "-m", f"tools.drills.{name}", *options])


def run_release(what: str, options: list[str]) -> int:
    """Run one step of a release: a module of its own in `tools/release`, or a command of signing."""
    set_up(for_tests=True)
    command = ["-m", f"tools.release.{what}"] if what in RELEASES else ["-m", "tools.release", what]
    return call([str(PYTHON), *command, *options])


def drill_lines() -> list[str]:
    """Return the names of the drills that exist."""
    return sorted(file.stem for file in DRILLS.glob("*.py") if not file.stem.startswith("_"))


def write_lock(*, upgrade: bool) -> int:
    """Resolve pyproject.toml into hashed requirements that name no host; 1 when they would name one."""
    set_up(for_tests=False)
    compiled = call(
        [
            *(str(PYTHON), "-m", "uv", "pip", "compile", "pyproject.toml", "--group", "dev"),
            *("--universal", "--python-version", "3.11", "--python", str(PYTHON), "--generate-hashes"),
            *("--no-emit-index-url", "--no-header", "--no-annotate", "--quiet"),
            *("--output-file", LOCK.relative_to(ROOT).as_posix()),
            *(["--upgrade"] if upgrade else []),
        ],
        UV_PYTHON_DOWNLOADS="never",
    )
    if compiled == 0:
        say(f"{LOCK.relative_to(ROOT)} is written; `dev.py test` installs it and refuses it if it names a host.")
    return compiled


def run_tests(wanted: list[str]) -> int:
    """Run the wanted stages until one fails; the last line printed counts what passed and failed."""
    started = time.monotonic()
    set_up(for_tests=True)
    prepared = time.monotonic() - started
    results = run_stages([stage for stage in STAGES if stage.name in wanted], PYTHON)
    say("")
    for name, outcome, seconds in (("setup", "ok", prepared), *((r.stage.name, r.outcome, r.seconds) for r in results)):
        say(f"  {name:<10} {outcome:<13} {seconds:7.1f} s")
    say(f"  {'together':<10} {'':<13} {time.monotonic() - started:7.1f} s")
    total = Tally()
    for result in results:
        total.add(result.tally or Tally())
    skipped = f", {total.skipped} skipped" if total.skipped else ""
    say(f"{total.passed} passed, {total.failed} failed{skipped}")
    return 1 if total.failed else 0


def set_up(*, for_tests: bool) -> None:
    """Bring system libraries, `.venv`, the locked packages and the project up to date, or say why not and stop."""
    started = time.monotonic()
    say("== setup")
    missing = installable_packages(for_tests=for_tests)
    with ThreadPoolExecutor(1) as beside:
        system = beside.submit(install_system, missing, for_tests=for_tests)
        if any(package.startswith("libpython") for package in missing):
            system.result()  # it may bring this Python's own files anew: nothing of Python runs meanwhile
        install_python()
        system.result()
    say(f"-- ready after {time.monotonic() - started:.1f} s")


def install_python() -> None:
    """Bring `.venv`, the locked packages and the project up to date; what stands as the lock says is left alone."""
    make_venv()
    done = json.loads(STAMP.read_text("utf-8")) if STAMP.exists() else {}
    wanted = {"lock": digest(LOCK.read_bytes()), "project": digest(project_shape())}
    if done != wanted:
        UNFINISHED.touch()
    if done.get("lock") != wanted["lock"]:
        say("-- installing the locked packages into .venv (a minute or two the first time)")
        pip("--no-compile", "--require-hashes", "-r", str(LOCK))  # Python compiles the third of it that is ever loaded
    if done != wanted:
        say("-- installing the project itself into .venv")
        pip("--no-deps", "--no-build-isolation", "--editable", str(ROOT))
        STAMP.write_text(json.dumps(wanted), "utf-8")
        UNFINISHED.unlink()


def project_shape() -> bytes:
    """Return what the installed project depends on: its description, and which packages there are to find."""
    present = [name for name in PACKAGES if (ROOT / name / "__init__.py").exists()]
    return (ROOT / "pyproject.toml").read_bytes() + " ".join(present).encode()


def make_venv() -> None:
    """Create `.venv` when there is none that runs; works without ensurepip as long as this Python has pip."""
    probe = "import sys; sys.exit(sys.version_info < (3, 11))"
    runs = PYTHON.exists() and subprocess.run([PYTHON, "-c", probe], check=False).returncode == 0
    if runs and not UNFINISHED.exists():
        return
    if VENV.exists():
        say("-- .venv does not run or was not finished: making it anew")
        shutil.rmtree(VENV)
    say("-- making .venv")
    if importlib.util.find_spec("ensurepip") is not None:
        made = call([sys.executable, "-m", "venv", str(VENV)])
    elif importlib.util.find_spec("pip") is not None:
        made = call([sys.executable, "-m", "venv", "--without-pip", str(VENV)])
    else:
        stop(f"This Python has neither ensurepip nor pip. As root: {shlex.join(apt_install(['python3-venv']))}")
    if made != 0:
        shutil.rmtree(VENV, ignore_errors=True)
        stop("The virtual environment could not be made; the lines above say why.")


def pip(*arguments: str) -> None:
    """Run `pip install` for `.venv`, with its own pip or else with this Python's; stop when it fails."""
    own = subprocess.run([PYTHON, "-c", "import pip"], check=False, capture_output=True).returncode == 0
    command = [str(PYTHON), "-m", "pip"] if own else [sys.executable, "-m", "pip", "--python", str(PYTHON)]
    options = ("--quiet", "--no-input", "--disable-pip-version-check", "install", "--progress-bar", "off")
    if call([*command, *options, *arguments]) != 0:
        stop("pip could not install what is needed; its message stands above.")


def installable_packages(*, for_tests: bool) -> list[str]:
    """Return the Debian packages to install; where that cannot be done, say what does it, and stop."""
    missing = missing_packages(for_tests=for_tests) if sys.platform.startswith("linux") else []
    if missing and shutil.which("apt-get") is None:
        stop("This system lacks what these Debian packages bring; install its own: " + " ".join(missing))
    if missing and os.geteuid() != 0:
        stop(
            f"System packages are missing. Run this once, then start again:\n  sudo {shlex.join(apt_install(missing))}"
        )
    return missing


def install_system(missing: list[str], *, for_tests: bool) -> None:
    """Install Debian packages as root, and look whether they brought what was missing; stop when they did not."""
    if not missing:
        return
    say("-- installing system packages: " + " ".join(missing))
    log = VENV.parent / "build" / "apt.log"
    log.parent.mkdir(exist_ok=True)
    with log.open("w", encoding="utf-8") as sink:
        for line in (["apt-get", "update", "-qq"], apt_install(missing)):
            done = subprocess.run(
                line,
                check=False,
                stdout=sink,
                stderr=subprocess.STDOUT,
                env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
            )
            if done.returncode != 0:
                stop(f"`{shlex.join(line)}` failed; what it said is in {log.relative_to(ROOT)}.")
    still = missing_packages(for_tests=for_tests)
    if still:
        stop("Installed, but still not found: " + " ".join(still))


def missing_packages(*, for_tests: bool) -> list[str]:
    """Return the Debian packages whose library, program or font this system lacks."""
    libraries = dict(WINDOW_LIBRARIES)
    if for_tests and sys.base_prefix == "/usr":
        # PyInstaller bundles the shared libpython; Debian's interpreter runs without it.
        libraries[f"libpython3.{sys.version_info.minor}.so.1.0"] = f"libpython3.{sys.version_info.minor}"
    missing = [package for library, package in libraries.items() if not loads(library)]
    if not any(Path("/usr/share/fonts").rglob("*.ttf")):
        missing.append("fonts-dejavu-core")
    if for_tests:
        missing += [package for program, package in TEST_PROGRAMS.items() if shutil.which(program) is None]
        missing += [package for header, package in TEST_HEADERS.items() if not Path(header).is_file()]
    return sorted(set(missing))


def loads(library: str) -> bool:
    """Say whether the system's loader finds this shared library."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def apt_install(packages: list[str]) -> list[str]:
    """Return the command that installs Debian packages."""
    return ["apt-get", "install", "-y", "--no-install-recommends", *packages]


def has_display() -> bool:
    """Say whether windows can be shown to a person here."""
    return not sys.platform.startswith("linux") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def digest(content: bytes) -> str:
    """Return the SHA-256 of some bytes in hex."""
    return hashlib.sha256(content).hexdigest()


def say(line: str) -> None:
    """Print one line of progress at once."""
    print(line, flush=True)


def stop(reason: str) -> NoReturn:
    """End with a sentence a developer can act on."""
    say(reason)
    sys.exit(1)


if __name__ == "__main__":
    sys.exit(main())
