"""What people do at their desks, and citizens on their phones. Each step says in a word how it went, or None when
there was nothing of the kind to do.

A step may only call what a page of the desk calls. What it was told is noted in `pc.told`.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from functools import cache
from typing import Any

import msgspec
from PIL import Image

from sipa_core.domain.attachments import Attachment
from sipa_core.domain.workflow import PublicationState
from sipa_core.sync.merge import Take
from sipa_desktop.errors import Refused
from sipa_desktop.services.consultation_views import Outline, ThreadFilter
from sipa_desktop.services.feedback_views import FeedbackFilter
from sipa_server.services.feedback import FeedbackSent, NewFeedback
from sipa_server.services.tracking import Tracked
from tests.simulation.world import Pc, World
from tests.support.public_figures import report as whole_report
from tests.support.world import BABAYAU, BALANG

Step = Callable[[World, Pc], str | None]

REPORTS = (
    ("kegiatan_bulanan", "2025-06"),
    ("kegiatan_bulanan", "2025-06"),
    ("kegiatan_bulanan", "2025-05"),
    ("lra_semester1", "2025-S1"),
)
"""Few, so that two PCs often mean the same one."""
PLACES = {
    "kegiatan_bulanan": ("umum.uraian", "umum.kendala", "kegiatan[a].nama", "kegiatan[b].nama", "kegiatan[c].hasil"),
    "lra_semester1": ("pengantar.isi", "ringkasan.isi", "kendala.isi"),
}

POSTS = {
    "facebook": "https://www.facebook.com/desababayau/posts/1",
    "website": "https://babayau.desa.id/berita/laporan",
}
"""Of each channel that people here post on, the address of a post."""
LOOKS = ("umum.toml", "lambang.png")
"""Files of the kecamatan that say how documents look."""


def said(outcome: object) -> str:
    """A word for what a service answered."""
    return f"no:{outcome.code}" if isinstance(outcome, Refused) else type(outcome).__name__.lower()


def saves(pc: Pc, places: dict[str, str], call: Callable[[], object]) -> object:
    """Save words at places, and note what the person was told."""
    pc.told.perhaps(places)
    outcome = call()
    if isinstance(outcome, Refused):
        for place in places:
            pc.told.unsure.pop(place, None)
    else:
        pc.told.wrote(places)
    return outcome


def write(world: World, pc: Pc, report: tuple[str, str] | None = None) -> str | None:
    """Begin a report or write on in it."""
    template, period = report or world.chance.choice(REPORTS)
    edit = pc.up.reports.create(template, period)
    if isinstance(edit, Refused):
        return said(edit)
    pc.told.sees(msgspec.json.encode(edit.content))
    draft, path, word = edit.draft_id, world.chance.choice(PLACES[template]), world.word()
    changes: dict[str, Any] = {path: f"Pekerjaan {word} berjalan baik dan selesai."}
    if template == "lra_semester1" and "apbdes[-/4.2.2/-].anggaran" not in edit.content:
        changes = {**whole_report(), **changes}
    return said(saves(pc, {f"{draft} {path}": word}, lambda: pc.up.reports.save(draft, changes)))


def submit(world: World, pc: Pc) -> str | None:
    """Look at a report and send it."""
    begun = [row for row in pc.up.reports.list() if row.begun]
    if not begun:
        return None
    draft = world.chance.choice(begun).draft_id
    pc.up.reports.open(draft)  # where it may follow what another PC has sent
    return said(pc.up.reports.submit(draft))


def switch(world: World, pc: Pc) -> str | None:
    """Say that the village keeps copies of its drafts at the server, or no longer."""
    before = pc.up.copies.kept()
    if before and world.chance.random() < 0.5:
        return None  # most villages keep them
    pc.up.copies.switch(on=not before)
    return "off" if before else "on"


def both_write(world: World, pc: Pc) -> str | None:
    """Two PCs of one village write and send the same report, neither knowing of the other."""
    others = [one for one in world.pcs if one is not pc and one.village == pc.village and one.desk is not None]
    if not others:
        return None
    report, outcomes = world.chance.choice(REPORTS), []
    for one in (pc, world.chance.choice(others)):
        outcomes.append(write(world, one, report) or "")
        outcomes.append(submit(world, one) or "")
    return " ".join(outcomes)


def recall(world: World, pc: Pc) -> str | None:
    """Take a report back."""
    begun = [row for row in pc.up.reports.list() if row.begun and row.state.value in ("menunggu", "terkirim")]
    return said(pc.up.reports.recall(world.chance.choice(begun).draft_id)) if begun else None


def choose(world: World, pc: Pc) -> str | None:
    """Settle a report of which another PC has sent another text."""
    found = pc.up.conflicts.list()
    if not found:
        return None
    view = pc.up.conflicts.view(world.chance.choice(found).draft_id)
    if isinstance(view, Refused):
        return said(view)
    asked = [row.path for row in view.rows]
    pc.told.sees(" ".join(said.text for row in view.rows for said in (row.base, row.mine, row.theirs)).encode())
    if view.locked or world.chance.random() < 0.3:
        pc.told.chooses(pc.up, view.draft_id, asked, None)
        outcome = pc.up.conflicts.keep_two(view.draft_id, view.seal)
    else:
        takes = {row.path: world.chance.choice([Take.MINE, Take.THEIRS]) for row in view.rows}
        takes |= {row.path: Take.BOTH for row in view.rows if row.both and world.chance.random() < 0.5}
        down = [path for path, take in takes.items() if take is Take.THEIRS]
        pc.told.chooses(pc.up, view.draft_id, asked, down)
        outcome = pc.up.conflicts.resolve(view.draft_id, view.seal, takes)
    if not isinstance(outcome, Refused):
        pc.told.decided(pc.up)
        world.count("N11")
    return said(outcome)


def parked(world: World, pc: Pc) -> str | None:
    """Look at what the server refused: send it again, or put it aside."""
    rows = pc.up.queue.parked()
    if not rows:
        return None
    row = world.chance.choice(rows)
    if row.choose:
        return None
    if row.retry and world.chance.random() < 0.5:
        done = pc.up.queue.retry(row.op_id)
        if not isinstance(done, Refused):
            world.said_again.add(row.op_id)
        return "again " + said(done)
    return "aside " + said(pc.up.queue.withdraw(row.op_id))


def review(world: World, pc: Pc) -> str | None:
    """Open, give back or approve a report."""
    rows = pc.up.review.waiting().rows
    if not rows:
        return None
    version = world.chance.choice(rows).version_id
    kind = world.chance.choice(("open", "open", "back", "back", "accept", "accept", "accept"))
    if kind == "open":
        return "open " + said(pc.up.review.open(version))
    if kind == "accept":
        return "accept " + said(pc.up.review.accept(version))
    word = world.word()
    text = f"Mohon jelaskan {word} ini."
    noted = saves(pc, {f"{version} {word}": word}, lambda: pc.up.review.save_note(version, None, "umum.uraian", text))
    return "back " + (said(noted) if isinstance(noted, Refused) else said(pc.up.review.give_back(version)))


def release(world: World, pc: Pc) -> str | None:
    """Let a held or withdrawn publication out, or take a public one away."""
    rows = pc.up.posting.publications()
    shut = [row.id for row in rows if row.state is not PublicationState.PUBLIC]
    public = [row.id for row in rows if row.state is PublicationState.PUBLIC]
    if shut and (not public or world.chance.random() < 0.6):
        return said(pc.up.review.release_publication(world.chance.choice(shut)))
    if not public or world.chance.random() < 0.4:
        return None
    reason = "Angkanya diperbaiki dulu."  # no word of its own: it goes when the publication is let out again
    return "away " + said(pc.up.review.withdraw_publication(world.chance.choice(public), reason))


def post(world: World, pc: Pc) -> str | None:
    """Prove a post of a publication, most often on a channel that has no proof yet."""
    public = [row for row in pc.up.posting.publications() if row.state is PublicationState.PUBLIC]
    if not public:
        return None
    row = world.chance.choice(public)
    detail = pc.up.posting.detail(row.id)
    if isinstance(detail, Refused):
        return said(detail)
    owed = [one.key for one in detail.channels if one.key in POSTS and not one.ticked]
    channel = world.chance.choice(owed if owed and world.chance.random() < 0.8 else list(POSTS))
    return said(pc.up.posting.prove(row.id, channel, POSTS[channel], with_picture=True))


def judge(world: World, pc: Pc) -> str | None:
    """Confirm or refuse a proof."""
    rows = pc.up.proofs.waiting().rows
    if not rows:
        return None
    row = world.chance.choice(rows)
    if world.chance.random() < 0.6:
        return said(pc.up.proofs.confirm([row.posting_id]))
    return said(pc.up.proofs.refuse(row.posting_id, "Gambarnya tidak terbaca."))


def answer(world: World, pc: Pc) -> str | None:
    """Answer a citizen, or let the citizen's word be seen."""
    rows = pc.up.feedback.list(FeedbackFilter.SEMUA).rows
    if not rows:
        return None
    row = world.chance.choice(rows)
    if pc.village is None and world.chance.random() < 0.6:
        return "show " + said(pc.up.feedback.release(row.id))
    word = world.word()
    text = f"Sudah kami catat {word}."
    place = {f"reply {row.id}": word}
    saved = saves(pc, place, lambda: pc.up.feedback.save_answer(row.id, text))
    return said(saved) if isinstance(saved, Refused) else said(pc.up.feedback.answer(row.id))


def talk(world: World, pc: Pc) -> str | None:
    """Write to the other office, now and then with a picture."""
    threads = pc.up.consultation.list(ThreadFilter.SEMUA).rows
    word = world.word()
    text = f"Mohon petunjuk tentang {word}."
    if threads and world.chance.random() < 0.6:
        thread = world.chance.choice(threads).id
        saved = saves(pc, {f"message {thread}": word}, lambda: pc.up.consultation.save_draft(thread, text))
    else:
        village = pc.village or world.chance.choice((BABAYAU, BALANG))
        begun = pc.up.consultation.begin(village)
        if isinstance(begun, Refused):
            return said(begun)
        thread = begun.thread
        about = Outline(village, "Soal kegiatan", villages=() if pc.village else (village,))
        saved = saves(pc, {f"message {thread}": word}, lambda: pc.up.consultation.save_new(thread, text, about))
    if isinstance(saved, Refused):
        return said(saved)
    if world.chance.random() < 0.7:
        taken = pc.up.attachments.take_bytes(picture(world.chance.randrange(3)), "foto.jpg")
        if isinstance(taken, Attachment):
            pc.up.consultation.add_files(thread, [taken])
    return said(pc.up.consultation.send(thread))


def read(world: World, pc: Pc) -> str | None:
    """Read a thread, and look at its pictures."""
    threads = pc.up.consultation.list(ThreadFilter.SEMUA).rows
    if not threads:
        return None
    detail = pc.up.consultation.detail(world.chance.choice(threads).id)
    if isinstance(detail, Refused):
        return said(detail)
    named = [one for entry in detail.entries for _row, one in getattr(entry, "files", ())]
    here = [pc.up.attachments.bytes_of(one) is not None for one in named]
    marked = pc.up.consultation.mark_read(detail.id, detail.last_theirs)
    return f"read {sum(here)}/{len(here)} {'mark' if marked else 'no mark'}"


def agree(world: World, pc: Pc) -> str | None:
    """Put down, do, or judge what an office was asked to do."""
    rows = pc.up.guidance.all().running
    if pc.village is not None:
        if not rows:
            return None
        row = world.chance.choice(rows)
        if row.can_undo and world.chance.random() < 0.5:
            return "undo " + said(pc.up.guidance.undo(row.id))
        return "do " + said(pc.up.guidance.done(row.id))
    ticked = [row for row in rows if row.can_confirm]
    if not rows or world.chance.random() < (0.1 if ticked else 0.5):
        village = world.chance.choice((BABAYAU, BALANG))
        return "put " + said(pc.up.guidance.put(village, f"Lengkapi {world.word()}.", date(2025, 12, 1)))
    row, draw = world.chance.choice(ticked or rows), world.chance.random()
    if draw < 0.15:
        return "cancel " + said(pc.up.guidance.cancel(row.id))
    if not ticked:
        return None  # the village's turn
    if draw < 0.5:
        return "back " + said(pc.up.guidance.give_back(row.id, f"Masih kurang {world.word()}."))
    return "confirm " + said(pc.up.guidance.confirm(row.id))


def document(world: World, pc: Pc) -> str | None:
    """Send how documents look to all villages, or let the shipped look count again."""
    files = pc.up.template_files
    listed = [one.name for one in files.listed() if one.own]
    if listed and world.chance.random() < 0.3:
        name = world.chance.choice(listed)
        files.drop(name)
        return f"drop {name}"
    name = world.chance.choice(LOOKS)
    path = world.folder / name
    if name.endswith(".png"):
        out = io.BytesIO()
        Image.open(io.BytesIO(picture(world.chance.randrange(3)))).save(out, "PNG")
        path.write_bytes(out.getvalue())
    else:
        path.write_text(f'about = "Penyampaian laporan {world.word()}"\n', encoding="utf-8")
    return f"take {name} {said(files.take(path))}"


def citizen(world: World, _pc: Pc) -> str | None:
    """A citizen writes, writes on, or sends the same form twice."""
    if world.citizens and world.chance.random() < 0.4:
        number, key, _village = world.chance.choice(world.citizens)
        word = world.word()
        told = world.server.feedback.add_message(number, key, f"Masih menunggu {word}.", "192.0.2.1")
        if isinstance(told, Tracked):
            world.citizen_words[word] = True
        return f"more {type(told).__name__.lower()}"
    village, word = world.chance.choice((BABAYAU, BALANG)), world.word()
    form = NewFeedback(
        village,
        "keluhan",
        f"Lampu {word}",
        f"Lampu padam {word}.",
        form_id=word,
        for_everybody=world.chance.random() < 0.7,
    )
    sent = world.server.feedback.submit(form, "192.0.2.1")
    if not isinstance(sent, FeedbackSent):
        return f"no:{sent.code}"
    if world.chance.random() < 0.3:
        world.count("W03")
        assert world.server.feedback.submit(form, "192.0.2.1") == sent
    world.citizens.append((sent.number, sent.key, village))
    world.citizen_words[word] = True
    return "sent"


@cache
def picture(number: int) -> bytes:
    """One of a few small photos."""
    size = (64 + 8 * number, 48)
    image = Image.new("RGB", size)
    image.putdata([((x * 7 + number * 50) % 256, (x * x + number) % 256, (x // 3) % 256) for x in range(size[0] * 48)])
    out = io.BytesIO()
    image.save(out, "JPEG", quality=80)
    return out.getvalue()


VILLAGE: tuple[tuple[str, Step, int], ...] = (
    ("write", write, 22),
    ("submit", submit, 18),
    ("both write", both_write, 4),
    ("switch", switch, 2),
    ("recall", recall, 3),
    ("choose", choose, 6),
    ("parked", parked, 4),
    ("post", post, 4),
    ("answer", answer, 7),
    ("talk", talk, 6),
    ("read", read, 4),
    ("agree", agree, 3),
)
OFFICE: tuple[tuple[str, Step, int], ...] = (
    ("review", review, 7),
    ("release", release, 1),
    ("judge", judge, 1),
    ("answer", answer, 4),
    ("talk", talk, 3),
    ("read", read, 2),
    ("agree", agree, 3),
    ("parked", parked, 2),
    ("document", document, 3),
)
AWAITED: tuple[tuple[str, Step, int], ...] = (
    ("choose", choose, 6),
    ("post", post, 6),
    ("agree", agree, 5),
    ("review", review, 7),
    ("release", release, 4),
    ("judge", judge, 6),
)
"""What another person waits for, by whoever may do it: whoever found nothing to do looks at this next."""

KINDS: tuple[str, ...] = (
    "report.submit",
    "report.recall",
    "draft.save",
    "conflict.resolve",
    "village.set",
    "review.open",
    "review.return",
    "review.accept",
    "publication.release",
    "publication.withdraw",
    "posting.prove",
    "posting.verify",
    "posting.refuse",
    "feedback.reply",
    "feedback.release",
    "message.send",
    "consultation.read",
    "guidance.put",
    "guidance.done",
    "guidance.undo",
    "guidance.confirm",
    "guidance.return",
    "guidance.cancel",
    "document.put",
)
"""Every kind of op that these steps make. Over many seeds each must have its receipt, or its step only seems to be."""
