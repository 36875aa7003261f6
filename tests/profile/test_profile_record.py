"""How far off the method would have been here: what is said of it, and where nothing is."""

import datetime as dt

import pytest

from omsyn.demography.backtest import RegionBacktest, RegionError, region_backtest
from omsyn.documents import Format, render
from omsyn.language import using
from omsyn.profile import Futures, build
from omsyn.profile.sections.record import _one_sided, _worst, typical
from profile_support import faults, figures, sections, texts

DAY = dt.date(2026, 11, 22)


def tried(*made_and_true, group="80+", ahead=5):
    return RegionBacktest(
        region_id="9901",
        errors=tuple(
            RegionError(origin=2011 + place, years_ahead=ahead, group=group, made=made, true=true)
            for place, (made, true) in enumerate(made_and_true)
        ),
    )


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        (((1_010, 1_000), (1_030, 1_000), (1_020, 1_000)), "2,0 prosent"),
        (((1_000.4, 1_000), (1_000.5, 1_000), (999.8, 1_000)), "under 0,1 prosent"),
        (((12, 8), (7, 9), (11, 8)), "3 personer"),
        (((9.2, 8), (8.1, 9), (11, 8)), "én person"),
        (((8.2, 8), (8.9, 9), (8.1, 8)), "mindre enn én person"),
        (((0.2, 0), (2.2, 0), (2.4, 0)), "2 personer"),
    ],
)
def test_a_typical_miss_in_words(pairs, expected):
    assert typical(tried(*pairs), "80+", 5) == expected


def test_the_trial_that_missed_most_is_told_with_both_numbers():
    found = tried((1_020, 1_000), (950, 1_000), (1_010, 1_000))
    assert _worst(found).replace("\u202f", "") == (
        "Lengst unna var den fra 2012 til 2017: framskrevet 950 over 80 år, og det ble 1000."
    )
    assert _worst(tried((8.2, 8), (9, 9))) == ""


def test_missing_to_one_side_is_said_and_to_both_is_not():
    assert "for høyt 3 av 4 ganger" in _one_sided(tried((9, 8), (9, 8), (9, 8), (7, 8)))
    assert "for lavt 3 av 3 ganger" in _one_sided(tried((7, 8), (7, 8), (7, 8)))
    assert _one_sided(tried((9, 8), (9, 8), (7, 8), (7, 8))) == ""


@pytest.fixture(scope="module")
def document(county_store):
    return build(county_store, "9901", made=DAY)


def the_figure(document):
    return next(each for each in figures(document) if each.id == "etterproving-eldre")


def test_the_table_holds_the_regions_own_trials(county_store, document):
    found = region_backtest(county_store, "9901")
    rows = {row[0]: row[1:] for row in the_figure(document).table.rows}
    expected = {
        f"{each.origin}–{each.origin + each.years_ahead}": each
        for ahead in (5, 10)
        for each in found.of("all", ahead)
    }
    assert rows.keys() == expected.keys()
    for label, each in expected.items():
        made, true, missed = rows[label][:3]
        assert (made, true) == (each.made, each.true)
        assert missed == pytest.approx(100 * (made / true - 1))


def test_every_format_tells_how_far_off_it_would_have_been(document):
    told = "Hvor mye framskrivingen ville ha bommet"
    assert told in render(document, Format.HTML).decode()
    assert told in render(document, Format.JSON).decode()
    assert [each.title for each in sections(document)].count(told) == 1


@pytest.mark.parametrize("region", ["9901", "county-99", "country-NO"])
@pytest.mark.parametrize("standard", ["nb", "nn"])
def test_whole_sentences_in_both_standards(county_store, region, standard):
    with using(standard):
        found = build(county_store, region, made=DAY, standard=standard)
    assert faults(found) == []
    part = next(each for each in sections(found) if each.id == "etterproving")
    assert ("kvart av åra 2011–2021" if standard == "nn" else "hvert av årene 2011–2021") in (
        part.blocks[0].text
    )


def test_nothing_is_tried_for_a_page_that_is_to_answer_at_once(county_store, monkeypatch):
    monkeypatch.setattr("omsyn.profile.gather.region_backtest", lambda *_args: pytest.fail("tried"))
    found = build(county_store, "9901", made=DAY, futures=Futures.ON_THEIR_WAY)
    assert not [each for each in sections(found) if each.id == "etterproving"]


def test_fictional_places_are_not_compared_with_the_printed_projection(document):
    assert not any(
        "Statistisk sentralbyrås framskriving" in text for _where, text in texts(document)
    )
