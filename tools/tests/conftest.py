"""Run the programs that tests wait for beside the tests that need none.

In: nothing. Out: the fixtures shown_by_program and screens. Without a test that uses
them, as with -k links, no program is started.
"""

import importlib.util
from concurrent.futures import ThreadPoolExecutor

import pytest

WAITING = ("shown_by_program", "screens")  # the fixtures that wait for programs


def waits_for_programs(item):
    """Return whether a test uses what programs print."""
    return any(name in item.fixturenames for name in WAITING)


def pytest_collection_modifyitems(items):
    """Let tests that wait for programs come last."""
    items.sort(key=waits_for_programs)


def infos_of_programs():
    """Return the info strings of all blocks that show what a program prints."""
    if importlib.util.find_spec("markdown_it") is None:
        return []  # then no page can be read
    import pages

    infos = {
        block.info
        for page in pages.PAGES
        for block in pages.blocks(page)
        if block.is_output_of_program
    }
    # torchrun first: it takes longest.
    return sorted(infos, key=lambda info: "torchrun" not in info)


@pytest.fixture(scope="session", autouse=True)
def started(request, tmp_path_factory):
    """Start the programs, by twos, and return futures of what they print.

    They are by the info string of a block, and "screens". Where tests run in several
    processes (pytest-xdist), each test runs its own.
    """
    if hasattr(request.config, "workerinput"):
        return {}
    used = {name for item in request.session.items for name in item.fixturenames}
    pool, futures = ThreadPoolExecutor(2), {}
    request.addfinalizer(lambda: pool.shutdown(cancel_futures=True))
    if "shown_by_program" in used:
        from block_texts import block_text

        for info in infos_of_programs():
            futures[info] = pool.submit(block_text, info)
    if "screens" in used:
        from pytest_screens import screens_of_runs

        above = tmp_path_factory.mktemp("above")
        futures["screens"] = pool.submit(screens_of_runs, above)
    return futures


@pytest.fixture
def shown_by_program(started):
    """Return a function from the info string of a block to its program's output."""
    from block_texts import block_text

    def output(info):
        return started[info].result() if info in started else block_text(info)

    return output


@pytest.fixture(scope="session")
def screens(started, tmp_path_factory):
    """The screens of the runs of pytest in pytest_screens.py, by name."""
    from pytest_screens import screens_of_runs

    if "screens" in started:
        return started["screens"].result()
    return screens_of_runs(tmp_path_factory.mktemp("above"))
