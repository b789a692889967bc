"""What the pages claim of the scripts is so."""

import ast
import itertools
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET

import figures
import numpy as np
import pages
import pytest
import torch
from steps import ROOT, STEP1, STEP2, STEP3, STEP4, STEPS, run, source

X, Y, RATE, EPOCHS = np.array([1, 2, 3, 4]), np.array([2, 4, 6, 8]), 0.03, 1000
# The second derivatives of mean((w * x + b - y) ** 2) by w and b, and their eigenvalues.
HESSIAN = 2 * np.array([[np.mean(X**2), np.mean(X)], [np.mean(X), 1]])
FLAT, STEEP = np.linalg.eigvalsh(HESSIAN)
README = (ROOT / "README.md").read_text(encoding="utf-8")
SEED, MODEL = "torch.manual_seed(0)", "w, b = model.parameters()"
# The corner of what nn.Linear(1, 1) can draw that is the farthest along the valley.
WORST = (
    MODEL,
    f"nn.init.constant_(model.linear.weight, -1)\nnn.init.ones_(model.linear.bias)\n{MODEL}",
)


@pytest.mark.parametrize("script", STEPS)
def test_stands_alone_on_one_page(script):
    """NumPy alone in step 1, torch alone after it; no file, no input, no arguments."""
    text, tree = source(script), ast.parse(source(script))
    found = [n for n in ast.walk(tree) if isinstance(n, ast.Import | ast.ImportFrom)]
    modules = {getattr(n, "module", n.names[0].name) for n in found}
    assert modules == {"numpy" if script == STEP1 else "torch"}
    assert not re.search(r"\b(open|input|main|__name__|__file__|argv)\b", text)
    assert text.isascii() and len(text.splitlines()) <= 60
    pieces = (
        r"Step \d: .+\.\n\nmodel     .+\nloss      .+\ngradient  .+\nupdate    .+\n"
    )
    assert re.fullmatch(pieces, ast.get_docstring(tree, clean=False))


def test_steps_1_to_3_are_the_same_bits():
    first, *others = (run(script) for script in STEPS[:3])
    for other in others:
        assert other.output == first.output, f"{other.script} prints something else"
        same = (other.states, other.losses) == (first.states, first.losses)
        assert same, f"{other.script} has another w, or another loss, in some epoch"


def closed_form(w, b, hessian=HESSIAN):
    """Return w and b before each epoch, and after the last, from their start.

    Gradient descent on a quadratic multiplies the error by I - rate * H each epoch.
    """
    errors = [np.array([w - 2, b])]
    for _ in range(EPOCHS):
        errors.append(errors[-1] - RATE * hessian @ errors[-1])
    return np.array(errors) + [2, 0]


@pytest.mark.parametrize(
    "edit", [WORST, *((SEED, f"torch.manual_seed({seed})") for seed in range(4))]
)
def test_step_4_arrives_from_any_start_by_the_closed_form(edit):
    result = run(STEP4, source(STEP4).replace(*edit))
    found = np.array(result.states)
    # An epoch rounds by about 1e-7, and the slow direction forgets only 0.9 % of that
    # per epoch, so up to a hundred times as much piles up: 1e-5, and twice that allowed.
    assert np.abs(found - closed_form(*found[0])).max() < 2e-5
    assert result.output.endswith("after training: f(5) = 10.000\n")


def names_in(script):
    """Return all names that a script uses, gives or imports."""
    walk = ast.walk(ast.parse(source(script)))
    nodes = [node for node in walk if not isinstance(node, ast.keyword)]
    keys = itertools.product(nodes, ("id", "arg", "name"))
    return {getattr(node, key) for node, key in keys if hasattr(node, key)}


@pytest.mark.parametrize(
    "old, new, most, leave, come",
    [
        (STEP1, STEP2, 26, "numpy np gradient dw", "torch"),
        (STEP2, STEP3, 18, "", "nn optimizer"),
        (
            STEP3,
            STEP4,
            30,
            "",
            "b LinearRegression __init__ super self forward in_features out_features",
        ),
    ],
)
def test_diff_is_small_and_renames_nothing(old, new, most, leave, come):
    before, after = names_in(old), names_in(new)
    assert (before - after, after - before) == (set(leave.split()), set(come.split()))
    if not shutil.which("git"):
        pytest.skip("git is not installed, and it counts the changed lines")
    added, removed, _ = pages.git_diff("--numstat", old, new).split("\t")
    assert int(added) + int(removed) <= most


def test_what_survives_is_the_same_text():
    """The training loop of step 4 is step 3's; data, settings and prints are step 1's."""
    loops = [source(s)[source(s).index("# %% Training") :] for s in (STEP3, STEP4)]
    assert loops[0] == loops[1]
    kept = r"(?m)^(?:learning_rate|n_epochs) = .*|^.*print\(.*|^ *if .*"
    for script in STEPS[1:]:
        assert re.findall(kept, source(script)) == re.findall(kept, source(STEP1))


def test_each_diff_stands_by_its_command():
    for what in [
        w for kind, w, _ in pages.blocks(ROOT / "README.md") if kind == "diff"
    ]:
        *options, old, new = what.split()
        command = " ".join(["git diff", *options, "--no-index", old, new])
        assert f"`{command}`" in README, f"the README has the diff, and no {command}"


def test_graph_of_step_2():
    node, names = run(STEP2).names["loss"].grad_fn, []
    while node:
        names.append(type(node).__name__)
        node = next((parent for parent, _ in node.next_functions if parent), None)
    shown = re.findall(r"`(\w+Backward0|AccumulateGrad)`", README)
    assert shown == names, "the README shows another graph of step 2's loss"


# Sentences


def sentences(page):
    """Return a page without blocks, addresses, and all of a table but its reasons."""
    text = re.sub(r"(?ms)^```.*?^```|\]\(.*?\)", "", page.read_text(encoding="utf-8"))
    return re.sub(r"(?m)^\| .* \| ", "", text).replace("−", "-")


def computed():
    """Yield what numbers in sentences may be: of the programs, of runs, and of theory."""
    for page in pages.PAGES:
        for _, what, text in pages.blocks(page):
            if what.endswith(".py") and " " not in what:
                yield from map(float, re.findall(r"-?\d+\.\d+(?:e[-+]\d+)?", text))
    by_hand = run(STEP1)
    yield from (RATE, 0.06, 0.125, 1 - 0.06 * 15, np.mean(X), by_hand.states[1][0])
    yield from map(float, [*Y, *-Y, *Y**2, *HESSIAN.flat, 1, 10, 100, 1000])
    for error in (0 * X - Y, 1 * X - Y):
        yield from (np.mean(error**2), np.mean(2 * error * X))
    # The epoch that reaches the floor.
    yield 1.0 + by_hand.states.index(by_hand.states[-1])
    for curvature in (STEEP, FLAT, HESSIAN[0, 0]):
        yield from (curvature, 1 - RATE * curvature, 2 / curvature)
    for epoch in (6, 100):
        yield from (*run(STEP4).states[epoch - 1], run(STEP4).losses[epoch - 1])
    # The last update of steps 1 to 3, and half the gap between their w and 2.
    w, names = by_hand.states[-1][0], by_hand.names
    dw = names["gradient"](names["X"], names["model"](names["X"]), names["y"])
    yield from (-RATE * float(dw), (2 - w) / 2)
    # Step 4 with centred inputs: the line is 2 * x + 5, and b has to come from its start.
    centred = np.diag([2 * np.var(X), 2.0])
    start = run(STEP4).states[0]
    w, b = closed_form(start[0], start[1] - 5, centred)[99] - [2, 0]
    yield np.mean((w * (X - np.mean(X)) + b) ** 2)


@pytest.mark.parametrize(
    "page", pages.PAGES, ids=lambda page: page.parent.name + "/" + page.name
)
def test_numbers_in_sentences_are_computed(page):
    """Measurements and versions are not: they have a unit or a name beside them."""
    if page.name == "costs.md":
        return  # measured once, on the day and the machine that it gives
    values = [v for v in computed() if isinstance(v, float)]
    text = re.sub(
        r"(Python|PyTorch|after) \d\.\d+|\d\.\d+ GB|\d+( minutes|-bit)",
        "",
        sentences(page),
    )
    for number in re.findall(
        r"(?<![\w.])-?\d+(?:\.\d+)?(?:e[-+]\d+)?(?![\w.]*\d)", text
    ):
        digits = len(number.partition(".")[2].partition("e")[0])
        form = f".{digits}{'e' if 'e' in number else 'f'}"
        small = digits == 0 and (abs(float(number)) < 6 or page.parent != ROOT)
        assert small or number in {format(value, form) for value in values}, (
            f"{page.name}: no test computes {number}"
        )
    for left, right in re.findall(
        r"([-\d(][-\d. +·/()]*[\d)]) = (-?\d+(?:\.\d+)?)", text
    ):
        if not re.search(" [-+·/] ", left):
            continue
        digits = len(right.partition(".")[2])
        value = eval(left.replace("·", "*"))
        assert f"{value:.{digits}f}" == right, f"{page.name}: {left} is {value}"


def test_small_numbers_in_sentences():
    """The test input, the number of samples, shapes, the Hessian, and the like."""
    names, text = run(STEP4).names, sentences(ROOT / "README.md")
    shapes = {str(tuple(names[name].shape)) for name in ("X", "y", "X_test")}
    conftest = (ROOT / "tests" / "conftest.py").read_text(encoding="utf-8")
    oldest = re.search(r"version_info < \((\d+), (\d+)\)", conftest)
    found = [
        (r"f\((\d+)\)", {f"{names['X_test'].item():g}"}),
        (r"(\d+) (?:samples|predictions|targets)", {str(len(names["X"]))}),
        (r"\(\d, \d\)", shapes),
        (r"\[\[.*?\]\]", {str(HESSIAN.astype(int).tolist())}),
        (r"float(\d+)", {str(8 * names["X"].itemsize)}),
        (r"(\d) / (?:15|16\.70)\b", {"1", "2"}),
        (r"-U(\d)", set(re.findall(r"(?m)^```diff -U(\d)", README))),
        (r"Python (\d\.\d+)", {"{}.{}".format(*oldest.groups())}),
    ]
    for numbers, due in found:
        assert set(re.findall(numbers, text)) <= due, f"README: another {numbers}"
    for first, last in re.findall(r"[Ss]teps (\d)(?: to |, | and )(\d)", README):
        assert 1 <= int(first) < int(last) <= 4, f"README: steps {first} to {last}"
    for label, link in re.findall(r"\[step (\d)\]\(step(\d)", README):
        assert label == link, f"README: step {label} leads to step {link}"


@pytest.mark.parametrize(
    "page", pages.PAGES, ids=lambda page: page.parent.name + "/" + page.name
)
def test_links_lead_somewhere(page):
    for link in re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8")):
        there = link.startswith("https://") or (page.parent / link).exists()
        assert there, f"{page.name} links to {link}, which is not there"


# Figures, and the scripts of further/


def points(svg, name):
    """Return the points, shape (n, 2), of the paths in the group of a name."""
    space = "{http://www.w3.org/2000/svg}"
    group = ET.parse(svg).getroot().find(f".//{space}g[@id='{name}']")
    words = " ".join(path.get("d") for path in group.findall(f"{space}path")).split()
    return np.array([float(w) for w in words if not w.isalpha()]).reshape(-1, 2)


def test_figures_show_the_scripts_as_they_are(tmp_path):
    figures.draw(tmp_path)
    for svg, name in itertools.product(("loss", "valley"), ("steps-1-to-3", "step-4")):
        kept, new = (points(p / f"{svg}.svg", name) for p in (ROOT / "docs", tmp_path))
        # A tenth of a point, one 5000th of the width.
        assert kept.shape == new.shape and np.abs(kept - new).max() < 0.1, (
            f"docs/{svg}.svg shows another {name}: python tools/figures.py draws it anew"
        )


def test_processes_and_accelerator_keep_the_w_of_step_4(monkeypatch, outputs):
    monkeypatch.setattr(torch.accelerator, "is_available", lambda: False)
    assert run("further/accelerator.py").output == run(STEP4).output
    for what in outputs:
        if what.startswith("torchrun"):
            lines = [
                re.sub(", loss.*", "", o)
                for o in (outputs[what].result(), run(STEP4).output)
            ]
            assert lines[0] == lines[1]


def test_model_and_data_move_to_the_accelerator(monkeypatch):
    """PyTorch's device "meta", where tensors have no data, stands in for one."""
    stand_in = torch.device("meta")
    monkeypatch.setattr(torch.accelerator, "is_available", lambda: True)
    monkeypatch.setattr(torch.accelerator, "current_accelerator", lambda: stand_in)
    text = source("further/accelerator.py")
    names = run("further/accelerator.py", text[: text.index("# %% Training")]).names
    moved = [names[name].device.type for name in ("X", "y", "X_test", "w", "b")]
    assert moved == ["meta"] * 5
    assert names["optimizer"].param_groups[0]["params"][0] is names["w"]


@pytest.mark.parametrize(
    "file, error",
    [
        ("torch.py", "ImportError: cannot import"),
        ("", "ModuleNotFoundError: No module"),
    ],
)
def test_errors_of_where_a_script_runs(tmp_path, file, error):
    """Without the installed packages (-S), with and without a torch.py beside the script."""
    shutil.copy(ROOT / STEP3, tmp_path)
    if file:
        (tmp_path / file).touch()
    command = [sys.executable, "-S", tmp_path / STEP3]
    last = subprocess.run(
        command, capture_output=True, text=True, check=False
    ).stderr.splitlines()[-1]
    text = (ROOT / "docs" / "errors.md").read_text(encoding="utf-8")
    shown = [s for s in re.findall("`(.*?)`", text) if s.startswith(error)]
    assert any(pages.is_shown_as(last, s) for s in shown), last
