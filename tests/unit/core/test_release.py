"""A release is taken only whole, signed, for this program and this PC, and newer than what is here."""

from __future__ import annotations

import io
import random

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sipa_core.release.faults import ReleaseError, ReleaseFault, release_words
from sipa_core.release.manifest import Channel, Installed, Product, Release, canonical, check_fits, names_hold
from sipa_core.release.package import Package
from sipa_core.release.signed import ReleaseKeys, Signed, key_name, open_signed, read_keys
from sipa_desktop.settings import VERSION
from tests.support.releases import HEAD, INSTALLED, KEYS, MAKER, packed, signed_as, tampered
from tools.release.keys import public_hex
from tools.release.signing import notes_of, sign_release

FILES = {"sipa-desktop": b"program" * 900, "_internal/kosong.txt": b"", "_internal/resources/rilis/kunci.json": b"{}"}


def open_whole(raw: bytes) -> dict[str, bytes]:
    """What a desk gets out of a package."""
    package = Package(io.BytesIO(raw), KEYS)
    package.check()
    check_fits(package.release, INSTALLED)
    return {one.name: b"".join(package.opened(one)) for one in package.release.files}


def test_what_was_packed_and_signed_comes_out_again() -> None:
    assert open_whole(packed(FILES)) == FILES


@pytest.mark.parametrize("seed", range(100))
def test_a_package_that_was_tampered_with_is_refused_whole(seed: int) -> None:
    raw, chance = packed(FILES), random.Random(seed)
    with pytest.raises(ReleaseError):
        open_whole(tampered(raw, chance))


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"product": Product.SERVER}, ReleaseFault.OTHER_PRODUCT),
        ({"platform": "windows-x64"}, ReleaseFault.OTHER_PLATFORM),
        ({"seq": INSTALLED.seq}, ReleaseFault.NOT_NEWER),
        ({"seq": INSTALLED.seq - 1, "version": "99.0"}, ReleaseFault.NOT_NEWER),
        ({"min_seq": INSTALLED.seq + 1}, ReleaseFault.STEP_MISSING),
        ({"oldest_schema": "d0006"}, ReleaseFault.DATA_TOO_OLD),
        ({"schema": "d0004"}, ReleaseFault.NOT_NEWER),
    ],
)
def test_a_release_for_something_else_is_refused_for_its_own_reason(
    changes: dict[str, object], fault: ReleaseFault
) -> None:
    with pytest.raises(ReleaseError) as refused:
        check_fits(msgspec.structs.replace(HEAD, **changes), INSTALLED)
    assert refused.value.fault is fault


def test_only_the_two_keys_of_the_program_are_trusted_and_each_of_them_is() -> None:
    stranger, spare = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
    keys = ReleaseKeys(Channel.TRIAL, [public_hex(MAKER), public_hex(spare)])
    assert open_signed(sign_release(HEAD, MAKER), keys) == open_signed(sign_release(HEAD, spare), keys)
    lied = msgspec.structs.replace(
        msgspec.json.decode(sign_release(HEAD, stranger), type=Signed), key=key_name(keys.keys[0])
    )
    for raw in (sign_release(HEAD, stranger), msgspec.json.encode(lied)):
        with pytest.raises(ReleaseError) as refused:
            open_signed(raw, keys)
        assert refused.value.fault is ReleaseFault.NOT_SIGNED


def test_keys_of_a_trial_open_no_release_for_everybody() -> None:
    with pytest.raises(ReleaseError) as refused:
        open_signed(sign_release(msgspec.structs.replace(HEAD, channel=Channel.STABLE), MAKER), KEYS)
    assert refused.value.fault is ReleaseFault.OTHER_CHANNEL


def test_a_program_without_keys_takes_nothing() -> None:
    with pytest.raises(ReleaseError) as refused:
        open_signed(sign_release(HEAD, MAKER), ReleaseKeys(Channel.TRIAL, []))
    assert refused.value.fault is ReleaseFault.NO_KEYS


def test_a_later_form_of_the_manifest_says_so() -> None:
    raw = msgspec.json.encode(msgspec.structs.replace(HEAD, form=2))
    with pytest.raises(ReleaseError) as refused:
        open_signed(signed_as(raw), KEYS)
    assert refused.value.fault is ReleaseFault.TOO_NEW_FORM


@pytest.mark.parametrize(
    "names",
    [
        ["../sipa"],
        ["a/../../b"],
        ["/etc/passwd"],
        ["C:/Windows/x.dll"],
        ["a\\b"],
        ["a//b"],
        ["./a"],
        ["a/."],
        ["nul"],
        ["lib/COM1.txt"],
        ["lib/CON .dll"],
        ["a "],
        ["a."],
        ["a\n"],
        ["x:stream"],
        ["é"],
        ["SIPA.exe", "sipa.exe"],
        ["lib", "lib/a"],
        ["LIB", "lib/a"],
        ["a", "a"],
    ],
)
def test_no_name_leads_out_of_the_folder_or_meets_another(names: list[str]) -> None:
    assert not names_hold(names)
    with pytest.raises(ValueError, match="not a release"):
        canonical(released(names))


def released(names: list[str]) -> Release:
    """A release with files of these names."""
    one = HEAD.files[0]
    return msgspec.structs.replace(HEAD, files=[msgspec.structs.replace(one, name=name) for name in names])


def test_names_of_a_real_program_hold() -> None:
    names = ["sipa-desktop.exe", "_internal/PySide6/plugins/platforms/qwindows.dll", "_internal/libstdc++.so.6"]
    assert names_hold([*names, "_internal/a [1], b=(~).dist-info/METADATA", "_internal/x/.hidden"])


def test_a_file_that_would_swell_is_stopped_at_its_signed_size() -> None:
    grown = packed({"besar": bytes(4_000_000)}, sizes={"besar": 10})
    with pytest.raises(ReleaseError) as refused:
        open_whole(grown)
    assert refused.value.fault is ReleaseFault.CHANGED


def test_every_refusal_says_that_everything_here_is_as_it_was() -> None:
    for fault in ReleaseFault:
        assert "data Anda aman" in release_words(fault)


def test_a_program_carries_two_different_keys_or_none() -> None:
    key = public_hex(MAKER)
    assert read_keys(b'{"channel":"stabil","keys":[]}').keys == []
    for keys in ([key], [key, key], ["zz", key], [key, key[:-1]]):
        with pytest.raises(ValueError, match="keys"):
            read_keys(msgspec.json.encode({"channel": "stabil", "keys": keys}))


def test_what_this_version_brings_is_told_in_a_few_short_lines() -> None:
    told = notes_of(VERSION)
    assert 0 < len(told) <= 10
    assert all(len(line) <= 120 for line in told)
    assert not {word for line in told for word in line.lower().split()} & {"the", "and", "of", "is", "with"}


def test_what_is_new_comes_from_the_lines_of_that_version() -> None:
    text = "# C\n\n## 1.2.0 (2026)\n\n- *Cari* is\n  quick.\n- Two.\n\n## 1.1.0\n\n- Old.\n"
    assert notes_of("1.2.0", text) == ["Cari is quick.", "Two."]


def test_an_installed_program_is_described_by_what_it_came_from() -> None:
    newer = msgspec.structs.replace(HEAD, seq=INSTALLED.seq + 1)
    assert check_fits(newer, INSTALLED) is None  # type: ignore[func-returns-value]
    assert Installed(Product.DESK, Channel.TRIAL, "linux-x64", "0.1.0", 3) != INSTALLED
