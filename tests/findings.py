"""What a check takes and gives: a Step, and a Finding about one thing that is wrong."""

from collections.abc import Sequence
from dataclasses import dataclass

from sources import Source

BY_HAND = "by hand"
# What to write where a piece is still to be handed over.
HAND_OVER = {
    "model": """class LinearRegression(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.linear = nn.Linear(in_features, out_features)
    def forward(self, x):
        return self.linear(x)
model = LinearRegression(X.shape[1], y.shape[1])""",
    "loss": "from torch import nn\nloss_fn = nn.MSELoss()",
    "gradient": "loss.backward(), which adds the gradient to w.grad",
    "update": """optimizer = torch.optim.SGD([w], lr=learning_rate)
and in the loop optimizer.step(), then optimizer.zero_grad()""",
}


@dataclass(frozen=True)
class Step:
    """Who does each piece of a step: "by hand", or the name of a part of PyTorch."""

    script: str
    model: str
    loss: str
    gradient: str
    update: str

    @property
    def library(self):
        """The library of its arrays: NumPy has no autograd."""
        return "numpy" if self.gradient == BY_HAND else "torch"

    @property
    def has_module(self):
        """Whether its model is an nn.Module, which takes data in rows and columns."""
        return self.model != BY_HAND


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong with a script."""

    wrong: str  # a sentence
    now: str = ""  # what is, and what should be instead: values as code, or words
    should: str = ""
    lines: Sequence[int] = ()  # that make it, the most telling ones first
    why: str = ""


def source_of(run):
    """Return the Source of a run."""
    return Source(run.tree, run.loop)


def at_start(run):
    """Return the names that the first epoch found, and those that came later."""
    return run.names | run.names_before
