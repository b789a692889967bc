"""The claims of the pages: a few words around a number, and what gives the number.

In: computed.py. Out: CLAIMS, by page and in the order of the page, which test_claims.py
holds. The words are those of the page, without backticks and stars, and with ASCII's minus.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from computed import (
    ACROSS,
    ALONE,
    ALONG,
    CENTRED,
    CENTRED_X,
    COSTS,
    COUNT,
    ERRORS,
    FURTHER,
    INSTALL,
    MINI_BATCHES,
    MOMENTUM,
    NOISE,
    OTHER_LINE,
    RATE,
    README,
    TRUE_W,
    VALLEY,
    W_2,
    X_ALONE,
    drawn,
    edited_line,
    factors_with_momentum,
    faster_factors,
    first_at_rest,
    first_epoch_in_common,
    first_prediction,
    first_slow_epoch,
    last_distance,
    last_python,
    last_tested,
    last_update,
    loss_at,
    oldest,
    only,
    other_line,
    prediction,
    range_of_w,
    rate_of,
    rates_tried,
    second_hunk,
    slope_of_valley,
    steps_alike,
    steps_with,
    steps_with_bias,
    times_the_inputs,
    w_at,
    w_in_block,
)
from edits import run_edited
from step_tools import theory
from step_tools.runner import STEP1, STEP2, STEP3, STEP4, STEPS


@dataclass(frozen=True)
class Claim:
    """Words of a page, with a field of str.format for each of the values.

    Where nothing computes a number, it stands in the words: what is measured, counted, or
    chosen.
    """

    words: str
    values: Callable[[], tuple] | None = None
    times: int = 1  # how often the page says it


CLAIMS = {
    README: [
        Claim("four samples of f(x) = {:g}x. A sample", lambda: (TRUE_W,)),
        Claim("for step {} also classes", lambda: steps_with("class ")),
        Claim("Step {} explains each piece", lambda: steps_with("def gradient")),
        Claim(
            "Steps {} to {} explain the bold names.",
            lambda: (STEPS.index(STEP2) + 1, len(STEPS)),
        ),
        Claim("Steps {} to {} print the same lines.", steps_alike),
        Claim("Step {} learns one more number", steps_with_bias),
        Claim(
            "All four end at f({:g}) = {:.3f}.",
            lambda: (theory.X_TEST, only(round(prediction(s), 3) for s in STEPS)),
        ),
        # Run it
        Claim("You need Python {} or newer.", lambda: (oldest("python"),)),
        Claim("NumPy for step {}, and", lambda: steps_with("import numpy")),
        Claim("On Linux that takes 5.4 GB on disk;"),
        Claim("has a build that takes 1 GB."),
        Claim(
            "The last one is {}.",
            lambda: (
                only(run_edited(script).output.splitlines()[-1] for script in STEPS),
            ),
        ),
        Claim("It prints four dots and {} passed.", lambda: (len(STEPS),)),
        Claim(
            "Last tested with Python {}, PyTorch {} and NumPy {}.",
            lambda: (last_python(), last_tested("torch"), last_tested("numpy")),
        ),
        # Step 1: all four pieces by hand
        Claim(
            "Their numbers are in float{}, a format",
            lambda: (8 * run_edited(STEP1).names["X"].itemsize,),
        ),
        Claim("This is a straight line through the point (0, 0)."),
        Claim(
            "It starts at {:g}, as an array with one number, so that it is float{}, too.",
            lambda: (w_at(STEP1, 1), 8 * run_edited(STEP1).names["w"].itemsize),
        ),
        Claim(
            "In step {} the number loss is only printed.",
            lambda: steps_with("dw = gradient("),
        ),
        Claim(
            "In step {} PyTorch starts from loss itself.",
            lambda: steps_with("loss.backward()")[:1],
        ),
        Claim("derivative of (w · x - y)² is 2 · (w · x - y), times"),
        Claim("for X_test, which is x = {:g}, an x that is", lambda: (theory.X_TEST,)),
        Claim(
            "{0:.1e} means 3.0 · 10¹, which is {0:g}.",
            lambda: (loss_at(STEP1, 1),),
        ),
        Claim(
            "{:.1e} means 1.3 · 10⁻¹³, which is almost {:g}.",
            lambda: (loss_at(STEP1, 1000), theory.loss(TRUE_W, 0)),
        ),
        Claim("says why it does not become {:g}.", lambda: (theory.loss(TRUE_W, 0),)),
        Claim(
            "All y are {0:g}x, so a difference is (w - {0:g}) · x, and its square is"
            " (w - {0:g})² · x². The mean of x² is {1:g}. So the loss is {1:g} · (w - {0:g})²."
            " Drawn over w, this is a parabola. At w = {2:g} it is {3:g}. Its lowest point is at"
            " w = {0:g}, where it is {4:g}.",
            lambda: (
                *(TRUE_W, np.mean(theory.X**2), w_at(STEP1, 1)),
                *(theory.loss(0, 0), theory.loss(TRUE_W, 0)),
            ),
        ),
        Claim("The first epoch by hand, with w = {:g}:", lambda: (w_at(STEP1, 1),)),
        Claim(
            "The loss is the mean of the squares, {:g}.",
            lambda: (theory.loss(0, 0),),
        ),
        Claim(
            "the mean of the last column, {:g}.",
            lambda: (theory.gradient(0, 0)[0],),
        ),
        Claim(
            "With the learning rate {:g}, the new w is {:g} - {:g} · ({:g}) = {:.1f}.",
            lambda: (
                RATE,
                w_at(STEP1, 1),
                RATE,
                theory.gradient(0, 0)[0],
                w_at(STEP1, 2),
            ),
        ),
        Claim(
            "the learning rate, here {:g}.",
            lambda: (RATE,),
        ),
        Claim(
            "How fast does w come to {1:g}? The derivative of {2:g} · (w - {1:g})² is"
            " {3:g} · (w - {1:g}). An update takes away {0:g} · {3:g} = {4:.2f} of the distance"
            " from w to {1:g}, and leaves {5:.2f} of it.",
            lambda: (
                *(RATE, TRUE_W, np.mean(theory.X**2), ALONE),
                *(RATE * ALONE, 1 - RATE * ALONE),
            ),
        ),
        Claim(
            "The distance is {:g} at first, then {:.1f}, then {:.3f}.",
            lambda: [TRUE_W - w_at(STEP1, epoch) for epoch in (1, 2, 3)],
        ),
        Claim("Why {} epochs?", lambda: (theory.N_EPOCHS,)),
        Claim(
            "Here w no longer changes after {} updates.",
            lambda: (first_at_rest() - 1,),
        ),
        Claim("But step {} needs more", steps_with_bias),
        Claim("w is {:.1f} now.", lambda: (w_at(STEP1, 2),)),
        Claim(
            "The predictions are {:.1f}, {:.1f}, {:.1f} and {:.1f}, so the differences are",
            lambda: W_2 * theory.X,
        ),
        Claim(
            "so the differences are {:.1f}, {:.1f}, {:.1f} and {:.1f}.",
            lambda: theory.errors(W_2, 0),
        ),
        Claim(
            "The loss is ({:.2f} + {:.2f} + {:.2f} + {:.2f}) / {} = {:.3f}.",
            lambda: (*theory.errors(W_2, 0) ** 2, COUNT, theory.loss(W_2, 0)),
        ),
        Claim(
            "The gradient is ({:.1f} - {:.1f} - {:.1f} - {:.1f}) / {} = {:.1f}.",
            lambda: (
                2 * theory.errors(W_2, 0)[0],
                *(-2 * theory.errors(W_2, 0) * theory.X)[1:],
                COUNT,
                theory.gradient(W_2, 0)[0],
            ),
        ),
        Claim(
            "The next w is {:.1f} - {:g} · ({:.1f}) = {:.3f}.",
            lambda: (W_2, RATE, theory.gradient(W_2, 0)[0], w_at(STEP1, 3)),
        ),
        Claim(
            "because float{} has only about seven.",
            lambda: (8 * run_edited(STEP1).names["w"].itemsize,),
        ),
        # How to read a diff
        Claim(
            "@@ -{0},{1} +{2},{3} @@ means: {1} lines of the first file, from line {0} on, and {3}"
            " lines of the second, from line {2} on.",
            lambda: second_hunk(STEP1, STEP2),
        ),
        # Step 2: autograd computes the gradient
        Claim("the same six lines as step {}.", lambda: steps_alike()[:1]),
        Claim(
            "w.grad.zero_() sets the gradient back to {:g}, because",
            lambda: (run_edited(STEP2).names["w"].grad.item(),),
        ),
        Claim(
            "for the sample x = {:g}, y = {:g}:",
            lambda: (theory.X[0], theory.Y[0]),
        ),
        Claim(
            "The product of the last column is {:g}. The other three samples give {:g}, {:g}"
            " and {:g}. All four predictions use the same w, so these are added. The sum is {:g},"
            " the gradient of step {}.",
            lambda: (
                *(2 * theory.errors(0, 0) * theory.X / COUNT),
                theory.gradient(0, 0)[0],
                steps_with("def gradient")[0],
            ),
        ),
        Claim(
            "Does f({:g}) still become {:g}?",
            lambda: (theory.X_TEST, prediction(STEP1)),
        ),
        Claim(
            "It is {:.1f}, the sum of the gradients of both epochs: {:g} - {:.1f}.",
            lambda: (
                theory.gradient(0, 0)[0] + theory.gradient(W_2, 0)[0],
                theory.gradient(0, 0)[0],
                -theory.gradient(W_2, 0)[0],
            ),
        ),
        Claim(
            "When w has passed {0:g}, the old gradients still push it on. So w swings around"
            " {0:g}, between {1:.1f} and {2:.1f}, and",
            lambda: (TRUE_W, *range_of_w(STEP2, "print(w.grad), no zero_()")),
        ),
        # Step 3: nn.MSELoss computes the loss, torch.optim.SGD makes the update
        Claim(
            "So after nine updates, at epoch 10, w is only {:.3f}. f({:g}) still ends at {:.3f}.",
            lambda: (
                w_at(STEP3, 10, "torch.optim.Adam"),
                theory.X_TEST,
                prediction(STEP3, "torch.optim.Adam"),
            ),
        ),
        # Step 4: an nn.Module computes the prediction
        Claim(
            "With b, the line need not go through the point (0, 0). These data do not need it,"
            " so b has to become {:g}.",
            lambda: (np.polyfit(theory.X, theory.Y, 1)[1].round(9) + 0.0,),
        ),
        Claim("loop is the same text as in step {}, so", lambda: steps_with("[w]")),
        Claim(
            "X has rows and columns now: {0} rows and {1} column. That is its shape, ({0}, {1}),",
            lambda: run_edited(STEP4).names["X"].shape,
        ),
        Claim(
            "y gets the shape of the prediction, {} rows and {} column.",
            lambda: run_edited(STEP4).names["y_pred"].shape,
        ),
        Claim(
            "In step {} the shape of y is ({},), with one dimension.",
            lambda: (
                *steps_with("SGD([w]"),
                *run_edited(STEP3).names["y"].shape,
            ),
        ),
        Claim(
            "one column per feature, so here it is {} by {}.",
            lambda: run_edited(STEP4).names["w"].shape,
        ),
        Claim(
            "the first printed line by hand: {:g} · ({:.4f}) + {:.4f} = {:.3f}.",
            lambda: (
                theory.X_TEST,
                *run_edited(STEP4).states[0],
                first_prediction(STEP4),
            ),
        ),
        Claim(
            "From epoch {} on these are the lines of step {}, so",
            lambda: (first_epoch_in_common("bias=False"), *steps_with("SGD([w]")),
        ),
        Claim(
            "as w -= … did in step {}.",
            lambda: steps_with("w -= learning_rate * w.grad"),
        ),
        # Why step 4 needs more epochs
        Claim("Why step {} needs more epochs", steps_with_bias),
        Claim(
            "Steps {} to {} fall to a floor within {} epochs. Step {} falls",
            lambda: (*steps_alike(), first_at_rest(), *steps_with_bias()),
        ),
        Claim(
            "each mark is {:,.0f} times the mark below it.",
            lambda: (drawn("LOSS_MARKS")[1] / drawn("LOSS_MARKS")[0],),
        ),
        Claim(
            "A dot or a square stands at epoch {} and",
            lambda: drawn("MARKED")[:1],
        ),
        Claim(
            "Steps {} to {} go along b = {:g}. Step {} first goes",
            lambda: (
                *steps_alike(),
                run_edited(STEP1).states[-1][1],
                *steps_with_bias(),
            ),
        ),
        Claim(
            "A dot is an epoch of steps {} to {}, a square is an epoch of step {}.",
            lambda: (*steps_alike(), *steps_with_bias()),
        ),
        Claim(
            "Shown are the first {} epochs, and then every twentieth.",
            lambda: (1 + np.flatnonzero(np.diff(drawn("IN_VALLEY")) > 1)[0],),
        ),
        Claim(
            "The lowest point is at w = {:g}, b = {:g}.",
            lambda: np.polyfit(theory.X, theory.Y, 1).round(9) + 0.0,
        ),
        Claim(
            "All x are positive, and their mean is {:g}.",
            lambda: (np.mean(theory.X),),
        ),
        Claim(
            "take w = 1.8. With b = 0 the loss is {:g}. With b = 0.6 the predictions are {:.1f},"
            " {:.1f}, {:.1f} and {:.1f}, and the loss is only {:g}.",
            lambda: (
                theory.loss(1.8, 0).round(9),
                *(1.8 * theory.X + 0.6),
                theory.loss(1.8, 0.6).round(9),
            ),
        ),
        Claim("That is why step {} is fast for a few", lambda: steps_with("w, b = ")),
        Claim(
            "From epoch {} on, each epoch leaves {:.3f} of the distance from the lowest point.",
            lambda: (first_slow_epoch(), 1 - RATE * ALONG),
        ),
        # Try it
        Claim(
            "Try {}, {} and {} in steps {} and {}.",
            lambda: (*rates_tried(), *steps_with("optimizer = ")),
        ),
        Claim(
            "Steps {} and {} do what step {} does.",
            lambda: (1, 2, steps_with("optimizer = ")[0]),
        ),
        Claim(
            "With w alone, each update leaves 1 - {0} · {1:g} = {2:.1f} of the distance to {3:g},"
            " where {4:g} leaves {5:.2f}.",
            lambda: (
                *(rates_tried()[0], ALONE, 1 - float(rates_tried()[0]) * ALONE, TRUE_W),
                *(RATE, 1 - RATE * ALONE),
            ),
        ),
        Claim(
            "Along the valley of step {} the updates are twice as long,",
            steps_with_bias,
        ),
        Claim(
            "In step 3 each update leaves 1 - {} · {:g} = {:.3f} of the distance: w jumps past"
            " {:g}, but",
            lambda: (
                *(rates_tried()[1], ALONE),
                *(1 - float(rates_tried()[1]) * ALONE, TRUE_W),
            ),
        ),
        Claim(
            "Across the valley of step {} it lands farther away each time. In the end the loss is"
            " too large for float{}. Then",
            lambda: (*steps_with_bias(), 8 * run_edited(STEP4).names["w"].itemsize),
        ),
        Claim(
            "In step 3 each update leaves 1 - {} · {:g} = {:.2f} of the distance. So each jump"
            " past {:g} is longer than",
            lambda: (
                *(rates_tried()[2], ALONE),
                *(1 - float(rates_tried()[2]) * ALONE, TRUE_W),
            ),
        ),
        Claim(
            "Let y be {:.0f}x + {:.0f}. That is [4, 7, 10, 13], in step {} [[4], [7], [10], [13]]."
            " The right f({:g}) is {:.0f}.",
            lambda: (
                *other_line(),
                *steps_with("[[1], [2]"),
                theory.X_TEST,
                np.polyval(other_line(), theory.X_TEST),
            ),
        ),
        Claim(
            "Steps {} to {} end at {:.3f}, step {} at {:.3f}.",
            lambda: (
                *steps_alike(),
                only(round(prediction(s, OTHER_LINE), 3) for s in STEPS[:3]),
                *steps_with_bias(),
                prediction(STEP4, OTHER_LINE),
            ),
        ),
        Claim(
            "Only step {} has a b for the {:.0f}. Steps {} to {} find the best line through the"
            " point (0, 0).",
            lambda: (*steps_with_bias(), other_line()[1], *steps_alike()),
        ),
        Claim(
            "Let y be [2.1, 3.9, 6.2, 7.8], in step {} again as rows.",
            lambda: steps_with("[[1], [2]"),
        ),
        Claim(
            "at epoch {} it is {} in steps {} to {} and {:.1e} in step {}.",
            lambda: (
                theory.N_EPOCHS,
                only(f"{loss_at(s, 1000, NOISE):.1e}" for s in STEPS[:3]),
                *steps_alike(),
                loss_at(STEP4, 1000, NOISE),
                *steps_with_bias(),
            ),
        ),
        Claim(
            "In steps {} to {} that is the best line through the point (0, 0), and f({:g}) is"
            " {:.3f}. In step {} it is the best of all lines, and f({:g}) is {:.3f}.",
            lambda: (
                *steps_alike(),
                theory.X_TEST,
                only(round(prediction(s, NOISE), 3) for s in STEPS[:3]),
                *steps_with_bias(),
                theory.X_TEST,
                prediction(STEP4, NOISE),
            ),
        ),
        Claim(
            "do all steps still agree on f({:g})?",
            lambda: (theory.X_TEST,),
        ),
        Claim("In step {}, take the update out", lambda: steps_with("no_grad()")),
        Claim("Give step {} a bias.", lambda: steps_with("def gradient")),
        Claim(
            "Then give step {} a bias.",
            lambda: steps_with("w.grad.zero_()"),
        ),
        Claim(
            "Its derivative with respect to b is {:g}, so",
            lambda: theory.errors(0, 1)[:1] - theory.errors(0, 0)[:1],
        ),
        Claim(
            "It follows the valley, as step {} does, from",
            steps_with_bias,
        ),
        Claim(
            "Step 2 needs no derivative. loss.backward() fills b.grad, too. So b needs only"
            " what w has: requires_grad=True, an update, and b.grad.zero_(). Step 2 then "
            "prints"
        ),
        Claim(
            "Give step {} a second feature. Let the x be ({:g}, {:g}), ({:g}, {:g}),"
            " ({:g}, {:g}) and ({:g}, {:g}), and",
            lambda: (
                4,
                *run_edited(STEP4, "two features").names["X"].flatten().tolist(),
            ),
        ),
        Claim(
            "let y be {:.0f} times the first number plus {:.0f} times the second. What is the"
            " prediction for ({:g}, {:g}), and",
            lambda: (
                *run_edited(STEP4, "two features").names["w"].flatten().tolist(),
                *run_edited(STEP4, "two features").names["X_test"].flatten().tolist(),
            ),
        ),
        # Write it yourself
        Claim("python -m pytest -k step2 looks at step 2 alone."),
        # When it goes wrong
        Claim("So the gradient is {} times too large.", lambda: (COUNT,)),
        Claim("The sum over {0} samples has {0} times the gradient", lambda: (COUNT,)),
        Claim(
            "Difference and x are {0:g} times as large, so the gradient is {1:g} times as large."
            " Divide the learning rate by {1:g}, or",
            lambda: (times_the_inputs(), times_the_inputs() ** 2),
        ),
        Claim(
            "until both are {0} by {0}. This is called broadcasting. So each prediction is"
            " compared with each y, and {1} of the {2} pairs are wrong.",
            lambda: (COUNT, COUNT**2 - COUNT, COUNT**2),
        ),
        # Where next
        Claim("has step 4 in mini-batches, where each update"),
        Claim("is autograd in about 100 lines of Python"),
        Claim("follow lessons 5 and 6 of Patrick"),
        Claim(r"(w x_i - y_i)^2 = \frac{1}{N} \sum_{i=1}^{N} 2 (w x_i - y_i) x_i"),
    ],
    INSTALL: [
        # A smaller download on Linux
        Claim("takes 5.4 GB on disk (November 2026)."),
        Claim("The build without them takes 1 GB,"),
        # Editors and cells
        Claim(
            "# %% Training in steps {} and {}, the optimizer",
            lambda: steps_with("optimizer = "),
        ),
        # Systems that have no PyTorch
        Claim("a 32-bit Python, or a 32-bit system"),
        Claim(
            "nothing after PyTorch {}, and this tutorial needs {}",
            lambda: (2.2, oldest("torch")),
        ),
        Claim("found for torch>={}.", lambda: (oldest("torch"),)),
        Claim("Step {} needs only NumPy:", lambda: steps_with("import numpy")),
        Claim(
            "Steps {} to {} and pytest need PyTorch.",
            lambda: (steps_with("import torch")[0], steps_with("import torch")[-1]),
        ),
        Claim("such as python:3.12-slim."),
        # When an install command fails
        Claim("sudo apt install python3-venv."),
        Claim("python3 is older than {}", lambda: (oldest("python"),)),
        Claim("such as python3.12, in"),
    ],
    VALLEY: [
        Claim("The valley: why step {} needs more", steps_with_bias),
        # The curvatures
        Claim("The loss of step {} is the mean of", steps_with_bias),
        Claim(
            "the mean of x² is {:g}, and the mean of x is {:g}.",
            lambda: (np.mean(theory.X**2), np.mean(theory.X)),
        ),
        Claim(
            "the curvatures of the loss: {:.2f} across the valley and {:.2f} along it. Along the"
            " valley, b falls by {:.2f} where w grows by {:g}.",
            lambda: (ACROSS, ALONG, -slope_of_valley(), 1),
        ),
        Claim(
            "to the current point, (w - {:g}, b).",
            lambda: (TRUE_W,),
        ),
        Claim("So an update multiplies each part by 1 - learning rate · curvature."),
        Claim("With the learning rate {:g}:", lambda: (RATE,)),
        Claim(
            "Across the valley that is {:.2f}, so this part is soon gone. Along the valley it is"
            " {:.3f}.",
            lambda: ((1 - RATE * ACROSS) ** 2, (1 - RATE * ALONG) ** 2),
        ),
        Claim(
            "Where a factor is below {:g}, the distance grows. For w alone this is so above a"
            " learning rate of {:g} / {:g} = {:.3f}, and for step {} above"
            " {:g} / {:.2f} = {:.4f}.",
            lambda: (
                *(-1, 2, ALONE, 2 / ALONE),
                *steps_with_bias(),
                *(2, ACROSS, 2 / ACROSS),
            ),
        ),
        Claim(
            "So no learning rate makes step {0} as fast as step {1} is at {2:g}: below {3:.4f} the"
            " factor along the valley is always above 1 - {3:.4f} · {4:.2f} = {5:.3f}.",
            lambda: (
                *steps_with("optimizer = ")[::-1],
                *(RATE, 2 / ACROSS, ALONG, 1 - 2 / ACROSS * ALONG),
            ),
        ),
        # A way out: centre the inputs
        Claim(
            "because the mean of x is {:g}, and not {:g}.",
            lambda: (np.mean(theory.X), np.mean(CENTRED_X)),
        ),
        Claim("{}", lambda: (edited_line("X", CENTRED),)),
        Claim("{}", lambda: (edited_line("X_test", CENTRED),)),
        Claim(
            "Now the mean of X is {:g}, and the mean of its square is {:g}. H is diagonal, and"
            " the curvatures are {:g} and {:g}.",
            lambda: (
                np.mean(CENTRED_X),
                np.mean(CENTRED_X**2),
                *np.diag(theory.hessian(CENTRED_X)),
            ),
        ),
        Claim(
            "Its lowest point is at w = {0:g}, b = {1:g}, because {0:g}x is {0:g} · (x - {2:g}) +"
            " {1:g}.",
            lambda: (*np.polyfit(CENTRED_X, theory.Y, 1).round(9), np.mean(theory.X)),
        ),
        Claim(
            "With the learning rate {:g} the start is slower. Across the valley the factor was"
            " {:.2f}. Now the factors are {:.3f} and {:.2f}. But no direction is as slow as"
            " {:.3f}, so at epoch 100 the loss is {:.1e}, where it was {:.1e}:",
            lambda: (
                *(RATE, 1 - RATE * ACROSS),
                *(1 - RATE * np.diag(theory.hessian(CENTRED_X))),
                1 - RATE * ALONG,
                loss_at(STEP4, 100, CENTRED),
                loss_at(STEP4, 100),
            ),
        ),
        Claim(
            "With {0:g} the factors are 1 - {0:g} · {1:g} = {2:g} and 1 - {0:g} · {3:g} ="
            " {4:g}. Write learning_rate = {0:g}, and the loss at epoch 10 is below 1e-11.",
            faster_factors,
        ),
        Claim(
            "With X - {:g} alone, training looks the same, but f({:g}) is {:.3f}.",
            lambda: (np.mean(theory.X), theory.X_TEST, prediction(STEP4, X_ALONE)),
        ),
        Claim(
            "takes the {0:g} for a centred input, and {1:g} · ({0:g} + {2:g}) is {3:g}.",
            lambda: (
                theory.X_TEST,
                TRUE_W,
                np.mean(theory.X),
                TRUE_W * (theory.X_TEST + np.mean(theory.X)),
            ),
        ),
        # Another way out: momentum
        Claim(
            "In steps {} and {}, write",
            lambda: steps_with("optimizer = "),
        ),
        Claim(
            "Each update then also repeats {} of the update before.",
            lambda: (
                run_edited(STEP3, MOMENTUM)
                .names["optimizer"]
                .param_groups[0]["momentum"],
            ),
        ),
        Claim(
            "Near epoch 100 it reaches {:.1e} in step 3, at epoch 99, and {:.1e} in step 4, at"
            " epoch 98. Without momentum it is {:.1e} and {:.1e} at epoch 100.",
            lambda: (
                *(loss_at(STEP3, 99, MOMENTUM), loss_at(STEP4, 98, MOMENTUM)),
                *(loss_at(STEP3, 100), loss_at(STEP4, 100)),
            ),
        ),
        Claim(
            "two factors now, and their product is 0.9. At this learning rate they are complex,"
            " and each has the size √0.9 = {0:.3f}. So in every direction an epoch leaves {0:.3f}"
            " of the swing.",
            lambda: (only(factor.round(9) for factor in factors_with_momentum(0.9)),),
        ),
        Claim(
            "So step {} gets slower and step {} faster.",
            lambda: steps_with("optimizer = "),
        ),
        Claim(
            "is between (1 - √0.9)² = {:.4f} and (1 + √0.9)² = {:.2f}. At a learning rate of"
            " 0.003, learning rate · curvature is {:.4f} along the valley. That is too little for"
            " a swing. An epoch then leaves {:.3f} of the distance. Without momentum it leaves"
            " {:.3f}.",
            lambda: (
                *((1 - 0.9**0.5) ** 2, (1 + 0.9**0.5) ** 2, 0.003 * ALONG),
                factors_with_momentum(0.9, 0.003)[-1],
                1 - 0.003 * ALONG,
            ),
        ),
        # An aside: the floor of steps 1 to 3
        Claim("An aside: the floor of steps {} to {}", steps_alike),
        Claim(
            "The loss of steps {} to {} stops at {:.1e}, and not at {:g}.",
            lambda: (*steps_alike(), loss_at(STEP1, 1000), theory.loss(TRUE_W, 0)),
        ),
        Claim(
            "float{0} has about seven digits, and w has reached the last number below {1:g}"
            " that float{0} has. The gap from there to {1:g} is {2:.2e}. float{0} rounds to the"
            " nearest number that it has. So an update of less than half the gap, {3:.2e}, changes"
            " nothing. Exactly, the next update would be {5:.2f} · {2:.2e} = {6:.2e}, and the loss"
            " {7:.1e}. The script rounds its predictions, too, and gets {4:.2e} and {8:.1e}.",
            lambda: (
                *(8 * run_edited(STEP1).names["w"].itemsize, TRUE_W, last_distance()),
                *(last_distance() / 2, last_update()),
                *(RATE * ALONE, RATE * ALONE * last_distance()),
                theory.loss(TRUE_W - float(last_distance()), 0),
                loss_at(STEP1, 1000),
            ),
        ),
        Claim(
            r"= \begin{{pmatrix}} {:g} & {:g} \\ {:g} & {:g} \end{{pmatrix}}",
            lambda: theory.hessian().flatten(),
        ),
    ],
    ERRORS: [
        # Imports and names
        Claim("which step 1 imports: import numpy as np. In steps 2 to 4 write"),
        # The gradient and the update
        Claim("On Python 3.10 the error is"),
        Claim("In steps 2 to 4 the gradient is in w.grad: loss.backward()"),
        Claim("0 is an integer. Give the dtype, or write 0.0."),
        Claim(
            "two numbers here, {} and {}, with a comma between them. Write a point: {:g}.",
            lambda: (*rate_of("learning_rate = 0,03").split(","), RATE),
        ),
        # The model, the loss and the optimizer
        Claim("In step 3 it takes [w], in step 4 model.parameters()."),
        # Shapes, dtypes and numbers
        Claim(
            "The weights of nn.Linear are float{}, and",
            lambda: (8 * run_edited(STEP4).names["w"].itemsize,),
        ),
        Claim(
            "Give it one: shape ({}, {}).",
            lambda: run_edited(STEP4).names["y"].shape,
        ),
        Claim(
            "Give it one column: shape ({}, {}).",
            lambda: run_edited(STEP4).names["X"].shape,
        ),
        # Where the script runs
        Claim("In step 2 the error is an AttributeError."),
    ],
    COSTS: [
        Claim(
            "Measured on 25 November 2026, on one idle machine: AMD EPYC, two threads, "
            "Linux, Python 3.11.7, NumPy 2.4.6, PyTorch 2.13.0 (CPU build)."
        ),
        Claim("Steps 2 to 4 are given as multiples of step 1."),
        Claim("a minute, and 1 GB of memory."),
        Claim("most of the time in steps 2 and 3. Step 4 falls"),
        Claim("that takes 12 µs, where w * X takes 2.7 µs."),
        Claim("way to the loss takes {:g} MB.", lambda: (10_000_000 * 4 / 1e6,)),
        Claim("in pages of 4 kB, when"),
        Claim(
            "about 2,300 such page faults in step 1, 78,000 in step 2, and 39,000 in step "
            "3. Step 3 has fewer than step 2, because"
        ),
        Claim("asks Linux for pages of 2 MB, as"),
        Claim("in each step, and step 3 is faster than NumPy."),
        Claim(
            "NumPy takes 0.1 s, PyTorch 1.6 s, and PyTorch with a first optimizer 3.1 s."
        ),
    ],
    FURTHER: [
        Claim("Further: step 4 with one thing"),
        Claim("Each of these scripts is step 4 with one"),
        Claim("ends at f(5) = {:.3f}.", lambda: (prediction(STEP4),)),
        # In mini-batches
        Claim(
            "At the start of epoch 100 w is {:.3f}. In step 4 it is {:.3f}.",
            lambda: (
                w_in_block(FURTHER, f"text {MINI_BATCHES}", 100),
                w_at(STEP4, 100),
            ),
        ),
        Claim(
            "at w = {:g} and b = {:g} every batch has loss {:g}.",
            lambda: (TRUE_W, 0, theory.loss(TRUE_W, 0)),
        ),
        # On an accelerator
        Claim("The output is that of step 4 on a CPU."),
        # In several processes
        Claim(
            "is samples {:g} and {:g} for rank {}, and samples {:g} and {:g} for rank {}.",
            lambda: (*theory.X[0::2], 0, *theory.X[1::2], 1),
        ),
        Claim("Only rank 0 prints. Its"),
        Claim("the parameters of rank 0 at the start."),
        Claim("and w is that of step 4. Three"),
        Claim("where rank 0 predicts alone"),
        Claim("The machine that gets rank 0 prints."),
        Claim("HOST waits 600 s for the other machine"),
        Claim("for 1800 s: add --local-addr"),
        Claim("names an address in 127: set"),
        Claim("up to PyTorch 2.15 it ignores"),
    ],
}
