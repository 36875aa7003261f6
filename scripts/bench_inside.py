"""What is measured inside a process of its own: the calculation, and the server's own time.

    python scripts/bench_inside.py projection
    python scripts/bench_inside.py queries 4204
    python scripts/bench_inside.py draws 4204
    python scripts/bench_inside.py reference
    python scripts/bench_inside.py sliders 4204
    python scripts/bench_inside.py first 4204

Reads the store that OMSYN_STORE names and prints one line of JSON.
"""

from __future__ import annotations

import itertools
import json
import statistics
import sys
import time
from collections.abc import Iterator
from typing import Any

TIMES = 7
JOINT_TIMES = 3
REFERENCE_DRAWS, REFERENCE_YEARS = 4, 10
NATIONAL_HORIZON = 2056
"""Thirty years after the newest stocks."""
WAIT_SECONDS = 300
POSITIONS = 72
INTERVAL = "i åtte av ti framtider"
HTMX = {"HX-Request": "true"}


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
    client = _client()
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

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

    from omsyn.demography import read_population
    from omsyn.demography.draws import DRAWS, draw, region_draws
    from omsyn.warehouse import open_store

    store = open_store()
    draw(store, horizon=NATIONAL_HORIZON, draws=2)
    joint, cells = [], 0
    for _ in range(JOINT_TIMES):
        started = time.perf_counter()
        made = draw(store, horizon=NATIONAL_HORIZON, draws=DRAWS)
        joint.append(time.perf_counter() - started)
        cells = DRAWS * (len(made.years) - 1) * len(made.regions) * 2 * 106
        del made
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    region_draws(store, code)
    alone = []
    # Another one each time: what was drawn once is kept.
    for other in [each for each in read_population(store).regions if each != code][:TIMES]:
        started = time.perf_counter()
        region_draws(store, other)
        alone.append(time.perf_counter() - started)
    seconds = statistics.median(joint)
    return {
        "joint": seconds,
        "peak_bytes": peak,
        "cells": cells,
        "cells_a_second": cells / seconds,
        "alone": statistics.median(alone),
    }


def reference() -> dict[str, float]:
    """The kernel and the reference in NumPy on the same small job: largest difference, and speed.

    The difference is that of a municipality's persons of one sex and age, as a part of them where
    they are more than one.
    """
    import numpy as np

    from omsyn.demography.draws.engine import Engine
    from omsyn.demography.draws.ground import build_ground
    from omsyn.demography.draws.national import national_paths
    from omsyn.demography.draws.reference import accounts
    from omsyn.demography.draws.rng import SEED
    from omsyn.demography.draws.settings import Settings
    from omsyn.demography.inputs import read_inputs
    from omsyn.demography.rates import Assumptions, estimate
    from omsyn.warehouse import open_store

    inputs = read_inputs(open_store())
    origin = inputs.population.years[-1]
    horizon = origin + REFERENCE_YEARS
    ground = build_ground(inputs, estimate(inputs, origin, horizon, Assumptions()), horizon)
    some, settings = range(REFERENCE_DRAWS), Settings()
    paths = national_paths(ground, some, SEED, settings.national)
    engine = Engine.of(ground, SEED, settings)
    single = tuple(range(107))
    engine.couple(range(1), national_paths(ground, range(1), SEED, settings.national), single)
    started = time.perf_counter()
    _pool, _country, made = engine.couple(some, paths, single)
    kernel = time.perf_counter() - started
    started = time.perf_counter()
    expected = accounts(engine, some, paths)
    numpy = time.perf_counter() - started
    largest = max(
        float((np.abs(made[:, year] - each.persons) / np.maximum(each.persons, 1)).max())
        for year, each in enumerate(expected, start=1)
    )
    cells = REFERENCE_DRAWS * REFERENCE_YEARS * len(ground.regions) * 2 * 106
    return {
        "draws": REFERENCE_DRAWS,
        "years": REFERENCE_YEARS,
        "largest": largest,
        "kernel_cells_a_second": cells / kernel,
        "numpy_cells_a_second": cells / numpy,
    }


def sliders(code: str) -> dict[str, float]:
    """The server's time for the answer to each of many positions of the sliders, in ms.

    Every position is a new one, asked for as the page's own script asks, when the page has been
    seen once and the futures of the national alternatives are made. `without` counts answers
    that came without an interval.
    """
    client = _client()
    page = f"/nb/kommune/{code}/hva-hvis/"
    found: dict[str, float] = {"without": 0}
    for kind, warming, asked in (
        ("need", ["", "wt=3"], itertools.islice(_need_positions(), POSITIONS)),
        (
            "people", ["alt=high", "alt=low", "alt=zero_migration", "ad=2027~40~h"],
            itertools.islice(_people_positions(), POSITIONS),
        ),
    ):  # fmt: skip
        for query in warming:
            _until_sure(client, f"{page}?{query}")
        times = []
        for query in asked:
            started = time.perf_counter()
            answer = client.get(f"{page}?{query}", headers=HTMX)
            times.append(1000 * (time.perf_counter() - started))
            text = answer.content.decode()
            assert answer.status_code == 200, f"{query}: {answer.status_code}"
            assert 'id="svar-tittel"' in text, f"{query}: {text[:200]}"
            found["without"] += INTERVAL not in text
        times.sort()
        found[f"{kind}_positions"] = len(times)
        found[f"{kind}_median"] = statistics.median(times)
        found[f"{kind}_p95"] = times[min(len(times) - 1, int(0.95 * len(times)))]
        found[f"{kind}_largest"] = times[-1]
    return found


def _need_positions() -> Iterator[str]:
    """One slider moved after the other, the others left where they stand."""
    standing: dict[str, str] = {}
    for step in itertools.count(1):
        moved = {
            "wt": step, "st": step / 10, "ha": step / 25, "un": 2 * step, "sp": step,
            "cp": 100 + 7 * step, "pr": step / 10, "dt": -step / 10, "ic": 2 * step,
        }  # fmt: skip
        for name, value in moved.items():
            standing[name] = f"{value:g}"
            yield "&".join(f"{each}={where}" for each, where in standing.items())


def _people_positions() -> Iterator[str]:
    """Another national alternative, newcomers, or both."""
    for step in itertools.count(1):
        coming = f"ad={2027 + step % 10}~{10 * step}~{'hr'[step % 2]}"
        yield from (coming, f"alt=high&{coming}", f"alt=low&{coming}")
        # Where nobody moves there are no movers whose ages newcomers could have.
        yield f"alt=zero_migration&wt={step}"


def first(code: str) -> dict[str, float]:
    """The time of day when the page of a fresh process has answered with its interval."""
    client = _client()
    _until_sure(client, f"/nb/kommune/{code}/hva-hvis/")
    return {"answered": time.time()}


def _client() -> Any:
    """A reader who asks the server within this process."""
    from omsyn.workspace.config import serving

    serving.prepare()
    from django.test import Client

    return Client(SERVER_NAME="localhost")


def _until_sure(client: Any, address: str) -> None:
    """Ask until the answer has its interval. Raises `TimeoutError`."""
    until = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < until:
        answer = client.get(address, follow=True)
        assert answer.status_code == 200, f"{address}: {answer.status_code}"
        if INTERVAL in answer.content.decode():
            return
        time.sleep(0.2)
    raise TimeoutError(f"{address} has no interval after {WAIT_SECONDS} s")


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["projection" | "reference" as what]:
            print(json.dumps({"projection": projection, "reference": reference}[what]()))
        case ["queries" | "draws" | "sliders" | "first" as what, code]:
            measure = {"queries": queries, "draws": draws, "sliders": sliders, "first": first}
            print(json.dumps(measure[what](code)))
        case _:
            print(__doc__)
            sys.exit(2)
