"""The one formatter of numbers and dates for people.

Thousands are parted by a narrow no-break space, decimals by a comma, a missing figure is a
dash. Both written standards use the same forms, but for the names of months.
"""

from __future__ import annotations

import datetime as dt
import math

from omsyn.language.translate import _

THIN = "\u202f"
MINUS = "\u2212"
MISSING = "\u2013"


def number(value: float | None, decimals: int = 0) -> str:
    """`1 234,5`; a dash where the value is missing."""
    if value is None or math.isnan(value):
        return MISSING
    text = f"{abs(value):,.{decimals}f}".replace(",", THIN).replace(".", ",")
    negative = value < 0 and any(digit in "123456789" for digit in text)
    return MINUS + text if negative else text


def signed(value: float | None, decimals: int = 0) -> str:
    """As `number`, with a plus sign before what grows."""
    text = number(value, decimals)
    grows = value is not None and value > 0 and any(digit in "123456789" for digit in text)
    return "+" + text if grows else text


def percent(value: float | None, decimals: int = 1) -> str:
    """`12,5 %`, with a no-break space; the value is in percent already."""
    text = number(value, decimals)
    return text if text == MISSING else f"{text}\u00a0%"


def about(value: float) -> str:
    """A number rounded to what a reader can use: two significant digits, whole below 20."""
    size = abs(value)
    if size < 20:
        return number(round(value))
    digits = 2 if size < 10_000 else 3
    magnitude = 10 ** (math.floor(math.log10(size)) - digits + 1)
    return number(round(value / magnitude) * magnitude)


def date_text(day: dt.date) -> str:
    """`3. mars 2026`."""
    return f"{day.day}. {_month(day.month)} {day.year}"


def date_digits(day: dt.date) -> str:
    """`3.3.2026`, where there is little room."""
    return f"{day.day}.{day.month}.{day.year}"


def _month(month: int) -> str:
    names = (
        _("januar"), _("februar"), _("mars"), _("april"), _("mai"), _("juni"),
        _("juli"), _("august"), _("september"), _("oktober"), _("november"), _("desember"),
    )  # fmt: skip
    return names[month - 1]
