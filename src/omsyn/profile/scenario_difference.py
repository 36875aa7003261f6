"""The difference between two scenarios as a figure, with its words and its table."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from omsyn.charts import difference as difference_chart
from omsyn.documents.blocks import Column, ColumnKind, Figure, Table
from omsyn.facts import Provenance
from omsyn.language import _
from omsyn.needs.scenario.compare import Difference
from omsyn.needs.scenario.compare_words import Names, difference_sentence, sentences
from omsyn.needs.services import WITH_PLACES, Service

INTERVALS = {"95": (0.025, 0.975), "80": (0.1, 0.9), "50": (0.25, 0.75)}
SURE = 0.9
"""So large a part of the draws must lie on one side before a reader is told that they agree."""
SMALL = 20
"""Differences below this are shown with one decimal."""


def difference_figure(
    each: Difference, names: Names, *, place: str, sources: Sequence[Provenance] = ()
) -> Figure:
    """The difference along the years; `place` as in "i Kristiansand kommune"."""
    last, decimals = each.years[-1], decimals_of(each)
    above, below = sides(each, names)
    words = {
        "name": each.name, "place": place, "unit": each.unit, "one": names.one,
        "other": names.other, "first": each.years[0], "last": last,
    }  # fmt: skip
    subtitle = (
        _(
            "{name} {place}, {first}–{last}, {unit}: {other} minus {one}. Mørkest felt: halvparten "
            "av framtidene. Midterste: åtte av ti. Lysest: 19 av 20."
        )
        if each.quantiles
        else _("{name} {place}, {first}–{last}, {unit}: {other} minus {one}.")
    )
    return Figure(
        id=f"forskjell-{each.service.value.replace('_', '-')}",
        title=difference_sentence(each, last, names).removesuffix("."),
        subtitle=subtitle.format(**words),
        summary=" ".join([*sentences(each, last, names), *agreement(each)]),
        chart=difference_chart(difference_frame(each), above=above, below=below, decimals=decimals),
        table=_table(each, names, place, decimals, sources),
    )


def difference_frame(each: Difference) -> pl.DataFrame:
    """Columns year and value, and with draws low95, high95, low80 … high50."""
    columns = {"year": list(each.years), "value": each.value.tolist()}
    if each.quantiles:
        for name, (low, high) in INTERVALS.items():
            columns[f"low{name}"] = each.quantiles[low].tolist()
            columns[f"high{name}"] = each.quantiles[high].tolist()
    return pl.DataFrame(columns)


def sides(each: Difference, names: Names) -> tuple[str, str]:
    """What it means that the difference is above zero, and below."""
    if each.service in WITH_PLACES:
        more, less = _("{other} trenger flere plasser"), _("{other} trenger færre plasser")
    elif each.service is Service.PERSON_YEARS:
        more, less = _("{other} trenger flere årsverk"), _("{other} trenger færre årsverk")
    elif each.service is Service.DEMENTIA:
        more, less = _("{other} gir flere med demens"), _("{other} gir færre med demens")
    else:
        more, less = _("{other} gir flere brukere"), _("{other} gir færre brukere")
    return more.format(other=names.other), less.format(other=names.other)


def agreement(each: Difference) -> list[str]:
    """From when the draws agree on which of the two needs most; empty where they never do."""
    if each.greater is None or each.less is None:
        return []
    for chances in (each.greater, each.less):
        unsure = np.nonzero(chances < SURE)[0]
        since = int(unsure[-1]) + 1 if len(unsure) else 0
        if since < len(each.years):
            return [
                _("Fra {year} er minst ni av ti framtider enige om hvem som trenger mest.").format(
                    year=each.years[since]
                )
            ]
    return []


def decimals_of(each: Difference) -> int:
    """How exactly the differences are shown."""
    return 1 if float(np.abs(each.value).max()) < SMALL else 0


def _table(
    each: Difference, names: Names, place: str, decimals: int, sources: Sequence[Provenance]
) -> Table:
    columns = [
        Column(label=_("År"), kind=ColumnKind.YEAR),
        Column(label=names.one, decimals=decimals),
        Column(label=names.other, decimals=decimals),
        Column(label=_("Forskjell"), kind=ColumnKind.CHANGE, decimals=decimals),
    ]
    values = [each.one.value, each.other.value, each.value]
    if each.quantiles:
        columns += [
            Column(label=label, kind=ColumnKind.CHANGE, decimals=decimals)
            for label in (_("8 av 10: fra"), _("8 av 10: til"))
        ]
        values += [each.quantiles[level] for level in INTERVALS["80"]]
    return Table(
        id=f"forskjell-{each.service.value.replace('_', '-')}-tabell",
        caption=_("{name} {place}: forskjellen år for år").format(name=each.name, place=place),
        columns=columns,
        rows=[
            (year, *(float(value[row]) for value in values))
            for row, year in enumerate(each.years)
        ],
        notes=(
            _("Begge er regnet på de samme framtidene, og forskjellen er tatt i hver av dem."),
        ) if each.quantiles else (),
        provenance=sources,
    )  # fmt: skip
