"""The demo tells half a year that holds together: every figure adds up, every step is allowed, nobody real is in it."""

from __future__ import annotations

from datetime import date

import pytest

import resources
from sipa_core.domain import demo as demos
from sipa_core.domain.budget import read_budget, totals
from sipa_core.domain.budget_codes import BudgetNames, read_names
from sipa_core.domain.channels import is_proof_address, parse_channels
from sipa_core.domain.checks import Severity, check
from sipa_core.domain.deadlines import is_late
from sipa_core.domain.demo import Demo, DemoError, Report, Submitted, load_demo
from sipa_core.domain.duties import owed, read_duties
from sipa_core.domain.paths import is_path, rows
from sipa_core.domain.periods import parse_period
from sipa_core.domain.publication_figures import PublicFigures, figures_from
from sipa_core.domain.roles import Role
from sipa_core.domain.statute import missing_items
from sipa_core.domain.template_text import read_template
from sipa_core.domain.templates import Template, progress
from sipa_core.domain.villages import Regions, VillageKind, parse_regions
from sipa_core.domain.workflow import Visibility, after
from sipa_core.domain.working_days import WorkingDays
from sipa_core.privacy.patterns import findings, public_findings
from tools import make_demo

KECAMATAN = "63.11.06"


@pytest.fixture(scope="module")
def demo() -> Demo:
    return load_demo(resources.read_text("demo/demo.json"))


@pytest.fixture(scope="module")
def names() -> BudgetNames:
    return read_names(resources.read_text("codes/kode_rekening.csv"), resources.read_text("codes/kode_kegiatan.csv"))


@pytest.fixture(scope="module")
def regions() -> Regions:
    return parse_regions(resources.read_text("wilayah/balangan_63.11.csv"))


@pytest.fixture(scope="module")
def templates() -> dict[str, Template]:
    keys = ("lra_semester1", "kegiatan_bulanan")
    return {key: read_template(resources.read_text(f"templates/{key}.toml"), key) for key in keys}


def submissions(report: Report) -> list[Submitted]:
    return [step for step in report.steps if isinstance(step, Submitted)]


def last_content(report: Report) -> dict[str, demos.Value]:
    return dict(submissions(report)[-1].content)


def semester(demo: Demo, village: str) -> Report:
    return next(one for one in demo.reports if one.village == village and one.template == "lra_semester1")


def test_making_the_demo_again_gives_the_same_files_to_the_byte() -> None:
    assert make_demo.make() == resources.read_text("demo/demo.json")
    assert make_demo.make_csv() == resources.read_text("demo/csv/babayau-realisasi.csv")


def test_every_village_and_kelurahan_has_an_office_and_an_admin(demo: Demo, regions: Regions) -> None:
    codes = [village.code for village in regions.of_kecamatan(KECAMATAN)]
    assert [office.code for office in demo.offices] == codes
    assert {demo.admin(code).role for code in codes} == {Role.ADMIN_DESA}
    assert demo.admin().name == "Syahrani"
    assert demo.admin("63.11.06.2024").name == "Norhayati"
    assert demo.office("63.11.06.2024").head == "Rahmadi"


def test_every_budget_closes_and_its_activities_add_up_to_it(demo: Demo, names: BudgetNames) -> None:
    contents = [last_content(one) for one in demo.reports if one.template == "lra_semester1"]
    contents += [dict(draft.content) for draft in demo.drafts if draft.template == "lra_semester1"]
    assert len(contents) == 14
    for content in contents:
        tree = read_budget(content, names)
        activities = rows(content, "kegiatan").values()
        assert tree.totals.silpa.anggaran == 0
        assert tree.differences == ()
        assert tree.strays == ()
        assert sum(int(cells["anggaran"] or 0) for cells in activities) == tree.totals.belanja.anggaran
        assert sum(int(cells["realisasi"] or 0) for cells in activities) == tree.totals.belanja.realisasi
        assert tree.totals.silpa.realisasi > 0, "more was spent than came in"


def test_babayau_has_the_sums_of_the_drawn_screens(demo: Demo) -> None:
    sums = totals(last_content(semester(demo, "63.11.06.2024")))
    assert (sums.pendapatan.anggaran, sums.pendapatan.realisasi) == (1_523_400_000, 827_259_200)
    assert (sums.belanja.anggaran, sums.belanja.realisasi) == (1_498_000_000, 646_279_500)
    assert sums.per_bidang["02"].realisasi == 214_780_000


def test_every_report_that_was_sent_is_complete_and_has_nothing_that_must_be_put_right(
    demo: Demo, names: BudgetNames, templates: dict[str, Template]
) -> None:
    for report in demo.reports:
        for sent in submissions(report):
            template = templates[report.template]
            filled = progress(template, sent.content)
            must = [found for found in check(template, sent.content, names) if found.severity is Severity.MUST]
            assert filled.filled == filled.total, (report.village, report.period)
            assert must == [], (report.village, report.period)
            assert all(is_path(path) for path in sent.content)


def test_every_semester_report_can_be_told_to_the_public_and_holds_nothing_personal(
    demo: Demo, names: BudgetNames, regions: Regions, templates: dict[str, Template]
) -> None:
    template = templates["lra_semester1"]
    for report in (one for one in demo.reports if one.template == "lra_semester1"):
        village = regions.village(report.village)
        assert village is not None
        content = last_content(report)
        figures = figures_from(content, template, village, parse_period(report.period), names=names)
        assert isinstance(figures, PublicFigures), figures
        assert tuple(public_findings(content, template)) == ()


def test_no_text_of_a_monthly_report_holds_a_number_of_a_person_or_the_words_of_another(demo: Demo) -> None:
    texts = [
        str(step.content["umum.uraian"])
        for report in demo.reports
        if report.template == "kegiatan_bulanan"
        for step in submissions(report)
    ]
    assert len(set(texts)) == len(texts)
    assert [text for text in texts if findings(text)] == []


def test_the_villages_stand_where_the_demo_says(demo: Demo) -> None:
    last = {one.village: one.steps[-1].__struct_config__.tag for one in demo.reports if one.template == "lra_semester1"}
    short = {f"{KECAMATAN}.{code}": word for code, word in {
        "2034": "accept", "2015": "accept", "2012": "accept", "2014": "accept",
        "2024": "return",
        "2005": "open", "2006": "open",
        "2017": "submit", "2009": "submit", "2013": "submit", "2008": "submit",
    }.items()}  # fmt: skip
    assert last == short
    drafts = {draft.village[-4:] for draft in demo.drafts if draft.template == "lra_semester1"}
    assert drafts == {"2022", "2007", "2038"}


def test_babayau_was_returned_with_a_note_on_roads_and_one_on_obstacles(demo: Demo) -> None:
    returned = semester(demo, "63.11.06.2024").steps[-1]
    assert isinstance(returned, demos.Returned)
    assert [note.path for note in returned.notes] == ["apbdes[02.03/-/-].realisasi", "kendala.isi"]
    assert all(note.path in last_content(semester(demo, "63.11.06.2024")) for note in returned.notes)


def test_exactly_one_duty_of_one_village_is_late(demo: Demo, regions: Regions) -> None:
    duties = read_duties(resources.read_text("duties/paringin.toml"), "paringin")
    sent = {(one.village, one.template, one.period) for one in demo.reports}
    late = [
        (village.name, one.duty.template, str(one.period))
        for village in regions.of_kecamatan(KECAMATAN)
        for one in owed(duties, village, 2025, WorkingDays())
        if one.due is not None
        and is_late(one.due, demo.now_instant)
        and (village.code, one.duty.template, str(one.period)) not in sent
    ]
    assert late == [("Lasung Batu", "kegiatan_bulanan", "2025-05")]


def test_no_report_was_sent_after_its_due_date(demo: Demo, regions: Regions) -> None:
    duties = read_duties(resources.read_text("duties/paringin.toml"), "paringin")
    for report in demo.reports:
        village = regions.village(report.village)
        assert village is not None
        due = next(
            one.due
            for one in owed(duties, village, 2025, WorkingDays())
            if (one.duty.template, str(one.period)) == (report.template, report.period)
        )
        assert due is not None
        assert not is_late(due, report.steps[0].instant), (report.village, report.period)


def test_a_kelurahan_sends_no_budget(demo: Demo, regions: Regions) -> None:
    kelurahan = {one.code for one in regions.of_kecamatan(KECAMATAN) if one.kind is VillageKind.KELURAHAN}
    assert len(kelurahan) == 2
    assert {one.template for one in demo.reports if one.village in kelurahan} == {"kegiatan_bulanan"}


def test_everything_happened_in_order_and_before_now(demo: Demo) -> None:
    for story in (*demo.reports, *demo.feedback):
        moments = [step.instant for step in story.steps]
        assert moments == sorted(moments)
        assert moments[-1] <= demo.now_instant
        assert isinstance(story.steps[0], Submitted | demos.Said)


def test_every_step_of_a_report_is_allowed_by_the_workflow(demo: Demo) -> None:
    kinds = {"submit": "report.submit", "open": "review.open", "return": "review.return", "accept": "review.accept"}
    for report in demo.reports:
        state: str | None = "none"
        for step in report.steps:
            state = after(kinds[str(step.__struct_config__.tag)], str(state))
            assert state is not None, (report.village, report.period, step)


def test_every_posting_proves_a_channel_of_an_approved_report_and_tells_all_five_items(
    demo: Demo, names: BudgetNames, regions: Regions, templates: dict[str, Template]
) -> None:
    channels = {channel.key for channel in parse_channels(resources.read_text("channels/channels.toml"))}
    assert len(demo.postings) == 12
    for post in demo.postings:
        report, village = semester(demo, post.village), regions.village(post.village)
        assert village is not None
        accepted = report.steps[-1]
        assert isinstance(accepted, demos.Accepted)
        assert accepted.instant < post.posted_instant <= post.instant <= demo.now_instant
        figures = figures_from(
            last_content(report), templates[post.template], village, parse_period(post.period), names=names
        )
        assert isinstance(figures, PublicFigures)
        assert missing_items(post.caption, figures, with_picture=post.with_picture) == []
        assert is_proof_address(post.url)
        assert post.channel in channels


def test_citizens_wrote_in_all_states_and_a_number_of_a_person_was_held(demo: Demo) -> None:
    seen = []
    for word in demo.feedback:
        visibility = Visibility.WAITING if word.may_be_public else Visibility.PRIVATE
        for step in word.steps:
            if isinstance(step, demos.Released):
                visibility = Visibility.RELEASED
            elif isinstance(step, demos.Held):
                visibility = Visibility.HELD
        first = word.steps[0]
        assert isinstance(first, demos.Said)
        if findings(first.text):
            assert visibility is Visibility.HELD
        seen.append(visibility)
    assert 12 <= len(seen) <= 15
    assert set(seen) == set(Visibility)
    assert (
        sum(bool(findings(word.steps[0].text)) for word in demo.feedback if isinstance(word.steps[0], demos.Said)) == 1
    )


def test_numbers_and_keys_of_citizens_are_written_as_the_program_draws_them(demo: Demo) -> None:
    allowed = set("ABCDEFGHJKLMNPQRSTUVWXYZ23456789")
    numbers = [word.number for word in demo.feedback]
    assert len(set(numbers)) == len(numbers)
    for word in demo.feedback:
        assert word.number.startswith("PRG-")
        assert len(word.number) == 9
        assert [len(part) for part in word.key.split("-")] == [4, 4, 4]
        assert set(word.number[4:] + word.key.replace("-", "")) <= allowed, word.number


def test_demo_data_of_another_format_is_refused() -> None:
    text = resources.read_text("demo/demo.json").replace('"format": 1', '"format": 2', 1)
    with pytest.raises(DemoError, match="format 2"):
        load_demo(text)


@pytest.mark.parametrize(
    ("before", "after_it"),
    [('"zone"', '"zona"'), ('"do": "submit"', '"do": "kirim"'), ("+08:00", "")],
)
def test_a_slip_in_the_demo_data_is_told_and_not_passed_over(before: str, after_it: str) -> None:
    with pytest.raises(DemoError):
        load_demo(resources.read_text("demo/demo.json").replace(before, after_it, 1))


def test_the_demo_begins_on_thursday_morning(demo: Demo) -> None:
    assert demo.now.date() == date(2025, 7, 10)
    assert demo.now.strftime("%H.%M") == "10.34"
    assert demo.now.weekday() == 3
