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
from sipa_desktop.services.receipt_looks import Verdict
from sipa_desktop.services.receipt_proofs import MAX_FILE, Checked, checked
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


@pytest.fixture(scope="module")
def office(world: World, sent: tuple[Desk, str]) -> Desk:
    """The kecamatan's desk, which has read what was sent."""
    return world.kecamatan()


@pytest.fixture
def saved(sent: tuple[Desk, str]) -> bytes:
    made = sent[0].receipts.file_of(sent[1])
    assert isinstance(made, bytes)
    return made


def version_of_june(desk: Desk) -> str:
    with desk.store.read() as tx:
        return next(one.id for one in tx.records.all(RecordType.VERSION) if one.text("meta.period") == "2025-06")


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
    sent: tuple[Desk, str], office: Desk, saved: bytes
) -> None:
    desk, draft = sent
    edit = desk.reports.open(draft)
    assert not isinstance(edit, Refused)
    version = version_of_june(desk)
    paper = desk.documents.receipt(version)
    assert not isinstance(paper, Refused)
    words = words_of(paper.paper.pdf()).replace(" ", "")
    assert read_proof(json.loads(saved)["proof"]).fingerprint.replace(" ", "") in words
    assert "Pindaiuntukmemeriksakeaslian" in words
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


def test_a_look_says_in_words_whose_report_it_was_where_it_is_known_and_what_is_wrong_elsewhere(
    world: World, sent: tuple[Desk, str], office: Desk, saved: bytes, tmp_path: Path
) -> None:
    desk = sent[0]
    paper = desk.documents.receipt(version_of_june(desk))
    assert not isinstance(paper, Refused)
    pdf, file, other = tmp_path / "tanda.pdf", tmp_path / "tanda.json", tmp_path / "lain.pdf"
    pdf.write_bytes(paper.paper.pdf())
    file.write_bytes(saved)
    other.write_bytes(b"%PDF-1.7 " + b"SIPA-TT1" * 9)
    for one in (desk, office):
        for path in (pdf, file):
            look = one.receipt_looks.of_file(path)
            facts = dict(look.facts)
            assert (look.verdict, look.title) == (Verdict.TRUE, "Tanda terima asli")
            assert (facts["Dari"], facts["Kiriman"]) == ("Desa Babayau", "ke-1, yang terbaru")
            assert facts["Laporan"].endswith("Juni 2025")
            assert facts["Dikirim oleh"]
            assert facts["Nomor"] in words_of(paper.paper.pdf())
    stranger = world.village("balida", "63.11.06.2034")
    by_code = stranger.receipt_looks.of_file(pdf)
    assert "tidak ada di komputer ini" in by_code.words
    assert set(dict(by_code.facts)) == {"Diterima server", "Nomor", "Kode isi"}
    by_file = dict(stranger.receipt_looks.of_file(file).facts)
    assert by_file["Laporan"].endswith("Juni 2025"), "the file has it in the signed words"
    code = json.loads(saved)["proof"]
    spoilt = json.loads(saved) | {"body": json.loads(saved)["body"].replace("Gotong", "Royong")}
    verdicts = {
        desk.receipt_looks.of_text(given).verdict
        for given in (json.dumps(spoilt), code[:200] + ("B" if code[200] != "B" else "C") + code[201:])
    }
    assert verdicts == {Verdict.CHANGED}
    assert desk.receipt_looks.of_file(other).verdict is Verdict.NO_RECEIPT
    big = tmp_path / "besar.pdf"
    with big.open("wb") as out:
        out.truncate(MAX_FILE + 1)
    assert "terlalu besar" in desk.receipt_looks.of_file(big).words
    with desk.store.write() as tx:
        known = tx.meta.get("identity")
        assert known is not None
        tx.meta.put("identity", known.replace(world.server.keys.sign_pub, new_keys(SeededEntropy("another")).sign_pub))
    assert desk.receipt_looks.of_text(code).title == "Dari server lain"
    with desk.store.write() as tx:
        tx.meta.put("identity", known)
