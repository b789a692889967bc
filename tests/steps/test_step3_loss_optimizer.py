"""Step 3: nn.MSELoss computes the loss, torch.optim.SGD makes the update."""

import checks
import pytest
import steps

PIECES = {
    "data": "tensor float32",
    "model": "by hand",
    "loss": "by nn.MSELoss",
    "gradient": "by autograd",
    "update": "by torch.optim.SGD",
}


@pytest.mark.parametrize("check", checks.CHECKS)
def test_step3(check):
    check(steps.run("step3_loss_optimizer.py"), PIECES)
