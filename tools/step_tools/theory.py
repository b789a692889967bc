"""What a step has to compute, in double precision: loss, gradient, path, printed lines.

In: w and b as numbers, or as arrays with one entry an epoch. Out: numbers and arrays of
float64, and text. The model is f(x) = w * x + b, where steps 1 to 3 have b = 0.
"""

import numpy as np

X = np.array([1.0, 2.0, 3.0, 4.0])
Y = np.array([2.0, 4.0, 6.0, 8.0])
X_TEST = 5.0
LEARNING_RATE = 0.03
N_EPOCHS = 1000
PRINTED_EPOCHS = (1, 10, 100, 1000)


def errors(w, b):
    """Return prediction minus target: shape (4,), or (epochs, 4) for arrays w and b."""
    return np.multiply.outer(w, X) + np.asarray(b)[..., None] - Y


def loss(w, b):
    """Return the mean squared error: mean((w * x + b - y) ** 2)."""
    return np.mean(errors(w, b) ** 2, axis=-1)


def gradient(w, b):
    """Return the derivatives of the loss by w and b, by the chain rule: shape (..., 2).

    dloss/dw = mean(2 * (w * x + b - y) * x), dloss/db = mean(2 * (w * x + b - y))
    """
    twice = 2 * errors(w, b)
    return np.stack([np.mean(twice * X, axis=-1), np.mean(twice, axis=-1)], axis=-1)


def hessian(x=X):
    """Return the second derivatives of the loss by (w, b) for inputs x: shape (2, 2)."""
    return 2 * np.array([[np.mean(x**2), np.mean(x)], [np.mean(x), 1.0]])


def path(w, b, curvature=None, learning_rate=LEARNING_RATE, target=(2.0, 0.0)):
    """Return w and b before each epoch and after the last: shape (1001, 2).

    Gradient descent on a quadratic function with the Hessian H multiplies the distance
    from its lowest point by I - learning_rate * H in each epoch (Goh, "Why Momentum
    Really Works", 2017). For steps 1 to 3, where b stays 0, H is [[15, 0], [0, 0]].
    """
    factor = np.eye(2) - learning_rate * (hessian() if curvature is None else curvature)
    distances = [np.array([w, b]) - target]
    for _ in range(N_EPOCHS):
        distances.append(factor @ distances[-1])
    return np.array(distances) + target


def epoch_line(epoch, w, loss):
    """Return the line that a step prints in an epoch."""
    return f"epoch {epoch:4}: w = {w:.3f}, loss = {loss:.1e}"


def prediction_line(when, w, b):
    """Return the line that a step prints "before" or "after" the training."""
    return f"{when} training: f(5) = {w * X_TEST + b:.3f}"
