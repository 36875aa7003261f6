"""The section on the whole population, past and to come."""

from __future__ import annotations

import numpy as np
import polars as pl

from omsyn.charts import bars, pyramid
from omsyn.demography import BANDS, SEXES
from omsyn.demography.population import FloatArray
from omsyn.documents.blocks import Column, ColumnKind, Figure, Section, Table
from omsyn.language import _, ngettext, number
from omsyn.profile.futures import between_sentence, fan_chart, interval_columns, subtitled
from omsyn.profile.parts import cell, persons, projected_note, year_table
from omsyn.profile.picture import Picture
from omsyn.profile.words import Pair, joined, people


def population(picture: Picture) -> Section:
    return Section(
        id="befolkning",
        title=_("Befolkning"),
        blocks=(total(picture), age_groups(picture), age_pyramid(picture)),
    )


def total(picture: Picture) -> Figure:
    """All inhabitants over the years."""
    everyone = picture.series.total()
    pair = picture.pair(everyone)
    past = Pair(picture.value(everyone, picture.first), pair.now)
    interval = picture.interval()
    subtitle = _("Innbyggere {within}, 1. januar {first}–{last}").format(
        within=picture.place.within, first=picture.first, last=picture.horizon
    )
    return Figure(
        id="folketall",
        title=_total_title(pair, picture.horizon),
        subtitle=subtitled(subtitle, interval),
        summary=joined(
            _past_sentence(past, picture),
            _future_sentence(pair, picture),
            between_sentence(interval, picture.horizon),
        ),
        chart=fan_chart(
            picture.years, {picture.place.short: (everyone, interval)}, last_observed=picture.now
        ),
        table=year_table(
            "folketall-tabell",
            _("Innbyggere {within}").format(within=picture.place.within),
            picture.years,
            [
                (persons(_("Innbyggere")), everyone),
                *interval_columns(picture.years, interval, persons),
                (persons(_("Kvinner")), _of_sex(picture, 1)),
                (persons(_("Menn")), _of_sex(picture, 0)),
            ],
            chosen=picture.chosen_years(),
            notes=(projected_note(picture.series.first_projected_year),),
            provenance=picture.sources,
        ),
    )


def _of_sex(picture: Picture, sex: int) -> FloatArray:
    result: FloatArray = picture.series.persons[:, sex].sum(axis=1)
    return result


def _total_title(pair: Pair, year: int) -> str:
    if pair.level:
        return _("Folketallet blir om lag som i dag fram til {year}").format(year=year)
    text = (
        _("Folketallet øker til om lag {count} i {year}")
        if pair.grows
        else _("Folketallet går ned til om lag {count} i {year}")
    )
    return text.format(count=people(pair.then), year=year)


def _past_sentence(past: Pair, picture: Picture) -> str:
    names = {
        "first": picture.first,
        "now": picture.now,
        "a": number(past.now),
        "b": number(past.then),
        "percent": number(abs(past.percent)),
    }
    if past.level:
        return _("Folketallet var {a} i {first} og {b} i {now}, om lag det samme.").format(**names)
    text = (
        _("Folketallet økte fra {a} i {first} til {b} i {now}, {percent} prosent.")
        if past.grows
        else _("Folketallet gikk ned fra {a} i {first} til {b} i {now}, {percent} prosent.")
    )
    return text.format(**names)


def _future_sentence(pair: Pair, picture: Picture) -> str:
    names = {
        "year": picture.horizon,
        "count": people(pair.then),
        "percent": number(abs(pair.percent)),
    }
    if pair.level:
        return _("Framskrivingen gir om lag {count} i {year}, omtrent som nå.").format(**names)
    text = (
        _("Framskrivingen gir om lag {count} i {year}, {percent} prosent flere enn nå.")
        if pair.grows
        else _("Framskrivingen gir om lag {count} i {year}, {percent} prosent færre enn nå.")
    )
    return text.format(**names)


def band_label(low: int, high: int | None) -> str:
    """As "0–17 år", "90 år og eldre"."""
    if high is None:
        return _("{age} år og eldre").format(age=low)
    return _("{low}–{high} år").format(low=low, high=high)


def bands(picture: Picture) -> dict[str, FloatArray]:
    """The six age groups of the reform's own tables."""
    return {band_label(each.low, each.high): picture.band(each.low, each.high) for each in BANDS}


def age_groups(picture: Picture) -> Figure:
    """The six age groups now and at the horizon, with the change in percent."""
    groups = bands(picture)
    pairs = {label: picture.pair(values) for label, values in groups.items()}
    years = (str(picture.now), str(picture.horizon))
    frame = pl.DataFrame(
        [
            {"category": label, "series": year, "value": value}
            for label, pair in pairs.items()
            for year, value in zip(years, (pair.now, pair.then), strict=True)
        ]
    )
    return Figure(
        id="aldersgrupper",
        title=_bands_title(pairs),
        subtitle=_("Innbyggere {within} etter alder, 1. januar {now} og {year}").format(
            within=picture.place.within, now=picture.now, year=picture.horizon
        ),
        summary=_bands_summary(pairs, picture),
        chart=bars(frame, series="series"),
        table=_bands_table(groups, picture),
    )


def _bands_title(pairs: dict[str, Pair]) -> str:
    most = max(pairs, key=lambda label: pairs[label].change)
    if pairs[most].grows:
        return _("Veksten er størst i alderen {group}").format(group=most)
    least = min(pairs, key=lambda label: pairs[label].change)
    if pairs[least].falls:
        return _("Nedgangen er størst i alderen {group}").format(group=least)
    return _("Aldersgruppene endrer seg lite")


def _bands_summary(pairs: dict[str, Pair], picture: Picture) -> str:
    grow = [label for label, pair in pairs.items() if pair.grows]
    fall = [label for label, pair in pairs.items() if pair.falls]
    most = max(pairs, key=lambda label: pairs[label].change)
    sentences = []
    if pairs[most].grows:
        sentences.append(
            _("I alderen {group} er det om lag {count} flere i {year} enn i {now}.").format(
                group=most,
                count=people(pairs[most].change),
                year=picture.horizon,
                now=picture.now,
            )
        )
    if fall:
        sentence = ngettext(
            "Det blir færre i alderen {groups}.",
            "Det blir færre i aldersgruppene {groups}.",
            len(fall),
        )
        sentences.append(sentence.format(groups=listed(fall)))
    elif len(grow) == len(pairs):
        sentences.append(_("Det blir flere i alle aldersgruppene."))
    return joined(*sentences) or _("Ingen av gruppene endrer seg med mer enn noen få prosent.")


def listed(words: list[str]) -> str:
    """As "0–17 år, 18–49 år og 50–66 år"."""
    if len(words) == 1:
        return words[0]
    return _("{first} og {last}").format(first=", ".join(words[:-1]), last=words[-1])


def _bands_table(groups: dict[str, FloatArray], picture: Picture) -> Table:
    before = max(picture.first, picture.now - 10)
    everyone = {**groups, _("Alle"): picture.series.total()}
    rows = []
    for label, values in everyone.items():
        past = Pair(picture.value(values, before), picture.value(values, picture.now))
        near, far = picture.pair(values, picture.target), picture.pair(values)
        shown = [past.now, past.then, near.then, far.then, past.percent, far.percent]
        if picture.target == picture.horizon:
            del shown[2]
        rows.append((label, *(cell(each) for each in shown)))
    years = [before, picture.now, picture.target, picture.horizon]
    if picture.target == picture.horizon:
        del years[2]
    change = _("Endring {a}–{b}")
    columns = [
        Column(label=_("Alder"), kind=ColumnKind.TEXT),
        *(persons(str(year)) for year in years),
        _change(change.format(a=before, b=picture.now)),
        _change(change.format(a=picture.now, b=picture.horizon)),
    ]
    return Table(
        id="aldersgrupper-tabell",
        caption=_("Innbyggere etter alder {within}, og endring i prosent").format(
            within=picture.place.within
        ),
        columns=tuple(columns),
        rows=tuple(rows),
        notes=(projected_note(picture.series.first_projected_year), *_before_rounding(picture)),
        provenance=picture.sources,
    )


def _before_rounding(picture: Picture) -> tuple[str, ...]:
    """Why the reader's own percent differs, where the groups are small."""
    if picture.series.at(picture.now).sum() >= FEW_PEOPLE:
        return ()
    return (_("Prosentene er regnet av tall som ikke er avrundet."),)


def _change(label: str) -> Column:
    return Column(label=label, kind=ColumnKind.CHANGE, unit=_("prosent"), decimals=1)


FEW_PEOPLE = 3_000
"""Below this, single years of age are drawn as the mean of their five-year group."""


def age_pyramid(picture: Picture) -> Figure:
    """Each age and sex now, and in outline at the horizon."""
    now, then = picture.series.at(picture.now), picture.series.at(picture.horizon)
    few = now.sum() < FEW_PEOPLE
    drawn = (_by_fives(now), _by_fives(then)) if few else (now, then)
    frame = pl.concat(
        pl.DataFrame(
            {
                "age": list(range(now.shape[1])),
                "sex": [sex] * now.shape[1],
                "now": drawn[0][place],
                "then": drawn[1][place],
            }
        )
        for place, sex in enumerate(SEXES)
    )
    ages = Pair(mean_age(now), mean_age(then))
    subtitle = (
        _("Innbyggere {within} etter kjønn og alder, snitt i hver femårsgruppe, {now} og {year}")
        if few
        else _("Innbyggere {within} etter kjønn og alder, {now} og {year}")
    )
    return Figure(
        id="pyramide",
        title=_pyramid_title(ages, picture.horizon),
        subtitle=subtitle.format(
            within=picture.place.within, now=picture.now, year=picture.horizon
        ),
        summary=_(
            "Gjennomsnittsalderen er {now} år i {first} og {then} år i {last}. Andelen over 67 "
            "år går fra {a} til {b} prosent."
        ).format(
            now=number(ages.now, 1),
            then=number(ages.then, 1),
            first=picture.now,
            last=picture.horizon,
            a=number(100 * now[:, 67:].sum() / now.sum()),
            b=number(100 * then[:, 67:].sum() / then.sum()),
        ),
        chart=pyramid(frame, now_label=str(picture.now), then_label=str(picture.horizon)),
        table=_pyramid_table(now, then, picture),
    )


def _by_fives(stock: FloatArray) -> FloatArray:
    """Each single age as the mean of its five-year group; shape (sex, age) as it came."""
    result = stock.copy()
    for low in range(0, stock.shape[1], 5):
        group = slice(low, low + 5)
        result[:, group] = stock[:, group].mean(axis=1, keepdims=True)
    return result


def mean_age(stock: FloatArray) -> float:
    """The mean completed age plus half a year; shape (sex, age)."""
    by_age = stock.sum(axis=0)
    return float((by_age * (np.arange(by_age.size) + 0.5)).sum() / by_age.sum())


def _pyramid_title(ages: Pair, year: int) -> str:
    names = {"now": number(ages.now), "then": number(ages.then), "year": year}
    if round(ages.now) == round(ages.then):
        return _("Gjennomsnittsalderen blir om lag {now} år, som i dag").format(**names)
    text = (
        _("Gjennomsnittsalderen øker fra {now} til {then} år i {year}")
        if ages.change > 0
        else _("Gjennomsnittsalderen går ned fra {now} til {then} år i {year}")
    )
    return text.format(**names)


def _pyramid_table(now: FloatArray, then: FloatArray, picture: Picture) -> Table:
    rows = []
    for low in range(0, 100, 5):
        high = None if low == 95 else low + 4
        ages = slice(low, None if high is None else high + 1)
        cells = [float(stock[sex, ages].sum()) for stock in (now, then) for sex in (1, 0)]
        rows.append((band_label(low, high), *cells))
    heads = [
        label.format(year=year)
        for year in (picture.now, picture.horizon)
        for label in (_("Kvinner {year}"), _("Menn {year}"))
    ]
    return Table(
        id="pyramide-tabell",
        caption=_("Innbyggere etter kjønn og femårig alder {within}").format(
            within=picture.place.within
        ),
        columns=(Column(label=_("Alder"), kind=ColumnKind.TEXT), *map(persons, heads)),
        rows=tuple(rows),
        notes=(projected_note(picture.series.first_projected_year),),
        provenance=picture.sources,
    )
