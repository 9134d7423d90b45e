"""Runs one verb on one profile and says how it went.

A second SIPA on the same profile is refused before the database is touched.
"""

from __future__ import annotations

import argparse
import logging
from collections.abc import Callable
from pathlib import Path

from sipa_core.messages import _
from sipa_core.ports import Clock
from sipa_desktop.bootstrap import Desk, open_desk
from sipa_desktop.cli import copies, office, papers, people, receipts, reports, sticks, talk, updates
from sipa_desktop.cli.answer import DONE, FAULT, REFUSED, Answer, no, say
from sipa_desktop.cli.keys import keys
from sipa_desktop.cli.unlock import unlocked
from sipa_desktop.entrance import take_profile
from sipa_desktop.errors import KnownError, Refused
from sipa_desktop.sync.attention import attention
from sipa_desktop.sync.status import strip, unsent_words
from sipa_desktop.sync.stick_words import handed_words
from sipa_desktop.sync.words import forgotten_words

log = logging.getLogger(__name__)


def run_verb(call: argparse.Namespace, profile: Path, clock: Clock | None = None) -> int:
    """Do what was asked; returns the exit code (sipa_desktop.cli.answer)."""
    as_json = getattr(call, "json", False)
    if call.verb == "receipt" and getattr(call, "key", ""):
        answer = receipts.verify_alone(call)
        say(answer.text(as_json=as_json))
        return answer.code
    try:
        lock = take_profile(profile)
        apart = _apart(call)
        if apart is not None:
            if apart is updates.install:
                lock.release()  # it opens the data itself, and gives them to the new program
            try:
                answer = apart(call, profile, clock)
            finally:
                lock.release()
            say(answer.text(as_json=as_json))
            return answer.code
        try:
            vault, code = unlocked(call, profile, clock)
            desk = open_desk(profile, vault=vault, lock=lock, clock=clock)
        except BaseException:
            lock.release()
            raise
        try:
            answer = with_code(_do(desk, call), code)
        finally:
            desk.close()
    except KnownError as fault:
        answer = Answer(
            {"code": fault.code, "title": fault.title, "words": fault.message}, (fault.title, fault.message), FAULT
        )
    except Exception:
        # Whoever called by hand or from a program needs an answer they can tell from a refusal.
        log.exception("a verb failed")
        words = _("SIPA berhenti karena kesalahan di programnya. Yang sudah tersimpan tetap aman.")
        answer = Answer({"code": "bug", "words": words}, (words,), FAULT)
    say(answer.text(as_json=as_json))
    return answer.code


def _apart(call: argparse.Namespace) -> Callable[[argparse.Namespace, Path, Clock | None], Answer] | None:
    """The verb when it works on a profile that must not be open, else None."""
    if call.verb in ("password", "recovery"):
        return keys
    if call.verb == "update" and call.action == "install":
        return updates.install
    return copies.restore if call.verb == "restore" and not call.rehearse else None


def _do(desk: Desk, call: argparse.Namespace) -> Answer:
    if call.verb == "setup":
        return _setup(desk, call)
    if call.verb == "check":
        return _check(desk)
    if call.verb == "update":
        return updates.update(desk, call)
    if desk.identity() is None:
        return no(
            Refused("not_enrolled", _("Komputer ini belum terdaftar. Daftarkan dahulu dengan kode dari kecamatan."))
        )
    match call.verb:
        case "backup":
            return copies.backup(desk, call)
        case "restore":
            return copies.rehearse(desk, call)
        case "status":
            return _status(desk)
        case "sync":
            return _sync(desk)
        case "let-go":
            return _let_go(desk)
        case "report":
            return reports.run(desk, call)
        case "receipt":
            return receipts.receipt(desk, call)
        case "review":
            return office.review(desk, call)
        case "feedback":
            return office.feedback(desk, call)
        case "posting":
            return office.posting(desk, call)
        case "search":
            return talk.search(desk, call)
        case "talk":
            return talk.talk(desk, call)
        case "people":
            return people.people(desk, call)
        case "bundle":
            return sticks.bundle(desk, call)
        case "schedule":
            return people.schedule(desk, call)
        case "document":
            return papers.run(desk, call)
        case _:
            return office.overview(desk, call)


def _setup(desk: Desk, call: argparse.Namespace) -> Answer:
    if call.file is not None:
        content = desk.enrolment.read_file(call.file)
        if isinstance(content, Refused):
            return no(content)
        made = desk.enrolment.setup_from_file(content, call.device_name)
    else:
        made = desk.enrolment.setup(call.server, call.code, call.device_name)
    if isinstance(made, Refused):
        return no(made)
    data = {
        "person": made.person_name,
        "place": made.place_name,
        "role": made.role,
        "server": made.server_url,
        "secrets": made.secrets_place,
    }
    lines = [_("Terdaftar sebagai {person}, {place}.").format(person=made.person_name, place=made.place_name)]
    return Answer(data, [*lines, _secrets_words(made.secrets_place)])


def with_code(answer: Answer, code: str) -> Answer:
    """The answer with the recovery code that was made beside it; it is told this once only."""
    if not code:
        return answer
    words = _("Kode pemulihan: {code}. Tulis dan simpan di tempat aman; kode ini tidak ditampilkan lagi.")
    return Answer({**answer.data, "recovery_code": code}, (*answer.lines, words.format(code=code)), answer.code)


def _secrets_words(place: str) -> str:
    if place == "keyring":
        return _("Data dikunci. Kuncinya di tempat kunci sistem, dan terbuka juga dengan kata sandi aplikasi.")
    return _("Data dikunci dengan kata sandi aplikasi.")


def _status(desk: Desk) -> Answer:
    identity, status = desk.identity(), desk.sync.status()
    assert identity is not None
    data = {
        "person": identity.person_name,
        "place": identity.place_name,
        "role": identity.role,
        "waiting": status.waiting,
        "parked": status.parked,
        "all_sent": status.all_sent,
        "last_contact": status.last_contact,
        "saved_at": status.saved_at,
        "received": status.received,
        "clock_off": status.clock_off,
        "files_waiting": status.blobs.waiting,
        "secrets": desk.secrets_place,
    }
    segments = strip(status, desk.clock.now(), identity.zone, unsent=_unsent(desk))
    lines = [f"{identity.person_name}, {identity.place_name}"]
    lines += [f"{one.text} {one.detail}".rstrip() for one in segments]
    lines += [f"{row.title}: {row.problem} {row.todo}".rstrip() for row in desk.queue.parked()]
    lines += [one.sentence for one in attention(status, desk.clock.now(), identity.zone)]
    return Answer(data, [*lines, _secrets_words(desk.secrets_place)])


def _sync(desk: Desk) -> Answer:
    done = desk.sync.run_once()
    files = desk.transfer.run_once() if done.trouble is None else None
    carried = desk.courier.hand_over() if done.trouble is None and desk.courier.serves() else None
    data = {
        "accepted": done.accepted,
        "parked_now": done.parked,
        "taken": done.taken,
        "waiting": done.waiting,
        "parked": done.parked_in_all,
        "trouble": done.trouble,
        "code": done.code,
        "words": done.words,
        "notice": done.notice,
        "files_sent": files.sent if files is not None else 0,
        "files_received": files.received if files is not None else 0,
        "files_waiting": desk.sync.status().blobs.waiting,
    }
    said = (done.notice, done.words, files.words if files is not None else "")
    lines = [words for words in said if words]
    lines += handed_words(carried) if carried is not None else ()
    if done.complete and files is not None and files.complete:
        unsent = _unsent(desk)
        if unsent:
            return Answer(data, (*lines, f"{unsent_words(unsent)}."))
        sent = _("Semua terkirim.") if desk.sync.status().received else _("Tidak ada yang menunggu kirim.")
        return Answer(data, (*lines, sent))
    if done.waiting:
        lines.append(_("{n} menunggu kirim.").format(n=done.waiting))
    if desk.sync.status().blobs.waiting:
        lines.append(_("{n} berkas menunggu kirim.").format(n=desk.sync.status().blobs.waiting))
    lines += [f"{row.title}: {row.problem} {row.todo}".rstrip() for row in desk.queue.parked()]
    return Answer(data, lines, REFUSED)


def _unsent(desk: Desk) -> int:
    """How many reports of a village's desk are complete and wait for a person to send them."""
    identity = desk.identity()
    return desk.reports.unsent() if identity is not None and identity.village is not None else 0


def _let_go(desk: Desk) -> Answer:
    gone = desk.sync.agree_to_forget()
    return Answer({"forgotten": gone}, (forgotten_words(gone) or _("Tidak ada yang perlu dilepas."),))


def _check(desk: Desk) -> Answer:
    """The program's parts, the database, and the profile."""
    from sipa_desktop.cli.health import examine

    found = examine(desk)
    lines = [f"{'+' if one.good else '!'} {one.name}: {one.words}" for one in found]
    data = {"checks": [{"name": one.name, "good": one.good, "words": one.words} for one in found]}
    return Answer(data, lines, DONE if all(one.good for one in found) else FAULT)
