"""Who does a piece: seen by taking PyTorch's part away, not by names in the text.

In: a Run. Out: which pieces PyTorch does, and what is called of it, in this order.
A part is taken away by multiplying it by 0, in a run of three epochs. Where w then stands
still, that part did the work. Where w still moves, the part is for show.
"""

import contextlib
import sys
from unittest import mock

import runner
import torch
from torch.nn.modules.module import register_module_forward_hook
from torch.optim.optimizer import register_optimizer_step_pre_hook

EPOCHS = 3
CALLS_OF_UPDATE = ("backward", "step", "zero_grad")


def times(value, factor):
    """Return a tensor, or a sequence of tensors, multiplied by a factor."""
    if isinstance(value, torch.Tensor):
        return factor * value
    if isinstance(value, tuple | list):
        return [times(part, factor) for part in value]
    return value


@contextlib.contextmanager
def gradient_times(factor, note):
    """Let autograd differentiate a multiple of the loss; note each "backward"."""

    def of_multiple(function):
        def differentiate(outputs, *args, **kwargs):
            note("backward")
            return function(times(outputs, factor), *args, **kwargs)

        return differentiate

    autograd = torch.autograd
    backward, grad = of_multiple(autograd.backward), of_multiple(autograd.grad)
    with (
        mock.patch.object(autograd, "backward", backward),
        mock.patch.object(autograd, "grad", grad),
    ):
        yield


@contextlib.contextmanager
def update_times(factor, note):
    """Let optimizers step with a multiple of their learning rate; note each "step"."""

    def change_learning_rate(optimizer, *_):
        note("step")
        for group in optimizer.param_groups:
            group["lr"] = factor * group["lr"]

    handle = register_optimizer_step_pre_hook(change_learning_rate)
    try:
        yield
    finally:
        handle.remove()


@contextlib.contextmanager
def loss_times(factor, note):
    """Let nn.MSELoss, and mse_loss behind it, return a multiple; note each "loss"."""
    functional = torch.nn.functional
    mse_loss = functional.mse_loss

    def multiple(*args, **kwargs):
        note("loss")
        return factor * mse_loss(*args, **kwargs)

    with mock.patch.object(functional, "mse_loss", multiple):
        yield


@contextlib.contextmanager
def model_times(factor, note):
    """Let nn.Linear, and a model that is an nn.Module, return a multiple; note "model"."""
    functional = torch.nn.functional
    linear = functional.linear

    def multiple(*args, **kwargs):
        note("model")
        return factor * linear(*args, **kwargs)

    def of_model(module, _, output):
        if module is vars(sys.modules["__main__"]).get("model"):
            note("model")
            return times(output, factor)
        return output

    handle = register_module_forward_hook(of_model)
    try:
        with mock.patch.object(functional, "linear", multiple):
            yield
    finally:
        handle.remove()


@contextlib.contextmanager
def clearing_noted(note):
    """Note each "zero_grad" of an optimizer or a module, and each "zero_" of a tensor."""

    def noted(owner, name):
        function = getattr(owner, name)

        def call(*args, **kwargs):
            note(name)
            return function(*args, **kwargs)

        return mock.patch.object(owner, name, call)

    with (
        noted(torch.optim.Optimizer, "zero_grad"),
        noted(torch.nn.Module, "zero_grad"),
        noted(torch.Tensor, "zero_"),
    ):
        yield


PARTS = {
    "model": model_times,
    "loss": loss_times,
    "gradient": gradient_times,
    "update": update_times,
}


def is_done_by_torch(run, piece):
    """Return whether w never moves once PyTorch's part in a piece is taken away."""
    with PARTS[piece](0.0, lambda name: None):
        without = runner.run(run.script, run.text, EPOCHS)
    return len(set(without.states)) <= 1


def calls_in_order(run):
    """Return what a script calls of PyTorch in three epochs, as the parts note it."""
    calls = []
    with contextlib.ExitStack() as stack:
        for part in PARTS.values():
            stack.enter_context(part(1.0, calls.append))
        stack.enter_context(clearing_noted(calls.append))
        runner.run(run.script, run.text, EPOCHS)
    return calls
