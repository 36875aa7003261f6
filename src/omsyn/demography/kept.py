"""The projection kept on disk under the store's version, so that it is computed once."""

from __future__ import annotations

import hashlib
import json
import zlib
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from attrs import asdict, evolve, frozen

from omsyn.demography.derived import put_folder
from omsyn.demography.divided import Division
from omsyn.demography.inputs import Inputs, has_fertility, read_inputs
from omsyn.demography.paths import PathSettings
from omsyn.demography.population import FloatArray, PopulationSeries, Projection
from omsyn.demography.projection import (
    HORIZON,
    check_horizon,
    check_settings,
    compute,
    method,
    run,
    run_people,
)
from omsyn.demography.rates import Assumptions, RateSet, estimate
from omsyn.demography.usual_fertility import reservation

if TYPE_CHECKING:
    from omsyn.warehouse import Store

FOLDER = "derived"
FLOWS = ("births", "deaths", "in_migration", "out_migration", "immigration", "emigration")


@frozen(kw_only=True, eq=False)
class Futures:
    """The stored population and its projection."""

    history: PopulationSeries
    projection: Projection
    divisions: tuple[Division, ...] = ()
    """Municipalities divided since the history began."""


_in_memory: dict[str, Futures] = {}
KEPT_ON_DISK = 2


_chosen: dict[tuple[str, PathSettings], Futures] = {}
KEPT_CHOSEN = 2
"""So many projections by other settings than the neutral are kept in memory; each is 100 MB."""


@frozen(kw_only=True, eq=False)
class People:
    """The stored population and the projected one, without its flows."""

    history: PopulationSeries
    projected: PopulationSeries
    divisions: tuple[Division, ...] = ()
    """As in `Futures`."""


_people: dict[tuple[str, PathSettings], People] = {}
KEPT_PEOPLE = 6
"""The alternatives and what was tried last; each is 10 to 15 MB."""

_estimated: dict[str, tuple[Inputs, RateSet]] = {}
"""The rates of the newest version and horizon that were asked for."""


def futures(store: Store, horizon: int = HORIZON, settings: PathSettings | None = None) -> Futures:
    """History and projection, from memory, from disk, or computed and put there.

    Those by other settings than the neutral are kept in memory only. Raises `OutsideData` for a
    horizon that cannot be projected to, `MissingDataset` where the store lacks what the
    projection needs, `ProjectionError` where the settings cannot be met.
    """
    if settings is not None and not settings.is_neutral:
        return _futures_chosen(store, horizon, settings)
    # The rates do not know the horizon, so a shorter projection is the beginning of a longer one.
    made_to = max(horizon, HORIZON)
    key = _key(store.version, made_to)
    both = _in_memory.get(key)
    if both is None:
        folder = store.folder / FOLDER / f"projection-{key}"
        both = _load(folder)
        if both is None:
            both = _compute(store, made_to)
            put_folder(folder, partial(_write, both=both), kind="projection", keep=KEPT_ON_DISK)
        # One is enough: a server has one store, and another version makes this one useless.
        _in_memory.clear()
        _in_memory[key] = both
    check_horizon(both.history.years[-1], horizon)
    return evolve(both, projection=_until(both.projection, horizon))


def _futures_chosen(store: Store, horizon: int, settings: PathSettings) -> Futures:
    key = _key(store.version, horizon), settings
    both = _chosen.pop(key, None)
    if both is None:
        inputs, rates = _rates(store, horizon, key[0])
        both = Futures(
            history=inputs.population,
            projection=run(inputs.population, rates, horizon, settings),
            divisions=inputs.divisions,
        )
    _chosen[key] = both
    # A list of its own, and none missed: other threads put in and drop meanwhile.
    for oldest in list(_chosen)[:-KEPT_CHOSEN]:
        _chosen.pop(oldest, None)
    return both


def people(store: Store, horizon: int = HORIZON, settings: PathSettings | None = None) -> People:
    """The stocks of `futures`, to the bit, in a part of the time for other settings than neutral.

    Up to the first of the additions they are those without additions, which are kept. Raises what
    `futures` raises.
    """
    if settings is None or settings.is_neutral:
        both = futures(store, horizon)
        return People(
            history=both.history,
            projected=both.projection.population,
            divisions=both.divisions,
        )
    key = _key(store.version, horizon), settings
    found = _people.pop(key, None)
    if found is None:
        inputs, rates = _rates(store, horizon, key[0])
        begun = None
        if settings.additions:
            # Refused before anything is made.
            check_settings(settings, inputs.population.regions, rates.origin, horizon)
            without = people(store, horizon, evolve(settings, additions=())).projected
            first = min(each.year for each in settings.additions)
            begun = without.persons[: without.years.index(first) + 1]
        found = People(
            history=inputs.population,
            projected=run_people(inputs.population, rates, horizon, settings, begun),
            divisions=inputs.divisions,
        )
    _people[key] = found
    # A list of its own, and none missed: other threads put in and drop meanwhile.
    for oldest in list(_people)[:-KEPT_PEOPLE]:
        _people.pop(oldest, None)
    return found


def _rates(store: Store, horizon: int, key: str) -> tuple[Inputs, RateSet]:
    """What every choice is projected from: read and estimated once, as that takes longest."""
    found = _estimated.get(key)
    if found is None:
        inputs = read_inputs(store)
        origin = inputs.population.years[-1]
        check_horizon(origin, horizon)
        found = inputs, estimate(inputs, origin, horizon, Assumptions())
        _estimated.clear()
        _estimated[key] = found
    return found


def project(
    store: Store, horizon: int = HORIZON, settings: PathSettings | None = None
) -> Projection:
    """The projection of all municipalities to 1 January of `horizon`.

    The neutral one is kept beside the store under its version, so that only the first call
    computes. Raises `OutsideData` for a horizon that cannot be projected to, `MissingDataset`
    where the store lacks what the projection needs, `ProjectionError` where the settings cannot
    be met.
    """
    made = futures(store, horizon, settings).projection
    told = () if has_fertility(store) else (reservation(),)
    return evolve(made, method=method(), warnings=(*made.warnings, *told))


def _compute(store: Store, horizon: int) -> Futures:
    inputs = read_inputs(store)
    return Futures(
        history=inputs.population,
        projection=compute(inputs, horizon),
        divisions=inputs.divisions,
    )


@cache
def _code() -> str:
    """A digest of this room's code: a projection made by other code is not the same projection."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def run_id(version: str, horizon: int, settings: PathSettings | None = None) -> str:
    """The same for the same data, horizon, choices and code, and for nothing else."""
    chosen = f"{_key(version, horizon)}:{settings or PathSettings()!r}"
    return hashlib.sha256(chosen.encode()).hexdigest()[:24]


def _key(version: str, horizon: int) -> str:
    return hashlib.sha256(f"{version}:{horizon}:{_code()}".encode()).hexdigest()[:24]


def _until(projection: Projection, horizon: int) -> Projection:
    """The beginning of a projection, to a year within it."""
    stocks = projection.population
    flows = stocks.years.index(horizon)
    return evolve(
        projection,
        population=evolve(
            stocks, years=stocks.years[: flows + 1], persons=stocks.persons[: flows + 1]
        ),
        **{name: getattr(projection, name)[:flows] for name in FLOWS},
    )


def _arrays(both: Futures) -> dict[str, FloatArray]:
    future = both.projection
    flows = {name: getattr(future, name) for name in FLOWS}
    return {"history": both.history.persons, "persons": future.population.persons, **flows}


def _load(folder: Path) -> Futures | None:
    """What lies in the folder, mapped into memory; None where it is not there or not whole."""
    try:
        about = json.loads((folder / "about.json").read_text(encoding="utf-8"))
        arrays = {
            name: np.load(folder / f"{name}.npy", mmap_mode="r", allow_pickle=False)
            for name in about["checksums"]
        }
    except (OSError, ValueError):
        return None
    if {name: _checksum(array) for name, array in arrays.items()} != about["checksums"]:
        return None
    regions = tuple(about["regions"])
    history = PopulationSeries(
        regions=regions, years=tuple(about["history"]), persons=arrays.pop("history")
    )
    people = PopulationSeries(
        regions=regions, years=tuple(about["years"]), persons=arrays.pop("persons")
    )
    return Futures(
        history=history,
        projection=Projection(population=people, method=method(), **arrays),
        divisions=tuple(Division(**each) for each in about["divisions"]),
    )


def _write(folder: Path, both: Futures) -> None:
    arrays = {name: np.ascontiguousarray(array) for name, array in _arrays(both).items()}
    for name, array in arrays.items():
        np.save(folder / f"{name}.npy", array)
    about = {
        "regions": both.history.regions,
        "history": both.history.years,
        "years": both.projection.population.years,
        "divisions": [asdict(each) for each in both.divisions],
        "checksums": {name: _checksum(array) for name, array in arrays.items()},
    }
    (folder / "about.json").write_text(json.dumps(about), encoding="utf-8")


def _checksum(array: FloatArray) -> int:
    return zlib.crc32(array.data)
