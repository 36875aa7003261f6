"""Figures that the planner brings: never published statistics, and always shown as her own."""

from __future__ import annotations

from attrs import field, frozen, validators

Positive = validators.optional(validators.gt(0))


@frozen(kw_only=True)
class LocalFigures:
    """The region's own count of staff and places on 1 January of a year."""

    year: int
    person_years: float | None = field(default=None, validator=Positive)
    """Agreed person-years in the care services."""
    places: float | None = field(default=None, validator=Positive)
    """Places in nursing homes and other institutions."""
