"""What must always hold of the scripts: the four steps, and those of further/."""

import ast
import re

import costs
import needs
import numpy as np
import pytest
import torch
from block_texts import git_diff
from edits import run_edited
from step_tools import runner, snapshots, theory
from step_tools.runner import STEP1, STEP2, STEP3, STEP4, STEPS, source

DOCSTRING = re.compile(
    r"Step \d: .+\.\n\nmodel     .+\nloss      .+\ngradient  .+\nupdate    .+\n"
)
NOT_ALONE = re.compile(r"\b(open|input|main|__name__|__file__|argv)\b")
# The settings, the tests of the loop, and everything printed.
SHARED_LINES = re.compile(
    r"^(?:learning_rate|n_epochs) = .*|^ *(?:print\(|if ).*", re.MULTILINE
)
ACCELERATOR, MINI_BATCHES = "further/accelerator.py", "further/mini_batches.py"
PROCESSES = "text torchrun --standalone --nproc-per-node 2 further/processes.py"


def imported_modules(tree):
    """Return the modules that a script imports, or imports from."""
    modules = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            modules |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            modules.add(node.module)
    return modules


@pytest.mark.parametrize("script", STEPS)
def test_step_stands_alone_on_one_page(script):
    text, tree = source(script), ast.parse(source(script))
    assert imported_modules(tree) == {"numpy" if script == STEP1 else "torch"}
    assert not NOT_ALONE.search(text), "a step reads nothing, and has no main()"
    assert text.isascii(), "what is not ASCII can't be printed everywhere"
    assert len(text.splitlines()) <= 60
    assert DOCSTRING.fullmatch(ast.get_docstring(tree, clean=False))


@pytest.mark.parametrize("script", STEPS)
def test_step_has_the_data_and_settings_of_the_theory(script):
    names = run_edited(script).names
    assert np.ravel(names["X"].tolist()).tolist() == theory.X.tolist()
    assert np.ravel(names["y"].tolist()).tolist() == theory.Y.tolist()
    assert snapshots.as_float(names["X_test"]) == theory.X_TEST
    assert names["learning_rate"] == theory.LEARNING_RATE
    assert names["n_epochs"] == theory.N_EPOCHS


@pytest.mark.parametrize("script", STEPS[1:3])
def test_steps_1_to_3_are_the_same_bits(script):
    first, other = run_edited(STEP1), run_edited(script)
    assert other.output == first.output
    assert other.states == first.states, "another w in some epoch"
    assert other.losses == first.losses, "another loss in some epoch"


def test_steps_1_to_3_follow_the_closed_form():
    states = np.array(run_edited(STEP1).states)
    w_alone = np.diag([theory.hessian()[0, 0], 0])
    # Near 2 the float32 have a distance of 1.2e-7 and 2.4e-7: w stops close by.
    assert np.abs(states - theory.path(0, 0, w_alone)).max() < 1e-6


# The corner of what nn.Linear(1, 1) can draw that is the farthest along the valley.
WORST_START = """\
nn.init.constant_(model.linear.weight, -1)
nn.init.ones_(model.linear.bias)
w, b = model.parameters()"""


@pytest.mark.parametrize("seed", ["worst start", 0, 1, 2, 3])
def test_step_4_arrives_from_any_start_by_the_closed_form(seed):
    old, new = "torch.manual_seed(0)", f"torch.manual_seed({seed})"
    if seed == "worst start":
        old, new = "w, b = model.parameters()", WORST_START
    text = source(STEP4)
    assert text.count(old) == 1
    result = runner.run(STEP4, text.replace(old, new))
    states = np.array(result.states)
    # An epoch rounds by about 1e-7, and the slow direction forgets only 0.9 % of that
    # per epoch, so up to a hundred times as much piles up: 1e-5, and twice that allowed.
    assert np.abs(states - theory.path(*states[0])).max() < 2e-5
    assert result.output.endswith("after training: f(5) = 10.000\n")


# What neighbours have in common


def all_names(script):
    """Return all names that a script uses, gives or imports."""
    names = set()
    for node in ast.walk(ast.parse(source(script))):
        if isinstance(node, ast.Name):
            names.add(node.id)
        elif isinstance(node, ast.arg):
            names.add(node.arg)
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.alias):
            names.add(node.asname or node.name)
    return names


CLASS_NAMES = "LinearRegression __init__ super self forward in_features out_features"


@pytest.mark.parametrize(
    "old, new, leaving, coming",
    [
        (STEP1, STEP2, "np gradient dw", "torch"),
        (STEP2, STEP3, "", "nn optimizer"),
        (STEP3, STEP4, "", f"b {CLASS_NAMES}"),
    ],
)
def test_neighbours_rename_nothing(old, new, leaving, coming):
    before, after = all_names(old), all_names(new)
    assert before - after == set(leaving.split())
    assert after - before == set(coming.split())


@pytest.mark.parametrize(
    "old, new, most", [(STEP1, STEP2, 26), (STEP2, STEP3, 18), (STEP3, STEP4, 30)]
)
def test_diff_is_small(old, new, most):
    needs.git()
    added, removed, _ = git_diff("--numstat", old, new).split("\t")
    assert int(added) + int(removed) <= most


def test_steps_3_and_4_have_one_loop():
    loops = [source(script).partition("# %% Training")[2] for script in (STEP3, STEP4)]
    assert loops[0]
    assert loops[0] == loops[1]


@pytest.mark.parametrize("script", STEPS[1:])
def test_what_survives_is_the_same_text(script):
    first, other = (SHARED_LINES.findall(source(s)) for s in (STEP1, script))
    assert other == first


# The scripts of further/


def without_losses(output):
    """Return printed lines without what follows w."""
    return [line.partition(", loss")[0] for line in output.splitlines()]


def test_accelerator_prints_what_step_4_prints(monkeypatch):
    monkeypatch.setattr(torch.accelerator, "is_available", lambda: False)
    assert runner.run(ACCELERATOR).output == run_edited(STEP4).output


def test_processes_keep_the_w_of_step_4(shown_by_program):
    needs.gloo()
    lines = without_losses(shown_by_program(PROCESSES))
    assert lines == without_losses(run_edited(STEP4).output)


def test_mini_batches_end_where_step_4_ends(shown_by_program):
    output = shown_by_program(f"text {MINI_BATCHES}")
    assert output.endswith("after training: f(5) = 10.000\n")


def test_model_and_data_move_to_the_accelerator(monkeypatch):
    """PyTorch's device "meta", where tensors have no data, stands in for one."""
    stand_in = torch.device("meta")
    monkeypatch.setattr(torch.accelerator, "is_available", lambda: True)
    monkeypatch.setattr(torch.accelerator, "current_accelerator", lambda: stand_in)
    before_the_loop, names = source(ACCELERATOR).partition("# %% Training")[0], {}
    with torch.random.fork_rng(devices=[], device_type="cpu"):
        exec(before_the_loop, names)  # noqa: S102, the script's own code
    for name in ("X", "y", "X_test", "w", "b"):
        assert names[name].device == stand_in, name
    assert names["optimizer"].param_groups[0]["params"][0] is names["w"]


@pytest.mark.parametrize("script", [*STEPS, ACCELERATOR])
def test_costs_are_those_of_the_loop(script):
    data, setup, loop = costs.parts(script)
    assert "X = " in data and "n_epochs = " in setup
    assert loop.startswith("for epoch in range(1, n_epochs + 1):")
    assert ast.parse(loop).body[0].end_lineno == len(loop.splitlines()) - 1
