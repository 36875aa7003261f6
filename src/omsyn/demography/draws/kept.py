"""What the municipalities of every draw share, kept on disk under the store's version.

A hundred megabytes for a thousand draws to 2050. With them one municipality is computed alone in
a blink, with the same bits as when all are computed together.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections import OrderedDict
from functools import cache, partial
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np
from attrs import evolve, fields, frozen

from omsyn.demography.derived import put_folder
from omsyn.demography.draws.engine import Engine, Pool
from omsyn.demography.draws.ground import Floats, Ground, build_ground
from omsyn.demography.draws.memory import check_memory
from omsyn.demography.draws.national import Paths, national_paths
from omsyn.demography.draws.settings import Settings
from omsyn.demography.inputs import read_inputs
from omsyn.demography.paths import PathSettings
from omsyn.demography.projection import HORIZON, check_horizon
from omsyn.demography.rates import Assumptions, estimate

if TYPE_CHECKING:
    from omsyn.warehouse import Store

FOLDER = "derived"
KEPT_ON_DISK, KEPT_IN_MEMORY = 3, 2
PARTS = ("ground", "paths", "pool")

_in_memory: OrderedDict[str, Futures] = OrderedDict()
_making = Lock()


@frozen(kw_only=True, eq=False)
class Futures:
    """All that a region's draws are computed from."""

    ground: Ground
    paths: Paths
    pool: Pool
    country: Floats
    """Persons in the whole country, shape (draw, year, sex, age)."""
    seed: int
    settings: Settings

    @property
    def draws(self) -> int:
        return len(self.country)


@frozen(kw_only=True, eq=False)
class Wanted:
    """What the draws spread around, and how."""

    seed: int
    settings: Settings
    assumed: Assumptions
    paths: PathSettings
    """Without additions: those are for the region that is asked for."""


def futures(store: Store, horizon: int, draws: int, wanted: Wanted) -> Futures:
    """At least so many draws to at least `horizon`: from memory, from disk, or made.

    Raises `OutsideData` where the horizon cannot be reached or the memory does not suffice.
    """
    # A shorter horizon is the beginning of a longer one, and fewer draws are the first of more.
    made_to = max(horizon, HORIZON)
    key = _key(store.version, made_to, wanted)
    with _making:
        found = _in_memory.get(key)
        if found is None or found.draws < draws:
            folder = store.folder / FOLDER / f"draws-{key}"
            found = _load(folder, draws, wanted)
            if found is None:
                found = _make(store, made_to, draws, wanted)
                put_folder(folder, partial(_write, found=found), kind="draws", keep=KEPT_ON_DISK)
            _in_memory[key] = found
        _in_memory.move_to_end(key)
        while len(_in_memory) > KEPT_IN_MEMORY:
            _in_memory.popitem(last=False)
    check_horizon(found.ground.years[0], horizon)
    return found


def _make(store: Store, horizon: int, draws: int, wanted: Wanted) -> Futures:
    inputs = read_inputs(store)
    origin = inputs.population.years[-1]
    check_horizon(origin, horizon)
    check_memory(draws, horizon - origin)
    rates = estimate(inputs, origin, horizon, wanted.assumed)
    ground = build_ground(inputs, rates, horizon, wanted.paths)
    return couple(ground, range(draws), wanted.seed, wanted.settings)


def couple(ground: Ground, draws: range, seed: int, settings: Settings) -> Futures:
    """The coupled job without keeping age groups."""
    paths = national_paths(ground, draws, seed, settings.national)
    pool, country, _groups = Engine.of(ground, seed, settings).couple(draws, paths)
    return Futures(
        ground=ground, paths=paths, pool=pool, country=country, seed=seed, settings=settings
    )


def _key(version: str, horizon: int, wanted: Wanted) -> str:
    paths, national = evolve(wanted.paths, national=None), wanted.paths.national
    words = f"{version}:{horizon}:{wanted.seed}:{wanted.settings!r}:{wanted.assumed!r}:{paths!r}"
    digest = hashlib.sha256(f"{words}:{_code()}".encode())
    if national is not None:
        digest.update(repr(national.years).encode())
        digest.update(np.ascontiguousarray(national.persons).tobytes())
    return digest.hexdigest()[:24]


@cache
def _code() -> str:
    """A digest of this room's code, the point projection's with it."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.parent.rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _arrays(found: Futures) -> dict[str, Any]:
    arrays = {"country": found.country}
    for part in PARTS:
        value = getattr(found, part)
        for each in fields(type(value)):
            if isinstance(getattr(value, each.name), np.ndarray):
                arrays[f"{part}.{each.name}"] = getattr(value, each.name)
    return arrays


def _write(folder: Path, found: Futures) -> None:
    arrays = {name: np.ascontiguousarray(array) for name, array in _arrays(found).items()}
    for name, array in arrays.items():
        np.save(folder / f"{name}.npy", array)
    about = {
        "draws": found.draws,
        "regions": found.ground.regions,
        "years": found.ground.years,
        "checksums": {name: zlib.crc32(array.data) for name, array in arrays.items()},
    }
    (folder / "about.json").write_text(json.dumps(about), encoding="utf-8")


def _load(folder: Path, draws: int, wanted: Wanted) -> Futures | None:
    """What lies in the folder; None where it is not there, not whole, or has too few draws."""
    try:
        about = json.loads((folder / "about.json").read_text(encoding="utf-8"))
        if about["draws"] < draws:
            return None
        arrays = {
            name: np.load(folder / f"{name}.npy", allow_pickle=False) for name in about["checksums"]
        }
    except (OSError, ValueError):
        return None
    if {name: zlib.crc32(array.data) for name, array in arrays.items()} != about["checksums"]:
        return None

    def part(name: str) -> dict[str, Any]:
        start = f"{name}."
        return {
            key.removeprefix(start): array for key, array in arrays.items() if key.startswith(start)
        }

    ground = Ground(regions=tuple(about["regions"]), years=tuple(about["years"]), **part("ground"))
    return Futures(
        ground=ground,
        paths=Paths(**part("paths")),
        pool=Pool(**part("pool")),
        country=arrays["country"],
        seed=wanted.seed,
        settings=wanted.settings,
    )


def first(found: Futures, draws: int, horizon: int) -> Futures:
    """The first draws only, to a year within what was made."""
    ground = found.ground
    if draws == found.draws and horizon == ground.years[-1]:
        return found
    flows = horizon - ground.years[0]
    by_flow = (
        "death", "fertility", "immigration", "emigration", "births_level", "version", "expected",
    )  # fmt: skip

    def cut(value: Any) -> dict[str, Any]:
        names = [each.name for each in fields(type(value))]
        return {name: np.ascontiguousarray(getattr(value, name)[:draws, :flows]) for name in names}

    return evolve(
        found,
        ground=evolve(
            ground,
            years=ground.years[: flows + 1],
            settled=ground.settled[:, :flows],
            **{name: getattr(ground, name)[:flows] for name in by_flow},
        ),
        paths=evolve(found.paths, **cut(found.paths)),
        pool=evolve(found.pool, **cut(found.pool)),
        country=np.ascontiguousarray(found.country[:draws, : flows + 1]),
    )
