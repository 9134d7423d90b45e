"""Records for the persons and PCs that were there before records told of them.

Frozen: it names its own leaves and must not follow later changes of the program.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

revision = "s0004"
down_revision = "s0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Write each person and PC once, behind everything that the feed holds."""
    connection = op.get_bind()
    seq = connection.execute(sa.text("SELECT seq FROM feed_head")).scalar()
    if seq is None:
        return  # a new database: nobody is there yet, and the first write begins the feed
    known = {tuple(row) for row in connection.execute(sa.text("SELECT type, id FROM records"))}
    for record_type, record_id, village, fields in (*_persons(connection), *_devices(connection)):
        if (record_type, record_id) in known:
            continue
        seq += 1
        connection.execute(
            sa.text(
                "INSERT INTO records (type, id, rev, village, fields, seq)"
                " VALUES (:type, :id, 1, :village, :fields, :seq)"
            ),
            {
                "type": record_type,
                "id": record_id,
                "village": village,
                "fields": json.dumps(
                    {leaf: value for leaf, value in fields.items() if value is not None},
                    ensure_ascii=False,
                    separators=(",", ":"),
                ),
                "seq": seq,
            },
        )
    connection.execute(sa.text("UPDATE feed_head SET seq = :seq"), {"seq": seq})


_Row = tuple[str, str, str | None, dict[str, object]]


def _persons(connection: sa.Connection) -> Iterator[_Row]:
    query = (
        "SELECT p.id, p.name, p.role, p.kecamatan, p.village, p.created_at, p.ended_at,"
        " (SELECT max(c.expires_at) FROM codes c WHERE c.person = p.id AND c.used_at IS NULL) AS code_until"
        " FROM persons p ORDER BY p.created_at, p.id"
    )
    for row in connection.execute(sa.text(query)).mappings():
        yield (
            "person",
            row["id"],
            row["village"],
            {
                "name": row["name"],
                "role": row["role"],
                "kecamatan": row["kecamatan"],
                "created_at": row["created_at"],
                "ended_at": row["ended_at"],
                "code_until": row["code_until"],
            },
        )


def _devices(connection: sa.Connection) -> Iterator[_Row]:
    query = (
        "SELECT d.id, d.person, d.name, d.created_at, d.revoked_at, p.village"
        " FROM devices d JOIN persons p ON p.id = d.person ORDER BY d.created_at, d.id"
    )
    for row in connection.execute(sa.text(query)).mappings():
        yield (
            "device",
            row["id"],
            row["village"],
            {
                "person": row["person"],
                "name": row["name"],
                "created_at": row["created_at"],
                "revoked_at": row["revoked_at"],
            },
        )
