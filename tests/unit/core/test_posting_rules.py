"""The rules of a posting: what proves it, what the kecamatan may say of a proof, and when a post is owed anew."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import msgspec
import pytest

from sipa_core import ids
from sipa_core.domain import channels, template_text
from sipa_core.domain.roles import Actor, Role
from sipa_core.domain.workflow import PostingState
from sipa_core.ops import registry
from sipa_core.ops.base import Applied, Context, Refusal
from sipa_core.ops.posting import Prove
from sipa_core.ops.publication import publish
from sipa_core.wire.ops import MadeAt, OpBody
from sipa_core.wire.records import Record, RecordType, Ref, Value, changed
from tests.support.public_figures import VILLAGE, report, template
from tests.support.public_figures import channels as shipped

KECAMATAN = "63.11.06"
REPORT = ids.report_id(VILLAGE.code, "lra_semester1", "2025-S1")
PUBLICATION = ids.publication_id(REPORT)
DESA = Actor("p1", "Norhayati", Role.ADMIN_DESA, KECAMATAN, VILLAGE.code)
OFFICE = Actor("p2", "Syahrani", Role.ADMIN_KECAMATAN, KECAMATAN)
ROW = "0198a000-0000-7000-8000-0000000000aa"
OTHER = "0198a000-0000-7000-8000-0000000000bb"
URL = "https://www.facebook.com/desababayau/posts/123"


def picture(row: str = ROW, sha: str = "a" * 64, **changes: Value) -> dict[str, Value]:
    leaves: dict[str, Value] = {"sha256": sha, "name": "tangkapan.jpg", "media": "image/jpeg", "size": 90_000}
    return {f"bukti[{row}].{leaf}": value for leaf, value in {**leaves, **changes}.items() if value is not None}


@dataclass
class Truth:
    """The records and their rules."""

    records: dict[Ref, Record] = field(default_factory=dict)
    now: int = 1000

    def get(self, ref: Ref) -> Record | None:
        return self.records.get(ref)

    def all(self, record_type: RecordType) -> list[Record]:
        return [record for ref, record in self.records.items() if ref.type == record_type]

    def put(self, ref: Ref, village: str | None, fields: dict[str, Value]) -> Record:
        known = self.records.get(ref)
        merged = changed(known.fields if known else {}, fields)
        self.records[ref] = Record(ref.type, ref.id, 1, village, merged)
        return self.records[ref]

    def play(self, kind: str, channel: str, actor: Actor, **fields: Any) -> Applied | Refusal:
        self.now += 1000
        ref = Ref(RecordType.POSTING, ids.posting_id(PUBLICATION, channel))
        body = OpBody(kind, ref, msgspec.Raw(msgspec.json.encode(fields)), actor.person, MadeAt(1, "Asia/Makassar"))
        outcome = registry.apply(body, self, Context(actor, self.now, "op", ""))
        if isinstance(outcome, Applied):
            for write in outcome.writes:
                self.put(write.ref, write.village, dict(write.changes))
        return outcome

    def version(self, n: int, changes: dict[str, Value] | None = None) -> Record:
        """Accept the n-th version."""
        meta: dict[str, Value] = {
            "meta.type": "lra_semester1",
            "meta.period": "2025-S1",
            "meta.n": n,
            "meta.template_version": template().version,
            "meta.report": REPORT,
        }
        version = self.put(
            Ref(RecordType.VERSION, ids.version_id(REPORT, n)), VILLAGE.code, {**report(changes), **meta}
        )
        about: dict[str, Value] = {"type": "lra_semester1", "period": "2025-S1", "newest": n}
        owner = self.put(Ref(RecordType.REPORT, REPORT), VILLAGE.code, about)
        for write in publish(owner, version, self, Context(OFFICE, self.now, "op", "")):
            self.put(write.ref, write.village, dict(write.changes))
        return version

    def posting(self, channel: str) -> Record:
        return self.records[Ref(RecordType.POSTING, ids.posting_id(PUBLICATION, channel))]

    def prove(self, channel: str, url: str = "", evidence: dict[str, Value] | None = None, n: int = 1) -> object:
        fields = {"version": ids.version_id(REPORT, n), "url": url, "caption": "", "with_picture": True, "posted_at": 5}
        more = {} if evidence is None else {"evidence": evidence}
        return self.play("posting.prove", channel, DESA, **fields, **more)

    def judge(self, kind: str, channel: str, **more: Any) -> Applied | Refusal:
        known = self.posting(channel)
        seen = {"version": known.text("version"), "proved_at": known.number("proved_at")}
        return self.play(kind, channel, OFFICE, **{**seen, **more})


@pytest.fixture
def truth() -> Truth:
    made = Truth()
    about: dict[str, Value] = {"code": VILLAGE.code, "name": VILLAGE.name, "kind": "desa", "slug": VILLAGE.slug}
    made.put(Ref(RecordType.VILLAGE, ids.natural_id("village", VILLAGE.code)), None, about)
    key = ids.natural_id("template", template().key, template().version)
    made.put(Ref(RecordType.TEMPLATE, key), None, template_text.to_fields(template()))
    for channel in shipped():
        made.put(Ref(RecordType.CHANNEL, ids.natural_id("channel", channel.key)), None, channels.fields_of(channel))
    made.version(1)
    return made


def test_a_photo_alone_proves_the_board_and_a_screenshot_the_group(truth: Truth) -> None:
    for channel in ("papan_informasi", "whatsapp"):
        assert isinstance(truth.prove(channel, evidence=picture()), Applied)
        assert truth.posting(channel).text("state") == PostingState.PROVED
        assert truth.posting(channel).fields[f"bukti[{ROW}].sha256"] == "a" * 64
        assert "url" not in truth.posting(channel).fields


def test_neither_address_nor_picture_proves_nothing(truth: Truth) -> None:
    assert truth.prove("facebook") == Refusal("invalid", "url")  # type: ignore[arg-type]
    assert truth.prove("facebook", evidence={}) == Refusal("invalid", "url")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "evidence",
    [
        picture(media="application/pdf"),
        picture(size=0),
        picture(sha="A" * 64),
        picture(row="b1"),
        picture(name="x" * 121),
        {f"bukti[{ROW}].pos": 1},
        {**picture(), f"bukti[{ROW}].jahat": 1},
        {**picture(), "state": "verified"},
        {**picture(), f"foto[{OTHER}].sha256": "a" * 64},
        {k: v for n in range(5) for k, v in picture(f"0198a000-0000-7000-8000-00000000000{n}").items()},
    ],
)
def test_what_is_no_picture_of_the_proof_is_refused(truth: Truth, evidence: dict[str, Value]) -> None:
    outcome = truth.prove("whatsapp", evidence=evidence)
    assert isinstance(outcome, Refusal)
    assert outcome.code == "invalid"
    assert truth.posting("whatsapp").text("state") == PostingState.OWED


def test_a_channel_that_takes_addresses_only_takes_no_picture(truth: Truth) -> None:
    key = Ref(RecordType.CHANNEL, ids.natural_id("channel", "facebook"))
    truth.put(key, None, {"evidence": "url"})
    assert truth.prove("facebook", URL, picture()) == Refusal("invalid", "bukti")  # type: ignore[arg-type]
    # What a newer kecamatan may ask for is not known here, and does not shut the channel.
    truth.put(key, None, {"evidence": "url video screenshot"})
    assert isinstance(truth.prove("facebook", URL, picture()), Applied)


def test_an_op_without_pictures_reads_as_it_always_did() -> None:
    assert msgspec.json.encode(Prove("v", URL, "teks", True, 7)) == (
        b'{"version":"v","url":"' + URL.encode() + b'","caption":"teks","with_picture":true,"posted_at":7}'
    )


def test_a_proof_given_again_replaces_the_pictures_and_clears_the_reason(truth: Truth) -> None:
    truth.prove("whatsapp", evidence=picture())
    assert isinstance(truth.judge("posting.refuse", "whatsapp", reason="Gambarnya buram."), Applied)
    refused = truth.posting("whatsapp")
    assert (refused.text("state"), refused.text("reason"), refused.text("checked_by")) == (
        "refused", "Gambarnya buram.", "Syahrani",
    )  # fmt: skip
    truth.prove("whatsapp", evidence=picture(OTHER, "b" * 64))
    again = truth.posting("whatsapp")
    assert again.text("state") == PostingState.PROVED
    assert not {"reason", "checked_at", "checked_by", f"bukti[{ROW}].sha256"} & set(again.fields)
    assert again.fields[f"bukti[{OTHER}].sha256"] == "b" * 64


def test_a_verdict_on_a_proof_that_was_replaced_meanwhile_is_superseded(truth: Truth) -> None:
    truth.prove("facebook", URL)
    seen = truth.posting("facebook").number("proved_at")
    truth.prove("facebook", URL + "4")
    assert truth.judge("posting.verify", "facebook", proved_at=seen) == Refusal("superseded")  # type: ignore[arg-type]
    assert isinstance(truth.judge("posting.verify", "facebook"), Applied)
    assert truth.prove("facebook", URL) == Refusal("locked")  # type: ignore[arg-type]


def test_a_refusal_without_a_reason_is_none(truth: Truth) -> None:
    truth.prove("facebook", URL)
    for reason in ("", "  \n"):
        outcome = truth.judge("posting.refuse", "facebook", reason=reason)
        assert isinstance(outcome, Refusal)
        assert outcome.code == "invalid"


def test_proofs_stay_when_citizens_read_the_same_in_the_new_version(truth: Truth) -> None:
    truth.prove("facebook", URL)
    truth.judge("posting.verify", "facebook")
    truth.prove("whatsapp", evidence=picture())
    truth.version(2, {"pengantar.isi": "Pengantar yang lain."})
    facebook, whatsapp = truth.posting("facebook"), truth.posting("whatsapp")
    assert (facebook.text("state"), facebook.text("url"), facebook.number("n")) == ("verified", URL, 2)
    assert whatsapp.text("state") == "proved"
    assert whatsapp.text("version") == ids.version_id(REPORT, 2)
    assert f"bukti[{ROW}].sha256" in whatsapp.fields


def test_a_changed_public_figure_owes_the_posts_anew_and_says_so(truth: Truth) -> None:
    truth.prove("facebook", URL)
    truth.prove("whatsapp", evidence=picture())
    truth.judge("posting.verify", "whatsapp")
    truth.version(2, {"apbdes[02/-/-].realisasi": 214_780_001})
    for channel in ("facebook", "whatsapp"):
        owed = truth.posting(channel)
        assert (owed.text("state"), owed.fields.get("again")) == ("owed", True)
        assert not {"url", "proved_at", "checked_by", f"bukti[{ROW}].sha256"} & set(owed.fields)
    assert "again" not in truth.posting("instagram").fields
    # A third version before anybody posted: what stands on the channel is still the first text.
    truth.version(3, {"apbdes[02/-/-].realisasi": 214_780_002})
    assert truth.posting("facebook").fields.get("again") is True
    truth.prove("facebook", URL, n=3)
    assert "again" not in truth.posting("facebook").fields
