"""The classifications of KLASS that the product uses."""

from __future__ import annotations

MUNICIPALITY = 131
KOSTRA_GROUP = 112
CENTRALITY = 128
LOCAL_HOSPITAL_AREA = 629
LOCAL_HOSPITAL_TO_MUNICIPALITY = 2688
"""The correspondence table from local-hospital areas to municipalities."""
UNSPECIFIED = "9999"
"""The code of an unknown municipality: no place."""
