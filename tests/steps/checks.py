"""What a step has to do, in the order of cause, held to calculus in double precision.

How it is written does not count. A check yields what may be wrong, what is so now, what
should be, and lines to look at; the test fails with the first where the two differ.
"""

import itertools

import numpy as np
import pytest
import steps
import torch
from messages import behind, cures, fail, givers, lines_of
from steps import described, learned, number, shown

NAMES = ("X", "y", "X_test", "w", "model", "loss_fn", "loss")
X, Y, RATE, EPOCHS = np.array([1, 2, 3, 4]), np.array([2, 4, 6, 8]), 0.03, 1000
FACTORS = {
    "That is 4 times as much: the sum over the 4 samples in place of their mean?": 4,
    "That is twice as much.": 2,
    "That is half as much: a factor of 2 is lost?": 0.5,
    "That is the opposite, up the slope: the sign is wrong.": -1,
}


def checks_of(script, **by_torch):
    """Return the tests of a script, from the pieces that PyTorch does, and with what."""

    @pytest.mark.parametrize("check", [runs, data, by_whom, training, output])
    def test(check):
        step = steps.run(script)
        step.by_torch = by_torch
        for wrong, now, should, *more in check(step):
            if now != should:
                fail(step, wrong, now, should, *more)

    return test


def runs(step):
    """Hold that it runs to its end, and gives what the other checks look at."""
    if step.error:
        yield from data(step)  # what is wrong even before that line
        n = len(step.states) - bool({*step.lines} & {*step.loop})
        stops = "warns." if "Warning:" in step.error else f"stops (epochs done: {n})."
        yield f"Python {stops}", step.error, "", behind(step), *cures(step.error)
    missing = ", ".join(name for name in NAMES if name not in step.names)
    yield "it has nothing by this name, which the step needs:", missing, ""


def data(step):
    """Hold the data, and what is learned as the first epoch finds it."""
    rows, tensors = "model" in step.by_torch, "gradient" in step.by_torch
    kind = "tensor float32" if tensors else "NumPy array float32"
    for name, numbers in (("X", X), ("y", Y), ("X_test", np.array([5]))):
        value = step.names.get(name, 5)
        should = f"{kind} {shown(numbers[:, None] if rows else numbers)}"
        if name in step.names and (rows or number(value) != 5):
            wrong = f"{name} is not what this step needs."
            yield wrong, described(value), should, lines_of(step, name)
    model, names, given = step.names.get("model"), ["w"], givers(step)
    should = f"{kind} 0{', requires grad' * tensors}"
    if rows:
        names = ["model", "manual_seed()", type(model).__name__]
        with torch.random.fork_rng():
            torch.manual_seed(0)
            should = described(*torch.nn.Linear(1, 1).parameters())
    if names[0] in step.names and (not rows or hasattr(model, "parameters")):
        now = (step.start or described(*learned(step.names))).replace(" [0]", " 0")
        lines = [n for name in names for n in given[name] if n not in step.loop]
        yield f"{names[0]} has a wrong start{' for seed 0' * rows}.", now, should, lines


def left_to(step, piece, done, lines):
    """Return what to hold of a piece: whether PyTorch does it, or the script by hand."""
    should = step.by_torch.get(piece, "by hand")
    now = should.replace("by hand", "by PyTorch") if done else "by hand"
    return f"the {piece} is done otherwise in this step.", now, should, lines


def by_whom(step):
    """Hold who does a piece; who does the update is held where it is right."""
    model, loss_fn, given = step.names["model"], step.names["loss_fn"], givers(step)
    yield left_to(step, "model", hasattr(model, "parameters"), lines_of(step, "model"))
    in_torch = hasattr(loss_fn, "parameters") or "mse_loss" in step.text
    yield left_to(step, "loss", in_torch, lines_of(step, "loss_fn"))
    own = [n for n in given["dw"] if ".grad" not in step.code[n - 1]]
    autograd = {"backward()", "grad()"} & given.keys() and not own
    yield left_to(step, "gradient", autograd, lines_of(step, "dw gradient grad"))


def training(step):
    """Hold the settings, the first losses, and every update of w and b to calculus."""
    rate, lines = step.names.get("learning_rate", RATE), lines_of(step, "learning_rate")
    yield f"the learning rate is not {RATE}.", shown(rate), shown(RATE), lines
    epochs, lines = shown(len(step.losses)), lines_of(step, "n_epochs epoch")
    yield f"the number of epochs is not {EPOCHS}.", epochs, shown(EPOCHS), lines
    states, kind = np.array(step.states), type(step.names["model"]).__name__
    errors = states[:-1, :1] * X + states[:-1, 1:] - Y  # a row for each epoch
    for k, should in enumerate(np.mean(errors[:3] ** 2, 1)):
        now, lines = step.losses[k], f"loss y_pred loss_fn model {kind}{' w' * (k > 0)}"
        if not np.isclose(now, should, 1e-4):
            fits = [why for why, by in FACTORS.items() if np.isclose(now, by * should)]
            wrong = f"the loss is wrong in epoch {k + 1}, where w is {states[k, 0]:g}."
            yield wrong, shown(now), shown(should), lines_of(step, lines), *fits
    given, seen = givers(step), "y_pred loss model() loss_fn() print() item() no_grad()"
    rest = {n for name in given.keys() - seen.split() for n in given[name]}
    anew = [n for n in given["w"] if n not in step.loop][1:]
    lines = [*sorted(rest & {*step.loop}), *lines_of(step, "optimizer gradient"), *anew]
    slopes = 2 * np.stack([np.mean(errors * X, 1), np.mean(errors, 1)], 1)
    # w keeps 24 bits: near 2 that is 1e-7, and the predictions, up to 8, are coarser.
    right = np.isclose(np.diff(states, axis=0), -RATE * slopes, 1e-4, 2e-6)
    for k, i in np.argwhere(~right[:, : len(learned(step.names))])[:1]:
        g, w, name = slopes[: k + 2, i], states[: k + 3, i], "wb"[i]
        guesses = {why: by * g for why, by in FACTORS.items()}
        guesses[f"backward() adds to .grad: {g[0]:g} + {g[1]:g}."] = np.cumsum(g)
        old, new, due, used = w[k], w[k + 1], w[k] - RATE * g[k], np.diff(w) / -RATE
        fits = [why for why, by in guesses.items() if np.allclose(used, by, 1e-4, 1e-4)]
        now = f"from {old:g} to {new:g}{': it does not change' * bool(old == new)}"
        should = f"from {old:g} to {due:g}, by -{RATE} times {g[k]:g}, the gradient"
        wrong = f"the update of {name} is wrong in epoch {k + 1}."
        yield wrong, now, should, lines, *fits[:1]
    yield left_to(step, "update", "step()" in given, lines)
    if "update" in step.by_torch and "zero_grad()" not in given:
        yield "the optimizer clears no gradient.", "by hand", "zero_grad()", lines


def output(step):
    """Hold each printed line to the state that it describes, which is one."""
    names, states, losses = step.names, step.states, [*step.losses, 0]
    first, last = (f"training: f(5) = {5 * w + b:.3f}" for w, b in states[::EPOCHS])

    def rows(after_w, after_loss):
        for k in (0, 9, 99, 999):
            w, loss = states[k + after_w][0], losses[k + after_loss]
            yield f"epoch {k + 1:4}: w = {w:.3f}, loss = {loss:.1e}"

    due = [f"before {first}", *rows(0, 0), f"after {last}"]
    lines = [*givers(step)["print()"], *lines_of(step, "w epoch")]
    pairs = itertools.zip_longest(step.output.splitlines(), due, fillvalue="nothing")
    for i, (now, should) in enumerate(pairs, 1):
        late = now in [*rows(1, 0), *rows(0, 1), *rows(1, 1)]
        why = "It has a value from after the update." * late
        yield f"line {i} of the output is not as it should be.", now, should, lines, why
    # What the training did not look at: a negative x; and mean((4 * y) ** 2), 16 * 30.
    (w, b), y = states[-1], names["y"]
    f, e = number(names["model"](-names["X_test"])), number(names["loss_fn"](3 * y, -y))
    yield "f(-5) is wrong.", f"{f:.3f}", f"{b - 5 * w:.3f}", lines_of(step, "model")
    yield "loss_fn(3 * y, -y) is wrong.", shown(e), "480", lines_of(step, "loss_fn")
