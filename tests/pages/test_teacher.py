"""The learner's suite answers an edit with its sentence, on one screen."""

import shutil
import sys

import pytest
from steps import ROOT, STEP1, STEP2, STEP3, STEP4, run, source

pytest_plugins = ["pytester"]
run(STEP4)  # imports what a step needs: pytester forgets what is first imported in it

EDITS = [
    (STEP1, "w -= ", "w += ", "That is the opposite, up the slope"),
    (STEP1, "* x).mean()", "* x).sum()", "That is 4 times as much: the sum over the 4"),
    (
        STEP1,
        "import numpy as np",
        "import numpy",
        "NameError: name 'np' is not defined",
    ),
    (STEP1, "= 0.03", "= 0.3", "the learning rate is not 0.03."),
    (STEP2, "model(X)\n", "model(X).detach()\n", "38 y_pred = model(X).detach()"),
    (STEP2, "model(X)\n", "model(X).round()\n", "38 y_pred = model(X).round()"),
    (STEP3, "optimizer = ", "optimiser = ", "30 optimiser = torch.optim.SGD([w]"),
    (STEP2, "torch.tensor(0,", "torch.tensor(1,", "w has a wrong start."),
    (STEP2, "    w.grad.zero_()", "    #", "backward() adds to .grad: -30 + -16.5."),
    (STEP2, "w -= learning_rate *", "w = w - learning_rate *", "Update w in place"),
    (
        STEP3,
        "nn.MSELoss()",
        "lambda p, y: ((p - y) ** 2).mean()",
        "now: by hand should be: nn.MSELoss",
    ),
    (STEP3, "optimizer.step()", "optimizer.step", "from 0 to 0: it does not change"),
    (
        STEP4,
        "[[2], [4], [6], [8]]",
        "[[2], [4], [6], [9]]",
        "y is not what this step needs.",
    ),
    (STEP4, "super().__init__()", "pass", "prepares the module to register layers"),
    (STEP4, "self.linear(x)", "self.linear(x) ** 2", "the loss is wrong in epoch 1"),
]


@pytest.mark.parametrize("script, old, new, sentence", EDITS)
def test_edit_brings_its_sentence(pytester, monkeypatch, script, old, new, sentence):
    for name in ("tests/steps", "tools", "docs"):
        shutil.copytree(ROOT / name, pytester.path / name)
    for name in ("pyproject.toml", "README.md"):
        shutil.copy(ROOT / name, pytester.path)
    (pytester.path / script).write_text(source(script).replace(old, new, 1), "utf-8")
    ours = ("steps", "checks", "messages", "test_step")
    for name in [name for name in sys.modules if name.startswith(ours)]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setenv("COLUMNS", "80")
    screen = pytester.runpytest_inprocess("-k", script.removesuffix(".py")).outlines
    text = " ".join(" ".join(screen).split())
    assert sentence in text and f"{script}: " in text
    assert len(screen) <= 15 and max(map(len, screen)) <= 80
