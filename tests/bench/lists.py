"""How soon the lists of a desk with 100,000 records are read, beside the bare SQL that their rows need.

`python -m tests.bench.lists`: each figure is the median of five rounds after one that is not counted; the bare query
runs in the same round on the same file. A search is told by its 95th percentile over 100 different questions.
"""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable, Mapping

import sqlalchemy as sa

from sipa_desktop.services.consultation import Consultation
from sipa_desktop.services.consultation_views import ThreadFilter
from sipa_desktop.services.feedback import Feedback
from sipa_desktop.services.feedback_views import FeedbackFilter, FeedbackQuery
from sipa_desktop.services.guidance import Guidance
from sipa_desktop.services.overview import Overview
from sipa_desktop.services.proofs import Proofs
from sipa_desktop.services.queue import Queue
from sipa_desktop.services.review import Review
from sipa_desktop.services.schedule import Schedule
from sipa_desktop.services.search import Search
from sipa_desktop.services.village import Villages
from sipa_desktop.store.tables import record, search_item
from sipa_desktop.store.unit_of_work import Store
from tests.bench.big_desk import made, moment
from tests.bench.profiles import open_store
from tests.support.clock import HandClock, SeededEntropy

ROUNDS = 5
QUESTIONS = 100


def lists_of(store: Store, clock: HandClock) -> Mapping[str, Callable[[], object]]:
    """What is opened, by name."""
    entropy = SeededEntropy("bench")
    feedback, talks = Feedback(store, clock), Consultation(store, clock, entropy)
    queue = Queue(store, clock)
    everything = FeedbackQuery(FeedbackFilter.SEMUA)
    return {
        "citizens, all": lambda: feedback.list(everything),
        "citizens, to do": lambda: feedback.list(FeedbackQuery(FeedbackFilter.BELUM)),
        "citizens, 10 pages on": lambda: feedback.list(FeedbackQuery(FeedbackFilter.SEMUA, limit=2000)),
        "citizens, the number in the rail": lambda: feedback.list(FeedbackQuery(limit=0)),
        "citizens, narrowed by words": lambda: feedback.list(FeedbackQuery(FeedbackFilter.SEMUA, search="posyandu")),
        "threads, all": lambda: talks.list(ThreadFilter.SEMUA),
        "threads, the number in the rail": talks.unread,
        "agreed things": Guidance(store, clock, entropy).all,
        "sendings, first page": lambda: queue.history("", 0),
        "sendings, page 1,000": lambda: queue.history("", 999),
        "sendings, with a word": lambda: queue.history("posyandu", 0),
        "queue": queue.view,
        "reviews": Review(store, clock, entropy).waiting,
        "proofs": Proofs(store, clock).waiting,
        "matrix": Overview(store, clock).matrix,
        "schedule": Schedule(store, clock, entropy).year,
        "a village": lambda: Villages(store, clock).page("63.11.06.2024"),
    }


def main() -> None:
    """Measure and tell."""
    folder = made()
    clock = HandClock(moment())
    store = open_store(folder, clock, SeededEntropy("bench"))
    try:
        bare = timed(lambda: _first_rows(store))
        _tell("bare: the first 200 whole records by index", bare, bare)
        for name, read in lists_of(store, clock).items():
            _tell(name, timed(read), bare)
        _search(store, clock)
    finally:
        store.close()


def timed(work: Callable[[], object]) -> float:
    """The median of the rounds in ms."""
    work()
    return statistics.median(_once(work) for _round in range(ROUNDS))


def _once(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def _first_rows(store: Store) -> None:
    with store.read() as tx:
        query = sa.select(record.c.id, record.c.fields).where(record.c.type == "feedback").order_by(record.c.id)
        tx.records._connection.execute(query.limit(200)).all()


def _search(store: Store, clock: HandClock) -> None:
    search = Search(store, clock)
    questions = _questions(store)
    for name, ask in (
        ("search, one word", lambda words: words[:1]),
        ("search, two words", lambda words: words[:2]),
        ("search, while typing (3 letters)", lambda words: (words[0][:3],)),
    ):
        asked = [ask(words) for words in questions]
        taken = [_once(lambda words=words: search.find(" ".join(words))) for words in asked]  # type: ignore[misc]
        plain = [_once(lambda words=words: _plain(store, words)) for words in asked]  # type: ignore[misc]
        _tell(f"{name}, p95", _p95(taken), _p95(plain), "the bare FTS query")


def _plain(store: Store, words: tuple[str, ...]) -> None:
    with store.read() as tx:
        tx.search.find(words)


def _questions(store: Store) -> list[tuple[str, ...]]:
    with store.read() as tx:
        query = sa.select(search_item.c.body).where(search_item.c.no % 997 == 0).limit(QUESTIONS * 3)
        bodies = [str(row[0]).split() for row in tx.records._connection.execute(query)]
    chance = random.Random(3)
    told = [[word for word in body if len(word) > 3 and word.isalpha()] for body in bodies]
    return [tuple(chance.sample(words, 2)) for words in told if len(set(words)) > 2][:QUESTIONS]


def _p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]


def _tell(name: str, taken: float, bare: float, what: str = "the bare query") -> None:
    print(f"{name:52} {taken:8.1f} ms   {taken / bare:7.1f} x {what}")


if __name__ == "__main__":
    main()
