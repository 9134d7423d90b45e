"""The certificate of a server that stands in an office: made here, vouched for by nobody, pinned by enrolment files.

Its private key is derived from the server's own key and never stored, so a restored server speaks with the certificate
that every PC has pinned. The certificate itself is public and lies with the data.
"""

from __future__ import annotations

import hashlib
import ipaddress
import os
import ssl
import tempfile
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from sipa_core.messages import _
from sipa_core.ports import Clock
from sipa_server.errors import KnownError
from sipa_server.platform.keys import ServerKeys

_YEARS = 20
"""Longer than the PC lives: a pinned certificate is trusted for itself, and a change means visiting every village."""


def make_certificate(keys: ServerKeys, host: str, clock: Clock) -> str:
    """Return a new certificate (PEM) for the derived key; another call gives another certificate."""
    key = _key(keys)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "SIPA")])
    begins = datetime.fromtimestamp(clock.now() / 1000, UTC) - timedelta(days=1)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(begins + timedelta(days=365 * _YEARS))
        .add_extension(x509.SubjectAlternativeName([_named(host)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    return made.public_bytes(serialization.Encoding.PEM).decode()


def fingerprint(pem: str) -> str:
    """The SHA-256 (hex) of the certificate's DER bytes; KnownError when it cannot be read."""
    try:
        certificate = x509.load_pem_x509_certificate(pem.encode())
    except ValueError:
        raise _unreadable() from None
    return hashlib.sha256(certificate.public_bytes(serialization.Encoding.DER)).hexdigest()


def tls_of(keys: ServerKeys, pem: str) -> ssl.SSLContext:
    """What the listener speaks with; KnownError when the certificate is not of this server's key."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    secret = _key(keys).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    # The library reads files only; this one is gone before anybody connects.
    handle, name = tempfile.mkstemp(prefix="sipa-tls-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(secret + pem.encode())
        context.load_cert_chain(name)
    except (OSError, ssl.SSLError):
        raise _unreadable() from None
    finally:
        os.unlink(name)
    return context


def _key(keys: ServerKeys) -> ec.EllipticCurvePrivateKey:
    # 256 bits modulo an order just below 2**256: the bias is immeasurable. Zero has no chance worth a branch.
    secret = int.from_bytes(keys.mac("tls", b"own certificate"), "big") % (_ORDER_OF_P256 - 1) + 1
    return ec.derive_private_key(secret, ec.SECP256R1())


_ORDER_OF_P256 = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


def _named(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _unreadable() -> KnownError:
    return KnownError(
        _("Sertifikat server tidak terbaca"),
        _("Data tidak diubah. Pulihkan server dari cadangan, atau tetapkan lagi tempatnya dengan `sipa-server stand`."),
        "bad_certificate",
    )
