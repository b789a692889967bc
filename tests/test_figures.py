"""The figures show what the scripts do now: they are drawn again and compared."""

import sys
import xml.etree.ElementTree as ET

import numpy as np
import pytest
from conftest import ROOT

sys.path.insert(0, str(ROOT / "docs"))
import figures

SVG = "{http://www.w3.org/2000/svg}"
# A tenth of a point, one 5000th of the width. At learning rate 0.031 some point moves by
# more than 4, from seed 1 by more than 30.
TOLERANCE = 0.1
AGAIN = "; if that is meant, python docs/figures.py draws the figures anew"


def points(svg, name):
    """Return the points, shape (n, 2), of the paths in the group of a name."""
    group = svg.find(f".//{SVG}g[@id='{name}']")
    assert group is not None, f"the figure has no {name}{AGAIN}"
    words = " ".join(path.get("d") for path in group.findall(f"{SVG}path")).split()
    return np.array([float(w) for w in words if not w.isalpha()]).reshape(-1, 2)


@pytest.fixture(scope="module")
def drawn(tmp_path_factory):
    """The figures drawn again: a dict from file name to the SVG's root."""
    paths = figures.draw(tmp_path_factory.mktemp("docs"))
    return {path.name: ET.parse(path).getroot() for path in paths}


@pytest.mark.parametrize("name", ["loss.svg", "valley.svg"])
def test_figure_shows_the_scripts_as_they_are(drawn, name):
    kept, again = ET.parse(ROOT / "docs" / name).getroot(), drawn[name]
    texts = [[text.text for text in svg.iter(f"{SVG}text")] for svg in (kept, again)]
    assert texts[0] == texts[1], f"docs/{name} says something else than it would{AGAIN}"
    for group in ("steps-1-to-3", "step-4"):
        before, after = points(kept, group), points(again, group)
        assert before.shape == after.shape, f"docs/{name}: other points{AGAIN}"
        moved = np.abs(before - after).max()
        assert moved < TOLERANCE, (
            f"docs/{name}: a point of {group} is {moved:.1f} points away from where the"
            f" scripts put it now{AGAIN}"
        )
