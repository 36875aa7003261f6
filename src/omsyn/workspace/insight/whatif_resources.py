"""Tables of what the need takes: hours, staff by training, money; only of what is given."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.utils.translation import gettext as _

from omsyn.demography.population import FloatArray
from omsyn.documents.blocks import Cell, Column, ColumnKind, Table
from omsyn.needs.names import service_name
from omsyn.needs.scenario import ScenarioResult
from omsyn.needs.scenario.amounts import CostResult, Volume
from omsyn.needs.services import Service

FEW = 100
"""Tables with nothing larger than this show one decimal."""


def resource_tables(result: ScenarioResult, within: str) -> Iterator[Table]:
    """The tables that there is something in."""
    if any(each.volumes for each in result.services.values()):
        yield _volumes(result, within)
    if result.skills:
        yield _skills(result, within)
    if result.cost is not None:
        yield _cost(result.cost, within)


def _text(label: str) -> Column:
    return Column(label=label, kind=ColumnKind.TEXT)


def _numbers(*labels: str, decimals: int = 0) -> list[Column]:
    return [Column(label=label, decimals=decimals) for label in labels]


def _ends(quantiles: Mapping[float, FloatArray]) -> tuple[Cell, Cell]:
    """Eight of ten in the last year; nothing where nothing differs."""
    if not quantiles:
        return None, None
    return float(quantiles[0.1][-1]), float(quantiles[0.9][-1])


def _volumes(result: ScenarioResult, within: str) -> Table:
    year = result.years[-1]
    found = [(each, one) for each in result.services.values() for one in each.volumes.values()]
    return Table(
        id="ressurser",
        caption=_("Hva behovet krever {within}").format(within=within),
        columns=(
            _text(_("Tjeneste")), _text(_("Hva")), _text(_("Enhet")),
            *_numbers(
                _("I dag"), str(year), _("8 av 10: fra"), _("8 av 10: til"),
                decimals=_decimals(one.value for _each, one in found),
            ),
        ),
        rows=tuple((each.name, *_volume(one)) for each, one in found),
        notes=(_("Regnet av det dere har lagt inn; ingenting er antatt."),),
    )  # fmt: skip


def _volume(one: Volume) -> tuple[Cell, ...]:
    return one.name, one.unit, float(one.value[0]), float(one.value[-1]), *_ends(one.quantiles)


def _skills(result: ScenarioResult, within: str) -> Table:
    groups = list(result.skills.values())
    supplied = any(each.supply is not None for each in groups)
    chances = any(each.probability is not None for each in groups)
    year = result.years[-1]
    decimals = _decimals(each.need for each in groups)
    labels = [_("I dag"), str(year), _("8 av 10: fra"), _("8 av 10: til")]
    labels += [_("De dere får"), _("Mangler")] if supplied else []
    columns = [_text(_("Ansatte")), *_numbers(*labels, decimals=decimals)]
    if chances:
        columns.append(Column(label=_("For få, sannsynlighet"), kind=ColumnKind.PERCENT))
    rows = []
    for each in groups:
        row: list[Cell] = [each.name, float(each.need[0]), float(each.need[-1])]
        row += [*_ends(each.quantiles)]
        if supplied:
            row += [_last(each.supply), _last(each.shortfall)]
        if chances:
            row.append(None if each.probability is None else 100 * float(each.probability[-1]))
        rows.append(tuple(row))
    return Table(
        id="ansatte",
        caption=_("Årsverk etter utdanning {within}").format(within=within),
        columns=columns,
        rows=rows,
    )


def _last(values: FloatArray | None) -> float | None:
    return None if values is None else float(values[-1])


def _cost(cost: CostResult, within: str) -> Table:
    year = cost.years[-1]
    rows: list[tuple[Cell, ...]] = [
        (_cost_name(key), float(part[0]), float(part[-1]), None, None)
        for key, part in cost.parts.items()
    ]
    rows.append((_("I alt"), float(cost.fixed[0]), float(cost.fixed[-1]), *_ends(cost.quantiles)))
    if cost.price_growth_percent:
        rows.append(
            (_("I alt, med realvekst"), float(cost.grown[0]), float(cost.grown[-1]), None, None)
        )
    return Table(
        id="kostnader",
        caption=_("Kostnader {within}, kroner i året").format(within=within),
        columns=(
            _text(_("Hva")),
            *_numbers(_("I dag"), str(year), _("8 av 10: fra"), _("8 av 10: til")),
        ),
        rows=rows,
        notes=(_("I dagens priser der ikke annet står. Bare det dere har gitt en kostnad."),),
    )


def _cost_name(key: str) -> str:
    if key in {each.value for each in Service}:
        name = service_name(Service(key))
        return _("{service}, uten lønn").format(service=name[0].upper() + name[1:])
    return _("Lønn")


def _decimals(values: Iterator[FloatArray]) -> int:
    return 1 if max((float(each.max()) for each in values), default=0.0) < FEW else 0
