"""The verbs of the kecamatan and of both desks: review, overview, feedback, posting."""

from __future__ import annotations

import argparse
from pathlib import Path

from sipa_core.messages import _
from sipa_desktop.bootstrap import Desk
from sipa_desktop.cli.answer import USAGE, Answer, no
from sipa_desktop.errors import Refused
from sipa_desktop.services.feedback_views import FeedbackFilter, FeedbackQuery
from sipa_desktop.services.queue_views import Done


def review(desk: Desk, call: argparse.Namespace) -> Answer:
    """Do one verb of `review`; ids are those of versions, as `review list` shows them."""
    if call.action == "list":
        rows = desk.review.waiting().rows
        listed = [
            {"id": row.version_id, "village": row.village, "title": row.title, "state": row.state, "n": row.n}
            for row in rows
        ]
        return Answer(
            {"waiting": listed},
            [f"{row.version_id}  {row.chip}  {row.village}, {row.title}, {row.sent_words}" for row in rows],
        )
    if call.action == "reopen":
        return _done(desk.review.reopen(call.id, call.reason))
    if call.action == "timely":
        return _done(desk.review.confirm_timely(call.id))
    opened = desk.review.open(call.id)
    if isinstance(opened, Refused):
        return no(opened)
    if call.action == "accept":
        return _done(desk.review.accept(call.id, call.remark))
    for pair in call.note:
        path, equals, text = pair.partition("=")
        if not equals:
            words = _("Tulis catatan sebagai ISIAN=TEKS, atau =TEKS untuk catatan umum.")
            return Answer({"words": words}, (words,), USAGE)
        noted = desk.review.save_note(call.id, None, path, text)
        if isinstance(noted, Refused):
            return no(noted)
    return _done(desk.review.give_back(call.id))


def overview(desk: Desk, call: argparse.Namespace) -> Answer:
    """The matrix of a half-year."""
    matrix = desk.overview.matrix(call.half)
    rows = [
        {
            "village": row.name,
            "code": row.code,
            "kelurahan": row.kelurahan,
            "on_time": row.on_time,
            "due": row.due,
            "spending": row.spending,
            "posted": row.posted,
            "postings": row.postings,
            "cells": [
                {"duty": column.duty, "period": column.period, "state": cell.state, "words": cell.words}
                for column, cell in zip(matrix.columns, row.cells, strict=True)
            ],
        }
        for row in matrix.rows
    ]
    lines = [matrix.title, matrix.words]
    lines += [f"{row.name:<18}" + "  ".join(f"{cell.state:<13}" for cell in row.cells) for row in matrix.rows]
    return Answer({"half": matrix.half.period, "rows": rows}, lines)


def feedback(desk: Desk, call: argparse.Namespace) -> Answer:
    """Do one verb of `feedback`."""
    match call.action:
        case "list":
            rows = desk.feedback.list(FeedbackQuery(FeedbackFilter(call.filter), search=call.search, limit=10_000)).rows
            listed = [
                {
                    "id": row.id,
                    "number": row.number,
                    "village": row.village,
                    "subject": row.subject,
                    "state": row.state,
                    "visibility": row.visibility,
                    "pending": row.pending,
                }
                for row in rows
            ]
            lines = [f"{row.id}  {row.number}  {row.chip}  {row.village}: {row.subject}" for row in rows]
            return Answer({"feedback": listed}, lines)
        case "reply":
            saved = desk.feedback.save_answer(call.id, call.text)
            return no(saved) if isinstance(saved, Refused) else _done(desk.feedback.answer(call.id, close=call.close))
        case "note":
            saved = desk.feedback.save_note(call.id, call.text)
            return no(saved) if isinstance(saved, Refused) else _done(desk.feedback.add_note(call.id))
        case "release":
            return _done(desk.feedback.release(call.id))
        case _:
            return _done(desk.feedback.hold(call.id, call.reason))


def posting(desk: Desk, call: argparse.Namespace) -> Answer:
    """Do one verb of `posting`; ids are those of publications, and of postings as `posting waiting` shows them."""
    match call.action:
        case "done":
            return _posted(desk, call)
        case "carry":
            carried = desk.posting.carry(call.id, Path(call.folder))
            if isinstance(carried, Refused):
                return no(carried)
            return Answer({"folder": carried.folder, "files": carried.files}, (carried.words, carried.folder))
        case "waiting":
            rows = desk.proofs.waiting().rows
            listed = [{"id": row.posting_id, "village": row.village, "channel": row.channel} for row in rows]
            lines = [f"{row.posting_id}  {row.village}, {row.channel_name}, {row.title}, {row.day}" for row in rows]
            return Answer({"waiting": listed}, lines)
        case "verify":
            return _done(desk.proofs.confirm(call.id))
        case "refuse":
            return _done(desk.proofs.refuse(call.id, call.reason))
        case "withdraw":
            return _done(desk.review.withdraw_publication(call.id, call.reason))
        case _:
            return _publications(desk)


def _posted(desk: Desk, call: argparse.Namespace) -> Answer:
    if call.caption is not None:
        saved = desk.posting.save_caption(call.id, call.channel, call.caption)
        if isinstance(saved, Refused):
            return no(saved)
    pictures = []
    for name in call.photo:
        taken = desk.attachments.take_file(Path(name))
        if isinstance(taken, Refused):
            return no(taken)
        pictures.append(taken)
    with_picture = not call.without_picture
    return _done(desk.posting.prove(call.id, call.channel, call.url, with_picture=with_picture, pictures=pictures))


def _publications(desk: Desk) -> Answer:
    listed, lines = [], []
    for row in desk.posting.publications():
        detail = desk.posting.detail(row.id)
        if isinstance(detail, Refused):
            return no(detail)
        channels = [
            {"channel": one.key, "state": one.state, "url": one.url, "pending": one.pending} for one in detail.channels
        ]
        listed.append({"id": row.id, "title": row.title, "state": row.state, "channels": channels})
        lines.append(f"{row.id}  {row.title}, {row.done}/{row.total}")
        lines += [f"    {one.key:<18}{one.chip}  {one.url}" for one in detail.channels]
    return Answer({"publications": listed}, lines)


def _done(outcome: Done | Refused) -> Answer:
    if isinstance(outcome, Refused):
        return no(outcome)
    return Answer({"op": outcome.op_id, "words": outcome.words}, (outcome.words,))
