"""Step 1: all four pieces by hand, in NumPy."""

from checks import checks_of

test_step1 = checks_of("step1_manual.py")
