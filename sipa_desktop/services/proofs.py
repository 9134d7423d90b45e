"""Proofs of posting on the kecamatan's desk: what waits, one proof with what to look at, and the verdict.

A verdict names the proof that was looked at; the server refuses it when the village has given another meanwhile.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from sipa_core.domain.channels import Channel
from sipa_core.domain.dates import local_date
from sipa_core.domain.money import format_short
from sipa_core.domain.publication_figures import PublicFigures
from sipa_core.domain.statute import Item, items_in_caption, items_in_picture
from sipa_core.domain.templates import Told
from sipa_core.domain.workflow import PostingState
from sipa_core.messages import N_, _
from sipa_core.ops.posting import MAX_REASON, Refuse, Verify
from sipa_core.ports import Clock
from sipa_core.wire.problems import Problem
from sipa_core.wire.records import Record, RecordType, Ref
from sipa_desktop.errors import Refused, refused
from sipa_desktop.services.office import Office, read_office
from sipa_desktop.services.posting_words import item_views
from sipa_desktop.services.proof_traces import Traces, listed, post_name, same_proof_words
from sipa_desktop.services.proofs_views import ProofDetail, ProofList, ProofRow, ToldItem
from sipa_desktop.services.proposals import queued
from sipa_desktop.services.publications import Published, figures_of, pictures_of, posting_state, read_publication
from sipa_desktop.services.queue import size_words
from sipa_desktop.services.queue_views import Done
from sipa_desktop.services.report_edit import short_title
from sipa_desktop.services.times import date_words, stamp_words
from sipa_desktop.services.way_words import way_words
from sipa_desktop.store.list_lines import Choice
from sipa_desktop.store.unit_of_work import Store, Tx

READY_REASONS = (
    N_("Gambar tidak terbaca. Ambil ulang tangkapan layar atau fotonya."),
    N_("Yang diposting bukan laporan ini, atau tahunnya lain."),
    N_("Angkanya tidak sama dengan laporan. Posting ulang dengan gambar dari SIPA."),
    N_("Tautannya tidak dapat dibuka. Periksa lalu kirim tautan yang benar."),
    N_("Papannya tidak dapat dilihat warga. Pasang di luar ruangan, lalu foto lagi."),
)
"""What proofs lack most often, in sentences that say what to do."""
_WAITING = Choice((RecordType.POSTING,), states={PostingState.PROVED.value})


class Proofs:
    """The proofs in this desk's scope."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def waiting(self, channel: str = "") -> ProofList:
        """Proofs that nobody has looked at, the longest waiting first; of one channel when its key is given."""
        with self._store.read() as tx:
            office = read_office(tx, self._clock)
            found = tx.lines.newest(_WAITING)
            found.sort(key=lambda one: (one.number("proved_at"), one.id))
            rows = [_row(tx, office, one) for one in found if channel in ("", one.text("channel"))]
        counts = Counter(one.text("channel") for one in found)
        channels = tuple((one.key, one.name, counts[one.key]) for one in office.channels if counts[one.key])
        villages = len({one.village for one in found})
        return ProofList(tuple(rows), len(found), villages, channels, _waiting_words(len(found), villages))

    def count(self) -> int:
        """How many proofs wait."""
        with self._store.read() as tx:
            return tx.lines.count(_WAITING)

    def detail(self, posting_id: str) -> ProofDetail | Refused:
        """One proof, whatever its state."""
        with self._store.read() as tx:
            office = read_office(tx, self._clock)
            record = tx.records.get(Ref(RecordType.POSTING, posting_id))
            published = read_publication(tx, office, record.text("publication")) if record is not None else None
            if record is None or published is None:
                return refused(Problem.NOT_FOUND)
            told = figures_of(tx, office, published)
            figures = told if isinstance(told, PublicFigures) else None
            return _detail(office, record, published, figures, Traces(tx, office))

    def confirm(self, posting_ids: Sequence[str]) -> Done | Refused:
        """Queue the confirmation of every proof named; what needs none any more is passed over.

        Refused when none of them can be confirmed.
        """
        done, no = 0, refused(Problem.NOT_FOUND)
        with self._store.write() as tx:
            office, way = read_office(tx, self._clock), way_words(tx)
            for posting_id in dict.fromkeys(posting_ids):
                ref = Ref(RecordType.POSTING, posting_id)
                record = tx.records.get(ref)
                if record is None:
                    continue
                fields = Verify(record.text("version"), record.number("proved_at"))
                title = _("Bukti dicek: {post}").format(post=post_name(tx, office, record))
                answer = queued(tx, "posting.verify", ref, fields, title)
                if isinstance(answer, Refused):
                    no = answer
                else:
                    done += 1
        if not done:
            return no
        return Done(_("{n} bukti ditandai benar, {way}.").format(n=done, way=way))

    def refuse(self, posting_id: str, reason: str) -> Done | Refused:
        """Queue the refusal of a proof; the village reads the reason."""
        words = reason.strip()
        if not words:
            return Refused(Problem.INVALID.value, _("Tulis dulu alasannya, supaya desa tahu apa yang perlu."), "reason")
        if len(words) > MAX_REASON:
            long = _("Alasannya paling panjang {n} huruf. Pendekkan dulu.").format(n=MAX_REASON)
            return Refused(Problem.INVALID.value, long, "reason")
        ref = Ref(RecordType.POSTING, posting_id)
        with self._store.write() as tx:
            office = read_office(tx, self._clock)
            record = tx.records.get(ref)
            if record is None:
                return refused(Problem.NOT_FOUND)
            fields = Refuse(record.text("version"), record.number("proved_at"), words)
            title = _("Minta bukti lain: {post}").format(post=post_name(tx, office, record))
            return queued(tx, "posting.refuse", ref, fields, title)


def ready_reasons(channel: Channel | None) -> tuple[str, ...]:
    """The ready reasons that can apply to a channel: no board has an address, and only a board hangs somewhere."""
    board = channel is not None and channel.takes_photo_only
    unfit = READY_REASONS[3] if board else READY_REASONS[4]
    return tuple(_(reason) for reason in READY_REASONS if reason != unfit)


def _row(tx: Tx, office: Office, record: Record) -> ProofRow:
    channel = office.channel(record.text("channel"))
    publication = tx.records.get(Ref(RecordType.PUBLICATION, record.text("publication")))
    template = office.newest_template(publication.text("type")) if publication is not None else None
    title = short_title(template, publication.text("period"), tight=True) if publication and template else ""
    pictures = pictures_of(record)
    return ProofRow(
        record.id,
        office.village_label(record.village),
        record.text("channel"),
        channel.name if channel is not None else record.text("channel"),
        title,
        date_words(local_date(record.number("proved_at"), office.zone), office.today),
        pictures[0] if pictures else None,
    )


def _waiting_words(count: int, villages: int) -> str:
    if not count:
        return _("Tidak ada bukti posting yang menunggu.")
    return _("{n} bukti posting menunggu dari {m} desa.").format(n=count, m=villages)


def _detail(
    office: Office, record: Record, published: Published, figures: PublicFigures | None, traces: Traces
) -> ProofDetail:
    channel = office.channel(record.text("channel"))
    name = channel.name if channel is not None else record.text("channel")
    village = office.village(record.village)
    label = village.name if village is not None else office.village_label(record.village)
    pictures = pictures_of(record)
    state = posting_state(record)
    return ProofDetail(
        posting_id=record.id,
        village=label,
        channel=record.text("channel"),
        channel_name=name,
        title=f"{label}, {name[:1].lower() + name[1:] if channel is not None and channel.takes_photo_only else name}",
        report_title=short_title(published.template, published.version.text("meta.period")),
        state=state,
        url=record.text("url"),
        caption=record.text("caption"),
        with_picture=record.fields.get("with_picture") is True,
        pictures=pictures,
        facts=tuple(_facts(office, record, channel)),
        questions=tuple(_questions(office, published, figures, channel, has_picture=bool(pictures))),
        items=_items(record, figures),
        warnings=tuple(_warnings(record, traces)),
        reason=record.text("reason"),
        can_decide=state is PostingState.PROVED,
        publication_id=published.record.id,
        reasons=ready_reasons(channel),
    )


def _facts(office: Office, record: Record, channel: Channel | None) -> Iterable[tuple[str, str]]:
    board = channel is not None and channel.takes_photo_only
    posted = record.number("posted_at")
    if posted:
        yield (_("Difoto") if board else _("Diposting")), stamp_words(posted, office.today, office.zone)
    if record.number("proved_at"):
        at = stamp_words(record.number("proved_at"), office.today, office.zone)
        yield _("Dikirim"), f"{record.text('proved_by')}, {at}"
    if record.text("place"):
        yield _("Tempat"), record.text("place")
    pictures = pictures_of(record)
    if pictures:
        first = pictures[0]
        sides = f"{first.width} x {first.height}, " if first.width else ""
        yield _("Ukuran"), sides + size_words(first.size)
    if record.number("checked_at"):
        at = stamp_words(record.number("checked_at"), office.today, office.zone)
        yield _("Dicek"), f"{record.text('checked_by')}, {at}"


def _questions(
    office: Office, published: Published, figures: PublicFigures | None, channel: Channel | None, *, has_picture: bool
) -> Iterable[tuple[str, str]]:
    """What a person must see with own eyes, each with what it should be."""
    told = _figure_told(figures) if figures is not None else ""
    if told:
        words = _("Tulisan dan angka terbaca") if has_picture else _("Angkanya sama dengan laporan")
        yield words, _("{figure}, sama dengan laporan").format(figure=told)
    yield _("Laporan dan tahunnya benar"), short_title(published.template, published.version.text("meta.period"))
    if channel is not None and channel.takes_photo_only:
        yield _("Dapat dilihat warga"), _("Papan di luar ruangan")
    elif channel is not None and not channel.reaches_everyone:
        yield _("Dapat dilihat warga"), _("Grup atau saluran yang diikuti warga")
    else:
        yield _("Dapat dilihat warga"), _("Terbuka untuk umum, tanpa masuk akun")


def _figure_told(figures: PublicFigures) -> str:
    """The figure of the publication by which one sees that a post is about this report."""
    match figures.kind:
        case Told.ACTIVITIES:
            return _("Jumlah {sum}").format(sum=format_short(figures.planned))
        case Told.LIST:
            return _("{n} informasi").format(n=len(figures.entries))
        case Told.PLANNED:
            return _("Belanja {sum}").format(sum=format_short(figures.spending_total.anggaran))
        case _:
            return _("Belanja {sum}").format(sum=format_short(figures.spending_total.realisasi))


def _items(record: Record, figures: PublicFigures | None) -> tuple[ToldItem, ...]:
    if figures is None:
        return ()
    text = set(items_in_caption(record.text("caption"), figures))
    picture = set(items_in_picture(figures)) if record.fields.get("with_picture") is True else set[Item]()
    places = {(True, True): _("di teks dan gambar"), (True, False): _("di teks"), (False, True): _("di gambar")}
    found = []
    for item, view in zip(figures.items, item_views(figures, text | picture), strict=True):
        place = places.get((item in text, item in picture), _("tidak ada"))
        found.append(ToldItem(view.key, view.label, view.words, view.told, view.basis, place))
    return tuple(found)


def _warnings(record: Record, traces: Traces) -> Iterable[str]:
    for picture in pictures_of(record):
        words = same_proof_words(traces.of_picture(picture.sha256, record.id))
        if words:
            yield words
    if record.text("url"):
        names = traces.of_address(record.text("url"), record.id)
        if names:
            yield _("Tautan yang sama sudah menjadi bukti {posts}.").format(posts=listed(names))
