"""The learner's suite answers each edit with its sentence, and right code with green.

In cases.py there is an edit for each check, so that no check can be dropped, turned round
or muted unseen, and a right version for each way of writing that must not count. For these the
test of a step is called in this process, with the edited text.
"""

import pytest
import test_step1_manual
import test_step2_autograd
import test_step3_loss_optimizer
import test_step4_nn_module
from cases import RIGHT, WRONG
from step_checks import checks
from step_checks.readings import only_fit
from step_checks.step import Step
from step_tools import errors_page, runner
from step_tools.runner import STEP1, STEP2, STEP3, STEP4

WIDEST, LONGEST = 79, 13  # of a message; pytest adds up to ten lines to make a screen


TESTS = {
    STEP1: test_step1_manual.test_step1,
    STEP2: test_step2_autograd.test_step2,
    STEP3: test_step3_loss_optimizer.test_step3,
    STEP4: test_step4_nn_module.test_step4,
}


def answer(edit, monkeypatch):
    """Return what the test of a step says of an edit of its script; "" if it is green."""
    (script,) = edit.scripts
    text = edit.edited(script)
    monkeypatch.setattr(runner, "source", lambda _: text)
    try:
        TESTS[script]()
    except pytest.fail.Exception as failed:
        return failed.msg
    return ""


@pytest.fixture
def checks_that_answer(monkeypatch):
    """The checks that find something, while a test goes on."""
    found, first_finding = [], checks.first_finding

    def noted(run, step):
        check, finding = first_finding(run, step)
        found.append(check)
        return check, finding

    monkeypatch.setattr(checks, "first_finding", noted)
    return found


def test_each_check_has_a_case():
    assert list(WRONG) == list(checks.CHECKS)
    assert all(WRONG.values())


def test_each_case_has_a_name_of_its_own():
    names = [case.edit.key for cases in WRONG.values() for case in cases]
    names += [edit.key for edit in RIGHT]
    assert sorted(names) == sorted(set(names))


CASES = [
    pytest.param(check, case, id=case.edit.key)
    for check, cases in WRONG.items()
    for case in cases
]


@pytest.mark.parametrize("check, case", CASES)
def test_an_edit_brings_its_sentence(check, case, checks_that_answer, monkeypatch):
    message = answer(case.edit, monkeypatch)
    assert checks_that_answer == [check], f"another check answers:\n{message}"
    lines = message.splitlines()
    assert message.startswith(f"{case.edit.scripts[0]}: "), (
        f"no script is named:\n{message}"
    )
    assert len(lines) <= LONGEST and max(map(len, lines)) <= WIDEST, message
    on_one_line = " ".join(message.split())
    for sentence in case.sentences:
        assert sentence in on_one_line, f"not said: {sentence}\n{message}"


@pytest.mark.parametrize("edit", RIGHT, ids=lambda edit: edit.key)
def test_right_code_is_green(edit, monkeypatch):
    assert answer(edit, monkeypatch) == ""


# Whole messages: their lines, labels and indentation

MESSAGES = {
    "gradients that add up": """\
step2_autograd.py: the update of w is wrong in epoch 2.
  38      y_pred = model(X)
  44      loss.backward()
  47      with torch.no_grad():  # keep the update out of the graph
  48          w -= learning_rate * w.grad
now:       from 0.9 to 2.295
should be: from 0.9 to 1.395: 0.9 - 0.03 * (-16.5), the gradient
The gradients add up: -30 + -16.5. backward() adds to .grad. In every epoch,
    w.grad.zero_() after the update clears it.
Numbers right so far: data, start, learning rate, epochs, loss.""",
    "flat data": """\
step4_nn_module.py: y is not what this step needs.
  15  y = torch.tensor([2, 4, 6, 8], dtype=torch.float32)
now:       y = torch.tensor([2, 4, 6, 8], dtype=torch.float32)
should be: y = torch.tensor([[2], [4], [6], [8]], dtype=torch.float32)
UserWarning: Using a target size (torch.Size([4])) that is different to the
    input size (torch.Size([4, 1])). This will likely lead to incorrect results
    due to broadcasting. Please ensure they have the same size.""",
    "printed after the update": """\
step1_manual.py: line 2 of the output is not as it should be.
  43  for epoch in range(1, n_epochs + 1):
  52      w -= learning_rate * dw
  53      if epoch in (1, 10, 100, 1000):
  54          print(f"epoch {epoch:4}: w = {w.item():.3f}, loss =
                  {loss.item():.1e}")
now:       epoch    1: w = 0.900, loss = 3.0e+01
should be: epoch    1: w = 0.000, loss = 3.0e+01
It has a value from after the update.
Numbers right so far: data, start, learning rate, epochs, loss, updates.""",
    "another format": """\
step1_manual.py: line 1 of the output is not as it should be.
  41  print(f"before training: f(5) = {model(X_test).item():.2f}")
now:       before training: f(5) = 0.00
should be: before training: f(5) = 0.000
Numbers right so far: data, start, learning rate, epochs, loss, updates.""",
    "a loss by hand in step 3": """\
step3_loss_optimizer.py: the loss is still by hand.
  26  def loss_fn(y_pred, y):
  27      return ((y_pred - y) ** 2).mean()
  40      loss = loss_fn(y_pred, y)
now:       by hand
should be: from torch import nn
           loss_fn = nn.MSELoss()
It makes a loss function, which the loop calls: loss_fn(y_pred, y).
Numbers right so far: data, start, learning rate, epochs, loss, updates.""",
}


@pytest.mark.parametrize("name", MESSAGES)
def test_a_message_looks_like_this(name, monkeypatch):
    cases = [case for cases in WRONG.values() for case in cases]
    (edit,) = [case.edit for case in cases if case.edit.key == name]
    assert answer(edit, monkeypatch) == MESSAGES[name]


# What the suite is made of


def test_no_reading_is_told_where_two_fit():
    one, other = ("half", [1.0, 2.0]), ("twice", [1.0, 2.0])
    assert only_fit([one], [1.0, 2.0]) == "half"
    assert only_fit([one, other], [1.0, 2.0]) == ""


def test_a_step_names_who_does_a_piece():
    with pytest.raises(ValueError, match="the loss is done by one of"):
        Step(STEP1, "by hand", "by hnd", "by hand", "by hand")


def test_other_tables_of_the_errors_page_explain_nothing():
    text = "| a | b |\n|---|---|\n| `KeyError: 1` | c |\n"
    assert errors_page.explanations(text) == ()


def test_a_script_that_is_not_there(tmp_path, monkeypatch):
    monkeypatch.setattr(runner, "ROOT", tmp_path)
    with pytest.raises(pytest.fail.Exception) as failed:
        TESTS[STEP3]()
    said = f"{STEP3}: there is no such file.\nCopy {STEP2} to {STEP3}, and change the copy."
    assert failed.value.msg == said
