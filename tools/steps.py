"""Run a step from its text, edited or not, and record every epoch of its training."""

import ast
import contextlib
import functools
import importlib.util
import io
import re
import traceback
import warnings
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STEP1, STEP2, STEP3, STEP4 = STEPS = (
    "step1_manual.py",
    "step2_autograd.py",
    "step3_loss_optimizer.py",
    "step4_nn_module.py",
)
MOST_EPOCHS = 2000  # a loop that goes on is stopped there


class _Stop(BaseException):
    """Ends a training loop after MOST_EPOCHS."""


@dataclass
class Epoch:
    """One pass through the body of the training loop."""

    w: float  # before the update, as is b
    b: float  # 0 where there is none
    loss: float = float("nan")
    gradients: list = field(default_factory=list)  # of w: autograd's, or else dw


@dataclass
class Run:
    """What a script left behind."""

    script: str
    text: str
    tree: ast.AST = field(default_factory=lambda: ast.parse(""))  # of the text
    loop: range = range(0)  # the lines of the training loop
    names: dict = field(default_factory=dict)  # its global names at its end
    output: str = ""
    epochs: list = field(default_factory=list)
    start: object = None  # w as an array or tensor, as the first epoch finds it
    end: tuple = ()  # w and b after the last epoch
    error: str = ""  # the last line of the traceback
    line: int | None = None  # of the script, where the error is
    warnings: list = field(default_factory=list)  # (line, "Category: message")

    @property
    def states(self):
        """(w, b) before each epoch, and after the last."""
        return [(epoch.w, epoch.b) for epoch in self.epochs] + [self.end]


def source(script):
    """Return the text of a script in the root folder, decoded as Python does it."""
    return importlib.util.decode_source((ROOT / script).read_bytes())


def pattern(text):
    """Return a regular expression for text, in which "…" stands for anything."""
    return ".*".join(map(re.escape, text.split("…")))


def number(value):
    """Return a number, or an array or tensor of one, as a float; for all else nan."""
    try:
        return float(value.item() if hasattr(value, "item") else value)
    except (TypeError, ValueError, RuntimeError):
        return float("nan")


def learned(names):
    """Return what a script learns: w, or the model's parameters, the weight first."""
    model = names.get("model")
    if hasattr(model, "parameters") and not isinstance(model, type):
        return sorted(model.parameters(), key=lambda p: -p.dim())
    return [names.get("w")]


@functools.cache
def run(script, text=None):
    """Run a script, or another text of it, once, and return a Run; errors end up in it.

    What is added to it is one call, in front of the body of its longest loop.
    """
    result = Run(script, text or "")
    names, epochs, hooks = result.names, result.epochs, []

    def epoch_ends():
        if epochs:
            epochs[-1].loss = number(names.get("loss"))
            if "dw" in names and not epochs[-1].gradients:
                epochs[-1].gradients.append(number(names["dw"]))
        result.end = tuple([*map(number, learned(names)), 0.0, 0.0][:2])
        while hooks:
            hooks.pop().remove()

    def epoch_begins():
        epoch_ends()
        if len(epochs) == MOST_EPOCHS:
            raise _Stop
        epochs.append(Epoch(*result.end))
        w, gradients = learned(names)[0], epochs[-1].gradients
        result.start = w if len(epochs) == 1 else result.start
        if getattr(w, "requires_grad", False):
            hooks.append(w.register_hook(lambda dw: gradients.append(number(dw))))

    def show(message, category, *_):
        frames = [f for f in traceback.extract_stack() if f.filename == script]
        warning = (
            frames[-1].lineno if frames else None,
            f"{category.__name__}: {message}",
        )
        if warning not in result.warnings:
            result.warnings.append(warning)

    names.update(__name__="__main__", _epoch_begins=epoch_begins)
    output = io.StringIO()
    with warnings.catch_warnings(), contextlib.redirect_stdout(output):
        warnings.simplefilter("ignore")
        for category in (UserWarning, RuntimeWarning, SyntaxWarning):
            warnings.simplefilter("always", category)
        warnings.showwarning = show
        try:
            if text is None:
                result.text = source(script)
            result.tree, tree = (ast.parse(result.text, script) for _ in range(2))
            loops = [n for n in ast.walk(tree) if isinstance(n, ast.For | ast.While)]
            if loops:
                loop = max(loops, key=lambda n: n.end_lineno - n.lineno)
                result.loop = range(loop.lineno, loop.end_lineno + 1)
                call = ast.parse("_epoch_begins()").body[0]
                loop.body.insert(0, ast.copy_location(call, loop))
            code = compile(ast.fix_missing_locations(tree), script, "exec")
            exec(code, names)  # noqa: S102, the very point
        except _Stop:
            pass
        except (Exception, SystemExit) as error:  # noqa: BLE001, whatever it raises
            result.error = f"{type(error).__name__}: {getattr(error, 'msg', error)}"
            frames = traceback.extract_tb(error.__traceback__)
            lines = [frame.lineno for frame in frames if frame.filename == script]
            result.line = lines[-1] if lines else getattr(error, "lineno", None)
    epoch_ends()
    result.output = output.getvalue()
    return result
