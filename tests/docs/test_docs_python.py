"""The Python of the manual runs: the notebook's cells and the page's blocks, on fictional data."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys

import pytest

from demography_support import fictional_store
from support_docs import DOCS

NOTEBOOK = DOCS / "tutorial" / "projection.ipynb"
PAGE = DOCS / "how-to" / "projection-from-python.md"
LINK = re.compile(r"\]\(([^)#\s]+)\)")


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """Run Python in a process of its own, with the fictional county in its store."""
    store = tmp_path_factory.mktemp("manual")
    fictional_store(store)

    def _run(code):
        done = subprocess.run(
            [sys.executable, "-W", "error", "-c", code], capture_output=True, text=True,
            cwd=store, env={**os.environ, "OMSYN_STORE": str(store)}, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    return _run


def cells(kind):
    notebook = json.loads(NOTEBOOK.read_text(encoding="utf-8"))
    return ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == kind]


def test_the_notebook_runs_and_says_what_it_promises(run):
    seen = """
print(json.dumps({
    "place": place.region.name,
    "years": [oldest["year"][0], oldest["year"][-1]],
    "svg": Picture(omsyn.charts.render_svg(spec))._repr_svg_()[:4],
    "unexplained": unexplained,
    "dementia": need.value[-1],
    "women": float(women.at(0)),
    "healthy": float(years.healthy[0]),
    "difference": difference,
    "chance": [float(chance[0]), float(chance[-1])],
    "draws": drawn.persons.shape[0],
    "room": places_2040.probability(2040),
    "added": fall.start + sum(step.change for step in fall.steps) - fall.end,
    "apart": apart.interval(2040, 0.8),
    "more": apart.probability(2040),
    "alone": places_2040.interval(2040, 0.8),
}))
"""
    answer = json.loads(run("\n".join(["import json", *cells("code"), seen])))
    assert answer["place"] == "Lindhavn"
    assert answer["years"][1] == 2040
    assert answer["svg"] == "<svg"
    assert answer["unexplained"] == pytest.approx(0, abs=1e-6)
    assert answer["dementia"] > 0
    assert 75 < answer["women"] < 95
    assert answer["healthy"] == pytest.approx(12.295, abs=5e-4)
    assert answer["difference"] == 0
    assert answer["draws"] == 200
    # Nobody doubts today, and in 2040 it is neither certain nor out of the question.
    assert answer["chance"][0] == 0
    assert 0 < answer["chance"][1] < 1
    assert 0 < answer["room"] < 1
    assert answer["added"] == pytest.approx(0, abs=1e-6)
    # On common draws the difference is far surer than what it is a difference of.
    low, high = answer["apart"]
    assert low < high < 0 == answer["more"]
    assert high - low < 0.25 * (answer["alone"][1] - answer["alone"][0])


def test_the_notebook_is_a_whole_one_without_anyones_results():
    notebook = json.loads(NOTEBOOK.read_text(encoding="utf-8"))
    assert (notebook["nbformat"], notebook["nbformat_minor"]) == (4, 5)
    assert len({cell["id"] for cell in notebook["cells"]}) == len(notebook["cells"])
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            assert cell["outputs"] == []
            assert cell["execution_count"] is None
        else:
            assert cell["cell_type"] == "markdown"


def test_no_link_of_the_notebook_is_dead():
    links = [link for text in cells("markdown") for link in LINK.findall(text)]
    assert links
    for link in links:
        assert (NOTEBOOK.parent / link).exists(), link


def test_the_page_runs(run):
    blocks = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert len(blocks) >= 6
    printed = run("\n".join([*blocks, "print(place.region.name, table.expectancy[0].round(1))"]))
    assert printed.splitlines()[-1] == "Kvitmo 72.9"


def test_every_public_measure_stands_in_the_reference():
    from omsyn import demography as d

    page = (DOCS / "reference" / "demographic-methods.md").read_text(encoding="utf-8")
    helpers = {
        "years_lived", "survival_variances", "weighted_errors", "checked_ages", "checked_rates",
        "refuse", "per_survivor", "byar", "age_column", "expectancy_errors",
    }  # fmt: skip
    for module in (
        d.conformance, d.descriptive, d.growth, d.health_expectancy, d.lifetables, d.standardisation
    ):  # fmt: skip
        for name, value in vars(module).items():
            own = getattr(value, "__module__", "") == module.__name__
            if own and name.islower() and not name.startswith("_") and name not in helpers:
                assert f"`{name}" in page, name
