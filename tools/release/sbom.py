"""What a bundle is made of, as CycloneDX 1.6 (JSON) and as the text of licences that goes along.

Both are made from the bundle's contents. Rust packages bring lists of their own (`*.dist-info/sboms`), taken in here.
"""

from __future__ import annotations

import hashlib
import json
import re
import time
import uuid
from pathlib import Path
from typing import Any, Final

from tools.release.contents import OWN, PYTHON, Contents, Part

ROOT: Final = Path(__file__).resolve().parents[2]
TEXTS: Final = Path(__file__).resolve().parent / "texts"
SBOM_NAME, LICENCES_NAME = "sbom.cdx.json", "LISENSI.txt"
_KNOWN: Final = {
    OWN: "GPL-3.0-or-later",
    PYTHON: "PSF-2.0",
    "pyside6_essentials": "LGPL-3.0-only",
    "shiboken6": "LGPL-3.0-only",
    "pyinstaller": "GPL-2.0-or-later WITH Bootloader-exception",
    "sqlcipher3": "Zlib",
    "pyrage": "MIT",
    "microsoft-visual-c-runtime": "LicenseRef-Microsoft-Visual-Studio-redistributable",
}
_INSIDE: Final = {
    "pyside6_essentials": (("Qt", "", "LGPL-3.0-only"),),
    "sqlcipher3": (("SQLCipher", "", "BSD-3-Clause"), ("SQLite", "", "blessing"), ("OpenSSL", "", "Apache-2.0")),
    "cryptography": (("OpenSSL", "", "Apache-2.0"),),
    "zstandard": (("Zstandard", "", "BSD-3-Clause"),),
}
"""C libraries within a wheel, which no list of the wheel names."""
_ASSETS: Final = (
    ("Plus Jakarta Sans", "OFL-1.1", "resources/fonts/OFL-plus-jakarta-sans.txt"),
    ("Phosphor Icons", "MIT", "resources/icons/LICENSE-phosphor.txt"),
)


def write_sbom(contents: Contents, target: Path, platform: str) -> dict[str, Any]:
    """Write the list and return it. ValueError when something of the bundle is nobody's."""
    if contents.unknown:
        raise ValueError(f"in the bundle, but of no known part: {contents.unknown[:20]}")
    parts = sorted(contents.parts.values(), key=lambda one: one.name)
    own = contents.parts[OWN]
    listed: dict[str, Any] = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid4()}",
        "version": 1,
        "metadata": {
            "timestamp": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
            "component": {"type": "application", "name": target.parent.name or OWN, "version": own.version},
            "properties": [{"name": "sipa:platform", "value": platform}],
        },
        "components": [_component(part) for part in parts if part.name != OWN] + _assets(),
    }
    target.write_text(json.dumps(listed, indent=1, ensure_ascii=False), "utf-8")
    return listed


def write_licences(contents: Contents, target: Path) -> None:
    """Write the licences of everything shipped, one after another, in one file that any editor opens."""
    parts = sorted(contents.parts.values(), key=lambda one: (one.name != OWN, one.name))
    lines = [
        "SIPA Desktop: lisensi dari semua yang ada di dalam program ini",
        "",
        "SIPA Desktop adalah perangkat lunak bebas (GPL-3.0-or-later). Kodenya boleh diminta, diubah, dibagikan.",
        "Qt dan PySide6 dipakai di bawah LGPL-3.0: berkas pustakanya terpisah di folder program dan boleh diganti",
        "dengan bangunan Anda sendiri dari versi yang sama; kode sumbernya ada di https://download.qt.io/ dan",
        "https://code.qt.io/pyside/.",
        "",
    ]
    lines += [f"- {part.name} {part.version}: {licence_of(part)}" for part in parts]
    lines += [f"- {name}: {licence}" for name, licence, _text in _ASSETS]
    blocks = ["\n".join(lines)]
    for part in parts:
        blocks += [f"{part.name} {part.version}\n\n{text}" for text in _texts(part)]
    blocks += [f"{name}\n\n{(ROOT / text).read_text('utf-8')}" for name, _licence, text in _ASSETS]
    blocks.append("GNU General Public License 3\n\n" + (ROOT / "LICENSE").read_text("utf-8"))
    blocks.append("GNU Lesser General Public License 3\n\n" + (TEXTS / "LGPL-3.0.txt").read_text("utf-8"))
    rule = "\n\n" + "=" * 78 + "\n\n"
    target.write_text(rule.join(block.strip() for block in blocks) + "\n", "utf-8")


def licence_of(part: Part) -> str:
    """The licence of a part in a few words, as it says itself."""
    if part.name in _KNOWN:
        return _KNOWN[part.name]
    if part.distribution is None:
        return "lihat /usr/share/doc di Debian" if part.kind == "system" else "tidak disebut"
    about = part.distribution.metadata
    said = next(iter([*(about.get_all("License-Expression") or []), *(about.get_all("License") or [])]), "")
    if said and len(said) < 100 and said.upper() != "UNKNOWN":
        return str(said)
    classes = [one.rpartition(":: ")[2] for one in about.get_all("Classifier") or [] if one.startswith("License")]
    return ", ".join(classes) or "tidak disebut"


def _component(part: Part) -> dict[str, Any]:
    found: dict[str, Any] = {
        "type": "library",
        "bom-ref": f"{part.kind}:{part.name}",
        "name": part.name,
        "version": part.version,
        "licenses": [{"license": {"name": licence_of(part)}}],
        "properties": [
            {"name": "sipa:bytes", "value": str(part.size)},
            {"name": "sipa:files", "value": str(len(part.files))},
            {"name": "sipa:modules", "value": str(part.modules)},
        ],
    }
    if part.kind == "package":
        found["purl"] = f"pkg:pypi/{re.sub('[_.]', '-', part.name)}@{part.version}"
    elif part.kind == "system" and part.version:
        found["purl"] = f"pkg:deb/debian/{part.name}@{part.version}"
    inside = _within(part)
    if inside:
        found["components"] = inside
    if part.files:
        digests = [hashlib.sha256(one.read_bytes()).hexdigest() for one in part.files if one.suffix in _BINARY]
        if digests:
            whole = hashlib.sha256("".join(sorted(digests)).encode()).hexdigest()
            found["properties"].append({"name": "sipa:sha256-of-binaries", "value": whole})
    return found


_BINARY: Final = (".dll", ".pyd", ".exe", ".so")


def _within(part: Part) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = [
        {
            "type": "library",
            "name": name,
            "version": part.version if name == "Qt" else version,
            "licenses": [{"license": {"name": licence}}],
        }
        for name, version, licence in _INSIDE.get(part.name, ())
    ]
    for file in part.distribution.files or [] if part.distribution is not None else []:
        if ".dist-info/sboms/" in file.as_posix() and file.name.endswith(".json"):
            told = json.loads(Path(str(file.locate())).read_text("utf-8"))
            found += [
                {key: one[key] for key in ("type", "name", "version", "purl", "licenses") if key in one}
                for one in told.get("components", [])
            ]
    return found


def _assets() -> list[dict[str, Any]]:
    return [
        {"type": "data", "name": name, "licenses": [{"license": {"id": licence}}]} for name, licence, _text in _ASSETS
    ]


def _texts(part: Part) -> list[str]:
    if part.distribution is None:
        return []
    wanted = re.compile(r"(?i)(licen[cs]e|copying|notice|authors)[^/]*$")
    files = [
        one for one in part.distribution.files or [] if ".dist-info/" in one.as_posix() and wanted.search(one.name)
    ]
    found = []
    for file in files:
        place = Path(str(file.locate()))
        if place.is_file():
            found.append(place.read_text("utf-8", "replace"))
    return found
