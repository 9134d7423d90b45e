"""The village's reports from the first key stroke to the approval, and what the list says on the way."""

from __future__ import annotations

import pytest

from sipa_core.domain.templates import SectionState
from sipa_core.domain.workflow import ReportState, Verdict
from sipa_desktop.disk_faults import DiskFullError
from sipa_desktop.errors import KnownError, Refused
from sipa_desktop.services.reports import Reports
from sipa_desktop.services.reports_views import ReportEdit, Saved, Submitted
from sipa_desktop.store.outbox import OutboxState
from sipa_desktop.store.unit_of_work import Store
from tests.support.public_figures import TOLD
from tests.support.public_figures import report as whole_report
from tests.unit.desktop.services.desks import HandClock, Server
from tests.unit.desktop.services.stories import LRA, NOTE, REALISASI, judge, version_ref


@pytest.fixture
def reports(village: Store, clock: HandClock) -> Reports:
    return Reports(village, clock)


def begun(reports: Reports) -> ReportEdit:
    made = reports.create("lra_semester1", "2025-S1")
    assert isinstance(made, ReportEdit)
    return made


def written(reports: Reports) -> ReportEdit:
    begun(reports)
    assert isinstance(reports.save(LRA, whole_report()), Saved)
    return opened(reports)


def opened(reports: Reports) -> ReportEdit:
    found = reports.open(LRA)
    assert isinstance(found, ReportEdit)
    return found


def submitted(reports: Reports) -> Submitted:
    done = reports.submit(LRA)
    assert isinstance(done, Submitted)
    return done


def test_what_is_owed_can_be_begun_and_the_late_ones_come_first(reports: Reports) -> None:
    owed = reports.duties()
    assert [row.period for row in owed[:5]] == ["2025-01", "2025-02", "2025-03", "2025-04", "2025-05"]
    assert all(row.late for row in owed[:5])
    assert owed[0].due_words == "Batas 21 Februari, lewat 139 hari"
    lra = next(row for row in owed if row.template_key == "lra_semester1")
    assert not lra.late
    assert lra.title == "Laporan Realisasi APB Desa Semester I 2025"
    assert lra.due_words == "Batas 14 Juli, 4 hari lagi"


def test_a_report_opens_where_nothing_can_be_written(
    reports: Reports, village: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = written(reports)

    def full(**_how: object) -> None:
        raise DiskFullError

    monkeypatch.setattr(village, "write", full)
    assert opened(reports).content == before.content


def test_a_report_is_begun_once_and_opened_the_second_time(reports: Reports) -> None:
    first = begun(reports)
    reports.save(LRA, {"kendala.isi": "Hujan"})
    second = begun(reports)
    assert first.draft_id == second.draft_id == LRA
    assert second.content == {"kendala.isi": "Hujan"}
    assert "lra_semester1" not in {row.template_key for row in reports.duties()}


def test_a_fresh_draft_says_where_it_is_kept_and_that_it_was_not_sent(reports: Reports) -> None:
    edit = begun(reports)
    assert edit.state is ReportState.DRAF
    assert edit.saved_words == "Tersimpan di komputer ini 10.34. Belum dikirim."
    assert edit.due_words == "Batas 14 Juli, 4 hari lagi"
    assert (edit.filled, edit.total) == (0, 7)
    assert edit.submit_word == "Kirim"
    assert edit.editable


def test_a_report_that_no_period_or_type_knows_is_refused(reports: Reports) -> None:
    wrong = [
        reports.create("lra_semester1", "2025-13"),
        reports.create("lra_semester1", "2025-06"),
        reports.create("x", "2025-S1"),
    ]
    assert all(isinstance(one, Refused) and one.code == "invalid" for one in wrong)


def test_saved_words_stand_in_the_sections_and_sums(reports: Reports) -> None:
    edit = written(reports)
    assert edit.state is ReportState.SIAP
    assert edit.budget is not None
    assert edit.budget.totals.belanja.anggaran == 1_498_000_000
    needed = [section for section in edit.sections if section.section.required]
    assert {section.state for section in needed} == {SectionState.FILLED}
    assert edit.good > 0


def test_removing_a_row_removes_every_cell_of_it(reports: Reports) -> None:
    written(reports)
    reports.save(LRA, {"apbdes[02/-/-]": None})
    assert not [path for path in opened(reports).content if path.startswith("apbdes[02/-/-]")]


def test_a_text_that_is_no_address_is_refused(reports: Reports) -> None:
    begun(reports)
    no = reports.save(LRA, {"meta.n": 9})
    assert isinstance(no, Refused)
    assert no.field == "meta.n"


def test_an_empty_report_is_not_sent(reports: Reports, village: Store) -> None:
    begun(reports)
    no = reports.submit(LRA)
    assert isinstance(no, Refused)
    assert no.code == "empty"
    with village.read() as tx:
        assert tx.outbox.waiting() == 0


def test_findings_do_not_keep_a_report_from_being_sent(reports: Reports) -> None:
    begun(reports)
    reports.save(LRA, {"kendala.isi": "Tidak ada kendala.", **TOLD})
    assert opened(reports).findings
    assert submitted(reports).title == "Realisasi APB Desa Semester I 2025"


@pytest.mark.parametrize("path", ["belum_selesai.nihil", "pengesahan.alamat_pengaduan"])
def test_a_report_that_lacks_what_the_public_must_be_told_is_not_sent(
    reports: Reports, village: Store, path: str
) -> None:
    begun(reports)
    reports.save(LRA, {"kendala.isi": "Tidak ada kendala.", **TOLD, path: None})
    held = reports.submit(LRA)
    assert isinstance(held, Refused)
    assert (held.code, held.field) == ("statute", path)
    assert held.words.startswith("Laporan belum dapat dikirim:")
    assert "Permendagri 20/2018 Pasal 72" in held.words
    with village.read() as tx:
        assert not tx.outbox.items(tuple(OutboxState))
    reports.save(LRA, {path: TOLD[path]})
    assert isinstance(reports.submit(LRA), Submitted)


def test_a_sent_report_waits_until_its_receipt_and_never_says_terkirim_before(
    reports: Reports, village: Store, server: Server
) -> None:
    written(reports)
    done = submitted(reports)
    assert "dikirim saat tersambung" in done.words
    waiting = opened(reports)
    assert waiting.state is ReportState.MENUNGGU
    assert waiting.chip == "Menunggu kirim"
    assert waiting.saved_words == "Tersimpan di komputer ini 10.34. Menunggu kirim."
    assert waiting.newest == 0
    server.exchange(village)
    sent = opened(reports)
    assert sent.state is ReportState.TERKIRIM
    assert sent.saved_words == "Terkirim 10.34."
    assert not sent.editable
    assert sent.locked_words


def test_a_report_that_waits_unsealed_may_still_be_changed_and_replaces_itself(
    reports: Reports, village: Store, server: Server
) -> None:
    written(reports)
    submitted(reports)
    assert isinstance(reports.save(LRA, {REALISASI: 220_000_000}), Saved)
    assert "belum ikut kiriman" in opened(reports).saved_words
    submitted(reports)
    with village.read() as tx:
        assert tx.outbox.waiting() == 1
    receipts = server.exchange(village)
    assert [receipt.status for receipt in receipts] == ["accepted"]
    version = server.get(version_ref(1))
    assert version is not None
    assert version.number(REALISASI) == 220_000_000
    assert server.get(version_ref(2)) is None


def test_a_row_taken_away_before_sending_again_is_not_sent(reports: Reports, village: Store, server: Server) -> None:
    written(reports)
    submitted(reports)
    reports.save(LRA, {"apbdes[05/-/-]": None})
    submitted(reports)
    server.exchange(village)
    version = server.get(version_ref(1))
    assert version is not None
    assert not [path for path in version.fields if path.startswith("apbdes[05")]


def test_a_report_on_its_way_may_not_be_changed(reports: Reports, village: Store) -> None:
    written(reports)
    submitted(reports)
    with village.write() as tx:
        tx.outbox.seal(10, 1, 1 << 20)
    assert not opened(reports).editable
    no = reports.save(LRA, {REALISASI: 1})
    assert isinstance(no, Refused)
    assert no.code == "locked"
    assert isinstance(reports.submit(LRA), Refused)


def test_a_returned_report_opens_with_its_notes_and_can_be_sent_again(
    reports: Reports, village: Store, district: Store, server: Server, clock: HandClock
) -> None:
    written(reports)
    submitted(reports)
    server.exchange(village)
    clock.set("2025-07-10 14:20")
    judge(server, district, Verdict.RETURNED)
    server.exchange(village)
    edit = opened(reports)
    assert edit.state is ReportState.DIKEMBALIKAN
    assert edit.chip == "Dikembalikan 10 Juli"
    assert edit.editable
    assert edit.submit_word == "Kirim ulang"
    assert edit.content[REALISASI] == 214_780_000
    first, second = edit.notes
    assert (first.number, first.section, first.path) == (1, "realisasi", REALISASI)
    assert first.where == "Pelaksanaan Pembangunan Desa, Realisasi"
    assert (first.by, first.at_words) == ("Syahrani, kecamatan", "14.20")
    assert (second.number, second.section, second.where) == (2, "kendala", "Kendala")
    numbers = {section.key: section.note_numbers for section in edit.sections if section.note_numbers}
    assert numbers == {"realisasi": (1,), "kendala": (2,)}

    reports.save(LRA, {REALISASI: 253_180_000})
    reports.mark_note_fixed(LRA, NOTE, True)
    mended = opened(reports)
    assert [note.fixed for note in mended.notes] == [True, False]
    assert NOTE not in " ".join(mended.content)
    submitted(reports)
    assert [note.fixed for note in opened(reports).notes] == [True, False]
    server.exchange(village)
    again = server.get(version_ref(2))
    assert again is not None
    assert again.number(REALISASI) == 253_180_000
    assert opened(reports).newest == 2
    assert [entry.title for entry in opened(reports).history] == [
        "Dikirim lagi, kiriman ke-2",
        "Dikembalikan dengan 2 catatan",
        "Mulai diperiksa",
        "Dikirim",
    ]


def test_a_tick_on_a_note_can_be_taken_away(reports: Reports, village: Store, district: Store, server: Server) -> None:
    written(reports)
    submitted(reports)
    server.exchange(village)
    judge(server, district, Verdict.RETURNED)
    server.exchange(village)
    reports.mark_note_fixed(LRA, NOTE, True)
    reports.mark_note_fixed(LRA, NOTE, False)
    assert [note.fixed for note in opened(reports).notes] == [False, False]


def test_diperiksa_shows_and_an_approved_report_is_closed(
    reports: Reports, village: Store, district: Store, server: Server
) -> None:
    written(reports)
    submitted(reports)
    server.exchange(village)
    judge(server, district, None)
    server.exchange(village)
    assert opened(reports).chip == "Diperiksa"
    judge(server, district, Verdict.ACCEPTED)
    server.exchange(village)
    edit = opened(reports)
    assert edit.state is ReportState.TERBIT
    assert not edit.editable
    assert edit.saved_words == "Disetujui 10 Juli."
    assert edit.history[0].title == "Terbit di halaman publik"
    assert isinstance(reports.submit(LRA), Refused)


def test_a_second_pc_rebuilds_the_draft_from_the_newest_version(
    reports: Reports, village: Store, second_pc: Store, district: Store, server: Server, clock: HandClock
) -> None:
    written(reports)
    submitted(reports)
    server.exchange(village)
    judge(server, district, Verdict.RETURNED)
    server.exchange(second_pc)
    there = Reports(second_pc, clock)
    edit = there.open(LRA)
    assert isinstance(edit, ReportEdit)
    assert edit.content == opened(reports).content
    assert edit.editable
    there.save(LRA, {REALISASI: 1})
    assert isinstance(there.submit(LRA), Submitted)
    assert [receipt.status for receipt in server.exchange(second_pc)] == ["accepted"]


def test_an_untouched_draft_follows_what_the_other_pc_sent(
    reports: Reports, village: Store, second_pc: Store, district: Store, server: Server, clock: HandClock
) -> None:
    sent_from_both(reports, village, second_pc, district, server, clock)
    edit = opened(reports)
    assert edit.content[REALISASI] == 2
    assert edit.newer_words == ""


def test_own_unsent_words_are_not_replaced_by_what_the_other_pc_sent(
    reports: Reports, village: Store, second_pc: Store, district: Store, server: Server, clock: HandClock
) -> None:
    written(reports)
    submitted(reports)
    server.exchange(village)
    judge(server, district, Verdict.RETURNED)
    server.exchange(village)
    reports.save(LRA, {REALISASI: 1})
    sent_from_second(second_pc, district, server, clock)
    server.exchange(village)
    edit = opened(reports)
    assert edit.content[REALISASI] == 1
    assert "kiriman" in edit.newer_words.lower()
    no = reports.submit(LRA)
    assert isinstance(no, Refused)
    assert no.code == "superseded"


def test_a_rejected_submission_leaves_the_text_and_the_report_editable(
    reports: Reports, village: Store, second_pc: Store, server: Server, clock: HandClock
) -> None:
    written(reports)
    there = Reports(second_pc, clock)
    there.create("lra_semester1", "2025-S1")
    there.save(LRA, {"kendala.isi": "dari komputer kedua", **TOLD})
    submitted(reports)
    assert isinstance(there.submit(LRA), Submitted)
    server.exchange(village)
    assert [receipt.code for receipt in server.exchange(second_pc)] == ["superseded"]
    with second_pc.read() as tx:
        assert [item.code for item in tx.outbox.items((OutboxState.PARKED,))] == ["superseded"]
        assert tx.documents.content(LRA)["kendala.isi"] == "dari komputer kedua"


def test_the_list_says_what_needs_work_first(
    reports: Reports, village: Store, district: Store, server: Server, clock: HandClock
) -> None:
    written(reports)
    submitted(reports)
    server.exchange(village)
    judge(server, district, Verdict.RETURNED)
    server.exchange(village)
    reports.create("kegiatan_bulanan", "2025-06")
    rows = reports.list()
    assert rows[0].state is ReportState.DIKEMBALIKAN
    assert rows[0].words == "2 catatan dari kecamatan. Batas 14 Juli, 4 hari lagi."
    assert rows[0].action == "Perbaiki"
    late = [row for row in rows if row.state is ReportState.TERLAMBAT]
    assert [row.period for row in late] == ["2025-01", "2025-02", "2025-03", "2025-04", "2025-05"]
    assert late[-1].words == "Batas 21 Juni, lewat 19 hari. Belum dimulai."
    assert late[-1].action == "Mulai"
    june = next(row for row in rows if row.period == "2025-06")
    assert june.state is ReportState.DRAF
    assert june.words == "Batas 21 Juli, 11 hari lagi. Terisi 0 dari 2 bagian."
    assert june.action == "Lanjutkan"
    assert "2025-07" not in {row.period for row in rows}


def test_a_report_is_late_only_after_its_day_has_ended_in_wita(reports: Reports, clock: HandClock) -> None:
    begun(reports)
    clock.set("2025-07-14 23:59")
    assert opened(reports).state is ReportState.DRAF
    clock.set("2025-07-15 00:00")
    edit = opened(reports)
    assert edit.state is ReportState.TERLAMBAT
    assert edit.late
    assert edit.due_words == "Batas 14 Juli, lewat 1 hari"


@pytest.mark.parametrize(
    ("sent_at", "words"),
    [
        ("2025-07-14 23:50", "Batas 14 Juli, kiriman pertama tepat waktu"),
        ("2025-07-15 08:00", "Batas 14 Juli, lewat 2 hari"),
    ],
)
def test_nobody_is_called_late_for_mending_what_was_sent_in_time(
    reports: Reports, village: Store, district: Store, server: Server, clock: HandClock, sent_at: str, words: str
) -> None:
    written(reports)
    clock.set(sent_at)
    submitted(reports)
    server.exchange(village)
    clock.set("2025-07-16 09:00")
    judge(server, district, Verdict.RETURNED)
    server.exchange(village)
    assert opened(reports).due_words == words
    assert words in reports.list()[0].words


def test_a_desk_of_the_kecamatan_has_no_reports_of_its_own(district: Store, clock: HandClock) -> None:
    with pytest.raises(KnownError) as fault:
        Reports(district, clock).list()
    assert fault.value.code == "not_a_village"


def sent_from_second(second_pc: Store, district: Store, server: Server, clock: HandClock) -> None:
    """The second PC mends, sends, and is sent back again."""
    server.exchange(second_pc)
    there = Reports(second_pc, clock)
    assert isinstance(there.open(LRA), ReportEdit)
    there.save(LRA, {REALISASI: 2})
    assert isinstance(there.submit(LRA), Submitted)
    server.exchange(second_pc)
    judge(server, district, Verdict.RETURNED, 2)


def sent_from_both(
    reports: Reports, village: Store, second_pc: Store, district: Store, server: Server, clock: HandClock
) -> None:
    """Version 1 from the first PC, version 2 from the second, and the first PC hears of both."""
    written(reports)
    submitted(reports)
    server.exchange(village)
    judge(server, district, Verdict.RETURNED)
    sent_from_second(second_pc, district, server, clock)
    server.exchange(village)
