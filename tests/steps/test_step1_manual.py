"""Step 1: all four pieces by hand, in NumPy."""

import checks
import pytest
import steps

PIECES = {
    "data": "NumPy array float32",
    "model": "by hand",
    "loss": "by hand",
    "gradient": "by hand",
    "update": "by hand",
}


@pytest.mark.parametrize("check", checks.CHECKS)
def test_step1(check):
    check(steps.run("step1_manual.py"), PIECES)
