"""A server in an office speaks https with its own certificate; a PC that pinned it speaks to that one and no other."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from sipa_core.sync.enrolment_file import open_enrolment
from sipa_core.sync.peer import CarriageError, Trouble
from sipa_desktop.bootstrap import open_desk
from sipa_desktop.sync.enrolment import Enrolled
from sipa_desktop.transport.address import pinned
from sipa_desktop.transport.http import HttpPeer
from sipa_server.bootstrap import init_server, open_server
from sipa_server.cli import main
from sipa_server.listen import bind
from sipa_server.platform.own_certificate import fingerprint, make_certificate, tls_of
from sipa_server.services.stand import Stand, Standing, standing_of
from sipa_server.settings import Settings
from tests.support.clock import DictSecrets, HandClock, SeededEntropy
from tests.support.server import KECAMATAN, listening
from tests.support.vaults import open_vault
from tests.support.world import TENTH_OF_JULY

ADDRESS = "https://127.0.0.1:8443"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The data of a server that was told that it stands in an office."""
    place = tmp_path / "server"
    assert init_server(Settings(place), KECAMATAN, "Syahrani") is not None
    assert main(["stand", "--data", str(place), "--office", ADDRESS]) == 0
    return place


@contextmanager
def office(folder: Path) -> Iterator[tuple[str, str]]:
    """The server at work on a free port: its address and its certificate's SHA-256."""
    server = open_server(Settings(folder))
    bound = bind("127.0.0.1", 0, guarded=True)
    try:
        tls = tls_of(server.keys, server.standing.certificate)
        with listening(server.app(), bound, tls) as url:
            yield url.replace("http:", "https:"), fingerprint(server.standing.certificate)
    finally:
        server.close()


def trouble_of(line: str) -> Trouble | None:
    peer = HttpPeer(line)
    try:
        peer.server()
    except CarriageError as fault:
        return fault.trouble
    finally:
        peer.close()
    return None


def test_only_the_pinned_certificate_is_spoken_to(folder: Path) -> None:
    with office(folder) as (url, certificate):
        assert trouble_of(pinned(url, certificate)) is None
        assert trouble_of(pinned(url, "0" * 64)) is Trouble.CERTIFICATE
        assert trouble_of(url) is Trouble.CERTIFICATE, "without a pin nobody vouches for it"


def test_another_certificate_of_the_same_server_is_not_the_pinned_one(folder: Path) -> None:
    server = open_server(Settings(folder))
    other = make_certificate(server.keys, "127.0.0.1", HandClock(TENTH_OF_JULY))
    known = fingerprint(server.standing.certificate)
    server.close()
    assert fingerprint(other) != known


def test_the_certificate_stays_when_the_place_is_told_again(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def told() -> Standing:
        server = open_server(Settings(folder))
        try:
            return standing_of(server.store)
        finally:
            server.close()

    before = told()
    capsys.readouterr()
    assert main(["stand", "--data", str(folder), "--office", "192.168.7.7", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["address"] == "https://192.168.7.7:8443"
    assert (told().stand, told().certificate) == (Stand.OFFICE, before.certificate)
    assert main(["stand", "--data", str(folder), "--public", "http://sipa.contoh.id"]) == 1
    assert told().address == "https://192.168.7.7:8443"


def test_a_desk_of_the_kecamatan_from_a_file_is_let_in_by_its_own_office_alone(folder: Path, tmp_path: Path) -> None:
    with office(folder) as (url, certificate):
        assert main(["stand", "--data", str(folder), "--office", url]) == 0
        to = ["enrol-files", "--data", str(folder), "--to", str(tmp_path), "--kecamatan", "Rina"]
        assert main(to) == 0
        place = open_enrolment((tmp_path / "KECAMATAN-PARINGIN.sipadaftar").read_bytes())
        assert (place.server_url, place.certificate) == (url, certificate)
        desk = open_desk(
            tmp_path / "desk",
            vault=open_vault(tmp_path / "desk"),
            clock=HandClock(TENTH_OF_JULY),
            entropy=SeededEntropy("desk"),
            secrets=DictSecrets(),
        )
        try:
            assert isinstance(desk.enrolment.setup_from_file(place, "PC"), Enrolled)
            assert desk.sync.run_once().complete
        finally:
            desk.close()


def test_the_server_says_where_it_stands_and_what_does_not_work(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert main(["stand", "--data", str(folder)]) == 0
    said = capsys.readouterr().out
    assert "komputer kantor" in said
    assert "Yang tidak berjalan" in said
