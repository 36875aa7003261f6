"""Scenarios written for earlier versions of the schema, step by step to the present one.

Version 0 was a flat draft: `{"version": 0, "title": …, "place": "4204", "to": 2040, "places": 120,
"staff": 300, "healthy_ageing": 0.5, "standard": 1, "productivity": 0.5}`, with rates in percent a
year and healthy ageing as shifted ages.

Version 1 had the same fields as version 2 but for `resources`, `local.rates`,
`local.shrink_to_group`, `capacity.planned`, the capacity of services that only the planner knows,
and what moves recruitment. All of them are neutral when they are not there.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from omsyn.errors import ScenarioError
from omsyn.language import _
from omsyn.needs.scenario.model import SCHEMA_VERSION

Document = dict[str, Any]


def version_of(document: Document) -> Any:
    """The version a document says it has; drafts before version 1 said `version`."""
    return document.get("schema_version", document.get("version", SCHEMA_VERSION))


def upgrade(document: Document) -> Document:
    """The document in the present version; raises `ScenarioError` for one of the future."""
    version = version_of(document)
    if not isinstance(version, int) or isinstance(version, bool) or version < 0:
        raise ScenarioError(
            _("schema_version er «{version}», men må være et helt tall.").format(version=version)
        )
    if version > SCHEMA_VERSION:
        raise ScenarioError(
            _(
                "Scenarioet er laget for utgave {version} av skjemaet, og denne Omsyn kjenner "
                "bare til og med {known}; oppdater Omsyn."
            ).format(version=version, known=SCHEMA_VERSION)
        )
    for step in range(version, SCHEMA_VERSION):
        document = STEPS[step](document)
    return document


def _from_draft(old: Document) -> Document:
    """Version 0 to 1: fields grouped, and every lever an entry in a list."""
    renamed = {"title": "name", "place": "region", "to": "horizon"}
    new: Document = {"schema_version": 1, "levers": []}
    for key, value in old.items():
        match key:
            case "version" | "schema_version":
                pass
            case "places":
                new["capacity"] = {"places": value}
            case "staff":
                new["local"] = {"person_years": value}
            case "healthy_ageing":
                new["levers"].append({"kind": key, "definition": "age_shift", "value": value})
            case "standard" | "productivity":
                new["levers"].append({"kind": key, "value": value})
            case _:
                # What the draft did not have stays, so that the reader is told of it by name.
                new[renamed.get(key, key)] = value
    return new


def _with_own_resources(old: Document) -> Document:
    """Version 1 to 2: what is new is not there, and changes nothing."""
    return old | {"schema_version": 2}


STEPS: dict[int, Callable[[Document], Document]] = {0: _from_draft, 1: _with_own_resources}
"""Version -> the function that makes the next version of it."""
