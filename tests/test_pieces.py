"""The pieces written by hand against PyTorch's own and against calculus, on any data."""

import numpy as np
import pytest
import torch
from conftest import STEP1, STEP2, STEP3, STEPS

WEIGHTS = [-3.0, 0.0, 0.5, 2.0, 7.25]
# Seven samples that no line fits, so that no residual vanishes by chance.
OTHER_X = np.array([-2, -0.5, 0, 1, 1.5, 3, 5], dtype=np.float32)
OTHER_Y = np.array([1, -2, 0.25, 3, -1, 4, 8], dtype=np.float32)


def arrays_of(script, *arrays):
    return arrays if script == STEP1 else [torch.tensor(a) for a in arrays]


def with_weight(monkeypatch, names, w):
    """Give the script's model another w, of the script's own kind."""
    kind = np.array if isinstance(names["w"], np.ndarray) else torch.tensor
    monkeypatch.setitem(names, "w", kind(w, dtype=names["X"].dtype))


@pytest.mark.parametrize("w", WEIGHTS)
@pytest.mark.parametrize("script", [STEP1, STEP2, STEP3])
def test_model_by_hand(runs, monkeypatch, script, w):
    names = runs[script].names
    with_weight(monkeypatch, names, w)
    (x,) = arrays_of(script, OTHER_X)
    assert names["model"](x).tolist() == pytest.approx((w * OTHER_X).tolist()), (
        f"{script}: model(x) is not w * x for w = {w}"
    )


@pytest.mark.parametrize("w", WEIGHTS)
@pytest.mark.parametrize("script", STEPS)
def test_loss_is_the_mean_squared_error(runs, script, w):
    y_pred, y = torch.tensor(w * OTHER_X), torch.tensor(OTHER_Y)
    expected = torch.nn.functional.mse_loss(y_pred, y).item()
    loss = runs[script].names["loss_fn"](*arrays_of(script, w * OTHER_X, OTHER_Y))
    assert loss.item() == pytest.approx(expected, rel=1e-5), (
        f"{script}: the loss is {loss.item() / expected:.2f} times the mean squared error"
    )


@pytest.mark.parametrize("w", WEIGHTS)
def test_gradient_by_hand_against_autograd(runs, w):
    x, y = torch.tensor(OTHER_X), torch.tensor(OTHER_Y)
    weight = torch.tensor(w, requires_grad=True)
    torch.nn.functional.mse_loss(weight * x, y).backward()
    expected = weight.grad.item()
    by_hand = runs[STEP1].names["gradient"](OTHER_X, w * OTHER_X, OTHER_Y)
    assert by_hand == pytest.approx(expected, rel=1e-4), (
        f"the gradient in step 1 is {by_hand / expected:.2f} times autograd's"
        f" ({len(OTHER_X)} samples, w = {w}): a sum where a mean belongs, or a lost factor?"
    )


@pytest.mark.parametrize("w", WEIGHTS)
def test_gradient_by_hand_against_a_central_difference(runs, w):
    """(loss(w + h) - loss(w - h)) / 2h: exact up to rounding, for the loss is a parabola."""
    loss_fn, gradient = (runs[STEP1].names[name] for name in ("loss_fn", "gradient"))
    x, y, h = OTHER_X.astype(np.float64), OTHER_Y.astype(np.float64), 1e-3
    expected = (loss_fn((w + h) * x, y) - loss_fn((w - h) * x, y)) / (2 * h)
    by_hand = gradient(x, w * x, y)
    assert by_hand == pytest.approx(expected, rel=1e-6), (
        f"the gradient in step 1 is {by_hand / expected:.2f} times the slope of the loss"
        f" in step 1 at w = {w}: it is not the derivative of that loss"
    )
