"""The demo's desks as they stand after a morning of work: proofs with pictures, some of them confirmed, a queue."""

from __future__ import annotations

from typing import Final

from sipa_core import ids
from sipa_core.domain.attachments import Attachment, leaves
from sipa_core.ops import posting
from sipa_core.wire.receipts import Receipt, Status
from sipa_core.wire.records import Record, RecordType, Ref
from sipa_desktop.bootstrap import Desk
from sipa_desktop.errors import Refused
from sipa_desktop.events import Topic
from sipa_desktop.services.publication_pictures import PictureForm
from tests.support.demo_office import Truth, admin_of, demo_records
from tests.support.demo_pictures import board_photo, post_photo, receipt_photo

LAMIDA_BAWAH: Final = "63.11.06.2015"
CONFIRMED: Final = ("website", "facebook")
"""What the kecamatan has looked at of Lamida Bawah's proofs."""

BY_PICTURE: Final = ("instagram", "whatsapp", "papan_informasi")
ANSWERED = "PRG-4H9T7"
ASKED = "PRG-8C2XM"
MINUTE = 60_000


def with_proofs(desk: Desk, *, confirmed: bool = False) -> Desk:
    """Give the demo's proofs their pictures, as far as this desk may see them, and confirm some if asked."""
    truth = Truth({Ref(one.type, one.id): one for one in demo_records()})
    pictures: dict[tuple[str, PictureForm], Attachment] = {}
    changed: list[Ref] = []
    for record in truth.all(RecordType.POSTING):
        village, channel = record.village or "", record.text("channel")
        if record.text("state") != "proved" or not _sees(desk, record):
            continue
        if channel in BY_PICTURE:
            form = PictureForm.BOARD if channel == "papan_informasi" else PictureForm.FEED
            if (village, form) not in pictures:
                pictures[village, form] = _photo(desk, record, form)
            rows = leaves("bukti", ids.natural_id("bukti", record.id), pictures[village, form])
            place = "Depan kantor desa" if form is PictureForm.BOARD else ""
            url = "" if form is PictureForm.BOARD else record.text("url")
            at = record.number("posted_at") or 0
            proof = posting.Prove(record.text("version"), url, record.text("caption"), True, at, rows, place)
            proved_at = record.number("proved_at") or 0
            truth.play("posting.prove", Ref(record.type, record.id), proof, admin_of(village), proved_at)
            changed.append(Ref(record.type, record.id))
        if confirmed and village == LAMIDA_BAWAH and channel in CONFIRMED:
            seen = posting.Verify(record.text("version"), record.number("proved_at") or 0)
            at = (record.number("proved_at") or 0) + 90 * MINUTE
            truth.play("posting.verify", Ref(record.type, record.id), seen, admin_of(None), at)
            changed.append(Ref(record.type, record.id))
    with desk.store.write() as tx:
        known = [truth.records[ref] for ref in changed]
        tx.server_records.take([Record(one.type, one.id, one.rev + 5000, one.village, one.fields) for one in known])
        tx.reproject()
        tx.touch(Topic.PUBLICATIONS)
    return desk


def with_a_queue(desk: Desk) -> Desk:
    """Leave what the village's admin did this morning: a note has reached the server; three things wait to be sent."""
    words = {row.number: row.id for row in desk.feedback.list().rows}
    talks = {row.subject: row.id for row in desk.consultation.list().rows}
    _done(desk.feedback.save_note(words[ANSWERED], "Bola lampu sudah dipesan ke Toko Sinar, datang hari Jumat."))
    _done(desk.feedback.add_note(words[ANSWERED]))
    with desk.store.write() as tx:
        for item in tx.outbox.seal(5, 1, 1 << 20)[0]:
            tx.outbox.accepted(Receipt(item.op_id, item.content_hash, Status.ACCEPTED, desk.clock.now() - 2 * MINUTE))
        tx.touch(Topic.OUTBOX)
    photo = desk.attachments.take_bytes(receipt_photo(), "kuitansi-27-juni.jpg")
    assert isinstance(photo, Attachment), photo
    rabat, kas = talks["Rabat beton belum masuk"], talks["Cara mengisi sisa kas bank"]
    _done(desk.consultation.save_draft(rabat, "Ini kuitansi 27 Juni, Pak."))
    _done(desk.consultation.add_files(rabat, (photo,)))
    _done(desk.consultation.send(rabat))
    _done(desk.consultation.save_draft(kas, "Baik, Pak. Saldo buku bank saya ambil per 30 Juni, lalu saya samakan."))
    _done(desk.consultation.send(kas))
    _done(desk.feedback.save_answer(words[ASKED], "BLT Juli dibayar 17 Juli 2025 di balai desa. Boleh diwakilkan."))
    _done(desk.feedback.answer(words[ASKED]))
    return desk


def _sees(desk: Desk, record: Record) -> bool:
    identity = desk.identity()
    assert identity is not None
    return identity.village is None or identity.village == record.village


def _photo(desk: Desk, record: Record, form: PictureForm) -> Attachment:
    drawn = desk.posting.picture(record.text("publication"), form)
    assert isinstance(drawn, bytes)
    if form is PictureForm.BOARD:
        taken = desk.attachments.take_bytes(board_photo(drawn), "papan-informasi.jpg")
    else:
        taken = desk.attachments.take_bytes(post_photo(drawn), "tangkapan-layar.jpg")
    assert isinstance(taken, Attachment), taken
    return taken


def _done(outcome: object) -> None:
    assert not isinstance(outcome, Refused), outcome
