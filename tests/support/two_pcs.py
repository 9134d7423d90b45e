"""Two PCs of one village's admin, for tests of what both wrote."""

from __future__ import annotations

from sipa_core import ids
from sipa_core.domain.paths import Value
from sipa_core.sync.merge import Take
from sipa_core.wire.records import Record, RecordType, Ref
from sipa_desktop.bootstrap import Desk
from sipa_desktop.errors import Refused
from sipa_desktop.services.conflicts_views import ConflictView, Settled
from sipa_desktop.services.reports_views import ReportEdit
from sipa_desktop.sync.enrolment import Enrolled
from tests.support.world import BABAYAU, URL, World

JUNE = ids.draft_id(BABAYAU, "kegiatan_bulanan", "2025-06")
REPORT = ids.report_id(BABAYAU, "kegiatan_bulanan", "2025-06")
"""What both write: the draft on each PC, and the report that comes of it."""


def pc(world: World, name: str, called: str) -> Desk:
    """A registered PC of Babayau's one admin, that has seen the server once."""
    desk = world.desk(name)
    assert isinstance(desk.enrolment.setup(URL, world.village_code(), called), Enrolled)
    exchange(desk)
    return desk


def exchange(*desks: Desk) -> None:
    """Let each desk send and receive, in this order."""
    for desk in desks:
        assert desk.sync.run_once().trouble is None


def write(world: World, desk: Desk, changes: dict[str, Value]) -> None:
    """Type and save, a minute after what was before."""
    world.clock.pass_time(minutes=1)
    assert not isinstance(desk.reports.create("kegiatan_bulanan", "2025-06"), Refused)
    assert not isinstance(desk.reports.save(JUNE, changes), Refused)


def write_both(world: World, kaur: Desk, sekdes: Desk) -> None:
    """Both PCs know one text, and neither what the other made of it since."""
    write(world, kaur, {"umum.uraian": "Awal."})
    exchange(kaur, sekdes)
    write(world, kaur, {"umum.uraian": "Dari kaur."})
    write(world, sekdes, {"umum.uraian": "Dari sekdes."})


def merged_in_unseen(world: World, kaur: Desk, sekdes: Desk) -> None:
    """The server put to kaur's text what sekdes wrote, and the answer that told so was lost."""
    write(world, kaur, {"umum.uraian": "Awal."})
    exchange(kaur, sekdes)
    write(world, sekdes, {"umum.kendala": "Dari sekdes."})
    exchange(sekdes)
    write(world, kaur, {"umum.uraian": "Dari kaur."})
    world.lines["kaur"].lose_reply = 1
    assert kaur.sync.run_once().trouble is not None


def text(desk: Desk) -> dict[str, Value]:
    """What the report's form shows."""
    edit = desk.reports.open(JUNE)
    assert isinstance(edit, ReportEdit), edit
    return {path: value for path, value in edit.content.items() if path.startswith(("umum.", "kegiatan["))}


def stands(desk: Desk) -> dict[str, object]:
    """The draft itself, also while the report is locked."""
    with desk.store.read() as tx:
        return {path: value for path, value in tx.documents.content(JUNE).items() if path.startswith(("umum.", "keg"))}


def server_draft(world: World) -> Record | None:
    """The copy that the server has."""
    with world.server.store.read() as work:
        return work.records.get(Ref(RecordType.DRAFT, JUNE))


def conflict(desk: Desk) -> ConflictView:
    """The two texts side by side; there must be two."""
    view = desk.conflicts.view(JUNE)
    assert isinstance(view, ConflictView), view
    return view


def sides(view: ConflictView) -> list[tuple[str, str, str]]:
    """Base, own and other text of each place, as the screen has them."""
    return [(one.base.text, one.mine.text, one.theirs.text) for one in view.rows]


def asked(*desks: Desk) -> list[str]:
    """What waits for a choice on any of these desks."""
    return [one.words for desk in desks for one in desk.conflicts.list()]


def choose(desk: Desk, take: Take) -> None:
    """Take the own text, or the other one, at each place."""
    seen = conflict(desk)
    assert isinstance(desk.conflicts.resolve(JUNE, seen.seal, {row.path: take for row in seen.rows}), Settled)
