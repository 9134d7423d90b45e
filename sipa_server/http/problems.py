"""Every refusal over HTTP as problem+json with its code, also for faults of the server itself.

A problem never carries what was sent, nor anything of the fault behind a 500.
"""

from __future__ import annotations

import logging
import traceback
from http import HTTPStatus
from typing import Any, Final

from litestar import Request, Response
from litestar.exceptions import HTTPException

from sipa_core.wire.codec import PROBLEM_TYPE, encode
from sipa_core.wire.problems import Problem, ProblemBody
from sipa_server.errors import RefusedError, StorageError, StorageFullError

_log = logging.getLogger(__name__)

BUSY_SECONDS: Final = 30

STATUS: Final[dict[Problem, int]] = {
    Problem.BAD_REQUEST: 400,
    Problem.VERSION: 400,
    Problem.UNAUTHENTICATED: 401,
    Problem.REVOKED: 401,
    Problem.FORBIDDEN: 403,
    Problem.CODE_WRONG: 403,
    Problem.NOT_FOUND: 404,
    Problem.CODE_USED: 409,
    Problem.NOT_NOW: 409,
    Problem.VILLAGE_TAKEN: 409,
    Problem.CODE_EXPIRED: 410,
    Problem.FILE_SPENT: 410,
    Problem.UNCONFIRMED: 409,
    Problem.TOO_LARGE: 413,
    Problem.TOO_MANY_TRIES: 429,
    Problem.INTERNAL: 500,
    Problem.STORAGE_FULL: 507,
    Problem.OFFSET_MOVED: 409,
    Problem.HASH_MISMATCH: 422,
    Problem.FILE_REFUSED: 415,
    Problem.TOO_MANY_FILES: 429,
}

_BY_STATUS: Final[dict[int, Problem]] = {
    401: Problem.UNAUTHENTICATED,
    403: Problem.FORBIDDEN,
    404: Problem.NOT_FOUND,
    413: Problem.TOO_LARGE,
    429: Problem.TOO_MANY_TRIES,
    507: Problem.STORAGE_FULL,
}

AnyRequest = Request[Any, Any, Any]


def problem(
    code: Problem, status: int | None = None, detail: str = "", retry_after: int | None = None
) -> Response[bytes]:
    """The answer for a problem code."""
    answered = status or STATUS[code]
    body = ProblemBody(code.value, HTTPStatus(answered).phrase, answered, detail, retry_after=retry_after)
    headers = {"cache-control": "no-store"}
    if retry_after is not None:
        headers["retry-after"] = str(retry_after)
    if answered == 401:
        headers["www-authenticate"] = "Bearer"
    return Response(encode(body), status_code=answered, media_type=PROBLEM_TYPE, headers=headers)


def on_refused(_request: AnyRequest, fault: RefusedError) -> Response[bytes]:
    """A message that a service refused as a whole."""
    return problem(fault.problem, detail=fault.detail, retry_after=fault.retry_after)


def on_storage(_request: AnyRequest, fault: StorageError) -> Response[bytes]:
    """The disk: full (507), or busy or failing for the moment (503)."""
    _log.error("storage: %s", fault)
    if isinstance(fault, StorageFullError):
        return problem(Problem.STORAGE_FULL, retry_after=BUSY_SECONDS)
    return problem(Problem.INTERNAL, 503, "storage", BUSY_SECONDS)


def on_http(_request: AnyRequest, fault: HTTPException) -> Response[bytes]:
    """What the framework refuses by itself: unknown address, wrong method, unreadable request."""
    code = _BY_STATUS.get(fault.status_code, Problem.BAD_REQUEST if fault.status_code < 500 else Problem.INTERNAL)
    return problem(code, fault.status_code)


def on_fault(_request: AnyRequest, fault: Exception) -> Response[bytes]:
    """A bug: its kind and places go to the log, no value of it anywhere."""
    frames = reversed(traceback.extract_tb(fault.__traceback__))
    _log.error("fault: %s %s", type(fault).__name__, " < ".join(f"{frame.name}:{frame.lineno}" for frame in frames))
    return problem(Problem.INTERNAL)


HANDLERS: Final[dict[int | type[Exception], Any]] = {
    RefusedError: on_refused,
    StorageError: on_storage,
    HTTPException: on_http,
    Exception: on_fault,
}
