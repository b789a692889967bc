"""Renew what the pages show of the scripts: python tools/pages.py

In: the Markdown pages. Out: their fenced blocks and their prose, and the blocks as they
should be. A block says in its info string, which no reader sees, what it shows:
    diff [-U2] A B        what git diff --no-index prints, from its first @@ on
    diff [-U2] SCRIPT with KEY      the same for a script and its edited version
    text SCRIPT           what the script prints, alone in an empty folder
    text torchrun …       what this command prints, likewise
    text SCRIPT with KEY  what only the edited script prints, and its error, if any
    python SCRIPT         lines of the script, which are only looked up
KEY is that of an edit in tools/edits.py. Every other block is not held.
"""

import functools
import os
import re
import shutil
import subprocess
import sys
import tempfile
import textwrap
from dataclasses import dataclass
from pathlib import Path

from edits import edited_scripts, run_edited
from markdown_it import MarkdownIt
from runner import ROOT, source

FOLDERS = (ROOT, ROOT / ".github", ROOT / "docs", ROOT / "further")
PAGES = [page for folder in FOLDERS for page in sorted(folder.glob("*.md"))]
HELD = ("diff", "text", "python")
MARKDOWN = MarkdownIt("commonmark").enable("table")
# At its exit torch 2.6 itself raises a ResourceWarning.
STRICT = ("-I", "-W", "error", "-W", "ignore::ResourceWarning")
# torchrun on this machine alone: its own connections, and gloo's, by the loopback.
LOOPBACK = {"GLOO_SOCKET_IFNAME": "lo0" if sys.platform == "darwin" else "lo"}
TORCHRUN = (sys.executable, "-m", "torch.distributed.run", "--local-addr", "localhost")


@dataclass(frozen=True)
class Block:
    """A fenced block of a page."""

    info: str  # what stands behind the three backticks
    text: str
    first_line: int  # of the text; a page's first line is 0
    end_line: int  # that of the closing backticks

    @property
    def is_held(self):
        """Whether this block shows something that a program can say anew."""
        kind, _, what = self.info.partition(" ")
        return kind in HELD and what != ""

    @property
    def is_output_of_program(self):
        """Whether a program has to be started to say anew what this block shows."""
        return self.info.startswith("text ") and " with " not in self.info


@dataclass(frozen=True)
class Prose:
    """A paragraph, a list item, a heading or a table's cell: what is not in a block."""

    kind: str  # "p", "h1" to "h6", "th" or "td"
    text: str  # as it is read: without the addresses of links and figures
    codes: tuple[str, ...]
    links: tuple[str, ...]
    figures: tuple[str, ...]


def name(page):
    """Return the path of a page, as it is written in links."""
    return page.relative_to(ROOT).as_posix()


def read(page):
    """Return the text of a page."""
    return page.read_text(encoding="utf-8")


def blocks(page):
    """Return the fenced blocks of a page, those in lists and folds included."""
    return blocks_of(read(page))


def blocks_of(text):
    """Return the fenced blocks of the text of a page."""
    return [
        Block(token.info.strip(), token.content, token.map[0] + 1, token.map[1] - 1)
        for token in MARKDOWN.parse(text)
        if token.type == "fence"
    ]


def prose(page):
    """Return the paragraphs, headings and cells of a page, in their order."""
    found, kind = [], ""
    for token in MARKDOWN.parse(read(page)):
        if token.type == "inline":
            found.append(prose_of(token, kind))
        kind = token.tag
    return found


def prose_of(token, kind):
    """Return the Prose of one token of Markdown."""
    parts = token.children
    texts = (" " if part.type == "softbreak" else part.content for part in parts)
    return Prose(
        kind,
        "".join(texts),
        tuple(part.content for part in parts if part.type == "code_inline"),
        tuple(part.attrGet("href") for part in parts if part.type == "link_open"),
        tuple(part.attrGet("src") for part in parts if part.type == "image"),
    )


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


def diff_shown(what):
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


def output_shown(what):
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
def shown(info):
    """Return what a block with this info string has to show; None for lines of a script."""
    kind, _, what = info.partition(" ")
    if kind == "diff":
        return diff_shown(what)
    if kind == "text":
        return output_shown(what)
    return None


def renewed(page):
    """Return the text of a page as it should be."""
    lines = read(page).splitlines(keepends=True)
    for block in reversed(blocks(page)):
        if not block.is_held:
            continue
        text = shown(block.info)
        if text is None:
            check_lines(page, block)
            continue
        fence = lines[block.first_line - 1]
        indent = fence[: fence.index("`")]
        # textwrap leaves out lines of spaces, and those of a diff may be no more.
        indented = textwrap.indent(text, indent, lambda line: True)
        lines[block.first_line : block.end_line] = [indented]
    return "".join(lines)


def check_lines(page, block):
    """Raise if the lines that a block shows of a script are not there."""
    script = block.info.split()[1]
    if block.text not in source(script):
        raise ValueError(f"{name(page)}: not lines of {script}:\n{block.text}")


def main():
    """Renew all pages, and say which of them have changed."""
    changed = []
    for page in PAGES:
        text = renewed(page)
        if text != read(page):
            changed.append(name(page))
            page.write_text(text, encoding="utf-8", newline="\n")
    print("\n".join(changed) or "nothing to renew")


if __name__ == "__main__":
    main()
