"""Checks of the model and the loss on other data than those of the training.

They are called as the script itself calls them, with other values for some of its names.
"""

import ast
import copy

import numpy as np
import theory
from runner import snapshot

from .findings import Finding
from .formatting import format_number
from .sources import model_lines, source_of

LOSS_ELSEWHERE = 480.0  # mean((3 * y - (-y)) ** 2) = 16 * mean(y ** 2) = 16 * 30


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


def check_model_elsewhere(run, step):
    """Check the prediction at -5, with the model called as the script itself calls it."""
    w, b = run.states[-1]
    due, x_test = b - theory.X_TEST * w, run.names_at_start.get("X_test")
    for call in calls_of(run.tree, "model"):
        if x_test is None or "X_test" not in argument_names(call):
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
                lines=model_lines(run),
            )
    return None


def check_loss_elsewhere(run, step):
    """Check the loss of other numbers, with loss_fn called as the script itself calls it."""
    y = run.names_at_start["y"]
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
