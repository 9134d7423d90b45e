"""A PC without a network is not told that an address does not exist, that a proxy refuses, or that a server is off."""

from __future__ import annotations

import errno
import socket

import pytest
import requests

from sipa_core.sync.peer import CarriageError, Trouble
from sipa_desktop.sync.words import trouble_short, trouble_words
from sipa_desktop.transport import http as transport
from sipa_desktop.transport import way
from sipa_desktop.transport.faults import classified
from sipa_desktop.transport.http import HttpPeer


class _NoWay(socket.socket):
    """A socket of a PC whose cable is out."""

    def connect(self, _place: object) -> None:
        raise OSError(errno.ENETUNREACH, "Network is unreachable")


@pytest.mark.parametrize("host", ["sipa.balangan.example", "192.168.1.7", "2001:db8::7"])
def test_without_a_route_there_is_no_way(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sipa_desktop.transport.way.socket.socket", _NoWay)
    assert not way.has_way(host)


def test_an_address_on_this_pc_is_always_reached_and_nothing_is_sent_to_find_that_out() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as there:
        there.bind(("127.0.0.1", 0))
        there.setblocking(False)
        assert way.has_way("127.0.0.1")
        with pytest.raises(BlockingIOError):
            there.recv(1)


def test_a_name_that_nobody_could_be_asked_for_is_called_no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(requests.Session, "request", _knows_no_name)
    monkeypatch.setattr(transport, "get_environ_proxies", lambda _url: {})
    peer = HttpPeer("https://sipa.balangan.example")
    for routed, told in ((False, Trouble.NO_NETWORK), (True, Trouble.NO_NAME)):
        monkeypatch.setattr(way, "_is_routed", lambda _address, routed=routed: routed)
        with pytest.raises(CarriageError) as failed:
            peer.server()
        assert failed.value.trouble is told


@pytest.mark.parametrize("met", [Trouble.REFUSED, Trouble.TIMEOUT, Trouble.CUT, Trouble.PROXY])
def test_a_refusal_or_a_wait_met_somebody(met: Trouble, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(way, "_is_routed", lambda _address: False)
    assert way.with_the_way_seen(CarriageError(met), "sipa.balangan.example").trouble is met


@pytest.mark.parametrize(
    ("cause", "told"),
    [
        (OSError(errno.ENETUNREACH, "Network is unreachable"), Trouble.NO_NETWORK),
        (socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution"), Trouble.NO_NETWORK),
        (ConnectionRefusedError(errno.ECONNREFUSED, "Connection refused"), Trouble.PROXY),
    ],
)
def test_a_proxy_is_not_said_to_refuse_on_a_pc_without_a_network(cause: OSError, told: Trouble) -> None:
    assert classified(requests.exceptions.ProxyError(cause)).trouble is told


def test_a_connection_that_never_came_about_is_not_called_slow() -> None:
    assert classified(requests.ConnectTimeout()).trouble is Trouble.REFUSED
    assert classified(requests.ReadTimeout()).trouble is Trouble.TIMEOUT


def test_who_does_not_answer_is_not_said_to_be_switched_off() -> None:
    """A router without its line refuses in the server's place, so nobody here can know."""
    assert trouble_short(Trouble.REFUSED) == "Server tidak menjawab"
    assert "mungkin sedang dimatikan, atau jaringan di sini" in trouble_words(CarriageError(Trouble.REFUSED))


def _knows_no_name(*_asked: object, **_more: object) -> requests.Response:
    raise requests.ConnectionError(socket.gaierror(11001, "getaddrinfo failed"))
