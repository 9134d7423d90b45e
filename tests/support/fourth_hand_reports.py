"""The fourth hand's set: twenty careful reports, what lies beside them, and sixty faults, one in each report.

Planted by somebody who had read the report types and the words of the task, and none of the checks or their tests.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from sipa_core.domain.paths import applied
from tests.support import fourth_hand_money as money
from tests.support import fourth_hand_offices as offices
from tests.support import fourth_hand_people as people
from tests.support import fourth_hand_year as year
from tests.support.fourth_hand_faults import PLANTED
from tests.support.fourth_hand_parts import (
    BABAYAU,
    BALIDA,
    DAHAI,
    KALAHIANG,
    LAYAP,
    LOK_BATUNG,
    MANGKAYAHU,
    MURUNG_ILUNG,
    PARAN,
    PARINGIN_KOTA,
    SUNGAI_KETAPI,
)
from tests.support.planted_desk import Sent
from tests.support.planted_judge import Fault, PlantedSet

BESIDE: Final = ("apbdes-layap", "lra-balida-2024", "lppd-balida-2024", "lppd-layap", "kegiatan-paran-05", "bpd-2024")
"""Reports that only lie beside the others: of a year before, of a month before, of another village."""


def planted_set() -> PlantedSet:
    """The whole set; every fault is one careless change of a report that is careful otherwise."""
    reports = {one.id: one for one in _reports()}
    faults: list[Fault] = []
    for number, (report, wrong, where, changes) in enumerate(PLANTED, 1):
        clean = reports[report]
        spoilt = Sent(clean.id, clean.type, clean.village, clean.period, clean.day, applied(clean.content, changes))
        faults.append(Fault(f"H{number:02d}", wrong, where, spoilt))
    return PlantedSet(reports, tuple(name for name in reports if name not in BESIDE), tuple(faults))


def _reports() -> Iterator[Sent]:
    yield Sent("apbdes-balida", "apbdes", BALIDA, "2025", date(2025, 1, 10), money.balida_apbdes())
    yield Sent("lra-balida", "lra_semester1", BALIDA, "2025-S1", date(2025, 7, 10), money.balida_lra())
    yield Sent("lpj-balida", "lpj_apbdes", BALIDA, "2025", date(2026, 2, 18), year.balida_lpj())
    yield Sent("lppd-balida", "lppd_tahunan", BALIDA, "2025", date(2026, 3, 9), year.balida_lppd())
    yield Sent("lkppd-balida", "lkppd", BALIDA, "2025", date(2026, 3, 11), year.balida_lkppd())
    yield Sent("lra-layap", "lra_semester1", LAYAP, "2025-S1", date(2025, 7, 9), year.layap_lra())
    yield Sent("perubahan-layap", "apbdes_perubahan", LAYAP, "2025-09-18", date(2025, 9, 24), year.layap_change())
    may = people.recap("Mei 2025", people.MAY, "2025-06-03")
    june = people.recap("Juni 2025", people.JUNE, "2025-07-02")
    yield Sent("penduduk-05", "penduduk_bulanan", MURUNG_ILUNG, "2025-05", date(2025, 6, 4), may)
    yield Sent("penduduk-06", "penduduk_bulanan", MURUNG_ILUNG, "2025-06", date(2025, 7, 3), june)
    whole = people.population_year()
    yield Sent("penduduk-2025", "penduduk_tahunan", MURUNG_ILUNG, "2025", date(2026, 1, 14), whole)
    yield Sent("blt-05", "blt_dd_bulanan", DAHAI, "2025-05", date(2025, 6, 4), people.aid("05"))
    yield Sent("blt-06", "blt_dd_bulanan", DAHAI, "2025-06", date(2025, 7, 3), people.aid("06"))
    yield Sent("kegiatan-paran", "kegiatan_bulanan", PARAN, "2025-06", date(2025, 7, 4), people.paran_june())
    yield Sent("kegiatan-kota", "kegiatan_bulanan", PARINGIN_KOTA, "2025-06", date(2025, 7, 5), people.kota_june())
    yield Sent("drainase", "realisasi_kegiatan", LOK_BATUNG, "2025-09-20", date(2025, 9, 27), people.drain())
    fund, progress = people.fund_priorities(), people.fund_progress()
    yield Sent("prioritas", "dd_prioritas_penetapan", KALAHIANG, "2025", date(2025, 1, 24), fund)
    yield Sent("penyerapan", "dd_tahap2", KALAHIANG, "2025", date(2025, 8, 18), progress)
    yield Sent("bpd", "bpd_kinerja", BABAYAU, "2025", date(2026, 3, 19), offices.bpd_babayau())
    yield Sent("dip", "dip_berkala", SUNGAI_KETAPI, "2025-S1", date(2025, 7, 8), offices.public_list())
    yield Sent("memori", "memori_serah_terima", MANGKAYAHU, "2025-08-14", date(2025, 8, 20), offices.hand_over())
    yield Sent("apbdes-layap", "apbdes", LAYAP, "2025", date(2025, 1, 8), year.layap_apbdes())
    yield Sent("lra-balida-2024", "lra_semester1", BALIDA, "2024-S1", date(2024, 7, 11), year.LRA_2024)
    yield Sent("lppd-balida-2024", "lppd_tahunan", BALIDA, "2024", date(2025, 3, 12), year.LPPD_2024)
    yield Sent("lppd-layap", "lppd_tahunan", LAYAP, "2025", date(2026, 3, 4), year.LPPD_LAYAP)
    yield Sent("kegiatan-paran-05", "kegiatan_bulanan", PARAN, "2025-05", date(2025, 6, 4), people.paran_may())
    yield Sent("bpd-2024", "bpd_kinerja", BABAYAU, "2024", date(2025, 3, 20), offices.BPD_2024)
