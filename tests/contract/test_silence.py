"""W04: what a citizen wrote, who they are, and what opens a door stand in no log, of the server or of a desk."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from sipa_core.domain.roles import Role
from sipa_core.ops import feedback as rules
from sipa_core.ops import registry
from sipa_core.ops.base import Kind
from sipa_desktop.bootstrap import Desk, open_desk
from sipa_desktop.platform.keys import TOKEN
from sipa_desktop.services.feedback_views import FeedbackFilter
from sipa_desktop.sync.codes import NewCode
from sipa_desktop.sync.enrolment import Enrolled
from sipa_desktop.sync.phone import PhoneDoor
from sipa_desktop.transport.http import HttpPeer
from sipa_server.bootstrap import Server
from sipa_server.services.phone import PhoneKey
from tests.support.clock import DictSecrets, SeededEntropy
from tests.support.server import (
    BABAYAU,
    BALIDA,
    ManualClock,
    publication_ref,
    report_ref,
    review_ref,
    submission,
    version_ref,
    whole_site,
)
from tests.support.vaults import open_vault

NAME, SUBJECT, TEXT, MORE, REPLY, NOTE, CAPTION = (
    f"rahasia{word}" for word in ("nama", "judul", "isi", "lagi", "balas", "catatan", "teks")
)
HELD_FOR = "rahasiaalasan"


class Office:
    """A server behind HTTP, a village's desk and the kecamatan's, and a citizen with a browser."""

    def __init__(self, folder: Path, server: Server, url: str, clock: ManualClock) -> None:
        self.server, self.url, self._folder, self._clock = server, url, folder, clock
        self.secrets: list[str] = []
        self._peers: list[HttpPeer] = []
        self._desks: list[Desk] = []
        self.desa = self.desk("desa", self.invited("Norhayati", Role.ADMIN_DESA, BABAYAU))
        self.camat = self.desk("camat", self.invited("Syahrani", Role.ADMIN_KECAMATAN, None))

    def invited(self, name: str, role: Role, village: str | None) -> str:
        code = self.server.accounts.invite(name, role, village).code
        self.secrets.append(code)
        return code

    def desk(self, name: str, code: str) -> Desk:
        secrets, entropy, peer = DictSecrets(), SeededEntropy(name), HttpPeer(self.url)
        made = open_desk(
            self._folder / name,
            vault=open_vault(self._folder / name),
            clock=self._clock,
            entropy=entropy,
            secrets=secrets,
            peer_of=lambda _url: peer,
        )
        self._peers.append(peer)
        self._desks.append(made)
        assert isinstance(made.enrolment.setup(self.url, code), Enrolled)
        assert made.sync.run_once().complete
        self.secrets.append(secrets.get(TOKEN) or "")
        return made

    def post(self, path: str, fields: dict[str, str], cookies: dict[str, str] | None = None) -> requests.Response:
        with requests.Session() as session:
            session.trust_env = False
            return session.post(self.url + path, data=fields, cookies=cookies, timeout=20, allow_redirects=False)

    def close(self) -> None:
        for desk in self._desks:
            desk.close()
        for peer in self._peers:
            peer.close()


@pytest.fixture
def office(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> Iterator[Office]:
    caplog.set_level(logging.DEBUG)
    clock = ManualClock()
    with whole_site(tmp_path / "data", clock) as (server, url):
        made = Office(tmp_path, server, url, clock)
        yield made
        made.close()


def written(office: Office, readers: str) -> tuple[str, str]:
    """A citizen sends the form; number and key as the page shows them."""
    fields = {"pembaca": readers, "jenis": "keluhan", "judul": SUBJECT, "isi": TEXT, "nama": NAME, "formulir": readers}
    page = office.post("/desa/babayau/masukan", fields).text
    number, key = re.search(r"PRG-[A-Z2-9]{5}", page), re.search(r"[A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4}", page)
    assert number is not None
    assert key is not None
    office.secrets += [number[0], key[0], number[0][4:], key[0].replace("-", "")]
    return number[0], key[0]


def tracked(office: Office, number: str, key: str, **more: str) -> None:
    office.post("/lacak", {"nomor": number, "kunci": key, **more})


def propose(desk: Desk, kind: str, ref: object, fields: object) -> None:
    with desk.store.write() as tx:
        made = registry.KINDS[kind].payload
        tx.propose(kind, ref, made(**fields), "x")  # type: ignore[arg-type]


def published(office: Office) -> None:
    propose(office.desa, "report.submit", report_ref(BABAYAU), submission(BABAYAU))
    office.desa.sync.run_once()
    office.camat.sync.run_once()
    with office.camat.store.read() as tx:
        version = tx.records.get(version_ref(BABAYAU))
    assert version is not None
    fields = {"version": version.id, "content_hash": version.text("meta.content_hash")}
    propose(office.camat, "review.accept", review_ref(BABAYAU), fields)
    office.camat.sync.run_once()
    office.desa.sync.run_once()


def test_nothing_of_a_citizen_or_a_door_stands_in_a_log(
    office: Office, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    matters = [written(office, readers) for readers in ("warga", "kantor", "kecamatan")]
    for number, key in matters:
        tracked(office, number, key)
        tracked(office, number, "AAAA-BBBB-CCCC")
        tracked(office, number, key, aksi="pesan", pesan=MORE)
    office.camat.sync.run_once()
    office.desa.sync.run_once()
    ids_of = [one.id for one in office.camat.feedback.list(FeedbackFilter.SEMUA).rows]
    assert len(ids_of) == 3
    for one in ids_of:
        office.camat.feedback.save_answer(one, REPLY)
        office.camat.feedback.answer(one)
        office.camat.feedback.save_note(one, NOTE)
        office.camat.feedback.add_note(one)
        office.camat.feedback.hold(one, HELD_FOR)

    def broken(fields: rules.Reply, *_more: object) -> object:
        raise ValueError(fields.text)

    with monkeypatch.context() as patch:
        # A rule that fails names what it choked on; once on the server, once where a desk shows its own ops.
        kind = registry.KINDS["feedback.reply"]
        patch.setitem(registry.KINDS, kind.name, Kind(kind.name, kind.record_type, kind.payload, broken, kind.also))  # type: ignore[arg-type]
        office.camat.sync.run_once()
        with office.camat.store.write() as tx:
            tx.reproject()
    office.camat.sync.run_once()

    published(office)
    door = office.desa.phone.open(publication_ref(BABAYAU).id, {"facebook": CAPTION})
    assert isinstance(door, PhoneDoor)
    code = door.link.partition("#")[2]
    entered = office.post("/hp", {"kode": code})
    assert entered.status_code == 303
    office.post("/hp", {"kode": "A" * 28})
    office.post(f"{entered.headers['location']}/bukti", {"saluran": "facebook", "alamat": "x"}, {"sipa_hp": code})
    made = office.camat.codes.make("Jumiati", BALIDA)
    assert isinstance(made, NewCode)
    office.secrets += [code, made.code]
    assert not any(secret in repr((door, made, PhoneKey(door.page, code))) for secret in (code, made.code))
    said = "\n".join(logging.Formatter().format(one) for one in caplog.records)
    assert "POST /lacak" in said
    assert "POST /hp" in said
    assert "a rule failed" in said
    markers = [NAME, SUBJECT, TEXT, MORE, REPLY, NOTE, CAPTION, HELD_FOR, *office.secrets]
    assert [one for one in markers if one and one.casefold() in said.casefold()] == []
