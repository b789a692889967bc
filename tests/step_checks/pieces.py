"""Who does a piece: seen by taking PyTorch's part away, not by names in the text.

In: a Run. Out: which pieces PyTorch does, and what is called of it, in this order.
A part is taken away by multiplying it by 0, in a run of three epochs. Where w then stands
still, that part did the work. Where w still moves, the part is for show.
"""

import contextlib
import functools
import sys
from collections.abc import Callable
from dataclasses import dataclass
from unittest import mock

import torch
from step_tools import runner
from torch.nn.modules.module import register_module_forward_hook
from torch.optim.optimizer import register_optimizer_step_pre_hook

from .names import BY_HAND

EPOCHS = 3


def multiply(value, factor):
    """Return a tensor, or a sequence of tensors, multiplied by a factor."""
    if isinstance(value, torch.Tensor):
        return factor * value
    if isinstance(value, tuple | list):
        return [multiply(part, factor) for part in value]
    return value


@contextlib.contextmanager
def gradient_times(factor, note):
    """Let autograd differentiate a multiple of the loss; note each "backward"."""

    def of_multiple(function):
        def differentiate(outputs, *args, **kwargs):
            note("backward")
            return function(multiply(outputs, factor), *args, **kwargs)

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
    """Let optimizers step with 0 or 1 times their learning rate; note each "step"."""

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


def is_model(module):
    """Return whether a module is the model, or, where that is in a function, a script's own."""
    script = sys.modules["__main__"]
    if hasattr(script, "model"):
        return module is script.model
    return type(module).__module__ == "__main__"


@contextlib.contextmanager
def model_times(factor, note):
    """Let nn.Linear, and a model that is an nn.Module, return a multiple; note "model"."""
    functional = torch.nn.functional
    linear = functional.linear

    def multiple(*args, **kwargs):
        note("model")
        return factor * linear(*args, **kwargs)

    def of_model(module, _, output):
        if is_model(module):
            note("model")
            return multiply(output, factor)
        return output

    handle = register_module_forward_hook(of_model)
    try:
        with mock.patch.object(functional, "linear", multiple):
            yield
    finally:
        handle.remove()


@contextlib.contextmanager
def zero_grad_noted(note):
    """Note each "zero_grad" of an optimizer or a module."""

    def noted(owner):
        zero_grad = owner.zero_grad

        def call(*args, **kwargs):
            note("zero_grad")
            return zero_grad(*args, **kwargs)

        return mock.patch.object(owner, "zero_grad", call)

    with noted(torch.optim.Optimizer), noted(torch.nn.Module):
        yield


@dataclass(frozen=True)
class Piece:
    """One of the four pieces of a step, and PyTorch's part in it."""

    name: str
    doer: str  # how a message calls it
    note: str  # what is noted when it is called
    multiplied: Callable  # the context manager in which it gives a multiple


MODEL = Piece(
    name="model",
    doer="the nn.Module",
    note="model",
    multiplied=model_times,
)
LOSS = Piece(
    name="loss",
    doer="nn.MSELoss()",
    note="loss",
    multiplied=loss_times,
)
GRADIENT = Piece(
    name="gradient",
    doer="backward()",
    note="backward",
    multiplied=gradient_times,
)
UPDATE = Piece(
    name="update",
    doer="optimizer.step()",
    note="step",
    multiplied=update_times,
)
PIECES = (MODEL, LOSS, GRADIENT, UPDATE)


def is_done_by_torch(run, piece):
    """Return whether w never moves in a new run without PyTorch's part in a piece."""
    with piece.multiplied(0.0, lambda name: None):
        without = runner.run(run.script, run.text, EPOCHS)
    return len(set(without.states)) <= 1


def rerun_for_calls(run):
    """Return what a script calls of PyTorch in three epochs, as it is noted."""
    return calls_in_a_run(run.script, run.text)


@functools.lru_cache(maxsize=1)
def calls_in_a_run(script, text):
    """Run a script, and return what it calls of PyTorch. The last one is kept."""
    calls = []
    with contextlib.ExitStack() as stack:
        for piece in PIECES:
            stack.enter_context(piece.multiplied(1.0, calls.append))
        stack.enter_context(zero_grad_noted(calls.append))
        runner.run(script, text, EPOCHS)
    return tuple(calls)


def lacks_backward(run, step):
    """Return whether a step needs backward() in the loop, and does not call it."""
    is_in_loop = bool(run.states) and "backward" not in rerun_for_calls(run)
    return is_in_loop and step.gradient != BY_HAND
