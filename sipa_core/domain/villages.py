"""Villages and the regions they lie in, by the codes of the home ministry (`63.11.06.2024`).

The code is the village's name in every record; names are for people only, because two villages of one kabupaten can
bear the same one (Galumbang). Nothing may be told apart by name.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from enum import StrEnum

import msgspec

from sipa_core.domain.paths import Content, Value
from sipa_core.messages import _

BEGUN = "begun"
"""The field of a `village` record with the day on which the village began to report here."""

_CODE = re.compile(r"[0-9]{2}\.[0-9]{2}\.[0-9]{2}\.[0-9]{4}")


class RegionError(ValueError):
    """A code that is no village code, or a list of regions that cannot be read."""


class VillageKind(StrEnum):
    """What a village is in law: a kelurahan has no APB Desa, no BPD and no LPPD of its own."""

    KELURAHAN = "kelurahan"
    DESA = "desa"
    DESA_ADAT = "desa_adat"

    @property
    def word(self) -> str:
        """The word before the name: `Desa`, `Kelurahan`, `Desa Adat`."""
        match self:
            case VillageKind.KELURAHAN:
                return _("Kelurahan")
            case VillageKind.DESA:
                return _("Desa")
            case VillageKind.DESA_ADAT:
                return _("Desa Adat")


_KINDS = {"1": VillageKind.KELURAHAN, "2": VillageKind.DESA, "3": VillageKind.DESA_ADAT}


class Village(msgspec.Struct, frozen=True):
    """One village. `slug` is its part of a public address, the same for good and unique within the kabupaten.

    `begun` is the ISO day on which it began to report here (empty: not known); nothing due before it is asked for.
    """

    code: str
    name: str
    slug: str
    kecamatan_name: str = ""
    begun: str = ""

    @property
    def kind(self) -> VillageKind:
        """What the village is in law, by its code."""
        return kind_of(self.code)

    @property
    def kecamatan(self) -> str:
        """The code of the kecamatan: `63.11.06`."""
        return kecamatan(self.code)

    @property
    def label(self) -> str:
        """`Desa Babayau`, `Kelurahan Paringin Timur`."""
        return f"{self.kind.word} {self.name}"


class Regions(msgspec.Struct, frozen=True):
    """A kabupaten with its kecamatan (code to name) and all its villages in the order of their codes."""

    code: str
    name: str
    kecamatan: Mapping[str, str]
    villages: tuple[Village, ...]

    def of_kecamatan(self, code: str) -> tuple[Village, ...]:
        """Return the villages of one kecamatan, kelurahan included, in the order of their codes."""
        return tuple(village for village in self.villages if village.kecamatan == code)

    def village(self, code: str) -> Village | None:
        """Return the village of that code."""
        return next((village for village in self.villages if village.code == code), None)


def kind_of(code: str) -> VillageKind:
    """Return what a village is by its last block (1xxx kelurahan, 2xxx desa, 3xxx desa adat), else RegionError."""
    if _CODE.fullmatch(code) is None or code[9] not in _KINDS:
        raise RegionError(f"not a village code: {code!r}")
    return _KINDS[code[9]]


def kecamatan(code: str) -> str:
    """Return the kecamatan's code (`63.11.06`) of a village code; RegionError when it is none."""
    kind_of(code)
    return code[:8]


def slug(name: str) -> str:
    """Return a name for an address: lower case, hyphens for spaces, no apostrophes (`Ju'uh` is `juuh`)."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode("ascii").lower().replace("'", "")
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def to_fields(village: Village) -> dict[str, Value]:
    """Return the fields that a `village` record has from the list of regions; the code is the record's id."""
    return {"name": village.name, "slug": village.slug, "kecamatan_name": village.kecamatan_name}


def from_fields(code: str, fields: Content) -> Village:
    """Return the village of a record; RegionError when the code is none or the record has no name."""
    kind_of(code)
    name = fields.get("name")
    if not isinstance(name, str) or not name:
        raise RegionError(f"village {code} without a name")
    kecamatan_name, begun = str(fields.get("kecamatan_name") or ""), str(fields.get(BEGUN) or "")
    return Village(code, name, str(fields.get("slug") or slug(name)), kecamatan_name, begun)


def parse_regions(text: str) -> Regions:
    """Return the regions of a CSV text (`kode,nama,tingkat`) of one kabupaten; RegionError when it is not one.

    Villages of one name get the kecamatan's name into their slug (`galumbang-juai`), all of them, so that an address
    says which one it is and adding a twin later would be seen.
    """
    entries = [(row["kode"], row["nama"], row["tingkat"]) for row in csv.DictReader(text.splitlines())]
    kabupaten = [(code, name) for code, name, level in entries if level in ("kabupaten", "kota")]
    if len(kabupaten) != 1:
        raise RegionError("a list of regions holds exactly one kabupaten")
    kecamatan_names = {code: name for code, name, level in entries if level == "kecamatan"}
    villages = [(code, name) for code, name, _level in entries if _CODE.fullmatch(code)]
    slugs = _slugs(villages, kecamatan_names)
    made = (Village(code, name, slugs[code], kecamatan_names.get(kecamatan(code), "")) for code, name in villages)
    return Regions(kabupaten[0][0], kabupaten[0][1], kecamatan_names, tuple(sorted(made, key=lambda made: made.code)))


def _slugs(villages: Iterable[tuple[str, str]], kecamatan_names: Mapping[str, str]) -> dict[str, str]:
    plain = {code: slug(name) for code, name in villages}
    count = Counter(plain.values())
    with_place = {
        code: text if count[text] == 1 else f"{text}-{slug(kecamatan_names.get(kecamatan(code), ''))}".strip("-")
        for code, text in plain.items()
    }
    count = Counter(with_place.values())
    return {code: text if count[text] == 1 else f"{text}-{code[9:]}" for code, text in with_place.items()}
