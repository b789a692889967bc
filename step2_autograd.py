"""Step 2: autograd computes the gradient.

model     by hand
loss      by hand
gradient  autograd
update    by hand
"""

import torch

# %% Data: four samples of f(x) = 2x
X = torch.tensor([1, 2, 3, 4], dtype=torch.float32)
y = torch.tensor([2, 4, 6, 8], dtype=torch.float32)
X_test = 5

# %% Model: a straight line
w = torch.tensor(0, dtype=torch.float32, requires_grad=True)


def model(x):
    return w * x


# %% Loss: the mean squared error
def loss_fn(y_pred, y):
    return ((y_pred - y) ** 2).mean()


# %% Update: gradient descent with this learning rate
learning_rate = 0.03

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
    with torch.no_grad():  # keep the update out of the graph
        w -= learning_rate * w.grad  # in place: keeps requires_grad and .grad
    w.grad.zero_()  # backward() adds to .grad

print(f"after training: f(5) = {model(X_test).item():.3f}")
