"""The needs of every drawn future: people times rates, the rates' errors, and then the levers."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from threading import Lock
from typing import TYPE_CHECKING, Any

from attrs import evolve, frozen
from numpy.typing import NDArray

from omsyn.demography.paths import PathSettings
from omsyn.demography.population import FloatArray
from omsyn.errors import OutsideData
from omsyn.language import _
from omsyn.needs.rate_uncertainty import RateError
from omsyn.needs.scenario import chance
from omsyn.needs.scenario.chain import Ground, Needs, apply, main_needs
from omsyn.needs.scenario.choices import AnyLever
from omsyn.needs.scenario.drawn import DrawnPeople, Draws
from omsyn.needs.scenario.model import Scenario
from omsyn.needs.services import Service

if TYPE_CHECKING:
    from omsyn.warehouse import Store

__all__ = [
    "Draws",
    "ScenarioDraws",
    "drawn_ground",
    "drawn_needs",
    "draws_for",
    "draws_ready",
    "interval_holds",
]

KEPT = 64
"""So many regions' sums of people are kept, a megabyte or less each with a thousand draws."""

_Sums = dict[bytes, FloatArray]
_sums: OrderedDict[tuple[object, ...], _Sums] = OrderedDict()
_guard = Lock()


@frozen(kw_only=True, eq=False)
class ScenarioDraws:
    """Drawn people of a scenario, with the sums of them that have been asked for."""

    years: Sequence[int]
    persons: NDArray[Any]
    death: NDArray[Any]
    expected_death: FloatArray
    paths: PathSettings
    sums: _Sums


def draws_for(store: Store, scenario: Scenario) -> Draws | None:
    """The drawn people that a scenario asks for; None where it asks for none.

    They follow the future that the scenario chooses. The first time after new data, and for an
    alternative that nobody has asked for, the country is drawn and kept beside the store, which
    takes up to a minute; `draws_ready` tells. Raises `OutsideData` for more draws than the machine
    has memory for, and what `region_draws` raises.
    """
    if not scenario.draws:
        return None
    from omsyn.demography.draws import region_draws

    paths = scenario.population.settings(scenario.region)
    found = region_draws(
        store, scenario.region, scenario.draws, horizon=scenario.horizon, seed=scenario.seed,
        paths=paths,
    )  # fmt: skip
    key = (
        store.folder, store.version, scenario.region, scenario.draws, scenario.horizon,
        scenario.seed, paths,
    )  # fmt: skip
    return ScenarioDraws(
        years=found.years,
        persons=found.persons,
        death=found.death,
        expected_death=found.expected_death,
        paths=found.paths,
        sums=_kept(key),
    )


def draws_ready(store: Store, scenario: Scenario) -> bool:
    """Whether `draws_for` answers at once, without drawing the country first."""
    if not scenario.draws:
        return True
    from omsyn.demography.draws import draws_ready as ready

    return ready(
        store, scenario.region, scenario.draws, horizon=scenario.horizon, seed=scenario.seed,
        paths=scenario.population.settings(scenario.region),
    )  # fmt: skip


def _kept(key: tuple[object, ...]) -> _Sums:
    with _guard:
        found = _sums.setdefault(key, {})
        _sums.move_to_end(key)
        while len(_sums) > KEPT:
            _sums.popitem(last=False)
        return found


def drawn_ground(scenario: Scenario, main: Ground, ground: Ground, people: Draws | None) -> Ground:
    """The ground that the draws of a scenario are on: with their people, where people are drawn.

    Raises `OutsideData` for draws of another future, other years or another number than the
    scenario's.
    """
    if people is None:
        return ground
    _check_future(scenario, people)
    sums = getattr(people, "sums", None)
    drawn = DrawnPeople.of(people, ground.years, main.persons, scenario.draws, sums)
    return evolve(ground, drawn=drawn)


def drawn_needs(
    scenario: Scenario,
    levers: Sequence[tuple[str, AnyLever]],
    ground: Ground,
    errors: Mapping[Service, RateError] | None = None,
) -> Needs:
    """The needs of every draw, shape (draw, year); (1, year) where nothing is uncertain.

    On a ground with drawn people the rates' own errors are drawn too, and levers that work by age
    work on the people and the mortality of each draw.
    """
    seed, count = scenario.seed, scenario.draws
    needs: Needs = main_needs(ground)
    if ground.drawn is not None:
        drawn = ground.drawn.needs(ground.rates)
        needs = drawn | {
            service: drawn[service] * error.factors(service, seed, count)[:, None]
            for service, error in (errors or {}).items()
        }
    for key, lever in levers:
        needs = apply(lever, needs, ground, chance.values(lever, key, seed, count))
    return needs


def interval_holds(error: RateError, scenario: Scenario) -> str:
    """What the interval of a need with drawn people holds, sentence by sentence."""
    said = [_("Intervallet viser usikkerheten i folketallet."), error.sentence()]
    if any(lever.uncertainty for _key, lever in scenario.ordered()):
        said.append(_("Usikkerheten som er lagt inn i virkemidlene, er også med."))
    said.append(_("At bruken kan endre seg av andre grunner, er ikke med."))
    return " ".join(said)


def _check_future(scenario: Scenario, people: Draws) -> None:
    from omsyn.demography.draws.region import same_future

    followed = getattr(people, "paths", None)
    if followed is None:
        return
    if not same_future(followed, scenario.population.settings(scenario.region)):
        raise OutsideData(
            _("De trukne framtidene følger et annet folketall enn det som er valgt i scenarioet.")
        )
