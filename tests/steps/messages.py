"""What a failed check says: one message, from the script's own lines and the pages."""

import ast
import difflib
import re
import textwrap

import pytest
from steps import ROOT, pattern


def fail(step, wrong, line=None, now=None, should="", why=()):
    """End the test with what is wrong and where, what is and should be, and why."""
    parts = [("", f"{step.script}{f', line {line}' * bool(line)}: {wrong}")]
    if now is not None:
        parts += [("now:       ", now), ("should be: ", should)]
    parts += [("", text) for text in dict.fromkeys(why) if text]
    layout = {"width": 79, "max_lines": 3, "placeholder": " ..."}
    for i, (label, text) in enumerate(parts):
        indents = {"initial_indent": label, "subsequent_indent": " " * len(label)}
        parts[i] = textwrap.fill(text, **layout, **indents)
    if line:
        code = code_of(step, line)
        parts.insert(1, f"    {code if len(code) < 76 else code[:72] + ' ...'}")
    pytest.fail("\n".join(parts), pytrace=False)


def hold(step, wrong, now, should, *names, first=False, why=()):
    """Fail where two texts differ, and show the line of the script with one of names."""
    if now != should:
        fail(step, wrong, line_of(step, *names, first=first), now, should, why)


def need(step, name):
    if name not in step.names:
        fail(step, f"there is no {name}. This step has something of that name.")
    return step.names[name]


def code_of(step, line):
    """Return a line of the script, without a comment at its end."""
    return re.sub(r"\s+#[^'\"]*$", "", step.text.splitlines()[line - 1])


def nodes(step, kind):
    return [node for node in ast.walk(step.tree) if isinstance(node, kind)]


def lines_of(step, name):
    """Return the lines that define or assign a name, or use it as an attribute."""
    lines = [n.body[-1].lineno for n in nodes(step, ast.FunctionDef) if n.name == name]
    lines += [n.lineno for n in nodes(step, ast.Attribute) if n.attr == name]
    lines += [n.lineno for n in nodes(step, ast.alias) if name in (n.name, n.asname)]
    bound = [n for n in nodes(step, ast.Name) if isinstance(n.ctx, ast.Store)]
    return sorted(lines + [n.lineno for n in bound if n.id == name])


def line_of(step, *names, first=False):
    """Return the last of the lines of the first name that has any, or None."""
    lines = next(filter(None, (lines_of(step, name) for name in names)), [None])
    return lines[0 if first else -1]


def cite(step, found):
    """Return sentences on lines of the script, from pairs of a line and what it does."""
    return [f"Line {n} {what}: {code_of(step, n).strip()}" for n, what in found if n]


def around(step, line):
    """Return the with statement that a line is under, as text, or nothing."""
    for node in nodes(step, ast.With):
        if line and node.lineno < line <= node.end_lineno:
            return f", under {ast.unparse(node).splitlines()[0][:-1]}"
    return ""


def misplaced(step, name):
    """Return the line of a method that is misspelled or in another function, and why."""
    methods = nodes(step, ast.FunctionDef)
    for outer in methods:
        for node in outer.body:
            if getattr(node, "name", "") == name:
                return [(node.lineno, f"is inside of {outer.name}")]
    near = difflib.get_close_matches(name, [node.name for node in methods])
    lines = {node.name: node.lineno for node in methods}
    return [(lines[other], f"spells {name} so") for other in near if other != name]


def oddities(step):
    """Return what in the lines of the loop can make a gradient or an update wrong."""

    def inside(*names):
        return [n for name in names for n in lines_of(step, name) if n in step.loop]

    found, made = [], line_of(step, "optimizer")
    steps = [n for n in inside("step") if "optimizer.step" in code_of(step, n)]
    changes = sorted({*inside("w"), *steps})
    for node in nodes(step, ast.Expr):
        if isinstance(node.value, ast.Attribute):
            found.append((node.lineno, "only names a method: () is missing"))
    for name in ("y_pred", "loss", "dw"):
        if lines_of(step, name) and not inside(name):
            found.append((line_of(step, name), f"computes {name} outside the loop"))
    for name in ("X", "y", "model", "optimizer"):
        found += [(line, f"makes {name} in every epoch") for line in inside(name)]
    found += [(line, "changes w, too") for line in changes[:-1]]
    for line in sorted(inside("backward", "dw", "w", "step", "zero_", "zero_grad")):
        for node in nodes(step, ast.If):
            if node.lineno < line <= node.end_lineno:
                found.append((line, f"only runs if {ast.unparse(node.test)}"))
    for line in sorted(lines_of(step, "w") + lines_of(step, "model") if made else []):
        if line > made and line not in step.loop:
            found.append((line, f"makes it anew, after the optimizer of line {made}"))
    back, clear = inside("backward"), inside("zero_", "zero_grad")
    if back and clear and changes and back[-1] < clear[-1] < changes[-1]:
        found.append((clear[-1], "clears the gradient before its use"))
    if back and changes and changes[-1] < back[0]:
        found.append((back[0], f"comes after the update of line {changes[-1]}"))
    return cite(step, found[:2])


def cures(step, message):
    """Return what the pages say of an error or a warning, where they have a row for it."""
    rows = []
    for page in (ROOT / "README.md", ROOT / "docs" / "errors.md"):
        text = page.read_text(encoding="utf-8") if page.exists() else ""
        for edit, seen, cure in re.findall(r"(?m)^\| (.*) \| (.*) \| (.*) \|$", text):
            for error in re.findall(r"`(\w+(?:Error|Warning): .*?)`", seen):
                if re.fullmatch(pattern(error), message, re.DOTALL):
                    codes = ".*".join(map(pattern, re.findall("`(.*?)`", edit)))
                    rows.append((not re.search(codes, step.text, re.DOTALL), cure))
    return [cure.replace("`", "") for other, cure in rows if other == min(rows)[0]]


def shown(value):
    """Return a number, or numbers nested as they are, as text."""
    value = value.tolist() if hasattr(value, "tolist") else value
    if isinstance(value, list):
        return f"[{', '.join(map(shown, value))}]"
    return f"{value:.6g}" if isinstance(value, int | float) else str(value)


def kind(value):
    library, name = type(value).__module__.partition(".")[0], type(value).__name__
    what = {"numpy": "NumPy array", "torch": "tensor"}.get(library, name)
    return f"{what} {str(getattr(value, 'dtype', '')).removeprefix('torch.')}".strip()
