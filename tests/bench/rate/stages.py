"""Where the time of one message goes: the server in this process, one connection, a clock around each of its steps."""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Final
from unittest.mock import patch

import sqlalchemy as sa

from sipa_core.ops import registry
from sipa_server.bootstrap import open_server
from sipa_server.http import bodies, endpoints
from sipa_server.listen import Listener, bind
from sipa_server.platform.keys import ServerKeys
from sipa_server.services import exchange
from sipa_server.services.accounts import AccountService
from sipa_server.services.again import Stamps
from sipa_server.services.exchange import ExchangeService
from sipa_server.services.feed import Feed
from sipa_server.settings import Settings
from sipa_server.store.audit_rows import AuditRows
from sipa_server.store.record_rows import RecordRows
from sipa_server.store.together import Together
from sipa_sqlite.engines import Dialect
from sipa_sqlite.quick import Quick
from tests.bench.rate.knocking import knock
from tests.bench.rate.offices import Office

OUTSIDE: Final = "HTTP, Litestar, hand-over to threads, the client"
STEPS: Final[tuple[tuple[str, Any, tuple[str, ...]], ...]] = (
    ("read the body", bodies, ("_read", "_opened")),
    ("look the token up", AccountService, ("has_met", "recognise", "caller")),
    ("decode the message", endpoints, ("_message",)),
    ("decode the op", exchange, ("spoken",)),
    ("rule and rights of the op", registry, ("apply",)),
    ("SQL", Quick, ("all", "first", "each", "run", "run_all")),
    ("SQL", sa.Connection, ("execute",)),
    ("begin", Dialect, ("do_begin",)),
    ("commit", Dialect, ("do_commit",)),
    ("audit line", AuditRows, ("add",)),
    ("records: merge, encode, mark", RecordRows, ("write",)),
    ("feed: cursor, page", Feed, ("reading", "page")),
    ("patches for the reply", exchange.Own, ("told",)),
    ("stamps (MAC)", Stamps, ("make", "read")),
    ("signature of the receipts", ServerKeys, ("sign",)),
    ("encode the reply", endpoints, ("_encoded", "packed")),
    ("transaction shared by messages", Together, ("_done",)),
    ("the rest of the service", ExchangeService, ("_taken", "said")),
)


class Clocks:
    """How long each step took by itself, without the steps within it."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = defaultdict(float)
        self._here = threading.local()

    def around(self, step: str, act: Callable[..., Any]) -> Callable[..., Any]:
        """The same act, with a clock."""

        def timed(*given: Any, **more: Any) -> Any:
            stack = self._here.__dict__.setdefault("stack", [])
            stack.append(0.0)
            began = time.perf_counter()
            try:
                return act(*given, **more)
            finally:
                took = time.perf_counter() - began
                self.spent[step] += took - stack.pop()
                if stack:
                    stack[-1] += took

        return timed


def stages(data: Path, office: Office, seconds: float) -> dict[str, float]:
    """Milliseconds a message of each step, the longest first; what lies around the service is what is left."""
    clocks = Clocks()
    with ExitStack() as undo:
        for step, owner, names in STEPS:
            for name in names:
                if name != "_read":  # waits for the network
                    undo.enter_context(patch.object(owner, name, clocks.around(step, getattr(owner, name))))
        with _served(data) as port:
            rate = knock(port, [office], seconds, 0.0)
    messages = len(rate.took)
    told = {step: 1000 * spent / messages for step, spent in clocks.spent.items()}
    told[OUTSIDE] = sum(rate.took) / messages - sum(told.values())
    return dict(sorted(told.items(), key=lambda pair: -pair[1]))


@contextmanager
def _served(data: Path) -> Iterator[int]:
    server, ready = open_server(Settings(data)), threading.Event()
    bound = bind("127.0.0.1", 0, guarded=False)
    listener = Listener(server.app(), ready=ready.set)
    thread = threading.Thread(target=listener.run, kwargs={"sockets": [bound]})
    thread.start()
    try:
        assert ready.wait(20)
        yield int(bound.getsockname()[1])
    finally:
        listener.should_exit = True
        thread.join()
        bound.close()
        server.close()
