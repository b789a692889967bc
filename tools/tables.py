"""The tables of the pages: rows, cells, and what is shown with "…" for words left out.

In: the text of a page. Out: tables as lists of rows, which are lists of cells.
"""

import re
from pathlib import Path

ERRORS_PAGE = Path(__file__).resolve().parent.parent / "docs" / "errors.md"

TABLE = re.compile(r"(?:^\|.*\|\n)+", re.MULTILINE)
FENCED_BLOCK = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)


def tables(text):
    """Return the tables of a page, each as its header and its rows, without the rule."""
    found = TABLE.findall(FENCED_BLOCK.sub("", text))
    return [rows(lines) for lines in found]


def rows(table):
    """Return the rows of one table as lists of cells, without the rule below the header."""
    header, _, *others = table.splitlines()
    return [
        [cell.strip() for cell in line.strip("|").split(" | ")]
        for line in [header, *others]
    ]


def code_spans(cell):
    """Return the texts in backticks of a cell."""
    return re.findall(r"`(.+?)`", cell)


def is_shown_as(message, shown):
    """Return whether a text on a page is this message, where "…" stands for anything."""
    parts = map(re.escape, shown.split("…"))
    return re.fullmatch(".*".join(parts), message, re.DOTALL) is not None


def explained(text):
    """Yield what a page's tables explain: an error or a warning, its fix, and its cause.

    The fix is the last cell of the row, and the cause is the header of its first cell:
    an "edit" of a script, or a "situation" that it runs in.
    """
    for table in tables(text):
        cause = table[0][0]
        for row in table[1:]:
            for span in code_spans(row[1]):
                if re.match(r"\w+(Error|Warning): ", span):
                    yield span, row[-1], cause


def documented_fix(message, cause=""):
    """Return what docs/errors.md says to do about an error or a warning; "" if nothing.

    With a cause, only what comes from that counts: "edit", for one.
    """
    if not ERRORS_PAGE.exists():
        return ""
    for shown, fix, its_cause in explained(ERRORS_PAGE.read_text(encoding="utf-8")):
        if is_shown_as(message, shown) and cause in ("", its_cause):
            return fix
    return ""
