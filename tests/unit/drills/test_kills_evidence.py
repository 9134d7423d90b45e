"""The evidence of the drill of kills: pieces are put together, and what was stopped is counted as far as it came."""

from __future__ import annotations

from tests.support.kills import Verdict
from tools.drills.kills import _options, summary, together


def test_pieces_are_added_and_the_longest_loss_of_all_is_told() -> None:
    options = _options(["--kills", "5", "--seed", "7"])
    first = summary([Verdict("text", "typing", 9, 2, 1200.0), Verdict("cell", "saving", 4, 1, 800.0)], options, [])
    second = summary([Verdict("text", "typing", 3, 3, 1900.0, wrong=["gone"])], options, [])
    whole = together([first, second])
    assert (first["kills_asked"], first["kills_run"]) == (5, 2)
    assert (whole["kills_run"], whole["entries_typed"], whole["entries_lost"]) == (3, 16, 6)
    assert (whole["longest_loss_in_a_text_ms"], whole["longest_loss_in_a_cell_ms"]) == (1900, 800)
    assert whole["kills_that_did_harm"] == 1


def test_what_ended_by_itself_is_kept_without_the_folders_of_this_machine() -> None:
    ended = Verdict("text", "typing", by_itself='ended by itself: File "/home/someone/sipa/ui/main_window.py", line 4')
    found = summary([ended], _options([]), [])
    assert found["ended_by_themselves"] == ['ended by itself: File "main_window.py", line 4']
    assert together([found])["ended_by_themselves"] == 1
