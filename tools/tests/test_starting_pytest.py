"""However pytest is started, it answers alike, on one screen, and says what is missing.

The runs of pytest are those of pytest_screens.py, beside the other tests.
"""

import importlib.util
import re
import sys

import pytest
from pytest_screens import copy_project, screen_of
from step_tools.runner import ROOT, STEP1, STEP2


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
