"""Planted faults are found where they are, true reports are not flagged, and nothing is said twice."""

from __future__ import annotations

import pytest

from resources import read_text
from sipa_core.domain.budget_codes import read_names
from sipa_core.domain.checks import Finding, Severity, check
from sipa_core.domain.paths import Value, applied, is_path
from sipa_core.domain.template_text import read_template

NAMES = read_names(read_text("codes/kode_rekening.csv"), read_text("codes/kode_kegiatan.csv"))
LRA = read_template(read_text("templates/lra_semester1.toml"), "lra_semester1.toml")
MONTHLY = read_template(read_text("templates/kegiatan_bulanan.toml"), "kegiatan_bulanan.toml")

SOUND: dict[str, Value] = {
    "pengantar.isi": "Dengan hormat kami sampaikan laporan ini.",
    "ringkasan.isi": "Rabat beton RT 03 hampir selesai.",
    "apbdes[-/4.2.1/-].anggaran": 100_000_000,
    "apbdes[-/4.2.1/-].realisasi": 95_000_000,
    "apbdes[02/-/-].anggaran": 80_000_000,
    "apbdes[02/-/-].realisasi": 30_000_000,
    "apbdes[05.03/-/-].anggaran": 20_000_000,
    "apbdes[05.03/-/-].realisasi": 0,
    "kegiatan[a].nama": "Rabat beton RT 03",
    "kegiatan[a].lokasi": "RT 03",
    "kegiatan[a].anggaran": 50_000_000,
    "kegiatan[a].realisasi": 30_000_000,
    "kegiatan[a].fisik": 60,
    "belum[x].nama": "Rabat beton RT 03",
    "belum[x].keterangan": "Pekerjaan 60%, selesai Agustus",
    "kendala.isi": "Tidak ada kendala.",
    "pengesahan.kepala_desa": "Rahmadi",
    "pengesahan.tanggal": "2025-07-09",
    "pengesahan.alamat_pengaduan": "Kantor Desa Babayau, 0812-0000-0000",
}


def look(changes: dict[str, Value], base: dict[str, Value] | None = None) -> tuple[Finding, ...]:
    return check(LRA, applied(SOUND if base is None else base, changes), NAMES)


def faults(changes: dict[str, Value]) -> set[tuple[str, str, str]]:
    """What the changes add to a sound report, as (severity, code, path)."""
    return {(found.severity.value, found.code, found.path) for found in look(changes) if found.severity != "good"}


def test_a_sound_report_is_only_praised() -> None:
    assert [(found.severity, found.code) for found in look({})] == [
        (Severity.GOOD, "figures_sound"),
        (Severity.GOOD, "sums_agree"),
        (Severity.GOOD, "budget_closes"),
        (Severity.GOOD, "public_complete"),
    ]


@pytest.mark.parametrize(
    ("changes", "severity", "code", "path"),
    [
        ({"kendala.isi": None}, "must", "empty", "kendala.isi"),
        ({"kendala.isi": " "}, "must", "empty", "kendala.isi"),
        ({"kendala.isi": "-"}, "suggest", "no_words", "kendala.isi"),
        ({"ringkasan.isi": "xxxx"}, "suggest", "placeholder", "ringkasan.isi"),
        ({"pengesahan.tanggal": "9 Juli"}, "must", "unfit", "pengesahan.tanggal"),
        ({"pengesahan.alamat_pengaduan": None}, "must", "empty", "pengesahan.alamat_pengaduan"),
        ({"kegiatan[a].fisik": 101}, "must", "unfit", "kegiatan[a].fisik"),
        ({"kegiatan[a].lokasi": None}, "must", "empty", "kegiatan[a].lokasi"),
        ({"kegiatan[a].anggaran": -1, "kegiatan[a].realisasi": -2}, "must", "negative", "kegiatan[a].anggaran"),
        ({"kegiatan[a].realisasi": 50_000_001}, "suggest", "activity_overspent", "kegiatan[a].realisasi"),
        ({"kegiatan[a]": None}, "must", "table_empty", "kegiatan"),
        ({"belum[x]": None}, "must", "nihil_missing", "belum_selesai.nihil"),
        ({"belum_selesai.nihil": True}, "must", "nihil_filled", "belum_selesai.nihil"),
        ({"apbdes[02/-/-].realisasi": 80_000_001}, "must", "overspent", "apbdes[02/-/-].alasan"),
        ({"apbdes[02/-/-].realisasi": -30}, "must", "negative", "apbdes[02/-/-].realisasi"),
        ({"apbdes[02/-/-].realisasi": None}, "must", "empty", "apbdes[02/-/-].realisasi"),
        ({"apbdes[02/-/-].realisasi": "30 juta"}, "must", "unfit", "apbdes[02/-/-].realisasi"),
        ({"apbdes[-/4.2.1/-].anggaran": 99_999_999}, "suggest", "financing_missing", "apbdes"),
        (
            {
                "apbdes[-/4.2.1/-].anggaran": 99_999_999,
                "apbdes[-/6.1.1/-].anggaran": 0,
                "apbdes[-/6.1.1/-].realisasi": 0,
            },
            "suggest",
            "budget_open",
            "apbdes",
        ),
    ],
)
def test_a_planted_fault_is_found_at_its_place(changes: dict[str, Value], severity: str, code: str, path: str) -> None:
    assert (severity, code, path) in faults(changes)


def test_a_fault_is_told_once_though_two_rules_see_it() -> None:
    found = look({"pengesahan.alamat_pengaduan": None})
    about = [one for one in found if one.path == "pengesahan.alamat_pengaduan"]
    assert len(about) == 1
    assert "wajib diumumkan (Permendagri 20/2018 Pasal 72)" in about[0].words
    assert "public_complete" not in {one.code for one in found}


def test_sums_that_do_not_close_are_told_with_the_gap() -> None:
    found = look({"apbdes[05/-/-].anggaran": 20_000_500, "apbdes[05/-/-].realisasi": 0})
    (finding,) = (one for one in found if one.severity is Severity.MUST)
    assert (finding.code, finding.path) == ("sum_differs", "apbdes[05/-/-].anggaran")
    assert "Rp20.000.500" in finding.words
    assert "Selisih Rp500" in finding.words
    assert "sums_agree" not in {one.code for one in found}


def test_a_parent_may_leave_its_figures_to_its_children() -> None:
    assert faults({"apbdes[05/-/-].uraian": "Bencana dan keadaan mendesak"}) == set()


def test_more_than_planned_is_accepted_with_a_reason_and_of_revenue_only_asked_about() -> None:
    reason: dict[str, Value] = {
        "apbdes[02/-/-].realisasi": 80_000_001,
        "apbdes[02/-/-].alasan": "Perubahan harga material, Perdes 3/2025",
    }
    assert faults(reason) == set()
    # The bidang above it is judged by its rows, so the reason need not be written twice.
    in_parts: dict[str, Value] = {
        "apbdes[02.03/-/-].anggaran": 80_000_000,
        "apbdes[02.03/-/-].realisasi": 80_000_001,
        "apbdes[02.03/-/-].alasan": reason["apbdes[02/-/-].alasan"],
        "apbdes[02/-/-].realisasi": 80_000_001,
    }
    assert faults(in_parts) == set()
    assert faults({"apbdes[-/6.1.1/-].anggaran": 0, "apbdes[-/6.1.1/-].realisasi": 5}) == {
        ("suggest", "income_above", "apbdes[-/6.1.1/-].alasan")
    }
    assert ("must", "overspent", "apbdes[-/6.2.2/-].alasan") in faults(
        {"apbdes[-/6.2.2/-].anggaran": 0, "apbdes[-/6.2.2/-].realisasi": 5}
    )


def test_codes_out_of_the_lists_are_questioned_and_regional_ones_are_not() -> None:
    def row(key: str) -> dict[str, Value]:
        return {f"apbdes[{key}].anggaran": 0, f"apbdes[{key}].realisasi": 0}

    assert faults(row("03.01.97/-/-")) == set()
    assert faults(row("01.01.77/-/-")) == {("suggest", "unknown_code", "apbdes[01.01.77/-/-].anggaran")}
    assert faults(row("-/1.1/-")) == {("must", "stray_code", "apbdes[-/1.1/-].anggaran")}


def test_an_unfinished_activity_contradicts_the_tick_that_there_is_none() -> None:
    found = faults({"belum[x]": None, "belum_selesai.nihil": True})
    assert found == {("must", "unfinished_not_listed", "kegiatan[a].fisik")}
    assert faults({"belum[x]": None, "belum_selesai.nihil": True, "kegiatan[a].fisik": 100}) == set()


def test_many_empty_cells_of_a_column_are_three_lines_and_a_count() -> None:
    rows: dict[str, Value] = {f"kegiatan[k{n}].nama": f"Kegiatan {n}" for n in range(9)}
    found = [one for one in look(rows) if one.path.endswith(".lokasi")]
    assert [one.code for one in found] == ["empty", "empty", "empty", "empty_more"]
    assert "6 baris lain" in found[-1].words
    assert "Kegiatan 0" in found[0].words


def test_an_empty_report_is_told_where_to_begin_and_nothing_is_praised() -> None:
    found = look({}, base={})
    assert {one.severity for one in found} == {Severity.MUST}
    assert len({one.path for one in found}) == len(found) == 9
    assert found[0].path == "pengantar.isi"


def test_a_report_that_is_not_published_is_checked_without_the_law_on_publication() -> None:
    assert check(MONTHLY, {"umum.uraian": "Warga menyiapkan panen raya bulan depan.", "umum.nihil": True}, NAMES) == ()
    found = check(MONTHLY, {"umum.kendala": "-", "kegiatan[a].tanggal": "kemarin"}, NAMES)
    assert {(one.code, one.path) for one in found} == {
        ("empty", "umum.uraian"),
        ("no_words", "umum.kendala"),
        ("empty", "kegiatan[a].nama"),
        ("empty", "kegiatan[a].tempat"),
        ("empty", "kegiatan[a].hasil"),
        ("unfit", "kegiatan[a].tanggal"),
    }


def test_every_finding_has_a_sentence_and_a_place_to_jump_to() -> None:
    wrecked: dict[str, Value] = {path: ("?" if isinstance(value, int) else 5) for path, value in SOUND.items()}
    found = [*look({}), *look({}, base={}), *look({}, base=wrecked)]
    assert all(one.words.endswith(".") and "{" not in one.words for one in found)
    assert all(is_path(one.path) and LRA.section_of(one.path) for one in found)


def test_what_must_be_put_right_comes_first() -> None:
    weights = [one.severity for one in look({"kendala.isi": "-", "pengesahan.tanggal": None})]
    assert weights == sorted(weights, key=list(Severity).index)
    assert set(weights) == set(Severity)
