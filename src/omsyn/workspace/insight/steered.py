"""Which scenario a place steers by, as the head of its page tells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from omsyn.errors import OmsynError
from omsyn.language import date_text
from omsyn.needs.steering import is_in_force

if TYPE_CHECKING:
    from omsyn.warehouse import Store

LONGEST_QUERY = 7_000
"""Letters; the server takes eight thousand."""


@frozen(kw_only=True)
class Steered:
    """The scenario in force, or what is wrong with it; all empty where there is none."""

    name: str = ""
    day: str = ""
    query: str = ""
    """Asks the what-if page for it; empty where that cannot hold it."""
    fault: str = ""


def steered(store: Store, region_id: str) -> Steered:
    """What a region steers by."""
    try:
        if not is_in_force(store, region_id):
            return Steered()
        return _in_force(store, region_id)
    except OmsynError as fault:
        return Steered(fault=fault.message)


def _in_force(store: Store, region_id: str) -> Steered:
    # Here, because most places have none, and the library that reads scenarios is heavy.
    from omsyn.needs.scenario.in_force import in_force, with_draws
    from omsyn.needs.services import Service
    from omsyn.workspace.insight.whatif_form import address_query

    found = in_force(store, region_id)
    if found is None:
        return Steered()
    query = address_query(with_draws(found.scenario), Service.PLACES)
    return Steered(
        name=found.scenario.name,
        day=date_text(found.adopted),
        query=query if len(query) <= LONGEST_QUERY else "",
    )
