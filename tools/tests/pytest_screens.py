"""What pytest prints however it is started, in a copy of the project.

In: a folder for the copy. Out: screens, as text. The RUNS are made one after another in
one process, as in a notebook: what one run imports, or reads, must not count in the next.
"""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import asdict, dataclass

import pytest_in_one_process
from edits import RATE_LINE, replaced
from step_tools.runner import ROOT, STEP1, STEP2, STEPS, source

UPHILL = replaced(STEP2, "w -= ", "w += ")
FASTER = replaced(STEP1, RATE_LINE, "learning_rate = 0.3")
TEST1, TEST2, TEST3, TEST4 = (f"tests/test_{script}" for script in STEPS)


@dataclass(frozen=True)
class PytestRun:
    """A run of pytest, and what is edited before it."""

    name: str
    folder: str  # the project's own, or "." for the one above
    texts: dict[str, str]  # of scripts, by name
    arguments: tuple[str, ...]


RUNS = (
    PytestRun("all", "project", {STEP2: UPHILL}, ()),
    PytestRun("one test", "project", {}, (f"{TEST2}::test_step2",)),
    PytestRun("by its name", "project", {}, ("tests", "-k", "step2")),
    PytestRun("after the others", "project", {}, (TEST4, TEST3, TEST1, TEST2)),
    PytestRun("from above", ".", {}, ("project/tests", "-k", "step2")),
    PytestRun("after another slip", "project", {STEP1: FASTER}, (TEST1, TEST2)),
    PytestRun("right again", "project", {STEP1: source(STEP1)}, (TEST1,)),
)


def copy_project(folder):
    """Make a folder with what a learner has, and return it."""
    without = shutil.ignore_patterns("__pycache__")
    for name in ("tests", "tools", "docs"):
        shutil.copytree(ROOT / name, folder / name, ignore=without)
    for name in ("pyproject.toml", *STEPS):
        shutil.copy(ROOT / name, folder)
    return folder


def python(folder, *arguments):
    """Run Python in a folder. Return its exit status, and what it writes to the screen."""
    ended = subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env=os.environ | {"COLUMNS": "80"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
        text=True,
        encoding="utf-8",
    )
    return ended.returncode, ended.stdout


def screen_of(project):
    """Return what pytest writes in a process of its own."""
    return python(project, "-m", "pytest")[1]


def screens_of_runs(above):
    """Make the RUNS, with the project copied into a folder. Return their screens by name."""
    copy_project(above / "project")
    runs = json.dumps([asdict(run) for run in RUNS])
    code, printed = python(above, pytest_in_one_process.__file__, runs)
    if code:
        raise RuntimeError(f"the process of the runs ended with {code}:\n{printed}")
    found = printed.split(pytest_in_one_process.AFTER_A_RUN)[:-1]
    return {run.name: screen for run, screen in zip(RUNS, found, strict=True)}
