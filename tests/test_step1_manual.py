"""Step 1: all four pieces by hand, in NumPy."""

from step_checks import check_step


def test_step1():
    check_step(
        "step1_manual.py",
        model="by hand",
        loss="by hand",
        gradient="by hand",
        update="by hand",
    )
