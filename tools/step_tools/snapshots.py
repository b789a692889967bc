"""Values of a script: as they were at one moment, as numbers, and what it learns.

In: arrays, tensors and all else that a script can have. Out: Snapshots, floats, lists.
"""

from dataclasses import dataclass

import numpy as np
import torch


@dataclass(frozen=True)
class Snapshot:
    """An array, a tensor, or anything else, as it was at one moment."""

    library: str  # "numpy", "torch", or "" for everything else
    numbers: object  # nested lists of numbers; of what is no number its repr
    dtype: str = ""
    shape: tuple[int, ...] = ()
    requires_grad: bool = False
    is_leaf: bool = True

    @property
    def number(self):
        """Its one number; nan if it has none, or more than one."""
        if self.library:
            return as_float(np.squeeze(self.numbers))
        return self.numbers if self.dtype in ("int", "float") else float("nan")


def as_float(value):
    """Return a number, or the one number of an array or tensor; for all else nan."""
    if isinstance(value, str):
        return float("nan")
    try:
        return float(value.item()) if hasattr(value, "item") else float(value)
    except (TypeError, ValueError, RuntimeError, OverflowError):
        return float("nan")


def numbers_of(tensor):
    """Return the numbers of a tensor, nested in lists; its repr if it gives none."""
    try:
        return tensor.detach().tolist()
    except RuntimeError:  # a sparse one, or one on the device "meta"
        return repr(tensor)


def snapshot(value):
    """Return a Snapshot of a value."""
    if isinstance(value, torch.Tensor):
        dtype, shape = str(value.dtype).removeprefix("torch."), tuple(value.shape)
        numbers = numbers_of(value)
        asks, leaf = value.requires_grad, value.is_leaf
        return Snapshot("torch", numbers, dtype, shape, asks, leaf)
    if isinstance(value, np.ndarray | np.generic):
        return Snapshot("numpy", value.tolist(), str(value.dtype), value.shape)
    if isinstance(value, int | float | list | tuple):
        return Snapshot("", value, type(value).__name__)
    if isinstance(value, type):
        return Snapshot("", f"the class {value.__name__}, not an object of it")
    return Snapshot("", repr(value))


def parameters(names):
    """Return what a script learns: the model's parameters, the weight first, or w."""
    model = names.get("model")
    if isinstance(model, torch.nn.Module):
        return sorted(model.parameters(), key=lambda parameter: -parameter.dim())
    return [names["w"]] if "w" in names else []


def optimizers(names):
    """Return the optimizers among the names of a script."""
    values = names.values()
    return [value for value in values if isinstance(value, torch.optim.Optimizer)]


def parameter_groups(names):
    """Return the dicts in which the optimizers keep parameters and learning rates."""
    return [
        group for optimizer in optimizers(names) for group in optimizer.param_groups
    ]


def weight_and_bias(names):
    """Return w and b of a script as floats; what it does not learn is 0."""
    values = [as_float(value) for value in parameters(names)]
    w = values[0] if values else 0.0
    b = values[1] if len(values) > 1 else 0.0
    return w, b
