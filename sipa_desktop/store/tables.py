"""The tables of the desk's database. A change here needs a migration with a test on data.

`record` is what the server said with this PC's unreceipted ops laid over it; what they cover stands in `covered`, so
that each text lies here once. `heard` reads what the server said from both.
"""

from __future__ import annotations

import sqlalchemy as sa

metadata = sa.MetaData()

meta = sa.Table(
    "meta",
    metadata,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
)

secret = sa.Table(
    "secret",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
)

record = sa.Table(
    "record",
    metadata,
    sa.Column("type", sa.Text, primary_key=True),
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("rev", sa.Integer, nullable=False),
    sa.Column("village", sa.Text),
    sa.Column("fields", sa.LargeBinary, nullable=False),
    sa.Column("pending", sa.Boolean, nullable=False, default=False),
    sa.Index("record_by_village", "type", "village"),
    sa.Index("record_pending", "pending", sqlite_where=sa.text("pending = 1")),
)

covered = sa.Table(
    "covered",
    metadata,
    sa.Column("type", sa.Text, primary_key=True),
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("rev", sa.Integer, nullable=False),
    sa.Column("village", sa.Text),
    sa.Column("fields", sa.LargeBinary, nullable=False),
)

_uncovered = ~sa.exists(sa.select(covered.c.id).where(covered.c.type == record.c.type, covered.c.id == record.c.id))
unsaid = sa.and_(record.c.pending, _uncovered)
"""A record that own ops alone made."""
# The revision is asked first: `pending` stands behind the text, and reading it of 100,000 records would read every
# text. IS NOT keeps the index of `pending` out of this.
_plain = sa.and_(sa.or_(record.c.rev > 0, record.c.pending.is_not(sa.true())), _uncovered)
heard = sa.union_all(
    sa.select(*(record.c[column.name] for column in covered.c)).where(_plain), sa.select(covered)
).subquery("heard")
"""Every record as the server said it."""

document = sa.Table(
    "document",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("about", sa.LargeBinary, nullable=False),
    sa.Column("created_at", sa.BigInteger, nullable=False),
    sa.Column("saved_at", sa.BigInteger, nullable=False),
)

leaf = sa.Table(
    "leaf",
    metadata,
    sa.Column("document", sa.Text, sa.ForeignKey("document.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("path", sa.Text, primary_key=True),
    sa.Column("value", sa.LargeBinary, nullable=False),
)

outbox = sa.Table(
    "outbox",
    metadata,
    sa.Column("no", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("op_id", sa.Text, nullable=False, unique=True),
    sa.Column("op_no", sa.Integer),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("type", sa.Text, nullable=False),
    sa.Column("id", sa.Text, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("body", sa.LargeBinary, nullable=False),
    sa.Column("content_hash", sa.Text, nullable=False),
    sa.Column("made_at", sa.BigInteger, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False, default=0),
    sa.Column("receipt", sa.LargeBinary),
    sa.Column("seq", sa.Integer),
    sa.Column("code", sa.Text),
    sa.Column("field", sa.Text),
    sa.Column("closed_at", sa.BigInteger),
    sa.Index("outbox_by_state", "state", "no"),
)

blob = sa.Table(
    "blob",
    metadata,
    sa.Column("sha256", sa.Text, primary_key=True),
    sa.Column("media", sa.Text, nullable=False),
    sa.Column("size", sa.BigInteger, nullable=False),
    sa.Column("here", sa.Boolean, nullable=False),
    sa.Column("to_send", sa.Boolean, nullable=False),
    sa.Column("sent_at", sa.BigInteger),
    sa.Column("upload", sa.Text),
    sa.Column("sent_bytes", sa.BigInteger, nullable=False),
    sa.Column("wanted_at", sa.BigInteger),
    sa.Column("fault", sa.Text),
    sa.Column("kept_at", sa.BigInteger, nullable=False),
    sa.Index("blob_to_send", "to_send", "size"),
    sa.Index("blob_wanted", "wanted_at"),
)

search_item = sa.Table(
    "search_item",
    metadata,
    sa.Column("no", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("type", sa.Text, nullable=False),
    sa.Column("ref", sa.Text, nullable=False),
    sa.Column("place", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("owner", sa.Text, nullable=False),
    sa.Column("village", sa.Text),
    sa.Column("at", sa.BigInteger, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("body", sa.Text, nullable=False),
    sa.Index("search_item_by_ref", "source", "type", "ref"),
    sa.Index("search_item_by_owner", "owner"),
    sqlite_autoincrement=True,
)

search_dirty = sa.Table(
    "search_dirty",
    metadata,
    sa.Column("no", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("type", sa.Text, nullable=False),
    sa.Column("id", sa.Text, nullable=False),
    sa.UniqueConstraint("source", "type", "id", name="search_dirty_once"),
    sqlite_autoincrement=True,
)

signed = sa.Table(
    "signed",
    metadata,
    sa.Column("request_id", sa.Text, primary_key=True),
    sa.Column("hashes", sa.LargeBinary, nullable=False),
    sa.Column("signature", sa.Text, nullable=False),
    sa.Column("sign_pub", sa.Text, nullable=False),
)

bundle = sa.Table(
    "bundle",
    metadata,
    sa.Column("no", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("request_id", sa.Text, nullable=False, unique=True),
    sa.Column("incarnation", sa.Text, nullable=False),
    sa.Column("epoch", sa.Text, nullable=False),
    sa.Column("sealed_at", sa.BigInteger, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("size", sa.BigInteger, nullable=False),
    sa.Column("ops", sa.LargeBinary, nullable=False),
    sa.Column("files", sa.Integer, nullable=False),
    sa.Column("written_at", sa.BigInteger),
    sa.Column("answered_at", sa.BigInteger),
    sqlite_autoincrement=True,
)

carried = sa.Table(
    "carried",
    metadata,
    sa.Column("sha256", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("size", sa.BigInteger, nullable=False),
    sa.Column("taken_at", sa.BigInteger, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("code", sa.Text, nullable=False),
    sa.Column("handed_at", sa.BigInteger),
    sa.Column("reply", sa.Text, nullable=False),
    sa.Column("reply_name", sa.Text, nullable=False),
    sa.Column("reply_size", sa.BigInteger, nullable=False),
    sa.Column("written_at", sa.BigInteger),
)
