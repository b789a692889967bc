"""Step 4 against the theory of gradient descent, from any start."""

import numpy as np
import pytest
import torch
from conftest import STEP4, X, run

RATE, EPOCHS = 0.03, 1000
# The second derivatives of mean((w * x + b - y)**2) by w and b, and where it is least.
HESSIAN = 2 * np.array([[np.mean(np.square(X)), np.mean(X)], [np.mean(X), 1.0]])
SOLUTION = np.array([2.0, 0.0])
# Its eigenvalues, along the valley of the loss and across it, and what it is for w alone.
FLAT, STEEP = np.linalg.eigvalsh(HESSIAN)
W_ALONE = HESSIAN[0, 0]

SEED = "torch.manual_seed(0)"
UNPACK = "w, b = model.parameters()  # the weight and the bias, in this order\n"


def starting_at(w, b):
    """The edit that lets step 4 start at a given w and b."""
    start = f"with torch.no_grad(): w.fill_({w!r}); b.fill_({b!r})\n"
    return UNPACK, UNPACK + start


def closed_form(w, b):
    """Return w and b before each epoch, shape (1000, 2), from their start.

    Gradient descent on a quadratic multiplies the error by I - rate * H each epoch.
    """
    step, error = np.eye(2) - RATE * HESSIAN, np.array([w, b]) - SOLUTION
    errors = []
    for _ in range(EPOCHS):
        errors.append(error)
        error = step @ error
    return np.array(errors) + SOLUTION


def assert_follows_the_closed_form_and_arrives(result, what):
    parameters = np.array([(w, b) for _, w, b, _ in result.epochs])
    difference = np.abs(parameters - closed_form(*parameters[0])).max(axis=1)
    # An epoch rounds by about 1e-7, and the slow direction forgets only 0.9 % of that
    # per epoch, so up to a hundred times as much piles up: 1e-5, and twice that allowed.
    worst = difference.argmax()
    assert difference[worst] < 2e-5, (
        f"{what}: at epoch {worst + 1} w and b are {parameters[worst]}, {difference[worst]:.1e}"
        " away from (I - learning_rate * H)**n times the error at the start"
    )
    assert result.last_line == "after training: f(5) = 10.000", (
        f"{what}: it has to end at f(5) = 10.000, and ends with: {result.last_line}"
    )


@pytest.mark.parametrize("b", [-1.0, 1.0])
@pytest.mark.parametrize("w", [-1.0, 0.0, 1.0])
def test_from_a_grid_of_starts(w, b):
    """With the corners of what nn.Linear(1, 1) can draw: both are from [-1, 1]."""
    result = run(STEP4, starting_at(w, b))
    assert_follows_the_closed_form_and_arrives(result, f"started at w = {w}, b = {b}")


@pytest.mark.parametrize("seed", range(10))
def test_from_any_seed(seed):
    result = run(STEP4, (SEED, f"torch.manual_seed({seed})"))
    _, w, b, _ = result.epochs[0]
    assert -1 <= w <= 1 and -1 <= b <= 1, f"seed {seed} starts at w = {w}, b = {b}"
    assert_follows_the_closed_form_and_arrives(result, f"seed {seed}")


def test_starts_where_seed_0_puts_nn_linear(runs):
    torch.manual_seed(0)
    linear = torch.nn.Linear(1, 1)
    start = (linear.weight.item(), linear.bias.item())
    assert runs[STEP4].epochs[0][1:3] == start, (
        f"{STEP4} has to start at seed 0, where nn.Linear(1, 1) has w and b = {start}"
    )


def test_nn_linear_alone_gives_the_same_bits(runs):
    alone = run(STEP4, ("model = LinearRegression(", "model = nn.Linear("))
    assert (alone.epochs, alone.output) == (runs[STEP4].epochs, runs[STEP4].output), (
        "nn.Linear in place of LinearRegression has to give the same numbers: the class"
        " is to pass its sizes on to nn.Linear, and to return what that computes"
    )


def test_parameters_are_weight_and_bias(runs):
    names = runs[STEP4].names
    linear = names["model"].linear
    assert names["w"] is linear.weight and names["b"] is linear.bias, (
        "w and b have to be the weight and the bias of the model's nn.Linear"
    )


def test_data_has_one_row_per_sample_and_one_column_per_feature(runs):
    shapes = {
        name: tuple(runs[STEP4].names[name].shape) for name in ("X", "y", "X_test")
    }
    expected = {"X": (4, 1), "y": (4, 1), "X_test": (1, 1)}
    assert shapes == expected, f"the shapes have to be {expected}, and are {shapes}"


def test_sizes_are_read_off_the_data():
    """Two inputs come from two columns of X, three outputs from three columns of y."""
    wider = run(
        STEP4,
        ("X = torch.tensor([[1], [2], [3], [4]]", "X = torch.tensor([[1, 0], [2, 5]]"),
        ("y = torch.tensor([[2], [4], [6], [8]]", "y = torch.tensor([[2, 1, 0]] * 2"),
        until="# %% Loss",
    )
    shape = tuple(wider.names["w"].shape)
    assert shape == (3, 2), (
        f"two columns in X and three in y have to make a weight of shape (3, 2), not {shape}"
    )
