"""The runner finds the loop that trains, and leaves nothing behind of what a script sets."""

import ast
import sys
import warnings

import numpy as np
import pytest
import torch
from step_tools import runner
from step_tools.loops import training_loop
from step_tools.runner import STEP1

TRAINING = """
    loss = loss_fn(model(X), y)
    loss.backward()
"""
LOOPS = {
    "alone": f"for training in range(n_epochs):{TRAINING}",
    "before a longer loop": f"for training in range(9):{TRAINING}\nfor i in x:\n    print(w)",
    "around a loop over batches": "for training in range(n_epochs):\n"
    "  for X, y in batches:" + TRAINING.replace("    ", "     "),
    "inside of a loop over parts": f"for part in x:\n  for training in part:{TRAINING}",
    "inside of a loop over runs": "for run in range(1):\n"
    f"  for training in range(n_epochs):{TRAINING}",
    "in a function": f"def train():\n  for training in range(9):{TRAINING}\ntrain()",
    "that calls a function": f"def epoch():{TRAINING}\nfor training in x:\n    epoch()",
    "that calls a loop over samples": "def epoch():\n  for sample in x:"
    + TRAINING.replace("    ", "     ")
    + "\nfor training in range(n_epochs):\n    epoch()",
    "while": f"while training:{TRAINING}",
}


@pytest.mark.parametrize("text", LOOPS.values(), ids=LOOPS)
def test_the_loop_that_trains_is_found(text):
    loop = training_loop(ast.parse(text))
    header = loop.test if isinstance(loop, ast.While) else loop.target
    assert header.id == "training"


def test_without_a_loop_there_is_none():
    assert training_loop(ast.parse("print(1)")) is None


SETS = """
import numpy as np
import torch
import warnings

np.seterr(all="ignore")
np.set_printoptions(precision=2)
torch.set_default_dtype(torch.float64)
torch.set_default_device("meta")
torch.set_grad_enabled(False)
torch.set_num_threads(torch.get_num_threads() + 1)
torch.use_deterministic_algorithms(True)
torch.autograd.set_detect_anomaly(True)
torch.manual_seed(5)
np.random.seed(5)
torch.manual_seed = torch.nn.Linear = np.mean = 0
warnings.simplefilter("error")
"""


def settings():
    """Return what a script may set in NumPy, PyTorch and Python."""
    of_torch = [
        torch.get_default_dtype(),
        torch.get_default_device(),
        torch.is_grad_enabled(),
        torch.get_num_threads(),
        torch.are_deterministic_algorithms_enabled(),
        torch.is_anomaly_enabled(),
        torch.manual_seed,
        torch.nn.Linear,
    ]
    of_numpy = [np.geterr(), np.get_printoptions(), np.mean]
    seeds = [torch.initial_seed(), np.random.get_state()[1].tolist()]
    of_sys = [sys.stdout, sys.stderr, list(sys.argv)]
    return [
        *of_torch,
        *of_numpy,
        *seeds,
        *of_sys,
        list(warnings.filters),
        list(sys.path),
    ]


def test_nothing_that_a_script_sets_is_left_behind():
    before = settings()
    result = runner.run(STEP1, f"{SETS}\nimport sys\nsys.path.append('elsewhere')")
    assert result.error is None
    assert settings() == before
