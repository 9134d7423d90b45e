"""How many files a section of a report may hold; beside the other checks, which are many and heavy to load."""

from __future__ import annotations

from collections.abc import Iterator

from sipa_core.domain.findings import Finding, Severity
from sipa_core.domain.paths import Content, cell, rows
from sipa_core.domain.templates import Section
from sipa_core.messages import _


def too_many_files(section: Section, content: Content) -> Iterator[Finding]:
    """More files than the section holds, or than one row of the linked table may have."""
    table = section.table or ""
    held = rows(content, table)
    if section.limit and len(held) > section.limit:
        words = _("{section} memuat {n} berkas, paling banyak {most}. Hapus yang tidak perlu.")
        text = words.format(section=section.title, n=len(held), most=section.limit)
        yield Finding("too_many_files", Severity.MUST, text, section.key)
    if section.link is None or not section.row_limit:
        return
    for n, (row, cells) in enumerate(rows(content, section.link).items(), 1):
        mine = [key for key, file in held.items() if file.get(section.link) == row]
        if len(mine) > section.row_limit:
            name = cells.get("nama")
            title = name if isinstance(name, str) and name.strip() else _("baris {n}").format(n=n)
            words = _("{name} punya {n} foto, paling banyak {most}. Hapus yang tidak perlu.")
            text = words.format(name=title, n=len(mine), most=section.row_limit)
            yield Finding("too_many_files", Severity.MUST, text, cell(table, mine[section.row_limit], section.link))
