"""Death rates and expected deaths of the country, from Statistics Norway's life table.

The life table gives the probability of dying within a year of each birthday. The projection needs
deaths per person-year, and how many deaths stand behind each rate.
"""

from __future__ import annotations

import polars as pl
from attrs import evolve

from omsyn.errors import SourceChanged
from omsyn.facts import FACT_SCHEMA, DatasetInfo, Status
from omsyn.geography import COUNTRY_ID
from omsyn.language import _, number
from omsyn.sources.base import N_, Fetched

YEAR_LIVED, INFANT_YEAR_LIVED = 0.5, 0.1
"""Part of the year lived by those who die in it: half, and at age 0 a tenth (Preston et al. 2001).
"""
FARTHEST_APART = 1.0
"""Years between the published life expectancy and the one of the published probabilities."""
PROBABILITY, REMAINING = "death_probability_per_1000", "remaining_years"
CELL = ["period", "sex", "age"]


def death_rates(life_table: Fetched) -> Fetched:
    """Deaths per person-year by sex and age: `m = q / (1 - (1 - a) q)`.

    The oldest group is open: `m = 1 / e`. Raises `SourceChanged` where the probabilities and the
    table's own life expectancy do not belong together, as when a unit has changed.
    """
    cells = _cells(life_table.facts)
    _check_expectancy(cells, life_table.info.table)
    oldest = pl.col("years") == pl.col("years").max()
    lived = pl.when(pl.col("years") == 0).then(INFANT_YEAR_LIVED).otherwise(YEAR_LIVED)
    closed = pl.col("q") / (1 - (1 - lived) * pl.col("q"))
    left = pl.when(pl.col(REMAINING) > 0).then(pl.col(REMAINING))
    cells = cells.with_columns(
        value=pl.when(oldest).then(1 / left).otherwise(closed),
        age=pl.when(oldest).then(pl.format("{}+", "years")).otherwise(pl.col("age")),
    )
    info = evolve(
        life_table.info,
        name="death_rates_country",
        title=N_("Dødsrater i landet etter kjønn og alder"),
        definition=N_(
            "Døde per leveår i samme alder og kjønn (sentral dødsrate), regnet ut av "
            "dødssannsynlighetene i SSBs dødelighetstabell: de som dør, lever i snitt et halvt år "
            "av året, og en tidel av året når de er under ett år."
        ),
        unit=N_("døde per leveår"),
    )
    return _as_facts(info, cells, "death_rate")


def expected_deaths(rates: Fetched, population: Fetched) -> Fetched:
    """Rate times the mean of the country's population on 1 January of the year and the next."""
    start = population.facts.group_by(CELL).agg(pl.col("value").sum())
    before = start.with_columns((pl.col("period").cast(pl.Int32) - 1).cast(pl.String))
    cells = rates.facts.join(start, on=CELL, suffix="_start").join(before, on=CELL, suffix="_end")
    mean = (pl.col("value_start") + pl.col("value_end")) / 2
    updated = [each for each in (rates.info.updated, population.info.updated) if each]
    info = evolve(
        rates.info,
        name="deaths_country",
        title=N_("Døde i landet etter kjønn og alder, regnet ut"),
        table=f"{rates.info.table}, {population.info.table}",
        definition=N_(
            "Ventet antall døde i året i alderen 0–104 år: dødsraten ganger middelfolkemengden i "
            "landet. Det er ikke en telling av dødsfall, og brukes bare til å veie dødsratene."
        ),
        unit=N_("personer"),
        retrieved=min(rates.info.retrieved, population.info.retrieved),
        updated=max(updated, default=None),
    )
    return _as_facts(info, cells.with_columns(value=pl.col("value") * mean), "deaths")


def summed(population: Fetched) -> Fetched:
    """The country's population as the sum of its municipalities, in years and ages they have."""
    facts = population.facts.group_by(CELL).agg(pl.col("value").sum())
    return _as_facts(population.info, facts, "persons")


def _cells(facts: pl.DataFrame) -> pl.DataFrame:
    """A row for each period, sex and age, youngest first, with `q` (0..1) and age in `years`."""
    wide = facts.pivot("measure", index=CELL, values="value")
    return wide.with_columns(
        q=pl.col(PROBABILITY) / 1000, years=pl.col("age").str.strip_suffix("+").cast(pl.Int32)
    ).sort("period", "sex", "years")


def _check_expectancy(cells: pl.DataFrame, table: str) -> None:
    dying = pl.col("q").fill_null(0).clip(0, 1)
    alive = (1 - dying).cum_prod().shift(1, fill_value=1)
    lived = pl.when(pl.col("years") == 0).then(INFANT_YEAR_LIVED).otherwise(YEAR_LIVED)
    found = (
        cells.with_columns((alive * (1 - (1 - lived) * dying)).over("period", "sex").alias("lived"))
        .group_by("period", "sex", maintain_order=True)
        .agg(pl.col("lived").sum(), published=pl.col(REMAINING).first())
    )
    apart = (pl.col("lived") - pl.col("published")).abs()
    wrong = found.filter((apart > FARTHEST_APART).fill_null(value=True))
    for period, _sex, lived_years, published in wrong.iter_rows():
        raise SourceChanged(
            _(
                "Dødssannsynlighetene for {period} i tabell {table} gir en forventet levealder på "
                "{computed} år, og tabellen selv oppgir {published}: enheten kan være endret. De "
                "siste gode tallene er fortsatt i bruk; se etter en nyere versjon av Omsyn."
            ).format(
                period=period,
                table=table,
                computed=number(lived_years, 1),
                published=number(published, 1),
            )
        )


def _as_facts(info: DatasetInfo, cells: pl.DataFrame, measure: str) -> Fetched:
    """Computed figures: estimated where there is one, not available where there is none."""
    computed = pl.when(pl.col("value").is_null()).then(pl.lit(Status.NOT_AVAILABLE.value))
    facts = cells.with_columns(
        region=pl.lit(COUNTRY_ID),
        measure=pl.lit(measure),
        status=computed.otherwise(pl.lit(Status.ESTIMATED.value)),
    )
    order = ["period", "sex", pl.col("age").str.strip_suffix("+").cast(pl.Int32)]
    return Fetched(info, facts.sort(order).select(list(FACT_SCHEMA)).cast(FACT_SCHEMA))
