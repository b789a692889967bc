"""Checks of the module of step 4: its kind, its parameters, their start.

They come before the error that a wrong value leads to, so a Run may have stopped early.
"""

import torch
from step_tools.snapshots import parameters, snapshot

from .advice import CLASS_AND_MODEL
from .findings import Finding
from .formatting import as_code
from .names import BY_HAND, LEARNED_NAMES
from .sources import model_lines, source_of, why_replaced


def check_kind_of_model(run, step):
    """Check that the model is an nn.Module in step 4, and in no other."""
    model = run.first_values.get("model")
    if model is None or isinstance(model, torch.nn.Module) == step.has_module:
        return None
    if step.has_module:
        return no_module(run, model)
    return Finding(
        "the model is an nn.Module.",
        now=type(model).__name__,
        should="by hand: w * x",
        lines=model_lines(run),
    )


def no_module(run, model):
    """Return the Finding of a model that is no nn.Module, though it should be one."""
    replaced = why_replaced(run, "model")
    if replaced:
        wrong = "the model is still by hand."
        return Finding(wrong, lines=model_lines(run), why=replaced)
    if isinstance(model, type):
        wrong = "the model is a class, and no object of it is made."
        now = f"model = {model.__name__}"
        should = f"{now}(…), an object of it"
    elif type(model).__module__ == "__main__":
        wrong = "the model is not an nn.Module."
        now = f"class {type(model).__name__}:"
        should = f"class {type(model).__name__}(nn.Module):"
    else:
        wrong, now = "the model is still by hand.", BY_HAND
        should = what_makes_the_model(run)
    return Finding(wrong, now=now, should=should, lines=model_lines(run))


def what_makes_the_model(run):
    """Return the code that makes a model: with its class, if the script has none yet."""
    for value in run.first_values.values():
        if isinstance(value, type) and issubclass(value, torch.nn.Module):
            return f"model = {value.__name__}(X.shape[1], y.shape[1])"
    return CLASS_AND_MODEL


def found_parameters(run):
    """Return Snapshots of the model's parameters, as the first epoch found them."""
    return run.start.learned or tuple(map(snapshot, parameters(run.names)))


def has_a_module(run, step):
    """Return whether a step has an nn.Module, and the script has one, too."""
    is_module = isinstance(run.first_values.get("model"), torch.nn.Module)
    return step.has_module and is_module


def shapes(parameters):
    """Return a phrase with the shapes of Snapshots, and the dtype if it is not float32."""
    if not parameters:
        return "no parameters"
    found = f"parameters of shape {', '.join(str(p.shape) for p in parameters)}"
    dtypes = {parameter.dtype for parameter in parameters}
    return (
        found if dtypes == {"float32"} else f"{found} in {' and '.join(sorted(dtypes))}"
    )


def check_parameters(run, step):
    """Check that the model of step 4 has a weight and a bias, of one number each."""
    if not has_a_module(run, step):
        return None
    found, due = found_parameters(run), drawn_with_seed_0()
    if shapes(found) == shapes(due):
        return frozen_parameter(run, found)
    why = "An nn.Module registers each layer that is assigned to self, in __init__."
    return Finding(
        "the model does not have the parameters of one nn.Linear.",
        now=shapes(found),
        should=f"{shapes(due)}: a weight and a bias",
        lines=model_lines(run),
        why="" if found else why,
    )


def frozen_parameter(run, found):
    """Return the Finding of a parameter that does not require grad; None if all do."""
    for name, parameter in zip(LEARNED_NAMES, found, strict=True):
        if not parameter.requires_grad:
            return Finding(
                f"{name} does not require grad, so it is not trained.",
                now="requires_grad=False",
                should="requires_grad=True, as nn.Linear makes it",
                lines=source_of(run).lines_outside_loop(*LEARNED_NAMES),
            )
    return None


def check_seed(run, step):
    """Check the weight and the bias that step 4 starts from."""
    if not has_a_module(run, step):
        return None
    found, due = found_parameters(run), drawn_with_seed_0()
    if found == due:
        return None
    source = source_of(run)
    lines = source.using_lines("manual_seed")
    if not run.start.seeded and (run.start.learned or not lines):
        return Finding(
            "there is no torch.manual_seed(0) above model = …",
            now="no seed",
            should="torch.manual_seed(0)",
            lines=lines + source.lines_outside_loop("model"),
            why=why_not_seeded(run),
        )
    return Finding(
        "the model does not start as seed 0 has it.",
        now="\n".join(map(as_code, found)),
        should="\n".join(map(as_code, due)),
        lines=lines + model_lines(run),
        why=why_other_seed(run),
    )


def why_not_seeded(run):
    """Return which line gives manual_seed a value, where it should call it; else ""."""
    source = source_of(run)
    calling = source.calling_lines("manual_seed")
    for line in source.using_lines("manual_seed"):
        if line not in calling:
            return f"Line {line} does not call manual_seed. Write parentheses."
    return ""


def why_other_seed(run):
    """Return why the model has another start than the seed gives, if the order is why."""
    source = source_of(run)
    seeds = source.calling_lines("manual_seed")
    models = source.lines_outside_loop("model")
    if seeds and models and seeds[0] > models[0]:
        return "The seed is set after the model is made. Set it before."
    return ""


def drawn_with_seed_0():
    """Return Snapshots of the weight and the bias that nn.Linear draws with seed 0."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        return tuple(map(snapshot, torch.nn.Linear(1, 1).parameters()))
