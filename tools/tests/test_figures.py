"""The figures of docs/ have the points that the scripts give now."""

import xml.etree.ElementTree as ET

import needs
import numpy as np
from step_tools.runner import ROOT


def points(svg, group):
    """Return the points, shape (n, 2), of the paths in a group of an SVG."""
    space = "{http://www.w3.org/2000/svg}"
    paths = ET.parse(svg).getroot().find(f".//{space}g[@id='{group}']")
    words = " ".join(path.get("d") for path in paths.findall(f"{space}path")).split()
    return np.array([float(w) for w in words if not w.isalpha()]).reshape(-1, 2)


def test_figures_show_the_scripts_as_they_are(tmp_path):
    needs.matplotlib()
    import figures

    figures.draw(tmp_path)
    for svg in ("loss.svg", "valley.svg"):
        for group in ("steps-1-to-3", "step-4"):
            kept = points(ROOT / "docs" / svg, group)
            drawn = points(tmp_path / svg, group)
            advice = (
                f"docs/{svg} shows another {group}: python tools/figures.py draws it"
            )
            assert kept.shape == drawn.shape, advice
            # A tenth of a point, one 5000th of the width
            assert np.abs(kept - drawn).max() < 0.1, advice
