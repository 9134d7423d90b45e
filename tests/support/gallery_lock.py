"""Parts of the lock, and of what must not be overlooked: password, recovery code, notices of line and copies."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

from PySide6.QtWidgets import QWidget

from sipa_desktop.events import Bus, Changes
from sipa_desktop.services.backup_views import AlertKind, CopyAlert
from sipa_desktop.sync.status import SyncStatus
from ui.design.measures import Size
from ui.runtime.bridge import Bridge
from ui.runtime.tasks import InlineRunner
from ui.widgets.attentions import Attentions
from ui.widgets.boxes import Column, even
from ui.widgets.button import Button
from ui.widgets.copy_alerts import CopyAlerts
from ui.widgets.lock_frame import LockFrame, first_run_steps, form, line_with
from ui.widgets.new_password import NewPassword
from ui.widgets.password_field import PasswordField
from ui.widgets.recovery_code import PaperCheck, RecoveryCode

NOW = 1_752_114_840_000
GROUPS = ("7KMA", "TQ9W", "HFZJ", "EBQT", "DR2N", "8JHZ", "LJXH")
ALERTS = (CopyAlert(AlertKind.OUTSIDE, "Belum ada cadangan di luar komputer ini.", ("Colokkan USB hari ini.",)),)


class _Sending:
    """A PC that the server no longer knows."""

    def __init__(self) -> None:
        self.statuses: Bus[SyncStatus] = Bus()

    def status(self) -> SyncStatus:
        return SyncStatus(shut_out="revoked")

    def put_away(self, _what: object) -> None:
        """Nothing is kept here."""

    def agree_to_forget(self) -> int:
        """Nothing goes in a gallery."""
        return 0


def lock() -> QWidget:
    """Return a page with the parts."""
    page = QWidget()
    desk = SimpleNamespace(backups=SimpleNamespace(alerts=lambda: ALERTS))
    changes: Bus[Changes] = Bus()
    runner = InlineRunner(page)
    whole = Column(page, Size.GAP_12, even(Size.GAP_20))
    whole.addWidget(Attentions(_Sending(), runner, lambda: NOW, "Asia/Makassar", keeps=True))
    whole.addWidget(CopyAlerts(cast("Any", desk), runner, Bridge(changes, page)))
    check = PaperCheck()
    check.ask(GROUPS, 2, 5)
    for part in (RecoveryCode(GROUPS), check):
        whole.addWidget(part)
    whole.addStretch(1)
    return page


def lock_window() -> QWidget:
    """Return a window of the lock with a wrong password in it."""
    frame = LockFrame("Selamat datang kembali", first_run_steps())
    wrong = PasswordField("Kata sandi aplikasi")
    wrong.set_fault("Kata sandi itu tidak cocok. Periksa huruf besar dan kecilnya.")
    new = NewPassword("Kata sandi baru")
    new.first.edit.setText("sawah hijau")
    new.second.edit.setText("sawah")
    new.agrees()
    buttons = [Button("Kembali", height="large"), Button("Simpan dan buka", "arrow-right", "primary", "large")]
    words = "Data kantor di komputer ini terkunci."
    after = [line_with("Belum punya kode? Coba dahulu.", Button("Coba latihan dulu", "question", "link"))]
    frame.stack.addWidget(form("Masukkan kata sandi", words, [wrong, new], buttons, after=after))
    return frame
