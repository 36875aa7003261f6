"""Where things stand: round axes, room for words, labels that do not collide."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence

from omsyn.charts.theme import TEXT_PX

LINE_PX = 16
"""From one line of text to the next."""

_NARROW_LETTERS = frozenset("iljtfrI.,:;'|!()[] \u00a0\u202f")
_WIDE_LETTERS = frozenset("mwMWÆŒ@%")


def text_width(text: str) -> float:
    """About how many pixels the longest line takes at the charts' size of text."""
    return max((sum(map(_letter_width, line)) for line in text.split("\n")), default=0.0)


def wrap(text: str, letters: int) -> str:
    """The text in lines of about so many letters; a word is never parted."""
    lines = textwrap.wrap(text, letters, break_long_words=False, break_on_hyphens=False)
    return "\n".join(lines)


def nice_ticks(low: float, high: float, most: int = 6, *, whole: bool = False) -> list[float]:
    """Round values from at or below `low` to at or above `high`, at most so many steps.

    `whole` keeps to whole numbers: there is no half of a person on an axis.
    """
    if high <= low:
        high = low + 1
    rough = (high - low) / most
    if whole:
        rough = max(rough, 1.0)
    magnitude = 10 ** math.floor(math.log10(rough))
    steps = [s * magnitude for s in (1, 2, 2.5, 5, 10) if not whole or s * magnitude % 1 == 0]
    step = next(step for step in steps if step >= rough * 0.999)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(i * step, 10) for i in range(first, last + 1)]


def spread(wanted: Sequence[float], heights: Sequence[float], top: float) -> list[float]:
    """Centres as near the wanted ones as can be without overlap, none above `top`.

    Positions count downwards in pixels. Labels that collide are moved as a block around the
    mean of what its members wanted, in the order in which they stood.
    """
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    blocks: list[tuple[list[int], float]] = []
    for i in order:
        blocks.append(([i], max(wanted[i] - heights[i] / 2, top)))
        while len(blocks) > 1 and _bottom(blocks[-2], heights) > blocks[-1][1]:
            members = blocks[-2][0] + blocks[-1][0]
            blocks[-2:] = [(members, _best_start(members, wanted, heights, top))]
    centres = [0.0] * len(wanted)
    for members, start in blocks:
        for i in members:
            centres[i] = start + heights[i] / 2
            start += heights[i]  # noqa: PLW2901 - a cursor down the block
    return centres


def swarm(places: Sequence[float], gap: float) -> list[float]:
    """Offsets to each side of a line so that dots keep `gap` between centres, the first first."""
    placed: list[tuple[float, float]] = []
    for place in places:
        near = [(p - place, side) for p, side in placed if abs(p - place) < gap]
        reach = [(math.sqrt(gap**2 - away**2), side) for away, side in near]
        options = [0.0, *(side + d for d, side in reach), *(side - d for d, side in reach)]
        free = (o for o in options if all(abs(o - side) >= d - 1e-6 for d, side in reach))
        placed.append((place, min(free, key=abs)))
    return [side for _place, side in placed]


def _bottom(block: tuple[list[int], float], heights: Sequence[float]) -> float:
    members, start = block
    return start + sum(heights[i] for i in members)


def _best_start(
    members: Sequence[int], wanted: Sequence[float], heights: Sequence[float], top: float
) -> float:
    cursor, sum_of_starts = 0.0, 0.0
    for i in members:
        sum_of_starts += wanted[i] - heights[i] / 2 - cursor
        cursor += heights[i]
    return max(sum_of_starts / len(members), top)


def _letter_width(letter: str) -> float:
    if letter in _NARROW_LETTERS:
        return 0.32 * TEXT_PX
    if letter in _WIDE_LETTERS:
        return 0.92 * TEXT_PX
    return (0.7 if letter.isupper() else 0.615) * TEXT_PX
