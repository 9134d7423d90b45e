"""The maintainer's tool: keys under a passphrase, folders and packages signed with them, and held to their lists."""

from __future__ import annotations

import io
from pathlib import Path

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

import resources
from sipa_core.release.package import Package
from sipa_core.release.signed import SIGNED_NAME, ReleaseKeys, read_keys
from tools.release.__main__ import main
from tools.release.keys import IN_USE, PUBLIC_FILE, PassphraseError, make_keys, open_key, public_hex
from tools.release.signing import CARRIED

PHRASE = "kata sandi untuk uji saja"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of keys, made once: a passphrase is slow to try on purpose."""
    folder = tmp_path_factory.mktemp("maintainer") / "kunci"
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("sys.stdin", io.StringIO(f"{PHRASE}\n"))
        assert main(["keys", str(folder), "--channel", "percobaan", "--passphrase-stdin"]) == 0
    return folder


@pytest.fixture(scope="module")
def opened(made: Path) -> Ed25519PrivateKey:
    return open_key(made / IN_USE, PHRASE)


@pytest.fixture
def key_folder(made: Path, opened: Ed25519PrivateKey, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder; its key in use is open already."""
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PHRASE}\n" * 3))
    monkeypatch.setattr("tools.release.__main__.open_key", lambda _file, _phrase: opened)
    return made


def test_keys_are_sealed_and_open_by_their_passphrase_only(key_folder: Path, opened: Ed25519PrivateKey) -> None:
    keys = read_keys((key_folder / PUBLIC_FILE).read_bytes())
    assert public_hex(opened) == keys.keys[0]
    assert opened.private_bytes_raw().hex().encode() not in (key_folder / IN_USE).read_bytes()
    with pytest.raises(PassphraseError):
        open_key(key_folder / IN_USE, f"{PHRASE}x")


def test_keys_are_never_made_over_others_or_with_a_short_passphrase(key_folder: Path, tmp_path: Path) -> None:
    with pytest.raises(FileExistsError):
        make_keys(key_folder, read_keys((key_folder / PUBLIC_FILE).read_bytes()).channel, PHRASE)
    with pytest.raises(PassphraseError):
        make_keys(tmp_path / "other", read_keys((key_folder / PUBLIC_FILE).read_bytes()).channel, "pendek")


def arguments(key_folder: Path, *more: str) -> list[str]:
    """What `sign` and `update` are called with."""
    rest = ["--keys", str(key_folder), "--channel", "percobaan", "--platform", "linux-x64", "--seq", "5"]
    return [*more, *rest, "--passphrase-stdin"]


def test_a_stick_is_held_to_its_signed_list(
    key_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stick = tmp_path / "usb"
    (stick / "data").mkdir(parents=True)
    (stick / "data" / "babayau.sipa-daftar").write_bytes(b"sealed")
    assert main(arguments(key_folder, "sign", str(stick), "--product", "sipa-usb")) == 0
    check = ["verify", str(stick), "--public", str(key_folder / PUBLIC_FILE)]
    assert main(check) == 0
    (stick / "data" / "lain.exe").write_bytes(b"?")
    assert main(check) == 1
    assert "not signed" in capsys.readouterr().err


def test_an_update_is_packed_only_of_a_program_that_can_check_the_next_one(key_folder: Path, tmp_path: Path) -> None:
    program, out = tmp_path / "program", tmp_path / "baru.sipa-up"
    carried = program / "_internal" / CARRIED
    carried.parent.mkdir(parents=True)
    (program / "sipa-desktop").write_bytes(b"program")
    carried.write_bytes(resources.read_bytes("rilis/kunci.json"))
    call = arguments(key_folder, "update", str(program), "--out", str(out))
    assert main(call) == 1
    assert not out.exists()
    carried.write_bytes((key_folder / PUBLIC_FILE).read_bytes())
    assert main(call) == 0
    with open(out, "rb") as file:
        package = Package(file, read_keys(carried.read_bytes()))
        package.check()
    assert {one.name for one in package.release.files} == {"sipa-desktop", f"_internal/{CARRIED}"}
    assert SIGNED_NAME not in {one.name for one in package.release.files}


def test_the_keys_in_the_project_are_none_or_those_for_everybody() -> None:
    keys = read_keys(resources.read_bytes("rilis/kunci.json"))
    assert not keys.keys or keys.channel.value == "stabil"
    assert msgspec.json.decode(msgspec.json.encode(keys), type=ReleaseKeys) == keys
