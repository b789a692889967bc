"""The README shows nothing that is not so."""

import re

from conftest import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks():
    """Return the README's fenced blocks, in order, as pairs of language and text."""
    return re.findall(r"(?ms)^```(\w*)\n(.*?)^```$", README)


def test_the_first_two_blocks_are_what_ci_runs():
    ci = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    for language, text in blocks()[:2]:
        assert language == "sh" and text.count("\n") == 1, (
            f"the README's first two blocks are one line of sh each, not {language}: {text}"
        )
        assert text.rstrip("\n") in ci, (
            f".ci/run does not run the README's line: {text}"
        )
