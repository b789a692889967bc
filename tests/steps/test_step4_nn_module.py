"""Step 4: an nn.Module computes the prediction."""

import checks
import pytest
import steps

PIECES = {
    "data": "tensor float32",
    "model": "by nn.Module",
    "loss": "by nn.MSELoss",
    "gradient": "by autograd",
    "update": "by torch.optim.SGD",
}


@pytest.mark.parametrize("check", checks.CHECKS)
def test_step4(check):
    check(steps.run("step4_nn_module.py"), PIECES)
