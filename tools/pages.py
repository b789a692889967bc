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
import textwrap
from dataclasses import dataclass

from block_texts import block_text
from markdown_it import MarkdownIt
from step_tools.runner import ROOT, source

FOLDERS = (ROOT, ROOT / ".github", ROOT / "docs", ROOT / "further")
PAGES = [page for folder in FOLDERS for page in sorted(folder.glob("*.md"))]
README = ROOT / "README.md"
HELD = ("diff", "text", "python")
MARKDOWN = MarkdownIt("commonmark").enable("table")


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


@functools.cache
def tokens(text):
    """Return the text of a page as tokens of Markdown."""
    return MARKDOWN.parse(text)


def blocks_of(text):
    """Return the fenced blocks of the text of a page."""
    return [
        Block(token.info.strip(), token.content, token.map[0] + 1, token.map[1] - 1)
        for token in tokens(text)
        if token.type == "fence"
    ]


def prose(page):
    """Return the paragraphs, headings and cells of a page, in their order."""
    found, kind = [], ""
    for token in tokens(read(page)):
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


def renewed(page):
    """Return the text of a page as it should be."""
    lines = read(page).splitlines(keepends=True)
    for block in reversed(blocks(page)):
        if not block.is_held:
            continue
        text = block_text(block.info)
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
