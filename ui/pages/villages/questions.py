"""The questions of the page: each names what will end and what stays before anything happens."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QLineEdit, QWidget

from sipa_core.messages import _
from sipa_core.ops.people import is_phone
from sipa_desktop.services.people_views import DeviceLine, PlaceRow
from ui.widgets.field import Field
from ui.widgets.question import Answer, Question

_DO, _STAY = "do", "stay"
MAX_NAME = 120


def ask_first_code(parent: QWidget, row: PlaceRow, on_name: Callable[[str], None]) -> Question:
    """Ask whose code it is, for a place that nobody has."""
    body = _("Kode sekali pakai untuk satu komputer, berlaku 7 hari. Kode dibuat di server, jadi perlu tersambung.")
    return _name(parent, _("Kode untuk siapa di {place}?").format(place=row.label), body, _("Buat kode"), "", on_name)


def ask_another_admin(parent: QWidget, place: str, on_name: Callable[[str], None]) -> Question:
    """Ask who else works for the kecamatan, or gets one more PC under the same name."""
    body = _(
        "Nama yang sama mendapat komputer tambahan; nama lain menjadi admin kecamatan juga. Kode berlaku 7 hari dan "
        "perlu tersambung."
    )
    return _name(parent, _("Kode untuk siapa di {place}?").format(place=place), body, _("Buat kode"), "", on_name)


def ask_second_pc(parent: QWidget, row: PlaceRow, on_yes: Callable[[], None]) -> Question:
    """Ask before one more PC of the same person gets a code, or the first one."""
    more = _(
        "Kode sekali pakai untuk satu komputer tambahan {name}, berlaku 7 hari. Komputer yang sudah terdaftar tetap "
        "jalan. Kode dibuat di server, jadi perlu tersambung."
    )
    first = _("Kode sekali pakai untuk komputer {name}, berlaku 7 hari. Kode dibuat di server, jadi perlu tersambung.")
    body = (more if row.devices else first).format(name=row.person)
    title = _("Buat kode untuk {name}, {place}?").format(name=row.person, place=row.label)
    return _yes(parent, title, body, Answer(_DO, _("Buat kode"), "primary"), on_yes)


def ask_hand_over(parent: QWidget, row: PlaceRow, on_name: Callable[[str], None]) -> Question:
    """Ask who takes over; names that the person before and all their PCs end."""
    n = len(row.devices)
    body = _(
        "{name} berhenti menjadi admin {place}; {n} perangkatnya tidak dapat mengirim lagi. Laporan yang sudah "
        "terkirim tetap ada; isian yang belum terkirim tetap di komputer lama. Kode baru dibuat untuk penerimanya, "
        "jadi perlu tersambung."
    ).format(name=row.person, place=row.label, n=n)
    title = _("{place} diserahkan kepada siapa?").format(place=row.label)
    return _name(parent, title, body, _("Serahkan"), row.person, on_name, danger=True)


def ask_revoke(parent: QWidget, row: PlaceRow, device: DeviceLine, on_yes: Callable[[], None]) -> Question:
    """Ask before a PC ends for good."""
    body = _(
        "Mencabut perangkat tidak menghapus laporan yang sudah terkirim. Komputer itu tidak dapat mengirim atau "
        "menerima lagi; isian di dalamnya tetap ada. Tanpa jaringan, pencabutan menunggu kirim."
    )
    title = _("Cabut {device} milik {place}?").format(device=device.name, place=row.label)
    return _yes(parent, title, body, Answer(_DO, _("Cabut"), "danger"), on_yes)


def ask_phone(parent: QWidget, row: PlaceRow, on_phone: Callable[[str], None]) -> Question:
    """Ask for the number at which the person can be reached."""
    editor = QLineEdit(row.phone)
    field = Field(_("Nomor telepon"), editor, _("Hanya terlihat di komputer kecamatan."), optional=True)
    answers = (Answer(_STAY, _("Batal")), Answer(_DO, _("Simpan"), "primary"))
    title = _("Nomor telepon {name}").format(name=row.person)
    question = Question(title, "", answers, _STAY, field, parent)

    def check(text: str) -> None:
        good = is_phone(" ".join(text.split()))
        field.set_fault("" if good else _("Tulis nomor telepon dengan angka, misalnya 0812-0000-0000."))
        question.buttons[_DO].setEnabled(good)

    editor.textChanged.connect(check)
    return _open(question, lambda: on_phone(editor.text().strip()))


def _name(
    parent: QWidget,
    title: str,
    body: str,
    verb: str,
    other_than: str,
    on_name: Callable[[str], None],
    *,
    danger: bool = False,
) -> Question:
    editor = QLineEdit()
    editor.setMaxLength(MAX_NAME)
    field = Field(_("Nama"), editor, _("Nama lengkap, seperti akan terlihat di layar."))
    answers = (Answer(_STAY, _("Batal")), Answer(_DO, verb, "danger" if danger else "primary"))
    question = Question(title, body, answers, _STAY, field, parent)

    def check(text: str) -> None:
        name = " ".join(text.split())
        same = bool(other_than) and name.casefold() == other_than.casefold()
        words = _("{name} sudah menjadi admin di sini. Tulis nama penerimanya.").format(name=other_than)
        field.set_fault(words if same else "")
        question.buttons[_DO].setEnabled(bool(name) and not same)

    editor.textChanged.connect(check)
    check("")
    return _open(question, lambda: on_name(" ".join(editor.text().split())))


def _yes(parent: QWidget, title: str, body: str, do: Answer, on_yes: Callable[[], None]) -> Question:
    return _open(Question(title, body, (Answer(_STAY, _("Batal")), do), _STAY, None, parent), on_yes)


def _open(question: Question, on_yes: Callable[[], None]) -> Question:
    question.accepted.connect(partial(_answered, on_yes))
    question.finished.connect(question.deleteLater)
    question.open()
    return question


def _answered(on_yes: Callable[[], None]) -> None:
    on_yes()
