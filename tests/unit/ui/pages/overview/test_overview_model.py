from __future__ import annotations

import pytest
from msgspec.structs import replace
from pytestqt.qtbot import QtBot

from sipa_desktop.bootstrap import Desk
from sipa_desktop.errors import KnownError
from sipa_desktop.events import Changes, Topic
from tests.support.demo_office import demo_version, page_context
from ui.pages.overview.table import columns_of, kpis_of, rows_of
from ui.pages.overview.view_model import OverviewModel

LAMIDA_BAWAH = "63.11.06.2015"
HUJAN_MAS = "63.11.06.2022"


def test_a_cell_tells_its_state_as_a_whole_sentence(desk: Desk) -> None:
    matrix = desk.overview.matrix()
    rows = {row.name: row for row in rows_of(matrix, with_kelurahan=False)}
    assert rows["Balida"].cells[0].spoken.startswith("Balida, LRA Sem. I: Terbit ")
    assert rows["Hujan Mas"].cells[0].spoken == "Hujan Mas, LRA Sem. I: Belum masuk. Batas 14 Juli, 4 hari lagi"
    assert rows["Lasung Batu"].cells[5].look == "terlambat"


def test_columns_are_the_duties_of_the_half_year_and_then_the_measures(desk: Desk) -> None:
    titles = [column.title.replace("\n", " ") for column in columns_of(desk.overview.matrix("2025-S1"))]
    assert titles[:3] == ["LRA Sem. I", "Kegiatan Januari", "Kegiatan Februari"]
    assert titles[-4:] == ["Tepat waktu", "Realisasi belanja", "Posting", "Jawab (hari)"]


def test_kelurahan_stand_below_the_villages_only_when_asked_for(desk: Desk) -> None:
    model = OverviewModel(page_context(desk))
    model.wake(True)
    assert model.matrix is not None
    assert len(rows_of(model.matrix, model.with_kelurahan)) == 14
    model.show_kelurahan(True)
    rows = rows_of(model.matrix, model.with_kelurahan)
    assert [row.name for row in rows[14:]] == ["Paringin Kota", "Paringin Timur"]
    assert rows[14].cells[0].look == "tidak_berlaku"


def test_key_figures_say_a_dash_with_its_reason_where_nothing_is_known(desk: Desk) -> None:
    strip = replace(desk.overview.matrix("2025-S1").strip, answer_days=None)
    finished, spending, posted, answer = kpis_of(strip)
    assert (finished.number, finished.unit) == ("75", "dari 98")
    assert spending.number == "47,1%"
    assert (posted.number, posted.unit) == ("12", "dari 20")
    assert (answer.number, answer.compare) == ("–", "belum ada jawaban")


def test_a_village_of_which_nothing_was_due_has_a_dash_and_its_words(desk: Desk) -> None:
    matrix = desk.overview.matrix("2025-S2")
    assert {row.due for row in matrix.rows} == {0}
    row = rows_of(matrix, with_kelurahan=False)[0]
    on_time = row.cells[len(matrix.columns)]
    assert (on_time.text, on_time.spoken) == ("–", "Babayau: belum ada kewajiban yang jatuh tempo")


def test_only_a_cell_with_a_version_can_be_opened(desk: Desk) -> None:
    model = OverviewModel(page_context(desk))
    model.wake(True)
    duty = columns_of(desk.overview.matrix())[0].key
    assert model.version_at(LAMIDA_BAWAH, duty) == demo_version(LAMIDA_BAWAH)
    assert model.version_at(HUJAN_MAS, duty) is None
    assert model.version_at(LAMIDA_BAWAH, "on_time") is None


def test_a_change_behind_other_pages_is_read_when_the_page_comes_to_the_front(desk: Desk, qtbot: QtBot) -> None:
    model = OverviewModel(page_context(desk))
    model.wake(True)
    model.wake(False)
    reads: list[object] = []
    model.changed.connect(lambda: reads.append(model.matrix))
    desk.changes.publish(Changes(frozenset({Topic.REVIEWS})))
    qtbot.wait(1)
    assert reads == []
    model.wake(True)
    assert len(reads) == 1


def test_another_half_year_is_read_and_an_unrelated_change_is_not(desk: Desk, qtbot: QtBot) -> None:
    model = OverviewModel(page_context(desk))
    model.wake(True)
    model.choose_half("2025-S2")
    assert model.matrix is not None
    assert model.matrix.half.period == "2025-S2"
    before = model.matrix
    desk.changes.publish(Changes(frozenset({Topic.DRAFTS})))
    qtbot.wait(1)
    assert model.matrix is before


def test_a_matrix_that_cannot_be_read_is_told_and_the_old_one_stays(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = OverviewModel(page_context(desk))
    model.wake(True)
    shown = model.matrix

    def broken(_half: str | None = None) -> object:
        raise KnownError("Data tidak terbaca", "Data tidak terbaca. Isian aman.")

    monkeypatch.setattr(desk.overview, "matrix", broken)
    model.load()
    assert model.fault == "Data tidak terbaca. Isian aman."
    assert model.matrix is shown
