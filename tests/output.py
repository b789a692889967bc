"""Checks of what a step prints, and of its functions where the training did not look.

Each check is a function of a Run and a Step, and returns a Finding or None.
"""

import ast
import copy
import difflib
import itertools
import re

import numpy as np
import theory
from findings import Finding, at_start, source_of
from report import format_number, warning_about_numbers
from runner import as_float, parameters, snapshot
from tables import documented_fix

LINE_OF_A_STEP = re.compile(r"\s*(before|epoch|after)\b", re.IGNORECASE)
LOSS_ELSEWHERE = 480.0  # mean((3 * y - (-y)) ** 2) = 16 * mean(y ** 2) = 16 * 30


def printed_lines(run, step):
    """Check each printed line against the state that it describes, which is one.

    Lines of the script's own, which begin with other words, are nobody's business.
    """
    due = due_lines(run)
    lines = run.output.splitlines()
    found = [line for line in lines if LINE_OF_A_STEP.match(line)]
    if found == due:
        return None
    pairs = list(itertools.zip_longest(found, due, fillvalue=""))
    k = next(k for k, (now, should) in enumerate(pairs) if now != should)
    now, should = pairs[k]
    if beginning(now) != beginning(should):  # was it printed in other words?
        others = [line for line in lines if not LINE_OF_A_STEP.match(line)]
        now = "".join(difflib.get_close_matches(should, others, 1, 0.7)) or now
    return Finding(
        f"line {k + 1} of the output is not as it should be.",
        now=now or "nothing",
        should=should or "nothing",
        lines=source_of(run).print_lines(k == 0, k == len(due) - 1),
        why=why_printed(run, step, k, now),
    )


def beginning(line):
    """Return what a printed line is about: "epoch   10", for one."""
    return line.partition(":")[0]


def due_lines(run):
    """Return the lines that a step prints of the states that a run went through."""
    states, losses = run.states, run.losses
    return [
        theory.test_line("before", *states[0]),
        *(
            theory.epoch_line(n, states[n - 1][0], losses[n - 1])
            for n in theory.PRINTED_EPOCHS
        ),
        theory.test_line("after", *states[-1]),
    ]


def why_printed(run, step, k, line):
    """Return which other state the line of index k describes, if that is known."""
    states, losses = run.states, (*run.losses, 0.0)
    if line and line == theory.test_line("after", *states[0]):
        return "That is the prediction from before the training."
    if not 0 < k <= len(theory.PRINTED_EPOCHS):
        return ""
    starts_at_0 = as_float(run.names_before.get("epoch")) == 0
    if starts_at_0 and not re.search(r"epoch\s*1000\b", run.output, re.IGNORECASE):
        return "The epochs are counted from 0 here."
    n = theory.PRINTED_EPOCHS[k - 1]
    if not re.search(rf"epoch\s*{n}\b", run.output, re.IGNORECASE):
        return f"There is no line for epoch {n}."
    if step.has_module and has_another_w(run):
        return "w is not the weight of the model. w, b = model.parameters() gives both."
    later = [
        theory.epoch_line(n, states[w][0], losses[loss])
        for w, loss in ((n, n - 1), (n - 1, n), (n, n))
    ]
    if line in later:
        return "It has a value from after the update."
    return ""


def has_another_w(run):
    """Return whether w is something else than the weight of the model."""
    names = at_start(run)
    return "w" in names and names["w"] is not parameters(names)[0]


class PutNames(ast.NodeTransformer):
    """Puts names in place of others."""

    def __init__(self, new_names):
        self.new_names = new_names

    def visit_Name(self, node):
        return ast.Name(self.new_names.get(node.id, node.id), node.ctx)


def calls_of(tree, function):
    """Return the calls of a function, by its name."""
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return [call for call in calls if ast.unparse(call.func) == function]


def argument_names(call):
    """Return the arguments of a call as text, in order of the alphabet."""
    arguments = [*call.args, *(keyword.value for keyword in call.keywords)]
    return sorted(map(ast.unparse, arguments))


def numbers_of(call, names, values):
    """Return what a call gives with other values, by name, as a flat array.

    It is None if the call raises an error, or gives no numbers.
    """
    others = {name: f"_other_{name}" for name in values}
    call = PutNames(others).visit(copy.deepcopy(call))
    expression = ast.fix_missing_locations(ast.Expression(call))
    names = names | {others[name]: value for name, value in values.items()}
    try:
        value = eval(compile(expression, "<call>", "eval"), names)
        return np.ravel(snapshot(value).numbers).astype(float)
    except Exception:  # noqa: BLE001, whatever a function of a learner raises
        return None


def model_elsewhere(run, step):
    """Check the prediction at -5, with the model called as the script itself calls it."""
    w, b = run.states[-1]
    due, x_test = b - theory.X_TEST * w, at_start(run)["X_test"]
    for call in calls_of(run.tree, "model"):
        if "X_test" not in argument_names(call):
            continue
        at_5 = numbers_of(call, run.names, {"X_test": x_test})
        if at_5 is None or not np.allclose(at_5, b + theory.X_TEST * w, 1e-4):
            continue  # the script has changed w since the training
        found = numbers_of(call, run.names, {"X_test": -x_test})
        if found is not None and not np.allclose(found, due, 1e-4):
            return Finding(
                "f(-5) is wrong.",
                now=", ".join(f"{number:.3f}" for number in found),
                should=f"{due:.3f}",
                lines=source_of(run).lines_of(
                    "model", type(run.names["model"]).__name__
                ),
            )
    return None


def loss_elsewhere(run, step):
    """Check the loss of other numbers, with loss_fn called as the script itself calls it."""
    y = at_start(run)["y"]
    for call in calls_of(run.tree, "loss_fn"):
        if argument_names(call) != ["y", "y_pred"]:
            continue
        found = numbers_of(call, run.names, {"y_pred": 3 * y, "y": -y})
        if found is not None and not np.allclose(found, LOSS_ELSEWHERE, 1e-4):
            return Finding(
                "loss_fn is wrong for other numbers: a prediction of 3 * y, a target of"
                " -y.",
                now=", ".join(map(format_number, found)),
                should=format_number(LOSS_ELSEWHERE),
                lines=source_of(run).lines_of("loss_fn"),
            )
    return None


def warnings_explained(run, step):
    """Check that there is no warning about the step's own numbers."""
    warning = warning_about_numbers(run)
    if warning is None:
        return None
    return Finding(
        "Python warns.",
        now=warning.text,
        lines=warning.lines[::-1],
        why=documented_fix(warning.text),
    )
