"""What a reader can set on the what-if page: groups of fields, each with its neutral point.

The names are those of the scenario's address (`omsyn.needs.scenario.address`); the details of a
lever are the lever's name with a letter after a full stop: `ha.s` is when `ha` begins.
"""

from __future__ import annotations

from enum import StrEnum

from attrs import frozen
from django.utils.translation import gettext as _

from omsyn.needs.services import Service

FIRST_HORIZON, LAST_HORIZON = 2027, 2050
PLACES, HOME, DEMENTIA, STAFF = (
    Service.PLACES,
    Service.HOME_SERVICES,
    Service.DEMENTIA,
    Service.PERSON_YEARS,
)
WORDS = {PLACES: "plasser", HOME: "hjemmetjenester", DEMENTIA: "demens", STAFF: "arsverk"}
"""A service as the address names it."""


class Detail(StrEnum):
    """What a lever has beside its value."""

    START = "s"
    PHASE = "p"
    LOW = "lav"
    HIGH = "hoy"


@frozen(kw_only=True)
class Field:
    """A number that the reader may give."""

    name: str
    label: str
    unit: str = ""
    low: float
    high: float
    step: float = 1
    neutral: float | None = None
    """None: what is not given is not known."""
    help: str = ""
    services: tuple[Service, ...] = tuple(Service)
    """The services that it has to do with."""
    whole: bool = False
    slides: bool = False
    """Whether a slider stands beside the number."""


@frozen(kw_only=True)
class Group:
    id: str
    title: str
    fields: tuple[Field, ...]


def horizon_field(first: int) -> Field:
    """The year to look towards; `first` is the first that can be chosen."""
    return Field(
        name="t", label=_("Målår"), low=first, high=LAST_HORIZON, neutral=2040, whole=True,
        slides=True, help=_("Året du vil vite behovet i."),
    )  # fmt: skip


def own_group() -> Group:
    """What the place has, for those who know it better than the statistics."""
    most = 1_000_000
    return Group(
        id="egne",
        title=_("Det dere har"),
        fields=(
            Field(
                name="cp", label=_("Plasser dere vil ha i målåret"), unit=_("plasser"), low=1,
                high=most, services=(PLACES,),
                help=_("Det dere har og det dere har vedtatt å bygge. Behovet holdes mot dette."),
            ),
            Field(
                name="lp", label=_("Plasser i bruk i dag"), unit=_("plasser"), low=1, high=most,
                services=(PLACES,),
                help=_(
                    "Dagens dekning regnes av dette tallet i stedet for av det nyeste "
                    "publiserte, som kan være gammelt."
                ),
            ),
            Field(
                name="ch", label=_("Brukere hjemmetjenesten har rom for"), unit=_("brukere"),
                low=1, high=most, services=(HOME,), help=_("Behovet holdes mot dette tallet."),
            ),
            Field(
                name="lpy", label=_("Avtalte årsverk i dag"), unit=_("årsverk"), low=0.1,
                high=most, step=0.1, services=(STAFF,),
                help=_("Da vises behovet i årsverk, ikke bare hvor mange prosent det vokser."),
            ),
            Field(
                name="cpy", label=_("Årsverk dere regner med å ha i målåret"), unit=_("årsverk"),
                low=0.1, high=most, step=0.1, services=(STAFF,),
                help=_("Behovet holdes mot dette tallet."),
            ),
        ),
    )  # fmt: skip


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
            name="ha", label=_("Friskere aldring"), unit=_("av gevinsten i levetid"), low=0,
            high=1, step=0.1, neutral=0, services=(PLACES, HOME, STAFF), slides=True,
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
    care = (PLACES, HOME, STAFF)
    return (
        Field(
            name="un", label=_("Udekket behov"), unit=_("prosent mer"), low=0, high=50,
            neutral=0, services=care, slides=True,
            help=_(
                "Hvor mye mer dere måtte hatt i dag for at ingen sto i kø. Står det 10, er "
                "behovet 10 prosent større enn det som blir dekket."
            ),
        ),
        Field(
            name="ic", label=_("Familieomsorg som ikke vokser"), unit=_("prosent av den kommunale"),
            low=0, high=100, neutral=0, services=care, slides=True,
            help=_(
                "Hjelp fra familien målt mot den kommunale. Den er med i dagens dekning. Setter du "
                "et tall, gir familiene like mye som i dag mens behovet vokser, og kommunen "
                "må ta resten. SSB har brukt 29 prosent for landet."
            ),
        ),
        Field(
            name="wt", label=_("Velferdsteknologi og forebygging"), unit=_("prosent mindre behov"),
            low=0, high=50, neutral=0, services=care, slides=True,
            help=_(
                "Hvor mye mindre behovet blir når alt er innført. Det er en antakelse som dere "
                "må stå inne for; det finnes lite sikker kunnskap om hvor stor virkningen er."
            ),
        ),
        Field(
            name="sp", label=_("Fra institusjon til hjemmet"), unit=_("prosent av plassene"),
            low=0, high=50, neutral=0, services=(PLACES, HOME), slides=True,
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


def detail_fields(lever: Field, first_year: int) -> tuple[Field, ...]:
    """When a lever begins, over how many years, and how uncertain its value is."""

    def name(detail: Detail) -> str:
        return f"{lever.name}.{detail.value}"

    return (
        Field(
            name=name(Detail.START), label=_("Begynner 1. januar"), unit=_("år"), low=first_year,
            high=LAST_HORIZON - 1, whole=True,
        ),
        Field(
            name=name(Detail.PHASE), label=_("Innføres over"), unit=_("år"), low=0, high=30,
            whole=True,
        ),
        Field(
            name=name(Detail.LOW), label=_("Usikkert: lavest"), unit=lever.unit, low=lever.low,
            high=lever.high, step=lever.step,
        ),
        Field(
            name=name(Detail.HIGH), label=_("Usikkert: høyest"), unit=lever.unit, low=lever.low,
            high=lever.high, step=lever.step,
        ),
    )  # fmt: skip
