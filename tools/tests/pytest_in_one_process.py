"""Run pytest several times in one process, as in a notebook.

In: runs as JSON, each with a folder, texts of scripts by name, and arguments for pytest.
The current folder has a copy of the project, called project. Out: what pytest prints,
and a line after each run.
"""

import json
import os
import sys
from pathlib import Path

import pytest

AFTER_A_RUN = "the next run\n"
# A plugin of pytest that looks for garbage for half a second a run.
WITHOUT = ("-p", "no:unraisableexception")


def main():
    above = Path.cwd()
    for run in json.loads(sys.argv[1]):
        for script, text in run["texts"].items():
            (above / "project" / script).write_text(text, encoding="utf-8")
        os.chdir(above / run["folder"])
        pytest.main([*WITHOUT, *run["arguments"]])
        print(AFTER_A_RUN, end="", flush=True)


if __name__ == "__main__":
    main()
