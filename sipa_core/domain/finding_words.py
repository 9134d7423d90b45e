"""Every finding that the checks can make: its code, how much it weighs, and its sentence.

A code without a sentence here cannot be said. docs/checks.md is this table in words.
"""

from __future__ import annotations

from typing import Final

import msgspec

from sipa_core.domain.findings import Finding, Severity
from sipa_core.messages import N_, _

MUST, SUGGEST, GOOD = Severity.MUST, Severity.SUGGEST, Severity.GOOD


class Rule(msgspec.Struct, frozen=True):
    """What is said of one kind of finding: its weight, the sentence with its blanks, and the group in the catalogue."""

    severity: Severity
    words: str
    group: str


COMPLETE: Final = N_("Kelengkapan")
TEXTS: Final = N_("Teks")
FIGURES: Final = N_("Angka")
ACTIVITIES: Final = N_("Kegiatan dan baris tabel")
YEAR: Final = N_("Antarlaporan")
FILES: Final = N_("Foto dan berkas")
CALENDAR: Final = N_("Tanggal, tahun dan nama desa")
PUBLIC: Final = N_("Yang akan dibaca warga")

RULES: Final[dict[str, Rule]] = {
    "empty": Rule(MUST, N_("{where} belum diisi."), COMPLETE),
    "empty_more": Rule(MUST, N_("{label} belum diisi pada {n} baris lain."), COMPLETE),
    "unfit": Rule(MUST, N_("{where} belum terbaca."), COMPLETE),
    "negative": Rule(MUST, N_("{where} negatif. Cek lagi angkanya."), COMPLETE),
    "table_empty": Rule(MUST, N_("Bagian {section} belum ada isinya."), COMPLETE),
    "nihil_missing": Rule(MUST, N_("Bagian {section} masih kosong. Bila memang tidak ada, centang nihil."), COMPLETE),
    "nihil_filled": Rule(
        MUST, N_("Bagian {section}: nihil dicentang, padahal ada isinya. Hapus centangnya atau barisnya."), COMPLETE
    ),
    "nihil_untrue": Rule(
        MUST, N_("Bagian {section}: nihil dicentang, padahal {n} kegiatan belum selesai. {words}"), COMPLETE
    ),
    "carried": Rule(
        MUST, N_("{section}: {n} isian masih dari {title}. Ubah isinya, atau tandai sudah benar."), COMPLETE
    ),
    "no_words": Rule(SUGGEST, N_("{where} berisi tanda saja. Tulis dengan kata."), TEXTS),
    "placeholder": Rule(SUGGEST, N_('{where} baru berisi "{text}". Tulis isinya.'), TEXTS),
    "keyboard_run": Rule(SUGGEST, N_('{where} berisi huruf yang tidak terbaca: "{text}". Tulis dengan kata.'), TEXTS),
    "word_repeated": Rule(SUGGEST, N_('{where} mengulang kata "{word}". Tulis keterangannya.'), TEXTS),
    "sentence_repeated": Rule(SUGGEST, N_("{where} mengulang kalimat yang sama. Hapus pengulangannya."), TEXTS),
    "too_short": Rule(SUGGEST, N_("{where} terlalu singkat. Tulis apa, di mana dan hasilnya."), TEXTS),
    "help_copied": Rule(SUGGEST, N_("{where} menyalin teks petunjuk. Ganti dengan keterangan desa."), TEXTS),
    "same_text_twice": Rule(SUGGEST, N_("{where} sama dengan bagian {other}. Tulis yang sesuai bagiannya."), TEXTS),
    "copied_earlier": Rule(SUGGEST, N_("{where} hampir sama dengan {title}. Tulis keadaan masa laporan ini."), TEXTS),
    "copied_elsewhere": Rule(SUGGEST, N_("{where} hampir sama dengan laporan {village}. Tanyakan kepada desa."), TEXTS),
    "column_same": Rule(SUGGEST, N_("{section}: {label} sama persis pada {n} baris. Tulis hasil tiap baris."), TEXTS),
    "overspent": Rule(MUST, N_("Realisasi {label} lebih besar {gap} dari anggaran. Tulis alasannya."), FIGURES),
    "sum_differs": Rule(MUST, N_("{label}: tertulis {own}, jumlah rinciannya {below}. Selisih {gap}."), FIGURES),
    "declared": Rule(MUST, N_("{words}"), FIGURES),
    "stray_code": Rule(MUST, N_("Kode {key} bukan kode APB Desa (4, 5 atau 6), jadi tidak ikut dijumlah."), FIGURES),
    "unknown_code": Rule(SUGGEST, N_("Kode {key} tidak ada di daftar Permendagri 20/2018. Cek lagi kodenya."), FIGURES),
    "name_mistyped": Rule(
        SUGGEST, N_('Nama "{name}" berbeda dari nama resminya, {official}. Cek lagi penulisannya.'), FIGURES
    ),
    "budget_open": Rule(
        SUGGEST,
        N_("Anggaran belum menutup: pendapatan − belanja + pembiayaan neto tersisa {rest}, biasanya nol."),
        FIGURES,
    ),
    "financing_missing": Rule(
        SUGGEST, N_("Pembiayaan belum ada, padahal pendapatan dan belanja berselisih {rest}. Isi kelompok 6."), FIGURES
    ),
    "cash_negative": Rule(
        SUGGEST, N_("Realisasi belanja melebihi uang yang diterima sebesar {gap}. Cek lagi buku kas."), FIGURES
    ),
    "nothing_spent": Rule(SUGGEST, N_("Semua realisasi nol. Isi dari buku kas, atau tulis sebabnya."), FIGURES),
    "unspent": Rule(SUGGEST, N_("{label} belum direalisasikan dari {sum}. Tulis alasannya."), FIGURES),
    "all_exact": Rule(
        SUGGEST, N_("Realisasi sama persis dengan anggaran pada semua {n} baris belanja. Cek dengan buku kas."), FIGURES
    ),
    "one_share": Rule(
        SUGGEST, N_("Realisasi tepat {share}% pada semua {n} baris belanja. Cek dengan buku kas."), FIGURES
    ),
    "spent_early": Rule(
        SUGGEST, N_("Belanja setahun sudah {share}% pada pertengahan tahun. Cek lagi, atau tulis sebabnya."), FIGURES
    ),
    "round_figures": Rule(
        SUGGEST, N_("Semua {n} angka realisasi bulat jutaan. Tulis angka menurut buku kas."), FIGURES
    ),
    "families_over_people": Rule(SUGGEST, N_("{where}: {own} KK, padahal penduduknya {people}. Cek lagi."), FIGURES),
    "mean_differs": Rule(SUGGEST, N_("{where} {own}%, rata-rata tabelnya {mean}%. Samakan angkanya."), FIGURES),
    "income_above": Rule(
        SUGGEST, N_("{label} masuk {gap} lebih besar dari anggaran. Tulis sebabnya di kolom alasan."), FIGURES
    ),
    "text_figure": Rule(
        SUGGEST, N_("{where} menyebut {sum} untuk {what}, sedangkan tabelnya {other}. Samakan angkanya."), FIGURES
    ),
    "text_share": Rule(
        SUGGEST, N_("{where} menyebut {share}% untuk {sum}, menurut tabelnya {other}. Samakan angkanya."), FIGURES
    ),
    "activity_overspent": Rule(
        SUGGEST, N_("Realisasi kegiatan {name} lebih besar {gap} dari anggarannya. Cek lagi."), ACTIVITIES
    ),
    "activity_unplanned": Rule(
        SUGGEST, N_("Kegiatan {name} dibelanjakan {spent} tanpa anggaran. Cek lagi angkanya."), ACTIVITIES
    ),
    "activity_unspent": Rule(SUGGEST, N_("Kegiatan {name} belum direalisasikan. Tulis sebabnya."), ACTIVITIES),
    "activities_exact": Rule(
        SUGGEST, N_("Realisasi sama persis dengan anggaran pada semua {n} kegiatan. Cek dengan buku kas."), ACTIVITIES
    ),
    "progress_far": Rule(
        SUGGEST, N_("{name}: fisik {done}%, uang {share}%. Cek lagi, atau tulis sebabnya."), ACTIVITIES
    ),
    "activities_differ": Rule(
        SUGGEST, N_("Jumlah {label} kegiatan {total}, belanja di APB Desa {budget}. Samakan angkanya."), ACTIVITIES
    ),
    "activity_differs": Rule(
        SUGGEST, N_("Kegiatan {name}: {own}, di tabel APB Desa {budget}. Samakan angkanya."), ACTIVITIES
    ),
    "unfinished_not_listed": Rule(
        MUST, N_("{name} baru {done}%, padahal bagian {section} dicentang nihil."), ACTIVITIES
    ),
    "unfinished_missing": Rule(
        SUGGEST, N_("{name} baru {done}%, tetapi belum disebut di bagian {section}."), ACTIVITIES
    ),
    "finished_listed": Rule(SUGGEST, N_("{name} sudah 100%, tetapi masih disebut di bagian {section}."), ACTIVITIES),
    "undone_unexplained": Rule(SUGGEST, N_("{row}: {state}, tetapi {label} masih kosong. Tulis sebabnya."), ACTIVITIES),
    "row_twice": Rule(SUGGEST, N_("{section}: {row} sama dengan baris {n}. Hapus salah satunya."), ACTIVITIES),
    "figures_alike": Rule(
        SUGGEST, N_("{section}: {label} sama, {value}, pada semua {n} baris. Tulis angka sebenarnya."), ACTIVITIES
    ),
    "figures_as_before": Rule(
        SUGGEST, N_("{section}: semua realisasi sama dengan {title}. Tulis angka masa laporan ini."), ACTIVITIES
    ),
    "plan_differs": Rule(SUGGEST, N_("{label}: anggaran {own}, di {title} {other}. Samakan angkanya."), YEAR),
    "plan_total_differs": Rule(
        SUGGEST, N_("Jumlah anggaran {group} {own}, di {title} {other}. Samakan angkanya."), YEAR
    ),
    "activity_plan_differs": Rule(
        SUGGEST, N_("Kegiatan {name}: anggaran {own}, di {title} {other}. Samakan angkanya."), YEAR
    ),
    "less_than_before": Rule(
        SUGGEST, N_("{label}: realisasi setahun {own}, padahal di {title} sudah {other}. Cek lagi."), YEAR
    ),
    "realised_differs": Rule(SUGGEST, N_("{label}: realisasi {own}, di {title} {other}. Samakan angkanya."), YEAR),
    "figure_differs": Rule(SUGGEST, N_("{where}: {own}, di {title} {other}. Samakan angkanya."), YEAR),
    "decree_differs": Rule(SUGGEST, N_("{where}: tertulis {own}, di {title} {other}. Samakan nomornya."), YEAR),
    "figure_leaps": Rule(SUGGEST, N_("{where} {own}, di {title} {other}. Cek lagi jumlah nolnya."), YEAR),
    "opening_differs": Rule(
        SUGGEST, N_("{row}: {label} {own}, sedangkan akhir {title} {other}. Samakan, atau jelaskan koreksinya."), YEAR
    ),
    "month_differs": Rule(SUGGEST, N_("{row}: {label} {own}, di {title} {other}. Samakan angkanya."), YEAR),
    "aid_over_plan": Rule(
        SUGGEST, N_("BLT yang dibayar tahun ini {paid}, anggarannya di {title} {planned}. Cek lagi."), YEAR
    ),
    "aid_changed": Rule(
        SUGGEST, N_("Besar BLT per keluarga {own}, di {title} {other}. Cek lagi, atau tulis sebabnya."), YEAR
    ),
    "number_before": Rule(SUGGEST, N_("{where}: {own} sudah dipakai di {title}. Tulis nomor laporan ini."), YEAR),
    "signer_differs": Rule(SUGGEST, N_("{where}: {own}, di {title} {other}. Cek lagi namanya."), YEAR),
    "progress_less": Rule(SUGGEST, N_("{name}: fisik {own}%, padahal di {title} sudah {other}%. Cek lagi."), YEAR),
    "aid_as_planned": Rule(
        SUGGEST,
        N_("{sum} adalah jumlah untuk {planned} KPM yang direncanakan, sedangkan yang dibayar {paid} KPM. Cek lagi."),
        YEAR,
    ),
    "aid_differs": Rule(
        SUGGEST, N_("{label}: realisasi {own}, jumlah laporan BLT bulanan {paid}. Samakan angkanya."), YEAR
    ),
    "photo_twice": Rule(SUGGEST, N_("{where} adalah foto yang sama dengan {other}. Ganti salah satunya."), FILES),
    "photo_alike": Rule(SUGGEST, N_("{where} mirip sekali dengan {other}. Ganti bila fotonya sama."), FILES),
    "photo_before": Rule(SUGGEST, N_("{where} sudah dipakai di {title}. Pakai foto masa laporan ini."), FILES),
    "photo_elsewhere": Rule(SUGGEST, N_("{where} juga ada di laporan {village}. Tanyakan kepada desa."), FILES),
    "file_twice": Rule(
        SUGGEST, N_("{where} adalah berkas yang sama dengan {other}. Lampirkan berkas yang benar."), FILES
    ),
    "file_before": Rule(SUGGEST, N_("{where} sudah dipakai di {title}. Lampirkan berkas masa laporan ini."), FILES),
    "too_many_files": Rule(MUST, N_("{where} memuat {n} berkas, paling banyak {most}. Hapus yang tidak perlu."), FILES),
    "day_ahead": Rule(SUGGEST, N_("{where}, {day}, belum tiba. Cek lagi tanggalnya."), CALENDAR),
    "day_outside": Rule(SUGGEST, N_("{where}, {day}, di luar masa laporan {period}. Cek lagi tanggalnya."), CALENDAR),
    "day_after_signing": Rule(
        SUGGEST, N_("{where}, {day}, sesudah tanggal pengesahan {signed}. Cek lagi tanggalnya."), CALENDAR
    ),
    "other_year": Rule(SUGGEST, N_("{where} menyebut tahun {year}, laporan ini untuk {period}. Cek lagi."), CALENDAR),
    "other_month": Rule(SUGGEST, N_("{where} menyebut {month}, laporan ini untuk {period}. Cek lagi."), CALENDAR),
    "other_village": Rule(
        SUGGEST, N_("{where} menyebut Desa {name}, laporan ini dari {own}. Cek lagi nama desanya."), CALENDAR
    ),
    "public_missing": Rule(MUST, N_("{item} wajib diumumkan ({basis}), tetapi belum ada isinya."), PUBLIC),
    "personal_number": Rule(MUST, N_("{where} memuat {kind} dan akan dibaca warga. Hapus nomornya."), PUBLIC),
    "public_complete": Rule(GOOD, N_("{n} hal yang wajib diumumkan sudah ada."), PUBLIC),
    "figures_sound": Rule(GOOD, N_("Semua angka terisi, dan yang melebihi anggaran sudah ada alasannya."), FIGURES),
    "sums_agree": Rule(GOOD, N_("Jumlah tiap bagian APB Desa cocok."), FIGURES),
    "budget_closes": Rule(
        GOOD, N_("Anggaran menutup: pendapatan − belanja + pembiayaan neto sama dengan nol."), FIGURES
    ),
    "more_alike": Rule(SUGGEST, N_("{n} hal serupa lagi: {words}"), ACTIVITIES),
}


def said(code: str, path: str, **blanks: object) -> Finding:
    """Return a finding in words; KeyError for a code that has none."""
    rule = RULES[code]
    return Finding(code, rule.severity, _(rule.words).format(**blanks), path)
