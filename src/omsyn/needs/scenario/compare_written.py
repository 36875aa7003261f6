"""A comparison as files: JSON without translated text, a tidy frame, and CSV with what was set."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import polars as pl

from omsyn.demography.population import FloatArray
from omsyn.needs.scenario import chance
from omsyn.needs.scenario.phrases import fictional_lines
from omsyn.needs.scenario.written import floats

if TYPE_CHECKING:
    from omsyn.needs.scenario.compare import (
        AmountDifference,
        Apart,
        Comparison,
        Difference,
        Side,
    )
    from omsyn.needs.scenario.result import ScenarioResult


def json_of(found: Comparison) -> bytes:
    """The same runs give the same bytes."""
    document = {
        "one": _run(found.one),
        "other": _run(found.other),
        "region": {"id": found.region.id, "name": found.region.name},
        "years": list(found.years),
        "draws": found.draws,
        "fictional": found.one.fictional,
        "services": {key.value: _difference(each) for key, each in found.differences.items()},
        "amounts": {key: _amount(each) for key, each in found.amounts.items()},
        "lacking": sorted(each.value for each in found.lacking),
    }
    text = json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True, allow_nan=False)
    return (text + "\n").encode()


def frame_of(found: Comparison) -> pl.DataFrame:
    """Rows by year: each service, then what they take, `places:hours` …, and `cost`."""
    services = [
        _frame(key.value, each, each.one.value, each.other.value, (each.one, each.other))
        for key, each in found.differences.items()
    ]
    amounts = [_frame(key, each, each.one, each.other) for key, each in found.amounts.items()]
    return pl.concat([*services, *amounts])


def csv_of(found: Comparison) -> str:
    """The frame as CSV, after lines with # that say what was set and what to know."""
    lines = [
        f"# {found.region.name} ({found.region.id})",
        *(f"# {sentence}" for sentence in fictional_lines(fictional=found.one.fictional)),
        f"# one: run_id {found.one.run_id}, scenario {found.one.scenario.canonical()}",
        f"# other: run_id {found.other.run_id}, scenario {found.other.scenario.canonical()}",
        *(f"# {each.label}: {each.one} | {each.other}" for each in found.settings),
        *(f"# {sentence}" for sentence in found.notes()),
    ]
    return "\n".join(lines) + "\n" + frame_of(found).write_csv()


def _run(result: ScenarioResult) -> dict[str, Any]:
    return {"run_id": result.run_id, "scenario": result.scenario.model_dump(mode="json")}


def _difference(each: Difference) -> dict[str, Any]:
    return {
        "one": _side_document(each.one),
        "other": _side_document(each.other),
        "index": each.index,
        **_apart(each),
    }


def _amount(each: AmountDifference) -> dict[str, Any]:
    return {"one": floats(each.one), "other": floats(each.other), **_apart(each)}


def _apart(each: Apart) -> dict[str, Any]:
    return {
        "difference": floats(each.value),
        "quantiles": {str(level): floats(row) for level, row in each.quantiles.items()},
        "probability_other_greater": _some(each.greater),
        "probability_other_less": _some(each.less),
    }


def _side_document(side: Side) -> dict[str, Any]:
    limit = side.limit
    return {
        "value": floats(side.value),
        "limit": None
        if limit is None
        else {"value": limit.value, "own": limit.own, "by_year": floats(limit.by_year)},
        "probability_above_limit": _some(side.exceeding),
    }


def _frame(
    key: str,
    each: Apart,
    one: FloatArray,
    other: FloatArray,
    sides: tuple[Side, Side] | None = None,
) -> pl.DataFrame:
    empty: list[float | None] = [None] * len(each.years)
    columns: dict[str, Any] = {
        "service": [key] * len(each.years),
        "year": list(each.years),
        "one": floats(one),
        "other": floats(other),
        "difference": floats(each.value),
    }
    for level in chance.LEVELS:
        row = each.quantiles.get(level)
        columns[f"difference_q{1000 * level:03.0f}"] = empty if row is None else floats(row)
    columns["probability_other_greater"] = _some(each.greater) or empty
    columns["probability_other_less"] = _some(each.less) or empty
    for place, name in enumerate(("one", "other")):
        exceeding = None if sides is None else sides[place].exceeding
        columns[f"{name}_probability_above_limit"] = _some(exceeding) or empty
    kinds = {"service": pl.String, "year": pl.Int64}
    return pl.DataFrame(columns, schema={name: kinds.get(name, pl.Float64) for name in columns})


def _some(values: FloatArray | None) -> list[float] | None:
    return None if values is None else floats(values)
