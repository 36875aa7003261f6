"""Rules that only show where the little world has something more in it."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest

from omsyn.errors import ExpiredRegion
from omsyn.geography import Registry, convert
from omsyn.geography.redivision import divisions
from omsyn.geography.tables import CHANGES, REGIONS, SHARES


def with_more(frames, *, towns=(), changes=(), shares=()):
    """The little world with municipalities in force, changes and shares added."""
    more = {
        "regions": pl.DataFrame(
            [
                (code, "municipality", code, name, [], dt.date(1964, 1, 1), None)
                for code, name in towns
            ],
            schema=REGIONS,
            orient="row",
        ),
        "changes": pl.DataFrame(
            [(dt.date(year, 1, 1), old, old, new, new) for year, old, new in changes],
            schema=CHANGES,
            orient="row",
        ),
        "shares": pl.DataFrame(shares, schema=SHARES, orient="row"),
    }
    return Registry.of(
        memberships=frames["memberships"],
        **{name: pl.concat([frames[name], frame]) for name, frame in more.items()},
    )


def test_of_two_names_alike_when_folded_the_one_written_is_meant(frames):
    world = with_more(frames, towns=[("9901", "Røst"), ("9902", "Rost")])
    assert world.find("Røst").id == "9901"
    assert world.find("Rost").id == "9902"


def test_type_ahead_puts_the_letters_typed_before_those_alike(frames):
    world = with_more(frames, towns=[("9901", "Røstad"), ("9902", "Rosta")])
    assert [hit.region.id for hit in world.search("røs")] == ["9901", "9902"]
    assert [hit.region.id for hit in world.search("ros")] == ["9902", "9901"]


def test_type_ahead_puts_an_old_bearer_of_the_whole_name_before_beginnings(frames):
    world = with_more(frames, towns=[("9901", "Bømlo")])
    assert [hit.region.id for hit in world.search("bø")] == ["1867", "4020", "9901"]


def test_a_label_of_old_years_does_not_mean_the_grown_municipality(registry):
    with pytest.raises(ExpiredRegion) as fault:
        registry.find("Kristiansand (-2019)")
    assert fault.value.candidates == ("4204",)


def test_a_division_that_something_was_added_to_cannot_be_measured(frames):
    world = with_more(frames, changes=[(2024, "1505", "1580")])
    assert divisions(world) == {}


def test_a_neighbour_that_gave_up_a_part_has_its_own_story_afterwards(frames):
    world = with_more(
        frames, changes=[(2015, "1805", "1805"), (2015, "1805", "1849"), (2018, "1805", "1805")]
    )
    years = [change.date.year for change in world.history("1875")]
    assert 2015 in years
    assert 2018 not in years


def test_shares_that_are_no_binary_fractions_still_keep_sums_exactly(frames, table):
    world = with_more(
        frames, shares=[("1850", 2018, "1806", 0.35, 2024), ("1850", 2018, "1875", 0.65, 2024)]
    )
    for people in (1, 3, 999, 123_457):
        found = convert(table(f"1850 | 2018 | {people}"), 2024, world)["value"].to_list()
        assert sum(found) == people
        # Exact in the strict sense: nothing was rounded when a share was multiplied.
        assert all((value * 2**20).is_integer() for value in found)
