"""Values as code: what makes them, as a script would have it.

In: a number, or a Snapshot. Out: text.
"""

import re
import textwrap

import numpy as np
from step_tools.snapshots import Snapshot

LONGEST_REPR = 60


def format_number(number):
    """Return a number with six digits at most: 30, 0.03, 1.3e-13; else its repr."""
    if isinstance(number, bool) or not isinstance(number, int | float | np.number):
        return repr(number)
    return f"{number:.6g}"


def format_numbers(numbers):
    """Return numbers, nested in lists as they are, as code."""
    if isinstance(numbers, list):
        return f"[{', '.join(format_numbers(part) for part in numbers)}]"
    return format_number(numbers)


def as_code(value):
    """Return the code that makes a Snapshot's array or tensor, or its repr."""
    if value.library == "numpy":
        return f"np.array({format_numbers(value.numbers)}, dtype=np.{value.dtype})"
    if value.library == "torch":
        asks = ", requires_grad=True" if value.requires_grad else ""
        end = ")" if value.is_leaf else "), the result of an operation"
        numbers = format_numbers(value.numbers)
        return f"torch.tensor({numbers}, dtype=torch.{value.dtype}{asks}{end}"
    text = value.numbers if isinstance(value.numbers, str) else repr(value.numbers)
    without_address = re.sub(r" at 0x[0-9a-f]+", "", text)
    return textwrap.shorten(without_address, LONGEST_REPR, placeholder=" …")


def code_of_array(library, numbers, *, requires_grad=False):
    """Return the code that makes a float32 array or tensor of numbers."""
    return as_code(Snapshot(library, numbers, "float32", requires_grad=requires_grad))
