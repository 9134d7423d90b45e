"""With every duty in use: nothing floods the first page, events ask and can be taken back, undated is never late."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from sipa_core.domain.workflow import ReportState
from sipa_desktop.bootstrap import Desk
from sipa_desktop.errors import Refused
from sipa_desktop.services.happenings import Recorded
from sipa_desktop.services.home_views import TaskKind
from sipa_desktop.services.queue_views import Done
from sipa_desktop.services.report_types import TypeStart
from sipa_desktop.services.reports_views import ReportEdit
from sipa_desktop.services.schedule_views import Group
from tests.support.demo_office import BABAYAU, demo_desk
from tests.support.every_duty import use_every_duty


@pytest.fixture
def district(tmp_path: Path) -> Iterator[Desk]:
    desk = demo_desk(tmp_path / "kecamatan")
    use_every_duty(desk, unused=("penduduk_tahunan",))
    yield desk
    desk.close()


@pytest.fixture
def village(tmp_path: Path) -> Iterator[Desk]:
    desk = demo_desk(tmp_path / "desa", BABAYAU)
    use_every_duty(desk)
    yield desk
    desk.close()


def test_the_first_page_shows_some_of_many_and_counts_the_rest(village: Desk) -> None:
    view = village.home.today()
    late = [task for task in view.tasks if task.kind is TaskKind.LATE]
    assert len(late) == 6
    assert late[0].title == "Rekap Penduduk Bulanan Januari 2025"
    assert late[-1].title == "9 laporan lain sudah lewat batas"
    assert (late[-1].action, late[-1].target) == ("Lihat semua", "")
    assert "14 sudah lewat batas" in view.words or "15 sudah lewat batas" in view.words


def test_an_event_makes_a_report_of_its_own_with_a_day_of_its_own(village: Desk) -> None:
    rows = {row.title: row for row in village.reports.list() if row.template_key == "realisasi_kegiatan"}
    assert sorted(title.partition(": ")[2] for title in rows) == [
        "Pelatihan kader selesai",
        "Rabat beton RT 02 selesai",
    ]
    done = village.happenings.record("realisasi_kegiatan", "2025-07-07", "Talud  selesai")
    assert isinstance(done, Recorded)
    made = village.reports.create(done.template, done.period, done.ordinal)
    assert isinstance(made, ReportEdit)
    assert str(made.due) == "2025-07-16"
    again = village.happenings.record("realisasi_kegiatan", "2025-07-07", "Talud selesai")
    other = village.happenings.record("realisasi_kegiatan", "2025-07-07", "Gapura selesai")
    assert isinstance(again, Recorded)
    assert isinstance(other, Recorded)
    assert (again.ordinal, other.ordinal) == (0, 1)
    assert isinstance(village.happenings.record("realisasi_kegiatan", "7 Juli", "X"), Refused)
    assert {offer.template for offer in village.happenings.offers()} == {
        "apbdes_perubahan",
        "realisasi_kegiatan",
        "lppd_amj",
        "memori_serah_terima",
    }


def test_the_year_tells_what_has_no_day_and_why(district: Desk) -> None:
    lines = {line.name: line for line in district.schedule.year(2025).lines}
    assert lines["Prioritas DD 2025"].note == "Tanggal belum ditetapkan"
    assert (lines["Memori"].group, lines["Memori"].cells) == (Group.EVENT, ())
    assert lines["DD Tahap I 2025"].cells[0].due.isoformat() == "2025-06-16"
    unused = next(line for line in lines.values() if line.group is Group.UNUSED)
    assert unused.duty == "penduduk_tahunan"
    view = district.schedule.duty(unused.duty, unused.period)
    assert view is not None
    assert (view.used, view.missing, view.due_words) == (False, (), "15 Januari tahun berikutnya")
    assert isinstance(district.schedule.use(unused.duty), Done)
    assert district.schedule.year(2026).lines
    view = district.schedule.duty(unused.duty, "2025")
    assert view is not None
    assert (view.used, view.active_from) == (True, "2025-07-01")


def test_the_kecamatan_records_an_event_and_takes_it_back(district: Desk) -> None:
    done = district.happenings.record("memori_serah_terima", "2025-07-12", "Serah terima", BABAYAU)
    assert isinstance(done, Recorded)
    view = district.schedule.duty("memori_serah_terima", done.period)
    assert view is not None
    assert [(event.village, event.name, event.open) for event in view.events] == [
        ("Desa Babayau", "Serah terima", True)
    ]
    assert view.notes == ("Batas jatuh pada hari libur. Hari kerja terakhir sebelumnya: Jumat, 11 Juli 2025.",)
    assert isinstance(district.happenings.cancel(view.events[0].id), Done)
    view = district.schedule.duty("memori_serah_terima", done.period)
    assert view is not None
    assert (view.events, view.missing, view.due) == ((), (), None)


def test_a_year_without_its_holidays_says_so(district: Desk) -> None:
    done = district.happenings.record("realisasi_kegiatan", "2027-03-01", "Selesai", BABAYAU)
    assert isinstance(done, Recorded)
    view = district.schedule.duty("realisasi_kegiatan", done.period)
    assert view is not None
    assert view.notes[0].startswith("Hari libur 2027 belum ada di aplikasi ini")


def test_a_report_type_is_made_from_a_known_one_and_a_duty_can_be_made_on_it(district: Desk, tmp_path: Path) -> None:
    types = district.report_types
    start = types.start("kegiatan_bulanan")
    assert isinstance(start, TypeStart)
    assert isinstance(types.save(start, replace(start.form, name="")), Refused)
    named = replace(start.form, name="Laporan Posyandu", short_name="Posyandu")
    assert isinstance(types.save(start, named), Done)
    assert types.list()[0].name == "Laporan Posyandu"
    assert "lokal_laporan_posyandu" in {offer.template for offer in district.schedule.offers()}
    own = types.start("lokal_laporan_posyandu")
    assert isinstance(own, TypeStart)
    assert own.form.key
    assert isinstance(types.save(own, own.form), Done)
    broken = tmp_path / "rusak.toml"
    broken.write_text('key = "x"\n', encoding="utf-8")
    fault = types.read_file(broken)
    assert isinstance(fault, Refused)
    assert "rusak.toml" in fault.words


def test_the_matrix_has_a_column_for_events_and_nothing_is_late_where_nothing_happened(district: Desk) -> None:
    matrix = district.overview.matrix("2025-S2")
    heads = [column.head for column in matrix.columns]
    at = heads.index(("Pelaksanaan", "Sem. II"))
    cells = {row.name: row.cells[at] for row in matrix.rows}
    assert cells["Babayau"].state is ReportState.TERLAMBAT
    assert cells["Babayau"].words.count("Terlambat") == 2
    assert cells["Balang"].state is ReportState.TIDAK_BERLAKU
    assert ("LPPD AMJ", "Sem. II") in heads
    assert not any(head[0] == "Memori" for head in heads)
    funds = next(at for at, head in enumerate(heads) if head[0] == "Prioritas DD")
    assert {row.cells[funds].state for row in matrix.rows if not row.kelurahan} == {ReportState.BELUM_MASUK}
    assert matrix.rows[0].cells[funds].words == "Belum masuk. Tanggal belum ditetapkan"
