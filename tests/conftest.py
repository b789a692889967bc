"""Say in one line what the tests need and this Python has not, before any of them runs."""

import importlib.util
import sys
from importlib.metadata import version

import pytest


def pytest_configure():
    python = "Python {}.{}".format(*sys.version_info)
    if sys.version_info < (3, 10):  # noqa: UP036, whoever has an older one reads this
        raise pytest.UsageError("this is " + python + ". The steps need 3.10 or newer.")
    wrong = [p for p in ("numpy", "torch") if importlib.util.find_spec(p) is None]
    if not wrong and version("numpy").startswith("1."):
        wrong = ["numpy 2 or newer"]
    if wrong:
        raise pytest.UsageError(
            f"{sys.executable} lacks {' and '.join(wrong)}. Run the Python of .venv, or"
            f" install with it: {sys.executable} -m pip install -r requirements.txt"
        )
