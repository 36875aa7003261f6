"""The one place in the library that reads the environment.

Every setting is listed in `SETTINGS`; the reference page of settings is made from it, and a
test fails when one is missing there.
"""

from __future__ import annotations

import os
from pathlib import Path

from attrs import frozen


@frozen
class Setting:
    name: str
    default: str
    help: str


SETTINGS = (
    Setting("OMSYN_STORE", "the user's data folder", "Folder in which the warehouse lies."),
    Setting("OMSYN_DATA", "", "Folder or bundle of statistics that `make demo` loads."),
    Setting("OMSYN_LANGUAGE", "nb", "Written standard of the command line: nb or nn."),
    Setting("OMSYN_SSB_URL", "https://data.ssb.no/api/pxwebapi/v2", "PxWebApi 2."),
    Setting("OMSYN_SSB_V0_URL", "https://data.ssb.no/api/v0/no/table", "The older interface."),
    Setting("OMSYN_KLASS_URL", "https://data.ssb.no/api/klass/v1", "KLASS."),
)


def setting(name: str) -> str:
    """The value of a setting from the environment, or its default.

    Raises `KeyError` for a name that is not in `SETTINGS`: a setting nobody has described.
    """
    known = {each.name: each.default for each in SETTINGS}
    return os.environ.get(name) or known[name]


def store_folder() -> Path:
    """Where the warehouse lies: OMSYN_STORE, else the user's own data folder."""
    chosen = os.environ.get("OMSYN_STORE")
    if chosen:
        return Path(chosen)
    from platformdirs import user_data_path

    return user_data_path("omsyn")
