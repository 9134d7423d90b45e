"""The fifth hand's set: twenty careful reports, what lies beside them, and sixty faults, one in each report.

Planted by somebody who had read the report types and the words of the task, and none of the checks or their tests.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from sipa_core.domain.paths import applied
from tests.support import fifth_hand_money as money
from tests.support import fifth_hand_people as people
from tests.support import fifth_hand_year as year
from tests.support.fifth_hand_faults import PLANTED
from tests.support.planted_desk import Sent
from tests.support.planted_judge import Fault, PlantedSet

BALANG: Final = "63.11.06.2005"
HUJAN_MAS: Final = "63.11.06.2022"
LAMIDA_BAWAH: Final = "63.11.06.2015"
LASUNG_BATU: Final = "63.11.06.2007"
PARAN: Final = "63.11.06.2008"
PARINGIN_TIMUR: Final = "63.11.06.1019"

BESIDE: Final = ("hm-lppd-2024", "balang-lppd", "lamida-bpd-2024", "lasung-blt-06", "lamida-kegiatan-06")
"""Reports that only lie beside the others: of a year or a month before, of another village."""


def planted_set() -> PlantedSet:
    """The whole set; every fault is one careless change of a report that is careful otherwise."""
    reports = {one.id: one for one in (*_money(), *_people(), *_words())}
    faults: list[Fault] = []
    for number, (report, wrong, where, changes) in enumerate(PLANTED, 1):
        clean = reports[report]
        spoilt = Sent(clean.id, clean.type, clean.village, clean.period, clean.day, applied(clean.content, changes))
        faults.append(Fault(f"V{number:02d}", wrong, where, spoilt))
    return PlantedSet(reports, tuple(name for name in reports if name not in BESIDE), tuple(faults))


def _money() -> Iterator[Sent]:
    yield Sent("hm-apbdes", "apbdes", HUJAN_MAS, "2025", date(2025, 1, 8), money.hm_apbdes())
    yield Sent("hm-prioritas", "dd_prioritas_penetapan", HUJAN_MAS, "2025", date(2025, 1, 15), money.hm_priorities())
    yield Sent("hm-lra", "lra_semester1", HUJAN_MAS, "2025-S1", date(2025, 7, 9), money.hm_lra())
    yield Sent("hm-lpj", "lpj_apbdes", HUJAN_MAS, "2025", date(2026, 2, 18), money.hm_lpj())
    yield Sent("balang-apbdes", "apbdes", BALANG, "2025", date(2025, 1, 9), money.bg_apbdes())
    yield Sent("balang-lra", "lra_semester1", BALANG, "2025-S1", date(2025, 7, 7), money.bg_lra())
    yield Sent("balang-perubahan", "apbdes_perubahan", BALANG, "2025-09-23", date(2025, 9, 26), money.bg_change())


def _people() -> Iterator[Sent]:
    yield Sent("lasung-penduduk-07", "penduduk_bulanan", LASUNG_BATU, "2025-07", date(2025, 8, 4), people.recap())
    august = people.recap(august=True)
    yield Sent("lasung-penduduk-08", "penduduk_bulanan", LASUNG_BATU, "2025-08", date(2025, 9, 3), august)
    yield Sent("lasung-tahunan", "penduduk_tahunan", LASUNG_BATU, "2025", date(2026, 1, 12), people.year_of_people())
    yield Sent("lasung-blt-06", "blt_dd_bulanan", LASUNG_BATU, "2025-06", date(2025, 6, 23), people.blt(june=True))
    yield Sent("lasung-blt", "blt_dd_bulanan", LASUNG_BATU, "2025-07", date(2025, 7, 23), people.blt())
    yield Sent(
        "lamida-kegiatan-06", "kegiatan_bulanan", LAMIDA_BAWAH, "2025-06", date(2025, 7, 2), people.lamida_june()
    )
    yield Sent("lamida-kegiatan", "kegiatan_bulanan", LAMIDA_BAWAH, "2025-07", date(2025, 8, 1), people.lamida_july())
    yield Sent("timur-kegiatan", "kegiatan_bulanan", PARINGIN_TIMUR, "2025-07", date(2025, 8, 4), people.timur_july())
    yield Sent("lamida-drainase", "realisasi_kegiatan", LAMIDA_BAWAH, "2025-08-14", date(2025, 8, 18), people.drain())
    yield Sent("lamida-dip", "dip_berkala", LAMIDA_BAWAH, "2025-S1", date(2025, 7, 7), people.public_list())


def _words() -> Iterator[Sent]:
    yield Sent("hm-lppd-2024", "lppd_tahunan", HUJAN_MAS, "2024", date(2025, 3, 10), year.LPPD_2024)
    yield Sent("balang-lppd", "lppd_tahunan", BALANG, "2025", date(2026, 3, 2), year.LPPD_BALANG)
    yield Sent("hm-lppd", "lppd_tahunan", HUJAN_MAS, "2025", date(2026, 3, 9), year.hm_lppd())
    yield Sent("hm-lkppd", "lkppd", HUJAN_MAS, "2025", date(2026, 3, 11), year.hm_lkppd())
    yield Sent("lamida-bpd-2024", "bpd_kinerja", LAMIDA_BAWAH, "2024", date(2025, 1, 22), year.BPD_2024)
    yield Sent("lamida-bpd", "bpd_kinerja", LAMIDA_BAWAH, "2025", date(2026, 1, 21), year.bpd_2025())
    yield Sent("lasung-serah", "memori_serah_terima", LASUNG_BATU, "2025-09-02", date(2025, 9, 4), year.handover())
    yield Sent("paran-amj", "lppd_amj", PARAN, "2025-12-29", date(2025, 7, 28), year.farewell())
