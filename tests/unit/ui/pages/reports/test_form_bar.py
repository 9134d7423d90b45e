"""The bar of the editor tells of a newer version, and its buttons go there and back."""

from __future__ import annotations

from PySide6.QtWidgets import QPlainTextEdit

from sipa_core.domain.template_moves import OldValue
from sipa_desktop.services.reports_views import FormView
from ui.pages.reports.form_bar import FormBar

OLD = (OldValue("umum.kendala", "Kendala", "Hujan"),)


def test_the_bar_is_there_only_with_something_to_say() -> None:
    bar = FormBar()
    bar.say(FormView(), editable=True)
    assert (bar.sentence, bar.isHidden()) == ("", True)
    bar.say(FormView("Bentuk laporan ini sudah diperbarui.", ("Isian baru: Hasil.",)), editable=True)
    assert "Isian baru: Hasil." in bar.sentence
    asked: list[bool] = []
    bar.move_asked.connect(asked.append)
    bar.take.click()
    bar.say(FormView("", (), back=True, old=OLD), editable=True)
    assert bar.take.isHidden()
    bar.back.click()
    assert asked == [False, True]
    bar.say(FormView("Bentuk laporan ini sudah diperbarui.", (), back=True, old=OLD), editable=False)
    assert (bar.take.isHidden(), bar.back.isHidden(), bar.old.isHidden()) == (True, True, False)


def test_old_values_are_read_whole() -> None:
    bar = FormBar()
    bar.say(FormView("", (), old=OLD), editable=True)
    question = bar.show_old()
    (text,) = question.findChildren(QPlainTextEdit)
    assert text.toPlainText() == "Kendala\nHujan"
    question.reject()
