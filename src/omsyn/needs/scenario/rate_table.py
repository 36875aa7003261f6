"""Every rate that a result was made with, by service, sex and single age, and where it is from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from omsyn.demography import SEXES
from omsyn.language import _
from omsyn.needs.services import Origin, Service

if TYPE_CHECKING:
    from omsyn.needs.scenario.result import ScenarioResult, ServiceResult

DECIMALS = 9
COLUMNS = {
    "service": pl.String,
    "sex": pl.String,
    "age": pl.Int64,
    "per_100": pl.Float64,
    "origin": pl.String,
    "own_weight": pl.Float64,
    "level": pl.String,
    "level_name": pl.String,
    "year": pl.Int64,
}


def rate_table(result: ScenarioResult) -> pl.DataFrame:
    """One row for each service, sex and age that has a rate.

    `per_100` is users in 100 inhabitants (before occupancy), person-years for 100 inhabitants for
    person-years. `origin` is observed (given for that very sex and age), imputed (shared out of
    an age group, whose count is kept), borrowed (of a larger group) or shrunk (own, drawn towards
    its group with `own_weight`). Ages where the service is not counted have no row. A service
    that is an index has no level, and no rows.
    """
    rows = [
        row
        for service in Service
        if service in result.services and not result.services[service].made_with.index
        for row in _rows(result.services[service])
    ]
    return pl.DataFrame(rows, schema=COLUMNS, orient="row")


def _rows(
    each: ServiceResult,
) -> list[tuple[str, str, int, float, str, float | None, str, str, int]]:
    rate, made = each.rate, each.made_with
    origins = made.cell_origins()
    found = []
    for sex, name in enumerate(SEXES):
        for age, origin in enumerate(origins[sex]):
            if origin is Origin.NONE:
                continue
            per_100 = 100 * float(made.per_person[sex, age]) * made.occupancy
            weight = made.own_weight if origin is Origin.SHRUNK else None
            found.append(
                (each.service.value, name, age, round(per_100, DECIMALS), origin.value, weight,
                 rate.level.value, rate.level_name, rate.year)
            )  # fmt: skip
    return found


def rate_csv(result: ScenarioResult) -> str:
    """The table as CSV, after lines with # that say what it is and where the rates are from."""
    said = [
        f"# {result.region.name} ({result.region.id})",
        f"# run_id: {result.run_id}",
        "# "
        + _(
            "origin: observed = oppgitt for kjønnet og alderen; imputed = fordelt fra en "
            "aldersgruppe slik at gruppens antall er bevart; borrowed = tallet for en større "
            "gruppe; shrunk = eget tall trukket mot gruppens, der own_weight er vekten til det "
            "egne."
        ),
        *(f"# {each.name}: {each.rate.reservation}" for each in result.services.values()),
    ]
    return "\n".join(said) + "\n" + rate_table(result).write_csv()
