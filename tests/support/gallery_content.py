"""Invented content for the gallery of screens; nobody and nothing in it exists."""

from __future__ import annotations

from ui.widgets.bubble_list import Bubble
from ui.widgets.budget_model import BudgetRow
from ui.widgets.checklist_row import ChecklistItem
from ui.widgets.checks_list import Check
from ui.widgets.chip import Chip, state_chip
from ui.widgets.kpi_tile import Kpi
from ui.widgets.list_cards import ListCard
from ui.widgets.matrix_model import MatrixCell, MatrixColumn, MatrixRow
from ui.widgets.nav_rail import Identity
from ui.widgets.note_card import Note
from ui.widgets.outline_list import Section
from ui.widgets.share_bar import Share
from ui.widgets.sync_strip import StripSegment, StripState
from ui.widgets.task_row import Task

VILLAGE = Identity("Desa Babayau", "Norhayati", "Admin desa")
DISTRICT = Identity("Kecamatan Paringin", "Syahrani", "Admin kecamatan")

VILLAGE_RAIL = (
    ("home", "house", "Beranda"),
    ("reports", "file-text", "Laporan"),
    ("posting", "megaphone-simple", "Publikasi"),
    ("feedback", "chat-circle-dots", "Masukan Warga"),
    ("talk", "chats-circle", "Konsultasi"),
    ("settings", "gear-six", "Pengaturan"),
)
DISTRICT_RAIL = (
    ("recap", "squares-four", "Rekap"),
    ("review", "clipboard-text", "Pemeriksaan"),
    ("feedback", "chat-circle-dots", "Masukan Warga"),
    ("talk", "chats-circle", "Konsultasi"),
    ("schedule", "calendar-blank", "Jadwal"),
    ("villages", "desktop-tower", "Desa & Perangkat"),
    ("settings", "gear-six", "Pengaturan"),
)
VILLAGE_STRIP = StripState(
    (
        StripSegment("hard-drives", "Tersimpan di komputer ini", "ink", True, "10.34"),
        StripSegment("hourglass-medium", "3 menunggu kirim", "warn", True),
        StripSegment("cloud-check", "Tersambung terakhir 10.32"),
    ),
    "Kirim sekarang",
    action_key="F5",
)
DISTRICT_STRIP = StripState(
    (
        StripSegment("hard-drives", "Tersimpan di komputer ini", "ink", True, "10.34"),
        StripSegment("paper-plane-tilt", "Mengirim 2 dari 3", "ink", True, percent=45),
        StripSegment("cloud-check", "Tersambung terakhir 10.33"),
        StripSegment("clock-countdown", "2 desa belum tersambung lebih dari 3 hari", "warn", True),
    ),
    "Sambungkan sekarang",
    action_key="F5",
)
TASKS = (
    Task(
        "1",
        "arrow-u-up-left",
        "Laporan Realisasi APB Desa Semester I 2025",
        "2 catatan dari kecamatan. Batas 14 Juli, 4 hari lagi.",
        "Perbaiki",
        "dikembalikan_fg",
        state_chip("dikembalikan"),
        primary=True,
    ),
    Task(
        "2",
        "clock-countdown",
        "Perkembangan penduduk Juni 2025",
        "Batas 7 Juli, lewat 3 hari. Terisi 8 dari 11 bagian.",
        "Lanjutkan",
        "terlambat_fg",
        state_chip("terlambat"),
    ),
    Task(
        "3",
        "chat-circle-dots",
        "2 masukan warga belum dijawab",
        "Paling lama: lampu jalan RT 02, sudah 2 hari.",
        "Jawab",
        "menunggu_fg",
        aside="Batas besok",
        aside_icon="timer",
        aside_tone="warn",
    ),
    Task(
        "4",
        "megaphone-simple",
        "Infografis APB Desa 2025 belum lengkap diposting",
        "Kurang WhatsApp dan TikTok.",
        "Posting",
        "terkirim_fg",
        steps=(4, 6),
    ),
    Task(
        "5",
        "file-text",
        "Laporan kegiatan Juni 2025",
        "Batas 21 Juli, 11 hari lagi. Belum dimulai.",
        "Mulai",
        "ink2",
        aside="Belum dimulai",
    ),
)
KPIS = (
    Kpi("Laporan tepat waktu", "7", "dari 9", 7 / 9, "Semester lalu 5 dari 9"),
    Kpi("Postingan lengkap", "31", "dari 36", 31 / 36, "5 lagi untuk penuh"),
    Kpi("Masukan dijawab", "24", "dari 26", 24 / 26, "Rata-rata 1,4 hari"),
    Kpi("Belanja terlaksana", "43,1%", "", 0.431, "Sisa Rp851.720.500"),
)
RECAP_KPIS = (
    Kpi(
        "Kewajiban selesai",
        "85",
        "dari 112",
        aside="8 terlambat, 2 dikembalikan",
        stretch=3,
        parts=(
            Share(69, "primary"),
            Share(16, "disetujui_fg"),
            Share(7, "diperiksa_fg"),
            Share(4, "terkirim_fg"),
            Share(8, "terlambat_fg"),
        ),
    ),
    Kpi("Belanja terlaksana", "42,5%", "rata-rata", compare="Semester I 2024: 38,9%", stretch=2),
    Kpi("Postingan terbukti", "400", "dari 504", compare="79% saluran", stretch=2),
    Kpi("Waktu menjawab warga", "2,1", "hari", compare="Batas 3 hari kerja", stretch=2),
)
SECTIONS = (
    Section("pengantar", "Pengantar", True),
    Section("ringkasan", "Ringkasan", True),
    Section("realisasi", "Realisasi APB Desa", False, 1),
    Section("kegiatan", "Realisasi kegiatan", True),
    Section("belum", "Belum selesai", True),
    Section("kendala", "Kendala", False, 2),
    Section("lampiran", "Lampiran", True),
    Section("pengesahan", "Pengesahan"),
)
BUDGET = (
    BudgetRow("g1", "group", "Pendapatan"),
    BudgetRow("-/4.1/-", "line", "Pendapatan Asli Desa", 18000000, 7250000),
    BudgetRow("-/4.2.1/-", "line", "Dana Desa", 768432000, 461059200),
    BudgetRow("-/4.2.3/-", "line", "Alokasi Dana Desa", 689300000, 344650000),
    BudgetRow("-/4.2.2/-", "line", "Bagi hasil pajak dan retribusi", 47668000, 14300000),
    BudgetRow("t1", "total", "Jumlah pendapatan", 1523400000, 827259200),
    BudgetRow("g2", "group", "Belanja per bidang"),
    BudgetRow("01/-/-", "line", "Penyelenggaraan Pemerintahan Desa", 521600000, 268914500, "1"),
    BudgetRow("02/-/-", "line", "Pelaksanaan Pembangunan Desa", 563250000, 214780000, "2"),
    BudgetRow("03/-/-", "line", "Pembinaan Kemasyarakatan", 148400000, 61325000, "3"),
    BudgetRow("04/-/-", "line", "Pemberdayaan Masyarakat", 187950000, 72460000, "4"),
    BudgetRow("05/-/-", "line", "Bencana dan keadaan darurat", 76800000, 28800000, "5"),
    BudgetRow("t2", "total", "Jumlah belanja", 1498000000, 646279500),
    BudgetRow("g3", "group", "Pembiayaan"),
    BudgetRow("-/6.1.1/-", "line", "Penerimaan (SiLPA 2024)", 14600000, 14600000),
    BudgetRow("-/6.2.1/-", "line", "Pengeluaran (BUM Desa)", 0, 2500000),
)
NOTES = (
    Note(
        "n1",
        1,
        "Pelaksanaan Pembangunan Desa",
        "Realisasi rabat beton RT 03 di buku kas Rp38.400.000, di sini belum masuk. Mohon dicek lagi, Bu.",
        "Syahrani, kecamatan",
        "9 Jul 14.20",
    ),
    Note("n2", 2, "Kendala", "Sebutkan alasan drainase Jalan Masjid belum dimulai."),
)
CHECKS = (
    Check("must", "Sisa kas beda dengan saldo bank", "Selisih Rp1.250.000. Cek bagian Pembiayaan.", "pembiayaan"),
    Check("should", "Foto kegiatan baru 3, disarankan 5", field="lampiran"),
    Check("good", "Anggaran sama dengan Perdes APB Desa"),
    Check("good", "Jumlah tiap bidang cocok"),
    *(Check("good", f"Pemeriksaan lain {n}") for n in range(5)),
)
CHANNELS = (
    ChecklistItem(
        "sipa",
        "browser",
        "Halaman publik SIPA (otomatis)",
        "Terbit sendiri begitu laporan disetujui",
        True,
        True,
        state_chip("terbit"),
        menu=(("open", "Buka"),),
    ),
    ChecklistItem(
        "website",
        "globe-hemisphere-west",
        "Website desa",
        "Tautan berita, 16 Juli 08.55",
        True,
        chip=Chip("disetujui", "Dicek kecamatan", "shield-check"),
        menu=(("open", "Buka"),),
    ),
    ChecklistItem(
        "facebook",
        "facebook-logo",
        "Facebook",
        "Tautan postingan, 16 Juli 09.12",
        True,
        chip=Chip("disetujui", "Dicek kecamatan", "shield-check"),
        menu=(("open", "Buka"),),
    ),
    ChecklistItem(
        "instagram",
        "instagram-logo",
        "Instagram",
        "Bukti: tangkapan layar, 16 Juli 09.40",
        True,
        chip=Chip("diperiksa", "Menunggu dicek"),
        menu=(("open", "Buka"),),
    ),
    ChecklistItem(
        "whatsapp", "whatsapp-logo", "WhatsApp grup warga", "Salin teks, lalu bagikan dengan gambar", action="Posting"
    ),
    ChecklistItem(
        "tiktok_youtube", "tiktok-logo", "TikTok atau YouTube", "Boleh dilewati bila tidak ada akun", action="Posting"
    ),
    ChecklistItem(
        "papan_informasi",
        "push-pin",
        "Papan informasi",
        "Cetak A3, tempel, lalu foto papannya",
        action="Cetak A3",
        action_icon="printer",
    ),
)
FEEDBACK = (
    ListCard(
        "PRG-4H9T",
        "Lampu jalan RT 02 padam",
        "Sudah seminggu lampu di depan langgar mati.",
        "Batas besok",
        "warn",
        "PRG-4H9T",
        chip=Chip("menunggu", "Ditindaklanjuti", "wrench"),
    ),
    ListCard(
        "PRG-8C1X",
        "Kapan BLT bulan Juli?",
        "Saya warga RT 04, mau tanya jadwal BLT.",
        "2 hari lagi",
        tag="PRG-8C1X",
        chip=Chip("siap", "Baru", "chat-circle-dots"),
    ),
    ListCard(
        "PRG-7K2M",
        "Rabat beton RT 03",
        "Kenapa baru separuh jalan yang dicor?",
        "Menunggu kirim",
        "warn",
        "PRG-7K2M",
        chip=Chip("terkirim", "Dijawab", "chat-circle-text"),
    ),
    ListCard(
        "x",
        "Cara mengisi sisa kas bank",
        "Syahrani: Sisa kas diambil dari buku kas umum",
        "09.40",
        link="LRA Sem. I, Pembiayaan",
        unread=True,
    ),
)
BUBBLES = (
    Bubble("day", "Selasa, 8 Juli 2025"),
    Bubble(
        "in",
        "Sudah seminggu lampu di depan langgar RT 02 mati. Gelap kalau anak-anak pulang mengaji. "
        "Apakah ada anggaran perbaikannya?",
        "08.51, 1 foto",
        attachments=(("f1", "lampu.jpg", "84 KB"),),
    ),
    Bubble("event", "Status menjadi Ditindaklanjuti, warga dapat melihatnya", "8 Jul 09.15"),
    Bubble("in", "Tadi malam masih gelap, Bu.", "Kemarin 20.14"),
    Bubble(
        "note",
        "Sudah telepon Pak Ketua RT. Perbaikan masuk pemeliharaan bidang 2, sisa anggaran Rp3.150.000.",
        "Norhayati, hari ini 08.20",
    ),
    Bubble("out", "Baik, hari ini kami cek ke lapangan.", "10.34", "Menunggu kirim", "hourglass-medium", "warn"),
)
COLUMNS = (
    *(
        MatrixColumn(str(at), title)
        for at, title in enumerate(
            (
                "LPPD\n2024",
                "Info\nLPPD",
                "APB Desa\n2025",
                "LRA\nSem. I",
                "BLT\nJuni",
                "Penduduk\nJuni",
                "Kegiatan\nJuni",
                "LKPPD\n2024",
            )
        )
    ),
    MatrixColumn("on_time", "Tepat\nwaktu", "text"),
    MatrixColumn("spent", "Realisasi\nbelanja", "bar"),
    MatrixColumn("posted", "Posting", "text"),
    MatrixColumn("answer", "Jawab\n(hari)", "text"),
)
_STATES = (
    "disetujui",
    "terbit",
    "terbit",
    "dikembalikan",
    "terbit",
    "terlambat",
    "belum_masuk",
    "terbit",
    "diperiksa",
    "terkirim",
    "tidak_berlaku",
)
_NAMES = (
    "Babayau",
    "Balang",
    "Balida",
    "Dahai",
    "Hujan Mas",
    "Kalahiang",
    "Lamida Bawah",
    "Lasung Batu",
    "Layap",
    "Lok Batung",
    "Mangkayahu",
    "Murung Ilung",
    "Paran",
    "Sungai Ketapi",
)
ROWS = tuple(
    MatrixRow(
        name,
        name,
        (
            *(
                MatrixCell(look=_STATES[(at * 3 + n * (at + 1)) % len(_STATES)], spoken=f"{name}, kewajiban {n}")
                for n in range(8)
            ),
            MatrixCell(text=f"{9 - at % 5}/9"),
            MatrixCell(text=f"{43 - at},1%", share=0.8 - at / 20, tone="late" if at % 7 == 4 else ""),
            MatrixCell(text=f"{36 - at}/36"),
            MatrixCell(text=f"{at % 6},{at}"[:3], tone="late" if at % 7 == 4 else ""),
        ),
        *(("cloud-slash", "Belum tersambung lebih dari 3 hari") if at in (4, 13) else ()),
    )
    for at, name in enumerate(_NAMES)
)
