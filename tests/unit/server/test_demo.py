"""The demo is played by the real rules and leaves a server on which two people can begin to work."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sipa_core.domain.workflow import PostingState, Visibility
from sipa_core.ops.reports import state_of
from sipa_core.wire.enrol import EnrolRequest
from sipa_core.wire.records import RecordType
from sipa_server.bootstrap import Server, make_demo, open_server
from sipa_server.cli import main
from sipa_server.errors import KnownError
from sipa_server.public.export import LIST, export_site
from sipa_server.services.demo import is_demo
from sipa_server.services.health import look_over
from sipa_server.services.tracking import Tracked
from sipa_server.settings import Settings
from tests.support.server import BABAYAU, PERIOD, TEMPLATE, ManualClock


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[dict[str, Any], Server]]:
    """What the verb prints, and the server that it leaves, at the demo's own time."""
    data = tmp_path_factory.mktemp("demo") / "data"
    with pytest.MonkeyPatch.context() as patch:
        said: list[str] = []
        patch.setattr("builtins.print", lambda *words, **_named: said.append(str(words[0])))
        assert main(["demo", "--data", str(data), "--json"]) == 0
    server = open_server(Settings(data), clock=ManualClock())
    yield json.loads(said[0]), server
    server.close()


def test_every_village_stands_where_the_story_leaves_it(played: tuple[dict[str, Any], Server]) -> None:
    _answer, server = played
    with server.store.read() as work:
        villages = {one.text("code"): one.text("name") for one in work.records.all(RecordType.VILLAGE)}
        states = {
            villages[report.village or ""]: state_of(work.records, report)
            for report in work.records.of_type(RecordType.REPORT)
            if report.text("type") == TEMPLATE
        }
    assert states.pop("Babayau") == "dikembalikan"
    assert {name for name, state in states.items() if state == "terbit"} == {
        "Balida",
        "Lamida Bawah",
        "Lok Batung",
        "Murung Ilung",
    }
    assert {name for name, state in states.items() if state == "diperiksa"} == {"Balang", "Kalahiang"}
    assert {name for name, state in states.items() if state == "terkirim"} == {"Dahai", "Layap", "Mangkayahu", "Paran"}
    silent = {name for code, name in villages.items() if code[9] == "2"} - set(states) - {"Babayau"}
    assert silent == {"Hujan Mas", "Lasung Batu", "Sungai Ketapi"}


def test_what_is_public_can_be_read_and_its_posts_are_proved(played: tuple[dict[str, Any], Server]) -> None:
    answer, server = played
    page = server.reads.report("balida", TEMPLATE, PERIOD)
    assert page is not None
    assert page.figures is not None
    assert page.line.path in answer["pages"]
    with server.store.read() as work:
        postings = [one.text("state") for one in work.records.of_type(RecordType.POSTING)]
    assert postings.count(PostingState.PROVED) == 12
    assert PostingState.OWED in postings


def test_citizens_find_their_answers(played: tuple[dict[str, Any], Server]) -> None:
    answer, server = played
    found = [server.feedback.track(one["number"], one["key"], "10.0.0.7") for one in answer["feedback"]]
    assert len(found) == 6
    assert all(isinstance(one, Tracked) for one in found)
    assert {one.state for one in found if isinstance(one, Tracked)} >= {"baru", "dijawab", "selesai"}
    kept = {one.visibility for one in found if isinstance(one, Tracked)}
    assert {Visibility.RELEASED, Visibility.PRIVATE, Visibility.HELD} <= kept
    village = server.reads.village("babayau")
    assert village is not None
    assert village.contact
    assert len(server.reads.feedback(village)) == 3


def test_the_two_people_of_the_demo_come_in_with_their_codes(played: tuple[dict[str, Any], Server]) -> None:
    answer, server = played
    assert answer["now"] == "2025-07-10T10:34:00+08:00"
    assert [(one["name"], one["village"]) for one in answer["people"]] == [("Norhayati", BABAYAU), ("Syahrani", None)]
    for number, one in enumerate(answer["people"]):
        place = server.peer().enrol(EnrolRequest(one["code"], "PC kantor", f"{number:064x}", "", "ab"))
        assert place.person_name == one["name"]
        assert place.person == one["person"]


def test_no_pc_of_the_play_stays_behind_and_the_data_is_whole(played: tuple[dict[str, Any], Server]) -> None:
    _answer, server = played
    assert is_demo(server.store)
    alive = [one for _person, pcs in server.accounts.people() for one in pcs if one.revoked_at is None]
    assert [one.name for one in alive if one.name == "PC peragaan"] == []
    health = look_over(server.store, server.clock.now())
    assert (health.integrity, health.broken_audit_line) == ("ok", None)
    assert health.ops > 300


def test_a_demo_is_never_mixed_with_what_is_there(tmp_path: Path) -> None:
    (tmp_path / "catatan.txt").write_text("milik kantor")
    with pytest.raises(KnownError) as refused:
        make_demo(Settings(tmp_path))
    assert refused.value.code == "folder_not_empty"
    assert [file.name for file in tmp_path.iterdir()] == ["catatan.txt"]


def test_the_pages_are_written_as_plain_files_whose_every_link_leads_to_one(
    played: tuple[dict[str, Any], Server], tmp_path: Path
) -> None:
    _answer, server = played
    folder = tmp_path / "halaman"
    (folder / "desa").mkdir(parents=True)
    (folder / "milik-orang.txt").write_text("jangan disentuh")
    first = export_site(server.site(), folder)
    pages = sorted(folder.rglob("*.html"))
    assert len(pages) > 16, "the front page, villages and reports"
    for page in pages:
        text = page.read_text("utf-8")
        assert "<form" not in text
        assert "10 Juli 2025" in text, "says of which day it is"
        for link in re.findall(r'(?:href|src)="([^"#]+)"', text):
            assert (page.parent / link).is_file(), (page, link)
    again = export_site(server.site(), folder)
    assert (again.files, again.changed, again.removed) == (first.files, 0, 0)
    # What is no longer published goes, and nothing else does.
    report = next(page for page in pages if "laporan" in page.parts)
    listed = json.loads((folder / LIST).read_bytes())
    (folder / LIST).write_text(json.dumps([*listed, "desa/lama/index.html", "../luar.txt"]))
    (folder / "desa/lama").mkdir()
    (folder / "desa/lama/index.html").write_text("lama")
    (tmp_path / "luar.txt").write_text("di luar")
    report.write_text("half")
    mended = export_site(server.site(), folder)
    assert (mended.changed, mended.removed) == (1, 1)
    assert not (folder / "desa/lama/index.html").exists()
    assert (folder / "milik-orang.txt").exists()
    assert (tmp_path / "luar.txt").exists()


def test_a_place_that_takes_no_files_is_said(played: tuple[dict[str, Any], Server], tmp_path: Path) -> None:
    _answer, server = played
    (tmp_path / "berkas").write_text("no folder")
    with pytest.raises(KnownError) as fault:
        export_site(server.site(), tmp_path / "berkas")
    assert "Data server tidak diubah" in fault.value.message
