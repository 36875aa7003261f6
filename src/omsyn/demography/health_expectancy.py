"""Health expectancy by Sullivan's method: years of life expected with and without good health.

The person-years of a life table are parted by the share in good health at each age, from a survey
or a register of the same period (Sullivan 1971). Errors follow Jagger, Van Oyen & Robine (2014),
*Health Expectancy Calculation by the Sullivan Method: A Practical Guide*: those of the shares, by
the persons asked, and where deaths are few also those of the life table (Mathers 1991).
"""

from __future__ import annotations

from statistics import NormalDist

import numpy as np
import polars as pl
from attrs import frozen
from numpy.typing import ArrayLike

from omsyn.demography.lifetables import LifeTable, age_column, per_survivor, weighted_errors
from omsyn.demography.lived import refuse
from omsyn.demography.population import FloatArray
from omsyn.errors import ProjectionError
from omsyn.language import _, number


@frozen(kw_only=True, eq=False)
class HealthExpectancy:
    """Years expected at each exact age; arrays of shape (..., age) but `ages`."""

    ages: FloatArray
    expectancy: FloatArray
    """Of life, with and without good health."""
    healthy: FloatArray
    """In good health."""
    standard_error: FloatArray | None
    """Of `healthy`; None where neither persons asked nor deaths were given."""

    @property
    def unhealthy(self) -> FloatArray:
        """Years expected without good health."""
        return self.expectancy - self.healthy

    @property
    def share(self) -> FloatArray:
        """Part of the remaining life that is in good health; 0 where nobody is left."""
        return per_survivor(self.healthy, self.expectancy)

    def interval(self, level: float = 0.95) -> tuple[FloatArray, FloatArray]:
        """Lower and upper limit of `healthy` at a level of confidence.

        Raises `ProjectionError` where nothing is known of the error.
        """
        if self.standard_error is None:
            raise ProjectionError(
                _(
                    "Usikkerheten i forventede friske leveår kan ikke regnes ut uten antall "
                    "spurte eller døde; oppgi minst ett av dem."
                )
            )
        reach = NormalDist().inv_cdf((1 + level) / 2) * self.standard_error
        return self.healthy - reach, self.healthy + reach

    def to_frame(self) -> pl.DataFrame:
        """The columns age, expectancy, healthy, unhealthy, share, standard_error (null unknown).

        Raises `ValueError` for several tables side by side.
        """
        if self.healthy.ndim != 1:
            raise ValueError("several tables side by side are not one frame; take one of them")
        return pl.DataFrame(
            {
                "age": age_column(self.ages),
                "expectancy": self.expectancy,
                "healthy": self.healthy,
                "unhealthy": self.unhealthy,
                "share": self.share,
                "standard_error": self.standard_error,
            },
            schema_overrides={"standard_error": pl.Float64},
        )


def sullivan(
    table: LifeTable,
    healthy: ArrayLike,
    *,
    asked: ArrayLike | None = None,
    deaths: ArrayLike | None = None,
) -> HealthExpectancy:
    """Years in good health by the share (..., age) of each group of the table who have it.

    `asked` are the persons behind each share, after the survey's design has been allowed for;
    `deaths` those behind the life table's rates. The standard error holds what is given. Raises
    `ProjectionError` naming the age where a share is not between 0 and 1, or nobody was asked.
    """
    shares = _checked(table, np.asarray(healthy, float))
    years = _from_the_end(table.person_years * shares)
    variance = np.zeros_like(years)
    if asked is not None:
        persons = _persons(table, np.asarray(asked, float))
        parts = table.person_years**2 * shares * (1 - shares) / persons
        variance = variance + per_survivor(_from_the_end(parts), table.survivors**2)
    if deaths is not None:
        variance = variance + weighted_errors(table, deaths, shares) ** 2
    return HealthExpectancy(
        ages=table.ages,
        expectancy=table.expectancy,
        healthy=per_survivor(years, table.survivors),
        standard_error=None if asked is None and deaths is None else np.sqrt(variance),
    )


def _from_the_end(parts: FloatArray) -> FloatArray:
    result: FloatArray = np.cumsum(parts[..., ::-1], axis=-1)[..., ::-1]
    return result


def _checked(table: LifeTable, shares: FloatArray) -> FloatArray:
    if shares.shape[-1:] != table.ages.shape:
        raise ProjectionError(
            _("Det må være én andel friske for hver av de {ages} aldersgruppene.").format(
                ages=number(len(table.ages))
            )
        )
    refuse(
        table.ages,
        ~((shares >= 0) & (shares <= 1)),
        _(
            "Andelen friske er ikke mellom 0 og 1 i aldersgruppen som begynner ved {age} år; "
            "oppgi den som andel, ikke i prosent."
        ),
    )
    return np.array(np.broadcast_to(shares, np.broadcast_shapes(shares.shape, table.rates.shape)))


def _persons(table: LifeTable, asked: FloatArray) -> FloatArray:
    refuse(
        table.ages,
        ~(asked > 0),
        _("Ingen er spurt i aldersgruppen som begynner ved {age} år; bruk bredere aldersgrupper."),
    )
    return asked
