"""The whole loop by the headless verbs: two desks and a server, each a process of its own, over HTTP."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator

import pytest
import requests

from tests.support.programs import ROOT, DeskProgram, ServerProgram, serving

YEAR = datetime.datetime.now(tz=datetime.UTC).year - 1
PERIOD = f"{YEAR}-S1"
FIGURES = ROOT / "resources" / "demo" / "csv" / "keji-2026.csv"
NOTED = "apbdes[02.03/-/-].realisasi"


def fields(contact: str = "Kantor Desa Babayau, 0812-0000-0000") -> list[str]:
    pairs = {
        "pengantar.isi": "Dengan hormat, kami sampaikan laporan pelaksanaan APB Desa.",
        "ringkasan.isi": "Belanja berjalan sesuai rencana.",
        "kendala.isi": "Hujan lebat pada bulan Maret.",
        "belum_selesai.nihil": "ya",
        "kegiatan[018f0000-0000-7000-8000-000000000001].nama": "Rabat beton RT 03",
        "kegiatan[018f0000-0000-7000-8000-000000000001].lokasi": "RT 03",
        "kegiatan[018f0000-0000-7000-8000-000000000001].anggaran": "560.000.000",
        "kegiatan[018f0000-0000-7000-8000-000000000001].realisasi": "200.000.000",
        "kegiatan[018f0000-0000-7000-8000-000000000001].fisik": "100",
        "pengesahan.kepala_desa": "Rahmadi",
        "pengesahan.tanggal": f"{YEAR}-07-08",
        "pengesahan.alamat_pengaduan": contact,
        NOTED: "200.000.000",
    }
    return [part for path, value in pairs.items() for part in ("--set", f"{path}={value}")]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProgram]:
    with serving(tmp_path_factory.mktemp("server") / "data") as running:
        yield running


@pytest.fixture(scope="module")
def desks(server: ServerProgram, tmp_path_factory: pytest.TempPathFactory) -> tuple[DeskProgram, DeskProgram]:
    folder = tmp_path_factory.mktemp("desks")
    village, kecamatan = DeskProgram(folder / "babayau"), DeskProgram(folder / "kecamatan")
    code = server.verb("enrol", "--village", "63.11.06.2024", "--name", "Norhayati", "--role", "admin_desa")["code"]
    assert village.done("setup", "--server", server.url, "--code", code)["place"] == "Desa Babayau"
    kecamatan.done("setup", "--server", server.url, "--code", server.codes["admin_kecamatan"])
    return village, kecamatan


def test_the_loop_by_verbs(server: ServerProgram, desks: tuple[DeskProgram, DeskProgram]) -> None:
    village, kecamatan = desks
    village.done("sync")

    made = village.done("report", "new", "lra_semester1", "--period", PERIOD, "--figures", str(FIGURES), *fields())
    draft = made["id"]
    assert made["totals"]["pendapatan"]["anggaran"] == 1_727_081_000
    assert made["totals"]["belanja"]["anggaran"] == 1_810_178_246
    assert village.done("status")["waiting"] == 0
    village.done("report", "submit", draft)
    assert village.done("status")["waiting"] == 1
    assert village.done("sync")["accepted"] == 1

    kecamatan.done("sync")
    (waiting,) = kecamatan.done("review", "list")["waiting"]
    assert waiting["village"] == "Desa Babayau"
    kecamatan.done("review", "return", waiting["id"], "--note", f"{NOTED}=Mohon dicek dengan buku kas.")
    kecamatan.done("sync")

    village.done("sync")
    shown = village.done("report", "show", draft)
    assert shown["state"] == "dikembalikan"
    assert [note["path"] for note in shown["notes"]] == [NOTED]
    village.done("report", "set", draft, f"{NOTED}=238.400.000")
    village.done("report", "submit", draft)
    village.done("sync")

    kecamatan.done("sync")
    (again,) = kecamatan.done("review", "list")["waiting"]
    assert again["n"] == 2
    kecamatan.done("review", "accept", again["id"])
    kecamatan.done("sync")
    village.done("sync")
    assert village.done("report", "show", draft)["state"] == "terbit"

    page = requests.get(f"{server.url}/desa/babayau/laporan/lra_semester1/{PERIOD}", timeout=10)
    assert page.status_code == 200
    assert "238.400.000" in page.text
    picture = requests.get(f"{page.url}/gambar.png", timeout=30)
    assert picture.content.startswith(b"\x89PNG")

    (publication,) = village.done("posting", "list")["publications"]
    refused = village.verb(
        "posting", "done", publication["id"], "--channel", "facebook",
        "--url", "https://www.facebook.com/desababayau/posts/1", "--caption", "Lihat.", "--without-picture",
    )  # fmt: skip
    assert (refused.code, refused["code"]) == (1, "item_missing")
    village.done(
        "posting", "done", publication["id"], "--channel", "facebook",
        "--url", "https://www.facebook.com/desababayau/posts/1",
    )  # fmt: skip
    village.done("sync")

    number, key = citizen_writes(server.url)
    village.done("sync")
    (word,) = village.done("feedback", "list")["feedback"]
    assert (word["number"], word["state"]) == (number, "baru")
    village.done("feedback", "reply", word["id"], "--text", "Lampu diganti hari Sabtu.")
    village.done("sync")
    tracked = requests.post(f"{server.url}/lacak", data={"nomor": number, "kunci": key}, timeout=10)
    assert "Lampu diganti hari Sabtu." in tracked.text
    home = f"{server.url}/desa/babayau"
    assert "Lampu jalan padam" not in requests.get(home, timeout=10).text
    kecamatan.done("sync")
    kecamatan.done("feedback", "release", word["id"])
    kecamatan.done("sync")
    assert "Lampu jalan padam" in requests.get(home, timeout=10).text

    rows = {row["code"]: row for row in kecamatan.done("overview", "--half", PERIOD)["rows"]}
    cells = {cell["duty"]: cell["state"] for cell in rows["63.11.06.2024"]["cells"]}
    assert cells["lra_semester1"] == "terbit"
    assert {cell["duty"]: cell["state"] for cell in rows["63.11.06.1019"]["cells"]}["lra_semester1"] == "tidak_berlaku"
    # The server was made today: what was due before that is asked of nobody, and shown as late of nobody.
    assert {cell["duty"]: cell["state"] for cell in rows["63.11.06.2005"]["cells"]}["lra_semester1"] == "tidak_berlaku"
    assert village.done("status")["all_sent"] is True


def citizen_writes(url: str) -> tuple[str, str]:
    """Fill in the public form as a phone without script does; the number and the key from the answer."""
    form = requests.get(f"{url}/desa/babayau/masukan", timeout=10).text
    form_id = re.search(r'name="formulir" value="([^"]+)"', form)
    assert form_id is not None
    answer = requests.post(
        f"{url}/desa/babayau/masukan",
        data={
            "formulir": form_id[1], "pembaca": "warga", "jenis": "keluhan", "judul": "Lampu jalan padam",
            "isi": "Sudah seminggu lampu di depan langgar mati.", "nama": "", "tentang": "", "situs": "",
        },
        timeout=10,
    )  # fmt: skip
    number = re.search(r'class="number">([^<]+)<', answer.text)
    key = re.search(r'class="key">([^<]+)<', answer.text)
    assert number is not None, answer.text
    assert key is not None
    return number[1], key[1]
