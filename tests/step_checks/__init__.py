"""What a step has to do, and how a test says the first thing that is wrong.

checks.py has the checks in their order. They stand in values, module, optimizer, ending,
training, loss, handed_over, output and other_data. pieces says who does a piece, sources which
lines of a script lead there, and advice what to write. error_causes, update_causes and
readings say why something is wrong. report puts what a check finds on one screen.
"""

from .checks import check_step

__all__ = ["check_step"]
