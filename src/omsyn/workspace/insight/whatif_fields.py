"""What a reader can set on the what-if page: groups of fields, each with its neutral point.

The names are those of the scenario's address (`omsyn.needs.scenario.address`); the details of a
lever are the lever's name with a letter after a full stop: `ha.s` is when `ha` begins.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import ParamSpec, TypeVar

from attrs import frozen
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from omsyn.needs.services import PUBLISHED, Service

FIRST_HORIZON, LAST_HORIZON = 2027, 2050
PLACES, HOME, DEMENTIA, STAFF = (
    Service.PLACES,
    Service.HOME_SERVICES,
    Service.DEMENTIA,
    Service.PERSON_YEARS,
)
WORDS = {
    PLACES: "plasser",
    HOME: "hjemmetjenester",
    STAFF: "arsverk",
    DEMENTIA: "demens",
    Service.PRACTICAL_HELP: "praktisk-bistand",
    Service.HOME_NURSING: "hjemmesykepleie",
    Service.USER_CONTROLLED_ASSISTANCE: "bpa",
    Service.SHORT_STAY: "korttid",
    Service.DAY_CARE: "dagtilbud",
    Service.HOUSING_24H: "heldogns",
}
"""A service as the address names it, those with open figures first."""
OWN = tuple(each for each in WORDS if each not in PUBLISHED)
"""Services that are there only where the planner gives her own rates."""
CARE = tuple(each for each in WORDS if each is not DEMENTIA)


P = ParamSpec("P")
T = TypeVar("T")


def per_standard(make: Callable[P, T]) -> Callable[P, T]:
    """Keep what is made of texts for each written standard; arguments must be hashable."""
    kept = lru_cache(maxsize=256)(lambda _standard, args, named: make(*args, **dict(named)))

    @wraps(make)
    def ask(*args: P.args, **named: P.kwargs) -> T:
        found: T = kept(get_language(), args, tuple(sorted(named.items())))
        return found

    return ask


@frozen(kw_only=True)
class Field:
    """A number, or one of some choices, that the reader may give."""

    name: str
    label: str
    unit: str = ""
    low: float = 0
    high: float = 0
    step: float = 1
    neutral: float | None = None
    """None: what is not given is not known."""
    help: str = ""
    services: tuple[Service, ...] = tuple(Service)
    """The services that it has to do with."""
    whole: bool = False
    slides: bool = False
    """Whether a slider stands beside the number."""
    options: tuple[tuple[str, str], ...] = ()
    """Code and label of each choice, the one that changes nothing first and with no code."""


@frozen(kw_only=True)
class Group:
    id: str
    title: str
    fields: tuple[Field, ...]
    help: str = ""


@per_standard
def horizon_field(first: int) -> Field:
    """The year to look towards; `first` is the first that can be chosen."""
    return Field(
        name="t", label=_("Målår"), low=first, high=LAST_HORIZON, neutral=2040, whole=True,
        slides=True,
    )  # fmt: skip


@per_standard
def lever_groups() -> tuple[Group, ...]:
    """The levers, those about health first."""
    return (
        Group(id="helse", title=_("Helse"), fields=_health()),
        Group(id="tjenester", title=_("Tjenester og familie"), fields=_service()),
        Group(id="bemanning", title=_("Bemanning"), fields=_staff()),
    )


def _health() -> tuple[Field, ...]:
    return (
        Field(
            name="ha", label=_("Friskere aldring"), unit=_("av hvert ekstra leveår blir friskt"),
            low=0, high=1, step=0.1, neutral=0, services=CARE, slides=True,
            help=_(
                "Folk lever lenger. Ved 0 er de like syke i hver alder som i dag. Ved 1 blir hvert "
                "ekstra leveår et friskt år: en som er 85, trenger like mye hjelp som en på 84 "
                "gjorde da levetiden var ett år kortere. Ingen vet sikkert hvor det havner."
            ),
        ),
        Field(
            name="dt", label=_("Endring i forekomst av demens"), unit=_("prosent i året"), low=-3,
            high=3, step=0.1, neutral=0, services=(DEMENTIA,), slides=True,
            help=_(
                "Hvor mye andelen med demens i hver alder endrer seg fra år til år. Studier fra "
                "flere vestlige land har funnet at færre i hver alder får demens enn før; om det "
                "varer, vet vi ikke."
            ),
        ),
    )  # fmt: skip


def _service() -> tuple[Field, ...]:
    return (
        Field(
            name="un", label=_("Udekket behov"), unit=_("prosent mer"), low=0, high=50,
            neutral=0, services=CARE, slides=True,
            help=_(
                "Hvor mye mer dere måtte hatt i dag for at ingen sto i kø. Står det 10, er "
                "behovet 10 prosent større enn det som blir dekket."
            ),
        ),
        Field(
            name="ic", label=_("Familieomsorg som ikke vokser"),
            unit=_("prosent av den kommunale hjelpen"), low=0, high=100, neutral=0,
            services=CARE, slides=True,
            help=_(
                "Hjelp fra familien målt mot den kommunale. Den er med i dagens dekning. Setter du "
                "et tall, gir familiene like mye som i dag mens behovet vokser, og kommunen "
                "må ta resten. SSB har brukt 29 prosent for landet."
            ),
        ),
        Field(
            name="wt", label=_("Velferdsteknologi og forebygging"), unit=_("prosent mindre behov"),
            low=0, high=50, neutral=0, services=CARE, slides=True,
            help=_(
                "Hvor mye mindre behovet blir når alt er innført. Det er en antakelse som dere "
                "må stå inne for; det finnes lite sikker kunnskap om hvor stor virkningen er."
            ),
        ),
        Field(
            name="sp", label=_("Fra institusjon til hjemmet"), unit=_("prosent av plassene"),
            low=0, high=50, neutral=0, services=(PLACES, HOME, *OWN), slides=True,
            help=_(
                "Så mange av dem som ville fått plass i institusjon, får hjemmetjenester i stedet. "
                "Hver av dem blir én bruker mer i hjemmetjenesten."
            ),
        ),
    )  # fmt: skip


def _staff() -> tuple[Field, ...]:
    return (
        Field(
            name="st", label=_("Bedre standard"), unit=_("prosent i året"), low=-2, high=3,
            step=0.1, neutral=0, services=(STAFF,), slides=True,
            help=_("Hvor mye mer hver bruker får for hvert år. Under 0 får hver bruker mindre."),
        ),
        Field(
            name="pr", label=_("Mer ut av hvert årsverk"), unit=_("prosent i året"), low=-2,
            high=3, step=0.1, neutral=0, services=(STAFF,), slides=True,
            help=_(
                "Hvor mye mindre bemanning det samme arbeidet krever for hvert år: produktivitet."
            ),
        ),
        Field(
            name="re", label=_("Vekst i bemanningen"), unit=_("prosent i året"), low=-5, high=5,
            step=0.1, neutral=0, services=(STAFF,), slides=True,
            help=_(
                "Hvor mange flere årsverk dere greier å rekruttere og beholde. Det endrer ikke "
                "behovet, men hvor mange som mangler. Krever at avtalte årsverk er lagt inn."
            ),
        ),
    )  # fmt: skip
