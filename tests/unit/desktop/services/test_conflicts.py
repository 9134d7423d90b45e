"""Two PCs of one village with two texts of one report: what is shown, what is kept, and what comes of a choice."""

from __future__ import annotations

import pytest

from sipa_core import ids
from sipa_core.domain.paths import Value
from sipa_core.domain.workflow import ReportState, Verdict
from sipa_core.sync.merge import Take
from sipa_core.wire.records import RecordType
from sipa_desktop.errors import KnownError, Refused
from sipa_desktop.services.conflicts import Conflicts
from sipa_desktop.services.conflicts_views import ConflictRow, ConflictView, Settled
from sipa_desktop.services.home import Home
from sipa_desktop.services.home_views import TaskKind
from sipa_desktop.services.queue import Queue
from sipa_desktop.services.reports import Reports
from sipa_desktop.services.reports_views import ReportEdit, Submitted
from sipa_desktop.services.versions import Versions
from sipa_desktop.store.unit_of_work import Store
from tests.support.public_figures import TOLD
from tests.unit.desktop.services.desks import BABAYAU, HandClock, Server
from tests.unit.desktop.services.stories import judge, version_ref

JUNE = ids.draft_id(BABAYAU, "kegiatan_bulanan", "2025-06")
REPORT = ids.report_id(BABAYAU, "kegiatan_bulanan", "2025-06")
FIRST: dict[str, Value] = {
    "umum.uraian": "Pelatihan menjahit.",
    "umum.kendala": "Pelatih datang terlambat.",
    "kegiatan[a].nama": "Pelatihan",
    "kegiatan[a].peserta": 18,
    "kegiatan[a].pos": 1,
}
MINE: dict[str, Value] = {
    "umum.kendala": "Pelatih datang terlambat. Hari kedua diganti hari Sabtu.",
    "kegiatan[a].peserta": 24,
    "kegiatan[a].tanggal": "2025-06-27",
    "kegiatan[a].tempat": "Balai desa",
}
THEIRS: dict[str, Value] = {
    "umum.uraian": "Pelatihan menjahit dan rapat.",
    "umum.kendala": "Pelatih datang terlambat. Mesin jahit kurang dua.",
    "kegiatan[a].peserta": 26,
    "kegiatan[a].tanggal": "2025-06-28",
}
CHOSEN = {
    "umum.kendala": Take.BOTH,
    "kegiatan[a].peserta": Take.MINE,
    "kegiatan[a].tanggal": Take.THEIRS,
}
KENDALA = "Pelatih datang terlambat. Hari kedua diganti hari Sabtu. Mesin jahit kurang dua."


@pytest.fixture
def conflicts(village: Store, clock: HandClock) -> Conflicts:
    return Conflicts(village, clock)


def write(store: Store, clock: HandClock, changes: dict[str, Value]) -> Reports:
    reports = Reports(store, clock)
    assert isinstance(reports.create("kegiatan_bulanan", "2025-06"), ReportEdit)
    assert not isinstance(reports.save(JUNE, changes), Refused)
    return reports


def send(store: Store, clock: HandClock, server: Server, changes: dict[str, Value]) -> None:
    """A PC writes and sends; the receipt of the server is not looked at."""
    assert isinstance(write(store, clock, changes).submit(JUNE), Submitted)
    server.exchange(store)


def returned_twice(village: Store, second_pc: Store, district: Store, server: Server, clock: HandClock) -> None:
    """Version 1 came back. This PC changed it; the other one changed it too, and sent it as version 2."""
    server.put(RecordType.DEVICE, _device(second_pc), BABAYAU, {"name": "Laptop Sekdes"})
    clock.set("2025-07-08 15:02")
    send(village, clock, server, FIRST)
    judge(server, district, Verdict.RETURNED, 1, REPORT)
    clock.set("2025-07-10 09:47")
    for pc in (village, second_pc):
        server.exchange(pc)
    send(second_pc, clock, server, THEIRS)
    clock.set("2025-07-10 10:12")
    write(village, clock, MINE)
    clock.set("2025-07-10 10:34")
    server.exchange(village)


def from_nothing(village: Store, second_pc: Store, server: Server, clock: HandClock) -> None:
    """Both began without the other; the other one's came first, and this PC's sending was refused."""
    send(second_pc, clock, server, FIRST | THEIRS)
    write(village, clock, FIRST | MINE).submit(JUNE)
    assert [receipt.code for receipt in server.exchange(village)] == ["superseded"]


def _device(store: Store) -> str:
    with store.read() as tx:
        identity = tx.meta.identity
    assert identity is not None
    return identity.device


def seen(conflicts: Conflicts) -> ConflictView:
    view = conflicts.view(JUNE)
    assert isinstance(view, ConflictView), view
    return view


def row(view: ConflictView, path: str) -> ConflictRow:
    return next(one for one in view.rows if one.path == path)


def opened(store: Store, clock: HandClock) -> ReportEdit:
    edit = Reports(store, clock).open(JUNE)
    assert isinstance(edit, ReportEdit)
    return edit


def draft(store: Store) -> dict[str, Value]:
    with store.read() as tx:
        return tx.documents.content(JUNE)


def test_the_two_texts_stand_side_by_side_in_words(
    conflicts: Conflicts, village: Store, second_pc: Store, district: Store, server: Server, clock: HandClock
) -> None:
    returned_twice(village, second_pc, district, server, clock)
    view = seen(conflicts)
    assert view.title == "Laporan Kegiatan Bulanan Juni 2025"
    assert (view.base.words, view.mine.words, view.theirs.words) == (
        "Terkirim 8 Jul 15.02",
        "PC uji, 10.12",
        "Laptop Sekdes, Norhayati, 09.47",
    )
    told = [(one.label, one.kind, one.base.text, one.mine.text, one.theirs.text, one.both) for one in view.rows]
    assert told == [
        (
            "Kendala",
            "teks",
            "Pelatih datang terlambat.",
            "Pelatih datang terlambat. Hari kedua diganti hari Sabtu.",
            "Pelatih datang terlambat. Mesin jahit kurang dua.",
            True,
        ),
        ("Pelatihan, Tanggal", "tanggal", "belum diisi", "27 Jun 2025", "28 Jun 2025", False),
        ("Pelatihan, Peserta (orang)", "angka", "18", "24", "26", False),
    ]
    assert row(view, "umum.kendala").mine.pieces == (
        ("Pelatih datang terlambat.", False),
        (" Hari kedua diganti hari Sabtu.", True),
    )
    assert (view.merged, view.merged_words) == (2, "Uraian kegiatan; Pelatihan, Tempat.")
    assert view.state_words.startswith("Kiriman ke-2 sudah sampai di kecamatan.")


def test_nothing_to_choose_is_said_in_words_and_the_kecamatan_has_no_such_page(
    conflicts: Conflicts, district: Store, clock: HandClock
) -> None:
    assert conflicts.list() == ()
    no = conflicts.view()
    assert isinstance(no, Refused)
    assert no.words == "Tidak ada laporan yang bertabrakan. Semua isian aman."
    with pytest.raises(KnownError):
        Conflicts(district, clock).list()


def test_the_chosen_text_is_in_the_draft_and_is_sent_after_the_other_one(
    conflicts: Conflicts, village: Store, second_pc: Store, district: Store, server: Server, clock: HandClock
) -> None:
    returned_twice(village, second_pc, district, server, clock)
    settled = conflicts.resolve(JUNE, seen(conflicts).seal, CHOSEN)
    assert isinstance(settled, Settled)
    edit = opened(village, clock)
    assert edit.content["umum.kendala"] == KENDALA
    assert (edit.content["kegiatan[a].peserta"], edit.content["kegiatan[a].tanggal"]) == (24, "2025-06-28")
    assert (edit.content["umum.uraian"], edit.content["kegiatan[a].tempat"]) == (THEIRS["umum.uraian"], "Balai desa")
    assert (edit.editable, edit.newer_words, edit.submit_word, edit.recall_word) == (True, "", "Kirim ulang", "")
    assert edit.saved_words == "Tersimpan di komputer ini 10.34. Belum dikirim ulang."
    listed = next(one for one in Reports(village, clock).list() if one.draft_id == JUNE)
    assert "Gabungan isian dua komputer belum dikirim." in listed.words
    assert conflicts.list() == ()
    assert isinstance(Reports(village, clock).submit(JUNE), Submitted)
    assert [receipt.status for receipt in server.exchange(village)] == ["accepted"]
    third = server.get(version_ref(3, REPORT))
    assert third is not None
    assert third.text("umum.kendala") == KENDALA
    assert opened(village, clock).state is ReportState.TERKIRIM
    assert not opened(village, clock).editable


def test_a_refused_sending_is_settled_by_the_choice_and_its_words_stay_in_the_history(
    conflicts: Conflicts, village: Store, second_pc: Store, server: Server, clock: HandClock
) -> None:
    from_nothing(village, second_pc, server, clock)
    queue = Queue(village, clock)
    (parked,) = queue.parked()
    assert (parked.choose, parked.todo) == (JUNE, "Pilih isian yang dipakai, lalu kirim dari laporannya.")
    view = seen(conflicts)
    assert view.base.words == "Belum pernah dikirim"
    assert {one.base.text for one in view.rows} == {"kosong", "belum diisi"}
    choices = {one.path: Take.MINE for one in view.rows}
    assert isinstance(conflicts.resolve(JUNE, view.seal, choices), Settled)
    assert queue.parked() == []
    (settled,) = [one for one in queue.history().rows if one.op_id == parked.op_id]
    assert settled.chip == "Disisihkan"
    told = queue.text(parked.op_id)
    assert not isinstance(told, Refused)
    assert "Hari kedua diganti hari Sabtu." in told.text
    assert isinstance(Reports(village, clock).submit(JUNE), Submitted)
    assert [receipt.status for receipt in server.exchange(village)] == ["accepted"]


def test_the_first_page_names_the_report_once_and_counts_its_fields(
    conflicts: Conflicts, village: Store, second_pc: Store, district: Store, server: Server, clock: HandClock
) -> None:
    returned_twice(village, second_pc, district, server, clock)
    judge(server, district, Verdict.RETURNED, 2, REPORT)
    server.exchange(village)
    tasks = [one for one in Home(village, clock).today().tasks if one.target == JUNE]
    assert [(one.kind, one.title, one.words, one.action) for one in tasks] == [
        (
            TaskKind.CONFLICT,
            "Dua komputer mengubah Laporan Kegiatan Bulanan Juni 2025",
            "3 isian bertabrakan. Keduanya tersimpan, tidak ada yang hilang.",
            "Pilih isian",
        )
    ]
    assert seen(conflicts).state_words == "Kecamatan mengembalikan kiriman ke-2. Catatannya tetap ada di laporan."


def test_a_choice_half_made_is_there_after_a_restart(
    conflicts: Conflicts, village: Store, second_pc: Store, district: Store, server: Server, clock: HandClock
) -> None:
    returned_twice(village, second_pc, district, server, clock)
    conflicts.choose(JUNE, {"umum.kendala": Take.BOTH, "kegiatan[a].peserta": Take.MINE, "unknown.path": Take.MINE})
    conflicts.choose(JUNE, {"kegiatan[a].peserta": None})
    view = seen(Conflicts(village, clock))
    assert [one.choice for one in view.rows] == [Take.BOTH, None, None]
    assert draft(village)["umum.kendala"] == MINE["umum.kendala"]


def test_a_still_newer_version_asks_again_only_for_what_it_changed(
    conflicts: Conflicts, village: Store, second_pc: Store, district: Store, server: Server, clock: HandClock
) -> None:
    returned_twice(village, second_pc, district, server, clock)
    old = seen(conflicts)
    conflicts.choose(JUNE, CHOSEN)
    judge(server, district, Verdict.RETURNED, 2, REPORT)
    server.exchange(second_pc)
    send(second_pc, clock, server, {"kegiatan[a].peserta": 27})
    server.exchange(village)
    late = conflicts.resolve(JUNE, old.seal, CHOSEN)
    assert isinstance(late, Refused)
    assert late.words.startswith("Sementara itu ada isian atau kiriman baru.")
    assert draft(village)["kegiatan[a].peserta"] == 24
    view = seen(conflicts)
    assert {one.path: one.choice for one in view.rows} == CHOSEN | {"kegiatan[a].peserta": None}
    assert row(view, "kegiatan[a].peserta").theirs.text == "27"


def test_what_is_not_chosen_is_named_and_nothing_is_written(
    conflicts: Conflicts, village: Store, second_pc: Store, district: Store, server: Server, clock: HandClock
) -> None:
    returned_twice(village, second_pc, district, server, clock)
    before = draft(village)
    no = conflicts.resolve(JUNE, seen(conflicts).seal, {"umum.kendala": Take.BOTH, "kegiatan[a].peserta": Take.BOTH})
    assert isinstance(no, Refused)
    assert no.words == "Belum dipilih: Pelatihan, Tanggal, Pelatihan, Peserta (orang)."
    assert draft(village) == before


def test_the_own_text_kept_as_a_copy_is_read_from_the_report(
    conflicts: Conflicts, village: Store, second_pc: Store, district: Store, server: Server, clock: HandClock
) -> None:
    returned_twice(village, second_pc, district, server, clock)
    settled = conflicts.keep_two(JUNE, seen(conflicts).seal)
    assert isinstance(settled, Settled)
    assert settled.words == "Isian Anda disimpan sebagai salinan. Baca di laporan ini: Riwayat, Lihat semua kiriman."
    edit = opened(village, clock)
    assert edit.content["kegiatan[a].peserta"] == 26
    assert edit.history[0].title == "Isian Anda disimpan sebagai salinan di komputer ini"
    versions = Versions(village, clock)
    listed = versions.of_report(REPORT)
    assert not isinstance(listed, Refused)
    (kept,) = listed.kept
    assert (kept.title, kept.words) == (
        "Salinan isian Anda, 10.34",
        "Disimpan di komputer ini, belum pernah dikirim",
    )
    read = versions.compare(REPORT, kept.id)
    assert not isinstance(read, Refused)
    assert MINE["umum.kendala"] in [place.after for place in read.places]
    assert conflicts.list() == ()


def test_a_second_copy_never_takes_the_place_of_the_first(
    conflicts: Conflicts, village: Store, second_pc: Store, district: Store, server: Server, clock: HandClock
) -> None:
    for peserta in (24, 25):
        if peserta == 24:
            returned_twice(village, second_pc, district, server, clock)
        else:
            with village.write() as tx:
                draft = tx.documents.get(JUNE)
                assert draft is not None
                tx.documents.start(JUNE, draft.kind, {**draft.about, "newest_seen": 1}, clock.now())
                tx.documents.save(JUNE, {"kegiatan[a].peserta": peserta}, clock.now())
        assert isinstance(conflicts.keep_two(JUNE, seen(conflicts).seal), Settled)
    listed = Versions(village, clock).of_report(REPORT)
    assert not isinstance(listed, Refused)
    with village.read() as tx:
        kept = {tx.documents.content(one.id)["kegiatan[a].peserta"] for one in listed.kept}
    assert kept == {24, 25}


def test_once_the_other_text_is_approved_the_own_one_can_only_be_kept(
    conflicts: Conflicts, village: Store, second_pc: Store, district: Store, server: Server, clock: HandClock
) -> None:
    returned_twice(village, second_pc, district, server, clock)
    judge(server, district, Verdict.ACCEPTED, 2, REPORT)
    server.exchange(village)
    view = seen(conflicts)
    assert view.locked
    assert view.state_words.startswith("Kecamatan sudah menyetujui kiriman ke-2, jadi laporan ini terkunci.")
    (summary,) = conflicts.list()
    assert summary.words == "Kiriman PC lain sudah disetujui. Isian Anda aman dan dapat disimpan sebagai salinan."
    assert "sudah disetujui kecamatan" in opened(village, clock).newer_words
    no = conflicts.resolve(JUNE, view.seal, CHOSEN)
    assert isinstance(no, Refused)
    assert no.code == "locked"
    assert isinstance(conflicts.keep_two(JUNE, view.seal), Settled)
    assert conflicts.list() == ()


def test_an_own_sending_without_an_answer_is_waited_for(
    conflicts: Conflicts, village: Store, second_pc: Store, server: Server, clock: HandClock
) -> None:
    send(second_pc, clock, server, FIRST | THEIRS)
    write(village, clock, FIRST | MINE).submit(JUNE)
    with village.write() as tx:
        tx.server_records.take(server.all(RecordType.REPORT) + server.all(RecordType.VERSION))
        tx.reproject()
    assert conflicts.list() == ()


def test_a_draft_of_which_nothing_would_be_lost_follows_by_itself(
    conflicts: Conflicts, village: Store, second_pc: Store, server: Server, clock: HandClock
) -> None:
    send(second_pc, clock, server, FIRST | THEIRS)
    write(village, clock, {"umum.uraian": str(THEIRS["umum.uraian"])})
    server.exchange(village)
    assert conflicts.list() == ()
    assert opened(village, clock).content["kegiatan[a].peserta"] == 26


def test_two_sums_of_one_budget_row_are_named_by_its_codes_in_rupiah(
    conflicts: Conflicts, village: Store, second_pc: Store, server: Server, clock: HandClock
) -> None:
    row_of = "apbdes[02.03.01/5.3.5/DD].realisasi"
    draft_id = ids.draft_id(BABAYAU, "lra_semester1", "2025-S1")
    for pc, amount in ((second_pc, 5_900_000), (village, 6_150_000)):
        reports = Reports(pc, clock)
        assert isinstance(reports.create("lra_semester1", "2025-S1"), ReportEdit)
        reports.save(draft_id, {**TOLD, row_of: amount})
        assert isinstance(reports.submit(draft_id), Submitted)
        server.exchange(pc)
    view = conflicts.view(draft_id)
    assert isinstance(view, ConflictView)
    (found,) = view.rows
    assert (found.row, found.kind, found.base.text, found.mine.text, found.theirs.text, found.both) == (
        "02.03.01 / 5.3.5 / DD",
        "angka",
        "belum diisi",
        "Rp6.150.000",
        "Rp5.900.000",
        False,
    )
    assert found.label.endswith(", Realisasi")


def test_a_row_removed_here_and_edited_there_is_one_choice(
    conflicts: Conflicts, village: Store, second_pc: Store, district: Store, server: Server, clock: HandClock
) -> None:
    returned_twice(village, second_pc, district, server, clock)
    with village.write() as tx:
        cells = [path for path in tx.documents.content(JUNE) if path.startswith("kegiatan[a]")]
        tx.documents.save(JUNE, dict.fromkeys(cells), clock.now())
    found = row(seen(conflicts), "kegiatan[a]")
    assert (found.label, found.kind, found.mine.text, found.theirs.text) == (
        "Pelatihan",
        "baris",
        "baris dihapus",
        "Pelatihan, 28 Jun 2025, 26",
    )


def test_the_same_text_sent_from_both_is_no_conflict_and_says_that_nothing_is_missing(
    conflicts: Conflicts, village: Store, second_pc: Store, server: Server, clock: HandClock
) -> None:
    send(second_pc, clock, server, FIRST)
    send(village, clock, server, FIRST)
    assert conflicts.list() == ()
    (parked,) = Queue(village, clock).parked()
    assert (parked.choose, parked.todo) == ("", "Isinya sama dengan kiriman terbaru, jadi boleh disisihkan.")


def test_the_list_of_reports_names_it_first_and_says_what_to_do(
    conflicts: Conflicts, village: Store, second_pc: Store, server: Server, clock: HandClock
) -> None:
    from_nothing(village, second_pc, server, clock)
    first = Reports(village, clock).list()[0]
    assert (first.draft_id, first.twice) == (JUNE, True)
    assert first.words.startswith("Dua komputer mengubahnya: buka, lalu pilih isian. Terkirim 10.34.")


def test_with_nothing_in_conflict_all_that_was_put_together_is_named_and_a_person_looks_once(
    conflicts: Conflicts, village: Store, second_pc: Store, server: Server, clock: HandClock
) -> None:
    send(second_pc, clock, server, FIRST | {"umum.kendala": "Hujan."})
    more: dict[str, Value] = {f"kegiatan[{row}].nama": f"Rapat {row}" for row in "wxyz"}
    write(village, clock, {"umum.uraian": "Pelatihan menjahit."} | more)
    server.exchange(village)
    view = seen(conflicts)
    assert (view.rows, view.merged) == ((), 7)
    assert all(f"Rapat {row}, Kegiatan" in view.merged_words for row in "wxyz")
    (summary,) = conflicts.list()
    assert summary.words == "Tidak ada isian yang bertabrakan. Lihat gabungannya, lalu simpan."
    assert draft(village) == {"umum.uraian": "Pelatihan menjahit."} | more
    assert isinstance(conflicts.resolve(JUNE, view.seal, {}), Settled)
    assert draft(village).items() >= ({"umum.kendala": "Hujan."} | more).items()
