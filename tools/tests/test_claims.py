"""What the pages say in sentences, links and figures is so.

A number is held where it stands: CLAIMS has a few words around it, and what a run or a
closed form gives for it. A page says each of them once, word for word.
"""

import functools
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pytest
import runner
import tables
import theory
from edits import edited_scripts
from runner import ROOT, STEP1, STEP2, STEP3, STEP4, STEPS, source

pages = pytest.importorskip(
    "pages", reason="markdown-it-py is not installed, and it reads the pages"
)

README, ERRORS, FURTHER = "README.md", "docs/errors.md", "further/README.md"
MINI_BATCHES = "further/mini_batches.py"
RATE, COUNT = theory.LEARNING_RATE, len(theory.X)
# How much an update with w alone, across the valley and along it, is multiplied.
ALONE = theory.hessian()[0, 0]
ALONG, ACROSS = np.linalg.eigvalsh(theory.hessian())


# What runs and closed forms give


@functools.cache
def run(script, key=""):
    """Run a script, with the edit of a key or as it is, once."""
    return runner.run(script, edited_scripts(key)[script] if key else None)


def w_at(script, epoch):
    """Return w before the update of an epoch."""
    return run(script).states[epoch - 1][0]


def loss_at(script, epoch):
    """Return the loss of an epoch."""
    return run(script).losses[epoch - 1]


def prediction(script):
    """Return f(5) after the training."""
    w, b = run(script).states[-1]
    return w * theory.X_TEST + b


def first_at_rest():
    """Return the first epoch of step 1 that finds the w that training ends with."""
    states = run(STEP1).states
    return 1 + states.index(states[-1])


def last_update():
    """Return the update of step 1 that no longer changes w."""
    w, names = run(STEP1).states[-1][0], run(STEP1).names
    y_pred = names["model"](names["X"])
    return abs(RATE * names["gradient"](names["X"], y_pred, names["y"])), 2 - w


def centred_loss(epoch):
    """Return the loss of step 4 with centred inputs, from the start of its seed.

    Then the line is 2 * x + 5, and b has to come from its start.
    """
    w, b = run(STEP4).states[0]
    curvature = np.diag([2 * np.var(theory.X), 2.0])
    w, b = theory.path(w, b, curvature, target=(2.0, 5.0))[epoch - 1]
    centred = theory.X - np.mean(theory.X)
    return np.mean((w * centred + b - theory.Y) ** 2)


def steps_with(code):
    """Return the numbers of the steps that have this code."""
    return [number for number, script in enumerate(STEPS, 1) if code in source(script)]


def steps_alike():
    """Return the first and the last number of the steps that print step 1's lines."""
    alike = [script for script in STEPS if run(script).output == run(STEP1).output]
    return 1, STEPS.index(alike[-1]) + 1


def w_in_block(page, info, epoch):
    """Return the first w of an epoch in a block of output, which test_pages.py holds."""
    texts = [block.text for block in pages.blocks(ROOT / page) if block.info == info]
    return float(re.search(rf"^epoch +{epoch}: w = (.+?),", texts[0], re.MULTILINE)[1])


def oldest(name):
    """Return the oldest version that the project allows: of Python, or of a package."""
    file = "pyproject.toml" if name == "python" else "requirements.txt"
    return re.search(rf"{name}\W*>=(\d[\d.]*)", source(file))[1]


def last_tested(package):
    """Return the version of a package in the last run of all tests."""
    return re.search(
        rf"^{package}==(.+)$", source(".ci/constraints.txt"), re.MULTILINE
    )[1]


# Sentences


@dataclass(frozen=True)
class Claim:
    """Words of a page, with a field of str.format for each of the values."""

    page: str
    words: str
    values: Callable[[], tuple]


CLAIMS = [
    Claim(README, "f(x) = {:g}x", lambda: (theory.Y[0] / theory.X[0],)),
    Claim(README, "Steps {} to {} do the same arithmetic", steps_alike),
    Claim(README, "In step {} nn.Linear wants", lambda: steps_with("nn.Linear")),
    Claim(
        README,
        "All four end at f({:g}) = {:.3f}.",
        lambda: (theory.X_TEST, *{round(prediction(script), 3) for script in STEPS}),
    ),
    Claim(README, "a 64-bit Python {} or newer", lambda: (oldest("python"),)),
    Claim(README, "in steps {} and {} a new model", lambda: steps_with("optimizer = ")),
    Claim(README, "It starts at {:g}.", lambda: (w_at(STEP1, 1),)),
    Claim(README, "the learning rate, {:g}, from w", lambda: (RATE,)),
    Claim(
        README,
        "w is {:g}, so every prediction is {:g}, and the differences are"
        " {:g}, {:g}, {:g} and {:g}.",
        lambda: (w_at(STEP1, 1), w_at(STEP1, 1) * theory.X[0], *theory.errors(0, 0)),
    ),
    Claim(
        README,
        "The loss is ({:g} + {:g} + {:g} + {:g}) / {} = {:g}.",
        lambda: (*theory.errors(0, 0) ** 2, COUNT, theory.loss(0, 0)),
    ),
    Claim(
        README,
        "The gradient, with 2 · ({:g}) · {:g} = {:g} for the first sample,",
        lambda: (-theory.Y[0], theory.X[0], 2 * -theory.Y[0] * theory.X[0]),
    ),
    Claim(
        README,
        "is ({:g} - {:g} - {:g} - {:g}) / {} = {:g}.",
        lambda: (
            2 * -theory.Y[0] * theory.X[0],
            *(2 * theory.Y * theory.X)[1:],
            COUNT,
            theory.gradient(0, 0)[0],
        ),
    ),
    Claim(
        README,
        "So w becomes {:g} - {:g} · ({:g}) = {:.1f}.",
        lambda: (w_at(STEP1, 1), RATE, theory.gradient(0, 0)[0], w_at(STEP1, 2)),
    ),
    Claim(
        README,
        "After the first backward(), w.grad is {:g}, as in step 1.",
        lambda: (theory.gradient(0, 0)[0],),
    ),
    Claim(
        README,
        "At epoch 100 the loss of step 4 is {:.1e}, and",
        lambda: (loss_at(STEP4, 100),),
    ),
    Claim(README, "fall to a floor at epoch {}, step 4", lambda: (first_at_rest(),)),
    Claim(
        README,
        "the Hessian, is [[{:g}, {:g}], [{:g}, {:g}]].",
        lambda: theory.hessian().flatten(),
    ),
    Claim(
        README,
        "Its eigenvalues are {:.2f} across the valley and {:.2f} along it.",
        lambda: (ACROSS, ALONG),
    ),
    Claim(
        README,
        "by 1 - {:g} · {:.2f} = {:.2f} across, by 1 - {:g} · {:.2f} = {:.3f} along,",
        lambda: (RATE, ACROSS, 1 - RATE * ACROSS, RATE, ALONG, 1 - RATE * ALONG),
    ),
    Claim(
        README,
        "with w alone by 1 - {:g} · {:g} = {:.2f}.",
        lambda: (RATE, ALONE, 1 - RATE * ALONE),
    ),
    Claim(
        README,
        "a learning rate of 2 / {:g} = {:.3f}, in step 4 of 2 / {:.2f} = {:.3f}, the",
        lambda: (ALONE, 2 / ALONE, ACROSS, 2 / ACROSS),
    ),
    Claim(
        README,
        "With centred inputs, X - {:g}, the loss at epoch 100 is {:.1e}.",
        lambda: (np.mean(theory.X), centred_loss(100)),
    ),
    Claim(
        README,
        "the next update, {:.2e}, is less than {:.2e}, half the gap to 2.",
        lambda: (last_update()[0], last_update()[1] / 2),
    ),
    Claim(
        README,
        "With w alone the factor is 1 - 0.06 · {:g} = {:.1f}. At 1 / {:g} one update",
        lambda: (ALONE, 1 - 0.06 * ALONE, ALONE),
    ),
    Claim(
        README,
        "0.125 is below 2 / {:g} and above 2 / {:.2f}.",
        lambda: (ALONE, ACROSS),
    ),
    Claim(
        README,
        "A sum over {} samples has {} times the gradient, and {} · {:.2f} · {:g} is just"
        " over 2.",
        lambda: (COUNT, COUNT, COUNT, ACROSS, RATE),
    ),
    Claim(README, "{} GB on disk. Its CPU", lambda: (5.4,)),
    Claim(
        FURTHER,
        "At the start of epoch 100 w is {:.3f}, against {:.3f} in step 4,",
        lambda: (w_in_block(FURTHER, f"text {MINI_BATCHES}", 100), w_at(STEP4, 100)),
    ),
]


@functools.cache
def sentences(page):
    """Return what a page says outside of its blocks, with ASCII's minus."""
    return "\n".join(part.text for part in pages.prose(ROOT / page)).replace("−", "-")


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.words)
def test_sentence_says_the_number(claim):
    sentence = claim.words.format(*claim.values())
    text = sentences(claim.page)
    # Not inside of a longer number
    found = re.findall(rf"(?<![\w.]){re.escape(sentence)}(?!\w|\.\d)", text)
    first_words = claim.words.partition("{")[0]
    there = text[text.find(first_words) :][: len(sentence) + 20].partition("\n")[0]
    assert len(found) == 1, (
        f"{claim.page} says {len(found)} times, not once: {sentence!r}\n"
        f"What it says: {there!r}"
    )


def test_what_compares_is_so():
    """What sentences say without a number of their own."""
    update, gap = last_update()
    assert update < gap / 2, "the last update of step 1 would change w"
    assert 2 / ACROSS < 0.125 < 2 / ALONE
    assert 2 < COUNT * ACROSS * RATE < 2.01


def test_headings_are_those_of_the_scripts():
    headings = [part.text for part in pages.prose(ROOT / README) if part.kind == "h2"]
    for script in STEPS:
        title = source(script).partition("\n")[0].strip('"').removesuffix(".")
        assert any(title.startswith(heading) for heading in headings), title


def test_each_diff_stands_by_its_command():
    text = sentences(README)
    for block in pages.blocks(ROOT / README):
        if block.info.startswith("diff") and " with " not in block.info:
            *options, old, new = block.info.split()[1:]
            command = " ".join(["git diff", *options, "--no-index", old, new])
            assert command in text, f"the README has the diff, and no {command}"


def test_graph_of_step_2():
    node, nodes = run(STEP2).names["loss"].grad_fn, []
    while node:
        nodes.append(type(node).__name__)
        parents = [parent for parent, _ in node.next_functions if parent]
        node = parents[0] if parents else None
    codes = [code for part in pages.prose(ROOT / README) for code in part.codes]
    shown = [code for code in codes if code in nodes or code.endswith("Backward0")]
    assert shown == nodes, "the README shows another graph of step 2's loss"


# Links and commands


def anchors(page):
    """Return the anchors that GitHub gives to the headings of a page."""
    found = set()
    for part in pages.prose(page):
        if part.kind.startswith("h"):
            kept = re.sub(r"[^\w\- ]", "", part.text.lower())
            found.add(kept.replace(" ", "-"))
    return found


@pytest.mark.parametrize("page", pages.PAGES, ids=pages.name)
def test_links_lead_somewhere(page):
    parts = pages.prose(page)
    links = [link for part in parts for link in (*part.links, *part.figures)]
    for link in [link for link in links if not link.startswith("https://")]:
        path, _, anchor = link.partition("#")
        target = page.parent / path if path else page
        assert target.exists(), (
            f"{pages.name(page)} links to {path}, which is not there"
        )
        assert not anchor or anchor in anchors(target), (
            f"{pages.name(page)} links to {link}, and there is no such heading"
        )


@pytest.mark.parametrize("page", pages.PAGES, ids=pages.name)
def test_commands_name_scripts_that_are_there(page):
    codes = [code for part in pages.prose(page) for code in part.codes]
    codes += [block.text for block in pages.blocks(page) if block.info == "sh"]
    for word in " ".join(codes).split():
        if word.endswith((".py", ".txt")) and word != "torch.py":
            assert (ROOT / word).exists(), f"{pages.name(page)}: there is no {word}"


def test_steps_are_linked_by_their_numbers():
    for label, link in re.findall(
        r"\[step (\d)\]\(step(\d)", pages.read(ROOT / README)
    ):
        assert label == link, f"README: step {label} leads to step {link}"


# Figures


def points(svg, group):
    """Return the points, shape (n, 2), of the paths in a group of an SVG."""
    space = "{http://www.w3.org/2000/svg}"
    paths = ET.parse(svg).getroot().find(f".//{space}g[@id='{group}']")
    words = " ".join(path.get("d") for path in paths.findall(f"{space}path")).split()
    return np.array([float(w) for w in words if not w.isalpha()]).reshape(-1, 2)


def test_figures_show_the_scripts_as_they_are(tmp_path):
    pytest.importorskip(
        "matplotlib", reason="matplotlib is not installed, and it draws"
    )
    import figures

    figures.draw(tmp_path)
    for svg in ("loss.svg", "valley.svg"):
        for group in ("steps-1-to-3", "step-4"):
            kept = points(ROOT / "docs" / svg, group)
            drawn = points(tmp_path / svg, group)
            advice = (
                f"docs/{svg} shows another {group}: python tools/figures.py draws it"
            )
            assert kept.shape == drawn.shape, advice
            # A tenth of a point, one 5000th of the width
            assert np.abs(kept - drawn).max() < 0.1, advice


# Where a script runs, and with what


@pytest.mark.parametrize(
    "file, error",
    [("", "ModuleNotFoundError: "), ("torch.py", "ImportError: ")],
    ids=["without torch", "beside a torch.py"],
)
def test_errors_of_where_a_script_runs(tmp_path, file, error):
    """Run step 3 without the installed packages (-S)."""
    shutil.copy(ROOT / STEP3, tmp_path)
    if file:
        (tmp_path / file).touch()
    command = [sys.executable, "-S", tmp_path / STEP3]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    last = ended.stderr.splitlines()[-1]
    codes = [code for part in pages.prose(ROOT / ERRORS) for code in part.codes]
    shown = [code for code in codes if code.startswith(error)]
    assert any(tables.is_shown_as(last, code) for code in shown), last
