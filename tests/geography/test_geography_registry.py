import datetime as dt

import polars as pl
import pytest

from omsyn.errors import ExpiredRegion, UnknownRegion
from omsyn.geography import ChangeKind, RegionKind, Registry, history_sentences
from omsyn.language import using

D2019, D2021, D2024 = dt.date(2019, 6, 1), dt.date(2021, 6, 1), dt.date(2024, 6, 1)


def ids(regions):
    return [each.id for each in regions]


def test_forms_that_follow_each_other_are_one_region_with_the_latest_name(registry):
    halden = registry.get("0101", D2019)
    assert halden.name == "Halden"
    assert halden.valid_from == dt.date(1838, 1, 1)
    assert "Fredrikshald" in halden.other_names


def test_the_name_for_running_text_is_norwegian_and_the_official_form_is_kept(registry):
    tana = registry.get("5628")
    assert tana.name == "Tana"
    assert tana.other_names == ("Deatnu - Tana", "Deatnu")


def test_a_region_is_got_as_it_was_on_a_day(registry):
    assert registry.get("3001", D2021).name == "Halden"
    with pytest.raises(ExpiredRegion, match="Halden") as fault:
        registry.get("3001", D2024)
    assert fault.value.candidates == ("3101",)


def test_a_region_that_is_not_yet_says_when_it_came(registry):
    with pytest.raises(ExpiredRegion, match=r"1\. januar 2020"):
        registry.get("4204", D2019)


def test_an_id_that_never_was_is_unknown(registry):
    with pytest.raises(UnknownRegion, match="1234"):
        registry.get("1234")


def test_an_office_that_was_renamed_has_the_name_of_the_day(registry):
    area = "county_governor-agder"
    assert registry.get(area).name == "Statsforvalteren i Agder"
    assert registry.get(area, dt.date(2020, 6, 1)).name == "Fylkesmannen i Agder"


def test_regions_of_a_kind_depend_on_the_day(registry):
    assert len(registry.regions(RegionKind.COUNTY)) == 15
    assert len(registry.regions(RegionKind.COUNTY, D2021)) == 11
    assert len(registry.regions(RegionKind.COUNTY, D2019)) == 18
    assert len(registry.regions(RegionKind.COUNTY, dt.date(2017, 6, 1))) == 19
    assert len(registry.regions(RegionKind.COUNTY_GOVERNOR, D2021)) == 10
    assert len(registry.regions(RegionKind.COUNTY_GOVERNOR)) == 10


def test_a_municipality_is_its_own_only_member(registry):
    (member,) = registry.members("4204")
    assert (member.municipality, member.share, member.estimated) == ("4204", 1.0, False)


def test_members_of_a_county_depend_on_the_day(registry):
    assert [m.municipality for m in registry.members("county-15")] == [
        "1505", "1508", "1515", "1580",
    ]  # fmt: skip
    assert [m.municipality for m in registry.members("county-15", D2021)] == [
        "1505", "1507", "1515",
    ]  # fmt: skip


def test_a_governor_holds_the_municipalities_of_its_counties(registry):
    east = "county_governor-ostfold-buskerud-oslo-og-akershus"
    assert [m.municipality for m in registry.members(east)] == ["0301", "3101"]
    before = registry.members("county_governor-oslo-og-viken", D2021)
    assert [m.municipality for m in before] == ["0301", "3001"]


def test_wards_of_a_divided_municipality_are_estimated_parts_that_sum_to_it(registry):
    parts = [
        member
        for trust in registry.regions(RegionKind.HOSPITAL_TRUST)
        for member in registry.members(trust.id)
        if member.municipality == "0301"
    ]
    assert [(m.ward, m.share, m.estimated) for m in parts] == [
        ("030102", 0.25, True), ("030103", 0.5, True), ("030101", 0.25, True),
    ]  # fmt: skip


def test_a_municipality_belongs_to_regions_of_each_kind_once(registry):
    assert ids(registry.belongs_to("0301", RegionKind.HOSPITAL_TRUST)) == [
        "hospital_trust-north", "hospital_trust-south",
    ]  # fmt: skip
    assert ids(registry.belongs_to("3101", RegionKind.COUNTY)) == ["county-31"]
    assert ids(registry.belongs_to("3001", RegionKind.COUNTY, D2021)) == ["county-30"]
    assert ids(registry.belongs_to("0101", RegionKind.COUNTY, D2019)) == ["county-01"]


def test_every_in_force_municipality_lies_in_country_county_and_governor(registry):
    for municipality in registry.regions(RegionKind.MUNICIPALITY):
        for kind in (RegionKind.COUNTRY, RegionKind.COUNTY, RegionKind.COUNTY_GOVERNOR):
            assert len(registry.belongs_to(municipality.code, kind)) == 1


def test_history_tells_what_each_change_did(registry):
    kinds = {
        (change.old_code, change.new_code): change.kind
        for code in ("4204", "5628", "1875", "1580")
        for change in registry.history(code)
    }
    assert kinds == {
        ("1001", "4204"): ChangeKind.MERGED,
        ("1018", "4204"): ChangeKind.MERGED,
        ("2025", "2025"): ChangeKind.RENAMED,
        ("2025", "5441"): ChangeKind.RENUMBERED,
        ("5441", "5628"): ChangeKind.RENUMBERED,
        ("1849", "1875"): ChangeKind.MERGED,
        ("1850", "1875"): ChangeKind.DIVIDED,
        ("1507", "1580"): ChangeKind.DIVIDED,
        ("1504", "1507"): ChangeKind.MERGED,
        ("1534", "1507"): ChangeKind.MERGED,
    }


def test_history_can_begin_at_a_day(registry):
    since = registry.history("5628", since=dt.date(2020, 1, 1))
    assert [change.date.year for change in since] == [2020, 2024]


def test_history_leaves_out_what_happened_to_a_neighbour_afterwards(frames):
    later = pl.DataFrame(
        [(dt.date(2022, 1, 1), "1806", "Narvik", "1806", "Narvik")],
        schema=frames["changes"].schema,
        orient="row",
    )
    world = Registry.of(**{**frames, "changes": pl.concat([frames["changes"], later])})
    assert dt.date(2022, 1, 1) in {change.date for change in world.history("1806")}
    assert dt.date(2022, 1, 1) not in {change.date for change in world.history("1875")}


def test_history_is_told_in_both_written_standards(registry):
    assert history_sentences(registry.history("4204")) == [
        (
            "1. januar 2020: Kristiansand (1001) og Søgne (1018) ble slått sammen til "
            "Kristiansand (4204)."
        )
    ]
    assert history_sentences(registry.history("3101", since=dt.date(2024, 1, 1))) == [
        "1. januar 2024: Halden (3001) fikk kommunenummer 3101."
    ]
    with using("nn"):
        assert "vart slått saman til" in history_sentences(registry.history("4204"))[0]


def test_the_border_year_is_that_of_the_recorded_shares_or_of_the_last_new_code(frames):
    assert Registry.of(**frames).border_year == 2024
    without = {**frames, "shares": frames["shares"].clear()}
    assert Registry.of(**without).border_year == 2024
