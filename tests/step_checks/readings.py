"""Which slip gives these numbers: with fixed data each slip has values of its own.

In: the numbers that a script computed in successive epochs, and its w and b before each.
Out: a sentence, where just one slip gives all these numbers; else "".
"""

import numpy as np
from step_tools import theory

TIMES_FOUR = "That is 4 times as much: is it the sum over the 4 samples, not the mean?"
TWICE = "That is twice as much: is something done twice?"
HALF = "That is half as much: is a factor of 2 lost?"
WITHOUT_X = "That is the gradient without its factor x."
A_THIRD = "That is a third: is the factor x lost, or is the learning rate 0.01?"
SET_TO_CHANGE = "That sets w to the change itself: is it = for -=?"
CHANGE_ALONE = "That is the change alone, without the old value: is it =- for -=?"


def only_fit(readings, numbers):
    """Return the sentence of the only reading that gives the numbers; else ""."""
    fits = {
        sentence
        for sentence, values in readings
        if np.allclose(numbers, values, rtol=1e-3, atol=1e-5)
    }
    return fits.pop() if len(fits) == 1 else ""


def loss_reading(losses, states):
    """Return which slip makes these losses at these w and b, given as (w, b) an epoch."""
    w, b = np.transpose(states)
    errors, due = theory.errors(w, b), theory.loss(w, b)
    mean = np.mean(errors, axis=-1)
    readings = [
        (TIMES_FOUR, 4 * due),
        (TWICE, 2 * due),
        (HALF, due / 2),
        ("That is the opposite of the loss.", -due),
        ("That is the mean of the differences, without the square.", mean),
        ("That is the mean absolute error.", np.mean(np.abs(errors), axis=-1)),
        ("That is the square root of the loss.", np.sqrt(due)),
        ("That is the square of the mean, not the mean of the squares.", mean**2),
        ("That is the mean of the cubes.", np.mean(errors**3, axis=-1)),
    ]
    return only_fit(readings, losses)


def gradient_reading(used, states, index):
    """Return which slip makes the gradients that the first updates used.

    used: minus the change of w (index 0) or b (1), divided by the learning rate.
    states: w and b before each of these updates, as (w, b).
    """
    w, b = np.transpose(states)
    due, old = theory.gradient(w, b)[:, index], np.transpose(states)[index]
    errors = theory.errors(w, b)
    readings = [
        (TIMES_FOUR, 4 * due),
        (TWICE, 2 * due),
        (HALF, due / 2),
        ("That goes up the slope, to a larger loss: is a sign wrong?", -due),
        ("That is the loss in place of the gradient.", theory.loss(w, b)),
        (SET_TO_CHANGE, old / theory.LEARNING_RATE - due),
        (CHANGE_ALONE, old / theory.LEARNING_RATE + due),
    ]
    if index == 0:
        without_x = np.mean(2 * errors, axis=-1)
        # Where b is 0, that is a third of the gradient at every w.
        sentence = WITHOUT_X if np.any(b) else A_THIRD
        readings.append((sentence, without_x))
    return only_fit(readings, used)


def adds_up(used, states, index):
    """Return whether each of the first updates used the sum of the gradients so far."""
    gradients = theory.gradient(*np.transpose(states))[:, index]
    return np.allclose(used, np.cumsum(gradients), rtol=1e-3, atol=1e-5)
