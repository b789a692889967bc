"""Run a step from its text, edited or not, and record every epoch of its training."""

import ast
import contextlib
import functools
import io
import traceback
import warnings
from pathlib import Path
from types import SimpleNamespace

ROOT = Path(__file__).resolve().parent.parent
STEP1, STEP2 = "step1_manual.py", "step2_autograd.py"
STEP3, STEP4 = "step3_loss_optimizer.py", "step4_nn_module.py"
STEPS = (STEP1, STEP2, STEP3, STEP4)


def source(script):
    """Return the text of a script in the root folder."""
    return (ROOT / script).read_text(encoding="utf-8-sig")


def number(value):
    """Return a number, or an array or tensor of one, as a float; for all else nan."""
    with contextlib.suppress(TypeError, ValueError, RuntimeError):
        return float(value.item() if hasattr(value, "item") else value)
    return float("nan")


def shown(value):
    """Return a number, or numbers nested as they are, as text."""
    value = value.tolist() if hasattr(value, "tolist") else value
    if isinstance(value, list):
        return f"[{', '.join(map(shown, value))}]"
    return f"{value:.6g}" if isinstance(value, int | float) else str(value)


def described(value="nothing", *others):
    """Return arrays or tensors as text: whose they are, their dtype, and their numbers."""
    library = type(value).__module__[:5]
    kind = {"numpy": "NumPy array", "torch": "tensor"}.get(library, "Python")
    dtype = str(getattr(value, "dtype", type(value).__name__)).removeprefix("torch.")
    asks = ", requires grad" * getattr(value, "requires_grad", False)
    leaf = ", not a leaf" * (not getattr(value, "is_leaf", True))
    return f"{kind} {dtype} {', '.join(map(shown, (value, *others)))}{asks}{leaf}"


def learned(names):
    """Return what a script learns: w, or the model's parameters, the weight first."""
    model = names.get("model")
    if hasattr(model, "parameters") and not isinstance(model, type):
        return sorted(model.parameters(), key=lambda p: -p.dim())
    return [names.get("w")]


@functools.cache
def run(script, text=None):
    """Run a script, or another text of it, once, and return what it leaves behind."""
    step = SimpleNamespace(script=script, text=text or "", tree=ast.parse(""), names={})
    step.loop, step.start = range(0), ""  # its lines; what it learns, at first
    step.states, step.losses = [], []  # w and b before each epoch and at last; its loss
    step.said = {}  # Python's warnings, and last its error, each with the lines there

    def epoch_begins():
        values = learned(step.names)
        step.start = step.start or described(*values)
        step.states.append(tuple([*map(number, values), 0.0, 0.0][:2]))
        step.losses.append(number(step.names.get("loss")))  # of the epoch that ends
        if len(step.losses) == 2000:
            raise RuntimeError("stopped, since the loop goes on and on")

    def show(message, category, _, line, *__):
        lines = [f.lineno for f in traceback.extract_stack() if f.filename == script]
        if issubclass(category, UserWarning | RuntimeWarning | SyntaxWarning):
            step.said.setdefault(f"{category.__name__}: {message}", lines or [line])

    step.names.update(__name__="__main__", _epoch_begins=epoch_begins)
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()) as output:
        warnings.simplefilter("always")
        warnings.showwarning = show
        try:
            step.text = text or source(script)
            step.tree, tree = (ast.parse(step.text, script) for _ in range(2))
            loops = [n for n in ast.walk(tree) if isinstance(n, ast.For | ast.While)]
            for loop in sorted(loops, key=lambda n: n.end_lineno - n.lineno)[-1:]:
                step.loop = range(loop.lineno + 1, loop.end_lineno + 1)
                loop.body[:0] = ast.parse("_epoch_begins()").body  # all that is added
                ast.increment_lineno(loop.body[0], loop.lineno - 1)
            code = compile(ast.fix_missing_locations(tree), script, "exec")
            exec(code, step.names)  # noqa: S102, the very point
            epoch_begins()
        except (Exception, SystemExit) as error:  # noqa: BLE001, whatever it raises
            frames = traceback.extract_tb(error.__traceback__)
            lines = [frame.lineno for frame in frames if frame.filename == script]
            message = f"{type(error).__name__}: {getattr(error, 'msg', error)}"
            step.said[message] = lines or [getattr(error, "lineno", 1)]
    step.losses, step.output = step.losses[1:], output.getvalue()
    step.code = (step.text + "\n").splitlines()  # to the line where it ends too early
    said = [item for item in step.said.items() if "RuntimeWarning: " not in item[0]]
    step.error, step.lines = [("", []), *said][-1]  # Numbers that overflow are checked.
    return step
