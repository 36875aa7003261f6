"""What each lever has beside its value: when, for whom, how, and how sure.

A detail is named by the lever and the letter that the scenario's address has for it: `ha.s` is
when `ha` begins. Two details are written in parts: ages from and to, and the uncertainty.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from django.utils.translation import gettext as _

from omsyn.needs.names import service_name
from omsyn.needs.scenario.address_codes import SERVICES
from omsyn.needs.services import Service
from omsyn.workspace.insight.whatif_fields import (
    CARE,
    LAST_HORIZON,
    OWN,
    STAFF,
    Field,
    per_standard,
)

OLDEST = 105
LETTERS = {service: letter for letter, service in SERVICES.items()}


class Part(StrEnum):
    """Details that the address writes together."""

    YOUNGEST = "fra"
    OLDEST = "til"
    LOW = "lav"
    HIGH = "hoy"
    SHAPE = "fordeling"


@per_standard
def detail_fields(lever: Field, first_year: int) -> tuple[Field, ...]:
    """All that belongs to a lever, what is its own first."""
    return (
        *_own(lever.name),
        *_timing(lever.name, first_year),
        *_scope(lever),
        *_uncertainty(lever),
    )


def _own(lever: str) -> tuple[Field, ...]:
    match lever:
        case "ha":
            return _health()
        case "ic":
            return _family()
        case "wt":
            return _technology()
        case "sp":
            return _profile()
        case "re":
            return _recruitment()
    return ()


def _health() -> tuple[Field, ...]:
    return (
        Field(
            name="ha.d",
            label=_("Friskere på hvilken måte"),
            options=(
                ("", _("behovet kommer senere i livet")),
                ("m", _("behovet faller med dødeligheten")),
            ),
        ),
        Field(
            name="ha.g", label=_("Gjelder dem over (bare når behovet følger dødeligheten)"),
            unit=_("år"), high=OLDEST, neutral=55, whole=True,
        ),
    )  # fmt: skip


def _family() -> tuple[Field, ...]:
    return (
        Field(
            name="ic.w",
            label=_("Hva familiene gir framover"),
            options=(
                ("", _("like mye som i dag")),
                ("p", _("mer i takt med behovet")),
                ("x", _("endres noen prosent i året")),
                ("r", _("følger 50–66 år for hver over 80")),
            ),
        ),
        Field(
            name="ic.c", label=_("Endring i familieomsorgen, når den endres hvert år"),
            unit=_("prosent i året"), low=-10, high=10, step=0.1, neutral=0,
        ),
    )  # fmt: skip


def _technology() -> tuple[Field, ...]:
    return (
        Field(
            name="wt.r", label=_("Passer for"), unit=_("prosent av brukerne"), high=100,
            neutral=100,
        ),
        Field(
            name="wt.o", label=_("Tas i bruk av"), unit=_("prosent av dem"), high=100,
            neutral=100,
        ),
        Field(
            name="wt.e",
            label=_("Hvor godt virkningen er kjent"),
            options=(
                ("", _("den er antatt")),
                ("w", _("svak kunnskap")),
                ("m", _("middels god kunnskap")),
                ("s", _("god kunnskap")),
            ),
        ),
    )  # fmt: skip


def _profile() -> tuple[Field, ...]:
    def services(first: Service) -> tuple[tuple[str, str], ...]:
        others = [each for each in CARE if each not in {first, STAFF}]
        return (
            ("", service_name(first)),
            *((LETTERS[each], service_name(each)) for each in others),
        )

    return (
        Field(name="sp.q", label=_("Fra"), options=services(Service.PLACES)),
        Field(name="sp.z", label=_("Til"), options=services(Service.HOME_SERVICES)),
        Field(
            name="sp.x", label=_("Nye brukere for hver som flyttes"), high=20, step=0.1, neutral=1
        ),
    )


def _recruitment() -> tuple[Field, ...]:
    most = 10_000
    return (
        Field(
            name="re.m", label=_("Flere årsverk hvert år"), unit=_("årsverk"), low=-most,
            high=most, step=0.1, neutral=0,
        ),
        Field(
            name="re.l", label=_("Slutter hvert år"), unit=_("prosent av de ansatte"), high=60,
            step=0.1, neutral=0,
        ),
        Field(
            name="re.h", label=_("Ansettes hvert år"), unit=_("årsverk"), high=100_000, step=0.1,
            neutral=0,
        ),
        Field(
            name="re.b", label=_("Fravær i dag"), unit=_("prosent av avtalt tid"), high=60,
            step=0.1,
        ),
        Field(
            name="re.t", label=_("Fravær dere vil ned til"), unit=_("prosent av avtalt tid"),
            high=60, step=0.1,
        ),
    )  # fmt: skip


def _timing(lever: str, first_year: int) -> Iterator[Field]:
    yield Field(
        name=f"{lever}.s", label=_("Begynner 1. januar"), unit=_("år; tomt er i dag"),
        low=first_year, high=LAST_HORIZON - 1, whole=True,
    )  # fmt: skip
    yield Field(
        name=f"{lever}.p", label=_("Innføres over"), unit=_("år"), high=50, whole=True, neutral=0
    )
    yield Field(
        name=f"{lever}.f",
        label=_("Innføres"),
        options=(("", _("jevnt")), ("o", _("langsomt, fort, langsomt"))),
    )


def _scope(lever: Field) -> Iterator[Field]:
    if lever.name in {"dt", "pr", "re", "sp"}:
        services: list[Service] = []
    else:
        services = [each for each in lever.services if each not in OWN]
    if len(services) > 1:
        yield Field(
            name=f"{lever.name}.k",
            label=_("Gjelder"),
            options=(
                ("", _("alle tjenestene")),
                *((LETTERS[each], _("bare {name}").format(name=service_name(each)))
                  for each in services),
            ),
        )  # fmt: skip
    if lever.name not in {"ic", "sp", "re"}:
        yield Field(
            name=f"{lever.name}.{Part.YOUNGEST}", label=_("Fra alder"), unit=_("år"), high=OLDEST,
            whole=True,
        )  # fmt: skip
        yield Field(
            name=f"{lever.name}.{Part.OLDEST}", label=_("Til og med alder"), unit=_("år"),
            high=OLDEST, whole=True,
        )  # fmt: skip


def _uncertainty(lever: Field) -> Iterator[Field]:
    for part, label in ((Part.LOW, _("Usikkert: lavest")), (Part.HIGH, _("Usikkert: høyest"))):
        yield Field(
            name=f"{lever.name}.{part}", label=label, unit=lever.unit, low=lever.low,
            high=lever.high, step=lever.step,
        )  # fmt: skip
    yield Field(
        name=f"{lever.name}.{Part.SHAPE}",
        label=_("Lavest og høyest betyr"),
        options=(
            ("", _("åtte av ti framtider er mellom dem")),
            ("u", _("like sannsynlig overalt mellom")),
            ("t", _("aldri utenfor, helst ved verdien")),
        ),
    )
