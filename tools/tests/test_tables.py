"""Tables that are no tables of edits say what is so, and each table has all its cells."""

import needs
import numpy as np
import pytest
from computed import (
    ACROSS,
    ALONE,
    ALONG,
    COSTS,
    COUNT,
    RATE,
    README,
    VALLEY,
    table_with,
)
from edits import run_edited
from step_tools import tables, theory
from step_tools.runner import STEP2, STEPS, source

pages = needs.pages()


@pytest.mark.parametrize("page", pages.PAGES, ids=pages.name)
def test_tables_have_all_their_cells(page):
    for header, *rows in tables.tables(pages.read(page)):
        steps = [cell for cell in header if cell.startswith("step ")]
        assert steps in ([], ["step 1", "step 2", "step 3", "step 4"])
        for row in [header, *rows]:
            assert len(row) == len(header), (
                f"{len(row)} cells, not {len(header)}: {row}"
            )
            assert all(row[1:]), f"an empty cell: {row}"
            assert row[0] or row is header, f"an empty first cell: {row}"


def test_table_of_the_pieces_is_that_of_the_docstrings():
    header, *rows = tables.tables(pages.read(README))[0]
    for column, script in enumerate(STEPS, 1):
        lines = run_edited(script).names["__doc__"].splitlines()[2:]
        said = {line[:10].strip(): line[10:] for line in lines}
        shown = {cells[0]: cells[column].strip("*") for cells in rows}
        assert shown == said, f"the README's first table and {script} differ"
        assert script in header[column]


def test_table_of_the_first_epoch():
    errors = theory.errors(0, 0)
    columns = (
        theory.X,
        theory.Y,
        0 * theory.X,
        errors,
        errors**2,
        2 * errors * theory.X,
    )
    shown = [list(map(float, row)) for row in table_with(README, "x")]
    assert shown == np.transpose(columns).tolist()


def test_table_of_the_graph():
    """The nodes are those of step 2, and their derivatives those of the first sample."""
    node, nodes = run_edited(STEP2).names["loss"].grad_fn, []
    while node:
        nodes.append(type(node).__name__)
        parents = [parent for parent, _ in node.next_functions if parent]
        node = parents[0] if parents else None
    rows = table_with(README, "node")
    assert nodes.pop() == "AccumulateGrad", "the end of the graph adds to w.grad"
    assert [tables.code_spans(row[0])[0] for row in rows] == nodes
    twice = 2 * theory.errors(0, 0)[0]
    assert [row[-1] for row in rows] == [f"1 / {COUNT}", f"{twice:g}", "1", "1"]
    assert theory.X[0] == 1
    assert [row[2] for row in rows] == ["1 / N", "2 · (w · x - y)", "1", "x"]


def test_table_of_the_four_side_by_side():
    """What a step does, by its column, stands in its script; "the same" is checked, too."""
    for _, *cells in table_with(README, "in the loop"):
        codes = [tables.code_spans(cell) for cell in cells]
        for script, cell, code in zip(STEPS, cells, codes, strict=True):
            if cell == "the same":
                code = codes[STEPS.index(script) - 1]
            assert all(part in source(script) for part in code), (
                f"{script} has no {' '.join(code)}"
            )


def test_table_of_the_curvatures():
    shown = [row[1:] for row in table_with(VALLEY, "direction")]
    assert shown == [
        [f"{ALONE:g}", f"1 - {RATE:g} · {ALONE:g} = {1 - RATE * ALONE:.2f}"],
        [f"{ACROSS:.2f}", f"1 - {RATE:g} · {ACROSS:.2f} = {1 - RATE * ACROSS:.2f}"],
        [f"{ALONG:.2f}", f"1 - {RATE:g} · {ALONG:.2f} = {1 - RATE * ALONG:.3f}"],
    ]


def test_table_of_the_costs():
    """What was measured on 25 November 2026, and is kept here."""
    assert table_with(COSTS, "samples") == [
        ["4", "11 µs", "7.1 ×", "10 ×", "14 ×"],
        ["10,000", "22 µs", "4.6 ×", "5.8 ×", "11 ×"],
        ["10,000,000", "34 ms", "3.2 ×", "1.7 ×", "1.7 ×"],
        [
            "10,000,000, with `THP_MEM_ALLOC_ENABLE=1`",
            *("36 ms", "1.1 ×", "0.73 ×", "0.98 ×"),
        ],
    ]
