"""The table of endpoints that client and server both bind to; a path is written nowhere else."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Endpoint:
    """One address of the API: method and path."""

    method: str
    path: str


ENROL = Endpoint("POST", "/v1/enrol")
EXCHANGE = Endpoint("POST", "/v1/exchange")
UNCHANGED = Endpoint("GET", "/v1/exchange")
"""Whether anything is new since a cursor; 304 with a proof when nothing is."""
CODE = Endpoint("POST", "/v1/code")
PHONE_PAGE = Endpoint("POST", "/v1/phone-page")
PHONE_PAGE_END = Endpoint("POST", "/v1/phone-page/end")
UPLOADS = Endpoint("POST", "/v1/uploads")
"""Creation; the path of one upload is this with a slash and its name."""

BLOBS = Endpoint("GET", "/v1/blobs")
"""The path of one blob is this with a slash and its SHA-256."""

UPDATES = Endpoint("GET", "/v1/updates")
"""What there is for a kind of PC is this with a slash and its name; then a slash and the number of the release, and
`/release` for its signed list, `/package` for its bytes.
"""

SERVER = Endpoint("GET", "/v1/server")
BUNDLES = Endpoint("POST", "/v1/bundles")
"""What became of one bundle is this with a slash and its SHA-256; its sealed reply, that with `/reply`."""

TOOK_HEADER = "Sipa-Took"
"""How many milliseconds the server needed for an exchange: what is left of the time is the line's. Advice only."""
WORTH_TELLING_MS = 50
