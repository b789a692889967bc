"""Run the programs whose output the pages show, beside the tests that need none.

In: nothing. Out: the fixture shown_by_program. Without a test that uses it, as with
-k links, no program is started.
"""

from concurrent.futures import ThreadPoolExecutor

import pytest


def waits_for_programs(item):
    """Return whether a test uses the output of programs."""
    return "shown_by_program" in item.fixturenames


def pytest_collection_modifyitems(items):
    """Let tests that wait for programs come last."""
    items.sort(key=waits_for_programs)


@pytest.fixture(scope="session", autouse=True)
def outputs(request):
    """Start the programs, by twos, and return futures of their outputs by info string.

    Where tests run in several processes (pytest-xdist), each test runs its own.
    """
    if hasattr(request.config, "workerinput"):
        return {}
    if not any(map(waits_for_programs, request.session.items)):
        return {}
    import pages

    infos = {
        block.info
        for page in pages.PAGES
        for block in pages.blocks(page)
        if block.is_output_of_program
    }
    pool = ThreadPoolExecutor(2)
    request.addfinalizer(lambda: pool.shutdown(cancel_futures=True))
    # torchrun first: it takes longest.
    in_order = sorted(infos, key=lambda info: "torchrun" not in info)
    return {info: pool.submit(pages.shown, info) for info in in_order}


@pytest.fixture
def shown_by_program(outputs):
    """Return a function from the info string of a block to its program's output."""
    import pages

    def output(info):
        return outputs[info].result() if info in outputs else pages.shown(info)

    return output
