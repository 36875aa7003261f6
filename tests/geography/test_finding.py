import datetime as dt
import unicodedata

import polars as pl
import pytest

from omsyn.errors import AmbiguousRegion, ExpiredRegion, RegionError, UnknownRegion
from omsyn.geography import RegionKind, Registry
from omsyn.geography.tables import REGIONS
from omsyn.language import using


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("0301", "0301"),
        ("301", "0301"),
        ("0301 Oslo", "0301"),
        ("oslo", "0301"),
        ("OSLO KOMMUNE", "0301"),
        ("Oslo (Oslo)", "0301"),
        ("Kristiansand", "4204"),
        ("kristiansa", "4204"),
        ("Tana", "5628"),
        ("Deatnu", "5628"),
        ("Deatnu - Tana", "5628"),
        ("Deatnu Tana", "5628"),
        ("Tana - Deatnu", "5628"),
        ("Aalesund", "1508"),
        (unicodedata.normalize("NFD", "Ålesund"), "1508"),
        ("Hamaroy", "1875"),
        ("Bø (Nordland)", "1867"),
        ("Bø i Nordland", "1867"),
        ("Bø, Nordland", "1867"),
        ("Herøy i Møre og Romsdal", "1515"),
        ("Norge", "country-NO"),
        ("Noreg", "country-NO"),
        ("hele landet", "country-NO"),
        ("Agder", "county-42"),
        ("Agder fylke", "county-42"),
        ("42", "county-42"),
        ("3", "county-03"),
        ("EKA42", "county-42"),
        ("0301 Oslo municipality", "0301"),
        ("0301 Osl\ufffd", "0301"),
        ("Bø - Boahttá", "1867"),
        ("county-42", "county-42"),
        ("Statsforvalteren i Agder", "county_governor-agder"),
        ("Statsforvaltaren i Agder", "county_governor-agder"),
        ("Troms og Finnmark", "county_governor-troms-og-finnmark"),
        ("Sykehuset nord", "hospital_trust-north"),
    ],
)
def test_what_people_write_is_understood(registry, text, found):
    assert registry.find(text).id == found


@pytest.mark.parametrize(
    "text",
    ["3001", "0101", "K-3001 Halden", "Halden (2020-2023)", "Halden (-2019)", "Fredrikshald"],
)
def test_an_old_number_or_name_of_the_same_borders_is_todays_municipality(registry, text):
    assert registry.find(text).id == "3101"


def test_on_a_day_the_region_of_that_day_is_found(registry):
    assert registry.find("Halden", dt.date(2021, 6, 1)).id == "3001"
    assert registry.find("Søgne", dt.date(2019, 6, 1)).id == "1018"
    assert registry.find("Viken", dt.date(2021, 6, 1)).id == "county-30"


@pytest.mark.parametrize("text", ["Søgne", "1018", "søgne kommune", "Søgne (-2019)", "K-1018"])
def test_a_merged_municipality_names_its_successor(registry, text):
    with pytest.raises(ExpiredRegion, match=r"Søgne \(1018\).*Kristiansand \(4204\)") as fault:
        registry.find(text)
    assert fault.value.candidates == ("4204",)


def test_the_old_number_of_a_grown_municipality_is_expired_though_the_name_lives(registry):
    with pytest.raises(ExpiredRegion) as fault:
        registry.find("1001")
    assert fault.value.candidates == ("4204",)


def test_a_divided_municipality_names_all_its_parts(registry):
    with pytest.raises(ExpiredRegion, match=r"delt mellom Narvik \(1806\) og Hamarøy") as fault:
        registry.find("Tysfjord")
    assert fault.value.candidates == ("1806", "1875")


def test_a_dissolved_county_names_the_counties_of_its_municipalities(registry):
    with pytest.raises(ExpiredRegion) as fault:
        registry.find("Viken")
    assert fault.value.candidates == ("county-31",)


def test_a_name_that_several_bear_is_ambiguous(registry):
    with pytest.raises(AmbiguousRegion) as fault:
        registry.find("Herøy")
    assert set(fault.value.candidates) == {"1515", "1818"}


def test_a_namesake_that_ceased_lately_makes_a_name_ambiguous(registry):
    with pytest.raises(AmbiguousRegion, match=r"Midt-Telemark \(4020, tidligere Bø") as fault:
        registry.find("Bø")
    assert fault.value.candidates == ("1867", "4020")


def test_a_namesake_is_told_by_its_letters(frames):
    """Folding makes Lardal and Lærdal alike, but nobody calls one by the other's name."""
    old = dt.date(1964, 1, 1)
    added = pl.DataFrame(
        [
            ("4642", "municipality", "4642", "Lærdal", [], old, None),
            ("0728", "municipality", "0728", "Lardal", [], old, dt.date(2018, 1, 1)),
        ],
        schema=REGIONS,
        orient="row",
    )
    world = Registry.of(**{**frames, "regions": pl.concat([frames["regions"], added])})
    assert world.find("Lærdal").id == "4642"
    assert world.find("laerdal").id == "4642"


def test_a_beginning_that_several_share_is_ambiguous(registry):
    with pytest.raises(AmbiguousRegion) as fault:
        registry.find("Kristians")
    assert set(fault.value.candidates) == {"4204", "1505"}


def test_a_number_with_anothers_name_is_not_guessed_at(registry):
    with pytest.raises(AmbiguousRegion) as fault:
        registry.find("4204 Halden")
    assert fault.value.candidates == ("4204", "3101")


def test_a_misspelling_gets_suggestions_nearest_first(registry):
    with pytest.raises(UnknownRegion, match=r"Mente du Kristiansand") as fault:
        registry.find("Krisitansand")
    assert fault.value.candidates[:1] == ("4204",)


def test_a_number_with_two_digits_swapped_gets_suggestions(registry):
    with pytest.raises(UnknownRegion) as fault:
        registry.find("4024")
    assert "4204" in fault.value.candidates


@pytest.mark.parametrize("text", ["", "  ", "?", "qqqxxyz"])
def test_what_is_like_nothing_is_answered_with_what_to_write(registry, text):
    with pytest.raises(UnknownRegion, match="Skriv navnet") as fault:
        registry.find(text)
    assert fault.value.candidates == ()


@pytest.mark.parametrize("text", ["(((", "i", "a (b", "%s", "{x}", "-", "\x00", "K-", "9" * 300])
def test_odd_text_is_a_region_error_and_nothing_else(registry, text):
    with pytest.raises(RegionError):
        registry.find(text)


def test_messages_stand_in_nynorsk_too(registry):
    with using("nn"), pytest.raises(ExpiredRegion, match="ikkje lenger ein eigen kommune"):
        registry.find("1018")


def hits(registry, text, **options):
    return [(hit.region.id, hit.matched_name) for hit in registry.search(text, **options)]


def test_type_ahead_shows_the_exact_name_then_beginnings(registry):
    assert hits(registry, "Bø")[0] == ("1867", "Bø")
    assert hits(registry, "kristians") == [("4204", "Kristiansand"), ("1505", "Kristiansund")]


def test_type_ahead_leads_from_an_old_name_to_what_became_of_it(registry):
    (hit,) = registry.search("søgn")
    assert hit.region.id == "4204"
    assert hit.note == "tidligere Søgne, fra 2020 del av Kristiansand"


def test_type_ahead_shows_each_part_of_a_divided_municipality(registry):
    assert [hit.region.id for hit in registry.search("tysf")] == ["1806", "1875"]


def test_type_ahead_says_where_a_municipality_lies_and_what_other_regions_are(registry):
    assert registry.search("4204")[0].note == "kommune i Agder"
    assert registry.search("Agder", kinds=[RegionKind.COUNTY])[0].note == "fylke"


def test_type_ahead_shows_a_region_once(registry):
    found = [hit.region.id for hit in registry.search("halden")]
    assert found == ["3101"]


def test_type_ahead_understands_a_number_without_its_zero(registry):
    assert registry.search("301")[0].region.id == "0301"


def test_type_ahead_forgives_a_slip(registry):
    assert registry.search("Haldne")[0].region.id == "3101"


def test_type_ahead_keeps_to_kinds_and_limit(registry):
    only = registry.search("s", limit=3, kinds=[RegionKind.COUNTY_GOVERNOR])
    assert len(only) == 3
    assert {hit.region.kind for hit in only} == {RegionKind.COUNTY_GOVERNOR}
    assert registry.search("") == []


def test_the_letters_as_typed_come_before_those_alike(registry):
    assert hits(registry, "Os")[0] == ("0301", "Oslo")
