"""Checks of what a step prints, and of what Python warns of."""

import difflib
import itertools
import re

from step_tools import theory
from step_tools.errors_page import documented_fix
from step_tools.snapshots import as_float, parameters

from .findings import Finding
from .known_warnings import warning_about_numbers
from .names import GIVEN_NAMES, IMPORTED_NAMES, NOT_TELLING_IN_PRINTS
from .sources import source_of

LINE_OF_A_STEP = re.compile(r"(before|after) training:|epoch\s+\d+:", re.IGNORECASE)


def check_printed_lines(run, step):
    """Check each printed line against the state that it describes, which is one.

    Other lines, of the script's own, are nobody's business.
    """
    due = due_lines(run)
    found = [line for line in run.output.splitlines() if LINE_OF_A_STEP.match(line)]
    if found == due:
        return None
    k, now, should = first_difference(found, due)
    if beginning(now) != beginning(should):
        now = in_other_words(run, should) or now
    return Finding(
        f"line {k + 1} of the output is not as it should be.",
        now=now or "nothing",
        should=should or "nothing",
        lines=lines_of_print(run, place_of_line(k)),
        why=why_printed(run, step, k, now),
    )


def first_difference(found, due):
    """Return the index of the first line that differs, and both lines; "" for none."""
    pairs = itertools.zip_longest(found, due, fillvalue="")
    for k, (now, should) in enumerate(pairs):
        if now != should:
            return k, now, should
    raise ValueError("the lines are the same")


def place_of_line(k):
    """Return where the line of index k is printed: before, in or after the loop."""
    if k == 0:
        return "before"
    return "in" if k <= len(theory.PRINTED_EPOCHS) else "after"


def lines_of_print(run, place):
    """Return the lines that print "before", "in" or "after" the loop.

    With them come the lines that give what they print. Where nothing is printed in this
    place, all lines that print are returned.
    """
    source = source_of(run)
    prints = source.calling_lines("print")
    chosen = [line for line in prints if source.place(line) == place] or prints
    known = IMPORTED_NAMES | GIVEN_NAMES | NOT_TELLING_IN_PRINTS
    return source.lines_leading_to(chosen, known) + source.odd_lines()


def beginning(line):
    """Return what a printed line is about: "epoch   10", for one."""
    return line.partition(":")[0]


def in_other_words(run, line):
    """Return the printed line that says in its own words what a line says; else ""."""
    printed = run.output.splitlines()
    others = [line for line in printed if not LINE_OF_A_STEP.match(line)]
    near = difflib.get_close_matches(line, others, n=1, cutoff=0.7)
    return near[0] if near else ""


def due_lines(run):
    """Return the lines that a step prints of the states that a run went through."""
    lines = [theory.prediction_line("before", *run.states[0])]
    for n in theory.PRINTED_EPOCHS:
        w = run.states[n - 1][0]
        lines.append(theory.epoch_line(n, w, run.losses[n - 1]))
    lines.append(theory.prediction_line("after", *run.states[-1]))
    return lines


def why_printed(run, step, k, line):
    """Return which other state the line of index k describes, if that is known."""
    if line and line == theory.prediction_line("after", *run.states[0]):
        return "That is the prediction from before the training."
    if 0 < k <= len(theory.PRINTED_EPOCHS):
        return why_epoch_line(run, step, theory.PRINTED_EPOCHS[k - 1], line)
    return ""


def why_epoch_line(run, step, n, line):
    """Return why the line of epoch n is not as it should be, if that is known."""
    last = as_float(run.names.get("epoch"))
    if last == theory.N_EPOCHS - 1 and not prints_epoch(run, theory.N_EPOCHS):
        return "The epochs are counted from 0 here."
    if not prints_epoch(run, n):
        return f"There is no line for epoch {n}."
    if step.has_module and has_another_w(run):
        return (
            "w is not the weight of the model. Below the line that makes the model, write"
            " w, b = model.parameters()."
        )
    if line in lines_after_update(run, n):
        return "It has a value from after the update."
    return ""


def prints_epoch(run, n):
    """Return whether a script prints anything about epoch n."""
    return re.search(rf"epoch\s*{n}\b", run.output, re.IGNORECASE) is not None


def lines_after_update(run, n):
    """Return the lines of epoch n with its w, its loss or both from after the update."""
    w, w_after = run.states[n - 1][0], run.states[n][0]
    loss, loss_after = run.losses[n - 1], theory.loss(*run.states[n])
    return [
        theory.epoch_line(n, w_after, loss),
        theory.epoch_line(n, w, loss_after),
        theory.epoch_line(n, w_after, loss_after),
    ]


def has_another_w(run):
    """Return whether w is something else than the weight of the model."""
    names = run.first_values
    return "w" in names and names["w"] is not parameters(names)[0]


def check_warnings(run, step):
    """Check that there is no warning about the step's own numbers."""
    warning = warning_about_numbers(run)
    if warning is None:
        return None
    return Finding(
        "Python warns.",
        now=warning.text,
        lines=warning.lines[::-1],
        why=documented_fix(warning.text),
    )
