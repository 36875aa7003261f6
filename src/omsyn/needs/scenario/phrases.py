"""What every explanation is made of: a parameter, and numbers as somebody would write them."""

from __future__ import annotations

from attrs import frozen

from omsyn.language import _, number, percent


@frozen(kw_only=True)
class Parameter:
    """One thing that a person set, beside what it is when nobody sets it."""

    label: str
    value: str
    neutral: str


def percent_text(value: float) -> str:
    """Percents with as many decimals as they need, two at most."""
    return percent(value, _decimals(value, 2))


def short(value: float) -> str:
    """A number with as many decimals as it needs, two at most."""
    return number(value, _decimals(value, 2))


def exact(value: float) -> str:
    """Whole numbers without decimals, others with one."""
    return number(value, _decimals(value, 1))


def fictional_lines(*, fictional: bool) -> list[str]:
    """What stands first where the figures are those of a place that does not exist."""
    if not fictional:
        return []
    return [_("Fiktive tall: stedet finnes ikke, og tallene er laget av Omsyn.")]


def _decimals(value: float, most: int) -> int:
    """The fewest decimals that say the same as the most."""
    return next(each for each in range(most + 1) if round(value, each) == round(value, most))
