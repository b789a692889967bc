"""The checks of a step, in the order of cause.

In: the name of a script, and who does each of its four pieces. Out: nothing, or a test
that fails with the first thing that is wrong. How a script is written does not count: a
check looks at what the script computes and prints.
"""

import warnings

import numpy as np
import pytest
from step_tools import runner

from .ending import check_end, check_names
from .handed_over import check_clearing, check_pieces
from .loss import check_later_losses, check_loss
from .module import check_kind_of_model, check_parameters, check_seed
from .optimizer import check_optimizer, check_rate_of_optimizer
from .other_data import check_loss_of_other_data, check_model_on_other_data
from .output import check_printed_lines, check_warnings
from .report import message
from .step import Step
from .training import check_n_epochs, check_updates
from .values import check_learning_rate, check_values

# A check takes a Run and a Step, and returns a Finding or None. What comes first here
# explains what comes after it: a wrong value is told before the error that it leads to.
CHECKS = (
    # A Run may have stopped early here, and any name may be missing.
    check_values,
    check_kind_of_model,
    check_optimizer,
    check_parameters,
    check_seed,
    check_learning_rate,
    check_rate_of_optimizer,
    check_end,
    # From here on it has come to its end,
    check_names,
    # and has the NEEDED_NAMES,
    check_n_epochs,
    # and 1000 epochs.
    check_loss,
    check_updates,
    check_later_losses,
    check_pieces,
    check_clearing,
    check_printed_lines,
    check_model_on_other_data,
    check_loss_of_other_data,
    check_warnings,
)

# Which numbers are known to be right once a check has passed. A message lists them.
# The first checks pass where a name is missing, so check_names has to pass, too.
NUMBERS_OF_CHECK = {
    check_names: ("data", "start", "learning rate"),
    check_n_epochs: ("epochs",),
    check_loss: ("loss",),
    check_updates: ("updates",),
}


def check_step(script, *, model, loss, gradient, update):
    """Fail the test with the first thing that is wrong with a script.

    model, loss, gradient, update: who does that piece, "by hand" or a part of PyTorch.
    """
    if not (runner.ROOT / script).exists():
        pytest.fail(missing_file(script), pytrace=False)
    run = runner.run(script)
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        # Warnings of the checks. The Run has those of the script.
        warnings.simplefilter("ignore")
        text = first_message(run, Step(script, model, loss, gradient, update))
    if text:
        pytest.fail(text, pytrace=False)


def first_message(run, step):
    """Return what a script does wrong first, as the test says it; "" if it is right."""
    check, finding = first_finding(run, step)
    return message(finding, run, numbers_right_before(check)) if finding else ""


def first_finding(run, step):
    """Return the first check that finds something, and its Finding; or None and None."""
    for check in CHECKS:
        finding = check(run, step)
        if finding:
            return check, finding
    return None, None


def numbers_right_before(check):
    """Return which numbers the checks before this one have found right."""
    found = []
    for earlier in CHECKS[: CHECKS.index(check)]:
        found += NUMBERS_OF_CHECK.get(earlier, ())
    return found


def missing_file(script):
    """Return what the test says where there is no script."""
    number = runner.STEPS.index(script)
    first = f"{script}: there is no such file."
    if number == 0:
        return first
    before = runner.STEPS[number - 1]
    return f"{first}\nCopy {before} to {script}, and change the copy."
