"""Raking to two margins at once: the country by sex and age, and each municipality's total.

Iterative proportional fitting (Deming and Stephan 1940) finds the stocks that meet both and are
otherwise as alike the projected as can be. The stocks are not simply replaced: what a cell gains
or loses is put in the moves between municipalities, so that every account still balances, moves
in are moves out, and no cell is negative.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from attrs import evolve, frozen

from omsyn.demography.population import AGES, FloatArray
from omsyn.demography.raking import ACCEPTED
from omsyn.demography.step import Flows, YearRates, base_cohorts, cell_text
from omsyn.errors import ProjectionError
from omsyn.language import _, number

CLOSE_ENOUGH, SWEEPS = 1e-12, 200
"""The fitting stops where no margin is further off than this part of the largest: at 700 000
inhabitants a millionth of a person."""

APART = 0.01
"""Persons by which the sums of two margins may differ: rounding of decimals in a file."""

MOST_MOVING = 0.8


def fit_two_margins(seed: FloatArray, rows: FloatArray, columns: FloatArray) -> FloatArray:
    """The table with these margins nearest to `seed` (row, column); cells of zero stay zero.

    Raises `ProjectionError` where a margin is negative or no number, where the sums of the two
    differ, or where zeros make them impossible to meet.
    """
    fitted, sweeps = _fitted(seed, rows, columns)
    if not sweeps:
        off = [fitted.sum(axis=1 - axis) - wanted for axis, wanted in enumerate((rows, columns))]
        axis = int(np.abs(off[1]).max() > np.abs(off[0]).max())
        place = int(np.abs(off[axis]).argmax())
        names = (_("rad {place}"), _("kolonne {place}"))
        raise ProjectionError(
            _(
                "Summene kan ikke nås: etter {sweeps} runder er {what} fortsatt {off} fra målet."
            ).format(
                sweeps=SWEEPS,
                what=names[axis].format(place=place + 1),
                off=number(abs(float(off[axis][place])), 1),
            )
        )
    return fitted


def _fitted(seed: FloatArray, rows: FloatArray, columns: FloatArray) -> tuple[FloatArray, int]:
    """The table and the sweeps it took; 0 where the margins were not met."""
    _check_margins(rows, columns)
    fitted = np.array(seed, dtype=np.float64)
    # The same sum to the last digit, or the two could never both be met.
    wanted = rows * (columns.sum() / rows.sum()) if rows.sum() > 0 else rows
    scale = max(float(wanted.max(initial=0)), float(columns.max(initial=0)), 1.0)
    for sweep in range(1, SWEEPS + 1):
        fitted *= _factor(wanted, fitted.sum(axis=1))[:, None]
        fitted *= _factor(columns, fitted.sum(axis=0))
        apart = np.abs(fitted.sum(axis=1) - wanted).max(initial=0)
        if max(apart, np.abs(fitted.sum(axis=0) - columns).max(initial=0)) <= CLOSE_ENOUGH * scale:
            return fitted, sweep
    return fitted, 0


def _factor(wanted: FloatArray, have: FloatArray) -> FloatArray:
    return np.divide(wanted, have, out=np.zeros_like(wanted), where=have > 0)


def _check_margins(rows: FloatArray, columns: FloatArray) -> None:
    for margin in (rows, columns):
        if not ((margin >= 0) & np.isfinite(margin)).all():
            raise ProjectionError(_("En sum som skal nås, er negativ eller ikke et tall."))
    difference = float(rows.sum() - columns.sum())
    if abs(difference) > APART:
        raise ProjectionError(
            _(
                "De to settene med summer kan ikke nås samtidig: det ene gir {rows} personer og "
                "det andre {columns}, en forskjell på {difference}."
            ).format(
                rows=number(rows.sum(), 1),
                columns=number(columns.sum(), 1),
                difference=number(abs(difference), 1),
            )
        )


@frozen(kw_only=True, eq=False)
class Met:
    """What was done to reach the municipal totals of one year."""

    year: int
    """That of the stocks."""
    factors: FloatArray
    """Each municipality's inhabitants against what was projected, shape (region,)."""
    sweeps: int


def meet_totals(
    flows: Flows, given: FloatArray, regions: Sequence[str], year: int
) -> tuple[Flows, Met]:
    """The flows that lead to the given totals (region,), NaN where a place has none.

    The country by sex and age stays as it is; places without a total share what is left as they
    were projected. Raises `ProjectionError` for totals that cannot be met.
    """
    projected = flows.persons.sum(axis=(1, 2))
    wanted = _all_totals(projected, given, year)
    seed = flows.persons.reshape(len(regions), -1)
    fitted, sweeps = _fitted(seed, wanted, seed.sum(axis=0))
    if not sweeps:
        _refuse_unmet(fitted, wanted, seed.sum(axis=0), regions, year)
    persons = fitted.reshape(flows.persons.shape)
    gained = persons - flows.persons
    factors = np.divide(wanted, projected, out=np.ones_like(wanted), where=projected > 0)
    return (
        evolve(
            flows,
            persons=persons,
            in_migration=flows.in_migration + np.maximum(gained, 0),
            out_migration=flows.out_migration + np.maximum(-gained, 0),
        ),
        Met(year=year, factors=factors, sweeps=sweeps),
    )


def _all_totals(projected: FloatArray, given: FloatArray, year: int) -> FloatArray:
    """Totals for every place, those without one sharing what is left in the country."""
    known = ~np.isnan(given)
    country, left = projected.sum(), projected.sum() - given[known].sum()
    others = projected[~known].sum()
    if left < -APART or (abs(left) > APART and others <= 0):
        text = (
            _(
                "Kommunetallene for {year} summerer til {given}, men landet har {country}: "
                "{difference} for mange. Rett tallene, gi en nasjonal bane som passer, eller la "
                "noen kommuner stå uten tall."
            )
            if left < 0
            else _(
                "Kommunetallene for {year} summerer til {given}, men landet har {country}: "
                "{difference} for få. Rett tallene, gi en nasjonal bane som passer, eller la noen "
                "kommuner stå uten tall."
            )
        )
        raise ProjectionError(
            text.format(
                year=year,
                given=number(given[known].sum()),
                country=number(country),
                difference=number(abs(left), 0 if abs(left) >= 100 else 1),
            )
        )
    result = given.copy()
    result[~known] = projected[~known] * (max(left, 0) / others if others > 0 else 0)
    return result


def _refuse_unmet(
    fitted: FloatArray, rows: FloatArray, columns: FloatArray, regions: Sequence[str], year: int
) -> None:
    """Say which of the two margins does not meet, and by how much."""
    row_off, column_off = fitted.sum(axis=1) - rows, fitted.sum(axis=0) - columns
    if np.abs(row_off).max() >= np.abs(column_off).max():
        place = int(np.abs(row_off).argmax())
        what, off = regions[place], float(row_off[place])
    else:
        place = int(np.abs(column_off).argmax())
        what, off = cell_text(divmod(place, AGES)), float(column_off[place])
    raise ProjectionError(
        _(
            "Kommunetallene og landets alder og kjønn for {year} kan ikke nås samtidig: etter "
            "{sweeps} runder er {what} fortsatt {off} personer fra målet."
        ).format(year=year, sweeps=SWEEPS, what=what, off=number(abs(off), 1))
    )


def warnings_of_totals(met: Sequence[Met], regions: Sequence[str]) -> tuple[str, ...]:
    """A sentence where a municipality's total was changed by more than `ACCEPTED`."""
    outside = [
        (abs(float(np.log(max(factor, 1e-9)))), regions[place], each.year, float(factor))
        for each in met
        for place, factor in enumerate(each.factors)
        if not ACCEPTED[0] <= factor <= ACCEPTED[1]
    ]
    if not outside:
        return ()
    _size, region, year, factor = max(outside)
    return (
        _(
            "For å nå kommunetallene er folketallet endret med mer enn 5 prosent i {count} "
            "av {all} kommuner; mest i {region} i {year}, der det er ganget med {factor}."
        ).format(
            count=number(len({name for _size, name, _year, _factor in outside})),
            all=number(len(regions)),
            region=region,
            year=year,
            factor=number(factor, 2),
        ),
    )


def moving_as_made(
    persons: FloatArray, births: FloatArray, out: FloatArray, into: FloatArray, rates: YearRates
) -> YearRates:
    """Rates under which about as many move as did: what the draws spread around.

    `persons` (region, sex, age) at the start, `births` (region, sex), and the moves of the year
    (region, sex, age). Where more left than can, as many as can.
    """
    base = base_cohorts(persons)
    base[..., 0] = births
    able = base * (1 - rates.death / 2)
    leaving = np.divide(out, able, out=np.zeros_like(out), where=able > 0)
    pool = into.sum(axis=0)
    share = np.divide(into, pool, out=np.array(rates.share_in), where=pool > 0)
    most = rates.death_level.max(axis=0) / np.maximum(rates.death_level.min(axis=0), 1e-9)
    dying = most * rates.death
    # No more than leaves room for those who die (`YearRates` refuses it).
    room = (1 - dying) / np.maximum(1 - rates.death / 2 - dying / 2, 1e-9)
    highest = np.clip(np.minimum(room * 0.999, MOST_MOVING) - rates.emigration, 0, 1)
    return evolve(
        rates, out=np.minimum(leaving, np.maximum(highest, rates.out.max(axis=0))), share_in=share
    )
