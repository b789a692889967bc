"""What a step has to do, in the order of cause.

In: the name of a script, and who does each of its four pieces. Out: nothing, or a test
that fails with the first thing that is wrong. How a script is written does not count: a
check looks at what the script computes and prints.
"""

import warnings

import numpy as np
import pytest
import runner
from findings import Step
from handed_over import clearing, who_does
from output import loss_elsewhere, model_elsewhere, printed_lines, warnings_explained
from report import message
from training import loss, n_epochs, names, runs_to_its_end, updates
from values import (
    kind_of_model,
    learning_rate,
    optimizer_has_parameters,
    start_of_module,
    values,
)

# In the order of cause: what comes first explains what comes after it. The name says
# which numbers are right once a check has passed; the report lists them.
CHECKS = (
    ("data", values),
    ("", kind_of_model),
    ("", optimizer_has_parameters),
    ("start", start_of_module),
    ("learning rate", learning_rate),
    ("", runs_to_its_end),
    ("", names),
    ("epochs", n_epochs),
    ("loss", loss),
    ("updates", updates),
    ("", who_does("model")),
    ("", who_does("loss")),
    ("", who_does("gradient")),
    ("", who_does("update")),
    ("", clearing),
    ("", printed_lines),
    ("", model_elsewhere),
    ("", loss_elsewhere),
    ("", warnings_explained),
)


def check_step(script, **pieces):
    """Fail the test with the first thing that is wrong with a script.

    pieces: who does each of them, as a Step has it.
    """
    if not (runner.ROOT / script).exists():
        pytest.fail(missing_file(script), pytrace=False)
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")  # a run keeps its own; these are of the checks
        text = first_message(runner.run(script), Step(script, **pieces))
    if text:
        pytest.fail(text, pytrace=False)


def first_message(run, step):
    """Return what a run of a step does wrong first, as the test says it, or None."""
    right_so_far = []
    for name, check in CHECKS:
        finding = check(run, step)
        if finding:
            return message(finding, run, () if run.error else right_so_far)
        if name:
            right_so_far.append(name)
    return None


def missing_file(script):
    """Return what the test says where there is no script."""
    number = runner.STEPS.index(script)
    first = f"{script}: there is no such file."
    if number == 0:
        return first
    before = runner.STEPS[number - 1]
    return f"{first}\nCopy {before} to {script}, and change the copy."
