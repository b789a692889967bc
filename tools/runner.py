"""Run a step as Python runs it, edited or not, and record every epoch of its training.

In: the name of a script, and its text if that is not the one in the file.
Out: a Run. Nothing that the script sets in Python or PyTorch outlives the run.
"""

import ast
import contextlib
import io
import sys
import tokenize
import traceback
import types
import warnings
from dataclasses import dataclass
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
UNUSUAL_SEED = 915_244_307  # that of a run whose script sets none
# What a script may set in PyTorch: how to read it, and how to set it back.
SETTINGS = (
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
    numbers: object  # nested lists of numbers; of everything else its repr
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
class Run:
    """What a script did, as far as it came."""

    script: str
    text: str
    tree: ast.Module
    loop: range  # the lines in the loop that trains
    names_before: dict  # what the first epoch found, by name; empty without an epoch
    names: dict  # what the last epoch left, by name
    data: dict  # Snapshots of X, y and X_test, as the first epoch found them
    start: tuple[Snapshot, ...]  # what is learned, as the first epoch found it
    learning_rates: tuple  # of the optimizers, as the first epoch found them
    states: tuple[tuple[float, float], ...]  # w and b before each epoch, and at last
    losses: tuple[float, ...]  # the loss of each epoch
    seeded: bool  # whether PyTorch had a seed from the script when training began
    output: str
    error: Message | None
    warnings: tuple[Message, ...]

    @property
    def lines(self):
        """The script's lines, of which lines[0] is line 1."""
        return self.text.split("\n")


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


def called_names(node, functions, seen=()):
    """Return the names in a node, and in the functions that it names."""
    found = {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}
    found |= {n.attr for n in ast.walk(node) if isinstance(n, ast.Attribute)}
    for name in found & functions.keys() - set(seen):
        found |= called_names(functions[name], functions, (*seen, name))
    return found


def training_loop(tree):
    """Return the loop that does most of what training does; None if there is no loop."""
    nodes = list(ast.walk(tree))
    functions = {n.name: n for n in nodes if isinstance(n, ast.FunctionDef)}
    loops = [n for n in nodes if isinstance(n, ast.For | ast.While)]

    def training_done(loop):
        in_functions = called_names(loop, functions) & TRAINING_NAMES
        in_itself = called_names(loop, {}) & TRAINING_NAMES
        return 2 * len(in_itself) + len(in_functions)

    return max(loops, key=training_done, default=None)


class WatchLoop(ast.NodeTransformer):
    """Call _epoch_begins at the start of a loop's body, and _training_ends behind it."""

    def __init__(self, loop):
        self.loop = loop

    def visit(self, node):
        super().visit(node)
        if node is not self.loop:
            return node
        begins, ends = (
            ast.copy_location(ast.parse(f"{name}(locals())").body[0], node)
            for name in ("_epoch_begins", "_training_ends")
        )
        node.body.insert(0, begins)
        return [node, ends]


class Recorder:
    """Reads the names of a script in each epoch, while it runs."""

    def __init__(self, namespace, most_epochs):
        self.namespace, self.most_epochs = namespace, most_epochs
        self.names_before, self.names_after = {}, {}
        self.data, self.start = {}, ()
        self.states, self.losses = [], []
        self.learning_rates, self.seeded = (), False
        self.loss, self.loss_is_new = None, False

    def epoch_begins(self, local_names):
        names = self.namespace | local_names
        if self.states:
            self.losses.append(as_float(names.get("loss")))
            self.loss_is_new = names.get("loss") is not self.loss
        else:
            self.names_before = names
            data = ("X", "y", "X_test")
            self.data = {n: snapshot(names[n]) for n in data if n in names}
            self.start = tuple(map(snapshot, parameters(names)))
            self.learning_rates = tuple(g.get("lr") for g in parameter_groups(names))
            self.seeded = torch.initial_seed() != UNUSUAL_SEED
        self.loss = names.get("loss")
        self.add_state(names)
        if len(self.losses) == self.most_epochs:
            raise EnoughEpochs

    def training_ends(self, local_names):
        if self.states and not self.names_after:
            self.names_after = names = self.namespace | local_names
            if self.loss_is_new and names.get("loss") is self.loss:
                return  # the loop was left before this epoch computed anything
            self.losses.append(as_float(names.get("loss")))
            self.add_state(names)

    def add_state(self, names):
        values = [as_float(value) for value in parameters(names)[:2]]
        w, b = [*values, 0.0, 0.0][:2]
        self.states.append((w, b))


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
    before = [read() for read, _ in SETTINGS]
    with np.errstate(), np.printoptions(), torch.random.fork_rng(devices=[]):
        torch.manual_seed(UNUSUAL_SEED)
        try:
            yield
        finally:
            for (read, put_back), value in zip(SETTINGS, before, strict=True):
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


def execute(tree, loop, module, recorder):
    """Run a script's tree in a module, with its training loop watched."""
    watched = ast.fix_missing_locations(WatchLoop(loop).visit(tree))
    module.__dict__["_epoch_begins"] = recorder.epoch_begins
    module.__dict__["_training_ends"] = recorder.training_ends
    try:
        exec(compile(watched, module.__file__, "exec"), module.__dict__)  # noqa: S102
    except EnoughEpochs:
        return
    except SystemExit as ended:
        if ended.code not in (None, 0):
            raise
    recorder.training_ends({})  # where a return or an exit() left the loop


def run(script, text=None, most_epochs=MOST_EPOCHS):
    """Run a script, or another text of it, and return a Run."""
    path, error, warned = str(ROOT / script), None, []
    module = types.ModuleType("__main__")
    module.__file__ = path
    recorder = Recorder(module.__dict__, most_epochs)
    tree, loop_lines = ast.parse(""), range(0)
    with (
        settings_put_back(),
        warnings_kept(path, warned),
        as_python_runs_it(module) as printed,
    ):
        try:
            text = source(script) if text is None else text
            tree = ast.parse(text, path)
            copy = ast.parse(text, path)
            loop = training_loop(copy)
            if loop:
                loop_lines = range(loop.body[0].lineno, loop.end_lineno + 1)
            execute(copy, loop, module, recorder)
            sys.stdout.flush()
        except (Exception, SystemExit) as raised:  # noqa: BLE001, whatever it raises
            error = error_message(raised, path)
    return Run(
        script=script,
        text=text or "",
        tree=tree,
        loop=loop_lines,
        names_before=recorder.names_before,
        names=recorder.names_after or dict(module.__dict__),
        data=recorder.data,
        start=recorder.start,
        learning_rates=recorder.learning_rates,
        states=tuple(recorder.states),
        losses=tuple(recorder.losses),
        seeded=recorder.seeded,
        output=printed.getvalue().decode("utf-8", "replace"),
        error=error,
        warnings=tuple(warned),
    )
