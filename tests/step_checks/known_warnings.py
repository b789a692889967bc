"""Which warning of a run is about the numbers of the step, and not about the machine."""

# How the warnings begin that PyTorch gives of a step's own numbers.
ABOUT_NUMBERS = (
    "UserWarning: Using a target size",
    "UserWarning: The .grad attribute of a Tensor that is not a leaf Tensor",
)


def warning_about_numbers(run):
    """Return the first warning of a run that is about its numbers, or None.

    Other UserWarnings come from the machine, and are nobody's fault. NumPy's
    RuntimeWarnings follow from numbers that another check finds.
    """
    for warning in run.warnings:
        if warning.text.startswith(ABOUT_NUMBERS):
            return warning
    return None
