from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omsyn.charts.layout import nice_ticks, spread, swarm, text_width, wrap


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        (0, 10, [0, 2, 4, 6, 8, 10]),
        (0, 3_310, [0, 1_000, 2_000, 3_000, 4_000]),
        (-2.2, 12.5, [-2.5, 0, 2.5, 5, 7.5, 10, 12.5]),
        (5, 5, [5, 5.2, 5.4, 5.6, 5.8, 6]),
    ],
)
def test_axes_are_round(low, high, ticks):
    assert nice_ticks(low, high) == pytest.approx(ticks)


@pytest.mark.parametrize(
    ("high", "ticks"),
    [(3, [0, 1, 2, 3]), (13, [0, 5, 10, 15]), (0.4, [0, 1]), (140, range(0, 151, 25))],
)
def test_an_axis_of_persons_has_no_half_ones(high, ticks):
    assert nice_ticks(0, high, whole=True) == pytest.approx(list(ticks))


@given(st.floats(-1e9, 1e9), st.floats(0.001, 1e9))
def test_axes_hold_their_values(low, length):
    ticks = nice_ticks(low, low + length)
    slack = 1e-6 * max(abs(low), length)
    assert ticks[0] <= low + slack
    assert ticks[-1] >= low + length - slack
    assert len(ticks) <= 9


def test_labels_that_stand_free_are_not_moved():
    assert spread([50, 100], [17, 17], top=0) == [50, 100]


def test_labels_that_collide_part_evenly():
    assert spread([100, 100], [20, 20], top=0) == [90, 110]


def test_labels_keep_their_order_whatever_the_order_they_come_in():
    assert spread([101, 99], [20, 20], top=0) == [110, 90]


@given(st.lists(st.floats(0, 300), min_size=1, max_size=12))
def test_labels_never_overlap(wanted):
    centres = sorted(spread(wanted, [17.0] * len(wanted), top=8))
    assert centres[0] >= 8 + 8.5 - 1e-6
    assert all(b - a >= 17 - 1e-6 for a, b in pairwise(centres))


@given(st.lists(st.floats(0, 100), min_size=2, max_size=40))
def test_dots_never_touch(places):
    dots = list(zip(places, swarm(places, 11), strict=True))
    for i, (x, y) in enumerate(dots):
        for other_x, other_y in dots[:i]:
            assert (x - other_x) ** 2 + (y - other_y) ** 2 >= 121 - 1e-2


def test_a_lone_dot_stands_on_the_line_and_the_first_keeps_its_place():
    assert swarm([10, 10, 50], 11)[::2] == [0, 0]


def test_words_are_not_parted():
    assert wrap("Gáivuotna – Kåfjord – Kaivuono", 15) == "Gáivuotna –\nKåfjord –\nKaivuono"


def test_the_longest_line_decides_the_width():
    assert text_width("il\nMMMM") == text_width("MMMM") > text_width("iiii") > 0
