from __future__ import annotations

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from sipa_desktop.bootstrap import Desk
from sipa_desktop.disk_faults import DiskFullError
from sipa_desktop.errors import KnownError, Refused
from sipa_desktop.services.reports_views import Saved
from tests.support.demo_office import page_context
from ui.pages.reports.editor_model import EditorModel
from ui.runtime.tasks import InlineRunner, Runner

CELL = "apbdes[02.03/-/-].realisasi"


def opened(desk: Desk, runner: Runner | None = None) -> EditorModel:
    model = EditorModel(page_context(desk, runner or InlineRunner()))
    model.open(desk.reports.list()[0].draft_id)
    return model


def stored(desk: Desk) -> dict[str, object]:
    edit = desk.reports.open(desk.reports.list()[0].draft_id)
    assert not isinstance(edit, Refused)
    return dict(edit.content)


def heard(model: EditorModel) -> list[str]:
    """Collect the refusals that the model tells."""
    told: list[str] = []
    model.refused.connect(told.append)
    return told


def test_typing_says_saving_and_saved_only_when_it_is_on_the_disk(desk: Desk) -> None:
    model = opened(desk)
    model.set_value(CELL, 144_300_000)
    assert model.save_words == "Menyimpan…"
    assert stored(desk)[CELL] == 105_900_000
    model.flush()
    assert stored(desk)[CELL] == 144_300_000
    assert model.save_words == "Tersimpan di komputer ini 10.34. Belum dikirim ulang."


def test_typing_is_saved_eight_tenths_of_a_second_after_the_last_key(desk: Desk, qtbot: QtBot) -> None:
    model = opened(desk)
    model.set_value("kendala.isi", "Truk tidak dapat masuk.")
    qtbot.wait(500)
    assert model.saving
    qtbot.waitUntil(lambda: not model.saving, timeout=700)
    assert stored(desk)["kendala.isi"] == "Truk tidak dapat masuk."


def test_typing_without_a_pause_is_saved_within_two_seconds_of_the_first_key(desk: Desk, qtbot: QtBot) -> None:
    model = opened(desk)
    saves: list[str] = []
    save = desk.reports.save

    def counted(draft_id: str, changes: dict[str, object]) -> Saved | Refused:
        saves.append(str(changes["kendala.isi"]))
        return save(draft_id, changes)  # type: ignore[arg-type]

    desk.reports.save = counted  # type: ignore[method-assign,assignment]
    for number in range(9):
        model.set_value("kendala.isi", f"kata {number}")
        qtbot.wait(250)
    assert 1 <= len(saves) <= 2
    qtbot.waitUntil(lambda: not model.saving, timeout=1500)
    assert saves[-1] == "kata 8"


def test_one_save_carries_everything_typed_since_the_last(desk: Desk) -> None:
    model = opened(desk)
    model.set_value("kendala.isi", "satu")
    model.set_value("ringkasan.isi", "dua")
    model.set_value("kendala.isi", "satu lagi")
    model.flush()
    assert [stored(desk)[path] for path in ("kendala.isi", "ringkasan.isi")] == ["satu lagi", "dua"]


def test_a_save_that_fails_keeps_the_words_says_so_and_is_tried_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = opened(desk)
    save = desk.reports.save

    def full(*_arguments: object) -> Saved:
        raise KnownError("Penuh", "Penyimpanan komputer ini penuh. Kosongkan dulu sebagian.")

    monkeypatch.setattr(desk.reports, "save", full)
    model.set_value(CELL, 1)
    model.flush()
    assert model.save_words == "Belum tersimpan. Penyimpanan komputer ini penuh. Kosongkan dulu sebagian."
    assert model.content[CELL] == 1
    assert model.saving
    monkeypatch.setattr(desk.reports, "save", save)
    model.flush()
    assert not model.saving
    assert model.save_words.startswith("Tersimpan di komputer ini")
    assert stored(desk)[CELL] == 1


def test_a_full_disk_is_told_for_words_that_are_still_being_typed(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_about: object) -> None:
        raise DiskFullError

    model = opened(desk)
    with monkeypatch.context() as broken:
        broken.setattr(desk.reports, "save", full)
        model.set_value("kendala.isi", "Tidak boleh hilang.")
        model.flush()
        assert model.save_words.startswith("Belum tersimpan. Hard disk komputer ini penuh.")
        assert "tulisan terakhir masih di layar" in model.save_words
        assert "coba lagi" not in model.save_words
    model.flush()
    assert not model.saving


def test_what_was_typed_while_a_save_was_under_way_stays_and_is_saved_after_it(desk: Desk, qtbot: QtBot) -> None:
    runner = Runner()
    model = opened(desk, runner)
    qtbot.waitUntil(lambda: model.edit is not None)
    model.set_value("kendala.isi", "lama")
    model.flush()
    model.set_value("kendala.isi", "baru")
    qtbot.waitUntil(lambda: stored(desk)["kendala.isi"] == "lama")
    qtbot.waitUntil(lambda: not model.saving)
    assert model.content["kendala.isi"] == "baru"
    assert stored(desk)["kendala.isi"] == "baru"
    runner.close()


def test_a_refused_save_is_told_and_the_words_stay(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    model = opened(desk)
    monkeypatch.setattr(desk.reports, "save", lambda *_a: Refused("locked", "Laporan sedang dikirim."))
    model.set_value(CELL, 5)
    model.flush()
    assert model.save_words == "Belum tersimpan. Laporan sedang dikirim."
    assert model.content[CELL] == 5


def test_the_budget_is_summed_at_once_without_waiting_for_the_disk(desk: Desk) -> None:
    model = opened(desk)
    assert model.tree is not None
    before = model.tree.totals.belanja.realisasi
    model.set_value(CELL, 144_300_000)
    assert model.tree.totals.belanja.realisasi == before + 38_400_000


def test_a_change_from_elsewhere_comes_in_without_touching_what_is_being_typed(desk: Desk, qtbot: QtBot) -> None:
    model = opened(desk)
    model.set_value("kendala.isi", "saya sedang menulis")
    with qtbot.waitSignal(model.replaced):
        desk.reports.save(model.edit.draft_id if model.edit else "", {"ringkasan.isi": "dari tempat lain"})
    assert model.content["ringkasan.isi"] == "dari tempat lain"
    assert model.content["kendala.isi"] == "saya sedang menulis"
    assert model.saving


def test_undoing_goes_into_the_report_it_belongs_to_and_never_into_the_one_open_now(desk: Desk) -> None:
    first, second = [row.draft_id for row in desk.reports.list() if row.begun][:2]
    model = opened(desk)
    before = {CELL: model.content[CELL]}
    undo = model.undo_of(before)
    model.set_value(CELL, 5)
    model.flush()
    model.open(second)
    undo()
    assert model.edit is not None
    assert model.edit.draft_id == second
    assert CELL not in model.content
    assert stored(desk)[CELL] == before[CELL]
    model.open(first)
    model.set_value(CELL, 6)
    undo()
    assert model.content[CELL] == before[CELL]


def test_sending_saves_first_and_then_says_ready(desk: Desk, qtbot: QtBot) -> None:
    model = opened(desk)
    model.set_value(CELL, 144_300_000)
    with qtbot.waitSignal(model.ready):
        model.prepare_sending()
    assert stored(desk)[CELL] == 144_300_000
    with qtbot.waitSignal(model.left) as left:
        model.send()
    assert left.args == ["Realisasi APB Desa Semester I 2025 tersimpan di komputer ini, dikirim saat tersambung."]


def test_a_report_opened_while_another_was_being_made_ready_is_not_sent_in_its_place(desk: Desk, qtbot: QtBot) -> None:
    first, second = [row.draft_id for row in desk.reports.list() if row.begun][:2]
    runner = Runner()
    model = EditorModel(page_context(desk, runner))
    model.open(first)
    qtbot.waitUntil(lambda: model.edit is not None)
    with qtbot.assertNotEmitted(model.ready, wait=300):
        model.prepare_sending()
        model.open(second)
        qtbot.waitUntil(lambda: model.edit is not None and model.edit.draft_id == second)
    runner.close()


def test_nothing_is_sent_while_the_last_words_cannot_be_saved(
    desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = opened(desk)
    told = heard(model)

    def full(*_arguments: object) -> Saved:
        raise KnownError("Penuh", "Penyimpanan komputer ini penuh.")

    monkeypatch.setattr(desk.reports, "save", full)
    model.set_value(CELL, 2)
    with qtbot.assertNotEmitted(model.ready):
        model.prepare_sending()
    assert told == ["Penyimpanan komputer ini penuh."]


def test_a_report_under_review_takes_no_typing(desk: Desk) -> None:
    model = EditorModel(page_context(desk))
    closed = next(row for row in desk.reports.list() if row.action == "Lihat")
    model.open(closed.draft_id)
    assert not model.editable
    before = dict(model.content)
    model.set_value("umum.uraian", "lain")
    assert model.content == before
    assert not model.saving


def test_a_note_is_ticked_and_the_tick_taken_away(desk: Desk) -> None:
    model = opened(desk)
    assert model.edit is not None
    key = model.edit.notes[0].key
    model.mark_fixed(key, True)
    assert [note.fixed for note in model.edit.notes] == [True, False]
    model.mark_fixed(key, False)
    assert [note.fixed for note in model.edit.notes] == [False, False]


def test_a_report_is_begun_once_and_opened_the_second_time(desk: Desk) -> None:
    model = EditorModel(page_context(desk))
    model.begin("kegiatan_bulanan", "2025-06")
    model.set_value("umum.uraian", "Gotong royong")
    after: list[Callable[[], None]] = []
    model.after_saved(lambda: after.append(model.close))
    assert len(after) == 1
    model.begin("kegiatan_bulanan", "2025-06")
    assert model.content["umum.uraian"] == "Gotong royong"


def test_rows_made_on_one_desk_never_share_a_key(desk: Desk) -> None:
    model = opened(desk)
    keys = {model.new_row("kegiatan") for _turn in range(20)}
    assert len(keys) == 20


def test_an_unknown_report_is_refused_in_words(desk: Desk) -> None:
    model = EditorModel(page_context(desk))
    told = heard(model)
    model.open("00000000-0000-0000-0000-000000000000")
    assert len(told) == 1
    assert model.fault == told[0]


def test_a_large_report_opens_before_its_checks_and_gets_them_soon_after(desk: Desk, qtbot: QtBot) -> None:
    draft = desk.reports.list()[0].draft_id
    desk.reports.save(draft, {f"kegiatan[k{n}].nama": f"Kegiatan {n}" for n in range(2_100)})
    quick = desk.reports.open(draft, quick=True)
    assert not isinstance(quick, Refused)
    assert (quick.checked, quick.checks) == (False, ())
    model = opened(desk)
    assert model.edit is not None
    assert not model.edit.checked
    qtbot.waitUntil(lambda: model.edit is not None and model.edit.checked)
    assert model.edit.checks


def test_what_follows_from_typed_figures_is_there_at_once_and_saved_with_them(desk: Desk) -> None:
    model = EditorModel(page_context(desk, InlineRunner()))
    model.begin("penduduk_bulanan", "2025-06")
    assert model.edit is not None, model.fault
    shown: list[bool] = []
    model.replaced.connect(lambda: shown.append(True))
    row = {"awal_l": 214, "lahir_l": 1, "datang_l": 2, "mati_l": 1, "pindah_l": 0}
    model.set_values({f"penduduk[a].{column}": value for column, value in row.items()})
    assert model.content["penduduk[a].akhir_l"] == 216
    assert shown
    model.flush()
    edit = desk.reports.open(model.edit.draft_id)
    assert not isinstance(edit, Refused)
    assert edit.content["penduduk[a].akhir_l"] == 216
