"""The statements of a script: what each gives, uses and calls, by name.

In: the tree of a script. Out: a Statement for each simple statement, and for the first
lines of each compound one.
"""

import ast
from dataclasses import dataclass

HOLD_STATEMENTS = (ast.ExceptHandler, ast.match_case)  # and are none
MODULE = ""  # the home of a statement that is in no function and no class


@dataclass(frozen=True)
class Statement:
    """What one statement gives, uses and calls, by name."""

    lines: range
    home: str  # the functions and classes around it, as in LinearRegression.forward
    assigns: frozenset[str]  # to which it gives a value with =, -= and the like
    gives: frozenset[str]  # these, and what it changes in place: w.add_(…) gives w
    uses: frozenset[str]
    calls: frozenset[str]
    is_expression: bool  # that is all there is of it, such as a call
    only_names: bool  # a method without its parentheses, for one
    only_compares: bool  # with ==, where = may be meant

    @property
    def outermost_home(self):
        """The outermost function or class around it; MODULE if there is none."""
        return self.home.partition(".")[0]

    @property
    def is_without_effect(self):
        """Whether it only computes something, such as w - learning_rate * dw."""
        return self.is_expression and not (self.gives or self.calls)

    def is_in(self, name):
        """Return whether it is in the function or class of a name."""
        return name in self.home.split(".")


class Names(ast.NodeVisitor):
    """Collects the names that an expression or a simple statement gives, uses, calls."""

    def __init__(self):
        self.assigns, self.changes = set(), set()
        self.uses, self.calls = set(), set()

    def visit_Name(self, node):
        if isinstance(node.ctx, ast.Store):
            self.assigns.add(node.id)
        else:
            self.uses.add(node.id)

    def visit_Attribute(self, node):
        if isinstance(node.ctx, ast.Store):
            self.assigns.add(root_name(node))
        self.uses.add(node.attr)
        self.visit(node.value)

    def visit_Subscript(self, node):
        if isinstance(node.ctx, ast.Store):
            self.assigns.add(root_name(node))
        self.generic_visit(node)

    def visit_Call(self, node):
        name = last_name(node.func)
        self.calls.add(name)
        if name.endswith("_"):  # PyTorch's functions that work in place
            self.changes.update(root_name(part) for part in [node.func, *node.args])
        self.generic_visit(node)

    def visit_alias(self, node):
        self.assigns.add((node.asname or node.name).partition(".")[0])


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


def header_lines(node):
    """Return the lines of a simple statement, or those in front of a statement's body."""
    if isinstance(node, ast.Match):
        return range(node.lineno, node.lineno + 1)
    body = getattr(node, "body", None)
    if body:
        return range(node.lineno, max(node.lineno + 1, body[0].lineno))
    return range(node.lineno, node.end_lineno + 1)


def header_parts(node):
    """Return the nodes in a statement, but for the statements in its body."""
    parts = ast.iter_child_nodes(node)
    return [p for p in parts if not isinstance(p, (ast.stmt, *HOLD_STATEMENTS))]


def statement(node, home):
    """Return the Statement of a node, of whose body only the header counts."""
    found = Names()
    for part in header_parts(node):
        found.visit(part)
    if isinstance(node, ast.AugAssign):  # w -= … uses w, too
        found.uses.add(root_name(node.target))
    is_expression = isinstance(node, ast.Expr)
    return Statement(
        lines=header_lines(node),
        home=home,
        assigns=frozenset(found.assigns - {""}),
        gives=frozenset((found.assigns | found.changes) - {""}),
        uses=frozenset(found.uses),
        calls=frozenset(found.calls),
        is_expression=is_expression,
        only_names=is_expression and isinstance(node.value, ast.Attribute),
        only_compares=is_expression and is_equality_of_a_name(node.value),
    )


def is_equality_of_a_name(node):
    """Return whether an expression is like self.linear == …, where = may be meant."""
    if not isinstance(node, ast.Compare) or not isinstance(node.ops[0], ast.Eq):
        return False
    is_name = isinstance(node.left, ast.Name)
    return is_name or root_name(node.left) == "self"


def statements(tree, home=MODULE):
    """Return all statements in a tree, in their order."""
    found = []
    for node in ast.iter_child_nodes(tree):
        inner_home = home
        if isinstance(node, ast.stmt):
            found.append(statement(node, home))
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            inner_home = f"{home}.{node.name}" if home else node.name
        if isinstance(node, (ast.stmt, *HOLD_STATEMENTS)):
            found += statements(node, inner_home)
    return found
