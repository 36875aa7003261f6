"""What every explanation is made of: a parameter, and numbers as somebody would write them."""

from __future__ import annotations

from attrs import frozen

from omsyn.language import number, percent


@frozen(kw_only=True)
class Parameter:
    """One thing that a person set, beside what it is when nobody sets it."""

    label: str
    value: str
    neutral: str


def percent_text(value: float) -> str:
    """Whole percents without decimals."""
    return percent(value, 0 if value == round(value) else 2)


def short(value: float) -> str:
    """Whole numbers without decimals, others with two."""
    return number(value, 0 if value == round(value) else 2)


def exact(value: float) -> str:
    """Whole numbers without decimals, others with one."""
    return number(value, 0 if value == round(value) else 1)
