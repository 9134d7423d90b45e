"""Makes what the pages show of publications: rows, the checklist, captions. Pure: values in, frozen views out."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import timedelta

from sipa_core.domain import captions
from sipa_core.domain.channels import Channel
from sipa_core.domain.dates import format_date_tight
from sipa_core.domain.money import format_number
from sipa_core.domain.publication_figures import PublicFigures
from sipa_core.domain.publication_figures import Refused as NotTold
from sipa_core.domain.statute import Item, items_in_picture
from sipa_core.domain.workflow import PostingState, PublicationState
from sipa_core.messages import _
from sipa_desktop.services.office import Office
from sipa_desktop.services.posting_views import (
    CaptionView,
    ChannelRow,
    ItemView,
    PublicationDetail,
    PublicationRow,
    PublicPageRow,
)
from sipa_desktop.services.publications import Posted, Published, pictures_of, public_address
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
        _row_words(office, published),
        published.state,
        published.done,
        published.total,
        published.state is PublicationState.PUBLIC and published.complete,
        sum(posted.state is PostingState.REFUSED for posted in published.channels),
    )


def _row_words(office: Office, published: Published) -> str:
    match published.state:
        case PublicationState.HELD:
            return _("Menunggu dilihat kecamatan")
        case PublicationState.WITHDRAWN:
            return _("Ditarik dari halaman publik")
        case _:
            return approval_words(published.review, office.today, office.zone)


def publication_detail(
    office: Office, published: Published, figures: PublicFigures | NotTold, pending: Collection[str]
) -> PublicationDetail:
    """One publication with its checklist; `pending` holds the ids of postings with an own op without receipt."""
    told = figures if isinstance(figures, PublicFigures) else None
    held = published.state is not PublicationState.PUBLIC
    return PublicationDetail(
        id=published.record.id,
        title=short_title(published.template, published.version.text("meta.period")),
        words=_progress_words(office, published),
        village=office.village_label(published.record.village),
        state=published.state,
        held_words=_not_public_words(published),
        version=published.version.id,
        figures=told,
        refused=figures.reason if isinstance(figures, NotTold) else "",
        page=_page(office, published),
        channels=tuple(_channel(office, posted, pending, held=held) for posted in published.channels),
        items=item_views(told, items_in_picture(told)) if told is not None else (),
        done=published.done,
        total=published.total,
        today=office.today,
    )


def item_views(figures: PublicFigures, told: Iterable[Item]) -> tuple[ItemView, ...]:
    """All items of the publication in their order, each with whether it is told."""
    present = set(told)
    return tuple(_item_view(item, told=item in present) for item in figures.items)


def _item_view(item: Item, *, told: bool) -> ItemView:
    words = _("{item}, wajib menurut {article}").format(item=item.label, article=item.basis)
    return ItemView(item.key, item.label, words, told, item.basis)


def caption_view(
    publication_id: str, channel: Channel, text: str, missing: Collection[Item], *, saved_at: int | None
) -> CaptionView:
    """The words of one channel with their length and what they lack."""
    length = captions.count(text, channel)
    if channel.text_max is None:
        words = _("{n} huruf").format(n=format_number(length))
    else:
        words = _("{n} dari {m} huruf").format(n=format_number(length), m=format_number(channel.text_max))
    seen = captions.seen_first(text, channel)
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
        tuple(_item_view(item, told=False) for item in missing),
        seen=seen if seen != text else "",
        problem=_text_problem(text, channel),
        checked_words=_("Aturan saluran dicek {day} {year}").format(
            day=format_date_tight(channel.checked_on), year=channel.checked_on.year
        ),
    )


def _text_problem(text: str, channel: Channel) -> str:
    """Why the channel does not take the text; empty when it does."""
    if channel.text_max is not None and captions.count(text, channel) > channel.text_max:
        return _("Terlalu panjang untuk saluran ini. Pendekkan dulu.")
    if captions.fits(text, channel):
        return ""
    if channel.hashtags_max:
        return _("Tagar lebih dari {n}. Kurangi dulu.").format(n=channel.hashtags_max)
    return _("Saluran ini tidak memakai tagar. Hapus tagarnya.")


def missing_words(item: Item, *, with_picture: bool) -> str:
    """Why no proof is taken yet: which item is told nowhere, by which article, and what to do."""
    place = _("teks maupun gambar") if with_picture else _("teks, dan gambar tidak disertakan")
    words = _("{item} belum ada di {place}, padahal wajib disampaikan ({article}). Lengkapi teksnya, lalu coba lagi.")
    return words.format(item=item.label, place=place, article=item.basis)


def _not_public_words(published: Published) -> str:
    """Why citizens cannot read the publication; empty when they can."""
    reason = published.record.text("reason")
    match published.state:
        case PublicationState.HELD:
            return held_words(reason)
        case PublicationState.WITHDRAWN:
            return _("Ditarik kecamatan dari halaman publik: {reason}").format(reason=reason)
        case _:
            return ""


def _progress_words(office: Office, published: Published) -> str:
    if published.state is PublicationState.HELD:
        return _("Saluran dapat diposting setelah laporan terbit.")
    if published.state is PublicationState.WITHDRAWN:
        return _("Laporan ini ditarik, jadi tidak diposting lagi. Hapus juga postingan yang sudah ada.")
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
    words = _not_public_words(published) or _("Terbit sendiri begitu laporan disetujui")
    address = public_address(office, published)
    return PublicPageRow(published.state, publication_word(published.state), address, words)


def _channel(office: Office, posted: Posted, pending: Collection[str], *, held: bool) -> ChannelRow:
    channel, record, state = posted.channel, posted.record, posted.state
    waits = record is not None and record.id in pending and state is PostingState.PROVED
    owed = state in (PostingState.OWED, PostingState.REFUSED)
    board = channel.takes_photo_only
    action = (_("Cetak A3") if board else _("Posting")) if owed and record is not None and not held else ""
    return ChannelRow(
        key=channel.key,
        posting_id=record.id if record is not None else "",
        name=channel.name,
        words=_channel_words(office, posted),
        state=state,
        chip=_("Menunggu kirim") if waits else _chip_words(posted),
        action=action,
        ticked=posted.done,
        pending=waits,
        optional=channel.optional,
        open=bool(action),
        url=record.text("url") if record is not None else "",
        takes_url=channel.takes_url,
        takes_picture=channel.takes_picture,
        is_board=board,
        reason=record.text("reason") if record is not None and state is PostingState.REFUSED else "",
        pictures=pictures_of(record) if posted.done else (),
        place=record.text("place") if record is not None else "",
    )


def _chip_words(posted: Posted) -> str:
    if posted.state is not PostingState.OWED:
        return posting_word(posted.state)
    return _("Perlu diposting ulang") if posted.again else ""


def _channel_words(office: Office, posted: Posted) -> str:
    record = posted.record
    if record is None:
        return _("Belum terbuka untuk laporan ini")
    if posted.done:
        return proof_words(office, posted)
    if posted.state is PostingState.REFUSED and record.text("reason"):
        return _("Ditolak kecamatan: {reason}").format(reason=record.text("reason"))
    if posted.again:
        return _("Angkanya berubah. Ganti posting yang lama, lalu beri bukti baru.")
    return posted.channel.advice


def proof_words(office: Office, posted: Posted) -> str:
    """What proves the post and when it was posted: `Tautan posting, 16 Juli 08.55`, `Foto papan, …`."""
    record = posted.record
    assert record is not None
    at = stamp_words(record.number("posted_at") or record.number("proved_at"), office.today, office.zone)
    if record.text("via") == "phone":
        at = _("dari HP, {time}").format(time=at)
    if record.text("url"):
        return _("Tautan posting, {time}").format(time=at)
    if posted.channel.takes_photo_only:
        return _("Foto papan, {time}").format(time=at)
    return _("Tangkapan layar, {time}").format(time=at)
