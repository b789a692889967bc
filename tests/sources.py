"""Which lines of a script lead to a name: the lines that a message shows.

In: the tree of a script, and names. Out: line numbers, the most telling ones first.
A Statement is one simple statement, or the first lines of a compound one.
"""

import ast
import difflib
from dataclasses import dataclass

USUAL_CALLS = frozenset(
    [
        "model",
        "loss_fn",
        "gradient",
        "backward",
        "step",
        "zero_grad",
        "zero_",
        "no_grad",
        "print",
        "item",
    ]
)
USUAL_NAMES = frozenset(["y_pred", "loss", "dw", "w"])
UPDATE_CALLS = frozenset(["backward", "grad", "step", "zero_grad", "zero_", "no_grad"])
VALUES_CHECKED_BEFORE = frozenset(
    [
        "X",
        "y",
        "X_test",
        "model",
        "loss_fn",
        "loss",
        "np",
        "torch",
        "nn",
        "print",
        "range",
        "learning_rate",
        "n_epochs",
    ]
)
MODULE = ""  # where a statement stands that is in no function and no class


@dataclass(frozen=True)
class Statement:
    """What one statement gives, uses and calls, by name."""

    lines: range
    home: str  # the function or class around it
    gives: frozenset[str]  # also what it changes in place: w.add_(…) gives w
    uses: frozenset[str]
    calls: frozenset[str]
    only_names: bool  # a method without its parentheses, for one


class Names(ast.NodeVisitor):
    """Collects the names that an expression or a simple statement gives, uses, calls."""

    def __init__(self):
        self.gives, self.uses, self.calls = set(), set(), set()

    def visit_Name(self, node):
        if isinstance(node.ctx, ast.Store):
            self.gives.add(node.id)
        else:
            self.uses.add(node.id)

    def visit_Attribute(self, node):
        if isinstance(node.ctx, ast.Store):
            self.gives.add(root_name(node))
        self.uses.add(node.attr)
        self.visit(node.value)

    def visit_Subscript(self, node):
        if isinstance(node.ctx, ast.Store):
            self.gives.add(root_name(node))
        self.generic_visit(node)

    def visit_Call(self, node):
        name = last_name(node.func)
        self.calls.add(name)
        if name.endswith("_"):  # PyTorch's functions that work in place
            self.gives.update(root_name(part) for part in [node.func, *node.args])
        self.generic_visit(node)

    def visit_alias(self, node):
        self.gives.add((node.asname or node.name).partition(".")[0])


def root_name(node):
    """Return the first name in w.grad.zero_, X[0] and the like; "" if there is none."""
    while isinstance(node, ast.Attribute | ast.Subscript):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def last_name(node):
    """Return the last name in w.grad.zero_, nn.MSELoss and the like."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def statement(node, home):
    """Return the Statement of a node, of whose body only the header counts."""
    found, last_line = Names(), node.end_lineno
    body = getattr(node, "body", None)
    if isinstance(body, list):
        last_line = max(node.lineno, body[0].lineno - 1)
    for field, value in ast.iter_fields(node):
        if field not in ("body", "orelse", "finalbody", "handlers"):
            for part in value if isinstance(value, list) else [value]:
                if isinstance(part, ast.AST):
                    found.visit(part)
    if isinstance(node, ast.AugAssign):
        found.uses.add(root_name(node.target))
    is_expression = isinstance(node, ast.Expr)
    return Statement(
        lines=range(node.lineno, last_line + 1),
        home=home,
        gives=frozenset(found.gives - {""}),
        uses=frozenset(found.uses),
        calls=frozenset(found.calls),
        only_names=is_expression and isinstance(node.value, ast.Attribute),
    )


def statements(tree, home=MODULE):
    """Return all statements in a tree, in their order."""
    found = []
    for node in ast.iter_child_nodes(tree):
        inner_home = home
        if isinstance(node, ast.stmt):
            found.append(statement(node, home))
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            inner_home = f"{home}.{node.name}" if home else node.name
        if isinstance(node, ast.stmt | ast.ExceptHandler):
            found += statements(node, inner_home)
    return found


def is_in(statement, name):
    """Return whether a statement is in the function or class of a name."""
    return name in statement.home.split(".")


class Source:
    """The statements of a script that take part in its run."""

    def __init__(self, tree, loop):
        every = statements(tree)
        self.nodes = list(ast.walk(tree))
        self.functions = {
            node.name: node.lineno
            for node in self.nodes
            if isinstance(node, ast.FunctionDef | ast.ClassDef)
        }
        reached = reached_names(every)
        self.statements = [
            s for s in every if s.home.partition(".")[0] in {MODULE, *reached}
        ]
        self.loop = loop
        self.blocks = [n for n in self.nodes if isinstance(n, ast.With | ast.If)]

    def in_loop(self, statement):
        """Return whether a statement is in the loop that trains."""
        return statement.lines[0] in self.loop

    def assigned_lines(self, name):
        """Return the lines that give a name its value: in the loop, if there are any.

        Of a function or a class these are the lines in it, from the last one on.
        """
        giving = [s for s in self.statements if name in s.gives]
        looped = [s for s in giving if self.in_loop(s)]
        lines = first_lines(looped or giving)
        if name in self.functions:
            inside = [s for s in self.statements if is_in(s, name)]
            lines += [*reversed(first_lines(inside)), self.functions[name]]
        return lines

    def lines_of(self, *names):
        """Return the assigned lines of several names, each line once."""
        found = []
        for name in names:
            found += [n for n in self.assigned_lines(name) if n not in found]
        return found

    def lines_before_loop(self, *names):
        """Return the lines outside of the loop that give names their values."""
        giving = [s for s in self.statements if s.gives & set(names)]
        return first_lines(s for s in giving if not self.in_loop(s))

    def calling_lines(self, *names):
        """Return the lines that call, or only name, functions of these names."""
        wanted = set(names)
        return first_lines(
            s
            for s in self.statements
            if s.calls & wanted or (s.only_names and s.uses & wanted)
        )

    def lines_leading_to(self, lines, known=()):
        """Return lines, then those that give the names in them, and so on, three times.

        Known names are not followed, and functions come after all other names.
        """
        found = list(lines)
        for _ in range(3):
            names = set()
            for s in self.statements:
                if any(line in found for line in s.lines):
                    names |= (s.uses | s.calls) - set(known)
            functions = names & self.functions.keys()
            new = self.lines_of(*sorted(names - functions), *sorted(functions))
            found += [n for n in new if n not in found]
        return found

    def near_names(self, name):
        """Return the script's own names that look like a name, the nearest first."""
        given = {n for s in self.statements for n in s.gives} | self.functions.keys()
        return difflib.get_close_matches(name, sorted(given - {name}), 3, 0.75)

    def near_lines(self, name):
        """Return the lines that give names like this one, in functions too."""
        near = self.near_names(name)
        defined = [self.functions[n] for n in (name, *near) if n in self.functions]
        return self.lines_of(*near) + defined

    def import_lines(self):
        """Return the lines that import."""
        imports = [n for n in self.nodes if isinstance(n, ast.Import | ast.ImportFrom)]
        return [node.lineno for node in imports]

    def odd_lines(self):
        """Return the lines in the loop that do what the loop of no step does."""
        looped = [s for s in self.statements if self.in_loop(s)]
        odd = [
            s
            for s in looped
            if s.only_names or s.calls - USUAL_CALLS or s.gives - USUAL_NAMES
        ]
        return first_lines(odd) + [n for n in self.leaving_lines() if n in self.loop]

    def update_lines(self):
        """Return the lines that may make an update wrong."""
        changing = [
            s
            for s in self.statements
            if self.in_loop(s) and (s.gives & {"w", "dw"} or s.calls & UPDATE_CALLS)
        ]
        start = [s for s in self.statements if "w" in s.gives and not self.in_loop(s)]
        models = [s for s in self.statements if "model" in s.gives]
        lines = self.odd_lines() + first_lines(changing)
        lines += self.lines_of("optimizer", "gradient")
        lines += self.calling_lines("backward", "step", "zero_grad", "zero_")
        for given in (start, models):
            if len(given) > 1:
                lines += first_lines(given)
        return list(dict.fromkeys(lines + self.lines_of("y_pred", "loss")))

    def piece_lines(self, piece):
        """Return the lines that do a piece."""
        loop_calls = self.calling_lines("backward", "grad", "step")
        if piece == "model":
            return self.lines_of("y_pred", "model")
        if piece == "loss":
            return self.lines_of("loss", "loss_fn")
        if piece == "gradient":
            return loop_calls + self.lines_of("dw", "gradient", "w")
        looped = [s for s in self.statements if "w" in s.gives and self.in_loop(s)]
        return first_lines(looped) + loop_calls + self.lines_of("optimizer")

    def print_lines(self, is_first, is_last):
        """Return the lines that print before the loop, after it, or else in it.

        With them come the lines that give what they print.
        """
        prints, places = self.calling_lines("print"), self.loop
        if is_first:
            places = range(self.loop[0])
        elif is_last:
            places = range(self.loop[-1] + 1, self.loop[-1] + 10_000)
        chosen = [line for line in prints if line in places] or prints
        leading = self.lines_leading_to(chosen, VALUES_CHECKED_BEFORE)
        return leading + self.odd_lines()

    def only_named_lines(self):
        """Return the lines that name a method, and do not call it."""
        methods = {"backward", "step", "zero_grad", "zero_"}
        naming = [s for s in self.statements if s.only_names and s.uses & methods]
        return first_lines(naming)

    def loop_control_lines(self):
        """Return the first line of the loop, and those that end it, or an epoch, early."""
        loops = [n for n in self.nodes if isinstance(n, ast.For | ast.While)]
        lines = [n.lineno for n in loops if n.body[0].lineno in self.loop[:1]]
        return lines + self.leaving_lines()

    def leaving_lines(self):
        """Return the lines that end the loop, an epoch or the script early."""
        ends = [n for n in self.nodes if isinstance(n, ast.Break | ast.Continue)]
        return [n.lineno for n in ends] + self.calling_lines("exit", "quit")

    def clearing_lines(self):
        """Return the lines in the loop that call .grad.zero_()."""
        calls = [node for node in self.nodes if isinstance(node, ast.Call)]
        clearing = [c for c in calls if ast.unparse(c.func).endswith(".grad.zero_")]
        return [call.lineno for call in clearing if call.lineno in self.loop]

    def with_headers(self, lines):
        """Return lines with the first lines of the `with` and `if` blocks around them."""
        found = []
        for line in lines:
            around = [b.lineno for b in self.blocks if b.lineno < line <= b.end_lineno]
            found += [n for n in [*around, line] if n not in found]
        return found


def first_lines(statements):
    """Return the first line of each statement."""
    return [s.lines[0] for s in statements]


def reached_names(every):
    """Return the names that the statements outside of functions lead to."""
    reached, before = set(), None
    while reached != before:
        before = set(reached)
        for s in every:
            if s.home.partition(".")[0] in {MODULE, *before}:
                reached |= s.uses
    return reached
