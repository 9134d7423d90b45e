"""Who answers by TLS is judged by the system's trust alone, and a refusal says what a person can do."""

from __future__ import annotations

import ssl
from datetime import timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import certifi
import pytest

from sipa_core.sync.peer import CarriageError, Trouble
from sipa_core.wire import codec
from sipa_core.wire.exchange import Reply, Request
from sipa_desktop.transport.faults import classified
from sipa_desktop.transport.http import HttpPeer
from tests.support.certificates import DAY, Authority, authority, https_server

REQUEST = Request("r1", "d1", "i1", "e1", [])
REPLY = Reply("r1", "s1", "e1", 1, [], "", [], 0, 0, "c", more=False)


class Office(BaseHTTPRequestHandler):
    """Answers with a whole reply."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        body = codec.encode(REPLY)
        self.send_response(200)
        self.send_header("Content-Type", codec.MEDIA_TYPE)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_arguments: object) -> None:
        """Keep the test's output clean."""


@pytest.fixture
def trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Authority:
    """An authority that this system trusts, and no other."""
    made = authority(tmp_path, "Contoh")
    monkeypatch.setenv("SSL_CERT_FILE", str(made.path))
    return made


def asked(pem: Path) -> Reply | Trouble:
    with https_server(pem, Office) as port:
        peer = HttpPeer(f"https://localhost:{port}")
        try:
            return peer.exchange(REQUEST, "token")
        except CarriageError as fault:
            return fault.trouble
        finally:
            peer.close()


def test_a_server_that_the_system_trusts_is_spoken_to(trusted: Authority) -> None:
    assert asked(trusted.server("good", "localhost")) == REPLY


@pytest.mark.parametrize(
    ("begins", "ends"), [(-2 * DAY, -DAY), (DAY, 2 * DAY)], ids=["its time is over", "its time has not come"]
)
def test_a_certificate_refused_for_its_dates_says_to_look_at_the_pcs_date(
    trusted: Authority, begins: timedelta, ends: timedelta
) -> None:
    assert asked(trusted.server("dates", "localhost", begins, ends)) is Trouble.CLOCK


def test_a_certificate_of_another_name_is_not_taken_for_a_wrong_date(trusted: Authority) -> None:
    assert asked(trusted.server("other", "bukan.contoh.id")) is Trouble.CERTIFICATE


def test_an_authority_that_the_system_does_not_trust_is_refused(trusted: Authority, tmp_path: Path) -> None:
    (tmp_path / "stranger").mkdir()
    stranger = authority(tmp_path / "stranger", "Asing")
    assert asked(stranger.server("stranger", "localhost")) is Trouble.CERTIFICATE


def test_no_other_list_of_authorities_is_laid_beside_the_systems(
    trusted: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "stranger").mkdir()
    stranger = authority(tmp_path / "stranger", "Asing")
    monkeypatch.setattr(certifi, "where", lambda: str(stranger.path))
    monkeypatch.setattr("requests.adapters.DEFAULT_CA_BUNDLE_PATH", str(stranger.path))
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(stranger.path))
    monkeypatch.setenv("CURL_CA_BUNDLE", str(stranger.path))
    assert asked(stranger.server("stranger", "localhost")) is Trouble.CERTIFICATE


@pytest.mark.parametrize("code", [9, 10, 0x800B0101, -67818, -67819])
def test_the_date_is_known_under_the_numbers_of_every_system(code: int) -> None:
    fault = ssl.SSLCertVerificationError(1, "certificate verify failed")
    fault.verify_code = code
    fault.verify_message = ""
    assert classified(fault).trouble is Trouble.CLOCK
