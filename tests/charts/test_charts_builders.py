import polars as pl
import pytest

from omsyn.charts import bars, dots, lines, pyramid
from omsyn.charts.theme import TOKENS

YEARS = (2025, 2026, 2027)


def frame(**series):
    return pl.DataFrame(
        [
            (y, v, name)
            for name, values in series.items()
            for y, v in zip(YEARS, values, strict=True)
        ],
        schema=["year", "value", "series"],
        orient="row",
    )


def labels(spec):
    return {row["text"]: row for row in spec["datasets"]["labels"]}


def test_lines_are_named_at_their_ends_with_the_last_value():
    spec = lines(frame(A=[1, 2, 1_234], B=[1, 1, 1]), series="series")
    assert set(labels(spec)) == {"A: 1\u202f234", "B: 1"}


def test_only_what_is_emphasised_has_a_colour():
    spec = lines(frame(A=[1, 2, 3], B=[1, 1, 1]), series="series", emphasis=["B"])
    assert labels(spec)["B: 1"]["colour"] == TOKENS["fjord"]
    assert labels(spec)["A: 3"]["colour"] == TOKENS["stone"]


def test_amounts_begin_at_zero_and_rates_may_not():
    amounts = lines(frame(A=[90, 95, 100]))
    rates = lines(frame(A=[90, 95, 100]), zero=False)
    domain = lambda spec: spec["layer"][-1]["encoding"]["y"]["scale"]["domain"]  # noqa: E731
    assert domain(amounts)[0] == 0
    assert domain(rates)[0] == 90


def test_a_missing_value_breaks_the_line_and_is_no_zero():
    spec = lines(frame(A=[1, None, 3]))
    assert [row["y"] for row in spec["datasets"]["points"]] == [1, None, 3]
    assert [row["x"] for row in spec["datasets"]["dots"]] == [2025, 2027]


def test_a_band_is_drawn_where_it_has_both_sides():
    banded = frame(A=[1, 2, 3]).with_columns(
        low=pl.Series([None, None, 2.0]), high=pl.Series([None, None, 9.0])
    )
    spec = lines(banded, band=("low", "high"), last_observed=2026)
    assert [row["high"] for row in spec["datasets"]["points"]] == [None, None, 9]
    assert spec["layer"][0]["mark"]["type"] == "area"
    assert spec["layer"][-1]["encoding"]["y"]["scale"]["domain"][1] >= 9


def test_without_a_future_nothing_is_marked_as_today():
    spec = lines(frame(A=[1, 2, 3]), last_observed=2027)
    assert "i dag" not in repr(spec)
    assert "i dag" in repr(lines(frame(A=[1, 2, 3]), last_observed=2026))


@pytest.mark.parametrize(
    ("values", "domain"), [([3.0, 5.0], [0, 5]), ([-1.0, 9.0], [-4, 9]), ([0.0, 0.0], [0, 1])]
)
def test_bars_begin_at_zero(values, domain):
    spec = bars(pl.DataFrame({"category": ["A", "B"], "value": values}))
    assert spec["layer"][0]["encoding"]["x"]["scale"]["domain"] == pytest.approx(domain)


def test_bars_keep_the_order_of_the_frame():
    spec = bars(pl.DataFrame({"category": ["B", "A"], "value": [1, None]}))
    assert [(row["row"], row["name"]) for row in spec["datasets"]["bars"]] == [(0, "B"), (1, "A")]


def test_change_is_written_with_its_sign():
    spec = bars(
        pl.DataFrame({"category": ["A", "B"], "value": [2.5, -2.5]}),
        in_percent=True, decimals=1, change=True,
    )  # fmt: skip
    assert [row["text"] for row in spec["datasets"]["bars"]] == ["+2,5\u00a0%", "−2,5\u00a0%"]


def test_the_two_of_a_pair_are_named_once():
    spec = bars(
        pl.DataFrame({"category": ["A", "A", "B", "B"], "value": [1, 2, 3, 4],
                      "when": ["x", "y"] * 2}),
        series="when",
    )  # fmt: skip
    assert [row["text"] for row in spec["datasets"]["bars"]] == ["1  (x)", "2  (y)", "3", "4"]


def test_the_pyramid_has_men_to_the_left_and_the_oldest_in_one_step():
    spec = pyramid(
        pl.DataFrame(
            {"age": [99, 100, 104, 99], "sex": ["male", "male", "male", "female"],
             "now": [3, 2, 1, 4], "then": [1, 1, 1, 1]}
        )
    )  # fmt: skip
    corners = [(c["side"], c["x"], c["y"]) for c in spec["datasets"]["now"]]
    assert ("male", -3, 99) in corners
    assert ("male", -3, 101) in corners  # 2 + 1 persons of 100 years and more
    assert ("female", 4, 100) in corners


def test_a_pyramid_of_now_only_has_no_outline():
    ages = pl.DataFrame({"age": [0, 0], "sex": ["male", "female"], "now": [1, 1]})
    assert pyramid(ages, then=None)["datasets"]["then"] == []


def test_we_are_named_and_a_place_without_a_value_is_not_drawn():
    places = pl.DataFrame({"name": ["A", "B", "C"], "value": [1.0, None, 3.0]})
    spec = dots(places, us="A", references={"Riket": 2.0}, in_percent=True)
    assert [row["text"] for row in spec["datasets"]["above"]] == ["A: 1\u00a0%"]
    assert [row["text"] for row in spec["datasets"]["below"]] == ["Riket: 2\u00a0%"]
    assert sorted(row["x"] for row in spec["datasets"]["dots"]) == [1, 3]


def test_texts_below_the_dots_never_cover_each_other():
    marks = {"Nordfylket": 2.0, "Riket": 2.1, "KOSTRA-gruppe 10": 1.9}
    spec = dots(pl.DataFrame({"name": ["A"], "value": [3.0]}), us="A", references=marks)
    for rows in (spec["datasets"]["below"], spec["usermeta"]["narrow"]["datasets"]["below"]):
        for i, one in enumerate(rows):
            for other in rows[:i]:
                apart = one["start"] >= other["end"] or other["start"] >= one["end"]
                assert apart or one["level"] != other["level"]


def test_an_empty_frame_gives_an_empty_picture_rather_than_a_fault():
    empty = pl.DataFrame({"name": [], "value": []}, schema={"name": pl.String, "value": pl.Float64})
    assert dots(empty)["datasets"]["dots"] == []
    assert bars(empty, category="name")["datasets"]["bars"] == []


def test_lines_without_a_name_have_no_dots_either():
    rows = [(2020, "a", 1.0), (2021, "a", 2.0), (2020, "b", 1.0), (2021, "b", 3.0)]
    frame = pl.DataFrame(rows, schema=["year", "series", "value"], orient="row")
    spec = lines(frame, series="series", emphasis=["a"], unnamed={"b"})
    assert [label["text"] for label in spec["datasets"]["labels"]] == ["a: 2"]
    assert {dot["y"] for dot in spec["datasets"]["dots"]} == {1.0, 2.0}
    assert {point["series"] for point in spec["datasets"]["points"]} == {"a", "b"}
