"""Step 3: nn.MSELoss computes the loss, torch.optim.SGD makes the update."""

from checks import checks_of

test_step3 = checks_of(
    "step3_loss_optimizer.py",
    loss="nn.MSELoss",
    gradient="autograd",
    update="torch.optim.SGD",
)
