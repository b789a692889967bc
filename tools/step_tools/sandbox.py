"""Run a script as Python does, and put back afterwards what it has set.

Put back are sys.argv, the path, stdout and stderr, __main__, the modules beside the script,
the settings and the random state of NumPy and PyTorch, and the names in them. The current
folder and the environment variables are not.
"""

import contextlib
import io
import sys
from pathlib import Path
from unittest import mock

import numpy as np
import torch

UNUSUAL_SEED = 915_244_307  # that of a run whose script sets none
# A script may give their names another value: torch.manual_seed = 0, for one.
LIBRARIES = (np, torch, torch.nn, torch.nn.functional, torch.optim, torch.autograd)
# What a script may set in PyTorch: how to read it, and how to set it back.
TORCH_SETTINGS = (
    (torch.get_default_dtype, torch.set_default_dtype),
    (torch.get_default_device, lambda _: torch.set_default_device(None)),
    (torch.is_grad_enabled, torch.set_grad_enabled),
    (torch.get_num_threads, torch.set_num_threads),
    (torch.are_deterministic_algorithms_enabled, torch.use_deterministic_algorithms),
    (torch.is_anomaly_enabled, torch.autograd.set_detect_anomaly),
)


class KeptBytes(io.BytesIO):
    """Keeps what was printed, also when the script closes its stdout."""

    def close(self):
        self.flush()


@contextlib.contextmanager
def as_python_runs_it(module):
    """Let a module be __main__, with arguments, a path and a stdout of its own.

    Yields what was printed, as bytes that grow.
    """
    folder, modules_before = Path(module.__file__).parent, set(sys.modules)
    printed, main_before = KeptBytes(), sys.modules["__main__"]
    stdout = io.TextIOWrapper(printed, "utf-8", newline="\n", write_through=True)
    sys.modules["__main__"] = module
    try:
        with (
            mock.patch.object(sys, "argv", [module.__file__]),
            mock.patch.object(sys, "path", [str(folder), *sys.path]),
            contextlib.redirect_stdout(stdout),
            contextlib.redirect_stderr(io.TextIOWrapper(io.BytesIO(), "utf-8")),
        ):
            yield printed
    finally:
        sys.modules["__main__"] = main_before
        forget_modules_of(folder, set(sys.modules) - modules_before)


def forget_modules_of(folder, names):
    """Forget the modules among these names whose files stand in a folder itself.

    So the next run of a script finds its own modules as they are at first.
    """
    for name in names:
        file = getattr(sys.modules[name], "__file__", None)
        if file and Path(file).parent == folder:
            del sys.modules[name]


@contextlib.contextmanager
def names_put_back():
    """Put back the names of NumPy and PyTorch to which a script gives another value."""
    before = [(library, dict(vars(library))) for library in LIBRARIES]
    try:
        yield
    finally:
        for library, names in before:
            for name, value in names.items():
                if getattr(library, name, None) is not value:
                    setattr(library, name, value)


@contextlib.contextmanager
def settings_put_back():
    """Put back what a script sets in NumPy and PyTorch, the random state included."""
    before, random_state = [read() for read, _ in TORCH_SETTINGS], np.random.get_state()
    with np.errstate(), np.printoptions(), torch.random.fork_rng(devices=[]):
        torch.manual_seed(UNUSUAL_SEED)
        try:
            yield
        finally:
            np.random.set_state(random_state)
            for (read, put_back), value in zip(TORCH_SETTINGS, before, strict=True):
                if read() != value:
                    put_back(value)
