"""The same photo twice: within the report, in an earlier report of the village, in a report of another village."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sipa_core.domain.attachments import HASH_COLUMN
from sipa_core.domain.finding_words import said
from sipa_core.domain.findings import Finding
from sipa_core.domain.paths import Content, cell, rows
from sipa_core.domain.photo_prints import PhotoPrint, photo_of, same_photo
from sipa_core.domain.reading import Reading
from sipa_core.domain.templates import Section, SectionKind, Template

PICTURES: Final = "foto"
"""Sections of files whose key begins so show work and events; all others hold papers, which all look alike."""


def photo_findings(reading: Reading) -> Iterator[Finding]:
    """Yield every photo or paper that is here twice, or was used before."""
    here: list[PhotoPrint] = []
    papers: dict[str, str] = {}
    earlier = [
        (report.title, made)
        for report in reading.beside.earlier
        for made in photo_prints(reading.template, report.content)
    ]
    known = [PhotoPrint(made.sha256, made.look, title) for title, made in earlier]
    others = [
        PhotoPrint(one.sha256, one.look, village.label) for village in reading.beside.others for one in village.photos
    ]
    before = {digest: title for title, digest in _earlier_papers(reading)}
    for section in _file_sections(reading.template):
        for n, (key, cells) in enumerate(reading.table(section.table or "").items(), 1):
            path = cell(section.table or "", key, HASH_COLUMN)
            where = _where(section, n)
            photo = photo_of(cells, where) if is_pictures(section) else None
            if photo is None:
                yield from _paper(cells.get(HASH_COLUMN), papers, before, where, path)
                continue
            twin, same = same_photo(photo, here)
            here.append(photo)
            if twin is not None:
                yield said("photo_twice" if same else "photo_alike", path, where=where, other=twin.where)
                continue
            twin, _same = same_photo(photo, known)
            if twin is not None:
                yield said("photo_before", path, where=where, title=twin.where)
                continue
            twin, _same = same_photo(photo, others)
            if twin is not None:
                yield said("photo_elsewhere", path, where=where, village=twin.where)


def photo_prints(template: Template, content: Content) -> tuple[PhotoPrint, ...]:
    """Return the prints of a report's photos of work and events."""
    found: list[PhotoPrint] = []
    for section in _file_sections(template):
        if is_pictures(section):
            made = (
                photo_of(cells, _where(section, n))
                for n, cells in enumerate(rows(content, section.table or "").values(), 1)
            )
            found.extend(one for one in made if one is not None)
    return tuple(found)


def is_pictures(section: Section) -> bool:
    """True for a section of photos of work and events."""
    return section.kind is SectionKind.PHOTOS and section.key.startswith(PICTURES) and not section.straighten


def _paper(digest: object, papers: dict[str, str], before: dict[str, str], where: str, path: str) -> Iterator[Finding]:
    if not isinstance(digest, str):
        return
    if digest in papers:
        yield said("file_twice", path, where=where, other=papers[digest])
    elif digest in before:
        yield said("file_before", path, where=where, title=before[digest])
    papers.setdefault(digest, where)


def _earlier_papers(reading: Reading) -> Iterator[tuple[str, str]]:
    for report in reading.beside.earlier:
        for path, value in report.content.items():
            if path.endswith(f".{HASH_COLUMN}") and isinstance(value, str):
                yield report.title, value


def _file_sections(template: Template) -> Iterator[Section]:
    return (
        section for section in template.sections if section.kind is SectionKind.PHOTOS and section.table is not None
    )


def _where(section: Section, n: int) -> str:
    return f"{section.title} {n}"
