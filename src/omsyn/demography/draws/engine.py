"""The kernel and what it needs, on as many threads as there are cores."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from attrs import frozen

from omsyn.demography.draws.ground import Floats, Ground
from omsyn.demography.draws.layout import Chosen, memory
from omsyn.demography.draws.local import LocalSpread, local_spread
from omsyn.demography.draws.national import Paths
from omsyn.demography.draws.noise import Chance, chance_of_events
from omsyn.demography.draws.settings import Settings
from omsyn.demography.population import AGES

DRAWS_AT_ONCE = 64
"""A thread takes so many draws at a time."""


@frozen(kw_only=True, eq=False)
class Pool:
    """What the municipalities of a draw share each year, float32."""

    into: Floats
    """Movers for each share of the pool, shape (draw, flow, sex, age)."""
    arrive: Floats
    """Immigrants for each inhabitant."""
    rake: Floats
    """Factor by which deaths add up to the nation's."""
    births: Floats
    """Factor by which births add up to the nation's, shape (draw, flow)."""

    @classmethod
    def empty(cls, draws: int, flows: int) -> Pool:
        shape = (draws, flows, 2, AGES)
        return cls(
            into=np.zeros(shape, dtype=np.float32),
            arrive=np.zeros(shape, dtype=np.float32),
            rake=np.zeros(shape, dtype=np.float32),
            births=np.zeros(shape[:2], dtype=np.float32),
        )


@frozen(kw_only=True, eq=False)
class Engine:
    """The kernel with everything but the paths of the country."""

    ground: Ground
    chance: Chance
    spread: LocalSpread
    seed: int
    threads: int

    @classmethod
    def of(
        cls, ground: Ground, seed: int, settings: Settings, threads: int | None = None
    ) -> Engine:
        return cls(
            ground=ground,
            chance=chance_of_events(ground, settings),
            spread=local_spread(ground, settings),
            seed=seed,
            threads=threads or os.cpu_count() or 1,
        )

    def couple(
        self, draws: range, paths: Paths, edges: Sequence[int] | None = None
    ) -> tuple[Pool, Floats, Floats]:
        """All municipalities: what they share, the country's persons, and the age groups.

        Persons have the shape (draw, year, sex, age), groups (draw, year, region, sex, group);
        without `edges` there are none.
        """
        pool = Pool.empty(len(draws), len(self.ground.death))
        regions = len(self.ground.regions)
        everyone = np.arange(regions)
        country = self._persons(len(draws))
        groups = self._groups(len(draws), regions, edges)
        chosen = Chosen(places=everyone, weights=np.ones(regions), extra=self.ground.settled)
        self._run(draws, paths, pool, True, chosen, edges, country, groups)
        return pool, country, groups

    def alone(
        self, draws: range, paths: Paths, pool: Pool, weights: dict[int, float],
        extra: Floats | None = None,
    ) -> Floats:  # fmt: skip
        """The weighted sum of some municipalities, shape (draw, year, sex, age).

        `extra` holds persons who come beside what is drawn, shape (municipality, flow, sex, age)
        in the order of `weights`, beside those that the ground settles.
        """
        persons = self._persons(len(draws))
        places, parts = np.array(list(weights)), np.array(list(weights.values()))
        groups = self._groups(0, 0, None)
        coming = self.ground.settled[places] if len(self.ground.settled) else self.ground.settled
        if extra is not None:
            coming = coming + extra if len(coming) else extra
        chosen = Chosen(places=places, weights=parts, extra=coming)
        self._run(draws, paths, pool, False, chosen, None, persons, groups)
        return persons

    def _persons(self, draws: int) -> Floats:
        return np.zeros((draws, len(self.ground.years), 2, AGES), dtype=np.float32)

    def _groups(self, draws: int, regions: int, edges: Sequence[int] | None) -> Floats:
        if edges is None:
            return np.zeros((0, 0, 0, 2, 0), dtype=np.float32)
        shape = (draws, len(self.ground.years), regions, 2, len(edges) - 1)
        return np.empty(shape, dtype=np.float32)

    def _run(  # noqa: PLR0913, PLR0917 - what the kernel is given
        self, draws: range, paths: Paths, pool: Pool, coupled: bool, chosen: Chosen,
        edges: Sequence[int] | None, single: Floats, groups: Floats,
    ) -> None:  # fmt: skip
        # Here, because importing numba takes most of a second and many commands draw nothing.
        from omsyn.demography.draws.kernel import run

        reads = memory(
            self.ground, self.chance, self.spread, self.seed, chosen,
            np.array(edges or (), dtype=np.int64), coupled=coupled,
        )  # fmt: skip
        arrays = [
            _line(each)
            for each in (
                paths.death, paths.fertility, paths.crossing,
                pool.into, pool.arrive, pool.rake, pool.births, single, groups,
            )
        ]  # fmt: skip

        def part(first: int) -> None:
            last = min(first + DRAWS_AT_ONCE, draws.stop)
            run(first, last, draws.start, reads.given, reads.whole, reads.room(), *arrays)

        starts = range(draws.start, draws.stop, DRAWS_AT_ONCE)
        with ThreadPoolExecutor(min(self.threads, max(1, len(starts)))) as executor:
            list(executor.map(part, starts))


def _line(values: Floats) -> Floats:
    """All values one after the other; the same memory, if they lie so already."""
    return np.ascontiguousarray(values, dtype=np.float32).reshape(-1)
