"""`python -m tools.release keys|sign|update|verify`: the maintainer's keys, signed lists and update packages.

Passphrases are asked for on the terminal, or read from standard input with `--passphrase-stdin`; never from arguments.
"""

from __future__ import annotations

import argparse
import getpass
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from sipa_core.release.faults import ReleaseError
from sipa_core.release.manifest import Channel, Product, Release
from sipa_core.release.signed import read_keys
from sipa_desktop.settings import VERSION
from sipa_desktop.store.migrate import HEAD
from tools.release.keys import IN_USE, PUBLIC_FILE, PassphraseError, make_keys, open_key
from tools.release.signing import notes_of, pack_update, sign_folder, verify_folder

ROOT = Path(__file__).resolve().parents[2]
OLDEST_SCHEMA = "d0001"


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; 0, or 1 with a line on standard error."""
    call = _parser().parse_args(argv)
    try:
        match str(call.command):
            case "keys":
                keys = make_keys(call.folder, Channel(call.channel), _passphrase(call, again=True))
                print(f"made in {call.folder}: carry {PUBLIC_FILE} in resources/rilis/ ({', '.join(keys.keys)})")
            case "sign":
                key = open_key(call.keys / call.key, _passphrase(call))
                print(sign_folder(_head(call), call.folder, key))
            case "update":
                key = open_key(call.keys / call.key, _passphrase(call))
                made = pack_update(_head(call), call.folder, key, call.out)
                print(
                    f"{call.out}: {made.version} ({made.seq}), {len(made.files)} files, {call.out.stat().st_size} bytes"
                )
            case _:
                release = verify_folder(call.folder, read_keys(call.public.read_bytes()))
                print(f"{release.product} {release.version} ({release.seq}): all as signed")
    except (PassphraseError, ReleaseError, ValueError, OSError) as fault:
        print(f"not done: {fault}", file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tools.release", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    keys = commands.add_parser("keys", help="make the key in use and the spare; refuses where there are some")
    keys.add_argument("folder", type=Path, help="outside the project; the spare is then moved elsewhere")
    keys.add_argument("--channel", choices=[one.value for one in Channel], required=True)
    for name, words in (("sign", "sign the list of a folder's files"), ("update", "pack a program as an update")):
        command = commands.add_parser(name, help=words)
        command.add_argument("folder", type=Path)
        command.add_argument("--keys", type=Path, required=True, help="the folder of the private keys")
        command.add_argument("--key", default=IN_USE, help="the key's file in it")
        command.add_argument("--channel", choices=[one.value for one in Channel], required=True)
        command.add_argument("--product", choices=[one.value for one in Product], default=Product.DESK.value)
        command.add_argument("--platform", required=True, help="windows-x64, linux-x64, or semua for a stick")
        command.add_argument("--version", default=VERSION)
        command.add_argument("--seq", type=int, required=True, help="higher than that of every release before")
        command.add_argument("--min-seq", type=int, default=0, help="the oldest installed release that may take it")
        if name == "update":
            command.add_argument("--out", type=Path, required=True)
    verify = commands.add_parser("verify", help="hold a folder to its signed list")
    verify.add_argument("folder", type=Path)
    verify.add_argument("--public", type=Path, default=ROOT / "resources" / "rilis" / PUBLIC_FILE)
    for command in (keys, commands.choices["sign"], commands.choices["update"]):
        command.add_argument("--passphrase-stdin", action="store_true")
    return parser


def _head(call: argparse.Namespace) -> Release:
    desk = call.product == Product.DESK.value
    return Release(
        product=Product(call.product),
        channel=Channel(call.channel),
        platform=call.platform,
        version=call.version,
        seq=call.seq,
        min_seq=call.min_seq,
        issued=int(time.time() * 1000),
        files=[],
        schema=HEAD if desk else None,
        oldest_schema=OLDEST_SCHEMA if desk else None,
        notes=notes_of(call.version),
    )


def _passphrase(call: argparse.Namespace, *, again: bool = False) -> str:
    if call.passphrase_stdin:
        return sys.stdin.readline().rstrip("\n")
    said = getpass.getpass("Passphrase of the release key: ")
    if again and getpass.getpass("Once more: ") != said:
        raise PassphraseError("the two are not the same")
    return said


if __name__ == "__main__":
    sys.exit(main())
