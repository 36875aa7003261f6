"""Draws of every municipality at once, by age group."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from attrs import frozen

from omsyn.demography.draws import summary
from omsyn.demography.draws.engine import Engine
from omsyn.demography.draws.ground import Floats, build_ground
from omsyn.demography.draws.memory import check_memory
from omsyn.demography.draws.national import national_paths
from omsyn.demography.draws.rng import SEED, check_seed
from omsyn.demography.draws.settings import Settings
from omsyn.demography.frames import Coordinates, tidy
from omsyn.demography.inputs import Inputs, read_inputs
from omsyn.demography.paths import PathSettings
from omsyn.demography.population import AGES, SEXES, FloatArray
from omsyn.demography.projection import HORIZON, check_horizon
from omsyn.demography.rates import Assumptions, RateSet, estimate
from omsyn.errors import OutsideData
from omsyn.language import _

if TYPE_CHECKING:
    from omsyn.warehouse import Store

EDGES = (0, 6, 16, 18, 50, 67, 70, 75, 80, 85, 90, 95, AGES)
"""Edges of the age groups that are kept: all that the bands and the needs ask for."""

DRAWS = 1000


@frozen(kw_only=True, eq=False)
class Draws:
    """Draw d is one consistent Norway: all municipalities, all years."""

    regions: tuple[str, ...]
    years: tuple[int, ...]
    """The first is the origin, where all draws are alike."""
    edges: tuple[int, ...]
    """Group g holds the ages `edges[g]`..`edges[g + 1] - 1`."""
    persons: Floats
    """Shape (draw, year, region, sex, group)."""
    country: Floats
    """The whole country by single age, shape (draw, year, sex, age)."""
    first_draw: int = 0

    @property
    def groups(self) -> tuple[tuple[int, int], ...]:
        """First and last age of each group."""
        return tuple((low, high - 1) for low, high in pairwise(self.edges))

    @property
    def coordinates(self) -> Coordinates:
        """The axes of `persons` and what their places are called; a group is `80-84` or `95+`."""
        draws = range(self.first_draw, self.first_draw + len(self.persons))
        names = [f"{low}-{high}" for low, high in self.groups[:-1]]
        groups = [*names, f"{self.groups[-1][0]}+"]
        return {
            "draw": draws, "year": self.years, "region": self.regions, "sex": SEXES,
            "group": groups,
        }  # fmt: skip

    def to_frame(self, region_ids: Sequence[str]) -> pl.DataFrame:
        """The columns draw, year, region, sex, group and persons, for some municipalities.

        Raises `OutsideData` for a region that is not a municipality of the draws.
        """
        places = [self._place(each) for each in region_ids]
        axes = {**self.coordinates, "region": list(region_ids)}
        return tidy(axes, persons=self.persons[:, :, places].astype(np.float64))

    def total(self) -> Floats:
        """Persons of all ages, shape (draw, year, region)."""
        result: Floats = self.persons.sum(axis=(3, 4))
        return result

    def band(self, low: int, high: int | None = None) -> Floats:
        """Persons of low..high, both included (None: and over), shape (draw, year, region).

        Raises `OutsideData` where the groups do not fit the ages.
        """
        result: Floats = self.persons[..., self._groups_of(low, high)].sum(axis=(3, 4))
        return result

    def of(self, region_ids: Sequence[str], low: int = 0, high: int | None = None) -> Floats:
        """Persons of a band in some municipalities together, shape (draw, year)."""
        places = [self._place(each) for each in region_ids]
        chosen = self.persons[:, :, places][..., self._groups_of(low, high)]
        result: Floats = chosen.sum(axis=(2, 3, 4))
        return result

    def quantiles(
        self, region_ids: Sequence[str], band: tuple[int, int | None], levels: Sequence[float]
    ) -> FloatArray:
        """Quantiles of a band in some municipalities together, shape (level, year)."""
        return summary.quantiles(self.of(region_ids, *band), levels)

    def probability_above(
        self, region_ids: Sequence[str], band: tuple[int, int | None], capacity: float | FloatArray
    ) -> FloatArray:
        """Share of the draws with more people than the capacity, each year."""
        return summary.probability_above(self.of(region_ids, *band), capacity)

    def _place(self, region_id: str) -> int:
        if region_id not in self.regions:
            raise OutsideData(
                _("Trekningene har ingen kommune med nummer {code}.").format(code=region_id)
            )
        return self.regions.index(region_id)

    def _groups_of(self, low: int, high: int | None) -> slice:
        above = AGES if high is None else high + 1
        if low not in self.edges or above not in self.edges or low >= above:
            raise OutsideData(
                _(
                    "Trekningene er gruppert etter alder med grenser ved {edges}; be om en gruppe "
                    "mellom to av dem."
                ).format(edges=", ".join(str(each) for each in self.edges[:-1]))
            )
        return slice(self.edges.index(low), self.edges.index(above))


def draw(  # noqa: PLR0913 - each is one choice of the one who asks
    source: Store | Inputs,
    *,
    origin: int | None = None,
    horizon: int = HORIZON,
    draws: int = DRAWS,
    seed: int = SEED,
    settings: Settings | None = None,
    assumed: Assumptions | None = None,
    paths: PathSettings | None = None,
) -> Draws:
    """Draw the future of every municipality from a jump-off year (the newest when not given).

    `paths` chooses the projection that the draws spread around: alternatives and additions.

    Raises `OutsideData` for a horizon, a seed or a number of draws that cannot be used.
    """
    inputs = source if isinstance(source, Inputs) else read_inputs(source)
    begin = inputs.population.years[-1] if origin is None else origin
    check_horizon(begin, horizon)
    rates = estimate(inputs, begin, horizon, assumed or Assumptions())
    return draw_from(inputs, rates, horizon, draws, seed, settings, paths=paths)


def draw_from(  # noqa: PLR0913, PLR0917 - as draw
    inputs: Inputs,
    rates: RateSet,
    horizon: int = HORIZON,
    draws: int = DRAWS,
    seed: int = SEED,
    settings: Settings | None = None,
    *,
    paths: PathSettings | None = None,
) -> Draws:
    """Draw around the projection that the rates give, from `rates.origin` to `horizon`."""
    return next(
        draw_blocks(inputs, rates, horizon, draws, seed, settings, paths=paths, block=draws)
    )


def draw_blocks(  # noqa: PLR0913, PLR0917 - as draw
    inputs: Inputs,
    rates: RateSet,
    horizon: int = HORIZON,
    draws: int = DRAWS,
    seed: int = SEED,
    settings: Settings | None = None,
    *,
    paths: PathSettings | None = None,
    block: int = 200,
    edges: Sequence[int] = EDGES,
) -> Iterator[Draws]:
    """The same draws in blocks, for more of them than the memory holds at once.

    `edges` parts the ages into the groups that are kept; it begins with 0 and ends with `AGES`.
    """
    check_seed(seed)
    check_draws(draws)
    chosen = settings or Settings()
    flows = horizon - rates.origin
    check_memory(min(block, draws), flows, len(inputs.population.regions) * 2 * (len(edges) - 1))
    ground = build_ground(inputs, rates, horizon, paths)
    engine = Engine.of(ground, seed, chosen)
    for begin in range(0, draws, block):
        part = range(begin, min(begin + block, draws))
        national = national_paths(ground, part, seed, chosen.national)
        _pool, country, groups = engine.couple(part, national, edges)
        yield Draws(
            regions=ground.regions,
            years=ground.years,
            edges=tuple(edges),
            persons=groups,
            country=country,
            first_draw=begin,
        )


def check_draws(draws: int) -> None:
    """Raise `OutsideData` for less than one draw."""
    if draws < 1:
        raise OutsideData(_("Antall trekninger må være minst 1."))
