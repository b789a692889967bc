"""Why a script stops: what its own lines show, or what docs/errors.md says of the error.

In: a Run that an error has ended, and a Step. Out: a sentence, or "".
"""

import ast
import re
import types

import torch
from step_tools.errors_page import documented_fix

from .advice import NO_BACKWARD
from .names import BY_HAND
from .pieces import lacks_backward
from .sources import source_of

# A name that Python, or PyTorch, looks for and does not find.
MISSING_NAME = re.compile(r"(?:name '|no attribute '|missing the required \")(\w+)")
NO_GRADIENT = re.compile("NoneType|does not require grad")
IMPORTS = {
    "np": "import numpy as np",
    "torch": "import torch",
    "nn": "from torch import nn",
}
USUAL_LINES = {
    "model": "model = LinearRegression(X.shape[1], y.shape[1])",
    "y_pred": "y_pred = model(X)",
    "loss": "loss = loss_fn(y_pred, y)",
}
ANOTHER_W = "w = … makes another tensor in each epoch. w -= … changes w in place."


def why_it_stops(run, step):
    """Return why a script stops; "" if that is not known, or is said elsewhere."""
    if "NoneType" in run.error.text and source_of(run).only_named_lines():
        return ""  # the message says that such a line calls nothing
    for cause in CAUSES:
        sentence = cause(run, step)
        if sentence:
            return sentence
    return ""


def name_not_found(text):
    """Return the name that an error says is not there; "" if it says none."""
    found = MISSING_NAME.search(text)
    return found[1] if found else ""


def another_w(run, step):
    """Say that the update makes another tensor, which has no gradient."""
    before, after = run.start.names.get("w"), run.names.get("w")
    if step.has_module or step.gradient == BY_HAND or before is None or after is None:
        return ""
    is_replaced = NO_GRADIENT.search(run.error.text) and after is not before
    return ANOTHER_W if is_replaced else ""


def no_backward(run, step):
    """Say that there is a loss, and backward() is nowhere in the script."""
    has_loss = run.names.get("loss") is not None
    if "NoneType" not in run.error.text or not has_loss:
        return ""
    is_named = source_of(run).calling_lines("backward")
    return NO_BACKWARD if not is_named and lacks_backward(run, step) else ""


def late_backward(run, step):
    """Say that backward() comes after the update that needs its gradient."""
    source = source_of(run)
    calls = [n for n in source.calling_lines("backward") if source.place(n) == "in"]
    is_of_update = "for *: 'float' and 'NoneType'" in run.error.text
    updating = set(source.lines_in_loop("w")) & set(run.error.lines)
    if not is_of_update or not calls or not updating or max(updating) > calls[0]:
        return ""
    return f"Line {calls[0]} calls backward() after the update. It comes before."


def w_itself_cleared(run, step):
    """Say that w is set to 0, where its gradient is meant."""
    if "leaf Variable" not in run.error.text or not run.error.lines:
        return ""
    if run.error.lines[-1] not in source_of(run).lines_with_call("w.zero_"):
        return ""
    return "That would set w itself to 0. w.grad.zero_() clears the gradient."


def two_backwards(run, step):
    """Say which lines call backward(), if there are two for one loss."""
    source = source_of(run)
    lines = [n for n in source.calling_lines("backward") if source.place(n) == "in"]
    if "second time" not in run.error.text or len(lines) < 2:
        return ""
    return f"Lines {lines[0]} and {lines[1]} call backward() on one loss. Delete one."


def line_in_its_own_class(run, step):
    """Say that the line that makes an object stands in the body of its class."""
    name = name_not_found(run.error.text)
    for node in ast.walk(run.tree):
        if isinstance(node, ast.ClassDef) and node.name == name:
            inside = [n for n in run.error.lines if node.lineno < n <= node.end_lineno]
            if inside:
                return (
                    f"Line {inside[0]} is in the class {name}. Begin it at the margin."
                )
    return ""


def overwritten_function(run, step):
    """Say which line gives another value to a name that is called."""
    if "is not callable" not in run.error.text or not run.error.lines:
        return ""
    source = source_of(run)
    for name in sorted(source.called_in(run.error.lines[-1])):
        value, lines = run.names.get(name), source.lines_of(name)
        if value is not None and not callable(value) and lines:
            kind = type(value).__name__
            return f"Line {lines[0]} makes {name} a {kind}, which can't be called."
    return ""


def loss_that_is_a_function(run, step):
    """Say that a loss_fn by hand returns a loss function."""
    is_by_hand = isinstance(run.names.get("loss_fn"), types.FunctionType)
    if is_by_hand and isinstance(run.names.get("loss"), torch.nn.Module):
        return (
            "loss_fn returns a loss function, and not a loss. In place of the def,"
            " write loss_fn = nn.MSELoss()."
        )
    return ""


def documented_for_this_step(run, step):
    """Say what docs/errors.md says of the error in this step."""
    return documented_fix(run.error.text, step.number)


def near_name(run, step):
    """Say which name is like the one that is not there."""
    return f"Did you mean {run.error.near}?" if run.error.near else ""


def no_such_name(run, step):
    """Say that nothing gives a name its value, or that an import is missing."""
    name = name_not_found(run.error.text)
    if not run.error.text.startswith("NameError") or source_of(run).near_lines(name):
        return ""
    if name in IMPORTS:
        return f"A script imports what it uses: {IMPORTS[name]}"
    if name in USUAL_LINES and (name != "model" or step.has_module):
        return f"No line before this one gives {name} a value: {USUAL_LINES[name]}"
    return f"No line before this one gives {name} a value."


def documented_for_another_step(run, step):
    """Say what docs/errors.md says of the error in another step, which may help."""
    return documented_fix(run.error.text)


# The first that says something is told.
CAUSES = (
    another_w,
    no_backward,
    late_backward,
    w_itself_cleared,
    two_backwards,
    line_in_its_own_class,
    overwritten_function,
    loss_that_is_a_function,
    documented_for_this_step,
    near_name,
    no_such_name,
    documented_for_another_step,
)
