"""The citizens' pages as plain files, for a server that citizens cannot reach: to be put on any web space or a stick.

Only what is published, by the templates of the live pages; no form, since nobody would read it. Links are relative,
so the files work from a folder too. What this program did not write there is never touched.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from importlib import resources
from pathlib import Path, PurePosixPath
from typing import Final

import msgspec

from sipa_core.domain import dates
from sipa_core.messages import _
from sipa_server.errors import KnownError
from sipa_server.public.app import STATIC, Pages
from sipa_server.public.pictures import Shape
from sipa_server.services.site import Site

LIST: Final = "sipa-halaman.json"
"""Names what was written, so that the next time what is no longer published can go."""
_LINK: Final = re.compile(r'(?P<attribute>href|src)="/(?P<path>[^"?#]*)[^"]*"')


class Exported(msgspec.Struct, frozen=True):
    """How many files the site has now, how many of them are new or other than before, how many went."""

    files: int
    changed: int
    removed: int


def export_site(site: Site, folder: Path) -> Exported:
    """Write the site into the folder (made when it is not there). KnownError when it does not take the files.

    Each file is replaced whole; one that did not change is left as it is, so that a copy of the folder stays small.
    """
    made = dict(_files(site))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        before = _listed(folder)
        changed = sum(_write(folder / name, content) for name, content in made.items())
        gone = [name for name in before if name not in made]
        for name in gone:
            (folder / name).unlink(missing_ok=True)
        _write(folder / LIST, msgspec.json.encode(sorted(made)))
    except OSError:
        raise KnownError(
            _("Halaman warga belum tertulis semua"),
            _("Tempat itu penuh atau tidak dapat ditulisi. Data server tidak diubah. Pilih tempat lain, lalu ulangi."),
            "not_written",
        ) from None
    return Exported(len(made), changed, len(gone))


def _files(site: Site) -> Iterator[tuple[str, bytes]]:
    today = dates.format_date(dates.local_date(site.clock.now(), site.place.zone))
    pages = Pages(site, today)
    yield "index.html", _plain(pages.kecamatan().content, "/")
    for village in site.reads.villages():
        path = f"/desa/{village.slug}"
        yield _name(path), _plain(pages.village(village.slug).content, path)
        for line in site.reads.reports(village):
            key, period = line.template.key, str(line.period)
            yield _name(line.path), _plain(pages.report(village.slug, key, period).content, line.path)
            for shape in Shape:
                picture = pages.picture(village.slug, key, period, shape)
                if picture is not None:
                    yield f"{line.path.strip('/')}/{shape.file_name}", picture
    for name in sorted(STATIC):
        yield f"static/{name}", resources.files("sipa_server.public").joinpath("static", name).read_bytes()


def _plain(text: str, path: str) -> bytes:
    """The page with links that lead from its own place, as a file."""
    here = PurePosixPath(_name(path)).parent

    def led(found: re.Match[str]) -> str:
        target = os.path.relpath(_name(f"/{found['path']}"), here)
        return f'{found["attribute"]}="{target}"'

    return _LINK.sub(led, text).encode()


def _name(path: str) -> str:
    """The file of an address: `/desa/balang` is `desa/balang/index.html`."""
    bare = path.strip("/")
    if not bare:
        return "index.html"
    return bare if "." in bare.rpartition("/")[2] else f"{bare}/index.html"


def _listed(folder: Path) -> list[str]:
    """What was written the last time; names that lead out of the folder are none of ours."""
    try:
        names = msgspec.json.decode((folder / LIST).read_bytes(), type=list[str])
    except (FileNotFoundError, msgspec.DecodeError):
        return []
    return [name for name in names if not name.startswith("/") and ".." not in PurePosixPath(name).parts]


def _write(path: Path, content: bytes) -> bool:
    """Replace the file unless it says the same already; True when it was written."""
    if path.is_file() and path.read_bytes() == content:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    passing = path.with_name(f"~{path.name}")
    passing.write_bytes(content)
    os.replace(passing, path)
    return True
