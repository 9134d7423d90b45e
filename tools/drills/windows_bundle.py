"""Drill: the Windows bundle is built in wine from the project's own spec and tried: parts, the loop by verbs, a window.

About 15 minutes on Debian 12 as root or not; needs wine, wine64, xvfb and gcc-mingw-w64-x86-64. All it makes lies below
build/windows/. wine is no Windows: what passes here is still to be seen on an office's PC.
"""

from __future__ import annotations

import json
import shutil
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from PIL import Image, ImageGrab

from tests.support.programs import serving
from tools.windows.windows_python import make_python
from tools.windows.wine import Wine, missing_programs, windows_path

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "build" / "windows"
BUNDLE = FOLDER / "dist" / "sipa-desktop"
PROGRAM = BUNDLE / "sipa-desktop.exe"
TESTS = ("platform", "store", "test_new_files.py", "test_check.py", "test_start.py", "test_tables.py")
PASSWORD = "sawah hijau\n"
PERIOD = f"{datetime.now(UTC).year - 1}-S1"
ROW = "kegiatan[018f0000-0000-7000-8000-000000000001]"
FIELDS = {
    "apbdes[-/4.1/-].realisasi": "86.395.000",  # the file has budgets alone, and what was done must be told
    "pengantar.isi": "Dengan hormat, kami sampaikan laporan pelaksanaan APB Desa.",
    "ringkasan.isi": "Belanja berjalan sesuai rencana.",
    "kendala.isi": "Hujan lebat pada bulan Maret.",
    "belum_selesai.nihil": "ya",
    f"{ROW}.nama": "Rabat beton RT 03",
    f"{ROW}.lokasi": "RT 03",
    f"{ROW}.anggaran": "560.000.000",
    f"{ROW}.realisasi": "200.000.000",
    f"{ROW}.fisik": "100",
    "pengesahan.kepala_desa": "Rahmadi",
    "pengesahan.tanggal": f"{PERIOD[:4]}-07-08",
    "pengesahan.alamat_pengaduan": "Kantor Desa Babayau, 0812-0000-0000",
}
FIGURES = ROOT / "resources" / "demo" / "csv" / "keji-2026.csv"


class Failed(Exception):  # noqa: N818
    """A step did not go as it has to; the text says how."""


def main() -> int:
    """Make, build and try; 0 when every step passed, 2 when something has to be installed first."""
    missing = missing_programs()
    if missing:
        print(f"This drill needs more Debian packages: apt-get install --no-install-recommends {' '.join(missing)}")
        return 2
    FOLDER.mkdir(parents=True, exist_ok=True)
    try:
        with step("Windows' Python and the locked packages"):
            python, beside = make_python(FOLDER)
        with Wine(FOLDER) as wine:
            with step("unit tests of what Windows does otherwise"):
                run_tests(wine, python, beside)
            with step("PyInstaller with build.spec (five minutes)"):
                build(wine, python)
            with step("what `check` tries, in the bundle"):
                check(wine)
            with step("the loop by verbs: two desks in wine, the server on this system"):
                play(wine)
            with step("the first window"):
                show(wine)
    except Failed as fault:
        print(f"!! {fault}")
        return 1
    print(f"-- the bundle is {size_of(BUNDLE) / 1e6:.0f} MB in {sum(1 for _one in files_of(BUNDLE))} files")
    return 0


@contextmanager
def step(name: str) -> Iterator[None]:
    """Say what is done, and how long it took."""
    print(f"== {name}", flush=True)
    begun = time.monotonic()
    yield
    print(f"   {time.monotonic() - begun:.0f} s", flush=True)


def run_tests(wine: Wine, python: Path, beside: Path) -> None:
    """Run the tests that say how files, locks, keys and the database behave, with Windows' Python."""
    folders = [f"tests/unit/desktop/{name}" for name in TESTS]
    options = ["-q", "-p", "no:cacheprovider", "--basetemp", "C:\\tests"]
    command = [windows_path(python), "-m", "pytest", *folders, *options]
    code, said = wine.run(command, seconds=900, cwd=ROOT, PYTHONPATH=windows_path(beside))
    print("   " + said.strip().splitlines()[-1] if said.strip() else "   nothing was said")
    if code != 0:
        raise Failed(said)


def build(wine: Wine, python: Path, **environment: str) -> None:
    """Freeze the desk as it is frozen for Linux."""
    shutil.rmtree(BUNDLE.parent, ignore_errors=True)
    command = [windows_path(python), "-m", "PyInstaller", "build.spec", "--noconfirm", "--log-level", "WARN"]
    command += ["--distpath", windows_path(BUNDLE.parent), "--workpath", windows_path(FOLDER / "work")]
    code, said = wine.run(command, seconds=1800, cwd=ROOT, **environment)
    if code != 0 or not PROGRAM.exists():
        raise Failed(said)


def check(wine: Wine) -> None:
    """Let the bundle try its parts, on a new profile with a space and letters beyond ASCII in its name."""
    profile = "C:\\SIPA Désa\\periksa"
    answer = verb(wine, profile, "check")
    for one in answer["checks"]:
        print(f"   {'+' if one['good'] else '!'} {one['name']}: {one['words']}")
    if verb(wine, profile, "check")["ok"] is not True:
        raise Failed("the second start on the same profile finds what the first did not")
    keys = {one["name"]: one["words"] for one in answer["checks"]}
    if keys["Kunci"] != "keyring":
        raise Failed("the key is not in the Windows vault")


def play(wine: Wine) -> None:
    """Register, fill in a report, send it, approve it, and see it published; a PDF is written on the way."""
    shutil.rmtree(FOLDER / "server", ignore_errors=True)
    shutil.rmtree(FOLDER / "desks", ignore_errors=True)
    with serving(FOLDER / "server") as server:
        village, kecamatan = (windows_path(FOLDER / "desks" / name) for name in ("babayau", "kecamatan"))
        named = ("--village", "63.11.06.2024", "--name", "Norhayati", "--role", "admin_desa")
        code = server.verb("enrol", *named)["code"]
        verb(wine, village, "setup", "--server", server.url, "--code", code)
        verb(wine, kecamatan, "setup", "--server", server.url, "--code", server.codes["admin_kecamatan"])
        verb(wine, village, "sync")
        pairs = [part for path, value in FIELDS.items() for part in ("--set", f"{path}={value}")]
        figures = ("--figures", windows_path(FIGURES))
        draft = verb(wine, village, "report", "new", "lra_semester1", "--period", PERIOD, *figures, *pairs)["id"]
        verb(wine, village, "report", "pdf", draft, "--to", windows_path(FOLDER / "desks" / "laporan.pdf"))
        verb(wine, village, "report", "submit", draft)
        verb(wine, village, "sync")
        verb(wine, kecamatan, "sync")
        (waiting,) = verb(wine, kecamatan, "review", "list")["waiting"]
        verb(wine, kecamatan, "review", "accept", waiting["id"])
        verb(wine, kecamatan, "sync")
        verb(wine, village, "sync")
        state = verb(wine, village, "report", "show", draft)["state"]
        sent = verb(wine, village, "status")
    if state != "terbit" or not sent["all_sent"] or sent["secrets"] != "keyring":
        raise Failed(f"the report is {state}; {sent}")
    if not (FOLDER / "desks" / "laporan.pdf").read_bytes().startswith(b"%PDF"):
        raise Failed("what was saved is no PDF")


def show(wine: Wine) -> None:
    """Open the window on the village's data and see it painted; a second start must come back with a sentence."""
    profile = windows_path(FOLDER / "desks" / "babayau")
    begun = time.monotonic()
    window = wine.start([windows_path(PROGRAM), "--profile", profile, "--password-stdin"], words=PASSWORD)
    try:
        if not comes_true(lambda: looks_painted(ImageGrab.grab(xdisplay=wine.display)), 120):
            raise Failed("nothing was painted")
        print(f"   painted after {time.monotonic() - begun:.1f} s", flush=True)
        time.sleep(8)  # what the page asks for comes after its frame
        ImageGrab.grab(xdisplay=wine.display).save(FOLDER / "window.png")
        code, said = wine.run([windows_path(PROGRAM), "--profile", profile], seconds=120)
        if code != 0 or "sudah terbuka" not in said:
            raise Failed(f"the second start ended with {code}: {said}")
    finally:
        window.kill()
        window.communicate()
    print(f"   the picture is {(FOLDER / 'window.png').relative_to(ROOT)}")


def verb(wine: Wine, profile: str, *arguments: str) -> dict[str, Any]:
    """Run one verb of the bundle; its answer. Failed when it was refused."""
    command = [windows_path(PROGRAM), *arguments, "--json", "--profile", profile, "--password-stdin"]
    code, said = wine.run(command, seconds=180, words=PASSWORD)
    if code != 0:
        raise Failed(f"{' '.join(arguments)} ended with {code}: {said}")
    answer: dict[str, Any] = json.loads(said.strip().splitlines()[-1])
    return answer


def comes_true(condition: Callable[[], bool], seconds: float) -> bool:
    """Wait for a condition; false when the time is up."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if condition():
            return True
        time.sleep(0.2)
    return False


def looks_painted(picture: Image.Image) -> bool:
    """Say whether a picture has many colours and none that covers nearly all of it."""
    counts = Counter(picture.convert("RGB").get_flattened_data())
    return len(counts) > 50 and counts.most_common(1)[0][1] < 0.97 * picture.width * picture.height


def files_of(folder: Path) -> Iterator[Path]:
    """Every file below a folder."""
    return (file for file in folder.rglob("*") if file.is_file())


def size_of(folder: Path) -> int:
    """The bytes of all files below a folder."""
    return sum(file.stat().st_size for file in files_of(folder))


if __name__ == "__main__":
    sys.exit(main())
