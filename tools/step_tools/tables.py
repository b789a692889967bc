"""The tables of the pages: rows, cells, and what is shown with "…" for words left out.

In: the text of a page. Out: tables as lists of rows, which are lists of cells.
"""

import re

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
