"""From when until when a refused certificate holds: looked at without trusting it, and nothing is sent to its owner."""

from __future__ import annotations

import socket
import ssl
from datetime import UTC, datetime

from cryptography import x509


def validity_of(host: str, port: int, seconds: float) -> tuple[int, int] | None:
    """The first and the last instant (UTC ms) of the server's own certificate; None when it could not be seen."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    try:
        with (
            socket.create_connection((host, port), timeout=seconds) as line,
            context.wrap_socket(line, server_hostname=host) as seen,
        ):
            raw = seen.getpeercert(binary_form=True)
        certificate = x509.load_der_x509_certificate(raw or b"")
        return _ms(certificate.not_valid_before_utc), _ms(certificate.not_valid_after_utc)
    except (OSError, ValueError):
        return None


def _ms(moment: datetime) -> int:
    return int((moment - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds() * 1000)
