"""SQL reads the data sets and nothing else; three ways of adding up give one answer."""

from __future__ import annotations

import math
from collections import defaultdict

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from omsyn.errors import StoreError
from omsyn.facts import FACT_SCHEMA
from omsyn.warehouse import Store
from warehouse_support import PLACES_2024, info


def test_a_sum_by_region(store):
    store.replace(info(), PLACES_2024)
    answer = store.query(
        "SELECT region, sum(value) AS places FROM places WHERE value > ? GROUP BY 1 ORDER BY 1",
        [10],
    )
    assert answer.to_dicts() == [
        {"region": "0301", "places": 40.0},
        {"region": "4204", "places": 12.0},
    ]


def test_symbols_are_told_apart_in_sql_too(store):
    store.replace(info(), PLACES_2024)
    answer = store.query("SELECT status, count(*) AS n FROM places GROUP BY 1 ORDER BY 1")
    assert answer.rows() == [("", 2), (":", 1)]


def test_types_survive_also_where_every_value_is_missing(store):
    store.replace(info(), PLACES_2024)
    answer = store.query(
        "SELECT value, 1 AS whole, 1.5 AS part, true AS yes, DATE '2024-01-01' AS day FROM places "
        "WHERE status = ':'"
    )
    assert answer.schema == pl.Schema({
        "value": pl.Float64, "whole": pl.Int64, "part": pl.Float64,
        "yes": pl.Boolean, "day": pl.Date,
    })  # fmt: skip


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM '/etc/passwd'",
        "SELECT * FROM read_parquet('/tmp/**')",
        "SELECT * FROM read_text('/etc/hostname')",
        "COPY (SELECT 1) TO '/tmp/out.csv'",
        "COPY places TO '/tmp/out.csv'",
        "ATTACH '/tmp/x.db'",
        "SET memory_limit = '100GB'",
        "SET enable_external_access = true",
        "INSTALL httpfs",
        "LOAD httpfs",
        "CREATE TABLE x AS SELECT 1",
        "DROP VIEW places",
        "DELETE FROM places",
        "SELECT 1; SELECT 2",
        "SELECT * FROM nowhere",
        "not sql at all",
        "",
        ";",
    ],
)
def test_what_is_no_reading_of_the_data_sets_is_refused(store, sql):
    store.replace(info(), PLACES_2024)
    with pytest.raises(StoreError):
        store.query(sql)
    assert store.facts("places").collect().equals(PLACES_2024)


def test_parameters_are_values_and_never_sql(store):
    store.replace(info(), PLACES_2024)
    evil = "x' OR 1=1; DROP VIEW places; --"
    assert store.query("SELECT * FROM places WHERE region = ?", [evil]).is_empty()


@pytest.mark.parametrize("name", ["it's", "a [b] *", 'quote"d', "å ø"])
def test_a_folder_with_an_awkward_name(tmp_path, name):
    store = Store(tmp_path / name / "store")
    store.replace(info(), PLACES_2024)
    assert store.query("SELECT count(*) AS n FROM places").item() == 3


TEXT = st.text(st.characters(blacklist_categories=("Cs",)), min_size=1, max_size=5)
VALUES = st.one_of(
    st.tuples(st.integers(-1000, 1000).map(float), st.sampled_from(["", "estimated"])),
    st.tuples(st.none(), st.sampled_from([".", "..", ":"])),
    st.just((0.0, "–")),
)


def possible(row):
    """Of what is counted there is never less than nothing; only a net figure may be negative."""
    *keys, measure, (value, status) = row
    return (*keys, measure, (abs(value) if value and measure == "places" else value, status))


FACTS = st.lists(
    st.tuples(
        TEXT,
        st.sampled_from(["2023", "2024"]),
        st.sampled_from(["male", "female"]),
        st.sampled_from(["0", "105+"]),
        st.sampled_from(["net_migration", "places"]),
        VALUES,
    ).map(possible),
    min_size=1,
    max_size=12,
    unique_by=lambda row: row[:5],
)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(rows=FACTS)
def test_polars_duckdb_and_plain_python_agree(tmp_path_factory, rows):
    flat = [(*keys, *value) for *keys, value in rows]
    frame = pl.DataFrame(flat, schema=FACT_SCHEMA, orient="row")
    store = Store(tmp_path_factory.mktemp("agree"))
    store.replace(info(), frame, allow_shorter=True)
    assert store.facts("places").collect().equals(frame)

    plain: dict[tuple[str, str], list[float]] = defaultdict(list)
    missing: dict[tuple[str, str], int] = defaultdict(int)
    for region, period, _sex, _age, _measure, value, _status in flat:
        plain[region, period] += [] if value is None else [value]
        missing[region, period] += value is None
    expected = {
        key: (math.fsum(values), max(values, default=None), len(values), missing[key])
        for key, values in plain.items()
    }
    value = pl.col("value")
    polars = (
        store.facts("places")
        .group_by("region", "period")
        .agg(
            value.sum().alias("sum"), value.max().alias("max"), value.count().alias("n"),
            value.null_count().alias("missing"),
        )
        .collect()
    )  # fmt: skip
    duckdb = store.query(
        "SELECT region, period, coalesce(sum(value), 0), max(value), count(value), "
        "count(*) - count(value) FROM places GROUP BY ALL"
    )
    for answer in (polars, duckdb):
        found = {(region, period): tuple(rest) for region, period, *rest in answer.iter_rows()}
        assert found == expected
    provenance = store.provenance("places")
    assert provenance.missing_share == sum(missing.values()) / len(flat)
