"""The citizen's side of feedback: a new word with its number and key, more messages, and the tracking page.

What a citizen writes becomes a record in the village's scope in the same transaction as its key; it is public to nobody
before a release. The key is shown once and kept as a hash; who has number and key is the citizen.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import msgspec

from sipa_core import ids
from sipa_core.domain import feedback as words
from sipa_core.domain.dates import DEFAULT_ZONE
from sipa_core.domain.feedback import MAX_NAME, MAX_SUBJECT, MAX_TEXT, FeedbackKind, Speaker
from sipa_core.domain.feedback_moves import ENDED
from sipa_core.domain.workflow import FeedbackState, Visibility
from sipa_core.messages import _
from sipa_core.ports import Clock, Entropy
from sipa_core.wire.problems import Problem
from sipa_core.wire.records import Record, RecordType, Ref, Value
from sipa_server.platform.keys import ServerKeys
from sipa_server.services.limits import FEEDBACK, MESSAGE, TRACK, TRACK_NUMBER, Limits, line_of
from sipa_server.services.publication import is_shown
from sipa_server.services.tracking import VILLAGE_LEFT, Tracked, reopened_since, said_since, tracked
from sipa_server.store.audit_rows import Entry
from sipa_server.store.unit_of_work import Store, Work

MAX_CITIZEN_MESSAGES: Final = 50


@dataclass(frozen=True)
class NewFeedback:
    """What the form says. `report` is the id of a published report of that village, or None.

    `form_id` is a random name drawn when the form was shown: the same form sent twice makes one feedback.
    Without `for_everybody` only the office may ever read it; with `kecamatan_only` the village's own office never
    receives it, and it is for nobody else either.
    """

    village: str
    kind: str
    subject: str
    text: str
    name: str = ""
    report: str | None = None
    form_id: str = ""
    for_everybody: bool = False
    kecamatan_only: bool = False


@dataclass(frozen=True)
class FeedbackSent:
    """What the citizen must write down: the number, and the key that is never shown again."""

    number: str
    key: str


@dataclass(frozen=True)
class FormRefused:
    """Why a form was not taken: the field it is about ("" for the whole), the sentence for the citizen, and `also` the
    sentences of further fields.
    """

    code: Problem
    field: str
    words: str
    retry_after: int | None = None
    also: tuple[tuple[str, str], ...] = ()


class FeedbackService:
    """Takes citizens' words and shows them their matter. Every refusal is a FormRefused; nothing is lost silently."""

    def __init__(
        self, store: Store, clock: Clock, entropy: Entropy, keys: ServerKeys, zone: str = DEFAULT_ZONE
    ) -> None:
        self._store = store
        self._zone = zone
        self._clock = clock
        self._entropy = entropy
        self._keys = keys
        self._limits = Limits(clock, keys)

    def submit(self, new: NewFeedback, address: str, named: FeedbackSent | None = None) -> FeedbackSent | FormRefused:
        """Take a new word; durable when this returns. `address` is the network address it came from.

        `named` is for a word whose number and key were drawn elsewhere; the number must be free.
        """
        refused = _refused_form(new)
        if refused is not None:
            return refused
        with self._store.write() as work:
            # First: what was taken keeps its number, though its report or village has gone since.
            sent, before = self._drawn_for(work, new) if named is None else (named, False)
            if before:
                return sent
            if work.records.get(Ref(RecordType.VILLAGE, ids.natural_id("village", new.village))) is None:
                return FormRefused(
                    Problem.NOT_FOUND, "village", _("Desa ini tidak ada di halaman ini. Pilih desa dari daftar.")
                )
            if new.village in work.accounts.villages_left():
                return _village_left()
            if new.report is not None and not is_shown(work, new.report, new.village):
                gone = _("Laporan itu tidak lagi terbit. Kirim sekali lagi, maka masukan ini dicatat tanpa laporan.")
                return FormRefused(Problem.NOT_FOUND, "report", gone)
            wait = self._limits.wait(work, FEEDBACK, address)
            if wait:
                return _too_many(wait)
            self._limits.count(work, FEEDBACK, address)
            self._make(work, new, sent)
            return sent

    def track(self, number: str, key: str, address: str) -> Tracked | FormRefused:
        """The matter of a number and its key. A wrong pair is counted, and not told which of the two is wrong."""
        with self._store.write() as work:
            found = self._find(work, number, key, address)
            return found if isinstance(found, FormRefused) else self._tracked(work, found)

    def add_message(self, number: str, key: str, text: str, address: str, seen: str = "") -> Tracked | FormRefused:
        """Add the citizen's next message; the matter's state stays as it is, the office sees the message in its inbox.

        `seen` is the key of the last message on the page that it was written on: where the same text stands after that
        one, the page was sent twice, and nothing is added. What ended takes no message: it is opened again, so that no
        word stands where nobody looks.
        """
        said = text.strip()
        refused = _refused_text(said, _("Tulis pesan Anda dahulu."))
        if refused is not None:
            return refused
        with self._store.write() as work:
            record = self._find(work, number, key, address)
            if isinstance(record, FormRefused):
                return record
            now = self._tracked(work, record)
            if said_since(now, said, seen):
                return now
            if now.left:
                return _village_left()
            if record.text("state") in ENDED:
                closed = _("Masukan ini sudah ditutup, jadi pesan belum terkirim. Pilih Buka lagi bila belum beres.")
                return FormRefused(Problem.NOT_NOW, "text", closed)
            return self._say(work, record, said, address, {}, "feedback.message")

    def confirm(self, number: str, key: str, step: str, address: str) -> Tracked | FormRefused:
        """The citizen says that the answered matter is over; once more changes nothing.

        `step` is the key of the last step on the page where that was said. After another step it is asked again: the
        citizen was shown another answer than the one that would be closed.
        """
        with self._store.write() as work:
            record = self._find(work, number, key, address)
            if isinstance(record, FormRefused):
                return record
            now = self._tracked(work, record)
            if now.state == FeedbackState.SELESAI:
                return now
            if now.left:
                return _village_left()
            if not now.may_confirm or step != now.last_step:
                news = _("Pilihan Anda belum dicatat: ada kabar baru sejak halaman tadi dibuka. Baca dahulu di bawah.")
                return FormRefused(Problem.NOT_NOW, "step", news)
            wait = self._limits.wait(work, MESSAGE, address)
            if wait:
                return _too_many(wait)
            self._limits.count(work, MESSAGE, address)
            moved: dict[str, Value] = {"state": FeedbackState.SELESAI.value, **self._step(FeedbackState.SELESAI)}
            self._write(work, record.ref, record.village, moved, "feedback.confirm")
            return self._tracked(work, _again(work, record))

    def reopen(
        self, number: str, key: str, reason: str, address: str, seen: str = "", step: str = ""
    ) -> Tracked | FormRefused:
        """The citizen says that it is not over, and why: the matter is *Baru* again and the reason its next message.

        Taken for REOPEN_DAYS after the last step. `seen` is as in `add_message` and `step` the last step on that page:
        one that is sent twice opens the matter once, whatever the office did in between.
        """
        said = reason.strip()
        refused = _refused_text(said, _("Tulis dahulu apa yang belum beres, lalu buka lagi."))
        if refused is not None:
            return FormRefused(refused.code, "reason", refused.words)
        with self._store.write() as work:
            record = self._find(work, number, key, address)
            if isinstance(record, FormRefused):
                return record
            now = self._tracked(work, record)
            if said_since(now, said, seen) and reopened_since(now, step):
                return now
            if now.left:
                return _village_left()
            if now.reopen_until is None:
                return FormRefused(
                    Problem.NOT_NOW,
                    "reason",
                    _("Masukan ini tidak dapat dibuka lagi. Kirim masukan baru dan sebut nomor yang ini."),
                )
            opened: dict[str, Value] = {
                "state": FeedbackState.BARU.value,
                "reason": None,
                "duplicate_of": None,
                **self._step(FeedbackState.BARU, reopened=True),
            }
            return self._say(work, record, said, address, opened, "feedback.reopen")

    def _say(
        self, work: Work, record: Record, said: str, address: str, more: dict[str, Value], act: str
    ) -> Tracked | FormRefused:
        mine = [one for one in words.messages(record) if one.who is Speaker.CITIZEN]
        if len(mine) >= MAX_CITIZEN_MESSAGES:
            return FormRefused(
                Problem.TOO_LARGE,
                "text",
                _("Percakapan ini sudah penuh. Pesan Anda sebelumnya aman. Kirim masukan baru."),
            )
        wait = self._limits.wait(work, MESSAGE, address)
        if wait:
            return _too_many(wait)
        self._limits.count(work, MESSAGE, address)
        self._write(work, record.ref, record.village, {**more, **self._message(said)}, act)
        return self._tracked(work, _again(work, record))

    def _step(self, state: FeedbackState, *, reopened: bool = False) -> dict[str, Value]:
        key = ids.new_id(self._clock, self._entropy)
        return {
            f"log[{key}].state": state.value,
            f"log[{key}].at": self._clock.now(),
            f"log[{key}].reopened": True if reopened else None,
        }

    def _find(self, work: Work, number: str, key: str, address: str) -> Record | FormRefused:
        asked = words.normal_number(number)
        guessed = f"{line_of(address)} {asked[:40]}"
        wait = max(self._limits.wait(work, TRACK, address), self._limits.wait(work, TRACK_NUMBER, guessed))
        if wait:
            return _guessed_too_often(wait)
        found = work.feedback_keys.find(asked)
        expected, record_id = found if found is not None else ("", "")
        record = _of_key(work, record_id) if found is not None else None
        if record is None or not hmac.compare_digest(expected, words.key_hash(number, key)):
            self._limits.count(work, TRACK, address)
            self._limits.count(work, TRACK_NUMBER, guessed)
            return FormRefused(Problem.NOT_FOUND, "", _("Nomor dan kunci itu tidak cocok. Periksa lagi catatan Anda."))
        return record

    def _drawn_for(self, work: Work, new: NewFeedback) -> tuple[FeedbackSent, bool]:
        """The number and key of a form, and whether it was taken before.

        They follow from the form, so that the same form sent twice can be answered with the same key; a number that
        somebody else has already is passed over both times.
        """
        draws = self._form_draws(new) if new.form_id else self._entropy
        while True:
            drawn = FeedbackSent(words.new_number(draws), words.new_key(draws))
            found = work.feedback_keys.find(drawn.number)
            if found is None:
                return drawn, False
            if hmac.compare_digest(found[0], words.key_hash(drawn.number, drawn.key)):
                return drawn, True

    def _make(self, work: Work, new: NewFeedback, named: FeedbackSent) -> None:
        kind = RecordType.FEEDBACK_KECAMATAN if new.kecamatan_only else RecordType.FEEDBACK
        ref = Ref(kind, ids.new_id(self._clock, self._entropy))
        for_everybody = new.for_everybody and not new.kecamatan_only
        now = self._clock.now()
        step = ids.new_id(self._clock, self._entropy)
        fields: dict[str, Value] = {
            "number": named.number,
            "kind": new.kind,
            "subject": new.subject.strip(),
            "name": new.name.strip() or None,
            "report": new.report,
            "created_at": now,
            "state": FeedbackState.BARU.value,
            "visibility": (Visibility.WAITING if for_everybody else Visibility.PRIVATE).value,
            f"log[{step}].state": FeedbackState.BARU.value,
            f"log[{step}].at": now,
            **self._message(new.text.strip()),
        }
        self._write(work, ref, new.village, fields, "feedback.new")
        work.feedback_keys.add(named.number, words.key_hash(named.number, named.key), ref.id)

    def _tracked(self, work: Work, record: Record) -> Tracked:
        left = record.village in work.accounts.villages_left()
        return tracked(record, self._clock.now(), self._zone, left=left)

    def _message(self, text: str) -> dict[str, Value]:
        key = ids.new_id(self._clock, self._entropy)
        return {
            f"msg[{key}].who": Speaker.CITIZEN.value,
            f"msg[{key}].text": text,
            f"msg[{key}].at": self._clock.now(),
        }

    def _write(self, work: Work, ref: Ref, village: str | None, changes: dict[str, Value], act: str) -> None:
        work.records.write(ref, village, changes)
        work.audit.add(Entry(self._clock.now(), act, record_type=ref.type, record=ref.id, village=village))

    def _form_draws(self, new: NewFeedback) -> Entropy:
        said = msgspec.json.encode(
            [new.form_id, new.village, new.kind, new.subject, new.text, new.name, new.kecamatan_only]
        )
        return _Stream(self._keys.mac("feedback-form", said))


class _Stream:
    """Bytes that follow from a secret seed: as unpredictable as the seed, and the same again from the same seed."""

    def __init__(self, seed: bytes) -> None:
        self._seed = seed
        self._turn = 0

    def bytes(self, count: int) -> bytes:
        """The next `count` bytes (at most 32 a turn)."""
        self._turn += 1
        return hmac.digest(self._seed, self._turn.to_bytes(4, "big"), hashlib.sha256)[:count]


def _refused_form(new: NewFeedback) -> FormRefused | None:
    """Everything that stands in the way at once: a citizen need not send the form again for each."""
    faults = tuple(_faults(new))
    if not faults:
        return None
    (field, words), *others = faults
    return FormRefused(Problem.INVALID, field, words, also=tuple(others))


def _faults(new: NewFeedback) -> Iterator[tuple[str, str]]:
    if new.kind not in set(FeedbackKind):
        yield "kind", _("Pilih jenis masukan.")
    for field, text, most, missing in (
        ("subject", new.subject.strip(), MAX_SUBJECT, _("Tulis judul singkat.")),
        ("text", new.text.strip(), MAX_TEXT, _("Tulis masukan Anda dahulu.")),
        ("name", new.name.strip(), MAX_NAME, ""),
    ):
        if missing and not text:
            yield field, missing
        elif len(text) > most:
            yield field, _too_long(most)


def _too_long(most: int) -> str:
    return _("Tulisan ini terlalu panjang, paling banyak {n} huruf.").format(n=most)


def _village_left() -> FormRefused:
    return FormRefused(Problem.NOT_FOUND, "village", _(VILLAGE_LEFT))


def _too_many(wait: int) -> FormRefused:
    """Too many words in an hour from one line, behind which a whole village may stand: its writer did nothing wrong."""
    words = _("Dari jaringan ini sudah banyak yang menulis dalam satu jam. Kirim lagi {n} menit lagi.")
    return FormRefused(Problem.TOO_MANY_TRIES, "", words.format(n=-(-wait // 60)), retry_after=wait)


def _guessed_too_often(wait: int) -> FormRefused:
    words = _("Nomor atau kunci sudah terlalu sering dicoba. Coba lagi {n} menit lagi.")
    return FormRefused(Problem.TOO_MANY_TRIES, "", words.format(n=-(-wait // 60)), retry_after=wait)


def _refused_text(said: str, empty: str) -> FormRefused | None:
    if not said:
        return FormRefused(Problem.INVALID, "text", empty)
    return FormRefused(Problem.INVALID, "text", _too_long(MAX_TEXT)) if len(said) > MAX_TEXT else None


def _of_key(work: Work, record_id: str) -> Record | None:
    """The record that a key opens, whichever office it is for."""
    for kind in (RecordType.FEEDBACK, RecordType.FEEDBACK_KECAMATAN):
        record = work.records.get(Ref(kind, record_id))
        if record is not None:
            return record
    return None


def _again(work: Work, record: Record) -> Record:
    after = work.records.get(record.ref)
    assert after is not None
    return after
