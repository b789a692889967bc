"""Draw the README's two figures from real runs of the scripts: python docs/figures.py

They are SVG with text as text, on no background, in colours that can be read on
GitHub's light and dark pages alike.
"""

import sys
from pathlib import Path

import matplotlib as mpl
import numpy as np
from matplotlib.figure import Figure

DOCS = Path(__file__).resolve().parent
sys.path.insert(0, str(DOCS.parent / "tests"))
from conftest import STEP1, STEP4, X, Y, run

GRAY, BLUE, ORANGE = "#7a7a7a", "#2f81d6", "#d9661f"
STYLE = {
    "svg.fonttype": "none",
    "svg.hashsalt": "the same names in every run",
    "path.simplify": False,
    "font.family": "sans-serif",
    "font.size": 11,
    "text.color": GRAY,
    "axes.edgecolor": GRAY,
    "axes.labelcolor": GRAY,
    "xtick.color": GRAY,
    "ytick.color": GRAY,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "legend.frameon": False,
}
# Enough epochs for a smooth line on a logarithmic axis, and no more.
SHOWN = np.unique(np.geomspace(1, 1000, 120).round().astype(int)) - 1


def draw_loss(axes, by_hand, step4):
    """Draw the loss of each epoch, on logarithmic axes."""
    for run_, colour, name, label in (
        (by_hand, BLUE, "steps-1-to-3", "steps 1 to 3: w alone"),
        (step4, ORANGE, "step-4", "step 4: w and b"),
    ):
        epochs = np.array(run_.epochs)[SHOWN]
        axes.loglog(epochs[:, 0], epochs[:, 3], color=colour, label=label, gid=name)
    axes.set(xlabel="epoch", xlim=(0.8, 1250), ylabel="loss", ylim=(3e-14, 1e2))
    axes.legend(loc="lower left")


def draw_valley(axes, by_hand, step4):
    """Draw the paths of w and b over the contours of the loss."""
    x, y = np.array(X), np.array(Y)
    w, b = np.meshgrid(np.linspace(-0.25, 2.75, 151), np.linspace(-0.6, 1.8, 151))
    loss = np.mean((w[..., None] * x + b[..., None] - y) ** 2, axis=-1)
    levels = [0.03, 0.1, 0.3, 1, 3, 10, 30]
    contours = axes.contour(w, b, loss, levels, colors=GRAY, linewidths=0.7)
    axes.clabel(contours, levels[1:], fmt="%g", fontsize=9)
    for run_, colour, name, label in (
        (by_hand, BLUE, "steps-1-to-3", "steps 1 to 3, where b is 0"),
        (step4, ORANGE, "step-4", "step 4, from seed 0"),
    ):
        _, w, b, _ = np.array(run_.epochs)[SHOWN].T
        style = {"color": colour, "marker": "o", "markersize": 3, "linewidth": 1.2}
        axes.plot(w, b, label=label, gid=name, **style)
    axes.set(xlabel="w", ylabel="b")
    axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1), ncols=2)


def draw(folder):
    """Draw both figures into folder, a Path, and return their paths."""
    paths = []
    for draw_axes, name in ((draw_loss, "loss.svg"), (draw_valley, "valley.svg")):
        with mpl.rc_context(STYLE):
            figure = Figure(figsize=(7.2, 4))
            # A fixed place, so that no version of matplotlib moves a point.
            draw_axes(figure.add_axes((0.12, 0.14, 0.86, 0.76)), run(STEP1), run(STEP4))
            figure.savefig(folder / name, transparent=True, metadata={"Date": None})
        paths.append(folder / name)
    return paths


if __name__ == "__main__":
    for path in draw(DOCS):
        print(f"wrote {path.relative_to(DOCS.parent)}")
