"""The verbs of the kecamatan's desk for its places: people and PCs, and the dates of the year.

No code is made here: one belongs on the screen of whoever hands it over (`sipa-server enrol` is the keeper's).
"""

from __future__ import annotations

import argparse

from sipa_desktop.bootstrap import Desk
from sipa_desktop.cli.answer import Answer, no
from sipa_desktop.errors import Refused
from sipa_desktop.services.queue_views import Done
from sipa_desktop.services.schedule_views import Change


def people(desk: Desk, call: argparse.Namespace) -> Answer:
    """Do one verb of `people`; ids are those of PCs, as `people list` shows them."""
    if call.action == "confirm":
        return _done(desk.people.confirm(call.id))
    if call.action == "revoke":
        return _done(desk.people.revoke(call.id))
    view = desk.people.view()
    listed, lines = [], [view.words]
    for row in view.rows:
        lines.append(f"{row.label}  {row.person or '-'}  {row.contact_words}  {row.door_words}")
        lines += [f"    {one.id}  {one.name}, {one.words}" for one in row.devices]
        devices = [
            {"id": one.id, "name": one.name, "own": one.own, "ending": one.ending, "waiting": one.waiting}
            for one in row.devices
        ]
        listed.append(
            {
                "village": row.village,
                "person": row.person,
                "contact_at": row.contact_at,
                "by_stick": row.by_stick,
                "silent": row.silent,
                "door": row.door,
                "devices": devices,
            }
        )
    return Answer({"people": listed, "silent": view.silent}, lines)


def schedule(desk: Desk, call: argparse.Namespace) -> Answer:
    """Do one verb of `schedule`."""
    if call.action == "move":
        return _done(desk.schedule.change(call.duty, Change(call.period, moved=call.day)))
    view = desk.schedule.year(call.year)
    cells = [cell for line in view.lines for cell in line.cells]
    listed = [
        {"duty": one.duty, "period": one.period, "due": one.due.isoformat(), "state": one.state, "moved": one.moved}
        for one in cells
    ]
    return Answer({"year": view.year, "dates": listed}, [view.words, *(one.words for one in cells)])


def _done(outcome: Done | Refused) -> Answer:
    if isinstance(outcome, Refused):
        return no(outcome)
    return Answer({"op": outcome.op_id, "words": outcome.words}, (outcome.words,))
