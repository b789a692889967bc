"""Runs a step as a learner would: as a program, or from its text with an edit or two."""

import contextlib
import functools
import io
import os
import re
import shutil
import subprocess
import sys
import warnings
from dataclasses import dataclass, field
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
STEP1, STEP2, STEP3, STEP4 = STEPS = (
    "step1_manual.py",
    "step2_autograd.py",
    "step3_loss_optimizer.py",
    "step4_nn_module.py",
)

# An environment for git, without the reader's own settings and the system's.
GIT = os.environ | {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}

# The data of the scripts, in double precision.
X = [1.0, 2.0, 3.0, 4.0]
Y = [2.0, 4.0, 6.0, 8.0]


README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCK = r"(?ms)^```(\w+)\n(.*?)^```$"


def source(script):
    return (ROOT / script).read_text(encoding="utf-8")


def blocks(language):
    """Return the text of the README's fenced blocks in a language, in order."""
    return [text for name, text in re.findall(BLOCK, README) if name == language]


@dataclass
class Run:
    """What a run of a step left behind."""

    names: dict  # the script's global names at its end
    output: str = ""
    epochs: list = field(default_factory=list)  # one (epoch, w, b, loss) per epoch
    warnings: list = field(default_factory=list)
    error: str = ""  # the last line of the traceback, or nothing

    @property
    def last_line(self):
        return self.output.splitlines()[-1]

    def bits(self):
        """w and the loss of each epoch, written so that equal text is equal bits."""
        return [(epoch, w.hex(), loss.hex()) for epoch, w, _, loss in self.epochs]


def edit(text, edits, where):
    """Return text with each (old, new) of edits made; old has to stand there once."""
    for old, new in edits:
        count = text.count(old)
        assert count == 1, (
            f"{where}: the text to edit has to be there once, and is {count} times: {old!r}"
        )
        text = text.replace(old, new)
    return text


def execute(text, name, may_fail=False):
    """Run the text of a step in this process and return what it left behind, as a Run.

    One line is added at the end of the forward pass, to record w, b and the loss.
    With may_fail an exception ends up in Run.error instead of being raised.
    """
    text = re.sub(r"(?m)^( +)loss = .*$", r"\g<0>\n\1_record()", text)

    def record():
        names = result.names
        b = names["b"].item() if "b" in names else 0.0
        state = (names["epoch"], names["w"].item(), b, names["loss"].item())
        result.epochs.append(state)

    result = Run(names={"__name__": "__main__", "_record": record})
    output = io.StringIO()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        with contextlib.redirect_stdout(output):
            try:
                exec(compile(text, name, "exec"), result.names)  # noqa: S102, the very point
            except Exception as error:
                if not may_fail:
                    raise
                result.error = f"{type(error).__name__}: {error}"
    result.output = output.getvalue()
    result.warnings = caught
    return result


@functools.cache
def run(script, *edits, until=None, may_fail=False):
    """Execute a step with edits made to its text; the same call returns the same Run.

    Each of edits is a pair (old, new). The run stops before the text until.
    """
    text = edit(source(script), edits, script)
    if until is not None:
        assert until in text, f"{script}: there is no {until!r} to stop at"
        text = text[: text.index(until)]
    return execute(text, script, may_fail)


def pytest_collection_modifyitems(items):
    """Let the tests that wait for the programs run last."""
    items.sort(key=lambda item: "programs" in item.fixturenames)


@pytest.fixture(scope="session")
def runs():
    """The four steps as they are, run once: a dict from script to Run."""
    return {script: run(script) for script in STEPS}


@pytest.fixture(scope="session", autouse=True)
def _processes(request, tmp_path_factory):
    """Start the four programs side by side, each alone in an empty folder."""
    processes = {}
    if any("programs" in item.fixturenames for item in request.session.items):
        for script in STEPS:
            folder = tmp_path_factory.mktemp(Path(script).stem)
            shutil.copy(ROOT / script, folder)
            # At its exit torch 2.6 itself raises a ResourceWarning.
            strict = ["-I", "-W", "error", "-W", "ignore::ResourceWarning"]
            processes[script] = subprocess.Popen(
                [sys.executable, *strict, script],
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
            )
    yield processes
    for process in processes.values():
        process.kill()
        process.communicate()


@pytest.fixture(scope="session")
def programs(_processes):
    """The four steps run as programs: script to (exit code, stdout, stderr), in bytes."""
    finished = {}
    for script, process in _processes.items():
        stdout, stderr = process.communicate(timeout=120)
        finished[script] = (process.returncode, stdout, stderr)
    return finished


def git_diff(*arguments, folder=ROOT):
    """Return what `git diff --no-index …` prints."""
    command = ["git", "diff", "--no-index", *arguments]
    finished = subprocess.run(
        command, cwd=folder, env=GIT, capture_output=True, check=False
    )
    # 0 and 1 say whether the files differ, as in diff.
    assert finished.returncode < 2, (
        f"{' '.join(command)} ended with exit code {finished.returncode}:\n"
        + finished.stderr.decode()
    )
    return finished.stdout.decode("utf-8")
