"""The section on the balance between the generations."""

from __future__ import annotations

import numpy as np

from omsyn.charts import lines
from omsyn.demography import crossover_year, dependency_ratio, persons_per_80plus
from omsyn.documents.blocks import Column, Figure, Section
from omsyn.language import _, number
from omsyn.profile.parts import persons, projected_note, series_frame, year_table
from omsyn.profile.picture import Picture
from omsyn.profile.words import Pair, joined, people


def balance(picture: Picture) -> Section:
    return Section(
        id="balansen",
        title=_("Balansen mellom generasjonene"),
        blocks=(workers(picture), dependency(picture), crossing(picture)),
    )


def workers(picture: Picture) -> Figure:
    """Persons of working age for each over 80, beside the regions to compare with."""
    mine = persons_per_80plus(picture.series)
    named = {picture.place.short: mine} | {
        each.label: persons_per_80plus(each.series) for each in picture.compared
    }
    pair = picture.pair(mine)
    return Figure(
        id="balanse",
        title=_workers_title(pair),
        subtitle=_("Innbyggere på 18–66 år for hver innbygger over 80 år, {first}–{last}").format(
            first=picture.first, last=picture.horizon
        ),
        summary=joined(_workers_summary(pair, picture), _working_age(picture)),
        chart=lines(
            series_frame(picture.years, named),
            series="series",
            emphasis=[picture.place.short],
            last_observed=picture.now,
            decimals=1,
        ),
        table=year_table(
            "balanse-tabell",
            _("Innbyggere på 18–66 år for hver innbygger over 80 år"),
            picture.years,
            [(_ratio(label), values) for label, values in named.items()],
            chosen=picture.chosen_years(),
            notes=(projected_note(picture.series.first_projected_year),),
            provenance=picture.sources,
        ),
    )


def _ratio(label: str) -> Column:
    return Column(label=label, decimals=1)


def _workers_title(pair: Pair) -> str:
    if not np.isfinite([pair.now, pair.then]).all() or pair.level:
        return _("Balansen mellom yrkesaktive og eldre endrer seg lite")
    if pair.falls:
        return _("Det blir færre i yrkesaktiv alder for hver innbygger over 80 år")
    return _("Det blir flere i yrkesaktiv alder for hver innbygger over 80 år")


def _workers_summary(pair: Pair, picture: Picture) -> str:
    if not np.isfinite([pair.now, pair.then]).all():
        return _("I noen av årene bor det ingen over 80 år her.")
    return _(
        "I {first} er det {now} innbyggere på 18–66 år for hver innbygger over 80 år. I {last} "
        "er det {then}."
    ).format(
        first=picture.now, now=number(pair.now, 1), last=picture.horizon, then=number(pair.then, 1)
    )


def _working_age(picture: Picture) -> str:
    pair = picture.pair(picture.band(18, 66))
    names = {"percent": number(abs(pair.percent)), "year": picture.horizon}
    if pair.level:
        return _("Tallet på innbyggere mellom 18 og 66 år er om lag det samme i begge årene.")
    text = (
        _("Tallet på innbyggere mellom 18 og 66 år øker med {percent} prosent fram til {year}.")
        if pair.grows
        else _(
            "Tallet på innbyggere mellom 18 og 66 år går ned med {percent} prosent fram til {year}."
        )
    )
    return text.format(**names)


def dependency(picture: Picture) -> Figure:
    """Young and old for each hundred of 20–64 years, as the reform's reports count it."""
    ratio = dependency_ratio(picture.series)
    old, young, both = ratio.old, ratio.young, ratio.total
    parts = {_("65 år og eldre"): old, _("Under 20 år"): young}
    pair = picture.pair(both)
    return Figure(
        id="forsorgerbyrde",
        title=_dependency_title(pair, picture.horizon),
        subtitle=_(
            "Innbyggere under 20 år og over 65 år for hver 100 på 20–64 år, {first}–{last}"
        ).format(first=picture.first, last=picture.horizon),
        summary=_(
            "For hver 100 innbyggere på 20–64 år er det {o_now} over 65 år og {y_now} under 20 "
            "år i {first}. I {last} er det {o_then} over 65 år og {y_then} under 20 år."
        ).format(
            o_now=number(picture.pair(old).now),
            y_now=number(picture.pair(young).now),
            first=picture.now,
            last=picture.horizon,
            o_then=number(picture.pair(old).then),
            y_then=number(picture.pair(young).then),
        ),
        chart=lines(series_frame(picture.years, parts), series="series", last_observed=picture.now),
        table=year_table(
            "forsorgerbyrde-tabell",
            _("Forsørgerbyrde {within}: for hver 100 innbyggere på 20–64 år").format(
                within=picture.place.within
            ),
            picture.years,
            [(_ratio(label), values) for label, values in (parts | {_("I alt"): both}).items()],
            chosen=picture.chosen_years(),
            notes=(projected_note(picture.series.first_projected_year),),
            provenance=picture.sources,
        ),
    )


def _dependency_title(pair: Pair, year: int) -> str:
    names = {"now": number(pair.now), "then": number(pair.then), "year": year}
    if pair.level:
        return _("Forsørgerbyrden blir om lag som i dag").format(**names)
    text = (
        _("Forsørgerbyrden øker fra {now} til {then} for hver 100 på 20–64 år")
        if pair.grows
        else _("Forsørgerbyrden går ned fra {now} til {then} for hver 100 på 20–64 år")
    )
    return text.format(**names)


def crossing(picture: Picture) -> Figure:
    """Those over 65 and those under 20."""
    groups = {_("Over 65 år"): picture.band(65), _("Under 20 år"): picture.band(0, 19)}
    return Figure(
        id="kryss",
        title=_crossing_title(picture),
        subtitle=_("Innbyggere over 65 år og under 20 år {within}, {first}–{last}").format(
            within=picture.place.within, first=picture.first, last=picture.horizon
        ),
        summary=_crossing_summary(picture),
        chart=lines(
            series_frame(picture.years, groups), series="series", last_observed=picture.now
        ),
        table=year_table(
            "kryss-tabell",
            _("Innbyggere over 65 år og under 20 år {within}").format(within=picture.place.within),
            picture.years,
            [(persons(label), values) for label, values in groups.items()],
            chosen=picture.chosen_years(),
            notes=(projected_note(picture.series.first_projected_year),),
            provenance=picture.sources,
        ),
    )


def _crossing_title(picture: Picture) -> str:
    year = crossover_year(picture.series)
    if year is None:
        return _("Det er ikke flere over 65 år enn under 20 år i {year}").format(
            year=picture.horizon
        )
    if year == picture.first:
        return _("Flere har vært over 65 år enn under 20 år i hele perioden")
    if year <= picture.now:
        return _("Siden {year} har flere vært over 65 år enn under 20 år").format(year=year)
    return _("Fra {year} er flere over 65 år enn under 20 år").format(year=year)


def _crossing_summary(picture: Picture) -> str:
    old, young = picture.pair(picture.band(65)), picture.pair(picture.band(0, 19))
    return _(
        "I {first} er {o_now} over 65 år og {y_now} under 20 år. I {last} er tallene om lag "
        "{o_then} og {y_then}."
    ).format(
        first=picture.now,
        o_now=number(old.now),
        y_now=number(young.now),
        last=picture.horizon,
        o_then=people(old.then),
        y_then=people(young.then),
    )
