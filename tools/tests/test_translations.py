"""A translated page, docs/README.xx.md, has what the README has, paragraph by paragraph.

Compared are the blocks, and of each paragraph, heading and cell what is no word: its
kind, its numbers in their order, where its links and figures lead, and a cell's code.
"""

import ast
import re
from dataclasses import dataclass
from difflib import SequenceMatcher

import needs
import pytest
from step_tools.runner import ROOT

pages = needs.pages()


TRANSLATIONS = [page for page in pages.PAGES if page.match("docs/README.*.md")]
VERSIONS = [pages.name(page) for page in (pages.README, *TRANSLATIONS)]
NUMBER = re.compile(r"-?\d+(?:,\d{3})*(?:\.\d+)?(?:e[-+]\d+)?")


@dataclass(frozen=True)
class Part:
    """What a part of a page has in every language."""

    kind: str  # "p", "h1" to "h6", "th" or "td"; of a block what it shows
    numbers: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()


def target(page, link):
    """Return where a link of a page leads: an address, or a path from the root.

    Anchors are left out, since they are words of the heading that they lead to.
    """
    if link.startswith("https://"):
        return link
    path = page.parent / link.partition("#")[0] if link[0] != "#" else page
    return path.resolve().relative_to(ROOT).as_posix()


def part_of(page, prose):
    """Return the Part of a paragraph, a heading or a cell."""
    targets = [target(page, link) for link in (*prose.links, *prose.figures)]
    return Part(
        prose.kind,
        tuple(NUMBER.findall(prose.text.replace("−", "-"))),
        prose.codes if prose.kind == "td" else (),
        # A page links to its own versions as it needs.
        tuple(sorted(path for path in targets if path not in VERSIONS)),
    )


def first_difference(page, ours, theirs):
    """Return a sentence on the first part that one of two pages lacks, or "".

    ours and theirs are pairs of a Part and the text that it stands for, of the README
    and of the page.
    """
    matcher = SequenceMatcher(
        None, [part for part, _ in ours], [part for part, _ in theirs], autojunk=False
    )
    for change, start, end, their_start, their_end in matcher.get_opcodes():
        lacking = "\n".join(text for _, text in ours[start:end])
        surplus = "\n".join(text for _, text in theirs[their_start:their_end])
        if change == "delete":
            return f"{pages.name(page)} lacks what README.md has:\n{lacking}"
        if change == "insert":
            return f"README.md lacks what {pages.name(page)} has:\n{surplus}"
        if change == "replace":
            return f"README.md has:\n{lacking}\n{pages.name(page)} has:\n{surplus}"
    return ""


def parts_of_blocks(page):
    """Return pairs of a Part and a text, for each fenced block of a page."""
    return [(Part(block.info + block.text), block.text) for block in pages.blocks(page)]


def parts_of_prose(page):
    """Return pairs of a Part and a text, for each paragraph, heading and cell."""
    return [(part_of(page, prose), prose.text) for prose in pages.prose(page)]


@pytest.mark.parametrize("page", TRANSLATIONS, ids=pages.name)
def test_translation_has_the_blocks_of_the_readme(page):
    difference = first_difference(
        page, parts_of_blocks(pages.README), parts_of_blocks(page)
    )
    assert not difference, difference


@pytest.mark.parametrize("page", TRANSLATIONS, ids=pages.name)
def test_translation_has_the_paragraphs_of_the_readme(page):
    difference = first_difference(
        page, parts_of_prose(pages.README), parts_of_prose(page)
    )
    assert not difference, difference


@pytest.mark.parametrize("page", TRANSLATIONS, ids=pages.name)
def test_translation_links_to_the_readme_and_back(page):
    for here, there in ((pages.README, page), (page, pages.README)):
        links = [link for prose in pages.prose(here) for link in prose.links]
        assert pages.name(there) in [target(here, link) for link in links], (
            f"{pages.name(here)} has no link to {pages.name(there)}"
        )


def texts_in_code(path):
    """Return the strings in a module of Python, without its docstrings."""
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    with_docstring = ast.Module | ast.ClassDef | ast.FunctionDef
    documented = [node for node in nodes if isinstance(node, with_docstring)]
    docstrings = {ast.get_docstring(node, clean=False) for node in documented}
    constants = [node.value for node in nodes if isinstance(node, ast.Constant)]
    return [v for v in constants if isinstance(v, str) and v not in docstrings]


@pytest.mark.parametrize("page", TRANSLATIONS, ids=pages.name)
def test_words_that_are_explained_are_those_of_pytest(page):
    """What only a translation needs stands in HTML: the English words of the messages."""
    texts = []
    for path in (ROOT / "tests" / "step_checks").glob("*.py"):
        texts += texts_in_code(path)
    for word in re.findall("<code>(.*?)</code>", page.read_text(encoding="utf-8")):
        assert any(word in text for text in texts), (
            f"{pages.name(page)}: pytest never says {word!r}"
        )
