"""The scenario that a place steers by: taken into use on a day, kept with those before it.

adopt(store, scenario, day)     from then on the place's documents show it
in_force(store, "4204")         the one that holds now
withdraw(store, "4204", day)    none holds any more; what was is kept
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from attrs import frozen

from omsyn.errors import OmsynError, ScenarioError
from omsyn.language import _, date_text
from omsyn.needs.scenario.futures import draws_for, draws_ready
from omsyn.needs.scenario.model import Scenario
from omsyn.needs.scenario.reading import check_scenario
from omsyn.needs.scenario.result import ScenarioResult
from omsyn.needs.scenario.run import run_scenario
from omsyn.needs.scenario.upgrades import upgrade
from omsyn.needs.steering import KIND, is_in_force, steered_places
from omsyn.warehouse.papers import add_paper, papers

if TYPE_CHECKING:
    from omsyn.warehouse import Store

DRAWS = 1_000
"""Futures of a scenario that did not ask for any: one that is steered by says how sure it is."""


@frozen(kw_only=True)
class InForce:
    """A scenario that a place took into use."""

    scenario: Scenario
    adopted: dt.date
    run_id: str
    """Of the run it was taken into use with; on other data the same scenario has another."""


def with_draws(scenario: Scenario) -> Scenario:
    """The scenario with futures enough for intervals, where it asked for none."""
    return scenario if scenario.draws else scenario.model_copy(update={"draws": DRAWS})


def run_with_intervals(store: Store, scenario: Scenario) -> ScenarioResult:
    """What the scenario gives, drawn. Raises as `run_scenario` and `draws_for`."""
    chosen = with_draws(scenario)
    return run_scenario(store, chosen, draws_for(store, chosen))


def adopt(store: Store, scenario: Scenario, day: dt.date) -> InForce:
    """Run the scenario and let its region steer by it from now on.

    Raises as `run_scenario` for one that cannot be computed here, `StoreError` where the store
    cannot be written.
    """
    result = run_with_intervals(store, scenario)
    taken = InForce(scenario=result.scenario, adopted=day, run_id=result.run_id)
    _add(store, taken.scenario.region, day, result)
    return taken


def withdraw(store: Store, region_id: str, day: dt.date) -> None:
    """Let the region steer by none. Raises `ScenarioError` where it does already."""
    if not is_in_force(store, region_id):
        raise ScenarioError(none_in_force(store, region_id))
    _add(store, region_id, day, None)


def in_force(store: Store, region_id: str) -> InForce | None:
    """The scenario that the region steers by, in the present version of the schema.

    Raises `ScenarioError` for one that no longer can be used, with what to do.
    """
    if not is_in_force(store, region_id):
        return None
    noted = json.loads(papers(store, KIND, region_id)[-1])
    adopted = dt.date.fromisoformat(noted["date"])
    try:
        scenario = check_scenario(upgrade(noted["scenario"]))
    except ScenarioError as fault:
        raise ScenarioError(_unusable(adopted, fault.message), fault.problems) from fault
    return InForce(scenario=scenario, adopted=adopted, run_id=noted["run_id"])


def history(store: Store, region_id: str) -> tuple[tuple[dt.date, str | None], ...]:
    """The day and the name of each scenario taken into use, the oldest first; None: withdrawn."""
    found = []
    for text in papers(store, KIND, region_id):
        noted = json.loads(text)
        scenario = noted["scenario"]
        name = None if scenario is None else str(scenario.get("name", ""))
        found.append((dt.date.fromisoformat(noted["date"]), name))
    return tuple(found)


def all_ready(store: Store) -> bool:
    """Whether every scenario in force is computed without drawing the country first."""
    return all(draws_ready(store, each) for each in _usable(store))


def make_ready(store: Store) -> None:
    """Draw what the scenarios in force need, so that documents do not wait for it."""
    for each in _usable(store):
        with suppress(OmsynError):  # A document tells of what is wrong with its own.
            draws_for(store, each)


def _usable(store: Store) -> Iterator[Scenario]:
    """The scenarios in force; those that no longer can be used are told of elsewhere."""
    for region_id in steered_places(store):
        with suppress(OmsynError):
            store.registry().get(region_id)
            found = in_force(store, region_id)
            if found is not None:
                yield found.scenario


def none_in_force(store: Store, region_id: str) -> str:
    """The sentence where a place steers by no scenario."""
    region = store.registry().get(region_id)
    return _("{place} har ikke noe scenario som gjelder; behovet vises uten endringer.").format(
        place=region.name
    )


def _unusable(adopted: dt.date, reason: str) -> str:
    return _(
        "Scenarioet som ble tatt i bruk {day}, kan ikke brukes lenger: {reason} Ta i bruk et nytt "
        "med «omsyn scenario adopt»."
    ).format(day=date_text(adopted), reason=reason)


def _add(store: Store, region_id: str, day: dt.date, result: ScenarioResult | None) -> None:
    noted: dict[str, Any] = {"date": day.isoformat(), "scenario": None}
    if result is not None:
        noted |= {
            "run_id": result.run_id,
            "engine": result.engine,
            "store_version": result.store_version,
            "scenario": result.scenario.model_dump(mode="json"),
        }
    text = json.dumps(noted, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    add_paper(store, KIND, region_id, text.encode())
