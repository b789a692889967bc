"""Step 1: all four pieces by hand, in NumPy.

model     by hand
loss      by hand
gradient  by hand
update    by hand
"""

import numpy as np

# %% Data: four samples of f(x) = 2x
X = np.array([1, 2, 3, 4], dtype=np.float32)
y = np.array([2, 4, 6, 8], dtype=np.float32)
X_test = 5

# %% Model: a straight line
w = np.array(0, dtype=np.float32)


def model(x):
    return w * x


# %% Loss: the mean squared error
def loss_fn(y_pred, y):
    return ((y_pred - y) ** 2).mean()


# %% Gradient: the derivative of the loss, by the chain rule
# loss     = mean((y_pred - y) ** 2), where y_pred = w * x
# dloss/dw = mean(2 * (y_pred - y) * x)
def gradient(x, y_pred, y):
    return (2 * (y_pred - y) * x).mean()


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
    dw = gradient(X, y_pred, y)

    # Update
    w -= learning_rate * dw

print(f"after training: f(5) = {model(X_test).item():.3f}")
