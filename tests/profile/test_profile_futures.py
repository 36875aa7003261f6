"""How sure the figures are: in the figures, the tables, the sentences and the one explanation."""

import datetime as dt
import json
from io import BytesIO

import numpy as np
import openpyxl
import pytest

from omsyn.demography import region_series
from omsyn.demography.draws import fans, region_draws
from omsyn.documents import Format, render
from omsyn.errors import OutsideData
from omsyn.geography import RegionKind
from omsyn.language import using
from omsyn.needs.intervals import Interval
from omsyn.profile import Futures, LocalFigures, build, build_brief, compare, gather_needs
from omsyn.profile.futures import (
    between_sentence,
    chance_text,
    fan_chart,
    growth_between,
    interval_columns,
    subtitled,
)
from omsyn.profile.parts import persons
from omsyn.profile.words import ends
from profile_support import faults, figures, messages, sections, tables

DAY = dt.date(2026, 11, 22)
WITH_INTERVALS = {"folketall", "over-80", "demens", "hjemmetjenester", "plasser", "arsverk"}


def interval(low, high, years=(2026, 2027)):
    ends = {share: (np.array(low, float), np.array(high, float)) for share in (0.5, 0.8, 0.95)}
    return Interval(
        years=years,
        median=np.zeros(len(years)),
        low={share: pair[0] for share, pair in ends.items()},
        high={share: pair[1] for share, pair in ends.items()},
    )


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (520, 770, "I åtte av ti framtider er tallet mellom 520 og 770 i 2027."),
        (
            12_340,
            15_710,
            "I åtte av ti framtider er tallet mellom 12\u202f300 og 15\u202f700 i 2027.",
        ),
        (0.2, 3.4, "I ni av ti framtider er tallet høyst 3 i 2027."),
        (7.1, 7.3, ""),
    ],
)
def test_how_sure_a_number_is_in_words(low, high, expected):
    assert between_sentence(interval([9, low], [9, high]), 2027) == expected
    assert between_sentence(None, 2027) == ""


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (1_343.2, 1_439.0, "1340 1440"),
        (8_447, 9_499, "8400 9500"),
        (331_400, 379_800, "330000 380000"),
        (23.6, 31.2, "24 31"),
        (5_765_720, 6_217_991, "5,77 millioner 6,22 millioner"),
    ],
)
def test_ends_are_rounded_by_how_far_they_are_apart(low, high, expected):
    assert " ".join(ends(low, high)).replace("\u202f", "") == expected


def test_growth_is_told_in_percent():
    sentence = growth_between(interval([100, 91], [100, 160.4]), 2027)
    assert sentence == "I åtte av ti framtider er den mellom −9 og +60 prosent."
    assert growth_between(None, 2027) == ""
    assert growth_between(interval([100, 100.1], [100, 100.3]), 2027) == ""


@pytest.mark.parametrize(
    ("chance", "expected"), [(0.004, "under 1 %"), (0.934, "93 %"), (0.999, "over 99 %")]
)
def test_nothing_is_quite_certain(chance, expected):
    assert chance_text(chance).replace("\u00a0", " ").replace("\u202f", " ") == expected


def test_a_table_has_no_interval_for_what_is_counted():
    sure = interval([9, 4], [9, 6])
    columns = interval_columns((2025, 2026, 2027), sure, persons)
    assert [column.label for column, _values in columns] == ["8 av 10: fra", "8 av 10: til"]
    (_low, low), (_high, high) = columns
    assert low == ["", "", 4]
    assert high == ["", "", 6]
    assert interval_columns((2025, 2026), None, persons) == []


def test_the_surfaces_are_told_of_where_there_are_any():
    assert subtitled("Innbyggere, 2006–2050", None) == "Innbyggere, 2006–2050"
    assert "åtte av ti" in subtitled("Innbyggere", interval([1, 1], [1, 1]))
    values = np.array([9.0, 9.0, 5.0])
    years = (2025, 2026, 2027)

    def shapes(sure):
        chart = fan_chart(years, {"her": (values, sure)}, last_observed=2026)
        return json.dumps(chart, default=str)

    assert len(shapes(interval([9, 4], [9, 6]))) > len(shapes(None))


@pytest.fixture(scope="module")
def document(county_store):
    return build(county_store, "9901", made=DAY)


def test_every_figure_of_people_and_need_says_how_sure_it_is(document):
    shown = {each.id: each for each in figures(document)}
    for id_ in WITH_INTERVALS:
        labels = [column.label for column in shown[id_].table.columns]
        assert "8 av 10: fra" in labels, id_
        assert "19 av 20" in shown[id_].subtitle, id_
        assert "av ti framtider" in shown[id_].summary, id_


def test_the_tables_hold_the_intervals_of_the_regions_own_draws(county_store, document):
    drawn = region_draws(county_store, "9901")
    table = next(each for each in tables(document) if each.id == "intervaller")
    rows = {(row[0], row[1]): row[2:] for row in table.rows}
    for label, low in (("Innbyggere", 0), ("Over 80 år", 80), ("Over 90 år", 90)):
        place = drawn.years.index(2040)
        levels = (0.5, 0.25, 0.75, 0.1, 0.9, 0.025, 0.975)
        expected = drawn.quantiles(levels, low)[:, place]
        np.testing.assert_allclose(rows[label, 2040], expected, rtol=1e-5)
    assert {label for label, _year in rows} == {
        "Innbyggere", "Over 80 år", "Over 90 år", "Med demens", "Brukere", "Plasser", "Årsverk",
    }  # fmt: skip
    assert all(year > 2026 for _label, year in rows)


def test_every_format_carries_the_intervals(document):
    book = openpyxl.load_workbook(BytesIO(render(document, Format.XLSX)))
    cells = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row]
    assert any("8 av 10: fra" in cell for cell in cells)
    assert "8 av 10: fra" in render(document, Format.HTML).decode()
    assert "8 av 10: fra" in render(document, Format.JSON).decode()
    assert any("Intervallene" in cell for cell in cells)


def test_a_counted_number_has_no_interval_and_none_is_said_to_be_missing(document):
    table = next(each for each in figures(document) if each.id == "folketall").table
    counted = [row for row in table.rows if row[0] <= 2026]
    assert all(row[2:4] == ("", "") for row in counted)
    assert all(isinstance(cell, float) for row in table.rows if row[0] > 2026 for cell in row[2:4])
    page = render(document, Format.HTML).decode()
    start = page.index('id="folketall-tabell"')
    shown = page[start : page.index("</table>", start)]
    assert shown.count('<span class="unseen">ikke aktuelt</span>') == 2 * len(counted)
    assert ">..<" not in shown


def test_what_the_intervals_hold_is_told_once(document):
    told = [each for each in sections(document) if each.id == "usikkerhet"]
    assert len(told) == 1
    assert "1\u202f000" in told[0].blocks[0].text
    said = next(each for each in sections(document) if each.id == "forbehold").blocks[0].items
    assert not any("viser ikke hvor usikre" in each for each in said)


def test_the_document_is_the_same_whether_the_futures_were_kept_or_not(county_store, document):
    fans._in_memory.clear()
    for folder in (county_store.folder / fans.FOLDER).glob("fans-*"):
        for file in folder.iterdir():
            file.unlink()
    again = build(county_store, "9901", made=DAY)
    assert render(again, Format.JSON) == render(document, Format.JSON)


@pytest.mark.parametrize("standard", ["nb", "nn"])
def test_a_page_made_while_the_futures_are_drawn_says_so(county_store, monkeypatch, standard):
    monkeypatch.setattr(fans, "_make", lambda *_args: pytest.fail("drawn"))
    fans._in_memory.clear()
    found = build(county_store, "9901", made=DAY, standard=standard, futures=Futures.ON_THEIR_WAY)
    assert faults(found) == []
    told = next(each for each in sections(found) if each.id == "usikkerhet").blocks[0].text
    assert ("på vei" if standard == "nb" else "på veg") in told
    assert not any(each.id == "intervaller" for each in tables(found))
    assert not any("av ti" in each.summary for each in figures(found))


def test_a_comparison_of_places_has_no_intervals_and_does_not_wait_for_any(
    county_store, monkeypatch
):
    monkeypatch.setattr(fans, "_make", lambda *_args: pytest.fail("drawn"))
    fans._in_memory.clear()
    found = compare(county_store, ["9901", "9902"], made=DAY)
    said = next(each for each in sections(found) if each.id == "forbehold").blocks[0].items
    assert any("viser ikke hvor usikre" in each for each in said)
    assert not [each for each in sections(found) if each.id == "usikkerhet"]


def test_the_first_message_is_told_with_how_sure_it_is(county_store):
    said = [
        each.text
        for region in county_store.registry().regions(RegionKind.MUNICIPALITY)
        for each in messages(build_brief(county_store, region.id, made=DAY))
    ]
    assert any("I åtte av ti framtider er det mellom" in each for each in said)


def test_own_places_have_a_chance_of_not_being_enough(county_store):
    series = region_series(county_store, "9901")
    now = float(series.band(80)[series.position(2026)])
    local = LocalFigures(year=2026, places=round(now / 10))
    found = build(county_store, "9901", made=DAY, local=local)
    figure = next(each for each in figures(found) if each.id == "plasser")
    assert "Sannsynligheten for at det trengs flere plasser" in figure.summary
    with using("nn"):
        found = build(county_store, "9901", made=DAY, local=local, standard="nn")
    figure = next(each for each in figures(found) if each.id == "plasser")
    assert "Sannsynet for at det trengst fleire plassar" in figure.summary


def test_person_years_that_are_counted_are_not_told_as_an_index(document):
    figure = next(each for each in figures(document) if each.id == "arsverk")
    assert "indeks" not in figure.subtitle
    assert "prosent" not in figure.summary.split("Tallet på innbyggere")[0]
    labels = {row[0]: row for row in next(
        each for each in tables(document) if each.id == "intervaller"
    ).rows if row[1] == 2050}  # fmt: skip
    last = figure.table.rows[-1]
    low, high = labels["Årsverk"][5:7]
    assert low < last[1] < high
    assert (last[2], last[3]) == pytest.approx((low, high))


def test_needs_whose_intervals_cannot_be_computed_are_shown_without(county_store, monkeypatch):
    def refuse(*_args):
        raise OutsideData("nobody over 80")

    monkeypatch.setattr(gather_needs, "need_intervals", refuse)
    found = {each.id: each for each in figures(build(county_store, "9901", made=DAY))}
    assert "av ti framtider" in found["folketall"].summary
    assert "av ti framtider" not in found["plasser"].summary
