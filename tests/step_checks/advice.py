"""What a message says to write, where a piece of a step is still to be handed over.

In: a Piece and a Step. Out: code, or words with code in them.
"""

from .names import BY_HAND
from .pieces import LOSS, MODEL, UPDATE

CLASS_AND_MODEL = """\
class LinearRegression(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.linear = nn.Linear(in_features, out_features)
    def forward(self, x):
        return self.linear(x)
torch.manual_seed(0)
model = LinearRegression(X.shape[1], y.shape[1])
w, b = model.parameters()"""
NO_BACKWARD = "backward() is never called in the loop."


def code_to_write(piece, step):
    """Return what hands a piece of a step over to PyTorch."""
    if piece is MODEL:
        return CLASS_AND_MODEL
    if piece is LOSS:
        return "from torch import nn\nloss_fn = nn.MSELoss()"
    if piece is UPDATE:
        calls = "and in the loop optimizer.step(), then optimizer.zero_grad()"
        return f"{step.optimizer_line} above the loop,\n{calls}"
    backward = "loss.backward(), which adds the gradient to w.grad"
    if step.update == BY_HAND:
        return f"{backward}\nand in the update, learning_rate * w.grad"
    return backward
