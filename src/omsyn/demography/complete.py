"""Whether what is read from the store is whole: a hole would otherwise count as nobody."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from omsyn.demography.population import FloatArray
from omsyn.demography.step import cell_text, first_cell
from omsyn.errors import ProjectionError
from omsyn.language import _

HIGHEST_RATE = 10.0
"""Deaths a year for each who is alive: among the few who are over 105 it can be above one."""


def check_years(years: Sequence[int]) -> None:
    """Raise `ProjectionError` for stocks of a single year, or with a year left out between two."""
    if len(years) == 1:
        raise ProjectionError(
            _(
                "Folketallet har bare ett år, {year}; framskrivingen trenger minst to på rad."
            ).format(year=years[0])
        )
    for one, following in pairwise(years):
        if following != one + 1:
            raise ProjectionError(
                _("Folketallet mangler for {year}; framskrivingen trenger alle år på rad.").format(
                    year=one + 1
                )
            )


def check_cells(
    title: str, years: Sequence[int], there: NDArray[np.bool_], sexes: Sequence[int] = (0, 1)
) -> None:
    """Raise `ProjectionError` naming a cell that has no row where its neighbours have.

    `there` has the shape (year, sex, age), with the places of its sexes in `SEXES`. All of them
    must be there, and every age between the lowest and the highest that any year has. A row may
    well say that nothing is published.
    """
    known = np.flatnonzero(there.any(axis=(0, 1)))
    if not known.size:
        raise _nothing(title)
    missing = ~there[..., known[0] : known[-1] + 1]
    if missing.any():
        year, sex, age = first_cell(missing)
        raise ProjectionError(
            _("«{title}» mangler tall for {cell} i {year}; last inn tallene på nytt.").format(
                title=_(title), cell=cell_text((sexes[sex], age + int(known[0]))), year=years[year]
            )
        )


def check_rates(title: str, years: Sequence[int], values: FloatArray) -> None:
    """Raise `ProjectionError` naming a central rate (year, sex, age) that nobody dies at."""
    if (values > HIGHEST_RATE).any():
        year, *cell = first_cell(values > HIGHEST_RATE)
        raise ProjectionError(
            _(
                "«{title}» har en rate for {cell} i {year} som er høyere enn noen kan være; last "
                "inn tallene på nytt."
            ).format(title=_(title), cell=cell_text(tuple(cell)), year=years[year])
        )


def check_some(title: str, values: FloatArray) -> None:
    """Raise `ProjectionError` where there is no number above zero."""
    if not (values > 0).any():
        raise _nothing(title)


def _nothing(title: str) -> ProjectionError:
    return ProjectionError(
        _("«{title}» har ingen tall over null; last inn tallene på nytt.").format(title=_(title))
    )
