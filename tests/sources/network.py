"""A local Statistics Norway and KLASS with everything that `omsyn data pull` asks for.

The figures are those of the fictional county, or of a folder of published statistics read when
the test runs; tables that neither has are left out, or filled with one made-up number.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np
import polars as pl
from attrs import define, field

from omsyn.geography import RegionKind
from omsyn.sources import fictional
from omsyn.sources.base import Fetched
from omsyn.sources.folder import datasets_in, references_in
from omsyn.sources.ssb.tables import (
    CONTENTS,
    KOSTRA_REGION,
    LIFE_TABLE,
    POPULATION,
    PRODUCT,
    Table,
)
from sources.server import FakeSsb, FakeTable, Json

SEX = {"1": "male", "2": "female"}
AGES = [*(f"{age:03}" for age in range(105)), "105+"]
FIRST_YEAR, FIRST_MUNICIPAL_YEAR, LAST_YEAR = 1986, 2006, 2026
YEARS = [str(year) for year in range(FIRST_YEAR, LAST_YEAR + 1)]
OLDEST = 106
MADE_UP = 12.0
WORDS = {"Dodssannsynlighet": "Dødssannsynlighet (promille)", "ForvGjenLevetid": "Levetid"}


@define(kw_only=True)
class ArrayTable(FakeTable):
    """A table whose cells lie in an array, for tables too large to work out cell by cell."""

    cells: np.ndarray = field(factory=lambda: np.zeros(0))

    def answer(self, codes: Mapping[str, list[str]]) -> Json:
        places = [
            [list(self.dimensions[name]).index(code) for code in chosen]
            if len(chosen) < len(self.dimensions[name])
            else range(len(chosen))
            for name, chosen in codes.items()
        ]
        values = self.cells[np.ix_(*places)].ravel()
        missing = np.flatnonzero(np.isnan(values))
        document = self.described(codes)
        document["value"] = values.tolist()
        for place in missing.tolist():
            document["value"][place] = None
        document["status"] = {str(place): ".." for place in missing.tolist()}
        return document


@define
class World:
    """What there is to serve."""

    facts: dict[str, pl.DataFrame]
    references: dict[str, pl.DataFrame]
    borders_moved: bool
    """Whether the municipalities of earlier years are known with their people."""
    made_up: bool
    """Whether tables without figures are filled with one made-up number."""

    @property
    def municipalities(self) -> list[dict[str, object]]:
        rows = self.references["regions"].filter(pl.col("kind") == "municipality")
        return [
            each
            for each in rows.iter_rows(named=True)
            if self.borders_moved or each["valid_to"] is None
        ]


def fictional_world() -> World:
    datasets, references = fictional.make()
    return World(_facts(datasets), references, borders_moved=True, made_up=True)


def published_world(folder: Path) -> World:
    """Published figures, in a country whose borders have always been those of today."""
    wanted = {"population", "population_country", "death_rates_country", "home_services_80plus"}
    read = (each.read() for each in datasets_in(folder) if each.name in wanted)
    return World(_facts(read), references_in(folder), borders_moved=False, made_up=False)


def serve_world(server: FakeSsb, world: World) -> None:
    """Put every table and every answer of KLASS on the server, which then refuses no haste."""
    server.config = {**server.config, "maxCallsPerTimeWindow": 10_000}
    server.tables[POPULATION.query.table] = _population(world)
    server.tables[LIFE_TABLE.query.table] = _life_table(world.facts["death_rates_country"])
    by_table: dict[str, list[Table]] = {}
    for each in PRODUCT:
        if any(one.dimension == KOSTRA_REGION for one in each.query.selections):
            by_table.setdefault(each.query.table, []).append(each)
    for id_, tables in by_table.items():
        if world.made_up or any(each.name in world.facts for each in tables):
            server.tables[id_] = _kostra(id_, tables, world)
    for path, content in _klass(world).items():
        server.replays[f"klass/v1/{path}"] = json.dumps(content).encode()


def _facts(datasets: Iterable[Fetched]) -> dict[str, pl.DataFrame]:
    return {each.info.name: each.facts for each in datasets}


def _persons(facts: pl.DataFrame, regions: list[str]) -> np.ndarray:
    """Persons by region, sex, age and year."""
    cube = np.zeros((len(regions), len(SEX), len(AGES), len(YEARS)))
    facts = facts.filter(pl.col("region").is_in(regions) & pl.col("period").is_in(YEARS))
    age = facts["age"].str.strip_suffix("+").cast(pl.Int64).to_numpy()
    sexes = list(SEX.values())
    cube[
        _places(facts["region"], regions), _places(facts["sex"], sexes), age,
        _places(facts["period"], YEARS),
    ] = facts["value"].to_numpy()  # fmt: skip
    return cube


def _places(values: pl.Series, order: list[str]) -> np.ndarray:
    return values.replace_strict(order, range(len(order)), return_dtype=pl.Int64).to_numpy()


def _population(world: World) -> ArrayTable:
    codes = sorted({str(each["code"]) for each in world.municipalities})
    cells = np.concatenate(
        [
            _persons(world.facts["population_country"], ["country-NO"]),
            _persons(world.facts["population"], codes),
        ]
    )
    if world.borders_moved:
        _move_back(cells[1:], codes, world.references["changes"])
    return ArrayTable(
        id=POPULATION.query.table,
        dimensions={
            "Region": {"0": "Hele landet", **dict.fromkeys(codes, "Kommune")},
            "Kjonn": {"1": "Menn", "2": "Kvinner"},
            "Alder": {code: f"{code} år" for code in AGES},
            CONTENTS: {"Personer1": "Personer"},
            "Tid": {year: year for year in YEARS},
        },
        cells=cells[:, :, :, None, :],
    )


def _move_back(cells: np.ndarray, codes: list[str], changes: pl.DataFrame) -> None:
    """Give each earlier municipality an equal part of those that came after it, in whole persons.

    What does not part evenly goes to the first.
    """
    for (day,), moved in changes.sort("date", descending=True).group_by(
        "date", maintain_order=True
    ):
        before = YEARS.index(str(day.year))
        after = {new: cells[codes.index(new), ..., :before].copy() for new in moved["new_code"]}
        for new in after:
            cells[codes.index(new), ..., :before] = 0
        for new, people in after.items():
            olds = moved.filter(pl.col("new_code") == new)["old_code"].to_list()
            part = people // len(olds)
            for old in olds:
                rest = people - part * len(olds) if old == olds[0] else 0
                cells[codes.index(old), ..., :before] += part + rest


def _life_table(rates: pl.DataFrame) -> ArrayTable:
    """Probabilities and remaining years of published or made-up rates, closed at 106."""
    years = sorted(set(rates["period"]) & set(YEARS))
    ages = np.arange(OLDEST + 1)
    known = rates.filter(pl.col("period").is_in(years)).with_columns(
        age=pl.col("age").str.strip_suffix("+").cast(pl.Int64)
    )
    known = known.filter((pl.col("age") < OLDEST) & pl.col("sex").is_in(list(SEX.values())))
    central = np.full((len(SEX), len(ages), len(years)), np.nan)
    central[
        _places(known["sex"], list(SEX.values())), known["age"].to_numpy(),
        _places(known["period"], years),
    ] = known["value"].to_numpy()  # fmt: skip
    lived = np.where(ages == 0, 0.1, 0.5)[None, :, None]
    dying = np.clip(np.nan_to_num(central / (1 + (1 - lived) * central), nan=0.6), 0, 1)
    dying[:, -1] = 1
    alive = np.ones_like(dying)
    alive[:, 1:] = np.cumprod(1 - dying, axis=1)[:, :-1]
    years_lived = alive * (1 - (1 - lived) * dying)
    left = np.cumsum(years_lived[:, ::-1], axis=1)[:, ::-1] / np.maximum(alive, 1e-12)
    return ArrayTable(
        id=LIFE_TABLE.query.table,
        dimensions={
            "Kjonn": {"1": "Menn", "2": "Kvinner"},
            "AlderX": {f"{age:03}": f"{age} år" for age in ages},
            CONTENTS: WORDS,
            "Tid": {year: year for year in years},
        },
        cells=np.stack([1000 * dying, left], axis=2),
    )


def _kostra(id_: str, tables: list[Table], world: World) -> ArrayTable:
    measures = {code: ours for each in tables for code, ours in each.measures.items()}
    facts = pl.concat(
        [world.facts[each.name] for each in tables if each.name in world.facts]
        or [next(iter(world.facts.values())).clear()]
    ).filter(pl.col("measure").is_in(list(measures.values())))
    regions = sorted(set(facts["region"])) or sorted(
        str(each["code"]) for each in world.municipalities if each["valid_to"] is None
    )
    years = sorted(set(facts["period"])) or ["2024", "2025"]
    others = {
        each.dimension: {"sum": "I alt"} if each.codes else {"TOT": "I alt"}
        for each in tables[0].query.selections
        if each.dimension not in {KOSTRA_REGION, CONTENTS, "Tid"}
    }
    cells = np.full((len(regions), len(measures), len(years)), np.nan)
    cells[
        _places(facts["region"], regions), _places(facts["measure"], list(measures.values())),
        _places(facts["period"], years),
    ] = facts["value"].cast(pl.Float64).fill_null(np.nan).to_numpy()  # fmt: skip
    if world.made_up:
        without = np.isnan(cells).all(axis=(0, 2))
        cells[:, without] = MADE_UP
    return ArrayTable(
        id=id_,
        dimensions={
            KOSTRA_REGION: {_kostra_code(each): each for each in regions},
            **others,
            CONTENTS: measures,
            "Tid": {year: year for year in years},
        },
        cells=cells.reshape(len(regions), *[1] * len(others), len(measures), len(years)),
    )


def _kostra_code(region: str) -> str:
    kind, _dash, code = region.partition("-")
    match kind:
        case "country":
            return "EAK"
        case "county":
            return f"EKA{code}"
        case "kostra_group":
            return code
        case _:
            return region


def _klass(world: World) -> dict[str, Json]:
    kostra, classes = (
        [_pair(code, each) for each, code in _members(world, kind)]
        for kind in (RegionKind.KOSTRA_GROUP, RegionKind.CENTRALITY)
    )
    trusts = _members(world, RegionKind.HOSPITAL_TRUST)
    names = dict(world.references["regions"].select("code", "name").iter_rows())
    areas = [
        _code(f"{level}{code}", f"{names[code].upper()} HF", parent=parent)
        for code in sorted({code for _each, code in trusts})
        for level, parent in (("H", None), ("L", f"H{code}"))
    ]
    return {
        "classifications/131/codes": {"codes": _places_ever(world)},
        "classifications/131/changes": {"codeChanges": _changes(world)},
        "classifications/112/corresponds": {"correspondenceItems": kostra},
        "classifications/128/corresponds": {"correspondenceItems": classes},
        "classifications/629/codesAt": {"codes": areas},
        "correspondencetables/2688": {
            "correspondenceMaps": [_pair(f"L{code}", each) for each, code in trusts]
        },
    }


def _members(world: World, kind: RegionKind) -> list[tuple[str, str]]:
    """Municipality and code of its group, of those in force."""
    rows = world.references["memberships"].filter(
        pl.col("region_id").str.starts_with(f"{kind.value}-") & pl.col("valid_to").is_null()
    )
    code = pl.col("region_id").str.strip_prefix(f"{kind.value}-")
    return rows.select("municipality", code).unique(maintain_order=True).rows()


def _places_ever(world: World) -> list[Json]:
    """Every municipality; where borders are said not to have moved, today's since the first year.

    Services are published for codes of every vintage: those of others ended then.
    """
    rows = world.references["regions"].filter(pl.col("kind") == "municipality")
    if world.borders_moved:
        spans = rows.select("code", "name", "valid_from", "valid_to").rows()
    else:
        begin = f"{FIRST_MUNICIPAL_YEAR}-01-01"
        today = set(rows.filter(pl.col("valid_to").is_null())["code"])
        names = dict(rows.sort("valid_from").select("code", "name").iter_rows())
        spans = [
            (code, name, begin, None) if code in today else (code, name, "1838-01-01", begin)
            for code, name in names.items()
        ]
    return [_code(code, name, start=start, end=end) for code, name, start, end in spans]


def _changes(world: World) -> list[Json]:
    if world.borders_moved:
        rows = world.references["changes"].iter_rows(named=True)
    else:
        # A country whose borders never moved has at least once written a name anew.
        (code, name) = (world.municipalities[0][key] for key in ("code", "name"))
        rows = [{"date": "2006-01-01", "old_code": code, "old_name": name, "new_code": code,
                 "new_name": name}]  # fmt: skip
    return [
        {
            "oldCode": each["old_code"], "oldName": each["old_name"], "newCode": each["new_code"],
            "newName": each["new_name"], "changeOccurred": str(each["date"]),
        }
        for each in rows
    ]  # fmt: skip


def _code(code: str, name: str, start: object = None, end: object = None, **more: object) -> Json:
    return {
        "code": code, "name": name, "level": "1", "parentCode": more.get("parent"),
        "validFromInRequestedRange": str(start) if start else None,
        "validToInRequestedRange": str(end) if end else None,
    }  # fmt: skip


def _pair(source: str, target: str) -> Json:
    return {"sourceCode": source, "sourceName": source, "targetCode": target, "targetName": target}
