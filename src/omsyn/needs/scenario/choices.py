"""The levers and their distributions as validated models; every default changes nothing."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from omsyn.language import _, number
from omsyn.needs.levers import FamilyRule, PhaseForm
from omsyn.needs.services import Service

FIRST_YEAR, LAST_YEAR = 2006, 2100
OLDEST = 105


class Model(BaseModel):
    """Frozen, finite, and closed to fields that are not written here."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, allow_inf_nan=False, str_strip_whitespace=True
    )


class Uniform(Model):
    """Every value between two is as likely."""

    kind: Literal["uniform"] = "uniform"
    low: float
    high: float


class Normal(Model):
    """A normal distribution with 80 % between two values."""

    kind: Literal["normal"] = "normal"
    low: float = Field(description="One in ten is below.")
    high: float = Field(description="One in ten is above.")


class Triangular(Model):
    """Rises in a straight line from `low` to the lever's own value, and falls to `high`."""

    kind: Literal["triangular"] = "triangular"
    low: float
    high: float


Distribution = Annotated[Uniform | Normal | Triangular, Field(discriminator="kind")]


class Ages(Model):
    """Completed ages, both included; without `high`: and over."""

    low: int = Field(default=0, ge=0, le=OLDEST)
    high: int | None = Field(default=None, ge=0, le=OLDEST)

    @model_validator(mode="after")
    def _in_order(self) -> Ages:
        if self.high is not None and self.high < self.low:
            raise ValueError(
                _("ages.high er {high}, men må være minst ages.low, som er {low}.").format(
                    high=self.high, low=self.low
                )
            )
        return self


class LeverBase(Model):
    """What all levers have. `value` is the main parameter and 0 means: changes nothing."""

    neutral: ClassVar[float] = 0.0
    default_services: ClassVar[tuple[Service, ...]] = ()

    value: float
    start: int | None = Field(
        default=None,
        ge=FIRST_YEAR,
        le=LAST_YEAR,
        description="In force from 1 January of this year; null: the base year.",
    )
    phase_years: int = Field(default=0, ge=0, le=50, description="Years until fully in force.")
    phase_form: PhaseForm = PhaseForm.LINEAR
    services: tuple[Service, ...] | None = Field(
        default=None, min_length=1, description="null: those that the lever normally works on."
    )
    ages: Ages | None = Field(default=None, description="null: all ages.")
    uncertainty: Distribution | None = Field(
        default=None, description="Distribution of `value` over the draws; null: a point."
    )

    @field_validator("services")
    @classmethod
    def _each_once_in_order(cls, given: tuple[Service, ...] | None) -> tuple[Service, ...] | None:
        # One who names a service twice means it once, and the order means nothing.
        return None if given is None else tuple(each for each in Service if each in given)

    @model_validator(mode="after")
    def _value_inside_uncertainty(self) -> LeverBase:
        spread = self.uncertainty
        if spread is not None and not spread.low <= self.value <= spread.high:
            raise ValueError(
                _(
                    "uncertainty går fra {low} til {high}, men value er {value}; verdien må ligge "
                    "innenfor."
                ).format(
                    low=number(spread.low, 2),
                    high=number(spread.high, 2),
                    value=number(self.value, 2),
                )
            )
        return self

    @property
    def on(self) -> tuple[Service, ...]:
        """The services that it works on."""
        return self.default_services if self.services is None else self.services

    @property
    def changes_nothing(self) -> bool:
        """Whether the lever stands at its neutral point in every draw."""
        return self.value == self.neutral and self.uncertainty is None


CARE = tuple(each for each in Service if each is not Service.DEMENTIA)
"""All but dementia: what people get, and not what they have."""


class UnmetNeed(LeverBase):
    """Percent more need than is met today, from `start` on."""

    default_services = CARE
    kind: Literal["unmet_need"] = "unmet_need"
    value: float = Field(default=0.0, ge=-50, le=200, description="Percent.")


class DementiaTrend(LeverBase):
    """Percent change a year in the share of each age that has dementia."""

    default_services = (Service.DEMENTIA,)
    kind: Literal["dementia_trend"] = "dementia_trend"
    value: float = Field(default=0.0, ge=-5, le=5, description="Percent a year.")
    services: tuple[Literal[Service.DEMENTIA], ...] | None = Field(default=None, min_length=1)


class HealthyAgeing(LeverBase):
    """Health that improves with mortality: 0 not at all, 1 in step with it.

    `mortality_ratio`: the rate of each age above `from_age` falls by `value` times as many percent
    as mortality does. `age_shift`: those of an age use as much as those `value` times the gain in
    remaining years younger do today.
    """

    default_services = CARE
    kind: Literal["healthy_ageing"] = "healthy_ageing"
    definition: Literal["mortality_ratio", "age_shift"] = "age_shift"
    value: float = Field(default=0.0, ge=-1, le=2)
    from_age: int = Field(
        default=55, ge=0, le=OLDEST, description="Only for mortality_ratio: ages above this."
    )


class InformalCare(LeverBase):
    """Care that families give, in percent of the formal care in the year `start`."""

    default_services = CARE
    kind: Literal["informal_care"] = "informal_care"
    value: float = Field(default=0.0, ge=0, le=500, description="Percent of formal care.")
    rule: FamilyRule = FamilyRule.CONSTANT
    percent_per_year: float = Field(
        default=0.0, ge=-10, le=10, description="Only for the rule percent_per_year."
    )
    ages: None = Field(default=None, description="Always all ages.")

    @property
    def changes_nothing(self) -> bool:
        """Family care that follows the need changes nothing, however large it is."""
        return super().changes_nothing or self.rule is FamilyRule.PROPORTIONAL


class Technology(LeverBase):
    """Welfare technology or prevention: need falls by reach · effect · adoption."""

    default_services = CARE
    kind: Literal["technology"] = "technology"
    value: float = Field(
        default=0.0, ge=-100, le=100, description="Effect: percent less need for each one reached."
    )
    reach: float = Field(default=100.0, ge=0, le=100, description="Percent whom it suits.")
    adoption: float = Field(default=100.0, ge=0, le=100, description="Percent of them who get it.")
    evidence: Literal["assumed", "weak", "moderate", "strong"] = "assumed"


Exchanged = Literal[
    Service.HOME_SERVICES,
    Service.PLACES,
    Service.PRACTICAL_HELP,
    Service.HOME_NURSING,
    Service.USER_CONTROLLED_ASSISTANCE,
    Service.SHORT_STAY,
    Service.DAY_CARE,
    Service.HOUSING_24H,
]


class ServiceProfile(LeverBase):
    """A share of the users of one service who get another instead."""

    default_services = (Service.HOME_SERVICES, Service.PLACES)
    kind: Literal["service_profile"] = "service_profile"
    value: float = Field(default=0.0, ge=0, le=100, description="Percent moved.")
    from_service: Exchanged = Service.PLACES
    to_service: Exchanged = Service.HOME_SERVICES
    exchange: float = Field(
        default=1.0, ge=0, le=20, description="Units of the second for each unit of the first."
    )
    services: None = Field(default=None, description="Given by from_service and to_service.")
    ages: None = Field(default=None, description="Always all ages.")

    @model_validator(mode="after")
    def _two_services(self) -> ServiceProfile:
        if self.from_service is self.to_service:
            raise ValueError(
                _("from_service og to_service er den samme tjenesten; velg to forskjellige.")
            )
        return self


class Standard(LeverBase):
    """Percent a year by which each user gets more."""

    default_services = (Service.PERSON_YEARS,)
    kind: Literal["standard"] = "standard"
    value: float = Field(default=0.0, ge=-5, le=5, description="Percent a year.")


class Productivity(LeverBase):
    """Percent a year by which the same work takes less staff."""

    default_services = (Service.PERSON_YEARS,)
    kind: Literal["productivity"] = "productivity"
    value: float = Field(default=0.0, ge=-5, le=5, description="Percent a year.")
    services: tuple[Literal[Service.PERSON_YEARS], ...] | None = Field(default=None, min_length=1)


class Recruitment(LeverBase):
    """Supply of staff from the base year: growth in percent a year, and so many more a year.

    Or by what moves it: the percent who leave each year, those who are hired, and the part of the
    agreed time that is lost to absence. It changes no need; it is shown against the need for
    person-years.
    """

    default_services = (Service.PERSON_YEARS,)
    kind: Literal["recruitment"] = "recruitment"
    value: float = Field(default=0.0, ge=-10, le=10, description="Percent a year.")
    more_each_year: float = Field(
        default=0.0, ge=-10_000, le=10_000, description="Person-years added each year."
    )
    leaving_percent: float = Field(
        default=0.0, ge=0, le=60, description="Percent of the staff who leave each year."
    )
    hired_each_year: float = Field(
        default=0.0, ge=0, le=100_000, description="Person-years hired each year."
    )
    absence_percent: float | None = Field(
        default=None, ge=0, le=60, description="Percent of agreed time lost to absence today."
    )
    absence_target_percent: float | None = Field(
        default=None, ge=0, le=60, description="What absence becomes, phased in; null: as today."
    )
    services: None = Field(default=None, description="Always person-years.")
    ages: None = Field(default=None, description="Always all ages.")

    @model_validator(mode="after")
    def _absence_from_something(self) -> Recruitment:
        if self.absence_target_percent is not None and self.absence_percent is None:
            raise ValueError(
                _("absence_target_percent krever absence_percent, fraværet i dag; fyll det ut.")
            )
        return self

    @property
    def absence_changes(self) -> bool:
        """Whether absence becomes another than today's."""
        return self.absence_target_percent not in {None, self.absence_percent}

    @property
    def changes_nothing(self) -> bool:
        moved = (self.more_each_year, self.leaving_percent, self.hired_each_year)
        return super().changes_nothing and not any(moved) and not self.absence_changes


Lever = Annotated[
    UnmetNeed
    | DementiaTrend
    | HealthyAgeing
    | InformalCare
    | Technology
    | ServiceProfile
    | Standard
    | Productivity
    | Recruitment,
    Field(discriminator="kind"),
]

AnyLever = (
    UnmetNeed
    | DementiaTrend
    | HealthyAgeing
    | InformalCare
    | Technology
    | ServiceProfile
    | Standard
    | Productivity
    | Recruitment
)

LEVERS: tuple[type[AnyLever], ...] = (
    UnmetNeed,
    DementiaTrend,
    HealthyAgeing,
    InformalCare,
    Technology,
    ServiceProfile,
    Standard,
    Productivity,
    Recruitment,
)
"""In the order in which they work."""

KINDS = {each.model_fields["kind"].default: each for each in LEVERS}
