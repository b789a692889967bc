"""Checks that a script ends without an error, and has the names that are looked at."""

import re

from step_tools.errors_page import documented_fix

from .advice import NO_BACKWARD
from .findings import Finding
from .names import BY_HAND, GIVEN_NAMES, IMPORTED_NAMES, NEEDED_NAMES
from .pieces import lacks_backward
from .sources import model_lines, source_of

# A name that Python, or PyTorch, looks for and does not find.
MISSING_NAME = re.compile(r"(?:name '|no attribute '|missing the required \")(\w+)")
# What .item() says of several numbers, in NumPy and in PyTorch, and what Python says of a
# method without its parentheses, and of a number that has been taken out before.
NO_TENSOR_WITH_ONE_NUMBER = re.compile(
    "convert an array of size 1|converted to Scalar|builtin_function_or_method|'float' object"
)
NO_GRADIENT = re.compile("NoneType|does not require grad")
IMPORTS = {
    "np": "import numpy as np",
    "torch": "import torch",
    "nn": "from torch import nn",
}
ANOTHER_W = "w = … makes another tensor in each epoch. w -= … changes w in place."


def check_end(run, step):
    """Check that there was no error, and find the lines that lead to one."""
    if not run.error:
        return None
    return Finding(
        where_it_stops(run),
        now=run.error.text,
        lines=lines_of_error(run),
        why=why_it_stops(run, step),
    )


def why_it_stops(run, step):
    """Return why a script stops, or what docs/errors.md says of that; else ""."""
    text = run.error.text
    if NO_GRADIENT.search(text) and is_w_replaced(run, step):
        return ANOTHER_W
    if "NoneType" in text and source_of(run).only_named_lines():
        return ""  # the message says that such a line calls nothing
    if "NoneType" in text and gradient_is_missing(run, step):
        return NO_BACKWARD
    # What the page says of this step: "Did you mean" knows less.
    fix = documented_fix(text, step.number)
    if fix:
        return fix
    if run.error.near:
        return f"Did you mean {run.error.near}?"
    if text.startswith("NameError"):
        return why_no_name(run, name_not_found(text))
    # What it says of another step may still help.
    return documented_fix(text)


def is_w_replaced(run, step):
    """Return whether another tensor is called w now than at the start of the training."""
    before, after = run.start.names.get("w"), run.names.get("w")
    if step.has_module or step.gradient == BY_HAND or before is None or after is None:
        return False
    return after is not before


def gradient_is_missing(run, step):
    """Return whether there is a loss, and backward() is nowhere in the script."""
    has_loss = run.names.get("loss") is not None
    is_named = source_of(run).calling_lines("backward")
    return has_loss and not is_named and lacks_backward(run, step)


def why_no_name(run, name):
    """Return why Python does not find a name; "" if a line gives one that is like it."""
    if source_of(run).near_lines(name):
        return ""
    if name in IMPORTS:
        return f"A script imports what it uses: {IMPORTS[name]}"
    return f"No line before this one gives {name} a value."


def lines_of_error(run):
    """Return the line where a script stops, and the lines that lead to the error."""
    text, source = run.error.text, source_of(run)
    lines = list(reversed(run.error.lines))
    name = name_not_found(text)
    near = source.near_lines(name) if name else []
    if text.startswith("NameError"):
        if name in IMPORTED_NAMES:
            near += source.import_lines()
        return lines + near
    if "does not require grad" in text:
        if len(run.states) > 1:
            lines += source.lines_of("w")  # an update made another w
        lines += source.lines_of("y_pred") + model_lines(run)
    if NO_TENSOR_WITH_ONE_NUMBER.search(text):
        lines += source.lines_of("loss", "loss_fn", "model")  # w has been checked
    lines += source.only_named_lines()
    return source.lines_leading_to(lines + near, IMPORTED_NAMES | GIVEN_NAMES)


def name_not_found(text):
    """Return the name that an error says is not there; "" if it says none."""
    found = MISSING_NAME.search(text)
    return found[1] if found else ""


def where_it_stops(run):
    """Return a sentence that says how far a script came."""
    if run.error.text.startswith(("SyntaxError", "IndentationError", "TabError")):
        return "Python can't read this line."
    if not run.states:
        return "Python stops before the training."
    if stops_in_loop(run):
        return f"Python stops in epoch {len(run.states)}."
    return "Python stops after the training."


def stops_in_loop(run):
    """Return whether the error came in the loop that trains."""
    return bool(run.states) and any(line in run.loop for line in run.error.lines)


def check_names(run, step):
    """Check that the names are there by which the other checks find what they look at."""
    needed = set(NEEDED_NAMES)
    if step.has_module:
        needed.remove("w")
    if not run.states:
        needed.remove("loss")  # without an epoch there is none
    missing = [n for n in NEEDED_NAMES if n in needed and n not in run.names]
    if not missing:
        return None
    source, lines = source_of(run), []
    if "loss" in missing:
        lines += source.calling_lines("loss_fn")
    for name in missing:
        lines += source.lines_of(*source.near_names(name))
    return Finding(
        f"it has nothing called {', '.join(missing)}.",
        lines=lines,
        why="This test finds the data, the model and the loss by their names.",
    )
