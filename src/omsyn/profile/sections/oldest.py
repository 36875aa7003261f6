"""The section on the oldest: over 80 and over 90."""

from __future__ import annotations

from omsyn.charts import lines
from omsyn.documents.blocks import Column, ColumnKind, Figure, Section
from omsyn.language import _, number
from omsyn.profile.futures import between_sentence, fan_chart, interval_columns, subtitled
from omsyn.profile.parts import persons, projected_note, series_frame, year_table
from omsyn.profile.picture import Picture
from omsyn.profile.words import Pair, joined, people


def oldest(picture: Picture) -> Section:
    return Section(id="eldste", title=_("De eldste"), blocks=(over_80(picture), share(picture)))


def over_80(picture: Picture) -> Figure:
    """Those over 80, and those over 90 among them."""
    eighty, ninety = picture.band(80), picture.band(90)
    pair = picture.pair(eighty)
    sure, surer = picture.interval(80), picture.interval(90)
    subtitle = _("Innbyggere over 80 år og over 90 år {within}, {first}–{last}").format(
        within=picture.place.within, first=picture.first, last=picture.horizon
    )
    return Figure(
        id="over-80",
        title=_title(pair, picture.horizon),
        subtitle=subtitled(subtitle, sure),
        summary=joined(
            _in_years(pair, picture),
            between_sentence(sure, picture.horizon),
            _ninety(picture.pair(ninety), picture),
            _peak(picture),
        ),
        chart=fan_chart(
            picture.years,
            {_("Over 80 år"): (eighty, sure), _("Over 90 år"): (ninety, surer)},
            last_observed=picture.now,
        ),
        table=year_table(
            "over-80-tabell",
            _("Innbyggere over 80 år {within}").format(within=picture.place.within),
            picture.years,
            [
                (persons(_("80–89 år")), picture.band(80, 89)),
                (persons(_("90 år og eldre")), ninety),
                (persons(_("80 år og eldre")), eighty),
                *interval_columns(picture.years, sure, persons),
                (_percent(_("Andel av alle")), 100 * eighty / picture.series.total()),
            ],
            chosen=picture.chosen_years(),
            notes=(projected_note(picture.series.first_projected_year),),
            provenance=picture.sources,
        ),
    )


def _percent(label: str) -> Column:
    return Column(label=label, kind=ColumnKind.PERCENT, decimals=1)


def _title(pair: Pair, year: int) -> str:
    names = {"now": people(pair.now), "then": people(pair.then), "year": year}
    if pair.level:
        return _("Antallet over 80 år blir om lag som i dag i {year}").format(**names)
    text = (
        _("Antallet over 80 år øker fra {now} til om lag {then} i {year}")
        if pair.grows
        else _("Antallet over 80 år går ned fra {now} til om lag {then} i {year}")
    )
    return text.format(**names)


def _in_years(pair: Pair, picture: Picture) -> str:
    return (
        _("Over 80 år: {now} i {first}, om lag {near} i {target} og {then} i {last}.").format(
            now=number(pair.now),
            first=picture.now,
            near=people(picture.value(picture.band(80), picture.target)),
            target=picture.target,
            then=people(pair.then),
            last=picture.horizon,
        )
        if picture.target < picture.horizon
        else _("Over 80 år: {now} i {first} og om lag {then} i {last}.").format(
            now=number(pair.now), first=picture.now, then=people(pair.then), last=picture.horizon
        )
    )


def _ninety(pair: Pair, picture: Picture) -> str:
    return _("Over 90 år: {now} i {first} og om lag {then} i {last}.").format(
        now=number(pair.now), first=picture.now, then=people(pair.then), last=picture.horizon
    )


def _peak(picture: Picture) -> str:
    """Where the number over 80 turns before the horizon."""
    values = picture.band(80)
    ahead = {year: picture.value(values, year) for year in picture.years if year >= picture.now}
    top = max(ahead, key=lambda year: ahead[year])
    if (
        not picture.now + 3 <= top <= picture.horizon - 3
        or ahead[picture.horizon] > 0.97 * ahead[top]
    ):
        return ""
    return _("Det er flest rundt {year}; deretter går tallet ned.").format(year=top)


def share(picture: Picture) -> Figure:
    """The share over 80 of all, beside the regions to compare with."""
    mine = 100 * picture.band(80) / picture.series.total()
    named = {picture.place.short: mine} | {
        each.label: 100 * each.series.band(80) / each.series.total() for each in picture.compared
    }
    pair = picture.pair(mine)
    names = {"now": number(pair.now, 1), "then": number(pair.then, 1), "year": picture.horizon}
    return Figure(
        id="andel-80",
        title=_share_title(pair).format(**names),
        subtitle=_("Innbyggere over 80 år i prosent av alle, {first}–{last}").format(
            first=picture.first, last=picture.horizon
        ),
        summary=joined(
            _("{now} prosent er over 80 år i dag, og {then} prosent i {year}.").format(**names),
            *_others(picture),
        ),
        chart=lines(
            series_frame(picture.years, named),
            series="series",
            emphasis=[picture.place.short],
            last_observed=picture.now,
            decimals=1,
            in_percent=True,
        ),
        table=year_table(
            "andel-80-tabell",
            _("Innbyggere over 80 år i prosent av alle"),
            picture.years,
            [(_percent(label), values) for label, values in named.items()],
            chosen=picture.chosen_years(),
            notes=(projected_note(picture.series.first_projected_year),),
            provenance=picture.sources,
        ),
    )


def _share_title(pair: Pair) -> str:
    if round(pair.now, 1) == round(pair.then, 1):
        return _("Andelen over 80 år blir om lag som i dag")
    if pair.change > 0:
        return _("Andelen over 80 år øker fra {now} til {then} prosent i {year}")
    return _("Andelen over 80 år går ned fra {now} til {then} prosent i {year}")


def _others(picture: Picture) -> list[str]:
    country = picture.country
    if country is None:
        return []
    values = 100 * country.series.band(80) / country.series.total()
    pair = picture.pair(values)
    return [
        _("I landet går andelen fra {now} til {then} prosent.").format(
            now=number(pair.now, 1), then=number(pair.then, 1)
        )
    ]
