"""Put tools/ and tests/ on the path, and say in a line or two why the tests can't run.

PyTorch is imported here first, with nothing captured: what it writes when it can't start
has to reach the screen.
"""

import contextlib
import importlib.util
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
# As pyproject.toml does, which is not read if pytest is started in the folder above.
sys.path[:0] = [str(ROOT / "tools"), str(ROOT / "tests")]


def pytest_configure(config):
    problem = python_problem() or hidden_package_problem() or package_problem()
    if problem:
        raise pytest.UsageError(problem)
    capture = config.pluginmanager.getplugin("capturemanager")
    uncaptured = contextlib.nullcontext()
    if capture:
        uncaptured = capture.global_and_fixture_disabled()
    with uncaptured:
        import_torch()


def import_torch():
    """Import PyTorch, or say why it can't start, and what to do."""
    from step_tools.errors_page import documented_fix

    try:
        import torch  # noqa: F401
    except (ImportError, OSError) as error:
        text = f"{type(error).__name__}: {error}"
        raise pytest.UsageError(f"{text}\n{documented_fix(text)}") from None


def python_problem():
    """Return a sentence about a Python that is too old; "" if it is not."""
    if sys.version_info < (3, 10):  # noqa: UP036, whoever has an older one reads this
        major, minor = sys.version_info[:2]
        return f"this is Python {major}.{minor}. The steps need 3.10 or newer."
    return ""


def package_problem():
    """Return a sentence about packages that are missing, or too old; else ""."""
    missing = [p for p in ("numpy", "torch") if importlib.util.find_spec(p) is None]
    if missing:
        return lacking(" and ".join(missing))
    if version("numpy").startswith("1."):
        return lacking("numpy 2 or newer")
    return ""


def lacking(packages):
    """Return a sentence about packages that this Python lacks."""
    return (
        f"{sys.executable} lacks {packages}. Run the Python of .venv, or"
        f" install with it: {sys.executable} -m pip install -r requirements.txt"
    )


def hidden_package_problem():
    """Return a sentence about a file or folder that hides a package; "" if none does."""
    for folder in (ROOT, Path.cwd()):
        for name in ("torch", "numpy"):
            for path in (folder / f"{name}.py", folder / name / "__init__.py"):
                if path.exists():
                    return f"{path} hides the package {name}. Give it another name."
    return ""
