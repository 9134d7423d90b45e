"""How much memory a program took, told by the program itself; Linux only."""

from __future__ import annotations


def peak_kb() -> int:
    """The most that this process had so far.

    Not asked of `resource`: there a process begins with the size of the one that started it, and a run of tests is
    larger than what is measured.
    """
    with open("/proc/self/status", encoding="ascii") as told:
        return next(int(line.split()[1]) for line in told if line.startswith("VmHWM:"))
