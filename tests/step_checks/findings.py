"""What a check answers: a Finding."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong with a script."""

    wrong: str  # a sentence
    now: str = ""  # what is, and what should be instead: values as code, or words
    should: str = ""
    lines: Sequence[int] = ()  # that make it, the most telling ones first
    why: str = ""
