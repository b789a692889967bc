"""What comes after step 4: the README's diffs against it, applied and run.

As a program, python tests/test_from_here.py FOLDER, this file writes the three scripts
that the diffs make of step 4 to FOLDER, for a linter to read.
"""

import functools
import os
import re
import socket
import subprocess
import sys
import tempfile
from itertools import combinations, pairwise
from pathlib import Path

import numpy as np
import pytest
import torch
from conftest import GIT, STEP4, X, Y, blocks, edit, execute, git_diff, run, source
from torch.distributed.run import config_from_args, parse_args

NAMES = MINI_BATCHES, ACCELERATOR, PROCESSES = (
    "mini-batches",
    "accelerator",
    "processes",
)
# The README's diffs after those between the steps.
DIFFS = dict(zip(NAMES, blocks("diff")[3:]))
# What the README's commands give to torchrun.
ON_ONE_MACHINE = f"--standalone --nproc-per-node 2 {STEP4}"
ON_TWO_MACHINES = (
    "--nnodes 2 --nproc-per-node 1 --rdzv-backend c10d --rdzv-endpoint HOST:29400"
    f" --rdzv-id steps {STEP4}"
)
# Seconds; the two processes take about 5.
TIME_LIMIT = 120
LOOPBACK = next(name for _, name in socket.if_nameindex() if name[:2] == "lo")
# Without noise, all samples are on one line; with it, they are not.
NOISE = "[[2], [4], [6], [8]]", "[[3], [3], [7], [7]]"


@functools.cache
def applied(diff, *options):
    """Return step 4 with a diff applied by git apply, in a folder in no repository."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / STEP4
        path.write_text(source(STEP4), encoding="utf-8", newline="\n")
        finished = subprocess.run(
            ["git", "apply", *options],
            input=diff.encode(),
            cwd=folder,
            env=GIT | {"GIT_CEILING_DIRECTORIES": str(Path(folder).parent)},
            capture_output=True,
            check=False,
        )
        assert finished.returncode == 0, (
            f"a diff of the README does not apply to {STEP4}; where that has changed, the"
            " diff's lines have to change likewise, and python tests/test_readme.py then"
            f" writes its numbers and hashes: {finished.stderr.decode()}\n{diff}"
        )
        return path.read_text(encoding="utf-8")


def git_diff_from_step4(text, *options):
    """Return what git diff prints for step 4 and another text of it."""
    with tempfile.TemporaryDirectory() as folder:
        for side, content in (("a", source(STEP4)), ("b", text)):
            (Path(folder) / side).mkdir()
            path = Path(folder) / side / STEP4
            path.write_text(content, encoding="utf-8", newline="\n")
        paths = [f"{side}/{STEP4}" for side in "ab"]
        return git_diff("--no-prefix", *options, *paths, folder=folder)


def anew(diff):
    """Return a diff as git writes it, with counts and hashes that fit its lines."""
    return git_diff_from_step4(applied(diff, "--recount"))


def script(name):
    """Return step 4 with a diff applied as the README says: pasted, and then Enter."""
    return applied(DIFFS[name] + "\n")


@functools.cache
def run_diff(name, *edits):
    """Execute step 4 with a diff and then edits applied, as a Run."""
    return execute(edit(script(name), edits, f"{STEP4}, {name}"), STEP4)


def assert_arrives(result, what):
    assert result.last_line == "after training: f(5) = 10.000", (
        f"{what}: it has to end at f(5) = 10.000, and ends with: {result.last_line}"
    )
    warned = [str(warning.message) for warning in result.warnings]
    assert not warned, f"{what}: it warns of {warned}"


@pytest.mark.parametrize("name", NAMES)
def test_diff_keeps_what_step_4_prints(name):
    """The same print lines; they may be indented."""
    before, after = (
        [line.strip() for line in text.splitlines() if "print(" in line]
        for text in (source(STEP4), script(name))
    )
    assert after == before, f"the diff for {name} changes what is printed"


# Mini-batches


def test_mini_batches_only_add_three_lines():
    numbers = git_diff_from_step4(script(MINI_BATCHES), "-w", "--numstat").split()[:2]
    assert numbers == ["3", "0"], f"git diff -w shows {numbers} lines added and removed"


def test_mini_batches_arrive():
    assert_arrives(run_diff(MINI_BATCHES), MINI_BATCHES)


def test_an_epoch_is_one_pass_over_all_samples_in_shuffled_batches_of_two():
    torch.manual_seed(0)
    dataloader = run_diff(MINI_BATCHES).names["dataloader"]
    epochs = [
        [tuple(zip(x.flatten().tolist(), y.flatten().tolist())) for x, y in dataloader]
        for _ in range(5)
    ]
    for batches in epochs:
        assert sorted(map(len, batches)) == [2, 2], f"not two batches of 2: {batches}"
        assert sorted(batches[0] + batches[1]) == list(zip(X, Y)), (
            f"the batches of an epoch have to hold each sample once: {batches}"
        )
    pairs = {frozenset(batch) for batches in epochs for batch in batches}
    assert len(pairs) > 2, "the batches are the same in every epoch: not shuffled?"


def test_each_epoch_has_two_updates():
    epochs = [epoch for epoch, *_ in run_diff(MINI_BATCHES).epochs]
    assert epochs == sorted([*range(1, 1001)] * 2), (
        f"two batches make two updates in each of 1000 epochs, not {len(epochs)} in all"
    )


def test_each_update_goes_by_the_gradient_of_one_batch():
    x, y = np.array(X), np.array(Y)
    states = run_diff(MINI_BATCHES).epochs
    batches = [list(pair) for pair in combinations(range(4), 2)]
    # In the first ten epochs, long before rounding counts.
    for (epoch, w, b, loss), (_, w_next, _, _) in pairwise(states[:21]):
        error = w * x + b - y
        losses = [np.mean(error[batch] ** 2) for batch in batches]
        batch = batches[np.argmin(np.abs(np.subtract(losses, loss)))]
        gradient = np.mean(2 * error[batch] * x[batch])
        assert w_next - w == pytest.approx(-0.03 * gradient, rel=1e-4, abs=1e-6), (
            f"epoch {epoch}: w changes by {w_next - w:.6f}, and not by minus the learning"
            f" rate times the gradient of the batch, -0.03 * {gradient:.6f}"
        )


def test_w_never_comes_to_rest_on_noisy_data():
    """All samples agree on no line: full batches settle on one, mini-batches do not."""
    runs = run(STEP4, NOISE), run_diff(MINI_BATCHES, NOISE)
    still, restless = (np.ptp([w for _, w, _, _ in r.epochs[-100:]]) for r in runs)
    assert still < 1e-3 and restless > 0.1, (
        f"over its last 100 updates, w moves by {still:.1e} with full batches, and by"
        f" {restless:.1e} with mini-batches"
    )


def test_without_noise_the_loss_of_every_sample_is_0_at_the_answer():
    x, y = run_diff(MINI_BATCHES).names["dataloader"].dataset.tensors
    w, b = 2, 0
    assert ((w * x + b - y) ** 2).tolist() == [[0.0]] * 4


# An accelerator

ON_CPU = "if torch.accelerator.is_available():", "if False:"
DEVICES = ["cpu", "accelerator"] if torch.accelerator.is_available() else ["cpu"]


@pytest.mark.parametrize("device", DEVICES)
def test_same_output_on_the_cpu_and_on_an_accelerator(device):
    result = run_diff(ACCELERATOR, *([ON_CPU] if device == "cpu" else []))
    expected = run(STEP4)
    if device == "cpu":
        assert result.output == expected.output, "it prints something else than step 4"
    # An accelerator may round the last bits otherwise.
    parameters = [np.array(r.epochs)[:, 1:3] for r in (result, expected)]
    assert parameters[0] == pytest.approx(parameters[1], abs=2e-5)
    assert_arrives(result, f"{ACCELERATOR}, on the {device}")


def setup_on(monkeypatch, *edits):
    """Run the script up to its loop, with a stand-in for an accelerator; return its names.

    The stand-in is PyTorch's device "meta", where tensors have no data: all machines have it.
    """
    stand_in = torch.device("meta")
    monkeypatch.setattr(torch.accelerator, "is_available", lambda: True)
    monkeypatch.setattr(torch.accelerator, "current_accelerator", lambda: stand_in)
    text = edit(script(ACCELERATOR), edits, f"{STEP4}, {ACCELERATOR}")
    return execute(text[: text.index("# %% Training")], STEP4).names


def test_model_and_data_move_to_the_accelerator(monkeypatch):
    names = setup_on(monkeypatch)
    moved = {n: names[n].device.type for n in ("X", "y", "X_test", "w", "b")}
    assert set(moved.values()) == {"meta"}, f"the devices are {moved}"
    assert names["model"](names["X"]).device.type == "meta"
    updated = names["optimizer"].param_groups[0]["params"]
    learned = list(names["model"].parameters())
    assert list(map(id, updated)) == list(map(id, learned)), (
        "the optimizer updates other tensors than the model's, which have moved"
    )


def test_a_module_may_get_new_parameters_where_it_moves():
    linear = torch.nn.Linear(1, 1)
    before = linear.weight
    assert linear.to("meta") is linear and linear.weight is not before


MOVE_DATA = "X, y, X_test = X.to(device), y.to(device), X_test.to(device)\n"


@pytest.mark.parametrize(
    "stays",
    [
        (MOVE_DATA, ""),
        # A copy without a name is lost.
        (MOVE_DATA, "X.to(device), y.to(device), X_test.to(device)\n"),
        ("y.shape[1]).to(device)", "y.shape[1])"),
    ],
    ids=["data not moved", "copy not assigned", "model not moved"],
)
def test_both_have_to_move(monkeypatch, stays):
    names = setup_on(monkeypatch, stays)
    with pytest.raises(RuntimeError, match="device"):
        names["model"](names["X"])


# Several processes

# Added at the end of the script: the names of the threads that are left, on Linux.
LEFT = """
import glob, sys
names = [open(file).read().strip() for file in glob.glob("/proc/self/task/*/comm")]
sys.stderr.write(f"left: {' '.join(names)}\\n")
"""


@functools.cache
def torchrun():
    """Run the README's command for one machine; return exit code, stdout and stderr.

    The exit code is None where the time limit ended it.
    """
    # On the loopback interface: torchrun by the one option, gloo by the variable.
    module = ["-m", "torch.distributed.run", "--local-addr", "localhost"]
    env = {"GLOO_SOCKET_IFNAME": LOOPBACK, "OMP_NUM_THREADS": "1"}
    with tempfile.TemporaryDirectory() as folder:
        text = script(PROCESSES) + LEFT
        (Path(folder) / STEP4).write_text(text, encoding="utf-8")
        process = subprocess.Popen(
            [sys.executable, *module, *ON_ONE_MACHINE.split()],
            cwd=folder,
            env=os.environ | env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        try:
            output, errors = process.communicate(timeout=TIME_LIMIT)
            code = process.returncode
        except subprocess.TimeoutExpired:
            process.terminate()  # torchrun then ends its processes
            output, errors = process.communicate(timeout=30)
            code = None
    return code, output.decode(), errors.decode()


def processes():
    """Return what the README's command for one machine writes to stdout and stderr."""
    code, output, errors = torchrun()
    end = f"exit code {code}" if code is not None else f"{TIME_LIMIT} s without an end"
    assert code == 0, (
        f"torchrun {ON_ONE_MACHINE} came to {end}, and wrote to stderr:\n{errors}"
    )
    return output, errors


def test_processes_do_not_warn():
    warned = [line for line in processes()[1].splitlines() if "Warning" in line]
    assert not warned, f"the processes warn: {warned}"


def test_no_thread_outlives_the_connection():
    """Gloo's threads may abort a process that ends before them: pytorch/pytorch#190489."""
    left = re.findall("left: (.*)", processes()[1])
    assert len(left) == 2 and "gloo" not in "".join(left), (
        f"the two processes end with these threads: {left}. The model has to be out of its"
        " wrapper when the process group is destroyed, and the optimizer made before the"
        " group: it imports what would keep the group"
    )


def test_only_the_loop_calls_the_wrapped_model():
    text = script(PROCESSES)
    order = [
        'print(f"before',
        "model = DistributedDataParallel(model)",
        "for epoch in",
        "model = model.module",
        "dist.destroy_process_group()",
        'print(f"after',
    ]
    places = [text.index(line) for line in order]
    assert places == sorted(places), (
        "all processes have to call the wrapped model together, and only rank 0 prints:"
        f" these have to come in this order: {order}"
    )


def test_processes_make_the_updates_of_step_4():
    """w is that of step 4 in every printed line, and so is f(5) before and after."""
    printed, expected = (
        [line.split(", loss")[0] for line in output.splitlines()]
        for output in (processes()[0], run(STEP4).output)
    )
    assert printed == expected, "the processes print another w, or f(5), than step 4"


def test_printed_loss_is_that_of_the_share_of_rank_0():
    x = np.array(X[0::2])
    printed = re.findall(r"epoch +(\d+): .* loss = (.*)", processes()[0])
    assert len(printed) == 4
    for epoch, loss in printed:
        _, w, b, _ = run(STEP4).epochs[int(epoch) - 1]
        share = np.mean((w * x + b - 2 * x) ** 2)
        # To two digits, and to what float32 leaves of a prediction's error.
        assert float(loss) == pytest.approx(share, rel=0.05, abs=1e-10), (
            f"epoch {epoch}: the loss of samples 1 and 3 is {share:.1e}, not {loss}"
        )


@pytest.mark.parametrize("world_size", [1, 2, 3, 4])
def test_gradients_of_equal_shares_average_to_that_of_all_samples(world_size):
    take_share = re.search(r"(?m)^X, y = X\[.*$", script(PROCESSES))[0]

    def gradient(names):
        return np.mean(-2 * names["y"] * names["X"])  # where w and b are 0

    gradients = []
    for rank in range(world_size):
        names = {"X": np.array(X), "y": np.array(Y)}
        exec(take_share, names | {"rank": rank, "world_size": world_size}, names)  # noqa: S102
        gradients.append(gradient(names))
    same = np.isclose(
        np.mean(gradients), gradient({"X": np.array(X), "y": np.array(Y)})
    )
    assert same == (world_size != 3), f"the gradients of the shares are {gradients}"


def test_torchrun_takes_the_command_for_two_machines():
    config, *_ = config_from_args(parse_args(ON_TWO_MACHINES.split()))
    assert (config.min_nodes, config.max_nodes, config.nproc_per_node) == (2, 2, 1)
    assert (config.rdzv_backend, config.run_id) == ("c10d", "steps")
    assert config.rdzv_endpoint == "HOST:29400"


if __name__ == "__main__":
    for name in NAMES:
        path = Path(sys.argv[1]) / f"{name}.py"
        path.write_text(script(name), encoding="utf-8", newline="\n")
