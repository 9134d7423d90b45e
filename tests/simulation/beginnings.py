"""How a world begins: with nothing done yet, or where people have worked already and something waits for somebody.

Sixty steps seldom bring a matter that four people have to do with to its end. What waits here was made by the desks
and taken by the server's own rules, as everything is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from itertools import product
from typing import Final

from sipa_desktop.bootstrap import Desk
from sipa_desktop.errors import Refused
from tests.support.public_figures import report as whole_report
from tests.support.world import BABAYAU, BALANG

Desks = Mapping[str, Desk]
Places = dict[str, str]
"""Document and path of what a PC's person was told is saved, to the word in it."""

LRA = ("lra_semester1", "2025-S1")
MAY = ("kegiatan_bulanan", "2025-05")
JUNE = ("kegiatan_bulanan", "2025-06")


def nothing(_desks: Desks) -> dict[str, Places]:
    """Six PCs that have read the server."""
    return {}


def public(desks: Desks) -> dict[str, Places]:
    """One village's figures are public, its posts owed, one of them proved; the other village's wait for a look."""
    babayau, balang, office = desks["babayau-1"], desks["balang-1"], desks["kecamatan-1"]
    _sent(babayau, {"kendala.isi": "Tidak ada."})
    _sent(balang, {"kegiatan[k1].lokasi": "Rumah Pak Udin, 0813-1111-2222"})  # what a person must look at first
    _exchange(babayau, balang, office)
    for row in office.review.waiting().rows:
        _done(office.review.accept(row.version_id))
    _exchange(office, babayau)
    (published,) = babayau.posting.publications()
    address = "https://www.facebook.com/desababayau/posts/1"
    _done(babayau.posting.prove(published.id, "facebook", address, with_picture=True))
    _exchange(babayau, *desks.values())
    return {}


def torn(desks: Desks) -> dict[str, Places]:
    """In each village two PCs have written another text at the same place of one draft, and the server has both; the
    first has written on at another place, of which nobody is asked.
    """
    told: dict[str, Places] = {}
    for number, name in enumerate(("babayau-1", "babayau-2", "balang-1", "balang-2"), 90000):
        told[name] = _written(desks, name, JUNE, f"kata{number}")
    _exchange(*desks.values(), *desks.values())
    for number, name in enumerate(("babayau-1", "balang-1"), 90016):
        told[name] |= _written(desks, name, JUNE, f"kata{number}", "umum.kendala")
    _exchange(*desks.values(), *desks.values())
    return told


def behind(desks: Desks) -> dict[str, Places]:
    """A village keeps no copies of its drafts; one PC has sent two reports, the other wrote both and never heard.

    What that one wrote stands in its draft alone: nothing else would bring it back.
    """
    first, second = desks["babayau-1"], desks["babayau-2"]
    first.copies.switch(on=False)
    _exchange(first, second)
    told: dict[str, Places] = {"babayau-1": {}, "babayau-2": {}}
    for number, (name, report) in enumerate(product(told, (MAY, JUNE)), 90004):
        told[name] |= _written(desks, name, report, f"kata{number}")
    for row in first.reports.list():
        if row.begun:
            _done(first.reports.submit(row.draft_id))
    _exchange(first)
    return told


def crossed(desks: Desks) -> dict[str, Places]:
    """In each village one PC sent two reports and took them back, which the other had written on, neither having seen
    what the other wrote: at another place of the one report, at the same place of the other one.
    """
    told: dict[str, Places] = {name: {} for name in ("babayau-1", "babayau-2", "balang-1", "balang-2")}
    for number, (name, report) in enumerate(product(told, (MAY, JUNE)), 90008):
        place = "umum.kendala" if report == MAY and name.endswith("2") else "umum.uraian"
        told[name] |= _written(desks, name, report, f"kata{number}", place)
    for village in ("babayau", "balang"):
        first, second = desks[f"{village}-1"], desks[f"{village}-2"]
        begun = [row.draft_id for row in first.reports.list() if row.begun]
        for draft in begun:
            _done(first.reports.submit(draft))
        _exchange(first, second)
        for draft in begun:
            _done(first.reports.recall(draft))
        _exchange(first)
    return told


def agreed(desks: Desks) -> dict[str, Places]:
    """Each village has done one of two things that were agreed, and the kecamatan has not looked yet."""
    office = desks["kecamatan-1"]
    for village in (BABAYAU, BALANG):
        for what in ("Lengkapi buku kas.", "Pasang papan informasi."):
            _done(office.guidance.put(village, what, date(2025, 12, 1)))
    _exchange(office, desks["babayau-1"], desks["balang-1"])
    for name in ("babayau-1", "balang-1"):
        guidance = desks[name].guidance
        _done(guidance.done(guidance.all().running[0].id))
        _exchange(desks[name])
    _exchange(*desks.values())
    return {}


def everything(desks: Desks) -> dict[str, Places]:
    """All of these, in villages that keep copies of their drafts."""
    told = {**public(desks), **torn(desks), **agreed(desks)}
    _exchange(*desks.values())
    return told


BEGINNINGS: Final[dict[str, Callable[[Desks], dict[str, Places]]]] = {
    "nothing": nothing,
    "public": public,
    "torn": torn,
    "behind": behind,
    "crossed": crossed,
    "agreed": agreed,
    "everything": everything,
}
"""By name; each gives what was told to the persons of the PCs. A world has one of them, by its chance."""


def _sent(desk: Desk, changes: Mapping[str, str]) -> None:
    edit = desk.reports.create(*LRA)
    assert not isinstance(edit, Refused)
    _done(desk.reports.save(edit.draft_id, whole_report(changes)))
    _done(desk.reports.submit(edit.draft_id))


def _written(desks: Desks, name: str, report: tuple[str, str], word: str, place: str = "umum.uraian") -> Places:
    edit = desks[name].reports.create(*report)
    assert not isinstance(edit, Refused)
    _done(desks[name].reports.save(edit.draft_id, {place: f"Kerja bakti {word} di hari Sabtu."}))
    return {f"{edit.draft_id} {place}": word}


def _exchange(*desks: Desk) -> None:
    for desk in desks:
        assert desk.sync.run_once().complete


def _done(outcome: object) -> None:
    assert not isinstance(outcome, Refused), outcome
