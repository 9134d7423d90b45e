"""Desks of Babayau and of the kecamatan, and the server between them, for every test of a service."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sipa_desktop.store.unit_of_work import Store
from tests.unit.desktop.services.desks import BABAYAU, CountingEntropy, HandClock, Server, open_store, opened_office


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def entropy() -> CountingEntropy:
    return CountingEntropy()


@pytest.fixture
def server(clock: HandClock) -> Server:
    return opened_office(clock)


@pytest.fixture
def village(tmp_path: Path, clock: HandClock, entropy: CountingEntropy) -> Iterator[Store]:
    store = open_store(tmp_path / "desa", clock, entropy, BABAYAU, "Norhayati")
    yield store
    store.close()


@pytest.fixture
def second_pc(tmp_path: Path, clock: HandClock, entropy: CountingEntropy) -> Iterator[Store]:
    store = open_store(tmp_path / "desa-2", clock, entropy, BABAYAU, "Norhayati")
    yield store
    store.close()


@pytest.fixture
def district(tmp_path: Path, clock: HandClock, entropy: CountingEntropy) -> Iterator[Store]:
    store = open_store(tmp_path / "kecamatan", clock, entropy, None, "Syahrani")
    yield store
    store.close()
