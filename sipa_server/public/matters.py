"""Citizens' matters to words for the pages: a released one for everybody, and the citizen's own with what can be done.

A private note, a name of a person in the office, or a message that nobody released to others never stands here.
"""

from __future__ import annotations

from typing import Any, Final

from sipa_core.domain import dates
from sipa_core.domain.feedback import Message, Speaker
from sipa_core.domain.feedback_clock import Stage, last_day
from sipa_core.domain.workflow import FeedbackState, Visibility
from sipa_core.domain.working_days import ANSWER_DAYS, DAY_MS
from sipa_core.messages import N_, _, ngettext
from sipa_server.holidays import working_days
from sipa_server.public.words import (
    audience_words,
    kind_words,
    message_heading,
    state_words,
    step_by,
    step_words,
)
from sipa_server.services.publication import PublicFeedback, PublicVillage
from sipa_server.services.tracking import VILLAGE_LEFT, Tracked

Page = dict[str, Any]

_LATE: Final = N_(
    "Belum ada jawaban. Seharusnya dijawab paling lambat {day}. Masukan ini sekarang juga ada di daftar yang harus "
    "dijawab kecamatan. Anda tidak perlu melapor lagi. Bila ada yang baru, tulis tambahan di bawah."
)
_LATE_KECAMATAN: Final = N_(
    "Belum ada jawaban. Kecamatan seharusnya menjawab paling lambat {day}. Masukan ini tetap ada di daftar yang harus "
    "dijawab kecamatan. Anda tidak perlu melapor lagi. Bila ada yang baru, tulis tambahan di bawah."
)
"""What is late in a village stands on the kecamatan's desk by itself; more is not promised."""


def voice(one: PublicFeedback, office: PublicVillage, zone: str) -> Page:
    """A released word of a citizen with its answers, without a name."""
    return {
        "number": one.number,
        "kind": kind_words(one.kind).lower(),
        "subject": one.subject,
        "date": _date(one.created_at, zone),
        "messages": [_message(message, office, zone, own=False) for message in one.messages],
    }


def answer_by(sent_at: int, zone: str) -> str:
    """The last day on which a word sent now should be answered: `Selasa, 15 Juli 2025`."""
    due = working_days().after(sent_at, ANSWER_DAYS, zone)
    return dates.format_date_long(dates.local_date(due - 1, zone))


def tracked(found: Tracked, office: PublicVillage, zone: str) -> Page:
    """The citizen's own view of a matter: every step and message, released or not, and what can be done now."""
    last = found.steps[-1].at if found.steps else found.created_at
    return {
        "number": found.number,
        "kind": kind_words(found.kind).lower(),
        "who": found.name or _("tanpa nama"),
        "subject": found.subject,
        "state": found.state,
        "state_words": _("{state}, {date}").format(state=state_words(found.state), date=_date(last, zone)),
        "reason": found.reason,
        "duplicate_of": found.duplicate_of,
        "audience": _audience(found),
        "promise": _promise(found, zone),
        "steps": _steps(found, zone),
        "messages": [_message(message, office, zone, own=True) for message in found.messages],
        "last_message": found.last_message,
        "last_step": found.last_step,
        "may_write": found.may_write,
        "may_confirm": found.may_confirm,
        "reopen_until": dates.format_date(found.reopen_until) if found.reopen_until is not None else "",
    }


def done_words(act: str, found: Tracked) -> str:
    """That what the citizen asked for was done; empty when it is no longer so (the page of then was loaded again)."""
    match act:
        case "pesan":
            return _("Tambahan Anda sudah sampai.")
        case "buka" if found.state == FeedbackState.BARU:
            return _("Masukan dibuka lagi. Kantor membacanya dari awal.")
        case "selesai" if found.state == FeedbackState.SELESAI:
            return _("Terima kasih. Masukan ini ditutup.")
        case _:
            return ""


def _audience(found: Tracked) -> str:
    # Nobody here reads it any more, so nobody will release it.
    waits = found.left and found.visibility == Visibility.WAITING
    said = audience_words(Visibility.HELD if waits else found.visibility, kecamatan_only=found.kecamatan_only)
    return f"{said} {_('Alasan kecamatan: {reason}').format(reason=found.held_for)}" if found.held_for else said


def _promise(found: Tracked, zone: str) -> str:
    if found.left:
        return _(VILLAGE_LEFT)
    clock = found.clock
    if clock is None or any(message.who is Speaker.OFFICE for message in found.messages):
        return ""
    kecamatan = found.kecamatan_only or clock.stage is Stage.FORWARDED
    if clock.late:
        day = dates.format_date_long(last_day(clock, zone))
        return _(_LATE_KECAMATAN if kecamatan else _LATE).format(day=day)
    if clock.stage is Stage.FORWARDED:
        return _("Belum ada jawaban. Kecamatan menjawab paling lama {n} hari kerja sejak diteruskan.").format(
            n=clock.days
        )
    return _("Belum ada jawaban. Dijawab paling lama {n} hari kerja.").format(n=clock.days)


def _steps(found: Tracked, zone: str) -> list[Page]:
    shown = []
    told = False
    for step in found.steps:
        parts = [dates.format_moment(step.at, zone), step_by(step)]
        words = " ".join(part for part in parts if part)
        if step.state == FeedbackState.DIJAWAB and not told:
            told = True
            words = f"{words}. {_taken(found.created_at, step.at, zone)}"
        shown.append({"words": step_words(step), "at": words, "state": step.state})
    return shown


def _taken(start: int, end: int, zone: str) -> str:
    days = round(working_days().between(start, end, zone) / DAY_MS)
    return ngettext("Dalam {n} hari kerja", "Dalam {n} hari kerja", days).format(n=days) if days else _("Hari itu juga")


def _message(message: Message, office: PublicVillage, zone: str, *, own: bool) -> Page:
    kecamatan = _("Kecamatan {name}").format(name=office.kecamatan_name)
    return {
        "office": message.who is Speaker.OFFICE,
        "heading": message_heading(message, office.label, kecamatan, zone, own=own),
        "text": message.text,
    }


def _date(instant: int, zone: str) -> str:
    return dates.format_date(dates.local_date(instant, zone))
