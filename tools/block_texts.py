"""What a block of a page has to show: the diff of two scripts, or what a program prints.

In: the info string of a block, as tools/pages.py explains it. Out: the block's text.
"""

import functools
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from edits import edited_scripts, run_edited
from step_tools.runner import ROOT, source

# At its exit torch 2.6 itself raises a ResourceWarning.
STRICT = ("-I", "-W", "error", "-W", "ignore::ResourceWarning")
# torchrun on this machine alone: its own connections, and gloo's, by the loopback.
LOOPBACK = {"GLOO_SOCKET_IFNAME": "lo0" if sys.platform == "darwin" else "lo"}
TORCHRUN = (sys.executable, "-m", "torch.distributed.run", "--local-addr", "localhost")


def program_output(command, folder, *, may_warn=False, **env):
    """Run a command in a folder and return what it prints; raise if it fails.

    may_warn: whether it may write errors and warnings, which are left out.
    """
    env = os.environ | {"OMP_NUM_THREADS": "1"} | env
    finished = subprocess.run(
        command, cwd=folder, env=env, capture_output=True, timeout=120, check=False
    )
    output, errors = finished.stdout.decode(), finished.stderr.decode()
    if finished.returncode or (errors and not may_warn):
        code = finished.returncode
        raise RuntimeError(f"{' '.join(command)} ended with {code}:\n{output}{errors}")
    return output


def git_diff(*arguments, folder=ROOT):
    """Return what git diff --no-index prints, with nobody's own settings."""
    if not shutil.which("git"):
        raise FileNotFoundError("git is not installed, and the pages show its diffs")
    settings = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    command = ["git", "diff", "--no-index", *arguments]
    env = os.environ | settings
    finished = subprocess.run(
        command, cwd=folder, env=env, capture_output=True, check=False
    )
    if finished.returncode > 1:  # 0 and 1 tell whether the files differ
        raise RuntimeError(f"{' '.join(command)}:\n{finished.stderr.decode()}")
    return finished.stdout.decode()


def diff_with_edit(options, script, key):
    """Return the diff between a script and its version with an edit."""
    with tempfile.TemporaryDirectory() as folder:
        for file, text in (("a", source(script)), ("b", edited_scripts(key)[script])):
            Path(folder, file).write_text(text, encoding="utf-8", newline="\n")
        return git_diff(*options, "a", "b", folder=folder)


def text_of_diff(what):
    """Return what a block of a diff has to show."""
    files, _, key = what.partition(" with ")
    arguments = files.split()
    *options, script = arguments
    diff = diff_with_edit(options, script, key) if key else git_diff(*arguments)
    return diff[diff.index("@@") :]


def edited_output(script, key):
    """Return the lines that only the edited script prints, and last its error."""
    edited = run_edited(script, key)
    before = run_edited(script).output.splitlines()
    lines = [line for line in edited.output.splitlines() if line not in before]
    if edited.error:
        lines += [edited.error.text]
    # Where an object is in memory differs from run to run.
    return re.sub(r"0x[0-9a-f]+", "0x…", "".join(f"{line}\n" for line in lines))


def text_of_output(what):
    """Return what a block of output has to show."""
    program, _, key = what.partition(" with ")
    if key:
        return edited_output(program, key)
    *torchrun, script = program.split()
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(ROOT / script, folder)
        file = Path(script).name
        if torchrun:
            command = [*TORCHRUN, *torchrun[1:], file]
            return program_output(command, folder, may_warn=True, **LOOPBACK)
        return program_output([sys.executable, *STRICT, file], folder)


@functools.cache
def block_text(info):
    """Return what a block with this info string has to show; None for lines of a script."""
    kind, _, what = info.partition(" ")
    if kind == "diff":
        return text_of_diff(what)
    if kind == "text":
        return text_of_output(what)
    return None
