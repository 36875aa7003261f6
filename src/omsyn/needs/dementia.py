"""Persons with dementia: the national prevalence of 2020 by sex and age on the region's people."""

from __future__ import annotations

import csv
import datetime as dt
from functools import cache
from importlib import resources

import numpy as np
from attrs import frozen

from omsyn.demography import SEXES, RegionSeries
from omsyn.demography.population import AGES, FloatArray
from omsyn.facts import Provenance
from omsyn.language import _
from omsyn.needs.rate import Level, NeedSeries, Rate

BASE_YEAR = 2020


@frozen(kw_only=True)
class Prevalence:
    """Persons with dementia in the country in 2020, of one sex and age group."""

    low: int
    high: int | None
    sex: str
    persons: int
    percent: float
    """Of the inhabitants of that sex and age on 1 January 2020."""


@cache
def prevalence_2020() -> tuple[Prevalence, ...]:
    """The published table, with the rate of each cell."""
    text = (resources.files("omsyn.needs") / "data" / "dementia_2020.csv").read_text("utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return tuple(
        Prevalence(
            low=int(row["low"]),
            high=int(row["high"]) if row["high"] else None,
            sex=row["sex"],
            persons=int(row["persons"]),
            percent=float(row["percent"]),
        )
        for row in csv.DictReader(lines)
    )


@cache
def prevalence_schedule() -> FloatArray:
    """Share with dementia by sex and single age; flat within each published group."""
    # Never interpolated: the step at 70 lies in the sources, and smoothing it would hide that.
    result = np.zeros((len(SEXES), AGES))
    for each in prevalence_2020():
        last = AGES if each.high is None else each.high + 1
        result[SEXES.index(each.sex), each.low : last] = each.percent / 100
    result.setflags(write=False)
    return result


def dementia(series: RegionSeries) -> NeedSeries:
    """Expected persons with dementia from 2020 on, at the rates of 2020."""
    first = next((k for k, year in enumerate(series.years) if year >= BASE_YEAR), 0)
    value: FloatArray = (series.persons[first:] * prevalence_schedule()).sum(axis=(1, 2))
    return NeedSeries(
        name=_("Personer med demens"),
        unit=_("personer"),
        years=series.years[first:],
        value=value,
        rate=_rate(),
        first_projected_year=series.first_projected_year,
    )


def _rate() -> Rate:
    rows = prevalence_2020()
    oldest = [each for each in rows if each.low >= 80]
    people = sum(100 * each.persons / each.percent for each in oldest)
    return Rate(
        value=100 * sum(each.persons for each in oldest) / people,
        unit=_("prosent av innbyggerne 80 år og eldre i landet"),
        year=BASE_YEAR,
        level=Level.COUNTRY,
        level_name=_("Norge"),
        source=Provenance(
            source=_("Demenskartet (Nasjonalt senter for aldring og helse)"),
            table=_("Personer med demens i Norge 2020 etter alder og kjønn"),
            definition=_(
                "Beregnet antall personer med demens etter kjønn og aldersgruppe, delt på "
                "innbyggerne i samme gruppe 1. januar 2020 (SSB, tabell 07459)."
            ),
            retrieved=dt.date(2026, 11, 22),
            periods="2020",
            estimated=True,
        ),
        reservation=_(
            "Andelen med demens i hver alder og hos hvert kjønn er holdt som i landet i 2020. "
            "Tallet er et anslag på alle som har demens, ikke på dem som har fått diagnosen, og "
            "lokale forskjeller i helse er ikke med. Spranget fra 65–69 til 70–74 år kommer av at "
            "kildene er forskjellige under og over 70 år."
        ),
    )
