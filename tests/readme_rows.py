"""The README's tables of edits: what each edit is, what one then sees, and why.

To change a row of the README, change it here and run tests/test_readme.py: the middle
cell is computed from runs of the edited scripts.
"""

import re
from collections.abc import Callable
from typing import NamedTuple

from conftest import STEP1, STEP2, STEP3, STEP4, STEPS, run
from test_step4 import SEED, STEEP, W_ALONE

LR = "learning_rate = 0.03"
STEPS_1_TO_3 = STEPS[:3]
FORWARD = "    y_pred = model(X)\n    loss = loss_fn(y_pred, y)\n"
BACKWARD = "    loss.backward()\n"
NO_GRAD = "    with torch.no_grad():  # keep the update out of the graph\n        "
ZERO = "    w.grad.zero_()  # backward() adds to .grad\n"
ZERO_GRAD = "    optimizer.zero_grad()  # backward() adds to .grad\n"
STEP = "    optimizer.step()\n"
Y_COLUMN = "y = torch.tensor([[2], [4], [6], [8]]"
X_COLUMN = "X = torch.tensor([[1], [2], [3], [4]]"
ONE_OUTPUT = ("y.shape[1]", "1")
FLAT_Y = (Y_COLUMN, "y = torch.tensor([2, 4, 6, 8]")
FLAT_X = (X_COLUMN, "X = torch.tensor([1, 2, 3, 4]")
LOSS_BY_HAND = "def loss_fn(y_pred, y):\n    return ((y_pred - y) ** 2).mean()\n"


class Row(NamedTuple):
    """A row of a table of edits."""

    edit: str  # the first cell
    edits: dict  # from script to the pairs (old, new) that the first cell describes
    see: Callable  # makes the middle cell of the runs, a dict from script to Run
    why: str  # the last cell


def each(scripts, *edits):
    return dict.fromkeys(scripts, edits)


def same(runs, scripts, look):
    """Return look(run), which has to be the same for all scripts."""
    seen = {script: look(runs[script]) for script in scripts}
    assert len(set(seen.values())) == 1, f"the README says that these agree: {seen}"
    return seen[scripts[0]]


def end(runs, *scripts):
    """Return f(5) as the last line prints it."""
    after = "after training: f(5) = "
    return same(runs, scripts, lambda run: run.last_line.removeprefix(after))


def w_at(runs, epoch, *scripts, digits=".3f"):
    return same(runs, scripts, lambda run: format(run.epochs[epoch - 1][1], digits))


def loss_at(runs, epoch, *scripts):
    return same(runs, scripts, lambda run: f"{run.epochs[epoch - 1][3]:.1e}")


def warning(runs, script, text):
    """Return the warning that text, up to its "…", begins, with its kind."""
    messages = [f"{w.category.__name__}: {w.message}" for w in runs[script].warnings]
    found = [m for m in messages if m.startswith(text.rstrip("…"))]
    assert found, f"{script} warns of {messages}, not {text}"
    return f"`{text}`"


def error(text):
    """Let a row show an error; where text has a "…", the versions of torch differ."""

    def see(runs):
        pattern = ".*".join(map(re.escape, text.split("…")))
        for script, run_ in runs.items():
            assert re.fullmatch(pattern, run_.error, re.DOTALL), (
                f"{script}, edited so, ends with {run_.error!r}, not with {text!r}"
            )
        return f"`{text}`"

    return see


def unchanged(runs):
    for script, run_ in runs.items():
        assert run_.output == run(script).output, f"{script} now prints something else"
    return "the same output"


TRY = [
    Row(
        "`learning_rate = 0.01` and `n_epochs = 100`",
        each(
            STEPS, (LR, "learning_rate = 0.01"), ("n_epochs = 1000", "n_epochs = 100")
        ),
        lambda runs: (
            f"steps 1 to 3 end at f(5) = {end(runs, *STEPS_1_TO_3)},"
            f" step 4 at {end(runs, STEP4)}"
        ),
        "The classic setting. It is enough for w alone; along the valley it is not.",
    ),
    Row(
        "`learning_rate = 0.06`",
        each(STEPS, (LR, "learning_rate = 0.06")),
        lambda runs: (
            f"at epoch 10, w = {w_at(runs, 10, *STEPS_1_TO_3)} and the loss is"
            f" {loss_at(runs, 10, *STEPS_1_TO_3)} in steps 1 to 3,"
            f" w = {w_at(runs, 10, STEP4)} in step 4; all end at {end(runs, *STEPS)}"
        ),
        f"With w alone, an epoch now multiplies the distance by 1 − 0.06 · 15 ="
        f" {1 - 0.06 * W_ALONE:.1f}; at 1 / 15, one epoch would do.",
    ),
    Row(
        "`learning_rate = 0.125`",
        each(STEPS, (LR, "learning_rate = 0.125")),
        lambda runs: (
            f"steps 1 to 3 overshoot (w = {w_at(runs, 10, *STEPS_1_TO_3)} at epoch 10)"
            f" and end at {end(runs, *STEPS_1_TO_3)}; step 4 runs away:"
            f" w = {w_at(runs, 100, STEP4, digits='.1e')} at epoch 100,"
            f" loss = {loss_at(runs, 1000, STEP4)} at epoch 1000"
        ),
        f"0.125 is below 2 / 15 and above 2 / {STEEP:.2f}.",
    ),
    Row(
        "`learning_rate = 0.15`",
        each(STEPS, (LR, "learning_rate = 0.15")),
        lambda runs: (
            f"all end at {end(runs, *STEPS)}, without an error; NumPy warns in step 1: "
            + warning(runs, STEP1, "RuntimeWarning: overflow encountered in square")
        ),
        "The loss grows until float32 overflows to inf, and inf − inf is nan.",
    ),
    Row(
        "step 4: `torch.manual_seed(1)`",
        each([STEP4], (SEED, "torch.manual_seed(1)")),
        lambda runs: (
            f"w = {w_at(runs, 10, STEP4)} at epoch 10; it ends at {end(runs, STEP4)}"
        ),
        "Another start on the same loss, which has one lowest point.",
    ),
    Row(
        "step 4: `model = nn.Linear(X.shape[1], y.shape[1])`",
        each([STEP4], ("model = LinearRegression(", "model = nn.Linear(")),
        unchanged,
        "The class adds nothing to its one layer.",
    ),
    Row(
        "step 4: `nn.Linear(in_features, out_features, bias=False)` and"
        " `(w,) = model.parameters()`",
        each(
            [STEP4],
            ("out_features)\n\n", "out_features, bias=False)\n\n"),
            ("w, b = model", "(w,) = model"),
        ),
        lambda runs: (
            f"w = {w_at(runs | {STEP3: run(STEP3)}, 10, STEP3, STEP4)} at epoch 10, as in step 3;"
            f" it ends at {end(runs, STEP4)}"
        ),
        "Without a bias there is no valley: the factor is that of w alone.",
    ),
    Row(
        "steps 3, 4: `lr=learning_rate, momentum=0.9`",
        each(STEPS[2:], ("lr=learning_rate)", "lr=learning_rate, momentum=0.9)")),
        lambda runs: (
            f"w swings, to {w_at(runs, 10, STEP3)} and {w_at(runs, 10, STEP4)} at epoch 10;"
            f" at epoch 100 the loss of step 4 is {loss_at(runs, 100, STEP4)}, not"
            f" {loss_at({STEP4: run(STEP4)}, 100, STEP4)}; both end at"
            f" {end(runs, STEP3, STEP4)}"
        ),
        "An update now adds 0.9 of the one before it. With w alone that overshoots; along"
        " the valley it gets faster.",
    ),
    Row(
        "`4, 7, 10, 13` as `y`, which is 3x + 1",
        each(STEPS_1_TO_3, ("[2, 4, 6, 8]", "[4, 7, 10, 13]"))
        | each([STEP4], (Y_COLUMN, "y = torch.tensor([[4], [7], [10], [13]]")),
        lambda runs: (
            f"steps 1 to 3 end at f(5) = {end(runs, *STEPS_1_TO_3)},"
            f" step 4 at {end(runs, STEP4)}"
        ),
        "Only step 4 has a bias to learn the 1 with; w · x is a line through the origin.",
    ),
]
SILENT = [
    Row(
        "steps 2 to 4: `zero_()` or `zero_grad()` left out",
        each([STEP2], (ZERO, "")) | each(STEPS[2:], (ZERO_GRAD, "")),
        lambda runs: (
            f"w swings; f(5) = {end(runs, STEP2, STEP3)}, in step 4 {end(runs, STEP4)}"
        ),
        "`backward()` adds to `.grad`, so an update uses the sum of all gradients so"
        " far. Clear them once an epoch.",
    ),
    Row(
        "steps 3, 4: `zero_grad()` between `backward()` and `step()`",
        each(STEPS[2:], (STEP + ZERO_GRAD, ZERO_GRAD + STEP)),
        lambda runs: (
            f"nothing is learned: f(5) = {end(runs, STEP3)}, in step 4 {end(runs, STEP4)}"
        ),
        "`step()` finds no gradients and skips its tensors. Clear them after `step()`, or"
        " before `backward()`.",
    ),
    Row(
        "step 4: `y` of shape (4,), and 1 for `y.shape[1]`",
        each([STEP4], FLAT_Y, ONE_OUTPUT),
        lambda runs: (
            f"w = {w_at(runs, 1000, STEP4)}, f(5) = {end(runs, STEP4)}; "
            + warning(
                runs,
                STEP4,
                "UserWarning: Using a target size (torch.Size([4])) that is different to"
                " the input size (torch.Size([4, 1])).…",
            )
        ),
        "Broadcasting compares each of the 4 predictions with each of the 4 targets, and"
        " the best constant is the mean of y. Give y one column.",
    ),
    Row(
        "the same, with the loss of step 2",
        each([STEP4], FLAT_Y, ONE_OUTPUT, ("loss_fn = nn.MSELoss()\n", LOSS_BY_HAND)),
        lambda runs: (
            f"w = {w_at(runs, 1000, STEP4)}, f(5) = {end(runs, STEP4)}, and no warning"
        ),
        "The warning is in `nn.MSELoss`; a loss by hand has none.",
    ),
    Row(
        "step 1: `np.dot(2 * x, y_pred - y).mean()` as the gradient",
        each(
            [STEP1],
            ("(2 * (y_pred - y) * x).mean()", "np.dot(2 * x, y_pred - y).mean()"),
        ),
        lambda runs: (
            f"f(5) = {end(runs, STEP1)} all the same; w = {w_at(runs, 10, STEP1)} at"
            f" epoch 10, not {w_at({STEP1: run(STEP1)}, 10, STEP1)}"
        ),
        "The dot product is the sum already, one number, and its mean is itself: four"
        " times the gradient. Compare with autograd, as the tests do.",
    ),
]
ERRORS = [
    Row(
        "step 2: `w = w - learning_rate * w.grad`",
        each([STEP2], ("w -= learning_rate", "w = w - learning_rate")),
        error("AttributeError: 'NoneType' object has no attribute 'zero_'"),
        "The new `w` has no `.grad`. Update in place, with `-=`.",
    ),
    Row(
        "step 2: `w.grad.zero_()` before `loss.backward()`",
        each([STEP2], (ZERO, ""), (BACKWARD, ZERO + BACKWARD)),
        error("AttributeError: 'NoneType' object has no attribute 'zero_'"),
        "There is no `.grad` before the first `backward()`. Clear it last.",
    ),
    Row(
        "step 2: no `with torch.no_grad():`",
        each([STEP2], (NO_GRAD, "    ")),
        error(
            "RuntimeError: a leaf Variable that requires grad is being used in an in-place"
            " operation."
        ),
        "The update is no part of the graph. Make it under `torch.no_grad()`.",
    ),
    Row(
        "steps 2, 3: `w = torch.tensor(0, requires_grad=True)`",
        each([STEP2, STEP3], ("(0, dtype=torch.float32, req", "(0, req")),
        error(
            "RuntimeError: Only Tensors of floating point and complex dtype can require"
            " gradients"
        ),
        "0 is an integer. Give the dtype, or write 0.0.",
    ),
    Row(
        "steps 2 to 4: `y_pred` and `loss` computed once, before the loop",
        {
            script: ((FORWARD, ""), ("\nfor epoch in", f"\n{once}\nfor epoch in"))
            for once in ["y_pred = model(X)\nloss = loss_fn(y_pred, y)\n"]
            for script in STEPS[1:]
        },
        error("RuntimeError: Trying to backward through the graph a second time…"),
        "`backward()` frees the graph that it went through. Compute both in every epoch.",
    ),
    Row(
        "step 3: `torch.optim.SGD(w, lr=learning_rate)`",
        each([STEP3], ("SGD([w],", "SGD(w,")),
        error(
            "TypeError: params argument given to the optimizer should be an iterable of"
            " Tensors or dicts, but got torch.FloatTensor"
        ),
        "The optimizer takes several tensors. Put the one into a list.",
    ),
    Row(
        "steps 3, 4: `loss_fn = nn.MSELoss`",
        each(STEPS[2:], ("nn.MSELoss()", "nn.MSELoss")),
        error(
            "RuntimeError: Boolean value of Tensor with more than one value is ambiguous"
        ),
        "`nn.MSELoss` is a class, and the data became its options. Make an object of it,"
        " with `()`.",
    ),
    Row(
        "step 4: no `super().__init__()`",
        each([STEP4], ("        super().__init__()\n", "")),
        error("AttributeError: cannot assign module before Module.__init__() call"),
        "nn.Module sets up there what takes note of the layers. Call it first.",
    ),
    Row(
        "step 4: `X` in float64, NumPy's default for floats",
        each([STEP4], ("[4]], dtype=torch.float32", "[4]], dtype=torch.float64")),
        error(
            "RuntimeError: mat1 and mat2 must have the same dtype, but got Double and Float"
        ),
        "The layer's weights are float32, and the data have to be, too.",
    ),
    Row(
        "step 4: `X` without a dtype",
        each([STEP4], ("[4]], dtype=torch.float32", "[4]]")),
        error(
            "RuntimeError: mat1 and mat2 must have the same dtype, but got Long and Float"
        ),
        "Integers make an integer tensor. Give the dtype.",
    ),
    Row(
        "step 4: `y` of shape (4,)",
        each([STEP4], FLAT_Y),
        error("IndexError: tuple index out of range"),
        "`y.shape[1]` finds no columns to count. Give y one: shape (4, 1).",
    ),
    Row(
        "step 4: `X` of shape (4,), and 1 for `X.shape[1]`",
        each([STEP4], FLAT_X, ("X.shape[1]", "1")),
        error("RuntimeError: …mat1 and mat2 shapes cannot be multiplied (1x4 and 1x1)"),
        "Without columns, `nn.Linear` reads one sample with four features.",
    ),
    Row(
        "step 4: `X_test = 5`",
        each([STEP4], ("torch.tensor([[5]], dtype=torch.float32)", "5")),
        error(
            "TypeError: linear(): argument 'input' (position 1) must be Tensor, not int"
        ),
        "A module takes a tensor, here of one row and one column.",
    ),
]
HARMLESS = [
    Row(
        "steps 3, 4: `zero_grad()` first in the loop",
        each(
            STEPS[2:], (ZERO_GRAD, ""), ("    # Forward", ZERO_GRAD + "    # Forward")
        ),
        unchanged,
        "Gradients are cleared between each `step()` and the next `backward()`, as before.",
    ),
    Row(
        "steps 3, 4: `loss_fn(y, y_pred)`",
        each(STEPS[2:], ("loss = loss_fn(y_pred, y)", "loss = loss_fn(y, y_pred)")),
        unchanged,
        "A square does not know the sign of a difference. Other losses do.",
    ),
    Row(
        "step 4: `model.forward(X)`",
        each([STEP4], ("y_pred = model(X)", "y_pred = model.forward(X)")),
        unchanged,
        "It only skips the module's hooks, and this module has none.",
    ),
]
TABLES = {
    "| edit | what one sees | why |": TRY,
    "| slip, without an error | what one sees | why, and the cure |": SILENT,
    "| slip, with an error | its last line | why, and the cure |": ERRORS,
    "| edit that does no harm | what one sees | why |": HARMLESS,
}


def text_of(row):
    """Return the row as the README has to show it, from runs of the edited scripts."""
    runs = {
        script: run(script, *row.edits[script], may_fail=True) for script in row.edits
    }
    seen = row.see(runs)
    for script, run_ in runs.items():
        kinds = {warning.category.__name__ for warning in run_.warnings}
        if run_.error:
            kinds.add(run_.error.split(":")[0])
        hidden = [kind for kind in kinds if kind not in seen]
        assert not hidden, f"{row.edit}: the row does not show the {hidden} of {script}"
    return f"| {row.edit} | {seen} | {row.why} |"
