"""The names by which checks and messages find their way in a script."""

BY_HAND = "by hand"  # who does a piece that PyTorch does not
NEEDED_NAMES = ("X", "y", "w", "model", "loss")  # a check looks at their values
LEARNED_NAMES = ("w", "b")
IMPORTED_NAMES = {"np", "numpy", "torch", "nn"}
# The data and the settings, which have their own checks.
GIVEN_NAMES = {"X", "y", "X_test", "learning_rate", "n_epochs"}
METHODS = ("backward", "step", "zero_grad", "zero_")
# What an update is made of, and what else the loop of a step calls and gives.
UPDATE_CALLS = {*METHODS, "grad", "no_grad"}
USUAL_CALLS = UPDATE_CALLS | {"model", "loss_fn", "gradient", "print", "item"}
USUAL_NAMES = {"y_pred", "loss", "dw", "w"}
# Names of a print line that do not tell why it is wrong.
NOT_TELLING_IN_PRINTS = {"model", "loss_fn", "loss", "print", "range"}
