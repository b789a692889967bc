"""Step 4: an nn.Module computes the prediction."""

from checks import checks_of

test_step4 = checks_of(
    "step4_nn_module.py",
    model="nn.Module",
    loss="nn.MSELoss",
    gradient="autograd",
    update="torch.optim.SGD",
)
