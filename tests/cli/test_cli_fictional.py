"""`omsyn fictional make`: into the store, and never beside real figures."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest

from omsyn.cli.main import main
from omsyn.facts import FACT_SCHEMA, DatasetInfo
from omsyn.warehouse import Store


def run(*args):
    with pytest.raises(SystemExit) as ended:
        main(["fictional", "make", *args])
    return ended.value.code


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("OMSYN_STORE", str(tmp_path / "store"))
    return tmp_path / "store"


def test_the_county_lies_in_the_store_and_says_what_it_is(folder, capsys):
    assert run() == 0
    assert str(folder) in capsys.readouterr().out
    store = Store(folder)
    assert store.fictional
    assert store.registry().find("Lindhavn").id == "9901"
    regions, years, persons = store.persons()
    assert len(regions) == 12
    assert years == tuple(range(2006, 2027))
    assert persons.sum(axis=(1, 2, 3))[-1] > 200_000


def test_made_again_it_is_the_same_and_another_seed_is_another(folder):
    run()
    first = Store(folder).version
    run()
    assert Store(folder).version == first
    run("--seed", "5")
    assert Store(folder).version != first


def test_it_is_refused_where_there_are_real_figures_and_those_stay(folder, capsys):
    info = DatasetInfo(
        name="population", title="Folkemengde", source="Et byrå", table="1", definition="x",
        unit="personer", licence="CC BY 4.0", retrieved=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
    )  # fmt: skip
    row = ("4204", "2026", "male", "0", "persons", 500.0, "")
    Store(folder).replace(info, pl.DataFrame([row], schema=FACT_SCHEMA, orient="row"))
    assert run() == 1
    assert "OMSYN_STORE" in capsys.readouterr().err
    store = Store(folder)
    assert not store.fictional
    assert store.facts("population").collect()["value"].to_list() == [500.0]
    assert store.names() == ["population"]
