"""Pages for phones: one publication of one village for two days, and the proofs that come back from there.

The code leaves this module once and is stored as a hash only; a page acts as the person who asked for it, through the
same rules as a desk, and ends with that person's or that PC's rights. Looking at a page changes nothing.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, field
from typing import Final

import msgspec

from sipa_core import ids
from sipa_core.domain import captions, rights
from sipa_core.domain.attachments import EVIDENCE, blobs_named, leaves
from sipa_core.domain.channels import Channel, ChannelError, address_problem, from_fields, recognise
from sipa_core.domain.publication_figures import PublicFigures
from sipa_core.domain.workflow import PostingState, PublicationState
from sipa_core.media.faults import FileFault, file_words
from sipa_core.messages import _
from sipa_core.ops import registry
from sipa_core.ops.base import Context, Refusal
from sipa_core.ops.posting import Prove
from sipa_core.ops.words import problem_words
from sipa_core.ports import Clock, Entropy
from sipa_core.wire.codec import encode
from sipa_core.wire.enrol import draw_letters
from sipa_core.wire.ops import MadeAt, OpBody, content_hash
from sipa_core.wire.phone import (
    CODE_LETTERS,
    MAX_CAPTION,
    MAX_CAPTIONS,
    PHONE_HOURS,
    PhonePageEnd,
    PhonePageEnded,
    PhonePageReply,
    PhonePageRequest,
    normal_page_code,
    phone_digest,
)
from sipa_core.wire.problems import Problem
from sipa_core.wire.records import Record, RecordType, Ref, Value
from sipa_core.wire.version import SIPA
from sipa_server.errors import RefusedError
from sipa_server.platform.keys import ServerKeys
from sipa_server.services.accounts import AccountService
from sipa_server.services.blobs import BlobService
from sipa_server.services.callers import Caller
from sipa_server.services.feedback import FormRefused
from sipa_server.services.limits import PHONE_CODE, PHONE_PAGE, PHONE_PROOF, Limits
from sipa_server.services.publication import PublicationReads, PublicReport
from sipa_server.store.audit_rows import Entry
from sipa_server.store.phone_rows import PhonePage
from sipa_server.store.unit_of_work import Store, Work

HOUR: Final = 60 * 60 * 1000
MAX_LIVING: Final = 5
"""Pages that one person may have open for one publication; one more ends the oldest."""


@dataclass(frozen=True)
class PhoneKey:
    """What an opened page shows again with every request: its id, and its code, which stands in no address."""

    page: str
    code: str = field(repr=False)


@dataclass(frozen=True)
class PhoneChannel:
    """One channel of the page with its words, and where its proof stands (`proved_at` is UTC ms, 0: not yet)."""

    channel: Channel
    state: str
    caption: str
    url: str
    proved_at: int
    reason: str


@dataclass(frozen=True)
class PhoneView:
    """An opened page. `seal` must come back in every form of it; it is worth nothing without the code."""

    page: str
    seal: str
    person_name: str
    report: PublicReport
    channels: tuple[PhoneChannel, ...]
    expires_at: int


@dataclass(frozen=True)
class PhoneProof:
    """What the person sends from the phone for one channel: an address, a screenshot or photo as it came, or both."""

    channel: str
    url: str
    with_picture: bool = True
    picture: bytes = b""
    picture_name: str = ""


class PhoneService:
    """Makes, opens and ends pages, and takes proofs. Desks are refused by RefusedError, phones by FormRefused."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        entropy: Entropy,
        keys: ServerKeys,
        accounts: AccountService,
        reads: PublicationReads,
        blobs: BlobService,
        public_url: str = "",
    ) -> None:
        self._store = store
        self._clock = clock
        self._entropy = entropy
        self._keys = keys
        self._accounts = accounts
        self._reads = reads
        self._blobs = blobs
        self._public_url = public_url
        self._limits = Limits(clock, keys)

    def make(self, request: PhonePageRequest, token: str) -> PhonePageReply:
        """A page for a public publication of the caller's village; RefusedError otherwise. Durable on return."""
        caller = self._caller(request.sipa, request.device, token)
        if not ids.is_id(request.publication) or not _captions_fit(request.captions):
            raise RefusedError(Problem.BAD_REQUEST, "publication or captions")
        code = draw_letters(self._entropy, CODE_LETTERS)
        now = self._clock.now()
        page = PhonePage(
            ids.new_id(self._clock, self._entropy),
            caller.person.id,
            caller.device.id,
            request.publication,
            request.captions,
            now,
            now + PHONE_HOURS * HOUR,
        )
        with self._store.write() as work:
            caller = self._accounts.recheck(work, caller)
            publication = work.records.get(Ref(RecordType.PUBLICATION, request.publication))
            village = publication.village if publication is not None else None
            if not rights.may(caller.person.role, "posting.prove", own=caller.person.actor.owns(village)):
                raise RefusedError(Problem.FORBIDDEN, "publication")
            if publication is None or publication.text("state") != PublicationState.PUBLIC:
                raise RefusedError(Problem.NOT_NOW, "publication")
            self._limits.check(work, PHONE_PAGE, caller.person.id)
            self._limits.count(work, PHONE_PAGE, caller.person.id)
            work.phone_pages.forget(now)
            for old in work.phone_pages.of(caller.person.id, request.publication)[: 1 - MAX_LIVING or None]:
                work.phone_pages.end(old.id)
            work.phone_pages.add(page, _code_hash(code))
            self._note(work, "phone.page", page, village)
        digest = phone_digest(request.request_id, page.id, code, self._public_url, page.expires_at)
        return PhonePageReply(
            request_id=request.request_id,
            server_id=self._keys.server_id,
            page=page.id,
            code=code,
            site=self._public_url,
            expires_at=page.expires_at,
            now=now,
            signature=self._keys.sign(digest),
        )

    def end(self, request: PhonePageEnd, token: str) -> PhonePageEnded:
        """End a page of the caller's; that of anybody else stays, and is not told apart from none."""
        caller = self._caller(request.sipa, request.device, token)
        with self._store.write() as work:
            caller = self._accounts.recheck(work, caller)
            page = work.phone_pages.get(request.page)
            if page is not None and page.person == caller.person.id:
                self._end(work, page)
        return PhonePageEnded(request.page)

    def enter(self, typed: str, address: str) -> PhoneKey | FormRefused:
        """The page of a code; a wrong one is counted. May be done again and again while the page lasts."""
        code = normal_page_code(typed)
        with self._store.write() as work:
            wait = self._limits.wait(work, PHONE_CODE, address)
            if wait:
                return _too_many(wait)
            page = work.phone_pages.by_code(_code_hash(code)) if code is not None else None
            if code is None or page is None or self._owner(work, page) is None:
                self._limits.count(work, PHONE_CODE, address)
                return _closed()
            return PhoneKey(page.id, code)

    def look(self, key: PhoneKey) -> PhoneView | None:
        """The page as it stands now; None when it is over or the code is not its own."""
        with self._store.read() as work:
            found = self._opened(work, key)
        report = self._reads.published(found[0].publication) if found is not None else None
        if found is None or report is None or report.figures is None:
            return None
        page, owner = found
        with self._store.read() as work:
            channels = tuple(_channels(work, page, report.figures))
        return PhoneView(page.id, self.seal(key), owner.person.name, report, channels, page.expires_at)

    def seal(self, key: PhoneKey) -> str:
        """What a form of the page carries, so that no other site can send one in the phone's name."""
        return self._keys.mac("phone-form", f"{key.page} {key.code}".encode()).hex()[:32]

    def close(self, key: PhoneKey) -> bool:
        """End the page from the phone; False when it was over before."""
        with self._store.write() as work:
            found = self._opened(work, key)
            if found is None:
                return False
            self._end(work, found[0])
            return True

    def prove(self, key: PhoneKey, proof: PhoneProof) -> PhoneChannel | FormRefused:
        """Take a proof in the name of the person who asked for the page, by the rule that desks obey too.

        The very proof that stands already changes nothing. Durable when this returns.
        """
        view = self.look(key)
        if view is None:
            return _closed()
        shown = next((one for one in view.channels if one.channel.key == proof.channel), None)
        if shown is None:
            return FormRefused(Problem.NOT_FOUND, "channel", problem_words(Problem.NOT_FOUND))
        address = proof.url.strip()
        problem = _proof_fault(address, bool(proof.picture), shown.channel, [one.channel for one in view.channels])
        if problem is not None:
            return FormRefused(Problem.INVALID, "url", problem)
        with self._store.write() as work:
            wait = self._limits.wait(work, PHONE_PROOF, view.page)
            if wait:
                return _too_many(wait)
            self._limits.count(work, PHONE_PROOF, view.page)
        evidence = self._evidence(proof)
        if isinstance(evidence, FormRefused):
            return evidence
        with self._store.write() as work:
            found = self._opened(work, key)
            if found is None:
                return _closed()
            if not _owes(work, found[0], shown.channel, view.report.line.n):
                return _not_out()
            refused = self._apply(work, *found, shown, address, evidence, with_picture=proof.with_picture)
            if refused is not None:
                return FormRefused(refused.code, refused.field or "", problem_words(refused.code))
            return next(one for one in _channels(work, found[0], view.report.figures) if one.channel == shown.channel)

    def _evidence(self, proof: PhoneProof) -> dict[str, Value] | FormRefused:
        """The leaves of the picture once it was checked, turned, shrunk, stripped and kept; in no transaction."""
        if not proof.picture:
            return {}
        taken = self._blobs.take(proof.picture, proof.picture_name or _("tangkapan layar"))
        if isinstance(taken, FileFault):
            return FormRefused(Problem.INVALID, "picture", file_words(taken, _("Berkas ini")))
        if not taken.media.is_picture:
            return FormRefused(Problem.INVALID, "picture", _("Kirim foto atau tangkapan layar, bukan dokumen."))
        return leaves(EVIDENCE, ids.new_id(self._clock, self._entropy), taken)

    def _apply(
        self,
        work: Work,
        page: PhonePage,
        owner: Caller,
        shown: PhoneChannel,
        address: str,
        evidence: dict[str, Value],
        *,
        with_picture: bool,
    ) -> Refusal | None:
        """Meet the rule of posting.prove and write what it says; None when it stands."""
        ref = Ref(RecordType.POSTING, ids.posting_id(page.publication, shown.channel.key))
        posting = work.records.get(ref)
        if posting is not None and _stands(posting, address, evidence):
            return None
        now = self._clock.now()
        version = posting.text("version") if posting is not None else ""
        fields = Prove(version, address, shown.caption, with_picture, now, evidence)
        body = OpBody("posting.prove", ref, msgspec.Raw(encode(fields)), owner.person.id, MadeAt(now, ""))
        op_id, digest = ids.new_id(self._clock, self._entropy), content_hash(encode(body))
        context = Context(owner.person.actor, now, op_id, digest, self._public_url, via="phone")
        outcome = registry.apply(body, work.records, context)
        code = outcome.code.value if isinstance(outcome, Refusal) else "ok"
        village = owner.person.village
        if not isinstance(outcome, Refusal):
            for write in outcome.writes:
                work.records.write(write.ref, write.village, write.changes)
        work.audit.add(
            Entry(now, "phone.prove", code, owner.person.id, owner.device.id, op_id, ref.type, ref.id, village, digest)
        )
        return outcome if isinstance(outcome, Refusal) else None

    def _caller(self, sipa: int, device: str, token: str) -> Caller:
        if sipa != SIPA:
            raise RefusedError(Problem.VERSION)
        caller = self._accounts.recognise(token)
        if device != caller.device.id:
            raise RefusedError(Problem.FORBIDDEN, "device")
        return caller

    def _owner(self, work: Work, page: PhonePage) -> Caller | None:
        """Who asked for the page, while it lasts and they and their PC still have their place."""
        if page.expires_at <= self._clock.now():
            return None
        person, device = work.accounts.person(page.person), work.accounts.device(page.device)
        if person is None or device is None or person.ended_at is not None or device.revoked_at is not None:
            return None
        return Caller(person, device)

    def _opened(self, work: Work, key: PhoneKey) -> tuple[PhonePage, Caller] | None:
        page = work.phone_pages.by_code(_code_hash(key.code))
        if page is None or not hmac.compare_digest(page.id, key.page):
            return None
        owner = self._owner(work, page)
        return (page, owner) if owner is not None else None

    def _end(self, work: Work, page: PhonePage) -> None:
        if work.phone_pages.end(page.id):
            self._note(work, "phone.end", page, None)

    def _note(self, work: Work, act: str, page: PhonePage, village: str | None) -> None:
        entry = Entry(
            self._clock.now(),
            act,
            person=page.person,
            device=page.device,
            record_type=RecordType.PUBLICATION,
            record=page.publication,
            village=village,
        )
        work.audit.add(entry)


def _channels(work: Work, page: PhonePage, figures: PublicFigures | None) -> list[PhoneChannel]:
    """The channels of the publication, in the order of the checklist; one that cannot be read is left out."""
    found = []
    publication = work.records.get(Ref(RecordType.PUBLICATION, page.publication))
    # Words about the figures of a version before must not be posted with the picture of a later one.
    current = publication is not None and publication.number("published_at") <= page.created_at
    left = page.captions if current else {}
    for record in work.records.all(RecordType.CHANNEL):
        try:
            channel = from_fields(record.fields)
        except ChannelError:
            continue
        posting = work.records.get(Ref(RecordType.POSTING, ids.posting_id(page.publication, channel.key)))
        if posting is not None and figures is not None:
            found.append(_shown(channel, posting, left.get(channel.key, ""), figures))
    return sorted(found, key=lambda one: (one.channel.order, one.channel.key))


def _shown(channel: Channel, posting: Record, left: str, figures: PublicFigures) -> PhoneChannel:
    return PhoneChannel(
        channel,
        posting.text("state"),
        left if left.strip() else captions.caption(figures, channel),
        posting.text("url"),
        posting.number("proved_at"),
        posting.text("reason"),
    )


def _owes(work: Work, page: PhonePage, channel: Channel, n: int) -> bool:
    """True when the posting is owed for the version that the page shows: while a later one is held it is not."""
    posting = work.records.get(Ref(RecordType.POSTING, ids.posting_id(page.publication, channel.key)))
    return posting is not None and posting.number("n") == n


def _stands(posting: Record, address: str, evidence: dict[str, Value]) -> bool:
    """True when the very same proof stands already, as after a form that was sent twice."""
    same = blobs_named(posting.fields) == blobs_named(evidence)
    return posting.text("state") == PostingState.PROVED and posting.text("url") == address and same


def _proof_fault(address: str, picture: bool, channel: Channel, channels: list[Channel]) -> str | None:
    """Why what was given proves no post on the channel, or None when it may."""
    if picture and not channel.takes_picture:
        return _("Saluran ini memerlukan alamat postingnya.")
    if not address:
        if picture:
            return None
        return _("Tempel alamat posting, atau pilih tangkapan layarnya.") if channel.takes_url else _("Pilih fotonya.")
    if not channel.takes_url:
        return _("Untuk papan, kirim fotonya saja.")
    problem = address_problem(address)
    if problem is not None:
        return problem
    other = recognise(address, channels)
    if other is not None and other != channel.key:
        name = next(one.name for one in channels if one.key == other)
        words = _("Alamat ini dari {other}, bukan {channel}. Tempel alamat posting di {channel}.")
        return words.format(other=name, channel=channel.name)
    return None


def _captions_fit(left: dict[str, str]) -> bool:
    return len(left) <= MAX_CAPTIONS and all(len(key) <= 40 and len(text) <= MAX_CAPTION for key, text in left.items())


def _code_hash(code: str) -> str:
    """137 random bits need neither salt nor slowness."""
    return hashlib.sha256(code.encode()).hexdigest()


def _closed() -> FormRefused:
    words = _("Kode itu tidak cocok, atau halamannya sudah tertutup. Buka lagi dari komputer desa.")
    return FormRefused(Problem.NOT_FOUND, "code", words)


def _not_out() -> FormRefused:
    words = _("Laporan ini punya kiriman baru yang belum terbit. Buktinya dapat diberi setelah yang baru terbit.")
    return FormRefused(Problem.NOT_NOW, "channel", words)


def _too_many(wait: int) -> FormRefused:
    words = _("Terlalu banyak percobaan dari sini. Tunggu satu jam, lalu coba lagi.")
    return FormRefused(Problem.TOO_MANY_TRIES, "", words, retry_after=wait)
