"""The database on the disk: nothing of it can be read without the key, and a plain one becomes encrypted whole."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
import sqlalchemy as sa
import sqlcipher3.dbapi2 as driver
from sqlalchemy.exc import DatabaseError

from sipa_core.domain.attachments import Attachment, Media
from sipa_desktop.bootstrap import open_desk
from sipa_desktop.platform.keys import AGE_KEY, SIGN_KEY, TOKEN
from sipa_desktop.platform.secrets import FILE_NAME
from sipa_desktop.platform.vault import is_plain
from sipa_desktop.settings import BLOBS
from sipa_desktop.store.documents import DocumentKind
from sipa_desktop.store.engine import open_engines
from sipa_desktop.store.unit_of_work import Store
from sipa_desktop.sync.enrolment import Enrolled
from tests.support import outside_files
from tests.support.clock import HandClock, SeededEntropy
from tests.support.vaults import KEY, open_vault
from tests.support.world import URL, World

SENTENCE = "Jembatan gantung di RT 02 rusak sejak Mei."


def written(path: Path, key: bytes = KEY) -> None:
    store = Store(path, HandClock(1), SeededEntropy("plain"), key)
    with store.write() as tx:
        tx.documents.start("d", DocumentKind.DRAFT, {"template": "lra_semester1"}, 1)
        tx.documents.save("d", {"kendala.isi": SENTENCE}, 2)
    store.close()


def make_plain(path: Path) -> None:
    """Turn an encrypted database into what a version before encryption left behind, with a write-ahead log."""
    raw = driver.connect(str(path), isolation_level=None)
    raw.execute(f"PRAGMA key = \"x'{KEY.hex()}'\"")
    raw.execute("ATTACH ? AS plain KEY ''", (f"{path}.plain",))
    raw.execute("SELECT sqlcipher_export('plain')").fetchall()
    raw.execute("DETACH plain")
    raw.close()
    path.with_name(f"{path.name}.plain").replace(path)
    again = driver.connect(str(path), isolation_level=None)
    again.execute("PRAGMA journal_mode=WAL")
    again.execute("INSERT INTO meta (key, value) VALUES ('beside', 'in the log')")
    again.close()


def test_no_word_of_a_report_can_be_read_on_the_disk(tmp_path: Path) -> None:
    written(tmp_path / "sipa.db")
    for file in tmp_path.iterdir():
        content = file.read_bytes()
        assert SENTENCE.encode() not in content
        assert not content.startswith(b"SQLite format 3")


def test_another_key_opens_nothing(tmp_path: Path) -> None:
    written(tmp_path / "sipa.db")
    engines = open_engines(tmp_path / "sipa.db", bytes(32))
    with pytest.raises(DatabaseError), engines.reader.connect() as connection:
        connection.execute(sa.text("SELECT count(*) FROM leaf"))
    engines.dispose()


def test_a_profile_of_a_version_before_encryption_is_encrypted_with_all_that_it_held(tmp_path: Path) -> None:
    profile = tmp_path / "desk"
    profile.mkdir()
    written(profile / "sipa.db")
    make_plain(profile / "sipa.db")
    left = profile / "sipa.sebelum-d0002.db"
    left.write_bytes((profile / "sipa.db").read_bytes())
    (profile / FILE_NAME).write_text(f'{{"{TOKEN}": "abc", "{SIGN_KEY}": "{"0" * 64}"}}')
    assert is_plain(profile / "sipa.db")
    desk = open_desk(profile, vault=open_vault(profile), clock=HandClock(1), entropy=SeededEntropy("upgrade"))
    with desk.store.read() as tx:
        assert tx.documents.content("d") == {"kendala.isi": SENTENCE}
        assert tx.meta.get("beside") == "in the log"
    with desk.store.write() as tx:
        tx.connection.exec_driver_sql("INSERT INTO search_text (search_text) VALUES ('integrity-check')")
    assert desk.store.integrity() == "ok"
    desk.close()
    assert not is_plain(profile / "sipa.db")
    assert not left.exists()
    assert all(SENTENCE.encode() not in file.read_bytes() for file in profile.rglob("*") if file.is_file())


def test_attachments_of_a_version_before_their_encryption_are_locked_up_beside_the_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    profile, photo = tmp_path / "desk", outside_files.photo(300, 200)
    digest = hashlib.sha256(photo).hexdigest()
    lying = profile / BLOBS / digest[:2] / digest
    lying.parent.mkdir(parents=True)
    lying.write_bytes(photo)
    monkeypatch.setattr("tempfile.gettempdir", lambda: str(tmp_path))
    copies = tmp_path / "sipa-lampiran"
    copies.mkdir()
    desk = open_desk(profile, vault=open_vault(profile), clock=HandClock(1), entropy=SeededEntropy("upgrade"))
    about = Attachment(digest, "Rapat.jpg", Media.JPEG, len(photo))
    assert desk.attachments.bytes_of(about) == photo
    lent = desk.attachments.lend(about)
    assert lent is not None
    assert lent.read_bytes() == photo
    assert desk._locking_up is not None
    desk._locking_up.join(10)
    desk.close()
    assert not lying.exists()
    assert not copies.exists()
    assert all(photo[200:260] not in file.read_bytes() for file in profile.rglob("*") if file.is_file())
    desk = open_desk(profile, vault=open_vault(profile), clock=HandClock(1), entropy=SeededEntropy("again"))
    assert desk.attachments.bytes_of(about) == photo
    desk.close()


def test_token_and_private_keys_lie_in_the_encrypted_file_and_nowhere_else(tmp_path: Path) -> None:
    world = World(tmp_path)
    desk = open_desk(
        tmp_path / "new",
        vault=open_vault(tmp_path / "new"),
        clock=world.clock,
        entropy=SeededEntropy("keys"),
        peer_of=lambda _url: world.server.peer("new"),
    )
    assert isinstance(desk.enrolment.setup(URL, world.village_code()), Enrolled)
    assert desk.sync.run_once().complete
    secrets = desk.sync._secrets
    told = [secrets.get(name) for name in (TOKEN, SIGN_KEY, AGE_KEY)]
    desk.close()
    assert all(told)
    for file in (tmp_path / "new").rglob("*"):
        if file.is_file():
            assert all(str(secret).encode() not in file.read_bytes() for secret in told)
    world.close()
