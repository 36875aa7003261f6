"""What is measured inside a process of its own: the projection, and the queries of a page.

    python scripts/bench_inside.py projection
    python scripts/bench_inside.py queries 4204
    python scripts/bench_inside.py draws 4204

Reads the store that OMSYN_STORE names and prints one line of JSON.
"""

from __future__ import annotations

import json
import statistics
import sys
import time

TIMES = 7


def projection() -> dict[str, float]:
    """Seconds for one run of all municipalities to 2050, and for estimating its rates."""
    from omsyn.demography.inputs import read_inputs
    from omsyn.demography.projection import HORIZON, run
    from omsyn.demography.rates import Assumptions, estimate
    from omsyn.warehouse import open_store

    inputs = read_inputs(open_store())
    origin = inputs.population.years[-1]
    runs, estimates = [], []
    for _ in range(TIMES):
        started = time.perf_counter()
        rates = estimate(inputs, origin, HORIZON, Assumptions())
        middle = time.perf_counter()
        run(inputs.population, rates, HORIZON)
        estimates.append(middle - started)
        runs.append(time.perf_counter() - middle)
    return {"run": statistics.median(runs), "estimate": statistics.median(estimates)}


def queries(code: str) -> dict[str, float]:
    """Database queries of one region page, the first time and when it is kept."""
    from omsyn.workspace.config import serving

    serving.prepare()
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(SERVER_NAME="localhost")
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as captured:
            answer = client.get(f"/nb/kommune/{code}/", follow=True)
        assert answer.status_code == 200, answer.status_code
        counts.append(len(captured))
    return {"first": counts[0], "kept": counts[1]}


def draws(code: str) -> dict[str, float]:
    """A thousand joint draws of the country over 30 years, and one municipality alone."""
    import resource

    from omsyn.demography.draws import DRAWS, draw, region_draws
    from omsyn.warehouse import open_store

    store = open_store()
    draw(store, horizon=2056, draws=2)
    started = time.perf_counter()
    made = draw(store, horizon=2056, draws=DRAWS)
    joint = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    cells = DRAWS * (len(made.years) - 1) * len(made.regions) * 2 * 106
    del made
    region_draws(store, code)
    alone = []
    for _ in range(TIMES):
        started = time.perf_counter()
        region_draws(store, code)
        alone.append(time.perf_counter() - started)
    return {
        "joint": joint,
        "peak_bytes": peak,
        "cells_a_second": cells / joint,
        "alone": statistics.median(alone),
    }


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["projection"]:
            print(json.dumps(projection()))
        case ["queries", code]:
            print(json.dumps(queries(code)))
        case ["draws", code]:
            print(json.dumps(draws(code)))
        case _:
            print(__doc__)
            sys.exit(2)
