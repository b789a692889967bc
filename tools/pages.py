"""Renew what the pages show of the scripts: python tools/pages.py [--check]

A fenced block says in its info string what it shows:
    diff A B        what git diff --no-index A B prints, from its first @@ on
    text SCRIPT     what the script prints, alone in an empty folder
    text torchrun … what this command prints
    python SCRIPT   lines of the script, which are only looked up
"""

import functools
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from steps import ROOT, source

PAGES = sorted(
    [*ROOT.glob("*.md"), *ROOT.glob("[!.]*/*.md"), *ROOT.glob(".github/*.md")]
)
BLOCK = re.compile(r"(?ms)^```(\w+) ([^\n]+)\n(.*?)^```$")
# At its exit torch 2.6 itself raises a ResourceWarning.
STRICT = ["-I", "-W", "error", "-W", "ignore::ResourceWarning"]
# torchrun on this machine alone: its own connections, and gloo's, by the loopback.
ALONE = {"GLOO_SOCKET_IFNAME": "lo0" if sys.platform == "darwin" else "lo"}


def run(command, folder, **env):
    """Run a command in a folder and return what it prints; raise if it fails."""
    env = os.environ | {"OMP_NUM_THREADS": "1"} | env
    finished = subprocess.run(
        command, cwd=folder, env=env, capture_output=True, timeout=120, check=False
    )
    output, errors = finished.stdout.decode(), finished.stderr.decode()
    if finished.returncode or ("-I" in command and errors):
        code = finished.returncode
        raise RuntimeError(f"{' '.join(command)} ended with {code}:\n{output}{errors}")
    return output


def git_diff(*arguments):
    """Return what git diff --no-index prints, with nobody's own settings."""
    if not shutil.which("git"):
        raise FileNotFoundError("git is not installed, and the pages show its diffs")
    settings = {f"GIT_CONFIG_{which}": os.devnull for which in ("GLOBAL", "SYSTEM")}
    command = ["git", "diff", "--no-index", *arguments]
    env = os.environ | settings
    finished = subprocess.run(
        command, cwd=ROOT, env=env, capture_output=True, check=False
    )
    if finished.returncode > 1:  # 0 and 1 tell whether the files differ
        raise RuntimeError(f"{' '.join(command)}:\n{finished.stderr.decode()}")
    return finished.stdout.decode()


@functools.cache
def shown(language, what):
    """Return what a block has to show."""
    if language == "diff":
        diff = git_diff(*what.split())
        return diff[diff.index("@@") :]
    *torchrun, script = what.split()
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(ROOT / script, folder)
        name = Path(script).name
        if torchrun:
            options = ["--local-addr", "localhost", *torchrun[1:]]
            module = [sys.executable, "-m", "torch.distributed.run"]
            return run([*module, *options, name], folder, **ALONE)
        return run([sys.executable, *STRICT, name], folder)


def is_shown_as(message, text):
    """Return whether a page's text is a message, where "…" stands for anything."""
    return re.fullmatch(re.escape(text).replace("…", "(?s:.*)"), message)


def blocks(page):
    """Return the language, the rest of the info string, and the text of each block."""
    return BLOCK.findall(page.read_text(encoding="utf-8"))


def renewed(page):
    """Return the text of a page as it should be."""

    def block(match):
        language, what, text = match.groups()
        if language == "python":
            if text not in source(what):
                raise ValueError(f"{page.name}: these lines are not in {what}:\n{text}")
        elif language in ("diff", "text"):
            text = shown(language, what)
        return f"```{language} {what}\n{text}```"

    return BLOCK.sub(block, page.read_text(encoding="utf-8"))


if __name__ == "__main__":
    old = []
    for page in PAGES:
        text = renewed(page)
        if text != page.read_text(encoding="utf-8"):
            old.append(page.relative_to(ROOT).as_posix())
            if "--check" not in sys.argv:
                page.write_text(text, encoding="utf-8", newline="\n")
    print("\n".join(old) or "nothing to renew")
    sys.exit(bool(old) and "--check" in sys.argv)
