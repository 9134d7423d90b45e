"""Pictures are read by several threads at once, with the words of Qt in place, and none waits for another for good."""

from __future__ import annotations

import os
import subprocess
import sys

READS = """
import sys, threading
from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from ui.runtime.qt_words import install
sys.setswitchinterval(0.0005)
app = QApplication([])
words = install(app)
picture = QImage(300, 300, QImage.Format.Format_RGB32)
picture.fill(1)
buffer = QBuffer()
buffer.open(QIODevice.OpenModeFlag.WriteOnly)
picture.save(buffer, "PNG")
data = buffer.data().data()
def read():
    for _time in range(600):
        assert not QImage.fromData(data).isNull()
threads = [threading.Thread(target=read, daemon=True) for _thread in range(4)]
for thread in threads:
    thread.start()
read()
for thread in threads:
    thread.join()
print("read")
"""


def test_threads_that_read_pictures_side_by_side_all_come_to_their_end() -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-c", READS]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=120)
    assert done.stdout == "read\n", done.stderr
