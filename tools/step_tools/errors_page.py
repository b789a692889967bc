"""What docs/errors.md says to do about an error or a warning.

In: the text of an error or a warning. Out: the last cell of the row that explains it.
"""

import functools
import re
from dataclasses import dataclass
from pathlib import Path

from .tables import code_spans, is_shown_as, steps_of_row, tables

ERRORS_PAGE = Path(__file__).resolve().parents[2] / "docs" / "errors.md"


@dataclass(frozen=True)
class Explanation:
    """What a row of a page's table explains: an error, or a warning."""

    text: str  # with "…" for words left out
    steps: tuple[int, ...]
    fix: str  # the last cell


@functools.lru_cache(maxsize=1)
def explanations(text):
    """Return what the tables of a page explain, as Explanations."""
    found = []
    for _, *others in tables(text):
        for row in others:
            if len(row) == 3:
                found += explanations_of_row(row)
    return tuple(found)


def explanations_of_row(row):
    """Yield what a row explains: the errors and warnings in its middle cell."""
    first, middle, last = row
    for span in code_spans(middle):
        if re.match(r"\w+(Error|Warning): ", span):
            yield Explanation(span, steps_of_row(first), last)


def documented_fix(message, step=None):
    """Return what docs/errors.md says to do about an error or a warning; "" if nothing.

    step: its number; only what the page says of that step counts.
    """
    if not ERRORS_PAGE.exists():
        return ""
    for row in explanations(ERRORS_PAGE.read_text(encoding="utf-8")):
        if is_shown_as(message, row.text) and step in (None, *row.steps):
            return row.fix
    return ""
