"""What makes the diffs readable: a step changes what it is about, and nothing else."""

import ast
import re
from typing import NamedTuple

import pytest
from conftest import STEP1, STEP2, STEP3, STEP4, STEPS, git_diff, source

# Who does each piece: the table in the docstrings, and in the README.
PIECES = {
    STEP1: ["by hand", "by hand", "by hand", "by hand"],
    STEP2: ["by hand", "by hand", "autograd", "by hand"],
    STEP3: ["by hand", "nn.MSELoss", "autograd", "torch.optim.SGD"],
    STEP4: ["nn.Module around nn.Linear", "nn.MSELoss", "autograd", "torch.optim.SGD"],
}


class Change(NamedTuple):
    """What the diff between two neighbours may hold."""

    most_lines: int  # added plus removed
    names_gone: set  # with names_come, all names that leave and come: no renames
    names_come: set
    removes: list  # what the step takes over
    adds: list  # what does it now


CHANGES = {
    (STEP1, STEP2): Change(
        most_lines=26,
        names_gone={"np", "gradient", "dw"},
        names_come={"torch"},
        removes=["def gradient(", "dw = gradient(", "w -= learning_rate * dw"],
        adds=[
            "requires_grad=True",
            "loss.backward()",
            "with torch.no_grad():",
            "w -= learning_rate * w.grad",
            "w.grad.zero_()",
        ],
    ),
    (STEP2, STEP3): Change(
        most_lines=18,
        names_gone=set(),
        names_come={"nn", "optimizer"},
        removes=["def loss_fn(", "w -= learning_rate * w.grad", "w.grad.zero_()"],
        adds=[
            "loss_fn = nn.MSELoss()",
            "optimizer = torch.optim.SGD([w], lr=learning_rate)",
            "optimizer.step()",
            "optimizer.zero_grad()",
        ],
    ),
    (STEP3, STEP4): Change(
        most_lines=30,
        names_gone=set(),
        names_come={"LinearRegression", "__init__", "self", "super", "forward"}
        | {"in_features", "out_features", "b"},
        removes=["requires_grad=True", "def model(x):", "X_test = 5", "SGD([w], "],
        adds=[
            "torch.manual_seed(0)",
            "class LinearRegression(nn.Module):",
            "super().__init__()",
            "self.linear = nn.Linear(in_features, out_features)",
            "def forward(self, x):",
            "X_test = torch.tensor([[5]], ",
            "model = LinearRegression(X.shape[1], y.shape[1])",
            "w, b = model.parameters()",
            "SGD(model.parameters(), ",
        ],
    ),
}
steps = pytest.mark.parametrize("script", STEPS)
neighbours = pytest.mark.parametrize("pair", CHANGES, ids="-to-".join)


def names_in(script):
    names = set()
    for node in ast.walk(ast.parse(source(script))):
        if isinstance(node, ast.Name):
            names.add(node.id)
        elif isinstance(node, ast.arg):
            names.add(node.arg)
        elif isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            names.add(node.name)
        elif isinstance(node, ast.alias):
            names.add(node.asname or node.name)
    return names


def changed_lines(pair):
    """Return the lines that the diff of two scripts removes, and those it adds."""
    lines = git_diff("--unified=0", *pair).splitlines()
    lines = [line for line in lines if not line.startswith(("---", "+++"))]
    return [[line[1:] for line in lines if line[0] == sign] for sign in "-+"]


@steps
def test_stands_alone(script):
    """NumPy alone in step 1, torch alone after it; no file, no input, no arguments."""
    imported = set()
    for node in ast.walk(ast.parse(source(script))):
        if isinstance(node, ast.Import):
            imported.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            imported.add(node.module)
    assert imported == {"numpy" if script == STEP1 else "torch"}
    assert not names_in(script) & {"open", "input", "main", "__name__", "__file__"}


@steps
def test_no_longer_than_a_page_and_in_ascii(script):
    text = source(script)
    assert text.isascii(), f"{script} holds a character that is not ASCII"
    assert len(text.splitlines()) <= 60


@steps
def test_docstring_says_who_does_each_piece(script):
    title, blank, *table = ast.get_docstring(ast.parse(source(script))).splitlines()
    assert re.fullmatch(rf"Step {STEPS.index(script) + 1}: .+\.", title) and not blank
    pieces = zip(("model", "loss", "gradient", "update"), PIECES[script], strict=True)
    assert table == [f"{piece:8}  {who}" for piece, who in pieces]


def test_sections_are_the_same_and_leave_with_their_code():
    sections = {
        s: re.findall(r"(?m)^# %% (\w+): ?.*|^# %% .*", source(s)) for s in STEPS
    }
    assert sections[STEP1] == ["Data", "Model", "Loss", "Gradient", "Update", ""]
    for script in STEPS[1:]:
        assert sections[script] == ["Data", "Model", "Loss", "Update", ""]


@pytest.mark.parametrize(
    "what, pattern",
    [
        ("numbers of the data", r"(?m)^(?:X|y|X_test) = .*"),
        ("learning rate", r"(?m)^learning_rate = .*"),
        ("number of epochs", r"(?m)^n_epochs = .*"),
        ("print lines", r"(?m)^.*\bprint\(.*"),
        ("printed epochs", r"(?m)^ *if epoch in .*"),
    ],
)
def test_same_in_all_four(what, pattern):
    def found(script):
        lines = re.findall(pattern, source(script))
        if what == "numbers of the data":
            # The shape, the library and the type are the business of steps 2 and 4.
            lines = [re.findall(r"\b\d+\b(?=[\], ]|$)", line) for line in lines]
        return lines

    assert found(STEP1), f"{STEP1}: no {what}"
    for script in STEPS[1:]:
        assert found(script) == found(STEP1), f"{script}: other {what} than in {STEP1}"


def test_the_training_loop_of_step_4_is_that_of_step_3():
    loops = [text[text.index("for epoch in") :] for text in map(source, (STEP3, STEP4))]
    assert loops[0] == loops[1]


@neighbours
def test_diff_is_small(pair):
    added, removed, _ = git_diff("--numstat", *pair).split("\t")
    changed, most = int(added) + int(removed), CHANGES[pair].most_lines
    assert changed <= most, (
        f"{changed} lines change from {pair[0]} to {pair[1]}, over {most}"
    )


@neighbours
def test_diff_renames_nothing(pair):
    before, after = map(names_in, pair)
    names = CHANGES[pair].names_gone, CHANGES[pair].names_come
    assert (before - after, after - before) == names, (
        f"from {pair[0]} to {pair[1]} other names leave and come than those of the step"
    )


@neighbours
def test_diff_rewords_no_comment(pair):
    """A comment line may go or come with its code; it is not replaced by another."""
    removed, added = (
        [line for line in lines if line.lstrip().startswith("#")]
        for lines in changed_lines(pair)
    )
    assert not (removed and added), f"comments change: {removed} become {added}"


@neighbours
def test_diff_replaces_the_piece(pair):
    removed, added = map("\n".join, changed_lines(pair))
    kept = [piece for piece in CHANGES[pair].removes if piece not in removed]
    missing = [piece for piece in CHANGES[pair].adds if piece not in added]
    assert not (kept or missing), (
        f"the diff from {pair[0]} to {pair[1]} does not remove {kept}"
        f" and does not add {missing}"
    )
