"""A tanda terima proves itself later, to others and without a network; a changed one is refused."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from sipa_core.sync.receipt_proof import IN_A_CODE, PREFIX, read_proof
from sipa_core.wire.records import RecordType
from sipa_desktop.__main__ import main
from sipa_desktop.bootstrap import Desk
from sipa_desktop.errors import Refused
from sipa_desktop.services.receipt_proofs import Checked, checked
from sipa_server.platform.keys import new_keys
from tests.support.clock import SeededEntropy
from tests.support.papers import words_of
from tests.support.world import BABAYAU, World


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    world = World(tmp_path_factory.mktemp("receipts"))
    yield world
    world.close()


@pytest.fixture(scope="module")
def sent(world: World) -> tuple[Desk, str]:
    """A desk that has sent two reports in one exchange, and the draft of one."""
    desk, drafts = world.village(), []
    for period in ("2025-05", "2025-06"):
        edit = desk.reports.create("kegiatan_bulanan", period)
        assert not isinstance(edit, Refused)
        desk.reports.save(edit.draft_id, {"umum.uraian": f"Gotong royong {period}."})
        done = desk.reports.submit(edit.draft_id)
        assert not isinstance(done, Refused), done
        drafts.append(edit.draft_id)
    assert desk.sync.run_once().accepted >= 2
    return desk, drafts[1]


@pytest.fixture
def saved(sent: tuple[Desk, str]) -> bytes:
    made = sent[0].receipts.file_of(sent[1])
    assert isinstance(made, bytes)
    return made


def code(found: Checked | Refused) -> str:
    return found.code if isinstance(found, Refused) else "holds"


def test_what_was_sent_is_proved_by_file_and_by_code_under_the_servers_key_alone(world: World, saved: bytes) -> None:
    key, proof = world.server.keys.sign_pub, json.loads(saved)["proof"]
    by_file, by_code = checked(saved.decode(), key), checked(f"  {proof[:40].lower()}\n{proof[40:]} ", key)
    assert isinstance(by_file, Checked)
    assert isinstance(by_code, Checked)
    assert (by_file.village, by_file.period, by_file.number) == (BABAYAU, "2025-06", by_code.number)
    assert read_proof(proof).together == 2
    assert code(checked(proof, new_keys(SeededEntropy("another")).sign_pub)) == "other_server"


def test_every_changed_letter_of_a_code_is_noticed(world: World, saved: bytes) -> None:
    proof, key = json.loads(saved)["proof"], world.server.keys.sign_pub
    for at in range(len(proof)):
        changed = proof[:at] + ("B" if proof[at] != "B" else "C") + proof[at + 1 :]
        # The last letter of base32 may hold bits that stand for nothing.
        assert code(checked(changed, key)) != "holds" or read_proof(changed) == read_proof(proof)
    assert code(checked(proof[:-3], key)) == code(checked(PREFIX, key)) == code(checked("", key)) == "not_a_proof"


def test_other_words_under_a_true_receipt_are_refused(world: World, saved: bytes) -> None:
    key, file = world.server.keys.sign_pub, json.loads(saved)
    other = file | {"body": file["body"].replace("Gotong", "Royong")}
    assert code(checked(json.dumps(other), key)) == "receipt_changed"
    assert code(checked(json.dumps({"proof": file["proof"]}), key)) == "not_a_proof"


def test_the_paper_bears_the_fingerprint_and_the_code_where_it_was_sent_from(
    world: World, sent: tuple[Desk, str], saved: bytes
) -> None:
    desk, draft = sent
    edit = desk.reports.open(draft)
    assert not isinstance(edit, Refused)
    with desk.store.read() as tx:
        version = next(one.id for one in tx.records.all(RecordType.VERSION) if one.text("meta.period") == "2025-06")
    paper = desk.documents.receipt(version)
    assert not isinstance(paper, Refused)
    words = words_of(paper.paper.pdf()).replace(" ", "")
    assert read_proof(json.loads(saved)["proof"]).fingerprint.replace(" ", "") in words
    assert "Pindaiuntukmemeriksakeaslian" in words
    office = world.kecamatan()
    elsewhere = office.documents.receipt(version)
    assert not isinstance(elsewhere, Refused)
    assert "Tandatanganserver" not in words_of(elsewhere.paper.pdf()).replace(" ", "")
    assert IN_A_CODE >= 10


def test_anybody_checks_a_file_with_the_servers_key_and_no_profile(
    world: World, saved: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "tanda-terima.json"
    file.write_bytes(saved)
    key = world.server.keys.sign_pub
    for given, ends in ((str(file), 0), (json.loads(saved)["proof"], 0), ("SIPA-TT1.AAAA", 1)):
        out = io.StringIO()
        monkeypatch.setattr("sys.stdout", out)
        asked = ["receipt", "verify", given, "--key", key, "--json", "--profile", str(tmp_path / "none")]
        assert main(asked) == ends, out.getvalue()
    assert not (tmp_path / "none").exists()
