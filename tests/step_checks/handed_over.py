"""Checks of who does each piece: PyTorch, or the script by hand."""

from runner import optimizers

from .findings import BY_HAND, Finding
from .pieces import calls_in_order, is_done_by_torch
from .sources import source_of

PIECES = ("model", "loss", "gradient", "update")
# What to write where a piece is still to be handed over.
TO_WRITE = {
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
# What does a piece, as a script has it, and as calls_in_order names it.
DOER = {
    "model": "the nn.Module",
    "loss": "nn.MSELoss()",
    "gradient": "backward()",
    "update": "optimizer.step()",
}
CALL = {"loss": "loss", "gradient": "backward", "update": "step"}


def check_pieces(run, step):
    """Check who does each piece, and find the first that is done otherwise."""
    for piece in PIECES:
        is_wanted_of_torch = getattr(step, piece) != BY_HAND
        if is_done_by_torch(run, piece) != is_wanted_of_torch:
            if is_wanted_of_torch:
                return still_by_hand(run, piece)
            return already_handed_over(run, piece)
    return None


def already_handed_over(run, piece):
    """Return the Finding of a piece that PyTorch does, but should not in this step."""
    return Finding(
        f"the {piece} is handed to PyTorch, but in this step it is by hand.",
        now=DOER[piece],
        should=BY_HAND,
        lines=source_of(run).piece_lines(piece),
    )


def still_by_hand(run, piece):
    """Return the Finding of a piece that PyTorch should do."""
    lines = source_of(run).piece_lines(piece)
    if piece == "model":  # check_kind_of_model has seen that there is a module
        wrong = "the prediction in the loop does not come from the model."
        return Finding(wrong, BY_HAND, "y_pred = model(X)", lines)
    return Finding(
        f"the {piece} is still by hand.",
        now=BY_HAND,
        should=TO_WRITE[piece],
        lines=lines,
        why=why_by_hand(run, piece),
    )


def why_by_hand(run, piece):
    """Return what there is of PyTorch for a piece, though it does not do the work."""
    if CALL[piece] in calls_in_order(run):
        return f"{DOER[piece]} is called, but w does not come from it."
    if piece == "update" and optimizers(run.names_at_start):
        return "The optimizer is made, but its step() is never called in the loop."
    return f"{DOER[piece]} is never called in the loop."


def check_clearing(run, step):
    """Check that a step with an optimizer leaves it to zero_grad() to clear gradients."""
    if step.update == BY_HAND:
        return None
    calls = calls_in_order(run)
    if "zero_grad" in calls or "zero_" not in calls:
        return None
    return Finding(
        "the gradient is still cleared by hand.",
        now=BY_HAND,
        should="optimizer.zero_grad()",
        lines=source_of(run).calling_lines("zero_"),
    )
