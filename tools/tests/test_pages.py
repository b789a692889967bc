"""Blocks and rows show what the scripts, git and Python show now.

Where a block fails because a script was changed on purpose, `python tools/pages.py`
renews it. A cell of a table is changed by hand.
"""

import itertools
import re
import shutil
import subprocess
import sys

import edits
import needs
import pytest
from block_texts import block_text
from cells import SAID, Row, rows_of_edits, said_in
from step_tools import tables
from step_tools.errors_page import ERRORS_PAGE, documented_fix
from step_tools.runner import ROOT, STEP3, STEPS

pages = needs.pages()

HELD = [
    pytest.param(page, block, id=f"{pages.name(page)}: {block.info}")
    for page in pages.PAGES
    for block in pages.blocks(page)
    if block.is_held
]
OUTPUTS = [param for param in HELD if param.values[1].is_output_of_program]
OTHERS = [param for param in HELD if param not in OUTPUTS]
NOT_HELD = ("sh", "powershell", "math")
OTHER_WORDS = "this Python words the error otherwise, as the row's last cell says"
RENEW = "shows something else: try python tools/pages.py"


# Blocks


@pytest.mark.parametrize("page, block", OUTPUTS)
def test_block_shows_what_the_program_prints(page, block, shown_by_program):
    if "torchrun" in block.info:
        needs.gloo()
    assert block.text == shown_by_program(block.info), f"{pages.name(page)} {RENEW}"


@pytest.mark.parametrize("page, block", OTHERS)
def test_block_shows_what_is_so(page, block):
    if block.info.startswith("diff"):
        needs.git()
    if block.info.startswith("python"):
        pages.check_lines(page, block)
    else:
        assert block.text == block_text(block.info), f"{pages.name(page)} {RENEW}"


@pytest.mark.parametrize("page", pages.PAGES, ids=pages.name)
def test_renewing_changes_only_what_has_changed(page, monkeypatch):
    as_it_is = {block.info: block.text for block in pages.blocks(page)}
    monkeypatch.setattr(pages, "block_text", lambda info: as_it_is[info])
    assert pages.renewed(page) == pages.read(page)
    monkeypatch.setattr(pages, "block_text", lambda info: "another line\n")
    renewed = pages.blocks_of(pages.renewed(page))
    for block, other in zip(pages.blocks(page), renewed, strict=True):
        assert other.info == block.info
        assert other.text == ("another line\n" if block.is_held else block.text)


def test_blocks_are_found():
    """No block is lost by a slip in its info string."""
    infos = {block.info for block in pages.blocks(pages.README)}
    for old, new in itertools.pairwise(STEPS):
        diffs = [info for info in infos if info.endswith(f" {old} {new}")]
        assert len(diffs) == 1 and diffs[0].startswith("diff -U2 ")
    assert {f"text {STEPS[0]}", f"text {STEPS[-1]}"} <= infos
    for page in pages.PAGES:
        for block in pages.blocks(page):
            assert block.is_held or block.info in NOT_HELD, (
                f"{pages.name(page)}: nothing holds a block with {block.info!r}"
            )


# Tables

ENGLISH = [page for page in pages.PAGES if not page.match("README.*.md")]
ROWS = [
    pytest.param(row, id=f"{pages.name(page)}: {row.key}")
    for page in ENGLISH
    for row in rows_of_edits(pages.read(page))
]


@pytest.mark.parametrize(
    "steps, seen, said",
    [
        ((1, 2), "f(5) = 0.414", ["1 0.414 the end", "2 0.414 the end"]),
        (
            (3, 4),
            "0.000 in step 3 and 0.499 in step 4",
            ["3 0.000 the end", "4 0.499 the end"],
        ),
        (
            (3, 4),
            "f(5) = 0.000, in step 4 0.499",
            ["3 0.000 the end", "4 0.499 the end"],
        ),
        ((1, 2, 3), "steps 1 to 2 end at 9.9", ["1 9.9 the end", "2 9.9 the end"]),
        (
            (3,),
            "it ends at 10.000, and w is 2.268 at epoch 10",
            ["3 10.000 the end", "3 2.268 10"],
        ),
        ((1, 2), "only NumPy warns: `RuntimeWarning: x`", ["1 RuntimeWarning: x"]),
        ((4,), "`IndexError: y; z`", ["4 IndexError: y; z"]),
    ],
)
def test_a_cell_is_read_like_this(steps, seen, said):
    row = Row("key", tuple(STEPS[number - 1] for number in steps), seen)
    found = []
    for one in said_in(row):
        number = STEPS.index(one.script) + 1
        what = one.message or f"{one.number} {one.when}"
        found.append(f"{number} {what}")
    assert found == said


def numbers_printed(output, when):
    """Return the numbers of the line of an epoch, or of the last line at "the end"."""
    start = "after training: " if when == "the end" else f"epoch {when:>4}: "
    lines = [line for line in output.splitlines() if line.startswith(start)]
    return " ".join(lines).replace(",", "").split()


@pytest.mark.parametrize("row", ROWS)
def test_row_has_scripts_of_its_edit(row):
    edited = edits.edited_scripts(row.key)
    assert row.scripts, "the row names no script"
    assert set(row.scripts) <= edited.keys(), f"the edit is for {', '.join(edited)}"


@pytest.mark.parametrize("row", ROWS)
def test_row_shows_the_errors_and_warnings_that_come(row):
    if sys.version_info < edits.oldest_python(row.key):
        pytest.skip(OTHER_WORDS)
    said = list(said_in(row))
    for script in row.scripts:
        result = edits.run_edited(script, row.key)
        came = {message.text for message in result.warnings}
        if result.error:
            came.add(result.error.text)
        shown = {one.message for one in said if one.script == script and one.message}
        for message in shown:
            assert any(tables.is_shown_as(text, message) for text in came), (
                f"{script} brings {came or 'no error'}, not {message!r}"
            )
        for text in came:
            assert any(tables.is_shown_as(text, message) for message in shown), (
                f"{script} brings {text!r}, and the row does not show it"
            )


@pytest.mark.parametrize(
    "row", rows_of_edits(pages.read(ERRORS_PAGE)), ids=lambda row: row.key
)
def test_pytest_finds_the_row_of_an_error(row):
    if sys.version_info < edits.oldest_python(row.key):
        pytest.skip(OTHER_WORDS)
    for script in row.scripts:
        result, step = edits.run_edited(script, row.key), STEPS.index(script) + 1
        if result.error:
            messages = [result.error, *result.warnings]
            fixes = [documented_fix(message.text, step) for message in messages]
            # A row may say more of an error than the first row that has it.
            assert row.why.startswith(tuple(filter(None, fixes))), (
                f"{script}: {result.error.text}"
            )


@pytest.mark.parametrize("row", ROWS)
def test_row_shows_the_numbers_that_are_printed(row):
    said = list(said_in(row))
    rest = SAID.sub("", re.sub(r"epoch \d+", "", row.seen))
    assert not re.search(r"\d", rest), f"whose number is that: {rest!r}?"
    for one in said:
        output = edits.run_edited(one.script, row.key).output
        assert not one.number or one.number in numbers_printed(output, one.when), (
            f"{one.script} prints no {one.number} at {one.when}:\n{output}"
        )
    for script in set(row.scripts) - {one.script for one in said}:
        assert (
            edits.run_edited(script, row.key).output == edits.run_edited(script).output
        ), f"{script} prints other lines, and the row does not say so"


def test_every_edit_is_shown():
    """In a row or a block for each of its scripts, or named in a sentence."""
    shown, named = set(), set()
    for row in [param.values[0] for param in ROWS]:
        shown |= {(row.key, script) for script in row.scripts}
    for page in pages.PAGES:
        for part in pages.prose(page):
            if part.kind == "p":
                named.update(part.codes)
        for block in [block for block in pages.blocks(page) if " with " in block.info]:
            program, _, key = block.info.partition(" with ")
            shown.add((key, program.split()[-1]))
    for edit in edits.EDITS:
        for script in edit.scripts:
            assert edit.key in named or (edit.key, script) in shown, (
                f"no page shows this edit of {script}: {edit.key}"
            )


def test_questions_are_counted():
    numbers = re.findall(r"^\*\*(\S+)\. ?", pages.read(pages.README), re.MULTILINE)
    counted = [number for number in numbers if number[0].isdigit()]
    assert counted == [str(number) for number in range(1, len(counted) + 1)]


# Where a script runs, and with what


@pytest.mark.parametrize(
    "file, error",
    [("", "ModuleNotFoundError: "), ("torch.py", "ImportError: ")],
    ids=["without torch", "beside a torch.py"],
)
def test_errors_of_where_a_script_runs(tmp_path, file, error):
    """Run step 3 without the installed packages (-S)."""
    shutil.copy(ROOT / STEP3, tmp_path)
    if file:
        (tmp_path / file).touch()
    command = [sys.executable, "-S", tmp_path / STEP3]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    last = ended.stderr.splitlines()[-1]
    codes = [code for part in pages.prose(ERRORS_PAGE) for code in part.codes]
    shown = [code for code in codes if code.startswith(error)]
    assert any(tables.is_shown_as(last, code) for code in shown), last
