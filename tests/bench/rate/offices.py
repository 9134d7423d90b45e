"""Sixteen PCs of sixteen villages, enrolled at a real server, each sending reports of about 4 KB as its own person."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import msgspec

from sipa_core import ids
from sipa_core.domain.roles import Role
from sipa_core.wire.codec import encode
from sipa_core.wire.endpoints import EXCHANGE
from sipa_core.wire.enrol import EnrolReply, EnrolRequest
from sipa_core.wire.exchange import Answer, Request
from sipa_core.wire.ops import MadeAt, OpBody, SealedOp
from sipa_core.wire.receipts import Status
from sipa_core.wire.records import RecordType, Ref
from sipa_server.bootstrap import init_server, open_server
from sipa_server.platform.system import SystemClock, SystemEntropy
from sipa_server.settings import Settings
from tests.bench.exchange import reports
from tests.bench.exchange.own import FORM, period_of
from tests.bench.rate.knocking import head

KECAMATAN: Final = "63.11.06"
VILLAGES: Final = [
    f"{KECAMATAN}.{number}"
    for number in (1019, 1023, 2005, 2006, 2007, 2008, 2009, 2012, 2013, 2014, 2015, 2017, 2022, 2024, 2034, 2038)
]
_TEXTS: Final = 64
_CURSOR: Final = "-cursor-"
_clock, _entropy = SystemClock(), SystemEntropy()


class Heard(msgspec.Struct):
    """What an office reads of a reply here."""

    cursor: str
    answers: list[Answer]
    more: bool = False


class Office:
    """One PC. Each message carries as many ops as are wanted and the cursor of the reply before."""

    def __init__(self, village: str, place: EnrolReply, texts: list[msgspec.Raw], cursor: str) -> None:
        self._village, self._place, self._texts, self._cursor = village, place, texts, cursor
        self._incarnation = _entropy.bytes(16).hex()
        self._more = f"authorization: Bearer {place.token}\r\n"
        self._number = 0
        self.ops = 1
        self.taken = 0

    def ask(self) -> bytes:
        """The next message."""
        body = self.message()
        return head(EXCHANGE.path, len(body), self._more) + body

    def message(self) -> bytes:
        """Its JSON."""
        ops = [self._op() for _op in range(self.ops)]
        request_id = ids.new_id(_clock, _entropy)
        device, epoch = self._place.device, self._place.epoch
        return encode(Request(request_id, device, self._incarnation, epoch, ops, self._cursor, short=True, terse=True))

    def heard(self, body: bytes) -> None:
        """Every op must have been taken."""
        said = msgspec.json.decode(body, type=Heard)
        assert (len(said.answers), said.more) == (self.ops, False), body[:2000]
        assert all(one.status is Status.ACCEPTED for one in said.answers), body[:2000]
        self._cursor = said.cursor
        self.taken += self.ops

    def _op(self) -> SealedOp:
        period = period_of(self._number)
        fields = {
            "village": self._village,
            "template": FORM,
            "template_version": 1,
            "period": period,
            "content": self._texts[self._number % _TEXTS],
        }
        ref = Ref(RecordType.REPORT, ids.report_id(self._village, FORM, period, 0))
        made = MadeAt(_clock.now(), "Asia/Makassar")
        self._number += 1
        body = OpBody("report.submit", ref, msgspec.Raw(encode(fields)), self._place.person, made)
        return SealedOp(ids.new_id(_clock, _entropy), self._number, msgspec.Raw(encode(body)))


class Stranger:
    """Says the same as an office to somebody who answers everybody."""

    def __init__(self, office: Office) -> None:
        self._office = office

    def ask(self) -> bytes:
        """The office's next message."""
        return self._office.ask()

    def heard(self, body: bytes) -> None:
        """The bare answer."""
        assert body == b'{"ok":true}', body


def enrolled(data: Path) -> list[Office]:
    """A new server in that folder and its offices, which have read all there is."""
    settings = Settings(data, public_url="https://paringin.example")
    init_server(settings, KECAMATAN, "Syahrani")
    server = open_server(settings)
    peer = server.peer()
    texts = [msgspec.Raw(encode(reports.leaves(number))) for number in range(_TEXTS)]
    made: list[Office] = []
    for number, village in enumerate(VILLAGES):
        code = server.accounts.invite(f"Pengirim {number}", Role.ADMIN_DESA, village).code
        place = peer.enrol(EnrolRequest(code, "PC kantor", _entropy.bytes(32).hex(), "", _entropy.bytes(16).hex()))
        cursor = None
        while True:
            asked = Request(ids.new_id(_clock, _entropy), place.device, "begin", place.epoch, [], cursor)
            reply = peer.exchange(asked, place.token)
            cursor = reply.cursor
            if not reply.more:
                break
        made.append(Office(village, place, texts, cursor))
    server.close()
    return made
