"""A tanda terima that anybody can check: kept as a file with the very words that were sent, or read from its QR code.

What is checked is what the server signed: the receipt, and by its hash the bytes that were sent. Names printed beside
it on paper are only as good as whoever printed them; the file has them in the signed words.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Final

import msgspec

from sipa_core.domain import dates
from sipa_core.messages import _
from sipa_core.ports import Clock
from sipa_core.sync.receipt_proof import MAX_TEXT, PREFIX, Proof, ProofError, read_proof
from sipa_core.wire.ops import MAX_OP_BYTES, OpBody
from sipa_core.wire.receipts import Status
from sipa_desktop.errors import Refused
from sipa_desktop.services.drafts import facts_for
from sipa_desktop.services.office import read_office
from sipa_desktop.services.report_facts import read_book, report_ref
from sipa_desktop.store.outbox import OutboxState
from sipa_desktop.store.unit_of_work import Store

MAX_FILE: Final = 2 * MAX_OP_BYTES + 64 * 1024
_IN_PDF: Final = re.compile(re.escape(PREFIX.encode()) + rb"[A-Z2-7]{1,%d}" % MAX_TEXT)
"""The code stands in a receipt's PDF as its keyword, unpacked: it is found without reading a hostile PDF."""
_TAKEN: Final = (Status.ACCEPTED, Status.MERGED, Status.CONFLICT)


class ReceiptFile(msgspec.Struct, frozen=True):
    """The file: the proof as text, the bytes that were sent, and the key of the server as its maker knew it."""

    proof: str
    body: str
    server_sign_pub: str


class _Named(msgspec.Struct, frozen=True):
    village: str = ""
    template: str = ""
    period: str = ""


class Checked(msgspec.Struct, frozen=True):
    """A proof that holds: the number on paper, when it came (UTC ms), the hash of what was sent, and words for people.

    `kind`, `village`, `template` and `period` are from the signed words; empty where only the code was at hand.
    """

    number: str
    received_at: int
    content_hash: str
    words: tuple[str, ...]
    kind: str = ""
    village: str = ""
    template: str = ""
    period: str = ""
    with_words: bool = False


class ReceiptProofs:
    """Makes the files of this PC's own receipts, and checks those of anybody."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def file_of(self, draft_id: str) -> bytes | Refused:
        """The receipt of the newest sending of a report, as a file that proves itself."""
        with self._store.read() as tx:
            office = read_office(tx, self._clock)
            facts = facts_for(tx, office, read_book(tx, office.identity.village), draft_id)
            item = tx.outbox.newest("report.submit", report_ref(facts)) if facts is not None else None
            proof = tx.outbox.proof(item.content_hash) if item is not None else None
            if item is None or item.state is not OutboxState.RECEIPTED or proof is None:
                words = _(
                    "Tanda tangan server untuk kiriman ini tidak ada di komputer ini. Buat di komputer pengirimnya."
                )
                return Refused("no_proof", words)
            made = ReceiptFile(proof.text(), item.body.decode(), office.identity.server_sign_pub)
        return msgspec.json.format(msgspec.json.encode(made), indent=2)

    def check(self, given: str) -> Checked | Refused:
        """What a code or a file proves, under the key of this PC's own server."""
        with self._store.read() as tx:
            identity = tx.meta.identity
        assert identity is not None
        return checked(given, identity.server_sign_pub, identity.zone)


def checked(given: str, sign_pub: str, zone: str = dates.DEFAULT_ZONE) -> Checked | Refused:
    """What a text proves (that of the code, or of the file) under a server's key; no network and no profile needed."""
    body: bytes | None = None
    text = given
    if given.lstrip().startswith("{"):
        try:
            file = msgspec.json.decode(given, type=ReceiptFile)
        except msgspec.DecodeError:
            return _no()
        text, body = file.proof, file.body.encode()
    try:
        proof = read_proof(text)
    except ProofError:
        return _no()
    if not proof.is_of(sign_pub):
        return Refused(
            "other_server",
            _(
                "Tanda terima ini ditandatangani server lain, bukan server yang dikenal di sini. "
                "Minta diperiksa di kecamatan yang menerbitkannya."
            ),
        )
    if not proof.holds(sign_pub) or proof.receipt.status not in _TAKEN:
        return _changed()
    return _told(proof, body, zone)


def given_in(path: Path) -> str | Refused:
    """The text to check that a file holds: a receipt's own file, its PDF, or a text. Raises OSError; bounded."""
    if path.stat().st_size > MAX_FILE:
        return Refused("too_large", _("Berkas itu terlalu besar untuk sebuah tanda terima. Pilih berkas lain."))
    data = path.read_bytes()
    if not data.startswith(b"%PDF"):
        return data.decode("utf-8", "replace")
    found = _IN_PDF.search(data)
    if found is not None:
        return found[0].decode()
    words = _(
        "PDF ini tidak membawa kode tanda terima SIPA. Pilih PDF tanda terima dari komputer pengirimnya, atau pindai "
        "kode QR di kertasnya dengan HP lalu tempel teksnya."
    )
    return Refused("no_code", words)


def _told(proof: Proof, body: bytes | None, zone: str) -> Checked | Refused:
    receipt = proof.receipt
    day = dates.local_date(receipt.received_at, zone)
    number = f"TT-{day.year:04d}-{day.month:02d}-{receipt.content_hash[:8].upper()}"
    words = [
        _("Tanda terima {number} asli.").format(number=number),
        _("Server kecamatan menerima kiriman ini {moment}.").format(
            moment=dates.format_moment(receipt.received_at, zone)
        ),
    ]
    if body is None:
        words.append(_("Kode isinya {hash}. Cocokkan dengan yang tertulis.").format(hash=receipt.content_hash))
        return Checked(number, receipt.received_at, receipt.content_hash, tuple(words))
    if hashlib.sha256(body).hexdigest() != receipt.content_hash:
        return _changed()
    try:
        said = msgspec.json.decode(body, type=OpBody)
        named = msgspec.json.decode(said.fields, type=_Named)
    except msgspec.DecodeError:
        return _changed()
    about = " ".join(one for one in (named.template, named.period, named.village) if one)
    words.append(_("Isi yang dikirim ada di berkas ini dan tidak berubah: {about}.").format(about=about or said.kind))
    return Checked(
        number,
        receipt.received_at,
        receipt.content_hash,
        tuple(words),
        said.kind,
        named.village,
        named.template,
        named.period,
        with_words=True,
    )


def _no() -> Refused:
    return Refused(
        "not_a_proof",
        _("Ini bukan kode tanda terima SIPA, atau terpotong. Pindai lagi kodenya, atau pilih berkas yang utuh."),
    )


def _changed() -> Refused:
    return Refused(
        "receipt_changed",
        _("Tanda terima ini tidak sah: isinya berubah sesudah ditandatangani server. Minta yang asli."),
    )
