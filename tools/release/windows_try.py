"""An office's days with the Windows setup, in wine: first start without a line, the loop, an update over data, the end.

Judged by what lies on the disk and what the program then says, never by an exit code: in a wine without 32 bits a setup
that did nothing ends with 0 too.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from PIL import ImageGrab

from tests.support.programs import run, serving
from tests.support.vaults import PASSWORD
from tools.drills.windows_bundle import FIELDS, FIGURES, PERIOD, Failed, comes_true, files_of, looks_painted, step
from tools.windows.wine import Wine, windows_path

UNINSTALL: Final = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Uninstall\SIPA Desktop"
DEVICE: Final = "Komputer Kaur Keuangan"
SECONDS: Final = 240
_WORDS: Final = f"{PASSWORD}\n"
_WINE_OWN: Final = ("windows/", "ProgramData/Microsoft", "users/Public", "Temp/")
"""What wine itself writes beside the programs that it runs."""


@dataclass
class Tried:
    """What was seen, by name, for the evidence."""

    told: dict[str, Any] = field(default_factory=dict)

    def hold(self, name: str, seen: bool, words: object = "") -> None:
        """Note an effect; Failed when it was not there."""
        self.told[name] = words or "seen"
        if not seen:
            raise Failed(f"not seen: {name} {words}")


class Office:
    """One Windows user: where the program and its data lie, and what the program says."""

    def __init__(self, wine: Wine) -> None:
        self.wine = wine
        self.local = wine.user / "AppData" / "Local"
        self.program = self.local / "Programs" / "SIPA Desktop"
        self.data = self.local / "SIPA Desktop"
        self.menu = wine.user / "AppData/Roaming/Microsoft/Windows/Start Menu/Programs/SIPA Desktop.lnk"

    def verb(self, *arguments: str, fine: bool = True) -> dict[str, Any]:
        """Run a verb of the installed program by its starter, on the profile that it finds by itself."""
        command = [windows_path(self.program / "sipa-desktop.exe"), *arguments, "--json", "--password-stdin"]
        _code, said = self.wine.run(command, seconds=SECONDS, words=_WORDS)
        lines = said.strip().splitlines()
        try:
            answer: dict[str, Any] = json.loads(lines[-1])
        except (IndexError, json.JSONDecodeError):
            raise Failed(f"{' '.join(arguments)} said: {said[-2000:]}") from None
        if fine and not answer.get("ok", True):
            raise Failed(f"{' '.join(arguments)}: {answer}")
        return answer

    def is_listed(self) -> bool:
        """Whether Windows lists it among its programs."""
        _code, said = self.wine.run(["reg", "query", UNINSTALL, "/v", "DisplayName"], seconds=60)
        return "SIPA Desktop" in said and "REG_SZ" in said

    def digests(self) -> dict[str, str]:
        """The SHA-256 of each file of the data."""
        return {
            one.relative_to(self.data).as_posix(): hashlib.sha256(one.read_bytes()).hexdigest()
            for one in files_of(self.data)
        }


def try_setup(wine: Wine, setups: Sequence[tuple[Path, Path]]) -> Tried:
    """Live through it with two setups (and the release that each holds), the second newer. Failed."""
    tried, office = Tried(), Office(wine)
    for folder in (office.program, office.data):
        shutil.rmtree(folder, ignore_errors=True)
    before = listing(wine)
    (first, first_release), (second, second_release) = setups
    with step("silent setup for one user"):
        install(office, first, first_release, tried, "installed")
    with step("first start by a file from a stick, work without a line, then the loop with the server on this system"):
        draft = play(office, tried, first.parent / "try-server")
    with step("an older program's data under a newer setup, while the window is open"):
        over(office, setups[0][1], second, second_release, draft, tried)
    with step("an older setup over a newer program changes nothing"):
        wine.run([windows_path(first), "/S"], seconds=600)
        aktif = (office.program / "aktif").read_text().strip()
        tried.hold(
            "older_setup_refused",
            aktif == second_release.name and not (office.program / "versi" / first_release.name).exists(),
        )
    with step("taken away, the data kept, and installed again on them"):
        away(office, tried)
        install(office, second, second_release, tried, "installed_again")
        tried.hold("data_found_again", office.verb("report", "show", draft)["state"] == "terbit")
        away(office, Tried())
    with step("what lies outside the profile and the program's folder"):
        left = {one for one in listing(wine) - before if not one.startswith(_own(office, wine))}
        left = {one for one in left if not any(part in one for part in _WINE_OWN)}
        tried.hold("files_elsewhere", not left, sorted(left)[:20] or "none")
    return tried


def install(office: Office, setup: Path, release: Path, tried: Tried, name: str) -> None:
    """Run a setup silently and look for what it has to leave."""
    begun = time.monotonic()
    office.wine.run([windows_path(setup), "/S"], seconds=900)
    comes_true(lambda: office.menu.exists() and (office.program / "aktif").exists(), 30)
    tried.hold(name, _is_whole(office, release) and (office.program / "aktif").read_text().strip() == release.name)
    tried.hold(f"{name}_menu_and_list", office.menu.exists() and office.is_listed())
    tried.told[f"{name}_seconds_in_wine"] = round(time.monotonic() - begun)


def play(office: Office, tried: Tried, folder: Path) -> str:
    """The village enrols by a file and writes with the server off; then both sides do their part. The report's id."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    with serving(folder / "data") as server:
        stick = folder / "pendaftaran"
        asked = ("--to", str(stick), "--villages", "63.11.06.2024=Norhayati", "--server", server.url)
        (made,) = server.verb("enrol-files", *asked)["files"]
        kecamatan = ("--profile", str(folder / "kecamatan"), "--password-stdin")

        def camat(*arguments: str) -> dict[str, Any]:
            return run("sipa_desktop", *arguments, *kecamatan, words=_WORDS).data

        camat("setup", "--server", server.url, "--code", server.codes["admin_kecamatan"])
        server.stop()
        file = Path(made["file"])
        office.verb("setup", "--file", windows_path(file), "--device-name", DEVICE)
        pairs = [part for path, value in FIELDS.items() for part in ("--set", f"{path}={value}")]
        new = ("report", "new", "lra_semester1", "--period", PERIOD, "--figures", windows_path(FIGURES))
        draft = str(office.verb(*new, *pairs)["id"])
        pdf = office.data / "laporan.pdf"
        office.verb("report", "pdf", draft, "--to", windows_path(pdf))
        office.verb("report", "submit", draft)
        trouble = office.verb("sync", fine=False)
        tried.hold("worked_without_a_line", trouble["waiting"] == 1 and pdf.read_bytes().startswith(b"%PDF"))
        pdf.unlink()
        server.start()
        tried.hold("waits_for_yes", office.verb("sync", fine=False)["code"] == "unconfirmed")
        camat("sync")
        waiting = [one for row in camat("people", "list")["people"] for one in row["devices"] if one["waiting"]]
        tried.hold("name_seen_by_the_kecamatan", [one["name"] for one in waiting] == [DEVICE])
        camat("people", "confirm", waiting[0]["id"])
        camat("sync")
        office.verb("sync")
        camat("sync")
        camat("review", "accept", camat("review", "list")["waiting"][0]["id"])
        camat("sync")
        office.verb("sync")
        tried.hold("loop_closed", office.verb("report", "show", draft)["state"] == "terbit")
        checks = office.verb("check")["checks"]
        tried.hold("every_part_works", all(one["good"] for one in checks), [one["name"] for one in checks])
    return draft


def over(office: Office, older: Path, setup: Path, release: Path, draft: str, tried: Tried) -> None:
    """Install over a program whose window is open; then its data are all there, and the new program opens them."""
    command = [windows_path(office.program / "sipa-desktop.exe"), "--password-stdin"]
    begun = time.monotonic()
    window = office.wine.start(command, words=_WORDS)
    try:
        seen = comes_true(lambda: looks_painted(ImageGrab.grab(xdisplay=office.wine.display)), 180)
        tried.hold("window_painted", seen, f"{time.monotonic() - begun:.1f} s in wine" if seen else "")
        time.sleep(6)
        ImageGrab.grab(xdisplay=office.wine.display).save(setup.parent / "window.png")
        install(office, setup, release, tried, "installed_over")
        tried.hold("running_program_left_alone", _is_whole(office, older) and window.poll() is None)
        office.wine.run([windows_path(office.program / "lepas-sipa.exe"), "/S"], seconds=120)
        time.sleep(10)  # the uninstaller goes on as a copy of itself, so its end says nothing
        tried.hold("not_taken_away_while_open", _is_whole(office, older) and _is_whole(office, release))
    finally:
        office.wine.end_all()  # first: the program that the starter started holds the pipe
        window.kill()
        window.communicate()
    data = {name for name in office.digests() if name.endswith(".db")}
    tried.hold("data_after_the_update", bool(data) and office.verb("report", "show", draft)["state"] == "terbit")
    install(office, setup, release, tried, "installed_once_more")
    left = {one.name for one in (office.program / "versi").iterdir()}
    tried.hold("older_program_goes_when_closed", left == {release.name}, sorted(left))


def away(office: Office, tried: Tried) -> None:
    """Take the program away; it is gone, and each file of the data is as it was."""
    before = office.digests()
    office.wine.run([windows_path(office.program / "lepas-sipa.exe"), "/S"], seconds=300)
    gone = comes_true(lambda: not office.program.exists(), 120)
    tried.hold("taken_away", gone and not office.menu.exists() and not office.is_listed())
    tried.hold("data_kept", office.digests() == before and bool(before), f"{len(before)} files")


def listing(wine: Wine) -> set[str]:
    """Every file of the drive."""
    return {one.relative_to(wine.drive).as_posix() for one in files_of(wine.drive)}


def _is_whole(office: Office, release: Path) -> bool:
    """Whether exactly the files of a release lie where it is installed."""
    inside = office.program / "versi" / release.name
    there = {one.relative_to(inside).as_posix() for one in files_of(inside)} if inside.is_dir() else set()
    ours = {one.relative_to(release).as_posix() for one in files_of(release)}
    return there == ours and all((inside / one).read_bytes() == (release / one).read_bytes() for one in ours)


def _own(office: Office, wine: Wine) -> tuple[str, ...]:
    places: Callable[[Path], str] = lambda one: one.relative_to(wine.drive).as_posix()  # noqa: E731
    return places(office.program), places(office.data)
