"""An enrolment file is taken whole or not at all."""

from __future__ import annotations

import hashlib

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sipa_core import ids
from sipa_core.domain.roles import Role
from sipa_core.sync.enrolment_file import (
    EnrolmentFile,
    EnrolmentFileError,
    enrolment_name,
    open_enrolment,
    seal_enrolment,
)
from sipa_core.wire.records import Record
from tests.support.tampered import tampered

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
SIGN_PUB = KEY.public_key().public_bytes_raw().hex()
CONTENT = EnrolmentFile(
    secret="0123456789abcdef" * 2,
    device=ids.natural_id("device", "a"),
    person=ids.natural_id("person", "a"),
    person_name="Norhayati",
    role=Role.ADMIN_DESA,
    kecamatan="63.11.06",
    village="63.11.06.2024",
    place_name="Desa Babayau",
    server_url="https://sipa.example",
    server_id=hashlib.sha256(bytes.fromhex(SIGN_PUB)).hexdigest(),
    server_sign_pub=SIGN_PUB,
    server_age_pub="age1example",
    epoch="00" * 16,
    public_url="https://sipa.example",
    made_at=1_752_114_840_000,
    records=[Record("village", ids.natural_id("village", str(n)), 1, None, {"name": f"Desa {n}"}) for n in range(20)],
)


def sign(message: bytes) -> str:
    return KEY.sign(message).hex()


RAW = seal_enrolment(CONTENT, sign)
OTHER = seal_enrolment(msgspec.structs.replace(CONTENT, place_name="Desa Balang"), sign)


def test_what_the_server_sealed_is_read_again() -> None:
    assert open_enrolment(RAW) == CONTENT
    assert CONTENT.secret not in repr(CONTENT)
    assert enrolment_name("Desa Lasung Batu") == "DESA-LASUNG-BATU.sipadaftar"


def test_a_hundred_tampered_files_are_refused() -> None:
    changed = [tampered(RAW, seed, OTHER) for seed in range(100)]
    for raw in (one for one in changed if one not in (RAW, OTHER)):
        with pytest.raises(EnrolmentFileError):
            open_enrolment(raw)


def test_capital_letters_make_another_file_of_the_same_signature() -> None:
    head = len("SIPA-DAFTAR-1\n")
    with pytest.raises(EnrolmentFileError):
        open_enrolment(RAW[:head] + RAW[head : head + 194].upper() + RAW[head + 194 :])


@pytest.mark.parametrize(
    "lie",
    [
        {"secret": "ABCD2345"},
        {"server_id": "0" * 64},
        {"device": "1"},
        {"person": "Norhayati"},
        {"village": None},
        {"role": Role.ADMIN_KECAMATAN},
        {"server_age_pub": ""},
        {"sipa": 2},
        {"server_sign_pub": "0" * 64},
    ],
)
def test_a_signed_file_that_does_not_hold_together_is_refused(lie: dict[str, object]) -> None:
    raw = seal_enrolment(msgspec.structs.replace(CONTENT, **lie), sign)
    with pytest.raises(EnrolmentFileError):
        open_enrolment(raw)
