"""What a step has to do, piece by piece, and what to say where it does something else.

The numbers to compare with are worked out here, by calculus and in double precision.
How a script is written does not count: only what it computes and prints, and who does
which piece. CHECKS stand in the order of cause; each takes a run and its PIECES.
"""

import ast
import difflib
import itertools
import re

import numpy as np
from messages import (
    around,
    cite,
    code_of,
    cures,
    fail,
    hold,
    kind,
    line_of,
    lines_of,
    misplaced,
    need,
    nodes,
    oddities,
    shown,
)
from steps import learned, number

X, Y = np.array([1.0, 2, 3, 4]), np.array([2.0, 4, 6, 8])
OTHER = OTHER_X, OTHER_Y = np.array([-2, 0.5, 1, 7]), np.array([1.0, 3, -4, 8])
RATE, N_EPOCHS = 0.03, 1000
FACTORS = {
    4: "That is 4 times as much: the sum over the 4 samples in place of their mean?",
    2: "That is twice as much.",
    0.5: "That is half as much: a factor of 2 is lost?",
    -1: "That is the opposite: the sign is wrong.",
}


def runs(step, pieces):
    epoch, message = len(step.epochs), step.error
    if message:
        where = "after the last epoch" if epoch == N_EPOCHS else f"in epoch {epoch}"
        where = where if epoch else "before the first epoch"
        why = [message, *cures(step, message), *causes(step, pieces)]
        fail(step, f"Python stops {where}, with an error.", step.line, why=why)
    for line, message in step.warnings:
        # An overflow comes of numbers that went wrong before: another check finds them.
        if not re.search("overflow|invalid value", message):
            why = [message, *cures(step, message), *causes(step, pieces)]
            fail(step, "Python gives a warning at this line.", line, why=why)
    if not step.epochs:
        fail(step, "no epoch of training is run. Where is the loop over the epochs?")


def causes(step, pieces):
    """Return what is wrong already before the line with the error."""
    found, names = [], step.names
    defined = {node.name: node for node in nodes(step, ast.FunctionDef)}
    if "Indent" in step.error:
        found.append((step.line - 1, "stands before it"))
    for name in re.findall("NameError: name '(.*?)'", step.error):
        near = difflib.get_close_matches(name, names, cutoff=0.75)
        for other in near:
            line = getattr(defined.get(other), "lineno", line_of(step, other))
            found.append((line, f"spells it {other}"))
        line = line_of(step, name)
        late = ", and comes later" if line and line > step.line else ""
        found.append((line, f"has it{late}"))
    for name in ("forward", "__init__"):
        if re.search(rf'required "{name}"|{name}\(\) takes', step.error):
            found += misplaced(step, name)
    for name, now, should in data_of(step, pieces):
        if now != should:
            found.append((line_of(step, name), f"makes {name} a {now}"))
    if pieces["model"] == "by hand" and "w" in names:
        now, should = start_of(step, pieces)
        if now != should:
            found.append((line_of(step, "w", first=True), f"makes w a {now}"))
    first = step.start
    if hasattr(first, "requires_grad") and names.get("w", first) is not first:
        found.append((line_of(step, "w"), "makes another w"))
    for name, function in (
        ("y_pred", "model"),
        ("loss", "loss_fn"),
        ("dw", "gradient"),
    ):
        value, what, line = names.get(name), "", line_of(step, name)
        if name == "y_pred" and np.shape(value) != np.shape(names.get("y")):
            what = f"gives y_pred the shape {list(np.shape(value))}"
        elif name != "y_pred" and np.isnan(number(value)):
            what = f"makes {name} {shown(value)}"
        elif pieces["gradient"] != "by hand" and not getattr(value, "requires_grad", 0):
            followed = f"makes {name} a {kind(value)} that autograd does not follow"
            what, function = followed + around(step, line), ""
        if name in names and what and not found:
            by = line_of(step, function) if function in defined else None
            found += [(line, what), (by, "returns it")]
    return cite(step, found[:2])


def data_of(step, pieces):
    """Yield the name, the description, and the due description of X, y and X_test."""
    rows = pieces["model"] != "by hand"
    for name, numbers in (("X", X), ("y", Y), ("X_test", np.array([5.0]))):
        value = step.names.get(name)
        due = f"{pieces['data']} {shown(numbers[:, None] if rows else numbers)}"
        if name == "X_test" and number(value) == 5 and not rows:
            yield name, due, due  # a number will do, of any kind
        elif name in step.names:
            yield name, f"{kind(value)} {shown(value)}", due


def data(step, pieces):
    for name in ("X", "y", "X_test"):
        need(step, name)
    for name, now, should in data_of(step, pieces):
        hold(step, f"{name} is not the data of this step.", now, should, name)


def start_of(step, pieces):
    """Return the description, and the due description, of w as the first epoch finds it."""
    w = step.names["w"] if step.start is None else step.start
    asks = ", requires grad" if getattr(w, "requires_grad", False) else ""
    if not asks and hasattr(w, "requires_grad") and pieces["gradient"] != "by hand":
        asks = ", does not require grad"
    leaf = ", no leaf" * (not getattr(w, "is_leaf", True))
    asked = ", requires grad" * (pieces["gradient"] != "by hand")
    first = step.epochs[0].w if step.epochs else w
    return f"{kind(w)} {shown(first)}{asks}{leaf}", f"{pieces['data']} 0{asked}"


def start(step, pieces):
    if pieces["model"] == "by hand":
        need(step, "w")
        now, should = start_of(step, pieces)
        hold(step, "w does not start as it should.", now, should, "w", first=True)
    elif hasattr(need(step, "model"), "parameters"):
        import torch

        first = step.epochs[0]
        shapes = ", ".join(str(list(p.shape)) for p in learned(step.names))
        wrong = "the model does not learn what nn.Linear(1, 1) does, by shape."
        hold(step, wrong, shapes, "[1, 1], [1]", "__init__", "model")
        with torch.random.fork_rng():
            torch.manual_seed(0)
            seed_0 = [p.item() for p in torch.nn.Linear(1, 1).parameters()]
        starts = (first.w, first.b), seed_0
        now, should = ("w = {:.4f}, b = {:.4f}".format(*pair) for pair in starts)
        wrong = "the model does not start where nn.Linear(1, 1) does with seed 0."
        hold(step, wrong, now, should, "manual_seed", "model", why=oddities(step))


def like(value, numbers):
    """Return numbers as the kind of array or tensor that value is, in its shape."""
    numbers = np.reshape(numbers, value.shape).astype(np.float32)
    return value.new_tensor(numbers) if hasattr(value, "new_tensor") else numbers


def returns(step, name, wrong, *cases):
    """Call a function of the script; a case is the arguments and what it has to return."""
    given = [[like(step.names["X"], x) for x in arguments] for *arguments, _ in cases]
    try:
        found = [step.names[name](*arguments) for arguments in given]
    except Exception as error:  # noqa: BLE001, whatever it raises
        found = [f"{type(error).__name__}: {error}"] * len(cases)
    factors = {number(value) / np.mean(case[-1]) for value, case in zip(found, cases)}
    for value, (*arguments, expected) in zip(found, cases):
        if np.ndim(expected):
            expected = like(step.names["X"], expected)
        given = " and ".join(map(shown, arguments))
        why = [FACTORS.get(min(factors)) if len(factors) == 1 else ""]
        line = "forward" if name == "model" else name
        now, should = f"{shown(value)} for {given}", f"{shown(expected)} for {given}"
        hold(step, wrong, now, should, line, name, why=why)


def owned(step, pieces, piece, by, *names):
    """Fail where a piece is not done by whom this step leaves it to."""
    by = by or "by hand"
    if by != pieces[piece]:
        wrong = f"the {piece} is done {by}. In this step it is done {pieces[piece]}."
        line, first = line_of(step, *names), line_of(step, *names, first=True)
        hidden = first if line != first and piece != "update" else None
        fail(step, wrong, line, why=cite(step, [(hidden, "has another, before it")]))


def model(step, pieces):
    module = hasattr(need(step, "model"), "parameters")
    owned(step, pieces, "model", module and "by nn.Module", "model")
    inside, formula = learned(step.names), "w * x + b" if module else "w * x"
    for w, b, x in ((3, -module, X), (-0.5, 2 * module, OTHER_X)):
        if module:
            for parameter, value in zip(inside, (w, b)):
                parameter.detach().fill_(value)
        else:
            step.names["w"] = like(inside[0], w)
        wrong = f"the model does not return {formula}, with w = {w}, b = {b}."
        returns(step, "model", wrong, (x, w * x + b))
    if not module:
        step.names["w"] = inside[0]


def loss(step, pieces):
    module = str(getattr(need(step, "loss_fn"), "__module__", ""))
    by = (module.startswith("torch") or lines_of(step, "mse_loss")) and "by nn.MSELoss"
    owned(step, pieces, "loss", by, "loss_fn")
    cases = [
        (y_pred, y, np.mean((y_pred - y) ** 2)) for y_pred, y in ((0 * X, Y), OTHER)
    ]
    returns(step, "loss_fn", "the loss is not the mean squared error.", *cases)


def slope(w, b):
    """Return the derivatives of mean((w * x + b - y) ** 2) with respect to w and b."""
    error = w * X + b - Y
    return np.mean(2 * error * X), np.mean(2 * error)


def gradient(step, pieces):
    """Hold dw, or what autograd computes for w, to calculus."""
    by_hand = pieces["gradient"] == "by hand"
    names = ("gradient", "dw") if by_hand else ("backward", "gradient")
    line = line_of(step, "dw")
    if not by_hand and line and ".grad" not in code_of(step, line):
        owned(step, pieces, "gradient", "by hand", "dw")
    for i, epoch in enumerate(step.epochs[:3], 1):
        should, found = slope(epoch.w, epoch.b)[0], epoch.gradients
        if by_hand and not found:
            break  # it has another name than dw, and the update will tell
        if len(found) != 1 or not np.isclose(found, should, 1e-4):
            factor = FACTORS.get(round(found[0] / should, 4)) if found else ""
            odd = oddities(step)
            names = names[::-1] if by_hand and odd else names
            of = (
                (line, "calls it")
                if by_hand
                else (line_of(step, "loss"), "is the loss")
            )
            of = [] if odd else cite(step, [of])
            now = ", then ".join(map(shown, found)) or "none"
            wrong = f"the gradient of w is wrong in epoch {i}."
            hold(step, wrong, now, shown(should), *names, why=[factor, *of, *odd])


def update(step, pieces):
    rate = shown(step.names.get("learning_rate", RATE))
    hold(step, f"the learning rate is not {RATE}.", rate, str(RATE), "learning_rate")
    states = np.array(step.states)
    slopes = np.array([slope(w, b) for w, b in states[:-1]])
    # w keeps 24 bits: near 2 that is 1e-7, and the predictions, up to 8, are coarser.
    near = {"rtol": 1e-4, "atol": 2e-6}
    wrong = ~np.isclose(np.diff(states, axis=0), -RATE * slopes, **near)
    for k, i in np.argwhere(wrong[:, : len(learned(step.names))])[:1]:
        g, w, name = slopes[: k + 2, i], states[: k + 3, i], "wb"[i]
        summed = f"{g[0]:.6g} + {g[min(1, k)]:.6g}"
        guesses = {
            f"{name} stays as it is.": 0 * g,
            "The learning rate is left out.": -g,
            "The gradient is left out.": 0 * g - RATE,
            "Every epoch uses the gradient of the first.": 0 * g - RATE * g[0],
            f"The change replaces {name}.": -RATE * g - w[:-1],
            **{why: -RATE * factor * g for factor, why in FACTORS.items()},
            f"backward() adds to .grad. Not cleared, it is {summed}.": -RATE
            * np.cumsum(g),
        }
        fits = [
            why for why, by in guesses.items() if np.allclose(np.diff(w), by, **near)
        ]
        then = f"{name} goes from {w[k]:.6g} to"
        now, to = f"{then} {w[k + 1]:.6g}", f"{w[k] - RATE * g[k]:.6g}"
        should = f"{then} {to}, by -{RATE} times the gradient, {g[k]:.6g}"
        wrong = f"the update of {name} is wrong in epoch {k + 1}."
        made = line_of(step, "optimizer")
        by = cite(step, [(made, "makes the optimizer")])
        why = [*fits[:1], *oddities(step), *by, *other_rate(step)]
        hold(step, wrong, now, should, "step", "w", why=why)
    called = {getattr(node.func, "attr", "") for node in nodes(step, ast.Call)}
    ours = {"step"} if pieces["update"] == "by hand" else {"step", "zero_grad"}
    by = ours <= called and "by torch.optim.SGD"
    owned(step, pieces, "update", by, "zero_" if "step" in called else "w")


def other_rate(step):
    """Say where the optimizer ends at another learning rate than it has to have."""
    groups = getattr(step.names.get("optimizer"), "param_groups", [{"lr": RATE}])
    rate = groups[0]["lr"]
    return [f"At the end its learning rate is {rate:.6g}."] if rate != RATE else []


def epochs(step, pieces):
    """Hold the loop to its number of epochs, and each loss to the w of its epoch."""
    now, wrong = shown(len(step.epochs)), f"the loop does not run {N_EPOCHS} epochs."
    name = "epoch" if step.names.get("n_epochs") == N_EPOCHS else "n_epochs"
    hold(step, wrong, now, shown(N_EPOCHS), name)
    need(step, "loss")
    for i, epoch in enumerate(step.epochs[:3], 1):
        should = np.mean((epoch.w * X + epoch.b - Y) ** 2)
        if not np.isclose(epoch.loss, should, 1e-4):
            wrong = f"the loss in epoch {i} is not that of the w before the update."
            hold(step, wrong, shown(epoch.loss), shown(should), "loss")


def output(step, pieces):
    """Each printed line describes one state: the w before an update, and its loss."""

    def printed(w_after=0, loss_after=0, column=0):
        first, last = (5 * w + b for w, b in (step.states[0], step.end))
        lines = [f"before training: f(5) = {first:.3f}"]
        for i in (0, 9, 99, 999):
            w, loss = step.states[i + w_after][column], losses[i + loss_after]
            lines.append(f"epoch {i + 1:4}: w = {w:.3f}, loss = {loss:.1e}")
        return [*lines, f"after training: f(5) = {last:.3f}"]

    losses = [epoch.loss for epoch in step.epochs] * 2
    prints = sorted(n.lineno for n in nodes(step, ast.Name) if n.id == "print")
    pairs = itertools.zip_longest(step.output.splitlines(), printed())
    for i, (now, should) in enumerate(pairs):
        if now != should:
            others = {
                "It has w after the update, not before.": (1, 0),
                "It has the loss after the update, not before.": (0, 1),
                "It has w and loss after the update, not before.": (1, 1),
                "It has b in place of w.": (0, 0, 1),
            }
            why = [text for text, by in others.items() if now in printed(*by)[1:5]]
            last = step.names.get("epoch")
            if last != N_EPOCHS:
                ends = f"ends at epoch {last}, not {N_EPOCHS}"
                why = cite(step, [(line_of(step, "epoch"), ends)])
            elif "It has b in place of w." in why:
                why += cite(step, [(line_of(step, "w"), "gives the names")])
            which = 0 if i == 0 else -1 if i > 4 else len(prints) // 2
            line = prints[which] if prints else None
            wrong = f"line {i + 1} of the output is not that of this step."
            fail(step, wrong, line, now or "nothing", should or "nothing", why)
    for line, message in step.warnings:
        fail(step, "Python gives a warning at this line.", line, why=[message])


CHECKS = (runs, data, start, model, loss, gradient, update, epochs, output)
