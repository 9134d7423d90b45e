"""Personal numbers are found however they are written; money, codes, dates and hours are not taken for them."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sipa_core.domain.templates import public_content
from sipa_core.privacy.patterns import MASK, PersonalData, findings, label, masked, public_findings
from tests.support.public_figures import report, template

GAPS = st.sampled_from(["", " ", ".", "-", " - ", "\u00a0", "\u2011"])


def kinds(text: str) -> list[PersonalData]:
    return [finding.kind for finding in findings(text)]


def found(text: str) -> list[str]:
    return [text[finding.start : finding.end] for finding in findings(text)]


@st.composite
def niks(draw: st.DrawFn) -> str:
    province = draw(st.sampled_from([11, 21, 33, 52, 63, 74, 82, 94]))
    place = f"{draw(st.integers(1, 99)):02}{draw(st.integers(1, 99)):02}"
    day = draw(st.integers(1, 31)) + draw(st.sampled_from([0, 40]))
    date = f"{day:02}{draw(st.integers(1, 12)):02}{draw(st.integers(0, 99)):02}"
    return f"{province}{place}{date}{draw(st.integers(1, 9999)):04}"


@st.composite
def mobiles(draw: st.DrawFn) -> list[str]:
    """The parts of a mobile number; they are written with some gap between them."""
    operator = draw(st.sampled_from(["812", "821", "852", "878", "895"]))
    first, second = f"{draw(st.integers(0, 9999)):04}", f"{draw(st.integers(0, 99999)):05}"
    return [operator, first, second[: draw(st.integers(3, 5))]]


def as_money(rupiah: int) -> str:
    return f"{rupiah:,}".replace(",", ".")


@given(
    niks(), st.sampled_from([(4, 4, 4, 4), (6, 6, 4), (2, 2, 2, 6, 4), (16,)]), st.sampled_from([" ", ".", "-", "/"])
)
def test_a_nik_is_found_whole_in_every_common_grouping(nik: str, groups: tuple[int, ...], gap: str) -> None:
    parts, rest = [], nik
    for size in groups:
        parts.append(rest[:size])
        rest = rest[size:]
    written = gap.join(parts)
    text = f"Penerima: Aluh, {written}, RT 02"
    assert found(text) == [written]
    assert kinds(text) == [PersonalData.NIK]


def test_the_word_before_sixteen_digits_tells_a_kk_from_a_nik() -> None:
    assert kinds("No. KK: 6311061205850001") == [PersonalData.KK]
    assert kinds("Kartu keluarga nomor 6311 0612 0585 0001") == [PersonalData.KK]
    assert kinds("NIK 6311061205850001") == [PersonalData.NIK]


def test_a_mistyped_nik_is_still_found_when_the_word_nik_stands_before_it() -> None:
    assert kinds("NIK 6311069999990001") == [PersonalData.NIK]
    assert kinds("6311069999990001") == []


@given(mobiles(), st.sampled_from(["0", "+62", "+62 ", "62", "(+62) ", "0062"]), GAPS)
def test_a_mobile_number_is_found_whole_with_any_prefix_and_any_gaps(parts: list[str], prefix: str, gap: str) -> None:
    number = prefix + gap.join(parts)
    text = f"Hubungi Bapak Udin di {number}, sore hari"
    assert found(text) == [number]
    assert kinds(text) == [PersonalData.PHONE]


@pytest.mark.parametrize(
    "number",
    [
        "0812-3456-7890", "0812 3456 789", "0812.3456.7890", "(0812) 3456-7890", "08 12 34 56 78 90", "0 812 3456 7890",
        "0 8 1 2 3 4 5 6 7 8 9 0", "0.8.1.2.3.4.5.6.7.8.9.0", "62 812 3456 7890", "62 8123456789", "+62 8 12 3456 7890",
        "+62 0812 3456 7890", "0812 100 200 0", "+62 526 2021 234", "0062 812 3456 7890", "0852-4800.0100",
    ],
)  # fmt: skip
def test_real_ways_to_write_a_telephone_number_are_found_also_after_figures(number: str) -> None:
    assert found(f"WA {number}") == [number]
    assert found(f"Jumlah 0 8.100 0 0 100, WA {number}") == [number]
    assert masked(f"Jumlah 0 8.100 0 0 {number}").count(MASK) >= 9


def test_a_number_is_found_with_letters_right_before_it_and_inside_a_chat_address() -> None:
    assert found("HP081234567890") == ["081234567890"]
    assert found("https://wa.me/6281234567890") == ["6281234567890"]
    assert found("RT 1 6311 0612 0585 0001") == ["6311 0612 0585 0001"]


def test_an_email_address_is_found_without_the_full_stop_that_ends_the_sentence() -> None:
    assert found("Surel: siti.aminah+desa@contoh.co.id. Terima kasih") == ["siti.aminah+desa@contoh.co.id"]
    assert kinds("siti@contoh.id") == [PersonalData.EMAIL]


@given(
    st.lists(st.just(0) | st.integers(1000, 999_999_999_999_999), min_size=1, max_size=6),
    st.sampled_from([" ", ", ", "; ", "\n", " | "]),
)
def test_sums_of_money_are_never_taken_for_personal_numbers(sums: list[int], between: str) -> None:
    assert findings(between.join(as_money(value) for value in sums)) == []
    assert findings(between.join(f"Rp{as_money(value)}" for value in sums)) == []
    assert findings(between.join(f"Rp {value}" for value in sums)) == []


@pytest.mark.parametrize(
    "text",
    [
        "Rp1.413.142.616.000",
        "Pagu Rp 62812345678 untuk seluruh kabupaten",
        "Rp62.812.345.678",
        "0 8.100 0 0 100",
        "0 8 100 0 0 100",
        "0 8.100.000 750.000",
        "62 8.100.000 750.000 12",
        "Dana Desa 1.020.000.000 0 812.345.678 0",
        "0 8 12 250 1200 75",
        "Silpa 0 82.500.000",
        "0\t8.123.456.789\t100",
        "63.11.06.2012 01.04.07 5.2.1.05",
        "63.11.06.2012 01.04.07",
        "6311062020200001",
        "6311061232000001",
        "02.03.01/5.3.5/DD",
        "Rapat 08-11-2025 10.34 WITA",
        "Senin sampai Jumat 08.15-12.00 13.00-16.00",
        "Buka 08.15 s.d. 15.00",
        "Tahun 2019 2020 2021 2022",
        "Volume 180 m, lebar 3 m, RT 03",
        "SK Camat Paringin 188.4/052/CPAR/2023",
        "rapat@kantor",
        "",
    ],
)
def test_codes_dates_hours_and_sums_are_left_alone(text: str) -> None:
    assert findings(text) == []
    assert masked(text) == text


@given(
    st.lists(st.sampled_from("0812345679 .-+()R p@akN\nIK:") | st.characters(codec="utf-8"), max_size=60).map("".join)
)
def test_a_masked_text_is_equally_long_keeps_its_line_breaks_and_hides_all(text: str) -> None:
    safe = masked(text)
    assert len(safe) == len(text)
    assert [i for i, ch in enumerate(safe) if ch == "\n"] == [i for i, ch in enumerate(text) if ch == "\n"]
    assert findings(safe) == []


def test_masking_leaves_the_words_around_readable() -> None:
    assert masked("Telepon saya 0812-3456-7890 ya") == f"Telepon saya {MASK * 4}-{MASK * 4}-{MASK * 4} ya"


@given(st.text(alphabet="0123456789 .-/+KNI@a", max_size=120))
def test_findings_are_in_order_and_never_overlap(text: str) -> None:
    spans = [(finding.start, finding.end) for finding in findings(text)]
    assert all(start < end for start, end in spans)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))


def test_every_kind_has_words_for_people() -> None:
    assert [label(kind) for kind in PersonalData] == ["NIK", "nomor KK", "nomor telepon", "alamat surel"]


def test_a_clean_report_with_the_offices_own_number_has_nothing_to_hold_it_back() -> None:
    content = public_content(template(), report())
    assert findings(str(content["pengesahan.alamat_pengaduan"])) != []
    assert public_findings(content, template()) == ()


@pytest.mark.parametrize(
    ("path", "text", "kind"),
    [
        ("ringkasan.isi", "Bantuan untuk Aluh, NIK 6311061205850001.", PersonalData.NIK),
        ("belum[b0].keterangan", "Tanya Pak Udin 0813-1111-2222", PersonalData.PHONE),
        ("kegiatan[k1].lokasi", "KK 6311061205850001", PersonalData.KK),
        ("apbdes[02/-/-].uraian", "Pelaksana: udin@contoh.id", PersonalData.EMAIL),
    ],
)
def test_a_personal_number_in_a_public_field_is_named_by_its_path(path: str, text: str, kind: PersonalData) -> None:
    found = public_findings(public_content(template(), report({path: text})), template())
    assert [(one.path, one.finding.kind) for one in found] == [(path, kind)]
