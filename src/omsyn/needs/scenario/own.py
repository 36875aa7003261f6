"""What the planner knows herself: use by age and sex, places to come, and what a user takes."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from pydantic import Field, model_validator

from omsyn.language import _, number
from omsyn.needs.own_rates import Cell, Sex, faults
from omsyn.needs.scenario.choices import FIRST_YEAR, LAST_YEAR, OLDEST, Model
from omsyn.needs.services import WITH_PLACES, Service

WHOLE = 100 + 1e-6
"""Shares may add up to this."""

Used = Literal[
    Service.HOME_SERVICES,
    Service.PLACES,
    Service.DEMENTIA,
    Service.PRACTICAL_HELP,
    Service.HOME_NURSING,
    Service.USER_CONTROLLED_ASSISTANCE,
    Service.SHORT_STAY,
    Service.DAY_CARE,
    Service.HOUSING_24H,
]
"""Services with users; person-years are what the users take."""

Provided = Literal[
    Service.HOME_SERVICES,
    Service.PLACES,
    Service.PERSON_YEARS,
    Service.PRACTICAL_HELP,
    Service.HOME_NURSING,
    Service.USER_CONTROLLED_ASSISTANCE,
    Service.SHORT_STAY,
    Service.DAY_CARE,
    Service.HOUSING_24H,
]
"""Services that there is a capacity of."""


class OwnRate(Model):
    """Use of one service by one sex and age group: users in 100 inhabitants, or a number of them.

    Use is that of an ordinary day: users at one time, and not all who had it in a year.
    """

    service: Used
    sex: Sex
    low: int = Field(ge=0, le=OLDEST, description="Youngest completed age.")
    high: int | None = Field(
        default=None, ge=0, le=OLDEST, description="Oldest completed age, included; null: and over."
    )
    per_100: float | None = Field(
        default=None, ge=0, le=100, description="Users in 100 inhabitants of the group."
    )
    users: float | None = Field(
        default=None, ge=0, le=1e6, description="Users, instead of per_100; on 1 January."
    )

    def cell(self, where: str) -> Cell:
        """The same for the calculation."""
        return Cell(
            service=self.service, sex=self.sex, low=self.low,
            high=OLDEST if self.high is None else self.high, per_100=self.per_100,
            users=self.users, where=where,
        )  # fmt: skip


class Local(Model):
    """The planner's own count of what is used today."""

    year: int | None = Field(
        default=None, ge=FIRST_YEAR, le=LAST_YEAR, description="1 January of; null: the base year."
    )
    person_years: float | None = Field(default=None, gt=0, le=1e6)
    places: float | None = Field(default=None, gt=0, le=1e6)
    share_following_80plus: float = Field(
        default=1.0,
        ge=0,
        le=1,
        description="Part of the person-years that follows 80+; the rest follows all inhabitants.",
    )
    rates: tuple[OwnRate, ...] = Field(
        default=(),
        max_length=2_000,
        description="Own use by service, sex and age; goes before what is published.",
    )
    shrink_to_group: bool = Field(
        default=False,
        description="Draw a small place's own rate towards that of its group, by gamma-Poisson.",
    )

    @model_validator(mode="after")
    def _rates_cover_each_cell_once(self) -> Local:
        if found := faults(self.cells()):
            raise ValueError(found[0])
        return self

    def cells(self) -> tuple[Cell, ...]:
        """The rates for the calculation."""
        return tuple(each.cell(f"local.rates[{place}]") for place, each in enumerate(self.rates))


class Change(Model):
    """New capacity of a service from 1 January of a year, or less where below 0."""

    year: int = Field(ge=FIRST_YEAR, le=LAST_YEAR)
    service: Provided
    amount: float = Field(ge=-1e6, le=1e6)


class Capacity(Model):
    """What there is or will be, to hold the need against; null: not known."""

    places: float | None = Field(default=None, gt=0, le=1e6)
    home_services: float | None = Field(default=None, gt=0, le=1e7)
    person_years: float | None = Field(default=None, gt=0, le=1e6)
    practical_help: float | None = Field(default=None, gt=0, le=1e7)
    home_nursing: float | None = Field(default=None, gt=0, le=1e7)
    user_controlled_assistance: float | None = Field(default=None, gt=0, le=1e7)
    short_stay: float | None = Field(default=None, gt=0, le=1e6)
    day_care: float | None = Field(default=None, gt=0, le=1e6)
    housing_24h: float | None = Field(default=None, gt=0, le=1e6)
    planned: tuple[Change, ...] = Field(
        default=(), max_length=60, description="What opens or closes, on top of what there is."
    )

    def of(self, service: Service) -> float | None:
        """What there is of a service; None where nobody has said."""
        value: float | None = getattr(self, service.value, None)
        return value


class Skill(StrEnum):
    """Groups of staff by training."""

    NURSE = "nurse"
    SOCIAL_EDUCATOR = "social_educator"
    HEALTHCARE_WORKER = "healthcare_worker"
    OTHER_HIGHER = "other_higher"
    OTHER_SECONDARY = "other_secondary"
    UNTRAINED = "untrained"


class SkillGroup(Model):
    """A part of the person-years, and what is known of those who fill it."""

    skill: Skill
    share_percent: float = Field(ge=0, le=100, description="Of the person-years today.")
    share_percent_at_horizon: float | None = Field(
        default=None, ge=0, le=100, description="In the target year; null: as today."
    )
    cost_per_person_year: float | None = Field(
        default=None, gt=0, le=1e8, description="NOK; null: that of all."
    )
    leaving_percent: float | None = Field(
        default=None, ge=0, le=60, description="Percent who leave each year."
    )
    hired_each_year: float | None = Field(
        default=None, ge=0, le=100_000, description="Person-years hired each year."
    )


class ServiceResources(Model):
    """What one user or place takes; null: not known, and not shown."""

    service: Used
    hours_per_week: float | None = Field(default=None, gt=0, le=168, description="For each user.")
    occupancy_percent: float | None = Field(
        default=None, gt=0, le=100, description="Users for each 100 places."
    )
    person_years_per_user: float | None = Field(default=None, gt=0, le=20)
    person_years_per_place: float | None = Field(default=None, gt=0, le=20)
    cost_per_unit: float | None = Field(
        default=None, gt=0, le=1e9, description="NOK a year for each user or place, without wages."
    )


class Resources(Model):
    """Hours, person-years and money that the need takes; nothing is assumed."""

    services: tuple[ServiceResources, ...] = Field(default=(), max_length=len(Service))
    skills: tuple[SkillGroup, ...] = Field(default=(), max_length=len(Skill))
    cost_per_person_year: float | None = Field(
        default=None, gt=0, le=1e8, description="NOK, for those whose skill has no cost of its own."
    )
    price_growth_percent: float = Field(
        default=0.0, ge=-10, le=10, description="Real growth of costs, percent a year."
    )

    @model_validator(mode="after")
    def _each_once_and_fitting(self) -> Resources:
        if sentence := _misfit(self):
            raise ValueError(sentence)
        return self

    def of(self, service: Service) -> ServiceResources | None:
        """What a user of a service takes; None where nothing is given."""
        return next((each for each in self.services if each.service is service), None)


def _misfit(given: Resources) -> str | None:
    """The first thing in the resources that cannot be so."""
    names = [each.service for each in given.services]
    for place, each in enumerate(given.services):
        field = f"resources.services[{place}]"
        if each.service in names[:place]:
            return _("{field} gjelder en tjeneste som alt står der; slå dem sammen.").format(
                field=field
            )
        if each.service not in WITH_PLACES and (
            each.occupancy_percent is not None or each.person_years_per_place is not None
        ):
            return _(
                "{field}: occupancy_percent og person_years_per_place gjelder bare tjenester med "
                "plasser ({services})."
            ).format(field=field, services=", ".join(each.value for each in WITH_PLACES))
        if each.person_years_per_user is not None and each.person_years_per_place is not None:
            return _(
                "{field}: skriv person_years_per_user eller person_years_per_place, ikke begge."
            ).format(field=field)
    return _skills_misfit(given.skills)


def _skills_misfit(groups: tuple[SkillGroup, ...]) -> str | None:
    names = [each.skill for each in groups]
    for place, each in enumerate(groups):
        if each.skill in names[:place]:
            return _("resources.skills[{place}] gjelder en gruppe som alt står der.").format(
                place=place
            )
    today = sum(each.share_percent for each in groups)
    later = sum(
        each.share_percent
        if each.share_percent_at_horizon is None
        else each.share_percent_at_horizon
        for each in groups
    )
    if today > WHOLE or later > WHOLE:
        return _(
            "Andelene i resources.skills er til sammen {sum} prosent; de kan ikke være mer enn 100."
        ).format(sum=number(max(today, later), 1))
    return None
