"""Step 2: autograd computes the gradient."""

import checks
import pytest
import steps

PIECES = {
    "data": "tensor float32",
    "model": "by hand",
    "loss": "by hand",
    "gradient": "by autograd",
    "update": "by hand",
}


@pytest.mark.parametrize("check", checks.CHECKS)
def test_step2(check):
    check(steps.run("step2_autograd.py"), PIECES)
