"""Each rule of the house is shown a planted fault and something harmless that looks like it."""

from __future__ import annotations

import textwrap

import pytest

from tests.architecture import rules, tooltips


@pytest.mark.parametrize(
    "source",
    [
        "import time\nx = time.time()",
        "import time as t\nx = t.time_ns()",
        "from time import time as wall\nx = wall()",
        "from datetime import datetime\nx = datetime.now()",
        "import datetime\nx = datetime.datetime.now(tz=datetime.UTC)",
        "from datetime import date\nx = date.today()",
        "import uuid\nx = uuid.uuid4()",
        "from dataclasses import field\nfrom uuid import uuid4\nx = field(default_factory=uuid4)",
        "import os\nx = os.urandom(8)",
        "import secrets\nx = secrets.token_hex()",
        "from random import choice\nx = choice([1])",
        "from PySide6.QtCore import QDateTime\nx = QDateTime.currentDateTimeUtc()",
    ],
)
def test_a_clock_or_chance_is_found_under_any_name(source: str) -> None:
    assert len(rules.clock_faults(source)) == 1


@pytest.mark.parametrize(
    "source",
    [
        "def f(clock): return clock.now()",
        "from datetime import date\nx = date(2025, 7, 10)",
        "import uuid\nx = uuid.uuid5(uuid.NAMESPACE_URL, 'a')",
        "import secrets\nx = secrets.compare_digest('a', 'b')",
        "import os\nx = os.environ",
    ],
)
def test_what_only_looks_like_a_clock_is_let_be(source: str) -> None:
    assert rules.clock_faults(source) == []


def test_only_platform_and_bootstrap_count_as_adapters() -> None:
    assert rules.is_clock_adapter("sipa_desktop/platform/clock.py")
    assert rules.is_clock_adapter("sipa_server/bootstrap.py")
    assert not rules.is_clock_adapter("sipa_core/platform/clock.py")
    assert not rules.is_clock_adapter("sipa_desktop/services/reports.py")


def test_a_missing_or_long_docstring_is_found() -> None:
    assert rules.docstring_faults("x = 1") == ["no module docstring"]
    assert rules.docstring_faults('"""' + "a\n" * 9 + '"""\nx = 1') == ["docstring of 9 lines"]
    assert rules.docstring_faults('"""' + "a\n" * 8 + '"""\nx = 1') == []
    assert rules.docstring_faults("") == []


def test_a_long_module_is_found() -> None:
    assert rules.length_faults("x = 1\n" * 451) == ["451 lines"]
    assert rules.length_faults("x = 1\n" * 450) == []


@pytest.mark.parametrize(
    "path", ["ui/utils.py", "sipa_core/helpers/money.py", "ui/date_utils.py", "sipa_server/manager.py"]
)
def test_an_empty_name_is_found(path: str) -> None:
    assert rules.name_faults(path)


@pytest.mark.parametrize("path", ["ui/commons_hall.py", "sipa_core/domain/money.py", "sipa_core/futility.py"])
def test_a_telling_name_is_let_be(path: str) -> None:
    assert rules.name_faults(path) == []


def test_a_path_of_a_workplace_is_found_with_its_line() -> None:
    planted = "/" + "work" + "/main"
    assert rules.workplace_faults(f"first\nsee {planted}/x") == [f"2: /{'work'}/"]
    assert rules.workplace_faults(f"'/{'farm'}/a' and /{'root/.py'}env/bin") != []
    assert rules.workplace_faults("docs/work/plan and https://example.id/kerja/work/1") == []


@pytest.mark.parametrize(
    "line",
    [
        "--index-url somewhere",
        "--extra-index-url https://example.id/simple",
        "thing @ https://example.id/thing.whl",
        "thing @ file:///thing.whl",
        "thing==1.0",
        "thing>=1.0 \\\n    --hash=sha256:aa",
    ],
)
def test_a_host_or_a_pin_without_hash_is_found_in_a_lock(line: str) -> None:
    assert rules.lock_faults(f"good==1 \\\n    --hash=sha256:aa\n{line}\n") != []


def test_a_clean_lock_has_no_fault() -> None:
    pins = ("httpx==1.0 ; sys_platform == 'win32' \\\n    --hash=sha256:aa", "segno==2 \\\n    --hash=sha256:bb")
    clean = "\n".join(pins)
    assert rules.lock_faults(clean) == []


def test_a_test_that_cannot_fail_is_found() -> None:
    assert rules.tests_without_assertion("def test_nothing():\n    print(1)") == ["1: test_nothing"]
    assert rules.tests_without_assertion("def test_real():\n    assert 1") == []
    assert rules.tests_without_assertion("def test_waits(qtbot):\n    qtbot.waitUntil(f)") == []


def test_a_word_that_a_clerk_should_not_have_to_know_is_found() -> None:
    assert rules.unplain_words('_("Upload sukses!")') == ["1: Upload", "1: sukses", "1: !"]
    assert rules.unplain_words('ngettext("{n} error", "{n} berkas", n)') == ["1: error"]
    assert rules.unplain_words('_("{error} tersimpan. Diunggah kemarin.")') == []
    assert rules.unplain_words('log.warning("sync error!")') == []


@pytest.mark.parametrize(
    ("bases", "call", "found"),
    [
        ("", "QTimer.singleShot(9, self.window, self._later)", 1),
        ("(QObject)", "QTimer.singleShot(9, self, self._later)", 0),
        ("", "QTimer.singleShot(9, self.window, partial(self._later, self))", 0),
        ("", "self.timer.timeout.connect(self._later)", 0),
    ],
)
def test_a_timer_that_would_call_a_method_of_an_object_that_is_gone_is_found(bases: str, call: str, found: int) -> None:
    assert len(rules.dangling_calls(f"class Late{bases}:\n    def begin(self):\n        {call}")) == found


@pytest.mark.parametrize(
    ("code", "lines"),
    [
        ('x.setToolTip("Alt")\nx.setToolTip(_("Tanggal"))\nx.setToolTip(tip(words) if words else "")', []),
        ("x.setToolTip(words)", [1]),
        ('x.setToolTip(words if words else "")', [1]),
        ("match role:\n    case R.DisplayRole | R.ToolTipRole:\n        return words", [3]),
        ("match role:\n    case R.ToolTipRole:\n        return tip(words) or None", []),
        ("if role in (R.ToolTipRole,):\n    return words", [2]),
    ],
)
def test_a_tooltip_of_bare_words_is_found(code: str, lines: list[int]) -> None:
    found = tooltips.faults(f"def f():\n{textwrap.indent(code, '    ')}" if "return" in code else code)
    assert found == [f"line {line + ('return' in code)}: a tooltip without `tip`" for line in lines]
