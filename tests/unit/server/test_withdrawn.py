"""A report that was taken back: its address says so and why, in place of the report and of its picture."""

from __future__ import annotations

import pytest
from litestar.testing import TestClient

from sipa_core import ids
from sipa_core.wire.receipts import Status
from sipa_core.wire.records import Ref
from tests.support.server import BABAYAU, PERIOD, TEMPLATE, World, naming, report_ref, review_ref, submission

REASON = "Angka salah desa, <b>diganti</b> Senin."


@pytest.mark.parametrize("ending", ["", "/gambar.png"])
def test_the_address_answers_410_with_the_reason_and_no_figure(world: World, ending: str) -> None:
    village, camat = world.pc("Norhayati", BABAYAU), world.enrol(world.first_code)
    village.do("report.submit", report_ref(BABAYAU), submission(BABAYAU))
    camat.pull()
    camat.do("review.accept", review_ref(BABAYAU), naming(camat, BABAYAU))
    path = f"/desa/babayau/laporan/{TEMPLATE}/{PERIOD}{ending}"
    publication = Ref("publication", ids.publication_id(report_ref(BABAYAU).id))
    fields = {"version": ids.version_id(report_ref(BABAYAU).id, 1), "reason": REASON}
    with TestClient(world.server.app()) as citizen:
        assert citizen.get(path).status_code == 200
        assert village.do("publication.withdraw", publication, fields).code == "forbidden"
        assert camat.do("publication.withdraw", publication, {**fields, "reason": ""}).code == "invalid"
        assert camat.do("publication.withdraw", publication, fields).status is Status.ACCEPTED
        gone = citizen.get(path)
        assert gone.status_code == 410
        assert gone.headers["content-type"].startswith("text/html")
        assert "Angka salah desa, &lt;b&gt;diganti&lt;/b&gt; Senin." in gone.text
        assert "Rp" not in gone.text
        assert TEMPLATE not in citizen.get("/desa/babayau").text
        assert citizen.get(path.replace("babayau", "balida")).status_code == 404


def test_a_number_of_a_person_in_the_reason_is_masked_for_citizens(world: World) -> None:
    village, camat = world.pc("Norhayati", BABAYAU), world.enrol(world.first_code)
    village.do("report.submit", report_ref(BABAYAU), submission(BABAYAU))
    camat.pull()
    camat.do("review.accept", review_ref(BABAYAU), naming(camat, BABAYAU))
    publication = Ref("publication", ids.publication_id(report_ref(BABAYAU).id))
    fields = {
        "version": ids.version_id(report_ref(BABAYAU).id, 1),
        "reason": "Memuat NIK 6311061203850001, hubungi 0812-3456-7890.",
    }
    assert camat.do("publication.withdraw", publication, fields).status is Status.ACCEPTED
    with TestClient(world.server.app()) as citizen:
        page = citizen.get(f"/desa/babayau/laporan/{TEMPLATE}/{PERIOD}").text
    assert "Memuat NIK" in page
    assert "6311061203850001" not in page
    assert "0812" not in page
