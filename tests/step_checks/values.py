"""Checks of the values that training begins with.

They come before the error that a wrong value leads to, so a Run may have stopped early.
"""

import numpy as np
import torch
from step_tools import theory
from step_tools.snapshots import as_float, snapshot

from .findings import Finding
from .formatting import as_code, code_of_array, format_number
from .sources import source_of


def due_values(step):
    """Return the code that makes X, y, X_test and w as a step needs them, by name."""
    x, y = theory.X, theory.Y
    if step.has_module:
        return {
            "X": code_of_array("torch", x[:, None].tolist()),
            "y": code_of_array("torch", y[:, None].tolist()),
            "X_test": code_of_array("torch", [[theory.X_TEST]]),
        }
    return {
        "X": code_of_array(step.library, x.tolist()),
        "y": code_of_array(step.library, y.tolist()),
        "X_test": format_number(theory.X_TEST),
        "w": code_of_array(step.library, 0, requires_grad=step.library == "torch"),
    }


def due_shape(step, found):
    """Return the shape of X and y, given Snapshots by name.

    It is one column where there is a module, and where both of them are columns.
    """
    flat, column = (len(theory.X),), (len(theory.X), 1)
    found_shapes = [found[name].shape for name in ("X", "y") if name in found]
    return column if step.has_module or found_shapes == [column, column] else flat


def are_due_data(step, value, due, shape):
    """Return whether a Snapshot has the numbers and the shape that are due."""
    return (
        value.library == step.library
        and value.dtype == "float32"
        and value.shape == shape
        and np.array_equal(np.ravel(value.numbers), due)
    )


def is_test_input(step, value):
    """Return whether a Snapshot is the number 5: in step 4 as a tensor."""
    is_right = value.number == theory.X_TEST
    if step.has_module:
        return is_right and value.library == "torch" and value.dtype == "float32"
    return is_right


def is_start(step, value):
    """Return whether a Snapshot is the number 0, and requires grad if that is due."""
    is_float32 = value.library == step.library and value.dtype == "float32"
    if step.library == "numpy":
        return value.number == 0 and (is_float32 or value.library == "")
    return value.number == 0 and is_float32 and value.requires_grad and value.is_leaf


def is_as_due(step, name, found):
    """Return whether a step needs what it has under a name, given Snapshots by name."""
    if name == "X_test":
        return is_test_input(step, found[name])
    if name == "w":
        return is_start(step, found[name])
    due = theory.X if name == "X" else theory.Y
    return are_due_data(step, found[name], due, due_shape(step, found))


def found_values(run, step):
    """Return Snapshots of what the first epoch found under the names of due_values."""
    names = run.first_values
    found = {name: snapshot(names[name]) for name in due_values(step) if name in names}
    found |= run.start.data  # from before the training, which may change it in place
    if isinstance(names.get("model"), torch.nn.Module):
        found.pop("w", None)  # there w is a part of the model
    elif not run.states and not run.error:
        found.pop("w", None)  # the end of a script without a loop is not its start
    elif "w" in found and run.start.learned:
        found["w"] = run.start.learned[0]
    return found


def listed(words):
    """Return words as a list in a sentence: X, y and w."""
    *others, last = words
    return f"{', '.join(others)} and {last}" if others else last


def check_values(run, step):
    """Check X, y, X_test and, where there is no module, w."""
    due, found = due_values(step), found_values(run, step)
    wrong = {
        name: as_code(found[name]) for name in found if not is_as_due(step, name, found)
    }
    if not wrong:
        return None
    verb = "are" if len(wrong) > 1 else "is"
    return Finding(
        f"{listed(wrong)} {verb} not what this step needs.",
        now="\n".join(f"{name} = {code}" for name, code in wrong.items()),
        should="\n".join(f"{name} = {due[name]}" for name in wrong),
        lines=source_of(run).lines_outside_loop(*wrong),
    )


def why_other_data(run):
    """Return a sentence about X or y, if the training changes it; else ""."""
    for name in ("X", "y"):
        now = snapshot(run.names.get(name))
        if now.library and now != run.start.data[name]:
            lines = source_of(run).lines_in_loop(name)
            where = f"in line {lines[0]}" if lines else "in place"
            return f"{name} is changed in the training, {where}."
    return ""


def check_learning_rate(run, step):
    """Check the learning rate, where a script has it by this name."""
    value = run.first_values.get("learning_rate", theory.LEARNING_RATE)
    if is_learning_rate(value):
        return None
    return Finding(
        f"the learning rate is not {theory.LEARNING_RATE:g}.",
        now=as_code(snapshot(value)),
        should=format_number(theory.LEARNING_RATE),
        lines=source_of(run).lines_outside_loop("learning_rate"),
        why=why_no_number(value),
    )


def why_no_number(value):
    """Return a sentence about a value that is no number; "" about one that is."""
    if isinstance(value, tuple):
        return "A comma makes a tuple. Python writes decimals with a point."
    if isinstance(value, str):
        return "Quotes make a text. A number has none."
    return ""


def is_learning_rate(value):
    """Return whether a value is 0.03, also as a float32."""
    return np.isclose(as_float(value), theory.LEARNING_RATE, rtol=1e-6)
