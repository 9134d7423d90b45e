"""Puts a server together from its data folder; nothing else knows which part is made of which.

An opened server has this program's schema exactly, its keys, and the place it was initialised for.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import resources
from sipa_core.domain.budget_codes import BudgetNames, read_names
from sipa_core.domain.demo import Demo, load_demo
from sipa_core.messages import _
from sipa_core.ports import Clock, Entropy
from sipa_core.release.signed import read_keys as read_release_keys
from sipa_server.direct import DirectPeer
from sipa_server.errors import KnownError
from sipa_server.platform.keys import ServerKeys, new_keys, read_keys, write_keys
from sipa_server.platform.system import MovedClock, SystemClock, SystemEntropy
from sipa_server.services.accounts import AccountService, Invitation
from sipa_server.services.blobs import BlobService
from sipa_server.services.bundles import BundleService
from sipa_server.services.demo import DemoPlay
from sipa_server.services.enrolment_files import EnrolmentFiles
from sipa_server.services.exchange import ExchangeService
from sipa_server.services.feedback import FeedbackService
from sipa_server.services.phone import PhoneService
from sipa_server.services.publication import PublicationReads
from sipa_server.services.scopes import ScopeService
from sipa_server.services.setup import initialise, invite_first, place_of, public_url_of
from sipa_server.services.site import Place, Site
from sipa_server.services.stand import Stand, Standing, standing_of
from sipa_server.services.updates import UpdateService
from sipa_server.settings import Settings
from sipa_server.store.blob_files import BlobFiles
from sipa_server.store.bundle_files import BundleFiles
from sipa_server.store.migrate import migrate, require_current
from sipa_server.store.unit_of_work import FILE_NAME, Store

if TYPE_CHECKING:
    from litestar import Litestar


DAY: Final = 24 * 60 * 60 * 1000


@dataclass(frozen=True)
class Server:
    """An opened server. `close` it; until then the folder is in use."""

    settings: Settings
    store: Store
    keys: ServerKeys
    clock: Clock
    entropy: Entropy
    place: Place
    accounts: AccountService
    exchanges: ExchangeService
    blobs: BlobService
    feedback: FeedbackService
    reads: PublicationReads
    phones: PhoneService
    bundles: BundleService
    enrolment_files: EnrolmentFiles
    scopes: ScopeService
    standing: Standing
    updates: UpdateService

    def peer(self, address: str = "direct") -> DirectPeer:
        """What carries messages to this server within the process."""
        return DirectPeer(self.accounts, self.exchanges, self.blobs, self.phones, self.bundles, self.updates, address)

    def site(self) -> Site:
        """What the citizens' pages stand on."""
        url = self.settings.public_url
        return Site(self.reads, self.feedback, self.phones, self.clock, self.entropy, self.place, url)

    def app(self) -> Litestar:
        """The ASGI application with the desks' API and the public pages."""
        # Here, because init, enrol and check need no web framework and should not wait for it.
        from sipa_server.http.app import create_app
        from sipa_server.public.app import attach

        url = self.settings.public_url
        return create_app(
            self.accounts,
            self.exchanges,
            self.blobs,
            self.phones,
            self.bundles,
            self.updates,
            self.entropy,
            [attach(self.site())],
            https=url.startswith("https:"),
        )

    def close(self) -> None:
        """Answer the messages that wait, and close the database."""
        self.exchanges.close()
        self.store.close()


def init_server(
    settings: Settings, kecamatan: str, admin: str = "", *, clock: Clock | None = None, entropy: Entropy | None = None
) -> Invitation | None:
    """Make or bring up to date the folder's database, keys and shipped records; safe to run again.

    Returns the first kecamatan admin's invitation while nobody of the kecamatan has a PC, else None.
    """
    clock, entropy = clock or SystemClock(), entropy or SystemEntropy()
    settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    store = Store(settings.data)
    try:
        migrate(store)
        try:
            write_keys(settings.data, new_keys(entropy))
        except FileExistsError:
            read_keys(settings.data)
        initialise(store, clock, entropy, kecamatan, settings.public_url)
    finally:
        store.close()
    server = open_server(settings, clock=clock, entropy=entropy)
    try:
        return invite_first(server.accounts, server.place, admin)
    finally:
        server.close()


def open_server(
    settings: Settings, *, default_url: str = "", clock: Clock | None = None, entropy: Entropy | None = None
) -> Server:
    """Open the folder of `settings`; KnownError when it was not initialised, or by another version of this program.

    Citizens' address: that of `settings`, else the one given to `init`, else `default_url`.
    """
    if not (settings.data / FILE_NAME).is_file():
        raise KnownError(
            _("Folder data ini belum disiapkan"),
            _("Tidak ada yang diubah. Jalankan dahulu `sipa-server init --data FOLDER --kecamatan KODE`."),
            "not_initialised",
        )
    clock, entropy = clock or SystemClock(), entropy or SystemEntropy()
    keys = read_keys(settings.data)
    store = Store(settings.data)
    try:
        require_current(store)
        place = place_of(store)
        settings = replace(settings, public_url=settings.public_url or public_url_of(store) or default_url)
    except BaseException:
        store.close()
        raise
    accounts = AccountService(store, clock, entropy, keys, place, settings.public_url)
    reads = PublicationReads(store, _budget_names(), settings.public_url, place.zone)
    blobs = BlobService(store, BlobFiles(settings.data), clock, entropy, accounts)
    exchanges = ExchangeService(store, clock, entropy, keys, accounts, settings.public_url)
    carried = BundleFiles(settings.data)
    return Server(
        settings,
        store,
        keys,
        clock,
        entropy,
        place,
        accounts,
        exchanges,
        blobs,
        FeedbackService(store, clock, entropy, keys, place.zone),
        reads,
        PhoneService(store, clock, entropy, keys, accounts, reads, blobs, settings.public_url),
        BundleService(store, carried, clock, keys, accounts, exchanges, blobs, place.zone),
        EnrolmentFiles(store, clock, keys, accounts, settings.public_url),
        ScopeService(store, clock),
        standing_of(store),
        UpdateService(settings.data, accounts, read_release_keys(resources.read_bytes("rilis/kunci.json"))),
    )


def standing_at(settings: Settings) -> Standing:
    """Where the server of a folder stands, before it is opened; one that was not initialised stands here."""
    if not (settings.data / FILE_NAME).is_file():
        return Standing(Stand.HERE)
    store = Store(settings.data)
    try:
        require_current(store)
        return standing_of(store)
    finally:
        store.close()


def make_demo(settings: Settings, *, entropy: Entropy | None = None) -> Demo:
    """Make a new server and play the shipped demo on it; KnownError when the folder holds anything already.

    Runs under the demo's own clock and leaves it; whoever opens the folder afterwards chooses their own.
    """
    if settings.data.exists() and any(settings.data.iterdir()):
        raise KnownError(
            _("Folder peragaan harus kosong"),
            _("Tidak ada yang diubah. Sebut folder baru; data peragaan tidak dicampur dengan data kantor."),
            "folder_not_empty",
        )
    demo = load_demo(resources.read_text("demo/demo.json"))
    clock = MovedClock(min(step.instant for report in demo.reports for step in report.steps) - DAY)
    init_server(settings, demo.kecamatan, demo.admin().name, clock=clock, entropy=entropy)
    server = open_server(settings, clock=clock, entropy=entropy)
    try:
        parts = (server.accounts, server.exchanges, server.feedback)
        DemoPlay(demo, server.store, clock, server.entropy, *parts).run()
    finally:
        server.close()
    return demo


def _budget_names() -> BudgetNames:
    return read_names(resources.read_text("codes/kode_rekening.csv"), resources.read_text("codes/kode_kegiatan.csv"))
