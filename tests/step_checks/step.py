"""What a check is asked: a Step, and who does each of its pieces."""

from dataclasses import dataclass

from step_tools.runner import STEPS

from .names import BY_HAND

# What a test calls PyTorch's part in each piece.
PARTS = {
    "model": "nn.Module",
    "loss": "nn.MSELoss",
    "gradient": "autograd",
    "update": "torch.optim.SGD",
}


@dataclass(frozen=True)
class Step:
    """Who does each piece of a step: BY_HAND, or PyTorch's part, by its name."""

    script: str
    model: str
    loss: str
    gradient: str
    update: str

    def __post_init__(self):
        for piece, part in PARTS.items():
            known = (BY_HAND, part)
            if getattr(self, piece) not in known:
                raise ValueError(f"the {piece} is done by one of {known}")

    @property
    def number(self):
        """Its number, from 1 to 4."""
        return STEPS.index(self.script) + 1

    @property
    def library(self):
        """The library of its arrays: NumPy has no autograd."""
        return "numpy" if self.gradient == BY_HAND else "torch"

    @property
    def has_module(self):
        """Whether its model is an nn.Module, which takes data in rows and columns."""
        return self.model != BY_HAND

    @property
    def optimizer_line(self):
        """The line that makes the optimizer of what it learns."""
        learned = "model.parameters()" if self.has_module else "[w]"
        return f"optimizer = torch.optim.SGD({learned}, lr=learning_rate)"
