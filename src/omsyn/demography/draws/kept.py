"""What the municipalities of every draw share, kept on disk under the store's version.

A hundred megabytes for a thousand draws to 2050. With them one municipality is computed alone in
a blink, with the same bits as when all are computed together. Every alternative for the country
has its own; choices that come to the same levels share one.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import zlib
from collections import OrderedDict
from collections.abc import Iterator
from functools import cache, cached_property, partial
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np
from attrs import evolve, field, fields, frozen
from numpy.typing import NDArray

from omsyn.demography.derived import put_folder
from omsyn.demography.draws.engine import Engine, Pool
from omsyn.demography.draws.ground import Floats, Ground, build_ground
from omsyn.demography.draws.memory import check_memory
from omsyn.demography.draws.national import Paths, national_paths
from omsyn.demography.draws.settings import Settings
from omsyn.demography.inputs import read_inputs
from omsyn.demography.paths import Alternative, Level, PathSettings
from omsyn.demography.projection import HORIZON, check_horizon
from omsyn.demography.rates import Assumptions, estimate
from omsyn.demography.regions import observed

if TYPE_CHECKING:
    from omsyn.warehouse import Store

FOLDER = "derived"
KEPT_ON_DISK = 1_500_000_000
"""Bytes: the main path, the three alternatives and each level of each rate, a thousand draws."""
KEPT_EARLIER = 2
"""Of those made from other data or by other code, so many: somebody may go back."""
MOST_FOLDERS = 50
KEPT_IN_MEMORY = 4
"""The main path and the three alternatives: who compares them goes from one to the other. Their
arrays are the files themselves, so that processes share them, and the machine may take the memory
back and read them again."""
MOST_KEPT = 2_000
"""More draws than this are made in parts and not kept: ten thousand would take a gigabyte."""
BLOCK = 500
"""Of those, so many at a time."""
PARTS = ("ground", "paths", "pool")

_in_memory: OrderedDict[str, Futures] = OrderedDict()
_guard = Lock()
"""For the two dictionaries, and never held while anything is read or made."""
_makings: dict[str, Lock] = {}


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

    @cached_property
    def engine(self) -> Engine:
        """The kernel for one region after another."""
        return Engine.of(self.ground, self.seed, self.settings)


def by_levels(paths: PathSettings) -> PathSettings:
    """The same future by its levels, whatever the alternative that chose them is called."""
    fertility, mortality, immigration = (Level(each) for each in paths.levels())
    nobody_moves = paths.alternative is Alternative.ZERO_MIGRATION
    return evolve(
        paths,
        alternative=Alternative.ZERO_MIGRATION if nobody_moves else Alternative.MAIN,
        fertility=fertility,
        mortality=mortality,
        immigration=immigration,
    )


@frozen(kw_only=True, eq=False)
class Wanted:
    """What the draws spread around, and how."""

    seed: int
    settings: Settings
    assumed: Assumptions
    paths: PathSettings = field(converter=by_levels)


def futures(store: Store, horizon: int, draws: int, wanted: Wanted) -> Futures:
    """At least so many draws to at least `horizon`: from memory, from disk, or made.

    Raises `OutsideData` where the horizon cannot be reached or the memory does not suffice.
    """
    made_to = max(horizon, HORIZON)
    key = _key(store.version, made_to, wanted)
    found = _remembered(key, draws)
    if found is None:
        # Those who ask for the same wait for the first of them; the others do not.
        with _guard:
            making = _makings.setdefault(key, Lock())
        with making:
            found = _remembered(key, draws) or _found(store, key, made_to, draws, wanted)
            _remember(key, found)
    check_horizon(found.ground.years[0], horizon)
    return found


def ready(store: Store, horizon: int, draws: int, wanted: Wanted) -> bool:
    """Whether `futures` would answer at once, without drawing."""
    key = _key(store.version, max(horizon, HORIZON), wanted)
    if _remembered(key, draws) is not None:
        return True
    try:
        about = json.loads((_folder(store, key) / "about.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return bool(about["draws"] >= draws)


def _found(store: Store, key: str, horizon: int, draws: int, wanted: Wanted) -> Futures:
    """From disk, or made and put there."""
    folder, flows = _folder(store, key), horizon - observed(store)[1]
    check_memory(draws, flows, kept_only=True)
    found = _load(folder, draws, wanted)
    if found is not None:
        _used(folder)
        return found
    check_memory(draws, flows)
    made = _make(store, horizon, draws, wanted)
    # Additions are one person's choice, and seldom asked for twice.
    if draws <= MOST_KEPT and not wanted.paths.additions:
        put_folder(folder, partial(_write, found=made), kind="draws", keep=MOST_FOLDERS)
        _drop_oldest(folder)
    return made


def _folder(store: Store, key: str) -> Path:
    edition = hashlib.sha256(f"{store.version}:{_code()}".encode()).hexdigest()[:8]
    return store.folder / FOLDER / f"draws-{edition}-{key}"


def _kept_at(folder: Path) -> list[Path]:
    """What is kept beside a folder and in it, the newest use first."""
    kept = folder.parent.glob("draws-*")
    return sorted(kept, key=lambda path: path.stat().st_mtime, reverse=True)


def _used(folder: Path) -> None:
    """Let what was used last be dropped last."""
    try:
        os.utime(folder)
    except OSError:
        return


def _drop_oldest(folder: Path) -> None:
    """Keep no more bytes of an edition than `KEPT_ON_DISK`, its newest always, and few others."""
    edition = folder.name.rpartition("-")[0]
    left = KEPT_ON_DISK
    try:
        kept = _kept_at(folder)
        own = [path for path in kept if path.name.rpartition("-")[0] == edition]
        dropped = [path for path in kept if path not in own][KEPT_EARLIER:]
        for place, path in enumerate(own):
            left -= sum(each.stat().st_size for each in path.iterdir())
            if place and left < 0:
                dropped.append(path)
    except OSError:
        return  # Another process dropped one meanwhile.
    for path in dropped:
        shutil.rmtree(path, ignore_errors=True)


def _remembered(key: str, draws: int) -> Futures | None:
    with _guard:
        found = _in_memory.get(key)
        if found is None or found.draws < draws:
            return None
        _in_memory.move_to_end(key)
        return found


def _remember(key: str, found: Futures) -> None:
    with _guard:
        _in_memory[key] = found
        _in_memory.move_to_end(key)
        while len(_in_memory) > KEPT_IN_MEMORY:
            _in_memory.popitem(last=False)


def streamed(
    store: Store, horizon: int, draws: int, wanted: Wanted
) -> Iterator[tuple[range, Futures]]:
    """The same futures in parts that nobody keeps, for more draws than the memory holds at once."""
    inputs = read_inputs(store)
    origin = inputs.population.years[-1]
    check_horizon(origin, horizon)
    check_memory(min(BLOCK, draws), horizon - origin)
    rates = estimate(inputs, origin, horizon, wanted.assumed)
    ground = build_ground(inputs, rates, horizon, wanted.paths)
    for begin in range(0, draws, BLOCK):
        part = range(begin, min(begin + BLOCK, draws))
        yield part, couple(ground, part, wanted.seed, wanted.settings)


def _make(store: Store, horizon: int, draws: int, wanted: Wanted) -> Futures:
    inputs = read_inputs(store)
    origin = inputs.population.years[-1]
    check_horizon(origin, horizon)
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


def identity(wanted: Wanted) -> str:
    """The same for the same wishes."""
    paths, national = evolve(wanted.paths, national=None), wanted.paths.national
    words = f"{wanted.seed}:{wanted.settings!r}:{wanted.assumed!r}:{paths!r}"
    digest = hashlib.sha256(words.encode())
    if national is not None:
        digest.update(repr(national.years).encode())
        digest.update(np.ascontiguousarray(national.persons).tobytes())
    return digest.hexdigest()


def _key(version: str, horizon: int, wanted: Wanted) -> str:
    words = f"{version}:{horizon}:{identity(wanted)}:{_code()}"
    return hashlib.sha256(words.encode()).hexdigest()[:24]


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


def _mapped(path: Path) -> NDArray[Any]:
    """The array in a file, not copied: changes, which nobody makes, would not reach the file."""
    values: NDArray[Any] = np.load(path, mmap_mode="c", allow_pickle=False)
    # Not as a class of its own, which numpy would carry along into all that is computed.
    return values.view(np.ndarray)


def _load(folder: Path, draws: int, wanted: Wanted) -> Futures | None:
    """What lies in the folder; None where it is not there, not whole, or has too few draws."""
    try:
        about = json.loads((folder / "about.json").read_text(encoding="utf-8"))
        if about["draws"] < draws:
            return None
        arrays = {name: _mapped(folder / f"{name}.npy") for name in about["checksums"]}
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
