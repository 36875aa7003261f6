"""Two scenarios side by side: what differs in what was set, and in what comes of it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from omsyn.documents.blocks import Cell, Column, ColumnKind, Table
from omsyn.needs.scenario.compare import Comparison, Difference
from omsyn.needs.scenario.compare_words import Names, names_of, sentences
from omsyn.needs.services import Service
from omsyn.workspace.insight.whatif_figures import FEW


def comparison_sentences(found: Comparison, service: Service, year: int) -> list[str]:
    """Which is which, how much they differ, and how sure that is."""
    names = names_of(found)
    said = [] if names != Names() else [_("A er det du holdt fast. B er det du ser nå.")]
    each = found.differences.get(service)
    if each is None:
        return [*said, *found.notes()]
    return [*said, *sentences(each, year, names)]


def comparison_table(found: Comparison, year: int) -> Table:
    """Every service in both, with the difference and its interval on the same futures."""
    names = names_of(found)
    uncertain = bool(found.draws)
    columns = [
        Column(label=_("Tjeneste"), kind=ColumnKind.TEXT),
        Column(label=names.one, decimals=_decimals(found)),
        Column(label=names.other, decimals=_decimals(found)),
        Column(label=_("Forskjell"), kind=ColumnKind.CHANGE, decimals=_decimals(found)),
    ]
    if uncertain:
        columns += [
            Column(label=_("8 av 10: fra"), kind=ColumnKind.CHANGE, decimals=_decimals(found)),
            Column(label=_("8 av 10: til"), kind=ColumnKind.CHANGE, decimals=_decimals(found)),
            Column(
                label=_("Større i {name}, sannsynlighet").format(name=names.other),
                kind=ColumnKind.PERCENT,
            ),
        ]
    return Table(
        id="sammenlikning",
        caption=_("{one} og {other} i {year}").format(one=names.one, other=names.other, year=year),
        columns=columns,
        rows=[_row(each, year, uncertain=uncertain) for each in found.differences.values()],
        notes=(_("Begge er regnet på de samme framtidene."), *found.lacking.values()),
    )


def _decimals(found: Comparison) -> int:
    largest = max(
        (max(each.one.value.max(), each.other.value.max()) for each in found.differences.values()),
        default=0.0,
    )
    return 1 if largest < FEW else 0


def _row(each: Difference, year: int, *, uncertain: bool) -> tuple[Cell, ...]:
    place = each.years.index(year)
    name = _("{name} (i dag er 100)") if each.index else "{name}"
    row: list[Cell] = [
        name.format(name=each.name), float(each.one.value[place]), float(each.other.value[place]),
        each.at(year),
    ]  # fmt: skip
    if uncertain:
        chance = each.probability(year)
        interval = each.interval(year) or (None, None)
        row += [*interval, None if chance is None else 100 * chance]
    return tuple(row)


def changed_table(found: Comparison) -> Table:
    """What was set in one and not, or otherwise, in the other."""
    names = names_of(found)
    return Table(
        id="forskjeller",
        caption=_("Det som er forskjellig"),
        columns=tuple(
            Column(label=label, kind=ColumnKind.TEXT)
            for label in (_("Hva"), names.one, names.other)
        ),
        rows=tuple((each.label, each.one, each.other) for each in found.changed),
    )
