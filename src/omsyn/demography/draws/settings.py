"""How uncertain each part of the projection is, in one place.

Where each number comes from, and what was tried, stands in docs/explanation/uncertainty.md.
"""

from __future__ import annotations

from attrs import field, frozen

SIZE_EDGES = (2_000, 5_000, 10_000, 20_000, 50_000)
"""Edges of the size classes, in inhabitants at the origin."""

LEVELS = ("out", "into", "arriving", "births", "deaths")
"""What each municipality has an uncertain level of: moving out, moving in, settling from abroad,
births, deaths."""


@frozen(kw_only=True)
class National:
    """Errors of the country's rates."""

    mortality_scale: float = 0.026
    """S of Alho's scaled model: s.d. of a year's change in the logarithm of mortality."""
    mortality_kappa: float = 0.05
    """Part of that variance which is an error of the trend, the same every year."""
    mortality_rho: float = 0.97
    """Correlation from one age to the next."""
    sexes: float = 0.8
    """Correlation of the two sexes' mortality."""
    fertility_scale: float = 0.032
    fertility_kappa: float = 0.05
    fertility_rho: float = 0.9
    immigration_level: float = 0.42
    """S.d. of the level of net immigration against the expected, the same all years."""
    immigration_sd: float = 0.48
    """S.d. of its deviation from that level from year to year, in the long run."""
    immigration_phi: float = 0.85
    refugee_chance: float = 0.05
    """Probability that a wave of refugees begins in a year."""
    refugee_size: float = 0.9
    """Mean size of a wave's first year, against usual immigration; exponentially distributed."""
    refugee_rest: float = 0.5
    """How much of a wave comes in the following year, against the year before."""
    emigration_sd: float = 0.25
    emigration_phi: float = 0.85


@frozen(kw_only=True)
class Local:
    """Errors of one level of the municipalities, by size class."""

    fixed: tuple[float, ...]
    """S.d. of the logarithm of the level itself, the same all years."""
    yearly: tuple[float, ...]
    """S.d. of its deviation from year to year, in the long run."""
    phi: float = 0.7


@frozen(kw_only=True)
class Settings:
    """Everything that decides how wide the draws are."""

    national: National = field(factory=National)
    out: Local = Local(
        fixed=(0.06, 0.06, 0.04, 0.03, 0.03, 0.03), yearly=(0.05, 0.05, 0.05, 0.05, 0.05, 0.05)
    )
    into: Local = Local(
        fixed=(0.13, 0.095, 0.075, 0.05, 0.04, 0.03), yearly=(0.10, 0.075, 0.055, 0.05, 0.04, 0.04)
    )
    arriving: Local = Local(
        fixed=(0.45, 0.45, 0.4, 0.35, 0.3, 0.3), yearly=(0.45, 0.45, 0.4, 0.35, 0.3, 0.3)
    )
    births: Local = Local(
        fixed=(0.18, 0.16, 0.13, 0.10, 0.08, 0.06), yearly=(0.08, 0.08, 0.08, 0.08, 0.08, 0.08)
    )
    deaths: Local = Local(
        fixed=(0.13, 0.11, 0.085, 0.06, 0.04, 0.025), yearly=(0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    )
    shared: float = 0.3
    """Part of the municipal variance that the municipalities of a county share."""
    clumping: float = 2.5
    """Variance of a number of moves against the Poisson distribution's: families move together."""
    arriving_clumping: float = 4.0
    """The same for those who settle from abroad."""
    events: bool = True
    """Whether chance in the events themselves is drawn."""

    def local(self) -> tuple[Local, ...]:
        """In the order of `LEVELS`."""
        return (self.out, self.into, self.arriving, self.births, self.deaths)


_NONE = Local(fixed=(0.0,) * 6, yearly=(0.0,) * 6)

CERTAIN = Settings(
    national=National(
        mortality_scale=0,
        fertility_scale=0,
        immigration_level=0,
        immigration_sd=0,
        refugee_chance=0,
        emigration_sd=0,
    ),
    out=_NONE,
    into=_NONE,
    arriving=_NONE,
    births=_NONE,
    deaths=_NONE,
    events=False,
)
"""No uncertainty at all: every draw is the deterministic projection."""
