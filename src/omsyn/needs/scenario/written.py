"""A result as files: JSON without translated text, a tidy frame, and CSV with its explanation."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import polars as pl

from omsyn.demography.population import FloatArray
from omsyn.needs.scenario.amounts import CostResult, SkillResult, Volume, VolumeKind
from omsyn.needs.scenario.chance import LEVELS
from omsyn.needs.scenario.phrases import fictional_lines
from omsyn.needs.services import Origin
from omsyn.needs.waterfall import Waterfall, WaterfallMethod

if TYPE_CHECKING:
    from omsyn.needs.scenario.result import ScenarioResult, ServiceResult, StaffResult

DIGITS = 9
"""Significant digits in files: more than anybody knows, fewer than a processor's last bit."""


def json_of(result: ScenarioResult) -> bytes:
    """The same run gives the same bytes."""
    document = {
        "run_id": result.run_id,
        "engine": result.engine,
        "store_version": result.store_version,
        "scenario": result.scenario.model_dump(mode="json"),
        "region": {"id": result.region.id, "name": result.region.name},
        "years": list(result.years),
        "first_projected_year": result.first_projected_year,
        "draws": result.draws,
        "fictional": result.fictional,
        "drawn_population": result.drawn_population,
        "services": {key.value: _service(each) for key, each in result.services.items()},
        "lacking": sorted(each.value for each in result.lacking),
        "staff": _staff(result.staff) if result.staff else None,
        "skills": {key: _skill(each) for key, each in result.skills.items()},
        "cost": _cost(result.cost) if result.cost else None,
    }
    text = json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True, allow_nan=False)
    return (text + "\n").encode()


def frame_of(result: ScenarioResult) -> pl.DataFrame:
    """Rows by year: each service, then `staff`, `skill:nurse` … and `cost` where they were given.

    In the rows of staff `value` is the need and `limit` the supply, and in those of cost `value`
    is in prices of today and `with_price_growth` with their growth.
    """
    parts = [_service_frame(each) for each in result.services.values()]
    staff = result.staff
    if staff is not None:
        parts.append(
            _rows(
                "staff", staff.years, staff.supply + staff.shortfall, {},
                limit=staff.supply, probability=staff.probability,
            )
        )  # fmt: skip
    parts += [
        _rows(
            f"skill:{key}", each.years, each.need, each.quantiles,
            limit=each.supply, probability=each.probability,
        )
        for key, each in result.skills.items()
    ]  # fmt: skip
    if (cost := result.cost) is not None:
        parts.append(
            _rows("cost", cost.years, cost.fixed, cost.quantiles, with_price_growth=cost.grown)
        )
    return pl.concat(parts)


def csv_of(result: ScenarioResult) -> str:
    """The frame as CSV, after lines with # that say what was set and what to know."""
    lines = [
        f"# {result.region.name} ({result.region.id})",
        *(f"# {sentence}" for sentence in fictional_lines(fictional=result.fictional)),
        f"# run_id: {result.run_id}",
        f"# scenario: {result.scenario.canonical()}",
        *(f"# {each.label}: {each.value}" for each in result.parameters),
        *(f"# {each.name}: {each.rate.reservation}" for each in result.services.values()),
        *(
            f"# {each.name}: {each.interval_holds}"
            for each in result.services.values()
            if each.interval_holds
        ),
        *(f"# {sentence}" for sentence in (*result.lacking.values(), *result.warnings)),
    ]
    return "\n".join(lines) + "\n" + frame_of(result).write_csv()


def _service(each: ServiceResult) -> dict[str, Any]:
    return {
        "value": floats(each.value),
        "neutral": floats(each.neutral),
        "quantiles": _quantiles(each.quantiles),
        "limit": None
        if each.limit is None
        else {
            "value": each.limit.value,
            "own": each.limit.own,
            "by_year": floats(each.limit.by_year),
        },
        "probability_above_limit": None if each.exceeding is None else floats(each.exceeding),
        "index": each.made_with.index,
        "volumes": {key: _volume(volume) for key, volume in each.volumes.items()},
        "rate": {
            "value": _float(each.rate.value),
            "year": each.rate.year,
            "level": each.rate.level.value,
            "borrowed": each.rate.borrowed,
            "missing_share": _float(each.rate.source.missing_share),
            "origins": _origins(each),
            "own_weight": _float(each.made_with.own_weight),
            "occupancy": _float(each.made_with.occupancy),
        },
        "waterfall": _waterfall(each.waterfall),
        "waterfall_shapley": _waterfall(each.waterfall.by(WaterfallMethod.SHAPLEY)),
        "waterfall_isolated": _waterfall(each.waterfall.by(WaterfallMethod.ISOLATED)),
    }


def _origins(each: ServiceResult) -> list[str]:
    """Where the rates of its cells are from, each way once."""
    found = {origin for row in each.made_with.cell_origins() for origin in row}
    return [origin.value for origin in Origin if origin in found - {Origin.NONE}]


def _waterfall(fall: Waterfall) -> dict[str, Any]:
    return {
        "from_year": fall.from_year,
        "to_year": fall.to_year,
        "start": _float(fall.start),
        "end": _float(fall.end),
        "steps": [
            {"key": step.key, "before": _float(step.before), "after": _float(step.after)}
            for step in fall.steps
        ],
    }


def _volume(volume: Volume) -> dict[str, Any]:
    return {"value": floats(volume.value), "quantiles": _quantiles(volume.quantiles)}


def _staff(staff: StaffResult) -> dict[str, Any]:
    return {
        "supply": floats(staff.supply),
        "shortfall": floats(staff.shortfall),
        "probability": None if staff.probability is None else floats(staff.probability),
    }


def _skill(each: SkillResult) -> dict[str, Any]:
    perhaps = {
        "supply": each.supply,
        "shortfall": each.shortfall,
        "probability": each.probability,
    }
    return {
        "need": floats(each.need),
        "quantiles": _quantiles(each.quantiles),
        **{key: None if row is None else floats(row) for key, row in perhaps.items()},
    }


def _cost(cost: CostResult) -> dict[str, Any]:
    return {
        "fixed": floats(cost.fixed),
        "with_price_growth": floats(cost.grown),
        "price_growth_percent": cost.price_growth_percent,
        "parts": {key: floats(row) for key, row in cost.parts.items()},
        "quantiles": _quantiles(cost.quantiles),
    }


def _service_frame(each: ServiceResult) -> pl.DataFrame:
    return _rows(
        each.service.value,
        each.years,
        each.value,
        each.quantiles,
        neutral=each.neutral,
        limit=None if each.limit is None else each.limit.by_year,
        probability=each.exceeding,
        **{kind.value: _of_volume(each, kind) for kind in VolumeKind},
    )


def _of_volume(each: ServiceResult, kind: VolumeKind) -> FloatArray | None:
    volume = each.volumes.get(kind.value)
    return None if volume is None else volume.value


COLUMNS = (
    "value", "neutral", *(f"q{1000 * level:03.0f}" for level in LEVELS), "limit",
    "probability_above_limit", *(kind.value for kind in VolumeKind), "with_price_growth",
)  # fmt: skip


def _rows(
    what: str,
    years: tuple[int, ...],
    value: FloatArray,
    quantiles: Mapping[float, FloatArray],
    **more: FloatArray | None,
) -> pl.DataFrame:
    """One row a year, with every column of the frame."""
    given: dict[str, FloatArray | None] = {
        "value": value,
        "probability_above_limit": more.pop("probability", None),
        **{f"q{1000 * level:03.0f}": row for level, row in quantiles.items()},
        **more,
    }
    empty: list[float | None] = [None] * len(years)
    columns: dict[str, Any] = {"service": [what] * len(years), "year": list(years)}
    for name in COLUMNS:
        row = given.get(name)
        columns[name] = empty if row is None else floats(row)
    kinds = {"service": pl.String, "year": pl.Int64}
    return pl.DataFrame(columns, schema={name: kinds.get(name, pl.Float64) for name in columns})


def _quantiles(rows: Mapping[float, FloatArray]) -> dict[str, list[float]]:
    return {str(level): floats(row) for level, row in rows.items()}


def _float(value: float) -> float:
    return float(f"{value:.{DIGITS}g}")


def floats(values: FloatArray) -> list[float]:
    """Numbers as they stand in files, with `DIGITS` significant digits."""
    return [_float(each) for each in values.tolist()]
