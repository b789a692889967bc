"""Why an update is wrong: by the optimizer, by what is called, or by the numbers.

In: a Run, a Step, and where the first wrong update is. Out: a sentence, or "".
"""

import numpy as np
import torch
from step_tools import theory
from step_tools.snapshots import as_float, optimizers

from .advice import NO_BACKWARD
from .names import BY_HAND, METHODS
from .pieces import lacks_backward, rerun_for_calls
from .readings import adds_up, gradient_reading
from .sources import source_of
from .values import why_other_data

# Settings of torch.optim.SGD that make another update of the same gradient.
CHANGE_THE_UPDATE = ("momentum", "weight_decay", "maximize")
UPDATES_READ = 3  # to tell one slip from another


def why_wrong_update(run, step, k, index):
    """Return which slip makes the updates wrong from epoch k + 1 on, if that is known."""
    states = np.array(run.states[: UPDATES_READ + 1])
    optimizer = other_optimizer(run, step)
    if optimizer:
        return optimizer
    if run.states[k + 1][index] == run.states[k][index]:
        return why_still(run, step) or why_in_some_epochs(run, k)
    used = -np.diff(states[:, index]) / theory.LEARNING_RATE
    if k == 1 and adds_up(used[:2], states[:2], index):
        first, second = theory.gradient(*np.transpose(states[:2]))[:, index]
        sum_of_both = f"The gradients add up: {first:g} + {second:g}."
        always = adds_up(used, states[:-1], index)
        why = why_not_cleared(run, step) if always else why_sometimes_cleared(run)
        return f"{sum_of_both} {why}".rstrip()
    return gradient_reading(used, states[:-1], index) or why_in_some_epochs(run, k)


def other_optimizer(run, step):
    """Return a sentence about an optimizer that is not plain SGD; "" if there is none."""
    if step.update == BY_HAND:
        return ""
    for optimizer in optimizers(run.first_values):
        if not isinstance(optimizer, torch.optim.SGD):
            kind = type(optimizer).__name__
            return f"The optimizer is {kind}. In this step it is torch.optim.SGD."
        settings = optimizer.param_groups[0]
        changed = [name for name in CHANGE_THE_UPDATE if settings[name]]
        if changed:
            return f"SGD has {' and '.join(changed)} here. In this step it has none."
    return ""


def why_not_cleared(run, step):
    """Return which line clears the gradients outside of the loop, or what clears them."""
    source = source_of(run)
    clearing = source.calling_lines("zero_", "zero_grad")
    outside = [n for n in clearing if source.place(n) != "in"]
    if outside and outside == clearing:
        return f"Line {outside[0]} clears them, but it is not in the loop."
    return what_clears(step)


def why_sometimes_cleared(run):
    """Return which line in the loop clears the gradients, though not in every epoch."""
    source = source_of(run)
    clearing = source.calling_lines("zero_", "zero_grad")
    inside = [n for n in clearing if source.place(n) == "in"]
    return f"Line {inside[0]} does not clear them in every epoch." if inside else ""


def why_in_some_epochs(run, k):
    """Return which line of the update does not run in every epoch, if epoch 1 was right."""
    source = source_of(run)
    lines = source.lines_in_loop_that(
        lambda s: s.assigns & {"w", "dw"} or s.calls & {*METHODS, "grad"}
    )
    skipped = [line for line in lines if source.is_conditional(line)]
    if not k or not skipped:
        return ""
    return f"Line {skipped[0]} does not run in every epoch."


def what_clears(step):
    """Return sentences that say what clears the gradient; "" where nothing has to."""
    if step.gradient == BY_HAND:
        return ""
    call = "w.grad.zero_()" if step.update == BY_HAND else "optimizer.zero_grad()"
    return (
        f"backward() adds to .grad. In every epoch, {call} after the update clears it."
    )


def why_still_by_hand(run):
    """Return a sentence that says why an update by hand changes nothing; else ""."""
    source = source_of(run)
    clearing = source.calling_lines("zero_")
    updating = source.lines_in_loop_that(
        lambda s: "w" in s.assigns or ("w" in s.gives and "zero_" not in s.calls)
    )
    if not updating:
        after = [
            n for n in source.lines_outside_loop("w") if source.place(n) == "after"
        ]
        found = f" Line {after[0]} does, but it is not in the loop." if after else ""
        return f"No line in the loop changes w.{found}"
    between = range(max(source.calling_lines("backward"), default=0), updating[0] + 1)
    if any(line in between for line in clearing):
        return "The gradient is cleared before the update uses it."
    for line in source.lines_with_call("w.zero_"):
        return f"Line {line} sets w itself to 0. w.grad.zero_() clears the gradient."
    if why_other_data(run):
        return why_other_data(run)
    if as_float(run.names.get("dw")) == 0:
        return "dw is 0: look at gradient, and at how it is called."
    return ""


def why_still(run, step):
    """Return a sentence that says why an update changes nothing, if that is known."""
    if lacks_backward(run, step):
        return NO_BACKWARD
    if step.update == BY_HAND:
        return why_still_by_hand(run)
    calls = [call for call in rerun_for_calls(run) if call in METHODS]
    if "step" not in calls:
        return "optimizer.step() is never called in the loop."
    if calls[:3] == ["backward", "zero_grad", "step"]:
        return "The gradient is cleared before step() uses it."
    order = [call for call in calls if call in ("backward", "step")]
    is_closure = source_of(run).calls_with_arguments("step")  # backward() is in it
    if order[0] == "step" and "backward" in order and not is_closure:
        return "step() comes before backward(), so there is no gradient yet."
    return ""
