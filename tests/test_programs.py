"""The four scripts as a learner runs them: python stepN_….py, and the lines they print."""

import pytest
from conftest import STEP1, STEP2, STEP3, STEPS


@pytest.mark.parametrize("script", STEPS)
def test_runs_alone_in_an_empty_folder_without_a_warning(programs, script):
    code, _, stderr = programs[script]
    assert (code, stderr.decode()) == (0, ""), (
        f"python -I -W error {script} ended with exit code {code} and wrote to stderr:\n"
        + stderr.decode()
    )


@pytest.mark.parametrize("script", STEPS)
def test_predicts_10(programs, script):
    last = programs[script][1].decode("ascii").splitlines()[-1]
    assert last == "after training: f(5) = 10.000", (
        f"{script} has to predict f(5) = 10.000 in its last line, and printed: {last}"
    )


@pytest.mark.parametrize("script", [STEP2, STEP3])
def test_steps_1_to_3_print_the_same(programs, script):
    assert programs[script][1] == programs[STEP1][1], (
        f"{script} prints something else than {STEP1}, though it is the same computation"
    )


@pytest.mark.parametrize("script", STEPS)
def test_prints_epochs_1_10_100_1000_as_they_were(programs, runs, script):
    """A printed line describes one state: a w, and the loss of that w."""
    run = runs[script]
    _, w, b, _ = run.epochs[0]
    expected = [f"before training: f(5) = {5 * w + b:.3f}"]
    for epoch, w, _, loss in run.epochs:
        if epoch in (1, 10, 100, 1000):
            expected.append(f"epoch {epoch:4}: w = {w:.3f}, loss = {loss:.1e}")
    expected.append("after training: f(5) = 10.000")
    assert programs[script][1].decode("ascii").splitlines() == expected, (
        f"{script} prints other lines than its epochs 1, 10, 100 and 1000 had, each with"
        " the w before the update and the loss of that w"
    )
