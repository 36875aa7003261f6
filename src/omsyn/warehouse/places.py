"""Whether a data set is about the municipalities that there are, and somebody lives in them."""

from __future__ import annotations

import datetime as dt

import polars as pl

from omsyn.errors import SourceChanged
from omsyn.facts import DatasetInfo
from omsyn.geography import RegionKind, Registry
from omsyn.language import _, number
from omsyn.sources.folder.population import BORDERS_2020, MUNICIPALITIES
from omsyn.warehouse.description import shown

COMPLETE = frozenset({MUNICIPALITIES.name, BORDERS_2020.name})
"""Data sets in which every municipality has to be."""
NO_COUNTY = ("21", "22", "23")
"""How the numbers of Svalbard, Jan Mayen and the continental shelf begin."""
SHOWN = 5


def check_places(info: DatasetInfo, facts: pl.DataFrame, registry: Registry) -> None:
    """Raise `SourceChanged` where numbers are no municipality's, some are missing, or all is zero.

    A row of totals often has a number of its own. Where the borders are those of one year, the
    numbers are those of that year; else any that has ever been in use.
    """
    empty = _without_people(facts)
    if empty:
        raise SourceChanged(
            _("«{title}» har ikke en eneste person i {periods}: hent tabellen på nytt.").format(
                title=shown(info.title), periods=", ".join(empty)
            )
        )
    regions = facts["region"].unique()
    codes = set(regions.filter(regions.str.contains(r"^\d{4}$")))
    codes = {code for code in codes if not code.startswith(NO_COUNTY)}
    if not codes:
        return
    if info.border_year is None:
        known = {each.code for each in registry.all_regions if each.kind is RegionKind.MUNICIPALITY}
    else:
        day = dt.date(info.border_year, 6, 1)
        known = {each.code for each in registry.regions(RegionKind.MUNICIPALITY, day)}
    strangers = sorted(codes - known)
    if strangers:
        raise SourceChanged(
            _(
                "«{title}» har tall for {codes}, som ikke er noe kommunenummer: er det en sumrad, "
                "så ta den bort; er kommunen ny, så last inn områdene først."
            ).format(title=shown(info.title), codes=_listed(strangers))
        )
    missing = sorted(known - codes) if info.name in COMPLETE else []
    if missing:
        raise SourceChanged(
            _(
                "«{title}» mangler {count} av {all} kommuner ({codes}): hent hele tabellen på nytt."
            ).format(
                title=shown(info.title),
                count=number(len(missing)),
                all=number(len(known)),
                codes=_listed(missing),
            )
        )


def _without_people(facts: pl.DataFrame) -> list[str]:
    """Periods in which nobody lives anywhere: a table that was filled with zeros."""
    people = facts.lazy().filter(measure="persons").group_by("period").agg(pl.col("value").sum())
    empty = people.filter(pl.col("value") == 0).collect()
    return sorted(empty["period"])


def _listed(codes: list[str]) -> str:
    return ", ".join(codes[:SHOWN]) + (" …" if len(codes) > SHOWN else "")
