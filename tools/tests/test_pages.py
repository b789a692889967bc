"""What the pages show is what the scripts, git and Python show now.

Where a test fails because a script was changed on purpose, `python tools/pages.py`
renews the diffs and outputs; a number in a sentence or a table is changed by hand.
"""

import re
import shutil
import sys

import edits
import pages
import pytest
import torch
from steps import ROOT, STEPS, run, source

NUMBER = r"-?\d+\.\d+(?:e[-+]\d+)?|(?<![\w.-])\d{2,}(?![\w.])|-?inf\b|\bnan\b"
IDS = [page.relative_to(ROOT).as_posix() for page in pages.PAGES]
each_page = pytest.mark.parametrize("page", pages.PAGES, ids=IDS)


@each_page
@pytest.mark.parametrize("kind", ["diff", "text", "python"])
def test_blocks_show_what_is_so(page, kind, outputs):
    for language, what, text in pages.blocks(page):
        if language != kind:
            continue
        if kind == "diff" and not shutil.which("git"):
            pytest.skip("git is not installed, and the pages show its diffs")
        if what.startswith("torchrun") and (
            sys.platform == "win32" or not torch.distributed.is_gloo_available()
        ):
            pytest.skip("torchrun does not run here: no libuv, or no gloo")
        if kind == "python":
            assert text in source(what), f"{page.name}: not lines of {what}:\n{text}"
        else:
            now = outputs[what].result() if kind == "text" else pages.shown(kind, what)
            assert text == now, f"{page.name}: {what}: try python tools/pages.py"


def tables(page):
    """Return the tables of a page: lists of rows, which are lists of cells."""
    text = pages.BLOCK.sub("", page.read_text(encoding="utf-8"))
    found = re.findall(r"(?:^\|.*\|\n)+", text, re.MULTILINE)
    return [[row[2:-2].split(" | ") for row in t.splitlines()] for t in found]


@each_page
def test_tables_have_all_their_cells(page):
    for table in tables(page):
        for row in table[:1] + table[2:]:
            assert len(row) == len(table[0]) and all(cell.strip() for cell in row), (
                f"{page.name}: a cell is missing or empty: {row}"
            )


def test_table_of_the_pieces_is_that_of_the_docstrings():
    said = [run(script).names["__doc__"].splitlines()[2:] for script in STEPS]
    table = [
        [cell.strip("*") for cell in row] for row in tables(ROOT / "README.md")[0][2:]
    ]
    assert table == [
        [lines[0][:8].strip(), *(line[8:].strip() for line in lines)]
        for lines in zip(*said, strict=True)
    ], "the README's first table and the docstrings differ in who does what"


ROWS = [
    (
        edits.code_of(row[0]),
        row[1],
        re.match(r"steps? (\d)(?: to (\d)|, (\d))?:", row[0]),
    )
    for page in pages.PAGES
    for table in tables(page)
    for row in table[2:]
    if len(row) == 3 and "`" in row[0]
]


@pytest.mark.parametrize("code, seen, steps", ROWS, ids=[row[0] for row in ROWS])
def test_row_shows_what_its_edit_does(code, seen, steps):
    found = edits.runs(code)
    assert found, f"tools/edits.py has no edit for this row: {code}"
    if steps:
        first, last = int(steps[1]), int(steps[2] or steps[3] or steps[1])
        assert [int(s[4]) for s in found] == [*range(first, last + 1)], f"{code}: steps"
    came = {message for r in found.values() for message in r.said}
    shown = set(re.findall(r"`(\w+(?:Error|Warning): .*?)`", seen))
    fits = [(text, m) for text in shown for m in came if pages.is_shown_as(m, text)]
    assert {text for text, _ in fits} == shown, f"{code}: what comes is {came}"
    assert {message for _, message in fits} == came, f"{code}: there come {came}"
    numbers = re.findall(NUMBER, re.sub("`.*?`", "", seen))
    printed = re.findall(NUMBER, " ".join(r.output for r in found.values()))
    assert set(numbers) <= set(printed), f"{code}: not all of {numbers} are printed"
    if not shown and not numbers:
        for script, r in found.items():
            assert r.output == run(script).output, (
                f"{code}: {script} prints other lines"
            )


def test_every_edit_is_shown_on_a_page():
    keys = {line.split(" | ")[0] for line in edits.TABLE.splitlines() if line}
    assert keys == {row[0] for row in ROWS}
