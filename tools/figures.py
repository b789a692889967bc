"""Draw the two figures of docs/ from runs of the steps: python tools/figures.py

They are SVG with text as text, on no background, in colours that can be read on
GitHub's light and dark pages alike.
"""

from pathlib import Path

import matplotlib as mpl
import numpy as np
from matplotlib.figure import Figure
from runner import ROOT, STEP1, STEP4, run

GRAY, BLUE, ORANGE = "#7a7a7a", "#2f81d6", "#d9661f"
STYLE = {
    "svg.fonttype": "none",
    "svg.hashsalt": "the same names in every run",
    "path.simplify": False,
    "font.family": "sans-serif",
    "font.size": 11,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "legend.frameon": False,
} | dict.fromkeys(
    ("text.color", "axes.edgecolor", "axes.labelcolor", "xtick.color", "ytick.color"),
    GRAY,
)
# Enough epochs for a smooth line on a logarithmic axis, and no more.
SHOWN = np.unique(np.geomspace(1, 1000, 120).round().astype(int)) - 1


def draw_loss(axes, paths):
    """Draw the loss of each epoch, on logarithmic axes."""
    for name, path, line in paths:
        axes.loglog(SHOWN + 1, path[:, 2], label=name, **line)
    axes.set(xlabel="epoch", xlim=(0.8, 1250), ylabel="loss", ylim=(3e-14, 1e2))
    axes.legend(loc="lower left")


def draw_valley(axes, paths):
    """Draw the paths of w and b over the contours of the loss."""
    x, y = np.array([1, 2, 3, 4]), np.array([2, 4, 6, 8])
    # A grid along and across the valley, finer in the middle, bends with the contours.
    along, across = np.linspace(-1, 1, 33)[:, None] ** 3, np.linspace(-1, 1, 49) ** 3
    w, b = 2 + along - 2.3 * across, -3 * along - 0.8 * across
    loss = np.mean((w[..., None] * x + b[..., None] - y) ** 2, axis=-1)
    axes.set(xlabel="w", xlim=(-0.25, 2.75), ylabel="b", ylim=(-0.6, 1.8))
    levels = [0.03, 0.1, 0.3, 1, 3, 10, 30]
    contours = axes.contour(w, b, loss, levels, colors=GRAY, linewidths=0.7)
    axes.clabel(contours, levels[1:], fmt="%g", fontsize=9)
    for name, path, line in paths:
        style = {"marker": "o", "markersize": 3, "linewidth": 1.2}
        axes.plot(path[:, 0], path[:, 1], label=name, **style, **line)
    axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1), ncols=2)


def draw(folder):
    """Draw both figures into a folder."""
    paths = [
        (
            label,
            np.column_stack([run(script).states[:-1], run(script).losses])[SHOWN],
            line,
        )
        for label, script, line in (
            ("steps 1 to 3: w alone", STEP1, {"color": BLUE, "gid": "steps-1-to-3"}),
            ("step 4: w and b", STEP4, {"color": ORANGE, "gid": "step-4"}),
        )
    ]
    for draw_axes, name in ((draw_loss, "loss.svg"), (draw_valley, "valley.svg")):
        with mpl.rc_context(STYLE):
            figure = Figure(figsize=(7.2, 4))
            # A fixed place, so that no version of matplotlib moves a point.
            draw_axes(figure.add_axes((0.12, 0.14, 0.86, 0.76)), paths)
            figure.savefig(
                Path(folder, name), transparent=True, metadata={"Date": None}
            )


if __name__ == "__main__":
    draw(ROOT / "docs")
