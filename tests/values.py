"""Checks of the values that training begins with.

They come before the error that a wrong value leads to, so a Run may have stopped early.
Each check is a function of a Run and a Step, and returns a Finding or None.
"""

import numpy as np
import theory
import torch
from findings import BY_HAND, HAND_OVER, Finding, at_start, source_of
from report import array_code, format_array, format_number
from runner import as_float, parameter_groups, parameters, snapshot


def due_values(step):
    """Return the code that makes X, y, X_test and w as a step needs them, by name."""
    x, y = theory.X, theory.Y
    if step.has_module:
        return {
            "X": array_code("torch", x[:, None].tolist()),
            "y": array_code("torch", y[:, None].tolist()),
            "X_test": array_code("torch", [[theory.X_TEST]]),
        }
    return {
        "X": array_code(step.library, x.tolist()),
        "y": array_code(step.library, y.tolist()),
        "X_test": format_number(theory.X_TEST),
        "w": array_code(step.library, 0, requires_grad=step.library == "torch"),
    }


def is_data(step, found, due):
    """Return whether a Snapshot has the numbers that are due, as a step needs them."""
    shape = (4, 1) if step.has_module else (4,)
    return (
        found.library == step.library
        and found.dtype == "float32"
        and found.shape == shape
        and np.array_equal(np.ravel(found.numbers), due)
    )


def is_test_input(step, found):
    """Return whether a Snapshot is the number 5: in step 4 as a tensor."""
    is_right = found.number == theory.X_TEST
    if step.has_module:
        return is_right and found.library == "torch" and found.dtype == "float32"
    return is_right


def is_start(step, found):
    """Return whether a Snapshot is the number 0, and requires grad if that is due."""
    is_float32 = found.library == step.library and found.dtype == "float32"
    if step.library == "numpy":
        return found.number == 0 and (is_float32 or found.library == "")
    return found.number == 0 and is_float32 and found.requires_grad and found.is_leaf


def is_value(step, name, found):
    """Return whether a Snapshot is what a step needs under a name."""
    if name == "X_test":
        return is_test_input(step, found)
    if name == "w":
        return is_start(step, found)
    return is_data(step, found, theory.X if name == "X" else theory.Y)


def found_values(run, step):
    """Return Snapshots of what the first epoch found under the names of due_values."""
    names = at_start(run)
    found = {name: snapshot(names[name]) for name in due_values(step) if name in names}
    found |= {name: run.data[name] for name in run.data if name in found}
    if isinstance(names.get("model"), torch.nn.Module):
        found.pop("w", None)  # there w is a part of the model
    elif "w" in found and run.start:
        found["w"] = run.start[0]  # from before it was changed in place
    return found


def listed(words):
    """Return words as a list in a sentence: X, y and w."""
    *others, last = words
    return f"{', '.join(others)} and {last}" if others else last


def values(run, step):
    """Check X, y, X_test and, where there is no module, w."""
    due = due_values(step)
    wrong = {
        name: format_array(found)
        for name, found in found_values(run, step).items()
        if not is_value(step, name, found)
    }
    if not wrong:
        return None
    verb = "are" if len(wrong) > 1 else "is"
    return Finding(
        f"{listed(wrong)} {verb} not what this step needs.",
        now="\n".join(f"{name} = {code}" for name, code in wrong.items()),
        should="\n".join(f"{name} = {due[name]}" for name in wrong),
        lines=source_of(run).lines_before_loop(*wrong),
    )


def kind_of_model(run, step):
    """Check that the model is an nn.Module in step 4, and in no other."""
    model = at_start(run).get("model")
    if model is None or isinstance(model, torch.nn.Module) == step.has_module:
        return None
    kind = type(model).__name__
    lines = source_of(run).lines_of("model", kind)
    if not step.has_module:
        wrong, now, should = "the model is an nn.Module.", kind, "by hand: w * x"
    elif isinstance(model, type):
        wrong = "the model is a class, and no object of it is made."
        now = f"model = {model.__name__}"
        should = f"{now}(X.shape[1], y.shape[1])"
    elif type(model).__module__ == "__main__":
        wrong = "the model is not an nn.Module."
        now, should = f"class {kind}:", f"class {kind}(nn.Module):"
    else:
        wrong = "the model is still by hand."
        now, should = BY_HAND, HAND_OVER["model"]
    return Finding(wrong, now, should, lines)


def optimizer_has_parameters(run, step):
    """Check that an optimizer, if there is one, was given what is trained."""
    if ("model" if step.has_module else "w") not in at_start(run):
        return None  # the check of the names says so
    groups = parameter_groups(at_start(run))
    held = {id(parameter) for group in groups for parameter in group["params"]}
    learned = {id(parameter) for parameter in parameters(at_start(run))}
    if not held or held & learned:
        return None
    owner, given = "the w of the model", "[w]"
    if step.has_module:
        owner, given = "the parameters of the model", "model.parameters()"
    return Finding(
        f"the optimizer does not have {owner}.",
        now="it updates tensors that the model does not use",
        should=f"torch.optim.SGD({given}, …)",
        lines=source_of(run).lines_before_loop("model", "optimizer", "w"),
        why="It updates what it was given. Make it after the last w or model is made.",
    )


def start_of_module(run, step):
    """Check the weight and the bias that the first epoch of step 4 found."""
    model = at_start(run).get("model")
    if not step.has_module or not isinstance(model, torch.nn.Module):
        return None
    found = run.start or tuple(map(snapshot, parameters(run.names)))
    due = drawn_with_seed_0()
    if found == due:
        return None
    source = source_of(run)
    lines = source.calling_lines("manual_seed")
    lines += source.lines_of("model", type(model).__name__)
    now = "\n".join(map(format_array, found)) or "no parameters"
    if len(found) != len(due):
        why = "An nn.Module registers each layer that is assigned to self, in __init__."
        return Finding(
            "the model does not have the parameters of one nn.Linear.",
            now=now,
            should="a weight and a bias",
            lines=lines,
            why="" if found else why,
        )
    if run.start and not run.seeded:
        return Finding(
            "there is no torch.manual_seed(0) above model = …",
            now="a random start, different in every run",
            should="torch.manual_seed(0)",
            lines=source.calling_lines("manual_seed")
            + source.lines_before_loop("model"),
        )
    return Finding(
        "the model does not start as seed 0 has it.",
        now=now,
        should="\n".join(map(format_array, due)),
        lines=lines,
    )


def drawn_with_seed_0():
    """Return Snapshots of the weight and the bias that nn.Linear draws with seed 0."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        return tuple(map(snapshot, torch.nn.Linear(1, 1).parameters()))


def learning_rate(run, step):
    """Check the learning rate by its name, and the one that an optimizer has."""
    source = source_of(run)
    value = at_start(run).get("learning_rate", theory.LEARNING_RATE)
    if not is_learning_rate(value):
        why = ""
        if isinstance(value, tuple):
            why = "A comma makes a tuple. Python writes decimals with a point."
        elif isinstance(value, str):
            why = "Quotes make a text. A number has none."
        return Finding(
            "the learning rate is not 0.03.",
            now=format_array(snapshot(value)),
            should=format_number(theory.LEARNING_RATE),
            lines=source.lines_of("learning_rate"),
            why=why,
        )
    wrong_rates = [rate for rate in run.learning_rates if not is_learning_rate(rate)]
    if wrong_rates:
        return Finding(
            "the optimizer has another learning rate.",
            now=f"lr={format_array(snapshot(wrong_rates[0]))}",
            should="lr=learning_rate",
            lines=source.lines_of("optimizer", "learning_rate"),
        )
    return None


def is_learning_rate(value):
    """Return whether a value is 0.03, also as a float32."""
    return np.isclose(as_float(value), theory.LEARNING_RATE, rtol=1e-6)
