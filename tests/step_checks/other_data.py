"""Checks of the model and the loss on other data than those of the training.

They are called as the script itself calls them, with other values for some of its names.
"""

import ast
import contextlib
import io

import numpy as np
from step_tools import theory
from step_tools.snapshots import snapshot

from .findings import Finding
from .formatting import format_number
from .sources import model_lines, source_of

OTHER_LOSS = 480.0  # mean((3 * y - (-y)) ** 2) = 16 * mean(y ** 2) = 16 * 30


def calls_with(run, function, *arguments):
    """Return the calls of a function, by name, that have these arguments among theirs."""
    calls = [node for node in ast.walk(run.tree) if isinstance(node, ast.Call)]
    named = [call for call in calls if ast.unparse(call.func) == function]
    return [call for call in named if set(arguments) <= set(argument_names(call))]


def argument_names(call):
    """Return the arguments of a call as text."""
    arguments = [*call.args, *(keyword.value for keyword in call.keywords)]
    return list(map(ast.unparse, arguments))


def value_of_call(call, names):
    """Return what a call gives where its names have these values, as a flat array.

    It is None if the call raises an error, or gives no numbers.
    """
    code = compile(ast.Expression(call), "<call>", "eval")
    try:
        with (
            contextlib.redirect_stdout(io.StringIO()),
            contextlib.redirect_stderr(io.StringIO()),
        ):
            value = eval(code, names)
        return np.ravel(snapshot(value).numbers).astype(float)
    except Exception:  # noqa: BLE001, whatever a function of a learner raises
        return None


def check_model_on_other_data(run, step):
    """Check the prediction at -5, with the model called as the script itself calls it."""
    x_test = run.first_values.get("X_test")
    if x_test is None:
        return None
    w, b = run.states[-1]
    at_5, at_minus_5 = b + theory.X_TEST * w, b - theory.X_TEST * w
    for call in calls_with(run, "model", "X_test"):
        found = value_of_call(call, run.names | {"X_test": x_test})
        if found is None or not np.allclose(found, at_5, 1e-4):
            continue  # the script has changed w since the training
        found = value_of_call(call, run.names | {"X_test": -x_test})
        if found is not None and not np.allclose(found, at_minus_5, 1e-4):
            return Finding(
                "f(-5) is wrong.",
                now=", ".join(f"{number:.3f}" for number in found),
                should=f"{at_minus_5:.3f}, on the same straight line",
                lines=model_lines(run),
                why="The test calls the model with -5, too.",
            )
    return None


def check_loss_of_other_data(run, step):
    """Check the loss of other numbers, with loss_fn called as the script itself calls it."""
    y = run.first_values["y"]
    for call in calls_with(run, "loss_fn", "y", "y_pred"):
        found = value_of_call(call, run.names | {"y_pred": 3 * y, "y": -y})
        if found is not None and not np.allclose(found, OTHER_LOSS, 1e-4):
            return Finding(
                "loss_fn is wrong for other numbers: a prediction of 3 * y, a target of"
                " -y.",
                now=", ".join(map(format_number, found)),
                should=format_number(OTHER_LOSS),
                lines=source_of(run).lines_of("loss_fn"),
            )
    return None
