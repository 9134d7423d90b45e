"""The kecamatan looks at photos of a report: with their captions, large, and while they are still coming."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest
from pytestqt.qtbot import QtBot

import resources
from sipa_core.domain.attachments import Attachment, Media, leaves
from sipa_core.domain.template_text import read_template
from sipa_core.domain.templates import Section
from sipa_desktop.bootstrap import Desk
from sipa_desktop.events import Changes, Topic
from tests.support import outside_files
from tests.support.desk_for_windows import new_desk
from ui.pages.review.files_view import FilesView
from ui.runtime.tasks import InlineRunner

NAME = "templates/kegiatan_bulanan_v2.toml"


@pytest.fixture
def section() -> Section:
    found = read_template(resources.read_text(NAME), NAME).section("foto")
    assert found is not None
    return found


@pytest.fixture
def desk(tmp_path: Path):
    made = new_desk(tmp_path / "profil")
    yield made
    made.close()


def detail(*files: Attachment) -> SimpleNamespace:
    content: dict[str, object] = {"kegiatan[k1].nama": "Musyawarah dusun"}
    for n, one in enumerate(files):
        content.update(leaves("foto", f"f{n}", one))
        content[f"foto[f{n}].keterangan"] = "Warga sepakat"
        content[f"foto[f{n}].kegiatan"] = "k1"
    return SimpleNamespace(content=content, can_decide=True)


def test_photos_stand_with_the_activity_and_the_caption_and_take_a_note(
    qtbot: QtBot, desk: Desk, section: Section
) -> None:
    one = desk.attachments.take_bytes(outside_files.photo(200, 150), "Rapat.jpg")
    assert isinstance(one, Attachment)
    view = FilesView(desk.attachments, InlineRunner())
    qtbot.addWidget(view)
    view.show()
    view.show_files(detail(one), section, {"foto": 3})
    [item] = view.strip.items
    assert (item.caption, item.picture is not None) == ("Musyawarah dusun: Warga sepakat", True)
    assert view.strip.add_button.isHidden()
    with qtbot.waitSignal(view.noted) as told:
        view.note.click()
    assert told.args == ["foto"]


def test_a_photo_that_is_not_here_yet_is_asked_for_and_comes_into_the_open_viewer(
    qtbot: QtBot, desk: Desk, section: Section
) -> None:
    from sipa_core.media.door import Admitted, admit

    made = admit(outside_files.photo(200, 150), "Rapat.jpg")
    assert isinstance(made, Admitted)
    view = FilesView(desk.attachments, InlineRunner())
    qtbot.addWidget(view)
    view.show_files(detail(made.attachment), section, {})
    assert view.strip.items[0].state == "Sedang diambil"
    view.strip.opened.emit("f0")
    assert view.viewer is not None
    assert "Sedang diambil" in view.viewer.stage.words
    assert not view.viewer.copy.isEnabled()
    with desk.store.read() as tx:
        assert tx.blobs.next_wanted() is not None
    desk.attachments.take_bytes(outside_files.photo(200, 150), "Rapat.jpg")
    view.changed(Changes(frozenset({Topic.ATTACHMENTS})))
    assert view.viewer.stage.image is not None
    assert view.strip.items[0].picture is not None


def test_a_section_without_files_says_so(qtbot: QtBot, desk: Desk, section: Section) -> None:
    view = FilesView(desk.attachments, InlineRunner())
    qtbot.addWidget(view)
    view.show()
    view.show_files(detail(), section, {})
    assert view._none.isVisible()
    bad = {**leaves("foto", "x", Attachment("a" * 64, "x", Media.JPEG, 5)), "foto[x].media": "text/html"}
    view.show_files(SimpleNamespace(content=bad, can_decide=False), section, {})
    assert view.strip.items == ()
