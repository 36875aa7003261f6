"""Numbers and changes as words: the small sentences that several messages and sections share."""

from __future__ import annotations

import math

from attrs import frozen

from omsyn.language import _, about, number

LEVEL_PERCENT = 3.0
"""Changes smaller than this are spoken of as no change."""


@frozen
class Pair:
    """The same quantity now and in the year that messages look towards."""

    now: float
    then: float

    @property
    def change(self) -> float:
        return self.then - self.now

    @property
    def ratio(self) -> float:
        """Then over now; 1 where both are zero, infinite where something comes out of nothing."""
        if self.now:
            return self.then / self.now
        return float("inf") if self.then else 1.0

    @property
    def percent(self) -> float:
        return 100 * (self.ratio - 1)

    @property
    def level(self) -> bool:
        """Whether the two are so alike that a reader should hear "about the same"."""
        return abs(self.percent) < LEVEL_PERCENT or abs(round(self.change)) < 2

    @property
    def grows(self) -> bool:
        return not self.level and self.change > 0

    @property
    def falls(self) -> bool:
        return not self.level and self.change < 0


def people(value: float) -> str:
    """`about` for persons: whole and exact below 100, millions in words."""
    if abs(value) >= 1_000_000:
        return _("{number} millioner").format(number=number(value / 1_000_000, 2))
    return number(round(value)) if abs(value) < 100 else about(value)


def ends(low: float, high: float) -> tuple[str, str]:
    """The ends of an interval, rounded by how far they are apart and not by how large they are."""
    step = _step(low, high)
    if high >= 1_000_000:
        return people(low), people(high)
    return number(round(low / step) * step), number(round(high / step) * step)


def rounded_within(value: float, low: float, high: float) -> str:
    """A value as coarse as the ends of its interval: it must not look surer, nor stand still."""
    if high >= 1_000_000:
        return people(value)
    step = _step(low, high)
    return number(round(value / step) * step)


def _step(low: float, high: float) -> int:
    """What numbers of an interval are rounded to."""
    finest = max((high - low) / 8, 1)
    step: int = 10 ** math.floor(math.log10(finest))
    return 5 * step if finest >= 5 * step else step


def few(count: float) -> str:
    """A small count as it stands in a sentence: "ingen", "én", "12"."""
    whole = round(count)
    if whole == 0:
        return _("ingen")
    return _("én") if whole == 1 else people(count)


def growth_sentence(pair: Pair) -> str:
    """How large an increase is, in the words that people use; empty when it says nothing."""
    steps = (
        (3.1, _("Det er mer enn en tredobling.")),
        (2.9, _("Det er om lag en tredobling.")),
        (2.1, _("Det er mer enn en dobling.")),
        (1.95, _("Det er om lag en dobling.")),
        (1.85, _("Det er nesten en dobling.")),
    )
    for least, sentence in steps:
        if pair.ratio >= least:
            return sentence
    text = number(abs(pair.percent))
    if pair.grows:
        return _("Det er en økning på {percent} prosent.").format(percent=text)
    if pair.falls:
        return _("Det er en nedgang på {percent} prosent.").format(percent=text)
    return ""


def ratio_pair(pair: Pair) -> tuple[str, str] | None:
    """Two ratios with as many decimals as it takes to tell them apart; None when alike."""
    if abs(pair.percent) < LEVEL_PERCENT * 2:
        return None
    for decimals in (0, 1):
        now, then = number(pair.now, decimals), number(pair.then, decimals)
        shown = abs(round(pair.now, decimals) - round(pair.then, decimals)) / pair.now
        # Rounding must not change how large the fall looks.
        if now != then and abs(shown - abs(pair.change) / pair.now) < 0.08:
            return now, then
    return None


def joined(*sentences: str) -> str:
    """Whole sentences after each other; empty ones left out."""
    return " ".join(each for each in sentences if each)
