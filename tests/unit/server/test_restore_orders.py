"""After a restore every desk sends again what was lost, in whatever order the desks come back."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from sipa_core import ids
from sipa_core.domain.roles import Role
from sipa_core.wire.records import Ref
from tests.support.lost_history import Rememberer, copied, everything, put_back
from tests.support.server import (
    BABAYAU,
    World,
    naming,
    posting_ref,
    report_ref,
    review_ref,
    submission,
    version_ref,
)

PROOF = {
    "url": "https://www.facebook.com/desababayau/posts/123",
    "caption": "Realisasi APB Desa. Rinciannya ada di gambar.",
    "with_picture": True,
    "posted_at": 1,
}
THREAD = Ref("consultation", ids.natural_id("thread", "satu"))
AGREED = Ref("guidance", ids.natural_id("guidance", "satu"))


def note(key: str) -> dict[str, dict[str, str]]:
    return {ids.natural_id("note", key): {"path": "kendala.isi", "text": "Sebutkan tindak lanjutnya."}}


class Office:
    """Two PCs of a village and two of the kecamatan; `lives` is a year of theirs, one act an item."""

    def __init__(self, world: World) -> None:
        self.world = world
        accounts = world.server.accounts
        self.desa = Rememberer(world.pc("Norhayati", BABAYAU))
        self.kaur = Rememberer(world.enrol(accounts.invite("Norhayati", Role.ADMIN_DESA, BABAYAU).code))
        self.camat = Rememberer(world.enrol(world.first_code))
        self.staf = Rememberer(world.enrol(accounts.invite("Staf", Role.ADMIN_KECAMATAN).code))
        self.pcs = (self.desa, self.kaur, self.camat, self.staf)

    def submits(self, who: Rememberer, seen: int, text: str) -> None:
        who.does("report.submit", report_ref(BABAYAU), submission(BABAYAU, seen, {"ringkasan.isi": text}))

    def judges(self, who: Rememberer, kind: str, n: int, **more: object) -> None:
        who.pc.pull()
        who.does(kind, review_ref(BABAYAU, n), naming(who.pc, BABAYAU, n, **more))

    def proves(self, who: Rememberer, n: int) -> None:
        fields = {**PROOF, "version": version_ref(BABAYAU, n).id}
        who.does("posting.prove", posting_ref(BABAYAU), fields)

    def looks(self, who: Rememberer, kind: str, n: int, **more: object) -> None:
        who.pc.pull()
        posting = who.pc.record(posting_ref(BABAYAU))
        assert posting is not None
        named = {"version": version_ref(BABAYAU, n).id, "proved_at": posting.number("proved_at")}
        who.does(kind, posting_ref(BABAYAU), {**named, **more})

    def lives(self) -> None:
        """Everything that needs another's act before it."""
        begin = {"village": BABAYAU, "subject": "Realisasi"}
        acts = (
            lambda: self.submits(self.desa, 0, "Satu."),
            lambda: self.judges(self.camat, "review.open", 1),
            lambda: self.desa.does("message.send", THREAD, {"text": "Mohon arahan.", "files": {}, "begin": begin}),
            lambda: self.judges(self.staf, "review.return", 1, notes=note("a")),
            lambda: self.submits(self.kaur, 1, "Dua."),
            lambda: self.camat.does("message.send", THREAD, {"text": "Silakan.", "files": {}}),
            lambda: self.judges(self.camat, "review.return", 2, notes=note("b")),
            lambda: self.submits(self.desa, 2, "Tiga."),
            lambda: self.judges(self.staf, "review.accept", 3, remark=""),
            lambda: self.kaur.does("message.send", THREAD, {"text": "Terima kasih.", "files": {}}),
            lambda: self.proves(self.desa, 3),
            lambda: self.looks(self.camat, "posting.refuse", 3, reason="Gambar belum terbaca."),
            lambda: self.proves(self.kaur, 3),
            lambda: self.looks(self.staf, "posting.verify", 3),
            lambda: self.camat.does(
                "guidance.put", AGREED, {"village": BABAYAU, "text": "Pasang papan.", "due": "2025-08-01"}
            ),
            lambda: self.desa.does("guidance.done", AGREED, {"note": "Sudah."}),
            lambda: self.staf.does("guidance.confirm", AGREED, {}),
            lambda: self.judges(self.camat, "review.reopen", 3, reason="Angka berubah."),
            lambda: self.submits(self.kaur, 3, "Empat."),
            lambda: self.judges(self.staf, "review.accept", 4, remark="Baik."),
        )
        for act in acts:
            self.world.clock.forward(hours=1)
            act()


def resend(office: Office, order: random.Random) -> None:
    """The desks come back one by one, and then exchange in any order until nobody gets further."""
    for one in office.pcs:
        one.begin_again()
    idle = 0
    while idle < 3 * len(office.pcs) and any(one.waiting for one in office.pcs):
        moved = sum(one.sends_some(order.choice((1, 3, 100))) for one in order.sample(office.pcs, len(office.pcs)))
        idle = 0 if moved else idle + 1


@pytest.mark.parametrize("seed", range(4))
def test_in_whatever_order_the_desks_come_back_the_server_is_in_the_end_as_it_was(
    world: World, tmp_path: Path, seed: int
) -> None:
    office = Office(world)
    copy = copied(world, tmp_path / "copy")
    office.lives()
    before = everything(world)
    world.clock.forward(days=3)
    after = put_back(world, copy, *(one.pc for one in office.pcs))
    try:
        resend(office, random.Random(seed))
        assert [one.waiting for one in office.pcs] == [[]] * 4
        assert [one.refused for one in office.pcs] == [[]] * 4
        now = everything(after)
        differ = {
            (ref.type, path): (before[ref].get(path), now.get(ref, {}).get(path))
            for ref in before
            for path in before[ref].keys() | now.get(ref, {}).keys()
            if before[ref].get(path) != now.get(ref, {}).get(path)
        }
        assert differ == {}
        assert now.keys() == before.keys()
    finally:
        after.server.close()
