"""An opened profile: its services, each loaded when it is first asked for, and its sending.

A start loads only what its first page needs; `warm` loads the rest while the person reads it.
"""

from __future__ import annotations

import errno
import logging
import threading
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar, overload, runtime_checkable

from sipa_core.messages import _
from sipa_core.ports import Clock, Entropy, Secrets
from sipa_core.sync.peer import Peer
from sipa_desktop.errors import KnownError
from sipa_desktop.identity import Identity
from sipa_desktop.platform.profile_lock import ProfileLock
from sipa_desktop.platform.removable import PlaceOf, place_of
from sipa_desktop.platform.vault import Vault
from sipa_desktop.services.practice import is_practice
from sipa_desktop.store.blob_files import BlobFiles
from sipa_desktop.store.forgetting import forget_files, forgotten_files
from sipa_desktop.store.unit_of_work import Store

if TYPE_CHECKING:
    from sipa_desktop.platform.stick_files import StickFiles
    from sipa_desktop.services.attachments import Attachments
    from sipa_desktop.services.backup import Backups
    from sipa_desktop.services.conflicts import Conflicts
    from sipa_desktop.services.consultation import Consultation
    from sipa_desktop.services.diagnosis import Diagnoses
    from sipa_desktop.services.documents import Documents
    from sipa_desktop.services.draft_copies import DraftCopies
    from sipa_desktop.services.draft_forms import DraftForms
    from sipa_desktop.services.feedback import Feedback
    from sipa_desktop.services.feedback_intake import FeedbackIntake
    from sipa_desktop.services.forms import FormWorkbooks
    from sipa_desktop.services.guidance import Guidance
    from sipa_desktop.services.happenings import Happenings
    from sipa_desktop.services.home import Home
    from sipa_desktop.services.imports import Imports
    from sipa_desktop.services.office_profile import OfficeProfiles
    from sipa_desktop.services.overview import Overview
    from sipa_desktop.services.overview_files import OverviewFiles
    from sipa_desktop.services.people import People
    from sipa_desktop.services.posting import Posting
    from sipa_desktop.services.preferences import PreferenceStore
    from sipa_desktop.services.proofs import Proofs
    from sipa_desktop.services.queue import Queue
    from sipa_desktop.services.reading import Reading
    from sipa_desktop.services.receipt_looks import ReceiptLooks
    from sipa_desktop.services.receipt_proofs import ReceiptProofs
    from sipa_desktop.services.report_types import ReportTypes
    from sipa_desktop.services.reports import Reports
    from sipa_desktop.services.review import Review
    from sipa_desktop.services.schedule import Schedule
    from sipa_desktop.services.search import Search
    from sipa_desktop.services.take_over import TakeOver
    from sipa_desktop.services.template_files import TemplateFiles
    from sipa_desktop.services.updates import Updates
    from sipa_desktop.services.versions import Versions
    from sipa_desktop.services.village import Villages
    from sipa_desktop.services.village_profile import VillageProfiles
    from sipa_desktop.sync.codes import Codes
    from sipa_desktop.sync.courier import Courier
    from sipa_desktop.sync.engine import SyncEngine
    from sipa_desktop.sync.enrolment import Enrolment
    from sipa_desktop.sync.phone import PhonePages
    from sipa_desktop.sync.stick import Stick
    from sipa_desktop.sync.transfer import BlobTransfer
    from sipa_desktop.sync.update_fetch import UpdateFetch

log = logging.getLogger(__name__)

T = TypeVar("T")
STOP_SECONDS = 2.0
CUT_SECONDS = 0.5
"""So long a thread may need to notice that its line was cut. One that is still opening a line does not; it writes
nothing any more once the data are closed."""


class _Late(Generic[T]):
    """A service whose module is loaded, and which is made, at the first use: once, whichever thread asks."""

    def __init__(self, module: str, make: Callable[[Any, Desk], T]) -> None:
        self.module = module
        self._make = make
        self.name = ""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    @overload
    def __get__(self, desk: None, owner: type) -> _Late[T]: ...

    @overload
    def __get__(self, desk: Desk, owner: type) -> T: ...

    def __get__(self, desk: Desk | None, owner: type) -> T | _Late[T]:
        if desk is None:
            return self
        of = import_module(self.module)
        with desk.making:
            if self.name not in desk.__dict__:
                desk.__dict__[self.name] = self._make(of, desk)
            made: T = desk.__dict__[self.name]
            return made


class Lines:
    """One line to each server that is spoken to (registration and sending share it), closed together at the end."""

    def __init__(self, peer_of: Callable[[str], Peer], *, real: bool = False) -> None:
        self._peer_of = peer_of
        self.real = real
        """A network, on which one waits, and not a test's."""
        self._open: dict[str, Peer] = {}

    def to(self, url: str) -> Peer:
        """The line to the server at that address. Raises CarriageError when it may not be spoken to."""
        if url not in self._open:
            self._open[url] = self._peer_of(url)
        return self._open[url]

    def close(self) -> None:
        """Give up every line that holds a connection."""
        for line in tuple(self._open.values()):
            if isinstance(line, Closable):
                line.close()

    def cut(self) -> None:
        """End what is under way on them, from any thread."""
        for line in tuple(self._open.values()):
            if isinstance(line, Closable):
                line.cut()


@runtime_checkable
class Closable(Protocol):
    """A peer that holds a connection."""

    def close(self) -> None:
        """Give the connection up."""
        ...

    def cut(self) -> None:
        """End what is under way on it."""
        ...


class Desk:
    """One opened profile: its services, its sending, and the changes to listen to."""

    profile: Path
    practice: bool
    vault: Vault | None
    """The ways to the key of this profile; a practice has none."""
    store: Store
    clock: Clock
    entropy: Entropy
    secrets: Secrets
    files: BlobFiles
    lines: Lines
    blob_lines: Lines
    carrier_lines: Lines
    """Lines of their own: requests of two threads do not share one."""
    place_of: PlaceOf
    """Where a folder lies that a person chose: on a stick, or on this PC."""

    enrolment: _Late[Enrolment] = _Late(
        "sipa_desktop.sync.enrolment", lambda of, d: of.Enrolment(d.store, d.clock, d.entropy, d.secrets, d.lines.to)
    )
    attachments: _Late[Attachments] = _Late(
        "sipa_desktop.services.attachments", lambda of, d: of.Attachments(d.store, d.files, d.clock)
    )
    reports: _Late[Reports] = _Late("sipa_desktop.services.reports", lambda of, d: of.Reports(d.store, d.clock))
    take_over: _Late[TakeOver] = _Late("sipa_desktop.services.take_over", lambda of, d: of.TakeOver(d.store, d.clock))
    forms: _Late[DraftForms] = _Late("sipa_desktop.services.draft_forms", lambda of, d: of.DraftForms(d.store, d.clock))
    copies: _Late[DraftCopies] = _Late(
        "sipa_desktop.services.draft_copies", lambda of, d: of.DraftCopies(d.store, d.clock)
    )
    conflicts: _Late[Conflicts] = _Late("sipa_desktop.services.conflicts", lambda of, d: of.Conflicts(d.store, d.clock))
    home: _Late[Home] = _Late("sipa_desktop.services.home", lambda of, d: of.Home(d.store, d.clock))
    imports: _Late[Imports] = _Late(
        "sipa_desktop.services.imports", lambda of, d: of.Imports(d.reports, of.ImportMemory(d.store, d.clock))
    )
    workbooks: _Late[FormWorkbooks] = _Late(
        "sipa_desktop.services.forms", lambda of, d: of.FormWorkbooks(d.store, d.clock, d.reports)
    )
    documents: _Late[Documents] = _Late(
        "sipa_desktop.services.documents",
        lambda of, d: of.Documents(
            d.store,
            d.clock,
            d.reports,
            d.attachments.bytes_of,
            of.OwnTemplates(d.profile / of.FOLDER, lambda name: of.sent_file(d.store, name)),
        ),
    )
    receipts: _Late[ReceiptProofs] = _Late(
        "sipa_desktop.services.receipt_proofs", lambda of, d: of.ReceiptProofs(d.store, d.clock)
    )
    receipt_looks: _Late[ReceiptLooks] = _Late(
        "sipa_desktop.services.receipt_looks", lambda of, d: of.ReceiptLooks(d.store, d.clock)
    )
    template_files: _Late[TemplateFiles] = _Late(
        "sipa_desktop.services.template_files", lambda of, d: of.TemplateFiles(d.store, d.clock, d.profile)
    )
    posting: _Late[Posting] = _Late("sipa_desktop.services.posting", lambda of, d: of.Posting(d.store, d.clock))
    proofs: _Late[Proofs] = _Late("sipa_desktop.services.proofs", lambda of, d: of.Proofs(d.store, d.clock))
    feedback: _Late[Feedback] = _Late("sipa_desktop.services.feedback", lambda of, d: of.Feedback(d.store, d.clock))
    intake: _Late[FeedbackIntake] = _Late(
        "sipa_desktop.services.feedback_intake", lambda of, d: of.FeedbackIntake(d.store, d.clock)
    )
    review: _Late[Review] = _Late("sipa_desktop.services.review", lambda of, d: of.Review(d.store, d.clock, d.entropy))
    versions: _Late[Versions] = _Late("sipa_desktop.services.versions", lambda of, d: of.Versions(d.store, d.clock))
    villages: _Late[Villages] = _Late("sipa_desktop.services.village", lambda of, d: of.Villages(d.store, d.clock))
    overview: _Late[Overview] = _Late("sipa_desktop.services.overview", lambda of, d: of.Overview(d.store, d.clock))
    overview_files: _Late[OverviewFiles] = _Late(
        "sipa_desktop.services.overview_files", lambda of, d: of.OverviewFiles(d.overview)
    )
    consultation: _Late[Consultation] = _Late(
        "sipa_desktop.services.consultation", lambda of, d: of.Consultation(d.store, d.clock, d.entropy)
    )
    guidance: _Late[Guidance] = _Late(
        "sipa_desktop.services.guidance", lambda of, d: of.Guidance(d.store, d.clock, d.entropy)
    )
    profiles: _Late[VillageProfiles] = _Late(
        "sipa_desktop.services.village_profile", lambda of, d: of.VillageProfiles(d.villages, d.guidance)
    )
    search: _Late[Search] = _Late("sipa_desktop.services.search", lambda of, d: of.Search(d.store, d.clock))
    queue: _Late[Queue] = _Late("sipa_desktop.services.queue", lambda of, d: of.Queue(d.store, d.clock))
    people: _Late[People] = _Late("sipa_desktop.services.people", lambda of, d: of.People(d.store, d.clock))
    report_types: _Late[ReportTypes] = _Late(
        "sipa_desktop.services.report_types", lambda of, d: of.ReportTypes(d.store, d.clock, d.entropy)
    )
    happenings: _Late[Happenings] = _Late(
        "sipa_desktop.services.happenings", lambda of, d: of.Happenings(d.store, d.clock)
    )
    schedule: _Late[Schedule] = _Late(
        "sipa_desktop.services.schedule", lambda of, d: of.Schedule(d.store, d.clock, d.entropy)
    )
    codes: _Late[Codes] = _Late(
        "sipa_desktop.sync.codes", lambda of, d: of.Codes(d.store, d.clock, d.entropy, d.secrets, d.lines.to)
    )
    diagnoses: _Late[Diagnoses] = _Late(
        "sipa_desktop.services.diagnosis", lambda of, d: of.Diagnoses(d.store, d.clock, d.secrets.place)
    )
    preferences: _Late[PreferenceStore] = _Late(
        "sipa_desktop.services.preferences", lambda of, d: of.PreferenceStore(d.store)
    )
    office: _Late[OfficeProfiles] = _Late(
        "sipa_desktop.services.office_profile", lambda of, d: of.OfficeProfiles(d.store, d.clock)
    )
    phone: _Late[PhonePages] = _Late(
        "sipa_desktop.sync.phone", lambda of, d: of.PhonePages(d.store, d.clock, d.entropy, d.secrets, d.lines.to)
    )
    backups: _Late[Backups] = _Late(
        "sipa_desktop.services.backup",
        lambda of, d: of.Backups(d.store, d.files, d.clock, d.profile, d.vault, d.place_of),
    )
    updates: _Late[Updates] = _Late(
        "sipa_desktop.services.updates",
        lambda of, d: of.Updates(
            d.store, d.clock, d.profile, d.backups, of.Installation.of_this_program(), practice=d.practice
        ),
    )
    fetcher: _Late[UpdateFetch] = _Late(
        "sipa_desktop.sync.update_fetch",
        lambda of, d: of.UpdateFetch(
            d.store, d.clock, d.secrets, d.blob_lines.to, d.sync, d.updates.own, d.profile, d.updates.offer_of_server
        ),
    )
    reading: _Late[Reading] = _Late(
        "sipa_desktop.services.reading",
        lambda of, d: of.Reading(d.store, d.clock, d.documents, d.queue, d.profile, d.vault),
    )
    sync: _Late[SyncEngine] = _Late(
        "sipa_desktop.sync.engine",
        lambda of, d: of.SyncEngine(
            d.store, d.clock, d.entropy, d.secrets, d.lines.to, d.copies, of.beside if d.lines.real else of.in_turn
        ),
    )
    transfer: _Late[BlobTransfer] = _Late(
        "sipa_desktop.sync.transfer",
        lambda of, d: of.BlobTransfer(d.store, d.files, d.clock, d.entropy, d.secrets, d.blob_lines.to, d.sync),
    )
    sticks: _Late[StickFiles] = _Late(
        "sipa_desktop.platform.stick_files", lambda of, d: of.StickFiles(d.profile, d.place_of)
    )
    courier: _Late[Courier] = _Late(
        "sipa_desktop.sync.courier",
        lambda of, d: of.Courier(d.store, d.clock, d.secrets, d.carrier_lines.to, d.sticks, d.sync),
    )
    stick: _Late[Stick] = _Late(
        "sipa_desktop.sync.stick",
        lambda of, d: of.Stick(d.store, d.files, d.clock, d.entropy, d.secrets, d.sticks, d.courier, d.copies),
    )

    def __init__(
        self,
        profile: Path,
        lock: ProfileLock,
        store: Store,
        clock: Clock,
        entropy: Entropy,
        secrets: Secrets,
        lines: Lines,
        blob_lines: Lines,
        carrier_lines: Lines,
        files: BlobFiles,
        vault: Vault | None,
    ) -> None:
        self.profile, self.vault = profile, vault
        self.practice = is_practice(store)
        self.lock = lock
        self.clock = clock
        self.store = store
        self.changes = store.changes
        self.secrets_place = secrets.place
        self.making = threading.RLock()
        self.entropy, self.secrets, self.files = entropy, secrets, files
        self.lines, self.blob_lines, self.carrier_lines = lines, blob_lines, carrier_lines
        self.place_of = place_of
        self._closing = threading.Event()
        self._locking_up: threading.Thread | None = None

    def warm(self) -> None:
        """Load and make every service that nobody asked for yet; takes a second or more on an old PC."""
        for name, service in list(vars(Desk).items()):
            if isinstance(service, _Late):
                getattr(self, name)

    def identity(self) -> Identity | None:
        """Whose desk this is, None before the registration."""
        with self.store.read() as tx:
            return tx.meta.identity

    def look_through(self) -> None:
        """Read every page of the data when that is due (after an unclean end, once a week). DamagedError."""
        from sipa_desktop.store.soundness import Soundness

        Soundness(self.profile).begin(self.store, self.clock.now())

    def end_well(self) -> None:
        """Note that the program ends as it should, so that the next start need not look through the data."""
        from sipa_desktop.store.soundness import Soundness

        Soundness(self.profile).end()

    def drop_forgotten_files(self) -> None:
        """Remove the bytes of attachments that left this PC's scope; what cannot go now goes at the next opening."""
        with self.store.read() as tx:
            gone = forgotten_files(tx.connection)
        try:
            for one in gone:
                self.files.drop(one)
        except OSError as fault:
            log.warning("a forgotten attachment stays: %s", errno.errorcode.get(fault.errno or 0, "?"))
            return
        if gone:
            with self.store.write() as tx:
                forget_files(tx.connection, gone)

    def lock_up_files(self) -> None:
        """Encrypt what a version before encryption left in the clear, beside everything else: thousands of photos take
        minutes on an old disk. What is not done when the desk closes goes on at the next opening.
        """
        lying = self.files.unlocked()
        if lying:
            self._locking_up = threading.Thread(target=self._lock_up, args=(lying,), name="lock-up", daemon=True)
            self._locking_up.start()

    def start_sending(self) -> None:
        """Begin to send and receive; what carries it is heavy to load, so not on the window's thread."""
        self.sync.start()
        self.transfer.start()
        self.courier.start()
        self.fetcher.start()

    def stop_sending(self, timeout: float = STOP_SECONDS) -> None:
        """Stop sending, if it ever began; waits at most `timeout` seconds in all for what is under way to end well,
        and then cuts it. With 0 it only says so to every part.
        """
        parts = [self.__dict__[name] for name in ("fetcher", "courier", "transfer", "sync") if name in self.__dict__]
        told = [part for part in parts if not part.stop(0.0)]  # all hear of it before one is waited for
        until = self.clock.monotonic() + timeout
        told = [part for part in told if timeout and not part.stop(max(0.0, until - self.clock.monotonic()))]
        if told:
            for lines in (self.lines, self.blob_lines, self.carrier_lines):
                lines.cut()
        for part in told:
            part.stop(CUT_SECONDS)

    def give_to_update(self, name: str) -> None:
        """Copy the data for an update to the release laid in `name`, note that it is tried, and close the desk.

        KnownError when the data could not be copied, or were written to meanwhile; then there is no update.
        """
        from sipa_desktop.services.update_trial import copy_is_newest
        from sipa_desktop.store.update_note import drop_note

        self.stop_sending()
        self.updates.secure(name)
        vault = self.vault
        self.close()
        if vault is not None and not copy_is_newest(self.profile, vault.key()):
            drop_note(self.profile)
            raise KnownError(
                _("Pembaruan belum dipasang"),
                _("SIPA masih menyimpan sesuatu. Data Anda aman. Coba lagi sebentar lagi."),
                "update_data_moved",
            )

    def close(self, timeout: float = STOP_SECONDS) -> None:
        """Stop sending (waits at most `timeout` seconds), close the database, give the profile back."""
        self._closing.set()
        self.stop_sending(timeout)
        if self._locking_up is not None:
            self._locking_up.join(timeout)
        self.files.take_back()
        for lines in (self.lines, self.blob_lines, self.carrier_lines):
            lines.close()
        self.store.close()
        self.lock.release()

    def _lock_up(self, lying: list[Path]) -> None:
        self.files.forget_copies_before()
        for path in lying:
            if self._closing.is_set():
                return
            try:
                self.files.lock_up(path)
            except OSError as fault:  # a full disk, or a program that holds the file: the next opening tries again
                log.warning("an attachment stays in the clear: %s", errno.errorcode.get(fault.errno or 0, "?"))
