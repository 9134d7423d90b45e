"""Demo data as plain values: what happened in a kecamatan up to one morning, told step by step in the order of time.

Everything here is played through the real ops by whoever sets a demo up; nothing is written past the rules. Names,
numbers and words are invented, so nothing of a living person may be put into this file.
"""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

import msgspec

from sipa_core.domain.dates import instant_of
from sipa_core.domain.feedback import FeedbackKind, Speaker
from sipa_core.domain.paths import Value
from sipa_core.domain.roles import Role
from sipa_core.domain.workflow import FeedbackState


class DemoError(ValueError):
    """A text that is no demo data; the message names the place."""


class _Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One value of the demo; an unknown field is refused, so that a misspelt one cannot pass unseen."""


class _Step(_Part, frozen=True, kw_only=True, tag_field="do"):
    """Something that a person did: when (with its zone), and the person's name (empty: a citizen without a name)."""

    at: datetime
    by: str = ""

    @property
    def instant(self) -> int:
        """When it happened, UTC milliseconds."""
        return instant_of(self.at)


class Note(_Part, frozen=True, kw_only=True):
    """One note of the kecamatan on a path of the report."""

    path: str
    text: str


class Submitted(_Step, frozen=True, kw_only=True, tag="submit"):
    """The village sent its whole text."""

    content: dict[str, Value]


class Opened(_Step, frozen=True, kw_only=True, tag="open"):
    """The kecamatan began to read the newest version."""


class Returned(_Step, frozen=True, kw_only=True, tag="return"):
    """The kecamatan sent the newest version back with notes."""

    notes: tuple[Note, ...]


class Accepted(_Step, frozen=True, kw_only=True, tag="accept"):
    """The kecamatan approved the newest version."""

    remark: str = ""


ReportStep = Submitted | Opened | Returned | Accepted


class Report(_Part, frozen=True, kw_only=True):
    """One report with its history; the first step is always a submission."""

    village: str
    template: str
    period: str
    template_version: int = 1
    steps: tuple[ReportStep, ...]


class Draft(_Part, frozen=True, kw_only=True):
    """A text that lies on a village's PC and was not sent; `newest_seen` is the version it was begun from (0: none)."""

    village: str
    template: str
    period: str
    template_version: int = 1
    newest_seen: int = 0
    content: dict[str, Value]


class Posted(_Step, frozen=True, kw_only=True, tag="post"):
    """The village proved a post of the newest approved version; `at` is when it gave the proof."""

    village: str
    template: str
    period: str
    channel: str
    url: str
    caption: str
    with_picture: bool
    posted_at: datetime

    @property
    def posted_instant(self) -> int:
        """When it stood on the channel, UTC milliseconds."""
        return instant_of(self.posted_at)


class Said(_Step, frozen=True, kw_only=True, tag="say"):
    """A message: of the citizen, or the office's reply."""

    who: Speaker
    text: str


class Moved(_Step, frozen=True, kw_only=True, tag="state"):
    """The office moved the matter to a state."""

    state: FeedbackState
    reason: str = ""
    note: str = ""


class Noted(_Step, frozen=True, kw_only=True, tag="note"):
    """The office wrote a private note."""

    text: str


class Released(_Step, frozen=True, kw_only=True, tag="release"):
    """The kecamatan let others read it."""


class Held(_Step, frozen=True, kw_only=True, tag="hold"):
    """The kecamatan kept it from the public page."""

    reason: str


FeedbackStep = Said | Moved | Noted | Released | Held


class Feedback(_Part, frozen=True, kw_only=True):
    """A citizen's word with its conversation; the first step is what the citizen wrote.

    `may_be_public` is the citizen's own wish. `key` is the secret that the citizen was shown: known here only because
    it is a demo. `report` names a period's report of the village (`lra_semester1/2025-S1`), or is empty.
    """

    number: str
    key: str
    village: str
    kind: FeedbackKind
    subject: str
    name: str = ""
    may_be_public: bool = True
    report: str = ""
    steps: tuple[FeedbackStep, ...]


class Wrote(_Step, frozen=True, kw_only=True, tag="message"):
    """A message in a consultation, of the village or of the kecamatan."""

    text: str


class Agreed(_Step, frozen=True, kw_only=True, tag="agree"):
    """Something that shall be done until a day (ISO); when the village ticked it and the kecamatan confirmed it."""

    text: str
    due: str
    done: datetime | None = None
    confirmed: datetime | None = None


class Solved(_Step, frozen=True, kw_only=True, tag="solve"):
    """Somebody said that nobody waits any more."""


class Seen(_Step, frozen=True, kw_only=True, tag="read"):
    """Somebody had everything in sight that was written until then."""


TalkStep = Wrote | Agreed | Solved | Seen


class Talk(_Part, frozen=True, kw_only=True):
    """A consultation; `report` names a period's report of the village (`lra_semester1/2025-S1`), or is empty."""

    village: str
    subject: str
    report: str = ""
    path: str = ""
    label: str = ""
    steps: tuple[TalkStep, ...]


class Office(_Part, frozen=True, kw_only=True):
    """A village or kelurahan: who heads it, how citizens reach the office, when its PC was last in contact."""

    code: str
    head: str
    contact: str
    last_contact: datetime


class Person(_Part, frozen=True, kw_only=True):
    """Somebody who works with the system; `village` is empty for people of the kecamatan."""

    name: str
    role: Role
    village: str = ""


class Demo(_Part, frozen=True, kw_only=True):
    """A kecamatan with everything that happened until `now`."""

    FORMAT: ClassVar[int] = 1

    format: int
    now: datetime
    zone: str
    kecamatan: str
    contact: str
    people: tuple[Person, ...]
    offices: tuple[Office, ...]
    reports: tuple[Report, ...]
    drafts: tuple[Draft, ...]
    postings: tuple[Posted, ...]
    feedback: tuple[Feedback, ...]
    talks: tuple[Talk, ...] = ()

    @property
    def now_instant(self) -> int:
        """The moment at which the demo begins, UTC milliseconds."""
        return instant_of(self.now)

    def office(self, village: str) -> Office:
        """Return the office of a village code; KeyError when the demo has none."""
        found = next((office for office in self.offices if office.code == village), None)
        if found is None:
            raise KeyError(village)
        return found

    def admin(self, village: str = "") -> Person:
        """Return the admin of a village, or of the kecamatan; KeyError when the demo has none."""
        found = next((person for person in self.people if person.village == village), None)
        if found is None:
            raise KeyError(village)
        return found


def load_demo(text: str) -> Demo:
    """Return the demo of a JSON text; DemoError when it is none or of another format."""
    try:
        demo = msgspec.json.decode(text, type=Demo)
    except msgspec.DecodeError as fault:
        raise DemoError(str(fault)) from fault
    if demo.format != Demo.FORMAT:
        raise DemoError(f"demo data of format {demo.format}")
    moments = [demo.now, *(office.last_contact for office in demo.offices), *(post.posted_at for post in demo.postings)]
    moments += [step.at for report in demo.reports for step in report.steps]
    moments += [step.at for word in demo.feedback for step in word.steps]
    moments += [post.at for post in demo.postings]
    moments += [step.at for talk in demo.talks for step in talk.steps]
    if any(moment.tzinfo is None for moment in moments):
        raise DemoError("a time without a zone")
    return demo
