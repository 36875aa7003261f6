"""The tables of Statistics Norway that the product uses, and what their figures mean.

Every text here is bokmål, stored with the data and translated when shown.
"""

from __future__ import annotations

from collections.abc import Mapping

from attrs import field, frozen

from omsyn.facts import texts
from omsyn.sources.base import N_
from omsyn.sources.ssb.query import Query, Selection

REGION = "Region"
KOSTRA_REGION = "KOKkommuneregion0000"
CONTENTS = "ContentsCode"


@frozen(kw_only=True)
class Table:
    """A data set of the product: what to ask for, and what its figures mean."""

    name: str
    title: str
    query: Query
    measures: Mapping[str, str]
    """Contents code -> our name of the measure."""
    definition: str
    unit: str
    age: str = "all"
    """The age that every figure is about, where the table has no dimension for it."""
    spread: str = ""
    """A dimension that our facts have no column for: its code is joined to the measure's name."""
    total: str = ""
    """The code in `spread` that stands for all: the measure's name is then as it is."""
    labels: Mapping[str, str] = field(factory=dict)
    """Contents code -> a word of its label; a code that has got another meaning is refused."""
    only_inhabited: bool = False
    """Leave out regions without inhabitants in a year: their codes were not in force."""
    notes: tuple[str, ...] = field(default=(), converter=texts)


YEARS = Selection(dimension="Tid", code_pattern=r"200[6-9]|20[1-9]\d")
"""2006 and later: Vindafjord and Aure were formed then."""
EVERY_YEAR = Selection(dimension="Tid")
BOTH_SEXES = Selection(dimension="Kjonn", codes=("1", "2"))
SINGLE_AGES = Selection(dimension="Alder", code_pattern=r"\d{3}|105\+")
PERSONS = Selection(dimension=CONTENTS, codes=("Personer1",))

POPULATION = Table(
    name="population_original_codes",
    title=N_("Folkemengde etter kommune, kjønn og alder, kommunene slik de var hvert år"),
    query=Query(
        table="07459",
        # Codes of every vintage stand side by side; those not in force have no inhabitants.
        selections=(
            Selection(dimension=REGION, code_pattern=r"\d{4}"),
            BOTH_SEXES,
            SINGLE_AGES,
            PERSONS,
            YEARS,
        ),
    ),
    measures={"Personer1": "persons"},
    definition=N_(
        "Bosatte personer 1. januar etter kommune, kjønn og alder i hele år, med de "
        "kommunenumrene som gjaldt det enkelte året. 105 år og eldre er én gruppe."
    ),
    unit=N_("personer"),
    only_inhabited=True,
)
POPULATION_COUNTRY = Table(
    name="population_country",
    title=N_("Folkemengde i landet etter kjønn og alder"),
    query=Query(
        table="07459",
        selections=(
            Selection(dimension=REGION, codes=("0",)),
            BOTH_SEXES,
            SINGLE_AGES,
            PERSONS,
            EVERY_YEAR,
        ),
    ),
    measures={"Personer1": "persons"},
    definition=N_("Bosatte personer i Norge 1. januar etter kjønn og alder i hele år."),
    unit=N_("personer"),
)


def _kostra(table: str, measures: Mapping[str, str], *others: Selection) -> Query:
    """Every municipality, county, KOSTRA group and the country, in every year."""
    return Query(
        table=table,
        selections=(
            Selection(dimension=KOSTRA_REGION),
            *others,
            Selection(dimension=CONTENTS, codes=tuple(measures)),
            EVERY_YEAR,
        ),
    )


BREAK_2019 = N_("Brudd i serien mellom 2018 og 2019 (IPLOS).")
PRELIMINARY = N_("Tall for siste år er foreløpige når de kommer i mars, og endelige i juni.")

_HOME_SERVICES = {"KOShjtj80aarover0001": "percent_80plus_home_services"}
HOME_SERVICES = Table(
    name="home_services_80plus",
    title=N_("Innbyggere 80 år og eldre som bruker hjemmetjenester"),
    query=_kostra("12209", _HOME_SERVICES),
    measures=_HOME_SERVICES,
    age="80+",
    definition=N_(
        "Andel av innbyggerne 80 år og eldre som bruker hjemmetjenester 31. desember, i prosent. "
        "Kommunenumre, fylker og KOSTRA-grupper er de som gjaldt det enkelte året."
    ),
    unit=N_("prosent"),
    notes=(BREAK_2019, PRELIMINARY),
)
_INSTITUTION = {"KOSsykhjand80aar0000": "percent_80plus_in_institution"}
INSTITUTION_80PLUS = Table(
    name="institution_80plus",
    title=N_("Innbyggere 80 år og eldre som bor i institusjon"),
    query=_kostra("12209", _INSTITUTION),
    measures=_INSTITUTION,
    age="80+",
    definition=N_(
        "Andel av innbyggerne 80 år og eldre som er beboere i institusjon 31. desember, i prosent."
    ),
    unit=N_("prosent"),
    notes=(BREAK_2019, PRELIMINARY),
)
_DAY_ACTIVITY = {"KOSandeldagakt670000": "percent_67_79_day_activity"}
DAY_ACTIVITY = Table(
    name="day_activity_67_79",
    title=N_("Innbyggere 67–79 år med dagaktivitetstilbud"),
    query=_kostra("12209", _DAY_ACTIVITY),
    measures=_DAY_ACTIVITY,
    age="67-79",
    definition=N_("Andel av innbyggerne 67–79 år som har dagaktivitetstilbud, i prosent."),
    unit=N_("prosent"),
    notes=(PRELIMINARY,),
)
_PER_USER = {"KOSaarsvbrukerom0000": "person_years_per_user"}
PERSON_YEARS_PER_USER = Table(
    name="person_years_per_user",
    title=N_("Årsverk per bruker av omsorgstjenester"),
    query=_kostra("12209", _PER_USER),
    measures=_PER_USER,
    definition=N_("Årsverk i brukerrettede omsorgstjenester per bruker."),
    unit=N_("årsverk per bruker"),
    notes=(PRELIMINARY,),
)
_EXPENDITURE = {"KOSbduFKG9innbyg0000": "expenditure_per_inhabitant"}
EXPENDITURE = Table(
    name="care_expenditure_per_inhabitant",
    title=N_("Driftsutgifter til helse og omsorg per innbygger"),
    query=_kostra("12209", _EXPENDITURE),
    measures=_EXPENDITURE,
    definition=N_("Driftsutgifter i året, i kroner per innbygger."),
    unit=N_("kroner per innbygger"),
    notes=(PRELIMINARY,),
)
_PLACES = {
    "KOSinstdispplass0000": "institution_places",
    "KOSsykehjdisppla0000": "nursing_home_places",
    "KOSinstdemenspla0000": "dementia_places",
    "KOSinsttidsbegrp0000": "time_limited_places",
    "KOSinstrehabplas0000": "rehabilitation_places",
}
PLACES = Table(
    name="institution_places",
    title=N_("Plasser i institusjon"),
    query=_kostra("11875", _PLACES),
    measures=_PLACES,
    definition=N_(
        "Disponible plasser i institusjoner for eldre og personer med funksjonsnedsettelser "
        "31. desember, i alt og etter type. Kommunenumrene er de som gjaldt det enkelte året."
    ),
    unit=N_("plasser"),
    notes=(PRELIMINARY,),
)
_USERS = {
    "KOSbeboersykehje0000": "nursing_home_residents",
    "KOSlangtid0000": "long_stay_residents",
    "KOSkorttid0000": "short_stay_residents",
    "KOSkjernetotalt0000": "home_service_users",
    "KOSkjerne80aarov0000": "home_service_users_80plus",
    "KOSaarsverkbruke0000": "person_years_user_oriented",
    "KOSinstoppholdsd0000": "institution_days",
}
USERS = Table(
    name="care_users",
    title=N_("Beboere i institusjon og brukere av hjemmetjenester"),
    query=_kostra("12292", _USERS),
    measures=_USERS,
    definition=N_(
        "Beboere i sykehjem, brukere av hjemmetjenester, årsverk og oppholdsdøgn. Kommunenumrene "
        "er de som gjaldt det enkelte året."
    ),
    unit=N_("personer, årsverk eller døgn, se målet"),
    notes=(BREAK_2019, PRELIMINARY),
)
_OCCUPANCY = {"KOSbeleggomsorgs0000": "percent_occupancy"}
OCCUPANCY = Table(
    name="institution_occupancy",
    title=N_("Belegg i institusjoner"),
    query=_kostra("12293", _OCCUPANCY),
    measures=_OCCUPANCY,
    definition=N_("Belegg i kommunenes institusjoner i året, i prosent."),
    unit=N_("prosent"),
    notes=(PRELIMINARY,),
)
_DOCTORS = {"KOSlegeaarsverk0000": "doctor_person_years"}
DOCTORS = Table(
    name="doctor_person_years",
    title=N_("Legeårsverk i kommunen etter funksjon"),
    query=_kostra(
        "11996",
        _DOCTORS,
        Selection(dimension="KOKavtaleform0000", codes=("sum",)),
        Selection(dimension="KOKfunksjon0000"),
    ),
    measures=_DOCTORS,
    spread="KOKfunksjon0000",
    definition=N_("Avtalte legeårsverk i kommunens helse- og omsorgstjenester."),
    unit=N_("årsverk"),
    notes=(PRELIMINARY,),
)
_STAFF = {"KOSARBAARSVERKST0000": "person_years"}
STAFF = Table(
    name="care_person_years",
    title=N_("Årsverk i omsorgstjenesten etter yrke"),
    query=_kostra("14533", _STAFF, Selection(dimension="KOKyrker0000")),
    measures=_STAFF,
    spread="KOKyrker0000",
    total="TOT",
    definition=N_("Avtalte årsverk i kommunens omsorgstjenester etter yrke."),
    unit=N_("årsverk"),
    notes=(PRELIMINARY,),
)

_LIFE_TABLE = {
    "Dodssannsynlighet": "death_probability_per_1000",
    "ForvGjenLevetid": "remaining_years",
}
LIFE_TABLE = Table(
    name="life_table_country",
    title=N_("Dødelighetstabell for landet etter kjønn og alder"),
    query=Query(
        table="07902",
        selections=(
            BOTH_SEXES,
            Selection(dimension="AlderX"),
            Selection(dimension=CONTENTS, codes=tuple(_LIFE_TABLE)),
            EVERY_YEAR,
        ),
    ),
    measures=_LIFE_TABLE,
    labels={"Dodssannsynlighet": "sannsynlighet", "ForvGjenLevetid": "levetid"},
    definition=N_(
        "Sannsynligheten for å dø innen ett år ved hver alder, per 1 000, og forventet "
        "gjenstående levetid i år, etter dødeligheten i kalenderåret."
    ),
    unit=N_("per 1 000 eller år, se målet"),
)

PRODUCT = (
    POPULATION,
    POPULATION_COUNTRY,
    HOME_SERVICES,
    INSTITUTION_80PLUS,
    DAY_ACTIVITY,
    PERSON_YEARS_PER_USER,
    EXPENDITURE,
    PLACES,
    USERS,
    OCCUPANCY,
    DOCTORS,
    STAFF,
    LIFE_TABLE,
)
"""What `omsyn data pull` fetches from Statistics Norway, in this order."""
