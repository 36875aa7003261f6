from __future__ import annotations

import datetime as dt
import gzip
import json

import polars as pl
import pytest

from omsyn.errors import ExpiredRegion, UnreadableFile
from omsyn.facts import FACT_SCHEMA
from omsyn.geography import RegionKind, Registry, aggregate, convert, redivide
from omsyn.geography.recorded_shares import correct_shares
from omsyn.geography.tables import CHANGES, MEMBERSHIPS, REGIONS, SHARES, TILES
from omsyn.sources.folder.geography import read_geography, read_recorded_shares

FILES = {
    "klass131_municipality_nodes_1838-2024.csv": """\
node_id,code,name,variant,valid_from,valid_to
1,0301,Oslo,1,1925-01-01,
2,1507,Ålesund,1,2020-01-01,2024-01-01
3,1508,Ålesund,1,2024-01-01,
4,1580,Haram,1,2024-01-01,
5,9999,Uoppgitt,1,1838-01-01,
""",
    "klass131_municipality_changes_1838-2024.csv": """\
change_date,old_node_id,old_code,old_name,new_node_id,new_code,new_name
2024-01-01,2,1507,Ålesund,3,1508,Ålesund
2024-01-01,2,1507,Ålesund,4,1580,Haram
""",
    "municipalities_b2024.csv": """\
municipality,municipality_name,kostra_group_2024,centrality_class,rhf
0301,Oslo-Oslove,EKG13,1,Helse Sør-Øst RHF
1508,Ålesund,EKG11,2,Helse Midt-Norge RHF
1580,Haram,EKG01,4,Helse Midt-Norge RHF
""",
    "hospital_catchment_2026.csv": """\
municipality,ward,rhf,hf_area
1508,,Helse Midt-Norge RHF,Møre og Romsdal
1580,,Helse Midt-Norge RHF,Møre og Romsdal
0301,30101,Helse Sør-Øst RHF,Lovisenberg
0301,30103,Helse Sør-Øst RHF,OUS
0301,30199,Helse Sør-Øst RHF,OUS
0301,,Helse Sør-Øst RHF,Oslo
2100,,Utlandet/Svalbard,Utlandet
""",
}
REDISTRICTING = """\
code_b2024,code_year,year,weight
0301,0301,2023,1.0
1508,1507,2023,0.5
1580,1507,2023,0.5
1508,1534,2019,0.5
1580,1534,2019,0.5
0301,0301,2024,1.0
1508,1508,2023,1.0
1580,1580,2023,1.0
"""


@pytest.fixture
def folder(tmp_path):
    place = tmp_path / "geography"
    place.mkdir()
    for name, text in FILES.items():
        (place / name).write_text(text, encoding="utf-8")
    (place / "municipality_redistricting_to_b2024.csv.gz").write_bytes(
        gzip.compress(REDISTRICTING.encode())
    )
    return tmp_path


@pytest.fixture
def populated(folder):
    people = folder / "population"
    people.mkdir()
    pl.DataFrame(
        [("1508", 2024, 75), ("1580", 2024, 25), ("1580", 2023, 50)],
        schema=["municipality", "year", "persons"],
        orient="row",
    ).write_parquet(people / "population_municipality_age_sex_2005-2026_b2024.parquet")
    pl.DataFrame(
        [("030101", 2025, 9), ("030101", 2026, 1), ("030103", 2026, 3)],
        schema=["ward", "year", "persons"],
        orient="row",
    ).write_parquet(people / "population_ward_age_sex.parquet")
    return folder


def registry_of(frames):
    return Registry.of(
        **{name: frames[name] for name in ("regions", "changes", "memberships", "shares")}
    )


def test_the_frames_have_the_columns_that_the_registry_reads(folder):
    frames = read_geography(folder)
    wanted = {
        "regions": REGIONS,
        "changes": CHANGES,
        "memberships": MEMBERSHIPS,
        "shares": pl.Schema({**SHARES, "measured": pl.Float64}),
        "tiles": TILES,
    }
    assert {name: frame.schema for name, frame in frames.items()} == wanted


def test_the_folder_of_geography_itself_can_be_given(folder):
    assert read_geography(folder / "geography")["regions"].height == (
        read_geography(folder)["regions"].height
    )


def test_a_place_that_is_none_and_regions_abroad_are_left_out(folder):
    frames = read_geography(folder)
    assert "9999" not in set(frames["regions"]["code"])
    assert not frames["regions"]["name"].str.contains("Utlandet").any()


def test_a_further_name_from_the_list_of_today_is_kept(folder):
    assert "Oslove" in registry_of(read_geography(folder)).get("0301").other_names


def test_wards_share_a_city_by_their_latest_population(populated):
    registry = registry_of(read_geography(populated))
    assert [(m.ward, m.share) for m in registry.members("hospital_trust-ous")] == [("030103", 0.75)]
    assert [(m.ward, m.share) for m in registry.members("hospital_trust-lovisenberg")] == [
        ("030101", 0.25)
    ]


def test_without_ward_population_a_divided_city_is_shared_with_nobody(folder):
    """Equal wards would be invented figures; hospitals that hold only wards are left out."""
    registry = registry_of(read_geography(folder))
    assert registry.belongs_to("0301", RegionKind.HOSPITAL_TRUST) == ()
    trusts = [each.id for each in registry.regions(RegionKind.HOSPITAL_TRUST)]
    assert trusts == ["hospital_trust-more-og-romsdal"]


def test_an_undivided_municipality_is_a_whole_member(populated):
    members = registry_of(read_geography(populated)).members("hospital_trust-more-og-romsdal")
    assert [(m.municipality, m.share, m.estimated) for m in members] == [
        ("1508", 1.0, False), ("1580", 1.0, False),
    ]  # fmt: skip


def test_a_division_in_the_border_year_is_measured_by_the_parts_first_population(populated):
    frames = read_geography(populated)
    registry = registry_of(frames)
    assert registry.recorded_shares["1507", 2023] == {"1508": 0.75, "1580": 0.25}
    recorded = frames["shares"].filter(pl.col("old_code") == "1507")
    assert recorded["share"].to_list() == [0.5, 0.5]


def test_without_population_the_recorded_shares_stand(folder):
    registry = registry_of(read_geography(folder))
    assert registry.recorded_shares["1507", 2023] == {"1508": 0.5, "1580": 0.5}


def test_a_municipality_that_came_back_takes_all_of_its_old_self(folder):
    def leads(shares):
        old = shares.filter((pl.col("old_code") == "1534") & (pl.col("year") == 2019))
        return dict(old.select("new_code", "share").iter_rows())

    recorded = read_recorded_shares(folder / "geography")
    nobody = pl.DataFrame(schema={"new_code": pl.String, "persons": pl.Float64})
    assert leads(recorded) == {"1508": 0.5, "1580": 0.5}
    assert leads(correct_shares(recorded, nobody)) == {"1580": 1.0}


def test_tiles_follow_the_map_where_there_is_one(folder):
    def square(code, east, north):
        ring = [[east, north], [east + 0.1, north], [east + 0.1, north + 0.1], [east, north]]
        return {
            "properties": {"code": code, "name": code},
            "geometry": {"type": "Polygon", "coordinates": [ring]},
        }

    features = [square("1508", 6.2, 62.4), square("1580", 6.3, 63.4), square("0301", 10.7, 59.9)]
    path = folder / "geography" / "municipalities_2024.geojson"
    path.write_text(json.dumps({"features": features}), encoding="utf-8")
    tiles = {
        code: (column, row) for _c, code, column, row in read_geography(folder)["tiles"].rows()
    }
    assert tiles["1580"] == (0, 0)
    assert tiles["1508"] == (0, 1)


@pytest.mark.parametrize("text", ["", "{", '{"features": [{}]}', "[]"])
def test_a_broken_map_is_named(folder, text):
    (folder / "geography" / "municipalities_2024.geojson").write_text(text, encoding="utf-8")
    with pytest.raises(UnreadableFile, match=r"municipalities_2024\.geojson"):
        read_geography(folder)


def test_text_in_a_share_is_named(folder):
    (folder / "geography" / "municipality_redistricting_to_b2024.csv.gz").write_bytes(
        gzip.compress(REDISTRICTING.replace("0.5", "half").encode())
    )
    with pytest.raises(UnreadableFile, match="redistricting"):
        read_geography(folder)


@pytest.mark.parametrize("name", sorted(FILES))
def test_a_missing_column_is_named(folder, name):
    (folder / "geography" / name).write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(UnreadableFile, match=name[:5]):
        read_geography(folder)


def test_a_bad_date_is_named(folder):
    path = folder / "geography" / "klass131_municipality_nodes_1838-2024.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("2020-01-01", "2020-13-01"))
    with pytest.raises(UnreadableFile, match="nodes"):
        read_geography(folder)


@pytest.mark.parametrize(
    "name", sorted(name for name in FILES if name.startswith(("mun", "klass")))
)
def test_a_file_that_is_cut_off_in_a_line_is_named(folder, name):
    path = folder / "geography" / name
    text = path.read_text(encoding="utf-8").rstrip()
    path.write_text(text[: text.rindex(",", 0, text.rindex(",") - 1)][:-1], encoding="utf-8")
    with pytest.raises(UnreadableFile, match=name[:5]):
        read_geography(folder)


def test_a_file_that_is_not_there_is_named_as_such(folder):
    (folder / "geography" / "municipalities_b2024.csv").unlink()
    with pytest.raises(UnreadableFile, match=r"municipalities_b2024\.csv finnes ikke i"):
        read_geography(folder)


# On the published data


@pytest.fixture(scope="module")
def published(real_data):
    return read_geography(real_data)


@pytest.fixture(scope="module")
def norway(published):
    return registry_of(published)


def tidy(frame, region, **more):
    return frame.select(
        region=pl.col(region).cast(pl.String),
        period=pl.col("year").cast(pl.String),
        sex=more.get("sex", pl.lit("both")),
        age=more.get("age", pl.lit("all")),
        measure=pl.lit("persons"),
        value=pl.col("persons").cast(pl.Float64),
        status=pl.lit(""),
    ).cast(FACT_SCHEMA)


@pytest.fixture(scope="module")
def original(real_data):
    frame = pl.read_parquet(
        real_data / "population/population_municipality_age_2005-2022_original_codes.parquet"
    )
    return tidy(frame, "code", age=pl.col("age").cast(pl.String))


@pytest.fixture(scope="module")
def recoded_totals(real_data):
    frame = pl.read_csv(
        real_data / "population/population_municipality_total_2005-2026_b2024.csv",
        schema_overrides={"municipality": pl.String},
    )
    return tidy(frame, "municipality")


@pytest.mark.real_data
@pytest.mark.parametrize(
    ("year", "municipalities", "counties"),
    [(2017, 426, 19), (2018, 422, 18), (2020, 356, 11), (2024, 357, 15)],
)
def test_norway_has_the_known_number_of_regions(norway, year, municipalities, counties):
    day = dt.date(year, 6, 1)
    assert len(norway.regions(RegionKind.MUNICIPALITY, day)) == municipalities
    assert len(norway.regions(RegionKind.COUNTY, day)) == counties


@pytest.mark.real_data
@pytest.mark.parametrize(
    ("kind", "count"),
    [
        (RegionKind.COUNTRY, 1),
        (RegionKind.COUNTY, 1),
        (RegionKind.COUNTY_GOVERNOR, 1),
        (RegionKind.HEALTH_AUTHORITY, 1),
        (RegionKind.KOSTRA_GROUP, 1),
        (RegionKind.CENTRALITY, 1),
    ],
)
def test_every_municipality_lies_in_one_region_of_each_kind(norway, kind, count):
    for municipality in norway.regions(RegionKind.MUNICIPALITY):
        assert len(norway.belongs_to(municipality.code, kind)) == count


@pytest.mark.real_data
def test_only_oslo_is_divided_between_hospitals_and_its_parts_are_whole(norway):
    parts = {}
    for trust in norway.regions(RegionKind.HOSPITAL_TRUST):
        for member in norway.members(trust.id):
            parts.setdefault(member.municipality, []).append(member)
    assert len(parts) == 357
    assert {code for code, members in parts.items() if len(members) > 1} == {"0301"}
    assert sum(member.share for member in parts["0301"]) == 1
    assert all(member.estimated and member.ward for member in parts["0301"])


@pytest.mark.real_data
@pytest.mark.parametrize("year", ["2017", "2019", "2022"])
def test_recorded_shares_reproduce_the_recoded_totals(
    real_data, published, original, recoded_totals, year
):
    recorded = registry_of({**published, "shares": read_recorded_shares(real_data / "geography")})
    source = original.filter(pl.col("period") == year)
    found = convert(source, 2024, recorded)
    totals = found.group_by("region", "period").agg(
        pl.col("value").sum(), estimated=(pl.col("status") == "estimated").any()
    )
    both = totals.join(recoded_totals, on=["region", "period"], validate="1:1")
    assert both.height == 357
    apart = (pl.col("value") - pl.col("value_right")).abs()
    assert both.filter(pl.col("estimated").not_() & (apart > 0)).is_empty()
    assert both.select(apart.max()).item() <= 8
    assert found["value"].sum() == source["value"].sum()


@pytest.mark.real_data
@pytest.mark.parametrize(
    ("year", "to_year"),
    [
        ("2017", 2018),
        ("2017", 2020),
        ("2018", 2020),
        ("2019", 2024),
        ("2022", 2020),
        ("2017", 2017),
    ],
)
def test_conversion_keeps_the_country_to_the_last_person(norway, original, year, to_year):
    source = original.filter(pl.col("period") == year)
    found = convert(source, to_year, norway)
    codes = {each.code for each in norway.regions(RegionKind.MUNICIPALITY, dt.date(to_year, 6, 1))}
    assert set(found["region"]) == codes
    assert found["value"].sum() == source["value"].sum()
    ages = ["period", "age"]
    kept = found.group_by(ages).agg(pl.col("value").sum()).sort(ages)
    assert kept.equals(source.group_by(ages).agg(pl.col("value").sum()).sort(ages))


@pytest.mark.real_data
def test_a_returned_municipality_has_its_old_people_and_not_half_a_city(norway, original):
    source = original.filter((pl.col("period") == "2019") & (pl.col("region") == "1534"))
    found = convert(source, 2024, norway)
    assert set(found["region"]) == {"1580"}
    assert set(found["status"]) == {""}
    assert found["value"].sum() == source["value"].sum() == 9383


@pytest.mark.real_data
def test_a_divided_municipality_follows_what_its_parts_turned_out_to_be(norway, original):
    source = original.filter((pl.col("period") == "2022") & (pl.col("region") == "1507"))
    found = dict(convert(source, 2024, norway).group_by("region").agg(pl.col("value").sum()).rows())
    assert found["1580"] / sum(found.values()) == pytest.approx(9357 / (9357 + 58509), abs=1e-5)
    assert sum(found.values()) == source["value"].sum()


@pytest.mark.real_data
def test_halved_years_are_shared_anew_without_losing_anybody(norway, recoded_totals):
    before = recoded_totals.filter(pl.col("period") >= "2006")
    found = redivide(before, norway)
    assert found["value"].sum() == before["value"].sum()
    haram = found.filter(pl.col("region") == "1580").sort("period")
    steps = haram["value"].pct_change().drop_nulls().abs()
    assert steps.max() < 0.03
    assert set(haram.filter(pl.col("period") < "2024")["status"]) == {"estimated"}


@pytest.mark.real_data
@pytest.mark.parametrize("kind", [RegionKind.COUNTY, RegionKind.HOSPITAL_TRUST, RegionKind.COUNTRY])
def test_larger_regions_add_up_to_the_country(norway, recoded_totals, kind):
    now = recoded_totals.filter(pl.col("period") == "2026")
    assert aggregate(now, norway, kind)["value"].sum() == 5_627_400


@pytest.mark.real_data
@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("301", "0301"),
        ("Oslo", "0301"),
        ("Oslo-Oslove", "0301"),
        ("Kautokeino", "5612"),
        ("Guovdageaidnu", "5612"),
        ("Karasjok - Kárášjohka", "5610"),
        ("Porsanki", "5622"),
        ("Tråante", "5001"),
        ("Voss herad", "4621"),
        ("Nes (Buskerud)", "3322"),
        ("K-3001 Halden", "3101"),
        ("Helse Vest", "health_authority-helse-vest-rhf"),
        ("Ahus", "hospital_trust-akershus"),
        ("kostragruppe 10", "kostra_group-EKG10"),
        ("Sentralitetsklasse 6", "centrality-6"),
    ],
)
def test_the_names_of_norway_are_understood(norway, text, found):
    assert norway.find(text).id == found


@pytest.mark.real_data
def test_the_names_shown_are_those_of_running_text(norway):
    names = {each.code: each.name for each in norway.regions(RegionKind.MUNICIPALITY)}
    assert names["5628"] == "Tana"
    assert names["0301"] == "Oslo"
    assert names["1515"] == "Herøy (Møre og Romsdal)"
    assert not [name for name in names.values() if " - " in name]
    assert len(set(names.values())) == 357


def led_to(registry, code):
    try:
        return (registry.find(code).id,)
    except ExpiredRegion as fault:
        return fault.candidates


@pytest.mark.real_data
def test_every_number_that_ever_was_leads_to_municipalities_of_today(norway):
    today = {each.id for each in norway.regions(RegionKind.MUNICIPALITY)}
    for region in norway.all_regions:
        if region.kind is RegionKind.MUNICIPALITY:
            found = led_to(norway, region.code)
            assert found
            assert today.issuperset(found)


@pytest.mark.real_data
def test_every_municipality_has_a_tile_in_its_county(published):
    tiles = published["tiles"]
    assert tiles.height == 357
    assert tiles.select("county", "column", "row").is_unique().all()
