"""A year of a village as its clerk makes it, with every document saved, opened and counted.

`python -m tools.drills.year FOLDER [--only-look]` leaves pictures of screens, the documents and pictures of
their pages in FOLDER, and writes docs/evidence/year.json. Pages of Word files are counted as LibreOffice lays them out.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any, Final

from docx import Document
from openpyxl import load_workbook
from pypdf import PdfReader
from pypdf.generic import Destination

from tests.journeys.year import story
from tests.support.drill_evidence import evidence_file, stamp

F4_POINTS: Final = (609, 935)
DPI: Final = 70


def main(arguments: list[str]) -> int:
    """Play the year into the folder named first, or only look at what lies there; 0 when every document is whole."""
    folder = Path(arguments[0])
    facts: dict[str, Any] = {}
    if "--only-look" not in arguments:
        shutil.rmtree(folder, ignore_errors=True)
        year = story.play(folder)
        facts = {
            "inputs": dict(year.tally.inputs),
            "figures_typed": [list(one) for one in year.tally.figures],
            "figures_typed_twice": year.tally.twice(),
            "from_a_zip_to_the_sent_half_year": year.tally.from_zip,
            "findings_when_sent": [list(one) for one in year.tally.findings],
            "reports_sent": len([name for name in year.tally.inputs if name]),
            "duties": sorted(set(year.duties)),
        }
    documents = {path.stem: looked_at(path) for path in sorted(folder.glob("*.pdf"))}
    kept = evidence_file("year")
    before = json.loads(kept.read_text("utf-8")) if kept.is_file() else {}
    told = {"drill": "year", **before, **stamp(), **facts, "documents": documents}
    kept.write_text(json.dumps(told, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    broken = [name for name, about in documents.items() if not about["whole"]]
    sys.stdout.write(f"{len(documents)} documents, broken: {', '.join(broken) or 'none'}\n")
    return 1 if broken or facts.get("figures_typed_twice") else 0


def looked_at(path: Path) -> dict[str, Any]:
    """What a document is: pages and their pictures, its outline in both forms, and the sheets of its workbook."""
    pdf = PdfReader(path)
    sizes = {(round(float(page.mediabox.width)), round(float(page.mediabox.height))) for page in pdf.pages}
    drawn(path)
    word = path.with_suffix(".docx")
    headings = Counter(
        one.style.name
        for one in Document(str(word)).paragraphs
        if one.style is not None and str(one.style.name).startswith("Heading")
    )
    laid_out = converted(word)
    workbook = path.with_suffix(".xlsx")
    sheets = {sheet.title: sheet.max_row for sheet in load_workbook(workbook)} if workbook.is_file() else {}
    outline = len(flat(pdf.outline))
    return {
        "pages": len(pdf.pages),
        "outline": outline,
        "word_pages": len(PdfReader(laid_out).pages) if laid_out is not None else None,
        "word_headings": sum(headings.values()),
        "sheets": sheets,
        "whole": bool(outline and headings) and all(size in (F4_POINTS, F4_POINTS[::-1]) for size in sizes),
    }


def flat(entries: list[Any]) -> list[Destination]:
    """Every entry of an outline."""
    return [one for entry in entries for one in (flat(entry) if isinstance(entry, list) else [entry])]


def drawn(path: Path) -> None:
    """Draw the pages beside the document, where the tool for it is there."""
    if shutil.which("pdftoppm"):
        subprocess.run(["pdftoppm", "-r", str(DPI), "-png", str(path), str(path.with_suffix(""))], check=True)


def converted(word: Path) -> Path | None:
    """The Word file as LibreOffice lays it out, with pictures of its pages; None where it is not installed."""
    office = shutil.which("soffice")
    if office is None:
        return None
    target = word.parent / "word"
    command = [office, "--headless", "--convert-to", "pdf", "--outdir", str(target), str(word)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    drawn(target / f"{word.stem}.pdf")
    return target / f"{word.stem}.pdf"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
