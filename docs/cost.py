"""Measure what an epoch of each step costs: python docs/cost.py [samples ...]

Runs the scripts' own loops on more samples than they have, the four over and over. Where
there is an accelerator, step 4 runs on it as well. Prints the README's table, and on what
it was measured; progress goes to stderr.
"""

import argparse
import contextlib
import io
import math
import os
import platform
import re
import statistics
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import torch

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))
from conftest import STEPS, source
from test_from_here import ACCELERATOR, script

SAMPLES = [4, 10_000, 10_000_000]
REPEATS = 7
# A run takes at least this long, so that the clock's resolution does not count.
SECONDS_A_RUN = 0.1
# What the process grows by from 10 to 30 million samples: the data of all steps, and what
# one step computes from it.
BYTES_A_SAMPLE = 66
# Each in a new Python, less the time of a Python that does nothing.
STARTS = {
    "NumPy": "import numpy",
    "PyTorch": "import torch",
    "PyTorch and an optimizer": (
        "import torch; torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.1)"
    ),
}


def columns():
    """Return what to measure: the text of a script for each column's head."""
    texts = {f"step {i}": source(name) for i, name in enumerate(STEPS, 1)}
    if torch.accelerator.is_available():
        kind = torch.accelerator.current_accelerator().type
        texts[f"step 4 on {kind}"] = script(ACCELERATOR)
    return texts


def prepare(text, count):
    """Run a script's text up to its loop, on count samples; return the loop and the names."""
    data, setup, rest = re.split(r"(?m)^(?=# %% Model|for epoch in)", text)
    loop, _ = rest.split("\nprint(")
    names = {}
    exec(data, names)  # noqa: S102, as are the others: the scripts' own code
    order = np.arange(count) % len(names["X"])
    names["X"], names["y"] = names["X"][order], names["y"][order]
    exec(setup, names)  # noqa: S102
    return compile(loop, "the loop", "exec"), names


def seconds(loop, names, epochs):
    """Return how long that many epochs of the loop take."""
    names["n_epochs"] = epochs
    start = time.perf_counter()
    exec(loop, names)  # noqa: S102
    if torch.accelerator.is_available():
        torch.accelerator.synchronize()
    return time.perf_counter() - start


def medians(run_all, what):
    """Return the median of each number that run_all returns, over REPEATS runs.

    Each run measures everything once, so that what else the machine does falls on all.
    """
    runs = []
    for i in range(REPEATS):
        print(f"{what}: run {i + 1} of {REPEATS}", file=sys.stderr)
        runs.append(run_all())
    return [statistics.median(times) for times in zip(*runs)]


def seconds_an_epoch(count):
    """Return the seconds that an epoch takes on count samples, for each of columns()."""
    with contextlib.redirect_stdout(io.StringIO()):
        steps = []
        for text in columns().values():
            loop, names = prepare(text, count)
            epochs = 1
            # The shortest of three, for the first is slow, and any may be held up.
            while min(seconds(loop, names, epochs) for _ in range(3)) < SECONDS_A_RUN:
                epochs *= 2
            steps.append((loop, names, epochs))
        return medians(
            lambda: [seconds(*step) / step[-1] for step in steps], f"{count:,} samples"
        )


def seconds_to_start():
    """Return the seconds that each of STARTS takes."""

    def run_all():
        times = []
        for code in ("", *STARTS.values()):
            start = time.perf_counter()
            subprocess.run([sys.executable, "-c", code], check=True)
            times.append(time.perf_counter() - start)
        return [t - times[0] for t in times[1:]]

    return medians(run_all, "start")


def two_digits(number):
    """Return a positive number as text, rounded to two digits."""
    number = float(f"{number:.1e}")
    return f"{number:.{max(0, 1 - math.floor(math.log10(number)))}f}"


def with_unit(duration):
    """Return a duration in seconds as text."""
    for unit, size in (("s", 1), ("ms", 1e-3), ("µs", 1e-6)):
        if duration >= size:
            break
    return f"{two_digits(duration / size)} {unit}"


def row(count, durations):
    """Return a row of the table: the first duration, and the others as ratios to it."""
    first, *others = durations
    cells = [f"{count:,}", with_unit(first)]
    cells += [f"{two_digits(other / first)} ×" for other in others]
    return f"| {' | '.join(cells)} |"


def machine():
    """Return the processor's name, as far as the system tells it, and what runs on it."""
    info = Path("/proc/cpuinfo")
    found = info.exists() and re.search(r"model name\s*: (.*)", info.read_text())
    name = found[1] if found else platform.processor() or platform.machine()
    if torch.accelerator.is_available():
        name += f" and {torch.accelerator.current_accelerator()}"
    threads = torch.get_num_threads()
    return (
        f"{name}, {threads} thread{'s' if threads > 1 else ''}, Python {platform.python_version()},"
        f" NumPy {np.__version__}, PyTorch {torch.__version__}"
    )


def samples(argument):
    """Return the number of samples that an argument of the command line asks for."""
    if not argument.isdecimal() or int(argument) == 0:
        raise argparse.ArgumentTypeError(f"{argument} is not a number of samples")
    count = int(argument)
    if hasattr(os, "sysconf"):  # not on Windows
        memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
        if count * BYTES_A_SAMPLE > memory:
            raise argparse.ArgumentTypeError(
                f"{count:,} samples take {count * BYTES_A_SAMPLE / 1e9:.0f} GB of memory,"
                f" and this machine has {memory / 1e9:.0f} GB"
            )
    return count


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("samples", nargs="*", type=samples, default=SAMPLES)
    parser.error = lambda message: parser.exit(2, f"docs/cost.py: {message}\n")
    rows = []
    for count in parser.parse_args().samples:
        try:
            rows.append(row(count, seconds_an_epoch(count)))
        except (MemoryError, RuntimeError) as error:
            if isinstance(error, RuntimeError) and "allocate" not in str(error):
                raise
            parser.error(f"{count:,} samples do not fit into memory")
    starts = [f"{s} {with_unit(t)}" for s, t in zip(STARTS, seconds_to_start())]
    print(f"| samples | {' | '.join(columns())} |")
    print("|--------:|" + "-------:|" * len(columns()))
    print(*rows, sep="\n")
    print(f"\n{machine()}. To start: {', '.join(starts)}.")


if __name__ == "__main__":
    main()
