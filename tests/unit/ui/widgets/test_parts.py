from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPushButton, QStackedWidget, QWidget
from pytestqt.qtbot import QtBot

from ui.design.measures import Size
from ui.design.theme import look
from ui.widgets.boxes import Column, Row, Scroller
from ui.widgets.bubble_list import Bubble, BubbleList
from ui.widgets.button import Button
from ui.widgets.check_box import CheckBox, Switch
from ui.widgets.checklist_row import Checklist, ChecklistItem
from ui.widgets.checks_list import Check, ChecksList
from ui.widgets.field import Field
from ui.widgets.flow import Flow
from ui.widgets.label import ElidedLabel, Label
from ui.widgets.note_card import Note, NoteCard
from ui.widgets.page_header import PageHeader
from ui.widgets.pane import Pane, Panes
from ui.widgets.progress_panel import SHOW_AFTER_MS, Progress, ProgressPanel
from ui.widgets.question import Answer, Question
from ui.widgets.segmented import Choice, Segmented
from ui.widgets.state_stack import StateStack
from ui.widgets.sync_strip import StripSegment, StripState, SyncStrip
from ui.widgets.tab_order import in_order, next_of
from ui.widgets.task_row import Task, TaskRow


def words_in(widget: QWidget) -> list[str]:
    return [label.text() for label in widget.findChildren(Label) if label.text() and not label.isHidden()]


def test_the_strip_shows_its_facts_and_reads_them_out(qtbot: QtBot) -> None:
    strip = SyncStrip()
    qtbot.addWidget(strip)
    facts = (
        StripSegment("hard-drives", "Tersimpan di komputer ini", "ink", True, "10.34"),
        StripSegment("paper-plane-tilt", "Mengirim 2 dari 3", percent=45),
    )
    strip.set_state(StripState(facts, "Kirim sekarang", action_key="F5"))
    assert words_in(strip) == ["Tersimpan di komputer ini", "10.34", "Mengirim 2 dari 3", "45%"]
    assert strip.accessibleDescription() == "Tersimpan di komputer ini 10.34. Mengirim 2 dari 3 45%"
    with qtbot.waitSignal(strip.acted):
        strip.action_button.click()


def test_a_strip_without_an_action_has_no_button(qtbot: QtBot) -> None:
    strip = SyncStrip()
    qtbot.addWidget(strip)
    strip.set_state(StripState((StripSegment("check", "Semua terkirim"),)))
    assert strip.action_button.isHidden()


def test_the_same_state_of_the_strip_builds_nothing_anew(qtbot: QtBot) -> None:
    strip = SyncStrip()
    qtbot.addWidget(strip)
    strip.set_state(StripState((StripSegment("check", "Semua terkirim"),)))
    before = strip.findChildren(Label)
    strip.set_state(StripState((StripSegment("check", "Semua terkirim"),)))
    assert strip.findChildren(Label) == before


def test_a_fault_takes_the_place_of_the_help_and_goes_to_the_reader(qtbot: QtBot) -> None:
    editor = QLineEdit()
    field = Field("Anggaran", editor, "Dalam rupiah.")
    qtbot.addWidget(field)
    field.set_fault("Belum terbaca sebagai rupiah.")
    assert field.fault == "Belum terbaca sebagai rupiah."
    assert editor.accessibleDescription() == "Belum terbaca sebagai rupiah."
    assert editor.property("state") == "error"
    assert "Dalam rupiah." not in words_in(field)
    field.set_fault("")
    assert field.fault == ""
    assert "Dalam rupiah." in words_in(field)
    assert editor.accessibleName() == "Anggaran"


def test_a_note_marks_a_field_without_taking_its_help(qtbot: QtBot) -> None:
    editor = QLineEdit()
    field = Field("Kendala", editor, "Tulis singkat.")
    qtbot.addWidget(field)
    field.set_note(2)
    assert editor.property("state") == "note"
    assert "Tulis singkat." in words_in(field)
    field.set_fault("Belum diisi.")
    assert editor.property("state") == "error"
    field.set_fault("")
    field.set_note(None)
    assert editor.property("state") == ""


def test_a_note_can_be_selected_answered_and_settled(qtbot: QtBot) -> None:
    card = NoteCard(Note("n1", 1, "Kendala", "Sebutkan alasannya."), can_resolve=True, can_reply=True)
    qtbot.addWidget(card)
    card.show()
    with qtbot.waitSignal(card.selected):
        QTest.keyClick(card, Qt.Key.Key_Return)
    with qtbot.waitSignal(card.resolved) as settled:
        card.resolve.click()
    with qtbot.waitSignal(card.replied):
        card.reply.click()
    assert settled.args == ["n1"]
    assert (card.resolve.accessibleName(), card.reply.accessibleName()) == (
        "Sudah diperbaiki: catatan 1",
        "Balas: catatan 1",
    )


def test_a_settled_note_can_be_opened_again_and_says_so(qtbot: QtBot) -> None:
    card = NoteCard(Note("n1", 1, "Kendala", "x", resolved=True), can_resolve=True)
    qtbot.addWidget(card)
    card.show()
    assert card.resolve.text() == "Batalkan tanda"
    with qtbot.waitSignal(card.resolved) as told:
        card.resolve.click()
    assert told.args == ["n1"]


def test_the_kecamatan_writes_in_the_note(qtbot: QtBot) -> None:
    card = NoteCard(Note("n1", 1, "Bidang 4", ""), editable=True)
    qtbot.addWidget(card)
    assert card.editor is not None
    with qtbot.waitSignal(card.edited) as edited:
        card.editor.setPlainText("Mohon lampirkan SPJ.")
    assert edited.args == ["n1", "Mohon lampirkan SPJ."]


def test_what_must_be_put_right_stands_first_and_jumps_to_its_field(qtbot: QtBot) -> None:
    checks = ChecksList()
    qtbot.addWidget(checks)
    many = [Check("good", f"Baik {n}") for n in range(4)]
    checks.set_checks([*many, Check("should", "Saran", field="foto"), Check("must", "Sisa beda", field="sisa")])
    assert "4 dari 6 baik" in words_in(checks)
    shown = [word for word in words_in(checks) if word in ("Sisa beda", "Saran", "Baik 0", "Baik 1", "Baik 2")]
    assert shown == ["Sisa beda", "Saran", "Baik 0", "Baik 1"]
    row = next(w for w in checks.findChildren(QWidget) if w.accessibleName().startswith("Perlu diperbaiki"))
    with qtbot.waitSignal(checks.picked) as picked:
        QTest.keyClick(row, Qt.Key.Key_Space)
    assert picked.args == ["sisa"]


def test_the_checks_that_are_well_can_all_be_seen(qtbot: QtBot) -> None:
    checks = ChecksList()
    qtbot.addWidget(checks)
    checks.set_checks([Check("good", f"Baik {n}") for n in range(5)])
    more = next(b for b in checks.findChildren(Button) if "lain" in b.text())
    assert more.text() == "Lihat 3 pemeriksaan lain"
    more.click()
    assert {f"Baik {n}" for n in range(5)} <= set(words_in(checks))


def test_a_channel_says_whether_there_is_a_proof_and_its_box_takes_no_click(qtbot: QtBot) -> None:
    done = ChecklistItem("facebook", "facebook-logo", "Facebook", "Tautan postingan", done=True)
    still = ChecklistItem("whatsapp", "whatsapp-logo", "WhatsApp", action="Posting")
    checklist = Checklist((done, still))
    qtbot.addWidget(checklist)
    checklist.show()
    assert checklist.rows["facebook"].accessibleName() == "Facebook, sudah ada bukti. Tautan postingan"
    assert checklist.rows["whatsapp"].accessibleName().startswith("WhatsApp, belum ada bukti")
    with qtbot.waitSignal(checklist.acted) as acted:
        checklist.rows["whatsapp"].button.click()
    assert acted.args == ["whatsapp"]
    QTest.mouseClick(checklist.rows["whatsapp"], Qt.MouseButton.LeftButton, pos=QPoint(20, 20))
    assert checklist.rows["whatsapp"].item.done is False


def test_an_internal_note_says_that_no_citizen_sees_it(qtbot: QtBot) -> None:
    talk = BubbleList()
    qtbot.addWidget(talk)
    talk.set_bubbles((Bubble("in", "Lampu mati"), Bubble("note", "Sudah telepon"), Bubble("out", "Kami cek")))
    names = [w.accessibleName() for w in talk.findChildren(QWidget) if w.accessibleName()]
    assert "Warga: Lampu mati" in names
    assert "Catatan dalam: Sudah telepon" in names
    assert "Kantor: Kami cek" in names
    assert words_in(talk).count("Catatan dalam, tidak dilihat warga") == 1


def test_a_conversation_keeps_a_height_that_grows_with_the_letters(qtbot: QtBot) -> None:
    talk = BubbleList()
    qtbot.addWidget(talk)
    least = talk.minimumHeight()
    assert least >= 180
    look().set(scale=2.0)
    assert talk.minimumHeight() == 2 * least


def test_what_a_citizen_writes_is_never_taken_for_mark_up(qtbot: QtBot) -> None:
    talk = BubbleList()
    qtbot.addWidget(talk)
    talk.set_bubbles((Bubble("in", "<b>gelap</b> & <img src=x>"),))
    label = next(label for label in talk.findChildren(Label) if "gelap" in label.text())
    assert label.textFormat() == Qt.TextFormat.PlainText


def test_a_file_of_a_message_can_be_opened(qtbot: QtBot) -> None:
    talk = BubbleList()
    qtbot.addWidget(talk)
    talk.set_bubbles((Bubble("in", "Lihat foto", attachments=(("f1", "lampu.jpg", "84 KB"),)),))
    button = next(b for b in talk.findChildren(Button) if b.accessibleName() == "Buka lampu.jpg")
    with qtbot.waitSignal(talk.attachment_opened) as opened:
        button.click()
    assert opened.args == ["f1"]


def test_a_long_message_shows_all_its_words(qtbot: QtBot) -> None:
    talk = BubbleList()
    qtbot.addWidget(talk)
    talk.resize(600, 400)
    talk.set_bubbles((Bubble("in", "kata " * 200),))
    talk.show()
    label = next(label for label in talk.findChildren(Label) if label.text().startswith("kata"))
    assert label.height() >= label.heightForWidth(label.width())


def test_the_arrow_keys_change_the_choice(qtbot: QtBot) -> None:
    choice = Segmented([Choice("new", "Belum", 2), Choice("open", "Berjalan"), Choice("all", "Semua")])
    qtbot.addWidget(choice)
    choice.show()
    with qtbot.waitSignal(choice.changed) as changed:
        QTest.keyClick(choice, Qt.Key.Key_Right)
    assert changed.args == ["open"]
    assert choice.current == "open"


def test_setting_a_choice_tells_nobody(qtbot: QtBot) -> None:
    choice = Segmented([Choice("new", "Belum"), Choice("all", "Semua")])
    qtbot.addWidget(choice)
    with qtbot.assertNotEmitted(choice.changed):
        choice.set_current("all")
    assert choice.current == "all"


def test_a_place_shows_one_of_four_states(qtbot: QtBot) -> None:
    content = QWidget()
    stack = StateStack(content)
    qtbot.addWidget(stack)
    assert stack.shown == "loading"
    stack.show_empty("Belum ada masukan", "Buka halaman publik")
    assert stack.shown == "empty"
    stack.show_content()
    assert stack.shown == "content"
    stack.show_error("Jaringan putus. Isian aman di komputer ini.")
    assert stack.shown == "error"
    again = next(b for b in stack.findChildren(Button) if b.text() == "Coba lagi")
    with qtbot.waitSignal(stack.acted) as acted:
        again.click()
    assert acted.args == ["error"]


def test_short_work_shows_no_progress(qtbot: QtBot) -> None:
    panel = ProgressPanel()
    qtbot.addWidget(panel)
    panel.begin(Progress("Mengirim 1 dari 1"))
    panel.end()
    qtbot.wait(SHOW_AFTER_MS + 50)
    assert not panel.isVisible()


def test_long_work_can_be_stopped_for_now(qtbot: QtBot) -> None:
    panel = ProgressPanel()
    qtbot.addWidget(panel)
    panel.begin(Progress("Mengirim 2 dari 3", "45% dari 3,3 MB.", 0.45))
    qtbot.waitUntil(panel.isVisible, timeout=SHOW_AFTER_MS * 3)
    assert panel.accessibleName() == "Mengirim 2 dari 3. 45% dari 3,3 MB."
    with qtbot.waitSignal(panel.paused):
        panel.stop_button.click()


def test_escape_is_the_safe_answer(qtbot: QtBot) -> None:
    answers = (Answer("delete", "Hapus", "danger"), Answer("keep", "Biarkan"))
    dialog = Question("Hapus laporan ini?", "Isiannya tidak dapat dikembalikan.", answers, "keep")
    qtbot.addWidget(dialog)
    dialog.show()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.answer == "keep"
    assert not dialog.isVisible()


def test_a_verb_is_the_answer(qtbot: QtBot) -> None:
    dialog = Question("Hapus?", "", (Answer("delete", "Hapus", "danger"), Answer("keep", "Biarkan")), "keep")
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.buttons["delete"].click()
    assert dialog.answer == "delete"
    assert dialog.result() == Question.DialogCode.Accepted.value


def test_a_switch_is_thrown_by_space_and_by_a_click_on_its_word(qtbot: QtBot) -> None:
    for box in (Switch("Kirim sendiri"), CheckBox("Nihil")):
        qtbot.addWidget(box)
        box.show()
        QTest.keyClick(box, Qt.Key.Key_Space)
        assert box.isChecked()
        QTest.mouseClick(box, Qt.MouseButton.LeftButton, pos=box.rect().center())
        assert not box.isChecked()


def test_a_task_gives_its_key(qtbot: QtBot) -> None:
    row = TaskRow(Task("t1", "file-text", "Laporan kegiatan Juni 2025", "Batas 21 Juli, 11 hari lagi.", "Mulai"))
    qtbot.addWidget(row)
    assert row.button.accessibleName() == "Mulai: Laporan kegiatan Juni 2025"
    with qtbot.waitSignal(row.started) as started:
        row.button.click()
    assert started.args == ["t1"]


def test_a_button_never_cuts_its_verb_and_grows_with_the_scale(qtbot: QtBot) -> None:
    button = Button("Kirim ulang", "paper-plane-tilt", "primary", key="Ctrl+Enter")
    qtbot.addWidget(button)
    small = button.sizeHint()
    assert button.minimumSizeHint() == small
    look().set(scale=1.25)
    assert button.sizeHint().width() > small.width()
    assert button.sizeHint().height() == 45


def test_a_line_that_does_not_fit_is_whole_in_its_tooltip(qtbot: QtBot) -> None:
    label = ElidedLabel("Laporan Realisasi APB Desa Semester I 2025")
    qtbot.addWidget(label)
    label.resize(80, 20)
    label.grab()
    assert label.toolTip() == label.text()
    label.resize(800, 20)
    label.grab()
    assert label.toolTip() == ""


def test_a_header_can_go_back(qtbot: QtBot) -> None:
    header = PageHeader("Laporan", "Belum dikirim.", "bar", with_back=True)
    qtbot.addWidget(header)
    back = next(b for b in header.findChildren(Button) if b.accessibleName() == "Kembali")
    with qtbot.waitSignal(header.back):
        back.click()
    header.set_state("")
    assert header.state() == ""
    assert header.minimumSizeHint().height() == 68


def test_tab_follows_the_layouts_and_not_the_order_of_making(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    last, first = QPushButton("last"), QPushButton("first")
    hidden, off = QPushButton("hidden"), QPushButton("off")
    column = Column(window)
    row = Row()
    row.addWidget(first)
    column.addLayout(row)
    column.addWidget(hidden)
    column.addWidget(off)
    scroller = Scroller()
    inside = QPushButton("inside")
    scroller.column.addWidget(inside)
    column.addWidget(scroller)
    stack = QStackedWidget()
    behind = QPushButton("behind")
    stack.addWidget(last)
    stack.addWidget(behind)
    column.addWidget(stack)
    hidden.hide()
    off.setEnabled(False)
    window.show()
    assert list(in_order(window)) == [first, inside, last]
    assert next_of(window, last, True) is first
    assert next_of(window, first, False) is last
    assert next_of(window, None, True) is first
    assert next_of(window, stack, True) is last


def test_panes_become_tabs_where_they_would_be_squeezed(qtbot: QtBot) -> None:
    left, main, right = Pane("side", Size.OUTLINE), Pane("surface"), Pane("panel", Size.SIDE_PANEL)
    panes = Panes([("Bagian", left), ("Isian", main), ("Catatan", right)], main=1)
    qtbot.addWidget(panes)
    panes.resize(1158, 500)
    panes.show()
    assert not panes.narrow
    assert all(pane.isVisible() for pane in (left, main, right))
    assert right.width() == 284
    panes.resize(800, 500)
    assert panes.narrow
    assert [pane.isVisible() for pane in (left, main, right)] == [False, True, False]
    panes.show_pane(2)
    assert right.isVisible()
    assert right.width() == 800
    panes.resize(1158, 500)
    assert right.width() == 284


def test_panes_stand_side_by_side_again_once_what_was_too_wide_is_gone(qtbot: QtBot) -> None:
    main, right = Pane("surface"), Pane("panel", Size.SIDE_PANEL)
    panes = Panes([("Isian", main), ("Catatan", right)])
    qtbot.addWidget(panes)
    wide = QWidget()
    wide.setMinimumWidth(1000)
    main.column.addWidget(wide)
    panes.resize(1158, 500)
    panes.show()
    assert panes.narrow
    wide.setMinimumWidth(200)
    qtbot.waitUntil(lambda: not panes.narrow, timeout=1000)
    assert right.isVisible()


def test_a_flow_goes_on_in_the_next_line(qtbot: QtBot) -> None:
    holder = QWidget()
    qtbot.addWidget(holder)
    flow = Flow(holder, Size.GAP_8)
    for _n in range(6):
        flow.addWidget(Label("Terkirim"))
    one, three = flow.heightForWidth(2000), flow.heightForWidth(150)
    assert three > one
    assert flow.itemAt(99) is None
    assert flow.count() == 6
