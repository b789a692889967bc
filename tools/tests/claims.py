"""The claims of the pages: a few words around a number, and what gives the number.

In: runs and closed forms. Out: CLAIMS, which test_claims.py holds, and the functions and
constants that they share with the other tests of that module.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

import needs
import numpy as np
import tables
import theory
from edits import EDITS, edited_scripts, run_edited
from runner import ROOT, STEP1, STEP2, STEP3, STEP4, STEPS, source

pages = needs.pages()

README, FURTHER = "README.md", "further/README.md"
INSTALL, ERRORS = "docs/install.md", "docs/errors.md"
VALLEY, COSTS = "docs/valley.md", "docs/costs.md"
MINI_BATCHES = "further/mini_batches.py"
RATE, COUNT = theory.LEARNING_RATE, len(theory.X)
TRUE_W = theory.Y[0] / theory.X[0]
W_2 = RATE * 30  # w in the second epoch: the gradient of the first is -30
TENFOLD = "[10, 20, 30, 40], X, [20, 40, 60, 80], y"
MOMENTUM = "momentum=0.9, torch.optim.SGD"
CENTRED, CENTRED_X = "X - 2.5, X_test - 2.5", theory.X - np.mean(theory.X)
FASTER = "X - 2.5, X_test - 2.5, learning_rate = 0.4"
# How much an update with w alone, across the valley and along it, is multiplied.
ALONE = theory.hessian()[0, 0]
ALONG, ACROSS = np.linalg.eigvalsh(theory.hessian())


# What runs and closed forms give


def table_with(page, header):
    """Return the rows of a page's table whose header begins with this cell."""
    text = pages.read(ROOT / page).replace("−", "-")
    for first, *rows in tables.tables(text):
        if first[0] == header:
            return rows
    raise LookupError(f"{page} has no table that begins with {header!r}")


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
    """Return the first epoch of step 4 that multiplies the loss as all later ones do."""
    path = theory.path(*run_edited(STEP4).states[0])
    losses = theory.loss(path[:, 0], path[:, 1])
    factors = np.round(losses[1:] / losses[:-1], 5)  # the first leads to epoch 2
    return 3 + int(np.flatnonzero(factors != factors[-1])[-1])


def first_line_in_common(key):
    """Return the first epoch that step 4 with an edit prints as step 3 does."""
    edited, other = (
        run_edited(STEP4, key).output.splitlines(),
        run_edited(STEP3).output.splitlines(),
    )
    common = [line for line in edited if line in other and line.startswith("epoch")]
    return int(common[0].removeprefix("epoch").partition(":")[0])


def last_update():
    """Return the update of step 1 that no longer changes w, and how far w is from 2."""
    w, names = run_edited(STEP1).states[-1][0], run_edited(STEP1).names
    y_pred = names["model"](names["X"])
    return abs(RATE * names["gradient"](names["X"], y_pred, names["y"])), 2 - w


def only(values):
    """Return the value that all values have; raise if they differ."""
    (value,) = set(values)
    return value


def steps_with(code):
    """Return the numbers of the steps that have this code."""
    return [number for number, script in enumerate(STEPS, 1) if code in source(script)]


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
    return edit.replace["learning_rate = 0.03"].removeprefix("learning_rate = ")


def slope_of_valley():
    """Return by how much b grows where w grows by 1, along the valley of step 4."""
    (w, b), _ = np.linalg.eigh(theory.hessian())[1].T  # the smaller eigenvalue's first
    return b / w


def epochs_until(loss, learning_rate):
    """Return after how many epochs step 4's closed form has a loss below this one."""
    path = theory.path(*run_edited(STEP4).states[0], learning_rate=learning_rate)
    return int(np.argmax(theory.loss(*path.T) < loss))


def rates_tried():
    """Return the learning rates that the README's first question tries, as text."""
    rows = table_with(README, "edit")
    return [rate_of(tables.code_spans(row[0])[0]) for row in rows]


def other_line():
    """Return slope and height of the line that an edit puts in the place of 2x."""
    return np.polyfit(theory.X, run_edited(STEP1, "[4, 7, 10, 13]").names["y"], 1)


def factors_with_momentum(momentum):
    """Return how much is left of a swing after an epoch, by the curvatures 15, 16.70, 0.30.

    An update is momentum times the last one, minus the learning rate times curvature times
    distance. So the distances of two epochs lead to the next two by a 2 by 2 matrix, and
    its larger eigenvalue is the factor (Goh, "Why Momentum Really Works", 2017).
    """
    factors = []
    for curvature in (ALONE, ACROSS, ALONG):
        matrix = [[1 + momentum - RATE * curvature, -momentum], [1, 0]]
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


def loss_marks():
    """Return where the figure of the loss has its marks."""
    return drawn("LOSS_MARKS")


def drawn_epochs(name):
    """Return the epochs that a figure shows, by their name in tools/figures.py."""
    return drawn(name)


def w_in_block(page, info, epoch):
    """Return the first w of an epoch in a block of output, which test_pages.py holds."""
    texts = [block.text for block in pages.blocks(ROOT / page) if block.info == info]
    return float(re.search(rf"^epoch +{epoch}: w = (.+?),", texts[0], re.MULTILINE)[1])


def second_hunk(old, new):
    """Return the lines that the second hunk of a diff is about, as its @@ says it."""
    info = f"diff -U2 {old} {new}"
    (text,) = [b.text for b in pages.blocks(ROOT / README) if b.info == info]
    return re.findall(r"^@@ -(\d+),(\d+) \+(\d+),(\d+) @@", text, re.MULTILINE)[1]


def oldest(name):
    """Return the oldest version that the project allows: of Python, or of a package."""
    file = "pyproject.toml" if name == "python" else "requirements.txt"
    return re.search(rf"{name}\W*>=(\d[\d.]*)", source(file))[1]


def last_tested(package):
    """Return the version of a package in the last run of all tests."""
    pinned = source(".ci/constraints.txt")
    return re.search(rf"^{package}==(.+)$", pinned, re.MULTILINE)[1]


def last_python():
    """Return the version of Python in the last run of all tests."""
    return re.search(r"with Python (\d\.\d+)", source(".ci/constraints.txt"))[1]


# Sentences


@dataclass(frozen=True)
class Claim:
    """Words of a page, with a field of str.format for each of the values."""

    page: str
    words: str
    values: Callable[[], tuple]
    times: int = 1  # how often the page says it


def given(*values):
    """Return numbers that no run gives: they are measured, counted, or chosen by hand."""
    return lambda: values


# One for each sentence with a number, in the order of the page. The words are those of
# the page, without backticks and stars, and with ASCII's minus.
CLAIMS = [
    Claim(README, "four samples of f(x) = {:g}x, each", lambda: (TRUE_W,)),
    Claim(README, "Step {} explains each piece", lambda: steps_with("def gradient")),
    Claim(
        README,
        "Steps {} to {} explain the bold names.",
        lambda: (STEPS.index(STEP2) + 1, len(STEPS)),
    ),
    Claim(README, "Steps {} to {} print the same lines.", steps_alike),
    Claim(README, "Step {} learns one more number", lambda: steps_with("w, b = ")),
    Claim(
        README,
        "All four end at f({:g}) = {:.3f}.",
        lambda: (theory.X_TEST, only(round(prediction(s), 3) for s in STEPS)),
    ),
    Claim(README, "You need Python {} or newer.", lambda: (oldest("python"),)),
    Claim(
        README,
        "The last one is {}.",
        lambda: (only(run_edited(script).output.splitlines()[-1] for script in STEPS),),
    ),
    Claim(README, "On Linux that takes {} GB on disk;", given(5.4)),
    Claim(README, "has a build that takes {} GB.", given(1)),
    Claim(README, "It prints four dots and {} passed.", lambda: (len(STEPS),)),
    Claim(
        README,
        "Last tested with Python {}, PyTorch {} and NumPy {}.",
        lambda: (last_python(), last_tested("torch"), last_tested("numpy")),
    ),
    # Step 1
    Claim(README, "for X_test, which is x = {:g}.", lambda: (theory.X_TEST,)),
    Claim(
        README,
        "{0:.1e} means 3.0 · 10¹, which is {0:g}.",
        lambda: (loss_at(STEP1, 1),),
    ),
    Claim(
        README,
        "{:.1e} means 1.3 · 10⁻¹³, which is almost {:g}.",
        lambda: (loss_at(STEP1, 1000), theory.loss(TRUE_W, 0)),
    ),
    Claim(README, "y as w · x, a straight line through {:g}.", given(0)),
    Claim(README, "It starts at {:g}, as an array", lambda: (w_at(STEP1, 1),)),
    Claim(
        README,
        "It stays there. w is now {0:.8g}, which is printed as {0:.3f}. float{1} has no number"
        " between this w and {2:g}, and the next update is too small to reach {2:g}.",
        lambda: (
            w_at(STEP1, 1000),
            8 * run_edited(STEP1).names["w"].itemsize,
            TRUE_W,
        ),
    ),
    Claim(
        README,
        "the learning rate, here {:g}.",
        lambda: (RATE,),
    ),
    Claim(
        README,
        "How fast does w come to {1:g}? All y are {1:g}x, so a difference is (w - {1:g})"
        " · x, and difference · x is (w - {1:g}) · x². The mean of x² is {2:g}. So the"
        " gradient is {1:g} · {2:g} · (w - {1:g}), which"
        " is {3:g} · (w - {1:g}). An update takes away {0:g} · {3:g} = {4:.2f} of the distance"
        " from w to {1:g}, and leaves {5:.2f} of it.",
        lambda: (
            *(RATE, TRUE_W, np.mean(theory.X**2), ALONE),
            *(RATE * ALONE, 1 - RATE * ALONE),
        ),
    ),
    Claim(
        README,
        "The distance is {:g} at first, then {:.1f}, then {:.3f}.",
        lambda: [TRUE_W - w_at(STEP1, epoch) for epoch in (1, 2, 3)],
    ),
    Claim(README, "Why {} epochs?", lambda: (theory.N_EPOCHS,)),
    Claim(
        README,
        "Here w no longer changes after {} updates.",
        lambda: (first_at_rest() - 1,),
    ),
    Claim(README, "But step {} needs more", lambda: steps_with("w, b = ")),
    Claim(README, "The first epoch by hand, with w = {:g}:", lambda: (w_at(STEP1, 1),)),
    Claim(
        README,
        "The loss is the mean of the squares, {:g}.",
        lambda: (theory.loss(0, 0),),
    ),
    Claim(
        README,
        "the mean of the last column, {:g}.",
        lambda: (theory.gradient(0, 0)[0],),
    ),
    Claim(
        README,
        "With the learning rate {:g}, the new w is {:g} - {:g} · ({:g}) = {:.1f}.",
        lambda: (RATE, w_at(STEP1, 1), RATE, theory.gradient(0, 0)[0], w_at(STEP1, 2)),
    ),
    Claim(README, "w is {:.1f} now.", lambda: (w_at(STEP1, 2),)),
    Claim(
        README,
        "The predictions are {:.1f}, {:.1f}, {:.1f} and {:.1f}, so the differences are",
        lambda: W_2 * theory.X,
    ),
    Claim(
        README,
        "so the differences are {:.1f}, {:.1f}, {:.1f} and {:.1f}.",
        lambda: theory.errors(W_2, 0),
    ),
    Claim(
        README,
        "The loss is ({:.2f} + {:.2f} + {:.2f} + {:.2f}) / {} = {:.3f}.",
        lambda: (*theory.errors(W_2, 0) ** 2, COUNT, theory.loss(W_2, 0)),
    ),
    Claim(
        README,
        "The gradient is ({:.1f} - {:.1f} - {:.1f} - {:.1f}) / {} = {:.1f}.",
        lambda: (
            2 * theory.errors(W_2, 0)[0],
            *(-2 * theory.errors(W_2, 0) * theory.X)[1:],
            COUNT,
            theory.gradient(W_2, 0)[0],
        ),
    ),
    Claim(
        README,
        "The next w is {:.1f} - {:g} · ({:.1f}) = {:.3f}.",
        lambda: (W_2, RATE, theory.gradient(W_2, 0)[0], w_at(STEP1, 3)),
    ),
    Claim(
        README,
        "They are in float{}, a format",
        lambda: (8 * run_edited(STEP1).names["X"].itemsize,),
    ),
    Claim(
        README,
        "because float{} has only about seven.",
        lambda: (8 * run_edited(STEP1).names["w"].itemsize,),
    ),
    # How to read a diff
    Claim(
        README,
        "@@ -{0},{1} +{2},{3} @@ means: {1} lines of the first file, from line {0} on, and {3}"
        " lines of the second, from line {2} on.",
        lambda: second_hunk(STEP1, STEP2),
    ),
    # Step 2
    Claim(README, "the same six lines as step {}.", lambda: steps_alike()[:1]),
    Claim(
        README,
        "The data stay float{}, which",
        lambda: (8 * run_edited(STEP2).names["X"].itemsize,),
    ),
    Claim(
        README,
        "w.grad.zero_() sets the gradient back to {:g}, because",
        lambda: (run_edited(STEP2).names["w"].grad.item(),),
    ),
    Claim(
        README,
        "for the sample x = {:g}, y = {:g}:",
        lambda: (theory.X[0], theory.Y[0]),
    ),
    Claim(
        README,
        "The product of the last column is {:g}. The other three samples give {:g}, {:g}"
        " and {:g}. All four predictions use the same w, so these are added. The sum is {:g},"
        " the gradient of step {}.",
        lambda: (
            *(2 * theory.errors(0, 0) * theory.X / COUNT),
            theory.gradient(0, 0)[0],
            steps_with("def gradient")[0],
        ),
    ),
    Claim(
        README,
        "Does f({:g}) still become {:g}?",
        lambda: (theory.X_TEST, prediction(STEP1)),
    ),
    Claim(
        README,
        "It is {:.1f}, the sum of the gradients of both epochs: {:g} - {:.1f}.",
        lambda: (
            theory.gradient(0, 0)[0] + theory.gradient(W_2, 0)[0],
            theory.gradient(0, 0)[0],
            -theory.gradient(W_2, 0)[0],
        ),
    ),
    Claim(
        README,
        "When w has passed {0:g}, the old gradients still push it on. So w swings around"
        " {0:g}, between {1:.1f} and {2:.1f}, and",
        lambda: (TRUE_W, *range_of_w(STEP2, "print(w.grad), no zero_()")),
    ),
    # Step 3
    Claim(
        README,
        "w is {:.3f} at epoch 10, and f({:g}) still ends at {:.3f}.",
        lambda: (
            w_at(STEP3, 10, "torch.optim.Adam"),
            theory.X_TEST,
            prediction(STEP3, "torch.optim.Adam"),
        ),
    ),
    # Step 4
    Claim(
        README,
        "With b, the line need not go through {:g}. These data do not need it, so b has to"
        " become {:g}.",
        lambda: (0, np.polyfit(theory.X, theory.Y, 1)[1].round(9) + 0.0),
    ),
    Claim(
        README,
        "one column per feature, so here it is {} by {}.",
        lambda: run_edited(STEP4).names["w"].shape,
    ),
    Claim(
        README,
        "From epoch {} on these are the lines of step {}, so",
        lambda: (first_line_in_common("bias=False"), *steps_with("SGD([w]")),
    ),
    Claim(
        README,
        "X has rows and columns now: {0} rows and {1} column. That is its shape, ({0}, {1}),",
        lambda: run_edited(STEP4).names["X"].shape,
    ),
    Claim(
        README,
        "With one dimension, as in step {0}, its shape is ({1},). To subtract that from the"
        " prediction, PyTorch would repeat both, until each has {1} rows and {1} columns.",
        lambda: (STEPS.index(STEP3) + 1, COUNT),
    ),
    Claim(
        README,
        "The loss would be the mean of {} squares, {} of them of wrong pairs, and",
        lambda: (COUNT**2, COUNT**2 - COUNT),
    ),
    Claim(README, "loop is the same text as in step {}, so", lambda: steps_with("[w]")),
    Claim(
        README,
        "y gets the shape of the prediction, {} rows and {} column.",
        lambda: run_edited(STEP4).names["y_pred"].shape,
    ),
    Claim(
        README,
        "the first printed line by hand: {:g} · ({:.4f}) + {:.4f} = {:.3f}.",
        lambda: (theory.X_TEST, *run_edited(STEP4).states[0], first_prediction(STEP4)),
    ),
    Claim(
        README,
        "as w -= … did in step {}.",
        lambda: steps_with("w -= learning_rate * w.grad"),
    ),
    # Why step 4 needs more epochs
    Claim(
        README,
        "The lowest point is at w = {:g}, b = {:g}.",
        lambda: np.polyfit(theory.X, theory.Y, 1).round(9) + 0.0,
    ),
    Claim(
        README,
        "All x lie on the same side of {:g}, and their mean is {:g}.",
        lambda: (0, np.mean(theory.X)),
    ),
    Claim(
        README,
        "with {}, step {} needs half as many epochs. From {:.2f} on, the updates across",
        lambda: (rates_tried()[0], *steps_with("w, b = "), 2 / ACROSS),
    ),
    Claim(README, "Why step {} needs more epochs", lambda: steps_with("w, b = ")),
    Claim(
        README,
        "Steps {} to {} fall to a floor within {} epochs. Step {} falls",
        lambda: (*steps_alike(), first_at_rest(), *steps_with("w, b = ")),
    ),
    Claim(
        README,
        "Steps {} to {} go along b = {:g}. Step {} first goes",
        lambda: (
            *steps_alike(),
            run_edited(STEP1).states[-1][1],
            *steps_with("w, b = "),
        ),
    ),
    Claim(
        README,
        "each mark is {:,.0f} times the mark below it. A dot or a square stands at"
        " epoch {} and",
        lambda: (loss_marks()[1] / loss_marks()[0], drawn_epochs("MARKED")[0]),
    ),
    Claim(
        README,
        "Shown are the first {} epochs, and then every twentieth.",
        lambda: (1 + np.flatnonzero(np.diff(drawn_epochs("IN_VALLEY")) > 1)[0],),
    ),
    Claim(
        README,
        "A dot is an epoch of steps {} to {}, a square is an epoch of step {}.",
        lambda: (*steps_alike(), *steps_with("w, b = ")),
    ),
    Claim(
        README, "That is why step {} is fast for a few", lambda: steps_with("w, b = ")
    ),
    Claim(
        README,
        "from epoch {} on, each epoch leaves {:.3f} of the distance from the lowest point, and"
        " so {:.3f}² = {:.3f} of the loss.",
        lambda: (
            first_slow_epoch(),
            *(1 - RATE * ALONG, 1 - RATE * ALONG, (1 - RATE * ALONG) ** 2),
        ),
    ),
    # Try it
    Claim(README, "Try {}, {} and {} in all four scripts.", rates_tried),
    Claim(
        README,
        "With w alone, each update leaves 1 - {0} · {1:g} = {2:.1f} of the distance to {3:g},"
        " where {4:g} leaves {5:.2f}.",
        lambda: (
            *(rates_tried()[0], ALONE, 1 - 0.06 * ALONE, TRUE_W),
            *(RATE, 1 - RATE * ALONE),
        ),
    ),
    Claim(
        README,
        "Along the valley of step {} it leaves {:.3f} of the distance, where {:g} leaves"
        " {:.3f}.",
        lambda: (
            *steps_with("w, b = "),
            *(1 - 0.06 * ALONG, RATE, 1 - RATE * ALONG),
        ),
    ),
    Claim(
        README,
        "Each update leaves {:.3f} of the distance: w jumps past {:g}, but",
        lambda: (1 - 0.125 * ALONE, TRUE_W),
    ),
    Claim(
        README,
        "Across the valley of step {} it lands farther away each time. In the end the loss is"
        " too large for float{}, which",
        lambda: (*steps_with("w, b = "), 8 * run_edited(STEP4).names["w"].itemsize),
    ),
    Claim(README, "Each jump past {:g} is longer than", lambda: (TRUE_W,)),
    Claim(
        README,
        "Let y be {:.0f}x + {:.0f}. The right f({:g}) is {:.0f}.",
        lambda: (*other_line(), theory.X_TEST, np.polyval(other_line(), theory.X_TEST)),
    ),
    Claim(
        README,
        "Only step {} has a b for the {:.0f}. Steps {} to {} find the best line through 0.",
        lambda: (*steps_with("w, b = "), other_line()[1], *steps_alike()),
    ),
    Claim(
        README,
        "Let y be {:.1f}, {:.1f}, {:.1f} and {:.1f}.",
        lambda: run_edited(STEP1, "[2.1, 3.9, 6.2, 7.8]").names["y"],
    ),
    Claim(
        README,
        "Difference and x are {0:g} times as large, so the gradient is {1:g} times as large."
        " Divide the learning rate by {1:g}, or",
        lambda: (times_the_inputs(), times_the_inputs() ** 2),
    ),
    Claim(
        VALLEY,
        "Each update then also repeats {} of the update before.",
        lambda: (
            run_edited(STEP3, MOMENTUM).names["optimizer"].param_groups[0]["momentum"],
        ),
    ),
    Claim(
        VALLEY,
        "Without momentum it is {:.1e} and {:.1e}.",
        lambda: (loss_at(STEP3, 100), loss_at(STEP4, 100)),
    ),
    Claim(
        VALLEY,
        "in every direction an epoch leaves √{:g} = {:.3f} of the swing.",
        lambda: (0.9, only(factor.round(9) for factor in factors_with_momentum(0.9))),
    ),
    Claim(
        VALLEY,
        "So step {} gets slower and step {} faster, and",
        lambda: steps_with("optimizer = "),
    ),
    Claim(
        README,
        "in steps {} to {} the best of those through {:g}, in step {} the best of all.",
        lambda: (*steps_alike(), 0, *steps_with("w, b = ")),
    ),
    Claim(README, "In step {}, take the update out", lambda: steps_with("no_grad()")),
    Claim(README, "Give step {} a bias.", lambda: steps_with("def gradient")),
    Claim(
        README,
        "Its derivative with respect to b is {:g}, so",
        lambda: theory.errors(0, 1)[:1] - theory.errors(0, 0)[:1],
    ),
    Claim(
        README,
        "It follows the valley, as step {} does, from",
        lambda: steps_with("w, b = "),
    ),
    Claim(
        README,
        "Then give step {} a bias.",
        lambda: steps_with("w.grad.zero_()"),
    ),
    Claim(
        README,
        "Step {} needs no derivative. loss.backward() fills b.grad, too. So b needs only"
        " what w has: requires_grad=True, an update, and b.grad.zero_(). Step {} then prints",
        lambda: (2, 2),
    ),
    Claim(
        README,
        "The text f({0:g}) is still printed, and stands for ({0:g}, {1:g}) now.",
        lambda: run_edited(STEP4, "two features").names["X_test"].flatten().tolist(),
    ),
    Claim(
        README,
        "Give step {} a second feature. Let the x be ({:g}, {:g}), ({:g}, {:g}),"
        " ({:g}, {:g}) and ({:g}, {:g}), and",
        lambda: (4, *run_edited(STEP4, "two features").names["X"].flatten().tolist()),
    ),
    Claim(
        README,
        "let y be {:.0f} times the first number plus {:.0f} times the second. What is the"
        " prediction for ({:g}, {:g}), and",
        lambda: (
            *run_edited(STEP4, "two features").names["w"].flatten().tolist(),
            *run_edited(STEP4, "two features").names["X_test"].flatten().tolist(),
        ),
    ),
    Claim(README, "as y (step {}: as rows)", lambda: steps_with("[[1], [2]"), times=2),
    Claim(
        README,
        "do all steps still agree on f({:g})?",
        lambda: (theory.X_TEST,),
    ),
    # Write it yourself, and what follows
    Claim(
        README, "python -m pytest -k step{0} looks at step {0} alone, and", lambda: (2,)
    ),
    Claim(README, "So the gradient is {} times too large.", lambda: (COUNT,)),
    Claim(
        README, "The sum over {0} samples has {0} times the gradient", lambda: (COUNT,)
    ),
    Claim(README, "has step {} in mini-batches, where each update", lambda: (4,)),
    Claim(README, "is autograd in about {} lines of Python", given(100)),
    Claim(README, "follow lessons {} and {} of Patrick", given(5, 6)),
    Claim(
        README,
        r"(w x_i - y_i)^{} = \frac{{1}}{{N}} \sum_{{i=1}}^{{N}} {} (w x_i - y_i) x_i",
        given(2, 2),
    ),
    # docs/install.md
    Claim(INSTALL, "takes {} GB on disk (November 2026).", given(5.4)),
    Claim(INSTALL, "The build without them takes {} GB,", given(1)),
    Claim(
        INSTALL,
        "# %% Training in steps {} and {}, the optimizer",
        lambda: steps_with("optimizer = "),
    ),
    Claim(INSTALL, "a {0}-bit Python, or a {0}-bit system", given(32)),
    Claim(
        INSTALL,
        "nothing after PyTorch {}, and this tutorial needs {}",
        lambda: (2.2, oldest("torch")),
    ),
    Claim(INSTALL, "found for torch>={}.", lambda: (oldest("torch"),)),
    Claim(INSTALL, "Step {} needs only NumPy:", lambda: steps_with("import numpy")),
    Claim(
        INSTALL,
        "Steps {} to {} and pytest need PyTorch.",
        lambda: (steps_with("import torch")[0], steps_with("import torch")[-1]),
    ),
    Claim(INSTALL, "such as python:{}-slim.", given("3.12")),
    Claim(INSTALL, "sudo apt install python{}-venv.", given(3)),
    Claim(INSTALL, "python3 is older than {}", lambda: (oldest("python"),)),
    Claim(INSTALL, "such as python{}, in", given("3.12")),
    # docs/valley.md
    Claim(VALLEY, "The valley: why step {} needs more", lambda: steps_with("w, b = ")),
    Claim(VALLEY, "An aside: the floor of steps {} to {}", steps_alike),
    Claim(
        VALLEY,
        "the mean of x² is {:g}, and the mean of x is {:g}.",
        lambda: (np.mean(theory.X**2), np.mean(theory.X)),
    ),
    Claim(
        VALLEY,
        r"= \begin{{pmatrix}} {:g} & {:g} \\ {:g} & {:g} \end{{pmatrix}}",
        lambda: theory.hessian().flatten(),
    ),
    Claim(
        VALLEY,
        "the curvatures of the loss: {:.2f} across the valley and {:.2f} along it. Along the"
        " valley, b falls by {:.2f} where w grows by {:g}.",
        lambda: (ACROSS, ALONG, -slope_of_valley(), 1),
    ),
    Claim(VALLEY, "The loss of step {} is a quadratic", lambda: steps_with("w, b = ")),
    Claim(VALLEY, "the distance by {:g} - learning rate · curvature.", given(1)),
    Claim(VALLEY, "At epoch {} its loss is still larger than", given(10)),
    Claim(
        VALLEY,
        "In steps {} and {}, write",
        lambda: steps_with("optimizer = "),
    ),
    Claim(VALLEY, "With the learning rate {:g}:", lambda: (RATE,)),
    Claim(
        VALLEY,
        "Across the valley that is {:.2f}, so this part is soon gone. Along the valley it is"
        " {:.3f}.",
        lambda: ((1 - RATE * ACROSS) ** 2, (1 - RATE * ALONG) ** 2),
    ),
    Claim(
        VALLEY,
        "Where a factor is below {:g}, the distance grows. For w alone this is so above a"
        " learning rate of {:g} / {:g} = {:.3f}, and for step {} above"
        " {:g} / {:.2f} = {:.4f}.",
        lambda: (
            *(-1, 2, ALONE, 2 / ALONE),
            *steps_with("w, b = "),
            *(2, ACROSS, 2 / ACROSS),
        ),
    ),
    Claim(
        VALLEY,
        "So no learning rate makes step {} as fast as step {} is at {:g}: below {:.3f} the"
        " factor along the valley is always above {:.3f}.",
        lambda: (
            *reversed(steps_with("optimizer = ")),
            *(RATE, 2 / ACROSS, 1 - 2 / ACROSS * ALONG),
        ),
    ),
    Claim(
        VALLEY,
        "because the mean of x is {:g}, and not {:g}.",
        lambda: (np.mean(theory.X), np.mean(CENTRED_X)),
    ),
    Claim(VALLEY, "{}", lambda: (edited_line("X", CENTRED),)),
    Claim(VALLEY, "{}", lambda: (edited_line("X_test", CENTRED),)),
    Claim(
        VALLEY,
        "Now the mean of X is {:g}, and the mean of its square is {:g}. H is diagonal, and"
        " the curvatures are {:g} and {:g}.",
        lambda: (
            np.mean(CENTRED_X),
            np.mean(CENTRED_X**2),
            *np.diag(theory.hessian(CENTRED_X)),
        ),
    ),
    Claim(
        VALLEY,
        "Its lowest point is at w = {0:g}, b = {1:g}, because {0:g}x is {0:g} · (x - {2:g}) +"
        " {1:g}.",
        lambda: (*np.polyfit(CENTRED_X, theory.Y, 1).round(9), np.mean(theory.X)),
    ),
    Claim(
        VALLEY,
        "At {:g} step {} reaches a loss of {:.1e} at epoch 100, where it had {:.1e}.",
        lambda: (
            RATE,
            *steps_with("w, b = "),
            loss_at(STEP4, 100, CENTRED),
            loss_at(STEP4, 100),
        ),
    ),
    Claim(
        VALLEY,
        "With {0:g} the factors are 1 - {0:g} · {1:g} = {2:g} and 1 - {0:g} · {3:g} ="
        " {4:g}. At epoch 10 the loss is below 1e-11.",
        faster_factors,
    ),
    Claim(
        VALLEY,
        "The curvatures are {:g} and {:g}.",
        lambda: np.diag(theory.hessian(CENTRED_X)),
    ),
    Claim(
        VALLEY,
        "The factors are {2:g} and {4:g}.",
        faster_factors,
    ),
    Claim(
        VALLEY,
        "takes the {0:g} for a centred input, and {1:g} · ({0:g} + {2:g}) is {3:g}.",
        lambda: (
            theory.X_TEST,
            TRUE_W,
            np.mean(theory.X),
            TRUE_W * (theory.X_TEST + np.mean(theory.X)),
        ),
    ),
    Claim(
        VALLEY,
        "The loss of steps {} to {} stops at {:.1e}, and not at {:g}.",
        lambda: (*steps_alike(), loss_at(STEP1, 1000), theory.loss(TRUE_W, 0)),
    ),
    Claim(
        VALLEY,
        "float{0} has about seven digits, and w has reached the last number below {1:g}"
        " that float{0} has. The gap from there to {1:g} is {2:.2e}. The next update would"
        " be {3:g} · {4:g} · {2:.2e} = {5:.2e}. Computed from rounded predictions it is"
        " {6:.2e}.",
        lambda: (
            *(8 * run_edited(STEP1).names["w"].itemsize, TRUE_W, last_update()[1]),
            *(RATE, ALONE, RATE * ALONE * last_update()[1], last_update()[0]),
        ),
    ),
    Claim(VALLEY, "half the gap is {:.2e}.", lambda: (last_update()[1] / 2,)),
    # docs/errors.md
    Claim(ERRORS, "{} is an integer. Give the dtype, or write {}.", given(0, "0.0")),
    Claim(
        ERRORS,
        "two numbers here, {} and {}, with a comma between them. Write a point: {:g}.",
        lambda: (*rate_of("learning_rate = 0,03").split(","), RATE),
    ),
    Claim(
        ERRORS,
        "The weights of nn.Linear are float{}, and",
        lambda: (8 * run_edited(STEP4).names["w"].itemsize,),
    ),
    Claim(
        ERRORS,
        "Give it one: shape ({}, {}).",
        lambda: run_edited(STEP4).names["y"].shape,
    ),
    Claim(
        ERRORS,
        "Give it one column: shape ({}, {}).",
        lambda: run_edited(STEP4).names["X"].shape,
    ),
    Claim(ERRORS, "In step {} the error is an AttributeError.", given(2)),
    Claim(
        ERRORS,
        "which step {} imports: import numpy as np. In steps {} to {} write",
        given(1, 2, 4),
    ),
    Claim(ERRORS, "On Python {} the error is", given("3.10")),
    Claim(
        ERRORS,
        "In steps {} to {} the gradient is in w.grad: loss.backward()",
        given(2, 4),
    ),
    Claim(
        ERRORS, "In step {} it takes [w], in step {} model.parameters().", given(3, 4)
    ),
    # docs/costs.md
    Claim(
        COSTS,
        "Measured on {} November {}, on one idle machine: AMD EPYC, two threads, Linux,"
        " Python {}, NumPy {}, PyTorch {} (CPU build).",
        given(25, 2026, "3.11.7", "2.4.6", "2.13.0"),
    ),
    Claim(COSTS, "Steps {} to {} are given as multiples of step {}.", given(2, 4, 1)),
    Claim(COSTS, "a minute, and {} GB of memory.", given(1)),
    Claim(COSTS, "most of the time in steps {} and {}. Step {} falls", given(2, 3, 4)),
    Claim(COSTS, "that takes {} µs, where w * X takes {} µs.", given(12, 2.7)),
    Claim(COSTS, "way to the loss takes {:g} MB.", lambda: (10_000_000 * 4 / 1e6,)),
    Claim(COSTS, "in pages of {} kB, when", given(4)),
    Claim(
        COSTS,
        "about {:,} such page faults in step {}, {:,} in step {}, and {:,} in step {}. Step"
        " {} has fewer than step {}, because",
        given(2300, 1, 78_000, 2, 39_000, 3, 3, 2),
    ),
    Claim(COSTS, "asks Linux for pages of {} MB, as", given(2)),
    Claim(COSTS, "in each step, and step {} is faster than NumPy.", given(3)),
    Claim(
        COSTS,
        "NumPy takes {} s, PyTorch {} s, and PyTorch with a first optimizer {} s.",
        given(0.1, 1.6, 3.1),
    ),
    # further/README.md
    Claim(FURTHER, "Further: step {} with one thing", given(4)),
    Claim(FURTHER, "Each of these scripts is step {} with one", given(4)),
    Claim(
        FURTHER,
        "at w = {:g} and b = {:g} every batch has loss {:g}.",
        lambda: (TRUE_W, 0, theory.loss(TRUE_W, 0)),
    ),
    Claim(FURTHER, "The output is that of step {} on a CPU.", given(4)),
    Claim(FURTHER, "Only rank {} prints. Its", given(0)),
    Claim(FURTHER, "the parameters of rank {} at the start.", given(0)),
    Claim(FURTHER, "and w is that of step {}. Three", given(4)),
    Claim(FURTHER, "where rank {} predicts alone", given(0)),
    Claim(FURTHER, "The machine that gets rank {} prints.", given(0)),
    Claim(FURTHER, "HOST waits {} s for the other machine", given(600)),
    Claim(FURTHER, "for {} s: add --local-addr", given(1800)),
    Claim(FURTHER, "names an address in {}: set", given(127)),
    Claim(FURTHER, "up to PyTorch {} it ignores", given(2.15)),
    Claim(FURTHER, "ends at f(5) = {:.3f}.", lambda: (prediction(STEP4),)),
    Claim(
        FURTHER,
        "is samples {:g} and {:g} for rank {}, and samples {:g} and {:g} for rank {}.",
        lambda: (*theory.X[0::2], 0, *theory.X[1::2], 1),
    ),
    Claim(
        FURTHER,
        "At the start of epoch 100 w is {:.3f}. In step 4 it is {:.3f}.",
        lambda: (w_in_block(FURTHER, f"text {MINI_BATCHES}", 100), w_at(STEP4, 100)),
    ),
]
