"""`dev.py release linux`: the desk and the server as folders for Debian and its like, each tried where it lies.

The server is `build-server.spec`: what is tried is init, serve, the health of its API and the citizens' page.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from sipa_desktop.settings import VERSION
from tests.support.drill_evidence import evidence_file, stamp
from tools.drills.windows_bundle import Failed, files_of, step
from tools.release import layout
from tools.release.contents import Contents
from tools.release.sbom import LICENCES_NAME, SBOM_NAME, write_licences, write_sbom
from tools.release.signing import pack_update

ROOT: Final = Path(__file__).resolve().parents[2]
OUT: Final = ROOT / "build" / "release"
PLATFORM: Final = "linux-x64"
SPECS: Final = {"sipa-desktop": "build.spec", "sipa-server": "build-server.spec"}
_SECONDS: Final = 60


def main(argv: Sequence[str] | None = None) -> int:
    """Build and try what was asked for; 0 when all of it held."""
    call = _parser().parse_args(argv)
    keys = layout.trial_keys(OUT / "keys")
    told: dict[str, Any] = {}
    try:
        for name in (call.only,) if call.only else tuple(SPECS):
            with step(f"PyInstaller with {SPECS[name]}"):
                bundle = build(name, keys)
            with step("what is in it: CycloneDX and licences"):
                parts = describe(name, bundle)
            with step("tried"):
                (try_desk if name == "sipa-desktop" else try_server)(bundle)
            with step("packed"):
                told[name] = pack(name, bundle, keys, call.seq) | {"parts": parts}
    except Failed as fault:
        print(f"!! {fault}")
        return 1
    file = evidence_file("linux_bundles")
    before = json.loads(file.read_text("utf-8")) if file.is_file() else {}
    file.write_text(json.dumps(before | stamp() | told, indent=2, ensure_ascii=False) + "\n", "utf-8")
    print(json.dumps(told, indent=2, ensure_ascii=False))
    return 0


def build(name: str, keys: layout.SigningKeys) -> Path:
    """Freeze one program; the folder."""
    place = ROOT / "build" / "linux"
    command = [sys.executable, "-m", "PyInstaller", SPECS[name], "--noconfirm", "--log-level", "WARN"]
    command += ["--distpath", str(place / "dist"), "--workpath", str(place / "work")]
    environment = {**os.environ, "SIPA_RELEASE_KEYS": str(keys.public_file)}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise Failed(done.stdout[-3000:] + done.stderr[-3000:])
    return place / "dist" / name


def describe(name: str, bundle: Path) -> int:
    """Write SBOM and licences into the bundle and beside the releases; how many parts it has. Failed."""
    for one in (SBOM_NAME, LICENCES_NAME):
        (bundle / one).unlink(missing_ok=True)
    site = Path(sysconfig.get_paths()["purelib"])
    contents = Contents(bundle, site, Path(sys.base_prefix), sys.version.split()[0], VERSION)
    lists = OUT / "lists"
    lists.mkdir(parents=True, exist_ok=True)
    try:
        write_sbom(contents, bundle / SBOM_NAME, PLATFORM)
    except ValueError as fault:
        raise Failed(str(fault)) from None
    write_licences(contents, bundle / LICENCES_NAME)
    for one in (SBOM_NAME, LICENCES_NAME):
        shutil.copy(bundle / one, lists / f"{name}-{PLATFORM}-{one}")
    return len(contents.parts)


def try_desk(bundle: Path) -> None:
    """Let the desk try its parts on a new profile, with nothing of the developer's around it."""
    home = ROOT / "build" / "linux" / "home"
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    command = [str(bundle / "sipa-desktop"), "check", "--json", "--password-stdin"]
    done = subprocess.run(
        command, env=_bare(home), cwd=home, input="sawah hijau\n", capture_output=True, text=True, check=False
    )
    if done.returncode != 0 or not json.loads(done.stdout.strip().splitlines()[-1])["ok"]:
        raise Failed(done.stdout + done.stderr)
    profile = home / ".local" / "share" / "SIPA Desktop"
    elsewhere = [one for one in files_of(home) if profile not in one.parents]
    if elsewhere:
        raise Failed(f"written outside the profile: {elsewhere}")


def try_server(bundle: Path) -> None:
    """Set a kecamatan up, serve it, and ask for its API, its health by `check`, and the citizens' page."""
    home = ROOT / "build" / "linux" / "server-home"
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    program, data = str(bundle / "sipa-server"), str(home / "data")

    def verb(*arguments: str) -> dict[str, Any]:
        command = [program, *arguments, "--data", data, "--json"]
        done = subprocess.run(command, env=_bare(home), cwd=home, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise Failed(f"{arguments}: {done.stdout}{done.stderr}")
        answer: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
        return answer

    verb("init", "--kecamatan", "63.11.06")
    with _served(program, data, home) as url:
        for path, word in (("/v1/server", "server_age_pub"), ("/", "Paringin"), ("/lacak", "<form")):
            with urllib.request.urlopen(url + path, timeout=20) as answer:
                if word not in answer.read().decode("utf-8"):
                    raise Failed(f"{path} answers without {word!r}")
    if not verb("check")["ok"]:
        raise Failed("the data are not whole")


def pack(name: str, bundle: Path, keys: layout.SigningKeys, seq: int) -> dict[str, Any]:
    """Pack the program for a stick (the desk laid out for updates), and tell what it weighs."""
    tree = bundle
    told: dict[str, Any] = {"installed_mb": _mb(_size(bundle)), "files": sum(1 for _one in files_of(bundle))}
    if name == "sipa-desktop":
        tree = OUT / "linux" / "SIPA Desktop"
        release = layout.lay_out(bundle, tree, keys, PLATFORM, seq)
        update = OUT / f"sipa-update-{VERSION}-{seq}-{PLATFORM}.sipa-up"
        pack_update(layout.head_of(keys, PLATFORM, seq), release, keys.private, update)
        told["update_mb"] = _mb(update.stat().st_size)
    title = "SIPA-Desktop" if name == "sipa-desktop" else "SIPA-Server"
    target = OUT / f"{title}-{VERSION}-{seq}-{PLATFORM}.tar.xz"
    with tarfile.open(target, "w:xz", preset=3) as packed:
        packed.add(tree, arcname=tree.name)
    return told | {"archive": target.name, "archive_mb": _mb(target.stat().st_size), "seq": seq}


@contextmanager
def _served(program: str, data: str, home: Path) -> Iterator[str]:
    command = [program, "serve", "--data", data, "--host", "127.0.0.1", "--port", "0", "--json"]
    server = subprocess.Popen(command, env=_bare(home), cwd=home, stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None
        until = time.monotonic() + _SECONDS
        line = server.stdout.readline()
        if not line or time.monotonic() > until:
            raise Failed("the server did not say that it serves")
        yield str(json.loads(line)["url"])
    finally:
        server.terminate()
        server.wait(20)


def _bare(home: Path) -> dict[str, str]:
    return {"PATH": "/usr/bin:/bin", "HOME": str(home), "LANG": "C.UTF-8"}


def _size(folder: Path) -> int:
    """Bytes of the files themselves: PyInstaller links some libraries into a second folder."""
    return sum(one.stat().st_size for one in files_of(folder) if not one.is_symlink())


def _mb(size: int) -> float:
    return round(size / 1e6, 1)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="dev.py release linux", description=__doc__)
    parser.add_argument("--seq", type=int, default=int(time.time() // 3600), help="the rising number of the release")
    parser.add_argument("--only", choices=tuple(SPECS), help="one of the two programs")
    return parser


if __name__ == "__main__":
    sys.exit(main())
