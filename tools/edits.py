"""The edits of the pages' tables, found by the code in a row's first cell.

A row can be reworded, or translated, without a change here. A line of TABLE is
    the row's code | the steps | old → new | old → new …
where ⏎ ends a line of the script, and old has to stand in the script just once.
"""

import functools
import re

from steps import STEPS, run, source

TABLE = """
learning_rate = 0.01, n_epochs = 100 | 1234 | = 0.03 → = 0.01 | n_epochs = 1000 → n_epochs = 100
learning_rate = 0.06 | 1234 | = 0.03 → = 0.06
learning_rate = 0.125 | 1234 | = 0.03 → = 0.125
learning_rate = 0.15 | 1234 | = 0.03 → = 0.15
[10, 20, 30, 40], X, [20, 40, 60, 80], y | 123 | [1, 2, 3, 4] → [10, 20, 30, 40] | [2, 4, 6, 8] → [20, 40, 60, 80]
[4, 7, 10, 13] | 123 | [2, 4, 6, 8] → [4, 7, 10, 13]
[4, 7, 10, 13] | 4 | [[2], [4], [6], [8]] → [[4], [7], [10], [13]]
momentum=0.9, torch.optim.SGD | 34 | lr=learning_rate → lr=learning_rate, momentum=0.9
nn.Linear(X.shape[1], y.shape[1]) | 4 | model = LinearRegression( → model = nn.Linear(
bias=False, nn.Linear, (w,) = model.parameters() | 4 | (in_features, out_features)⏎⏎ → (in_features, out_features, bias=False)⏎⏎ | w, b = model → (w,) = model

w.grad.zero_(), optimizer.zero_grad(), () | 2 | w.grad.zero_() → pass
w.grad.zero_(), optimizer.zero_grad(), () | 34 | optimizer.zero_grad() → optimizer.zero_grad
backward(), zero_grad(), step() | 34 | optimizer.step()⏎    optimizer.zero_grad() → optimizer.zero_grad()⏎    optimizer.step()
optimizer.step(), () | 34 | optimizer.step() → optimizer.step
loss.backward, () | 34 | loss.backward() → loss.backward
+=, -= | 12 | w -= → w +=
reduction="sum", nn.MSELoss | 34 | nn.MSELoss() → nn.MSELoss(reduction="sum")
y, (4,), 1, y.shape[1] | 4 | y.shape[1] → 1 | [[2], [4], [6], [8]] → [2, 4, 6, 8]
y, (4,), 1, y.shape[1], loss_fn | 4 | y.shape[1] → 1 | [[2], [4], [6], [8]] → [2, 4, 6, 8] | loss_fn = nn.MSELoss() → def loss_fn(y_pred, y):⏎    return ((y_pred - y) ** 2).mean()
np.dot(2 * x, y_pred - y).mean() | 1 | (2 * (y_pred - y) * x).mean() → np.dot(2 * x, y_pred - y).mean()
# %% Model, # %% Training | 3 | ⏎for epoch in → ⏎w = torch.tensor(0, dtype=torch.float32, requires_grad=True)⏎for epoch in
# %% Model, # %% Training | 4 | ⏎for epoch in → ⏎torch.manual_seed(0)⏎model = LinearRegression(1, 1)⏎w, b = model.parameters()⏎for epoch in

zero_grad() | 34 | optimizer.zero_grad() → pass | # Forward pass → optimizer.zero_grad()
loss_fn(y, y_pred) | 34 | loss = loss_fn(y_pred, y) → loss = loss_fn(y, y_pred)
model.forward(X) | 4 | y_pred = model(X) → y_pred = model.forward(X)

requires_grad=True | 23 | float32, requires_grad=True → float32
w = w - … | 2 | w -= → w = w -
w = w - …, torch.no_grad() | 2 | with torch.no_grad(): → if True: | w -= → w = w -
w.grad.zero_(), loss.backward() | 2 | w.grad.zero_() → pass | loss.backward() → w.grad.zero_()⏎    loss.backward()
torch.no_grad() | 2 | with torch.no_grad(): → if True:
loss.backward | 2 | loss.backward() → loss.backward
torch.tensor(0, requires_grad=True) | 23 | torch.tensor(0, dtype=torch.float32, → torch.tensor(0,
requires_grad=True, w, .float() | 3 | torch.tensor(0, dtype=torch.float32, requires_grad=True) → torch.tensor(0, dtype=torch.float64, requires_grad=True).float()
.mean() | 1 | ((y_pred - y) ** 2).mean() → (y_pred - y) ** 2
.mean(), .item() | 2 | ((y_pred - y) ** 2).mean() → (y_pred - y) ** 2
y_pred, loss | 234 |     y_pred = model(X)⏎    loss = loss_fn(y_pred, y) →     pass | ⏎for epoch in → ⏎y_pred = model(X)⏎loss = loss_fn(y_pred, y)⏎for epoch in
torch.optim.SGD(w, lr=learning_rate) | 3 | SGD([w], → SGD(w,
loss_fn = nn.MSELoss | 34 | nn.MSELoss() → nn.MSELoss
super().__init__() | 4 | super().__init__() → pass
linear = nn.Linear(…), self | 4 | self.linear = → linear =
def foward | 4 | def forward → def foward
def _init_ | 4 | def __init__ → def _init_
X | 4 | [4]], dtype=torch.float32 → [4]], dtype=torch.float64
X, dtype | 4 | [4]], dtype=torch.float32 → [4]]
y, (4,) | 4 | [[2], [4], [6], [8]] → [2, 4, 6, 8]
X, (4,), 1, X.shape[1] | 4 | [[1], [2], [3], [4]] → [1, 2, 3, 4] | X.shape[1] → 1
X_test = 5 | 4 | torch.tensor([[5]], dtype=torch.float32) → 5
{w:.3f}, .item() | 4 | {w.item():.3f} → {w:.3f}
loss.data[0] | 234 | loss.item() → loss.data[0]
model(X).numpy() | 234 | print(f"after → model(X).numpy()⏎print(f"after
"""


def code_of(row):
    """Return the code in a row's first cell, as TABLE has it."""
    return ", ".join(re.findall("`(.+?)`", row.split(" | ")[0]))


@functools.cache
def runs(code):
    """Run the steps with the edits of a row; return a dict from script to Run."""
    found = {}
    for line in filter(None, TABLE.splitlines()):
        key, steps, *edits = line.split(" | ")
        for script in [STEPS[int(i) - 1] for i in steps if key == code]:
            text = source(script)
            for old, new in (edit.replace("⏎", "\n").split(" → ") for edit in edits):
                if text.count(old) != 1:
                    raise ValueError(f"{script} has {text.count(old)} times: {old!r}")
                text = text.replace(old, new)
            found[script] = run(script, text)
    return found
