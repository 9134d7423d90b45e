"""Makes the pictures of the users' guide, docs/panduan/gambar, from the real windows with the demo's data.

`python -m tools.make_guide [NAME …]`: the screens of `tools.make_screens`, as wide as the guide shows them. And the
quick card, docs/panduan/kartu-cepat.pdf.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from PIL import Image
from PySide6.QtWidgets import QApplication

from sipa_render.typesetting import typeset
from tools.make_screens import make
from ui.design.theme import start
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
    "usb": "07-pengaturan-sinkronisasi",
    "pengaturan": "07-pengaturan-sinkronisasi",
}


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
            file = _small(make(PICTURES[name], Path(kept)), GUIDE / "gambar" / f"{name}.png")
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
