"""Makes what the pages show of publications: rows, the checklist, captions. Pure: values in, frozen views out."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import timedelta

from sipa_core.domain import captions
from sipa_core.domain.channels import Channel, Evidence
from sipa_core.domain.money import format_number
from sipa_core.domain.publication_figures import PublicFigures
from sipa_core.domain.publication_figures import Refused as NotTold
from sipa_core.domain.statute import ARTICLE, Item, items_in_picture
from sipa_core.domain.workflow import PostingState, PublicationState
from sipa_core.messages import _, ngettext
from sipa_desktop.services.office import Office
from sipa_desktop.services.posting_views import (
    CaptionView,
    ChannelRow,
    ItemView,
    PublicationDetail,
    PublicationRow,
    PublicPageRow,
)
from sipa_desktop.services.publications import Posted, Published, public_address
from sipa_desktop.services.report_edit import short_title
from sipa_desktop.services.report_history import approval_words
from sipa_desktop.services.times import day_words, stamp_words
from sipa_desktop.services.words import held_words, posting_word, publication_word


def publication_row(office: Office, published: Published) -> PublicationRow:
    """One publication of the list."""
    title = short_title(published.template, published.version.text("meta.period"), tight=True)
    if office.identity.village is None:
        title = f"{title}, {office.village_label(published.record.village)}"
    return PublicationRow(
        published.record.id,
        title,
        approval_words(published.review, office.today, office.zone),
        published.state,
        published.done,
        published.total,
        published.state is PublicationState.PUBLIC and published.complete,
    )


def publication_detail(
    office: Office, published: Published, figures: PublicFigures | NotTold, pending: Collection[str]
) -> PublicationDetail:
    """One publication with its checklist; `pending` holds the ids of postings with an own op without receipt."""
    told = figures if isinstance(figures, PublicFigures) else None
    held = published.state is PublicationState.HELD
    return PublicationDetail(
        id=published.record.id,
        title=short_title(published.template, published.version.text("meta.period")),
        words=_progress_words(office, published),
        village=office.village_label(published.record.village),
        state=published.state,
        held_words=held_words(published.record.text("reason")) if held else "",
        version=published.version.id,
        figures=told,
        refused=figures.reason if isinstance(figures, NotTold) else "",
        page=_page(office, published),
        channels=tuple(_channel(office, posted, pending, held=held) for posted in published.channels),
        items=item_views(items_in_picture(told)) if told is not None else (),
        done=published.done,
        total=published.total,
    )


def item_views(told: Iterable[Item]) -> tuple[ItemView, ...]:
    """All five items in the order of the article, each with whether it is told."""
    present = set(told)
    return tuple(ItemView(item.key, item.label, _item_words(item), item in present) for item in Item)


def caption_view(
    publication_id: str, channel: Channel, text: str, missing: Collection[Item], *, saved_at: int | None
) -> CaptionView:
    """The words of one channel with their length and what they lack."""
    length = captions.count(text, channel)
    if channel.text_max is None:
        words = _("{n} huruf").format(n=format_number(length))
    else:
        words = _("{n} dari {m} huruf").format(n=format_number(length), m=format_number(channel.text_max))
    return CaptionView(
        publication_id,
        channel.key,
        text,
        length,
        channel.text_max,
        words,
        not captions.fits(text, channel),
        saved_at is not None,
        saved_at,
        tuple(ItemView(item.key, item.label, _item_words(item), False) for item in missing),
    )


def missing_words(item: Item, *, with_picture: bool) -> str:
    """Why no proof is taken yet: which item is told nowhere, by which article, and what to do."""
    place = _("teks maupun gambar") if with_picture else _("teks, dan gambar tidak disertakan")
    words = _("{item} belum ada di {place}, padahal wajib disampaikan ({article}). Lengkapi teksnya, lalu coba lagi.")
    return words.format(item=item.label, place=place, article=_(ARTICLE))


def _item_words(item: Item) -> str:
    return _("{item}, wajib menurut {article}").format(item=item.label, article=_(ARTICLE))


def _progress_words(office: Office, published: Published) -> str:
    if published.state is PublicationState.HELD:
        return _("Saluran dapat diposting setelah laporan terbit.")
    words = _("{n} dari {m} saluran sudah.").format(n=published.done, m=published.total)
    approved = published.approved_on(office.zone)
    if published.complete:
        return f"{words} {_('Semua yang wajib sudah diposting.')}"
    if approved is None:
        return words
    target = approved + timedelta(days=published.rule.target_days)
    day = day_words(target, office.today)
    if target < office.today:
        return f"{words} {_('Target {day} sudah lewat.').format(day=day)}"
    return f"{words} {_('Targetkan selesai paling lambat {day}.').format(day=day)}"


def _page(office: Office, published: Published) -> PublicPageRow:
    if published.state is PublicationState.HELD:
        words = held_words(published.record.text("reason"))
    else:
        words = _("Terbit sendiri begitu laporan disetujui")
    address = public_address(office, published)
    return PublicPageRow(published.state, publication_word(published.state), address, words)


def _channel(office: Office, posted: Posted, pending: Collection[str], *, held: bool) -> ChannelRow:
    channel, record, state = posted.channel, posted.record, posted.state
    waits = record is not None and record.id in pending and state is PostingState.PROVED
    owed = state in (PostingState.OWED, PostingState.REFUSED)
    board = channel.evidence == (Evidence.PHOTO,)
    action = (_("Cetak") if board else _("Posting")) if owed and record is not None and not held else ""
    return ChannelRow(
        key=channel.key,
        posting_id=record.id if record is not None else "",
        name=channel.name,
        words=_channel_words(office, posted),
        state=state,
        chip=_("Menunggu kirim") if waits else "" if state is PostingState.OWED else posting_word(state),
        action=action,
        ticked=posted.done,
        pending=waits,
        optional=channel.optional,
        asks_url=bool(action),
        url=record.text("url") if record is not None else "",
    )


def _channel_words(office: Office, posted: Posted) -> str:
    record = posted.record
    if record is None:
        return _("Belum terbuka untuk laporan ini")
    if posted.done:
        at = stamp_words(record.number("posted_at") or record.number("proved_at"), office.today, office.zone)
        if record.text("via") == "phone":
            return _("Tautan posting dari HP, {time}").format(time=at)
        return _("Tautan posting, {time}").format(time=at)
    if posted.state is PostingState.REFUSED and record.text("reason"):
        return record.text("reason")
    return posted.channel.advice


def lacking_words(published: Published) -> str:
    """`Kurang WhatsApp grup warga dan Papan informasi`; with many, the first two and how many more."""
    names = [posted.channel.name for posted in published.channels if posted.counts and not posted.done]
    if not names:
        return ""
    if len(names) == 1:
        listed = names[0]
    elif len(names) == 2:
        listed = _("{first} dan {second}").format(first=names[0], second=names[1])
    else:
        rest = ngettext("{first}, {second} dan {n} lagi", "{first}, {second} dan {n} lagi", len(names) - 2)
        listed = rest.format(first=names[0], second=names[1], n=len(names) - 2)
    return _("Kurang {listed}").format(listed=listed)
