"""The plain numbers that messages are made from: now, and in the year that they look towards."""

from __future__ import annotations

from attrs import frozen

from omsyn.profile.place import Place
from omsyn.profile.words import Pair


@frozen(kw_only=True)
class Share80:
    """The share of 80 years and over in a region to compare with, in percent."""

    name: str
    percent: float


@frozen(kw_only=True)
class PlacesNeed:
    """The places there are known to be in a year, and the need in the year looked towards."""

    pair: Pair
    year: int
    chance: float | None = None
    """The probability that more is needed then than there was; None where not drawn."""


@frozen(kw_only=True)
class StaffNeed:
    """The planner's own count of person-years, and the need if all follow those over 80."""

    pair: Pair
    year: int
    """The year of the count."""
    low: float
    """Then, if they only follow the whole population."""


@frozen(kw_only=True)
class Outlook:
    """Persons by age group, and the need that follows, in two years."""

    place: Place
    now: int
    then: int
    first: int
    """The first year with figures."""
    total: Pair
    under18: Pair
    under20: Pair
    working: Pair
    """18–66 years."""
    over65: Pair
    over67: Pair
    over80: Pair
    over90: Pair
    become_80: float
    """Persons now who are 80 or over in `then`, if they live and stay."""
    crossover: int | None = None
    """The year since which those over 65 outnumber those under 20, without a break."""
    dementia: Pair | None = None
    home_users: Pair | None = None
    home_rate_own: bool = False
    """Whether the use of home services is measured in this place itself."""
    places: PlacesNeed | None = None
    staff: StaffNeed | None = None
    compared: Share80 | None = None
    over80_between: tuple[float, float] | None = None
    """The ends of eight in ten futures in `then`; None where they are not drawn."""

    @property
    def tiny(self) -> bool:
        """So few people that one family moves the figures."""
        return self.total.now < 1_000

    @property
    def small(self) -> bool:
        return self.total.now < 3_000
