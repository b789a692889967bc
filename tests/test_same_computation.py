"""Steps 1 to 3 are one computation: the same float32 bits, whoever does the work."""

from itertools import pairwise

import numpy as np
import pytest
from conftest import STEP1, STEP2, STEP3, STEP4, STEPS, X, Y, run

BY_HAND = [STEP1, STEP2, STEP3]


def at_rate(rate):
    return "learning_rate = 0.03", f"learning_rate = {rate}"


@pytest.mark.parametrize("script", [STEP2, STEP3])
@pytest.mark.parametrize("rate", ["0.03", "0.01", "0.06", "0.1", "0.125"])
def test_same_bits_at_every_epoch(script, rate):
    first, other = run(STEP1, at_rate(rate)), run(script, at_rate(rate))
    for in_first, in_other in zip(first.bits(), other.bits(), strict=True):
        assert in_other == in_first, (
            f"learning rate {rate}: {script} parts from {STEP1} at epoch {in_first[0]}:"
            f" w and loss are {in_other[1:]} instead of {in_first[1:]} (hexadecimal)"
        )
    assert other.output == first.output, (
        f"learning rate {rate}: {script} prints something else than {STEP1}, at the same w"
    )


def test_optimizer_may_round_once_where_the_update_by_hand_rounds_twice():
    """SGD may multiply and subtract in one instruction: at 0.13, w is off by a last bit."""
    by_hand, optimizer = run(STEP2, at_rate("0.13")), run(STEP3, at_rate("0.13"))
    assert run(STEP1, at_rate("0.13")).bits() == by_hand.bits(), (
        f"learning rate 0.13: {STEP2} parts from {STEP1}, though both update by hand"
    )
    for (epoch, w, _, _), (_, w_other, _, _) in zip(by_hand.epochs, optimizer.epochs):
        assert w_other == pytest.approx(w, rel=0, abs=1e-6), (
            f"learning rate 0.13, epoch {epoch}: w is {w} in {STEP2}, {w_other} in {STEP3}"
        )


@pytest.mark.parametrize("script", STEPS)
def test_everything_is_float32(runs, script):
    names = runs[script].names
    kinds = {name: str(names[name].dtype) for name in ("X", "y", "w", "y_pred", "loss")}
    others = {name: kind for name, kind in kinds.items() if "float32" not in kind}
    assert not others, f"{script}: not float32: {others}"


@pytest.mark.parametrize("script", STEPS)
def test_trains_for_1000_epochs(runs, script):
    epochs = [epoch for epoch, *_ in runs[script].epochs]
    assert epochs == list(range(1, 1001)), (
        f"{script} has to count its epochs from 1 to 1000;"
        f" it counts {len(epochs)}, from {epochs[0]} to {epochs[-1]}"
    )


@pytest.mark.parametrize("script", BY_HAND)
def test_starts_at_w_0(runs, script):
    assert runs[script].epochs[0][1] == 0.0, f"{script} has to start at w = 0"


@pytest.mark.parametrize("script", BY_HAND)
def test_agrees_with_the_video(script):
    """With its learning rate and epochs: 10 * (1 - (1 - 0.01 * 15)**20) = 9.612."""
    result = run(script, at_rate("0.01"), ("n_epochs = 1000", "n_epochs = 20"))
    assert result.last_line == "after training: f(5) = 9.612", (
        f"{script}: 20 epochs at learning rate 0.01 have to end at f(5) = 9.612"
    )


@pytest.mark.parametrize("script", STEPS)
def test_an_update_is_minus_the_learning_rate_times_the_gradient(runs, script):
    """The gradient is the textbook one, mean(2 * (w * x + b - y) * x), in float64."""
    x, y = np.array(X), np.array(Y)
    states = runs[script].epochs
    for (epoch, w, b, _), (_, w_next, _, _) in pairwise(states):
        change, gradient = w_next - w, np.mean(2 * (w * x + b - y) * x)
        # Of the update, float32 keeps what the 24 bits of w can hold: 2**-23 near 2,
        # and the predictions behind the gradient, up to 8, are as coarse as 2**-21.
        assert change == pytest.approx(-0.03 * gradient, rel=1e-4, abs=2e-6), (
            f"{script}, epoch {epoch}: w changes by {change:.6f}; minus the learning rate"
            f" times the gradient is -0.03 * {gradient:.6f} = {-0.03 * gradient:.6f}"
        )


@pytest.mark.parametrize("script", STEPS)
def test_arrives_at_the_least_squares_solution(runs, script):
    """numpy.linalg.lstsq solves the same problem without any gradient descent."""
    columns = [X, np.ones(4)] if script == STEP4 else [X]
    solution = np.linalg.lstsq(np.stack(columns, axis=1), np.array(Y), rcond=None)[0]
    _, w, b, _ = runs[script].epochs[-1]
    learned = [w, b] if script == STEP4 else [w]
    assert learned == pytest.approx(solution, abs=2e-4), (
        f"{script} ends at {learned}, the least-squares solution is {solution}"
    )
