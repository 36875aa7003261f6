"""Two scenarios side by side: what differs in what was set, and in what comes of it."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from omsyn.documents.blocks import Block, Cell, Column, ColumnKind, Table
from omsyn.needs.scenario.compare import Comparison, Difference
from omsyn.needs.scenario.compare_words import Names, names_of, sentences
from omsyn.needs.services import Service
from omsyn.profile.scenario_difference import difference_figure
from omsyn.workspace.insight.whatif_figures import FEW, Seen


def comparison_sentences(found: Comparison, service: Service, year: int) -> list[str]:
    """Which is which, how much they differ, and how sure that is."""
    names = names_of(found)
    said = [] if names != Names() else [_which(found)]
    each = found.differences.get(service)
    if each is None:
        return [*said, *found.lacking.values()]
    return [*said, *sentences(each, year, names)]


def _which(found: Comparison) -> str:
    """Which is A and which is B, where their own names do not tell them apart."""
    name = found.one.scenario.name
    if name:
        return _("A er «{name}», som du sammenlikner med. B er det du ser nå.").format(name=name)
    return _("A er det du holdt fast. B er det du ser nå.")


def comparison_blocks(seen: Seen) -> Iterator[Block]:
    """The difference along the years, every service, what they take, and what was set."""
    found = seen.compared
    if found is None:
        return
    each = found.differences.get(seen.service.service)
    if each is not None and each.value.any():
        yield difference_figure(
            each, names_of(found), place=seen.within,
            sources=(seen.service.rate.source, *seen.sources),
        )  # fmt: skip
    yield comparison_table(found, seen.year)
    if found.amounts:
        yield amounts_table(found)
    yield changed_table(found)


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


def amounts_table(found: Comparison) -> Table:
    """Hours, person-years and money of both in the last year, where both were given them."""
    names = names_of(found)
    rows: list[tuple[Cell, ...]] = []
    for each in found.amounts.values():
        last = each.years[-1]
        ends = each.interval(last) or (None, None)
        rows.append(
            (each.name, each.unit, float(each.one[-1]), float(each.other[-1]), each.at(last), *ends)
        )
    return Table(
        id="sammenlikning-ressurser",
        caption=_("Det {one} og {other} krever i {year}").format(
            one=names.one, other=names.other, year=found.years[-1]
        ),
        columns=(
            Column(label=_("Hva"), kind=ColumnKind.TEXT),
            Column(label=_("Enhet"), kind=ColumnKind.TEXT),
            Column(label=names.one),
            Column(label=names.other),
            Column(label=_("Forskjell"), kind=ColumnKind.CHANGE),
            Column(label=_("8 av 10: fra"), kind=ColumnKind.CHANGE),
            Column(label=_("8 av 10: til"), kind=ColumnKind.CHANGE),
        ),
        rows=rows,
        notes=(_("Begge er regnet på de samme framtidene."),),
    )


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
