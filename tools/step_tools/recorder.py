"""What a script has in each epoch, recorded while it runs.

In: calls at the beginning of each epoch and at the end of the training, from the loop that
loops.py has changed. Out: a Recorder with the start, the states and the losses.
"""

import sys
from dataclasses import dataclass, field

import torch

from .sandbox import UNUSUAL_SEED
from .snapshots import (
    Snapshot,
    as_float,
    parameter_groups,
    parameters,
    snapshot,
    weight_and_bias,
)

FIRST_EPOCHS = 3  # of which loss and y_pred are kept
DATA_NAMES = ("X", "y", "X_test")


@dataclass(frozen=True)
class Start:
    """What the first epoch of the training found; nothing, where there is no epoch."""

    names: dict = field(default_factory=dict)  # values by name
    data: dict = field(default_factory=dict)  # Snapshots of X, y and X_test, by name
    learned: tuple[Snapshot, ...] = ()  # the model's parameters, or w
    learning_rates: tuple = ()  # of the optimizers
    seeded: bool = False  # whether the script has set PyTorch's seed


class EnoughEpochs(BaseException):
    """Ends a run after the epochs that were asked for."""


class Recorder:
    """Reads the names of a script in each epoch, while it runs."""

    def __init__(self, namespace, most_epochs):
        self.namespace = namespace  # the names outside of functions
        self.most_epochs = most_epochs
        self.start = Start()
        self.names = {}  # what the last epoch left
        self.states, self.losses = [], []
        self.first_losses, self.predictions = [], []
        self.has_ended = False
        self.handled = None  # the error that was being handled when training began
        self.loss_before = None  # the loss that the newest epoch found at its beginning
        self.makes_losses = False  # whether the epoch before the newest made a new loss

    def epoch_begins(self, local_names):
        """Record what the script has at the beginning of an epoch."""
        names = self.namespace | local_names
        if (
            self.has_ended
        ):  # the loop begins once more, as where another one is around it
            self.has_ended = False
            self.states.pop()  # it was the last state, and is recorded again below
        elif self.states:
            self.losses.append(as_float(names.get("loss")))
            self.makes_losses = names.get("loss") is not self.loss_before
            if len(self.predictions) < FIRST_EPOCHS:
                self.first_losses.append(snapshot(names.get("loss")))
                self.predictions.append(snapshot(names.get("y_pred")))
        else:
            self.start = start_of_training(names)
            self.handled = sys.exc_info()[1]
        self.loss_before = names.get("loss")
        self.states.append(weight_and_bias(names))
        if len(self.losses) >= self.most_epochs:
            self.names = names
            raise EnoughEpochs

    def training_ends(self, local_names):
        """Record what the last epoch left, if the loop was not left by an error."""
        if not self.states or self.has_ended:
            return
        self.has_ended = True
        self.names = self.namespace | local_names
        if self.is_left_by_error() or self.is_newest_epoch_none():
            return
        self.losses.append(as_float(self.names.get("loss")))
        self.states.append(weight_and_bias(self.names))

    def is_newest_epoch_none(self):
        """Return whether the newest epoch made no loss of its own, though others did.

        So it is where a break at the top of the loop ends the training.
        """
        return self.makes_losses and self.names.get("loss") is self.loss_before

    def is_left_by_error(self):
        """Return whether an error ends the training, or the epochs were enough.

        This is asked in a finally, where sys.exc_info() has the error that is on its way
        out. In an except block around the loop it has that block's error, which ends nothing.
        """
        error = sys.exc_info()[1]
        is_new = error is not self.handled
        return is_new and isinstance(error, Exception | EnoughEpochs)


def start_of_training(names):
    """Return the Start of a training that finds these names."""
    return Start(
        names=names,
        data={name: snapshot(names[name]) for name in DATA_NAMES if name in names},
        learned=tuple(map(snapshot, parameters(names))),
        learning_rates=tuple(group.get("lr") for group in parameter_groups(names)),
        seeded=torch.initial_seed() != UNUSUAL_SEED,
    )
