"""The program's sign as a Windows icon, drawn from resources/icons/sipa.svg: python -m tools.windows.make_icon FILE."""

from __future__ import annotations

import os
import sys
from io import BytesIO
from pathlib import Path
from typing import Final

from PIL import Image

ROOT: Final = Path(__file__).resolve().parents[2]
SIZES: Final = (16, 20, 24, 32, 40, 48, 64, 256)


def make_icon(target: Path) -> None:
    """Write the icon in every size that Windows asks for."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import QBuffer, QIODevice
    from PySide6.QtGui import QGuiApplication, QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    _app = QGuiApplication.instance() or QGuiApplication(sys.argv[:1])
    drawing, pictures = QSvgRenderer(str(ROOT / "resources" / "icons" / "sipa.svg")), []
    for side in SIZES:
        image = QImage(side, side, QImage.Format.Format_ARGB32)
        image.fill(0)
        painter = QPainter(image)
        drawing.render(painter)
        painter.end()
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        image.save(buffer, "PNG")  # type: ignore[call-overload]
        pictures.append(Image.open(BytesIO(bytes(buffer.data().data()))))
    target.parent.mkdir(parents=True, exist_ok=True)
    pictures[-1].save(target, "ICO", sizes=[(side, side) for side in SIZES], append_images=pictures[:-1])


if __name__ == "__main__":
    make_icon(Path(sys.argv[1]))
