"""The section on the scenario that the place steers by: needs without changes, and under it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from omsyn.documents.blocks import (
    Block,
    Bullets,
    Callout,
    Cell,
    ChartSpec,
    Column,
    ColumnKind,
    Figure,
    Paragraph,
    Section,
    Table,
    Tone,
)
from omsyn.language import _, date_text, number, signed
from omsyn.needs.intervals import Interval
from omsyn.profile.futures import (
    Line,
    chance_text,
    fan_chart,
    interval_columns,
    range_sentence,
    subtitled,
)
from omsyn.profile.parts import Values, year_table
from omsyn.profile.picture import Need, Picture
from omsyn.profile.words import joined, people

if TYPE_CHECKING:
    from omsyn.needs.scenario import ScenarioResult, ServiceResult
    from omsyn.profile.steering import Steering

FIRST_CHOICE = ("places", "home_services", "person_years", "dementia")
"""The service whose figure is shown: the first that can be computed."""
FEW = 100
"""Below this, tables show one decimal."""


def scenario(picture: Picture) -> Section:
    """What the place has chosen, or that it has chosen nothing."""
    return Section(id="scenario", title=_("Valgt scenario"), blocks=tuple(_blocks(picture)))


def _blocks(picture: Picture) -> list[Block]:
    chosen = picture.steering
    if chosen is None:
        return [Paragraph(text=_without_changes())]
    if chosen.result is None:
        return [
            Callout(text=chosen.fault, tone=Tone.CAUTION),
            Paragraph(text=_("Behovet i dette dokumentet er derfor vist uten endringer.")),
        ]
    result = chosen.result
    blocks: list[Block] = [Paragraph(text=_opening(chosen, result)), set_table(result)]
    if result.services:
        blocks += [needs_figure(picture, result), needs_table(picture, result)]
    told = (*result.warnings, *result.lacking.values())
    return [*blocks, Bullets(items=told)] if told else blocks


def _without_changes() -> str:
    return _(
        "Behovet er vist uten endringer: hver aldersgruppe bruker tjenestene som i dag. Ingen "
        "har valgt et scenario her, med andre forutsetninger om helse, bruk eller bemanning."
    )


def _opening(chosen: Steering, result: ScenarioResult) -> str:
    name = result.scenario.name or _("Scenario uten navn")
    first = (
        _("«{name}» er valgt for dette dokumentet.").format(name=name)
        if chosen.adopted is None
        else _("«{name}» ble tatt i bruk {day}.").format(name=name, day=date_text(chosen.adopted))
    )
    run = _("Kjøring {id}.").format(id=result.run_id) if result.draws else ""
    again = ""
    if chosen.adopted_run and result.draws and chosen.adopted_run != result.run_id:
        again = _(
            "Da scenarioet ble tatt i bruk, var kjøringen {id}; tallene er regnet på nytt med "
            "dagens data og utgave av Omsyn."
        ).format(id=chosen.adopted_run)
    return joined(
        first, run, again, _("Kapitlene foran viser behovet uten endringer; her er begge.")
    )


def set_table(result: ScenarioResult) -> Table:
    """Everything that was set, beside what it is when nobody sets it."""
    return Table(
        id="scenario-satt",
        caption=_("Det som er satt i scenarioet"),
        columns=tuple(
            Column(label=label, kind=ColumnKind.TEXT)
            for label in (_("Hva"), _("Satt til"), _("Uten endring"))
        ),
        rows=tuple((each.label, each.value, each.neutral) for each in result.parameters),
    )


def needs_figure(picture: Picture, result: ScenarioResult) -> Figure:
    """One service along the years, under the scenario and without changes."""
    services = {each.service.value: each for each in result.services.values()}
    each = next(
        (services[key] for key in FIRST_CHOICE if key in services), next(iter(services.values()))
    )
    year, unit = result.scenario.horizon, _unit(each)
    lines: dict[str, Line] = {
        _("Med scenarioet"): (each.value, _interval(each)),
        _("Uten endringer"): (each.neutral, _neutral_interval(picture, each)),
    }
    named = {"name": each.name, "within": picture.place.within, "year": year, "unit": unit}
    subtitle = _("{name} {within}, {first}–{year}, {unit}").format(first=each.years[0], **named)
    return Figure(
        id="scenario-behov",
        title=_title(each, year),
        subtitle=subtitled(subtitle, lines[_("Med scenarioet")][1]),
        summary=_summary(each, year),
        chart=_chart(picture, each, lines),
        table=year_table(
            "scenario-behov-tabell",
            _("{name} {within}, {unit}").format(**named),
            each.years,
            _columns(each, lines),
            chosen=[y for y in each.years if y % 5 == 0 or y in {each.years[0], year}],
            notes=(each.rate.reservation, _("Tallene er beregnet, ikke talt.")),
            provenance=(each.rate.source, *picture.sources),
        ),
    )


def _columns(each: ServiceResult, lines: Mapping[str, Line]) -> list[tuple[Column, Values]]:
    def column(label: str) -> Column:
        return Column(label=label, decimals=_decimals(each))

    columns: list[tuple[Column, Values]] = [
        (column(label), values) for label, (values, _interval_of) in lines.items()
    ]
    columns[1:1] = interval_columns(each.years, _interval(each), column)
    return columns


def _title(each: ServiceResult, year: int) -> str:
    then, neutral = float(each.value[-1]), float(each.neutral[-1])
    if each.made_with.index:
        return _("Med scenarioet er endringen {then} prosent i {year}, uten {neutral}").format(
            then=signed(then - 100), neutral=signed(neutral - 100), year=year
        )
    return _("Med scenarioet om lag {then} i {year}, uten endringer {neutral}").format(
        then=people(then), neutral=people(neutral), year=year
    )


def _summary(each: ServiceResult, year: int) -> str:
    interval = each.interval(year)
    sure = "" if interval is None or each.made_with.index else range_sentence(interval, year)
    chance, limit = each.probability(year), each.limit
    enough = ""
    if chance is not None and limit is not None:
        enough = _(
            "Sannsynligheten for at behovet med scenarioet er større enn {limit} i {year}, er "
            "{chance}."
        ).format(limit=number(float(limit.by_year[-1])), year=year, chance=chance_text(chance))
    first = _("{name}: {now} i {first}, om lag {then} i {year} med scenarioet.").format(
        name=each.name, now=number(float(each.neutral[0]), _decimals(each)), first=each.years[0],
        then=people(float(each.value[-1])), year=year,
    )  # fmt: skip
    return joined(first, sure, enough)


def _chart(picture: Picture, each: ServiceResult, lines: Mapping[str, Line]) -> ChartSpec:
    capacity: tuple[str, float | Mapping[int, float]] | None = None
    if each.limit is not None:
        levels = dict(zip(each.years, map(float, each.limit.by_year), strict=True))
        stock = each.made_with.stock
        name = (
            _("Det som er eller blir")
            if each.limit.own or stock is None
            else _("Det som var i {year}").format(year=stock.year)
        )
        capacity = (name, levels)
    return fan_chart(each.years, lines, last_observed=picture.now, capacity=capacity)


def needs_table(picture: Picture, result: ScenarioResult) -> Table:
    """Every service in the target year: today, without changes, under the scenario."""
    year = result.scenario.horizon
    decimals = max(_decimals(each) for each in result.services.values())
    labels = [str(result.years[0]), _("Uten endringer"), _("Med scenarioet")]
    if result.draws:
        labels += [_("8 av 10: fra"), _("8 av 10: til")]
    columns = [Column(label=_("Behov"), kind=ColumnKind.TEXT)]
    columns += [Column(label=label, decimals=decimals) for label in labels]
    rows = []
    for each in result.services.values():
        index = each.made_with.index
        name = _("{name} (i dag er 100)").format(name=each.name) if index else each.name
        row: tuple[Cell, ...] = (
            name, float(each.neutral[0]), float(each.neutral[-1]), float(each.value[-1]),
        )  # fmt: skip
        rows.append((*row, *(each.interval(year) or (None, None))) if result.draws else row)
    return Table(
        id="scenario-tjenester",
        caption=_("Behovet {within} i {year}, uten endringer og med scenarioet").format(
            within=picture.place.within, year=year
        ),
        columns=tuple(columns),
        rows=tuple(rows),
        notes=(_("Tallene er beregnet, ikke talt."),),
        provenance=tuple(
            dict.fromkeys(
                (*(each.rate.source for each in result.services.values()), *picture.sources)
            )
        ),
    )


def _interval(each: ServiceResult) -> Interval | None:
    """The scenario's intervals in the form that figures take."""
    return Interval.of_quantiles(each.years, each.quantiles) if each.quantiles else None


def _neutral_interval(picture: Picture, each: ServiceResult) -> Interval | None:
    """Those without changes, where it is the same need as in the chapters before."""
    needs = picture.needs
    found: dict[str, Need | None] = {
        "places": needs.places,
        "home_services": needs.home_users,
        "dementia": needs.dementia,
    }
    need = found.get(each.service.value)
    if need is None or abs(need.at(each.years[-1]) - float(each.neutral[-1])) > 1e-6:
        return None
    return need.interval


def _unit(each: ServiceResult) -> str:
    return _("i dag er 100") if each.made_with.index else each.unit


def _decimals(each: ServiceResult) -> int:
    return 1 if max(each.value) < FEW else 0
