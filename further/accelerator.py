"""Step 4 on an accelerator: the data and the model move to it.

model     nn.Module around nn.Linear
loss      nn.MSELoss
gradient  autograd
update    torch.optim.SGD
"""

import torch
from torch import nn

# %% Device: an accelerator, if there is one
device = torch.device("cpu")
if torch.accelerator.is_available():
    device = torch.accelerator.current_accelerator()

# %% Data: four samples of f(x) = 2x
# One row per sample, one column per feature.
X = torch.tensor([[1], [2], [3], [4]], dtype=torch.float32)
y = torch.tensor([[2], [4], [6], [8]], dtype=torch.float32)
X_test = torch.tensor([[5]], dtype=torch.float32)
X, y, X_test = X.to(device), y.to(device), X_test.to(device)


# %% Model: a straight line
class LinearRegression(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.linear = nn.Linear(in_features, out_features)

    def forward(self, x):
        return self.linear(x)


torch.manual_seed(0)  # nn.Linear draws the same random start in every run
model = LinearRegression(X.shape[1], y.shape[1]).to(device)
w, b = model.parameters()  # the weight and the bias, in this order

# %% Loss: the mean squared error
loss_fn = nn.MSELoss()

# %% Update: gradient descent with this learning rate
learning_rate = 0.03
optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)

# %% Training
n_epochs = 1000
print(f"before training: f(5) = {model(X_test).item():.3f}")

for epoch in range(1, n_epochs + 1):
    # Forward pass
    y_pred = model(X)
    loss = loss_fn(y_pred, y)
    if epoch in (1, 10, 100, 1000):
        print(f"epoch {epoch:4}: w = {w.item():.3f}, loss = {loss.item():.1e}")

    # Backward pass
    loss.backward()

    # Update
    optimizer.step()
    optimizer.zero_grad()  # backward() adds to .grad

print(f"after training: f(5) = {model(X_test).item():.3f}")
