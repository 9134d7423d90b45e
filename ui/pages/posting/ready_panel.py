"""What is ready to use at the right of the page: the picture, and the words of each channel with their length."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy, QTextEdit, QWidget

from sipa_core.messages import _
from sipa_desktop.services.posting_views import CaptionView
from sipa_desktop.services.publication_pictures import PictureForm
from ui.design.measures import Size
from ui.design.theme import colour, px, set_read_only, set_state, watch
from ui.design.type import Role
from ui.pages.posting.view_model import PostingModel
from ui.widgets.boxes import Row, even, reveal
from ui.widgets.button import Button
from ui.widgets.check_box import CheckBox
from ui.widgets.label import ElidedLabel, Label
from ui.widgets.pane import Pane
from ui.widgets.picture_preview import PicturePreview
from ui.widgets.segmented import Choice, Segmented
from ui.widgets.select import Select


class ReadyPanel(Pane):
    """Shows the model's picture and words; saving and copying of the picture are asked of the page."""

    save_asked = Signal()
    copy_picture_asked = Signal()
    copy_text_asked = Signal()

    def __init__(self, model: PostingModel, parent: QWidget | None = None) -> None:
        super().__init__("panel", Size.SIDE_PANEL, Size.GAP_8, even(Size.GAP_16), parent)
        self._model = model
        self.forms = Segmented(
            (
                Choice(PictureForm.FEED.value, _("Feed")),
                Choice(PictureForm.STORY.value, _("Story")),
                Choice(PictureForm.BOARD.value, _("Papan A3")),
            ),
            _("Bentuk gambar"),
        )
        self.preview = PicturePreview(_("Gambar siap pakai"))
        self.save = Button(_("Simpan gambar"), "download-simple", height="dense")
        self.copy = Button(_("Salin"), "copy", height="dense", spoken=_("Salin gambar"))
        self.channel = Select(_("Saluran"))
        self.text = QPlainTextEdit()
        self._count = ElidedLabel("", Role.CAPTION, "ink2")
        self._state = Label("", Role.CAPTION, "ink2", wrap=True)
        self.restore = Button(
            _("Teks awal"), "arrow-counter-clockwise", height="dense", spoken=_("Kembalikan teks awal")
        )
        self.with_picture = CheckBox(_("Sertakan gambar"))
        self.copy_text = Button(_("Salin teks"), height="dense")
        self._build()
        model.detail_changed.connect(self._show_channels)
        model.caption_changed.connect(self._show_caption)
        model.text_changed.connect(self._show_text)
        model.picture.changed.connect(self._show_picture)

    def _build(self) -> None:
        column = self.column
        column.addWidget(Label(_("Gambar siap pakai"), Role.CARD))
        column.addWidget(self.forms)
        column.addWidget(self.preview, 6)
        buttons = Row(gap=Size.GAP_8)
        buttons.addWidget(self.save, 1)
        buttons.addWidget(self.copy)
        column.addLayout(buttons)
        title = Row(gap=Size.GAP_8, margins=(Size.NONE, Size.GAP_8, Size.NONE, Size.NONE))
        title.addWidget(Label(_("Teks siap pakai"), Role.CARD))
        title.addStretch(1)
        title.addWidget(self._count)
        column.addLayout(title)
        where = Row(gap=Size.GAP_8)
        where.addWidget(self.channel, 1)
        where.addWidget(self.restore)
        column.addLayout(where)
        self.text.setAccessibleName(_("Teks posting"))
        self.text.setTabChangesFocus(True)
        column.addWidget(self.text, 1)
        column.addWidget(self._state)
        texts = Row(gap=Size.GAP_8)
        texts.addWidget(self.with_picture)
        texts.addWidget(self.copy_text, 1)
        column.addLayout(texts)
        for part in (self.preview, self.text):
            part.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
        self.forms.changed.connect(self._chose_form)
        self.preview.room_changed.connect(self._model.picture.fit)
        self.save.clicked.connect(self.save_asked)
        self.copy.clicked.connect(self.copy_picture_asked)
        self.channel.activated.connect(self._chose)
        self.text.textChanged.connect(self._wrote)
        self.restore.clicked.connect(self._model.restore_text)
        self.with_picture.toggled.connect(self._model.include_picture)
        self.copy_text.clicked.connect(self.copy_text_asked)
        watch(self._fit)

    def _fit(self) -> None:
        # Both take the room that is left, and never make the page higher than the window.
        self.preview.setMinimumHeight(px(Size.EDITOR_TALL))
        self.text.setMinimumHeight(px(Size.COMPOSER) + px(Size.GAP_24))
        self._show_fold()

    def _show_channels(self) -> None:
        detail = self._model.detail
        channels = detail.channels if detail is not None else ()
        if [self.channel.itemData(at) for at in range(self.channel.count())] != [row.key for row in channels]:
            self.channel.clear()
            for row in channels:
                self.channel.addItem(row.name, row.key)
        self.channel.setCurrentIndex(self.channel.findData(self._model.channel))
        self.channel.setEnabled(bool(channels))
        self._show_picture()

    def _show_caption(self) -> None:
        model = self._model
        caption = model.caption
        self._count.setText(caption.count_words if caption is not None else "")
        too_long = caption is not None and caption.too_long
        self._count.set_tone("danger" if too_long else "ink2")
        words = model.caption_problem
        if not words and caption is not None:
            words = caption.problem or model.text_words or _hint(caption)
        self._state.setText(words)
        self._show_fold()
        self._state.set_tone("danger" if too_long or model.caption_problem else "ink2")
        self.text.setAccessibleDescription(words)
        set_read_only(self.text, caption is None)
        set_state(self.text, "error" if too_long else "")
        reveal(self.restore, caption is not None and (caption.edited or model.text != caption.text))
        reveal(self._state, bool(words))
        for button in (self.with_picture, self.copy_text):
            button.setEnabled(caption is not None and model.public)
        if self.with_picture.isChecked() != model.with_picture:
            self.with_picture.setChecked(model.with_picture)

    def _show_text(self) -> None:
        if self.text.toPlainText() != self._model.text:
            was = self.text.blockSignals(True)
            self.text.setPlainText(self._model.text)
            self.text.blockSignals(was)

    def _show_picture(self) -> None:
        picture = self._model.picture
        if picture.problem:
            self.preview.show_words(picture.problem)
        elif picture.shown is not None:
            image = picture.shown.copy()
            image.setDevicePixelRatio(self.devicePixelRatioF())
            self.preview.show_image(image)
        else:
            self.preview.show_words(_("Gambar sedang dibuat"))
        for button in (self.save, self.copy):
            button.setEnabled(picture.image is not None and self._model.public)

    def _show_fold(self) -> None:
        """Let what stands after "lihat selengkapnya" fade, so that the point comes before it."""
        caption = self._model.caption
        shown = self.text.toPlainText()
        marks: list[QTextEdit.ExtraSelection] = []
        if caption is not None and caption.seen and shown == caption.text:
            mark = QTextEdit.ExtraSelection()
            cursor = QTextCursor(self.text.document())
            # Qt counts in UTF-16, as most channels do.
            cursor.setPosition(
                min(len(caption.seen.encode("utf-16-le")) // 2, self.text.document().characterCount() - 1)
            )
            cursor.movePosition(QTextCursor.MoveOperation.End, QTextCursor.MoveMode.KeepAnchor)
            faded = QTextCharFormat()
            faded.setForeground(colour("ink3"))
            mark.cursor, mark.format = cursor, faded
            marks.append(mark)
        self.text.setExtraSelections(marks)

    def _chose_form(self, key: str) -> None:
        self._model.picture.choose(PictureForm(key))

    def _chose(self, at: int) -> None:
        self._model.choose_channel(str(self.channel.itemData(at)))

    def _wrote(self) -> None:
        self._model.write(self.text.toPlainText())

    def focus_text(self) -> None:
        """Put the cursor into the words."""
        self.text.setFocus(Qt.FocusReason.OtherFocusReason)


def _hint(caption: CaptionView) -> str:
    """Return how old the channel's rules are, and where its readers see the text end at first."""
    if not caption.seen:
        return caption.checked_words
    return f"{caption.checked_words}. {_('Bagian pudar baru terbaca setelah “selengkapnya” ditekan.')}"
