"""Fields for the place itself: its future population, what it has and plans, what a user takes.

Lists of the scenario are rows of fields: `ad.1.ar` is the year of the first newcomers. What is
about one service or one group of staff is named by their letters in the scenario's address:
`rs.p.o` is the occupancy of places.
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from omsyn.needs.names import service_name
from omsyn.needs.scenario.address_own import SKILLS
from omsyn.needs.scenario.own import Skill
from omsyn.needs.scenario.words_own import skill_name
from omsyn.needs.services import WITH_PLACES, Service
from omsyn.workspace.insight.whatif_details import LETTERS
from omsyn.workspace.insight.whatif_fields import (
    CARE,
    DEMENTIA,
    FIRST_HORIZON,
    HOME,
    LAST_HORIZON,
    OWN,
    PLACES,
    STAFF,
    Field,
    Group,
    per_standard,
)

MOST = 1_000_000
CAPACITY_CODES = {
    Service.PRACTICAL_HELP: "cr",
    Service.HOME_NURSING: "cn",
    Service.USER_CONTROLLED_ASSISTANCE: "cb",
    Service.SHORT_STAY: "ck",
    Service.DAY_CARE: "cg",
    Service.HOUSING_24H: "co",
}
ROWS = {"ad": ("ar", "personer", "kilde"), "cc": ("ar", "tjeneste", "antall")}
"""Lists of the address and the fields of each of their rows."""


@per_standard
def first_own_group() -> Group:
    """What the need is held against: the one thing to give first."""
    held = _("behovet holdes mot dette")
    return Group(
        id="egne",
        title=_("Det dere har"),
        fields=(
            Field(
                name="cp", label=_("Plasser dere har"), unit=held, low=1, high=MOST,
                services=(PLACES,),
            ),
            Field(
                name="ch", label=_("Brukere hjemmetjenesten har rom for"), unit=held,
                low=1, high=MOST, services=(HOME,),
            ),
            Field(
                name="lpy", label=_("Avtalte årsverk i dag"),
                unit=_("da vises behovet i årsverk, ikke bare i prosent"), low=0.1, high=MOST,
                step=0.1, services=(STAFF,),
            ),
            *(
                Field(
                    name=code,
                    label=_("Plasser dere har") if each in WITH_PLACES
                    else _("Brukere dere har rom for"),
                    unit=held, low=1, high=MOST, services=(each,),
                )
                for each, code in CAPACITY_CODES.items()
            ),
        ),
    )  # fmt: skip


@per_standard
def more_own_group(base: int) -> Group:
    """What else the planner knows better than the statistics."""
    return Group(
        id="mer-egne",
        title=_("Flere egne tall, og det som er vedtatt"),
        fields=(
            Field(
                name="lp", label=_("Plasser i bruk i dag"), unit=_("plasser"), low=1, high=MOST,
                services=(PLACES,),
                help=_(
                    "Dagens dekning regnes av dette tallet i stedet for av det nyeste "
                    "publiserte, som kan være gammelt."
                ),
            ),
            Field(
                name="cpy", label=_("Årsverk dere regner med å ha"), unit=_("årsverk"), low=0.1,
                high=MOST, step=0.1, services=(STAFF,),
                help=_("Behovet holdes mot dette tallet."),
            ),
            Field(
                name="ls", label=_("Del av årsverkene som følger innbyggere over 80 år"),
                unit=_("fra 0 til 1"), high=1, step=0.05, neutral=1, services=(STAFF,),
                help=_("Resten følger alle innbyggere."),
            ),
            Field(
                name="ly", label=_("Tallene over gjelder 1. januar"), unit=_("år"), low=2006,
                high=base, whole=True, services=(PLACES, STAFF),
            ),
            Field(
                name="b", label=_("Sammenlikn med et tidligere år"), unit=_("år"), low=2006,
                high=base, whole=True,
                help=_("Står feltet tomt, er det det nyeste året med folketall."),
            ),
        ),
    )  # fmt: skip


@per_standard
def population_group() -> Group:
    """Which future of the population it starts from."""
    level = (
        ("", _("som alternativet")),
        ("low", _("lav")),
        ("medium", _("middels")),
        ("high", _("høy")),
    )
    return Group(
        id="folketall",
        title=_("Hvordan folketallet går"),
        fields=(
            Field(
                name="alt",
                label=_("Alternativ"),
                options=(
                    ("", _("hovedalternativet")),
                    ("high", _("høy vekst")),
                    ("low", _("lav vekst")),
                    ("zero_migration", _("ingen flytting")),
                ),
                help=_(
                    "Høy vekst har høy fruktbarhet, lav dødelighet og høy innvandring; lav vekst "
                    "har det motsatte. De som fyller 80 fram til 2040, bor her for det meste "
                    "allerede, så dødeligheten betyr mest for behovet."
                ),
            ),
            Field(name="fe", label=_("Fruktbarhet"), options=level),
            Field(name="mo", label=_("Dødelighet"), options=level),
            Field(name="im", label=_("Innvandring"), options=level),
        ),
    )


@per_standard
def newcomer_row(row: int, first: int) -> tuple[Field, ...]:
    """One row of people who come beyond what history tells; they come during the year."""
    return (
        Field(
            name=f"ad.{row}.ar", label=_("År"), low=first, high=LAST_HORIZON - 1, whole=True
        ),
        Field(name=f"ad.{row}.personer", label=_("Personer"), high=100_000),
        Field(
            name=f"ad.{row}.kilde",
            label=_("Hvem"),
            options=(("", _("i nye boliger")), ("r", _("flyktninger som bosettes"))),
        ),
    )  # fmt: skip


@per_standard
def planned_row(row: int, chosen: Service) -> tuple[Field, ...]:
    """One row of what opens or closes, by default of the service that is looked at."""
    first = chosen if chosen is not DEMENTIA else PLACES
    others = [each for each in CARE if each is not first]
    return (
        Field(
            name=f"cc.{row}.ar", label=_("Fra 1. januar"), low=FIRST_HORIZON - 1,
            high=LAST_HORIZON, whole=True,
        ),
        Field(
            name=f"cc.{row}.antall", label=_("Nye, eller færre med minus"), low=-MOST, high=MOST
        ),
        Field(
            name=f"cc.{row}.tjeneste",
            label=_("Av hva"),
            options=(
                *((LETTERS[each], service_name(each)) for each in (first, *others)),
            ),
        ),
    )  # fmt: skip


@per_standard
def resource_group() -> Group:
    """What one user or place takes; nothing is assumed."""
    fields = [field for each in (PLACES, HOME, *OWN) for field in _unit_fields(each)]
    fields += [
        Field(
            name="rc", label=_("Lønn for ett årsverk"), unit=_("kroner i året"), low=1, high=1e8,
            services=CARE,
        ),
        Field(
            name="rg", label=_("Realvekst i kostnadene"), unit=_("prosent i året"), low=-10,
            high=10, step=0.1, neutral=0, services=CARE,
        ),
    ]  # fmt: skip
    return Group(
        id="ressurser",
        title=_("Hva det krever: timer, årsverk, kroner"),
        help=_("Her er ingenting antatt. Det dere fyller ut, blir regnet ut og vist i tabeller."),
        fields=tuple(fields),
    )


def _unit_fields(service: Service) -> list[Field]:
    """What one user or place of a service takes."""
    name, only = f"rs.{LETTERS[service]}", (service,)
    hours = Field(
        name=f"{name}.t", label=_("Timer i uka for hver bruker"), unit=_("timer"), low=0.1,
        high=168, step=0.1, services=only,
    )  # fmt: skip
    years, yearly = _("årsverk"), _("kroner i året, uten lønn")
    if service not in WITH_PLACES:
        return [
            hours,
            Field(name=f"{name}.u", label=_("Årsverk for hver bruker"), unit=years, low=0.01,
                  high=20, step=0.01, services=only),
            Field(name=f"{name}.c", label=_("Andre kostnader for hver bruker"), unit=yearly,
                  low=1, high=1e9, services=only),
        ]  # fmt: skip
    return [
        hours,
        Field(name=f"{name}.o", label=_("Belegg"), unit=_("brukere for hver 100 plasser"), low=1,
              high=100, services=only),
        Field(name=f"{name}.v", label=_("Årsverk for hver plass"), unit=years, low=0.01, high=20,
              step=0.01, services=only),
        Field(name=f"{name}.c", label=_("Andre kostnader for hver plass"), unit=yearly, low=1,
              high=1e9, services=only),
    ]  # fmt: skip


@per_standard
def skill_rows() -> tuple[tuple[str, tuple[Field, ...]], ...]:
    """Each group of staff by training: its name and its fields."""
    return tuple(
        (
            skill_name(Skill(skill)),
            (
                Field(name=f"sk.{letter}.andel", label=_("Andel i dag"), unit=_("prosent"),
                      high=100, step=0.1),
                Field(name=f"sk.{letter}.z", label=_("Andel i målåret"), unit=_("prosent"),
                      high=100, step=0.1),
                Field(name=f"sk.{letter}.c", label=_("Lønn for ett årsverk"), unit=_("kroner"),
                      low=1, high=1e8),
                Field(name=f"sk.{letter}.l", label=_("Slutter hvert år"), unit=_("prosent"),
                      high=60, step=0.1),
                Field(name=f"sk.{letter}.h", label=_("Ansettes hvert år"), unit=_("årsverk"),
                      high=100_000, step=0.1),
            ),
        )
        for letter, skill in SKILLS.items()
    )  # fmt: skip
