"""Checks that a script ends without an error, and has the names that are looked at."""

from .error_causes import name_not_found, why_it_stops
from .findings import Finding
from .names import BY_HAND, GIVEN_NAMES, IMPORTED_NAMES, NEEDED_NAMES
from .sources import model_lines, source_of

# What is said of several numbers (by NumPy, by PyTorch), of a method without its
# parentheses, of a number that has been taken out before, and of no return.
NOT_ONE_NUMBER = (
    "convert an array of size 1",
    "converted to Scalar",
    "builtin_function_or_method",
    "'float' object",
    "'NoneType' object has no attribute 'item'",
    "'NoneType' object has no attribute 'backward'",
)


def check_end(run, step):
    """Check that there was no error, and find the lines that lead to one."""
    if not run.error:
        return None
    return Finding(
        where_it_stops(run),
        now=run.error.text,
        lines=lines_of_error(run, step),
        why=why_it_stops(run, step),
    )


def lines_of_error(run, step):
    """Return the line where a script stops, and the lines that lead to the error."""
    text, source = run.error.text, source_of(run)
    lines = list(reversed(run.error.lines))
    name = name_not_found(text)
    near = source.near_lines(name) if name else []
    if text.startswith("NameError"):
        if name in IMPORTED_NAMES:
            near += source.import_lines()
        return lines + near
    if "does not require grad" in text:
        if len(run.states) > 1:
            lines += source.lines_of("w")  # an update made another w
        cutting = source.calling_lines("detach", "no_grad")
        lines += [line for line in cutting if line < run.error.lines[0]]
        last_of_model = model_lines(run)[:2]
        lines += source.lines_of("y_pred") + last_of_model
        lines += source.lines_of("loss") + model_lines(run)
    if any(phrase in text for phrase in NOT_ONE_NUMBER):
        lines += source.lines_of("loss", "loss_fn", "model")  # w has been checked
    if "NoneType" in text and step.gradient != BY_HAND:
        lines += source.lines_of("loss")  # of which backward() may not come to w
    if "second time" in text:
        lines += source.calling_lines("backward")
    lines += source.only_named_lines()
    return source.lines_leading_to(lines + near, IMPORTED_NAMES | GIVEN_NAMES)


def where_it_stops(run):
    """Return a sentence that says how far a script came."""
    if run.error.text.startswith(("SyntaxError", "IndentationError", "TabError")):
        return "Python can't read this line."
    if not run.states:
        return "Python stops before the training."
    if stops_in_loop(run):
        return f"Python stops in epoch {len(run.states)}."
    return "Python stops after the training."


def stops_in_loop(run):
    """Return whether the error came in the loop that trains."""
    source = source_of(run)
    in_loop = {*run.loop, *source.loop_headers()}
    return bool(run.states) and not in_loop.isdisjoint(run.error.lines)


def check_names(run, step):
    """Check that the names are there by which the other checks find what they look at."""
    needed = set(NEEDED_NAMES)
    if step.has_module:
        needed.remove("w")
    if not run.states:
        needed.remove("loss")  # without an epoch there is none
    missing = [n for n in NEEDED_NAMES if n in needed and n not in run.names]
    if not missing:
        return None
    source, lines = source_of(run), []
    if "loss" in missing:
        lines += source.calling_lines("loss_fn")
    for name in missing:
        lines += source.lines_of(*source.near_names(name))
    return Finding(
        f"it has nothing called {', '.join(missing)}.",
        lines=lines,
        why="This test finds the data, the model and the loss by their names.",
    )
