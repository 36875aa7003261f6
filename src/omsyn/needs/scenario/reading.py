"""Scenarios from files and texts, and back; every fault is a sentence."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from omsyn.errors import ScenarioError, UnreadableFile
from omsyn.language import _
from omsyn.needs.scenario.faults import scenario_error
from omsyn.needs.scenario.model import Scenario
from omsyn.needs.scenario.upgrades import upgrade

LARGEST = 1_000_000
"""Bytes; a scenario with every lever there is room for has about 20 000."""


def parse_scenario(text: str | bytes) -> Scenario:
    """A scenario from JSON of this version or an earlier one. Raises `ScenarioError`."""
    return check_scenario(upgrade(parse_document(text)))


def parse_document(text: str | bytes) -> dict[str, Any]:
    """The JSON object in a text, unchecked but for its form. Raises `ScenarioError`."""
    if len(text) > LARGEST:
        raise ScenarioError(_("Scenarioet er for stort til å være et scenario; velg en annen fil."))
    try:
        document = json.loads(text, object_pairs_hook=_each_once)
    except (ValueError, RecursionError) as fault:
        raise ScenarioError(
            _("Teksten er ikke gyldig JSON; rett den eller lag scenarioet på nytt.")
        ) from fault
    if not isinstance(document, dict):
        raise ScenarioError(_("Et scenario er et JSON-objekt med felter; dette er noe annet."))
    return document


def check_scenario(document: dict[str, Any]) -> Scenario:
    """The scenario of a document of this version. Raises `ScenarioError` with every fault."""
    try:
        return Scenario.model_validate_json(json.dumps(document), strict=True)
    except ValidationError as fault:
        raise scenario_error(fault) from fault


def make_scenario(**fields: Any) -> Scenario:
    """As `Scenario(...)`, but faults are sentences. Raises `ScenarioError`."""
    try:
        return Scenario(**fields)
    except ValidationError as fault:
        raise scenario_error(fault) from fault


def read_scenario(path: Path) -> Scenario:
    """A scenario from a file. Raises `UnreadableFile` or `ScenarioError`."""
    return parse_scenario(read_text(path))


def read_text(path: Path) -> str:
    """The text of a file of modest size. Raises `UnreadableFile`."""
    try:
        with path.open("rb") as file:
            return file.read(LARGEST + 1).decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as fault:
        raise UnreadableFile(
            _("Filen {path} kan ikke leses som tekst: {reason}.").format(path=path, reason=fault)
        ) from fault


def scenario_text(scenario: Scenario) -> str:
    """The scenario as a file that a person can read and change: only what differs from defaults."""
    document = scenario.model_dump(mode="json", exclude_defaults=True)
    document["schema_version"] = scenario.schema_version
    document["levers"] = [
        {"kind": lever.kind, **lever.model_dump(mode="json", exclude_defaults=True)}
        for lever in scenario.levers
    ]
    for entry, lever in zip(document["levers"], scenario.levers, strict=True):
        if lever.uncertainty is not None:
            entry["uncertainty"] = lever.uncertainty.model_dump(mode="json")
    order = list(Scenario.model_fields)
    ordered = {key: document[key] for key in order if key in document}
    return json.dumps(ordered, indent=2, ensure_ascii=False) + "\n"


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    document: dict[str, Any] = {}
    for key, value in pairs:
        if key in document:
            raise ScenarioError(
                _("Feltet {field} står to ganger; stryk det ene.").format(field=key)
            )
        document[key] = value
    return document
