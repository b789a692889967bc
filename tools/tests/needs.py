"""What some tests need, and a line for each that skips where it is missing."""

import importlib
import shutil
import sys

import pytest
import torch

GIT = "git is not installed, and it makes the diffs"
MARKDOWN = "markdown-it-py is not installed, and it reads the pages"
MATPLOTLIB = "matplotlib is not installed, and it draws the figures"
GLOO = "torchrun does not run here: no libuv, or no gloo"


def pages():
    """Return the module that reads the pages, or skip a module where it can't."""
    pytest.importorskip("markdown_it", reason=MARKDOWN)
    return importlib.import_module("pages")


def matplotlib():
    """Skip a test where figures can't be drawn."""
    pytest.importorskip("matplotlib", reason=MATPLOTLIB)


def git():
    """Skip a test where there is no git."""
    if not shutil.which("git"):
        pytest.skip(GIT)


def gloo():
    """Skip a test where torchrun can't start processes that talk to each other."""
    if sys.platform == "win32" or not torch.distributed.is_gloo_available():
        pytest.skip(GLOO)
