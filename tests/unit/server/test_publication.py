"""What the public pages are given, and what they are never given."""

from __future__ import annotations

import pytest

from sipa_core import ids
from sipa_core.wire.records import Ref
from tests.support.server import (
    BABAYAU,
    BALIDA,
    PERIOD,
    TEMPLATE,
    Pc,
    World,
    naming,
    report_ref,
    review_ref,
    submission,
)


def publish(world: World, camat: Pc, name: str, village: str) -> None:
    desk = world.pc(name, village)
    desk.do("report.submit", report_ref(village), submission(village))
    camat.pull()
    camat.do("review.accept", review_ref(village), naming(camat, village))


@pytest.fixture
def camat(world: World) -> Pc:
    return world.enrol(world.first_code)


def test_villages_are_listed_by_name_and_found_by_address(world: World) -> None:
    villages = world.server.reads.villages()
    assert len(villages) == 16
    assert [village.name for village in villages] == sorted(village.name for village in villages)
    found = world.server.reads.village("babayau")
    assert found is not None
    assert (found.code, found.label, found.path) == (BABAYAU, "Desa Babayau", "/desa/babayau")
    assert (found.kecamatan_name, found.kabupaten_name) == ("Paringin", "Kabupaten Balangan")
    assert world.server.reads.village("Babayau") is None
    assert world.server.reads.village("tidak-ada") is None


def test_reports_are_listed_newest_first_for_a_village_and_for_all(world: World, camat: Pc) -> None:
    publish(world, camat, "Norhayati", BABAYAU)
    world.clock.forward(hours=1)
    publish(world, camat, "Jumiati", BALIDA)
    assert [line.village.name for line in world.server.reads.latest()] == ["Balida", "Babayau"]
    assert [line.village.name for line in world.server.reads.latest(1)] == ["Balida"]
    village = world.server.reads.village("babayau")
    assert village is not None
    [line] = world.server.reads.reports(village)
    assert line.path == f"/desa/babayau/laporan/{TEMPLATE}/{PERIOD}"


def test_a_report_has_its_public_fields_only_and_the_day_it_was_approved(world: World, camat: Pc) -> None:
    publish(world, camat, "Norhayati", BABAYAU)
    page = world.server.reads.report("babayau", TEMPLATE, PERIOD)
    assert page is not None
    heads = {path.partition(".")[0].partition("[")[0] for path in page.content}
    assert "kendala" not in heads
    assert "meta" not in heads
    assert not any(path.endswith(".alasan") for path in page.content)
    assert page.figures is not None
    assert page.figures.approved_on is not None
    assert page.figures.approved_on.isoformat() == "2025-07-10"
    assert page.figures.revenue[0].name == "Pendapatan Asli Desa"


@pytest.mark.parametrize(
    ("slug", "template", "period"),
    [
        ("balida", TEMPLATE, PERIOD),
        ("babayau", "kegiatan_bulanan", PERIOD),
        ("babayau", TEMPLATE, "2025-S2"),
        ("babayau", TEMPLATE, "'; DROP TABLE records; --"),
        ("", "", ""),
    ],
)
def test_another_address_shows_nothing(world: World, camat: Pc, slug: str, template: str, period: str) -> None:
    publish(world, camat, "Norhayati", BABAYAU)
    assert world.server.reads.report(slug, template, period) is None


def test_a_publication_whose_report_cannot_be_read_here_is_not_shown_and_stops_no_page(world: World, camat: Pc) -> None:
    publish(world, camat, "Norhayati", BABAYAU)
    with world.server.store.write() as work:
        lost = Ref("publication", ids.publication_id(ids.report_id(BABAYAU, "jenis_baru", "2025")))
        work.records.write(
            lost, BABAYAU, {"state": "public", "version": "hilang", "period": "2025", "type": "jenis_baru"}
        )
        odd = Ref("publication", ids.publication_id(ids.report_id(BABAYAU, TEMPLATE, "nanti")))
        version = ids.version_id(report_ref(BABAYAU).id, 1)
        work.records.write(odd, BABAYAU, {"state": "public", "version": version, "period": "nanti"})
    assert len(world.server.reads.latest()) == 1
