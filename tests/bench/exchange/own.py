"""This project's own two sides: a real desk with its encrypted database, a real server in a process of its own.

Reports are `report.submit` of a month each, proposed straight to the rules as the editor's "Kirim" does after its
checks; the later months lie in the future, which no rule minds. Copies of drafts are `draft.save`.
"""

from __future__ import annotations

import gc
import hashlib
import random
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Final

from pypdf import PdfWriter
from pypdf.generic import NameObject, StreamObject

from sipa_core import ids
from sipa_core.domain.attachments import Media
from sipa_core.domain.paths import short_mark
from sipa_core.domain.periods import Period, PeriodKind
from sipa_core.domain.roles import Role
from sipa_core.ops.base import Applied
from sipa_core.ops.drafts import Save, content_of
from sipa_core.ops.reports import Submit
from sipa_core.wire.ops import Base
from sipa_core.wire.records import RecordType, Ref
from sipa_desktop.bootstrap import Desk, open_desk
from sipa_desktop.events import Topic
from sipa_desktop.sync.enrolment import Enrolled
from sipa_desktop.sync.outcome import SyncOutcome
from sipa_desktop.transport.http import HttpPeer
from sipa_server.bootstrap import init_server, open_server
from sipa_server.settings import Settings
from tests.bench.exchange import reports
from tests.bench.exchange.measure import Line, cpu_of, free_port, running
from tests.bench.profiles import FixedVault
from tests.support.clock import DictSecrets
from ui.runtime.tasks import TURN_SECONDS

NAME: Final = "SIPA"
VILLAGE: Final = "63.11.06.2024"
FORM: Final = "kegiatan_bulanan"
FIRST_YEAR: Final = 2024
FILE_BYTES: Final = 3_000_000
_BATCH: Final = 500


class Own:
    """A server with a line before it, a village's desk and, when asked for, the kecamatan's."""

    name = NAME

    def __init__(self, folder: Path, line: Line, pid: int, codes: tuple[str, str]) -> None:
        self.line = line
        self._pid = pid
        self._url = f"http://127.0.0.1:{line.port}"
        self.kecamatan = self._desk(folder / "kecamatan", codes[0])
        self.village = self._desk(folder / "village", codes[1])
        self._session: threading.Thread | None = None
        # As in the program with its windows: what it is made of is no longer looked through for garbage.
        sys.setswitchinterval(TURN_SECONDS)
        gc.freeze()

    def close(self) -> None:
        """Close both desks."""
        self.rest()
        self.village.close()
        self.kecamatan.close()

    def client_cpu(self) -> float:
        """Of this process, in which the desks are."""
        return time.process_time()

    def server_cpu(self) -> float:
        """Of the server's process."""
        return cpu_of(self._pid)

    def write(self, count: int) -> None:
        """Put so many reports into the village's outbox, as they are sent to the kecamatan."""
        for start in range(0, count, _BATCH):
            with self.village.store.write() as tx:
                for number in range(start, min(count, start + _BATCH)):
                    period = period_of(number)
                    ref = Ref(RecordType.REPORT, ids.report_id(VILLAGE, FORM, period, 0))
                    said = Submit(VILLAGE, FORM, 1, period, reports.leaves(number))
                    assert isinstance(tx.propose("report.submit", ref, said, "Laporan"), Applied)

    def draft(self, count: int) -> None:
        """Put whole copies of so many drafts into the outbox."""
        self._copy_drafts(count, change=False)

    def change(self, count: int) -> None:
        """Change one field in so many of those drafts."""
        self.rest()
        self._copy_drafts(count, change=True)

    def _copy_drafts(self, count: int, *, change: bool) -> None:
        with self.village.store.write() as tx:
            for number in range(count):
                period = period_of(number)
                ref = Ref(RecordType.DRAFT, ids.draft_id(VILLAGE, FORM, period, 0))
                held = tx.records.get(ref)
                leaves = dict([reports.changed_leaf(number)]) if change else reports.leaves(number)
                base = Base(rev=held.rev, mark=short_mark(content_of(held))) if held is not None else None
                said = Save(VILLAGE, FORM, 1, period, leaves)
                assert isinstance(tx.propose("draft.save", ref, said, "Salinan", base=base), Applied)

    def push(self) -> None:
        """The village's desk exchanges until its person is told that nothing waits."""
        self._told(self.village)

    def pull(self) -> None:
        """The kecamatan's desk reads all there is, until its person is told so."""
        self._told(self.kecamatan)

    def rest(self) -> None:
        """Wait for what a session does after it has told its person: the words that came are indexed."""
        if self._session is not None:
            self._session.join()

    def moved(self) -> None:
        """A desk judges its line by the messages before, which went over this machine's own."""
        for desk in (self.village, self.kecamatan):
            peer = desk.lines.to(self._url)
            assert isinstance(peer, HttpPeer)
            peer._rate = peer._rate_down = None

    def hang_up(self) -> None:
        """The village's desk shuts its line; the next message opens another."""
        self.rest()
        peer = self.village.lines.to(self._url)
        assert isinstance(peer, HttpPeer)
        peer.close()

    def _told(self, desk: Desk) -> None:
        self.rest()
        told, outcomes = threading.Event(), list[SyncOutcome]()
        end = desk.sync.sessions.subscribe(lambda outcome: (outcomes.append(outcome), told.set()))
        self._session = threading.Thread(target=desk.sync.run_once)
        self._session.start()
        told.wait()
        end()
        assert outcomes[0].complete, outcomes

    def send_file(self) -> None:
        """Send a file of FILE_BYTES; whatever the line does, the desk alone goes on until the server has it."""
        data = paper(FILE_BYTES)
        sha256 = self.village.files.put(data)
        assert sha256 == hashlib.sha256(data).hexdigest()
        self.village.transfer.start()
        with self.village.store.write() as tx:
            tx.blobs.keep(sha256, Media.PDF, len(data), 0)
            tx.blobs.send([sha256])
            tx.touch(Topic.ATTACHMENTS)
        while True:
            with self.village.store.read() as tx:
                left = tx.blobs.unsent()
            assert not left.refused, "the server does not take the file"
            if not left.count:
                return
            time.sleep(0.1)

    def _desk(self, profile: Path, code: str) -> Desk:
        desk = open_desk(profile, vault=FixedVault(), secrets=DictSecrets())
        assert isinstance(desk.enrolment.setup(self._url, code), Enrolled)
        _exchanged(desk)
        return desk


def paper(size: int) -> bytes:
    """A PDF of that size that no compression makes smaller, as a scanned page is: the server takes nothing else."""
    noise = random.Random(5).randbytes(size)
    around = len(_page(noise)) - size
    return _page(noise[: size - around])


def _page(noise: bytes) -> bytes:
    writer, shown, out = PdfWriter(), StreamObject(), BytesIO()
    shown.set_data(noise)
    writer.add_blank_page(595, 842)[NameObject("/Contents")] = writer._add_object(shown)
    writer.write(out)
    return out.getvalue()


def period_of(number: int) -> str:
    """The month of the report of that number."""
    return str(Period(PeriodKind.MONTH, FIRST_YEAR + number // 12, number % 12 + 1))


@contextmanager
def own(folder: Path) -> Iterator[Own]:
    """A new server and new desks."""
    settings = Settings(folder / "server", public_url="https://paringin.example")
    first = init_server(settings, "63.11.06", "Syahrani")
    assert first is not None
    server = open_server(settings)
    second = server.accounts.invite("Norhayati", Role.ADMIN_DESA, VILLAGE)
    server.close()
    port = free_port()
    command = [sys.executable, "-m", "sipa_server", "serve", "--data", str(settings.data), "--port", str(port)]
    with running(command, port) as process:
        line = Line(port)
        made = Own(folder, line, process.pid, (first.code, second.code))
        try:
            yield made
        finally:
            made.close()
            line.close()


def _exchanged(desk: Desk) -> None:
    outcome = desk.sync.run_once()
    assert outcome.complete, outcome
