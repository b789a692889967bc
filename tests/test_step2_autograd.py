"""Step 2: autograd computes the gradient."""

from step_checks import check_step


def test_step2():
    check_step(
        "step2_autograd.py",
        model="by hand",
        loss="by hand",
        gradient="autograd",
        update="by hand",
    )
