"""What is deployed calls verbs that exist, with the data and the address that belong together."""

from __future__ import annotations

import re
import shlex
import subprocess
from pathlib import Path

import pytest

from sipa_server.cli import _parser

DEPLOY = Path(__file__).resolve().parents[3] / "deploy"


@pytest.mark.parametrize("unit", ["sipa-server.service", "sipa-backup.service"])
def test_a_unit_starts_a_verb_of_the_server_on_its_data(unit: str) -> None:
    text = (DEPLOY / unit).read_text()
    (command,) = re.findall(r"^ExecStart=/opt/sipa-server/sipa-server (.+)$", text, re.MULTILINE)
    options = _parser().parse_args(shlex.split(command))
    assert options.data == Path("/var/lib/sipa")
    assert "User=sipa" in text


def test_the_proxy_and_the_server_meet_at_one_address() -> None:
    assert "reverse_proxy 127.0.0.1:8080" in (DEPLOY / "Caddyfile").read_text()
    serve = _parser().parse_args(["serve", "--data", "x"])
    assert (serve.host, serve.port) == ("", -1), "not said, so 127.0.0.1 and 8080"


@pytest.mark.parametrize("script", ["install", "upgrade", "answers", "sipa", "sipa-server"])
def test_a_script_can_be_read_by_the_plain_shell(script: str) -> None:
    assert subprocess.run(["sh", "-n", str(DEPLOY / script)], capture_output=True).returncode == 0


@pytest.mark.parametrize("script", ["install", "upgrade"])
def test_a_script_calls_verbs_that_exist(script: str) -> None:
    calls = re.findall(r"\$sipa ((?:init|stand|check)[^|>&\n]*)", (DEPLOY / script).read_text())
    assert calls
    for call in calls:
        words = [word for word in shlex.split(call.strip().rstrip(")").removesuffix(" 2")) if word]
        _parser().parse_args([*words, "--data", "/var/lib/sipa"])


def test_every_command_that_the_guide_names_is_put_where_it_is_found() -> None:
    guide = (DEPLOY.parent / "docs" / "panduan" / "menjalankan-server.md").read_text("utf-8")
    named = set(re.findall(r"`(sipa(?:-server)?) [a-z]", guide))
    assert named == {"sipa", "sipa-server"}
    installed = re.search(r"^install -m 0755 (.+) /usr/local/bin$", (DEPLOY / "install").read_text(), re.MULTILINE)
    assert installed is not None
    assert {word.strip('"').rpartition("/")[2] for word in installed[1].split()} == named
