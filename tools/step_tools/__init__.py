"""What the learner's suite and the tools share.

runner runs a step and records each epoch: loops finds the loop that trains, snapshots keeps
what a value was. theory has what a step has to compute. errors_page and tables read what
docs/errors.md says. This is a package, so that a learner's own theory.py is not hidden.
"""
