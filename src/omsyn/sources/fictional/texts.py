"""What is said of every data set of the fictional county; bokmål, translated when shown."""

from __future__ import annotations

import datetime as dt
from typing import Final

from omsyn.facts import DatasetInfo
from omsyn.sources.fictional.places import BORDER_YEAR

SOURCE = "Omsyn (fiktive tall)"
MADE = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
"""One moment for all, so that the same seed gives the same bytes."""


def N_(text: str) -> str:  # noqa: N802 - gettext's own name for a text translated when shown
    """Mark a text for the catalogue."""
    return text


NOTE = N_(
    "Tallene er laget av Omsyn for et fylke som ikke finnes. "
    "De sier ingenting om noe virkelig sted."
)
RESIDENTS = N_("Bosatte 1. januar etter kjønn og alder i hele år.")
PLACES = N_("Disponible plasser i institusjon 31. desember.")
PEOPLE = N_("personer")

DESCRIBED: Final[dict[str, tuple[str, str, str]]] = {
    "population": (N_("Befolkning etter kommune, kjønn og alder"), RESIDENTS, PEOPLE),
    "population_original_codes": (
        N_("Befolkning etter kommune og alder, kommunene slik de var hvert år"),
        N_("Bosatte 1. januar etter alder i hele år, begge kjønn."),
        PEOPLE,
    ),
    "population_b2020": (
        N_("Befolkning etter kommune, kjønn og alder, kommunene 2020–2023"), RESIDENTS, PEOPLE,
    ),
    "population_country": (N_("Befolkning i hele landet"), RESIDENTS, PEOPLE),
    "population_jan1_hmd": (N_("Befolkning som dødsratene gjelder"), RESIDENTS, PEOPLE),
    "deaths_country": (
        N_("Døde i hele landet"), N_("Døde i løpet av året etter kjønn og alder."), PEOPLE,
    ),
    "death_rates_country": (
        N_("Dødsrater i hele landet"), N_("Døde per personår etter kjønn og alder."),
        N_("per personår"),
    ),
    "births_country": (
        N_("Fødte i hele landet"), N_("Levendefødte i løpet av året etter kjønn."), PEOPLE,
    ),
    "fertility_rates_country": (
        N_("Fruktbarhet i hele landet"), N_("Levendefødte per kvinneår etter kvinnens alder."),
        N_("per kvinneår"),
    ),
    "home_services_80plus": (
        N_("Brukere av hjemmetjenester, 80 år og over"),
        N_("Andel av innbyggere 80 år og over som bruker hjemmetjenester 31. desember."),
        N_("prosent"),
    ),
    "institution_places": (N_("Plasser i institusjon"), PLACES, N_("plasser")),
    "institution_places_sample": (N_("Plasser i institusjon etter slag"), PLACES, N_("plasser")),
    "care_users": (
        N_("Beboere i institusjon, brukere av hjemmetjenester og årsverk"),
        N_("Beboere og brukere 31. desember, og årsverk i brukerrettede omsorgstjenester."),
        N_("personer og årsverk"),
    ),
    "gp_capacity": (
        N_("Fastlegelister"), N_("Venteliste og kapasitet hos fastlegene."),
        N_("personer og prosent"),
    ),
    "hospital_capacity": (
        N_("Helseforetakenes kapasitet"),
        N_("Senger, belegg og årsverk i spesialisthelsetjenesten."),
        N_("senger, prosent og årsverk"),
    ),
    "user_payments": (
        N_("Brukerbetaling"), N_("Brukerbetaling for pleie og omsorg."), N_("1 000 kroner"),
    ),
}  # fmt: skip
"""Name -> title, definition, unit."""
BORDERS: Final = {
    "population": BORDER_YEAR,
    "population_b2020": 2020,
    "institution_places_sample": BORDER_YEAR,
    "gp_capacity": BORDER_YEAR,
}
"""Data sets whose regions follow one year's borders; the others follow each year's own."""


def describe(name: str) -> DatasetInfo:
    """The description of a data set."""
    title, definition, unit = DESCRIBED[name]
    return DatasetInfo(
        name=name,
        title=title,
        source=SOURCE,
        table="",
        definition=definition,
        unit=unit,
        licence="MIT",
        retrieved=MADE,
        border_year=BORDERS.get(name),
        notes=(NOTE,),
        fictional=True,
    )
