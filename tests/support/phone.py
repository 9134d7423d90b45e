"""A citizen's phone: Chromium, 390 × 844, without script unless asked; what the browser would fetch is off."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Locator, Page, sync_playwright
from playwright.sync_api import TimeoutError as PlaywrightTimeout

CHROMIUM = "/usr/bin/chromium"
SEEN_MS = 10_000
QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip


class Phone:
    """One page of the phone's browser."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def shot(self, path: Path) -> None:
        """Write a picture of the whole page."""
        self.page.screenshot(path=str(path), full_page=True)


def seen(part: Locator) -> bool:
    """Whether a part comes into sight within a few seconds: a click does not wait for the page that it leads to."""
    try:
        part.wait_for(state="visible", timeout=SEEN_MS)
    except PlaywrightTimeout:
        return False
    return True


@contextmanager
def phone(*, script: bool = False, scale: float = 1.0) -> Iterator[Phone]:
    """A phone that is put away at the end; `script` lets pages run theirs, `scale` is pixels to a point."""
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        context = browser.new_context(
            viewport={"width": 390, "height": 844}, java_script_enabled=script, device_scale_factor=scale
        )
        yield Phone(context.new_page())
        browser.close()
