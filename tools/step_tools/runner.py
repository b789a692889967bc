"""Run a step as Python runs it, edited or not, and record every epoch of its training.

In: the name of a script, and its text if that is not the one in the file.
Out: a Run. After it sys.argv, the path, stdout, the warnings, the settings of NumPy, the
random state and the TORCH_SETTINGS of PyTorch are what they were before.
"""

import ast
import builtins
import contextlib
import difflib
import io
import sys
import tokenize
import traceback
import types
import warnings
from dataclasses import dataclass, field
from pathlib import Path
from unittest import mock

import numpy as np
import torch

from .loops import lines_inside, training_loop, watched
from .snapshots import (
    Snapshot,
    as_float,
    parameter_groups,
    parameters,
    snapshot,
    weight_and_bias,
)

ROOT = Path(__file__).resolve().parents[2]
STEP1, STEP2 = "step1_manual.py", "step2_autograd.py"
STEP3, STEP4 = "step3_loss_optimizer.py", "step4_nn_module.py"
STEPS = (STEP1, STEP2, STEP3, STEP4)

FIRST_EPOCHS = 3  # of which loss and y_pred are kept
MOST_EPOCHS = 2000  # a loop that goes on and on is stopped here
DATA_NAMES = ("X", "y", "X_test")
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


@dataclass(frozen=True)
class Message:
    """An error or a warning of Python, and the script's lines that led to it."""

    text: str
    lines: tuple[int, ...]  # from the outermost call to the innermost
    near: str = ""  # the name that is like one that Python does not find


@dataclass(frozen=True)
class Start:
    """What the first epoch of the training found; nothing, where there is no epoch."""

    names: dict = field(default_factory=dict)  # values by name
    data: dict = field(default_factory=dict)  # Snapshots of X, y and X_test, by name
    learned: tuple[Snapshot, ...] = ()  # the model's parameters, or w
    learning_rates: tuple = ()  # of the optimizers
    seeded: bool = False  # whether the script has set PyTorch's seed


@dataclass(frozen=True)
class Run:
    """What a script did, as far as it came."""

    script: str
    text: str
    tree: ast.Module
    loop: range  # the lines in the loop that trains
    start: Start
    names: dict  # what the last epoch left, by name
    states: tuple[tuple[float, float], ...]  # w and b before each epoch, and at last
    losses: tuple[float, ...]  # the loss of each epoch
    first_losses: tuple[Snapshot, ...]  # as each of the first epochs left it
    predictions: tuple[Snapshot, ...]  # y_pred, likewise
    output: str
    error: Message | None
    warnings: tuple[Message, ...]

    @property
    def text_lines(self):
        """The script's lines, of which text_lines[0] is line 1."""
        return self.text.split("\n")

    @property
    def first_values(self):
        """What the first epoch found, by name, and the names that came later."""
        return self.names | self.start.names


class EnoughEpochs(BaseException):
    """Ends a run after the epochs that were asked for."""


def source(script):
    """Return the text of a script in the root folder, in the encoding it declares."""
    with tokenize.open(ROOT / script) as file:
        return file.read()


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
        if self.has_ended:
            self.training_goes_on()
        names = self.namespace | local_names
        if self.states:
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
        if len(self.losses) == self.most_epochs:
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

    def training_goes_on(self):
        """Take back the end of the training, since its loop begins once more.

        So it is where another loop around it splits the epochs into parts.
        """
        self.has_ended = False
        if self.losses:
            self.losses.pop()
            self.states.pop()

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


class KeptBytes(io.BytesIO):
    """Keeps what was printed, also when the script closes its stdout."""

    def close(self):
        self.flush()


@contextlib.contextmanager
def as_python_runs_it(module):
    """Let a module be __main__, with arguments, a path and a stdout of its own.

    Yields what was printed, as bytes that grow.
    """
    printed, main_before = KeptBytes(), sys.modules["__main__"]
    stdout = io.TextIOWrapper(printed, "utf-8", newline="\n", write_through=True)
    sys.modules["__main__"] = module
    try:
        with (
            mock.patch.object(sys, "argv", [module.__file__]),
            mock.patch.object(sys, "path", [str(ROOT), *sys.path]),
            contextlib.redirect_stdout(stdout),
            contextlib.redirect_stderr(io.TextIOWrapper(io.BytesIO(), "utf-8")),
        ):
            yield printed
    finally:
        sys.modules["__main__"] = main_before


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


@contextlib.contextmanager
def warnings_kept(path, found):
    """Append each warning to a list, as a Message with the lines of a file that led there."""

    def keep(message, category, filename, line, *_):
        stack = reversed(list(traceback.walk_stack(None)))
        lines = [line for frame, line in stack if frame.f_code.co_filename == path]
        if filename == path and not lines:
            lines = [line]
        kept = Message(f"{category.__name__}: {message}", tuple(lines))
        if kept not in found:
            found.append(kept)

    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.showwarning = keep
        yield


def error_message(error, path):
    """Return the Message of an exception, with the lines of a file that led to it."""
    frames = traceback.extract_tb(error.__traceback__)
    lines = [frame.lineno for frame in frames if frame.filename == path]
    if isinstance(error, SyntaxError) and not lines:
        lines = [error.lineno or 1]
    text = error.msg if isinstance(error, SyntaxError) else str(error)
    return Message(
        f"{type(error).__name__}: {text}",
        tuple(dict.fromkeys(lines)),
        near_name(error),
    )


def near_name(error):
    """Return the name that is like the one that Python does not find; "" if none is.

    One that differs only in capital letters comes first: Linear for linear.
    """
    if not isinstance(error, AttributeError | NameError) or not error.name:
        return ""
    names = [name for name in names_looked_at(error) if not name.startswith("_")]
    same = [name for name in names if name.lower() == error.name.lower()]
    near = same or difflib.get_close_matches(error.name, names, n=1, cutoff=0.75)
    return near[0] if near else ""


def names_looked_at(error):
    """Return the names among which Python has looked for an attribute or a variable."""
    if isinstance(error, AttributeError):
        return [] if error.obj is None else dir(error.obj)
    *_, (frame, _) = traceback.walk_tb(error.__traceback__)
    return [*frame.f_locals, *frame.f_globals, *dir(builtins)]


def execute(tree, module, recorder):
    """Run a script's tree in a module, with its training loop watched."""
    module.__dict__["_epoch_begins"] = recorder.epoch_begins
    module.__dict__["_training_ends"] = recorder.training_ends
    code = compile(watched(tree), module.__file__, "exec", dont_inherit=True)
    try:
        exec(code, module.__dict__)  # noqa: S102, the script's own code
    except EnoughEpochs:
        pass
    except SystemExit as ended:
        if ended.code not in (None, 0):
            raise


def run(script, text=None, most_epochs=MOST_EPOCHS):
    """Run a script, or another text of it, and return a Run."""
    path = str(ROOT / script)
    module = types.ModuleType("__main__")
    module.__file__ = path
    recorder = Recorder(module.__dict__, most_epochs)
    tree, error, warned = ast.parse(""), None, []
    with (
        settings_put_back(),
        names_put_back(),
        warnings_kept(path, warned),
        as_python_runs_it(module) as printed,
    ):
        try:
            text = source(script) if text is None else text
            tree = ast.parse(text, path)
            # A tree of its own, since it is changed.
            execute(ast.parse(text, path), module, recorder)
            sys.stdout.flush()
        except (Exception, SystemExit) as raised:  # noqa: BLE001, whatever it raises
            error = error_message(raised, path)
    return Run(
        script=script,
        text=text or "",
        tree=tree,
        loop=lines_inside(training_loop(tree)),
        start=recorder.start,
        names=recorder.names or dict(module.__dict__),
        states=tuple(recorder.states),
        losses=tuple(recorder.losses),
        first_losses=tuple(recorder.first_losses),
        predictions=tuple(recorder.predictions),
        output=printed.getvalue().decode("utf-8", "replace"),
        error=error,
        warnings=tuple(warned),
    )
