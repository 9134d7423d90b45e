"""For how long the windows' thread answers nothing while there is much to do; 100 ms is the most that is allowed.

`python -m tests.bench.stalls [NAME ...]`: a real desk with its real windows and workers, five rounds each; told are the
median of the longest silences, the longest of all, and how much the windows' thread itself computed in one turn (what
is left is waiting for workers and for other programs of the PC). "nothing" is a program that does nothing.
"""

from __future__ import annotations

import io
import os
import socket
import statistics
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from functools import partial
from itertools import count, product
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from pypdf import PdfWriter
from pypdf.generic import NameObject, StreamObject
from PySide6.QtWidgets import QApplication

import resources
from sipa_core import ids
from sipa_core.domain.attachments import Attachment, leaves
from sipa_core.domain.paths import Value
from sipa_core.imports.levels import LEVEL, Level
from sipa_core.ops.base import Applied
from sipa_core.ops.reports import Submit
from sipa_desktop.bootstrap import Desk, open_desk
from sipa_desktop.errors import Refused
from sipa_desktop.platform.secrets import NoSecrets
from sipa_desktop.services.attachments import BlobState
from sipa_desktop.services.practice import SNAPSHOT, begin_practice, read_snapshot
from sipa_desktop.transport.http import HttpPeer
from tests.bench.big_desk import made, moment
from tests.bench.loop_watch import Late, LoopWatch, turn_for, turn_until
from tests.bench.profiles import FixedVault
from tests.support.clock import DictSecrets, HandClock, SeededEntropy
from tests.support.programs import serving
from tests.support.server import BABAYAU, report_ref, submission
from ui.design.theme import look, start
from ui.main_window import MainWindow
from ui.runtime.tasks import Runner
from ui.window_work import build_window

ROUNDS = 5
SIZE = (1366, 697)
FIVE_MB = 5 << 20
BUDGET_ROWS = 2_000
IMPORT_ROWS = 5_000
Measure = Callable[[], float]


class Windows:
    """A desk, its workers and its window."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.runner = Runner()
        self.window: MainWindow = build_window(desk, self.runner)
        self.window.resize(*SIZE)
        with LoopWatch() as self.beginning:
            self.window.show()
            turn_until(lambda: set(self.window._made) == set(self.window._specs))
            self.settle()

    def settle(self) -> None:
        """Let all work under way come to its end."""
        turn_for(0.4)
        turn_until(lambda: not self.runner.busy)

    def close(self) -> None:
        """Give everything back."""
        self.window.close()
        self.runner.close()
        self.desk.close()


def budget(most: int) -> dict[str, Value]:
    """A budget of so many rows, with codes of the official lists."""
    works = [line.split(",")[0] for line in resources.read_text("codes/kode_kegiatan.csv").splitlines()[1:]]
    accounts = [line.split(",")[0] for line in resources.read_text("codes/kode_rekening.csv").splitlines()[1:]]
    leaves_of = [code for code in accounts if code.startswith("5.") and code.count(".") == 2]
    pairs = product([code for code in works if code.count(".") == 2], leaves_of)
    found: dict[str, Value] = {}
    for at, (work, account) in enumerate(pairs):
        if at == most:
            break
        row = f"apbdes[{work}/{account}/-]"
        found |= {f"{row}.anggaran": 1_000_000 + at, f"{row}.realisasi": 500_000 + at}
    return found


class Leading:
    """The lines of a desk, which can be led into a hole: a server that takes the connection and never answers."""

    def __init__(self) -> None:
        self._hole: socket.socket | None = None

    def __call__(self, url: str) -> HttpPeer:
        return HttpPeer(f"http://127.0.0.1:{self._hole.getsockname()[1]}" if self._hole is not None else url)

    @contextmanager
    def into_a_hole(self, desk: Desk) -> Iterator[socket.socket]:
        """Lead every line of the desk there while the block runs."""
        with socket.create_server(("127.0.0.1", 0)) as self._hole:
            self._hole.setblocking(False)
            for lines in (desk.lines, desk.blob_lines, desk.carrier_lines):
                lines._open.clear()
            try:
                yield self._hole
            finally:
                self._hole = None


@contextmanager
def village() -> Iterator[Windows]:
    """A village's desk with a half year of work in it."""
    snapshot = read_snapshot(resources.read_bytes(SNAPSHOT))
    with tempfile.TemporaryDirectory() as folder:
        desk = open_desk(
            Path(folder) / "desa",
            vault=FixedVault(),
            clock=HandClock(snapshot.now),
            entropy=SeededEntropy("village"),
            secrets=NoSecrets(),
        )
        begin_practice(desk.store, snapshot)
        windows = Windows(desk)
        try:
            yield windows
        finally:
            windows.close()


@contextmanager
def kecamatan() -> Iterator[Windows]:
    """The kecamatan's desk with ten years of work in it."""
    desk = open_desk(
        made(),
        vault=FixedVault(),
        clock=HandClock(moment()),
        entropy=SeededEntropy("kecamatan"),
        secrets=NoSecrets(),
        peer_of=None,
    )
    windows = Windows(desk)
    try:
        yield windows
    finally:
        windows.close()


@contextmanager
def _registered(folder: Path, leading: Leading | None = None) -> Iterator[Windows]:
    """A village's desk at a server that is a program of its own, as in life."""
    with serving(folder / "server") as server:
        asked = ("--village", BABAYAU, "--name", "Norhayati", "--role", "admin_desa")
        code = server.verb("enrol", *asked)["code"]
        desk = open_desk(folder / "desa", vault=FixedVault(), secrets=DictSecrets(), peer_of=leading)
        enrolled = desk.enrolment.setup(server.url, code)
        assert not isinstance(enrolled, Refused), enrolled
        assert desk.sync.run_once().complete
        windows = Windows(desk)
        try:
            yield windows
        finally:
            windows.close()


def lra_draft(desk: Desk, rows: int = 0, year: int = 2024) -> str:
    """The id of a draft of a year's budget report that can be written in, with so many rows."""
    opened = desk.reports.create("lra_semester1", f"{year}-S1")
    assert not isinstance(opened, Refused), opened
    if rows:
        saved = desk.reports.save(opened.draft_id, budget(rows))
        assert not isinstance(saved, Refused), saved
    return opened.draft_id


def idle(windows: Windows) -> None:
    """Nothing at all."""
    turn_for(1.0)


def black_hole(windows: Windows, leading: Leading) -> None:
    """A sync meets a server that never answers; the windows stay with whoever sits there."""
    with leading.into_a_hole(windows.desk) as hole:
        windows.desk.sync.sync_now()
        windows.window.show_page("settings")
        windows.window.show_page("home")
        turn_for(2.0)
        with hole.accept()[0]:  # BlockingIOError: nobody asked
            turn_for(0.2)


def closing_over_a_hole(folder: Path, secrets: DictSecrets, leading: Leading) -> Late:
    """The same, and the person closes the window."""
    desk = open_desk(folder / "desa", vault=FixedVault(), secrets=secrets, peer_of=leading)
    windows = Windows(desk)
    with leading.into_a_hole(desk) as hole:
        desk.start_sending()
        desk.sync.sync_now()
        turn_for(1.0)
        with hole.accept()[0]:
            with LoopWatch() as late:
                windows.window.close()
                turn_for(0.3)
            windows.close()
    return late


def large_paper() -> bytes:
    """A PDF of 5 MB that does not pack."""
    writer = PdfWriter()
    stream = StreamObject()
    stream._data = os.urandom(FIVE_MB)
    writer.add_blank_page(595, 842)[NameObject("/Contents")] = writer._add_object(stream)
    whole = io.BytesIO()
    writer.write(whole)
    return whole.getvalue()


def upload(windows: Windows, numbers: Iterator[int], papers: Iterator[bytes]) -> None:
    """A file of 5 MB is taken in and goes to the server."""
    desk = windows.desk
    ended: list[BlobState] = []

    def go() -> None:
        one = desk.attachments.take_bytes(next(papers), "bukti.pdf")
        assert isinstance(one, Attachment), one
        with desk.store.write() as tx:
            fields = Submit(**submission(BABAYAU, next(numbers), dict(leaves("foto", "f0", one))))
            done = tx.propose("report.submit", report_ref(BABAYAU), fields, "LRA")
            assert isinstance(done, Applied), done
        desk.sync.run_once()
        desk.transfer.run_once()
        ended.append(desk.attachments.state(one.sha256))

    threading.Thread(target=go, daemon=True).start()
    turn_until(lambda: bool(ended), 120)
    assert ended == [BlobState.SENT]


def written_table(folder: Path) -> Path:
    """A table of 5,000 rows as offices have it, one for each activity and kind of spending."""
    table = folder / "anggaran.csv"
    lines = ["Kode Kegiatan;Kode Rekening;Uraian;Anggaran;Realisasi"]
    for path, value in budget(IMPORT_ROWS).items():
        if path.endswith(".anggaran"):
            work, account, _source = path[path.index("[") + 1 : path.index("]")].split("/")
            lines.append(f"{work};{account};Belanja;{value};{int(value or 0) // 2}")
    table.write_text("\n".join(lines))
    return table


def empty_report(windows: Windows, years: Iterator[int]) -> None:
    """Another year's report, without a row, stands in the editor."""
    windows.window.page("reports").open_report(lra_draft(windows.desk, year=next(years)))  # type: ignore[union-attr]
    windows.settle()


def table_import(windows: Windows, table: Path) -> None:
    """A table of 5,000 rows is read, compared, shown, asked about, and taken row by row."""
    page = windows.window.page("reports")
    page.import_path(table)  # type: ignore[union-attr]
    model = page.importing  # type: ignore[union-attr]
    turn_until(lambda: model.shown is not None or bool(model.fault), 300)
    assert model.shown is not None, model.fault
    turn_for(0.2)
    model.answer(LEVEL, Level.ACCOUNT.value)
    turn_until(lambda: not model.busy, 300)
    turn_for(0.2)
    assert model.may_enter
    model.enter()
    turn_until(lambda: not model.busy, 300)
    windows.settle()
    there = page.editing.content  # type: ignore[union-attr]
    assert sum(path.endswith(".anggaran") for path in there) >= IMPORT_ROWS


def first_visits(windows: Windows) -> Mapping[str, Late]:
    """Every page is opened for the first time."""
    found = {}
    watch = LoopWatch()
    for key in windows.window._specs:
        with watch as late:
            windows.window.show_page(key)
            windows.settle()
        found[key] = late
    return found


def open_editor(windows: Windows) -> None:
    """The report with 2,000 rows is opened."""
    page = windows.window.page("reports")
    snapshot = read_snapshot(resources.read_bytes(SNAPSHOT))
    page.open_report(ids.draft_id(snapshot.identity.village or "", "lra_semester1", "2024-S1"))  # type: ignore[union-attr]
    windows.settle()


def other_theme(windows: Windows) -> None:
    """Dark, and light again."""
    for theme in ("dark", "light"):
        look().choose(theme)  # type: ignore[arg-type]
        windows.settle()


def other_size(windows: Windows) -> None:
    """The window is made smaller and larger in steps, as the mouse does."""
    for step in range(12):
        windows.window.resize(1366 - 30 * step, 697 - 5 * step)
        turn_for(0.03)
    windows.window.resize(*SIZE)
    windows.settle()


def measured(
    name: str, work: Callable[[], object], rounds: int = ROUNDS, before: Callable[[], object] = lambda: None
) -> None:
    """Do it so often, each time after what is done `before` it, and tell."""
    watch, found = LoopWatch(), []
    for _round in range(rounds):
        before()
        with watch as late:
            work()
        found.append(late)
    _tell(name, found)


def _tell(name: str, found: list[Late]) -> None:
    took, own = [late.most for late in found], [late.computing for late in found]
    print(
        f"{name:40} median {statistics.median(took):6.1f} ms, most {max(took):6.1f}; "
        f"computing in one turn: median {statistics.median(own):6.1f}, most {max(own):6.1f}",
        flush=True,
    )


def main(wanted: list[str]) -> None:
    """Measure what is named, or everything."""

    def on(name: str) -> bool:
        return not wanted or name in wanted

    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    start(app)
    with ExitStack() as stack:
        windows = stack.enter_context(village())
        measured("nothing", partial(idle, windows))
        _tell("village, modules and pages made at rest", [windows.beginning])
        if on("pages"):
            for key, late in first_visits(windows).items():
                _tell(f"village, first visit of {key}", [late])
        windows.window.show_page("reports")
        windows.settle()
        if on("import"):
            anew = partial(empty_report, windows, count(2019))
            with tempfile.TemporaryDirectory() as folder:
                table = written_table(Path(folder))
                measured("an import of 5,000 rows", partial(table_import, windows, table), before=anew)
        if on("editor"):
            lra_draft(windows.desk, BUDGET_ROWS)
            windows.window.page("reports")._to_list()  # type: ignore[union-attr]
            windows.settle()
            measured("opening 2,000 rows in the editor", partial(open_editor, windows), 1)
        if on("theme"):
            measured("another theme", partial(other_theme, windows), 3)
        if on("size"):
            measured("another size", partial(other_size, windows), 3)
    if on("hole"):
        leading = Leading()
        with tempfile.TemporaryDirectory() as name:
            with _registered(Path(name), leading) as windows:
                windows.desk.start_sending()
                measured("a sync with a server that never answers", partial(black_hole, windows, leading))
                secrets = windows.desk.secrets
            assert isinstance(secrets, DictSecrets)
            closed = [closing_over_a_hole(Path(name), secrets, leading) for _round in range(ROUNDS)]
            _tell("closing the window meanwhile", closed)
    if on("upload"):
        with tempfile.TemporaryDirectory() as folder, _registered(Path(folder)) as windows:
            measured(
                "a file of 5 MB is sent",
                partial(upload, windows, count(), iter([large_paper() for _round in range(ROUNDS)])),
            )
    if on("kecamatan"):
        with kecamatan() as windows:
            _tell("kecamatan, the same over ten years", [windows.beginning])
            for key, late in first_visits(windows).items():
                _tell(f"kecamatan, first visit of {key}", [late])
            again = partial(_reopen, windows, "overview")
            measured("the matrix again", again)


def _reopen(windows: Windows, key: str) -> None:
    windows.window.show_page("settings")
    windows.window.show_page(key)
    windows.window.page(key).model.load()  # type: ignore[union-attr]
    windows.settle()


if __name__ == "__main__":
    main(sys.argv[1:])
