"""Checks of the training: how many epochs, and that each update is right."""

import numpy as np
from step_tools import runner, theory

from .findings import Finding
from .names import LEARNED_NAMES, METHODS, UPDATE_CALLS
from .sources import model_lines, source_of
from .update_causes import why_wrong_update

# w keeps 24 bits: near 2 that is 1e-7, and the predictions, up to 8, are coarser.
UPDATE_TOLERANCE = {"rtol": 1e-4, "atol": 2e-6}


def check_n_epochs(run, step):
    """Check how often the loop that trains went round."""
    count, source = len(run.losses), source_of(run)
    if count == theory.N_EPOCHS:
        return None
    more = " or more" if count >= runner.MOST_EPOCHS else ""
    return Finding(
        f"the number of epochs is not {theory.N_EPOCHS}.",
        now=f"{count}{more}",
        should=str(theory.N_EPOCHS),
        lines=source.lines_of("n_epochs", "epoch")
        + source.loop_headers()
        + source.leaving_lines(),
    )


def check_updates(run, step):
    """Check every update of w, and in step 4 of b, against the gradient by hand."""
    states = np.array(run.states)
    gradients = theory.gradient(states[:-1, 0], states[:-1, 1])
    due = -theory.LEARNING_RATE * gradients
    right = np.isclose(np.diff(states, axis=0), due, **UPDATE_TOLERANCE)
    if not step.has_module:
        right = right[:, :1]  # w is all that is learned
    wrong = np.argwhere(~right)
    if not len(wrong):
        return None
    k, index = wrong[0]
    return update_finding(run, step, k, index)


def update_finding(run, step, k, index):
    """Return the Finding of a wrong update of w (index 0) or b (1) in epoch k + 1."""
    old, new = run.states[k][index], run.states[k + 1][index]
    gradient = theory.gradient(*run.states[k])[index]
    rate = theory.LEARNING_RATE
    due = old - rate * gradient
    standing = ": it does not change" if new == old else ""
    why = why_wrong_update(run, step, k, index)
    lines = lines_of_update(run)
    if standing and not why:  # the gradient is 0, and that comes from the model
        lines = model_lines(run) + lines
    return Finding(
        f"the update of {LEARNED_NAMES[index]} is wrong in epoch {k + 1}.",
        now=f"from {old:g} to {new:g}{standing}",
        should=f"from {old:g} to {due:g}: {old:g} - {rate:g} * ({gradient:g}), the gradient",
        lines=lines,
        why=why,
    )


def lines_of_update(run):
    """Return the lines that may make an update wrong."""
    source = source_of(run)
    lines = source.odd_lines()
    lines += source.lines_in_loop_that(lambda s: s.gives & {"w", "dw"})
    lines += source.lines_in_loop_that(lambda s: s.calls & UPDATE_CALLS)
    lines += source.lines_in_loop_that(lambda s: "w" in s.uses and s.is_without_effect)
    lines += source.lines_of("optimizer", "gradient") + source.calling_lines(*METHODS)
    lines += source.lines_outside_loop("w")[1:]  # the first makes w
    return lines + source.lines_of("y_pred", "loss")
