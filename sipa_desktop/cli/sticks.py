"""The verbs of sticks: write what waits, take in what a stick brings, write the replies of others."""

from __future__ import annotations

import argparse

from sipa_core.messages import _
from sipa_desktop.bootstrap import Desk
from sipa_desktop.cli.answer import REFUSED, Answer, no
from sipa_desktop.errors import Refused
from sipa_desktop.sync.stick_views import Handed, TakenIn, Written
from sipa_desktop.sync.stick_words import handed_words, taken_words


def bundle(desk: Desk, call: argparse.Namespace) -> Answer:
    """Do one verb of `bundle`."""
    match call.action:
        case "export":
            return _written(desk.stick.write(call.folder))
        case "replies":
            return _written(desk.courier.write_replies(call.folder))
        case "list":
            return _listed(desk)
        case _:
            taken = desk.stick.take_in(call.folder)
            return _taken(taken, desk.courier.hand_over() if taken.carried else None)


def _written(done: Written | Refused) -> Answer:
    if isinstance(done, Refused):
        return no(done)
    files = [str(file) for file in done.files]
    return Answer({"files": files, "words": done.words}, (*files, done.words))


def _taken(taken: TakenIn, handed: Handed | None) -> Answer:
    data = {
        "replies": taken.replies,
        "receipts": taken.receipts,
        "parked": taken.parked,
        "news": taken.news,
        "attachments": taken.attachments,
        "carried": taken.carried,
        "waiting": taken.waiting,
        "known": taken.known,
        "others": taken.others,
        "refused": [{"name": one.name, "code": one.code, "words": one.words} for one in taken.refused],
    }
    lines = list(taken_words(taken))
    if handed is not None:
        data |= {
            "handed": handed.handed,
            "unused": handed.unused,
            "sealed_replies": handed.replies,
            "left": handed.left,
        }
        lines += handed_words(handed)
    whole = not taken.refused and not taken.waiting and (handed is None or not (handed.left or handed.unused))
    return Answer(data, lines) if whole else Answer(data, lines, REFUSED)


def _listed(desk: Desk) -> Answer:
    view = desk.stick.view()
    rows = [{"sha256": row.sha256, "name": row.name, "state": row.state, "words": row.words} for row in view.carried]
    lines = [words for words in (view.out_words, view.last_words) if words]
    lines += [f"{row.name}  {row.detail}, {row.words}" for row in view.carried]
    data = {"ready": view.ready, "out": view.out_words, "last": view.last_words, "carried": rows}
    return Answer(data, lines or (_("Tidak ada yang dibawa."),))
