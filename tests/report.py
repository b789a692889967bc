"""Show one finding on one screen.

In: a Finding and the Run that it is about. Out: a message of about ten lines of at
most 79 columns: what is wrong, the lines of the script that make it, what is and what
should be as code, and why.
"""

import re
import textwrap

import numpy as np
from runner import Snapshot
from sources import Source
from tables import documented_fix

WIDTH = 79
MOST_LINES = 10
MOST_LINES_OF_A_TEXT = 3
LABELS = ("now:       ", "should be: ")


def format_number(number):
    """Return a number as short as it can be told from others: 30, 0.03, 1.3e-13."""
    if isinstance(number, bool) or not isinstance(number, int | float | np.number):
        return repr(number)
    return f"{number:.6g}"


def format_numbers(numbers):
    """Return numbers, nested in lists as they are, as code."""
    if isinstance(numbers, list):
        return f"[{', '.join(format_numbers(part) for part in numbers)}]"
    return format_number(numbers)


def format_array(value):
    """Return the code that makes a Snapshot's array or tensor, or its repr."""
    if value.library == "numpy":
        return f"np.array({format_numbers(value.numbers)}, dtype=np.{value.dtype})"
    if value.library == "torch":
        asks = ", requires_grad=True" if value.requires_grad else ""
        end = ")" if value.is_leaf else "), the result of an operation"
        numbers = format_numbers(value.numbers)
        return f"torch.tensor({numbers}, dtype=torch.{value.dtype}{asks}{end}"
    text = value.numbers if isinstance(value.numbers, str) else repr(value.numbers)
    return textwrap.shorten(text, 60, placeholder=" …")


def array_code(library, numbers, *, requires_grad=False):
    """Return the code that makes a float32 array or tensor of numbers."""
    return format_array(
        Snapshot(library, numbers, "float32", requires_grad=requires_grad)
    )


def warning_about_numbers(run):
    """Return the first warning of a run that an edit is known to bring, or None.

    All other warnings come from the machine, and are nobody's fault.
    """
    for warning in run.warnings:
        is_of_user = warning.text.startswith("UserWarning")
        if is_of_user and documented_fix(warning.text, cause="edit"):
            return warning
    return None


def wrap(text, first="", others="    "):
    """Return the lines of a text, wrapped, and cut after three."""
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=first,
        subsequent_indent=others,
        max_lines=MOST_LINES_OF_A_TEXT,
        placeholder=" ...",
        break_on_hyphens=False,
    )


def labelled(label, text):
    """Return a value's lines: the first one behind the label, the others below it."""
    indent = " " * len(label)
    first, *others = text.split("\n")
    found = wrap(first, label, f"{indent}    ")
    for line in others:
        found += wrap(line, indent, f"{indent}    ")
    return found


def source_row(run, number):
    """Return a line of the script with its number, in two rows if it is long."""
    line = run.lines[number - 1].rstrip()
    row = f"{number:4}  {line}"
    if len(row) > WIDTH:
        row = re.sub(r"  # .*", "", row)
    indent = len(line) - len(line.lstrip())
    rows = textwrap.wrap(
        row,
        WIDTH,
        subsequent_indent=" " * (indent + 10),
        drop_whitespace=False,
        replace_whitespace=False,
        break_on_hyphens=False,
    )
    return [text.rstrip() for text in rows]


def source_rows(run, source, lines, room):
    """Return as many of the lines as there is room for, in the order of the script."""
    rows, left = {}, room
    for number in source.with_headers(lines):
        if not 0 < number <= len(run.lines) or not run.lines[number - 1].strip():
            continue
        row = source_row(run, number)
        if len(row) > left:
            break
        rows[number] = row
        left -= len(row)
    return [text for number in sorted(rows) for text in rows[number]]


def reasons(finding, run, source):
    """Return sentences that say why, and what Python said."""
    found = [finding.why]
    named = [n for n in source.only_named_lines() if n in finding.lines]
    if named:
        found.append(
            f"Line {named[0]} only names a method: without () it is not called."
        )
    warning = warning_about_numbers(run)
    if run.error and run.error.text != finding.now:
        found.append(f"Python then stops: {run.error.text}")
    elif warning and warning.text != finding.now:
        found.append(warning.text)
    return [text for text in found if text]


def message(finding, run, right_so_far):
    """Return what the test says about a finding: ten lines, or a few more if it must."""
    source = Source(run.tree, run.loop)
    first = wrap(f"{run.script}: {finding.wrong}")
    last = []
    for label, text in zip(LABELS, (finding.now, finding.should), strict=True):
        if text:
            last += labelled(label, text)
    for text in reasons(finding, run, source):
        last += wrap(text)
    if len(right_so_far) > 2 and len(first + last) < MOST_LINES - 2:
        last += wrap(f"Numbers right so far: {', '.join(right_so_far)}.")
    room = max(1, MOST_LINES - len(first) - len(last))
    rows = source_rows(run, source, finding.lines, room)
    return "\n".join([*first, *rows, *last])
