"""What the method would have said of one region, kept beside the store."""

from __future__ import annotations

import hashlib
import os
import tempfile
import zipfile
from functools import cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from attrs import frozen

from omsyn.demography.backtest.trial import (
    GROUPS,
    HORIZONS,
    ORIGINS,
    Method,
    Progress,
    Trial,
    try_methods,
)
from omsyn.demography.inputs import read_inputs
from omsyn.demography.population import FloatArray
from omsyn.demography.regions import member_weights

if TYPE_CHECKING:
    from omsyn.warehouse import Store

FOLDER = "derived"
FILE = "backtest-{key}.npz"


@frozen(kw_only=True)
class RegionError:
    """One age group of one region, projected from an origin and as it came."""

    origin: int
    years_ahead: int
    group: str
    """A name in `GROUPS`."""
    made: float
    true: float

    @property
    def error(self) -> float | None:
        """Relative error, positive where too high; None where there truly was nobody."""
        return self.made / self.true - 1 if self.true > 0 else None


@frozen(kw_only=True)
class RegionBacktest:
    """Every origin, horizon and age group of one region."""

    region_id: str
    errors: tuple[RegionError, ...]

    def of(self, group: str = "all", years_ahead: int | None = None) -> tuple[RegionError, ...]:
        """Those of an age group, at one horizon where it is given."""
        return tuple(
            each
            for each in self.errors
            if each.group == group and years_ahead in {None, each.years_ahead}
        )

    def typical_error(self, group: str = "all", years_ahead: int = 5) -> float | None:
        """Median absolute relative error over the origins; None where none can be given."""
        known = [abs(each.error) for each in self.of(group, years_ahead) if each.error is not None]
        return float(np.median(known)) if known else None

    def to_frame(self) -> pl.DataFrame:
        """The columns origin, years_ahead, group, made, true and error (relative; null: none)."""
        names = ("origin", "years_ahead", "group", "made", "true", "error")
        return pl.DataFrame(
            {name: [getattr(each, name) for each in self.errors] for name in names},
            schema_overrides={"error": pl.Float64},
        )


@frozen(kw_only=True, eq=False)
class _Cells:
    """Numbers of every municipality, shape (case, region, group); a case is (origin, horizon)."""

    cases: FloatArray
    made: FloatArray
    true: FloatArray


_in_memory: dict[str, _Cells] = {}
_making = Lock()
"""Held by who makes a store's record, so that two who ask at once wait for one."""


def region_backtest(
    store: Store, region_id: str, progress: Progress | None = None
) -> RegionBacktest:
    """How far off the method would have been in a region, from every origin that can be tried.

    The first call for a version of the store tries all origins (some seconds) and keeps the
    result in its folder. Raises `UnknownRegion`, `MissingDataset`, or `OutsideData` for a region
    without inhabitants in the store.
    """
    cells = _cells(store, progress or (lambda _done, _total, _text: None))
    weights = member_weights(store, region_id)
    places, shares = list(weights), np.array(list(weights.values()))
    made = np.tensordot(cells.made[:, places], shares, axes=(1, 0))
    true = np.tensordot(cells.true[:, places], shares, axes=(1, 0))
    return RegionBacktest(
        region_id=region_id,
        errors=tuple(
            RegionError(
                origin=int(origin),
                years_ahead=int(ahead),
                group=group,
                made=float(made[case, column]),
                true=float(true[case, column]),
            )
            for case, (origin, ahead) in enumerate(cells.cases)
            for column, group in enumerate(GROUPS)
        ),
    )


def backtest_is_kept(store: Store) -> bool:
    """Whether `region_backtest` answers at once."""
    key = _key(store)
    return key in _in_memory or _load(_path(store, key)) is not None


def _key(store: Store) -> str:
    return hashlib.sha256(f"{store.version}:{_code()}".encode()).hexdigest()[:24]


def _path(store: Store, key: str) -> Path:
    return store.folder / FOLDER / FILE.format(key=key)


def _cells(store: Store, progress: Progress) -> _Cells:
    key = _key(store)
    found = _in_memory.get(key)
    if found is not None:
        return found
    with _making:
        return _found_or_made(store, key, progress)


def _found_or_made(store: Store, key: str, progress: Progress) -> _Cells:
    found = _in_memory.get(key)
    if found is None:
        path = _path(store, key)
        found = _load(path)
        if found is None:
            found = _compute(store, progress)
            _save(path, found)
        _in_memory.clear()
        _in_memory[key] = found
    return found


def _compute(store: Store, progress: Progress) -> _Cells:
    inputs = read_inputs(store)
    years = inputs.population.years
    # A store with a shorter series has fewer origins to try.
    origins = [each for each in ORIGINS if each in years[2:] and each + min(HORIZONS) in years]
    trials: tuple[Trial, ...] = try_methods(
        inputs, origins=origins, methods=(Method.OMSYN,), progress=progress
    )
    shape = (0, len(inputs.population.regions), len(GROUPS))
    return _Cells(
        cases=np.array([(each.origin, each.years_ahead) for each in trials]).reshape(-1, 2),
        made=np.array([each.made for each in trials]) if trials else np.empty(shape),
        true=np.array([each.true for each in trials]) if trials else np.empty(shape),
    )


@cache
def _code() -> str:
    """A digest of the code that the result depends on."""
    digest = hashlib.sha256()
    here = Path(__file__).parent
    for path in sorted([*here.glob("*.py"), *here.parent.glob("*.py")]):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _load(path: Path) -> _Cells | None:
    """What lies in the file; None where it is not there or not whole."""
    try:
        with path.open("rb") as opened, np.load(opened, allow_pickle=False) as file:
            return _Cells(cases=file["cases"], made=file["made"], true=file["true"])
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return None


def _save(path: Path, cells: _Cells) -> None:
    """Write beside, then give it its name; a disk that may not be written only costs time."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".making-", suffix=".npz", dir=path.parent)
    except OSError:
        return
    made = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            np.savez(file, cases=cells.cases, made=cells.made, true=cells.true)
        for earlier in path.parent.glob(FILE.format(key="*")):
            earlier.unlink(missing_ok=True)
        made.replace(path)
    except OSError:
        pass
    finally:
        made.unlink(missing_ok=True)
