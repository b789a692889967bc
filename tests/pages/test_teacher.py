"""The learner's suite answers an edit with one message on one screen."""

import shutil
import sys

import pytest
from steps import ROOT, STEP1, STEP2, STEP3, STEP4, run, source

pytest_plugins = ["pytester"]
run(STEP4)  # imports what a step needs: pytester forgets what is first imported in it

EDITS = [
    (STEP1, "w -= ", "w += ", "That is the opposite"),
    (STEP1, "* x).mean()", "* x).sum()", "That is 4 times as much"),
    (
        STEP1,
        "import numpy as np",
        "import numpy",
        "NameError: name 'np' is not defined",
    ),
    (STEP1, "= 0.03", "= 0.3", "the learning rate is not 0.03"),
    (STEP2, "torch.tensor(0,", "torch.tensor(1,", "w does not start as it should"),
    (STEP2, "    w.grad.zero_()", "    #", "it is -30 + -16.5"),
    (
        STEP2,
        "requires_grad=True",
        "requires_grad=False",
        "w lacks requires_grad=True",
    ),
    (STEP2, "import torch\n", "import torch as t\n", "'torch' is not defined"),
    (
        STEP3,
        "loss_fn = nn.MSELoss()",
        "def loss_fn(p, y):\n    return ((p - y) ** 2).mean()",
        "the loss is done by hand",
    ),
    (STEP3, "optimizer.step()", "optimizer.step", "() is missing"),
    (STEP4, "[[2], [4], [6], [8]]", "[[2], [4], [6], [9]]", "y is not the data"),
    (
        STEP4,
        "super().__init__()",
        "pass",
        "it prepares the module to register layers",
    ),
    (
        STEP4,
        "return self.linear(x)",
        "return self.linear(x) * x",
        "the model does not return",
    ),
]


@pytest.mark.parametrize("script, old, new, sentence", EDITS)
def test_edit_brings_its_sentence(pytester, monkeypatch, script, old, new, sentence):
    for name in ("tests/steps", "tools", "docs"):
        shutil.copytree(ROOT / name, pytester.path / name)
    shutil.copy(ROOT / "pyproject.toml", pytester.path)
    (pytester.path / script).write_text(source(script).replace(old, new, 1), "utf-8")
    for name in [
        n
        for n in sys.modules
        if n.startswith(("steps", "checks", "messages", "test_step"))
    ]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setenv("COLUMNS", "80")
    screen = pytester.runpytest_inprocess("-k", script.removesuffix(".py")).outlines
    assert sentence in " ".join(screen) and f"{script}, line" in " ".join(screen)
    assert len(screen) <= 24 and max(map(len, screen)) <= 80
