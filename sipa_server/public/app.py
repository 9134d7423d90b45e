"""The addresses of the citizens' pages, hung into the server's application by bootstrap.

Nothing here reads a record by itself; every page is made from the services of one Site.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from importlib import resources
from typing import Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from litestar import Request, Response, get, post
from litestar.config.app import AppConfig
from litestar.datastructures import CacheControlHeader
from litestar.exceptions import HTTPException, NotFoundException
from litestar.params import FromPath, FromQuery

from sipa_core import ids
from sipa_core.domain import dates
from sipa_core.messages import _
from sipa_server.errors import StorageError
from sipa_server.public import matters, pages
from sipa_server.public.forms import FORM_BYTES, KECAMATAN, FeedbackForm, TrackForm, posted_fields
from sipa_server.public.icons import icon
from sipa_server.public.mishaps import API, in_words
from sipa_server.public.phone import PhonePages
from sipa_server.public.pictures import Pictures, Shape, budget_names
from sipa_server.public.words import KINDS
from sipa_server.services.feedback import FormRefused
from sipa_server.services.publication import PublicVillage
from sipa_server.services.site import Site
from sipa_server.services.tracking import Tracked

HTML: Final = "text/html"
STATIC: Final = {
    "style.css": "text/css",
    "hp.css": "text/css",
    "hp.js": "text/javascript",
    "jakarta-500.woff2": "font/woff2",
    "jakarta-700.woff2": "font/woff2",
    "ikon.svg": "image/svg+xml",
}
_ASKED: Final = ("pertanyaan", "keluhan", "usul", "terima_kasih")

Page = Response[str]


def attach(site: Site) -> Callable[[AppConfig], AppConfig]:
    """Return the hook that adds the public pages of `site` to an application."""
    pages_of = Pages(site)

    def hang(config: AppConfig) -> AppConfig:
        config.route_handlers.extend(pages_of.handlers())
        handlers = dict(config.exception_handlers)
        told = handlers[HTTPException]

        def missing(request: Request[Any, Any, Any], fault: NotFoundException) -> Response[Any]:
            # A desk that asks for what is not there is answered in a desk's language, a citizen in a page.
            return told(request, fault) if request.url.path.startswith(API) else pages_of.missing()

        for kind in (StorageError, HTTPException, Exception):
            handlers[kind] = in_words(handlers[kind], pages_of.mishap)
        handlers[NotFoundException] = missing
        config.exception_handlers = handlers
        return config

    return hang


class Pages:
    """The pages of one site, and their handlers. `written`: for plain files, of the day named there, without forms."""

    def __init__(self, site: Site, written: str = "") -> None:
        self._site = site
        self._zone = site.place.zone
        self._pictures = Pictures(site.public_url)
        self._environment = Environment(
            loader=PackageLoader("sipa_server.public", "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
        )
        self._environment.globals.update(_=_, kecamatan=pages.place(site.place), icon=icon, written=written)

    def handlers(self) -> list[Any]:
        """Every address with its handler; what reads the database runs in a worker thread.

        Where an address has a GET and a POST, both are async: Litestar 2.25 wraps a sync handler of such a route twice.
        """
        return [
            get("/", sync_to_thread=True, include_in_schema=False)(self._kecamatan()),
            get("/desa/{slug:str}", sync_to_thread=True, include_in_schema=False)(self._village()),
            get("/desa/{slug:str}/laporan/{key:str}/{period:str}", sync_to_thread=True, include_in_schema=False)(
                self._report()
            ),
            *(
                get(
                    f"/desa/{{slug:str}}/laporan/{{key:str}}/{{period:str}}/{shape.file_name}",
                    sync_to_thread=True,
                    include_in_schema=False,
                )(self._picture(shape))
                for shape in Shape
            ),
            get("/desa/{slug:str}/masukan", include_in_schema=False)(self._form()),
            post(
                "/desa/{slug:str}/masukan", include_in_schema=False, status_code=200, request_max_body_size=FORM_BYTES
            )(self._send()),
            get("/lacak", include_in_schema=False)(self._track()),
            post("/lacak", include_in_schema=False, status_code=200, request_max_body_size=FORM_BYTES)(self._tracked()),
            *PhonePages(self._site, self._environment, _in_thread).handlers(),
            get("/static/{name:str}", sync_to_thread=False, include_in_schema=False)(_static),
        ]

    def _page(self, template: str, status: int = 200, **values: object) -> Page:
        text = self._environment.get_template(template).render(**values)
        headers = {"cache-control": "no-store" if template in ("sent.html", "tracked.html") else "no-cache"}
        return Response(text, media_type=HTML, status_code=status, headers=headers)

    def missing(self) -> Page:
        """What is shown at an address where nothing is."""
        return self._page(
            "message.html",
            404,
            heading=_("Halaman ini tidak ada"),
            words=_(
                "Mungkin alamatnya berubah, atau laporannya belum terbit. Buka halaman depan lalu pilih desa Anda."
            ),
        )

    def mishap(self, status: int, heading: str, words: str) -> Page:
        """What is shown in the place of an answer that cannot be given."""
        return self._page("message.html", status, heading=heading, words=words)

    def _gone(self, slug: str, key: str, period: str) -> Page:
        """What is shown where no report is to be read: that it was taken back and why, or that nothing is there."""
        reason = self._site.reads.withdrawn(slug, key, period)
        if reason is None:
            return self.missing()
        words = _("Laporan ini ditarik kecamatan. Alasannya: {reason}").format(reason=reason)
        return self._page("message.html", 410, heading=_("Laporan ini ditarik"), words=words)

    def kecamatan(self) -> Page:
        """The front page: all villages with their newest report."""
        reads = self._site.reads
        listed = []
        for one in reads.villages():
            reports = reads.reports(one)
            listed.append(pages.village(one, pages.village_line(reports[0] if reports else None, self._zone)))
        return self._page("kecamatan.html", villages=listed)

    def village(self, slug: str) -> Page:
        """A village's page, or that there is none."""
        reads = self._site.reads
        found = reads.village(slug)
        if found is None:
            return self.missing()
        lines = reads.reports(found)
        shown = [pages.listed(line, self._zone) for line in lines]
        if lines:
            newest = reads.report(slug, lines[0].template.key, str(lines[0].period))
            if newest is not None:
                shown[0] = pages.report(newest, self._zone, self._pictures.size(newest))
        voices = [matters.voice(one, found, self._zone) for one in reads.feedback(found, 10)]
        return self._page("village.html", village=pages.village(found), reports=shown, voices=voices)

    def report(self, slug: str, key: str, period: str) -> Page:
        """A published report, or why there is none."""
        found = self._site.reads.report(slug, key, period)
        if found is None:
            return self._gone(slug, key, period)
        return self._page(
            "report.html",
            village=pages.village(found.line.village),
            report=pages.report(found, self._zone, self._pictures.size(found)),
            **pages.details(found, budget_names()),
        )

    def picture(self, slug: str, key: str, period: str, shape: Shape) -> bytes | None:
        """The picture of a published report (PNG); None where there is none."""
        found = self._site.reads.report(slug, key, period)
        return self._pictures.picture(found, shape) if found is not None else None

    def _kecamatan(self) -> Callable[[], Page]:
        def kecamatan() -> Page:
            return self.kecamatan()

        return kecamatan

    def _village(self) -> Callable[[str], Page]:
        def village(slug: FromPath[str]) -> Page:
            return self.village(slug)

        return village

    def _report(self) -> Callable[[str, str, str], Page]:
        def report(slug: FromPath[str], key: FromPath[str], period: FromPath[str]) -> Page:
            return self.report(slug, key, period)

        return report

    def _picture(self, shape: Shape) -> Callable[[str, str, str], Response[Any]]:
        def picture(slug: FromPath[str], key: FromPath[str], period: FromPath[str]) -> Response[Any]:
            drawn = self.picture(slug, key, period, shape)
            if drawn is None:
                return self._gone(slug, key, period)
            return Response(drawn, media_type="image/png", headers={"cache-control": "no-cache"})

        return picture

    def _form(self) -> Callable[..., Any]:
        async def form(slug: FromPath[str], tentang: FromQuery[str] = "") -> Page:
            return await _in_thread(self._empty_form, slug, tentang)

        return form

    def _empty_form(self, slug: str, about: str) -> Page:
        found = self._site.reads.village(slug)
        if found is None:
            return self.missing()
        form_id = self._site.entropy.bytes(16).hex()
        return self._show_form(found, FeedbackForm(report=about[:100], form_id=form_id), {})

    def _show_form(
        self, village: PublicVillage, form: FeedbackForm, problems: dict[str, str], status: int = 200
    ) -> Page:
        kinds = [(kind.value, _(words)) for kind, words in KINDS.items() if kind.value in _ASKED]
        empty = dict.fromkeys(("kind", "subject", "text", "name", "whole"), "")
        return self._page(
            "form.html",
            status,
            village=pages.village(village),
            form=form,
            kinds=kinds,
            problems={**empty, **problems},
            refused=bool(problems),
            marked=any(field != "whole" for field in problems),
        )

    def _send(self) -> Callable[..., Any]:
        async def send(slug: FromPath[str], request: Request[Any, Any, Any]) -> Page:
            posted = await posted_fields(request)
            return await _in_thread(self._take, slug, posted, _address(request))

        return send

    def _take(self, slug: str, posted: dict[str, str], address: str) -> Page:
        found = self._site.reads.village(slug)
        if found is None:
            return self.missing()
        form = FeedbackForm.read(posted)
        if form.trap:
            # A field that no person sees was filled in: a machine. It is told nothing it could learn from.
            return self._show_form(
                found, form, {"whole": _("Kosongkan isian yang tidak tampak, lalu kirim lagi.")}, 422
            )
        sent = self._site.feedback.submit(form.feedback(found.code, self._about(found, form.report)), address)
        if isinstance(sent, FormRefused):
            field = sent.field if sent.field in ("kind", "subject", "text", "name") else "whole"
            # What it was about is gone; the form shown again would name it each time it is sent.
            form = replace(form, report="") if sent.field == "report" else form
            return self._show_form(
                found, form, {field: sent.words, **dict(sent.also)}, 429 if sent.retry_after else 422
            )
        now = self._site.clock.now()
        stamp = f"{dates.format_date_long(dates.local_date(now, self._zone))}, {dates.format_time(now, self._zone)}"
        return self._page(
            "sent.html",
            village=pages.village(found),
            number=sent.number,
            key=sent.key,
            sent_at=f"{stamp} {dates.zone_word(self._zone)}",
            answer_by=matters.answer_by(now, self._zone),
            kecamatan_only=form.audience == KECAMATAN,
        )

    def _about(self, village: PublicVillage, report: str) -> str | None:
        key, _slash, period = report.partition("/")
        if not period or self._site.reads.report(village.slug, key, period) is None:
            return None
        return ids.report_id(village.code, key, period)

    def _track(self) -> Callable[[], Any]:
        async def track() -> Page:
            return self._page("track.html", problem="", unsent="")

        return track

    def _tracked(self) -> Callable[..., Any]:
        async def tracked(request: Request[Any, Any, Any]) -> Page:
            posted = await posted_fields(request)
            return await _in_thread(self._look_up, posted, _address(request))

        return tracked

    def _look_up(self, posted: dict[str, str], address: str) -> Page:
        """Look at a matter, or do to it what the citizen asked; a refusal keeps what was written on the page."""
        asked = TrackForm.read(posted)
        found = self._do(asked, address)
        problem = found if isinstance(found, FormRefused) else None
        if problem is not None and problem.field:
            found = self._site.feedback.track(asked.number, asked.key, address)
        if isinstance(found, FormRefused):
            status = 429 if found.retry_after else 404
            return self._page("track.html", status, problem=found.words, unsent=asked.text)
        office = next((one for one in self._site.reads.villages() if one.code == found.village), None)
        if office is None:
            return self.missing()
        return self._page(
            "tracked.html",
            200 if problem is None else 422,
            village=pages.village(office),
            found=matters.tracked(found, office, self._zone),
            asked=asked if problem is not None else TrackForm(asked.number, asked.key),
            problem=problem.words if problem is not None else "",
            done=matters.done_words(asked.act, found) if problem is None else "",
        )

    def _do(self, asked: TrackForm, address: str) -> Tracked | FormRefused:
        taken = self._site.feedback
        match asked.act:
            case "pesan":
                return taken.add_message(asked.number, asked.key, asked.text, address, asked.seen)
            case "selesai":
                return taken.confirm(asked.number, asked.key, asked.step, address)
            case "buka":
                return taken.reopen(asked.number, asked.key, asked.text, address, asked.seen, asked.step)
            case _:
                return taken.track(asked.number, asked.key, address)


def _static(name: FromPath[str]) -> Response[bytes]:
    media = STATIC.get(name)
    if media is None:
        return Response(b"", status_code=404, media_type="text/plain")
    raw = resources.files("sipa_server.public").joinpath("static", name).read_bytes()
    return Response(
        raw, media_type=media, headers={"cache-control": CacheControlHeader(max_age=86_400, public=True).to_header()}
    )


async def _in_thread(work: Callable[..., Page], *arguments: object) -> Page:
    from anyio import to_thread

    return await to_thread.run_sync(lambda: work(*arguments))


def _address(request: Request[Any, Any, Any]) -> str:
    return request.client.host if request.client is not None else ""
