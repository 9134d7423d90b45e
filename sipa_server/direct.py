"""DirectPeer: the server's services in this process, for tests, simulation and the demo.

Messages go through bytes on both ways, exactly as over HTTP, so that nothing can work here that would not work there.
"""

from __future__ import annotations

from sipa_core.wire.codec import decode, encode
from sipa_core.wire.enrol import EnrolReply, EnrolRequest
from sipa_core.wire.exchange import Reply, Request
from sipa_server.services.accounts import AccountService
from sipa_server.services.exchange import ExchangeService


class DirectPeer:
    """Carries a Request to the services and brings its Reply. Raises RefusedError where HTTP answers a problem."""

    def __init__(self, accounts: AccountService, exchanges: ExchangeService, address: str = "direct") -> None:
        self._accounts = accounts
        self._exchanges = exchanges
        self._address = address

    def enrol(self, request: EnrolRequest) -> EnrolReply:
        """Enrol a PC; RefusedError when the code gives no place."""
        asked = decode(encode(request), EnrolRequest)
        return decode(encode(self._accounts.enrol(asked, self._address)), EnrolReply)

    def exchange(self, request: Request, token: str) -> Reply:
        """One exchange; RefusedError when the message is refused as a whole."""
        asked = decode(encode(request), Request)
        return decode(encode(self._exchanges.exchange(asked, token)), Reply)
