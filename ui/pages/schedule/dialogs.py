"""The two forms of the page: change the days of a duty, and make a duty on a report type that the server has."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QWidget

from sipa_core.domain.dates import HALF_A_YEAR, YearMeant
from sipa_core.domain.villages import VillageKind
from sipa_core.messages import _
from sipa_desktop.services.schedule_views import Change, DutyView, NewDuty, TypeOffer
from ui.design.measures import Size
from ui.design.theme import px
from ui.pages.schedule.deadline_field import DeadlineField
from ui.widgets.boxes import Column, Row, reveal
from ui.widgets.check_box import CheckBox, RadioButton
from ui.widgets.date_field import DateField
from ui.widgets.field import Field
from ui.widgets.form_question import DO, STAY, ask_form, fit_question
from ui.widgets.question import Answer, Question
from ui.widgets.select import Select

MAX_NAME, MAX_SHORT, MAX_BASIS = 120, 24, 200


class KindChoice(QWidget):
    """For whom a duty holds."""

    def __init__(self, chosen: Sequence[VillageKind], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = Row(self, Size.GAP_12)
        self.boxes = {
            kind: CheckBox(kind.word) for kind in (VillageKind.DESA, VillageKind.DESA_ADAT, VillageKind.KELURAHAN)
        }
        for kind, box in self.boxes.items():
            box.setChecked(kind in chosen)
            row.addWidget(box)
        row.addStretch(1)
        self.setFocusProxy(self.boxes[VillageKind.DESA])

    @property
    def kinds(self) -> tuple[VillageKind, ...]:
        """Return the kinds that are ticked."""
        return tuple(kind for kind, box in self.boxes.items() if box.isChecked())


class ChangeForm(QWidget):
    """One period only, or the rule; beginning, kinds and exceptions. `change` holds only what the person changed."""

    def __init__(self, duty: DutyView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._duty = duty
        self.once = RadioButton(_("Hanya {period}").format(period=duty.period_label))
        self.always = RadioButton(_("Semua masa, aturannya"))
        self.day = DateField(_("Batas untuk {period}").format(period=duty.period_label))
        self.day.set_iso(duty.moved or (duty.due.isoformat() if duty.due is not None else ""))
        self.day.meant = YearMeant(duty.due, ahead=HALF_A_YEAR) if duty.due is not None else None
        self.off = CheckBox(_("Tidak berlaku untuk {period}").format(period=duty.period_label))
        self.off.setChecked(duty.off)
        self.rule = DeadlineField(duty.kind)
        self.rule.set_rule(duty.deadline)
        self.begin = DateField(_("Berlaku mulai"))
        self.begin.set_iso(duty.active_from)
        self.kinds = KindChoice(duty.owed_by)
        self.villages = QListWidget()
        self.villages.setAccessibleName(_("Desa yang wajib"))
        self.villages.setObjectName("card")
        self.villages.setFixedHeight(px(Size.EDITOR_TALL))
        for code, label in duty.villages:
            item = QListWidgetItem(label)
            item.setData(Qt.ItemDataRole.UserRole, code)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Unchecked if code in duty.skip_villages else Qt.CheckState.Checked)
            self.villages.addItem(item)
        self._lower = QWidget()
        self._build()
        self.once.setChecked(True)
        self.once.toggled.connect(self._show)
        self._show()

    @property
    def change(self) -> Change:
        """Return what is changed."""
        duty = self._duty
        if self.once.isChecked():
            off = self.off.isChecked()
            wanted = "" if self.day.iso == duty.rule_due else self.day.iso
            moved = wanted if wanted != duty.moved and not off else None
            return Change(duty.period, moved=moved, off=off if off != duty.off else None)
        kinds, begin = self.kinds.kinds, self.begin.iso
        return Change(
            duty.period,
            deadline=self.rule.rule if self.rule.rule != duty.deadline else None,
            active_from=begin if begin != duty.active_from else None,
            owed_by=kinds if set(kinds) != set(duty.owed_by) else None,
            skip_villages=self._skips(),
        )

    @property
    def complaint(self) -> str:
        """Return why the form cannot be taken, empty when it can."""
        read = self.day if self.once.isChecked() else self.begin
        if read.text().strip() and read.day is None:
            return _("Tanggal ini belum terbaca. Tulis seperti 10 Juli 2025.")
        if self.once.isChecked() and not self.off.isChecked() and not self.day.iso:
            return _("Isi tanggal batasnya, atau pilih tidak berlaku.")
        if not self.once.isChecked() and not self.kinds.kinds:
            return _("Pilih untuk siapa kewajiban ini berlaku.")
        return ""

    def _skips(self) -> dict[str, bool]:
        found: dict[str, bool] = {}
        for at in range(self.villages.count()):
            item = self.villages.item(at)
            code, off = str(item.data(Qt.ItemDataRole.UserRole)), item.checkState() is Qt.CheckState.Unchecked
            if off != (code in self._duty.skip_villages):
                found[code] = off
        return found

    def _build(self) -> None:
        whole = Column(self, Size.GAP_8)
        whole.addWidget(self.once)
        self._once = QWidget()
        once = Column(self._once, Size.GAP_8, (Size.GAP_24, Size.NONE, Size.NONE, Size.GAP_4))
        help_text = _("Menurut aturan: {rule}.").format(rule=self._duty.rule_words)
        once.addWidget(Field(_("Batas untuk {period}").format(period=self._duty.period_label), self.day, help_text))
        once.addWidget(self.off)
        whole.addWidget(self._once)
        whole.addWidget(self.always)
        lower = Column(self._lower, Size.GAP_8, (Size.GAP_24, Size.NONE, Size.NONE, Size.NONE))
        lower.addWidget(Field(_("Batas"), self.rule))
        lower.addWidget(Field(_("Berlaku mulai"), self.begin, _("Masa yang berakhir sebelumnya tidak diminta.")))
        lower.addWidget(Field(_("Berlaku untuk"), self.kinds))
        lower.addWidget(Field(_("Desa yang wajib"), self.villages, _("Hapus centang pada desa yang dikecualikan.")))
        whole.addWidget(self._lower)

    def _show(self) -> None:
        once = self.once.isChecked()
        reveal(self._once, once)
        reveal(self._lower, not once)
        fit_question(self.window())


class NewForm(QWidget):
    """A new duty: type, period parts, names, deadline, for whom, from when."""

    def __init__(self, offers: Sequence[TypeOffer], begin: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._offers = {offer.template: offer for offer in offers}
        self.type = Select(_("Jenis laporan"))
        for offer in offers:
            self.type.addItem(offer.name, offer.template)
        self.part = Select(_("Masa laporan"))
        self.name = QLineEdit()
        self.name.setMaxLength(MAX_NAME)
        self.short = QLineEdit()
        self.short.setMaxLength(MAX_SHORT)
        self.basis = QLineEdit()
        self.basis.setMaxLength(MAX_BASIS)
        self.kinds = KindChoice((VillageKind.DESA, VillageKind.DESA_ADAT))
        self.begin = DateField(_("Berlaku mulai"))
        self.begin.set_iso(begin)
        self.rules: dict[str, DeadlineField] = {}
        self._rules = Column(gap=Size.NONE)
        self._build()
        self.type.activated.connect(self._typed)
        self.part.activated.connect(self._parted)
        self._typed()

    @property
    def new(self) -> NewDuty:
        """Return what the form says."""
        template = str(self.type.currentData())
        part = str(self.part.currentData() or "")
        return NewDuty(
            template,
            " ".join(self.name.text().split()),
            " ".join(self.short.text().split()),
            (part,) if part else (),
            self.rules[template].rule,
            self.kinds.kinds,
            self.basis.text().strip(),
            self.begin.iso,
        )

    @property
    def complaint(self) -> str:
        """Return why the form cannot be taken, empty when it can."""
        if not self.name.text().strip() or not self.short.text().strip():
            return _("Tulis nama kewajiban dan nama singkatnya.")
        if not self.kinds.kinds:
            return _("Pilih untuk siapa kewajiban ini berlaku.")
        if self.begin.day is None:
            return _("Tanggal mulai belum terbaca. Tulis seperti 1 Januari 2025.")
        return ""

    def _build(self) -> None:
        whole = Column(self, Size.GAP_8)
        whole.addWidget(Field(_("Jenis laporan"), self.type, _("Hanya jenis yang sudah dapat diisi desa.")))
        first = Row(gap=Size.GAP_12)
        first.addWidget(Field(_("Masa laporan"), self.part), 1)
        first.addWidget(Field(_("Nama singkat"), self.short), 1)
        whole.addLayout(first)
        whole.addWidget(Field(_("Nama kewajiban"), self.name))
        for offer in self._offers.values():
            rule = DeadlineField(offer.kind)
            rule.set_rule("21 M+1" if offer.kind.months <= 3 else "15-01 N+1")
            self.rules[offer.template] = rule
            self._rules.addWidget(rule)
        batas = QWidget()
        batas.setLayout(self._rules)
        whole.addWidget(Field(_("Batas"), batas))
        whole.addWidget(Field(_("Berlaku untuk"), self.kinds))
        last = Row(gap=Size.GAP_12)
        last.addWidget(Field(_("Berlaku mulai"), self.begin), 1)
        last.addWidget(Field(_("Dasar"), self.basis, optional=True), 1)
        whole.addLayout(last)

    def _typed(self) -> None:
        offer = self._offers[str(self.type.currentData())]
        self.part.clear()
        if len(offer.parts) > 1:
            self.part.addItem(_("Semua masa"), "")
        for part, words in offer.parts:
            self.part.addItem(words, part)
        self.basis.setText(offer.basis)
        for key, rule in self.rules.items():
            reveal(rule, key == offer.template)
        self._parted()

    def _parted(self) -> None:
        offer = self._offers[str(self.type.currentData())]
        words = self.part.currentText() if self.part.currentData() else ""
        self.short.setText(offer.short_name[:MAX_SHORT])
        self.name.setText(f"{offer.name} {words}".strip()[:MAX_NAME])


def ask_change(parent: QWidget, duty: DutyView, on_change: Callable[[Change], None]) -> Question:
    """Open the form of a duty's days; `on_change` gets what the person changed."""
    form = ChangeForm(duty)
    body = _(
        "Perubahan berlaku untuk semua desa yang wajib. Laporan yang sudah masuk tidak menjadi terlambat karenanya."
    )
    title = _("Ubah batas {name}").format(name=duty.title)
    return ask_form(parent, title, body, _("Simpan"), form, lambda: form.complaint, lambda: on_change(form.change))


def ask_remind(parent: QWidget, duty: DutyView, on_yes: Callable[[], None]) -> Question:
    """Ask before every village that has not delivered gets a message."""
    names = ", ".join(label for _code, label in duty.missing)
    body = _("Setiap desa menerima pesan di Konsultasi: {names}. Tanpa jaringan, pesan menunggu kirim.").format(
        names=names
    )
    title = _("Ingatkan {n} desa tentang {name}?").format(n=len(duty.missing), name=duty.title)
    answers = (Answer(STAY, _("Batal")), Answer(DO, _("Ingatkan"), "primary"))
    question = Question(title, body, answers, STAY, None, parent)
    question.accepted.connect(on_yes)
    question.finished.connect(question.deleteLater)
    question.open()
    return question


def ask_new(parent: QWidget, offers: Sequence[TypeOffer], begin: str, on_new: Callable[[NewDuty], None]) -> Question:
    """Open the form of a new duty."""
    form = NewForm(offers, begin)
    title = _("Tambah kewajiban")
    return ask_form(parent, title, "", _("Tambah"), form, lambda: form.complaint, lambda: on_new(form.new))
