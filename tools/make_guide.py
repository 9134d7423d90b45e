"""Makes the pictures of the users' guide, docs/panduan/gambar, from the real windows with the demo's data.

`python -m tools.make_guide [NAME …]`: the screens of `tools.make_screens`, as wide as the guide shows them. And the
quick card, docs/panduan/kartu-cepat.pdf.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from PIL import Image
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget

from sipa_render.typesetting import typeset
from tools.make_screens import WINDOWS, Studio, make, sending, settle
from ui.design.theme import start
from ui.pages.settings.stick_card import StickCard
from ui.runtime.qt_words import install

ROOT = Path(__file__).resolve().parents[1]
GUIDE = ROOT / "docs" / "panduan"
WIDTH = 900
TONES = 128

PICTURES = {
    "mulai": "10-first-run",
    "beranda": "01-beranda-desa",
    "laporan": "02-laporan-editor",
    "impor": "12-impor-pratinjau",
    "publikasi": "03-publikasi",
    "bertabrakan": "13-konflik",
    "rekap": "05-rekap-kecamatan",
    "pemeriksaan": "06-pemeriksaan",
    "jadwal": "16-jadwal",
    "desa-perangkat": "15-desa-perangkat",
    "masukan": "04-masukan-warga",
    "konsultasi": "11-konsultasi",
    "usb": "usb",
    "pengaturan": "07-pengaturan-sinkronisasi",
}


def stick(studio: Studio) -> QWidget:
    """What goes to a stick and what one brings, in the middle of the page that tells of sending."""
    window = sending(studio)
    (card,) = window.findChildren(StickCard)
    holder = card.parentWidget()
    while holder is not None:
        if isinstance(holder, QScrollArea):
            holder.ensureWidgetVisible(card)
        holder = holder.parentWidget()
    settle()
    return window


def main(names: list[str]) -> int:
    """Make the named pictures, or all, and the card; 2 when a name is none."""
    wrong = [name for name in names if name not in PICTURES]
    if wrong:
        print(f"no picture is named {', '.join(wrong)}; there are {', '.join(PICTURES)}", file=sys.stderr)
        return 2
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    install(app)
    start(app)
    (GUIDE / "gambar").mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as kept:
        for name in names or PICTURES:
            whole = make(PICTURES[name], Path(kept), windows={**WINDOWS, "usb": stick})
            file = _small(whole, GUIDE / "gambar" / f"{name}.png")
            print(f"{file.relative_to(ROOT)}, {file.stat().st_size // 1024} KB", flush=True)
    card = GUIDE / "kartu-cepat.pdf"
    card.write_bytes(typeset("kartu_cepat.typ", {}, "pdf"))
    print(f"{card.relative_to(ROOT)}, {card.stat().st_size // 1024} KB")
    return 0


def _small(file: Path, target: Path) -> Path:
    with Image.open(file) as opened:
        picture = opened.convert("RGB")
    smaller = picture.resize((WIDTH, picture.height * WIDTH // picture.width), Image.Resampling.LANCZOS)
    smaller.quantize(TONES, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(target, "PNG", optimize=True)
    return target


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
