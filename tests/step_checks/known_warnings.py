"""Which warning of a run is about the numbers of the step, and not about the machine."""

from step_tools.errors_page import documented_fix


def warning_about_numbers(run):
    """Return the first warning of a run that an edit is known to bring, or None.

    Other UserWarnings come from the machine, and are nobody's fault. NumPy's
    RuntimeWarnings follow from numbers that another check finds.
    """
    for warning in run.warnings:
        is_of_user = warning.text.startswith("UserWarning")
        if is_of_user and documented_fix(warning.text, cause="edit"):
            return warning
    return None
