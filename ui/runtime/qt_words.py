"""Indonesian for the few words that Qt itself shows, such as the menu of a text field under the right mouse button.

The words lie in `resources/locale/qtbase_id.toml`; what is not there stays as Qt has it.
"""

from __future__ import annotations

import tomllib

from PySide6.QtCore import QCoreApplication, QObject, QTranslator

import resources

FILE = "locale/qtbase_id.toml"


class QtWords(QTranslator):
    """Answers Qt's own texts from a table; None lets Qt use its own text.

    An empty text would be taken for the answer, and Qt's image readers tell a fault by a text that is not empty: PNG
    files were then read as TGA.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._words: dict[str, str] = tomllib.loads(resources.read_text(FILE))["words"]

    def translate(self, context: str, source: str, disambiguation: str | None = None, n: int = -1) -> str | None:
        """Return the Indonesian for one of Qt's texts, whatever its context; None where the table has none."""
        return self._words.get(source)

    def isEmpty(self) -> bool:
        """Tell Qt that there is something to ask for."""
        return not self._words


def install(app: QCoreApplication) -> QtWords:
    """Let Qt speak Indonesian where it speaks by itself; return what was installed."""
    words = QtWords(app)
    app.installTranslator(words)
    return words
