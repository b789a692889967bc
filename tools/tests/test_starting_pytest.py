"""However pytest is started, it answers alike, on one screen, and says what is missing.

The runs of pytest are made in a copy of the project, in one process beside the other tests.
"""

import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import asdict, dataclass

import pytest
import pytest_in_one_process
from runner import ROOT, STEP1, STEP2, STEPS, source


@pytest.fixture
def learners_conftest():
    """The conftest.py of tests/, as a module of its own."""
    path = ROOT / "tests" / "conftest.py"
    spec = importlib.util.spec_from_file_location("learners_conftest", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_an_old_python(monkeypatch, learners_conftest):
    monkeypatch.setattr(sys, "version_info", (3, 9, 1))
    assert learners_conftest.python_problem() == (
        "this is Python 3.9. The steps need 3.10 or newer."
    )


def test_a_package_that_is_missing(monkeypatch, learners_conftest):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    assert "lacks numpy and torch. Run" in learners_conftest.package_problem()


def test_a_numpy_that_is_too_old(monkeypatch, learners_conftest):
    monkeypatch.setattr(learners_conftest, "version", lambda name: "1.26")
    assert "lacks numpy 2 or newer. Run" in learners_conftest.package_problem()


def test_a_pytorch_that_does_not_start(monkeypatch, learners_conftest):
    monkeypatch.setitem(sys.modules, "torch", None)
    with pytest.raises(pytest.UsageError, match="ModuleNotFoundError: import of torch"):
        learners_conftest.import_torch()


UPHILL = source(STEP2).replace("w -= ", "w += ")
FASTER = source(STEP1).replace("= 0.03", "= 0.3")
TEST1, TEST2, TEST3, TEST4 = (f"tests/test_{script}" for script in STEPS)


@dataclass(frozen=True)
class PytestRun:
    """A run of pytest, and what is edited before it."""

    name: str
    folder: str  # the project's own, or "." for the one above
    texts: dict[str, str]  # of scripts, by name
    arguments: tuple[str, ...]


# One after another in one process, as in a notebook: what was imported, or read, in one
# run must not count in the next.
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


def start(folder, *arguments, output):
    """Start Python in a folder, where a file takes what it writes, errors included."""
    return subprocess.Popen(
        [sys.executable, *arguments],
        cwd=folder,
        env=os.environ | {"COLUMNS": "80"},
        stdout=output,
        stderr=subprocess.STDOUT,
    )


@pytest.fixture(scope="module", autouse=True)
def started(request, tmp_path_factory):
    """The process of the RUNS, which goes on beside the other tests, and its output.

    It is not started if no test of this session looks at the screens.
    """
    if not any("screens" in item.fixturenames for item in request.session.items):
        yield None
        return
    above = tmp_path_factory.mktemp("above")
    copy_project(above / "project")
    with open(above / "output", "wb") as output:
        runs = json.dumps([asdict(run) for run in RUNS])
        arguments = [pytest_in_one_process.__file__, runs]
        with start(above, *arguments, output=output) as process:
            yield process, above / "output"


@pytest.fixture
def screens(started):
    """The screens of the RUNS, by name."""
    process, output = started
    code, printed = process.wait(), output.read_text(encoding="utf-8")
    assert code == 0, f"the process of the runs ended with {code}:\n{printed}"
    found = printed.split(pytest_in_one_process.AFTER_A_RUN)[:-1]
    return {run.name: screen for run, screen in zip(RUNS, found, strict=True)}


def message_on(screen, script):
    """Return what a screen says of a script, up to the line that pytest adds."""
    start = screen.index(f"{script}: ")
    return re.split(r"\n(?=[_=]{9}|\d failed)", screen[start:])[0]


def test_the_answer_is_the_same_however_pytest_is_started(screens):
    names = ("all", "one test", "by its name", "after the others", "from above")
    messages = {
        n: message_on(screens[n], STEP2) for n in (*names, "after another slip")
    }
    assert "the update of w is wrong in epoch 1." in messages["all"]
    assert len(set(messages.values())) == 1, messages


def test_the_answer_is_on_one_screen(screens):
    for name in ("all", "one test", "from above"):
        lines = screens[name].splitlines()
        assert len(lines) <= 24 and max(map(len, lines)) <= 80, screens[name]
        assert not re.search(r"Traceback|\.py:\d", screens[name]), screens[name]


def test_the_next_run_in_a_process_sees_what_was_edited(screens):
    assert f"{STEP1}: " not in screens["all"]
    assert "the learning rate is not 0.03." in screens["after another slip"]
    assert "1 passed" in screens["right again"]


def screen_of(project):
    """Return what pytest writes in a process of its own."""
    output = project.parent / "output"
    with open(output, "wb") as file, start(project, "-m", "pytest", output=file):
        pass  # at its end the process is waited for
    return output.read_text(encoding="utf-8")


def test_a_file_that_hides_pytorch(tmp_path):
    project = copy_project(tmp_path / "project")
    (project / "torch.py").touch()
    assert "torch.py hides the package torch. Give it another name." in screen_of(
        project
    )


def test_a_folder_that_hides_numpy(tmp_path, monkeypatch, learners_conftest):
    monkeypatch.setattr(learners_conftest, "ROOT", tmp_path)
    assert learners_conftest.hidden_package_problem() == ""
    (tmp_path / "numpy").mkdir()
    (tmp_path / "numpy" / "__init__.py").touch()
    assert "hides the package numpy." in learners_conftest.hidden_package_problem()


def test_what_pytorch_writes_before_it_aborts_is_on_the_screen(tmp_path):
    """As with two copies of OpenMP, which end the process while PyTorch is imported."""
    project = copy_project(tmp_path / "project")
    stand_in = project / "tests" / "torch"
    stand_in.mkdir()
    aborts = "import os\nos.write(2, b'OMP: Error #15')\nos._exit(3)\n"
    (stand_in / "__init__.py").write_text(aborts, encoding="utf-8")
    assert "OMP: Error #15" in screen_of(project)
