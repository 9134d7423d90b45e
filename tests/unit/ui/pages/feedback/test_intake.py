"""Taking in pasted comments, without the page around it."""

from __future__ import annotations

from pathlib import Path

from pytestqt.qtbot import QtBot

from sipa_core.domain.feedback import FeedbackKind, Source
from sipa_core.wire.records import RecordType
from tests.support.by_name import click
from tests.support.demo_office import BABAYAU, demo_desk
from ui.pages.feedback.intake import IntakeDialog, IntakeModel
from ui.runtime.tasks import InlineRunner

CHAT = "[09/07/25 08.10] Bu Aminah: Kapan BLT cair?\n[09/07/25 08.12] Pak Jali: Lampu jalan RT 2 mati"


def test_the_kind_of_a_pasted_comment_is_a_guess_that_the_person_may_change(tmp_path: Path, qtbot: QtBot) -> None:
    desk = demo_desk(tmp_path, BABAYAU)
    dialog = IntakeDialog(IntakeModel(desk.intake, InlineRunner()))
    qtbot.addWidget(dialog)
    dialog.show()
    assert not dialog.kind.isEnabled()
    dialog.source.setCurrentIndex(dialog.source.findData(Source.WHATSAPP))
    dialog.block.setPlainText(CHAT)
    dialog._read()
    assert [one.kind for one in dialog.ticked] == [FeedbackKind.PERTANYAAN, FeedbackKind.KELUHAN]
    dialog.list.setCurrentRow(1)
    at = dialog.kind.findData(FeedbackKind.USUL)
    dialog.kind.setCurrentIndex(at)
    dialog.kind.activated.emit(at)
    assert dialog.list.currentRow() == 1
    assert "(Usul" in dialog.list.item(1).text()
    dialog._read()
    assert [one.kind for one in dialog.ticked] == [FeedbackKind.PERTANYAAN, FeedbackKind.USUL]
    dialog.link.setText("www.facebook.com/desa/posts/1")
    dialog.link.editingFinished.emit()
    assert dialog.link.text() == "https://www.facebook.com/desa/posts/1"
    click(dialog, "Catat 2 komentar")
    with desk.store.read() as tx:
        kinds = [one.text("kind") for one in tx.records.all(RecordType.FEEDBACK) if one.text("source") == "whatsapp"]
    assert sorted(kinds) == ["pertanyaan", "usul"]
    desk.close()
