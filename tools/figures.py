"""Draw the two figures of docs/ from runs of the steps: python tools/figures.py

They are SVG with text as text, on no background, in colours that can be read on
GitHub's light and dark pages alike. The two paths differ in marker and dash, too,
so that they can be told apart in grey.
"""

from pathlib import Path

import matplotlib as mpl
import numpy as np
from edits import run_edited
from matplotlib.figure import Figure
from step_tools import theory
from step_tools.runner import ROOT, STEP1, STEP4

GRAY, BLUE, ORANGE = "#7a7a7a", "#2f81d6", "#d9661f"
COLOURED = ("text.color", "axes.edgecolor", "axes.labelcolor", "xtick.color")
STYLE = {
    "svg.fonttype": "none",
    "svg.hashsalt": "the same names in every run",
    "path.simplify": False,
    "font.family": "sans-serif",
    "font.size": 11,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "legend.frameon": False,
    **dict.fromkeys((*COLOURED, "ytick.color"), GRAY),
}
BY_HAND = {
    "label": "steps 1 to 3: w alone",
    "gid": "steps-1-to-3",
    "color": BLUE,
    "linestyle": "--",
    "marker": "o",
}
WITH_BIAS = {
    "label": "step 4: w and b",
    "gid": "step-4",
    "color": ORANGE,
    "linestyle": "-",
    "marker": "s",
}
# The epochs that a figure has: where the loss falls fast all of them, then every 20th.
OF_LOSS = np.r_[1:40, 40:1001:20]
IN_VALLEY = np.r_[1:20, 20:1001:20]
# Of these, the epochs with a marker on the lines of the loss: the first, each 100th.
MARKED = np.r_[1, 100:1001:100]
LOSS_MARKS = [1e-12, 1e-8, 1e-4, 1]


def path_of(script):
    """Return w, b and loss of each epoch of a script, shape (1000, 3)."""
    result = run_edited(script)
    return np.column_stack([result.states[:-1], result.losses])


def draw_loss(axes, by_hand, with_bias):
    """Draw the loss of each epoch: linear epochs, logarithmic loss."""
    for path, line in ((by_hand, BY_HAND), (with_bias, WITH_BIAS)):
        marked = {
            "markevery": list(np.flatnonzero(np.isin(OF_LOSS, MARKED))),
            "markersize": 5,
            "linewidth": 1.4,
        }
        axes.semilogy(OF_LOSS, path[OF_LOSS - 1, 2], **marked, **line)
    axes.set(xlabel="epoch", xlim=(-15, 1015), ylabel="loss", ylim=(1e-14, 1e2))
    axes.set_yticks(LOSS_MARKS)
    axes.set_yticks([], minor=True)
    axes.legend(loc="upper right")


def draw_contours(axes):
    """Draw lines of equal loss, on a grid that bends with the valley."""
    along, across = np.linspace(-1, 1, 33)[:, None] ** 3, np.linspace(-1, 1, 49) ** 3
    w, b = 2 + along - 2.3 * across, -3 * along - 0.8 * across
    levels = [0.03, 0.1, 0.3, 1, 3, 10, 30]
    contours = axes.contour(
        w, b, theory.loss(w, b), levels, colors=GRAY, linewidths=0.7
    )
    axes.clabel(contours, levels[1:], fmt="%g", fontsize=9)


def draw_valley(axes, by_hand, with_bias):
    """Draw the paths of w and b over lines of equal loss."""
    axes.set(xlabel="w", xlim=(-0.25, 2.75), ylabel="b", ylim=(-0.6, 1.8))
    draw_contours(axes)
    for path, line in ((by_hand, BY_HAND), (with_bias, WITH_BIAS)):
        w, b = path[IN_VALLEY - 1, 0], path[IN_VALLEY - 1, 1]
        axes.plot(w, b, markersize=3.5, linewidth=1.2, **line)
    for epoch in (1, 2, 20, 100, 200):
        w, b = with_bias[epoch - 1, :2]
        axes.annotate(
            str(epoch), (w, b), (5, 4), textcoords="offset points", color=ORANGE
        )
    axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1), ncols=2)


def draw(folder):
    """Draw both figures into a folder."""
    by_hand, with_bias = path_of(STEP1), path_of(STEP4)
    for draw_axes, name in ((draw_loss, "loss.svg"), (draw_valley, "valley.svg")):
        with mpl.rc_context(STYLE):
            figure = Figure(figsize=(7.2, 4))
            # A fixed place, so that no version of matplotlib moves a point.
            axes = figure.add_axes((0.12, 0.14, 0.86, 0.76))
            draw_axes(axes, by_hand, with_bias)
            no_date = {"Date": None}
            figure.savefig(Path(folder, name), transparent=True, metadata=no_date)


if __name__ == "__main__":
    draw(ROOT / "docs")
