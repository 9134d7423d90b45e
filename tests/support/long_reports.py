"""Reports as long as the year of a busy village, all invented, for any report type: texts, tables, budget, photos."""

from __future__ import annotations

import io
from functools import cache
from typing import Final

from PIL import Image, ImageDraw

import resources
from sipa_core.domain import template_text
from sipa_core.domain.attachments import Attachment, Media, leaves
from sipa_core.domain.budget import read_budget
from sipa_core.domain.budget_codes import BudgetNames, read_names
from sipa_core.domain.paths import Value
from sipa_core.domain.periods import PeriodKind, parse_period
from sipa_core.domain.templates import Field, FieldType, SectionKind, Template
from sipa_core.domain.villages import Village
from sipa_render.paper import Office, Received
from sipa_render.report_plan import Report

VILLAGE: Final = Village("63.11.06.2024", "Babayau", "babayau", "Paringin")
EIGHT: Final = (
    *("lra_semester1", "lpj_apbdes", "apbdes", "lppd_tahunan", "lkppd"),
    *("penduduk_bulanan", "kegiatan_bulanan", "blt_dd_bulanan"),
)
RECEIVED: Final = Received(1_752_478_800_000, "3f2a91bc" * 8, VILLAGE.code, "Laporan rekaan", 1)

_SENTENCES: Final = (
    "Musyawarah desa membahas usulan enam RT dan menetapkan urutan pekerjaan menurut manfaat dan kesiapan lahannya.",
    "Rabat beton Jalan Masjid selesai 180 meter dan sudah dipakai warga sejak akhir Agustus.",
    "Pelayanan surat menyurat dibuka setiap hari kerja, dan catatan pelayanan ditutup setiap akhir bulan.",
    "Posyandu balita dan lansia berjalan dua belas kali dengan kehadiran rata-rata delapan dari sepuluh sasaran.",
    "Kelompok tani menerima bibit karet dan pendampingan penyadapan, sedangkan bantuan pupuk menunggu musim tanam.",
    "Material drainase baru tersedia pada bulan Juli sehingga pekerjaan dilanjutkan sesudah panen.",
    "Perangkat desa mengikuti pelatihan pengelolaan keuangan dan menyusun laporan setiap triwulan.",
    "Sisa anggaran tetap pada kegiatan yang sama dan dicatat sebagai SiLPA tahun berikutnya.",
)
_NAMES: Final = (
    *("Rabat beton Jalan Masjid", "Drainase RT 03", "Posyandu balita", "Pelatihan olahan ikan", "Pos ronda RT 05"),
    *(
        "Sumur bor Dusun Hulu",
        "Penyuluhan stunting",
        "Jalan usaha tani",
        "Taman bacaan anak",
        "Lampu jalan Dusun Hilir",
    ),
)
_PLACES: Final = ("RT 01", "RT 02", "RT 03 dan RT 04", "Balai desa", "Dusun Hulu", "Dusun Hilir", "Jalan Masjid")


@cache
def names() -> BudgetNames:
    """The names of the codes that ship."""
    return read_names(resources.read_text("codes/kode_rekening.csv"), resources.read_text("codes/kode_kegiatan.csv"))


@cache
def shipped() -> tuple[str, ...]:
    """The keys of all shipped types."""
    return tuple(
        sorted(
            {
                template_text.read_template(resources.read_text(name), name).key
                for name in resources.names("templates", ".toml")
            }
        )
    )


@cache
def template(key: str) -> Template:
    """The newest version of a shipped type."""
    found = (
        template_text.read_template(resources.read_text(name), name) for name in resources.names("templates", ".toml")
    )
    return max((one for one in found if one.key == key), key=lambda one: one.version)


def long_report(key: str, *, lines: int = 6, rows: int = 24, photos: int = 4, received: bool = True) -> Report:
    """A filled report: `lines` paragraphs in a long text, `rows` in each table, `photos` in each section of photos."""
    about = template(key)
    content: dict[str, Value] = {}
    for section in about.sections:
        for field in section.leaves:
            if field.path != section.nihil:
                content[field.path] = _value(field, 3, lines)
        if section.kind is SectionKind.TABLE:
            for n in range(rows):
                for field in section.columns:
                    content[f"{section.table}[r{n:04d}].{field.column}"] = _value(field, n, 1)
                content[f"{section.table}[r{n:04d}].pos"] = n
        elif section.kind is SectionKind.BUDGET:
            content |= _budget([field.column or "" for field in section.columns], rows)
        elif section.kind is SectionKind.PHOTOS and not section.straighten:
            for n in range(photos):
                content |= leaves(section.table or "", f"f{n}", _photo(n))
                content[f"{section.table}[f{n}].keterangan"] = _SENTENCES[n % len(_SENTENCES)]
    content |= {"pengesahan.kepala_desa": "Rahmadi", "pengesahan.ketua_bpd": "Hasan Basri"}
    period = parse_period({PeriodKind.SEMESTER: "2025-S1", PeriodKind.MONTH: "2025-06"}.get(about.period_kind, "2025"))
    tree = read_budget(content, names()) if any(one.kind is SectionKind.BUDGET for one in about.sections) else None
    office = Office(VILLAGE, "Balangan", "Jalan Desa Babayau RT 01, telepon 0526-00000")
    return Report(office, about, about.title(period), period, content, tree, RECEIVED if received else None)


def picture(one: Attachment) -> bytes | None:
    """The bytes of a photo that `long_report` named."""
    return _drawn(int(one.sha256[:1], 16))


def _value(field: Field, n: int, lines: int) -> Value:
    match field.type:
        case FieldType.RUPIAH:
            return (n * 7_350_000 + 12_500_000) % 340_000_000
        case FieldType.NUMBER:
            return (n * 37 + 11) % 480
        case FieldType.PERCENT:
            return (n * 25) % 101
        case FieldType.DATE:
            return f"2025-06-{n % 28 + 1:02d}"
        case FieldType.CHOICE:
            return field.choices[n % len(field.choices)].value
        case FieldType.BOOL:
            return True
        case FieldType.TEXT:
            return _text(field, n, lines)


def _text(field: Field, n: int, lines: int) -> str:
    if field.long:
        many = max(1, lines)
        return "\n".join(
            " ".join(_SENTENCES[(n + at + step) % len(_SENTENCES)] for step in range(4 if many > 1 else 1))
            for at in range(many)
        )
    if "dusun" in field.path:
        return f"RT {n + 1:02d}"
    if any(word in field.path for word in ("lokasi", "tempat", "asal")):
        return _PLACES[n % len(_PLACES)]
    if "nomor" in field.path:
        return f"Nomor {n + 1} Tahun 2025"
    if "alamat" in field.path:
        return "Kantor Desa Babayau, Jalan Desa RT 01, telepon kantor 0526-00000"
    return f"{_NAMES[n % len(_NAMES)]}{'' if n < len(_NAMES) else f' tahap {n // len(_NAMES) + 1}'}"


def _budget(columns: list[str], rows: int) -> dict[str, Value]:
    made: dict[str, Value] = {}
    income = ("4.1.1", "4.1.2", "4.2.1", "4.2.2", "4.2.3", "4.3.1")
    keys = [f"-/{code}/-" for code in income] + ["-/6.1.1/-", "-/6.2.2/-"]
    for n in range(rows):
        kegiatan = f"{n % 5 + 1:02d}.{n // 5 % 4 + 1:02d}.{n // 20 % 9 + 1:02d}"
        keys += [f"{kegiatan}/5.{kind}/-" for kind in ("1", "2", "3")]
    for n, key in enumerate(keys):
        figure = 14_600_000 + n * 3_137_500
        for column, share in (("anggaran", 100), ("realisasi", 43), ("anggaran_awal", 92)):
            if column in columns:
                made[f"apbdes[{key}].{column}"] = figure * share // 100
        made[f"apbdes[{key}].pos"] = n
    return made


@cache
def _drawn(n: int) -> bytes:
    image = Image.new("RGB", (1_200, 800 if n % 2 else 900), ("#5B7B6F", "#7A8CA5", "#A58F7A")[n % 3])
    pen = ImageDraw.Draw(image)
    for at in range(0, 1_200, 60):
        pen.line((at, 0, 1_200 - at, 900), fill="#E6ECE9", width=3)
    made = io.BytesIO()
    image.save(made, "JPEG", quality=80)
    return made.getvalue()


def _photo(n: int) -> Attachment:
    data = _drawn(n % 10)
    width, height = Image.open(io.BytesIO(data)).size
    return Attachment(f"{n % 10:x}" * 64, f"foto {n}.jpg", Media.JPEG, len(data), width, height)
