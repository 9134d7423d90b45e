"""Words come from the catalogue that is installed, and without one they are the Indonesian source."""

from __future__ import annotations

from collections.abc import Iterator
from gettext import NullTranslations

import pytest

from sipa_core import messages
from sipa_core.domain.money import format_percent
from sipa_core.messages import N_, _, ngettext


class English(NullTranslations):
    def gettext(self, message: str) -> str:
        return {"tanpa anggaran": "no budget"}.get(message, message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return "one" if n == 1 else "many"


@pytest.fixture
def english() -> Iterator[None]:
    before = messages.installed()
    messages.install(English())
    yield
    messages.install(before)


def test_without_a_catalogue_the_source_is_spoken() -> None:
    assert _("Terisi {n} dari {m} bagian").format(n=7, m=8) == "Terisi 7 dari 8 bagian"
    assert ngettext("{n} hari lagi", "{n} hari lagi", 4) == "{n} hari lagi"


@pytest.mark.usefixtures("english")
def test_an_installed_catalogue_reaches_modules_loaded_before_it() -> None:
    assert format_percent(1, 0) == "no budget"
    assert (ngettext("a", "b", 1), ngettext("a", "b", 2)) == ("one", "many")
    assert N_("tanpa anggaran") == "tanpa anggaran"
