"""Checks of who does each piece: PyTorch, or the script by hand."""

import torch
from step_tools.snapshots import optimizers

from .advice import code_to_write
from .findings import Finding
from .names import BY_HAND
from .pieces import (
    GRADIENT,
    LOSS,
    MODEL,
    UPDATE,
    is_done_by_torch,
    rerun_for_calls,
)
from .sources import source_of, why_replaced


def check_pieces(run, step):
    """Check who does each piece, and find the first that is done otherwise.

    The gradient comes first: that a model or a loss is PyTorch's is seen through autograd.
    """
    for piece in (GRADIENT, MODEL, LOSS, UPDATE):
        is_wanted_of_torch = getattr(step, piece.name) != BY_HAND
        if is_done_by_torch(run, piece) != is_wanted_of_torch:
            if is_wanted_of_torch:
                return still_by_hand(run, step, piece)
            return already_handed_over(run, piece)
    return None


def already_handed_over(run, piece):
    """Return the Finding of a piece that PyTorch does, but should not in this step."""
    return Finding(
        f"the {piece.name} is handed to PyTorch, but in this step it is by hand.",
        now=piece.doer,
        should=BY_HAND,
        lines=lines_of_piece(run, piece),
    )


def still_by_hand(run, step, piece):
    """Return the Finding of a piece that PyTorch should do."""
    lines = lines_of_piece(run, piece)
    if piece is MODEL:  # check_kind_of_model has seen that there is a module
        wrong = "the prediction in the loop does not come from the model."
        return Finding(wrong, now=BY_HAND, should="y_pred = model(X)", lines=lines)
    return Finding(
        f"the {piece.name} is still by hand.",
        now=BY_HAND,
        should=code_still_to_write(run, step, piece),
        lines=lines,
        why=why_by_hand(run, piece),
    )


def code_still_to_write(run, step, piece):
    """Return what hands a piece over, without what the script has already."""
    if piece is LOSS and has_unused_loss_of_torch(run):
        return "loss = loss_fn(y_pred, y)"
    if piece is UPDATE and optimizers(run.first_values):
        return "in the loop optimizer.step() alone, then optimizer.zero_grad()"
    return code_to_write(piece, step)


def why_by_hand(run, piece):
    """Return what there is of PyTorch for a piece, though it does not do the work."""
    if piece is LOSS and why_replaced(run, "loss_fn"):
        return why_replaced(run, "loss_fn")
    if piece is LOSS and has_unused_loss_of_torch(run):
        return "loss_fn is made, but it is never called in the loop."
    by_hand = source_of(run).lines_in_loop_that(lambda s: "w" in s.assigns)
    if piece is UPDATE and piece.note in rerun_for_calls(run) and by_hand:
        return f"Line {by_hand[0]} still updates w by hand. Delete it."
    if piece.note in rerun_for_calls(run):
        return f"{piece.doer} is called, but w does not come from it."
    if piece is UPDATE and optimizers(run.first_values):
        return "The optimizer is made, but its step() is never called in the loop."
    if piece is LOSS:
        return "It makes a loss function, which the loop calls: loss_fn(y_pred, y)."
    return f"{piece.doer} is never called in the loop."


def has_unused_loss_of_torch(run):
    """Return whether loss_fn is PyTorch's, and yet the loop does not call it."""
    loss_fn = run.first_values.get("loss_fn")
    is_made = isinstance(loss_fn, torch.nn.MSELoss)
    return is_made and LOSS.note not in rerun_for_calls(run)


def lines_of_piece(run, piece):
    """Return the lines that do a piece."""
    source = source_of(run)
    if piece is MODEL:
        return source.lines_of("y_pred", "model")
    if piece is LOSS:
        return source.lines_of("loss", "loss_fn")
    calls = source.calling_lines("backward", "grad", "step")
    if piece is GRADIENT:
        return calls + source.lines_of("dw", "gradient", "w")
    return source.lines_in_loop("w") + calls + source.lines_of("optimizer")


def check_clearing(run, step):
    """Check that a step with an optimizer clears no gradient with zero_(), as step 2 does."""
    source = source_of(run)
    clearing = [n for n in source.calling_lines("zero_") if source.place(n) == "in"]
    if step.update == BY_HAND or not clearing or "zero_grad" in rerun_for_calls(run):
        return None
    return Finding(
        "the gradient is still cleared by hand.",
        now=BY_HAND,
        should="optimizer.zero_grad()",
        lines=clearing,
    )
