"""The rules of the house as functions from a text to its faults, so that each can be shown a planted fault."""

from __future__ import annotations

import ast
import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("sipa_core", "sipa_desktop", "sipa_render", "sipa_server", "sipa_sqlite", "ui")
CLOCK_ADAPTERS = ("sipa_desktop/platform/", "sipa_server/platform/")
CLOCK_ADAPTER_NAMES = ("bootstrap.py",)
MAX_LINES = 450
MAX_DOCSTRING_LINES = 8

CLOCK_AND_CHANCE = {
    *(f"time.{name}" for name in ("time", "time_ns", "localtime", "gmtime", "sleep")),
    *("datetime.datetime.now", "datetime.datetime.utcnow", "datetime.datetime.today", "datetime.date.today"),
    *("uuid.uuid1", "uuid.uuid4", "uuid.uuid6", "uuid.uuid7", "os.urandom", "os.getrandom"),
    *(f"PySide6.QtCore.{name}" for name in ("QDate.currentDate", "QTime.currentTime", "QRandomGenerator")),
    *("PySide6.QtCore.QDateTime.currentDateTime", "PySide6.QtCore.QDateTime.currentDateTimeUtc"),
    *("PySide6.QtCore.QDateTime.currentMSecsSinceEpoch", "PySide6.QtCore.QDateTime.currentSecsSinceEpoch"),
}
CHANCE_MODULES = ("random", "secrets")
PURE_IN_CHANCE_MODULES = {"secrets.compare_digest"}

EMPTY_NAMES = re.compile(r"(?:^|_)(?:utils?|helpers?|common|managers?|misc)$")
# Put together from pieces, so that this file does not hold what it looks for.
WORKPLACE = re.compile(
    r"(?<![\w./-])/(?:" + "|".join(("wo" + "rk", "fa" + "rm", "tmp/stu" + "dio", r"root/\.py" + "env")) + ")/"
)
HOST_IN_LOCK = re.compile(r"^\s*--(?!hash=)|\w+://|\bfile:|\s@\s", re.MULTILINE)
ASSERTING_CALLS = re.compile(r"^(?:assert|check|expect|raises|warns|fail|wait|run_state_machine)")


def source_files(*folders: str) -> list[Path]:
    """Return the Python files of some folders of the project, sorted."""
    return sorted(file for folder in folders for file in (ROOT / folder).rglob("*.py"))


def kept_files() -> list[Path]:
    """Return every file that git keeps or would keep."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.decode()
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def is_clock_adapter(path: str) -> bool:
    """Say whether this file (path from the root) may read the clock and draw chance."""
    return path.startswith(CLOCK_ADAPTERS) or path.rsplit("/", 1)[-1] in CLOCK_ADAPTER_NAMES


def clock_faults(source: str) -> list[str]:
    """Return `line: name` for each mention of a clock or a source of chance, under whatever name it was imported."""
    tree = ast.parse(source)
    known: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                known[alias.asname or alias.name.split(".")[0]] = (
                    alias.name if alias.asname else alias.name.split(".")[0]
                )
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                known[alias.asname or alias.name] = f"{node.module}.{alias.name}"
    faults = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Name | ast.Attribute):
            name = dotted(node, known)
            chance = name.partition(".")[0] in CHANCE_MODULES and "." in name and name not in PURE_IN_CHANCE_MODULES
            if name in CLOCK_AND_CHANCE or chance:
                faults.append(f"{node.lineno}: {name}")
    return faults


def dotted(node: ast.expr, known: dict[str, str]) -> str:
    """Return the full name an expression stands for, or an empty text when it is no plain name."""
    if isinstance(node, ast.Name):
        return known.get(node.id, "")
    if isinstance(node, ast.Attribute):
        base = dotted(node.value, known)
        return f"{base}.{node.attr}" if base else ""
    return ""


def docstring_faults(source: str) -> list[str]:
    """Return what is wrong with a module's docstring; a module without any code needs none."""
    tree = ast.parse(source)
    if not tree.body:
        return []
    docstring = ast.get_docstring(tree, clean=False)
    if docstring is None:
        return ["no module docstring"]
    lines = len(docstring.strip().splitlines())
    return [f"docstring of {lines} lines"] if lines > MAX_DOCSTRING_LINES else []


def length_faults(source: str) -> list[str]:
    """Return the length of a module that cannot be read at one sitting."""
    lines = len(source.splitlines())
    return [f"{lines} lines"] if lines > MAX_LINES else []


def name_faults(path: str) -> list[str]:
    """Return the parts of a module's path that say nothing about what it is for."""
    return [part for part in Path(path).with_suffix("").parts if EMPTY_NAMES.search(part)]


def workplace_faults(text: str) -> list[str]:
    """Return the paths of one developer's machine that stand in a text."""
    return [f"{text.count(chr(10), 0, hit.start()) + 1}: {hit.group()}" for hit in WORKPLACE.finditer(text)]


def lock_faults(text: str) -> list[str]:
    """Return the lines of a requirements file that name a host, a file or an option, and the pins without a hash."""
    faults = [text[hit.start() :].lstrip().splitlines()[0] for hit in HOST_IN_LOCK.finditer(text)]
    entries = re.split(r"(?<!\\)\n", text.strip())
    faults += [
        f"no hash: {entry.splitlines()[0]}" for entry in entries if "==" not in entry or "--hash=sha256:" not in entry
    ]
    return faults


def tests_without_assertion(source: str) -> list[str]:
    """Return the tests of a module that can not fail: neither an assertion nor a call that waits or checks."""
    faults = []
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) or not node.name.startswith("test_"):
            continue
        inner = list(ast.walk(node))
        calls = [part.func for part in inner if isinstance(part, ast.Call)]
        names = [call.attr if isinstance(call, ast.Attribute) else getattr(call, "id", "") for call in calls]
        if not any(isinstance(part, ast.Assert) for part in inner) and not any(map(ASSERTING_CALLS.match, names)):
            faults.append(f"{node.lineno}: {node.name}")
    return faults


UNPLAIN = re.compile(
    r"!|\b(?:error|eror|sukses|upload|download|submit|sync|sinkron\w*|feedback|token|password|backup|ekspor|impor"
    r"|export|import|eskalasi|pending|evidence|revisi|tiket|tracking|offline|online|login|logout|cancel|abort|save"
    r"|approve|reject|deadline|dashboard|preview|loading|setting|browser|database|screenshot)\b",
    re.IGNORECASE,
)
"""Words that the screens do not use: the plain Indonesian ones for them stand in the glossary."""


def unplain_words(source: str) -> list[str]:
    """Return `line: word` for each word in a translated text that a clerk should not have to know."""
    faults = []
    for node in ast.walk(ast.parse(source)):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
            continue
        if node.func.id not in ("_", "N_", "ngettext"):
            continue
        for told in node.args:
            if isinstance(told, ast.Constant) and isinstance(told.value, str):
                # What stands in braces is filled in later and never shown.
                shown = re.sub(r"\{[^}]*\}", "", told.value)
                faults += [f"{node.lineno}: {hit.group()}" for hit in UNPLAIN.finditer(shown)]
    return faults


def dangling_calls(source: str) -> list[str]:
    """Return `line: call` for each `singleShot` that is to call a method of an object that no Qt class is a base of.

    PySide keeps no hold on such an object: when it is let go before the time has come, the program ends in a crash.
    """
    plain = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.ClassDef) and not node.bases]
    return [
        f"{call.lineno}: {ast.unparse(call)}"
        for kind in plain
        for call in ast.walk(kind)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr == "singleShot"
        and ast.unparse(call.args[-1]).startswith("self.")
    ]
