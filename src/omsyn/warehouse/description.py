"""What is told of a data set: as JSON and back, and for people."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from attrs import asdict, evolve, frozen

from omsyn.facts import DatasetInfo
from omsyn.language import _


def info_to_json(info: DatasetInfo) -> dict[str, Any]:
    return {
        **asdict(info),
        "notes": list(info.notes),
        "retrieved": info.retrieved.isoformat(),
        "updated": info.updated.isoformat() if info.updated else None,
    }


def info_from_json(described: Mapping[str, Any]) -> DatasetInfo:
    updated = described["updated"]
    return DatasetInfo(
        **{
            **described,
            "retrieved": dt.datetime.fromisoformat(described["retrieved"]),
            "updated": dt.datetime.fromisoformat(updated) if updated else None,
        }
    )


def shown(text: str) -> str:
    """A text of a description in the written standard in force."""
    return _(text) if text else ""


def reference_title(name: str) -> str:
    """What a reference table is called, for people."""
    titles = {
        "regions": _("Kommuner, fylker og andre områder"),
        "changes": _("Endringer i kommunegrenser og kommunenumre"),
        "memberships": _("Hvilke områder kommunene hører til"),
        "shares": _("Fordelingstall for delte kommuner"),
        "tiles": _("Rutekart over kommunene"),
    }
    return titles.get(name, name)


def translated(info: DatasetInfo) -> DatasetInfo:
    """The description in the written standard in force."""
    return evolve(
        info,
        title=shown(info.title),
        definition=shown(info.definition),
        unit=shown(info.unit),
        licence=shown(info.licence),
        notes=tuple(shown(note) for note in info.notes),
    )


@frozen(kw_only=True)
class DatasetStatus:
    """One line of `omsyn data status`."""

    info: DatasetInfo
    rows: int
    missing_share: float
    periods: str
    fault: str = ""
    """What is wrong with the stored bytes, as a sentence; empty where they are whole."""


def unknown(name: str) -> DatasetInfo:
    """What can be said of a data set whose description is damaged."""
    return DatasetInfo(
        name=name, title=name, source="", table="", definition="", unit="", licence="",
        retrieved=dt.datetime.fromtimestamp(0, tz=dt.UTC),
    )  # fmt: skip
