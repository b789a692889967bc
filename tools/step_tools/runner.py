"""Run a step as Python runs it, edited or not, and record every epoch of its training.

In: the name of a script, and its text if that is not the one in the file.
Out: a Run. What the script has set is put back, as sandbox.py says.
"""

import ast
import functools
import sys
import tokenize
import types
from dataclasses import dataclass
from pathlib import Path

from .loops import lines_inside, training_loop, watched
from .messages import Message, error_message, warnings_kept
from .recorder import EnoughEpochs, Recorder, Start
from .sandbox import as_python_runs_it, names_put_back, settings_put_back
from .snapshots import Snapshot

ROOT = Path(__file__).resolve().parents[2]
STEP1, STEP2 = "step1_manual.py", "step2_autograd.py"
STEP3, STEP4 = "step3_loss_optimizer.py", "step4_nn_module.py"
STEPS = (STEP1, STEP2, STEP3, STEP4)

MOST_EPOCHS = 2000  # a loop that goes on and on is stopped here


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


def source(script):
    """Return the text of a script in the root folder, in the encoding it declares."""
    with tokenize.open(ROOT / script) as file:
        return file.read()


@functools.lru_cache(maxsize=1)  # a script is run several times, one after the other
def parsed(text, path):
    """Return the tree of a script, and the lines in its training loop."""
    tree = ast.parse(text, path)
    return tree, lines_inside(training_loop(tree))


@functools.lru_cache(maxsize=1)
def code_of(text, path):
    """Return the code of a script whose training loop calls a Recorder."""
    tree = watched(ast.parse(text, path))
    return compile(tree, path, "exec", dont_inherit=True)


def execute(code, module, recorder):
    """Run a script's code in a module, with a Recorder that its loop calls."""
    module.__dict__["_epoch_begins"] = recorder.epoch_begins
    module.__dict__["_training_ends"] = recorder.training_ends
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
    (tree, loop), error, warned = parsed("", path), None, []
    with (
        settings_put_back(),
        names_put_back(),
        warnings_kept(path, warned),
        as_python_runs_it(module) as printed,
    ):
        try:
            text = source(script) if text is None else text
            tree, loop = parsed(text, path)
            execute(code_of(text, path), module, recorder)
            sys.stdout.flush()
        except (Exception, SystemExit) as raised:  # noqa: BLE001, whatever it raises
            error = error_message(raised, path)
    return Run(
        script=script,
        text=text or "",
        tree=tree,
        loop=loop,
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
