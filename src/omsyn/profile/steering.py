"""The scenario that a document shows beside the needs without changes."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from attrs import frozen

from omsyn.errors import DamagedStore, OutsideData, ProjectionError, ScenarioError
from omsyn.language import _
from omsyn.needs.steering import is_in_force
from omsyn.profile.picture import Futures

if TYPE_CHECKING:
    from omsyn.needs.scenario import Scenario, ScenarioResult
    from omsyn.warehouse import Store


@frozen(kw_only=True, eq=False)
class Steering:
    """What was chosen, and what it gives; or the sentence that says why it cannot be shown."""

    result: ScenarioResult | None = None
    adopted: dt.date | None = None
    """The day the place took it into use; None where it was chosen for this document."""
    adopted_run: str = ""
    """The run it was taken into use with."""
    fault: str = ""


def steering_of(
    store: Store, region_id: str, chosen: Scenario | None, futures: Futures
) -> Steering | None:
    """The scenario chosen for the document, else the one in force; None where there is neither.

    Raises as `run_scenario` for one that was chosen for the document.
    """
    if chosen is not None:
        _check_region(store, chosen, region_id)
        return Steering(result=_run(store, chosen, futures))
    try:
        if not is_in_force(store, region_id):
            return None
        return _in_force(store, region_id, futures)
    except (ScenarioError, OutsideData, ProjectionError, DamagedStore) as fault:
        return Steering(fault=fault.message)


def _in_force(store: Store, region_id: str, futures: Futures) -> Steering | None:
    # Here, because the validation library takes a third of a second, and most places have none.
    from omsyn.needs.scenario.in_force import in_force

    found = in_force(store, region_id)
    if found is None:
        return None
    return Steering(
        result=_run(store, found.scenario, futures),
        adopted=found.adopted,
        adopted_run=found.run_id,
    )


def _run(store: Store, scenario: Scenario, futures: Futures) -> ScenarioResult:
    from omsyn.needs.scenario.in_force import run_with_intervals
    from omsyn.needs.scenario.run import run_scenario

    if futures is Futures.DRAWN:
        return run_with_intervals(store, scenario)
    return run_scenario(store, scenario.model_copy(update={"draws": 0}))


def _check_region(store: Store, scenario: Scenario, region_id: str) -> None:
    if scenario.region == region_id:
        return
    registry = store.registry()
    raise ScenarioError(
        _("Scenarioet gjelder {theirs}, ikke {ours}: velg et annet scenario eller sted.").format(
            theirs=registry.get(scenario.region).name, ours=registry.get(region_id).name
        )
    )
