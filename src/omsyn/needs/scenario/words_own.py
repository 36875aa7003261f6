"""The planner's own figures told to readers: rates, capacity, what a user takes, and staff."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from omsyn.language import _, number
from omsyn.needs.names import service_name, sex_name
from omsyn.needs.scenario.choices import Recruitment
from omsyn.needs.scenario.model import Scenario
from omsyn.needs.scenario.own import Capacity, OwnRate, Resources, ServiceResources, Skill
from omsyn.needs.scenario.phrases import Parameter, exact, percent_text, short
from omsyn.needs.services import WITH_PLACES, Service

MOST_DECIMALS = 6


def own_figures(scenario: Scenario) -> list[Parameter]:
    """What the planner knows herself, but for levers."""
    return [
        *_of_local(scenario),
        *_of_capacity(scenario.capacity),
        *_of_resources(scenario.resources),
    ]


def _of_local(scenario: Scenario) -> Iterator[Parameter]:
    local, unknown = scenario.local, _("ikke oppgitt")
    year = _("nyeste år med folketall") if local.year is None else str(local.year)
    rows = (
        (_("Egne årsverk, {year}").format(year=year), local.person_years),
        (_("Egne plasser, {year}").format(year=year), local.places),
    )
    for label, value in rows:
        if value is not None:
            yield Parameter(label=label, value=exact(value), neutral=unknown)
    if local.share_following_80plus != 1:
        yield Parameter(
            label=_("Del av årsverkene som følger innbyggerne 80 år og eldre"),
            value=percent_text(100 * local.share_following_80plus),
            neutral=percent_text(100),
        )
    for service, sex in dict.fromkeys((each.service, each.sex) for each in local.rates):
        mine = [each for each in local.rates if (each.service, each.sex) == (service, sex)]
        yield Parameter(
            label=_("Egne tall for {service}, {sex}, {year}").format(
                service=service_name(service), sex=sex_name(sex), year=year
            ),
            value="; ".join(_rate(each) for each in mine),
            neutral=unknown,
        )
    if local.shrink_to_group:
        yield Parameter(
            label=_("Egen dekning trukket mot KOSTRA-gruppens"), value=_("ja"), neutral=_("nei")
        )


def _rate(rate: OwnRate) -> str:
    ages = (
        _("{low} år og eldre").format(low=rate.low)
        if rate.high is None
        else _("{low} år").format(low=rate.low)
        if rate.high == rate.low
        else _("{low}–{high} år").format(low=rate.low, high=rate.high)
    )
    if rate.per_100 is not None:
        return _("{ages}: {count} av 100").format(ages=ages, count=_all_decimals(rate.per_100))
    return _("{ages}: {count} brukere").format(ages=ages, count=_all_decimals(rate.users or 0))


def _all_decimals(value: float) -> str:
    """As many decimals as the number has, up to six."""
    places = next((n for n in range(MOST_DECIMALS) if round(value, n) == value), MOST_DECIMALS)
    return number(value, places)


def _of_capacity(capacity: Capacity) -> Iterator[Parameter]:
    for service in Service:
        value = capacity.of(service)
        if value is not None:
            yield Parameter(
                label=_("Kapasitet: {service}").format(service=capacity_name(service)),
                value=exact(value),
                neutral=_("ikke oppgitt"),
            )
    for each in capacity.planned:
        text = _("{count} flere") if each.amount >= 0 else _("{count} færre")
        yield Parameter(
            label=_("Planlagt i {year}: {service}").format(
                year=each.year, service=capacity_name(each.service)
            ),
            value=text.format(count=exact(abs(each.amount))),
            neutral=_("ingen endring"),
        )


def capacity_name(service: Service) -> str:
    """What there is so and so much of."""
    match service:
        case Service.PLACES:
            return _("plasser")
        case Service.PERSON_YEARS:
            return _("årsverk")
        case Service.HOME_SERVICES:
            return _("brukere av hjemmetjenester")
        case each if each in WITH_PLACES:
            return _("plasser, {service}").format(service=service_name(service))
    return _("brukere, {service}").format(service=service_name(service))


def _of_resources(given: Resources) -> Iterator[Parameter]:
    unknown = _("ikke oppgitt")
    for each in given.services:
        if parts := _resource_parts(each):
            yield Parameter(
                label=_("Ressurser: {service}").format(service=service_name(each.service)),
                value="; ".join(parts),
                neutral=unknown,
            )
    for group in given.skills:
        parts = [_("{share} av årsverkene").format(share=percent_text(group.share_percent))]
        if group.share_percent_at_horizon is not None:
            parts.append(
                _("{share} i målåret").format(share=percent_text(group.share_percent_at_horizon))
            )
        if group.cost_per_person_year is not None:
            parts.append(
                _("{cost} kroner per årsverk").format(cost=exact(group.cost_per_person_year))
            )
        parts += _moves(group.leaving_percent, group.hired_each_year)
        yield Parameter(
            label=_("Ansatte: {skill}").format(skill=skill_name(group.skill)),
            value="; ".join(parts),
            neutral=unknown,
        )
    if given.cost_per_person_year is not None:
        yield Parameter(
            label=_("Kostnad per årsverk"),
            value=_("{cost} kroner").format(cost=exact(given.cost_per_person_year)),
            neutral=unknown,
        )
    if given.price_growth_percent:
        text = _("{percent} i året")
        yield Parameter(
            label=_("Realvekst i kostnadene"),
            value=text.format(percent=percent_text(given.price_growth_percent)),
            neutral=text.format(percent=percent_text(0)),
        )


def _resource_parts(each: ServiceResources) -> list[str]:
    rows = (
        (_("{count} timer i uken per bruker"), each.hours_per_week),
        (_("belegg {count} prosent"), each.occupancy_percent),
        (_("{count} årsverk per bruker"), each.person_years_per_user),
        (_("{count} årsverk per plass"), each.person_years_per_place),
        (_("{count} kroner i året per enhet, uten lønn"), each.cost_per_unit),
    )
    return [text.format(count=short(value)) for text, value in rows if value is not None]


def _moves(leaving: float | None, hired: float | None) -> list[str]:
    said = []
    if leaving is not None:
        said.append(_("{share} slutter hvert år").format(share=percent_text(leaving)))
    if hired is not None:
        said.append(_("{count} årsverk ansettes hvert år").format(count=exact(hired)))
    return said


def recruitment_parts(lever: Recruitment) -> list[str]:
    """What moves the staff, beside the growth."""
    said = []
    if lever.more_each_year:
        said.append(_("{count} årsverk flere hvert år").format(count=exact(lever.more_each_year)))
    said += _moves(lever.leaving_percent or None, lever.hired_each_year or None)
    if lever.absence_percent is not None:
        absent = percent_text(lever.absence_percent)
        said.append(
            _("fravær {absent}").format(absent=absent)
            if lever.absence_target_percent is None
            else _("fravær fra {absent} til {target}").format(
                absent=absent, target=percent_text(lever.absence_target_percent)
            )
        )
    return said


def skill_name(skill: Skill) -> str:
    """What a group of staff is called."""
    match skill:
        case Skill.NURSE:
            return _("sykepleiere")
        case Skill.SOCIAL_EDUCATOR:
            return _("vernepleiere")
        case Skill.HEALTHCARE_WORKER:
            return _("helsefagarbeidere")
        case Skill.OTHER_HIGHER:
            return _("andre med høyere utdanning")
        case Skill.OTHER_SECONDARY:
            return _("andre med videregående utdanning")
        case Skill.UNTRAINED:
            return _("uten helse- eller sosialfaglig utdanning")
    assert_never(skill)
