"""The fans of every region of every kind, made once for each version of the data and kept.

A document about one place needs a few quantiles of the thousand draws, and the draws themselves
of the sums that needs follow. Both are kept beside the store, so that no document waits for the
kernel but the first.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np
from attrs import frozen

from omsyn.demography.derived import put_folder
from omsyn.demography.draws.draws import DRAWS, Draws, draw_blocks
from omsyn.demography.draws.ground import Floats
from omsyn.demography.draws.memory import check_memory
from omsyn.demography.draws.rng import SEED
from omsyn.demography.draws.settings import Settings
from omsyn.demography.draws.summary import INTERVALS, Fan
from omsyn.demography.inputs import read_inputs
from omsyn.demography.population import AGES, SEXES, FloatArray
from omsyn.demography.projection import HORIZON, check_horizon
from omsyn.demography.rates import Assumptions, estimate
from omsyn.demography.regions import member_weights
from omsyn.errors import OutsideData
from omsyn.geography.region import RegionKind
from omsyn.language import _

if TYPE_CHECKING:
    from omsyn.sources.base import Progress
    from omsyn.warehouse import Store

BANDS: tuple[tuple[int, int | None], ...] = (
    (0, None), (0, 5), (6, 15), (16, 66), (18, 66), (67, 79), (80, None), (90, None),
)  # fmt: skip
"""The age groups that have a fan, first and last age."""

LEVELS = (0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975)
FOLDER = "derived"
KEPT_ON_DISK = 2
BLOCK = 100
"""Draws at a time: a block of the whole country takes about a hundred megabytes."""

_making = Lock()
_in_memory: dict[Path, _Kept] = {}


@frozen(kw_only=True, eq=False)
class RegionFans:
    """What is kept of one region's draws."""

    region_id: str
    years: tuple[int, ...]
    """The first is the newest observed year, where all draws are alike."""
    bands: Mapping[tuple[int, int | None], FloatArray]
    """Age group -> the quantiles at `LEVELS` and the mean, shape (level + 1, year)."""
    drawn: Mapping[str, Floats]
    """Name of a weighted sum -> its value in every draw, shape (draw, year)."""

    def fan(self, low: int = 0, high: int | None = None) -> Fan:
        """Mean, median and central intervals of an age group along the years.

        Raises `OutsideData` for another group than those of `BANDS`.
        """
        if (low, high) not in self.bands:
            raise OutsideData(
                _("Intervallene er regnet ut for disse aldersgruppene: {groups}.").format(
                    groups=", ".join(_ages(*each) for each in self.bands)
                )
            )
        rows = self.bands[low, high]
        ends = {each: (_level((1 - each) / 2), _level((1 + each) / 2)) for each in INTERVALS}
        return Fan(
            mean=rows[-1],
            median=rows[_level(0.5)],
            low={each: rows[low] for each, (low, _high) in ends.items()},
            high={each: rows[high] for each, (_low, high) in ends.items()},
        )


@frozen(kw_only=True, eq=False)
class _Kept:
    """A folder of fans; the draws are mapped into memory."""

    regions: tuple[str, ...]
    years: tuple[int, ...]
    names: tuple[str, ...]
    checksums: tuple[int, ...]
    """Of each region's draws."""
    fans: FloatArray
    """Shape (region, band, level + 1, year)."""
    drawn: Floats
    """Shape (region, sum, draw, year)."""

    def of(self, region_id: str) -> RegionFans | None:
        """The region's fans; None where its draws are damaged."""
        place = self.regions.index(region_id)
        drawn = np.array(self.drawn[place])
        if zlib.crc32(drawn.data) != self.checksums[place]:
            return None
        return RegionFans(
            region_id=region_id,
            years=self.years,
            bands=dict(zip(BANDS, self.fans[place], strict=True)),
            drawn=dict(zip(self.names, drawn, strict=True)),
        )


def region_fans(
    store: Store,
    region_id: str,
    sums: Mapping[str, FloatArray] | None = None,
    *,
    horizon: int = HORIZON,
    progress: Progress | None = None,
) -> RegionFans:
    """The fans of a region to at least `horizon`, from disk or made for all regions at once.

    `sums` names weighted sums of the people, each with its weights (sex, age), whose draws are
    wanted themselves. Raises `OutsideData` for a horizon that cannot be drawn to and a region
    without inhabitants, and what `region_series` raises for an unknown region.
    """
    member_weights(store, region_id)  # An unknown region is refused before anything is made.
    folder, weights, made_to = _asked(store, sums, horizon)
    with _making:
        kept = _in_memory.get(folder) or _load(folder)
        found = kept.of(region_id) if kept and region_id in kept.regions else None
        if kept is None or found is None:
            kept = _make(store, folder, weights, made_to, progress)
            found = kept.of(region_id)
        _in_memory.clear()
        _in_memory[folder] = kept
    assert found is not None  # what was just made is whole
    return found


def fans_are_kept(
    store: Store, sums: Mapping[str, FloatArray] | None = None, *, horizon: int = HORIZON
) -> bool:
    """Whether `region_fans` answers at once."""
    folder, _weights, _made_to = _asked(store, sums, horizon)
    return folder in _in_memory or (folder / "about.json").is_file()


def _asked(
    store: Store, sums: Mapping[str, FloatArray] | None, horizon: int
) -> tuple[Path, Mapping[str, FloatArray], int]:
    """Where the answer is kept, and what it is made from."""
    # A shorter horizon is the beginning of a longer one.
    weights, made_to = sums or {}, max(horizon, HORIZON)
    words = f"{store.version}:{made_to}:{SEED}:{DRAWS}:{Settings()!r}:{BANDS}:{_code()}"
    digest = hashlib.sha256(words.encode())
    for name, each in weights.items():
        digest.update(name.encode())
        digest.update(np.ascontiguousarray(each, dtype=np.float64).tobytes())
    return store.folder / FOLDER / f"fans-{digest.hexdigest()[:24]}", weights, made_to


@cache
def _code() -> str:
    """A digest of this room's code, the point projection's with it."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.parent.rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _make(
    store: Store,
    folder: Path,
    weights: Mapping[str, FloatArray],
    horizon: int,
    progress: Progress | None,
) -> _Kept:
    inputs = read_inputs(store)
    origin = inputs.population.years[-1]
    check_horizon(origin, horizon)
    regions = _regions(store, inputs.population.regions)
    wanted = _Wanted.of(weights, regions, len(inputs.population.regions))
    check_memory(DRAWS, horizon - origin, len(regions) * wanted.count)
    shape = (wanted.count, len(regions), DRAWS, horizon - origin + 1)
    every: Floats = np.empty(shape, dtype=np.float32)
    rates = estimate(inputs, origin, horizon, Assumptions())
    blocks = draw_blocks(
        inputs, rates, horizon, DRAWS, SEED, Settings(), block=BLOCK, edges=wanted.edges
    )
    for block in _told(blocks, progress):
        every[:, :, block.first_draw : block.first_draw + len(block.persons)] = wanted.sums(block)
    kept = _summed(tuple(regions), tuple(range(origin, horizon + 1)), tuple(weights), every)
    put_folder(folder, lambda made: _write(made, kept), kind="fans", keep=KEPT_ON_DISK)
    return kept


def _told(blocks: Iterator[Draws], progress: Progress | None) -> Iterator[Draws]:
    text = _("Trekker framtider (én gang for nye tall)")
    if progress:
        progress(0, DRAWS, text)
    for block in blocks:
        yield block
        if progress:
            progress(block.first_draw + len(block.persons), DRAWS, text)


def _regions(store: Store, municipalities: Sequence[str]) -> dict[str, FloatArray]:
    """Every region in force -> how much of each municipality belongs to it."""
    registry = store.registry()
    found = {}
    for kind in RegionKind:
        for each in registry.regions(kind):
            try:
                weights = member_weights(store, each.id)
            except OutsideData:
                continue
            row = np.zeros(len(municipalities))
            row[list(weights)] = list(weights.values())
            found[each.id] = row
    return found


@frozen(kw_only=True, eq=False)
class _Wanted:
    """All the sums, of age groups and weighted, as products with the drawn groups."""

    edges: tuple[int, ...]
    weights: Floats
    """Shape (sex, group, sum)."""
    alone: Mapping[int, int]
    """Place of a region -> the one municipality that it is."""
    together: Sequence[int]
    """Places of the other regions."""
    members: FloatArray
    """Shape (region of `together`, municipality)."""

    @property
    def count(self) -> int:
        return int(self.weights.shape[-1])

    @classmethod
    def of(
        cls, weights: Mapping[str, FloatArray], regions: Mapping[str, FloatArray], count: int
    ) -> _Wanted:
        by_age = np.stack([*map(_of_band, BANDS), *weights.values()], axis=-1)
        steps = (by_age[:, 1:] != by_age[:, :-1]).any(axis=(0, 2))
        edges = (0, *(int(age) + 1 for age in np.flatnonzero(steps)), AGES)
        rows = list(regions.values())
        whole = {
            place: int(row.argmax())
            for place, row in enumerate(rows)
            if np.count_nonzero(row) == 1 and row.max() == 1
        }
        together = [place for place in range(len(rows)) if place not in whole]
        members = np.array([rows[place] for place in together]).reshape(-1, count)
        return cls(
            edges=edges,
            weights=by_age[:, list(edges[:-1])].astype(np.float32),
            alone=whole,
            together=together,
            members=members,
        )

    def sums(self, block: Draws) -> Floats:
        """Every sum in every region, shape (sum, region, draw, year)."""
        persons = block.persons
        draws, years, places = persons.shape[:3]
        flat = persons.reshape(draws * years, places, -1)
        sums = (flat @ self.weights.reshape(-1, self.count)).transpose(2, 1, 0)
        found = np.empty(
            (self.count, len(self.alone) + len(self.together), draws * years), dtype=np.float32
        )
        found[:, list(self.alone)] = sums[:, list(self.alone.values())]
        for place in range(self.count):
            # In double precision: a country is the sum of hundreds.
            found[place, self.together] = self.members @ sums[place].astype(np.float64)
        return found.reshape(self.count, -1, draws, years)


def _of_band(ages: tuple[int, int | None]) -> FloatArray:
    low, high = ages
    weights = np.zeros((len(SEXES), AGES))
    weights[:, low : AGES if high is None else high + 1] = 1
    return weights


def _summed(
    regions: tuple[str, ...], years: tuple[int, ...], names: tuple[str, ...], every: Floats
) -> _Kept:
    """The quantiles of the age groups, and the draws of the weighted sums."""
    fans = np.empty((len(regions), len(BANDS), len(LEVELS) + 1, len(years)))
    for place in range(len(BANDS)):
        fans[:, place] = _quantiles(every[place])
    drawn = np.ascontiguousarray(every[len(BANDS) :].swapaxes(0, 1))
    return _Kept(
        regions=regions,
        years=years,
        names=names,
        checksums=tuple(zlib.crc32(each.data) for each in drawn),
        fans=fans,
        drawn=drawn,
    )


def _quantiles(values: Floats) -> FloatArray:
    """The quantiles at `LEVELS` and the mean, shape (region, level + 1, year)."""
    # Sorted once, which is many times faster than numpy's search for several quantiles.
    ordered = np.sort(values.swapaxes(1, 2), axis=-1)
    place = np.array(LEVELS) * (ordered.shape[-1] - 1)
    low, high = np.floor(place).astype(np.intp), np.ceil(place).astype(np.intp)
    below, above = (ordered[..., each].astype(np.float64) for each in (low, high))
    found = below + (above - below) * (place - low)
    mean = values.mean(axis=1, dtype=np.float64)
    return np.concatenate([found.swapaxes(1, 2), mean[:, None]], axis=1)


def _write(folder: Path, kept: _Kept) -> None:
    np.save(folder / "fans.npy", kept.fans)
    np.save(folder / "drawn.npy", kept.drawn)
    about = {
        "regions": kept.regions,
        "years": kept.years,
        "names": kept.names,
        "checksums": kept.checksums,
        "fans": zlib.crc32(kept.fans.data),
    }
    (folder / "about.json").write_text(json.dumps(about), encoding="utf-8")


def _load(folder: Path) -> _Kept | None:
    """What lies in the folder; None where it is not there or not whole."""
    try:
        about: dict[str, Any] = json.loads((folder / "about.json").read_text(encoding="utf-8"))
        fans = np.load(folder / "fans.npy", allow_pickle=False)
        drawn = np.load(folder / "drawn.npy", mmap_mode="r", allow_pickle=False)
    except (OSError, ValueError):
        return None
    if zlib.crc32(fans.data) != about.pop("fans") or len(drawn) != len(about["regions"]):
        return None
    told = {name: tuple(value) for name, value in about.items()}
    return _Kept(fans=fans, drawn=drawn, **told)


def _level(share: float) -> int:
    return min(range(len(LEVELS)), key=lambda place: abs(LEVELS[place] - share))


def _ages(low: int, high: int | None) -> str:
    return f"{low}+" if high is None else f"{low}–{high}"
