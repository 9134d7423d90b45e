"""The content coding `sipa1`: a form of our own messages that shrinks further than their JSON does.

A leaf's path names its row anew (`kegiatan[r1].nama`, `kegiatan[r1].tempat`): the row is left out where it is the one
before. zstd then begins from the words that every message has. What comes out is the same text to the byte.
"""

from __future__ import annotations

import re
from typing import Final

_SAME: Final = b"\x01"
"""In the place of the row before. No JSON text holds this byte."""
_ROW: Final = re.compile(rb'"(\x01|[^"\\\[\]\x01]{1,100}\[[^"\\\[\]\x01]{1,100}\])\.')

SKELETON: Final = (
    b'"kind":"report.recall""kind":"consultation.read""kind":"message.send""text":""kind":"posting.prove"'
    b'"kind":"review.open""kind":"review.accept""kind":"feedback.reply""kind":"guidance.put""kind":"draft.discard"'
    b'"type":"review""type":"publication""type":"posting""type":"feedback""type":"guidance""type":"consultation"'
    b'"title":"label":"state":"reason":"note":"version":"content_hash":"notes[kegiatan[apbdes[berkas[bukti['
    b'"meta.report":"meta.n":"meta.sent_at":"meta.sender":"meta.device":"meta.content_hash":"meta.due":"'
    b'"meta.type":"meta.period":"meta.ordinal":"meta.template_version":"meta.newest_seen":"meta.saved_at":'
    b'"lra_semester1","kegiatan_bulanan","newest":1},"recalled":"uraian":"anggaran":"realisasi":"tempat":"tanggal":"nama":"'
    b'{"request_id":"019","server_id":"","epoch":"","now":17,"receipts":[],"signature":"","changes":[],"since":,"upto":,'
    b'"cursor":"AAAAAAAAAA","more":false,"answers":[["accepted",1,1,0,null,null],["rejected","merged","conflict"]],'
    b'"limits":{"ops":200,"changes":500,"wire_bytes":1048576,"plain_bytes":4194304},'
    b'"patches":[{"type":"report","id":"","rev":1,"village":"63.11.06.20","set":{"type":"","period":"","ordinal":0,"newest":1},'
    b'"op":0},{"type":"version","id":"","rev":1,"village":"63.11.06.20","fields":{"set":{"meta.type":"'
    b'{"type":"progress","id":"","rev":2,"village":"63.11.06.20","set":{"at":17,"filled":1,"of":1},"base":1},'
    b'{"type":"draft","id":"","rev":2,"village":"63.11.06.20","set":{"meta.saved_at":17},"base":1,"op":0},'
    b'{"request_id":"019","device":"019","incarnation":"","epoch":"","ops":[{"op_id":"019","op_no":1,"body":'
    b'{"kind":"report.submit","record":{"type":"report","id":"","fields":{"village":"63.11.06.20","template":"",'
    b'"template_version":1,"period":"2025-S1","content":{}},"actor":"","made_at":{"at":17,"zone":"Asia/Jakarta"}}},'
    b'{"op_id":"019","op_no":2,"body":{"kind":"draft.save","record":{"type":"draft","id":"","fields":{"village":"63.11.06.20",'
    b'"template":"","template_version":1,"period":"202-0","changes":{}},"actor":"019","made_at":{"at":17,'
    b'"zone":"Asia/Makassar"},"base":{"rev":1}}}],"cursor":"AAAAAAAAAA","app":"1.0.0","short":true,"digest":true}'
)
"""Text that zstd may point back to. Both sides must hold the same, so under this coding's name it never changes."""


class TooLargeError(ValueError):
    """Opened, the text would be larger than its cap."""


def shortened(raw: bytes) -> bytes:
    """The text with each row left out that is the one before."""
    last = b""

    def told(found: re.Match[bytes]) -> bytes:
        nonlocal last
        if found[1] == last:
            return b'"' + _SAME + b"."
        last = found[1]
        return found[0]

    return _ROW.sub(told, raw) if _SAME not in raw else raw


def lengthened(raw: bytes, cap: int) -> bytes:
    """The text that was shortened, of at most `cap` bytes; TooLargeError when it would be more."""
    last, size = b"", len(raw)

    def told(found: re.Match[bytes]) -> bytes:
        nonlocal last, size
        if found[1] != _SAME:
            last = found[1]
            return found[0]
        size += len(last) - 1
        if size > cap:
            raise TooLargeError
        return b'"' + last + b"."

    return _ROW.sub(told, raw)
