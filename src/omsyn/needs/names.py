"""What services, groups of staff and sexes are called, in the middle of a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from omsyn.language import _
from omsyn.needs.services import Service

if TYPE_CHECKING:
    from omsyn.needs.own_rates import Sex


def service_name(service: Service) -> str:
    """What a service is called in lists of what a lever works on."""
    return {
        Service.HOME_SERVICES: _("hjemmetjenester"),
        Service.PLACES: _("plasser i institusjon"),
        Service.DEMENTIA: _("personer med demens"),
        Service.PERSON_YEARS: _("årsverk"),
        Service.PRACTICAL_HELP: _("praktisk bistand"),
        Service.HOME_NURSING: _("hjemmesykepleie"),
        Service.USER_CONTROLLED_ASSISTANCE: _("brukerstyrt personlig assistanse"),
        Service.SHORT_STAY: _("korttidsopphold"),
        Service.DAY_CARE: _("dagtilbud"),
        Service.HOUSING_24H: _("bolig med heldøgns omsorg"),
    }[service]


def service_title(service: Service) -> str:
    """What the need for a service is called where it stands alone."""
    return {
        Service.HOME_SERVICES: _("Brukere av hjemmetjenester"),
        Service.PLACES: _("Plasser i institusjon"),
        Service.DEMENTIA: _("Personer med demens"),
        Service.PERSON_YEARS: _("Årsverk i helse- og omsorgstjenesten"),
        Service.PRACTICAL_HELP: _("Brukere av praktisk bistand"),
        Service.HOME_NURSING: _("Brukere av hjemmesykepleie"),
        Service.USER_CONTROLLED_ASSISTANCE: _("Brukere av brukerstyrt personlig assistanse"),
        Service.SHORT_STAY: _("Plasser til korttidsopphold"),
        Service.DAY_CARE: _("Plasser i dagtilbud"),
        Service.HOUSING_24H: _("Plasser i bolig med heldøgns omsorg"),
    }[service]


def sex_name(sex: Sex) -> str:
    """`menn`, `kvinner` or both."""
    return {"male": _("menn"), "female": _("kvinner"), "both": _("begge kjønn")}[sex.value]
