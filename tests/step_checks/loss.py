"""Check that the losses are right, and in the first epochs the predictions they come from."""

import numpy as np
from step_tools import theory
from step_tools.snapshots import snapshot
from torch import nn

from .findings import Finding
from .formatting import as_code, format_number, format_numbers
from .known_warnings import warning_about_numbers
from .names import BY_HAND, GIVEN_NAMES, IMPORTED_NAMES
from .readings import loss_reading
from .sources import model_lines, source_of
from .values import why_other_data

FIRST_LOSSES = 3  # from which a slip is read
# The predictions are rounded to float32. Near the floor that makes a loss of 1e-13.
LOSS_TOLERANCE = {"rtol": 1e-3, "atol": 2e-11}


def check_loss(run, step):
    """Check the losses of the first epochs, each by the w and b of its epoch.

    Where a loss is wrong because the predictions are, those are told.
    """
    for k in range(FIRST_LOSSES):
        due = theory.loss(*run.states[k])
        if not np.isclose(run.losses[k], due, rtol=1e-4):
            return prediction_finding(run, step, k) or loss_finding(run, step, k)
    return None


def check_later_losses(run, step):
    """Check the loss of every epoch, once the updates are known to be right."""
    due = theory.loss(*np.transpose(run.states[:-1]))
    wrong = np.flatnonzero(~np.isclose(run.losses, due, **LOSS_TOLERANCE))
    return loss_finding(run, step, int(wrong[0])) if len(wrong) else None


def prediction_finding(run, step, k):
    """Return the Finding of wrong predictions in the epoch of index k; None if there are none.

    Only what a script calls y_pred is looked at.
    """
    w, b = run.states[k]
    due = w * theory.X + b
    found = np.ravel(run.predictions[k].numbers)
    if not run.predictions[k].library:
        return None
    if len(found) != len(due):
        return another_count(run, k)
    if np.allclose(found, due, 1e-4, 1e-6):
        return None
    source = source_of(run)
    formula = f"w * x for each x, where w begins as {w:.4g}"
    if step.has_module:
        formula = f"w * x + b, where w begins as {w:.4g} and b as {b:.4g}"
    return Finding(
        f"the predictions are wrong in epoch {k + 1}.",
        now=f"y_pred is {format_numbers(found.round(4).tolist())}",
        should=f"y_pred is {format_numbers(due.round(4).tolist())}: {formula}",
        lines=source.odd_lines() + source.lines_of("y_pred") + model_lines(run),
        why=why_not_of_this_epoch(run, step, "y_pred", k),
    )


def another_count(run, k):
    """Return the Finding of predictions that are more, or fewer, than the samples."""
    source = source_of(run)
    return Finding(
        f"the predictions are wrong in epoch {k + 1}.",
        now=f"y_pred has the shape {run.predictions[k].shape}",
        should=f"y_pred has the shape {run.start.data['X'].shape}: one number a sample of X",
        lines=source.lines_of("y_pred") + model_lines(run),
    )


def loss_finding(run, step, k):
    """Return the Finding of a wrong loss in the epoch of index k."""
    (w, b), found = run.states[k], run.losses[k]
    source, now = source_of(run), format_number(found)
    if np.isnan(found) and k < len(run.first_losses):
        now = as_code(run.first_losses[k])
    return Finding(
        f"the loss is wrong in epoch {k + 1}, which begins at w = {w:g}.",
        now=now,
        should=f"{theory.loss(w, b):g}, the mean of (y_pred - y) ** 2",
        lines=source.odd_lines()
        + source.lines_leading_to(source.lines_of("loss"), IMPORTED_NAMES | GIVEN_NAMES)
        + source.lines_of("y_pred", "loss_fn")
        + model_lines(run),
        why=other_loss(run, step)
        or loss_reading(run.losses[:FIRST_LOSSES], run.states[:FIRST_LOSSES])
        or why_not_of_this_epoch(run, step, "loss", k)
        or why_other_shape(run),
    )


def other_loss(run, step):
    """Return a sentence about a loss_fn of PyTorch that is not nn.MSELoss; else ""."""
    loss_fn = run.first_values.get("loss_fn")
    kind = type(loss_fn)
    is_of_torch = isinstance(loss_fn, nn.Module) and kind.__module__.startswith(
        "torch."
    )
    if step.loss == BY_HAND or kind is nn.MSELoss or not is_of_torch:
        return ""
    return f"loss_fn is nn.{kind.__name__}. In this step it is nn.MSELoss."


def why_not_of_this_epoch(run, step, name, k):
    """Return a sentence about a name that is not computed in each epoch, or about another w."""
    source, learned = source_of(run), "model" if step.has_module else "w"
    outside = source.lines_outside_loop(name)
    if outside and not source.lines_in_loop(name):
        return f"Line {outside[0]} gives {name} its value, but it is not in the loop."
    anew = source.lines_in_loop_that(
        lambda s: learned in s.gives and learned not in s.uses
    )
    # In epoch 1 a new w is no reason. A new model starts from other numbers at once.
    is_later = k > 0 or step.has_module
    if anew and is_later and source.lines_outside_loop(learned):
        return f"Line {anew[0]} makes another {learned} in each epoch. Delete it."
    return why_other_data(run)


def why_other_shape(run):
    """Return a sentence about y_pred and y, if their shapes differ and nothing warns."""
    names = ("y_pred", "y")
    y_pred, y = (snapshot(run.names.get(name)).shape for name in names)
    if "y_pred" not in run.names or y_pred == y or warning_about_numbers(run):
        return ""
    return f"y_pred has the shape {y_pred}, and y has {y}."
