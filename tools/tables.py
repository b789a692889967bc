"""The tables of the pages: rows, cells, and what is shown with "…" for words left out.

In: the text of a page. Out: tables as lists of rows, which are lists of cells.
"""

import re
from dataclasses import dataclass
from pathlib import Path

ERRORS_PAGE = Path(__file__).resolve().parent.parent / "docs" / "errors.md"

TABLE = re.compile(r"(?:^\|.*\|\n)+", re.MULTILINE)
STEPS_NAMED = r"[Ss]teps? \d(?:(?:, | and | to )\d(?!\.?\d))*"
FENCED_BLOCK = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)


def tables(text):
    """Return the tables of a page, each as its header and its rows, without the rule."""
    found = TABLE.findall(FENCED_BLOCK.sub("", text))
    return [rows(lines) for lines in found]


def rows(table):
    """Return the rows of one table as lists of cells, without the rule below the header."""
    header, _, *others = table.splitlines()
    return [cells(line) for line in [header, *others]]


def cells(line):
    """Return the cells of a row of a table."""
    return [cell.strip() for cell in line.strip("|").split(" | ")]


def code_spans(cell):
    """Return the texts in backticks of a cell."""
    return re.findall(r"`(.+?)`", cell)


def is_shown_as(message, shown):
    """Return whether a text on a page is this message, where "…" stands for anything."""
    parts = map(re.escape, shown.split("…"))
    return re.fullmatch(".*".join(parts), message, re.DOTALL) is not None


def steps_named(text):
    """Return the numbers of the steps that a text names: "step 4", "steps 1 to 3"."""
    numbers = [int(number) for number in re.findall(r"\d", text)]
    if " to " in text:
        numbers = range(numbers[0], numbers[1] + 1)
    return tuple(numbers)


def steps_of_row(cell):
    """Return the numbers of the steps that a row's first cell begins with; else all."""
    label = re.match(f"({STEPS_NAMED}): ", cell)
    return steps_named(label[1]) if label else (1, 2, 3, 4)


@dataclass(frozen=True)
class Explanation:
    """What a row of a page's table explains: an error, or a warning."""

    text: str  # with "…" for words left out
    cause: str  # the header of the row's first cell: an "edit", or a "situation"
    steps: tuple[int, ...]
    fix: str  # the last cell


def explanations(text):
    """Yield what the tables of a page explain, as Explanations."""
    for header, *others in tables(text):
        for row in others:
            if len(row) == 3:
                yield from explanations_of_row(header[0], row)


def explanations_of_row(cause, row):
    """Yield what a row explains: the errors and warnings in its middle cell."""
    first, middle, last = row
    for span in code_spans(middle):
        if re.match(r"\w+(Error|Warning): ", span):
            yield Explanation(span, cause, steps_of_row(first), last)


def documented_fix(message, step=None, cause=""):
    """Return what docs/errors.md says to do about an error or a warning; "" if nothing.

    step: its number; only what the page says of that step counts.
    cause: only what comes from an "edit", or from a "situation", counts.
    """
    if not ERRORS_PAGE.exists():
        return ""
    for row in explanations(ERRORS_PAGE.read_text(encoding="utf-8")):
        if (
            is_shown_as(message, row.text)
            and step in (None, *row.steps)
            and cause in ("", row.cause)
        ):
            return row.fix
    return ""
