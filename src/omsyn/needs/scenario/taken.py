"""From need to what it takes: users, hours, person-years and money, on the main path and in draws.

Person-years of a service are `users · person-years each · (1 + standard)^t / (1 + productivity)^t`
(the identity of Statistics Norway), and cost is `person-years · wage + units · unit cost`. Only
what the planner gave is computed.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

import numpy as np
from attrs import evolve, frozen

from omsyn.demography.population import FloatArray
from omsyn.language import _
from omsyn.needs.names import service_name
from omsyn.needs.scenario import chance
from omsyn.needs.scenario.amounts import CostResult, Volume, VolumeKind
from omsyn.needs.scenario.chain import Ground, Needs, apply
from omsyn.needs.scenario.choices import AnyLever, Productivity, Recruitment, Standard, Technology
from omsyn.needs.scenario.model import Scenario
from omsyn.needs.scenario.own import Resources, ServiceResources, SkillGroup
from omsyn.needs.services import Service

WAGES = "wages"


@frozen(kw_only=True, eq=False)
class Amount:
    """An amount on the main path and in the draws."""

    main: FloatArray
    """Shape (year,)."""
    drawn: FloatArray | None = None
    """Shape (draw, year), or (1, year) where every draw is alike; None without draws."""

    def times(self, factor: FloatArray | float) -> Amount:
        """By a number, or one for each year."""
        drawn = None if self.drawn is None else self.drawn * factor
        return evolve(self, main=self.main * factor, drawn=drawn)

    def plus(self, other: Amount) -> Amount:
        """Added up draw by draw."""
        drawn = None
        if self.drawn is not None and other.drawn is not None:
            drawn = self.drawn + other.drawn
        return evolve(self, main=self.main + other.main, drawn=drawn)

    def quantiles(self) -> dict[float, FloatArray]:
        """Of the draws; empty where nothing differs between them."""
        if self.drawn is None or len(self.drawn) == 1:
            return {}
        return dict(zip(chance.LEVELS, chance.quantiles(self.drawn), strict=True))


@frozen(kw_only=True, eq=False)
class Taken:
    """What the needs of a scenario take."""

    scenario: Scenario
    levers: tuple[tuple[str, AnyLever], ...]
    ground: Ground
    path: Needs
    drawn: Needs
    worlds: Ground
    """What the draws are on: the ground with the people of each, where they are drawn."""
    keep_draws: bool = False
    """Whether results keep every draw."""

    def need(self, service: Service) -> Amount:
        """The need itself, in its own unit."""
        return Amount(main=self.path[service][0], drawn=self.drawn.get(service))

    def volumes(self, service: Service) -> dict[str, Volume]:
        """What a service takes of each thing that was given, by kind."""
        given = self.scenario.resources.of(service)
        if given is None:
            return {}
        amounts = {
            VolumeKind.USERS: self._users(service) if self._shows_users(given) else None,
            VolumeKind.HOURS: self._hours(given),
            VolumeKind.PERSON_YEARS: self._staff(given),
            VolumeKind.COST: self._units(given),
        }
        return {
            kind.value: Volume(
                kind=kind, name=_name(kind), unit=_unit(kind), years=self.ground.years,
                value=amount.main, quantiles=amount.quantiles(),
                drawn=amount.drawn if self.keep_draws else None,
            )
            for kind, amount in amounts.items()
            if amount is not None
        }  # fmt: skip

    def person_years(self) -> Amount | None:
        """All person-years: the need for them where its level is known, else of the services."""
        whole = self.ground.rates.get(Service.PERSON_YEARS)
        if whole is not None and not whole.index:
            return self.need(Service.PERSON_YEARS)
        found = [
            amount
            for each in self.scenario.resources.services
            if each.service in self.path and (amount := self._staff(each)) is not None
        ]
        return reduce(Amount.plus, found) if found else None

    def person_years_of(self) -> tuple[Service, ...]:
        """The services whose person-years are added up; none where the whole is known."""
        whole = self.ground.rates.get(Service.PERSON_YEARS)
        if whole is not None and not whole.index:
            return ()
        return tuple(
            each.service
            for each in self.scenario.resources.services
            if each.service in self.path and _per_unit(each) is not None
        )

    def cost(self) -> CostResult | None:
        """The cost of what was given one; None where nothing was."""
        resources, parts = self.scenario.resources, {}
        staff = self.person_years()
        wages = wage_of_each(resources, len(self.ground.years))
        if staff is not None and wages.any():
            parts[WAGES] = staff.times(wages)
        for each in resources.services:
            if each.service in self.path and (amount := self._units(each)) is not None:
                parts[each.service.value] = amount
        if not parts:
            return None
        whole = reduce(Amount.plus, parts.values())
        since = np.arange(len(self.ground.years))
        growth = resources.price_growth_percent
        return CostResult(
            years=self.ground.years,
            fixed=whole.main,
            grown=whole.main * (1 + growth / 100) ** since,
            price_growth_percent=growth,
            parts={key: amount.main for key, amount in parts.items()},
            quantiles=whole.quantiles(),
            drawn=whole.drawn if self.keep_draws else None,
        )

    @staticmethod
    def _shows_users(given: ServiceResources) -> bool:
        return given.occupancy_percent not in {None, 100}

    def _users(self, service: Service) -> Amount:
        """People who have the service: the need, or those in the places at their occupancy."""
        return self.need(service).times(self.ground.rates[service].occupancy)

    def _hours(self, given: ServiceResources) -> Amount | None:
        if given.hours_per_week is None:
            return None
        hours = self._users(given.service).times(given.hours_per_week)
        return self._intense(hours, given.service, (Standard,))

    def _staff(self, given: ServiceResources) -> Amount | None:
        if given.person_years_per_place is not None:
            units = self.need(given.service).times(given.person_years_per_place)
        elif given.person_years_per_user is not None:
            units = self._users(given.service).times(given.person_years_per_user)
        else:
            return None
        return self._intense(units, given.service, (Technology, Standard, Productivity))

    def _units(self, given: ServiceResources) -> Amount | None:
        if given.cost_per_unit is None:
            return None
        return self.need(given.service).times(given.cost_per_unit)

    def _intense(self, amount: Amount, service: Service, kinds: tuple[type, ...]) -> Amount:
        """After the levers that work on staff, and not on the users that they are counted by."""
        for key, lever in self.levers:
            if not isinstance(lever, kinds):
                continue
            if Service.PERSON_YEARS not in lever.on or service in lever.on:
                continue
            here = lever.model_copy(update={"services": (service,)})
            main = apply(here, {service: amount.main[None]}, self.ground, np.array([lever.value]))
            drawn = amount.drawn
            if drawn is not None:
                values = chance.values(lever, key, self.scenario.seed, self.scenario.draws)
                drawn = apply(here, {service: drawn}, self.worlds, values)[service]
            amount = Amount(main=main[service][0], drawn=drawn)
        return amount


def _per_unit(given: ServiceResources) -> float | None:
    return given.person_years_per_place or given.person_years_per_user


def shares_over_time(group: SkillGroup, years: int) -> FloatArray:
    """The group's part (0..1) of the person-years each year, in a straight line to the last."""
    last = group.share_percent_at_horizon
    end = group.share_percent if last is None else last
    return np.linspace(group.share_percent, end, years) / 100


def wage_of_each(resources: Resources, years: int) -> FloatArray:
    """NOK for a mean person-year, each year, by the mix of skills; those without a cost are 0."""
    general = resources.cost_per_person_year or 0.0
    rest, total = np.ones(years), np.zeros(years)
    for group in resources.skills:
        share = shares_over_time(group, years)
        rest -= share
        total += share * (group.cost_per_person_year or general)
    result: FloatArray = total + np.maximum(rest, 0) * general
    return result


def uncosted(resources: Resources) -> bool:
    """Whether some person-years have a cost and others have none."""
    if resources.cost_per_person_year is not None:
        return False
    priced = [each.cost_per_person_year is not None for each in resources.skills]
    whole = sum(each.share_percent for each in resources.skills)
    return any(priced) and (not all(priced) or whole < 99.999)


def taken_warnings(taken: Taken) -> Sequence[str]:
    """What a reader must know of person-years and cost."""
    resources, said = taken.scenario.resources, []
    added = taken.person_years_of()
    counts = bool(resources.skills) or resources.cost_per_person_year is not None
    if added and counts:
        said.append(
            _("Årsverkene er summen av tjenestene der årsverk er oppgitt: {services}.").format(
                services=", ".join(service_name(each) for each in added)
            )
        )
    if counts and taken.person_years() is None:
        said.append(
            _(
                "Ansatte og lønn er ikke vist: legg inn egne årsverk, eller årsverk per bruker "
                "eller plass."
            )
        )
    if sum(isinstance(lever, Recruitment) for _key, lever in taken.levers) > 1:
        said.append(_("Bare det siste av virkemidlene for rekruttering er brukt; samle dem i ett."))
    if uncosted(resources):
        said.append(
            _("Årsverk uten oppgitt kostnad er ikke med i kostnaden; oppgi kostnad per årsverk.")
        )
    missing = [each.service for each in resources.services if each.service not in taken.path]
    if missing:
        said.append(
            _("Ressurser er oppgitt for tjenester som ikke er beregnet: {services}.").format(
                services=", ".join(service_name(each) for each in missing)
            )
        )
    return said


def _name(kind: VolumeKind) -> str:
    return {
        VolumeKind.USERS: _("Brukere på plassene"),
        VolumeKind.HOURS: _("Timer"),
        VolumeKind.PERSON_YEARS: _("Årsverk"),
        VolumeKind.COST: _("Kostnad uten lønn"),
    }[kind]


def _unit(kind: VolumeKind) -> str:
    return {
        VolumeKind.USERS: _("personer"),
        VolumeKind.HOURS: _("timer i uken"),
        VolumeKind.PERSON_YEARS: _("årsverk"),
        VolumeKind.COST: _("kroner i året, dagens priser"),
    }[kind]
