"""The page of two texts: by keyboard and by mouse, what it says, and that nothing is decided before it is asked for."""

from __future__ import annotations

import msgspec
import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QFrame
from pytestqt.qtbot import QtBot

from sipa_core.domain.paths import Value
from sipa_core.ops.reports import Submit
from sipa_core.sync.merge import Take
from sipa_core.wire.ops import MadeAt, OpBody
from sipa_core.wire.records import RecordType, Ref
from sipa_desktop.bootstrap import Desk
from sipa_desktop.events import Topic
from sipa_desktop.services.conflicts_views import ConflictView
from sipa_desktop.services.reports_views import ReportEdit
from tests.support.by_name import all_named, click, named, press, texts
from tests.support.demo_conflict import CHOSEN, HASIL, JUNE, REPORT, with_a_conflict
from tests.support.demo_office import BABAYAU
from tests.support.page_context import page_context
from ui.design.measures import Size
from ui.design.theme import look, px
from ui.main_window import MainWindow
from ui.navigation import OpenConflict
from ui.pages.conflict.page import ConflictPage
from ui.pages.conflict.table import ConflictTable
from ui.runtime.tasks import InlineRunner
from ui.widgets.versions_dialog import VersionsDialog
from ui.window_work import build_window

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def desk(village_desk: Desk) -> Desk:
    return with_a_conflict(village_desk, chosen=True)


@pytest.fixture
def window(qtbot: QtBot, desk: Desk) -> MainWindow:
    made = build_window(desk, InlineRunner())
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    made.show_page("conflict", OpenConflict(JUNE))
    QApplication.processEvents()
    return made


@pytest.fixture
def page(window: MainWindow) -> ConflictPage:
    found = window.page("conflict")
    assert isinstance(found, ConflictPage)
    return found


def draft(desk: Desk) -> dict[str, Value]:
    with desk.store.read() as tx:
        return tx.documents.content(JUNE)


def focused() -> str:
    focus = QApplication.focusWidget()
    assert focus is not None
    return focus.accessibleName()


def row_words(page: ConflictPage, begin: str) -> str:
    frames = [one for one in page.findChildren(QFrame) if one.accessibleName().startswith(begin)]
    return frames[0].accessibleName()


def test_it_begins_at_the_first_field_that_is_not_chosen_and_says_which(page: ConflictPage) -> None:
    said = texts(page)
    assert "5 dari 6 isian sudah dipilih" in said
    assert "Belum dipilih: Pelatihan menjahit, Hasil." in said
    assert "Pelatihan menjahit, teks, belum dipilih" in said
    assert focused() == "Pelatihan menjahit, Hasil: pakai punya Anda, Bantuan alat dari BUM Desa."
    assert not named(page, "Simpan pilihan").isEnabled()


def test_every_field_is_a_whole_sentence_to_a_reader(page: ConflictPage) -> None:
    assert row_words(page, "Pelatihan menjahit, Peserta") == (
        "Pelatihan menjahit, Peserta (orang), angka. Semula 18. Punya Anda 24. Punya PC lain 26. Dipilih punya Anda."
    )
    assert row_words(page, "Pelatihan menjahit, Hasil").endswith("Belum dipilih.")
    assert row_words(page, "Foto kegiatan").endswith("Dipilih keduanya.")
    assert named(page, "Kendala: pakai punya PC lain, Pelatih datang terlambat. Mesin jahit kurang dua.").isVisible()


def test_arrows_go_from_field_to_field_and_space_chooses(page: ConflictPage) -> None:
    press(Qt.Key.Key_Up)
    assert focused() == "Pelatihan menjahit, Peserta (orang): pakai punya Anda, 24"
    press(Qt.Key.Key_Right)
    assert focused() == "Pelatihan menjahit, Peserta (orang): pakai punya PC lain, 26"
    assert page.model.choices["kegiatan[a].peserta"] is Take.MINE
    press(Qt.Key.Key_Space)
    assert page.model.choices["kegiatan[a].peserta"] is Take.THEIRS
    assert focused() == "Pelatihan menjahit, Peserta (orang): pakai punya PC lain, 26"


def test_a_circle_pressed_again_stays_and_a_box_gives_its_side_back(page: ConflictPage) -> None:
    mine = "Pelatihan menjahit, Peserta (orang): pakai punya Anda, 24"
    click(page, mine)
    button = named(page, mine)
    assert isinstance(button, QAbstractButton)
    assert button.isChecked()
    box = "Pelatihan menjahit, Hasil: pakai punya Anda, Bantuan alat dari BUM Desa."
    click(page, box)
    assert page.model.choices[HASIL] is Take.MINE
    click(page, "Pelatihan menjahit, Hasil: pakai punya PC lain, Dianggarkan di perubahan.")
    assert page.model.choices[HASIL] is Take.BOTH
    assert texts(page).count("Keduanya") == 3
    click(page, box)
    assert page.model.choices[HASIL] is Take.THEIRS
    click(page, "Pelatihan menjahit, Hasil: pakai punya PC lain, Dianggarkan di perubahan.")
    assert HASIL not in page.model.choices
    assert "5 dari 6 isian sudah dipilih" in texts(page)


def test_ctrl_enter_before_all_is_chosen_names_what_is_missing(page: ConflictPage, window: MainWindow) -> None:
    press(Qt.Key.Key_Up)
    press(Qt.Key.Key_Return, CTRL)
    assert len([words for words in texts(page) if words == "Belum dipilih: Pelatihan menjahit, Hasil."]) == 2
    assert focused().startswith("Pelatihan menjahit, Hasil")
    assert window.current == "conflict"


def test_by_keyboard_alone_the_chosen_text_comes_into_the_report(
    page: ConflictPage, window: MainWindow, desk: Desk
) -> None:
    press(Qt.Key.Key_Space)
    assert named(page, "Simpan pilihan").isEnabled()
    press(Qt.Key.Key_Return, CTRL)
    assert window.current == "reports"
    text = draft(desk)
    assert text["umum.kendala"] == ("Pelatih datang terlambat. Hari kedua diganti hari Sabtu. Mesin jahit kurang dua.")
    assert (text["kegiatan[a].peserta"], text["kegiatan[a].tanggal"]) == (24, "2025-06-28")
    assert text[HASIL] == "Bantuan alat dari BUM Desa."
    photos = sorted(str(value) for path, value in text.items() if path.startswith("foto[") and path.endswith(".name"))
    assert photos == ["penutupan.jpg", "praktik.jpg"]
    assert {text["kegiatan[b].nama"], text["kegiatan[c].nama"]} == {"Musyawarah dusun RT 02", "Posyandu balita"}
    edit = desk.reports.open(JUNE)
    assert isinstance(edit, ReportEdit)
    assert edit.editable


def test_esc_decides_nothing_and_keeps_what_was_chosen(page: ConflictPage, window: MainWindow, desk: Desk) -> None:
    before = draft(desk)
    press(Qt.Key.Key_Space)
    press(Qt.Key.Key_Escape)
    assert window.current == "home"
    assert draft(desk) == before
    view = desk.conflicts.view(JUNE)
    assert isinstance(view, ConflictView)
    assert {row.path: row.choice for row in view.rows} == {**CHOSEN, HASIL: Take.MINE}


def test_all_of_one_side_by_one_button(page: ConflictPage) -> None:
    click(page, "Semua punya PC lain")
    assert set(page.model.choices.values()) == {Take.THEIRS}
    click(page, "Semua punya Anda")
    assert set(page.model.choices.values()) == {Take.MINE}
    assert "6 dari 6 isian sudah dipilih" in texts(page)


def test_two_copies_keep_the_own_text_and_show_the_other_one(
    page: ConflictPage, window: MainWindow, desk: Desk
) -> None:
    click(page, "Simpan dua salinan")
    assert window.current == "reports"
    assert draft(desk)["kegiatan[a].peserta"] == 26
    edit = desk.reports.open(JUNE)
    assert isinstance(edit, ReportEdit)
    assert edit.history[0].text == "Masih dapat dibaca: pilih Lihat semua kiriman."


def test_another_text_while_choosing_asks_again_only_for_what_changed(page: ConflictPage, desk: Desk) -> None:
    with desk.store.write() as tx:
        tx.documents.save(JUNE, {"kegiatan[a].peserta": 25}, desk.clock.now())
    page.model.load()
    assert "Ada isian atau kiriman baru. 1 isian ditanyakan lagi." in texts(page)
    assert {row.path for row in page.model.missing} == {"kegiatan[a].peserta", HASIL}


def test_the_first_page_leads_here_and_back(qtbot: QtBot, window: MainWindow) -> None:
    window.show_page("home")
    QApplication.processEvents()
    home = window.page("home")
    assert home is not None
    title = "Dua komputer mengubah Laporan Kegiatan Bulanan Juni 2025"
    assert title in texts(home)
    click(home, f"Pilih isian: {title}")
    assert window.current == "conflict"
    click(window, "Nanti saja")
    assert window.current == "home"


def test_what_the_server_refused_leads_here_too(qtbot: QtBot, window: MainWindow, desk: Desk) -> None:
    said = Submit(BABAYAU, "kegiatan_bulanan", 2, "2025-06", {"umum.uraian": "Lain."}, 1)
    identity = desk.identity()
    assert identity is not None
    body = OpBody(
        "report.submit",
        Ref(RecordType.REPORT, REPORT),
        msgspec.Raw(msgspec.json.encode(said)),
        identity.person,
        MadeAt(desk.clock.now(), identity.zone),
    )
    with desk.store.write() as tx:
        tx.outbox.add("op-1", body, "Laporan Juni")
        tx.outbox.park_unsent("op-1", "superseded", desk.clock.now())
        tx.touch(Topic.OUTBOX)
    window.show_page("settings", "queue")
    qtbot.waitUntil(lambda: bool(all_named(window, "Pilih isian: Laporan Juni")))
    click(window, "Pilih isian: Laporan Juni")
    assert window.current == "conflict"
    press(Qt.Key.Key_Escape)
    assert window.current == "settings"


def test_the_copy_stands_among_the_versions(qtbot: QtBot, page: ConflictPage, desk: Desk) -> None:
    click(page, "Simpan dua salinan")
    dialog = VersionsDialog(InlineRunner(), desk.versions, REPORT)
    qtbot.addWidget(dialog)
    dialog.show()
    names = [dialog.chosen.itemText(at) for at in range(dialog.chosen.count())]
    assert names == ["Kiriman ke-2", "Kiriman ke-1", "Salinan isian Anda, 10.34", "Isian di komputer ini"]
    dialog.chosen.setCurrentIndex(2)
    dialog.chosen.activated.emit(2)
    assert "Disimpan di komputer ini, belum pernah dikirim." in texts(dialog)


def test_a_locked_report_offers_only_the_copy(qtbot: QtBot, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    view = desk.conflicts.view(JUNE)
    assert isinstance(view, ConflictView)
    words = "Kecamatan sudah menyetujui kiriman ke-2, jadi laporan ini terkunci."
    monkeypatch.setattr(desk.conflicts, "view", lambda _draft: replace(view, locked=True, state_words=words))
    page = ConflictPage(page_context(desk))
    qtbot.addWidget(page)
    page.resize(1158, 661)
    page.show()
    page.open_argument(OpenConflict(JUNE))
    assert words in texts(page)
    assert all_named(page, "Semua punya Anda") == all_named(page, "Simpan dua salinan") == []
    assert not named(page, "Pelatihan menjahit, Peserta (orang): pakai punya Anda, 24").isEnabled()
    assert not [one for one in page.table.findChildren(QAbstractButton) if one.isChecked()]
    assert not [words for words in texts(page) if "digabung sendiri" in words]
    click(page, "Simpan salinan")
    assert draft(desk)["kegiatan[a].peserta"] == 26


@pytest.mark.parametrize("scale", [1.25, 1.5, 1.75, 2.0])
def test_nothing_lies_beyond_the_side_with_larger_letters(page: ConflictPage, scale: float) -> None:
    look().set(scale=scale)
    QApplication.processEvents()
    QApplication.processEvents()
    for button in page.table.findChildren(QAbstractButton):
        right = button.mapTo(page, button.rect().topRight()).x()
        assert 0 < right < page.width()
    squeezed = page.table.width() < px(Size.TEXT_WIDTH)
    assert squeezed or scale < 1.75
    assert ("Semula: 18" in texts(page), "18" in texts(page)) == (squeezed, not squeezed)


def test_hundreds_of_fields_come_in_sight_at_once_and_the_rest_while_one_reads(qtbot: QtBot, desk: Desk) -> None:
    view = desk.conflicts.view(JUNE)
    assert isinstance(view, ConflictView)
    rows = tuple(replace(view.rows[-1], path=f"foto[{at}].keterangan", label=f"Foto {at}") for at in range(100))
    table = ConflictTable()
    qtbot.addWidget(table)
    table.resize(1100, 500)
    table.show()
    table.activateWindow()
    QApplication.processEvents()
    table.show_view(replace(view, rows=rows), {"foto[70].keterangan": Take.MINE})
    made = len(table.findChildren(QAbstractButton)) // 2
    assert 0 < made < 100
    table.focus_field("foto[70].keterangan")
    assert focused().startswith("Foto 70: ")
    qtbot.waitUntil(lambda: len(table.findChildren(QAbstractButton)) == 200)
    chosen = [one for one in table.findChildren(QAbstractButton) if one.isChecked()]
    assert [one.accessibleName().split(":")[0] for one in chosen] == ["Foto 70"]
