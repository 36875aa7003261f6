"""From an address to a scenario with what the reader wrote kept, and back to an address."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import parse_qsl, urlencode

from attrs import evolve, frozen
from django.http import QueryDict

from omsyn.errors import ScenarioError
from omsyn.geography.region import RegionKind
from omsyn.needs.names import service_name
from omsyn.needs.scenario import Scenario
from omsyn.needs.scenario.address import LEVER_CODES, from_query, to_query
from omsyn.needs.services import PUBLISHED, Service
from omsyn.workspace.insight.whatif_address import (
    MORE,
    RATES,
    entry_texts,
    lever_text,
    row_texts,
    rows_given,
    spread,
)
from omsyn.workspace.insight.whatif_checks import faults
from omsyn.workspace.insight.whatif_details import detail_fields
from omsyn.workspace.insight.whatif_draws import DRAWS
from omsyn.workspace.insight.whatif_fields import (
    FIRST_HORIZON,
    WORDS,
    Field,
    Group,
    horizon_field,
    lever_groups,
)
from omsyn.workspace.insight.whatif_own import (
    first_own_group,
    more_own_group,
    newcomer_row,
    planned_row,
    population_group,
    resource_group,
    skill_rows,
)
from omsyn.workspace.insight.whatif_shown import Shown, ShownGroup, shown_field

SERVICES = {word: service for service, word in WORDS.items()}
LONGEST_NAME = 80
LONGEST_ADDRESS = 8_000
METHODS = ("sequential", "shapley", "isolated")
OURS = ("tjeneste", "mot", "metode", "angret")
"""What the page keeps in the address beside the scenario."""
GIVEN = ("r", "d", "seed")
"""What the page decides itself: the place, and the one set of futures that is kept."""
PRESSED = ("nullstill", "flytt")
"""Buttons that change fields before they are read."""


@frozen(kw_only=True)
class SkillRow:
    name: str
    fields: tuple[Shown, ...]

    @property
    def set(self) -> bool:
        return any(each.text or each.error for each in self.fields)


@frozen(kw_only=True)
class Form:
    """The fields as they stand, and the scenario where they make one."""

    region: str
    service: Service
    name: str
    horizon: Shown
    own: ShownGroup
    more_own: ShownGroup
    levers: tuple[ShownGroup, ...]
    population: ShownGroup
    resources: ShownGroup
    newcomers: tuple[tuple[Shown, ...], ...]
    """Empty where the place is not a municipality."""
    planned: tuple[tuple[Shown, ...], ...]
    skills: tuple[SkillRow, ...]
    rates: str = ""
    """Own rates as the address writes them."""
    shrink: bool = False
    """Whether the own rates are drawn towards those of the group."""
    method: str = METHODS[0]
    """How the waterfall shares out what levers do together."""
    against: str = ""
    """The query of the scenario that this one is compared with."""
    undone: str = ""
    """The query that the reader has just undone."""
    scenario: Scenario | None = None
    problems: tuple[str, ...] = ()
    """What is wrong beside the single fields."""

    @property
    def shown(self) -> Iterator[Shown]:
        """Every field and detail."""
        groups = (self.own, self.more_own, *self.levers, self.population, self.resources)
        yield self.horizon
        for each in (field for group in groups for field in group.fields):
            yield each
            yield from each.details
        for row in (*self.newcomers, *self.planned, *(each.fields for each in self.skills)):
            yield from row

    @property
    def service_word(self) -> str:
        return WORDS[self.service]

    @property
    def errors(self) -> tuple[Shown, ...]:
        return tuple(each for each in self.shown if each.error)

    @property
    def planned_set(self) -> bool:
        return any(each.text or each.error for row in self.planned for each in row[:2])

    @property
    def newcomers_set(self) -> bool:
        return any(each.text or each.error for row in self.newcomers for each in row[:2])

    @property
    def skills_set(self) -> bool:
        return any(row.set for row in self.skills)

    @property
    def rate_rows(self) -> int:
        """Own rates, as rows of a spreadsheet."""
        return sum(each.count("~") for each in self.rates.split())


def read_form(query: QueryDict, region: str, base: int) -> Form:
    """The form of a query; without a scenario where something in it is wrong."""
    values = _pressed(spread(query), query)
    service = SERVICES.get(values.get("tjeneste", ""), Service.PLACES)
    every = {each.name: shown_field(each, values) for each in _fields(values, service, base)}
    every |= faults(every)
    form = _form(every, values, region=region, service=service, base=base)
    return form if form.errors else _with_scenario(form, every, values)


def _pressed(values: dict[str, str], query: QueryDict) -> dict[str, str]:
    """The values after a button beside a field."""
    emptied, moved = query.get("nullstill", ""), query.get("flytt", "")
    if emptied:
        values = {
            name: text
            for name, text in values.items()
            if name != emptied and not name.startswith(f"{emptied}.")
        }
    if moved in LEVER_CODES:
        details = [name for name in values if name.startswith(f"{moved}.")]
        text = lever_text(moved, lambda name: values.get(name, ""), iter(details))
        more = " ".join(filter(None, [text, values.get(f"{moved}.{MORE}", "")]))
        values = {name: each for name, each in values.items() if name not in {moved, *details}}
        values[f"{moved}.{MORE}"] = more
    return values


def _fields(values: Mapping[str, str], service: Service, base: int) -> Iterator[Field]:
    """Every field there is, with one row more than is filled in of each list."""
    yield horizon_field(max(base + 1, FIRST_HORIZON))
    groups = (first_own_group(), more_own_group(base), population_group(), resource_group())
    yield from (field for group in groups for field in group.fields)
    for lever in (field for group in lever_groups() for field in group.fields):
        yield lever
        yield from detail_fields(lever, base)
    for row in range(1, rows_given("ad", values) + 2):
        yield from newcomer_row(row, base)
    for row in range(1, rows_given("cc", values) + 2):
        yield from planned_row(row, service)
    yield from (field for _name, fields in skill_rows() for field in fields)


def _form(
    every: Mapping[str, Shown],
    values: Mapping[str, str],
    *,
    region: str,
    service: Service,
    base: int,
) -> Form:
    def group(each: Group) -> ShownGroup:
        return ShownGroup(group=each, fields=tuple(every[one.name] for one in each.fields))

    def rows(fields: Iterable[tuple[Field, ...]]) -> tuple[tuple[Shown, ...], ...]:
        return tuple(tuple(every[each.name] for each in row) for row in fields)

    # Only a municipality has an id without its kind.
    municipality = not region.startswith(tuple(f"{each.value}-" for each in RegionKind))
    method = values.get("metode", "")
    return Form(
        region=region,
        service=service,
        name=values.get("n", "")[:LONGEST_NAME],
        horizon=every["t"],
        own=group(first_own_group()),
        more_own=group(more_own_group(base)),
        levers=_levers(every, values, base),
        population=group(population_group()),
        resources=group(resource_group()),
        newcomers=rows(newcomer_row(k, base) for k in _rows("ad", values)) if municipality else (),
        planned=rows(planned_row(k, service) for k in _rows("cc", values)),
        skills=tuple(
            SkillRow(name=name, fields=tuple(every[each.name] for each in fields))
            for name, fields in skill_rows()
        ),
        rates=values.get(RATES, "")[:LONGEST_ADDRESS],
        shrink=bool(values.get("lg")),
        method=method if method in METHODS else METHODS[0],
        against=values.get("mot", "")[:LONGEST_ADDRESS],
        undone=values.get("angret", "")[:LONGEST_ADDRESS],
    )


def _levers(
    every: Mapping[str, Shown], values: Mapping[str, str], base: int
) -> tuple[ShownGroup, ...]:
    """The levers with what belongs to them."""

    def lever(each: Field) -> Shown:
        details = tuple(every[detail.name] for detail in detail_fields(each, base))
        more = tuple(values.get(f"{each.name}.{MORE}", "").split())
        return evolve(every[each.name], details=details, more=more)

    return tuple(
        ShownGroup(group=each, fields=tuple(lever(one) for one in each.fields))
        for each in lever_groups()
    )


def _rows(name: str, values: Mapping[str, str]) -> range:
    return range(1, rows_given(name, values) + 2)


def address_query(
    scenario: Scenario, service: Service, against: str = "", method: str = METHODS[0]
) -> str:
    """The query that asks for the scenario again: only what differs from the neutral one."""
    pairs = [each for each in parse_qsl(to_query(scenario)) if each[0] not in GIVEN]
    if service is not Service.PLACES:
        pairs.append(("tjeneste", WORDS[service]))
    if method != METHODS[0]:
        pairs.append(("metode", method))
    if against:
        pairs.append(("mot", against))
    return urlencode(pairs, safe="~:")


def read_against(form: Form) -> Scenario | None:
    """The scenario to compare with, towards the same year; None where there is none."""
    if not form.against or form.scenario is None:
        return None
    query = QueryDict("" if form.against == "-" else form.against)
    ours = {*OURS, *PRESSED, *GIVEN, "t"}
    pairs = {name: query.getlist(name) for name in query if name not in ours}
    given = {"r": form.region, "d": str(DRAWS), "t": str(form.scenario.horizon)}
    try:
        return from_query({**pairs, **given})
    except ScenarioError:
        return None


def services_of(form: Form) -> list[tuple[str, str]]:
    """Word and name of the services that can be looked at: own ones where there are rates."""
    own = {each.service for each in form.scenario.local.rates} if form.scenario else set()
    return [
        (word, service_name(service)[0].upper() + service_name(service)[1:])
        for service, word in WORDS.items()
        if service in PUBLISHED or service in own or service is form.service
    ]


def _with_scenario(form: Form, every: Mapping[str, Shown], values: Mapping[str, str]) -> Form:
    def text(name: str) -> str:
        found = every.get(name)
        return "" if found is None or not found.changed else found.text

    pairs: dict[str, list[str]] = {"r": [form.region], "d": [str(DRAWS)], "n": [form.name]}
    pairs |= {"t": [form.horizon.text], RATES: form.rates.split()}
    for each in (*form.own.fields, *form.more_own.fields, *form.population.fields):
        pairs[each.field.name] = [text(each.field.name)]
    pairs |= {name: [text(name)] for name in ("rc", "rg")}
    if form.rates and form.shrink:
        pairs["lg"] = ["1"]
    for lever in (each for group in form.levers for each in group.fields):
        details = (each.field.name for each in lever.details)
        pairs[lever.field.name] = [lever_text(lever.field.name, text, details), *lever.more]
    pairs["ad"] = list(row_texts("ad", len(form.newcomers), text))
    pairs["cc"] = list(row_texts("cc", len(form.planned), text))
    for name, entry in entry_texts(text):
        pairs.setdefault(name, []).append(entry)
    known = {*pairs, *every, *OURS, *GIVEN, *PRESSED, "lg"}
    known |= {f"{name}.{MORE}" for name in LEVER_CODES}
    pairs |= {name: [each] for name, each in values.items() if name not in known}
    try:
        return evolve(form, scenario=from_query(pairs))
    except ScenarioError as fault:
        return evolve(form, problems=fault.problems)
