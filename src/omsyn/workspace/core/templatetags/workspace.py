"""Numbers and dates in templates, through the one formatter."""

from __future__ import annotations

import datetime as dt

from django import template

from omsyn.language import date_text, number, percent

register = template.Library()


@register.filter
def norwegian(value: float | None, decimals: int = 0) -> str:
    """`12 345`; a dash where there is no number."""
    return number(value, decimals)


@register.filter
def share(value: float | None) -> str:
    """`12,5 %`; the value is in percent already."""
    return percent(value)


@register.filter
def day(value: dt.date | None) -> str:
    """`3. mars 2026`; nothing where the date is not known."""
    return date_text(value) if value else ""
