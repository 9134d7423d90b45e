"""Where this server stands, and what therefore does not work: on a public host, in an office, or nowhere yet.

An office PC has no address that citizens or villages reach from outside: desks meet it in the office's own network or
by stick, and citizens read the pages that were written as plain files.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Final
from urllib.parse import urlsplit

import msgspec

from sipa_core.messages import N_, _
from sipa_server.errors import KnownError
from sipa_server.store.unit_of_work import Store

_STAND, _ADDRESS, _CERTIFICATE = "stand", "address", "certificate"
OFFICE_PORT: Final = 8443
EXPORT_COMMAND: Final = "sipa-server site export"


class Stand(StrEnum):
    """here: only this computer reaches it · public: a name and a certificate that everybody trusts · office: its own
    certificate, in the office's network."""

    HERE = "here"
    PUBLIC = "public"
    OFFICE = "office"


_WORDS: Final = {
    Stand.HERE: N_(
        "Server ini hanya dapat dihubungi dari komputer ini sendiri. Desa dapat memakai USB; halaman warga hanya "
        "terlihat di sini. Tetapkan tempatnya dengan `sipa-server stand`."
    ),
    Stand.PUBLIC: N_(
        "Server ini berdiri di alamat umum {address}. Semua berjalan: kiriman desa, halaman warga, dan masukan warga."
    ),
    Stand.OFFICE: N_(
        "Server ini berdiri di komputer kantor, {address}. Desa tersambung lewat jaringan kantor ini atau lewat USB. "
        "Yang tidak berjalan: kiriman lewat internet, dan masukan warga lewat halaman publik. Halaman warga ditulis "
        "sebagai berkas biasa dengan `{command}`, dan masukan warga dicatat oleh desa."
    ),
}


class Standing(msgspec.Struct, frozen=True):
    """Where the server stands, the address at which desks reach it, its own certificate (PEM); may be empty."""

    stand: Stand
    address: str = ""
    certificate: str = ""

    @property
    def words(self) -> str:
        """Where it stands, and what does not work there."""
        return _(_WORDS[self.stand]).format(address=self.address, command=EXPORT_COMMAND)


def standing_of(store: Store) -> Standing:
    """Where the server stands, as it was told."""
    with store.read() as work:
        known, address = work.meta.get(_STAND), work.meta.get(_ADDRESS) or ""
        certificate, public = work.meta.get(_CERTIFICATE) or "", work.meta.get("public_url") or ""
    if known is not None:
        return Standing(Stand(known), address, certificate)
    # Told at `init` by servers from before there was a choice.
    return Standing(Stand.PUBLIC, public) if public.startswith("https:") else Standing(Stand.HERE)


def set_standing(store: Store, stand: Stand, address: str, certify: Callable[[str], str]) -> Standing:
    """Keep where the server stands; KnownError for an address that desks could not use.

    `certify` makes the certificate for an office's host. One that was made stays: PCs have pinned it.
    """
    origin = _origin(address, stand)
    before = standing_of(store)
    certificate = before.certificate or (certify(host_of(origin)) if stand is Stand.OFFICE else "")
    with store.write() as work:
        work.meta.put(_STAND, stand.value)
        work.meta.put(_ADDRESS, origin)
        work.meta.put(_CERTIFICATE, certificate)
    return Standing(stand, origin, certificate)


def host_of(address: str) -> str:
    """The host of an address that `set_standing` took."""
    return urlsplit(address).hostname or ""


def port_of(address: str) -> int:
    """The port of an office's address."""
    return urlsplit(address).port or OFFICE_PORT


def _origin(address: str, stand: Stand) -> str:
    try:
        parts = urlsplit(address if "://" in address else f"https://{address}")
        host, port = parts.hostname or "", parts.port
    except ValueError:
        host, port, parts = "", None, urlsplit("")
    if parts.scheme != "https" or not host or parts.path not in ("", "/") or "@" in parts.netloc:
        raise KnownError(
            _("Alamat itu tidak dapat dipakai"),
            _("Tidak ada yang berubah. Tulis seperti https://sipa.contoh.go.id atau https://192.168.1.10:8443."),
            "bad_address",
        )
    shown = f"[{host}]" if ":" in host else host
    if stand is Stand.OFFICE:
        port = port or OFFICE_PORT
    return f"https://{shown}" + (f":{port}" if port is not None else "")
