"""A bad line on this machine: a relay that shapes, delays, cuts and counts (`python -m tests.bench.exchange.link TO`).

It prints its port and obeys lines on its input: `begin PROFILE CUTS EVERY` counts from zero on a line of that kind,
which is cut CUTS times, each time EVERY bytes have passed; `tell` prints what passed as JSON. Loss is shown the way TCP
shows it to a program: a lost segment holds the stream up for one retransmission, it never takes bytes away.
"""

from __future__ import annotations

import asyncio
import random
import re
import sys
from dataclasses import dataclass
from typing import Final

import msgspec

SEGMENT: Final = 1400
"""Bytes that share one chance of loss."""
CHUNK: Final = 4096
AHEAD_SECONDS: Final = 0.5
_ASKED: Final = re.compile(rb"(?:GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS) \S+ HTTP/1\.1\r\n")


@dataclass(frozen=True)
class Profile:
    """rate in bytes a second and direction (0: unlimited), rtt in seconds, loss per segment."""

    rate: float
    rtt: float
    loss: float


PROFILES: Final = {
    "lan": Profile(0, 0.0, 0.0),
    "edge": Profile(200_000 / 8, 0.300, 0.01),
    "gprs": Profile(50_000 / 8, 0.600, 0.02),
}


class Passed(msgspec.Struct):
    """What went over the line, HTTP headers with it; `requests` are HTTP request lines that went up."""

    up: int = 0
    down: int = 0
    connections: int = 0
    requests: int = 0
    cuts: int = 0


class Pipe:
    """One direction of the shared line: every connection draws on the same rate."""

    def __init__(self, profile: Profile, dice: random.Random) -> None:
        self.profile = profile
        self.free_at = 0.0
        self._dice = dice

    def arrival(self, size: int) -> float:
        """When a chunk of this size, handed over now, has reached the far end (loop time)."""
        start = max(asyncio.get_running_loop().time(), self.free_at)
        if self.profile.rate:
            start += size / self.profile.rate
        self.free_at = start
        lost = any(self._dice.random() < self.profile.loss for _segment in range(-(-size // SEGMENT)))
        return start + self.profile.rtt / 2 + (max(0.2, self.profile.rtt * 1.5) if lost else 0.0)


Writers = tuple[asyncio.StreamWriter, asyncio.StreamWriter]


class Link:
    """The relay to one port of this machine."""

    def __init__(self, to: int) -> None:
        self._to = to
        self._tasks: set[asyncio.Task[None]] = set()
        self.begin("lan", 0, 0)

    def begin(self, profile: str, cuts: int, every: int) -> None:
        """Count from zero on a line of this kind; open connections go on over it."""
        self.passed = Passed()
        dice = random.Random(1)
        self._profile = PROFILES[profile]
        self._up, self._down = Pipe(self._profile, dice), Pipe(self._profile, dice)
        self._cuts, self._every, self._since = cuts, every, 0

    async def serve(self, near: asyncio.StreamReader, near_out: asyncio.StreamWriter) -> None:
        """Carry one connection to its end."""
        self.passed.connections += 1
        await asyncio.sleep(self._profile.rtt)  # the handshake
        try:
            far, far_out = await asyncio.open_connection("127.0.0.1", self._to)
        except OSError:
            near_out.transport.abort()
            return
        both = (near_out, far_out)
        await asyncio.gather(self._relay(near, far_out, both, up=True), self._relay(far, near_out, both, up=False))
        for writer in both:
            writer.close()

    async def _relay(
        self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, both: Writers, *, up: bool
    ) -> None:
        queue: asyncio.Queue[tuple[float, bytes] | None] = asyncio.Queue(maxsize=64)
        loop = asyncio.get_running_loop()

        async def deliver() -> None:
            previous = 0.0
            while (item := await queue.get()) is not None:
                previous = max(previous, item[0])  # a stream stays in order
                if previous > loop.time():
                    await asyncio.sleep(previous - loop.time())
                try:
                    sink.write(item[1])
                    await sink.drain()
                except OSError:
                    pass  # what comes after a cut goes nowhere; the queue must still be emptied

        delivery = asyncio.create_task(deliver())
        try:
            while chunk := await source.read(CHUNK):
                pipe = self._up if up else self._down
                self._count(chunk, up=up)
                if self._cuts and self._since >= self._every:
                    self._cut(both)
                    break
                await queue.put((pipe.arrival(len(chunk)), chunk))
                if pipe.profile.rate:  # the sender feels the line, not an endless buffer
                    await asyncio.sleep(max(0.0, pipe.free_at - loop.time() - AHEAD_SECONDS))
        except OSError:
            pass
        await queue.put(None)
        await delivery
        try:
            if sink.can_write_eof():
                sink.write_eof()
        except OSError:
            pass

    def _count(self, chunk: bytes, *, up: bool) -> None:
        self._since += len(chunk)
        if up:
            self.passed.up += len(chunk)
            self.passed.requests += len(_ASKED.findall(chunk))
        else:
            self.passed.down += len(chunk)

    def _cut(self, both: Writers) -> None:
        self._cuts -= 1
        self._since = 0
        self.passed.cuts += 1
        for writer in both:
            writer.transport.abort()


async def _main() -> None:
    link = Link(int(sys.argv[1]))
    server = await asyncio.start_server(link.serve, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    orders = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(orders), sys.stdin)
    while line := (await orders.readline()).decode().split():
        if line[0] == "begin":
            link.begin(line[1], int(line[2]), int(line[3]))
        print(msgspec.json.encode(link.passed).decode(), flush=True)


if __name__ == "__main__":
    asyncio.run(_main())
