"""What the learner's suite and the tools share.

runner runs a step: loops finds the loop that trains, recorder records each epoch, snapshots
keeps what a value was, messages what Python said, and sandbox puts back what the step has
set. theory has what a step has to compute. errors_page and tables read what
docs/errors.md says. This is a package, so that a learner's own theory.py is not hidden.
"""
