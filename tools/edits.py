"""Edits of the scripts: those that the pages show, found by the code of a row.

In: a key, which is what a row's first cell has in backticks, joined by commas, or what
follows "with" in the info string of a block. Out: the scripts, their edited texts, their Runs.
A row can be reworded, or translated, without a change here.
"""

import functools
from dataclasses import dataclass

from step_tools import theory
from step_tools.runner import STEP1, STEP2, STEP3, STEP4, STEPS, run, source


@dataclass(frozen=True)
class Edit:
    """Texts that are replaced in one or more scripts; each has to stand there once."""

    key: str
    scripts: tuple[str, ...]
    replace: dict[str, str]
    oldest_python: tuple[int, int] = (3, 10)  # that words the error as it is shown

    def edited(self, script):
        """Return the text of a script with this edit made."""
        text = source(script)
        for old, new in self.replace.items():
            if text.count(old) != 1:
                raise ValueError(
                    f"the edit {self.key!r}: {script} has {text.count(old)}"
                    f" times what is to be replaced, not once: {old!r}"
                )
            text = text.replace(old, new)
        return text


def edited_scripts(key):
    """Return the edited texts of all scripts that a key's edits are for, by script."""
    texts = {}
    for edit in EDITS:
        if edit.key == key:
            texts |= {script: edit.edited(script) for script in edit.scripts}
    if not texts:
        raise KeyError(f"tools/edits.py has no edit with the key {key!r}")
    return texts


def oldest_python(key):
    """Return the oldest Python that words the errors of a key's edits as they are shown."""
    return max(edit.oldest_python for edit in EDITS if edit.key == key)


@functools.cache
def run_edited(script, key=""):
    """Run a script with the edits of a key, or as it is, and keep the Run."""
    return run(script, edited_scripts(key)[script] if key else None)


def replaced(script, old, new):
    """Return the text of a script with one text, which stands there once, replaced."""
    return Edit("", (script,), {old: new}).edited(script)


def below(text, added):
    """Return what an Edit replaces to add lines below a text that ends with a line."""
    return {text: text + added}


def above(text, added):
    """Return what an Edit replaces to add lines above a text that begins a line."""
    return {text: added + text}


RATE_LINE = f"learning_rate = {theory.LEARNING_RATE:g}"
GRADIENT_LINE = "    dw = gradient(X, y_pred, y)\n"
BACKWARD_LINE = "    loss.backward()\n"
TRAINING_LINE = "# %% Training\n"
LOSS_BY_HAND = """\
def loss_fn(y_pred, y):
    return ((y_pred - y) ** 2).mean()"""
UPDATE_IN_A_FUNCTION = """\
def update():
    w -= learning_rate * {}


# %% Training"""
FORWARD = """\
    y_pred = model(X)
    loss = loss_fn(y_pred, y)"""
LINEAR = "self.linear = nn.Linear(in_features, out_features)"

EDITS = (
    # README.md: look inside, questions and answers
    Edit(
        key="print(y_pred, dw)",
        scripts=(STEP1,),
        replace=below(GRADIENT_LINE, "    if epoch == 1: print(y_pred, dw)\n"),
    ),
    Edit(
        key="print(w, loss, dw)",
        scripts=(STEP1,),
        replace=below(GRADIENT_LINE, "    if epoch < 4: print(w, loss, dw)\n"),
    ),
    Edit(
        key="print(loss), print(w.grad)",
        scripts=(STEP2,),
        replace={
            "    loss.backward()\n": """\
    if epoch == 1: print(loss)
    loss.backward()
    if epoch < 3: print(w.grad)
"""
        },
    ),
    Edit(
        key="print(w.grad), no zero_()",
        scripts=(STEP2,),
        replace={
            **below(BACKWARD_LINE, "    if epoch < 3: print(w.grad)\n"),
            "    w.grad.zero_()  # backward() adds to .grad\n": "",
        },
    ),
    Edit(
        key="print(loss)",
        scripts=(STEP3,),
        replace=above(BACKWARD_LINE, "    if epoch == 1: print(loss)\n"),
    ),
    Edit(
        key="torch.optim.Adam",
        scripts=(STEP3,),
        replace={"torch.optim.SGD([w]": "torch.optim.Adam([w]"},
    ),
    Edit(
        key="print(model)",
        scripts=(STEP4,),
        replace=above(TRAINING_LINE, "print(model)\nprint(w)\nprint(b)\n\n"),
    ),
    Edit(
        key="w is model.linear.weight",
        scripts=(STEP4,),
        replace=above(TRAINING_LINE, "print(w is model.linear.weight)\n\n"),
    ),
    Edit(
        key="bias=False",
        scripts=(STEP4,),
        replace={
            LINEAR: "self.linear = nn.Linear(in_features, out_features, bias=False)",
            "w, b = model.parameters()  # the weight and the bias, in this order": (
                "(w,) = model.parameters()  # the weight"
            ),
        },
    ),
    # README.md: try it
    *(
        Edit(
            key=f"learning_rate = {rate}",
            scripts=(STEP3, STEP4),
            replace={RATE_LINE: f"learning_rate = {rate}"},
        )
        for rate in ("0.06", "0.125", "0.15")
    ),
    Edit(
        key="[4, 7, 10, 13]",
        scripts=(STEP1, STEP2, STEP3),
        replace={"[2, 4, 6, 8]": "[4, 7, 10, 13]"},
    ),
    Edit(
        key="[4, 7, 10, 13]",
        scripts=(STEP4,),
        replace={"[[2], [4], [6], [8]]": "[[4], [7], [10], [13]]"},
    ),
    Edit(
        key="[2.1, 3.9, 6.2, 7.8]",
        scripts=(STEP1, STEP2, STEP3),
        replace={"[2, 4, 6, 8]": "[2.1, 3.9, 6.2, 7.8]"},
    ),
    Edit(
        key="[2.1, 3.9, 6.2, 7.8]",
        scripts=(STEP4,),
        replace={"[[2], [4], [6], [8]]": "[[2.1], [3.9], [6.2], [7.8]]"},
    ),
    Edit(
        key="[10, 20, 30, 40], X, [20, 40, 60, 80], y",
        scripts=(STEP1, STEP2, STEP3),
        replace={
            "[1, 2, 3, 4]": "[10, 20, 30, 40]",
            "[2, 4, 6, 8]": "[20, 40, 60, 80]",
        },
    ),
    # README.md: exercises
    Edit(
        key="b in step 1",
        scripts=(STEP1,),
        replace={
            **below(
                "w = np.array(0, dtype=np.float32)\n",
                "b = np.array(0, dtype=np.float32)\n",
            ),
            "return w * x\n": "return w * x + b\n",
            **below(GRADIENT_LINE, "    db = (2 * (y_pred - y)).mean()\n"),
            **below("    w -= learning_rate * dw\n", "    b -= learning_rate * db\n"),
        },
    ),
    Edit(
        key="b.grad",
        scripts=(STEP2,),
        replace={
            **below(
                "# %% Model: a straight line\n",
                "b = torch.tensor(0, dtype=torch.float32, requires_grad=True)\n",
            ),
            "return w * x\n": "return w * x + b\n",
            **above(
                "        w -= learning_rate", "        b -= learning_rate * b.grad\n"
            ),
            **above("    w.grad.zero_()", "    b.grad.zero_()\n"),
        },
    ),
    Edit(
        key="two features",
        scripts=(STEP4,),
        replace={
            "[[1], [2], [3], [4]]": "[[1, 0], [2, 1], [3, 0], [4, 1]]",
            "[[2], [4], [6], [8]]": "[[2], [7], [6], [11]]",
            "[[5]]": "[[5, 1]]",
            "w = {w.item():.3f}": "w = {w.detach()}",
        },
    ),
    # README.md: when it goes wrong
    Edit(
        key="w.grad.zero_(), optimizer.zero_grad(), ()",
        scripts=(STEP2,),
        replace={"w.grad.zero_()": "pass"},
    ),
    Edit(
        key="w.grad.zero_(), optimizer.zero_grad(), ()",
        scripts=(STEP3, STEP4),
        replace={"optimizer.zero_grad()": "optimizer.zero_grad"},
    ),
    Edit(
        key="backward(), zero_grad(), step()",
        scripts=(STEP3, STEP4),
        replace={
            "    optimizer.step()\n    optimizer.zero_grad()": (
                "    optimizer.zero_grad()\n    optimizer.step()"
            )
        },
    ),
    Edit(
        key="(), loss.backward, optimizer.step",
        scripts=(STEP3, STEP4),
        replace={"loss.backward()": "loss.backward"},
    ),
    Edit(key="+=, -=", scripts=(STEP1, STEP2), replace={"w -= ": "w += "}),
    Edit(
        key="w = …, model = …, optimizer = …",
        scripts=(STEP3,),
        replace=below(
            "lr=learning_rate)\n",
            "w = torch.tensor(0, dtype=torch.float32, requires_grad=True)\n",
        ),
    ),
    Edit(
        key="w = …, model = …, optimizer = …",
        scripts=(STEP4,),
        replace=below(
            "lr=learning_rate)\n",
            """\
torch.manual_seed(0)
model = LinearRegression(X.shape[1], y.shape[1])
w, b = model.parameters()
""",
        ),
    ),
    Edit(
        key='reduction="sum", nn.MSELoss',
        scripts=(STEP3, STEP4),
        replace={"nn.MSELoss()": 'nn.MSELoss(reduction="sum")'},
    ),
    Edit(
        key="np.dot(2 * x, y_pred - y).mean()",
        scripts=(STEP1,),
        replace={"(2 * (y_pred - y) * x).mean()": "np.dot(2 * x, y_pred - y).mean()"},
    ),
    Edit(
        key="y, (4,), 1, y.shape[1]",
        scripts=(STEP4,),
        replace={"y.shape[1]": "1", "[[2], [4], [6], [8]]": "[2, 4, 6, 8]"},
    ),
    Edit(
        key="y, (4,), 1, y.shape[1], loss_fn",
        scripts=(STEP4,),
        replace={
            "y.shape[1]": "1",
            "[[2], [4], [6], [8]]": "[2, 4, 6, 8]",
            "loss_fn = nn.MSELoss()": LOSS_BY_HAND,
        },
    ),
    # docs/valley.md
    Edit(
        key="centred inputs",
        scripts=(STEP4,),
        replace={
            "[4]], dtype=torch.float32)": "[4]], dtype=torch.float32) - 2.5",
            "[[5]], dtype=torch.float32)": "[[5]], dtype=torch.float32) - 2.5",
        },
    ),
    Edit(
        key="learning_rate = 0.4",
        scripts=(STEP4,),
        replace={
            "[4]], dtype=torch.float32)": "[4]], dtype=torch.float32) - 2.5",
            "[[5]], dtype=torch.float32)": "[[5]], dtype=torch.float32) - 2.5",
            RATE_LINE: "learning_rate = 0.4",
        },
    ),
    Edit(
        key="X - 2.5",
        scripts=(STEP4,),
        replace={"[4]], dtype=torch.float32)": "[4]], dtype=torch.float32) - 2.5"},
    ),
    Edit(
        key="lr=learning_rate, momentum=0.9",
        scripts=(STEP3, STEP4),
        replace={"lr=learning_rate": "lr=learning_rate, momentum=0.9"},
    ),
    # docs/errors.md
    Edit(
        key="X_test = …",
        scripts=STEPS,
        replace={"\nX_test = ": "\n    X_test = "},
    ),
    Edit(
        key="loss = loss_fn(y_pred, y)",
        scripts=STEPS,
        replace={"    loss = loss_fn(y_pred, y)": "  loss = loss_fn(y_pred, y)"},
    ),
    Edit(
        key="for epoch in …",
        scripts=STEPS,
        replace={"range(1, n_epochs + 1):": "range(1, n_epochs + 1)"},
    ),
    Edit(
        key="model(X, )",
        scripts=STEPS,
        replace={"y_pred = model(X)": "y_pred = model(X"},
    ),
    Edit(
        key="requires_grad=True",
        scripts=(STEP2, STEP3),
        replace={"float32, requires_grad=True": "float32"},
    ),
    Edit(key="w = w - …", scripts=(STEP2,), replace={"w -= ": "w = w - "}),
    Edit(
        key="w = w - …, torch.no_grad()",
        scripts=(STEP2,),
        replace={"with torch.no_grad():": "if True:", "w -= ": "w = w - "},
    ),
    Edit(
        key="w.grad.zero_(), loss.backward()",
        scripts=(STEP2,),
        replace={
            "    w.grad.zero_()  # backward() adds to .grad\n": "",
            "    loss.backward()": "    w.grad.zero_()\n    loss.backward()",
        },
    ),
    Edit(
        key="torch.no_grad()",
        scripts=(STEP2,),
        replace={"with torch.no_grad():": "if True:"},
    ),
    Edit(
        key="w.zero_(), w.grad.zero_()",
        scripts=(STEP2,),
        replace={"w.grad.zero_()": "w.zero_()"},
    ),
    Edit(key="w.grad = 0", scripts=(STEP2,), replace={"w.grad.zero_()": "w.grad = 0"}),
    Edit(
        key="w.zero_grad()",
        scripts=(STEP2,),
        replace={"w.grad.zero_()": "w.zero_grad()"},
    ),
    Edit(
        key="optimizer.step(loss)",
        scripts=(STEP3, STEP4),
        replace={"optimizer.step()": "optimizer.step(loss)"},
    ),
    Edit(
        key="y_pred = LinearRegression(X)",
        scripts=(STEP4,),
        replace={"y_pred = model(X)": "y_pred = LinearRegression(X)"},
    ),
    Edit(
        key="with torch.no_grad:",
        scripts=(STEP2,),
        replace={"with torch.no_grad():": "with torch.no_grad:"},
        oldest_python=(3, 11),
    ),
    Edit(
        key="loss.backward",
        scripts=(STEP2,),
        replace={"loss.backward()": "loss.backward"},
    ),
    Edit(
        key="y_pred.backward()",
        scripts=(STEP2, STEP3, STEP4),
        replace={"loss.backward()": "y_pred.backward()"},
    ),
    Edit(
        key="loss = loss_fn(y_pred, y).item()",
        scripts=(STEP2, STEP3, STEP4),
        replace={"loss = loss_fn(y_pred, y)": "loss = loss_fn(y_pred, y).item()"},
    ),
    Edit(
        key="loss.item().backward()",
        scripts=(STEP2, STEP3, STEP4),
        replace={"loss.backward()": "loss.item().backward()"},
    ),
    Edit(
        key="torch.tensor(0, requires_grad=True)",
        scripts=(STEP2, STEP3),
        replace={"torch.tensor(0, dtype=torch.float32,": "torch.tensor(0,"},
    ),
    Edit(
        key="requires_grad=True, w, .float()",
        scripts=(STEP3,),
        replace={
            "torch.tensor(0, dtype=torch.float32, requires_grad=True)": (
                "torch.tensor(0, dtype=torch.float64, requires_grad=True).float()"
            )
        },
    ),
    Edit(
        key=".mean()",
        scripts=(STEP1,),
        replace={
            "((y_pred - y) ** 2).mean()\n\n\n# %% G": "(y_pred - y) ** 2\n\n\n# %% G"
        },
    ),
    Edit(
        key=".mean(), .item()",
        scripts=(STEP2,),
        replace={"((y_pred - y) ** 2).mean()": "(y_pred - y) ** 2"},
    ),
    Edit(
        key="y_pred, loss",
        scripts=(STEP2, STEP3, STEP4),
        replace={
            FORWARD: "    pass",
            "\nfor epoch": f"\n{FORWARD.replace('    ', '')}\nfor epoch",
        },
    ),
    *(
        Edit(
            key=f"learning_rate = {rate}",
            scripts=STEPS,
            replace={RATE_LINE: f"learning_rate = {rate}"},
        )
        for rate in ("0,03", "0,3")
    ),
    Edit(
        key='learning_rate = "0.03"',
        scripts=(STEP3, STEP4),
        replace={RATE_LINE: 'learning_rate = "0.03"'},
    ),
    Edit(
        key="torch.optim.SGD(w, lr=learning_rate)",
        scripts=(STEP3,),
        replace={"SGD([w],": "SGD(w,"},
    ),
    Edit(
        key="loss_fn = nn.MSELoss",
        scripts=(STEP3, STEP4),
        replace={"nn.MSELoss()": "nn.MSELoss"},
    ),
    Edit(
        key="w * X, model",
        scripts=(STEP1, STEP2, STEP3),
        replace={"return w * x": "return w * X"},
    ),
    Edit(
        key=".mean",
        scripts=(STEP1, STEP2),
        replace={"((y_pred - y) ** 2).mean()": "((y_pred - y) ** 2).mean"},
    ),
    Edit(key="loss.item", scripts=STEPS, replace={"loss.item()": "loss.item"}),
    Edit(
        key="^, **",
        scripts=(STEP1, STEP2),
        replace={"return ((y_pred - y) ** 2)": "return ((y_pred - y) ^ 2)"},
    ),
    Edit(
        key="loss_fn(y_pred)",
        scripts=(STEP3, STEP4),
        replace={"loss_fn(y_pred, y)": "loss_fn(y_pred)"},
    ),
    Edit(
        key="self.linear(X), forward",
        scripts=(STEP4,),
        replace={"return self.linear(x)": "return self.linear(X)"},
    ),
    Edit(
        key="require_grad=True",
        scripts=(STEP2, STEP3),
        replace={"requires_grad=True": "require_grad=True"},
    ),
    Edit(
        key="loss = nn.MSELoss()",
        scripts=(STEP3, STEP4),
        replace={"loss = loss_fn(y_pred, y)": "loss = nn.MSELoss()"},
    ),
    Edit(
        key="super().__init__()",
        scripts=(STEP4,),
        replace={"super().__init__()": "pass"},
    ),
    Edit(
        key="linear = nn.Linear(…), self",
        scripts=(STEP4,),
        replace={"self.linear = ": "linear = "},
    ),
    Edit(
        key="linear(x), self",
        scripts=(STEP4,),
        replace={"return self.linear(x)": "return linear(x)"},
    ),
    Edit(key="def foward", scripts=(STEP4,), replace={"def forward": "def foward"}),
    Edit(key="def _init_", scripts=(STEP4,), replace={"def __init__": "def _init_"}),
    Edit(
        key="return, forward",
        scripts=(STEP4,),
        replace={"return self.linear(x)": "self.linear(x)"},
    ),
    Edit(
        key="model = LinearRegression, ()",
        scripts=(STEP4,),
        replace={"LinearRegression(X.shape[1], y.shape[1])": "LinearRegression"},
    ),
    Edit(
        key="class LinearRegression:",
        scripts=(STEP4,),
        replace={"class LinearRegression(nn.Module):": "class LinearRegression:"},
    ),
    Edit(
        key="class LinearRegression(nn.Linear):",
        scripts=(STEP4,),
        replace={
            "class LinearRegression(nn.Module):": "class LinearRegression(nn.Linear):"
        },
    ),
    Edit(
        key="return x, forward",
        scripts=(STEP4,),
        replace={"return self.linear(x)": "return x"},
    ),
    Edit(
        key="def __init__(in_features, out_features)",
        scripts=(STEP4,),
        replace={"def __init__(self, in_features": "def __init__(in_features"},
    ),
    Edit(
        key='"',
        scripts=STEPS,
        replace={
            'print(f"before training: f(5) = {model(X_test).item():.3f}")': 'print(f"before'
            " training: f(5) = {model(X_test).item():.3f})"
        },
    ),
    Edit(
        key="learning_rate=learning_rate, torch.optim.SGD",
        scripts=(STEP3, STEP4),
        replace={"lr=learning_rate": "learning_rate=learning_rate"},
    ),
    Edit(
        key="return self.linear, forward",
        scripts=(STEP4,),
        replace={"return self.linear(x)": "return self.linear"},
    ),
    Edit(
        key="{model(X):.3f}",
        scripts=STEPS,
        replace={
            "after training: f(5) = {model(X_test).item():.3f}": "after training: f(5) ="
            " {model(X):.3f}"
        },
    ),
    Edit(
        key="torch.optim.SGD()",
        scripts=(STEP3,),
        replace={"SGD([w], lr=learning_rate)": "SGD()"},
    ),
    Edit(
        key="torch.optim.SGD()",
        scripts=(STEP4,),
        replace={"SGD(model.parameters(), lr=learning_rate)": "SGD()"},
    ),
    Edit(
        key="def update():",
        scripts=(STEP1,),
        replace={
            "    w -= learning_rate * dw\n": "    update()\n",
            "# %% Training": UPDATE_IN_A_FUNCTION.format("dw"),
        },
    ),
    Edit(
        key="def update():",
        scripts=(STEP2,),
        replace={
            "    with torch.no_grad():  # keep the update out of the graph\n": "",
            "        w -= learning_rate * w.grad  #": "    update()  #",
            "# %% Training": UPDATE_IN_A_FUNCTION.format("w.grad"),
        },
    ),
    Edit(
        key="* x.mean(), gradient",
        scripts=(STEP1,),
        replace={"(2 * (y_pred - y) * x).mean()": "2 * (y_pred - y) * x.mean()"},
    ),
    Edit(
        key="params = model.parameters()",
        scripts=(STEP4,),
        replace={
            "w, b = model.parameters()": "params = model.parameters()\nw, b = params",
            "SGD(model.parameters()": "SGD(params",
        },
    ),
    Edit(
        key="for epoch in n_epochs:",
        scripts=STEPS,
        replace={"in range(1, n_epochs + 1):": "in n_epochs:"},
    ),
    Edit(
        key="return, gradient",
        scripts=(STEP1,),
        replace={"    return (2": "    (2"},
    ),
    Edit(
        key="gradient(X, y_pred, y)",
        scripts=(STEP1,),
        replace={
            "    dw = gradient(X, y_pred, y)\n": "    dw = gradient(X, y_pred, y),\n"
        },
    ),
    Edit(
        key="class LinearRegression(nn):",
        scripts=(STEP4,),
        replace={"class LinearRegression(nn.Module):": "class LinearRegression(nn):"},
    ),
    Edit(
        key="X",
        scripts=(STEP4,),
        replace={"[4]], dtype=torch.float32": "[4]], dtype=torch.float64"},
    ),
    Edit(
        key="X, dtype", scripts=(STEP4,), replace={"[4]], dtype=torch.float32": "[4]]"}
    ),
    Edit(
        key="y, (4,)",
        scripts=(STEP4,),
        replace={"[[2], [4], [6], [8]]": "[2, 4, 6, 8]"},
    ),
    Edit(
        key="X, (4,), 1, X.shape[1]",
        scripts=(STEP4,),
        replace={"[[1], [2], [3], [4]]": "[1, 2, 3, 4]", "X.shape[1]": "1"},
    ),
    Edit(
        key="X_test = 5",
        scripts=(STEP4,),
        replace={"torch.tensor([[5]], dtype=torch.float32)": "5"},
    ),
    Edit(
        key="{w:.3f}, .item()",
        scripts=(STEP4,),
        replace={"{w.item():.3f}": "{w:.3f}"},
    ),
    Edit(
        key="loss.data[0]",
        scripts=(STEP2, STEP3, STEP4),
        replace={"loss.item()": "loss.data[0]"},
    ),
    Edit(
        key="model(X).numpy()",
        scripts=(STEP2, STEP3, STEP4),
        replace={'print(f"after': 'model(X).numpy()\nprint(f"after'},
    ),
    Edit(
        key="import pytorch",
        scripts=(STEP2, STEP3, STEP4),
        replace={"import torch\n": "import pytorch\n"},
    ),
    Edit(
        key="import nn",
        scripts=(STEP3, STEP4),
        replace={"from torch import nn\n": "import nn\n"},
    ),
    Edit(
        key="from torch import nn",
        scripts=(STEP3, STEP4),
        replace={"from torch import nn\n": ""},
    ),
    Edit(
        key="np.array, torch.tensor",
        scripts=(STEP2,),
        replace={"X = torch.tensor(": "X = np.array("},
    ),
    Edit(
        key="torch.array",
        scripts=(STEP2,),
        replace={"X = torch.tensor(": "X = torch.array("},
    ),
    Edit(
        key="requires_grad=true",
        scripts=(STEP2, STEP3),
        replace={"requires_grad=True": "requires_grad=true"},
    ),
    Edit(
        key="dw = gradient(X, y_pred, y), loss.backward()",
        scripts=(STEP2,),
        replace={"loss.backward()": "dw = gradient(X, y_pred, y)"},
    ),
    Edit(
        key="w.grad.zero()", scripts=(STEP2,), replace={"grad.zero_()": "grad.zero()"}
    ),
    Edit(
        key="optimizer = …",
        scripts=(STEP3,),
        replace={"optimizer = torch.optim.SGD([w], lr=learning_rate)\n": ""},
    ),
    Edit(
        key="optimizer = …",
        scripts=(STEP4,),
        replace={
            "optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)\n": ""
        },
    ),
    Edit(
        key="torch.SGD",
        scripts=(STEP3, STEP4),
        replace={"= torch.optim.SGD": "= torch.SGD"},
    ),
    Edit(
        key="torch.optim.SGD(model.parameters, lr=learning_rate)",
        scripts=(STEP4,),
        replace={"SGD(model.parameters()": "SGD(model.parameters"},
    ),
    Edit(
        key="dw",
        scripts=(STEP2,),
        replace={"learning_rate * w.grad": "learning_rate * dw"},
    ),
    Edit(
        key="torch.optim.SGD(model, lr=learning_rate)",
        scripts=(STEP4,),
        replace={"SGD(model.parameters(),": "SGD(model,"},
    ),
    Edit(
        key="LinearRegression()",
        scripts=(STEP4,),
        replace={"LinearRegression(X.shape[1], y.shape[1])": "LinearRegression()"},
    ),
    Edit(
        key="def forward(x)",
        scripts=(STEP4,),
        replace={"def forward(self, x)": "def forward(x)"},
    ),
    Edit(
        key="w, b = model.parameters()",
        scripts=(STEP4,),
        replace={"w, b = model.parameters()": ""},
    ),
    Edit(
        key="w = model.parameters()",
        scripts=(STEP4,),
        replace={"w, b = model.parameters()": "w = model.parameters()"},
    ),
    # docs/errors.md: harmless
    Edit(
        key="zero_grad()",
        scripts=(STEP3, STEP4),
        replace={
            "    optimizer.zero_grad()  # backward() adds to .grad\n": "",
            "    # Forward pass": "    optimizer.zero_grad()\n    # Forward pass",
        },
    ),
    Edit(
        key="loss_fn(y, y_pred)",
        scripts=(STEP3, STEP4),
        replace={"loss = loss_fn(y_pred, y)": "loss = loss_fn(y, y_pred)"},
    ),
    Edit(
        key="model.forward(X)",
        scripts=(STEP4,),
        replace={"y_pred = model(X)": "y_pred = model.forward(X)"},
    ),
    Edit(
        key="nn.Linear(X.shape[1], y.shape[1])",
        scripts=(STEP4,),
        replace={"model = LinearRegression(": "model = nn.Linear("},
    ),
)
