"""Run a step as Python runs it, edited or not, and record every epoch of its training.

In: the name of a script, and its text if that is not the one in the file.
Out: a Run. After it sys.argv, the path, stdout, the warnings, the settings of NumPy, the
random state and the TORCH_SETTINGS of PyTorch are what they were before.
"""

import ast
import contextlib
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

ROOT = Path(__file__).resolve().parent.parent
STEP1, STEP2 = "step1_manual.py", "step2_autograd.py"
STEP3, STEP4 = "step3_loss_optimizer.py", "step4_nn_module.py"
STEPS = (STEP1, STEP2, STEP3, STEP4)

MOST_EPOCHS = 2000  # a loop that goes on and on is stopped here
TRAINING_NAMES = frozenset(
    ["model", "y_pred", "loss_fn", "loss", "gradient", "dw", "w"]
    + ["backward", "grad", "step", "zero_grad"]
)
DATA_NAMES = ("X", "y", "X_test")
UNUSUAL_SEED = 915_244_307  # that of a run whose script sets none
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
    output: str
    error: Message | None
    warnings: tuple[Message, ...]

    @property
    def lines(self):
        """The script's lines, of which lines[0] is line 1."""
        return self.text.split("\n")

    @property
    def names_at_start(self):
        """What the first epoch found, by name, and the names that came later."""
        return self.names | self.start.names


class EnoughEpochs(BaseException):
    """Ends a run after the epochs that were asked for."""


def source(script):
    """Return the text of a script in the root folder, in the encoding it declares."""
    with tokenize.open(ROOT / script) as file:
        return file.read()


def as_float(value):
    """Return a number, or the one number of an array or tensor; for all else nan."""
    if isinstance(value, str):
        return float("nan")
    try:
        return float(value.item()) if hasattr(value, "item") else float(value)
    except (TypeError, ValueError, RuntimeError, OverflowError):
        return float("nan")


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


def snapshot(value):
    """Return a Snapshot of a value."""
    if isinstance(value, torch.Tensor):
        dtype, shape = str(value.dtype).removeprefix("torch."), tuple(value.shape)
        numbers = value.detach().tolist()
        asks, leaf = value.requires_grad, value.is_leaf
        return Snapshot("torch", numbers, dtype, shape, asks, leaf)
    if isinstance(value, np.ndarray | np.generic):
        return Snapshot("numpy", value.tolist(), str(value.dtype), value.shape)
    if isinstance(value, int | float | list | tuple):
        return Snapshot("", value, type(value).__name__)
    if isinstance(value, type):
        return Snapshot("", f"the class {value.__name__}, not an object of it")
    return Snapshot("", repr(value))


def names_in(node):
    """Return the names in a node, those of attributes included."""
    names = {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}
    return names | {n.attr for n in ast.walk(node) if isinstance(n, ast.Attribute)}


def names_reached(node, functions):
    """Return the names in a node, and in the functions that it leads to, by name."""
    found, followed = names_in(node), set()
    while new := (found & functions.keys()) - followed:
        followed |= new
        for name in new:
            found |= names_in(functions[name])
    return found


def training_loop(tree):
    """Return the loop that does most of what training does; None if there is no loop.

    Of two that do as much, as with one inside the other, it is the one over n_epochs.
    """
    nodes = list(ast.walk(tree))
    functions = {n.name: n for n in nodes if isinstance(n, ast.FunctionDef)}
    loops = [n for n in nodes if isinstance(n, ast.For | ast.While)]

    def training_done(loop):
        in_functions = names_reached(loop, functions) & TRAINING_NAMES
        in_itself = names_in(loop) & TRAINING_NAMES
        header = loop.iter if isinstance(loop, ast.For) else loop.test
        # What is in the loop itself counts most: another loop may call functions, too.
        return 2 * len(in_itself) + len(in_functions), "n_epochs" in names_in(header)

    return max(loops, key=training_done, default=None)


def lines_inside(loop):
    """Return the lines of a loop's body as a range; no lines if there is no loop."""
    return range(loop.body[0].lineno, loop.end_lineno + 1) if loop else range(0)


class WatchLoop(ast.NodeTransformer):
    """Calls _epoch_begins in a loop, before all else, and _training_ends after it.

    _training_ends is called, too, where a return or an exit() leaves the loop.
    """

    def __init__(self, loop):
        self.loop = loop

    def visit(self, node):
        super().visit(node)
        if node is not self.loop:
            return node
        begins, ends = ast.parse(
            "_epoch_begins(locals())\n_training_ends(locals())"
        ).body
        node.body.insert(0, ast.copy_location(begins, node))
        watched = ast.Try(body=[node], handlers=[], orelse=[], finalbody=[ends])
        return ast.copy_location(watched, node)


def watched(tree):
    """Return the tree of a script, changed: its training loop calls a Recorder."""
    return ast.fix_missing_locations(WatchLoop(training_loop(tree)).visit(tree))


class Recorder:
    """Reads the names of a script in each epoch, while it runs."""

    def __init__(self, namespace, most_epochs):
        self.namespace = namespace  # the names outside of functions
        self.most_epochs = most_epochs
        self.start = Start()
        self.names = {}  # what the last epoch left; nothing before the training ends
        self.states, self.losses = [], []
        self.handled = None  # the error that was being handled when training began
        self.loss_found = (
            None  # the loss that the newest epoch found, of the one before
        )
        self.makes_losses = False  # whether the epoch before the newest made a new loss

    def epoch_begins(self, local_names):
        """Record what the script has at the beginning of an epoch."""
        names = self.namespace | local_names
        if self.states:
            self.losses.append(as_float(names.get("loss")))
            self.makes_losses = names.get("loss") is not self.loss_found
        else:
            self.start = start_of_training(names)
            self.handled = sys.exc_info()[1]
        self.loss_found = names.get("loss")
        self.states.append(weight_and_bias(names))
        if len(self.losses) == self.most_epochs:
            raise EnoughEpochs

    def training_ends(self, local_names):
        """Record what the last epoch left, if the loop was not left by an error."""
        if not self.states or self.names or self.is_left_by_error():
            return
        self.names = self.namespace | local_names
        loss = self.names.get("loss")
        # A break at the top of the loop: the newest epoch has made no loss of its own,
        # though those before it have. So it was none.
        if self.makes_losses and loss is self.loss_found:
            return
        self.losses.append(as_float(loss))
        self.states.append(weight_and_bias(self.names))

    def is_left_by_error(self):
        """Return whether an error ends the training, or the epochs were enough."""
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
        stack = traceback.extract_stack()
        lines = [frame.lineno for frame in stack if frame.filename == path]
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
    return Message(f"{type(error).__name__}: {text}", tuple(dict.fromkeys(lines)))


def execute(tree, module, recorder):
    """Run a script's tree in a module, with its training loop watched."""
    module.__dict__["_epoch_begins"] = recorder.epoch_begins
    module.__dict__["_training_ends"] = recorder.training_ends
    code = compile(watched(tree), module.__file__, "exec")
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
        output=printed.getvalue().decode("utf-8", "replace"),
        error=error,
        warnings=tuple(warned),
    )
