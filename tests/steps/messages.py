"""What a failed check says: one message, from the script's own lines and the pages."""

import ast
import collections
import difflib
import itertools
import re
import textwrap

import pytest
from steps import ROOT


def fail(step, wrong, now, should, lines=(), *why):
    """End the test with what is wrong, as many of the lines as ten allow, and why."""
    facts = [f"now:       {now}", f"should be: {should}"] if should else [now]
    texts = dict.fromkeys([f"{step.script}: {wrong}", *facts, *why, step.error])
    layout = {"width": 79, "max_lines": 3, "placeholder": " ..."}
    texts = [textwrap.fill(t, subsequent_indent="    ", **layout) for t in texts if t]
    rows, room = [], 9 - "\n".join(texts).count("\n")
    kinds = (ast.With, ast.If)[not step.error :]
    blocks = [n for n in ast.walk(step.tree) if isinstance(n, kinds)]
    for line in [*lines, *step.lines[-1:]]:
        heads = [n.lineno for n in blocks if n.lineno < line <= n.end_lineno]
        rows += [n for n in [*heads, line] if n not in rows]
    rows = [f"{n:4}  {step.code[n - 1]}" for n in sorted(rows[:room])]
    rows = [re.sub("(.{75}).{5,}", r"\1 ...", re.sub("  #.*", "", r)) for r in rows]
    pytest.fail("\n".join([texts[0], *rows, *texts[1:]]), False)


def givers(step):
    """Return a dict from names to the lines that give them something, and name() calls."""
    found = collections.defaultdict(list)
    for node in ast.walk(step.tree):
        name = getattr(node, "asname", None) or getattr(node, "name", None)
        if isinstance(getattr(node, "ctx", None), ast.Store):
            name = getattr(node, "id", getattr(node, "attr", "()"))
        elif isinstance(node, ast.Call):
            name = ast.unparse(node.func).rpartition(".")[2] + "()"
        elif isinstance(node, ast.Expr) and not isinstance(node.value, ast.Call):
            name = "()"  # or a method that is only named
        lines = [n.lineno for n in ast.walk(node) if isinstance(n, ast.stmt)]
        lines = sorted(lines[isinstance(node, ast.FunctionDef) :], reverse=True)
        if name:  # Of a def come the lines in it, of a class first the last ones.
            found[name] += lines or [node.lineno]
    return found


def lines_of(step, names):
    """Return the lines that give names something: in the loop, where there are any."""
    given = [givers(step)[name] for name in names.split()]
    return [n for g in given for n in [i for i in g if i in step.loop] or g]


def behind(step):
    """Return the error's lines, then those that give the names in them, and so on."""
    found, inside, every = step.lines[::-1], {*step.lines} & {*step.loop}, givers(step)
    checked = ("X", "y", "X_test", "learning_rate", "np", "torch", "nn", "print")
    for line in itertools.islice(found, 4):  # the nearest tell
        for name in re.findall(r"\w+", step.code[line - 1].split(" = ")[-1]):
            given = every.get(name, []) * (name not in checked)
            new = [n for n in given if (n in step.loop) == bool(inside)] or given
            if "NameError" in step.error:  # Is it there under nearly that name?
                near = difflib.get_close_matches(name, every, 9, 0.55)
                new = lines_of(step, " ".join(near * (f"name '{name}'" in step.error)))
            found += [n for n in new if n not in found]
    again = [n for n in every["w"] if n in step.loop and step.states[1:]]
    return found[:2] + again + found[2:]


def cures(message):
    """Return what the pages say of an error or a warning, in the first row that has it."""
    row = r"(?m)^\| .*?`(\w+(?:Error|Warning): .*?)`.* \| (.*) \|$"
    for page in (ROOT / "README.md", ROOT / "docs" / "errors.md"):
        text = page.read_text(encoding="utf-8") if page.exists() else ""
        for error, cure in re.findall(row, text):
            if re.fullmatch(re.escape(error).replace("…", "(?s:.*)"), message):
                return [cure.replace("`", "")]
    return []
