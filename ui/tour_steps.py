"""The stops of the walk through the window, by role."""

from __future__ import annotations

from sipa_core.domain.roles import Role
from sipa_core.messages import _
from ui.main_window import MainWindow
from ui.widgets.tour import TourStep


def tour_steps(window: MainWindow, role: Role) -> tuple[TourStep, ...]:
    """Return the stops of the walk through a window of this role."""
    first = (
        _("Semua desa dalam satu tabel. Klik satu kotak untuk membuka laporannya.")
        if role is Role.ADMIN_KECAMATAN
        else _("Yang perlu dikerjakan hari ini. Yang paling mendesak ada di atas, masing-masing dengan satu tombol.")
    )
    return (
        TourStep(window.rail.list, _("Menu"), _("Semua pekerjaan ada di sini. Alt dengan angka membuka menunya.")),
        TourStep(window.stack, _("Mulai dari halaman ini"), first),
        TourStep(
            window.strip,
            _("Di mana pekerjaan Anda"),
            _(
                "Tersimpan di komputer ini, menunggu kirim, dan terkirim adalah tiga hal berbeda. "
                "Terkirim hanya bila kecamatan sudah menjawab."
            ),
        ),
        TourStep(
            window.strip.action_button,
            _("Tanpa jaringan pun bisa bekerja"),
            _("Semua tersimpan sendiri, lalu dikirim saat tersambung atau lewat USB. F5 mengirim sekarang."),
        ),
        TourStep(
            window.rail.list,
            _("Pengaturan"),
            _("Yang terkirim dan yang belum, huruf lebih besar, dan penjelasan ini lagi, ada di Pengaturan."),
        ),
    )
