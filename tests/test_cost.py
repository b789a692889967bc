"""docs/cost.py measures the scripts' own loops, and says so when it can't."""

import re
import sys

import numpy as np
import pytest
from conftest import ROOT, STEP1, STEP4, STEPS, run, source
from test_from_here import ACCELERATOR, script
from torch.profiler import ProfilerActivity, profile

sys.path.insert(0, str(ROOT / "docs"))
import cost


def main(monkeypatch, *arguments):
    monkeypatch.setattr(sys, "argv", ["docs/cost.py", *arguments])
    cost.main()


@pytest.mark.parametrize("name", [*STEPS, ACCELERATOR])
def test_loop_on_more_samples_learns_the_same(name):
    """The mean squared error of the four samples over and over is that of the four."""
    text = script(name) if name == ACCELERATOR else source(name)
    loop, names = cost.prepare(text, 4000)
    assert len(names["X"]) == len(names["y"]) == 4000
    names["n_epochs"] = 9
    exec(loop, names)  # noqa: S102, the script's own loop
    _, expected, _, _ = run(STEP4 if name == ACCELERATOR else name).epochs[9]
    assert names["w"].item() == pytest.approx(expected, rel=1e-5)


def test_number_of_samples_need_not_be_a_multiple_of_four():
    _, names = cost.prepare(source(STEP1), 6)
    assert names["X"].tolist() == [1, 2, 3, 4, 1, 2]
    assert names["y"].tolist() == [2, 4, 6, 8, 2, 4]


def test_four_samples_take_longer_in_pytorch_than_in_numpy():
    """As the README says, where the ratios are 4 and more."""
    times = []
    for script_ in STEPS:
        loop, names = cost.prepare(source(script_), 4)
        # The shortest of many short runs, so that no other load counts.
        times.append(min(cost.seconds(loop, names, 100) for _ in range(20)))
    by_hand, *others = times
    assert min(others) > 2 * by_hand, (
        f"100 epochs take {by_hand:.1e} s in step 1 and {others} s in the others"
    )


def profiled_epoch(loop, names):
    """Run an epoch; return the calls of Python functions, and PyTorch's operations."""
    names["n_epochs"] = 1
    calls = []
    sys.setprofile(lambda frame, event, argument: calls.append(event))
    exec(loop, names)  # noqa: S102, the script's own loop
    sys.setprofile(None)
    with profile(activities=[ProfilerActivity.CPU], profile_memory=True) as recorded:
        exec(loop, names)  # noqa: S102
    operations = [e for e in recorded.events() if e.name.startswith("aten::")]
    return calls.count("call"), operations


def test_why_the_steps_take_what_they_take():
    """Step 3 has fewer operations and results than step 2, but more Python; 4 has still more."""
    calls, operations, results = [], [], []
    for script_ in STEPS[1:]:
        loop, names = cost.prepare(source(script_), 1000)
        exec(loop, names | {"n_epochs": 1})  # noqa: S102, the first epoch does more
        python, recorded = profiled_epoch(loop, names)
        calls.append(python)
        operations.append(len(recorded))
        # Those that allocate one float32 a sample; the profiler may count a few bytes less.
        results.append(sum(e.self_cpu_memory_usage > 3900 for e in recorded))
    assert calls == sorted(calls), f"Python calls in steps 2 to 4: {calls}"
    assert operations[0] > operations[1], f"operations in steps 2 to 4: {operations}"
    assert results[0] > results[1], (
        f"results of 1000 numbers in steps 2 to 4: {results}"
    )


def test_prints_a_table_and_shows_progress(monkeypatch, capsys):
    monkeypatch.setattr(cost, "REPEATS", 2)
    monkeypatch.setattr(cost, "SECONDS_A_RUN", 0.001)
    monkeypatch.setattr(cost, "STARTS", {"nothing": "import time; time.sleep(0.02)"})
    main(monkeypatch, "4", "8")
    output, progress = capsys.readouterr()
    head, rule, *rows, blank, machine = output.splitlines()
    assert head == f"| samples | {' | '.join(cost.columns())} |"
    assert rule.count("|") == head.count("|") and not blank
    for row, count in zip(rows, "48", strict=True):
        ratios = r" \| [\d.]+ ×" * (len(cost.columns()) - 1)
        assert re.fullmatch(rf"\| {count} \| [\d.]+ (s|ms|µs){ratios} \|", row)
    assert (
        f"NumPy {np.__version__}, PyTorch" in machine
        and "To start: nothing " in machine
    )
    assert progress.splitlines() == [
        f"{what}: run {i} of 2"
        for what in ("4 samples", "8 samples", "start")
        for i in (1, 2)
    ]


@pytest.mark.parametrize(
    "number, text",
    [(0.0456, "0.046"), (0.5, "0.50"), (2.96, "3.0"), (13.4, "13"), (999, "1000")],
)
def test_numbers_have_two_digits(number, text):
    assert cost.two_digits(number) == text


@pytest.mark.parametrize(
    "duration, text", [(1.3e-5, "13 µs"), (0.0482, "48 ms"), (1.04, "1.0 s")]
)
def test_durations_have_a_unit(duration, text):
    assert cost.with_unit(duration) == text


@pytest.mark.parametrize("argument", ["-4", "0", "4.5", "ten"])
def test_refuses_what_is_no_number_of_samples(monkeypatch, capsys, argument):
    with pytest.raises(SystemExit) as exit_:
        main(monkeypatch, argument)
    expected = (
        f"docs/cost.py: argument samples: {argument} is not a number of samples\n"
    )
    assert (exit_.value.code, capsys.readouterr().err) == (2, expected)


def test_refuses_more_samples_than_fit_into_memory(monkeypatch, capsys):
    with pytest.raises(SystemExit) as exit_:
        main(monkeypatch, "1" + 15 * "0")
    assert exit_.value.code == 2
    assert re.fullmatch(
        r"docs/cost.py: .*1,000,000,000,000,000 samples .* memory.*\n",
        capsys.readouterr().err,
    )


@pytest.mark.parametrize(
    "error",
    [MemoryError(), RuntimeError("DefaultCPUAllocator: can't allocate memory")],
    ids=["NumPy", "PyTorch"],
)
def test_says_so_when_memory_runs_out(monkeypatch, capsys, error):
    def prepare(text, count):
        raise error

    monkeypatch.setattr(cost, "prepare", prepare)
    with pytest.raises(SystemExit) as exit_:
        main(monkeypatch, "4")
    expected = "docs/cost.py: 4 samples do not fit into memory\n"
    assert (exit_.value.code, capsys.readouterr().err) == (2, expected)
