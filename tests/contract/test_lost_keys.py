"""Faults K01 and K02: a keyring that is lost, shut or emptied, a forgotten password, and all of it: nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from io import StringIO
from pathlib import Path
from typing import Any

import msgspec
import pytest

from sipa_core import ids
from sipa_core.domain.attachments import Attachment, leaves
from sipa_core.domain.recovery_code import written
from sipa_desktop.__main__ import main
from sipa_desktop.bootstrap import Desk, open_desk
from sipa_desktop.cli.answer import DONE, FAULT, REFUSED
from sipa_desktop.entrance import put_aside
from sipa_desktop.errors import Refused
from sipa_desktop.platform.secrets import SecretsLockedError
from sipa_desktop.platform.vault import LockedError, Vault, VaultState
from sipa_desktop.services.versions import VersionList
from sipa_desktop.sync.enrolment import Enrolled
from tests.support import outside_files
from tests.support.clock import SeededEntropy
from tests.support.faulty_peer import FaultyPeer
from tests.support.public_figures import TOLD
from tests.support.vaults import PASSWORD, DictRing, vault_of
from tests.support.world import BABAYAU, URL, World
from ui.opening import Door, Opening

DRAFT = ids.draft_id(BABAYAU, "lra_semester1", "2025-S1")
REPORT = ids.report_id(BABAYAU, "lra_semester1", "2025-S1")
NEW_PASSWORD = "jukung di sungai"
WORDS = "Hujan lebat."


class ShutRing(DictRing):
    """A keyring that is there and lets nobody in."""

    def get(self, name: str) -> str | None:
        raise SecretsLockedError

    def put(self, name: str, value: str) -> None:
        raise SecretsLockedError


class Village:
    """A registered village that sent one report, with its token in the encrypted data and its key in a keyring."""

    def __init__(self, world: World) -> None:
        self.world, self.profile = world, world.folder / "desk"
        self.ring = DictRing()
        self._openings = 0
        self.profile.mkdir()
        vault = vault_of(self.profile, self.ring)
        vault.create(PASSWORD)
        self.code = vault.draft_code()
        vault.keep_code(self.code)
        desk = self.opened(vault)
        assert isinstance(desk.enrolment.setup(URL, world.village_code()), Enrolled)
        assert desk.sync.run_once().complete
        assert not isinstance(desk.reports.create("lra_semester1", "2025-S1"), Refused)
        assert not isinstance(desk.reports.save(DRAFT, {"kendala.isi": WORDS, **TOLD}), Refused)
        assert not isinstance(desk.reports.submit(DRAFT), Refused)
        assert desk.sync.run_once().complete
        desk.close()

    def vault(self, ring: DictRing | None) -> Vault:
        """The vault as a new start finds it, with that keyring."""
        return vault_of(self.profile, ring)

    def opened(self, vault: Vault) -> Desk:
        """The desk with its own secrets, on a line that works."""
        peer = self.world.server.peer("desk")
        self._openings += 1
        entropy = SeededEntropy(f"desk-{self._openings}")
        return open_desk(self.profile, vault=vault, clock=self.world.clock, entropy=entropy, peer_of=lambda _url: peer)

    def works(self, vault: Vault) -> None:
        """Everything is there, and the server still knows this PC."""
        desk = self.opened(vault)
        assert versions(desk) == 1
        assert desk.identity() is not None
        assert desk.sync.run_once().trouble is None
        desk.close()


def versions(desk: Desk) -> int:
    listed = desk.versions.of_report(REPORT)
    return len(listed.rows) if isinstance(listed, VersionList) else 0


@pytest.fixture
def village(tmp_path: Path) -> Iterator[Village]:
    world = World(tmp_path)
    yield Village(world)
    world.close()


def test_the_keyring_opens_without_a_person_so_that_sending_goes_on(village: Village) -> None:
    vault = village.vault(village.ring)
    assert (vault.state, vault.opened_by_person) == (VaultState.OPEN, False)
    village.works(vault)


def test_k01_without_a_keyring_the_password_opens_and_the_server_knows_the_pc(village: Village) -> None:
    vault = village.vault(None)
    with pytest.raises(LockedError):
        village.opened(vault)
    assert vault.unlock(PASSWORD)
    village.works(vault)


def test_k01_a_keyring_that_is_shut_holds_nobody_up(village: Village) -> None:
    vault = village.vault(ShutRing())
    assert vault.state is VaultState.LOCKED
    assert not vault.unlock("sawah kering")
    assert vault.unlock(PASSWORD)
    village.works(vault)


def test_k02_after_a_windows_password_was_reset_the_password_opens_and_fills_the_keyring(village: Village) -> None:
    emptied = DictRing()
    vault = village.vault(emptied)
    assert vault.state is VaultState.LOCKED
    assert vault.unlock(PASSWORD)
    village.works(vault)
    assert emptied.kept == village.ring.kept
    assert village.vault(emptied).state is VaultState.OPEN


def test_k02_the_key_of_another_profile_in_the_keyring_opens_nothing(village: Village) -> None:
    wrong = DictRing()
    wrong.kept = dict.fromkeys(village.ring.kept, "00" * 32)
    vault = village.vault(wrong)
    assert vault.state is VaultState.LOCKED
    assert vault.unlock(PASSWORD)
    assert wrong.kept == village.ring.kept


def test_k02_a_forgotten_password_is_replaced_with_the_paper_from_the_cupboard(village: Village) -> None:
    vault = village.vault(None)
    assert vault.unlock_by_code(written(village.code).lower())
    vault.set_password(NEW_PASSWORD)
    village.works(vault)
    again = village.vault(None)
    assert not again.unlock(PASSWORD)
    assert again.unlock(NEW_PASSWORD)
    village.works(again)
    assert village.vault(None).unlock_by_code(village.code)


def test_k02_with_every_way_lost_a_new_registration_brings_back_all_that_was_sent(village: Village) -> None:
    put_aside(village.profile, village.world.clock)
    vault = village.vault(DictRing())
    assert vault.state is VaultState.NEW
    vault.create(NEW_PASSWORD)
    desk = village.opened(vault)
    assert desk.identity() is None
    assert isinstance(desk.enrolment.setup(URL, village.world.village_code()), Enrolled)
    assert desk.sync.run_once().complete
    assert versions(desk) == 1
    desk.close()
    (aside,) = village.profile.glob("disisihkan-*")
    found = vault_of(aside)
    assert found.unlock_by_code(village.code), "the paper turned up later"
    held = open_desk(aside, vault=found, clock=village.world.clock, entropy=SeededEntropy("found"))
    with held.store.read() as tx:
        assert tx.documents.content(DRAFT).get("kendala.isi") == WORDS
    held.close()


@pytest.mark.parametrize("reached", [True, False])
def test_k02_whoever_begins_again_with_the_key_at_hand_has_what_waits_sent_first(
    village: Village, monkeypatch: pytest.MonkeyPatch, *, reached: bool
) -> None:
    desk = village.opened(village.vault(village.ring))
    photo = desk.attachments.take_bytes(outside_files.photo(300, 200), "Rapat.jpg")
    assert isinstance(photo, Attachment)
    june, may = (ids.draft_id(BABAYAU, "kegiatan_bulanan", month) for month in ("2025-06", "2025-05"))
    for month, draft, content in (("2025-06", june, leaves("foto", "f0", photo)), ("2025-05", may, {})):
        assert not isinstance(desk.reports.create("kegiatan_bulanan", month), Refused)
        assert not isinstance(desk.reports.save(draft, {"umum.uraian": "Posyandu.", **content}), Refused)
    assert not isinstance(desk.reports.submit(june), Refused)
    desk.close()
    line = FaultyPeer(village.world.server.peer("desk"))
    line.down = not reached
    opened = partial(open_desk, entropy=SeededEntropy("last"), peer_of=lambda _url: line)
    monkeypatch.setattr("sipa_desktop.bootstrap.open_desk", opened)
    opening = Opening(village.profile, village.world.clock, vault=village.vault(village.ring))
    assert opening.examine() is Door.GUARDED
    left = opening.send_last()
    opening.close()
    assert left is not None
    assert (left.nothing_waits, left.ops, left.files, left.texts) == (reached, not reached, not reached, 1)
    assert ("belum sampai" in left.words) is not reached
    assert village.world.server.blobs.files.whole(photo.sha256) is reached
    locked = Opening(village.profile, village.world.clock, vault=village.vault(None))
    assert locked.examine() is Door.LOCKED
    assert locked.send_last() is None
    locked.close()


@pytest.fixture
def verb(village: Village, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Any:
    """Run a verb with lines on its standard input, on a PC whose keyring has the key: its exit code and answer."""
    monkeypatch.setattr("sipa_desktop.cli.keys.open_vault", lambda _profile, clock: village.vault(village.ring))

    def run(name: str, *lines: str) -> tuple[int, dict[str, Any]]:
        monkeypatch.setattr("sys.stdin", StringIO("".join(f"{line}\n" for line in lines)))
        code = main([name, "--json", "--profile", str(village.profile)])
        return code, msgspec.json.decode(capsys.readouterr().out, type=dict[str, Any])

    return run


def test_a_password_is_changed_by_a_verb(village: Village, verb: Any) -> None:
    assert verb("password", "sawah kering", NEW_PASSWORD)[0] == FAULT
    code, answer = verb("password", PASSWORD, "pendek")
    assert (code, answer["code"]) == (REFUSED, "password_unfit")
    assert verb("password", PASSWORD)[0] == REFUSED
    assert village.vault(None).unlock(PASSWORD)
    assert verb("password", PASSWORD, NEW_PASSWORD)[0] == DONE
    assert not village.vault(None).unlock(PASSWORD)
    assert village.vault(None).unlock(NEW_PASSWORD)


def test_the_paper_from_the_cupboard_changes_a_forgotten_password_by_a_verb(village: Village, verb: Any) -> None:
    assert verb("password", written(village.code), NEW_PASSWORD)[0] == DONE
    assert village.vault(None).unlock(NEW_PASSWORD)


def test_a_new_recovery_code_by_a_verb_ends_the_old_one(village: Village, verb: Any) -> None:
    assert verb("recovery", "sawah kering")[0] == FAULT
    assert village.vault(None).unlock_by_code(village.code)
    code, answer = verb("recovery", PASSWORD)
    assert code == DONE
    assert not village.vault(None).unlock_by_code(village.code)
    assert village.vault(None).unlock_by_code(answer["recovery_code"])


def test_a_profile_without_a_lock_has_none_to_change(village: Village, verb: Any) -> None:
    put_aside(village.profile, village.world.clock)
    code, answer = verb("recovery", PASSWORD)
    assert (code, answer["code"]) == (FAULT, "vault_new")
