"""The figures and tables of an answer, as blocks that page and files share."""

from __future__ import annotations

import polars as pl
from attrs import frozen
from django.utils.translation import gettext as _

from omsyn.charts import Bar, BarKind, fan, waterfall
from omsyn.documents.blocks import Cell, Column, ColumnKind, Figure, Table
from omsyn.facts import Provenance
from omsyn.language import number, signed
from omsyn.needs.scenario import ScenarioResult, ServiceResult
from omsyn.needs.scenario.compare import Comparison
from omsyn.needs.scenario.compare_words import names_of
from omsyn.needs.scenario.waterfall_words import method_sentence
from omsyn.needs.waterfall import Waterfall, WaterfallMethod
from omsyn.profile.words import people
from omsyn.workspace.insight import whatif_words as words

FEW = 100
"""Below so many, tables show one decimal."""
BANDS = {"95": (0.025, 0.975), "80": (0.1, 0.9), "50": (0.25, 0.75)}


@frozen(kw_only=True)
class Seen:
    """One service of a result, with what the figures say of where it is from."""

    result: ScenarioResult
    service: ServiceResult
    within: str
    """"i Kristiansand kommune"."""
    sources: tuple[Provenance, ...]
    against: ServiceResult | None = None
    compared: Comparison | None = None
    """The two scenarios on the same futures; None where there is one, or they cannot be."""
    method: WaterfallMethod = WaterfallMethod.SEQUENTIAL
    """How the waterfall shares out what causes do together."""

    @property
    def year(self) -> int:
        return self.result.scenario.horizon

    @property
    def unit(self) -> str:
        return _("i dag er 100") if self.service.made_with.index else self.service.unit

    @property
    def decimals(self) -> int:
        return 1 if max(self.service.value) < FEW else 0

    @property
    def names(self) -> tuple[str, str]:
        """Ours and the other scenario's."""
        if self.compared is not None:
            names = names_of(self.compared)
            return names.other, names.one
        ours = self.result.scenario.name
        return ours or (_("Dine valg") if self.levers else _("Uten endringer")), ""

    @property
    def levers(self) -> bool:
        return bool(self.result.scenario.ordered())


def fan_figure(seen: Seen) -> Figure:
    """The need along the years, with its intervals and the capacity."""
    each, year = seen.service, seen.year
    first = each.years[0]
    changed = {
        "now": _short(each, each.waterfall.start),
        "then": words.count_text(each, year),
        "year": year,
    }
    uncertain = bool(each.quantiles)
    subtitle = (
        _(
            "{name} {within}, {first}–{last}, {unit}. Mørkest felt: halvparten av framtidene. "
            "Midterste: åtte av ti. Lysest: 19 av 20."
        )
        if uncertain
        else _("{name} {within}, {first}–{last}, {unit}.")
    )
    return Figure(
        id="vifte",
        title=_("Fra {now} i dag til {then} i {year}").format(**changed),
        subtitle=subtitle.format(
            name=each.name, within=seen.within, first=first, last=year, unit=seen.unit
        ),
        summary=_fan_summary(seen),
        chart=fan(
            _fan_frame(seen),
            emphasis=seen.names if seen.against else seen.names[:1],
            last_observed=seen.result.first_projected_year - 1,
            capacity=_capacity(each),
        ),
        table=_years_table(seen),
    )


def _capacity(each: ServiceResult) -> tuple[str, float | dict[int, float]] | None:
    """Name and level of what the need is held against; by year where it is to change."""
    if each.limit is None:
        return None
    name = words.capacity_name(each)
    if not words.planned(each):
        return name, each.limit.value
    return name, dict(zip(each.years, each.limit.by_year.tolist(), strict=True))


def _fan_summary(seen: Seen) -> str:
    said = [words.headline(seen.service, seen.year)]
    if seen.against is not None:
        value = words.count_text(seen.against, seen.year)
        said.append(
            _(
                "{name} er tegnet ved siden av og når {value}, regnet på de samme framtidene."
            ).format(name=seen.names[1], value=value)
        )
    return " ".join(said)


def _short(each: ServiceResult, value: float) -> str:
    """The value as a number alone."""
    return number(value) if each.made_with.index else people(value)


def _fan_frame(seen: Seen) -> pl.DataFrame:
    frames = [_frame(seen.service, seen.names[0])]
    if seen.against is not None:
        frames.append(_frame(seen.against, seen.names[1]))
    elif seen.levers:
        neutral = _frame(seen.service, _("Uten valgene"), neutral=True)
        frames.append(neutral)
    return pl.concat(frames)


def _frame(each: ServiceResult, name: str, *, neutral: bool = False) -> pl.DataFrame:
    columns: dict[str, pl.Series] = {}
    for width, (low, high) in BANDS.items():
        for side, level in (("low", low), ("high", high)):
            row = None if neutral else each.quantiles.get(level)
            values = [None] * len(each.years) if row is None else row
            columns[side + width] = pl.Series(values, dtype=pl.Float64)
    return pl.DataFrame(
        {
            "year": list(each.years),
            "series": [name] * len(each.years),
            "value": each.neutral if neutral else each.value,
            **columns,
        }
    )


def _years_table(seen: Seen) -> Table:
    """Every year, with the intervals as they are."""
    each, decimals = seen.service, seen.decimals

    def column(label: str) -> Column:
        return Column(label=label, decimals=decimals)

    columns = [Column(label=_("År"), kind=ColumnKind.YEAR), column(seen.names[0])]
    series = [each.value]
    if each.quantiles:
        columns += [
            column(_("8 av 10: fra")), column(_("8 av 10: til")), column(_("19 av 20: fra")),
            column(_("19 av 20: til")),
        ]  # fmt: skip
        series += [each.quantiles[level] for level in (0.1, 0.9, 0.025, 0.975)]
    if seen.against is not None:
        columns.append(column(seen.names[1]))
        series.append(seen.against.value)
    if seen.levers:
        columns.append(column(_("Uten valgene")))
        series.append(each.neutral)
    if each.limit is not None and words.planned(each):
        columns.append(column(words.capacity_name(each)))
        series.append(each.limit.by_year)
    if each.exceeding is not None:
        columns.append(Column(label=_("Holder ikke, sannsynlighet"), kind=ColumnKind.PERCENT))
        series.append(100 * each.exceeding)
    rows = [(year, *(float(values[k]) for values in series)) for k, year in enumerate(each.years)]
    return Table(
        id="vifte-tabell",
        caption=_("{name} {within}, {unit}").format(
            name=each.name, within=seen.within, unit=seen.unit
        ),
        columns=columns,
        rows=rows,
        notes=(each.rate.reservation, _("Tallene er beregnet, ikke talt.")),
        provenance=(each.rate.source, *seen.sources),
    )


def waterfall_figure(seen: Seen) -> Figure:
    """From the need today to the need in the target year, cause by cause."""
    each, fall = seen.service, seen.service.waterfall.by(seen.method)
    bars = _bars(fall)
    steps = [
        _("{label}: {change}").format(label=bar.label, change=signed(bar.after - bar.before, 0))
        for bar in bars[1:-1]
    ]
    words_of = {
        "name": each.name, "within": seen.within, "first": fall.from_year, "last": fall.to_year,
        "unit": seen.unit,
    }  # fmt: skip
    return Figure(
        id="fossefall",
        title=_("Det som fører fra {now} til {then}").format(
            now=_short(each, fall.start), then=words.count_text(each, fall.to_year)
        ),
        subtitle=_("{name} {within}, {first}–{last}, {unit}.").format(**words_of),
        summary=_("{steps}. Hele tall; de nøyaktige står i tabellen.").format(
            steps="; ".join(steps)
        ),
        chart=waterfall(bars),
        table=_steps_table(seen, fall),
    )


def _bars(fall: Waterfall) -> list[Bar]:
    """The steps in whole numbers that add up: it is the levels between them that are rounded."""
    return [
        Bar(label=_("I dag, {year}").format(year=fall.from_year), before=0,
            after=round(fall.start), kind=BarKind.TOTAL),
        *(
            Bar(label=step.label, before=round(step.before), after=round(step.after),
                kind=BarKind.CHOSEN if step.lever else BarKind.GIVEN)
            for step in fall.steps
        ),
        Bar(label=str(fall.to_year), before=0, after=round(fall.end), kind=BarKind.TOTAL,
            emphasis=True),
    ]  # fmt: skip


def _steps_table(seen: Seen, fall: Waterfall) -> Table:
    """The steps as they are."""
    rows: list[tuple[Cell, ...]] = [
        (_("I dag, {year}").format(year=fall.from_year), None, fall.start),
        *((step.label, step.change, step.after) for step in fall.steps),
        (str(fall.to_year), None, fall.end),
    ]
    # One decimal where few are counted, and where whole numbers would not add up.
    whole = [round(change) for change in (fall.start, *(step.change for step in fall.steps))]
    decimals = seen.decimals or int(sum(whole) != round(fall.end))
    return Table(
        id="fossefall-tabell",
        caption=_("Fra {first} til {last}, ledd for ledd").format(
            first=fall.from_year, last=fall.to_year
        ),
        columns=(
            Column(label=_("Ledd"), kind=ColumnKind.TEXT),
            Column(label=_("Endring"), kind=ColumnKind.CHANGE, decimals=decimals),
            Column(label=_("Behov etter"), decimals=decimals),
        ),
        rows=rows,
        notes=(method_sentence(fall),),
        provenance=(seen.service.rate.source, *seen.sources),
    )


def all_services_table(seen: Seen) -> Table:
    """Every service that could be computed, in the target year."""
    uncertain = any(each.quantiles for each in seen.result.services.values())
    columns = [
        Column(label=_("Tjeneste"), kind=ColumnKind.TEXT),
        Column(label=_("I dag")),
        Column(label=str(seen.year)),
        Column(label=_("Uten valgene")),
    ]
    columns += (
        [Column(label=_("8 av 10: fra")), Column(label=_("8 av 10: til"))] if uncertain else []
    )
    rows = []
    for each in seen.result.services.values():
        interval = each.interval(seen.year)
        name = _("{name} (i dag er 100)") if each.made_with.index else "{name}"
        row: list[Cell] = [
            name.format(name=each.name),
            *map(float, (each.neutral[0], each.value[-1], each.neutral[-1])),
        ]
        rows.append((*row, *(interval or (None, None))) if uncertain else tuple(row))
    return Table(
        id="alle-tjenester",
        caption=_("Alle tjenestene {within} i {year}").format(within=seen.within, year=seen.year),
        columns=columns,
        rows=rows,
        notes=tuple(seen.result.lacking.values()),
        provenance=tuple(each.rate.source for each in seen.result.services.values()),
    )


def parameters_table(seen: Seen) -> Table:
    """Everything that was set, beside what it is when nobody sets it."""
    return Table(
        id="satt",
        caption=_("Det som er satt"),
        columns=tuple(
            Column(label=label, kind=ColumnKind.TEXT)
            for label in (_("Hva"), _("Satt til"), _("Ellers"))
        ),
        rows=tuple((each.label, each.value, each.neutral) for each in seen.result.parameters),
        notes=(
            _("Kjøring {id}. Den samme kjøringen gir de samme tallene.").format(
                id=seen.result.run_id
            ),
        ),
    )
