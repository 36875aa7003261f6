"""Classifications: what KLASS answers, and the reference tables made of it."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import httpx
import polars as pl
import pytest

from omsyn.errors import SourceChanged, SourceUnavailable
from omsyn.geography import RegionKind, Registry
from omsyn.geography.tables import CHANGES, MEMBERSHIPS, REGIONS, SHARES
from omsyn.sources.klass import reader
from omsyn.sources.klass.client import KlassClient
from sources.server import FakeSsb, FakeTime, Fault

DAY = dt.date(2026, 1, 1)


def code(number: str, name: str, start: str | None = None, end: str | None = None, **more) -> dict:
    return {
        "code": number, "parentCode": None, "level": "1", "name": name,
        "validFromInRequestedRange": start, "validToInRequestedRange": end, **more,
    }  # fmt: skip


def pair(source: str, target: str, name: str = "Navn") -> dict:
    return {"sourceCode": source, "sourceName": name, "targetCode": target, "targetName": "Sted"}


@pytest.fixture
def klass(server: FakeSsb, http: httpx.Client, fake_time: FakeTime) -> KlassClient:
    return KlassClient(server.klass_url, http=http, clock=fake_time.clock, sleep=fake_time.sleep)


def serve(server: FakeSsb, path: str, content: dict) -> None:
    server.replays[f"klass/v1/{path}"] = json.dumps(content).encode()


CODES = {
    "codes": [
        code("4204", "Kristiansand", "2020-01-01"),
        code("1001", "Kristiansand", "1838-01-01", "2020-01-01"),
        code("0301", "Oslo - Oslove", "1838-01-01"),
        code("9999", "Uoppgitt"),
    ]
}
CHANGED = {
    "codeChanges": [
        {
            "oldCode": "1001", "oldName": "Kristiansand", "newCode": "4204",
            "newName": "Kristiansand", "changeOccurred": "2020-01-01",
        },
        {"oldCode": None, "newCode": "0301", "newName": "Oslo", "changeOccurred": "1838-01-01"},
    ]
}  # fmt: skip


def serve_everything(server: FakeSsb) -> None:
    serve(server, "classifications/131/codes", CODES)
    serve(server, "classifications/131/changes", CHANGED)
    groups = [pair("EKG10", "4204", "KOSTRA-gruppe 10"), pair("EKG16", "0301", "KOSTRA-gruppe 16")]
    serve(server, "classifications/112/corresponds", {"correspondenceItems": groups})
    # The other way round: municipality first.
    classes = [pair("4204", "02"), pair("0301", "01")]
    serve(server, "classifications/128/corresponds", {"correspondenceItems": classes})
    areas = [
        code("1", "SØRLANDET SYKEHUS HF", level="2"),
        code("2", "AKERSHUS UNIVERSITETSSYKEHUS HF", level="2"),
        code("3", "OSLO UNIVERSITETSSYKEHUS HF", level="2"),
        code("S1", "Kristiansand", parentCode="1", level="3"),
        code("S2", "Ahus", parentCode="2", level="3"),
        code("S3", "Ullevål", parentCode="3", level="3"),
    ]
    serve(server, "classifications/629/codesAt", {"codes": areas})
    catchment = [pair("S1", "4204"), pair("S2", "0301"), pair("S3", "0301")]
    serve(server, "correspondencetables/2688", {"correspondenceMaps": catchment})


def test_the_reference_tables_follow_geography(klass: KlassClient, server: FakeSsb):
    serve_everything(server)
    told: list[int] = []
    answer = klass.geography(DAY, lambda done, _total, _text: told.append(done))
    assert answer.faults == ()
    found = answer.tables
    assert found["regions"].schema == REGIONS
    assert found["changes"].schema == CHANGES
    assert found["memberships"].schema == MEMBERSHIPS
    assert told == [0, 1, 2, 3, 4, 5]
    registry = Registry.of(**found, shares=pl.DataFrame(schema=SHARES))
    assert registry.find("Kristiansand").id == "4204"
    kinds = (RegionKind.KOSTRA_GROUP, RegionKind.CENTRALITY, RegionKind.HOSPITAL_TRUST)
    belongs = [registry.belongs_to("4204", kind)[0].id for kind in kinds]
    assert belongs == ["kostra_group-EKG10", "centrality-2", "hospital_trust-sorlandet"]


def test_a_municipality_between_two_trusts_is_halved_and_marked(
    klass: KlassClient, server: FakeSsb
):
    serve_everything(server)
    memberships = klass.geography(DAY).tables["memberships"]
    oslo = memberships.filter(
        (pl.col("municipality") == "0301") & pl.col("region_id").str.starts_with("hospital_trust")
    )
    assert dict(oslo.select("region_id", "share").iter_rows()) == {
        "hospital_trust-akershus": 0.5,
        "hospital_trust-ous": 0.5,
    }
    assert oslo["estimated"].all()


def test_a_correspondence_published_the_other_way_round_is_found(
    klass: KlassClient, server: FakeSsb
):
    serve_everything(server)
    groups = server.replays.pop("klass/v1/classifications/112/corresponds")
    turned = json.loads(groups)["correspondenceItems"]
    for each in turned:
        each["sourceCode"], each["targetCode"] = each["targetCode"], each["sourceCode"]
    # Since the youngest municipality: today's borders.
    asked = "from=2020-01-01"
    path = f"classifications/131/corresponds?targetClassificationId=112&{asked}"
    serve(server, path, {"correspondenceItems": turned})
    regions = klass.geography(DAY).tables["regions"]
    assert "kostra_group-EKG10" in set(regions["id"])


@pytest.mark.parametrize(
    ("gone", "kind", "words"),
    [
        ("classifications/112/corresponds", RegionKind.KOSTRA_GROUP, "KOSTRA-gruppene kom ikke"),
        ("classifications/128/corresponds", RegionKind.CENTRALITY, "Sentralitetsklassene kom"),
        ("correspondencetables/2688", RegionKind.HOSPITAL_TRUST, "Helseforetakene kom ikke med"),
    ],
)
def test_a_grouping_that_is_not_there_is_told_and_the_others_come(
    klass: KlassClient, server: FakeSsb, gone: str, kind: RegionKind, words: str
):
    serve_everything(server)
    del server.replays[f"klass/v1/{gone}"]
    found = klass.geography(DAY)
    (fault,) = found.faults
    assert fault.message.startswith(words)
    kinds = {RegionKind.KOSTRA_GROUP, RegionKind.CENTRALITY, RegionKind.HOSPITAL_TRUST}
    assert set(found.tables["regions"]["kind"]) & kinds == kinds - {kind}


def test_groups_have_short_names_and_can_be_found_by_the_long_one(
    klass: KlassClient, server: FakeSsb
):
    serve_everything(server)
    found = klass.geography(DAY).tables["regions"]
    names = {row["id"]: (row["name"], row["other_names"]) for row in found.iter_rows(named=True)}
    assert names["kostra_group-EKG10"] == ("KOSTRA-gruppe 10", ["EKG10", "KOSTRA 10"])
    assert names["centrality-2"] == ("Sentralitetsklasse 2", ["Sentralitet 2", "Sted"])
    assert "Sørlandet sykehus HF" in names["hospital_trust-sorlandet"][1]


def test_codes_keep_their_validity(klass: KlassClient, server: FakeSsb):
    serve(server, "classifications/131/codes", CODES)
    codes = klass.codes(131, dt.date(1838, 1, 1), DAY)
    old = codes.row(by_predicate=pl.col("code") == "1001", named=True)
    assert (old["valid_from"], old["valid_to"]) == (dt.date(1838, 1, 1), dt.date(2020, 1, 1))
    assert server.requests[-1].params == {"from": "1838-01-01", "to": "2026-01-01"}


def test_a_code_that_became_nothing_is_no_change():
    changes = reader.read_changes(CHANGED)
    assert changes.rows() == [(dt.date(2020, 1, 1), "1001", "Kristiansand", "4204", "Kristiansand")]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ({}, "Listen «codes» mangler"),
        ({"codes": ["0301"]}, "Listen «codes» mangler"),
        ({"codes": [{"code": "0301"}]}, "mangler «name»"),
        ({"codes": [code("0301", "Oslo"), code("0301", "Oslo")]}, "0301 står to ganger"),
        ({"codes": [code("0301", "Oslo", "i fjor")]}, "«i fjor» er ikke en dato"),
        ({"codes": [code("0301", "Oslo", 2020)]}, "«2020» er ikke en dato"),
    ],
)
def test_answers_that_are_not_lists_of_codes(content: dict, words: str):
    with pytest.raises(SourceChanged, match=words):
        reader.read_codes(content, since=DAY)


def test_an_empty_list_of_municipalities_replaces_nothing(klass: KlassClient, server: FakeSsb):
    serve_everything(server)
    serve(server, "classifications/131/codes", {"codes": []})
    with pytest.raises(SourceChanged, match="Kommunelisten fra KLASS er tom"):
        klass.geography(DAY)


def test_a_grouping_of_something_else_is_refused():
    pairs = reader.read_pairs({"correspondenceItems": [pair("A", "B")]}, since=DAY)
    with pytest.raises(SourceChanged, match="viser ikke til kommuner"):
        reader.grouping(RegionKind.CENTRALITY, pairs)


def test_klass_that_is_down(klass: KlassClient, server: FakeSsb):
    with pytest.raises(SourceChanged, match="kjenner ikke"):
        klass.codes_at(131, DAY)
    server.faults_anywhere = [Fault.HTML] * 5
    with pytest.raises(SourceUnavailable, match="KLASS svarte med en nettside"):
        klass.codes_at(131, DAY)


@pytest.mark.real_data
@pytest.mark.parametrize(
    ("file", "count"),
    [("klass131_codesAt_2026-01-01", 358), ("klass131_codes_2022", 357), ("klass2_sex_codes", 2)],
)
def test_recorded_codes(
    file: str, count: int, klass: KlassClient, server: FakeSsb, real_data: Path
):
    recorded = (real_data / f"fixtures/klass/{file}.json").read_bytes()
    server.replays["klass/v1/classifications/131/codesAt"] = recorded
    codes = klass.codes_at(131, DAY)
    assert codes.height == count
    assert codes.schema == reader.CODES


@pytest.mark.real_data
def test_the_recorded_municipalities_become_regions(real_data: Path):
    recorded = real_data / "fixtures/klass/klass131_codesAt_2026-01-01.json"
    codes = reader.read_codes(json.loads(recorded.read_bytes()), since=DAY)
    regions, _memberships = reader.municipalities(codes)
    found = regions.filter(pl.col("kind") == "municipality")
    assert found.height == 357
    oslo = found.row(by_predicate=pl.col("code") == "0301", named=True)
    assert oslo["name"] == "Oslo"
    assert "Oslove" in oslo["other_names"]


@pytest.mark.real_data
def test_codes_with_levels_keep_their_parents(real_data: Path):
    recorded = real_data / "fixtures/klass/klass7_occupations_codes.json"
    codes = reader.read_codes(json.loads(recorded.read_bytes()), since=DAY)
    row = codes.row(by_predicate=pl.col("code") == "9629", named=True)
    assert (row["parent"], row["level"], row["name"]) == ("962", "4", "Andre hjelpearbeidere")
