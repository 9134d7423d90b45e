"""A connection that is cut stays what it was: whoever sends at that very moment still sends by TLS."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from sipa_desktop.transport.deadline import TlsConnection, TlsPool, ended_after
from tests.support.certificates import authority

TOKEN = b"Authorization: Bearer rahasia"


class Wire:
    """A TLS server on this machine that keeps every byte as it came over the line."""

    def __init__(self, pem: Path) -> None:
        self._trust = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._trust.load_cert_chain(pem)
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self.seen = bytearray()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        inward, outward = ssl.MemoryBIO(), ssl.MemoryBIO()
        spoken = self._trust.wrap_bio(inward, outward, server_side=True)
        line, _where = self._listening.accept()
        with line, contextlib.suppress(OSError):
            while came := line.recv(65536):
                self.seen += came
                inward.write(came)
                with contextlib.suppress(ssl.SSLWantReadError):
                    spoken.do_handshake()
                line.sendall(outward.read())

    def ended(self) -> bytes:
        """All that came, once the line is down."""
        self._thread.join(10)
        assert not self._thread.is_alive()
        return bytes(self.seen)

    def close(self) -> None:
        """Take no more connections."""
        self._listening.close()


@pytest.fixture
def wire(tmp_path: Path) -> Iterator[Wire]:
    made = Wire(authority(tmp_path, "Contoh").server("office", "localhost"))
    yield made
    made.close()


@pytest.fixture
def sent_meanwhile(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Another thread sends in the middle of the cut; the event says that the cut is done."""
    done, real = threading.Event(), socket.socket.shutdown

    def shutdown(sock: socket.socket, how: int) -> None:
        sender = threading.Thread(target=sock.sendall, args=(TOKEN,))
        sender.start()
        sender.join(10)
        real(sock, how)
        done.set()

    monkeypatch.setattr(socket.socket, "shutdown", shutdown)
    return done


@pytest.mark.parametrize("by", ["the timer", "closing"])
def test_what_is_sent_while_a_connection_is_cut_never_goes_plainly(
    wire: Wire, sent_meanwhile: threading.Event, by: str
) -> None:
    trust = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    trust.check_hostname, trust.verify_mode = False, ssl.CERT_NONE
    pool = TlsPool("127.0.0.1", wire.port, ssl_context=trust, cert_reqs="CERT_NONE")
    connection: TlsConnection = pool._new_conn()
    with contextlib.closing(connection):
        connection.connect()
        assert isinstance(connection.sock, ssl.SSLSocket)
        if by == "the timer":
            with ended_after(0.0, connection):
                assert sent_meanwhile.wait(10)
        else:
            pool.cut()
            assert sent_meanwhile.is_set()
        raw = wire.ended()
        with pytest.raises(OSError):  # noqa: PT011 - which one is the system's to say
            connection.sock.sendall(TOKEN)
        assert TOKEN not in raw
        assert connection.sock.version(), "a socket that has let go of its TLS would send plainly"
    assert len(raw) > len(TOKEN)
