"""The needs of every drawn future: one matrix product, and then the levers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from omsyn.demography.population import FloatArray
from omsyn.errors import OutsideData
from omsyn.language import _
from omsyn.needs.scenario import chance
from omsyn.needs.scenario.chain import Ground, Needs, apply, main_needs
from omsyn.needs.scenario.choices import AnyLever
from omsyn.needs.scenario.model import Scenario
from omsyn.needs.services import Service

if TYPE_CHECKING:
    from omsyn.warehouse import Store


class Draws(Protocol):
    """Drawn futures of one region: what `omsyn.demography.draws.region_draws` gives."""

    @property
    def years(self) -> Sequence[int]:
        """The years of axis 1 of `persons`."""

    @property
    def persons(self) -> NDArray[Any]:
        """Shape (draw, year, sex, age)."""


def draws_for(store: Store, scenario: Scenario) -> Draws | None:
    """The drawn people that a scenario asks for; None where it asks for none.

    The first time after new data the country is drawn and kept beside the store, which takes up to
    a minute. Raises `OutsideData` for more draws than the machine has memory for.
    """
    if not scenario.draws:
        return None
    from omsyn.demography.draws import region_draws

    return region_draws(
        store, scenario.region, scenario.draws, horizon=scenario.horizon, seed=scenario.seed
    )


def drawn_needs(
    scenario: Scenario,
    levers: Sequence[tuple[str, AnyLever]],
    main: Ground,
    ground: Ground,
    people: Draws | None,
) -> Needs:
    """The needs of every draw, shape (draw, year); (1, year) where nothing is uncertain."""
    count = scenario.draws
    needs: Needs = main_needs(ground)
    if people is not None:
        needs = _of_drawn_people(people, needs, main, ground, count)
    for key, lever in levers:
        needs = apply(lever, needs, ground, chance.values(lever, key, scenario.seed, count))
    return needs


def _of_drawn_people(
    people: Draws, needs: Needs, main: Ground, ground: Ground, count: int
) -> dict[Service, FloatArray]:
    """One matrix product a year; years before the first drawn one are as they were.

    The draws are those of the main path. Where another future is chosen, every draw is changed in
    the same proportion as the main path is, for each year, sex and age.
    """
    shared = [year for year in ground.years if year in set(people.years)]
    if not shared or shared[-1] != ground.years[-1] or len(people.persons) != count:
        raise OutsideData(
            _("De trukne framtidene gjelder andre år eller et annet antall enn scenarioet.")
        )
    first = list(people.years).index(shared[0])
    persons = people.persons[:, first : first + len(shared)]
    flat = persons.reshape(count, len(shared), -1)
    rates = np.stack([rate.per_person.ravel() for rate in ground.rates.values()], axis=1)
    if ground.persons is main.persons:
        need = flat @ rates.astype(flat.dtype)
    else:
        was, becomes = main.persons[-len(shared) :], ground.persons[-len(shared) :]
        ratio = np.divide(becomes, was, out=np.ones_like(was), where=was > 0)
        weighted = ratio.reshape(len(shared), -1, 1) * rates
        need = (flat.swapaxes(0, 1) @ weighted.astype(flat.dtype)).swapaxes(0, 1)
    result = {}
    for place, key in enumerate(ground.rates):
        result[key] = np.repeat(needs[key], count, axis=0)
        result[key][:, -len(shared) :] = need[:, :, place]
    return result
