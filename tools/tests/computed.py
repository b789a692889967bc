"""What the pages say in numbers, computed: from runs, from closed forms, from files.

In: scripts, keys of edits, names. Out: numbers, and text that is on a page.
"""

import re

import needs
import numpy as np
from edits import EDITS, RATE_LINE, edited_scripts, run_edited
from step_tools import tables, theory
from step_tools.runner import ROOT, STEP1, STEP3, STEP4, STEPS, source

pages = needs.pages()

README, FURTHER = pages.README, ROOT / "further" / "README.md"
DOCS = ROOT / "docs"
INSTALL, ERRORS = DOCS / "install.md", DOCS / "errors.md"
VALLEY, COSTS = DOCS / "valley.md", DOCS / "costs.md"
MINI_BATCHES = "further/mini_batches.py"
RATE, COUNT = theory.LEARNING_RATE, len(theory.X)
TRUE_W = theory.Y[0] / theory.X[0]
W_2 = RATE * 30  # w in the second epoch: the gradient of the first is -30
TENFOLD = "[10, 20, 30, 40], X, [20, 40, 60, 80], y"
MOMENTUM = "lr=learning_rate, momentum=0.9"
CENTRED, FASTER, X_ALONE = "centred inputs", "learning_rate = 0.4", "X - 2.5"
OTHER_LINE, NOISE = "[4, 7, 10, 13]", "[2.1, 3.9, 6.2, 7.8]"
CENTRED_X = theory.X - np.mean(theory.X)
# How much an update with w alone, across the valley and along it, is multiplied.
ALONE = theory.hessian()[0, 0]
ALONG, ACROSS = np.linalg.eigvalsh(theory.hessian())


def table_with(page, header):
    """Return the rows of a page's table whose header begins with this cell."""
    text = pages.read(page).replace("−", "-")
    for first, *rows in tables.tables(text):
        if first[0] == header:
            return rows
    raise LookupError(f"{pages.name(page)} has no table that begins with {header!r}")


def w_at(script, epoch, key=""):
    """Return w before the update of an epoch."""
    return run_edited(script, key).states[epoch - 1][0]


def loss_at(script, epoch, key=""):
    """Return the loss of an epoch."""
    return run_edited(script, key).losses[epoch - 1]


def prediction(script, key=""):
    """Return f(5) after the training."""
    w, b = run_edited(script, key).states[-1]
    return w * theory.X_TEST + b


def first_prediction(script):
    """Return f(5) before the training."""
    w, b = run_edited(script).states[0]
    return w * theory.X_TEST + b


def first_at_rest():
    """Return the first epoch of step 1 that finds the w that training ends with."""
    states = run_edited(STEP1).states
    return 1 + states.index(states[-1])


def first_slow_epoch():
    """Return the first epoch of step 4 that leaves as much of the distance as all later ones.

    That is to three digits, as the README says it.
    """
    path = theory.path(*run_edited(STEP4).states[0]) - (TRUE_W, 0)
    distances = np.hypot(*path.T)
    factors = np.round(distances[1:] / distances[:-1], 3)
    # factors[0] is that of epoch 1, which leads to the distance at the start of epoch 2.
    last_other_epoch = 1 + int(np.flatnonzero(factors != factors[-1])[-1])
    return last_other_epoch + 1


def first_epoch_in_common(key):
    """Return the first epoch that step 4 with an edit prints as step 3 does."""
    edited = run_edited(STEP4, key).output.splitlines()
    other = run_edited(STEP3).output.splitlines()
    common = [line for line in edited if line in other and line.startswith("epoch")]
    return int(common[0].removeprefix("epoch").partition(":")[0])


def last_update():
    """Return the size of the update of step 1 that no longer changes w."""
    names = run_edited(STEP1).names
    y_pred = names["model"](names["X"])
    return abs(RATE * names["gradient"](names["X"], y_pred, names["y"]))


def last_distance():
    """Return how far the w of step 1 is from 2 at last."""
    return TRUE_W - run_edited(STEP1).states[-1][0]


def only(values):
    """Return the value that all values have; raise if they differ."""
    found = set(values)
    if len(found) != 1:
        raise ValueError(f"these should be the same: {sorted(found)}")
    return found.pop()


def steps_with(code):
    """Return the numbers of the steps that have this code."""
    return [number for number, script in enumerate(STEPS, 1) if code in source(script)]


def steps_with_bias():
    """Return the numbers of the steps whose model has a bias: step 4 alone."""
    return steps_with("w, b = ")


def steps_alike():
    """Return the first and the last number of the steps that print step 1's lines."""
    alike = [
        script
        for script in STEPS
        if run_edited(script).output == run_edited(STEP1).output
    ]
    return 1, STEPS.index(alike[-1]) + 1


def range_of_w(script, key):
    """Return the smallest and the largest w of a run."""
    w = [state[0] for state in run_edited(script, key).states]
    return min(w), max(w)


def rate_of(key):
    """Return what an edit writes for the learning rate."""
    (edit,) = [edit for edit in EDITS if edit.key == key]
    return edit.replace[RATE_LINE].removeprefix("learning_rate = ")


def slope_of_valley():
    """Return by how much b grows where w grows by 1, along the valley of step 4."""
    (w, b), _ = np.linalg.eigh(theory.hessian())[1].T  # the smaller eigenvalue's first
    return b / w


def rates_tried():
    """Return the learning rates that the README's first question tries, as text."""
    rows = table_with(README, "edit")
    return [rate_of(tables.code_spans(row[0])[0]) for row in rows]


def other_line():
    """Return slope and height of the line that an edit puts in the place of 2x."""
    return np.polyfit(theory.X, run_edited(STEP1, OTHER_LINE).names["y"], 1)


def factors_with_momentum(momentum, rate=RATE):
    """Return how much is left of a swing after an epoch, by the curvatures 15, 16.70, 0.30.

    An update is momentum times the last one, minus the learning rate times curvature times
    distance. So the distances of two epochs lead to the next two by a 2 by 2 matrix, and
    its larger eigenvalue is the factor (Goh, "Why Momentum Really Works", 2017).
    """
    factors = []
    for curvature in (ALONE, ACROSS, ALONG):
        matrix = [[1 + momentum - rate * curvature, -momentum], [1, 0]]
        factors.append(max(abs(np.linalg.eigvals(matrix))))
    return factors


def times_the_inputs():
    """Return by how much an edit multiplies the inputs."""
    return run_edited(STEP1, TENFOLD).names["X"][0] / theory.X[0]


def edited_line(name, key):
    """Return the line of step 4 with an edit that gives a name its value."""
    lines = edited_scripts(key)[STEP4].splitlines()
    return next(line for line in lines if line.startswith(f"{name} = "))


def faster_factors():
    """Return a learning rate, and by w and by b the curvature and the factor."""
    rate = run_edited(STEP4, FASTER).names["learning_rate"]
    by_w, by_b = np.diag(theory.hessian(CENTRED_X))
    return rate, by_w, 1 - rate * by_w, by_b, 1 - rate * by_b


def drawn(name):
    """Return a constant of tools/figures.py, by name."""
    needs.matplotlib()
    import figures

    return getattr(figures, name)


def w_in_block(page, info, epoch):
    """Return the first w of an epoch in a block of output, which test_pages.py holds."""
    texts = [block.text for block in pages.blocks(page) if block.info == info]
    return float(re.search(rf"^epoch +{epoch}: w = (.+?),", texts[0], re.MULTILINE)[1])


def second_hunk(old, new):
    """Return the lines that the second hunk of a diff is about, as its @@ says it."""
    info = f"diff -U2 {old} {new}"
    (text,) = [b.text for b in pages.blocks(README) if b.info == info]
    return re.findall(r"^@@ -(\d+),(\d+) \+(\d+),(\d+) @@", text, re.MULTILINE)[1]


def text_of(file):
    """Return the text of a file of the project."""
    return (ROOT / file).read_text(encoding="utf-8")


def oldest(name):
    """Return the oldest version that the project allows: of Python, or of a package."""
    file = "pyproject.toml" if name == "python" else "requirements.txt"
    return re.search(rf"{name}\W*>=(\d[\d.]*)", text_of(file))[1]


def last_tested(package):
    """Return the version of a package in the last run of all tests."""
    pinned = text_of(".ci/constraints.txt")
    return re.search(rf"^{package}==(.+)$", pinned, re.MULTILINE)[1]


def last_python():
    """Return the version of Python in the last run of all tests."""
    return re.search(r"with Python (\d\.\d+)", text_of(".ci/constraints.txt"))[1]
