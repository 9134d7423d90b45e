"""The verbs and their arguments. Every verb takes --profile and --json."""

from __future__ import annotations

import argparse
from datetime import datetime
from pathlib import Path

from sipa_core.messages import _


def _moment(text: str) -> int:
    """A moment with its zone as UTC milliseconds; argparse tells the person when it is none."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(text)
    return int(moment.timestamp() * 1000)


def make_parser() -> argparse.ArgumentParser:
    """The parser of `sipa-desktop`; without a verb the windows open."""
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--profile", type=Path, default=argparse.SUPPRESS, help=_("folder data"))
    common.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help=_("jawaban untuk program"))
    common.add_argument(
        "--password-stdin",
        action="store_true",
        default=argparse.SUPPRESS,
        help=_("baca kata sandi aplikasi dari baris pertama masukan"),
    )
    common.add_argument(
        "--now",
        type=_moment,
        default=argparse.SUPPRESS,
        metavar="ISO",
        help=_("jam peragaan, misalnya 2025-07-10T10:34+08:00"),
    )
    whole = argparse.ArgumentParser(prog="sipa-desktop", description=_("SIPA Desktop"), parents=[common])
    whole.add_argument("--latihan", action="store_true", help=_("buka latihan dengan data rekaan, tanpa server"))
    verbs = whole.add_subparsers(dest="verb", metavar=_("perintah"))

    def verb(
        group: argparse._SubParsersAction[argparse.ArgumentParser], name: str, words: str
    ) -> argparse.ArgumentParser:
        return group.add_parser(name, help=words, parents=[common])

    def family(name: str, words: str) -> argparse._SubParsersAction[argparse.ArgumentParser]:
        return verb(verbs, name, words).add_subparsers(dest="action", required=True)

    setup = verb(verbs, "setup", _("daftarkan komputer ini"))
    setup.add_argument("--server", default="")
    way = setup.add_mutually_exclusive_group(required=True)
    way.add_argument("--code", default="")
    way.add_argument("--file", type=Path, default=None, metavar="FILE", help=_("berkas pendaftaran dari USB"))
    setup.add_argument("--device-name", default="")
    verb(verbs, "status", _("di mana pekerjaan berada"))
    verb(verbs, "sync", _("kirim dan terima sekarang"))
    verb(verbs, "let-go", _("lepas data yang bukan bagian komputer ini lagi"))
    verb(verbs, "check", _("periksa pemasangan dan data"))
    backup = verb(verbs, "backup", _("buat cadangan di komputer ini, atau di folder lain dengan semua berkas"))
    backup.add_argument("--to", type=Path, default=None, metavar="FOLDER")
    restore = verb(verbs, "restore", _("pulihkan dari cadangan; data yang ada disisihkan"))
    restore.add_argument("folder", type=Path)
    restore.add_argument("--try", dest="rehearse", action="store_true", help=_("hanya coba, tidak ada yang berubah"))
    verb(verbs, "password", _("ganti kata sandi; baris masukan: yang sekarang, lalu yang baru"))
    verb(verbs, "recovery", _("buat kode pemulihan baru; baris masukan: kata sandi"))
    overview = verb(verbs, "overview", _("rekap semua desa"))
    overview.add_argument("--half", default=None, help="2025-S1")

    people = family("people", _("desa dan perangkat"))
    verb(people, "list", _("orang dan komputer semua desa"))
    verb(people, "revoke", _("cabut satu komputer")).add_argument("id")
    verb(people, "confirm", _("benarkan komputer yang datang dengan berkas USB")).add_argument("id")
    schedule = family("schedule", _("jadwal kewajiban"))
    verb(schedule, "list", _("batas setahun")).add_argument("--year", type=int, default=None)
    move = verb(schedule, "move", _("ubah batas untuk satu masa; kosong: kembali ke aturan"))
    move.add_argument("duty")
    move.add_argument("--period", required=True, help="2025-S1")
    move.add_argument("--day", required=True, metavar="YYYY-MM-DD")

    report = family("report", _("laporan"))
    new = verb(report, "new", _("buat laporan"))
    new.add_argument("type", nargs="?", default="")
    new.add_argument("--period", default="")
    which = _("bila beberapa peristiwa pada satu hari: nomornya, mulai dari 0")
    new.add_argument("--ordinal", type=int, default=None, help=which)
    new.add_argument("--from", dest="form", type=Path, default=None, help=_("formulir Excel yang sudah diisi"))
    new.add_argument("--figures", type=Path, default=None, help=_("tabel angka (CSV, XLSX, XLS, ODS)"))
    new.add_argument("--set", action="append", default=[], metavar="PATH=VALUE", help=_("isi satu isian"))
    form = verb(report, "form", _("tulis formulir Excel untuk diisi di komputer lain"))
    form.add_argument("type")
    form.add_argument("--period", required=True)
    form.add_argument("--ordinal", type=int, default=0, help=which)
    form.add_argument("out", type=Path, metavar="OUT.xlsx")
    verb(report, "list", _("daftar laporan"))
    for name, words in (
        ("show", _("lihat laporan")),
        ("submit", _("kirim laporan")),
        ("recall", _("tarik kembali laporan yang belum dibuka")),
    ):
        verb(report, name, words).add_argument("id")
    for name, words in (
        ("pdf", _("simpan laporan sebagai PDF F4")),
        ("print", _("simpan laporan sebagai PDF, Word atau Excel")),
    ):
        paper = verb(report, name, words)
        paper.add_argument("id")
        paper.add_argument("--to", type=Path, required=True, help=_("berkas yang ditulis"))
        paper.add_argument("--format", choices=("pdf", "docx", "xlsx"), default="pdf" if name == "pdf" else None)
    fill = verb(report, "set", _("isi satu isian atau lebih"))
    fill.add_argument("id")
    fill.add_argument("set", nargs="+", metavar="PATH=VALUE")

    receipt = family("receipt", _("tanda terima"))
    kept = verb(receipt, "save", _("simpan tanda terima sebuah laporan sebagai berkas yang dapat diperiksa"))
    kept.add_argument("id")
    kept.add_argument("--to", type=Path, required=True)
    proved = verb(receipt, "verify", _("periksa keaslian tanda terima dari berkas atau teks kode QR"))
    proved.add_argument("given", metavar="FILE|TEXT")
    proved.add_argument("--key", default="", metavar="HEX", help=_("kunci server; tanpa itu: server komputer ini"))

    document = family("document", _("contoh dokumen kecamatan di komputer ini"))
    verb(document, "list", _("berkas yang dipakai"))
    taken = verb(document, "take", _("pakai contoh Word, susunan, atau gambar lambang"))
    taken.add_argument("file", type=Path)
    taken.add_argument("--type", default="umum", help=_("jenis laporan; kosong: semua"))
    verb(document, "drop", _("kembali ke bawaan aplikasi")).add_argument("name")
    verb(document, "sample", _("simpan contoh Word bawaan untuk diubah")).add_argument("file", type=Path)

    review = family("review", _("pemeriksaan"))
    verb(review, "list", _("yang menunggu diperiksa"))
    back = verb(review, "return", _("kembalikan dengan catatan"))
    back.add_argument("id")
    back.add_argument("--note", action="append", required=True, metavar="PATH=TEXT")
    accept = verb(review, "accept", _("setujui"))
    accept.add_argument("id")
    accept.add_argument("--remark", default="")
    again = verb(review, "reopen", _("buka kembali laporan yang disetujui"))
    again.add_argument("id")
    again.add_argument("--reason", required=True)

    verb(review, "timely", _("nyatakan tepat waktu yang dibawa lewat USB")).add_argument("id")

    bundle = family("bundle", _("kiriman lewat USB"))
    for name, words in (
        ("export", _("simpan yang menunggu ke USB")),
        ("import", _("ambil dari USB: balasan, atau berkas desa untuk diserahkan")),
        ("replies", _("tulis balasan untuk desa ke USB")),
    ):
        verb(bundle, name, words).add_argument("folder", type=Path)
    verb(bundle, "list", _("yang dibawa"))

    update = family("update", _("pembaruan SIPA"))
    verb(update, "look", _("cari pembaruan di USB, folder, atau berkas")).add_argument("place", type=Path)
    verb(update, "install", _("pasang pembaruan")).add_argument("place", type=Path)
    verb(update, "prove", _("buka data dengan versi ini, lalu pakai versi ini seterusnya"))

    feedback = family("feedback", _("masukan warga"))
    listed = verb(feedback, "list", _("daftar masukan"))
    listed.add_argument("--filter", default="semua", choices=("belum", "berjalan", "semua", "menunggu"))
    listed.add_argument("--search", default="")
    reply = verb(feedback, "reply", _("jawab"))
    reply.add_argument("id")
    reply.add_argument("--text", required=True)
    reply.add_argument("--close", action="store_true")
    note = verb(feedback, "note", _("catatan dalam, tidak dilihat warga"))
    note.add_argument("id")
    note.add_argument("--text", required=True)
    verb(feedback, "release", _("tampilkan untuk warga")).add_argument("id")
    hold = verb(feedback, "hold", _("tahan dari halaman publik"))
    hold.add_argument("id")
    hold.add_argument("--reason", required=True)

    search = verb(verbs, "search", _("cari di komputer ini, atau susun ulang daftar kata"))
    search.add_argument("text", nargs="?", default="")
    search.add_argument("--rebuild", action="store_true", help=_("susun ulang daftar kata"))

    talk = family("talk", _("konsultasi"))
    verb(talk, "list", _("daftar percakapan"))
    verb(talk, "show", _("lihat percakapan")).add_argument("id")
    say = verb(talk, "say", _("tulis pesan"))
    say.add_argument("id")
    say.add_argument("--text", required=True)
    begin = verb(talk, "new", _("mulai percakapan"))
    begin.add_argument("--village", default="")
    begin.add_argument("--subject", required=True)
    begin.add_argument("--text", required=True)

    posting = family("posting", _("bukti posting"))
    verb(posting, "list", _("daftar terbitan dan saluran"))
    done = verb(posting, "done", _("catat bukti posting"))
    done.add_argument("id")
    done.add_argument("--channel", required=True)
    done.add_argument("--url", default="")
    done.add_argument("--photo", action="append", default=[], metavar="FILE")
    done.add_argument("--caption", default=None)
    done.add_argument("--without-picture", action="store_true")
    carry = verb(posting, "carry", _("simpan folder untuk HP"))
    carry.add_argument("id")
    carry.add_argument("folder")
    verb(posting, "waiting", _("bukti yang menunggu dicek"))
    verb(posting, "verify", _("tandai bukti benar")).add_argument("id", nargs="+")
    for name, words in (("refuse", _("minta bukti lain")), ("withdraw", _("tarik dari halaman publik"))):
        no = verb(posting, name, words)
        no.add_argument("id")
        no.add_argument("--reason", required=True)
    return whole
