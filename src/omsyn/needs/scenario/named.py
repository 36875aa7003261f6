"""Scenarios that have a name of their own."""

from __future__ import annotations

from collections.abc import Callable

from omsyn.errors import ScenarioError
from omsyn.geography.region import COUNTRY_ID
from omsyn.language import _, number, percent
from omsyn.needs.levers import FamilyRule
from omsyn.needs.scenario.chain import Needs
from omsyn.needs.scenario.choices import HealthyAgeing, InformalCare, Productivity, Standard
from omsyn.needs.scenario.model import Local, Scenario
from omsyn.needs.services import Service

SSB_PERSON_YEARS_2017 = 310_000
SSB_PERSON_YEARS_2035 = 415_000
SSB_FAMILY_PERSON_YEARS = 90_000
FITTED_SHARE = 0.28
"""Part of the person-years that follows 80 and over. Fitted, so that the path ends where the
published one does: use by age is not open. With 0 the path ends 16 % below, with 1 43 % above."""


def ssb_2019_reference() -> Scenario:
    """The reference path of Statistics Norway (2019) for the country, as far as data are open.

    Published: 310 000 person-years in health and care in 2017 become 415 000 in 2035, with a
    better standard (1 % a year), higher productivity (0.5 % a year), health that improves in step
    with mortality, and 90 000 person-years of family care every year. Use by age is not open, so
    one number is fitted (`FITTED_SHARE`): the end point is no test of this method.
    """
    return Scenario(
        name="ssb_2019_reference",
        region=COUNTRY_ID,
        base_year=2017,
        horizon=2035,
        local=Local(
            year=2017,
            person_years=SSB_PERSON_YEARS_2017,
            share_following_80plus=FITTED_SHARE,
        ),
        levers=(
            HealthyAgeing(definition="mortality_ratio", value=1),
            InformalCare(
                rule=FamilyRule.CONSTANT,
                value=100 * SSB_FAMILY_PERSON_YEARS / SSB_PERSON_YEARS_2017,
            ),
            Standard(value=1),
            Productivity(value=0.5),
        ),
    )


def published_difference(scenario: Scenario, path: Needs) -> list[str]:
    """How far the reference path ends from the published one, where the scenario is that path.

    `path` holds the needs of the main path by service, each (1, year).
    """
    reference = ssb_2019_reference()
    drawn = {"draws": reference.draws, "seed": reference.seed}
    if scenario.model_copy(update=drawn) != reference or Service.PERSON_YEARS not in path:
        return []
    here = float(path[Service.PERSON_YEARS][0, -1])
    return [
        _(
            "Statistisk sentralbyrå (2019) har publisert {start} årsverk i {first} og {published} "
            "i {last}; her ender banen på {here}, {difference} fra det publiserte. Hvordan "
            "årsverkene fordeler seg på alder, er ikke åpent: at {share} av dem følger innbyggerne "
            "80 år og eldre, er tilpasset sluttallet, som derfor ikke er noen prøve av metoden."
        ).format(
            start=number(SSB_PERSON_YEARS_2017), first=reference.base_year,
            published=number(SSB_PERSON_YEARS_2035), last=reference.horizon, here=number(here),
            difference=percent(100 * (here / SSB_PERSON_YEARS_2035 - 1), 1),
            share=percent(100 * FITTED_SHARE, 0),
        )
    ]  # fmt: skip


NAMED: dict[str, Callable[[], Scenario]] = {"ssb_2019_reference": ssb_2019_reference}


def named_scenario(name: str) -> Scenario:
    """The scenario of that name. Raises `ScenarioError`, which lists the names."""
    if name not in NAMED:
        raise ScenarioError(
            _("Det er ikke noe scenario som heter {name}; velg blant: {names}.").format(
                name=name, names=", ".join(NAMED)
            )
        )
    return NAMED[name]()
