"""Checks of what an optimizer was given: the tensors to update, and the learning rate.

They come before the error that a wrong value leads to, so a Run may have stopped early.
"""

from step_tools.snapshots import parameter_groups, parameters, snapshot

from .findings import Finding
from .formatting import as_code
from .names import LEARNED_NAMES
from .sources import source_of
from .values import is_learning_rate


def check_optimizer(run, step):
    """Check that an optimizer, if there is one, was given all that is trained."""
    # Not what a later epoch left: one optimizer of several may be all that a loop names.
    names = run.start.names or run.names
    if ("model" if step.has_module else "w") not in names:
        return None  # check_names says so
    if not parameter_groups(names) or not names_left_out(names):
        return None
    trained = "parameters" if step.has_module else "w"
    should, why = step.optimizer_line, ""
    last = last_line_after_optimizer(run)
    if last:
        should = f"optimizer = … below line {last}"
        why = "An optimizer updates the tensors that it was given when it was made."
    return Finding(
        f"the optimizer does not have the {trained} of the model.",
        now=what_it_updates(names),
        should=should,
        lines=source_of(run).lines_outside_loop("model", "optimizer", "w"),
        why=why,
    )


def names_left_out(names):
    """Return which of w and b no optimizer was given."""
    held = [p for group in parameter_groups(names) for p in group["params"]]
    learned = zip(LEARNED_NAMES, parameters(names), strict=False)
    return [name for name, p in learned if all(p is not one for one in held)]


def what_it_updates(names):
    """Return words for an optimizer that was not given all of w and b."""
    left_out = names_left_out(names)
    if len(left_out) == len(parameters(names)):
        return "it updates tensors that the model does not use"
    return f"it does not update {' and '.join(left_out)}"


def last_line_after_optimizer(run):
    """Return the last line that makes w or the model below the optimizer; 0 if none."""
    source = source_of(run)
    optimizer = source.lines_outside_loop("optimizer")
    made = source.lines_outside_loop("w", "model")
    last = max((n for n in made if source.place(n) == "before"), default=0)
    return last if optimizer and last > optimizer[-1] else 0


def check_rate_of_optimizer(run, step):
    """Check the learning rate that the optimizers have, if there are any."""
    wrong = [rate for rate in run.start.learning_rates if not is_learning_rate(rate)]
    if not wrong:
        return None
    source = source_of(run)
    texts = [run.text_lines[n - 1] for n in source.lines_of("optimizer")]
    is_default = 0.001 in wrong and "lr" not in " ".join(texts)
    return Finding(
        "the optimizer has another learning rate.",
        now=f"lr={as_code(snapshot(wrong[0]))}",
        should="lr=learning_rate",
        lines=source.lines_of("optimizer", "learning_rate"),
        why="An optimizer that is given none has 0.001." if is_default else "",
    )
