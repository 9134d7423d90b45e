"""Drill: 1,000 tampered updates and 1,000 tampered signed lists of a stick; every one must be refused whole.

`python -m tools.drills.update_tampering [--tries N]` writes docs/evidence/update_tampering.json. A control holds that
the untouched ones are taken.
"""

from __future__ import annotations

import argparse
import io
import json
import random
from collections import Counter

import msgspec

from sipa_core.release.faults import ReleaseError
from sipa_core.release.manifest import Product, check_fits
from sipa_core.release.package import Package
from sipa_core.release.signed import open_signed
from tests.support.drill_evidence import keep, stamp
from tests.support.releases import HEAD, INSTALLED, KEYS, MAKER, packed, tampered
from tools.release.signing import sign_release

FILES = {"sipa-desktop": b"program" * 900, "_internal/kosong.txt": b"", "_internal/lib.so": bytes(range(256)) * 40}


def main(argv: list[str] | None = None) -> int:
    """Tamper, try, keep the evidence; 0 when all were refused and the untouched ones taken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tries", type=int, default=1000)
    tries = parser.parse_args(argv).tries
    package = packed(FILES)
    stick = sign_release(msgspec.structs.replace(HEAD, product=Product.USB, platform="semua"), MAKER)
    controls = {"untouched_taken": [_update(package), _listed(stick)] == ["", ""]}
    on, faults = stamp(), Counter[str]()
    taken = 0
    for seed in range(tries):
        for try_out, raw in ((_update, package), (_listed, stick)):
            fault = try_out(tampered(raw, random.Random(seed)))
            faults[fault or "taken"] += 1
            taken += not fault
    piece = {**on, "updates": tries, "lists": tries, "taken": taken, "refused_as": dict(faults)}
    kept = keep("update_tampering", piece, controls, {"updates": 1000, "lists": 1000, "taken": 0})
    print(json.dumps(kept["together"], indent=2))
    return int(bool(taken) or not controls["untouched_taken"])


def _update(raw: bytes) -> str:
    """How a desk refuses a package; empty when it takes it."""
    try:
        package = Package(io.BytesIO(raw), KEYS)
        check_fits(package.release, INSTALLED)
        package.check()
        for one in package.release.files:
            for _piece in package.opened(one):
                pass
    except ReleaseError as refused:
        return refused.fault.value
    return ""


def _listed(raw: bytes) -> str:
    """How the signed list of a stick is refused; empty when it is taken."""
    try:
        open_signed(raw, KEYS)
    except ReleaseError as refused:
        return refused.fault.value
    return ""


if __name__ == "__main__":
    raise SystemExit(main())
