"""Step 4 in several processes: they average their gradients.

model     nn.Module around nn.Linear
loss      nn.MSELoss
gradient  autograd
update    torch.optim.SGD
"""

import torch
import torch.distributed as dist
from torch import nn
from torch.nn.parallel import DistributedDataParallel

# %% Data: four samples of f(x) = 2x
# One row per sample, one column per feature.
X = torch.tensor([[1], [2], [3], [4]], dtype=torch.float32)
y = torch.tensor([[2], [4], [6], [8]], dtype=torch.float32)
X_test = torch.tensor([[5]], dtype=torch.float32)


# %% Model: a straight line
class LinearRegression(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.linear = nn.Linear(in_features, out_features)

    def forward(self, x):
        return self.linear(x)


torch.manual_seed(0)  # nn.Linear draws the same random start in every run
model = LinearRegression(X.shape[1], y.shape[1])
w, b = model.parameters()  # the weight and the bias, in this order

# %% Loss: the mean squared error
loss_fn = nn.MSELoss()

# %% Update: gradient descent with this learning rate
learning_rate = 0.03
optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)

# %% Processes: each one learns from its share of the samples
# Usually before the optimizer, but then a process may abort: pytorch/pytorch#190489.
dist.init_process_group("gloo")
rank, world_size = dist.get_rank(), dist.get_world_size()
X, y = X[rank::world_size], y[rank::world_size]

# %% Training
n_epochs = 1000
if rank == 0:
    print(f"before training: f(5) = {model(X_test).item():.3f}")
model = DistributedDataParallel(model)  # backward() averages the gradients

for epoch in range(1, n_epochs + 1):
    # Forward pass
    y_pred = model(X)
    loss = loss_fn(y_pred, y)
    if rank == 0 and epoch in (1, 10, 100, 1000):
        print(f"epoch {epoch:4}: w = {w.item():.3f}, loss = {loss.item():.1e}")

    # Backward pass
    loss.backward()

    # Update
    optimizer.step()
    optimizer.zero_grad()  # backward() adds to .grad

model = model.module  # the model without its wrapper
dist.destroy_process_group()
if rank == 0:
    print(f"after training: f(5) = {model(X_test).item():.3f}")
