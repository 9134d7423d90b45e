"""The tables as they are now; the migrations lead here and a test compares the two.

Instants are UTC milliseconds. Secrets (tokens, codes, keys of citizens) stand here only as hashes.
"""

from __future__ import annotations

import sqlalchemy as sa

metadata = sa.MetaData()

_Id = sa.String(36)
_Hash = sa.String(64)

meta = sa.Table(
    "meta",
    metadata,
    sa.Column("name", sa.String(40), primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
)
"""epoch, kecamatan and the like: one line each."""

feed_head = sa.Table(
    "feed_head",
    metadata,
    sa.Column("one", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("seq", sa.BigInteger, nullable=False),
)
"""One row; whoever writes records holds its lock, so that seq follows the order of commits."""

feed_marks = sa.Table(
    "feed_marks",
    metadata,
    sa.Column("seq", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("mark", sa.String(32), nullable=False),
)
"""What stood at each feed number, chained by SHA-256: two histories that differ anywhere differ in every later mark."""

records = sa.Table(
    "records",
    metadata,
    sa.Column("type", sa.String(40), primary_key=True),
    sa.Column("id", _Id, primary_key=True),
    sa.Column("rev", sa.Integer, nullable=False),
    sa.Column("village", sa.String(16)),
    sa.Column("fields", sa.Text, nullable=False),
    sa.Column("seq", sa.BigInteger, nullable=False, unique=True),
    sa.Index("records_by_village", "village", "type"),
    sa.Index("records_by_type", "type", "seq"),
)
"""The truth, and the feed: a record stands once, at its newest seq."""

record_past = sa.Table(
    "record_past",
    metadata,
    sa.Column("type", sa.String(40), primary_key=True),
    sa.Column("id", _Id, primary_key=True),
    sa.Column("rev", sa.Integer, primary_key=True),
    sa.Column("fields", sa.Text, nullable=False),
    sa.Column("until", sa.BigInteger, nullable=False),
    sa.Index("record_past_by_time", "until"),
)
"""Earlier revisions of what is put together (drafts and their conflicts), and until when they stood; for 60 days."""

ops = sa.Table(
    "ops",
    metadata,
    sa.Column("op_id", _Id, primary_key=True),
    sa.Column("person", _Id, nullable=False),
    sa.Column("device", _Id, nullable=False),
    sa.Column("incarnation", sa.String(64), nullable=False),
    sa.Column("op_no", sa.BigInteger, nullable=False),
    sa.Column("content_hash", _Hash, nullable=False),
    sa.Column("status", sa.String(20), nullable=False),
    sa.Column("received_at", sa.BigInteger, nullable=False),
    sa.Column("seq", sa.BigInteger, nullable=False),
    sa.Column("rev", sa.Integer, nullable=False),
    sa.Column("code", sa.String(40)),
    sa.Column("field", sa.String(200)),
    sa.Column("sealed_at", sa.BigInteger, nullable=False, server_default="0"),
    sa.Index("ops_by_number", "device", "incarnation", "op_no", unique=True),
)
"""The receipt of every op that got a lasting answer; `sealed_at`: of the bundle that first brought it, else 0."""

op_faults = sa.Table(
    "op_faults",
    metadata,
    sa.Column("op_id", _Id, primary_key=True),
    sa.Column("content_hash", _Hash, primary_key=True),
    sa.Column("tries", sa.Integer, nullable=False),
    sa.Column("seen_ops", sa.BigInteger, nullable=False),
)
"""Ops whose rule failed by a bug: how often, and how many ops had been answered at the last try that counted."""

persons = sa.Table(
    "persons",
    metadata,
    sa.Column("id", _Id, primary_key=True),
    sa.Column("name", sa.String(120), nullable=False),
    sa.Column("role", sa.String(40), nullable=False),
    sa.Column("kecamatan", sa.String(16), nullable=False),
    sa.Column("village", sa.String(16)),
    sa.Column("created_at", sa.BigInteger, nullable=False),
    sa.Column("ended_at", sa.BigInteger),
    sa.Index("persons_by_place", "kecamatan", "village"),
)

devices = sa.Table(
    "devices",
    metadata,
    sa.Column("id", _Id, primary_key=True),
    sa.Column("person", _Id, sa.ForeignKey("persons.id"), nullable=False),
    sa.Column("name", sa.String(120), nullable=False),
    sa.Column("sign_pub", _Hash, nullable=False),
    sa.Column("age_pub", sa.String(100), nullable=False),
    sa.Column("created_at", sa.BigInteger, nullable=False),
    sa.Column("revoked_at", sa.BigInteger),
    sa.Column("waiting_since", sa.BigInteger),
    sa.Index("devices_by_person", "person"),
)

tokens = sa.Table(
    "tokens",
    metadata,
    sa.Column("hash", _Hash, primary_key=True),
    sa.Column("device", _Id, sa.ForeignKey("devices.id"), nullable=False),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("made_at", sa.BigInteger, nullable=False, server_default="0"),
    sa.Index("tokens_by_device", "device", "number"),
)
"""A device's tokens, newest number last; the first use of one ends those before it."""

codes = sa.Table(
    "codes",
    metadata,
    sa.Column("hash", _Hash, primary_key=True),
    sa.Column("person", _Id, sa.ForeignKey("persons.id"), nullable=False),
    sa.Column("created_at", sa.BigInteger, nullable=False),
    sa.Column("expires_at", sa.BigInteger, nullable=False),
    sa.Column("used_at", sa.BigInteger),
    sa.Column("device", _Id, sa.ForeignKey("devices.id")),
)

tries = sa.Table(
    "tries",
    metadata,
    sa.Column("n", sa.Integer, primary_key=True),
    sa.Column("what", sa.String(20), nullable=False),
    sa.Column("address", _Hash, nullable=False),
    sa.Column("at", sa.BigInteger, nullable=False),
    sa.Index("tries_by_time", "what", "at"),
)
"""Wrong or counted tries of the last hour; the address stands as an HMAC and goes after the hour."""

feedback_keys = sa.Table(
    "feedback_keys",
    metadata,
    sa.Column("number", sa.String(20), primary_key=True),
    sa.Column("key_hash", _Hash, nullable=False),
    sa.Column("record", _Id, nullable=False, unique=True),
)

phone_pages = sa.Table(
    "phone_pages",
    metadata,
    sa.Column("id", _Id, primary_key=True),
    sa.Column("hash", _Hash, nullable=False, unique=True),
    sa.Column("person", _Id, sa.ForeignKey("persons.id"), nullable=False),
    sa.Column("device", _Id, sa.ForeignKey("devices.id"), nullable=False),
    sa.Column("publication", _Id, nullable=False),
    sa.Column("captions", sa.Text, nullable=False),
    sa.Column("created_at", sa.BigInteger, nullable=False),
    sa.Column("expires_at", sa.BigInteger, nullable=False),
    sa.Index("phone_pages_by_person", "person", "publication"),
)
"""Pages that a phone may open, each for one publication and one person; a page that is over has no row."""

audit = sa.Table(
    "audit",
    metadata,
    sa.Column("n", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("at", sa.BigInteger, nullable=False),
    sa.Column("person", _Id),
    sa.Column("device", _Id),
    sa.Column("act", sa.String(40), nullable=False),
    sa.Column("outcome", sa.String(40), nullable=False),
    sa.Column("op_id", _Id),
    sa.Column("record_type", sa.String(40)),
    sa.Column("record", _Id),
    sa.Column("village", sa.String(16)),
    sa.Column("content_hash", _Hash),
    sa.Column("previous", _Hash, nullable=False),
    sa.Column("hash", _Hash, nullable=False),
)
"""Who did what, chained by hashes; no text that anybody wrote."""

blobs = sa.Table(
    "blobs",
    metadata,
    sa.Column("sha256", _Hash, primary_key=True),
    sa.Column("media", sa.String(40), nullable=False),
    sa.Column("size", sa.BigInteger, nullable=False),
    sa.Column("received_at", sa.BigInteger, nullable=False),
)
"""Attachments whose bytes lie in the blob folder, whole and checked."""

uploads = sa.Table(
    "uploads",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("place", sa.String(16), nullable=False),
    sa.Column("sha256", _Hash, nullable=False),
    sa.Column("media", sa.String(40), nullable=False),
    sa.Column("size", sa.BigInteger, nullable=False),
    sa.Column("device", _Id, nullable=False),
    sa.Column("begun_at", sa.BigInteger, nullable=False),
    sa.Column("touched_at", sa.BigInteger, nullable=False),
    sa.Column("done_at", sa.BigInteger),
    sa.Index("uploads_by_place", "place", "sha256", unique=True),
    sa.Index("uploads_by_device", "device", "begun_at"),
    sa.Index("uploads_by_age", "done_at", "touched_at"),
)
"""What a place (a village, or the kecamatan) sends or has sent; `done_at` says that it has shown all the bytes."""

blob_names = sa.Table(
    "blob_names",
    metadata,
    sa.Column("type", sa.String(40), primary_key=True),
    sa.Column("id", _Id, primary_key=True),
    sa.Column("sha256", _Hash, primary_key=True),
    sa.Column("village", sa.String(16)),
    sa.Column("place", sa.String(16)),
    sa.Column("granted", sa.Boolean, nullable=False),
    sa.Index("blob_names_by_hash", "sha256", "granted"),
)
"""Which record names which blob, and whether naming it gives the right to read: only if the place that named it has
shown the bytes, or could read them already. A hash that somebody overheard is no right.
"""

bundles = sa.Table(
    "bundles",
    metadata,
    sa.Column("sha256", _Hash, primary_key=True),
    sa.Column("device", _Id, nullable=False),
    sa.Column("request_id", sa.String(64), nullable=False),
    sa.Column("sealed_at", sa.BigInteger, nullable=False),
    sa.Column("received_at", sa.BigInteger, nullable=False),
    sa.Column("courier", _Id, nullable=False),
    sa.Column("state", sa.String(20), nullable=False),
    sa.Column("ops", sa.Integer, nullable=False),
    sa.Column("reply", _Hash, nullable=False),
    sa.Column("reply_name", sa.String(120), nullable=False),
    sa.Column("reply_size", sa.BigInteger, nullable=False),
    sa.Index("bundles_by_state", "state", "received_at"),
)
"""What came sealed on a stick, by the hash of the file, and the sealed reply to it."""
