"""Checks of who does each piece: PyTorch, or the script by hand.

Each check is a function of a Run and a Step, and returns a Finding or None.
"""

import pieces
from findings import BY_HAND, HAND_OVER, Finding, at_start, source_of
from runner import optimizers

# What does a piece, as it is written; and as pieces.calls_in_order notes it.
TORCH_CALL = {
    "model": "the nn.Module",
    "loss": "nn.MSELoss()",
    "gradient": "backward()",
    "update": "optimizer.step()",
}
PIECE_CALL = {"loss": "loss", "gradient": "backward", "update": "step"}


def who_does(piece):
    """Return the check of who does a piece."""

    def check(run, step):
        is_wanted = getattr(step, piece) != BY_HAND
        if pieces.is_done_by_torch(run, piece) == is_wanted:
            return None
        now, should, why = BY_HAND, HAND_OVER[piece], ""
        if not is_wanted:
            wrong = f"the {piece} is handed to PyTorch, but in this step it is by hand."
            now, should = TORCH_CALL[piece], BY_HAND
        elif piece == "model":
            wrong = "the prediction in the loop does not come from the model."
            should = "y_pred = model(X)"
        else:
            wrong = f"the {piece} is still by hand."
            why = why_by_hand(run, piece)
        return Finding(wrong, now, should, source_of(run).piece_lines(piece), why)

    return check


def why_by_hand(run, piece):
    """Return what is there of PyTorch for a piece, though it does not do the work."""
    if PIECE_CALL[piece] in pieces.calls_in_order(run):
        return f"{TORCH_CALL[piece]} is called, but w does not come from it."
    if piece == "update" and optimizers(at_start(run)):
        return "The optimizer is made, but its step() is never called."
    return f"{TORCH_CALL[piece]} is never called."


def clearing(run, step):
    """Check that a step with an optimizer leaves it to zero_grad() to clear gradients."""
    lines = source_of(run).clearing_lines()
    if step.update == BY_HAND or not lines:
        return None
    if "zero_grad" in pieces.calls_in_order(run):
        return None
    return Finding(
        "the gradient is still cleared by hand.",
        now=BY_HAND,
        should="optimizer.zero_grad()",
        lines=lines,
    )
