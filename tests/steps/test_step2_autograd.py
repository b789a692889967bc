"""Step 2: autograd computes the gradient."""

from checks import checks_of

test_step2 = checks_of("step2_autograd.py", gradient="autograd")
