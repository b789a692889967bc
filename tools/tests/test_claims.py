"""What the pages say in sentences is so.

A number is held where it stands: claims.py has a few words around it, and what a run or a
closed form gives for it. A page says each of them once, word for word.
"""

import functools
import re
from string import Formatter

import needs
import numpy as np
import pytest
from claims import CLAIMS
from computed import (
    ACROSS,
    ALONE,
    FASTER,
    README,
    TENFOLD,
    TRUE_W,
    last_distance,
    last_update,
    loss_at,
)
from edits import RATE_LINE, edited_scripts, run_edited
from step_tools import runner, tables, theory
from step_tools.runner import STEP1, STEP2, STEP4, STEPS, source

pages = needs.pages()


@functools.cache
def sentences(page):
    """Return what a page says in prose and formulas, with ASCII's minus."""
    texts = [part.text for part in pages.prose(page)]
    texts += [b.text for b in pages.blocks(page) if b.info == "math"]
    return "\n".join(texts).replace("−", "-")


def said(claim):
    """Return the words of a claim with its values in their places."""
    if claim.values is None:
        return claim.words
    values = claim.values()
    fields = [
        name for _, name, *_ in Formatter().parse(claim.words) if name is not None
    ]
    if "" in fields:  # a field with an index may leave some values out
        assert len(values) == len(fields), f"{len(fields)} fields for {values}: {claim}"
    return claim.words.format(*values)


def longest_words(claim):
    """Return the longest words of a claim that stand between two values."""
    return max((words for words, *_ in Formatter().parse(claim.words)), key=len)


CLAIMS_OF_PAGES = [
    pytest.param(page, claim, id=f"{pages.name(page)}: {claim.words}")
    for page, claims in CLAIMS.items()
    for claim in claims
]


@pytest.mark.parametrize("page, claim", CLAIMS_OF_PAGES)
def test_sentence_says_the_number(page, claim):
    sentence, text = said(claim), sentences(page)
    # Not inside of a longer number
    found = re.findall(rf"(?<![\w.]){re.escape(sentence)}(?!\w|\.\d)", text)
    place = text.find(longest_words(claim))
    there = text[max(place - 40, 0) : place + len(sentence) + 20] if place >= 0 else ""
    assert len(found) == claim.times, (
        f"{pages.name(page)} says {len(found)} times, not {claim.times}: {sentence!r}\n"
        f"What it says: {there!r}"
    )


NUMBER = re.compile(r"(?<![\w.])\d+(?:[.,]\d+)*")


def places(text, parts):
    """Return where parts stand in a text, as (start, end); each part once, in order."""
    found, end = [], 0
    for part in parts:
        start = text.find(part, end)
        if start >= 0:
            end = start + len(part)
            found.append((start, end))
    return found


def reasons_of_edits(page):
    """Return the last cells of a page's tables of edits."""
    cells = []
    for header, *rows in tables.tables(pages.read(page)):
        if header[0] in ("edit", "mistake", "situation"):
            cells += [row[-1] for row in rows]
    return cells


def is_heading_with_claims(page, part):
    """Return whether a part is a heading; README's have the scripts' titles."""
    return part.kind.startswith("h") and page != README


def texts_with_numbers(page):
    """Yield the texts of a page whose numbers are claims, and where code stands in them."""
    for part in pages.prose(page):
        if part.kind == "p" or is_heading_with_claims(page, part):
            yield part.text, places(part.text, part.codes)
    for cell in reasons_of_edits(page):
        text = cell.replace("`", "")
        yield text, places(text, tables.code_spans(cell))


def without_number_of_a_question(text):
    """Return a text with spaces for a number that it begins with: "1. The learning rate"."""
    return re.sub(r"^\d+\.", lambda found: " " * len(found[0]), text)


@pytest.mark.parametrize("page", CLAIMS, ids=pages.name)
def test_each_number_is_that_of_a_claim(page):
    """Numbers in code, in README's headings and in other cells are held elsewhere."""
    claims = [said(claim) for claim in CLAIMS[page]]
    free = []
    for text, held in texts_with_numbers(page):
        text = text.replace("−", "-")
        for claim in claims:
            held = [*held, *places(text, [claim])]
        for number in NUMBER.finditer(without_number_of_a_question(text)):
            if not any(start <= number.start() < end for start, end in held):
                free.append(text[max(0, number.start() - 40) : number.end() + 20])
    assert not free, (
        f"{pages.name(page)} has numbers that no Claim holds:\n" + "\n".join(free)
    )


# Sentences without a number of their own


def test_rates_that_arrive_and_do_not():
    """README.md: 0.125 arrives in steps 1 to 3 alone, and 0.15 nowhere."""
    assert 2 / ACROSS < 0.125 < 2 / ALONE < 0.15


def test_b_in_step_2_needs_no_derivative():
    """README.md: step 2 then prints the same lines."""
    assert run_edited(STEP2, "b.grad").output == run_edited(STEP1, "b in step 1").output


def test_large_numbers_need_a_smaller_rate():
    """README.md: divide the learning rate by 100."""
    tenfold = edited_scripts(TENFOLD)[STEP1]
    assert RATE_LINE in tenfold
    tenfold = tenfold.replace(
        RATE_LINE, f"learning_rate = {theory.LEARNING_RATE / 100}"
    )
    assert runner.run(STEP1, tenfold).output.endswith("f(5) = 10.000\n")


def test_w_stops_at_the_last_number_below_2():
    """README.md and docs/valley.md: float32 has no number between this w and 2."""
    assert last_update() < last_distance() / 2, (
        "the last update of step 1 would change w"
    )
    last_w = np.float32(run_edited(STEP1).states[-1][0])
    assert np.nextafter(last_w, np.float32(3)) == TRUE_W


def test_centred_inputs():
    """docs/valley.md: with 0.4 the loss at epoch 10 is below 1e-11."""
    assert loss_at(STEP4, 10, FASTER) < 1e-11


# Headings and commands


def test_headings_are_those_of_the_scripts():
    headings = [part.text for part in pages.prose(README) if part.kind == "h2"]
    for script in STEPS:
        title = source(script).partition("\n")[0].strip('"').removesuffix(".")
        assert any(title.startswith(heading) for heading in headings), title


def test_each_diff_stands_by_its_command():
    text = sentences(README)
    for block in pages.blocks(README):
        if block.info.startswith("diff") and " with " not in block.info:
            *options, old, new = block.info.split()[1:]
            command = " ".join(["git diff", *options, "--no-index", old, new])
            assert command in text, f"the README has the diff, and no {command}"


def test_points_are_those_of_the_scripts():
    """Every f(…) on a page is f(5)."""
    for page in pages.PAGES:
        found = set(re.findall(r"f\((\d+)\)", pages.read(page)))
        assert found <= {f"{theory.X_TEST:g}"}, f"{pages.name(page)} has f of {found}"
