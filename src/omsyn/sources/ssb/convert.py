"""Answers of Statistics Norway as tidy facts with their description."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from functools import partial

import polars as pl
from attrs import evolve

from omsyn.errors import SourceChanged
from omsyn.facts import FACT_SCHEMA, DatasetInfo, Status
from omsyn.geography import COUNTRY_ID, Registry, convert
from omsyn.language import _
from omsyn.sources.base import N_, Fetched
from omsyn.sources.ssb.codes import OUTSIDE, age_of, parse_label, region_of, sex_of
from omsyn.sources.ssb.cube import Cube, Dimension, Role
from omsyn.sources.ssb.tables import CONTENTS, KOSTRA_REGION, REGION, Table

SSB = "Statistisk sentralbyrå (SSB)"
CC_BY = "CC BY 4.0"
STATBANK = "https://www.ssb.no/statbank/table/"


def facts_of(table: Table, cube: Cube) -> pl.DataFrame:
    """Tidy facts of an answer. Raises `SourceChanged` on a category that we do not know."""
    frame = cube.to_frame()
    keep = _in_force(cube)
    columns = {
        "region": pl.lit(COUNTRY_ID),
        "age": pl.lit(table.age),
        "sex": pl.lit("both"),
    }
    for each in cube.dimensions:
        columns |= _column(table, each)
    tidy = (
        frame.filter(keep)
        .with_columns(**columns)
        .select(list(FACT_SCHEMA))
        .cast(FACT_SCHEMA)
        .filter(~pl.col("region").is_in(sorted(OUTSIDE)))
    )
    return _inhabited(tidy) if table.only_inhabited else tidy


def info_of(table: Table, cubes: Sequence[Cube], retrieved: dt.datetime) -> DatasetInfo:
    """The description of a data set, with the source's own notes and names of measures."""
    notes = [*table.notes, *(note for cube in cubes for note in cube.all_notes)]
    return DatasetInfo(
        name=table.name,
        title=table.title,
        source=SSB,
        table=table.query.table,
        definition=table.definition,
        unit=table.unit,
        licence=CC_BY,
        retrieved=retrieved,
        updated=max((cube.updated for cube in cubes if cube.updated), default=None),
        url=STATBANK + table.query.table,
        notes=(*dict.fromkeys(notes), *_names_of_measures(table, cubes)),
    )


def in_borders(original: Fetched, registry: Registry, year: int) -> Fetched:
    """The population by municipality in the borders of a year, from figures in original codes."""
    info = evolve(
        original.info,
        name="population",
        title=N_("Folkemengde etter kommune, kjønn og alder"),
        definition=N_(
            "Bosatte personer 1. januar etter kommune, kjønn og alder i hele år. 105 år og eldre "
            "er én gruppe. Alle år er regnet om til de samme kommunegrensene."
        ),
        border_year=year,
    )
    return Fetched(info, convert(original.facts, year, registry))


def _column(table: Table, dimension: Dimension) -> dict[str, pl.Expr]:
    """The column of our facts that a dimension of the answer becomes, if any."""
    source = pl.col(dimension.id)
    if dimension.id in {REGION, KOSTRA_REGION}:
        return {"region": _replaced(dimension, region_of, table)}
    if dimension.role is Role.TIME or dimension.id == "Tid":
        return {"period": source}
    match dimension.id:
        case "Kjonn":
            return {"sex": _replaced(dimension, sex_of, table)}
        case "Alder" | "AlderX":
            return {"age": _replaced(dimension, partial(_age, dimension), table)}
        case id_ if id_ == CONTENTS:
            return {"measure": _measure(table, dimension)}
        case _:
            return {}


def _age(dimension: Dimension, code: str) -> str | None:
    """An age by its code, or by its label where only that says that the oldest are one group."""
    told = age_of(dimension.label_of(code))
    return told if told and told.endswith("+") else age_of(code)


def _measure(table: Table, dimension: Dimension) -> pl.Expr:
    for code, word in table.labels.items():
        _check_meaning(table, code, dimension.label_of(code), word)
    name = _replaced(dimension, table.measures.get, table)
    if not table.spread:
        return name
    part = pl.col(table.spread)
    return pl.when(part == table.total).then(name).otherwise(name + "_" + part)


def _check_meaning(table: Table, code: str, label: str, word: str) -> None:
    if word not in label.lower():
        raise SourceChanged(
            _(
                "{code} i tabell {table} heter nå «{label}», og Omsyn ventet noe med «{word}». De "
                "siste gode tallene er fortsatt i bruk; se etter en nyere versjon av Omsyn."
            ).format(code=code, table=table.query.table, label=label, word=word)
        )


def _replaced(
    dimension: Dimension, translate: Callable[[str], str | None], table: Table
) -> pl.Expr:
    """The codes of a dimension in ours; raises `SourceChanged` on one that we do not know."""
    ours = {code: translate(code) for code in dimension.codes}
    new = next((code for code, value in ours.items() if value is None), None)
    if new is not None:
        raise SourceChanged(
            _(
                "Tabell {table} har fått kategorien «{label}» ({code}) i dimensjonen "
                "«{dimension}», som Omsyn ikke kjenner. De siste gode tallene er fortsatt i "
                "bruk; se etter en nyere versjon av Omsyn."
            ).format(
                table=table.query.table,
                label=dimension.label_of(new),
                code=new,
                dimension=dimension.label,
            )
        )
    return pl.col(dimension.id).replace_strict(ours, return_dtype=pl.String)


def _in_force(cube: Cube) -> pl.Expr:
    """False for "not applicable" in years outside those that the code's own label gives."""
    region = next((each for each in cube.dimensions if each.id == KOSTRA_REGION), None)
    time = cube.with_role(Role.TIME)
    if region is None or time is None:
        return pl.lit(True)
    labels = {code: parse_label(region.label_of(code)) for code in region.codes}
    first = {code: label.first_year for code, label in labels.items() if label.first_year}
    last = {code: label.last_year for code, label in labels.items() if label.last_year}
    year = pl.col(time.id).str.slice(0, 4).cast(pl.Int32, strict=False)
    code = pl.col(region.id)
    before = year < code.replace_strict(first, default=None, return_dtype=pl.Int32)
    after = year > code.replace_strict(last, default=None, return_dtype=pl.Int32)
    outside = before.fill_null(False) | after.fill_null(False)
    return ~(outside & (pl.col("status") == Status.NOT_APPLICABLE.value))


def _inhabited(facts: pl.DataFrame) -> pl.DataFrame:
    """Only the regions and periods in which anybody lives."""
    return facts.filter(pl.col("value").sum().over("region", "period") > 0)


def _names_of_measures(table: Table, cubes: Sequence[Cube]) -> tuple[str, ...]:
    """What the source itself calls each measure, and each part that a measure is spread by."""
    contents = cubes[0].with_role(Role.METRIC) if cubes else None
    spread = next(
        (each for cube in cubes[:1] for each in cube.dimensions if each.id == table.spread), None
    )
    names = []
    if contents:
        names += [f"{ours}: {contents.label_of(code)}" for code, ours in table.measures.items()]
    if spread:
        names += [f"…_{code}: {spread.label_of(code)}" for code in spread.codes]
    return tuple(names)
