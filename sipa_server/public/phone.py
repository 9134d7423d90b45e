"""The page for posting from a phone: opened with a code, never with an address that holds one.

A GET changes nothing and tells nothing to who has not the page's own cookie, so the preview of a messenger finds an
empty door (docs/decisions/008). Nothing of it is kept by a browser or read by a search engine.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable
from typing import Any, Final
from urllib.parse import quote

from jinja2 import Environment
from litestar import Request, Response, get, post
from litestar.datastructures import UploadFile
from litestar.exceptions import HTTPException
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect
from litestar.status_codes import HTTP_303_SEE_OTHER, HTTP_413_REQUEST_ENTITY_TOO_LARGE

from sipa_core import ids
from sipa_core.messages import _
from sipa_core.wire.phone import PHONE_PATH, normal_page_code
from sipa_server.public import phone_words
from sipa_server.public.forms import FORM_BYTES, posted_fields
from sipa_server.public.pictures import Shape
from sipa_server.services.feedback import FormRefused
from sipa_server.services.phone import PhoneKey, PhoneProof, PhoneView
from sipa_server.services.site import Site

COOKIE: Final = "sipa_hp"
PROOF_BYTES: Final = 16 * 1024 * 1024 + FORM_BYTES
"""A photo of a phone as it comes is 2 to 8 MB; this much of one form is held in memory."""
HEADERS: Final = {
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    "x-robots-tag": "noindex, nofollow",
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
}
"""The one page with a script of ours: it reads the code out of the address and copies words; all works without it."""

Page = Response[str]


class PhonePages:
    """The handlers of the pages for phones."""

    def __init__(self, site: Site, environment: Environment, in_thread: Callable[..., Any]) -> None:
        self._site = site
        self._environment = environment
        self._in_thread = in_thread
        self._secure = site.public_url.startswith("https:")

    def handlers(self) -> list[Any]:
        """Every address with its handler; all async, because an address with GET and POST must be (see `app`)."""
        path = f"{PHONE_PATH}/{{page:str}}"
        options: dict[str, Any] = {"include_in_schema": False, "status_code": 200}
        return [
            get(PHONE_PATH, **options)(self._door()),
            post(PHONE_PATH, request_max_body_size=FORM_BYTES, **options)(self._enter()),
            get(path, **options)(self._look()),
            post(f"{path}/bukti", request_max_body_size=PROOF_BYTES, **options)(self._prove()),
            post(f"{path}/tutup", request_max_body_size=FORM_BYTES, **options)(self._close()),
            # A phone that opens its tab again asks for the address of the last answer.
            get(f"{path}/bukti", include_in_schema=False)(self._look_again()),
            get(f"{path}/tutup", include_in_schema=False)(self._look_again()),
        ]

    @staticmethod
    def _look_again() -> Callable[..., Any]:
        async def look_again(page: FromPath[str]) -> Redirect:
            return Redirect(f"{PHONE_PATH}/{page}", status_code=HTTP_303_SEE_OTHER)

        return look_again

    def _page(self, template: str, status: int = 200, **values: object) -> Page:
        text = self._environment.get_template(template).render(**values)
        return Response(text, media_type="text/html", status_code=status, headers=dict(HEADERS))

    def _shut(self, words: str = "", status: int = 200) -> Page:
        return self._page("phone_door.html", status, problem=words)

    def _door(self) -> Callable[..., Any]:
        async def door() -> Page:
            return self._shut()

        return door

    def _enter(self) -> Callable[..., Any]:
        async def enter(request: Request[Any, Any, Any]) -> Page:
            fields = await posted_fields(request)
            address = request.client.host if request.client is not None else ""
            return await self._in_thread(self._entered, fields.get("kode", "")[:100], address)  # type: ignore[no-any-return]

        return enter

    def _entered(self, typed: str, address: str) -> Page:
        found = self._site.phones.enter(typed, address)
        if isinstance(found, FormRefused):
            return self._shut(found.words, 429 if found.retry_after else 403)
        view = self._site.phones.look(found)
        if view is None:
            return self._shut(phone_words.closed(), 410)
        left = max(1, (view.expires_at - self._site.clock.now()) // 1000)
        return self._gone_on(found.page, {"set-cookie": self._cookie(found, left)})

    def _look(self) -> Callable[..., Any]:
        async def look(
            page: FromPath[str],
            request: Request[Any, Any, Any],
            saluran: FromQuery[str] = "",
            bentuk: FromQuery[str] = "",
        ) -> Page:
            return await self._in_thread(self._looked, _key(page, request), saluran, bentuk)  # type: ignore[no-any-return]

        return look

    def _looked(self, key: PhoneKey | None, channel: str, shape: str) -> Page:
        view = self._site.phones.look(key) if key is not None else None
        if view is None:
            return self._shut(phone_words.closed(), 403)
        return self._show(view, channel, shape=Shape.STORY if shape == Shape.STORY else Shape.FEED)

    def _show(
        self,
        view: PhoneView,
        channel: str,
        status: int = 200,
        *,
        typed: str = "",
        problem: str = "",
        shape: Shape = Shape.FEED,
    ) -> Page:
        chosen = phone_words.chosen(view, channel)
        shown = phone_words.page(view, chosen, shape, self._site.clock.now(), self._site.place.zone)
        return self._page("phone.html", status, page=shown, typed=typed, problem=problem)

    def _prove(self) -> Callable[..., Any]:
        async def prove(page: FromPath[str], request: Request[Any, Any, Any]) -> Page:
            key = _key(page, request)
            if not await self._in_thread(self._is_open, key):
                # Before the body: nobody without a page may make this server hold a photo.
                return self._shut(phone_words.closed(), 403)
            try:
                fields, picture, name = await _posted_with_picture(request)
            except HTTPException as fault:
                if fault.status_code != HTTP_413_REQUEST_ENTITY_TOO_LARGE:
                    raise
                return await self._in_thread(self._too_large, key)  # type: ignore[no-any-return]
            return await self._in_thread(self._proved, key, fields, picture, name)  # type: ignore[no-any-return]

        return prove

    def _is_open(self, key: PhoneKey | None) -> bool:
        return key is not None and self._site.phones.look(key) is not None

    def _too_large(self, key: PhoneKey | None) -> Page:
        view = self._site.phones.look(key) if key is not None else None
        if view is None:
            return self._shut(phone_words.closed(), 403)
        return self._show(
            view, "", 413, problem=_("Foto itu lebih dari 16 MB. Kirim tangkapan layar, atau foto yang lebih kecil.")
        )

    def _proved(self, key: PhoneKey | None, fields: dict[str, str], picture: bytes, name: str) -> Page:
        if key is None or not self._sealed(key, fields):
            return self._shut(phone_words.closed(), 403)
        channel, url = fields.get("saluran", "")[:40], fields.get("alamat", "")[:2100]
        sent = self._site.phones.prove(key, PhoneProof(channel, url, "gambar" in fields, picture, name))
        if not isinstance(sent, FormRefused):
            return self._gone_on(key.page, {}, f"?saluran={quote(channel)}")
        view = self._site.phones.look(key)
        if view is None:
            return self._shut(sent.words, 403)
        return self._show(view, channel, status=429 if sent.retry_after else 422, typed=url, problem=sent.words)

    def _close(self) -> Callable[..., Any]:
        async def close(page: FromPath[str], request: Request[Any, Any, Any]) -> Page:
            fields = await posted_fields(request)
            return await self._in_thread(self._closed, _key(page, request), fields)  # type: ignore[no-any-return]

        return close

    def _closed(self, key: PhoneKey | None, fields: dict[str, str]) -> Page:
        if key is not None and self._sealed(key, fields):
            self._site.phones.close(key)
        made = self._page("phone_end.html")
        if key is not None:
            made.headers["set-cookie"] = self._cookie(key, 0)
        return made

    def _sealed(self, key: PhoneKey, fields: dict[str, str]) -> bool:
        return hmac.compare_digest(fields.get("segel", "").encode(), self._site.phones.seal(key).encode())

    def _gone_on(self, page: str, headers: dict[str, str], more: str = "") -> Page:
        location = {"location": f"{PHONE_PATH}/{page}{more}"}
        return Response("", media_type="text/html", status_code=303, headers={**HEADERS, **headers, **location})

    def _cookie(self, key: PhoneKey, seconds: int) -> str:
        """The code as a cookie of this one page: no script reads it, no other site's request carries it."""
        parts = [f"{COOKIE}={key.code if seconds else ''}", f"Path={PHONE_PATH}/{key.page}", f"Max-Age={seconds}"]
        return "; ".join([*parts, "HttpOnly", "SameSite=Strict", *(["Secure"] if self._secure else [])])


def _key(page: str, request: Request[Any, Any, Any]) -> PhoneKey | None:
    """What the phone showed, None when it is no page or no code at all."""
    code = normal_page_code(request.cookies.get(COOKIE, "")[:100])
    return PhoneKey(page, code) if code is not None and ids.is_id(page) else None


async def _posted_with_picture(request: Request[Any, Any, Any]) -> tuple[dict[str, str], bytes, str]:
    """The fields of the form, and the bytes and name of the picture in it; both empty where none was chosen."""
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        return await posted_fields(request), b"", ""
    try:
        form = await request.form()
    except ValueError:
        return {}, b"", ""
    fields = {name: value for name, value in form.multi_items() if isinstance(value, str)}
    file = form.get("foto")
    if not isinstance(file, UploadFile):
        return fields, b"", ""
    return fields, await file.read(), (file.filename or "")[:200]
