"""Show one finding on one screen.

In: a Finding and the Run that it is about. Out: a message of about ten lines of at
most 79 columns: what is wrong, the lines of the script that make it, what is and what
should be as code, and why.
"""

import re
import textwrap

from .known_warnings import warning_about_numbers
from .sources import source_of

WIDTH = 79
MOST_LINES = 10
MOST_LINES_OF_A_TEXT = 3
FEWEST_LINES_OF_THE_SCRIPT = 2
BEFORE_THE_CODE = 6  # the columns of a line's number
NOW, SHOULD = "now:       ", "should be: "


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
    line = run.text_lines[number - 1].rstrip()
    row = f"{number:4}  {line}"
    if len(row) > WIDTH:
        row = re.sub(r"  # .*", "", row)
    indent = len(line) - len(line.lstrip())
    rows = textwrap.wrap(
        row,
        WIDTH,
        subsequent_indent=" " * (BEFORE_THE_CODE + indent + 4),
        drop_whitespace=False,
        replace_whitespace=False,
        break_on_hyphens=False,
    )
    return [text.rstrip() for text in rows]


def has_text(run, number):
    """Return whether a script has a line of this number, and something in it."""
    is_line = 0 < number <= len(run.text_lines)
    return is_line and run.text_lines[number - 1].strip() != ""


def source_rows(run, lines, room):
    """Return as many of the lines as there is room for, in the order of the script.

    With a line come the headers of the blocks around it, or it is left out.
    """
    rows, left, source = {}, room, source_of(run)
    for number in lines:
        if not has_text(run, number):
            continue
        group = [n for n in source.with_headers(number) if n not in rows]
        new = {n: source_row(run, n) for n in group}
        needed = sum(map(len, new.values()))
        if needed > left:
            if not rows:  # at least the line itself
                rows[number] = source_row(run, number)
            break
        rows |= new
        left -= needed
    return [text for number in sorted(rows) for text in rows[number]]


def reasons(finding, run):
    """Return sentences that say why, and what Python said."""
    found = []
    named = [n for n in source_of(run).only_named_lines() if n in finding.lines]
    if named:
        found.append(
            f"Line {named[0]} only names a method: without () it is not called."
        )
    for number in source_of(run).comparing_lines()[:1]:
        found.append(f"Line {number} compares, with ==. To give a value, write =.")
    found.append(finding.why)
    warning = warning_about_numbers(run)
    if run.error and run.error.text != finding.now:
        found.append(f"Python then stops: {run.error.text}")
    elif warning and warning.text != finding.now:
        found.append(warning.text)
    return [text for text in found if text]


def message(finding, run, right_so_far):
    """Return what the test says about a finding: ten lines, or a few more if it must.

    right_so_far: which numbers are known to be right. They are named where there is room.
    """
    first = wrap(f"{run.script}: {finding.wrong}")
    last = []
    if finding.now:
        last += labelled(NOW, finding.now)
    if finding.should:
        last += labelled(SHOULD, finding.should)
    for text in reasons(finding, run):
        last += wrap(text)
    has_room = len(first) + len(last) < MOST_LINES - 2
    if right_so_far and has_room:
        last += wrap(f"Numbers right so far: {', '.join(right_so_far)}.")
    room = max(FEWEST_LINES_OF_THE_SCRIPT, MOST_LINES - len(first) - len(last))
    rows = source_rows(run, finding.lines, room)
    return "\n".join([*first, *rows, *last])
