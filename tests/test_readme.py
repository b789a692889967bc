"""The README shows nothing that is not so.

As a program, python tests/test_readme.py, this file writes the README's diffs, outputs
and tables of edits anew, from the scripts and from readme_rows.py.
"""

import re
from itertools import pairwise

import numpy as np
import pytest
import torch
from conftest import (
    BLOCK,
    README,
    ROOT,
    STEP1,
    STEP2,
    STEP4,
    STEPS,
    blocks,
    git_diff,
    run,
    source,
)
from readme_rows import LR, TABLES, Row, text_of
from test_diffs import CHANGES, PIECES
from test_from_here import (
    DIFFS,
    MINI_BATCHES,
    ON_ONE_MACHINE,
    ON_TWO_MACHINES,
    PROCESSES,
    anew,
    processes,
    run_diff,
)
from test_step4 import EPOCHS, FLAT, HESSIAN, RATE, STEEP, W_ALONE, starting_at


def table(header):
    """Return the rows, as lines, of the README's table under a header line."""
    assert header in README.splitlines(), f"the README has no table headed {header}"
    lines = README.split(header + "\n")[1].split("\n\n")[0].splitlines()
    columns = header.count("|") - 1
    assert re.fullmatch(r"\|(-+:?\|)" + f"{{{columns}}}", lines[0]), (
        f"under {header} there has to be a line of dashes for {columns} columns"
    )
    return lines[1:]


# Commands

DIFF = f"{STEP1} {STEP2}"
PYTHON = ".venv/bin/python"
CPU_BUILD = f"""\
python3 -m venv .venv && {PYTHON} -m pip install uv && \
.venv/bin/uv pip install --torch-backend=cpu -r requirements.txt
"""


def test_first_two_blocks_are_what_ci_runs():
    ci = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    for language, text in re.findall(BLOCK, README)[:2]:
        assert language == "sh" and text.count("\n") == 1, (
            f"the README's first two blocks are one line of sh each, not {language}: {text}"
        )
        assert text.rstrip("\n") in ci, (
            f".ci/run does not run the README's line: {text}"
        )


def test_first_line_runs_the_four_scripts_in_order():
    parts = blocks("sh")[0].rstrip("\n").split(" && ")
    assert parts == [
        "python3 -m venv .venv",
        f"{PYTHON} -m pip install -r requirements.txt",
        *(f"{PYTHON} {script}" for script in STEPS),
    ]


def test_windows_lines_are_the_two_lines():
    lines = " && ".join(line.rstrip("\n") for line in blocks("sh")[:2])
    windows = lines.replace("python3 ", "py ").replace(PYTHON, r".venv\Scripts\python")
    assert blocks("powershell") == [windows.replace(" && ", "\n") + "\n"]


def test_other_commands():
    expected = [
        CPU_BUILD,
        f"git diff --no-index {DIFF}\ngit diff --no-index --word-diff {DIFF}\n",
        f".venv/bin/torchrun {ON_ONE_MACHINE}\n",
        f".venv/bin/torchrun {ON_TWO_MACHINES}\n",
        f"{PYTHON} docs/cost.py\n",
        f"{PYTHON} -m pytest tests/test_step4.py\n{PYTHON} -m pytest -k gradient\n",
        f"{PYTHON} tests/test_readme.py\n{PYTHON} docs/figures.py\n",
    ]
    assert blocks("sh")[2:] == expected
    for path in re.findall(r"\w+/\w+\.py", "".join(expected)):
        assert (ROOT / path).exists(), f"the README runs {path}, which is not there"


def test_word_diff_marks_words():
    assert "w = [-np.array(0," in git_diff("--word-diff", STEP1, STEP2)


# Diffs, outputs, and the table of the pieces


def expected_diffs():
    return [git_diff(*pair) for pair in CHANGES] + [anew(d) for d in DIFFS.values()]


def test_diffs_are_what_git_prints():
    """Those after step 4 as well: their hashes hold what they make of it."""
    assert len(blocks("diff")) == 6
    names = [" and ".join(pair) for pair in CHANGES] + list(DIFFS)
    for name, shown, printed in zip(names, blocks("diff"), expected_diffs()):
        assert shown == printed, (
            f"the README's diff for {name} is not what git diff --no-index prints;"
            " if that is meant, python tests/test_readme.py writes it anew"
        )


def test_outputs_are_what_the_scripts_print(programs):
    shown = blocks("text")
    assert len(shown) == 4
    printed = [programs[script][1].decode() for script in STEPS]
    printed += [run_diff(MINI_BATCHES).output, processes()[0]]
    names = [
        *STEPS,
        *(f"{STEP4} with the diff for {n}" for n in (MINI_BATCHES, PROCESSES)),
    ]
    # One block for steps 1 to 3.
    for name, there, here in zip(names, shown[:1] * 2 + shown, printed, strict=True):
        assert there == here, (
            f"the README shows another output than {name} prints;"
            " if that is meant, python tests/test_readme.py writes it anew"
        )


def test_code_is_the_gradient_of_step_1():
    expected = re.search(r"(?ms)^def gradient.*?^(?=\n)", source(STEP1))[0]
    assert blocks("python") == [expected]


def test_table_of_the_pieces():
    links = " | ".join(f"[step {i}]({script})" for i, script in enumerate(STEPS, 1))
    rows = []
    for i, piece in enumerate(("model", "loss", "gradient", "update")):
        who = [PIECES[script][i] for script in STEPS]
        # What a step changes is in bold.
        new = [f"**{now}**" if now != then else now for then, now in pairwise(who)]
        rows.append(f"| {' | '.join([piece, who[0], *new])} |")
    assert table(f"| piece | {links} |") == rows


# The tables of edits


@pytest.mark.parametrize(
    "header, row",
    [(header, row) for header, rows in TABLES.items() for row in rows],
    ids=lambda value: value.edit if isinstance(value, Row) else "",
)
def test_row_is_what_its_edit_brings_about(header, row):
    expected = text_of(row)
    assert expected in table(header), (
        "the README lacks this row, which runs of the edited scripts bring about"
        f" (if that is meant, python tests/test_readme.py writes it anew):\n{expected}"
    )


@pytest.mark.parametrize("header", TABLES)
def test_table_has_no_row_without_a_test(header):
    assert len(table(header)) == len(TABLES[header]), (
        f"the README's table {header} has another number of rows than there are tests"
    )


# What was measured once, and what docs/cost.py printed then: test_cost.py holds how

COST_TABLE = """\
| 4 | 8.5 µs | 4.0 × | 4.8 × | 6.8 × |
| 10,000 | 15 µs | 3.1 × | 3.3 × | 5.2 × |
| 10,000,000 | 23 ms | 3.7 × | 2.0 × | 2.0 × |
"""
COSTS = [
    "Steps 2 to 4 are shown as ratios to step 1:",
    "Step 3 has fewer operations than step 2,",
    "and so is a module in step 4.",
    (
        "AMD EPYC, 2 threads, Python 3.11.7, NumPy 2.4.6, PyTorch 2.13.0+cpu. To start: NumPy"
        " 58 ms, PyTorch 1.0 s, PyTorch and an optimizer 2.2 s."
    ),
    "With 10 million samples it goes into memory: each result on the way to the loss fills 40 MB,",
    "where `THP_MEM_ALLOC_ENABLE=1` is set. With it the ratios are 1.3, 0.68 and 1.0,",
]


def test_costs_are_those_measured():
    rows = table("| samples | step 1 | step 2 | step 3 | step 4 |")
    assert rows == COST_TABLE.splitlines()


# The numbers in the text


def minus(text):
    """Return text with the minus sign of mathematics for each hyphen."""
    return text.replace("-", "−")


def first_epoch():
    """The first epoch, computed by step 1's own functions."""
    names = run(STEP1, until="for epoch").names
    x, y, w = names["X"], names["y"], names["w"]
    y_pred = names["model"](x)
    *others, last = [f"{difference:g}" for difference in y_pred - y]
    squares = " + ".join(f"{square:g}" for square in (y_pred - y) ** 2)
    terms = " - ".join(f"{-term:g}" for term in 2 * (y_pred - y) * x)
    slope = names["gradient"](x, y_pred, y)
    return minus(
        f"w is {w:g}, so every prediction is {y_pred.max():g}, and the differences are"
        f" {', '.join(others)} and {last}. The loss is"
        f" ({squares}) / {len(x)} = {names['loss_fn'](y_pred, y):g}, the gradient is"
        f" (-{terms}) / {len(x)} = {slope:g}, and w becomes"
        f" {w:g} - {RATE} · ({slope:g}) = {run(STEP1).epochs[1][1]:.1f}."
    )


def valley():
    """Why step 4 takes longer: the eigenvalues, and what they make of an epoch."""
    (a, b), (c, d) = HESSIAN
    return minus(
        f"Hessian [[{a:g}, {b:g}], [{c:g}, {d:g}]], have the eigenvalues {STEEP:.2f} and"
        f" {FLAT:.2f}: steep across the valley, flat along it. An epoch multiplies the"
        f" distance from the lowest point by 1 - {RATE} · {STEEP:.2f} ="
        f" {1 - RATE * STEEP:.2f} across and by 1 - {RATE} · {FLAT:.2f} ="
        f" {1 - RATE * FLAT:.3f} along, so the valley is crossed in a few epochs and then"
        f" followed slowly. With w alone the factor is 1 - {RATE} · {W_ALONE:g} ="
        f" {1 - RATE * W_ALONE:.2f}."
    )


def figures():
    """What the alternative texts say of the figures."""
    by_hand, step4 = run(STEP1).epochs, run(STEP4).epochs
    losses, floor = [loss for *_, loss in by_hand], by_hand[-1][3]
    crossed, w, b, loss = step4[5]
    return [
        (
            f"Steps 1 to 3 fall from {losses[0]:g} to a floor of {floor:.1e}, reached at epoch"
            f" {losses.index(floor) + 1}. Step 4 falls from {step4[0][3]:.0f} to {loss:.1f}"
            f" within {crossed} epochs, is still at {step4[99][3]:.2f} at epoch 100, and ends"
            f" at {step4[-1][3]:.1e}."
        ),
        (
            "ellipses around w = 2, b = 0. Steps 1 to 3 go straight along b = 0. Step 4"
            f" crosses to about w = {w:.1f}, b = {b:.1f}, then"
        ),
    ]


def starts():
    """How far along the valley seed 0 and the other seeds start, and the worst start."""
    along = np.linalg.eigh(HESSIAN)[1][:, 0]
    distances = []
    for seed in range(100):
        torch.manual_seed(seed)
        w, b = (p.item() for p in torch.nn.Linear(1, 1).parameters())
        distances.append(abs(along @ [w - 2, b]))
    farther = sum(distance > distances[0] for distance in distances)
    assert farther < 50, "seed 0 is not slower than most"

    corners = [(w, b) for w in (-1.0, 1.0) for b in (-1.0, 1.0)]
    w, b = max(corners, key=lambda corner: abs(along @ np.subtract(corner, [2, 0])))
    names = run(STEP4, starting_at(w, b)).names
    error = abs(names["model"](names["X_test"]).item() - 10)
    return [
        f"of the seeds 0 to 99, {farther} start farther away along the valley.",
        minus(f"`nn.Linear(1, 1)` can draw, w = {w:g} and b = {b:g}, ")
        + f"{EPOCHS} epochs leave an error of {error:.1e} at x = 5.",
    ]


def limits():
    return (
        f"to 2 / {W_ALONE:g} = {2 / W_ALONE:.3f} in steps 1 to 3 and 2 / {STEEP:.2f} ="
        f" {2 / STEEP:.3f} in step 4: above it the factor is below −1,"
    )


def text():
    """Return the README's running text, on one line: no blocks, tables or addresses."""
    kept = re.sub(BLOCK + r"|^\|.*?$", "", README)
    return " ".join(re.sub(r"\]\([^)]*\)", "]", kept).split())


def facts():
    """Return the passages of the text that hold a number, as they have to be."""
    return [
        # test_programs.py, test_same_computation.py, test_step4.py and test_diffs.py say so.
        "f(x) = 2x,",
        "All of them predict f(5) = 10.000,",
        "and steps 2 and 3 print the same, byte for byte:",
        "Steps 2 to 4 are shown below as the first of these commands prints them,",
        "The training loop is the same text as in step 3.",
        "`torch.manual_seed(0)` makes the same in every run.",
        "Why step 4 takes longer At epoch 100, steps 1 to 3 have long arrived, and step 4 has not.",
        # What torch 2.6 needs, and what it takes on Linux.
        "You need Python 3.10 or newer.",
        "takes 5.4 GB on disk. The CPU build takes 1 GB and",
        # The derivative that test_pieces.py holds to autograd and to a central difference.
        r"(w) = \frac{1}{N} \sum_{i=1}^{N} (w x_i - y_i)^2 ,$$",
        r"$$\frac{d}{dw} (w x_i - y_i)^2 = 2 (w x_i - y_i) \cdot x_i ,$$",
        r"{dw} = \frac{1}{N} \sum_{i=1}^{N} 2 (w x_i - y_i) \cdot x_i .$$",
        first_epoch(),
        *(source(script).splitlines()[0].strip('".') for script in STEPS),
        "They were float32 from the start, PyTorch's default,",
        "`X.shape[1]` inputs, `y.shape[1]` outputs.",
        valley(),
        *figures(),
        (
            "The floor of steps 1 to 3 is where float32 ends: w is the float32 next below 2, and"
            " the next update, less than half the gap between them, rounds to nothing."
        ),
        "Seed 0 is slower than most:",
        *starts(),
        limits(),
        # What comes after step 4: test_from_here.py.
        "Each of the next three diffs changes step 4.",
        "enter `git apply`, paste it, and press Enter and Ctrl-D (on Windows Ctrl-Z and Enter).",
        "`git restore step4_nn_module.py` undoes it, before the next one is tried.",
        "To `git diff -w`, which ignores white space, only three lines are new.",
        f"in batches of {run_diff(MINI_BATCHES).names['dataloader'].batch_size}, shuffled",
        "In steps 3 and 4 every update saw all samples;",
        (
            "It still arrives at 10.000, because the data has no noise: at w = 2, b = 0 the loss"
            " of every sample is 0,"
        ),
        "the device is the CPU, and the output is that of step 4.",
        "samples 1 and 3 for `rank` 0, samples 2 and 4 for `rank` 1.",
        "start from the parameters of `rank` 0,",
        "the update that step 4 makes.",
        "**`if rank == 0`**: only one process prints. Its `w` is that of step 4 in every line.",
        "and where it stands in the three diffs after step 4.",
        "applies the three diffs after step 4, and runs what they make of it.",
        *COSTS,
        "follow lessons 5 and 6,",
    ]


def test_numbers_in_the_text():
    rest = text()
    for fact in facts():
        assert fact in rest, f"the README has to say, in these words: {fact}"
        rest = rest.replace(fact, "", 1)
    found = re.search(r".{0,40}\d.{0,40}", rest)
    assert not found, f"the README has a number that no test holds: {found[0]}"


def test_floor_is_where_float32_ends():
    _, w, _, _ = run(STEP1).epochs[-1]
    step = 2 - float(np.nextafter(np.float32(2), np.float32(0)))
    assert w == 2 - step
    assert abs(RATE * W_ALONE * (w - 2)) < step / 2


@pytest.mark.parametrize(
    "script, below, above", [(STEP1, 0.13, 0.134), (STEP4, 0.115, 0.12)]
)
def test_limits_of_the_learning_rate(script, below, above):
    limit = 2 / (STEEP if script == STEP4 else W_ALONE)
    assert below < limit < above
    distances = [
        abs(run(script, (LR, f"learning_rate = {rate}")).epochs[-1][1] - 2)
        for rate in (below, above)
    ]
    assert distances[0] < 1e-4 and distances[1] > 1, (
        f"{script}: below {limit:.4f} w has to arrive at 2, above it to leave; after"
        f" 1000 epochs at {below} and {above} it is {distances} away"
    )


# Links

ADDRESSES = {
    "https://docs.astral.sh/uv/guides/integration/pytorch/",
    "https://docs.pytorch.org/docs/stable/elastic/run.html",
    "https://docs.pytorch.org/docs/stable/generated/torch.accelerator.current_accelerator.html",
    "https://docs.pytorch.org/docs/stable/generated/torch.nn.parallel.DistributedDataParallel.html",
    "https://docs.pytorch.org/docs/stable/generated/torch.no_grad.html",
    "https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html",
    "https://docs.pytorch.org/docs/stable/generated/torch.optim.Optimizer.zero_grad.html",
    "https://pytorch.org/docs/stable/generated/torch.nn.MSELoss.html",
}


def test_links_lead_somewhere():
    headings = re.findall(r"(?m)^#+ (.*)", re.sub(BLOCK, "", README))
    anchors = {re.sub(r"[^\w -]", "", h).lower().replace(" ", "-") for h in headings}
    links = set(re.findall(r"\]\(([^)]+)\)", README))
    assert ADDRESSES <= links, f"the README does not link to {ADDRESSES - links}"
    for link in links - ADDRESSES:
        there = link[1:] in anchors if link[0] == "#" else (ROOT / link).exists()
        assert there, f"the README links to {link}, which is not there"


# Writing it anew


def written_anew():
    """Return the README with the diffs, outputs and tables that it has to show."""
    diffs = expected_diffs()
    DIFFS.update(zip(DIFFS, diffs[len(CHANGES) :]))
    outputs = [run(STEP1).output, run(STEP4).output]
    outputs += [run_diff(MINI_BATCHES).output, processes()[0]]
    new = {"diff": iter(diffs), "text": iter(outputs)}

    def block(match):
        language = match[1]
        shown = next(new[language]) if language in new else match[2]
        return f"```{language}\n{shown}```"

    readme = re.sub(BLOCK, block, README)
    for header, rows in TABLES.items():
        lines = "".join(text_of(row) + "\n" for row in rows)
        head, body = readme.split(header + "\n")
        ruler, body = body.split("\n", 1)
        after = re.sub(r"\A(\|.*\n)*", "", body)
        readme = f"{head}{header}\n{ruler}\n{lines}{after}"
    return readme


if __name__ == "__main__":
    (ROOT / "README.md").write_text(written_anew(), encoding="utf-8")
    print("wrote README.md")
