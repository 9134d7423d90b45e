"""What kind of trouble a failure of the line is. Libraries hide causes in chains; what is told rests on the cause."""

from __future__ import annotations

import errno
import socket
import ssl
from collections.abc import Iterator
from typing import Final

import requests
import urllib3.exceptions as urllib3

from sipa_core.sync.peer import CarriageError, Trouble

_UNREACHABLE: Final = frozenset({errno.ENETUNREACH, errno.ENETDOWN, errno.EADDRNOTAVAIL, 10050, 10051})
"""No way to any server: POSIX names, and the numbers of Windows sockets."""
_NOBODY_THERE: Final = frozenset({errno.EHOSTUNREACH, 10065})
"""There is a way, and at its end nobody: a server in the same office that is off, or a router without its line."""
_NO_RESOLVER: Final = frozenset({socket.EAI_AGAIN, 11002})
"""Nobody could be asked for the name, which is what a PC without a network meets; not "there is no such name"."""
_DATE_CODES: Final = frozenset({9, 10, 0x800B0101, -2146762495, -67818, -67819})
"""Not yet valid, expired: OpenSSL, Windows (CERT_E_EXPIRED, unsigned and signed), macOS."""


def classified(fault: BaseException) -> CarriageError:
    """The trouble of a failed request, from the whole chain of causes."""
    return CarriageError(_trouble(fault, list(_chain(fault))))


def _trouble(fault: BaseException, causes: list[BaseException]) -> Trouble:
    if any(isinstance(cause, (requests.exceptions.ProxyError, urllib3.ProxyError)) for cause in causes):
        return Trouble.NO_NETWORK if any(_is_no_network(cause) for cause in causes) else Trouble.PROXY
    for cause in causes:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return Trouble.CLOCK if _is_about_dates(cause) else Trouble.CERTIFICATE
        if isinstance(cause, socket.gaierror):
            return Trouble.NO_NETWORK if _is_no_network(cause) else Trouble.NO_NAME
        if isinstance(cause, ConnectionRefusedError) or _is_nobody_there(cause):
            return Trouble.REFUSED
        if _is_no_network(cause):
            return Trouble.NO_NETWORK
    if any(isinstance(cause, urllib3.NameResolutionError) for cause in causes):
        return Trouble.NO_NAME
    if any((isinstance(cause, ssl.SSLError) and not _is_cut(cause)) or _is_other_pin(cause) for cause in causes):
        return Trouble.CERTIFICATE
    if isinstance(fault, requests.Timeout) or any(isinstance(cause, TimeoutError) for cause in causes):
        return Trouble.TIMEOUT
    return Trouble.CUT


def _chain(fault: BaseException) -> Iterator[BaseException]:
    """The fault, what it was raised from, and the reasons that libraries hide in attributes and arguments."""
    waiting, seen = [fault], set[int]()
    while waiting:
        one = waiting.pop(0)
        if id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        inner = [one.__cause__, one.__context__, getattr(one, "reason", None), *one.args]
        waiting += [cause for cause in inner if isinstance(cause, BaseException)]


def _is_about_dates(fault: ssl.SSLCertVerificationError) -> bool:
    text = f"{fault.verify_message} {fault}".lower()
    return fault.verify_code in _DATE_CODES or "expired" in text or "not yet valid" in text


def _is_other_pin(fault: BaseException) -> bool:
    """The library's own word, with no cause beneath it, for a certificate that is not the pinned one."""
    own_word = isinstance(fault, urllib3.SSLError) and not any(isinstance(one, BaseException) for one in fault.args)
    return own_word and "fingerprint" in str(fault).lower()


def _is_no_network(fault: BaseException) -> bool:
    known = _NO_RESOLVER if isinstance(fault, socket.gaierror) else _UNREACHABLE
    return isinstance(fault, OSError) and fault.errno in known


def _is_nobody_there(fault: BaseException) -> bool:
    """Also a connection that never came about: what is slow once it stands is another thing."""
    return isinstance(fault, requests.ConnectTimeout) or (isinstance(fault, OSError) and fault.errno in _NOBODY_THERE)


def _is_cut(fault: ssl.SSLError) -> bool:
    return isinstance(fault, (ssl.SSLEOFError, ssl.SSLZeroReturnError, TimeoutError))
