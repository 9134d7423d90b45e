"""The verbs of document templates: document list|take|drop|sample."""

from __future__ import annotations

import argparse

from sipa_core.messages import _
from sipa_desktop.bootstrap import Desk
from sipa_desktop.cli.answer import Answer, no
from sipa_desktop.errors import Refused


def run(desk: Desk, call: argparse.Namespace) -> Answer:
    """Do one verb of `document`."""
    files = desk.template_files
    match call.action:
        case "list":
            found = files.listed()
            lines = [f"{one.name}  {one.words}. {one.source}" for one in found] or [
                _("Semua dokumen memakai bawaan aplikasi.")
            ]
            return Answer(
                {"files": [{"name": one.name, "words": one.words, "source": one.source} for one in found]}, lines
            )
        case "take":
            taken = files.take(call.file, call.type)
            if isinstance(taken, Refused):
                return no(taken)
            lines = [_("{words} dipakai mulai sekarang.").format(words=taken.words)]
            if files.sends():
                lines.append(_("Semua desa menerimanya saat tersambung atau lewat USB."))
            return Answer({"name": taken.name}, lines)
        case "drop":
            files.drop(call.name)
            return Answer({"name": call.name}, (_("Dokumen memakai bawaan aplikasi lagi."),))
        case _:
            files.sample(call.file)
            words = _("Contoh Word tersimpan sebagai {file}.").format(file=call.file.name)
            return Answer({"file": str(call.file)}, (words,))
