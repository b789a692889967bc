"""Links lead where they say, and commands name what is there."""

import re
from pathlib import Path
from urllib.parse import unquote

import needs
import pytest
from edits import EDITS
from step_tools.runner import ROOT

pages = needs.pages()

COMMANDS = ("sh", "powershell")


# Links and commands


def anchors(page):
    """Return the anchors that GitHub gives to the headings of a page."""
    found = set()
    for part in pages.prose(page):
        if part.kind.startswith("h"):
            kept = re.sub(r"[^\w\- ]", "", part.text.lower())
            found.add(kept.replace(" ", "-"))
    return found


@pytest.mark.parametrize("page", pages.PAGES, ids=pages.name)
def test_links_lead_somewhere(page):
    parts = pages.prose(page)
    links = [link for part in parts for link in (*part.links, *part.figures)]
    for link in [link for link in links if not link.startswith("https://")]:
        path, _, anchor = unquote(link).partition("#")
        target = page.parent / path if path else page
        assert target.exists(), (
            f"{pages.name(page)} links to {path}, which is not there"
        )
        assert not anchor or anchor in anchors(target), (
            f"{pages.name(page)} links to {link}, and there is no such heading"
        )


@pytest.mark.parametrize("page", pages.PAGES, ids=pages.name)
def test_commands_name_scripts_that_are_there(page):
    codes = [code for part in pages.prose(page) for code in part.codes]
    codes += [block.text for block in pages.blocks(page) if block.info in COMMANDS]
    for word in " ".join(codes).split():
        if word.endswith((".py", ".txt")) and word != "torch.py":
            assert any(ROOT.glob(word)), f"{pages.name(page)}: there is no {word}"


@pytest.mark.parametrize("page", pages.PAGES, ids=pages.name)
def test_links_lead_where_they_say(page):
    text = pages.read(page)
    for label, link in re.findall(r"\[step ([^\]]*)\]\(step(\d)", text):
        assert label == link, f"step {label} leads to step {link}"
    for label, link in re.findall(r"\[([\w/.]+\.(?:py|md|txt))\]\(([^)]+)\)", text):
        path = link.partition("#")[0]
        assert Path(label).name == Path(path).name, f"{label} leads to {link}"


def test_code_to_type_is_that_of_an_edit():
    codes = [code for part in pages.prose(pages.README) for code in part.codes]
    texts = [new for edit in EDITS for new in edit.replace.values()]
    for code in codes:
        if code.startswith(("if ", "print(")):
            assert any(code in text for text in texts), f"no edit has {code}"
