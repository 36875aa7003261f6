"""Whether a place steers by a scenario, told without reading scenarios at all.

Documents ask for every place; the validation library is only read where the answer is yes.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from omsyn.errors import DamagedStore
from omsyn.language import _
from omsyn.warehouse.papers import papers, subjects

if TYPE_CHECKING:
    from omsyn.warehouse import Store

KIND = "scenarios"


def is_in_force(store: Store, region_id: str) -> bool:
    """Whether the region's newest paper is a scenario. Raises `DamagedStore` for a damaged one."""
    kept = papers(store, KIND, region_id)
    if not kept:
        return False
    try:
        noted = json.loads(kept[-1])
        return noted["scenario"] is not None and bool(noted["date"] and noted["run_id"])
    except (ValueError, KeyError, TypeError) as fault:
        raise DamagedStore(
            _(
                "Det som er lagret om scenarioet for {place}, er skadet: ta scenarioet i bruk på "
                "nytt med «omsyn scenario adopt»."
            ).format(place=region_id)
        ) from fault


def steered_places(store: Store) -> tuple[str, ...]:
    """The regions that there is or has been a scenario for."""
    return subjects(store, KIND)
