"""N09: what a stranger pours into the line costs a bounded amount of memory, measured from outside the program's own
counting.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from sipa_core.wire import codec
from tests.support.false_answers import Answer, Handler, false_line
from tests.support.programs import ROOT

MOST_KB = 24 * 1024
"""The cap of an answer is 4 MiB; it is put together once, and the interpreter needs some air."""

ASKS = """
import sys
from sipa_core.sync.peer import CarriageError
from sipa_core.wire.exchange import Request
from sipa_desktop.transport.http import HttpPeer
from tests.support.peaks import peak_kb
def ask():
    peer = HttpPeer(sys.argv[1])
    try:
        peer.exchange(Request("r", "d", "i", "e", []), "token")
    except CarriageError as fault:
        return fault.trouble.value
    finally:
        peer.close()
ask()
before = peak_kb()
said = ask()
print(said, peak_kb() - before)
"""


def pours(status: int, media: str, *, stated: bool) -> Answer:
    """10 GB, as far as anybody reads."""

    def answer(handler: Handler) -> None:
        if len(handler.server.seen) == 1:  # the first is small, so that everything is loaded before it is measured
            handler.whole(200, b"{}", {"Content-Type": codec.MEDIA_TYPE})
            return
        size = {"Content-Length": str(10 * 1024**3)} if stated else {"Connection": "close"}
        handler.head(status, {"Content-Type": media, **size})
        while not handler.server.over.is_set():
            handler.wfile.write(b" " * 65_536)

    return answer


def check_what_it_costs(status: int, media: str, *, stated: bool, bug: str = "") -> None:
    with false_line("") as line:
        line.answer = pours(status, media, stated=stated)
        done = subprocess.run(
            [sys.executable, "-c", bug + ASKS, line.url],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=120,
            check=True,
        )
    trouble, grown = done.stdout.split()
    assert trouble in ("not_ours", "server")
    assert int(grown) < MOST_KB


COUNTED_HERE = pytest.mark.skipif(not Path("/proc/self").exists(), reason="the peak is counted in kilobytes here only")


@COUNTED_HERE
@pytest.mark.parametrize("stated", [True, False], ids=["10 GB announced", "without an end"])
@pytest.mark.parametrize(
    ("status", "media"),
    [
        (200, codec.MEDIA_TYPE),
        (200, "application/json"),
        (401, codec.PROBLEM_TYPE),
        (503, codec.PROBLEM_TYPE),
        (502, "text/html"),
    ],
    ids=["as a message", "as some JSON", "as a refusal", "as a fault", "as a gateway's page"],
)  # fmt: skip
def test_an_answer_without_measure_costs_a_bounded_amount_of_memory(status: int, media: str, stated: bool) -> None:
    check_what_it_costs(status, media, stated=stated)


@COUNTED_HERE
def test_a_cap_that_is_sixteen_times_as_high_is_found() -> None:
    bug = "from sipa_desktop.transport import answers\nanswers.MAX_REPLY_BYTES *= 16\n"
    with pytest.raises(AssertionError, match=rf"assert \d+ < {MOST_KB}"):
        check_what_it_costs(200, codec.MEDIA_TYPE, stated=False, bug=bug)
