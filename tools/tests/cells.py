"""What a row of a table of edits says, in its second cell, that each script shows.

In: the text of a page. Out: its Rows, and what a Row has Said: errors, warnings, numbers.
"""

import re
from dataclasses import dataclass

from step_tools import tables
from step_tools.runner import STEP1, STEPS

EDIT_HEADERS = ("edit", "mistake")
SPACED = tables.STEPS_NAMED.replace(" ", r"\ ")  # for re.VERBOSE
NUMBER = r"-?\d+\.\d+(?:e[-+]\d+)?|-?inf\b|nan\b"
SAID = re.compile(
    rf"""
    `(?P<message>\w+(?:Error|Warning):\ .+?)`  # an error or a warning
    | `.*?`                                      # other code says nothing
    | (?P<end>\bends?\ at\ (?:f\(5\)\ =\ )?|f\(5\)\ =\ )?  # of the last line
      (?P<number>{NUMBER})
      (?:\ in\ (?P<of>{SPACED}))?              # and whose number it is
    | (?P<scripts>{SPACED}|\bNumPy\b)           # of these is what follows
    """,
    re.VERBOSE,
)
PART = re.compile(r"(?:`[^`]*`|[^;`])+")  # up to a semicolon that is not in code


@dataclass(frozen=True)
class Row:
    """What a row of a table of edits says."""

    key: str
    scripts: tuple[str, ...]
    seen: str  # the middle cell
    why: str = ""  # the last cell


@dataclass(frozen=True)
class Said:
    """What a row says that one script shows: an error, a warning, or a number."""

    script: str
    message: str | None
    number: str | None
    when: str  # a number's epoch, or "the end"


def scripts_named(text):
    """Return the scripts that a text names: "step 4", "steps 1 to 3", NumPy."""
    if text == "NumPy":
        return (STEP1,)
    return tuple(STEPS[number - 1] for number in tables.steps_named(text or ""))


def rows_of_edits(text):
    """Return the Rows of the tables of edits in the text of a page."""
    rows = []
    for header, *others in tables.tables(text):
        for cells in others:
            if header[0] in EDIT_HEADERS and len(cells) == 3:
                steps = tables.steps_of_row(cells[0])
                scripts = tuple(STEPS[number - 1] for number in steps)
                key = ", ".join(tables.code_spans(cells[0]))
                rows.append(Row(key, scripts, cells[1].replace("−", "-"), cells[2]))
    return rows


def said_in(row):
    """Yield what a row says of each script.

    Scripts are named before what they show, or right behind a number: "2.000 in step 4".
    What stands before any name is said of those that its part of the cell, which ends
    with a semicolon, does not name. Numbers are of the epoch that their part names, if
    it names one and they do not follow "ends at" or "f(5) =".
    """
    for part in PART.findall(row.seen):
        epoch = re.search(r"epoch (\d+)", part)
        matches = list(SAID.finditer(part))
        scripts = scripts_not_named(row, matches)
        for match in matches:
            if match["scripts"]:
                scripts = scripts_named(match["scripts"])
                continue
            when = epoch[1] if epoch and not match["end"] else "the end"
            for script in scripts_named(match["of"]) or scripts:
                yield Said(script, match["message"], match["number"], when)


def scripts_not_named(row, matches):
    """Return the scripts of a row that no match of SAID names."""
    named = set()
    for match in matches:
        named.update(scripts_named(match["scripts"] or match["of"]))
    return [script for script in row.scripts if script not in named]
