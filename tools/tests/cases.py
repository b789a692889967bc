"""The cases of test_learner_suite.py: wrong edits with what they bring, and right ones.

Out: WRONG, lists of Cases by the check that has to answer, and RIGHT, a list of Edits.
"""

from dataclasses import dataclass

from edits import Edit
from step_checks import checks
from step_tools.runner import STEP1, STEP2, STEP3, STEP4, source


def between(script, start, end):
    """Return the text of a script from one text on, up to another."""
    _, found, rest = source(script).partition(start)
    inside, end_found, _ = rest.partition(end)
    if not (found and end_found):
        raise ValueError(f"{script} has no text from {start!r} to {end!r}")
    return found + inside


PRINTS = """    if epoch in (1, 10, 100, 1000):
        print(f"epoch {epoch:4}: w = {w.item():.3f}, loss = {loss.item():.1e}")
"""
FORWARD = """    y_pred = model(X)
    loss = loss_fn(y_pred, y)
"""
BY_HAND_UPDATE = (
    "w -= learning_rate * w.grad  # in place: keeps requires_grad and .grad"
)
FOR_LINE = "for epoch in range(1, n_epochs + 1):"
MODEL_BY_HAND = """\
def model(x):
    return w * x
"""
# Of step 4, from its class to the line that names w and b.
CLASS_AND_MODEL = between(STEP4, "class Linear", "# %% Loss").rstrip()
LAST_PRINT = '\nprint(f"after training'
LOOP_BODY = between(STEP3, "    # Forward pass", LAST_PRINT)
PREDICTION = "training: f(5) = {model(X_test).item()"


@dataclass(frozen=True)
class Case:
    """An edit of one script that makes it wrong, and what the screen says."""

    edit: Edit
    sentences: tuple[str, ...]


def case(name, script, replace, *sentences):
    """Return a Case with a name."""
    return Case(Edit(name, (script,), replace), sentences)


def right(name, script, replace):
    """Return an Edit of one script that leaves it right."""
    return Edit(name, (script,), replace)


WRONG = {
    checks.check_values: [
        case(
            "data without numbers",
            STEP2,
            {
                "X = torch.tensor([1, 2, 3, 4], dtype=torch.float32)": "X = torch.tensor([1, 2, 3,"
                " 4], dtype=torch.float32).to_sparse()"
            },
            "X is not what this step needs.",
        ),
        case(
            "other data",
            STEP1,
            {"[1, 2, 3, 4]": "[1, 2, 3, 5]"},
            "X is not what this step needs.",
            "12 X = np.array([1, 2, 3, 5], dtype=np.float32) now:",
            "now: X = np.array([1, 2, 3, 5], dtype=np.float32)",
            "should be: X = np.array([1, 2, 3, 4], dtype=np.float32)",
        ),
        case(
            "data in float64",
            STEP2,
            {"[2, 4, 6, 8], dtype=torch.float32": "[2, 4, 6, 8], dtype=torch.float64"},
            "y is not what this step needs.",
            "now: y = torch.tensor([2, 4, 6, 8], dtype=torch.float64)",
        ),
        case(
            "one column beside flat data",
            STEP2,
            {"[1, 2, 3, 4]": "[[1], [2], [3], [4]]"},
            "X is not what this step needs.",
            "should be: X = torch.tensor([1, 2, 3, 4], dtype=torch.float32)",
        ),
        case(
            "flat data",
            STEP4,
            {"[[2], [4], [6], [8]]": "[2, 4, 6, 8]", "y.shape[1]": "1"},
            "y is not what this step needs.",
            "should be: y = torch.tensor([[2], [4], [6], [8]], dtype=torch.float32)",
            "UserWarning: Using a target size",
        ),
        case(
            "another test input",
            STEP1,
            {"X_test = 5": "X_test = 6"},
            "X_test is not what this step needs.",
            "now: X_test = 6 should be: X_test = 5",
        ),
        case(
            "a test input that is no tensor",
            STEP4,
            {"torch.tensor([[5]], dtype=torch.float32)": "5"},
            "X_test is not what this step needs.",
            "should be: X_test = torch.tensor([[5]], dtype=torch.float32)",
            "TypeError: linear()",
        ),
        case(
            "another start",
            STEP2,
            {"torch.tensor(0,": "torch.tensor(1,"},
            "w is not what this step needs.",
            "now: w = torch.tensor(1, dtype=torch.float32, requires_grad=True)",
            "should be: w = torch.tensor(0, dtype=torch.float32, requires_grad=True)",
        ),
        case(
            "a start that records nothing",
            STEP3,
            {", requires_grad=True": ""},
            "w is not what this step needs.",
            "now: w = torch.tensor(0, dtype=torch.float32) should",
        ),
        case(
            "a start that is a result",
            STEP2,
            {"requires_grad=True)": "requires_grad=True) * 1"},
            "requires_grad=True), the result of an operation should be:",
        ),
        case(
            "an integer start",
            STEP1,
            {"np.array(0, dtype=np.float32)": "np.array(0)"},
            "now: w = np.array(0, dtype=np.int64)",
        ),
        case(
            "three values of the step before",
            STEP2,
            {
                "import torch": "import numpy as np\nimport torch",
                "torch.tensor([1, 2, 3, 4], dtype=torch": "np.array([1, 2, 3, 4], dtype=np",
                "torch.tensor([2, 4, 6, 8], dtype=torch": "np.array([2, 4, 6, 8], dtype=np",
                "torch.tensor(0, dtype=torch.float32, requires_grad=True)": "0.0",
            },
            "X, y and w are not what this step needs.",
            "now: X = np.array([1, 2, 3, 4], dtype=np.float32)",
            "w = 0.0 should be: X = torch.tensor([1, 2, 3, 4], dtype=torch.float32)",
        ),
    ],
    checks.check_kind_of_model: [
        case(
            "a module too early",
            STEP3,
            {
                "def model(x):\n    return w * x\n": "model = nn.Linear(1, 1)\n",
                "X_test = 5": "X_test = 5\nX, y = X[:, None], y[:, None]",
            },
            "the model is an nn.Module.",
            "should be: by hand: w * x",
        ),
        case(
            "a class that is no module",
            STEP4,
            {"class LinearRegression(nn.Module)": "class LinearRegression"},
            "the model is not an nn.Module.",
            "should be: class LinearRegression(nn.Module):",
        ),
        case(
            "a class that is not called",
            STEP4,
            {"LinearRegression(X.shape[1], y.shape[1])": "LinearRegression"},
            "the model is a class, and no object of it is made.",
            "should be: model = LinearRegression(…), an object of it",
        ),
        case(
            "a model still by hand",
            STEP4,
            {
                "model = LinearRegression(X.shape[1], y.shape[1])\nw, b = model.parameters()"
                "  # the weight and the bias, in this order": "w = torch.zeros(1,"
                " requires_grad=True)\ndef model(x):\n    return w * x",
                "model.parameters()": "[w]",
            },
            "the model is still by hand.",
            "31 def model(x): 32 return w * x now: by hand",
            "should be: model = LinearRegression(X.shape[1], y.shape[1])",
        ),
        case(
            "a model still by hand, and no class",
            STEP4,
            {
                CLASS_AND_MODEL: "w = torch.zeros(1, requires_grad=True)\n"
                + MODEL_BY_HAND,
                "model.parameters()": "[w]",
            },
            "the model is still by hand.",
            "should be: class LinearRegression(nn.Module): def __init__(self, in_features,",
        ),
        case(
            "a model by hand below the new one",
            STEP4,
            {
                "w, b = model.parameters()": "w = torch.zeros(1, requires_grad=True)"
                f"\n\n\n{MODEL_BY_HAND}"
            },
            "30 model = LinearRegression(X.shape[1], y.shape[1]) 34 def model(x):",
            "def model in line 34 takes the place of model = … above. Delete it.",
        ),
    ],
    checks.check_optimizer: [
        case(
            "an optimizer of w alone, and another w after the training",
            STEP4,
            {
                "SGD(model.parameters()": "SGD([w]",
                LAST_PRINT: f"for w in range(4): pass\n{LAST_PRINT}",
            },
            "should be: optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)",
        ),
        case(
            "an optimizer of an old w",
            STEP3,
            {"# %% Training": "w = torch.zeros((), requires_grad=True)"},
            "the optimizer does not have the w of the model.",
            "should be: optimizer = … below line 32 An optimizer updates the tensors that",
            "18 w = torch.tensor(0,",
            "32 w = torch.zeros(",
        ),
        case(
            "an optimizer of an old model",
            STEP4,
            {"# %% Training": "model = LinearRegression(1, 1)"},
            "the optimizer does not have the parameters of the model.",
            "should be: optimizer = … below line 40",
            "40 model = LinearRegression(1, 1)",
        ),
        case(
            "an optimizer of w alone",
            STEP4,
            {"SGD(model.parameters()": "SGD([w]"},
            "the optimizer does not have the parameters of the model.",
            "now: it does not update b",
            "should be: optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)",
        ),
        case(
            "an optimizer of a copy",
            STEP3,
            {"SGD([w]": "SGD([w.detach()]"},
            "the optimizer does not have the w of the model.",
            "now: it updates tensors that the model does not use",
            "should be: optimizer = torch.optim.SGD([w], lr=learning_rate)",
        ),
    ],
    checks.check_parameters: [
        case(
            "a bias that is not trained",
            STEP4,
            {
                "w, b = model.parameters()": "w, b = model.parameters(); b.requires_grad = False"
            },
            "b does not require grad, so it is not trained.",
            "31 w, b = model.parameters(); b.requires_grad = False",
        ),
        case(
            "no layer on self",
            STEP4,
            {
                "        self.linear = nn": "        self.linear = abs\n        linear = nn",
                "w, b = model.parameters()": "w = torch.zeros(1, requires_grad=True)",
                "SGD(model.parameters()": "SGD([w]",
            },
            "An nn.Module registers each layer that is assigned to self, in __init__.",
        ),
        case(
            "no bias",
            STEP4,
            {
                "out_features)\n\n": "out_features, bias=False)\n\n",
                "w, b = ": "(w,) = ",
            },
            "the model does not have the parameters of one nn.Linear.",
            "now: parameters of shape (1, 1) should be: parameters of shape (1, 1), (1,):",
        ),
        case(
            "a model in float64",
            STEP4,
            {"y.shape[1])\nw, b": "y.shape[1]).double()\nw, b"},
            "now: parameters of shape (1, 1), (1,) in float64 should be: parameters of shape",
        ),
        case(
            "other sizes",
            STEP4,
            {"LinearRegression(X.shape[1], y.shape[1])": "LinearRegression(4, 4)"},
            "30 model = LinearRegression(4, 4)",
            "now: parameters of shape (4, 4), (4,) should be: parameters of shape (1, 1),",
        ),
    ],
    checks.check_seed: [
        case(
            "no seed",
            STEP4,
            {"torch.manual_seed(0)": "pass"},
            "there is no torch.manual_seed(0) above model = …",
            "30 model = LinearRegression(X.shape[1], y.shape[1]) now: no seed",
        ),
        case(
            "no seed, and an error before the training",
            STEP4,
            {"torch.manual_seed(0)": "pass", "return self.linear(x)": "self.linear(x)"},
            "there is no torch.manual_seed(0) above model = …",
        ),
        case(
            "a seed that takes the place of its function",
            STEP4,
            {"torch.manual_seed(0)": "torch.manual_seed = 0"},
            "there is no torch.manual_seed(0) above model = …",
            "29 torch.manual_seed = 0",
            "Line 29 does not call manual_seed. Write parentheses.",
        ),
        case(
            "a seed after the model",
            STEP4,
            {
                "torch.manual_seed(0)": "#",
                "w, b = model.parameters()": "torch.manual_seed(0)\nw, b = model.parameters()",
            },
            "The seed is set after the model is made. Set it before.",
        ),
        case(
            "another seed",
            STEP4,
            {"torch.manual_seed(0)": "torch.manual_seed(1)"},
            "the model does not start as seed 0 has it.",
            "29 torch.manual_seed(1) 30 model = LinearRegression(X.shape[1], y.shape[1])",
        ),
    ],
    checks.check_learning_rate: [
        case(
            "a learning rate that is nearly right",
            STEP1,
            {"= 0.03": "= 0.0301"},
            "now: 0.0301 should be: 0.03",
        ),
        case(
            "another learning rate",
            STEP1,
            {"= 0.03": "= 0.3"},
            "the learning rate is not 0.03.",
            "37 learning_rate = 0.3",
            "now: 0.3 should be: 0.03",
        ),
        case(
            "a comma in the learning rate",
            STEP1,
            {"= 0.03": "= 0,3"},
            "the learning rate is not 0.03.",
            "A comma makes a tuple.",
        ),
        case(
            "a learning rate in quotes",
            STEP2,
            {"= 0.03": '= "0.03"'},
            "Quotes make a text.",
        ),
    ],
    checks.check_rate_of_optimizer: [
        case(
            "no learning rate for the optimizer",
            STEP3,
            {", lr=learning_rate": ""},
            "the optimizer has another learning rate.",
            "now: lr=0.001 should be: lr=learning_rate",
            "An optimizer that is given none has 0.001.",
        ),
    ],
    checks.check_end: [
        case(
            "an error between two epochs",
            STEP1,
            {FOR_LINE: "epoch = 0\nwhile epoch == 0 or loss > old:\n    epoch += 1"},
            "Python stops in epoch 1.",
            "No line before this one gives old a value.",
        ),
        case(
            "a name that is nearly there",
            STEP3,
            {"optimizer = torch": "optimiser = torch"},
            "Python stops in epoch 1.",
            "30 optimiser = torch.optim.SGD([w], lr=learning_rate)",
            "NameError: name 'optimizer' is not defined",
        ),
        case(
            "a name that is not there",
            STEP2,
            {"learning_rate = 0.03": ""},
            "48 w -= learning_rate * w.grad now: NameError",
            "No line before this one gives learning_rate a value.",
        ),
        case(
            "a small letter for a capital one",
            STEP4,
            {"nn.Linear(in": "nn.linear(in"},
            "Did you mean Linear?",
        ),
        case(
            "a name of a function's own",
            STEP4,
            {"nn.Linear(in_features,": "nn.Linear(in_feature,"},
            "Did you mean in_features?",
        ),
        case(
            "no loss in the loop",
            STEP3,
            {"loss = loss_fn(": "lossy = loss_fn("},
            "NameError: name 'loss' is not defined",
        ),
        case(
            "a loss that replaces its function",
            STEP3,
            {"loss = loss_fn(": "loss_fn = loss_fn("},
            "No line before this one gives loss a value: loss = loss_fn(y_pred, y)",
        ),
        case(
            "a function that becomes a number",
            STEP2,
            {"loss = loss_fn(": "loss = loss_fn = loss_fn("},
            "Python stops in epoch 2.",
            "Line 39 makes loss_fn a Tensor, which can't be called.",
        ),
        case(
            "a backward pass after the update",
            STEP2,
            {
                "    loss.backward()\n": "",
                "    w.grad.zero_()": "    loss.backward()\n    w.grad.zero_()",
            },
            "Line 48 calls backward() after the update. It comes before.",
        ),
        case(
            "w itself is set to 0, and recorded",
            STEP2,
            {"    w.grad.zero_()": "    w.zero_()"},
            "That would set w itself to 0. w.grad.zero_() clears the gradient.",
        ),
        case(
            "a detached loss",
            STEP2,
            {"loss = loss_fn(y_pred, y)": "loss = loss_fn(y_pred, y).detach()"},
            "39 loss = loss_fn(y_pred, y).detach()",
        ),
        case(
            "a module without an object of it",
            STEP4,
            {"model = LinearRegression(X.shape[1], y.shape[1])\n": ""},
            "a value: model = LinearRegression(X.shape[1], y.shape[1])",
        ),
        case(
            "two backward passes of one loss",
            STEP2,
            {"    loss.backward()\n": "    loss.backward()\n    loss.backward()\n"},
            "44 loss.backward() 45 loss.backward()",
            "Lines 44 and 45 call backward() on one loss. Delete one.",
        ),
        case(
            "an object made in its class",
            STEP4,
            {
                "torch.manual_seed(0)": "    seed = torch.manual_seed(0)",
                "model = Lin": "    model = Lin",
            },
            "Line 30 is in the class LinearRegression. Begin it at the margin.",
        ),
        case(
            "a loss function for the loss",
            STEP3,
            {
                "loss_fn = nn.MSELoss()": "def loss_fn(y_pred, y):\n    return nn.MSELoss()"
            },
            "loss_fn returns a loss function, and not a loss.",
        ),
        case(
            "a loss function without a return",
            STEP3,
            {
                "loss_fn = nn.MSELoss()": "def loss_fn(y_pred, y):\n    loss = nn.MSELoss()"
            },
            "26 def loss_fn(y_pred, y): 27 loss = nn.MSELoss()",
            "A function without `return` gives `None`.",
        ),
        case(
            "a comparison for an assignment",
            STEP4,
            {"self.linear = ": "self.linear == "},
            "Line 23 compares, with ==. To give a value, write =.",
        ),
        case(
            "no import",
            STEP2,
            {"import torch\n": "import numpy\n"},
            "A script imports what it uses: import torch",
            "9 import numpy 12 X = torch.tensor([1, 2, 3, 4], dtype=torch.float32) now:",
        ),
        case(
            "an error that only another step explains",
            STEP2,
            {"return ((y_pred - y) ** 2).mean()": "((y_pred - y) ** 2).mean()"},
            "A function without `return` gives `None`.",
        ),
        case(
            "a name that another step explains",
            STEP1,
            {"dw = gradient(X, y_pred, y)": "gradient(X, y_pred, y)"},
            "No line before this one gives dw a value.",
        ),
        case(
            "a loss of four numbers that is printed",
            STEP2,
            {"return ((y_pred - y) ** 2).mean()": "return (y_pred - y) ** 2"},
            "26 return (y_pred - y) ** 2",
        ),
        case(
            "a gradient that is cleared before there is one",
            STEP2,
            {
                "    w.grad.zero_()": "    #",
                "    loss.backward()": "    w.grad.zero_()\n    loss.backward()",
            },
            "`.grad` is `None` in a new `w`, and before the first `backward()`.",
        ),
        case(
            "a method with another name",
            STEP2,
            {"loss.backward()": "loss.backwards()"},
            "AttributeError: 'Tensor' object has no attribute 'backwards' Did you mean backward?",
        ),
        case(
            "a model that does not use its layer",
            STEP4,
            {"return self.linear(x)": "return x"},
            "26 return x",
            "`forward` has to return `self.linear(x)`,",
        ),
        case(
            "no backward, and an error",
            STEP2,
            {"    loss.backward()\n": ""},
            "TypeError: unsupported operand type(s) for *: 'float' and 'NoneType'",
            "backward() is never called in the loop.",
        ),
        case(
            "a loss that is a plain number",
            STEP2,
            {"** 2).mean()": "** 2).mean().item()"},
            "26 return ((y_pred - y) ** 2).mean().item()",
            "This is a plain number already, without a graph.",
        ),
        case(
            "a name of the step before",
            STEP2,
            {"learning_rate * w.grad": "learning_rate * dw"},
            "48 w -= learning_rate * dw",
            "In steps 2 to 4 the gradient is in `w.grad`: `loss.backward()` adds it there.",
        ),
        case(
            "a backward that is only named, and an error",
            STEP2,
            {"loss.backward()": "loss.backward"},
            "Line 44 only names a method: without () it is not called.",
        ),
        case(
            "an error before the training",
            STEP4,
            {"super().__init__()": "pass"},
            "Python stops before the training.",
            "22 pass",
            "prepares the module to register layers",
        ),
        case(
            "an error in the second epoch",
            STEP2,
            {"    w.grad.zero_()": "    w = w.detach()  #"},
            "Python stops in epoch 2.",
            "49 w = w.detach()",
        ),
        case(
            "an update that makes another w",
            STEP2,
            {"        w -= ": "        w = w - ", "    w.grad.zero_()": "    #"},
            "Python stops in epoch 2.",
            "48 w = w - learning_rate * w.grad",
            "w = … makes another tensor in each epoch. w -= … changes w in place.",
        ),
        case(
            "an update that makes another w, and is recorded",
            STEP2,
            {
                "        w -= ": "        w = w - ",
                "    w.grad.zero_()": "    #",
                "with torch.no_grad():": "if True:",
            },
            "w = … makes another tensor in each epoch. w -= … changes w in place.",
        ),
        case(
            "a method of the loss without parentheses",
            STEP1,
            {"((y_pred - y) ** 2).mean()": "((y_pred - y) ** 2).mean"},
            "26 return ((y_pred - y) ** 2).mean 4",
            "A method without `()` is named, but not called: `.mean()`.",
        ),
        case(
            "a model of the global X",
            STEP4,
            {"return self.linear(x)": "return self.linear(X)"},
            "Python stops before the training.",
            "26 return self.linear(X)",
            "or this is a prediction for the four samples of `X`.",
        ),
        case(
            "an error behind the lines that lead to it",
            STEP2,
            {"model(X)\n": "model(X).detach()\n"},
            "Python stops in epoch 1.",
            "38 y_pred = model(X).detach()",
            "Nothing that led to the loss was recorded",
        ),
        case(
            "an error after the training",
            STEP1,
            {LAST_PRINT: f"\nprint(nothing){LAST_PRINT}"},
            "Python stops after the training.",
            "NameError: name 'nothing' is not defined",
        ),
        case(
            "a line that is no Python",
            STEP2,
            {"loss.backward()": "loss.backward("},
            "Python can't read this line.",
            "44 loss.backward( now: SyntaxError: '(' was never closed",
        ),
        case(
            "an exit that says something is wrong",
            STEP1,
            {LAST_PRINT: f"\nexit(1){LAST_PRINT}"},
            "SystemExit: 1",
        ),
    ],
    checks.check_names: [
        case(
            "another name for the loss of step 4",
            STEP4,
            {
                "loss = loss_fn(y_pred, y)": "error = loss_fn(y_pred, y)",
                "loss.item()": "error.item()",
                "loss.backward()": "error.backward()",
            },
            "it has nothing called loss.",
        ),
        case(
            "another name for w",
            STEP1,
            {
                "w = np.array(0,": "v = np.array(0,",
                "return w * x": "return v * x",
                "w -= learning_rate": "v -= learning_rate",
                "w = {w.item()": "w = {v.item()",
            },
            "it has nothing called w.",
        ),
        case(
            "no loss",
            STEP2,
            {
                "loss = loss_fn(y_pred, y)": "loss_fn(y_pred, y).backward()",
                "loss.item()": "0.0",
                "    loss.backward()": "    #",
            },
            "it has nothing called loss.",
            "39 loss_fn(y_pred, y).backward()",
        ),
        case(
            "a name that is like loss",
            STEP1,
            {
                "loss = loss_fn(y_pred, y)": "losses = ((y_pred - y) ** 2).mean()",
                "loss.item()": "losses.item()",
            },
            "it has nothing called loss.",
            "46 losses = ((y_pred - y) ** 2).mean()",
        ),
        case(
            "another name for the loss",
            STEP1,
            {
                FORWARD + PRINTS: FORWARD.replace("loss = ", "error = ")
                + PRINTS.replace("loss.item", "error.item")
            },
            "it has nothing called loss.",
        ),
    ],
    checks.check_n_epochs: [
        case(
            "no loop",
            STEP3,
            {FOR_LINE: "epoch = 1\nif True:"},
            "the number of epochs is not 1000.",
            "now: 0",
        ),
        case(
            "an epoch less",
            STEP1,
            {"n_epochs + 1)": "n_epochs)"},
            "the number of epochs is not 1000.",
            "43 for epoch in range(1, n_epochs):",
            "now: 999 should be: 1000",
        ),
        case(
            "too many epochs in a function",
            STEP2,
            {
                "n_epochs = 1000": "n_epochs = 3000",
                FOR_LINE: f"def train():\n  global w\n  {FOR_LINE}",
                LAST_PRINT: f"\ntrain(){LAST_PRINT}",
            },
            "the number of epochs is not 1000.",
            "now: 2000 or more",
        ),
        case(
            "no epoch",
            STEP1,
            {"n_epochs = 1000": "n_epochs = 0"},
            "the number of epochs is not 1000.",
            "now: 0 should be: 1000",
        ),
        case(
            "an early end",
            STEP1,
            {"    # Backward pass": "    if epoch == 20:\n        break"},
            "now: 20 should be: 1000",
            "51 break",
        ),
        case(
            "a loop that goes on and on",
            STEP1,
            {
                "for epoch in range(1, n_epochs + 1):": "epoch = 1\nwhile epoch <= n_epochs:"
            },
            "40 n_epochs = 1000 43 epoch = 1 44 while epoch <= n_epochs: now: 2000 or more",
        ),
    ],
    checks.check_loss: [
        case(
            "the test input for the data in step 2",
            STEP2,
            {"y_pred = model(X)": "y_pred = model(X_test)"},
            "38 y_pred = model(X_test)",
            "y_pred has the shape () should be: y_pred has the shape (4,): one number a sample",
        ),
        case(
            "predictions in a column",
            STEP2,
            {"y_pred = model(X)": "y_pred = model(X)[:, None]"},
            "the loss is wrong in epoch 2",
            "y_pred has the shape (4, 1), and y has (4,).",
        ),
        case(
            "the test input for the data in step 4",
            STEP4,
            {"y_pred = model(X)": "y_pred = model(X_test)"},
            "the predictions are wrong in epoch 1.",
            "46 y_pred = model(X_test)",
            "now: y_pred has the shape (1, 1) should be: y_pred has the shape (4, 1):",
        ),
        case(
            "the test input for the data",
            STEP3,
            {"y_pred = model(X)": "y_pred = model(X_test)"},
            "the predictions are wrong in epoch 2.",
            "38 y_pred = model(X_test)",
            "UserWarning: Using a target size (torch.Size([4])) that is different",
        ),
        case(
            "a sum for the mean in the loss",
            STEP1,
            {"((y_pred - y) ** 2).mean()": "((y_pred - y) ** 2).sum()"},
            "the loss is wrong in epoch 1, which begins at w = 0.",
            "26 return ((y_pred - y) ** 2).sum()",
            "now: 120 should be: 30, the mean",
            "That is 4 times as much",
        ),
        case(
            "half the loss",
            STEP1,
            {"((y_pred - y) ** 2).mean()": "((y_pred - y) ** 2).mean() / 2"},
            "now: 15 should be: 30",
            "That is half as much",
        ),
        case(
            "twice the loss, in a function of one's own",
            STEP3,
            {
                "# %% Training": "def train_loss():\n    y_pred = model(X)\n"
                "    return 2 * loss_fn(y_pred, y)\n\n\n# %% Training",
                FORWARD: "    loss = train_loss()\n",
            },
            "34 return 2 * loss_fn(y_pred, y)",
        ),
        case(
            "twice the loss",
            STEP1,
            {"((y_pred - y) ** 2).mean()": "2 * ((y_pred - y) ** 2).mean()"},
            "now: 60 should be: 30",
            "That is twice as much: is something done twice?",
        ),
        case(
            "a loss without the square",
            STEP1,
            {"((y_pred - y) ** 2).mean()": "(y_pred - y).mean()"},
            "That is the mean of the differences, without the square.",
        ),
        case(
            "the square of the mean",
            STEP1,
            {"((y_pred - y) ** 2).mean()": "(y_pred - y).mean() ** 2"},
            "That is the square of the mean, not the mean of the squares.",
        ),
        case(
            "the root of the loss",
            STEP1,
            {"((y_pred - y) ** 2).mean()": "((y_pred - y) ** 2).mean() ** 0.5"},
            "That is the square root of the loss.",
        ),
        case(
            "the cubes",
            STEP1,
            {"((y_pred - y) ** 2).mean()": "((y_pred - y) ** 3).mean()"},
            "That is the mean of the cubes.",
        ),
        case(
            "the mean absolute error",
            STEP1,
            {"((y_pred - y) ** 2).mean()": "abs(y_pred - y).mean()"},
            "That is the mean absolute error.",
        ),
        case(
            "a loss that is not one number",
            STEP1,
            {
                "((y_pred - y) ** 2).mean()": "(y_pred - y) ** 2",
                "loss.item()": "loss.mean().item()",
            },
            "the loss is wrong in epoch 1",
            "now: np.array([",
        ),
        case(
            "a loss that is right at first",
            STEP1,
            {".mean()\n\n\n# %% Gradient": ".mean() - w\n\n\n# %% Gradient"},
            "the loss is wrong in epoch 2, which begins at w = 0.9.",
            "26 return ((y_pred - y) ** 2).mean() - w",
        ),
        case(
            "a loss function of one's own, with a sum",
            STEP3,
            {
                "loss_fn = nn.MSELoss()": "class SumLoss(nn.Module):\n"
                "    def forward(self, y_pred, y):\n"
                "        return ((y_pred - y) ** 2).sum()\n\n\nloss_fn = SumLoss()"
            },
            "That is 4 times as much: is it the sum over the 4 samples, not the mean?",
        ),
        case(
            "another model",
            STEP1,
            {"return w * x": "return w + x"},
            "the predictions are wrong in epoch 1.",
            "21 return w + x",
            "now: y_pred is [1, 2, 3, 4] should be: y_pred is [0, 0, 0, 0]: w * x for each x,",
        ),
        case(
            "a layer that is used twice",
            STEP4,
            {"return self.linear(x)": "return self.linear(self.linear(x))"},
            "w * x + b, where w begins as -0.007487 and b as 0.5364",
        ),
        case(
            "predictions of before the loop",
            STEP1,
            {
                "    y_pred = model(X)\n": "",
                FOR_LINE: f"y_pred = model(X)\n{FOR_LINE}",
            },
            "the predictions are wrong in epoch 2.",
            "43 y_pred = model(X) now:",
            "Line 43 gives y_pred its value, but it is not in the loop.",
        ),
        case(
            "a loss of before the loop",
            STEP1,
            {
                "    loss = loss_fn(y_pred, y)\n": "",
                FOR_LINE: f"loss = loss_fn(model(X), y)\n{FOR_LINE}",
            },
            "Line 43 gives loss its value, but it is not in the loop.",
        ),
        case(
            "another loss of PyTorch",
            STEP3,
            {"nn.MSELoss()": "nn.CrossEntropyLoss()"},
            "loss_fn is nn.CrossEntropyLoss. In this step it is nn.MSELoss.",
        ),
        case(
            "the loss in a list",
            STEP2,
            {
                "loss = loss_fn(y_pred, y)": "loss = [loss_fn(y_pred, y)]",
                "loss.item()": "loss[0].item()",
                "loss.backward()": "loss[0].backward()",
            },
            "the loss is wrong in epoch 1",
            "now: [tensor(30., grad_fn=",
        ),
        case(
            "a new w in each epoch",
            STEP1,
            {"    # Forward pass\n": "    w = np.array(0, dtype=np.float32)\n"},
            "y_pred is [0.9, 1.8, 2.7, 3.6]: w * x for each x, where w begins as 0.9",
            "Line 44 makes another w in each epoch. Delete it.",
        ),
        case(
            "a new model in each epoch",
            STEP4,
            {"    # Forward pass\n": "    model = LinearRegression(1, 1)\n"},
            "Line 45 makes another model in each epoch. Delete it.",
        ),
        case(
            "a target that is the prediction",
            STEP4,
            {"    y_pred = model(X)\n": "    y_pred = y = model(X)\n"},
            "the loss is wrong in epoch 1",
            "y is changed in the training, in line 46.",
        ),
    ],
    checks.check_updates: [
        case(
            "a gradient that is cleared before the update",
            STEP2,
            {
                "    w.grad.zero_()": "    #",
                "    loss.backward()": "    loss.backward()\n    w.grad.zero_()",
            },
            "The gradient is cleared before the update uses it.",
        ),
        case(
            "a gradient that is cleared in every second epoch",
            STEP2,
            {"    w.grad.zero_()": "    if epoch % 2 == 0: w.grad.zero_()"},
            "The gradients add up: -30 + -16.5. Line 49 does not clear them in every epoch.",
        ),
        case(
            "an update that is rounded",
            STEP1,
            {"w -= learning_rate * dw": "w -= round(float(learning_rate * dw), 3)"},
            "the update of w is wrong in epoch 3.",
        ),
        case(
            "gradients that only an unused function clears",
            STEP2,
            {
                "# %% Training": "def clear():\n    w.grad.zero_()\n\n\n# %% Training",
                "    w.grad.zero_()  #": "    #",
            },
            "The gradients add up: -30 + -16.5. backward() adds to .grad.",
        ),
        case(
            "an update in some epochs",
            STEP1,
            {"    w -= learning_rate * dw": "        w -= learning_rate * dw"}
            | {"    # Update": "    if epoch in (1, 10, 100, 1000):"},
            "Line 54 does not run in every epoch.",
        ),
        case(
            "a backward pass in the first epoch alone",
            STEP4,
            {"    loss.backward()": "    if epoch == 1: loss.backward()"},
            "the update of w is wrong in epoch 2.",
            "Line 52 does not run in every epoch.",
        ),
        case(
            "a gradient in some epochs",
            STEP1,
            {
                "    dw = gradient(X, y_pred, y)": "    if epoch < 3: dw = gradient(X, y_pred, y)"
            },
            "the update of w is wrong in epoch 3.",
            "Line 51 does not run in every epoch.",
        ),
        case(
            "data that the model changes",
            STEP1,
            {"    return w * x": "    x *= w\n    return x"},
            "X is changed in the training, in place.",
        ),
        case(
            "a gradient that is cleared in the update",
            STEP2,
            {"learning_rate * w.grad  #": "learning_rate * w.grad.zero_()  #"},
            "48 w -= learning_rate * w.grad.zero_()",
            "The gradient is cleared before the update uses it.",
        ),
        case(
            "a gradient that a function clears in some epochs",
            STEP2,
            {
                "# %% Training": "def clear():\n    if epoch % 100 == 0: w.grad.zero_()\n\n\n#",
                "    w.grad.zero_()": "    clear()",
            },
            "The gradients add up: -30 + -16.5.",
            "In every epoch, w.grad.zero_() after the update clears it.",
        ),
        case(
            "w itself is set to 0",
            STEP2,
            {"    w.grad.zero_()": "    with torch.no_grad(): w.zero_()"},
            "Line 49 sets w itself to 0. w.grad.zero_() clears the gradient.",
        ),
        case(
            "an update before the gradient",
            STEP3,
            {
                "    loss.backward()\n": "",
                "    optimizer.step()\n": "    optimizer.step()\n    loss.backward()\n",
            },
            "step() comes before backward(), so there is no gradient yet.",
        ),
        case(
            "a gradient of other things",
            STEP1,
            {"gradient(X, y_pred, y)\n": "gradient(y_pred, X, y)\n"},
            "dw is 0: look at gradient, and at how it is called.",
        ),
        case(
            "no update",
            STEP1,
            {"    w -= learning_rate * dw": ""},
            "No line in the loop changes w.",
        ),
        case(
            "an update after the loop",
            STEP1,
            {"    w -= learning_rate * dw": "w -= learning_rate * dw"},
            "54 w -= learning_rate * dw now: from 0 to 0: it does not change",
            "No line in the loop changes w. Line 54 does, but it is not in the loop.",
        ),
        case(
            "an update without an equals sign",
            STEP1,
            {"    w -= learning_rate * dw": "    w - learning_rate * dw"},
            "54 w - learning_rate * dw now:",
            "No line in the loop changes w.",
        ),
        case(
            "an update with = for -=",
            STEP1,
            {"    w -= learning_rate * dw": "    w = learning_rate * dw"},
            "That sets w to the change itself: is it = for -=?",
        ),
        case(
            "an update in a match statement",
            STEP1,
            {
                "    w -= learning_rate * dw": "    match epoch:\n        case _:\n"
                "            w -= 2 * learning_rate * dw"
            },
            "56 w -= 2 * learning_rate * dw",
        ),
        case(
            "two updates",
            STEP3,
            {
                "    optimizer.step()": "    w.data -= learning_rate * w.grad\n    optimizer.step()"
            },
            "is something done twice?",
        ),
        case(
            "a model without a slope at 0",
            STEP2,
            {"return w * x": "return torch.relu(w * x)"},
            "21 return torch.relu(w * x)",
            "from 0 to 0: it does not change",
        ),
        case(
            "an update with =- for -=",
            STEP1,
            {"    w -= learning_rate * dw": "    w =- learning_rate * dw"},
            "the update of w is wrong in epoch 2.",
            "That is the change alone, without the old value: is it =- for -=?",
        ),
        case(
            "up the slope",
            STEP1,
            {"w -= ": "w += "},
            "the update of w is wrong in epoch 1.",
            "54 w += learning_rate * dw",
            "now: from 0 to -0.9 should be: from 0 to 0.9: 0 - 0.03 * (-30), the",
            "That goes up the slope",
        ),
        case(
            "a sum for the mean in the gradient",
            STEP1,
            {"* x).mean()": "* x).sum()"},
            "33 return (2 * (y_pred - y) * x).sum()",
            "That is 4 times as much",
        ),
        case(
            "half the gradient",
            STEP1,
            {"return (2 * (y_pred": "return ((y_pred"},
            "That is half as much",
        ),
        case(
            "a gradient without x",
            STEP1,
            {"return (2 * (y_pred - y) * x)": "return (2 * (y_pred - y))"},
            "That is a third: is the factor x lost, or is the learning rate 0.01?",
        ),
        case(
            "another optimizer",
            STEP3,
            {"= torch.optim.SGD": "= torch.optim.Adam"},
            "The optimizer is Adam. In this step it is torch.optim.SGD.",
        ),
        case(
            "momentum",
            STEP3,
            {"lr=learning_rate": "lr=learning_rate, momentum=0.9"},
            "SGD has momentum here. In this step it has none.",
        ),
        case(
            "two backward passes",
            STEP2,
            {
                "loss.backward()": "loss.backward(retain_graph=True)\n    loss.backward()"
            },
            "That is twice as much: is something done twice?",
        ),
        case(
            "gradients that add up",
            STEP2,
            {"    w.grad.zero_()": "    #"},
            "the update of w is wrong in epoch 2.",
            "now: from 0.9 to 2.295 should be: from 0.9 to 1.395: 0.9 - 0.03 * (-16.5)",
            "The gradients add up: -30 + -16.5. backward() adds to .grad."
            " In every epoch, w.grad.zero_() after the update clears it.",
        ),
        case(
            "gradients that are cleared after the loop",
            STEP2,
            {"    w.grad.zero_()": "w.grad.zero_()"},
            "Line 49 clears them, but it is not in the loop.",
        ),
        case(
            "gradients that add up in an optimizer",
            STEP3,
            {"optimizer.zero_grad()": "optimizer.zero_grad"},
            "48 optimizer.zero_grad",
            "Line 48 only names a method: without () it is not called.",
        ),
        case(
            "a step that is only named",
            STEP3,
            {"optimizer.step()": "optimizer.step"},
            "from 0 to 0: it does not change",
            "optimizer.step() is never called in the loop.",
        ),
        case(
            "a backward that is only named",
            STEP4,
            {"loss.backward()": "loss.backward"},
            "52 loss.backward",
            "backward() is never called in the loop.",
        ),
        case(
            "gradients cleared too early",
            STEP3,
            {"    optimizer.step()": "    optimizer.zero_grad()\n    optimizer.step()"},
            "The gradient is cleared before step() uses it.",
        ),
        case(
            "an update of b alone that is wrong",
            STEP4,
            {"    optimizer.step()": "    b.grad *= 2\n    optimizer.step()"},
            "the update of b is wrong in epoch 1.",
            "b.grad *= 2",
        ),
        case(
            "a learning rate that falls",
            STEP1,
            {"learning_rate * dw": "learning_rate * dw\n    learning_rate *= 0.9"},
            "the update of w is wrong in epoch 2.",
            "55 learning_rate *= 0.9",
        ),
    ],
    checks.check_later_losses: [
        case(
            "a loss that is rounded",
            STEP1,
            {".mean()\n\n\n# %% Gradient": ".mean().round(3)\n\n\n# %% Gradient"},
            "the loss is wrong in epoch 8",
        ),
        case(
            "a loss with something added",
            STEP3,
            {"loss = loss_fn(y_pred, y)": "loss = loss_fn(y_pred, y) + (epoch > 3)"},
            "the loss is wrong in epoch 4",
        ),
    ],
    checks.check_pieces: [
        case(
            "a gradient by hand, and a backward for show",
            STEP2,
            {
                "loss.backward()": "loss.backward()\n    dw = (2 * (y_pred - y) * X).mean()",
                "learning_rate * w.grad": "learning_rate * dw",
            },
            "the gradient is still by hand.",
            "should be: loss.backward(), which adds the gradient to w.grad and in the update",
            "backward() is called, but w does not come from it.",
        ),
        case(
            "a gradient by hand for the optimizer",
            STEP3,
            {"loss.backward()": "w.grad = (2 * (y_pred - y) * X).mean().detach()"},
            "the gradient is still by hand.",
            "44 w.grad = (2 * (y_pred - y) * X).mean().detach()",
            "should be: loss.backward(), which adds the gradient to w.grad backward() is never",
        ),
        case(
            "gradients by hand for the optimizer of a module",
            STEP4,
            {
                "loss.backward()": "w.grad = (2 * (y_pred - y) * X).mean().detach().reshape(1, 1)"
                "\n    b.grad = (2 * (y_pred - y)).mean().detach().reshape(1)"
            },
            "the gradient is still by hand.",
        ),
        case(
            "an update by hand in step 4",
            STEP4,
            {
                "optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)\n": "",
                "    optimizer.zero_grad()": "    model.zero_grad()",
                "    optimizer.step()": "    with torch.no_grad():\n"
                "        w -= learning_rate * w.grad\n        b -= learning_rate * b.grad",
            },
            "the update is still by hand.",
            "SGD(model.parameters(), lr=learning_rate) above the loop, and in the loop",
            "optimizer.step() is never called in the loop.",
        ),
        case(
            "a gradient by hand, and no backward",
            STEP2,
            {
                "loss.backward()": "dw = (2 * (y_pred - y) * X).mean()",
                "learning_rate * w.grad": "learning_rate * dw",
                "    w.grad.zero_()": "    #",
            },
            "44 dw = (2 * (y_pred - y) * X).mean() 47",
            "the gradient is still by hand.",
            "backward() is never called in the loop.",
        ),
        case(
            "a gradient by autograd in step 1",
            STEP1,
            {
                "import numpy as np": "import numpy as np\nimport torch",
                "    dw = gradient(X, y_pred, y)": "    t = torch.tensor(w.item(),"
                " requires_grad=True)\n    ((t * torch.tensor(X) - torch.tensor(y)) ** 2)"
                ".mean().backward()\n    dw = t.grad.numpy()",
            },
            "the gradient is handed to PyTorch, but in this step it is by hand.",
        ),
        case(
            "an optimizer in step 2",
            STEP2,
            {
                "learning_rate = 0.03": "learning_rate = 0.03\n"
                "optimizer = torch.optim.SGD([w], lr=learning_rate)",
                BY_HAND_UPDATE: "optimizer.step()",
            },
            "the update is handed to PyTorch, but in this step it is by hand.",
            "31 optimizer = torch.optim.SGD([w], lr=learning_rate) 45 loss.backward() 48",
            "49 optimizer.step()",
        ),
        case(
            "an update by hand, and an optimizer that is never asked",
            STEP3,
            {
                "    optimizer.step()": "    with torch.no_grad():\n"
                "        w -= learning_rate * w.grad"
            },
            "the update is still by hand.",
            "should be: in the loop optimizer.step() alone, then optimizer.zero_grad()",
            "The optimizer is made, but its step() is never called in the loop.",
        ),
        case(
            "an update by hand, and a step for show",
            STEP3,
            {
                "    optimizer.step()\n    optimizer.zero_grad()": "    with torch.no_grad():\n"
                "        w -= learning_rate * w.grad\n    optimizer.zero_grad()\n"
                "    optimizer.step()"
            },
            "the update is still by hand.",
            "Line 48 still updates w by hand. Delete it.",
        ),
        case(
            "a loss by hand in step 3",
            STEP3,
            {
                "loss_fn = nn.MSELoss()": "def loss_fn(y_pred, y):\n"
                "    return ((y_pred - y) ** 2).mean()"
            },
            "the loss is still by hand.",
            "26 def loss_fn(y_pred, y): 27 return ((y_pred - y) ** 2).mean() 40 loss = loss_fn",
            "should be: from torch import nn loss_fn = nn.MSELoss()",
            "It makes a loss function, which the loop calls: loss_fn(y_pred, y).",
        ),
        case(
            "a loss by hand beside the new one",
            STEP3,
            {"loss = loss_fn(y_pred, y)": "loss = ((y_pred - y) ** 2).mean()"},
            "39 loss = ((y_pred - y) ** 2).mean() now: by hand should be: loss = loss_fn(y_pred",
            "loss_fn is made, but it is never called in the loop.",
        ),
        case(
            "a loss by hand below the new one",
            STEP3,
            {
                "loss_fn = nn.MSELoss()": "loss_fn = nn.MSELoss()\n\n\n"
                "def loss_fn(y_pred, y):\n    return ((y_pred - y) ** 2).mean()"
            },
            "the loss is still by hand.",
            "def loss_fn in line 29 takes the place of loss_fn = … above. Delete it.",
        ),
        case(
            "nn.MSELoss in step 2",
            STEP2,
            {
                "return ((y_pred - y) ** 2).mean()": "return torch.nn.MSELoss()(y_pred, y)"
            },
            "the loss is handed to PyTorch, but in this step it is by hand.",
            "now: nn.MSELoss() should be: by hand",
        ),
        case(
            "a prediction beside the model",
            STEP4,
            {"y_pred = model(X)": "y_pred = X * w + b"},
            "the prediction in the loop does not come from the model.",
            "46 y_pred = X * w + b",
        ),
    ],
    checks.check_clearing: [
        case(
            "a gradient cleared by hand",
            STEP3,
            {"optimizer.zero_grad()": "w.grad.zero_()"},
            "the gradient is still cleared by hand.",
            "48 w.grad.zero_()",
        ),
    ],
    checks.check_printed_lines: [
        case(
            "another capital letter",
            STEP1,
            {"before training": "Before training"},
            "line 1 of the output",
            "now: Before training: f(5) = 0.000 should be: before training: f(5) = 0.000",
        ),
        case(
            "another format",
            STEP1,
            {
                f"before {PREDICTION}:.3f": f"before {PREDICTION}:.2f",
            },
            "line 1 of the output is not as it should be.",
            "now: before training: f(5) = 0.00 should be: before training: f(5) = 0.000",
        ),
        case(
            "other epochs",
            STEP1,
            {"if epoch in (1, 10, 100, 1000):": "if epoch % 100 == 0:"},
            "line 2 of the output is not as it should be.",
            "47 if epoch % 100 == 0:",
            "There is no line for epoch 1.",
        ),
        case(
            "no line for the last epoch",
            STEP1,
            {
                FOR_LINE: "epoch = 0\nwhile epoch < n_epochs:\n    epoch += 1",
                "(1, 10, 100, 1000)": "(1, 10, 100)",
            },
            "line 5 of the output is not as it should be.",
            "There is no line for epoch 1000.",
        ),
        case(
            "epochs from 0",
            STEP1,
            {"range(1, n_epochs + 1)": "range(n_epochs)"},
            "The epochs are counted from 0 here.",
        ),
        case(
            "printed after the update",
            STEP1,
            {PRINTS: "", "learning_rate * dw\n": f"learning_rate * dw\n{PRINTS}"},
            "now: epoch 1: w = 0.900, loss = 3.0e+01",
            "It has a value from after the update.",
        ),
        case(
            "printed after the update of step 4",
            STEP4,
            {PRINTS: "", "adds to .grad\n": f"adds to .grad\n{PRINTS}"},
            "It has a value from after the update.",
        ),
        case(
            "a prediction from before",
            STEP1,
            {
                'print(f"before training: f(5) = {model(X_test).item():.3f}")': "f5 ="
                ' model(X_test).item()\nprint(f"before training: f(5) = {f5:.3f}")',
                'print(f"after training: f(5) = {model(X_test).item():.3f}")': 'print(f"after'
                ' training: f(5) = {f5:.3f}")',
            },
            "line 6 of the output is not as it should be.",
            "41 f5 = model(X_test).item()",
            "That is the prediction from before the training.",
        ),
        case(
            "another w than the model's",
            STEP4,
            {"w, b = model.parameters()": "w = model.linear.weight.clone()"},
            "line 3 of the output is not as it should be.",
            "Below the line that makes the model, write w, b = model.parameters().",
        ),
        case(
            "no last line",
            STEP1,
            {'print(f"after training': '(f"after training'},
            "now: nothing should be: after training: f(5) = 10.000",
        ),
        case(
            "a line twice",
            STEP1,
            {LAST_PRINT: f'\nprint("after training: soon"){LAST_PRINT}'},
            "now: after training: soon should be: after training: f(5) = 10.000",
        ),
        case(
            "other words",
            STEP1,
            {'print(f"before training': 'print(f"At first: training'},
            "now: At first: training: f(5) = 0.000",
        ),
    ],
    checks.check_model_on_other_data: [
        case(
            "a model of positive numbers",
            STEP1,
            {"return w * x": "return w * abs(x)"},
            "f(-5) is wrong.",
            "now: 10.000 should be: -10.000, on the same straight line The test calls the model",
        ),
        case(
            "a model with a kink",
            STEP4,
            {"return self.linear(x)": "return torch.relu(self.linear(x))"},
            "f(-5) is wrong.",
            "26 return torch.relu(self.linear(x))",
        ),
    ],
    checks.check_loss_of_other_data: [
        case(
            "a loss of positive numbers",
            STEP1,
            {"return ((y_pred - y)": "return ((y_pred - abs(y))"},
            "loss_fn is wrong for other numbers",
            "should be: 480",
        ),
    ],
    checks.check_warnings: [
        case(
            "a warning about the numbers",
            STEP2,
            {"    w.grad.zero_()": "    loss_fn(y_pred, y).grad\n    w.grad.zero_()"},
            "Python warns.",
            "UserWarning: The .grad attribute of a Tensor that is not a leaf Tensor",
        ),
    ],
}

RIGHT = [
    right(
        "epochs in two calls of a function",
        STEP3,
        {
            "# %% Training": "def train(first, last):\n"
            "    for epoch in range(first, last + 1):\n"
            + LOOP_BODY.replace("\n    ", "\n        ").replace("    #", "        #", 1)
            + "\n\n# %% Training",
            f"{FOR_LINE}\n{LOOP_BODY}": "train(1, 500)\ntrain(501, 1000)\n",
        },
    ),
    right(
        "an optimizer for each parameter",
        STEP4,
        {
            "optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)": "optimizers ="
            " [torch.optim.SGD([p], lr=learning_rate) for p in (w, b)]",
            "    optimizer.step()\n    optimizer.zero_grad()": "    for optimizer in optimizers:\n"
            "        optimizer.step()\n        optimizer.zero_grad()",
        },
    ),
    right(
        "a comparison that stands alone",
        STEP1,
        {"# %% Model": "1 in X\n# %% Model"},
    ),
    right(
        "the bias before the weight",
        STEP4,
        {
            "        self.linear = nn.Linear(in_features, out_features)\n": """\
        layer = nn.Linear(in_features, out_features)
        self.bias, self.weight = layer.bias, layer.weight
""",
            "self.linear(x)": "nn.functional.linear(x, self.weight, self.bias)",
            "w, b =": "b, w =",
        },
    ),
    right(
        "a gradient that is set to None",
        STEP3,
        {"optimizer.zero_grad()": "w.grad = None"},
    ),
    right(
        "a loop over the samples in a function",
        STEP1,
        {
            "# %% Training": """\
def forward():
    global y_pred, loss
    y_pred = np.zeros_like(X)
    for i in range(4):
        y_pred[i] = model(X[i])
    loss = loss_fn(y_pred, y)
""",
            FORWARD: "    forward()\n",
        },
    ),
    right(
        "epochs in ten parts",
        STEP3,
        {
            FOR_LINE: "for part in range(10):\n"
            "  for epoch in range(100 * part + 1, 100 * part + 101):"
        },
    ),
    right(
        "another loop",
        STEP1,
        {
            FOR_LINE: """\
epoch = 0
while epoch < n_epochs:
    epoch += 1"""
        },
    ),
    right(
        "a model with two parameters",
        STEP1,
        {
            "def model(x):": "def model(x, w):",
            "y_pred = model(X)": "y_pred = model(X, w)",
            "before training: f(5) = {model(X_test)": "before training: f(5) = {model(X_test, w)",
            "after training: f(5) = {model(X_test)": "after training: f(5) = {model(X_test, w)",
        },
    ),
    right(
        "a model of one's own in a function",
        STEP4,
        {
            "        self.linear = nn.Linear(in_features, out_features)": """\
        linear = nn.Linear(in_features, out_features)
        self.weight, self.bias = linear.weight, linear.bias""",
            "return self.linear(x)": "return x @ self.weight.T + self.bias",
            "model = LinearRegression(X.shape[1], y.shape[1])": "model_1 = LinearRegression(1, 1)",
            "w, b = model.parameters()": "w, b = model_1.parameters()",
            "SGD(model.parameters()": "SGD(model_1.parameters()",
            'print(f"before training: f(5) = {model(X_test)': 'print(f"before training: f(5) ='
            " {model_1(X_test)",
            FOR_LINE: f"def train(model):\n  global loss\n  {FOR_LINE}",
            LAST_PRINT: f"\ntrain(model_1)\nmodel = model_1{LAST_PRINT}",
        },
    ),
    right(
        "data in columns",
        STEP1,
        {
            "[1, 2, 3, 4]": "[[1], [2], [3], [4]]",
            "[2, 4, 6, 8]": "[[2], [4], [6], [8]]",
        },
    ),
    right(
        "lines of one's own that begin like those of a step",
        STEP1,
        {
            "    # Update": '    if epoch < 3:\n        print("epoch", epoch, "dw", dw)\n'
            "    # Update",
            LAST_PRINT: f'\nprint("After the loop, w is", w){LAST_PRINT}',
        },
    ),
    right("a start of one row", STEP1, {"np.array(0, ": "np.array([0], "}),
    right(
        "a start that is a Python number",
        STEP1,
        {"np.array(0, dtype=np.float32)": "np.float32(0)"},
    ),
    right(
        "a longer loop after the training",
        STEP1,
        {
            LAST_PRINT: f"""
for i in range(3000):
    f_i = (
        w.item()
        *
        i
        +
        0
        +
        0
        +
        0
    )
{LAST_PRINT}"""
        },
    ),
    right(
        "lines of one's own",
        STEP2,
        {
            "    # Update": "    if epoch < 3:\n        print(w.grad, loss.grad_fn)\n    # Update"
        },
    ),
    right(
        "functions called step and mse_loss",
        STEP1,
        {
            "    w -= learning_rate * dw": "    step(w, dw)  # optimizer.step()",
            "def loss_fn(y_pred, y):": "def mse_loss(y_pred, y):",
            "# %% Gradient:": "loss_fn = mse_loss\n\n\ndef step(w, dw):\n"
            "    w -= learning_rate * dw\n\n\n# %% Gradient",
        },
    ),
    right(
        "autograd.grad",
        STEP2,
        {
            "import torch": "import torch\nfrom torch.autograd import grad",
            "loss.backward()": "(dw,) = grad(loss, w)",
            BY_HAND_UPDATE: "w -= learning_rate * dw",
            "    w.grad.zero_()": "    #",
        },
    ),
    right(
        "another name for the gradient",
        STEP2,
        {
            "loss.backward()": "loss.backward()\n    g = w.grad\n    dw = g",
            BY_HAND_UPDATE: "w -= learning_rate * dw",
        },
    ),
    right(
        "the driver of a GPU is too old",
        STEP2,
        {
            "import torch": "import warnings\nimport torch",
            "    loss.backward()": """\
    warnings.warn("CUDA initialization: The NVIDIA driver is too old")
    loss.backward()""",
        },
    ),
    right(
        "a model with a method called parameters",
        STEP2,
        {
            MODEL_BY_HAND: """\
class Line:
    def parameters(self):
        return [w]

    def __call__(self, x):
        return w * x


model = Line()
"""
        },
    ),
    right(
        "a loss that predicts by itself",
        STEP2,
        {
            "def loss_fn(y_pred, y):": "def loss_fn(X, y):\n    y_pred = model(X)",
            "loss = loss_fn(y_pred, y)": "loss = loss_fn(X, y)",
        },
    ),
    right(
        "functional.mse_loss",
        STEP3,
        {"loss_fn = nn.MSELoss()": "loss_fn = nn.functional.mse_loss"},
    ),
    right(
        "gradients cleared first",
        STEP3,
        {
            "    optimizer.zero_grad()": "    #",
            "    # Forward pass": "    optimizer.zero_grad(set_to_none=False)",
        },
    ),
    right(
        "a closure",
        STEP3,
        {
            "loss.backward()": "pass",
            "optimizer.step()": "optimizer.step(lambda: loss.backward())",
        },
    ),
    right(
        "a weight without a name",
        STEP4,
        {
            "w, b = model.parameters()": "#",
            "{w.item()": "{model.linear.weight.item()",
        },
    ),
    right(
        "a loop inside of an except",
        STEP1,
        {
            FOR_LINE: f"try:\n    import no_such_package\nexcept ImportError:\n  {FOR_LINE}",
        },
    ),
    right(
        "a loop around the loop",
        STEP1,
        {FOR_LINE: f"for run in range(1):\n  {FOR_LINE}"},
    ),
    right(
        "many functions that call each other",
        STEP1,
        {
            "# %% Update": "\n".join(
                f"def f{i}():\n    {'; '.join(f'f{k}' for k in range(20))}"
                for i in range(20)
            )
            + "\n# %% Update",
            "    # Update": "    f0()\n    # Update",
        },
    ),
    right(
        "no class around the layer",
        STEP4,
        {"model = LinearRegression(": "model = nn.Linear("},
    ),
    right(
        "forward by its name", STEP4, {"y_pred = model(X)": "y_pred = model.forward(X)"}
    ),
    right(
        "the module __main__, and a model that is saved",
        STEP4,
        {
            LAST_PRINT: f"""
import io
import __main__
assert __main__.model is model and __file__
torch.save(model, io.BytesIO())
{LAST_PRINT}"""
        },
    ),
    right(
        "a stdout of one's own",
        STEP1,
        {
            "import numpy as np": """\
import io
import sys

import numpy as np

sys.stdout.reconfigure(encoding="utf-8")
sys.stdout = io.TextIOWrapper(sys.stdout.buffer, "utf-8", line_buffering=True)"""
        },
    ),
    right(
        "an exit at the end, and no arguments",
        STEP1,
        {
            "# %% Update": "import sys\nassert sys.argv[1:] == []\n# %% Update",
            f'after {PREDICTION}:.3f}}")': f'after {PREDICTION}:.3f}}")\nexit()',
        },
    ),
    right(
        "a loop that is left in the middle",
        STEP1,
        {
            FOR_LINE: """\
epoch = 0
while True:
    epoch += 1
    if epoch > n_epochs:
        break"""
        },
    ),
    right(
        "data that come in the loop",
        STEP1,
        {
            "X = np.array": "X_1 = np.array",
            "y = np.array": "y_1 = np.array",
            "    # Forward pass": "    X, y = X_1, y_1\n    # Forward pass",
        },
    ),
    right(
        "a curve of the loss after the training",
        STEP1,
        {
            f'after {PREDICTION}:.3f}}")': f'after {PREDICTION}:.3f}}")\n'
            "for w in np.linspace(0, 4, 5):\n    print(w, loss_fn(model(X), y))"
        },
    ),
    right(
        "a training loop in a function",
        STEP2,
        {
            FOR_LINE: f"def train():\n  global w, loss\n  {FOR_LINE}",
            LAST_PRINT: f"\ntrain(){LAST_PRINT}",
        },
    ),
]
