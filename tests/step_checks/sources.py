"""Which lines of a script lead to a name: the lines that a message shows.

In: the tree of a script, and names. Out: line numbers, the most telling ones first.
"""

import ast
import difflib
import functools

from .names import METHODS, USUAL_CALLS, USUAL_NAMES
from .statements import MODULE, statements


def source_of(run):
    """Return the Source of a run."""
    return made_source(run.tree, run.loop)


@functools.lru_cache(maxsize=1)
def made_source(tree, loop):
    """Return the Source of a tree, made once for all that is asked of it."""
    return Source(tree, loop)


def model_lines(run):
    """Return the lines that make the model, with those of its class."""
    model = run.first_values.get("model")
    return source_of(run).lines_of("model", type(model).__name__)


def why_replaced(run, name):
    """Return why a name is not what a line gives it, if a def below is why; else ""."""
    line = source_of(run).line_of_later_def(name)
    if not line:
        return ""
    return f"def {name} in line {line} takes the place of {name} = … above. Delete it."


class Source:
    """The statements of a script that take part in its run, and what to ask of them.

    Where does a name get its value?   lines_of: in the loop if it does there, else before
                                       it; of a function or a class all of its lines
       in the loop only, outside only  lines_in_loop, lines_outside_loop
    Where is a function called?        calling_lines
    What gives the names in a line?    lines_leading_to
    What is unusual in the loop?       odd_lines, only_named_lines, leaving_lines
    Which lines have no effect?        comparing_lines
    """

    def __init__(self, tree, loop):
        self.loop = loop  # the lines in the loop that trains
        self.nodes = list(ast.walk(tree))
        self.definitions = {  # the line of each def and class, by name
            node.name: node.lineno
            for node in self.nodes
            if isinstance(node, ast.FunctionDef | ast.ClassDef)
        }
        every = statements(tree)
        self.reached = reached_names(every)
        homes = {MODULE, *self.reached}
        self.statements = [s for s in every if s.outermost_home in homes]
        in_loop = [s for s in self.statements if s.lines.start in loop]
        self.reached_in_loop = names_reached_from(in_loop, self.statements)

    def in_loop(self, statement):
        """Return whether a statement is in the loop that trains, or a function called there."""
        is_called = statement.outermost_home in self.reached_in_loop
        return statement.lines.start in self.loop or is_called

    def giving(self, *names):
        """Return the statements that give one of these names its value."""
        return [s for s in self.statements if s.gives & set(names)]

    def place(self, line):
        """Return where a line is: "before", "in" or "after" the loop that trains."""
        at_line = [s for s in self.statements if line in s.lines]
        if line in self.loop or any(map(self.in_loop, at_line)):
            return "in"
        return "before" if line < self.loop.start else "after"

    def lines_of(self, *names):
        """Return the lines that give names their values: in the loop, if there are any.

        Of a function or a class these are the lines in it, from the last one on.
        """
        found = []
        for name in names:
            found += self.lines_in_loop(name) or self.lines_outside_loop(name)
            found += self.lines_of_definition(name)
        return list(dict.fromkeys(found))  # each line once

    def lines_of_definition(self, name):
        """Return the lines of a function or a class, the last one first, the def last."""
        if name not in self.definitions.keys() & self.reached:
            return []
        inside = [s for s in self.statements if s.is_in(name)]
        return [*reversed(first_lines(inside)), self.definitions[name]]

    def lines_outside_loop(self, *names):
        """Return the lines outside of the loop that give names their values."""
        return first_lines(s for s in self.giving(*names) if not self.in_loop(s))

    def lines_in_loop(self, *names):
        """Return the lines in the loop that give names their values."""
        return first_lines(s for s in self.giving(*names) if self.in_loop(s))

    def calling_lines(self, *names):
        """Return the lines that call, or only name, functions of these names."""
        wanted = set(names)
        return first_lines(
            s
            for s in self.statements
            if s.calls & wanted or (s.only_names and s.uses & wanted)
        )

    def called_in(self, line):
        """Return the names of the functions that the statement in a line calls."""
        return {name for s in self.statements if line in s.lines for name in s.calls}

    def lines_with_call(self, function):
        """Return the lines that call a function, given with its dots, as in w.zero_."""
        calls = [node for node in self.nodes if isinstance(node, ast.Call)]
        return [call.lineno for call in calls if ast.unparse(call.func) == function]

    def calls_with_arguments(self, method):
        """Return whether a method of this name is called with arguments."""
        calls = [node for node in self.nodes if isinstance(node, ast.Call)]
        named = [c for c in calls if getattr(c.func, "attr", "") == method]
        return any(call.args for call in named)

    def is_conditional(self, line):
        """Return whether a line is in an `if`, or behind its colon."""
        ifs = [node for node in self.nodes if isinstance(node, ast.If)]
        return any(node.lineno <= line <= node.end_lineno for node in ifs)

    def comparing_lines(self):
        """Return the lines that only compare, with ==, and do nothing with the result."""
        return first_lines(s for s in self.statements if s.only_compares)

    def using_lines(self, *names):
        """Return the lines that use one of these names, called or not."""
        wanted = set(names)
        return first_lines(s for s in self.statements if s.uses & wanted)

    def lines_leading_to(self, lines, known):
        """Return lines, then those that give the names in them, and so on, three times.

        Known names are not followed, and functions come after all other names.
        """
        found = list(lines)
        for _ in range(3):
            names = self.names_in(found) - known
            functions = names & self.definitions.keys()
            new = self.lines_of(*sorted(names - functions), *sorted(functions))
            found += [line for line in new if line not in found]
        return found

    def names_in(self, lines):
        """Return the names that the statements in some lines use or call."""
        names = set()
        for s in self.statements:
            if any(line in lines for line in s.lines):
                names |= s.uses | s.calls
        return names

    def near_names(self, name):
        """Return the script's own names that look like a name, the nearest first."""
        given = {n for s in self.statements for n in s.gives} | self.definitions.keys()
        return difflib.get_close_matches(name, sorted(given - {name}), 3, 0.75)

    def near_lines(self, name):
        """Return the lines that give names like this one, and the def of this one.

        It may be defined, and yet not where Python looks for it.
        """
        near = self.near_names(name)
        defined = [self.definitions[n] for n in (name, *near) if n in self.definitions]
        return self.lines_of(*near) + defined

    def line_of_later_def(self, name):
        """Return the line of the def that takes a name from a line above it; 0 if none."""
        line, given = self.definitions.get(name, 0), first_lines(self.giving(name))
        homes = [s.home for s in self.statements if s.lines.start == line]
        return line if homes == [MODULE] and min(given, default=line) < line else 0

    def import_lines(self):
        """Return the lines that import."""
        imports = [n for n in self.nodes if isinstance(n, ast.Import | ast.ImportFrom)]
        return [node.lineno for node in imports]

    def lines_in_loop_that(self, condition):
        """Return the lines in the loop of the statements for which a function is true."""
        looped = [s for s in self.statements if self.in_loop(s)]
        return first_lines(filter(condition, looped))

    def loop_headers(self):
        """Return the first line of the loop that trains; none if there is no loop."""
        loops = [n for n in self.nodes if isinstance(n, ast.For | ast.While)]
        return [n.lineno for n in loops if n.body[0].lineno == self.loop.start]

    def odd_lines(self):
        """Return the lines in the loop that do what the loop of no step does."""
        odd = [
            s
            for s in self.statements
            if s.only_names or s.calls - USUAL_CALLS or s.gives - USUAL_NAMES
        ]
        lines = first_lines(odd) + self.leaving_lines()
        return [line for line in lines if line in self.loop]

    def only_named_lines(self):
        """Return the lines that name a method, and do not call it."""
        naming = [s for s in self.statements if s.only_names and s.uses & set(METHODS)]
        return first_lines(naming)

    def leaving_lines(self):
        """Return the lines that end the loop, an epoch or the script early."""
        ends = [n for n in self.nodes if isinstance(n, ast.Break | ast.Continue)]
        return [n.lineno for n in ends] + self.calling_lines("exit", "quit")

    def with_headers(self, line):
        """Return the first lines of the `with` and `if` blocks around a line, and the line."""
        blocks = [n for n in self.nodes if isinstance(n, ast.With | ast.If)]
        return [b.lineno for b in blocks if b.lineno < line <= b.end_lineno] + [line]


def first_lines(found):
    """Return the first line of each statement."""
    return [s.lines.start for s in found]


def reached_names(every):
    """Return the names that the statements outside of functions lead to."""
    return names_reached_from([s for s in every if s.home == MODULE], every)


def names_reached_from(found, every):
    """Return the names in some statements, in the functions that these call, and so on."""
    reached, before = {name for s in found for name in s.uses}, None
    while reached != before:
        before = set(reached)
        for s in every:
            if s.outermost_home in before:
                reached |= s.uses
    return reached
