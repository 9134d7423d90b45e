"""What an op says, in lines that a person can read, copy and keep. Nothing of its words is left out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import msgspec

from sipa_core.messages import N_, _
from sipa_core.wire.ops import OpBody

_LABELS: Final = {
    "text": N_("Isi"),
    "reason": N_("Alasan"),
    "remark": N_("Keterangan"),
    "caption": N_("Teks posting"),
    "url": N_("Alamat"),
    "place": N_("Tempat"),
    "state": N_("Keadaan"),
    "period": N_("Periode"),
    "name": N_("Nama"),
    "subject": N_("Judul"),
}
_TECHNICAL: Final = frozenset(
    {
        "version",
        "content_hash",
        "newest_seen",
        "newest_mark",
        "copy",
        "said",
        "template_version",
        "ordinal",
        "village",
        "posted_at",
        "with_picture",
    }
)
"""Names and numbers that tie an op to records; nobody wrote them, so nobody misses them."""

_COLUMNS_OF_FILES: Final = (".sha256", ".media", ".size", ".width", ".height", ".pos")
"""What an attachment's row says beside the name that people know it by."""


def op_text(body: OpBody) -> str:
    """Every written word of the op, one `name: value` a line."""
    try:
        fields = msgspec.json.decode(body.fields)
    except msgspec.DecodeError:
        return ""
    return "\n".join(_lines(fields if isinstance(fields, dict) else {}))


def _lines(fields: dict[str, Any], prefix: str = "") -> Iterator[str]:
    for name, value in fields.items():
        if (not prefix and name in _TECHNICAL) or name.endswith(_COLUMNS_OF_FILES):
            continue
        if isinstance(value, dict):
            yield from _lines(value, "" if name == "content" else f"{name} ")
        elif value not in (None, ""):
            label = _(_LABELS[name]) if name in _LABELS and not prefix.strip() else f"{prefix}{name}"
            yield f"{label}: {value}"
