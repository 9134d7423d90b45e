"""The verbs of updates: look into a stick, install without a window, and prove a program that is being tried."""

from __future__ import annotations

import argparse
import threading
from pathlib import Path
from typing import Final

from sipa_core.ports import Clock
from sipa_desktop.bootstrap import Desk, open_desk
from sipa_desktop.cli.answer import REFUSED, Answer, no
from sipa_desktop.cli.unlock import unlocked
from sipa_desktop.errors import Refused
from sipa_desktop.platform.system import SystemClock
from sipa_desktop.services.backup import no_progress
from sipa_desktop.services.update_trial import Trial, TrialState, prove, shown
from sipa_desktop.services.update_words import told_words

LOOK_SECONDS: Final = 0.05


def update(desk: Desk, call: argparse.Namespace) -> Answer:
    """Do a verb that needs the data open."""
    if call.action == "prove":
        shown(desk.profile)
        proven = prove(desk.profile, desk.store)
        version = desk.updates.view().version_words
        return Answer({"proven": proven, "version": version}, (version,))
    found = desk.updates.look(call.place)
    if found.offer is None:
        return Answer({"words": found.words}, (found.words,), REFUSED)
    offer = found.offer
    data = {"version": offer.version, "seq": offer.seq, "file": str(offer.path)}
    return Answer(data, (offer.title, *(f"- {note}" for note in offer.notes)))


def install(call: argparse.Namespace, profile: Path, clock: Clock | None) -> Answer:
    """Lay the newest release of a place beside this one, secure the data, and let it prove itself; or put all back."""
    vault, _code = unlocked(call, profile, clock)
    desk = open_desk(profile, vault=vault, clock=clock, lock=None)
    try:
        found = desk.updates.look(call.place)
        if found.offer is None or found.offer.path is None:
            return no(Refused("no_update", found.words))
        version = found.offer.version
        name = desk.updates.lay(found.offer.path, no_progress)
        own = desk.updates.own
        desk.give_to_update(name)
    finally:
        desk.close()
    assert own is not None
    trial = Trial(own, profile, name, clock or SystemClock())
    word = getattr(call, "word", None)
    words = ["update", "prove", "--profile", str(profile), *(["--password-stdin"] if word is not None else [])]
    trial.begin(words, word)
    pause = threading.Event()
    while (state := trial.look()) in (TrialState.STARTING, TrialState.SHOWN):
        pause.wait(LOOK_SECONDS)
    if state is TrialState.PROVEN:
        trial.wait()
        told = told_words(f"+{version}")
        return Answer({"version": version, "installed": True}, (told,))
    trial.end()
    open_desk(profile, vault=vault, clock=clock).close()
    told = told_words(f"-{version}")
    return Answer({"version": version, "installed": False, "words": told}, (told,), REFUSED)
