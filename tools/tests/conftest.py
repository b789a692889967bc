"""Start the programs whose output the pages show at once, beside the first tests."""

from concurrent.futures import ThreadPoolExecutor

import pages
import pytest


@pytest.fixture(scope="session", autouse=True)
def outputs():
    """Futures of what each text block has to show, by its info string."""
    shown = {
        what
        for page in pages.PAGES
        for kind, what, _ in pages.blocks(page)
        if kind == "text"
    }
    with ThreadPoolExecutor(2) as pool:
        yield {what: pool.submit(pages.shown, "text", what) for what in sorted(shown)}
