"""Brings a database to this program's schema: read the version, copy, upgrade in one transaction, verify.

A newer database is never touched; a failed upgrade leaves the old one as it was, with its copy beside it. A new one
is written from `migrations/schema.sql`, which says where all the steps lead. Alembic is imported only when there is
something to upgrade: it costs more than a second on an old PC.
"""

from __future__ import annotations

from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Final

import sqlalchemy as sa

from sipa_core.messages import _
from sipa_desktop.errors import KnownError
from sipa_sqlite.lending import Lender
from sipa_sqlite.quick import names_in

if TYPE_CHECKING:
    from alembic.config import Config

HEAD: Final = "d0008"
"""The newest revision; a test holds it to the tree of migrations."""
NEXT: Final = "\n;;\n"
"""What stands between two statements of schema.sql; a statement may hold semicolons and blank lines of its own."""


def config(connection: sa.Connection | None = None) -> Config:
    """Alembic's configuration for the desk's own tree, bound to a connection when one is given."""
    from alembic.config import Config

    made = Config()
    made.set_main_option("script_location", str(resources.files("sipa_desktop.store") / "migrations"))
    made.attributes["connection"] = connection
    return made


def version(engine: Lender) -> str | None:
    """The revision of an opened database, None when it is new."""
    with engine.connect() as connection:
        if "alembic_version" not in names_in(connection):
            return None
        return connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()


def migrate(engine: Lender, path: Path) -> None:
    """Upgrade the database behind `engine` to HEAD; does nothing when it is there already.

    Raises KnownError when the database belongs to a newer program.
    """
    known = version(engine)
    if known == HEAD:
        return
    if known is None and lay_schema(engine):
        return
    if known is not None:
        if not _is_ancestor(known):
            raise KnownError(
                _("Data ini dibuat oleh SIPA yang lebih baru"),
                _("Data Anda aman dan tidak diubah. Pasang SIPA versi terbaru di komputer ini, lalu buka lagi."),
                "newer_database",
            )
        copy_database(engine, path.with_suffix(f".sebelum-{HEAD}.db"))
    _upgrade(engine)


def lay_schema(engine: Lender) -> bool:
    """Give an empty database the whole schema in one transaction; False when the file is of another revision."""
    statements = (resources.files("sipa_desktop.store") / "migrations" / "schema.sql").read_text("utf-8").split(NEXT)
    if statements.pop(0) != f"-- {HEAD}":
        return False
    with engine.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
    return True


def _upgrade(engine: Lender) -> None:
    from alembic import command

    with engine.connect() as connection:
        raw = connection.connection.dbapi_connection
        assert raw is not None
        raw.execute("PRAGMA foreign_keys=OFF")  # ignored inside a transaction; batch re-creation would cascade
        try:
            with connection.begin():
                command.upgrade(config(connection), "head")
                if connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall():
                    raise RuntimeError("the upgrade broke a reference")
        finally:
            raw.execute("PRAGMA foreign_keys=ON")


def _is_ancestor(revision: str) -> bool:
    from alembic.script import ScriptDirectory

    script = ScriptDirectory.from_config(config())
    return any(found.revision == revision for found in script.walk_revisions())


def copy_database(engine: Lender, target: Path) -> None:
    """Write a whole, checked copy of the database to `target`; the copy of an earlier try is replaced.

    Raises KnownError when the copy does not check; then nothing may be built upon it.
    """
    target.unlink(missing_ok=True)
    with engine.connect() as connection:
        raw = connection.connection.dbapi_connection
        assert raw is not None
        raw.execute("VACUUM INTO ?", (str(target),))
        raw.execute("ATTACH ? AS copied", (str(target),))
        try:
            found = raw.execute("PRAGMA copied.integrity_check(1)").fetchone()[0]
        finally:
            raw.execute("DETACH copied")
    if found != "ok":
        target.unlink(missing_ok=True)
        raise KnownError(
            _("Salinan data tidak utuh"),
            _("Data Anda tidak diubah. Periksa hard disk komputer ini, lalu buka SIPA lagi."),
            "bad_copy",
        )
