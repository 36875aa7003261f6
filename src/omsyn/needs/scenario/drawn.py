"""The people of every draw, as needs and levers ask for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from omsyn.demography.population import AGES, FloatArray
from omsyn.errors import OutsideData
from omsyn.language import _

if TYPE_CHECKING:
    from omsyn.needs.mortality_path import MortalityPath
    from omsyn.needs.services import Service, ServiceRate

_Name = TypeVar("_Name")

FORM_DIGITS = 12
"""Decimals of the use against the highest at which two forms by age are the same."""

ROWS_AT_ONCE = 500
"""Drawn years that are added up at a time."""

MOST_KEPT = 24
"""Sums of people that are kept for one region; each is a hundredth of its draws or less."""


class Draws(Protocol):
    """Drawn futures of one region: what `omsyn.demography.draws.region_draws` gives."""

    @property
    def years(self) -> Sequence[int]:
        """The years of axis 1 of `persons`."""

    @property
    def persons(self) -> NDArray[Any]:
        """Shape (draw, year, sex, age)."""


@frozen(kw_only=True, eq=False)
class DrawnPeople:
    """Draws on the years of a scenario; those before the first drawn one are as they were."""

    years: tuple[int, ...]
    past: FloatArray
    """Shape (year, sex, age)."""
    persons: NDArray[np.float32]
    """Shape (draw, year, sex, age), the years after `past`."""
    death: NDArray[np.float32]
    """The country's mortality in each draw, as `RegionDraws.death`; no years where not known."""
    expected_death: FloatArray
    sums: dict[bytes, FloatArray] = field(factory=dict)
    """Weighted sums that have been asked for, by their weights; and the factors below, likewise.

    Those who give it see to it that it is for one region, one future and one path of mortality.
    """
    factors: dict[bytes, FloatArray] = field(factory=dict)
    """What healthier ageing does, by everything that decides it but the level of the use."""

    @classmethod
    def of(
        cls,
        people: Draws,
        years: tuple[int, ...],
        main: FloatArray,
        count: int,
        sums: dict[bytes, FloatArray] | None = None,
    ) -> DrawnPeople:
        """From drawn futures and the main path (year, sex, age) of the scenario's years.

        Raises `OutsideData` where the draws are of other years or another number.
        """
        shared = [year for year in years if year in set(people.years)]
        if not shared or shared[-1] != years[-1] or len(people.persons) != count:
            raise OutsideData(
                _("De trukne framtidene gjelder andre år eller et annet antall enn scenarioet.")
            )
        first = list(people.years).index(shared[0])
        persons = people.persons[:, first : first + len(shared)]
        none = np.zeros((count, 0, 2, AGES), dtype=np.float32)
        return cls(
            years=years,
            past=main[: len(years) - len(shared)],
            persons=np.asarray(persons, dtype=np.float32),
            death=getattr(people, "death", none)[:, first:],
            expected_death=getattr(people, "expected_death", np.zeros((0, 2, AGES)))[first:],
            sums={} if sums is None else sums,
        )

    def weighted(self, weights: FloatArray) -> FloatArray:
        """Persons times weights (sex, age), added up: shape (draw, year)."""
        return self._all({0: weights})[0]

    def needs(self, rates: Mapping[Service, ServiceRate]) -> dict[Service, FloatArray]:
        """The need of each service at its rates; only those not yet known are added up."""
        return self._all({service: each.per_person for service, each in rates.items()})

    def band(self, low: int, high: int) -> FloatArray:
        """Persons of low..high, both included, shape (draw, year)."""
        weights = np.zeros((2, AGES))
        weights[:, low : high + 1] = 1
        return self.weighted(weights)

    def _all(self, asked: Mapping[_Name, FloatArray]) -> dict[_Name, FloatArray]:
        keys = {name: self._key(weights) for name, weights in asked.items()}
        # Asked for once: another thread may clear the sums in between.
        found = {key: self.sums.get(key) for key in keys.values()}
        known = {key: each for key, each in found.items() if each is not None}
        missing = {key: asked[name] for name, key in keys.items() if key not in known}
        made = self._sum(missing) if missing else {}
        self._keep(made)
        return {name: known[key] if key in known else made[key] for name, key in keys.items()}

    def _keep(self, made: Mapping[bytes, FloatArray]) -> None:
        if len(self.sums) + len(made) > MOST_KEPT:
            self.sums.clear()
        self.sums.update(made)

    def _key(self, weights: FloatArray) -> bytes:
        return f"{self.years[0]}:".encode() + np.asarray(weights, dtype=np.float64).tobytes()

    def _sum(self, asked: Mapping[bytes, FloatArray]) -> dict[bytes, FloatArray]:
        """Each sum alone and in double precision: the same to the bit whatever else is asked."""
        cells = self.persons.shape[2] * self.persons.shape[3]
        weights = {key: np.ascontiguousarray(each, float).ravel() for key, each in asked.items()}
        before = self.past.reshape(-1, cells)
        after = self.persons.reshape(-1, cells)
        drawn = {key: np.empty(len(after)) for key in asked}
        for first in range(0, len(after), ROWS_AT_ONCE):
            # So few that they stay in the processor's own memory for every sum.
            some = after[first : first + ROWS_AT_ONCE].astype(np.float64)
            for key, each in weights.items():
                drawn[key][first : first + len(some)] = some @ each
        made = {}
        for key, each in weights.items():
            result = np.empty((len(self.persons), len(self.years)))
            result[:, : len(before)] = before @ each
            result[:, len(before) :] = drawn[key].reshape(self.persons.shape[:2])
            result.setflags(write=False)
            made[key] = result
        return made

    def health_factor(  # noqa: PLR0913 - what decides how much healthier each draw is
        self,
        path: MortalityPath,
        *,
        definition: str,
        before: FloatArray,
        shape: FloatArray,
        reached: FloatArray,
        weight: FloatArray,
        values: FloatArray,
        start: int,
    ) -> FloatArray:
        """What healthier ageing does to the need of each draw, shape (draw, year).

        `before` and `shape` are use by sex and age, `reached` (sex, age) is 1 where the lever
        works, `weight` (year,) how much of it is in force, `values` (draw,) or (1,).
        """
        # Services whose use has the same form by age have the same factor, whatever their level.
        level = max(float(before.max()), 1e-300)
        decides = np.concatenate(
            [(before / level).ravel(), (shape / level).ravel(), reached.ravel(), weight, values]
        ).round(FORM_DIGITS)
        key = f"{definition}:{start}:".encode() + decides.tobytes()
        if key not in self.factors:
            # To the bit what decides it: who asked for what before must not be seen.
            parts = [before, shape, reached, weight, values]
            exact = b"".join(np.ascontiguousarray(each, float).tobytes() for each in parts)
            exact = f"health:{self.years}:{definition}:{start}:".encode() + exact
            found = self.sums.get(exact)
            if found is None:
                found = self._health_factor(
                    path, definition, before, shape, reached, weight, values, start
                )
                found.setflags(write=False)
                self._keep({exact: found})
            self.factors[key] = found
        return self.factors[key]

    def _health_factor(  # noqa: PLR0913, PLR0917 - as health_factor
        self, path: MortalityPath, definition: str, before: FloatArray, shape: FloatArray,
        reached: FloatArray, weight: FloatArray, values: FloatArray, start: int,
    ) -> FloatArray:  # fmt: skip
        # Here, because it compiles: who draws nobody should not wait for that.
        from omsyn.needs.scenario.health import Task, by_decline, by_shift

        task = Task(
            past=self.past,
            persons=self.persons,
            dying=path.dying[[path.position(year) for year in self.years]],
            death=self.death,
            expected=self.expected_death,
            before=before,
            shape=shape,
            reached=reached.astype(float),
            weight=weight,
            values=np.array(np.broadcast_to(values, len(self.persons)), dtype=float),
            start=start,
        )
        return by_decline(task) if definition == "mortality_ratio" else by_shift(task)
