"""What Python says of a script: its errors and warnings, with the lines that led there.

In: an exception, or a warning that is raised meanwhile. Out: Messages.
"""

import builtins
import contextlib
import difflib
import traceback
import warnings
from dataclasses import dataclass


@dataclass(frozen=True)
class Message:
    """An error or a warning of Python, and the script's lines that led to it."""

    text: str
    lines: tuple[int, ...]  # from the outermost call to the innermost
    near: str = ""  # the name that is like one that Python does not find


@contextlib.contextmanager
def warnings_kept(path, found):
    """Append each warning to a list, as a Message with the lines of a file that led there."""

    def keep(message, category, filename, line, *_):
        stack = reversed(list(traceback.walk_stack(None)))
        lines = [line for frame, line in stack if frame.f_code.co_filename == path]
        if filename == path and not lines:
            lines = [line]
        kept = Message(f"{category.__name__}: {message}", tuple(lines))
        if kept not in found:
            found.append(kept)

    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.showwarning = keep
        yield


def error_message(error, path):
    """Return the Message of an exception, with the lines of a file that led to it."""
    frames = traceback.extract_tb(error.__traceback__)
    lines = [frame.lineno for frame in frames if frame.filename == path]
    if isinstance(error, SyntaxError) and not lines:
        lines = [error.lineno or 1]
    text = error.msg if isinstance(error, SyntaxError) else str(error)
    return Message(
        f"{type(error).__name__}: {text}",
        tuple(dict.fromkeys(lines)),
        near_name(error),
    )


def near_name(error):
    """Return the name that is like the one that Python does not find; "" if none is.

    One that differs only in capital letters comes first: Linear for linear.
    """
    if not isinstance(error, AttributeError | NameError) or not error.name:
        return ""
    names = [name for name in names_looked_at(error) if not name.startswith("_")]
    same = [name for name in names if name.lower() == error.name.lower()]
    near = same or difflib.get_close_matches(error.name, names, n=1, cutoff=0.75)
    return near[0] if near else ""


def names_looked_at(error):
    """Return the names among which Python has looked for an attribute or a variable."""
    if isinstance(error, AttributeError):
        return [] if error.obj is None else dir(error.obj)
    *_, (frame, _) = traceback.walk_tb(error.__traceback__)
    return [*frame.f_locals, *frame.f_globals, *dir(builtins)]
