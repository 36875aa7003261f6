"""From one level to another, cause by cause: a bar for each, beginning where the last one ended."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum

from attrs import frozen

from omsyn.charts.layout import nice_ticks, text_width, wrap
from omsyn.charts.plain import Shape, box, plain, stroke, words
from omsyn.charts.specification import Spec
from omsyn.charts.theme import NARROW
from omsyn.language import number, signed

BAR = 22
GAP = 14
LINE = 16
TOP, BOTTOM = 6, 28
LONGER = 5
"""Letters that a single word may have beyond what a line should, before it is parted."""
LEAST_LETTERS = 4
"""Of a parted word on its last line."""


class BarKind(StrEnum):
    """What a bar stands for."""

    TOTAL = "total"
    """A level, drawn from zero."""
    GIVEN = "given"
    """A change that nobody has chosen."""
    CHOSEN = "chosen"
    """A change that somebody has chosen."""


@frozen(kw_only=True)
class Bar:
    label: str
    before: float
    """Zero for a level."""
    after: float
    kind: BarKind
    emphasis: bool = False
    """The level that the reader looks for."""


def waterfall(bars: Sequence[Bar], *, decimals: int = 0) -> Spec:
    """Bars in the order given, downwards; chosen falls and rises differ in colour and sign.

    The axis holds zero, and what lies below it where levels do.
    """
    ends = [end for bar in bars for end in (bar.before, bar.after)]
    ticks = nice_ticks(min([*ends, 0.0]), max([*ends, 0.0]), 5)
    return plain(lambda width: _drawn(bars, ticks, decimals, width))


def _drawn(
    bars: Sequence[Bar], ticks: Sequence[float], decimals: int, width: int
) -> tuple[int, list[Shape]]:
    narrow = width <= NARROW
    names = [_name(bar.label, 15 if narrow else 26) for bar in bars]
    rows = [max(BAR, LINE * (name.count("\n") + 1)) + GAP for name in names]
    left = max(text_width(name) for name in names) + 12
    room = max(text_width(_value(bar, decimals)) for bar in bars) + 12
    right = width - room
    bottom = TOP + sum(rows)

    def x(value: float) -> float:
        return left + (value - ticks[0]) / (ticks[-1] - ticks[0]) * (right - left)

    shapes = _axis(ticks, x, bottom, narrow=narrow)
    top = float(TOP)
    for place, (bar, name, row) in enumerate(zip(bars, names, rows, strict=True)):
        middle = top + row / 2
        low, high = sorted((bar.before, bar.after))
        shapes.append(box(x(low), middle - BAR / 2, x(high) - x(low), BAR, _colour(bar)))
        if place + 1 < len(bars):
            down = middle + row / 2 + rows[place + 1] / 2
            shapes.append(
                stroke(
                    [(x(bar.after), middle - BAR / 2), (x(bar.after), down + BAR / 2)], "stone", 1
                )
            )
        lines = name.count("\n")
        shapes += words(left - 10, middle - lines * LINE / 2, name, anchor="end",
                        weight=600 if bar.kind is BarKind.TOTAL else 400)  # fmt: skip
        shapes += words(x(high) + 6, middle, _value(bar, decimals), weight=600)
        top += row
    return round(bottom + BOTTOM), shapes


def _axis(
    ticks: Sequence[float], x: Callable[[float], float], bottom: float, *, narrow: bool
) -> list[Shape]:
    shapes: list[Shape] = []
    zero = ticks.index(0)
    for place, tick in enumerate(ticks):
        at = x(tick)
        shapes.append(stroke([(at, TOP), (at, bottom)], "stone" if tick == 0 else "mist", 1))
        if not narrow or (place - zero) % 2 == 0:
            text = number(tick, 0 if tick == round(tick) else 1)
            shapes += words(at, bottom + 16, text, colour="stone", anchor="middle")
    return shapes


def _name(label: str, letters: int) -> str:
    """The label in lines; a far too long word is parted, so that the bars have room."""
    words = (word for whole in label.split() for word in _parts(whole, letters))
    return wrap(" ".join(words), letters)


def _parts(word: str, letters: int) -> Iterator[str]:
    """Pieces of a long word, each with a hyphen but the last; none of a letter or two."""
    while len(word) > letters + LONGER:
        cut = min(letters - 1, len(word) - LEAST_LETTERS)
        yield f"{word[:cut]}-"
        word = word[cut:]
    yield word


def _colour(bar: Bar) -> str:
    if bar.kind is BarKind.TOTAL:
        return "fjord" if bar.emphasis else "pebble"
    if bar.kind is BarKind.GIVEN:
        return "stone"
    return "moss" if bar.after < bar.before else "cloudberry"


def _value(bar: Bar, decimals: int) -> str:
    if bar.kind is BarKind.TOTAL:
        return number(bar.after, decimals)
    return signed(bar.after - bar.before, decimals)
