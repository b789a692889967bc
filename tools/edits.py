"""Edits of the scripts: those that the pages show, found by the code of a row.

In: a key, which is what a row's first cell has in backticks, joined by commas, or what
follows "with" in the info string of a block. Out: the scripts, and their edited texts.
A row can be reworded, or translated, without a change here.
"""

from dataclasses import dataclass

from runner import STEP1, STEP2, STEP3, STEP4, STEPS, source


@dataclass(frozen=True)
class Edit:
    """Texts that are replaced in one or more scripts; each has to stand there once."""

    key: str
    scripts: tuple[str, ...]
    replace: dict[str, str]

    def edited(self, script):
        """Return the text of a script with this edit made."""
        text = source(script)
        for old, new in self.replace.items():
            if text.count(old) != 1:
                raise ValueError(
                    f"tools/edits.py, {self.key!r}: {script} has {text.count(old)}"
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


LOOP = "\nfor epoch in"  # the line of the loop, with what ends the line before

EDITS = (
    Edit(
        "learning_rate = 0.01, n_epochs = 100",
        STEPS,
        {
            "learning_rate = 0.03": "learning_rate = 0.01",
            "n_epochs = 1000": "n_epochs = 100",
        },
    ),
    Edit(
        "learning_rate = 0.06", STEPS, {"learning_rate = 0.03": "learning_rate = 0.06"}
    ),
    Edit(
        "learning_rate = 0.125",
        STEPS,
        {"learning_rate = 0.03": "learning_rate = 0.125"},
    ),
    Edit(
        "learning_rate = 0.15", STEPS, {"learning_rate = 0.03": "learning_rate = 0.15"}
    ),
    Edit(
        "[10, 20, 30, 40], X, [20, 40, 60, 80], y",
        (STEP1, STEP2, STEP3),
        {"[1, 2, 3, 4]": "[10, 20, 30, 40]", "[2, 4, 6, 8]": "[20, 40, 60, 80]"},
    ),
    Edit("[4, 7, 10, 13]", (STEP1, STEP2, STEP3), {"[2, 4, 6, 8]": "[4, 7, 10, 13]"}),
    Edit(
        "[4, 7, 10, 13]", (STEP4,), {"[[2], [4], [6], [8]]": "[[4], [7], [10], [13]]"}
    ),
    Edit(
        "momentum=0.9, torch.optim.SGD",
        (STEP3, STEP4),
        {"lr=learning_rate": "lr=learning_rate, momentum=0.9"},
    ),
    Edit(
        "nn.Linear(X.shape[1], y.shape[1])",
        (STEP4,),
        {"model = LinearRegression(": "model = nn.Linear("},
    ),
    Edit(
        "bias=False, nn.Linear, (w,) = model.parameters()",
        (STEP4,),
        {
            "nn.Linear(in_features, out_features)": (
                "nn.Linear(in_features, out_features, bias=False)"
            ),
            "w, b = model": "(w,) = model",
        },
    ),
    Edit(
        "w.grad.zero_(), optimizer.zero_grad(), ()",
        (STEP2,),
        {"w.grad.zero_()": "pass"},
    ),
    Edit(
        "w.grad.zero_(), optimizer.zero_grad(), ()",
        (STEP3, STEP4),
        {"optimizer.zero_grad()": "optimizer.zero_grad"},
    ),
    Edit(
        "backward(), zero_grad(), step()",
        (STEP3, STEP4),
        {
            "optimizer.step()\n    optimizer.zero_grad()": (
                "optimizer.zero_grad()\n    optimizer.step()"
            )
        },
    ),
    Edit(
        "optimizer.step(), ()", (STEP3, STEP4), {"optimizer.step()": "optimizer.step"}
    ),
    Edit("loss.backward, ()", (STEP3, STEP4), {"loss.backward()": "loss.backward"}),
    Edit("+=, -=", (STEP1, STEP2), {"w -=": "w +="}),
    Edit(
        'reduction="sum", nn.MSELoss',
        (STEP3, STEP4),
        {"nn.MSELoss()": 'nn.MSELoss(reduction="sum")'},
    ),
    Edit(
        "y, (4,), 1, y.shape[1]",
        (STEP4,),
        {"y.shape[1]": "1", "[[2], [4], [6], [8]]": "[2, 4, 6, 8]"},
    ),
    Edit(
        "y, (4,), 1, y.shape[1], loss_fn",
        (STEP4,),
        {
            "y.shape[1]": "1",
            "[[2], [4], [6], [8]]": "[2, 4, 6, 8]",
            "loss_fn = nn.MSELoss()": (
                "def loss_fn(y_pred, y):\n    return ((y_pred - y) ** 2).mean()"
            ),
        },
    ),
    Edit(
        "np.dot(2 * x, y_pred - y).mean()",
        (STEP1,),
        {"(2 * (y_pred - y) * x).mean()": "np.dot(2 * x, y_pred - y).mean()"},
    ),
    Edit(
        "# %% Model, # %% Training",
        (STEP3,),
        {LOOP: "\nw = torch.tensor(0, dtype=torch.float32, requires_grad=True)" + LOOP},
    ),
    Edit(
        "# %% Model, # %% Training",
        (STEP4,),
        {
            LOOP: "\ntorch.manual_seed(0)\nmodel = LinearRegression(1, 1)"
            "\nw, b = model.parameters()" + LOOP
        },
    ),
    Edit(
        "zero_grad()",
        (STEP3, STEP4),
        {"optimizer.zero_grad()": "pass", "# Forward pass": "optimizer.zero_grad()"},
    ),
    Edit(
        "loss_fn(y, y_pred)",
        (STEP3, STEP4),
        {"loss = loss_fn(y_pred, y)": "loss = loss_fn(y, y_pred)"},
    ),
    Edit(
        "model.forward(X)", (STEP4,), {"y_pred = model(X)": "y_pred = model.forward(X)"}
    ),
    Edit(
        "requires_grad=True", (STEP2, STEP3), {"float32, requires_grad=True": "float32"}
    ),
    Edit("w = w - …", (STEP2,), {"w -=": "w = w -"}),
    Edit(
        "w = w - …, torch.no_grad()",
        (STEP2,),
        {"with torch.no_grad():": "if True:", "w -=": "w = w -"},
    ),
    Edit(
        "w.grad.zero_(), loss.backward()",
        (STEP2,),
        {
            "w.grad.zero_()": "pass",
            "loss.backward()": "w.grad.zero_()\n    loss.backward()",
        },
    ),
    Edit("torch.no_grad()", (STEP2,), {"with torch.no_grad():": "if True:"}),
    Edit("loss.backward", (STEP2,), {"loss.backward()": "loss.backward"}),
    Edit(
        "torch.tensor(0, requires_grad=True)",
        (STEP2, STEP3),
        {"torch.tensor(0, dtype=torch.float32,": "torch.tensor(0,"},
    ),
    Edit(
        "requires_grad=True, w, .float()",
        (STEP3,),
        {
            "dtype=torch.float32, requires_grad=True)": (
                "dtype=torch.float64, requires_grad=True).float()"
            )
        },
    ),
    Edit(".mean()", (STEP1,), {"((y_pred - y) ** 2).mean()": "(y_pred - y) ** 2"}),
    Edit(
        ".mean(), .item()",
        (STEP2,),
        {"((y_pred - y) ** 2).mean()": "(y_pred - y) ** 2"},
    ),
    Edit(
        "y_pred, loss",
        (STEP2, STEP3, STEP4),
        {
            "    y_pred = model(X)\n    loss = loss_fn(y_pred, y)": "    pass",
            LOOP: "\ny_pred = model(X)\nloss = loss_fn(y_pred, y)" + LOOP,
        },
    ),
    Edit("torch.optim.SGD(w, lr=learning_rate)", (STEP3,), {"SGD([w],": "SGD(w,"}),
    Edit("loss_fn = nn.MSELoss", (STEP3, STEP4), {"nn.MSELoss()": "nn.MSELoss"}),
    Edit("super().__init__()", (STEP4,), {"super().__init__()": "pass"}),
    Edit("linear = nn.Linear(…), self", (STEP4,), {"self.linear =": "linear ="}),
    Edit("def foward", (STEP4,), {"def forward": "def foward"}),
    Edit("def _init_", (STEP4,), {"def __init__": "def _init_"}),
    Edit("X", (STEP4,), {"[4]], dtype=torch.float32": "[4]], dtype=torch.float64"}),
    Edit("X, dtype", (STEP4,), {"[4]], dtype=torch.float32": "[4]]"}),
    Edit("y, (4,)", (STEP4,), {"[[2], [4], [6], [8]]": "[2, 4, 6, 8]"}),
    Edit(
        "X, (4,), 1, X.shape[1]",
        (STEP4,),
        {"[[1], [2], [3], [4]]": "[1, 2, 3, 4]", "X.shape[1]": "1"},
    ),
    Edit("X_test = 5", (STEP4,), {"torch.tensor([[5]], dtype=torch.float32)": "5"}),
    Edit("{w:.3f}, .item()", (STEP4,), {"{w.item():.3f}": "{w:.3f}"}),
    Edit("loss.data[0]", (STEP2, STEP3, STEP4), {"loss.item()": "loss.data[0]"}),
    Edit(
        "model(X).numpy()",
        (STEP2, STEP3, STEP4),
        {'print(f"after': 'model(X).numpy()\nprint(f"after'},
    ),
)
