"""The form of a citizen's word: read from a post without trusting it, and shown again with what was written.

The number and key never stand in an address; they travel in the body of a post only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from litestar import Request

from sipa_core.domain.feedback import MAX_TEXT
from sipa_server.services.feedback import NewFeedback

FORM_BYTES = 64 * 1024

OFFICES, KECAMATAN, EVERYBODY = "kantor", "kecamatan", "warga"
"""Who may read: the village's office and the kecamatan, the kecamatan alone, everybody after a release."""


@dataclass(frozen=True)
class TrackForm:
    """What is posted from the tracking page: number, key, what to do ("" is to look), and the words for it.

    `seen` and `step` are the keys of the last message and the last step that the page showed.
    """

    number: str
    key: str
    act: str = ""
    text: str = ""
    seen: str = ""
    step: str = ""

    @classmethod
    def read(cls, posted: Mapping[str, str]) -> TrackForm:
        """The form as posted; missing fields are empty, each cut to what could ever be shown again."""
        said = posted.get("pesan", "").replace("\x00", "")[: MAX_TEXT * 2].replace("\r\n", "\n")
        return cls(
            number=posted.get("nomor", "")[:40],
            key=posted.get("kunci", "")[:60],
            act=posted.get("aksi", "")[:20],
            text=said,
            seen=posted.get("pesan_terakhir", "")[:64],
            step=posted.get("langkah_terakhir", "")[:64],
        )


@dataclass(frozen=True)
class FeedbackForm:
    """What stands in the form. `report` is `template/period` of the report that it is about, or empty."""

    audience: str = OFFICES
    kind: str = ""
    subject: str = ""
    text: str = ""
    name: str = ""
    report: str = ""
    form_id: str = ""
    trap: str = ""

    @classmethod
    def read(cls, posted: Mapping[str, str]) -> FeedbackForm:
        """The form as posted; missing fields are empty, each cut to what could ever be shown again."""

        def one(name: str, most: int = 300) -> str:
            return posted.get(name, "").replace("\x00", "")[:most]

        return cls(
            audience=one("pembaca") if one("pembaca") in (KECAMATAN, EVERYBODY) else OFFICES,
            kind=one("jenis", 30),
            subject=one("judul"),
            text=one("isi", MAX_TEXT * 2).replace("\r\n", "\n"),
            name=one("nama"),
            report=one("tentang", 100),
            form_id=one("formulir", 64),
            trap=one("situs"),
        )

    def feedback(self, village: str, report: str | None) -> NewFeedback:
        """What the service takes."""
        return NewFeedback(
            village=village,
            kind=self.kind,
            subject=self.subject,
            text=self.text,
            name=self.name,
            report=report,
            form_id=self.form_id,
            for_everybody=self.audience == EVERYBODY,
            kecamatan_only=self.audience == KECAMATAN,
        )


async def posted_fields(request: Request[Any, Any, Any]) -> dict[str, str]:
    """The fields of an ordinary form post; anything that is none gives no fields, and the form says what is missing."""
    raw = await request.body()
    try:
        return dict(parse_qsl(raw.decode("utf-8"), keep_blank_values=True, max_num_fields=40))
    except ValueError:
        return {}
