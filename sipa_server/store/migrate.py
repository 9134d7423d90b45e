"""Brings a server's database to this program's schema: read the version, copy, upgrade in one transaction, verify.

A newer database is never touched; a failed upgrade leaves the old one as it was, with its copy beside it.
"""

from __future__ import annotations

from functools import cache
from importlib import resources
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

from sipa_core.messages import _
from sipa_server.errors import KnownError
from sipa_server.store.unit_of_work import Store
from sipa_sqlite.quick import names_in


def head() -> str:
    """The newest revision this program knows."""
    return _head_in(str(_config().get_main_option("script_location")))


@cache
def _head_in(place: str) -> str:
    found = ScriptDirectory(place).get_current_head()
    assert found is not None
    return found


def version(store: Store) -> str | None:
    """The revision of an opened database, None when it is new."""
    with store.engines.writer.connect() as connection:
        if "alembic_version" not in names_in(connection):
            return None
        return connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()


def require_current(store: Store) -> None:
    """Raise KnownError unless the database has exactly this program's schema."""
    known = version(store)
    if known == head():
        return
    _refuse_newer(known)
    raise KnownError(
        _("Data server perlu disesuaikan dahulu"),
        _("Data ini dari SIPA yang lebih lama dan belum diubah. Jalankan `sipa-server init`, lalu mulai lagi."),
        "older_database",
    )


def migrate(store: Store) -> Path | None:
    """Upgrade to `head()` and return the copy made before, None when there was nothing to copy or to do.

    Raises KnownError when the database belongs to a newer program.
    """
    known, newest = version(store), head()
    if known == newest:
        return None
    _refuse_newer(known)
    copy = None if known is None else _copy(store, newest)
    with store.engines.writer.connect() as connection:
        raw = connection.connection.dbapi_connection
        assert raw is not None
        raw.execute("PRAGMA foreign_keys=OFF")  # ignored inside a transaction; re-creation would cascade
        try:
            with connection.begin():
                command.upgrade(_config(connection), "head")
                if connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall():
                    raise RuntimeError("the upgrade broke a reference")
        finally:
            raw.execute("PRAGMA foreign_keys=ON")
    return copy


def _config(connection: sa.Connection | None = None) -> Config:
    made = Config()
    made.set_main_option("script_location", str(resources.files("sipa_server.store") / "migrations"))
    made.attributes["connection"] = connection
    return made


def _refuse_newer(known: str | None) -> None:
    script = ScriptDirectory.from_config(_config())
    if known is not None and all(found.revision != known for found in script.walk_revisions()):
        raise KnownError(
            _("Data ini dibuat oleh SIPA yang lebih baru"),
            _("Data aman dan tidak diubah. Pasang sipa-server versi terbaru, lalu buka lagi."),
            "newer_database",
        )


def _copy(store: Store, newest: str) -> Path:
    """A whole copy of the database beside it; the copy of an earlier try is replaced."""
    target = store.path.with_suffix(f".sebelum-{newest}.db")
    target.unlink(missing_ok=True)
    with store.engines.writer.connect() as connection:
        raw = connection.connection.dbapi_connection
        assert raw is not None
        raw.execute("VACUUM INTO ?", (str(target),))
    return target
