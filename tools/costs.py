"""Measure what an epoch of each step costs: python tools/costs.py [samples ...]

In: numbers of samples. Out: a table as docs/costs.md has it. The scripts' own loops run
on so many samples, the four over and over. Step 1 is given in microseconds, the others
as multiples of it. Where there is an accelerator, further/accelerator.py is measured, too.
"""

import argparse
import contextlib
import io
import sys

import numpy as np
import torch
from step_tools.runner import STEPS, source
from torch.utils.benchmark import Timer


def samples(argument):
    """Return an argument of the command line as a number of samples."""
    if not argument.isdecimal() or not int(argument):
        raise argparse.ArgumentTypeError(f"{argument} is not a number of samples")
    return int(argument)


def parts(script):
    """Return the text of a script in three parts: data, model to settings, and loop."""
    text = source(script)
    model, loop = text.index("# %% Model"), text.index("for epoch in")
    after = text.index('print(f"after')
    return text[:model], text[model:loop], text[loop:after]


def seconds_an_epoch(script, count):
    """Return the median of the seconds that an epoch takes on count samples."""
    print(f"{count:,} samples: {script}", file=sys.stderr)
    data, setup, loop = parts(script)
    names = {}
    exec(data, names)  # noqa: S102, the script's own code, as below
    order = np.arange(count) % len(names["X"])
    names |= {"X": names["X"][order], "y": names["y"][order]}
    exec(setup, names)  # noqa: S102
    names |= {"n_epochs": 1 + 100_000 // count}
    names["code"] = compile(loop, script, "exec")
    # Timer's own default is one thread. PyTorch's is what a reader gets.
    threads = torch.get_num_threads()
    timer = Timer("exec(code, globals())", globals=names, num_threads=threads)
    return timer.blocked_autorange(min_run_time=2).median / names["n_epochs"]


def table_row(count, scripts):
    """Return the row of a table: step 1 in microseconds, the others as its multiples."""
    with contextlib.redirect_stdout(io.StringIO()):
        first, *others = [seconds_an_epoch(script, count) for script in scripts]
    multiples = [f"{seconds / first:.2g} ×" for seconds in others]
    return f"| {count:,} | {first * 1e6:.3g} µs | {' | '.join(multiples)} |"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("samples", nargs="*", type=samples)
    counts = parser.parse_args().samples or [4, 10_000, 10_000_000]
    scripts = list(STEPS)
    if torch.accelerator.is_available():
        scripts.append("further/accelerator.py")
    print(f"| samples | {' | '.join(scripts)} |\n|---:|{'---:|' * len(scripts)}")
    for count in counts:
        print(table_row(count, scripts), flush=True)
