"""The fan and the waterfall: shapes that stand where the numbers say."""

from __future__ import annotations

import re
from itertools import pairwise

import polars as pl
import pytest
from attrs import evolve
from defusedxml import ElementTree

from omsyn.charts import (
    NARROW,
    WIDE,
    Bar,
    BarKind,
    difference,
    fan,
    lines,
    render_svg,
    size,
    waterfall,
)
from omsyn.charts.layout import text_width
from omsyn.charts.theme import TOKENS

YEARS = (2026, 2027, 2028)


def frame(name="Behov", values=(100.0, 110.0, 120.0), *, spread=0.0) -> pl.DataFrame:
    columns = {"year": list(YEARS), "series": [name] * 3, "value": list(values)}
    for column, share in (("95", 3), ("80", 2), ("50", 1)):
        for side, sign in (("low", -1), ("high", 1)):
            columns[side + column] = (
                [v + sign * share * spread * k for k, v in enumerate(values)]
                if spread
                else [None] * 3
            )
    kinds = {"year": pl.Int64, "series": pl.String}
    return pl.DataFrame(columns, schema={each: kinds.get(each, pl.Float64) for each in columns})


def shapes(spec, tag, width="wide"):
    return [each for each in spec["plain"][width]["shapes"] if each[0] == tag]


def texts(spec, width="wide"):
    return [each[2] for each in shapes(spec, "text", width)]


def filled(spec):
    return [each[1] for each in shapes(spec, "path") if "fill-opacity" in each[1]]


def test_intervals_are_three_surfaces_of_which_the_innermost_is_the_narrowest():
    surfaces = filled(fan(frame(spread=5), emphasis=["Behov"], last_observed=2026))
    heights = []
    for surface in surfaces:
        ys = [float(y) for y in re.findall(r",([\d.]+)", surface["d"])]
        heights.append(max(ys) - min(ys))
    assert len(surfaces) == 3
    assert heights == sorted(heights, reverse=True)


def test_without_intervals_no_surface_is_drawn():
    assert filled(fan(frame(), emphasis=["Behov"], last_observed=2026)) == []


def test_the_capacity_is_a_level_line_with_its_name_and_value():
    spec = fan(frame(), emphasis=["Behov"], last_observed=2026, capacity=("Plasser", 60))
    level = [each[1]["d"] for each in shapes(spec, "path") if each[1].get("stroke-width") == 1.75]
    ys = re.findall(r",([\d.]+)", level[0])
    # The axis goes from 0 at 292 to 120 at 28: half of it lies at 160.
    assert ys == ["160.0", "160.0"]
    assert "Plasser: 60" in texts(spec)


def test_a_capacity_that_changes_steps_in_the_year_it_does():
    levels = {2026: 60.0, 2027: 60.0, 2028: 90.0}
    spec = fan(frame(), emphasis=["Behov"], last_observed=2026, capacity=("Plasser", levels))
    line = [each[1]["d"] for each in shapes(spec, "path") if each[1].get("stroke-width") == 1.75]
    points = re.findall(r"([\d.]+),([\d.]+)", line[0])
    # 60 of 120 lies at 160, 90 at 94; the step stands upright in the last year.
    assert [y for _x, y in points] == ["160.0", "160.0", "94.0", "94.0"]
    assert points[1][0] == points[2][0] == points[3][0]
    assert "Plasser: 90" in texts(spec)


def test_two_scenarios_differ_in_colour_and_in_dash():
    both = pl.concat([frame("En", spread=5), frame("To", (100.0, 105.0, 110.0), spread=5)])
    spec = fan(both, emphasis=["En", "To"], last_observed=2026)
    drawn = {
        (each[1]["stroke"], each[1]["stroke-dasharray"])
        for each in shapes(spec, "path")
        if each[1].get("stroke-width", 0) > 2
    }
    assert {colour for colour, _dash in drawn} == {TOKENS["fjord"], TOKENS["lupin"]}
    assert len({dash for _colour, dash in drawn}) == 2
    assert len(filled(spec)) == 3


def test_the_past_is_solid_and_the_future_dashed():
    spec = fan(frame(), emphasis=["Behov"], last_observed=2027)
    dashes = [
        each[1].get("stroke-dasharray")
        for each in shapes(spec, "path")
        if each[1].get("stroke-width") == 3.0
    ]
    assert dashes == [None, "6 4"]
    assert "i dag" in texts(spec)


def test_a_bar_begins_where_the_last_one_ended():
    spec = waterfall(
        [
            Bar(label="2026", before=0, after=100, kind=BarKind.TOTAL),
            Bar(label="Flere eldre", before=100, after=150, kind=BarKind.GIVEN),
            Bar(label="Teknologi", before=150, after=120, kind=BarKind.CHOSEN),
            Bar(label="2040", before=0, after=120, kind=BarKind.TOTAL, emphasis=True),
        ]
    )
    bars = [each[1] for each in shapes(spec, "rect")]
    ends = [(bar["x"], bar["x"] + bar["width"]) for bar in bars]
    assert ends[1][0] == pytest.approx(ends[0][1], abs=0.11)
    assert ends[2][1] == pytest.approx(ends[1][1], abs=0.11)
    assert ends[3][1] == pytest.approx(ends[2][0], abs=0.11)
    assert [bar["fill"] for bar in bars] == [
        TOKENS[each] for each in ("pebble", "stone", "moss", "fjord")
    ]
    assert {"+50", "\u221230"} <= set(texts(spec))


def test_nothing_at_all_can_be_drawn():
    none = frame(values=(0.0, 0.0, 0.0))
    assert "<svg" in render_svg(fan(none, emphasis=["Behov"], last_observed=2026))
    assert "<svg" in render_svg(
        waterfall([Bar(label="2026", before=0, after=0, kind=BarKind.TOTAL)])
    )


def test_a_plain_picture_is_named_narrow_and_free_of_style():
    spec = fan(frame("<b>"), emphasis=["<b>"], last_observed=2026)
    svg = render_svg(spec, NARROW, title="Tittel", description="Ord", id="vifte")
    assert 'class="chart chart-narrow"' in svg
    assert 'aria-labelledby="vifte-title vifte-desc"' in svg
    assert "style=" not in svg
    assert "&lt;b&gt;" in svg
    assert size(spec, WIDE)[0] == WIDE
    assert size(spec, NARROW)[0] == NARROW


@pytest.mark.parametrize("width", ["wide", "narrow"])
def test_words_stay_inside_the_picture(width):
    long = "Uten noen endringer i det hele tatt"
    spec = fan(frame(long, (1_000_000.0,) * 3), emphasis=[long], last_observed=2026)
    drawing = spec["plain"][width]
    ends = [
        each[1]["x"] for each in drawing["shapes"]
        if each[0] == "text" and each[1]["text-anchor"] == "start"
    ]  # fmt: skip
    assert max(ends) < drawing["width"] - 60


def test_fictional_figures_say_so_in_plain_pictures_too():
    spec = fan(frame(), emphasis=["Behov"], last_observed=2026)
    assert "Fiktive tall" in render_svg(spec, fictional=True)
    assert "vega" not in str(spec)
    assert "plain" not in lines(frame())


def levels(*ends) -> list[Bar]:
    """Bars from the first level by way of the others to a total at the last."""
    steps = [
        Bar(label=f"Ledd {place}", before=before, after=after, kind=BarKind.CHOSEN)
        for place, (before, after) in enumerate(pairwise(ends))
    ]
    return [
        Bar(label="2026", before=0, after=ends[0], kind=BarKind.TOTAL),
        *steps,
        Bar(label="2040", before=0, after=ends[-1], kind=BarKind.TOTAL, emphasis=True),
    ]


@pytest.mark.parametrize("width", ["wide", "narrow"])
def test_levels_below_zero_stand_to_the_left_of_it(width):
    spec = waterfall(levels(10, 15, -8, -5))
    drawing = spec["plain"][width]
    first, *_steps, last = (each[1] for each in shapes(spec, "rect", width))
    assert last["x"] + last["width"] == pytest.approx(first["x"], abs=0.11)
    assert all(0 < each[1]["x"] < drawing["width"] for each in shapes(spec, "rect", width))
    assert {"0", "\u22125"} <= set(texts(spec, width))


def test_a_waterfall_that_is_all_below_zero_ends_its_axis_there():
    spec = waterfall(levels(-5, -9))
    total, _step, last = (each[1] for each in shapes(spec, "rect"))
    assert last["width"] > total["width"]
    assert "0" in texts(spec)


def test_a_step_of_nothing_is_a_thin_bar_with_a_zero():
    spec = waterfall(levels(10, 10))
    assert shapes(spec, "rect")[1][1]["width"] == 1
    assert texts(spec).count("0") == 2


@pytest.mark.parametrize("width", ["wide", "narrow"])
def test_many_steps_and_words_without_end_leave_room_for_the_bars(width):
    endless = "Institusjonsplassutviklingsprosjektmedforebygging"
    bars = [evolve(bar, label=endless) for bar in levels(900, *range(880, 1_140, 20))]
    spec = waterfall(bars)
    drawing = spec["plain"][width]
    assert min(each[1]["x"] for each in shapes(spec, "rect", width)) < 0.6 * drawing["width"]
    ends = [
        each[1]["x"] + text_width(each[2])
        for each in shapes(spec, "text", width)
        if each[1]["text-anchor"] == "start"
    ]
    assert max(ends) <= drawing["width"]
    starts = [
        each[1]["x"] - text_width(each[2])
        for each in shapes(spec, "text", width)
        if each[1]["text-anchor"] == "end"
    ]
    assert min(starts) >= 0
    parts = [text for text in texts(spec, width) if text.endswith("-")]
    assert "".join(parts[:1]).startswith("Institusjon")


def differing(*values, spread=0.0) -> pl.DataFrame:
    return frame(values=values, spread=spread).drop("series")


def test_a_difference_is_a_fan_around_the_line_of_none():
    spec = difference(differing(0.0, -5.0, -10.0, spread=1), above="B mer", below="B mindre")
    assert len(filled(spec)) == 3
    zero = [each[1]["d"] for each in shapes(spec, "path") if each[1].get("stroke-width") == 1.75]
    (level,) = set(re.findall(r",([\d.]+)", zero[0]))
    line = next(each[1]["d"] for each in shapes(spec, "path") if each[1].get("stroke-width") == 3)
    first, *_middle, last = (float(y) for y in re.findall(r",([\d.]+)", line))
    assert first == float(level)
    assert last > first
    assert {"\u221210", "+5", "0", "↑ B mer", "↓ B mindre"} <= set(texts(spec))


def test_no_difference_is_a_line_on_the_line():
    spec = difference(differing(0.0, 0.0, 0.0), above="B mer", below="B mindre")
    assert filled(spec) == []
    assert {"\u22121,0", "0,0", "+1,0"} <= set(texts(spec))


@pytest.mark.parametrize("width", ["wide", "narrow"])
def test_small_differences_have_an_axis_that_tells_them_apart(width):
    spec = difference(differing(0.0, 0.01, 0.02), above="B mer", below="B mindre", decimals=2)
    ticks = [text for text in texts(spec, width) if text.startswith("+")]
    assert len(set(ticks)) >= 3


@pytest.mark.parametrize("width", ["wide", "narrow"])
def test_long_names_push_the_plot_down_and_stay_inside(width):
    long = "«" + "Ny helseplan med alt vi har tenkt på " * 4 + "» trenger flere plasser"
    spec = difference(differing(0.0, 1.0, 2.0), above=long, below=long)
    drawing = spec["plain"][width]
    ys = [each[1]["y"] for each in drawing["shapes"] if each[0] == "text"]
    assert min(ys) > 0
    assert max(ys) <= drawing["height"]
    first = next(each for each in drawing["shapes"] if each[0] == "text" and each[2] == "0,0")
    assert first[1]["y"] > min(ys) + 16


def test_words_and_looks_are_written_as_xml_reads_them():
    look = {"x": 1.5, "font-family": 'A "B" & C'}
    drawing = {"width": 10, "height": 20, "shapes": [["text", look, "<3 & 4>"], ["rect", {}, None]]}
    found = render_svg({"plain": {"wide": drawing, "narrow": drawing}}, fictional=True)
    group = ElementTree.fromstring(found).find("{*}g")
    assert [each.tag.partition("}")[2] for each in group] == ["text", "rect", "text"]
    assert group[0].text == "<3 & 4>"
    assert dict(group[0].attrib) == {"x": "1.5", "font-family": 'A "B" & C'}
    assert "Fiktive tall" in group[2].text
