"""Step 3: nn.MSELoss computes the loss, torch.optim.SGD makes the update."""

from step_checks import check_step


def test_step3():
    check_step(
        "step3_loss_optimizer.py",
        model="by hand",
        loss="nn.MSELoss",
        gradient="autograd",
        update="torch.optim.SGD",
    )
