"""The lists of a scenario in its address: newcomers, own rates, plans, resources and skills.

`ad=2030~50~h`, `cc=2030~p~20`, `rt=nfp~0:66:0.4~67::12`, `rs=p~o95~v1.1`, `sk=n~30~l8`: first what
it is about, then its parts after `~`. Own rates of one service and sex stand together: the letters
of service (as everywhere), sex (m, f, b) and kind (p for each 100, u users), and then
`youngest:oldest:number`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import groupby
from typing import Any

from attrs import frozen

from omsyn.needs.scenario.address_codes import SERVICES, number_text, unreadable, value_of
from omsyn.needs.scenario.model import Scenario
from omsyn.needs.scenario.own import OwnRate, ServiceResources, Skill, SkillGroup

LETTERS = {service.value: letter for letter, service in SERVICES.items()}
SOURCES = {"h": "housing", "r": "refugees"}
SEXES = {"m": "male", "f": "female", "b": "both"}
KINDS = {"p": "per_100", "u": "users"}
SKILLS = {
    "n": Skill.NURSE.value,
    "s": Skill.SOCIAL_EDUCATOR.value,
    "h": Skill.HEALTHCARE_WORKER.value,
    "o": Skill.OTHER_HIGHER.value,
    "v": Skill.OTHER_SECONDARY.value,
    "u": Skill.UNTRAINED.value,
}
RESOURCE_PARTS = {
    "t": "hours_per_week",
    "o": "occupancy_percent",
    "u": "person_years_per_user",
    "v": "person_years_per_place",
    "c": "cost_per_unit",
}
SKILL_PARTS = {
    "z": "share_percent_at_horizon",
    "c": "cost_per_person_year",
    "l": "leaving_percent",
    "h": "hired_each_year",
}


@frozen(kw_only=True)
class ListCode:
    """A list in the scenario and how one entry of the address is read."""

    path: tuple[str, ...]
    read: Callable[[str, str], list[dict[str, Any]]]
    """Code and text of the entry, for faults and for reading; several rates may share one."""


def own_pairs(scenario: Scenario) -> Iterator[tuple[str, str]]:
    """Names and texts of the address for all lists but the levers."""
    for one in scenario.population.newcomers:
        yield "ad", f"{one.year}~{number_text(one.persons)}~{one.source.value[0]}"
    for change in scenario.capacity.planned:
        yield "cc", f"{change.year}~{LETTERS[change.service.value]}~{number_text(change.amount)}"
    for head, rates in groupby(scenario.local.rates, _rate_head):
        yield "rt", "~".join([head, *(_rate_text(each) for each in rates)])
    for each in scenario.resources.services:
        head = LETTERS[each.service.value]
        yield "rs", "~".join([head, *_part_texts(each, RESOURCE_PARTS)])
    for group in scenario.resources.skills:
        head = next(letter for letter, skill in SKILLS.items() if skill == group.skill.value)
        share = number_text(group.share_percent)
        yield "sk", "~".join([head, share, *_part_texts(group, SKILL_PARTS)])


def _rate_head(rate: OwnRate) -> str:
    kind = "p" if rate.per_100 is not None else "u"
    return LETTERS[rate.service.value] + rate.sex.value[0] + kind


def _rate_text(rate: OwnRate) -> str:
    count = rate.users if rate.per_100 is None else rate.per_100
    oldest = "" if rate.high is None else rate.high
    return f"{rate.low}:{oldest}:{number_text(count or 0)}"


def _part_texts(given: ServiceResources | SkillGroup, parts: dict[str, str]) -> list[str]:
    values = {letter: getattr(given, field) for letter, field in parts.items()}
    return [letter + number_text(value) for letter, value in values.items() if value is not None]


def _newcomers(code: str, text: str) -> list[dict[str, Any]]:
    year, *more = text.split("~")
    if not 1 <= len(more) <= 2 or (len(more) == 2 and more[1] not in SOURCES):
        raise unreadable(code, text)
    document = {"year": value_of(year), "persons": value_of(more[0])}
    return [document | ({"source": SOURCES[more[1]]} if len(more) == 2 else {})]


def _changes(code: str, text: str) -> list[dict[str, Any]]:
    parts = text.split("~")
    if len(parts) != 3 or parts[1] not in SERVICES:
        raise unreadable(code, text)
    return [
        {
            "year": value_of(parts[0]),
            "service": SERVICES[parts[1]].value,
            "amount": value_of(parts[2]),
        }
    ]


def _rates(code: str, text: str) -> list[dict[str, Any]]:
    head, *entries = text.split("~")
    if len(head) != 3 or not entries:
        raise unreadable(code, text)
    try:
        service, sex, kind = SERVICES[head[0]].value, SEXES[head[1]], KINDS[head[2]]
    except KeyError as fault:
        raise unreadable(code, head) from fault
    found = []
    for entry in entries:
        ages = entry.split(":")
        if len(ages) != 3:
            raise unreadable(code, entry)
        found.append(
            {
                "service": service,
                "sex": sex,
                "low": value_of(ages[0]),
                "high": value_of(ages[1]) if ages[1] else None,
                kind: value_of(ages[2]),
            }
        )
    return found


def _resources(code: str, text: str) -> list[dict[str, Any]]:
    head, *parts = text.split("~")
    if head not in SERVICES:
        raise unreadable(code, text)
    return [{"service": SERVICES[head].value} | _read_parts(code, parts, RESOURCE_PARTS)]


def _skills(code: str, text: str) -> list[dict[str, Any]]:
    head, *parts = text.split("~")
    if head not in SKILLS or not parts:
        raise unreadable(code, text)
    share, *more = parts
    return [
        {"skill": SKILLS[head], "share_percent": value_of(share)}
        | _read_parts(code, more, SKILL_PARTS)
    ]


def _read_parts(code: str, texts: list[str], parts: dict[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for text in texts:
        field = parts.get(text[:1])
        if field is None or field in found:
            raise unreadable(code, text)
        found[field] = value_of(text[1:])
    return found


LISTS = {
    "ad": ListCode(path=("population", "newcomers"), read=_newcomers),
    "cc": ListCode(path=("capacity", "planned"), read=_changes),
    "rt": ListCode(path=("local", "rates"), read=_rates),
    "rs": ListCode(path=("resources", "services"), read=_resources),
    "sk": ListCode(path=("resources", "skills"), read=_skills),
}
"""Name in the address -> the list it adds to."""
