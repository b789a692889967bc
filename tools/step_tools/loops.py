"""The loop of a script that trains: which it is, and how it is watched.

In: the tree of a script. Out: a loop, its lines, and a tree that calls a Recorder there.
"""

import ast

TRAINING_NAMES = frozenset(
    ["model", "y_pred", "loss_fn", "loss", "gradient", "dw", "w"]
    + ["backward", "grad", "step", "zero_grad"]
)


def names_in(node):
    """Return the names in a node, those of attributes included."""
    names = {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}
    return names | {n.attr for n in ast.walk(node) if isinstance(n, ast.Attribute)}


def names_reached(node, functions):
    """Return the names in a node, and in the functions that it leads to, by name."""
    found, followed = names_in(node), set()
    while new := (found & functions.keys()) - followed:
        followed |= new
        for name in new:
            found |= names_in(functions[name])
    return found


def is_over_n_epochs(loop):
    """Return whether a loop has n_epochs in its header."""
    header = loop.iter if isinstance(loop, ast.For) else loop.test
    return "n_epochs" in names_in(header)


def loops_called(loops, functions):
    """Return the loops in the functions that some loops lead to."""
    found = []
    for loop in loops:
        for name in names_reached(loop, functions) & functions.keys():
            inner = ast.walk(functions[name])
            found += [node for node in inner if isinstance(node, ast.For | ast.While)]
    return found


def training_loop(tree):
    """Return the loop that does most of what training does; None if there is no loop.

    Of two that do as much, it is the one over n_epochs; else the one inside the other.
    A loop in a function that a loop over n_epochs calls is a part of an epoch.
    """
    nodes = list(ast.walk(tree))
    functions = {n.name: n for n in nodes if isinstance(n, ast.FunctionDef)}
    all_loops = [n for n in nodes if isinstance(n, ast.For | ast.While)]
    parts = loops_called(filter(is_over_n_epochs, all_loops), functions)
    loops = [loop for loop in all_loops if loop not in parts]

    def training_done(loop):
        in_functions = names_reached(loop, functions) & TRAINING_NAMES
        in_itself = names_in(loop) & TRAINING_NAMES
        # What is in the loop itself counts most: another loop may call functions, too.
        return 2 * len(in_itself) + len(in_functions), is_over_n_epochs(loop)

    if not loops:
        return None
    best = max(loops, key=training_done)
    inside = [node for node in ast.walk(best) if node in loops]
    return max(reversed(inside), key=training_done)


def lines_inside(loop):
    """Return the lines of a loop's body as a range; no lines if there is no loop."""
    return range(loop.body[0].lineno, loop.end_lineno + 1) if loop else range(0)


class WatchLoop(ast.NodeTransformer):
    """Calls _epoch_begins in a loop, before all else, and _training_ends after it.

    _training_ends is called, too, where a return or an exit() leaves the loop.
    """

    def __init__(self, loop):
        self.loop = loop

    def visit(self, node):
        super().visit(node)
        if node is not self.loop:
            return node
        begins, ends = ast.parse(
            "_epoch_begins(locals())\n_training_ends(locals())"
        ).body
        node.body.insert(0, ast.copy_location(begins, node))
        watched = ast.Try(body=[node], handlers=[], orelse=[], finalbody=[ends])
        return ast.copy_location(watched, node)


def watched(tree):
    """Return the tree of a script, changed: its training loop calls a Recorder."""
    return ast.fix_missing_locations(WatchLoop(training_loop(tree)).visit(tree))
