"""What would change the answer: each lever that is not set, tried alone on top of the scenario."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from attrs import frozen
from django.utils.translation import gettext as _

from omsyn.documents.blocks import Column, ColumnKind, Table
from omsyn.needs.scenario import Scenario, make_scenario, run_scenario
from omsyn.needs.scenario.address import LEVER_CODES
from omsyn.workspace.core.context import written_standard
from omsyn.workspace.insight import library
from omsyn.workspace.insight.keeping import Memory
from omsyn.workspace.insight.whatif_fields import Field, lever_groups
from omsyn.workspace.insight.whatif_figures import Seen
from omsyn.workspace.insight.whatif_shown import written

TRIED: Mapping[str, float] = MappingProxyType(
    {"ha": 0.5, "un": 10, "ic": 29, "wt": 10, "sp": 10, "st": 1, "pr": 0.5, "dt": -1}
)
"""What each lever is tried at, to show how much it moves the answer."""

_kept: Memory[tuple[Trial, ...]] = Memory(most=200)


@frozen(kw_only=True)
class Trial:
    """A lever tried, and what it did to the need in the target year."""

    name: str
    """Of the field."""
    label: str
    value: str
    """With its unit."""
    change: float
    scenario: Scenario
    """With the lever set."""


def trials(seen: Seen) -> tuple[Trial, ...]:
    """What was tried, what moves most first."""
    service, scenario = seen.service.service, seen.result.scenario.canonical()
    key = f"{library.edition().version} {written_standard()} {service} {scenario}"
    return _kept.get(key, lambda: _trials(seen))


def _trials(seen: Seen) -> tuple[Trial, ...]:
    set_already = {lever.kind for _key, lever in seen.result.scenario.ordered()}
    made = [
        _trial(seen, each)
        for group in lever_groups()
        for each in group.fields
        if each.name in TRIED
        and seen.service.service in each.services
        and LEVER_CODES[each.name] not in set_already
    ]
    return tuple(sorted(made, key=lambda each: -abs(each.change)))


def _trial(seen: Seen, each: Field) -> Trial:
    scenario, service = seen.result.scenario, seen.service
    kind = LEVER_CODES[each.name]
    others = [lever.model_dump() for lever in scenario.levers if lever.kind != kind]
    lever = {"kind": kind, "value": TRIED[each.name]}
    changed = make_scenario(
        **scenario.model_dump(exclude={"levers", "draws"}), levers=(*others, lever)
    )
    then = run_scenario(library.edition().store, changed).services[service.service]
    return Trial(
        name=each.name,
        label=each.label,
        value=_("{value} {unit}").format(value=written(TRIED[each.name]), unit=each.unit),
        change=then.at(seen.year) - service.at(seen.year),
        scenario=changed.model_copy(update={"draws": scenario.draws}),
    )


def people_change(seen: Seen) -> float | None:
    """What the choices of population do to the need in the target year; None without any."""
    scenario, service = seen.result.scenario, seen.service
    changed = make_scenario(**scenario.model_dump(exclude={"population", "draws"}))
    if changed.population == scenario.population:
        return None
    without = run_scenario(library.edition().store, changed).services.get(service.service)
    return None if without is None else service.at(seen.year) - without.at(seen.year)


def trials_table(seen: Seen) -> Table:
    """Every trial, for those who want them all."""
    return Table(
        id="hva-endrer",
        caption=_("Hva ville endret tallet for {year}?").format(year=seen.year),
        columns=(
            Column(label=_("Virkemiddel"), kind=ColumnKind.TEXT),
            Column(label=_("Prøvd med"), kind=ColumnKind.TEXT),
            Column(label=_("Endring i behovet"), kind=ColumnKind.CHANGE, decimals=seen.decimals),
        ),
        rows=tuple((each.label, each.value, each.change) for each in trials(seen)),
        notes=(_("Hvert virkemiddel er prøvd alene, fra i dag. Verdiene er eksempler, ikke råd."),),
    )


def forget() -> None:
    """Let the next question be computed anew: for tests that change the store."""
    _kept.clear()
