"""A careless report is noticed: each planted fault is found at its place, and a careful report is left in peace."""

from __future__ import annotations

import csv
from datetime import date

import pytest

from resources import read_text
from sipa_core.domain.beside import Beside, OtherReport, OtherVillage
from sipa_core.domain.budget_codes import read_names
from sipa_core.domain.checks import Severity, check, few_of_a_kind
from sipa_core.domain.finding_words import said
from sipa_core.domain.paths import Value, applied
from sipa_core.domain.periods import parse_period
from sipa_core.domain.photo_checks import photo_prints
from sipa_core.domain.template_text import read_template
from sipa_core.domain.templates import Template
from sipa_core.domain.text_checks import text_prints

NAMES = read_names(read_text("codes/kode_rekening.csv"), read_text("codes/kode_kegiatan.csv"))

Content = dict[str, Value]


def template(name: str) -> Template:
    return read_template(read_text(f"templates/{name}.toml"), name)


LRA, LPJ, MONTHLY = template("lra_semester1_v2"), template("lpj_apbdes"), template("kegiatan_bulanan_v2")
PEOPLE, AID, CHANGE = template("penduduk_bulanan"), template("blt_dd_bulanan"), template("apbdes_perubahan")

SUMMARY = (
    "Rabat beton RT 03 sepanjang 180 meter sudah dikerjakan enam puluh persen. Posyandu balita berjalan tiap bulan "
    "dan diikuti 45 anak. Pagar PAUD belum dimulai karena menunggu kayu dari pemasok."
)
SOUND: Content = {
    "pengantar.isi": "Kami sampaikan laporan realisasi APB Desa Babayau Semester I Tahun Anggaran 2025.",
    "ringkasan.isi": SUMMARY,
    "apbdes[-/4.2.1/-].anggaran": 100_000_000,
    "apbdes[-/4.2.1/-].realisasi": 60_400_000,
    "apbdes[01/-/-].anggaran": 20_000_000,
    "apbdes[01/-/-].realisasi": 9_115_000,
    "apbdes[02/-/-].anggaran": 60_000_000,
    "apbdes[02/-/-].realisasi": 30_250_000,
    "apbdes[05.03/-/-].anggaran": 25_000_000,
    "apbdes[05.03/-/-].realisasi": 0,
    "apbdes[-/6.1.1/-].anggaran": 5_000_000,
    "apbdes[-/6.1.1/-].realisasi": 5_000_000,
    "kegiatan[a].nama": "Rabat beton RT 03",
    "kegiatan[a].lokasi": "RT 03",
    "kegiatan[a].anggaran": 50_000_000,
    "kegiatan[a].realisasi": 30_250_000,
    "kegiatan[a].fisik": 60,
    "kegiatan[b].nama": "Pagar PAUD",
    "kegiatan[b].lokasi": "RT 01",
    "kegiatan[b].anggaran": 10_000_000,
    "kegiatan[b].realisasi": 0,
    "kegiatan[b].fisik": 0,
    "belum[x].nama": "Rabat beton RT 03",
    "belum[x].keterangan": "Tinggal 72 meter, selesai Agustus",
    "belum[y].nama": "Pagar PAUD",
    "belum[y].keterangan": "Mulai September setelah kayu datang",
    "kendala.isi": "Kayu untuk pagar PAUD terlambat datang, sehingga pekerjaan dimulai September.",
    "pengesahan.kepala_desa": "Rahmadi",
    "pengesahan.tanggal": "2025-07-09",
    "pengesahan.alamat_pengaduan": "Kantor Desa Babayau, Jalan Desa 1",
}
S1 = Beside(
    period=parse_period("2025-S1"), today=date(2025, 7, 10), village="Babayau", neighbours=("Balang", "Lasung Batu")
)


def codes(kind: Template, content: Content, beside: Beside = S1) -> set[tuple[str, str]]:
    return {(one.code, one.path) for one in check(kind, content, NAMES, beside) if one.severity is not Severity.GOOD}


def test_a_careful_report_is_left_in_peace() -> None:
    assert codes(LRA, SOUND) == set()


@pytest.mark.parametrize(
    ("path", "text", "code"),
    [
        ("kendala.isi", "-", "no_words"),
        ("kendala.isi", "xxx", "placeholder"),
        ("kendala.isi", "isi di sini", "placeholder"),
        ("kendala.isi", "Lorem ipsum dolor sit amet, consectetur adipiscing elit", "placeholder"),
        ("kendala.isi", "Sama seperti tahun lalu.", "placeholder"),
        ("kendala.isi", "Terlampir", "placeholder"),
        ("kendala.isi", "menyusul", "placeholder"),
        ("pengantar.isi", "Laporan Desa ............ untuk tahun ini kami sampaikan", "placeholder"),
        ("pengesahan.kepala_desa", "[nama kepala desa]", "placeholder"),
        ("kegiatan[a].lokasi", "...", "no_words"),
        ("kegiatan[a].lokasi", "Kendala dan tindak lanjut", ""),
        ("kendala.isi", "asdf asdf jkl", "keyboard_run"),
        ("kendala.isi", "hgfdsghj dfgdfg sdfsdfg", "keyboard_run"),
        ("ringkasan.isi", "lancar lancar lancar lancar", "word_repeated"),
        ("ringkasan.isi", "Kegiatan berjalan baik sekali. Kegiatan berjalan baik sekali.", "sentence_repeated"),
        ("ringkasan.isi", "Sudah baik", "too_short"),
        ("ringkasan.isi", "Apa yang sudah terlaksana, apa yang belum, dan mengapa.", "help_copied"),
        ("kendala.isi", SUMMARY, "same_text_twice"),
        ("ringkasan.isi", f"{SUMMARY} Hubungi Ibu Siti 0812-5555-1234.", "personal_number"),
        ("ringkasan.isi", f"{SUMMARY} Penerima 6311065203880001.", "personal_number"),
        ("pengantar.isi", "Kami sampaikan laporan realisasi APB Desa Semester I Tahun Anggaran 2024.", "other_year"),
        ("pengantar.isi", "Kami sampaikan laporan realisasi APB Desa Semester II Tahun 2025.", "other_month"),
        ("pengantar.isi", "Dengan hormat, Pemerintah Desa Balang menyampaikan laporan ini.", "other_village"),
        ("pengesahan.tanggal", "2024-07-09", "day_outside"),
        ("pengesahan.tanggal", "2025-08-30", "day_ahead"),
        ("ringkasan.isi", f"{SUMMARY} Realisasi belanja sebesar Rp93.365.000.", "text_figure"),
        ("ringkasan.isi", f"{SUMMARY} Realisasi belanja sebesar Rp39.365.000.", ""),
        ("kendala.isi", "Tidak ada kendala.", ""),
        ("kegiatan[a].nama", "180 m x 3 m x 0,15 m", ""),
        ("ringkasan.isi", f"{SUMMARY} Jalan menuju Desa Balang dirawat bersama.", ""),
        ("ringkasan.isi", f"{SUMMARY} Dana berasal dari SiLPA tahun 2024.", ""),
        ("pengantar.isi", "Kami sampaikan laporan ini menurut Permendagri Nomor 20 Tahun 2018.", ""),
    ],
)
def test_a_careless_text_is_noticed_and_an_honest_one_is_not(path: str, text: str, code: str) -> None:
    found = codes(LRA, applied(SOUND, {path: text}))
    assert found == ({(code, path)} if code else set())


def test_only_the_tick_on_unfinished_activities_speaks_against_an_unfinished_one() -> None:
    year = parse_period("2025")
    beside = Beside(period=year, today=date(2026, 2, 10), village="Babayau")
    unfinished = {"kegiatan[a].nama": "Pelatihan kader", "kegiatan[a].fisik": 0}
    assert "unfinished_not_listed" not in {
        code for code, _path in codes(LPJ, unfinished | {"program_masuk.nihil": True}, beside)
    }
    assert "unfinished_not_listed" in {
        code for code, _path in codes(LPJ, unfinished | {"belum_selesai.nihil": True}, beside)
    }


@pytest.mark.parametrize(
    ("changes", "code", "path"),
    [
        ({"kegiatan[a].realisasi": 2_000_000}, "progress_far", "kegiatan[a].fisik"),
        ({"kegiatan[a].anggaran": 0, "kegiatan[a].realisasi": 5}, "activity_unplanned", "kegiatan[a].anggaran"),
        ({"kegiatan[a].fisik": 100}, "finished_listed", "belum[x].nama"),
        ({"belum[y]": None}, "unfinished_missing", "kegiatan[b].fisik"),
        ({"kegiatan[a].anggaran": 250_000_000}, "activities_differ", "kegiatan[a].anggaran"),
        ({"apbdes[-/4.2.1/-].realisasi": 1_000_000}, "cash_negative", "apbdes"),
        ({"apbdes[02/-/-].realisasi": 0}, "unspent", "apbdes[02/-/-].alasan"),
        ({"apbdes[01/-/-].uraian": "Penyelenggaraan Pemerintihan Desa"}, "", ""),
        ({"apbdes[02/-/-].uraian": "Pelaksanaan Pembinaan Desa"}, "name_mistyped", "apbdes[02/-/-].uraian"),
    ],
)
def test_a_figure_that_cannot_be_is_noticed(changes: Content, code: str, path: str) -> None:
    found = codes(LRA, applied(SOUND, changes))
    assert ((code, path) in found) if code else found == set()


def test_habits_of_a_careless_hand_show_over_the_whole_budget() -> None:
    rows = [f"apbdes[0{bidang}.0{sub}/-/-]" for bidang in (1, 2, 3) for sub in (1, 2, 3)]
    planned: Content = {f"{row}.anggaran": 8_000_000 + n * 1_000_000 for n, row in enumerate(rows)}
    base = applied({path: value for path, value in SOUND.items() if not path.startswith("apbdes[0")}, planned)

    def spent(share: int) -> Content:
        return applied(base, {f"{row}.realisasi": int(planned[f"{row}.anggaran"] or 0) * share // 100 for row in rows})

    assert "one_share" in {code for code, _ in codes(LRA, spent(50))}
    assert {"all_exact", "spent_early"} <= {code for code, _ in codes(LRA, spent(100))}
    assert "round_figures" in {
        code
        for code, _ in codes(
            LRA,
            applied(base, {f"{row}.realisasi": 3_000_000 + n * 1_000_000 for n, row in enumerate(rows)})
            | {"apbdes[-/4.2.1/-].realisasi": 90_000_000},
        )
    }
    nothing: Content = {path: 0 for path in SOUND if path.startswith("apbdes[") and path.endswith("realisasi")}
    assert "nothing_spent" in {code for code, _ in codes(LRA, applied(SOUND, nothing))}


def test_text_taken_from_last_year_is_known_again_though_names_and_sums_were_changed() -> None:
    before = applied(SOUND, {"ringkasan.isi": SUMMARY.replace("180", "240").replace("RT 03", "RT 05")})
    last = OtherReport("lra_semester1", parse_period("2024-S1"), "Realisasi APB Desa Semester I 2024", before)
    beside = Beside(period=S1.period, earlier=(last,))
    found = codes(LRA, SOUND, beside)
    assert ("copied_earlier", "ringkasan.isi") in found
    assert not any(path == "pengantar.isi" for _code, path in found), "an opening may stay the same"


def test_text_of_another_village_is_known_again_by_its_fingerprint_only() -> None:
    theirs = text_prints(LRA, applied(SOUND, {"ringkasan.isi": SUMMARY.replace("45 anak", "60 anak")}))
    beside = Beside(period=S1.period, village="Babayau", others=(OtherVillage("Desa Balang", theirs),))
    assert ("copied_elsewhere", "ringkasan.isi") in codes(LRA, SOUND, beside)
    assert "Rabat" not in repr(theirs)


def test_the_same_photo_is_known_again_by_its_bytes_and_by_its_look() -> None:
    look = "0f3c" * 16
    near = f"{int(look, 16) ^ 0b1011:064x}"

    def photo(row: str, digest: str, seen: str) -> Content:
        return {f"foto[{row}].sha256": digest * 64, f"foto[{row}].media": "image/jpeg", f"foto[{row}].look": seen}

    month = Beside(period=parse_period("2025-06"))
    plain: Content = {"umum.uraian": "Warga memperbaiki saluran air di dua RT selama dua hari.", "umum.nihil": True}
    one = plain | photo("p", "a", look)
    assert codes(MONTHLY, one, month) == set()
    assert codes(MONTHLY, one | photo("q", "a", look), month) == {("photo_twice", "foto[q].sha256")}
    assert codes(MONTHLY, one | photo("q", "b", near), month) == {("photo_alike", "foto[q].sha256")}
    assert codes(MONTHLY, one | photo("q", "b", "96c3" * 16), month) == set()
    may = OtherReport("kegiatan_bulanan", parse_period("2025-05"), "Kegiatan Mei 2025", one)
    again = plain | photo("r", "c", near)
    assert codes(MONTHLY, again, Beside(period=month.period, earlier=(may,))) == {
        ("photo_before", "foto[r].sha256"),
        ("copied_earlier", "umum.uraian"),
    }
    balang = OtherVillage("Desa Balang", photos=photo_prints(MONTHLY, one))
    elsewhere = Beside(period=month.period, others=(balang,))
    assert codes(MONTHLY, again, elsewhere) == {("photo_elsewhere", "foto[r].sha256")}


def test_figures_that_differ_between_the_reports_of_a_year_are_noticed() -> None:
    plan: Content = {path: value for path, value in SOUND.items() if path.startswith("apbdes[") and "anggaran" in path}
    budget = OtherReport("apbdes", parse_period("2025"), "APB Desa 2025", plan)
    half = Beside(period=S1.period, same_year=(budget,))
    assert codes(LRA, SOUND, half) == set()
    assert ("plan_differs", "apbdes[01/-/-].anggaran") in codes(
        LRA, applied(SOUND, {"apbdes[01/-/-].anggaran": 21_000_000}), half
    )
    changed: Content = {path.replace(".anggaran", ".anggaran_awal"): value for path, value in plan.items()}
    changed |= plan | {"apbdes[01/-/-].anggaran_awal": 19_000_000}
    event = Beside(period=parse_period("2025-09-01"), same_year=(budget,))
    assert ("plan_differs", "apbdes[01/-/-].anggaran_awal") in codes(CHANGE, changed, event)
    first = OtherReport("lra_semester1", parse_period("2025-S1"), "Realisasi Semester I 2025", SOUND)
    year = Beside(period=parse_period("2025"), same_year=(budget, first))
    found = codes(LPJ, applied(SOUND, {"apbdes[02/-/-].realisasi": 20_000_000}), year)
    assert ("less_than_before", "apbdes[02/-/-].realisasi") in found


def test_a_month_begins_with_the_people_of_the_month_before_and_its_sums_close() -> None:
    sexes = ("l", "p")
    before: Content = {"penduduk[a].dusun": "Dusun I"} | {f"penduduk[a].akhir_{sex}": 120 for sex in sexes}
    now: Content = {"penduduk[k].dusun": "dusun i", "penduduk[k].kk": 60}
    for sex in sexes:
        now |= {f"penduduk[k].{name}_{sex}": 0 for name in ("lahir", "datang", "mati", "pindah")}
        now |= {f"penduduk[k].awal_{sex}": 120, f"penduduk[k].lahir_{sex}": 2, f"penduduk[k].akhir_{sex}": 122}
    may = OtherReport("penduduk_bulanan", parse_period("2025-05"), "Penduduk Mei 2025", before)
    june = Beside(period=parse_period("2025-06"), earlier=(may,))
    figures = {code for code, path in codes(PEOPLE, now, june) if path.startswith("penduduk[k].")}
    assert figures == set()
    wrong = applied(now, {"penduduk[k].awal_l": 121, "penduduk[k].akhir_p": 125})
    found = codes(PEOPLE, wrong, june)
    assert {("opening_differs", "penduduk[k].awal_l"), ("declared", "penduduk[k].akhir_p")} <= found


def test_aid_paid_month_by_month_is_the_aid_of_the_budget() -> None:
    paid: Content = {"blt.kpm_rencana": 16, "blt.kpm_dibayar": 16, "blt.nilai": 300_000, "blt.jumlah": 4_800_000}
    months = tuple(
        OtherReport("blt_dd_bulanan", parse_period(f"2025-0{n}"), f"BLT bulan {n}", paid) for n in range(1, 7)
    )
    half = Beside(period=S1.period, same_year=months)
    given = applied(SOUND, {"apbdes[05.03/-/-].realisasi": 24_000_000, "apbdes[02/-/-].realisasi": 20_000_000})
    assert ("aid_differs", "apbdes[05.03/-/-].realisasi") in codes(LRA, given, half)
    plan = OtherReport("apbdes", parse_period("2025"), "APB Desa 2025", {"apbdes[05.03/-/-].anggaran": 25_000_000})
    june = Beside(period=parse_period("2025-06"), earlier=months[:5], same_year=(plan,))
    assert ("aid_over_plan", "blt.jumlah") in codes(AID, paid, june)
    assert ("declared", "blt.jumlah") in codes(AID, applied(paid, {"blt.jumlah": 4_500_000}))


def test_rows_written_twice_and_results_that_are_all_the_same_are_noticed() -> None:
    content: Content = {"umum.uraian": "Warga memperbaiki saluran air di dua RT selama dua hari."}
    for n in range(5):
        content |= {
            f"kegiatan[k{n}].nama": f"Pertemuan RT {n}",
            f"kegiatan[k{n}].tempat": "Balai desa",
            f"kegiatan[k{n}].tanggal": f"2025-06-1{n}",
            f"kegiatan[k{n}].peserta": 25,
            f"kegiatan[k{n}].hasil": "Berjalan lancar",
        }
    june = Beside(period=parse_period("2025-06"))
    found = codes(MONTHLY, content, june)
    assert found == {("column_same", "kegiatan[k0].hasil"), ("figures_alike", "kegiatan[k0].peserta")}
    twin = {path.replace("[k0]", "[z]"): value for path, value in content.items() if "[k0]" in path}
    assert ("row_twice", "kegiatan[z].nama") in codes(MONTHLY, content | twin, june)
    late = applied(content, {"kegiatan[k1].tanggal": "2025-05-30"})
    assert ("day_outside", "kegiatan[k1].tanggal") in codes(MONTHLY, late, june)


def test_what_was_taken_over_and_not_looked_at_stands_among_the_findings() -> None:
    beside = Beside(period=S1.period, carried={"ringkasan.isi": "Semester I 2024", "kendala.isi": "Semester I 2024"})
    assert codes(LRA, SOUND, beside) == {("carried", "ringkasan.isi"), ("carried", "kendala.isi")}
    rows = Beside(period=S1.period, carried={"kegiatan[a].nama": "Semester I 2024", "kegiatan[b].nama": "x"})
    (found,) = (one for one in check(LRA, SOUND, NAMES, rows) if one.code == "carried")
    assert found.words.startswith("Realisasi kegiatan: 2 isian masih dari Semester I 2024.")


def test_the_real_budgets_have_no_finding_and_the_mistyped_name_and_missing_financing() -> None:
    budget = template("apbdes")

    def entered(name: str, group: dict[str, str]) -> Content:
        found: Content = {}
        for n, row in enumerate(csv.DictReader(read_text(f"demo/csv/{name}.csv").splitlines())):
            code = row.get("kode") or group[row["uraian"]]
            key = f"{code}/-/-" if code.startswith("0") else f"-/{code}/-"
            found |= {f"apbdes[{key}].uraian": row["uraian"], f"apbdes[{key}].anggaran": int(row["anggaran"])}
            found[f"apbdes[{key}].pos"] = n
        return found

    def of_budget(content: Content) -> list[str]:
        found = check(budget, content, NAMES)
        return [one.code for one in found if one.severity is not Severity.GOOD and one.path.startswith("apbdes")]

    assert of_budget(entered("keji-2026", {})) == []
    names = [row["uraian"] for row in csv.DictReader(read_text("demo/csv/apbdes-2024-tanpa-nama.csv").splitlines())]
    codes_of = [
        "4.1",
        "4.2.1",
        "4.2.3",
        "4.3.6",
        "01.01",
        "02.01",
        "02.02",
        "02.03",
        "02.04",
        "02.06",
        "02.08",
        "03.01",
        "03.02",
        "03.04",
        "04.04",
        "05.03",
    ]
    unnamed = entered("apbdes-2024-tanpa-nama", dict(zip(names, codes_of, strict=True)))
    assert sorted(of_budget(unnamed)) == ["financing_missing", "name_mistyped"]


def test_many_findings_of_one_kind_are_five_and_a_count() -> None:
    many = [said("unspent", f"apbdes[0{n}/-/-].alasan", label=str(n), sum="Rp1") for n in range(9)]
    assert [one.code for one in few_of_a_kind([*many, many[0]])] == ["unspent"] * 5 + ["more_alike"]
