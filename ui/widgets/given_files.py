"""What somebody gave by drag or paste: files by their path, a picture from the clipboard as PNG bytes or as it is.

Nothing is opened, decoded or encoded here; whoever takes it does that off the window's thread.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMimeData
from PySide6.QtGui import QImage


class Pasted:
    """A picture from the clipboard that nobody has encoded yet: for a large one that takes seconds."""

    def __init__(self, image: QImage) -> None:
        self._image = image

    def png(self) -> bytes:
        """Return it as PNG; for a worker's thread."""
        held = QByteArray()
        buffer = QBuffer(held)
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        self._image.save(buffer, "PNG", _FAST)  # type: ignore[call-overload]
        return bytes(held.data())


Given = Path | bytes | Pasted
"""A file, the PNG bytes of a pasted picture, or the picture."""

MOST = 50
MAX_PASTED_PIXELS = 60_000_000
_FAST = 100  # no packing: the picture is encoded anew anyway


def bytes_of(given: bytes | Pasted) -> bytes:
    """Return the PNG bytes of a pasted picture; for a worker's thread."""
    return given.png() if isinstance(given, Pasted) else given


def has_given(mime: QMimeData) -> bool:
    """Tell whether there is a file or a picture in it."""
    return bool(_files(mime)) or _has_picture(mime)


def given_in(mime: QMimeData) -> list[Given]:
    """Return the files (at most 50), or else the picture; a folder comes as its path."""
    files: list[Given] = [*_files(mime)]
    if files:
        return files[:MOST]
    if mime.hasFormat("image/png"):
        return [bytes(mime.data("image/png").data())]
    if mime.hasImage():
        image = QImage(mime.imageData())
        if not image.isNull() and image.width() * image.height() <= MAX_PASTED_PIXELS:
            return [Pasted(image)]
    return []


def _has_picture(mime: QMimeData) -> bool:
    return mime.hasFormat("image/png") or mime.hasImage()


def _files(mime: QMimeData) -> list[Path]:
    return [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()] if mime.hasUrls() else []
