"""The receipt of a report on one sheet: what arrived, when, and how to compare it. Made from the server's word only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sipa_render.paper import QR_COLOUR, Data, Office, Paper, Received, foot_of, head_data, printed, with_word
from sipa_render.qr import qr_svg

_TEMPLATE: Final = "receipt.typ"
_CLOSING: Final = (
    "Tanda terima ini dibuat oleh SIPA dari jawaban server kecamatan dan tidak perlu ditandatangani. "
    "Isi laporan yang sama selalu memberi kode isi yang sama; satu angka yang berubah memberi kode lain."
)

_PROVED: Final = (
    "Kode di atas memuat tanda tangan digital server kecamatan. Keasliannya dapat diperiksa tanpa jaringan di SIPA: "
    "Pengaturan, Periksa tanda terima, lalu pilih PDF ini atau tempel teks hasil pindai."
)


@dataclass(frozen=True)
class Receipt:
    """A version that arrived: whose it is, what the server said, the report's whole title, and who sent it."""

    office: Office
    received: Received
    report: str
    sender: str


def receipt_paper(receipt: Receipt) -> Paper:
    """Return the receipt as a paper of one page."""
    village, received = receipt.office.village, receipt.received
    kecamatan = with_word("Kecamatan", village.kecamatan_name) or "Kecamatan"
    rows = [
        ("Nomor tanda terima", received.number, True),
        ("Dari", village.label, False),
        ("Kode wilayah", village.code, False),
        ("Laporan", receipt.report, False),
        ("Kiriman", f"ke-{received.n}", False),
        ("Dikirim oleh", receipt.sender, False),
        ("Diterima", received.moment, False),
        ("Kode isi (SHA-256)", f"{received.short_hash} …", False),
    ]
    if received.fingerprint:
        rows.append(("Tanda tangan server", f"{received.fingerprint} …", False))
    if received.address:
        rows.append(("Halaman publik", received.address.partition("://")[2], False))
    facts: list[Data] = [
        {"label": label, "value": printed(value), "strong": strong} for label, value, strong in rows if value
    ]
    return Paper(
        _TEMPLATE,
        {
            "title": f"Tanda terima {received.number}",
            "author": printed(kecamatan),
            "head": {**head_data(receipt.office), "kecamatan": "", "office": printed(kecamatan).upper(), "address": ""},
            "name": "TANDA TERIMA LAPORAN",
            "opening": printed(f"{kecamatan} telah menerima laporan berikut dari {village.label} melalui SIPA."),
            "heading": "Laporan yang diterima",
            "facts": facts,
            "receipt": _shown(received),
            "unsent": "",
            "proof": [received.proof] if received.proof else [],
            "closing": f"{_CLOSING} {_PROVED}" if received.proof else _CLOSING,
            "foot": foot_of(village.label, f"Tanda terima {received.number}"),
        },
    )


def _shown(received: Received) -> Data:
    """What stands beside the facts: the code that proves the receipt where there is one, else the usual one."""
    if not received.proof:
        return received.data()
    told = {"qr": qr_svg(received.proof, QR_COLOUR), "scan": "Pindai untuk memeriksa keaslian"}
    return {**received.data(), **told}
