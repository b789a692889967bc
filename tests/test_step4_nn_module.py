"""Step 4: an nn.Module computes the prediction."""

from step_checks import check_step


def test_step4():
    check_step(
        "step4_nn_module.py",
        model="nn.Module",
        loss="nn.MSELoss",
        gradient="autograd",
        update="torch.optim.SGD",
    )
