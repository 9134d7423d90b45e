"""The verbs of consultations, and of the search over what lies on this PC."""

from __future__ import annotations

import argparse

from sipa_core.messages import _
from sipa_desktop.bootstrap import Desk
from sipa_desktop.cli.answer import Answer, no
from sipa_desktop.errors import Refused
from sipa_desktop.services.consultation_views import Outline, TalkMessage, ThreadFilter
from sipa_desktop.services.queue_views import Done


def search(desk: Desk, call: argparse.Namespace) -> Answer:
    """Search for a text, or make the index of words anew."""
    if call.rebuild:
        count = desk.search.catch_up(anew=True)
        words = _("Daftar kata disusun ulang dari {n} hal di komputer ini.").format(n=count)
        return Answer({"indexed": count, "words": words}, (words,))
    desk.search.catch_up()
    result = desk.search.find(call.text)
    hits = [
        {
            "kind": hit.target.kind,
            "id": hit.target.id,
            "path": hit.target.path,
            "title": hit.title,
            "words": hit.words,
            "village": hit.village,
        }
        for hit in result.hits
    ]
    lines = [result.words]
    for group in result.groups:
        lines.append(group.title)
        lines += [f"    {hit.title}. {hit.place}: {hit.words}" for hit in group.hits]
    return Answer({"hits": hits, "words": result.words, "behind": result.behind}, lines)


def talk(desk: Desk, call: argparse.Namespace) -> Answer:
    """Do one verb of `talk`; ids are those of threads, as `talk list` shows them."""
    match call.action:
        case "list":
            rows = desk.consultation.list(ThreadFilter.SEMUA).rows
            listed = [
                {
                    "id": row.id,
                    "village": row.village,
                    "subject": row.subject,
                    "state": row.state,
                    "unread": row.unread,
                    "pending": row.pending,
                    "refused": row.refused,
                }
                for row in rows
            ]
            lines = [f"{row.id}  {row.village} {row.subject}  {row.side}  {row.snippet}" for row in rows]
            return Answer({"threads": listed}, lines)
        case "show":
            detail = desk.consultation.detail(call.id)
            if isinstance(detail, Refused):
                return no(detail)
            said = [one for one in detail.entries if isinstance(one, TalkMessage)]
            messages = [
                {"key": one.key, "by": one.by, "text": one.text, "sent": one.sent, "files": len(one.files)}
                for one in said
            ]
            lines = [detail.subject, *(f"    {one.by}, {one.at_words}: {one.text}  [{one.sent}]" for one in said)]
            return Answer({"id": detail.id, "subject": detail.subject, "messages": messages}, lines)
        case "say":
            saved = desk.consultation.save_draft(call.id, call.text)
            return no(saved) if isinstance(saved, Refused) else _done(desk.consultation.send(call.id), call.id)
        case _:
            begun = desk.consultation.begin(call.village)
            if isinstance(begun, Refused):
                return no(begun)
            outline = Outline(begun.village, call.subject)
            kept = desk.consultation.save_new(begun.thread, call.text, outline)
            return no(kept) if isinstance(kept, Refused) else _done(desk.consultation.send(begun.thread), begun.thread)


def _done(outcome: Done | Refused, thread: str) -> Answer:
    if isinstance(outcome, Refused):
        return no(outcome)
    return Answer({"op": outcome.op_id, "id": thread, "words": outcome.words}, (outcome.words,))
