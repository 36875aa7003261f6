"""The fact store."""

from omsyn.warehouse.bundle import write_bundle
from omsyn.warehouse.comparison import Replaced
from omsyn.warehouse.description import DatasetStatus, translated
from omsyn.warehouse.loading import LoadReport, Outcome, load_fetched, load_path
from omsyn.warehouse.pulling import pull_into
from omsyn.warehouse.store import Store, open_store

__all__ = [
    "DatasetStatus",
    "LoadReport",
    "Outcome",
    "Replaced",
    "Store",
    "load_fetched",
    "load_path",
    "open_store",
    "pull_into",
    "translated",
    "write_bundle",
]
