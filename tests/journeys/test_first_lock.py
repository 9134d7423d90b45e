"""The first day and the second of a computer with its lock, in the real window: password, paper, and the way in."""

from __future__ import annotations

import re
from pathlib import Path

from tests.support.window_desk import WindowDesk

WORDS = "sawah hijau di tepi"


def test_the_lock_is_made_on_the_first_day_and_asked_for_on_the_second(tmp_path: Path) -> None:
    desk = WindowDesk(tmp_path / "desk", locked=True)
    desk.wait("Buat kata sandi aplikasi")
    desk.fill("Kata sandi aplikasi", "pendek")
    desk.fill("Ketik sekali lagi", "pendek")
    desk.click("Lanjut")
    desk.wait("Kata sandi paling sedikit 8")
    desk.fill("Kata sandi aplikasi", WORDS)
    desk.fill("Ketik sekali lagi", WORDS)
    desk.click("Lanjut")
    desk.wait("Kelompok 7:")
    groups = dict(re.findall(r"Kelompok (\d): ((?:\w ?)+)", "\n".join(desk.texts())))
    assert len(groups) == 7
    desk.click("Sudah di kertas")
    desk.wait("Cocokkan dengan kertas")
    asked = sorted(set(re.findall(r"Kelompok ke-(\d) di kertas", "\n".join(desk.texts()))))
    assert len(asked) == 2
    for number in asked:
        desk.fill(f"Kelompok ke-{number} di kertas", groups[number].replace(" ", ""))
    desk.click("Cocokkan")
    desk.wait("Daftarkan komputer ini")
    assert desk.close() == 0
    again = WindowDesk(tmp_path / "desk", locked=True)
    again.wait("Masukkan kata sandi")
    assert not [text for text in again.texts() if "Daftarkan komputer ini" in text]
    again.fill("Kata sandi aplikasi", "bukan kata sandinya")
    again.click("Buka")
    again.wait("Kata sandi itu tidak cocok")
    again.ready("Buka")
    again.fill("Kata sandi aplikasi", WORDS)
    again.click("Buka")
    again.wait("Daftarkan komputer ini")
    assert again.close() == 0
