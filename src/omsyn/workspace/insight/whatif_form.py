"""From an address to a scenario with what the reader wrote kept, and back to an address."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from urllib.parse import parse_qsl, urlencode

from attrs import evolve, frozen
from django.http import QueryDict
from django.utils.translation import gettext as _

from omsyn.errors import ScenarioError
from omsyn.language import number
from omsyn.needs.scenario import Scenario
from omsyn.needs.scenario.address import from_query, to_query
from omsyn.needs.services import Service
from omsyn.workspace.insight.whatif_draws import DRAWS
from omsyn.workspace.insight.whatif_fields import (
    FIRST_HORIZON,
    WORDS,
    Detail,
    Field,
    Group,
    detail_fields,
    horizon_field,
    lever_groups,
    own_group,
)

SERVICES = {word: service for service, word in WORDS.items()}
LONGEST_NUMBER = 20
LONGEST_NAME = 80
LONGEST_ADDRESS = 4_000
OURS = ("tjeneste", "mot")
"""What the page keeps in the address beside the scenario."""
GIVEN = ("r", "d", "seed")
"""What the page decides itself: the place, and the one set of futures that is kept."""


@frozen(kw_only=True)
class Shown:
    """A field with what stands in it."""

    field: Field
    text: str = ""
    error: str = ""
    details: tuple[Shown, ...] = ()

    @property
    def id(self) -> str:
        return f"felt-{self.field.name.replace('.', '-')}"

    @property
    def changed(self) -> bool:
        """Whether it, or something that belongs to it, is set by the reader."""
        neutral = "" if self.field.neutral is None else plain(self.field.neutral)
        return self.text not in {"", neutral} or any(each.text for each in self.details)

    @property
    def opened(self) -> bool:
        return any(each.text or each.error for each in self.details)

    @property
    def bounds(self) -> tuple[str, str, str]:
        """Lowest, highest and step as HTML writes them."""
        return plain(self.field.low), plain(self.field.high), plain(self.field.step)

    @property
    def at(self) -> str:
        """Where the slider stands."""
        return self.text or plain(self.field.neutral or 0)

    @property
    def neutral(self) -> str:
        return "" if self.field.neutral is None else written(self.field.neutral)

    @property
    def words(self) -> str:
        """The services that it has to do with, as names of classes."""
        return " ".join(f"on-{WORDS[each]}" for each in Service if each in self.field.services)


@frozen(kw_only=True)
class ShownGroup:
    group: Group
    fields: tuple[Shown, ...]

    @property
    def words(self) -> str:
        on = {service for each in self.fields for service in each.field.services}
        return " ".join(f"on-{WORDS[each]}" for each in Service if each in on)


@frozen(kw_only=True)
class Form:
    """The fields as they stand, and the scenario where they make one."""

    region: str
    service: Service
    name: str
    horizon: Shown
    own: ShownGroup
    levers: tuple[ShownGroup, ...]
    against: str = ""
    """The query of the scenario that this one is compared with."""
    scenario: Scenario | None = None
    problems: tuple[str, ...] = ()
    """What is wrong beside the single fields."""

    @property
    def valid(self) -> bool:
        return self.scenario is not None

    @property
    def shown(self) -> Iterator[Shown]:
        """Every field and detail."""
        for each in (self.horizon, *self.own.fields, *(f for g in self.levers for f in g.fields)):
            yield each
            yield from each.details

    @property
    def service_word(self) -> str:
        return WORDS[self.service]

    @property
    def errors(self) -> tuple[Shown, ...]:
        return tuple(each for each in self.shown if each.error)


def plain(value: float) -> str:
    """A number as a form and an address hold it: `0.5`."""
    return f"{value:.10g}"


def written(value: float) -> str:
    """A number as people read it, with as many decimals as it has."""
    text = plain(value)
    whole, _point, decimals = text.partition(".")
    return text if len(whole) == 4 and not decimals else number(value, len(decimals))  # years


def read_form(query: QueryDict, region: str, base: int) -> Form:
    """The form of a query; without a scenario where something in it is wrong."""
    values = {name: query.get(name, "").strip() for name in query}
    levers = lever_groups()
    values |= _apart(values, [each.name for group in levers for each in group.fields])
    form = Form(
        region=region,
        service=SERVICES.get(values.get("tjeneste", ""), Service.PLACES),
        name=values.get("n", "")[:LONGEST_NAME],
        horizon=_shown(horizon_field(max(base + 1, FIRST_HORIZON)), values),
        own=_group(own_group(), values),
        levers=tuple(_lever_group(group, values, base) for group in levers),
        against=values.get("mot", "")[:LONGEST_ADDRESS],
    )
    return form if form.errors else _with_scenario(form, values)


def address_query(scenario: Scenario, service: Service, against: str = "") -> str:
    """The query that asks for the scenario again: only what differs from the neutral one."""
    pairs = [each for each in parse_qsl(to_query(scenario)) if each[0] not in GIVEN]
    if service is not Service.PLACES:
        pairs.append(("tjeneste", WORDS[service]))
    if against:
        pairs.append(("mot", against))
    return urlencode(pairs, safe="~:")


def read_against(form: Form) -> Scenario | None:
    """The scenario to compare with, towards the same year; None where there is none."""
    if not form.against or form.scenario is None:
        return None
    query = QueryDict("" if form.against == "-" else form.against)
    pairs = {name: query.get(name, "") for name in query if name not in {*OURS, *GIVEN, "t"}}
    try:
        return from_query(
            {**pairs, "r": form.region, "d": str(DRAWS), "t": str(form.scenario.horizon)}
        )
    except ScenarioError:
        return None


def _apart(values: Mapping[str, str], levers: list[str]) -> dict[str, str]:
    """A lever's details in fields of their own, where an address holds them together."""
    found: dict[str, str] = {}
    for name in levers:
        value, *details = values.get(name, "").split("~")
        found[name] = value
        for each in details:
            if each[:1] in {Detail.START, Detail.PHASE} and len(each) > 1:
                found[f"{name}.{each[:1]}"] = each[1:]
            elif each.startswith("un") and ":" in each:
                low, high = each[2:].split(":", 1)
                found |= {f"{name}.{Detail.LOW}": low, f"{name}.{Detail.HIGH}": high}
            else:
                found[f"{name}.rest"] = "~".join(filter(None, [found.get(f"{name}.rest"), each]))
    return found


def _lever_group(group: Group, values: Mapping[str, str], base: int) -> ShownGroup:
    shown = []
    for each in group.fields:
        one = _shown(each, values)
        details = tuple(_shown(detail, values) for detail in detail_fields(each, base))
        shown.append(_checked(evolve(one, details=details)))
    return ShownGroup(group=group, fields=tuple(shown))


def _checked(lever: Shown) -> Shown:
    """What no single field can see: that the value lies within its own uncertainty."""
    low, high = lever.details[2].text, lever.details[3].text
    if any(each.error for each in (lever, *lever.details)) or not (low or high):
        return lever
    if not (low and high):
        error = _("Gi både lavest og høyest, eller ingen av dem.")
    elif not float(low) <= float(lever.text or lever.field.neutral or 0) <= float(high):
        error = _("Verdien må ligge mellom lavest og høyest.")
    else:
        return lever
    details = (*lever.details[:2], evolve(lever.details[2], error=error), lever.details[3])
    return evolve(lever, details=details)


def _group(group: Group, values: Mapping[str, str]) -> ShownGroup:
    return ShownGroup(group=group, fields=tuple(_shown(each, values) for each in group.fields))


def _shown(each: Field, values: Mapping[str, str]) -> Shown:
    text = values.get(each.name, "")
    if not text:
        return Shown(field=each)
    value = _number(text)
    fits = value is not None and each.low <= value <= each.high
    if value is None or not fits or (each.whole and value != int(value)):
        return Shown(field=each, text=text[:LONGEST_NUMBER], error=_sentence(each, text))
    return Shown(field=each, text=plain(value))


def _number(text: str) -> float | None:
    """A number as a Norwegian or a browser writes it."""
    bare = "".join(text.split()).replace(",", ".").replace("\u2212", "-")
    try:
        value = float(bare) if len(bare) <= LONGEST_NUMBER else math.nan
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _sentence(each: Field, text: str) -> str:
    message = (
        _("{label}: «{text}» går ikke. Skriv et helt tall fra {low} til {high}.")
        if each.whole
        else _("{label}: «{text}» går ikke. Skriv et tall fra {low} til {high}.")
    )
    return message.format(
        label=each.label, text=text[:LONGEST_NUMBER], low=written(each.low), high=written(each.high)
    )


def _with_scenario(form: Form, values: Mapping[str, str]) -> Form:
    pairs = {"r": form.region, "d": str(DRAWS), "n": form.name, "t": form.horizon.text}
    pairs |= {each.field.name: each.text for each in form.own.fields}
    for lever in (each for group in form.levers for each in group.fields):
        pairs[lever.field.name] = _lever_text(lever, values)
    known = {*pairs, *(each.field.name for each in form.shown), *OURS, *GIVEN}
    pairs |= {
        name: value for name, value in values.items()
        if name not in known and not name.endswith(".rest")
    }  # fmt: skip
    try:
        return evolve(form, scenario=from_query(pairs))
    except ScenarioError as fault:
        return evolve(form, problems=fault.problems)


def _lever_text(lever: Shown, values: Mapping[str, str]) -> str:
    """A lever as the address writes it; nothing where it stands at its neutral point."""
    start, phase, low, high = (each.text for each in lever.details)
    value = lever.text or plain(lever.field.neutral or 0)
    if value == plain(lever.field.neutral or 0) and not (low and high):
        return ""
    parts = [value]
    parts += [f"s{start}"] if start else []
    parts += [f"p{phase}"] if phase and phase != "0" else []
    parts += [f"un{low}:{high}"] if low and high else []
    rest = values.get(f"{lever.field.name}.rest", "")
    return "~".join([*parts, rest] if rest else parts)
