"""An installed program, laid out as decision 026 has it: the starter, `aktif`, and a signed release in `versi/`.

Also the keys of a build: the maintainer's, or keys for trials that are made once below `build/` and never leave it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from pathlib import Path
from typing import Final

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sipa_core.release.manifest import Channel, Product, Release
from sipa_core.release.signed import ReleaseKeys, read_keys
from sipa_desktop.settings import VERSION
from sipa_desktop.store.migrate import HEAD
from tools.release.__main__ import OLDEST_SCHEMA
from tools.release.keys import PUBLIC_FILE, public_hex
from tools.release.signing import check_carried, notes_of, sign_folder
from tools.windows.wine import COMPILER

ROOT: Final = Path(__file__).resolve().parents[2]
STARTER: Final = ROOT / "tools" / "starter"
_TRIAL_KEY: Final = "kunci-percobaan.hex"


class SigningKeys:
    """What a build signs with: a private key, and the file of the public ones that the program carries."""

    def __init__(self, private: Ed25519PrivateKey, public_file: Path) -> None:
        self.private, self.public_file = private, public_file
        self.channel = read_keys(public_file.read_bytes()).channel


def trial_keys(folder: Path) -> SigningKeys:
    """Keys of the channel for trials, made the first time; good for what stays on this machine."""
    private, public = folder / _TRIAL_KEY, folder / PUBLIC_FILE
    if not private.exists():
        folder.mkdir(parents=True, exist_ok=True)
        made = [Ed25519PrivateKey.generate() for _key in range(2)]
        keys = ReleaseKeys(Channel.TRIAL, [public_hex(key) for key in made])
        public.write_bytes(msgspec.json.encode(keys))
        handle = os.open(private, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(made[0].private_bytes_raw().hex())
    return SigningKeys(Ed25519PrivateKey.from_private_bytes(bytes.fromhex(private.read_text())), public)


def head_of(keys: SigningKeys, platform: str, seq: int, product: Product = Product.DESK) -> Release:
    """What a release says of itself, but for its files."""
    desk = product is Product.DESK
    return Release(
        product=product,
        channel=keys.channel,
        platform=platform,
        version=VERSION,
        seq=seq,
        issued=int(time.time() * 1000),
        files=[],
        schema=HEAD if desk else None,
        oldest_schema=OLDEST_SCHEMA if desk else None,
        notes=notes_of(VERSION),
    )


def lay_out(bundle: Path, root: Path, keys: SigningKeys, platform: str, seq: int) -> Path:
    """Lay a bundle out as an installed program below `root`, signed; the folder of its release."""
    check_carried(bundle, keys.channel)
    shutil.rmtree(root, ignore_errors=True)
    release = root / "versi" / f"{seq:06d}"
    release.parent.mkdir(parents=True)
    shutil.copytree(bundle, release, symlinks=True, copy_function=os.link)
    sign_folder(head_of(keys, platform, seq), release, keys.private)
    (root / "aktif").write_text(f"{seq:06d}\n", "ascii")
    if platform.startswith("windows"):
        program = root / "sipa-desktop.exe"
        flags = ("-O2", "-s", "-municode", "-mwindows")
        icon = _icon_object(root.parent / "starter")
        subprocess.run([COMPILER, *flags, "-o", str(program), str(STARTER / "starter.c"), str(icon)], check=True)
    else:
        shutil.copy(ROOT / "resources" / "icons" / "sipa.svg", root / "sipa.svg")
        shutil.copy(STARTER / "starter.sh", root / "sipa-desktop")
        (root / "sipa-desktop").chmod(0o755)
    return release


def _icon_object(folder: Path) -> Path:
    """The program's sign as a resource to be linked into the starter, so that the menu shows it."""
    from tools.windows.make_icon import make_icon

    folder.mkdir(parents=True, exist_ok=True)
    make_icon(folder / "sipa.ico")
    (folder / "sipa.rc").write_text('1 ICON "sipa.ico"\n', "ascii")
    made = folder / "sipa.o"
    windres = COMPILER.replace("-gcc", "-windres")
    subprocess.run([windres, "-i", "sipa.rc", "-o", str(made)], cwd=folder, check=True)
    return made
