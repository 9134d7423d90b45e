"""The first schema.

Revision ID: s0001
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "s0001"
down_revision = None
branch_labels = None
depends_on = None

_Id = sa.String(36)
_Hash = sa.String(64)


def upgrade() -> None:
    """Make every table of the first schema."""
    op.create_table(
        "meta",
        sa.Column("name", sa.String(40), primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
    )
    op.create_table(
        "feed_head",
        sa.Column("one", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("seq", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "records",
        sa.Column("type", sa.String(40), primary_key=True),
        sa.Column("id", _Id, primary_key=True),
        sa.Column("rev", sa.Integer, nullable=False),
        sa.Column("village", sa.String(16)),
        sa.Column("fields", sa.Text, nullable=False),
        sa.Column("seq", sa.BigInteger, nullable=False, unique=True),
    )
    op.create_index("records_by_village", "records", ["village", "type"])
    op.create_index("records_by_type", "records", ["type", "seq"])
    op.create_table(
        "ops",
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
    )
    op.create_index("ops_by_number", "ops", ["device", "incarnation", "op_no"], unique=True)
    op.create_table(
        "op_faults",
        sa.Column("op_id", _Id, primary_key=True),
        sa.Column("content_hash", _Hash, primary_key=True),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("seen_ops", sa.BigInteger, nullable=False),
    )
    _accounts()
    op.create_table(
        "tries",
        sa.Column("n", sa.Integer, primary_key=True),
        sa.Column("what", sa.String(20), nullable=False),
        sa.Column("address", _Hash, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
    )
    op.create_index("tries_by_time", "tries", ["what", "at"])
    op.create_table(
        "feedback_keys",
        sa.Column("number", sa.String(20), primary_key=True),
        sa.Column("key_hash", _Hash, nullable=False),
        sa.Column("record", _Id, nullable=False, unique=True),
    )
    op.create_table(
        "audit",
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


def _accounts() -> None:
    op.create_table(
        "persons",
        sa.Column("id", _Id, primary_key=True),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("role", sa.String(40), nullable=False),
        sa.Column("kecamatan", sa.String(16), nullable=False),
        sa.Column("village", sa.String(16)),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("ended_at", sa.BigInteger),
    )
    op.create_index("persons_by_place", "persons", ["kecamatan", "village"])
    op.create_table(
        "devices",
        sa.Column("id", _Id, primary_key=True),
        sa.Column("person", _Id, sa.ForeignKey("persons.id"), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("sign_pub", _Hash, nullable=False),
        sa.Column("age_pub", sa.String(100), nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("revoked_at", sa.BigInteger),
    )
    op.create_index("devices_by_person", "devices", ["person"])
    op.create_table(
        "tokens",
        sa.Column("hash", _Hash, primary_key=True),
        sa.Column("device", _Id, sa.ForeignKey("devices.id"), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
    )
    op.create_index("tokens_by_device", "tokens", ["device", "number"])
    op.create_table(
        "codes",
        sa.Column("hash", _Hash, primary_key=True),
        sa.Column("person", _Id, sa.ForeignKey("persons.id"), nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("expires_at", sa.BigInteger, nullable=False),
        sa.Column("used_at", sa.BigInteger),
        sa.Column("device", _Id, sa.ForeignKey("devices.id")),
    )
