"""The whole of a pull: two sources, borders that moved, and steps that fail alone."""

from __future__ import annotations

import datetime as dt
import json

import httpx
import polars as pl
import pytest

from omsyn.errors import SourceError
from omsyn.geography.tables import SHARES
from omsyn.sources.klass.client import KlassClient
from omsyn.sources.pull import Pull
from omsyn.sources.ssb.client import PxWebClient
from sources.server import FakeSsb, FakeTable, FakeTime

PERSONS = {
    # 9001 was divided in 2022: 30 of its 100 became 9002, 70 joined the 200 of 9003, now 9004.
    ("9001", "2021"): 100, ("9003", "2021"): 200, ("9005", "2021"): 50,
    ("9002", "2022"): 30, ("9004", "2022"): 270, ("9005", "2022"): 50,
}  # fmt: skip


def code(number: str, start: str, end: str | None) -> dict:
    return {
        "code": number, "name": f"Oppdiktet {number}", "level": "1",
        "validFromInRequestedRange": start, "validToInRequestedRange": end,
    }  # fmt: skip


def change(old: str, new: str) -> dict:
    return {
        "oldCode": old, "oldName": f"Oppdiktet {old}", "newCode": new,
        "newName": f"Oppdiktet {new}", "changeOccurred": "2022-01-01",
    }  # fmt: skip


def pair(source: str, target: str) -> dict:
    return {"sourceCode": source, "sourceName": "Navn", "targetCode": target, "targetName": "Sted"}


@pytest.fixture
def pull(client: PxWebClient, server: FakeSsb, http: httpx.Client, fake_time: FakeTime) -> Pull:
    server.tables["07459"] = FakeTable(
        id="07459",
        dimensions={
            "Region": {"0": "Landet"} | {f"900{at}": "Oppdiktet" for at in range(1, 6)},
            "Kjonn": {"1": "Menn", "2": "Kvinner"},
            "Alder": {"000": "0 år"},
            "ContentsCode": {"Personer1": "Personer"},
            "Tid": {"2021": "2021", "2022": "2022"},
        },
        value=lambda cell: PERSONS.get((cell["Region"], cell["Tid"]), 0) / 2,
    )
    gone, now = ("1838-01-01", "2022-01-01"), ("2022-01-01", None)
    codes = [code("9001", *gone), code("9003", *gone), code("9002", *now), code("9004", *now)]
    answers = {
        "classifications/131/codes": {"codes": [*codes, code("9005", "1838-01-01", None)]},
        "classifications/131/changes": {
            "codeChanges": [change("9001", "9002"), change("9001", "9004"), change("9003", "9004")]
        },
        "classifications/112/corresponds": {"correspondenceItems": [pair("EKG01", "9002")]},
        "classifications/128/corresponds": {"correspondenceItems": [pair("01", "9002")]},
        "classifications/629/codesAt": {"codes": [code("S1", *now)]},
        "correspondencetables/2688": {"correspondenceMaps": [pair("S1", "9002")]},
    }
    for path, content in answers.items():
        server.replays[f"klass/v1/{path}"] = json.dumps(content).encode()
    klass = KlassClient(server.klass_url, http=http, clock=fake_time.clock, sleep=fake_time.sleep)
    return Pull(client, klass, today=dt.date(2026, 1, 1))


def test_shares_follow_the_leap_in_population(pull: Pull):
    shares = pull.references().tables["shares"]
    assert shares.schema == SHARES
    assert shares.rows() == [("9001", 2021, "9002", 0.3, 2022), ("9001", 2021, "9004", 0.7, 2022)]


def test_the_population_is_given_in_todays_borders(pull: Pull):
    fetched = dict(pull.steps())["population"]()
    assert (fetched.info.name, fetched.info.border_year) == ("population", 2022)
    men = fetched.facts.filter(pl.col("sex") == "male").sort("period", "region")
    found = {(row["region"], row["period"]): row for row in men.iter_rows(named=True)}
    assert found["9002", "2021"]["value"] == pytest.approx(15, abs=1e-4)
    assert found["9004", "2021"]["value"] == pytest.approx(135, abs=1e-4)
    # Divided by a share: estimated. The sum is kept to the last person.
    assert found["9002", "2021"]["status"] == "estimated"
    assert found["9005", "2021"]["status"] == ""
    assert men.filter(pl.col("period") == "2021")["value"].sum() == 175


def test_what_several_steps_need_is_fetched_once(pull: Pull, server: FakeSsb):
    steps = dict(pull.steps())
    original = steps["population_original_codes"]()
    steps["population"]()
    pull.references()
    assert original.facts["value"].sum() == 350 + 350
    assert len(server.data_calls) == 1


def test_a_table_that_is_not_there_does_not_stop_the_others(pull: Pull):
    fetched, failed = [], []
    for name, fetch in pull.steps():
        try:
            fetch()
            fetched.append(name)
        except SourceError as fault:
            failed.append(fault.message)
    assert fetched == ["population_original_codes", "population", "population_country"]
    assert len(failed) == 13
    assert all("De siste gode tallene er fortsatt i bruk" in message for message in failed)
