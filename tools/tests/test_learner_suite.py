"""The learner's suite answers each edit with its sentence, and right code with green.

In cases.py there is an edit for each check, so that no check can be dropped, turned round
or muted unseen, and a right version for each way of writing that must not count. For these the
test of a step is called in this process, with the edited text. How pytest is started, and
what is then on the screen, is tested in a copy of the project.
"""

import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import warnings
from dataclasses import asdict, dataclass

import numpy as np
import pytest
import pytest_in_one_process
import runner
import tables
import test_step1_manual
import test_step2_autograd
import test_step3_loss_optimizer
import test_step4_nn_module
import torch
from cases import RIGHT, WRONG
from runner import ROOT, STEP1, STEP2, STEP3, STEP4, STEPS, source
from step_checks import checks
from step_checks.findings import Step
from step_checks.readings import only_fit

WIDEST, LONGEST = 79, 13  # of a message; pytest adds up to ten lines to make a screen


TESTS = {
    STEP1: test_step1_manual.test_step1,
    STEP2: test_step2_autograd.test_step2,
    STEP3: test_step3_loss_optimizer.test_step3,
    STEP4: test_step4_nn_module.test_step4,
}


def answer(edit, monkeypatch):
    """Return what the test of a step says of an edit of its script; "" if it is green."""
    (script,) = edit.scripts
    text = edit.edited(script)
    monkeypatch.setattr(runner, "source", lambda _: text)
    try:
        TESTS[script]()
    except pytest.fail.Exception as failed:
        return failed.msg
    return ""


@pytest.fixture
def checks_that_answer(monkeypatch):
    """The checks that find something, while a test goes on."""
    found, first_finding = [], checks.first_finding

    def noted(run, step):
        check, finding = first_finding(run, step)
        found.append(check)
        return check, finding

    monkeypatch.setattr(checks, "first_finding", noted)
    return found


def test_each_check_has_a_case():
    assert list(WRONG) == list(checks.CHECKS)
    assert all(WRONG.values())


CASES = [
    pytest.param(check, *case.values, id=case.id)
    for check, cases in WRONG.items()
    for case in cases
]


@pytest.mark.parametrize("check, edit, sentences", CASES)
def test_an_edit_brings_its_sentence(
    check, edit, sentences, checks_that_answer, monkeypatch
):
    message = answer(edit, monkeypatch)
    assert checks_that_answer == [check], f"another check answers:\n{message}"
    lines = message.splitlines()
    assert message.startswith(f"{edit.scripts[0]}: "), f"no script is named:\n{message}"
    assert len(lines) <= LONGEST and max(map(len, lines)) <= WIDEST, message
    on_one_line = " ".join(message.split())
    for sentence in sentences:
        assert sentence in on_one_line, f"not said: {sentence}\n{message}"


@pytest.mark.parametrize("edit", RIGHT)
def test_right_code_is_green(edit, monkeypatch):
    assert answer(edit, monkeypatch) == ""


# Whole messages: their lines, labels and indentation

MESSAGES = {
    "gradients that add up": """\
step2_autograd.py: the update of w is wrong in epoch 2.
  38      y_pred = model(X)
  44      loss.backward()
  47      with torch.no_grad():  # keep the update out of the graph
  48          w -= learning_rate * w.grad
now:       from 0.9 to 2.295
should be: from 0.9 to 1.395, by -0.03 times -16.5, the gradient
The gradients add up: -30 + -16.5. backward() adds to .grad. In every epoch,
    w.grad.zero_() after the update clears it.
Numbers right so far: data, start, learning rate, epochs, loss.""",
    "flat data": """\
step4_nn_module.py: y is not what this step needs.
  15  y = torch.tensor([2, 4, 6, 8], dtype=torch.float32)
now:       y = torch.tensor([2, 4, 6, 8], dtype=torch.float32)
should be: y = torch.tensor([[2], [4], [6], [8]], dtype=torch.float32)
UserWarning: Using a target size (torch.Size([4])) that is different to the
    input size (torch.Size([4, 1])). This will likely lead to incorrect results
    due to broadcasting. Please ensure they have the same size.""",
    "printed after the update": """\
step1_manual.py: line 2 of the output is not as it should be.
  43  for epoch in range(1, n_epochs + 1):
  52      w -= learning_rate * dw
  53      if epoch in (1, 10, 100, 1000):
  54          print(f"epoch {epoch:4}: w = {w.item():.3f}, loss =
                  {loss.item():.1e}")
now:       epoch    1: w = 0.900, loss = 3.0e+01
should be: epoch    1: w = 0.000, loss = 3.0e+01
It has a value from after the update.
Numbers right so far: data, start, learning rate, epochs, loss, updates.""",
    "another format": """\
step1_manual.py: line 1 of the output is not as it should be.
  41  print(f"before training: f(5) = {model(X_test).item():.2f}")
now:       before training: f(5) = 0.00
should be: before training: f(5) = 0.000
Numbers right so far: data, start, learning rate, epochs, loss, updates.""",
    "a loss by hand in step 3": """\
step3_loss_optimizer.py: the loss is still by hand.
  26  def loss_fn(y_pred, y):
  27      return ((y_pred - y) ** 2).mean()
  40      loss = loss_fn(y_pred, y)
now:       by hand
should be: from torch import nn
           loss_fn = nn.MSELoss()
nn.MSELoss() is never called in the loop.
Numbers right so far: data, start, learning rate, epochs, loss, updates.""",
}


@pytest.mark.parametrize("name", MESSAGES)
def test_a_message_looks_like_this(name, monkeypatch):
    (edit,) = [case.values[1] for case in CASES if case.id == name]
    assert answer(edit, monkeypatch) == MESSAGES[name]


# What the suite is made of


def test_no_reading_is_told_where_two_fit():
    one, other = ("half", [1.0, 2.0]), ("twice", [1.0, 2.0])
    assert only_fit([one], [1.0, 2.0]) == "half"
    assert only_fit([one, other], [1.0, 2.0]) == ""


def test_a_step_names_who_does_a_piece():
    with pytest.raises(ValueError, match="the loss is done by one of"):
        Step(STEP1, "by hand", "by hnd", "by hand", "by hand")


def test_other_tables_of_the_errors_page_explain_nothing():
    text = "| a | b |\n|---|---|\n| `KeyError: 1` | c |\n"
    assert list(tables.explanations(text)) == []


SETS = """
import numpy as np
import torch
import warnings

np.seterr(all="ignore")
np.set_printoptions(precision=2)
torch.set_default_dtype(torch.float64)
torch.set_default_device("meta")
torch.set_grad_enabled(False)
torch.set_num_threads(torch.get_num_threads() + 1)
torch.use_deterministic_algorithms(True)
torch.autograd.set_detect_anomaly(True)
torch.manual_seed(5)
np.random.seed(5)
warnings.simplefilter("error")
"""


def settings():
    """Return what a script may set in NumPy, PyTorch and Python."""
    torch_settings = [read() for read, _ in runner.TORCH_SETTINGS]
    of_numpy = [np.geterr(), np.get_printoptions()]
    seeds = [torch.initial_seed(), np.random.get_state()[1].tolist()]
    of_sys = [sys.stdout, list(sys.argv)]
    return [
        *torch_settings,
        *of_numpy,
        *seeds,
        *of_sys,
        list(warnings.filters),
        list(sys.path),
    ]


def test_nothing_that_a_script_sets_is_left_behind():
    before = settings()
    result = runner.run(STEP1, f"{SETS}\nimport sys\nsys.path.append('elsewhere')")
    assert result.error is None
    assert settings() == before


# How pytest is started


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


def test_a_script_that_is_not_there(tmp_path, monkeypatch):
    monkeypatch.setattr(runner, "ROOT", tmp_path)
    with pytest.raises(pytest.fail.Exception) as failed:
        TESTS[STEP3]()
    said = f"{STEP3}: there is no such file.\nCopy {STEP2} to {STEP3}, and change the copy."
    assert failed.value.msg == said


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
