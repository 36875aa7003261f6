"""What a need takes, as results: hours, users, person-years, staff by training, and money."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from attrs import field, frozen

from omsyn.demography.population import FloatArray
from omsyn.needs.scenario.own import Skill


class VolumeKind(StrEnum):
    """What a volume counts."""

    USERS = "users"
    """Of the places, at the occupancy that was given."""
    HOURS = "hours"
    PERSON_YEARS = "person_years"
    COST = "cost"
    """Without wages, in prices of today."""


@frozen(kw_only=True, eq=False)
class Volume:
    """What a service takes of one thing; arrays are (year,) on the years of the result."""

    kind: VolumeKind
    name: str
    unit: str
    years: tuple[int, ...]
    value: FloatArray
    """On the main path with the levers."""
    quantiles: Mapping[float, FloatArray] = field(factory=dict)
    """Quantile -> (year,), of the same draws as the need; empty without draws."""
    drawn: FloatArray | None = None
    """In every draw, as `ServiceResult.drawn`, where that was asked for."""


@frozen(kw_only=True, eq=False)
class SkillResult:
    """Person-years of one group of staff; arrays are (year,)."""

    skill: Skill
    name: str
    years: tuple[int, ...]
    need: FloatArray
    quantiles: Mapping[float, FloatArray] = field(factory=dict)
    supply: FloatArray | None = None
    """Where it was said how many leave or are hired."""
    shortfall: FloatArray | None = None
    """Need less supply on the main path; negative where there are more than needed."""
    probability: FloatArray | None = None
    """Probability that the need is above the supply; None without draws or without supply."""


@frozen(kw_only=True, eq=False)
class CostResult:
    """NOK a year for what was given a cost; arrays are (year,)."""

    years: tuple[int, ...]
    fixed: FloatArray
    """In prices of today."""
    grown: FloatArray
    """With the real growth of prices and wages that was given; the same where none was."""
    price_growth_percent: float
    parts: Mapping[str, FloatArray]
    """What `fixed` is the sum of: "wages", and each service's own costs by its identifier."""
    quantiles: Mapping[float, FloatArray] = field(factory=dict)
    """Of `fixed`; empty without draws."""
    drawn: FloatArray | None = None
    """`fixed` in every draw, as `ServiceResult.drawn`, where that was asked for."""
