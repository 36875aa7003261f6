"""What a table must hold to take the place of the one in use: the municipalities there are."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest

from omsyn.errors import SourceChanged
from omsyn.facts import FACT_SCHEMA
from omsyn.geography import Registry
from omsyn.geography.tables import CHANGES, MEMBERSHIPS, REGIONS, SHARES
from omsyn.warehouse.places import check_places
from warehouse_support import info


def registry() -> Registry:
    rows = [
        {"id": code, "kind": "municipality", "code": code, "name": code, "other_names": [],
         "valid_from": dt.date(start, 1, 1), "valid_to": dt.date(end, 1, 1) if end else None}
        for code, start, end in (("0301", 1838, None), ("1018", 1964, 2020), ("4204", 2020, None))
    ]  # fmt: skip
    return Registry.of(
        regions=pl.DataFrame(rows, schema=REGIONS), changes=pl.DataFrame(schema=CHANGES),
        memberships=pl.DataFrame(schema=MEMBERSHIPS), shares=pl.DataFrame(schema=SHARES),
    )  # fmt: skip


def people(**values: float) -> pl.DataFrame:
    rows = [
        (code.removeprefix("m"), "2026", "both", "all", "persons", value, "")
        for code, value in values.items()
    ]
    return pl.DataFrame(rows, schema=FACT_SCHEMA, orient="row")


@pytest.mark.parametrize(
    ("name", "border_year", "facts", "told"),
    [
        ("population", 2024, people(m0301=5, m4204=6, m0000=11), r"0000.*sumrad"),
        ("population", 2024, people(m0301=5, m4204=6, m1018=1), r"1018"),
        ("population", 2024, people(m0301=5), r"mangler 1 av 2 kommuner \(4204\)"),
        ("population", 2024, people(m0301=0, m4204=0), r"ikke en eneste person i 2026"),
        ("places", None, people(m0301=5, m9999=1), r"9999"),
    ],
)
def test_a_table_about_other_places_is_refused(name, border_year, facts, told):
    with pytest.raises(SourceChanged, match=told):
        check_places(info(name, border_year=border_year), facts, registry())


@pytest.mark.parametrize(
    ("name", "border_year", "facts"),
    [
        ("population", 2024, people(m0301=5, m4204=6)),
        ("places", 2024, people(m0301=5)),
        ("places", None, people(m1018=5, m2111=1)),
        ("population_wards", None, people(m030101=5)),
    ],
)
def test_a_table_about_the_places_there_are_is_taken(name, border_year, facts):
    check_places(info(name, border_year=border_year), facts, registry())


def test_less_than_nobody_is_refused(store):
    with pytest.raises(SourceChanged, match="mindre enn null"):
        store.replace(info("population"), people(m0301=-5))


def test_the_version_is_read_again_when_another_store_has_written(store):
    from omsyn.warehouse import Store

    store.replace(info("population"), people(m0301=5))
    reader = Store(store.folder)
    first = reader.version
    store.replace(info("population"), people(m0301=6))
    assert reader.version not in {first, ""}
    assert reader.version == Store(store.folder).version
