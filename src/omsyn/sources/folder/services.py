"""Use and capacity of services: home services, places, hospitals, general practitioners, fees."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import polars as pl

from omsyn.geography.region import COUNTRY_ID
from omsyn.sources.base import Fetched
from omsyn.sources.folder.tables import matching, numbers, read_table, tidy
from omsyn.sources.folder.texts import N_, dated, describe

CODE = r"\d{4}"
YEAR = r"20\d\d"
STATBANK = "https://www.ssb.no/statbank/table/"

HOME_SERVICES = describe(
    "home_services_80plus",
    title=N_("Innbyggere 80 år og eldre som bruker hjemmetjenester"),
    table="12209",
    definition=N_(
        "Andel av innbyggerne 80 år og eldre som bruker hjemmetjenester 31. desember, i prosent. "
        "Kommunenumre, fylker og KOSTRA-grupper er de som gjaldt det enkelte året."
    ),
    unit=N_("prosent"),
    url=STATBANK + "12209",
    notes=(
        N_("Brudd i serien mellom 2018 og 2019 (IPLOS)."),
        N_("Bare årene 2019 og 2023. Tall for landet utenom Oslo står under koden EAKUO."),
        N_("Tallene for Ålesund og Værøy i 2023 er beregnet av SSB."),
    ),
)  # fmt: skip
PLACES = describe(
    "institution_places",
    title=N_("Plasser i institusjon etter kommune, 2015–2018"),
    table="11875",
    definition=N_(
        "Alle disponible plasser i institusjoner for eldre og personer med funksjonsnedsettelser "
        "31. desember, med de kommunenumrene som gjaldt."
    ),
    unit=N_("plasser"),
    url=STATBANK + "11875",
    notes=(N_("Tomme celler er kommuner som ikke fantes det året."),),
)
PLACES_SAMPLE = describe(
    "institution_places_sample",
    title=N_("Plasser i institusjon i 29 kommuner, 2024–2025"),
    table="11875, 11996",
    definition=N_(
        "Plasser i institusjon 31. desember, i alt og etter type, og avtalte legeårsverk i "
        "kommunehelsetjenesten for ni av kommunene."
    ),
    unit=N_("plasser (legeårsverk: årsverk)"),
    border_year=2024,
    url=STATBANK + "11875",
    notes=(
        N_("Et utvalg: alle kommuner i Østfold, fire i Akershus og tretten i Finnmark."),
        N_("Tallene for 2025 er foreløpige."),
    ),
)
PAYMENTS = describe(
    "user_payments",
    title=N_("Brukerbetaling for sykehjem og hjemmetjenester etter kommune"),
    table="05065",
    definition=N_(
        "Brukerbetaling i kommuneregnskapet i året, for opphold i institusjon og for tjenester "
        "i hjemmet, med de kommunenumrene som gjaldt."
    ),
    unit=N_("1 000 kroner"),
    url=STATBANK + "05065",
)
FEES = describe(
    "user_fees_practical_help",
    title=N_("Egenandeler for praktisk hjelp etter inntekt og kommune"),
    table="04898",
    definition=N_(
        "Timepris og høyeste egenandel per måned for praktisk hjelp, etter husstandens inntekt "
        "i grunnbeløp (G), med de kommunenumrene som gjaldt."
    ),
    unit=N_("kroner"),
    url=STATBANK + "04898",
    notes=(N_("Mange kommuner mangler tall i mange av årene."),),
)
HOSPITALS = describe(
    "hospital_capacity",
    title=N_("Kapasitet og bruk i helseforetakene"),
    table="13942, 13953",
    definition=N_(
        "Senger etter tjenesteområde, beleggsprosent, utskrivninger og årsverk i året, etter "
        "helseforetak."
    ),
    unit=N_("senger, opphold, årsverk eller prosent, se målet"),
    url=STATBANK + "13942",
    notes=(
        N_("Utskrivningene øker 12 prosent fra 2024 til 2025, trolig på grunn av endret telling."),
        N_("Ett helseforetak mangler tall for psykisk helsevern og rusbehandling."),
    ),
)
DOCTORS = describe(
    "gp_capacity",
    title=N_("Fastleger: venteliste og ledig plass etter kommune"),
    source="Helsedirektoratet",
    table="Fastlegestatistikk",
    definition=N_(
        "Personer på venteliste hos fastlege, i antall og i prosent av innbyggerne, og "
        "fastlegenes listetak i prosent av personer på liste."
    ),
    unit=N_("personer eller prosent, se målet"),
    licence="NLOD 2.0",
    border_year=2024,
    url="https://www.helsedirektoratet.no/statistikk/fastlegestatistikk",
    notes=(N_("Kilden sier ikke hvilken måned tallene er fra."),),
)
DEMENTIA = describe(
    "dementia_prevalence",
    title=N_("Forekomst av demens, hovedtall fra HUNT4 70+"),
    source="HUNT4 70+",
    table="Gjøra mfl. 2021, J Alzheimers Dis 79(3)",
    definition=N_(
        "Andel med demens blant personer 70 år og eldre, anslått antall i landet, og 95 prosent "
        "konfidensintervall der det er oppgitt."
    ),
    unit=N_("prosent eller personer, se målet"),
    licence=N_("Sitert fra artiklenes sammendrag"),
    url="https://doi.org/10.3233/JAD-201275",
    notes=(N_("Bare hovedtallene i sammendraget; forekomst etter kjønn og alder er ikke med."),),
)


def kostra_region(column: str) -> pl.Expr:
    """Region ids from KOSTRA's own codes: EAK, EKA11, EKG10, and municipality codes."""
    code = pl.col(column)
    return (
        pl.when(code == "EAK").then(pl.lit(COUNTRY_ID))
        .when(code.str.starts_with("EKA")).then("county-" + code.str.slice(3))
        .when(code.str.starts_with("EKG")).then("kostra_group-" + code)
        .otherwise(code)
    )  # fmt: skip


def read_home_services(path: Path) -> Fetched:
    column = "percent_80plus_home_services"
    frame = numbers(read_table(path, ["region", "year", column, "status"]), column, path)
    frame = matching(frame, "region", rf"{CODE}|EAK|EAKUO|EKA\d\d|EKG\d\d", path)
    facts = tidy(
        matching(frame, "year", YEAR, path), region=kostra_region("region"),
        period=pl.col("year"), age=pl.lit("80+"), measure=pl.lit(column),
        value=pl.col(column), status=pl.col("status").fill_null(""),
    )  # fmt: skip
    return Fetched(dated(HOME_SERVICES, path), facts)


def read_places(path: Path) -> Fetched:
    column = "nh.beds.located.in.muni"
    frame = numbers(read_table(path, ["knr", "year", column]), column, path)
    frame = matching(matching(frame, "knr", CODE, path), "year", YEAR, path)
    facts = tidy(
        # An empty cell is a municipality that did not exist: not applicable, not unknown.
        frame, region=pl.col("knr"), period=pl.col("year"), measure=pl.lit("institution_places"),
        value=pl.col(column),
        status=pl.when(pl.col(column).is_null()).then(pl.lit(".")).otherwise(pl.lit("")),
    )  # fmt: skip
    return Fetched(dated(PLACES, path), facts)


SAMPLE_MEASURES = {"institution_places_all": "institution_places"}
"""The metric that has a name of its own elsewhere; the others keep theirs."""


def read_places_sample(path: Path) -> Fetched:
    frame = read_table(path, ["municipality", "year", "metric", "value"])
    frame = matching(matching(frame, "municipality", CODE, path), "year", YEAR, path)
    facts = tidy(
        numbers(frame, "value", path), region=pl.col("municipality"), period=pl.col("year"),
        measure=pl.col("metric").replace(SAMPLE_MEASURES), value=pl.col("value"),
    )  # fmt: skip
    return Fetched(dated(PLACES_SAMPLE, path), facts)


PAYMENT_MEASURES = {
    "user_payment_nh": "user_payment_nursing_home_1000_nok",
    "user_payment_hbc": "user_payment_home_care_1000_nok",
}


def read_payments(*paths: Path) -> Fetched:
    """User payments from one file for nursing homes and one for home services."""
    facts = pl.concat([_payments(path) for path in paths])
    return Fetched(dated(PAYMENTS, *paths), facts)


def _payments(path: Path) -> pl.DataFrame:
    frame = read_table(path, ["knr", "year"])
    # With neither column there, the next line says which were looked for.
    column = next(
        (each for each in PAYMENT_MEASURES if each in frame.columns), " / ".join(PAYMENT_MEASURES)
    )
    frame = numbers(read_table(path, ["knr", "year", column]), column, path)
    return tidy(
        matching(frame, "knr", CODE, path), region=pl.col("knr"), period=pl.col("year"),
        measure=pl.lit(PAYMENT_MEASURES[column]), value=pl.col(column),
    )  # fmt: skip


def _fee_measure(column: str) -> str:
    """A short name, as "price_per_hour_2_3_g", for the publisher's long heading."""
    kind = "price_per_hour" if column.startswith("Price per hour") else "maximum_per_month"
    income = column.split("taxable income ")[1].split(",", maxsplit=1)[0]
    level = income.lower().replace(" - ", "_").replace(" ", "_").removesuffix("_g")
    return f"{kind}_{level}_g"


def read_fees(path: Path) -> Fetched:
    frame = matching(read_table(path, ["knr", "year"]), "knr", CODE, path)
    columns = [column for column in frame.columns if "taxable income " in column]
    frame = read_table(path, columns or ["taxable income"])
    for column in columns:
        frame = numbers(frame, column, path)
    long = frame.unpivot(columns, index=["knr", "year"], variable_name="fee", value_name="value")
    facts = tidy(
        long, region=pl.col("knr"), period=pl.col("year"),
        measure=pl.col("fee").replace_strict({each: _fee_measure(each) for each in columns}),
        value=pl.col("value"),
    )  # fmt: skip
    return Fetched(dated(FEES, path), facts)


HOSPITAL_MEASURES = {
    "arsverk_legespesialister": "person_years_specialist_doctors",
    "arsverk_spesialsykepleiere": "person_years_specialist_nurses",
    "arsverk_sykepleiere": "person_years_nurses",
    "arsverk_totalt": "person_years",
    "beleggsprosent_somatikk": "occupancy_somatic_percent",
    "senger_psyk_barn": "beds_psychiatric_children",
    "senger_psyk_voksne": "beds_psychiatric_adults",
    "senger_rus": "beds_substance_use",
    "senger_somatikk": "beds_somatic",
    "senger_totalt": "beds",
    "utskrivninger_somatikk": "discharges_somatic",
}


def read_hospitals(path: Path) -> Fetched:
    frame = read_table(path, ["helseforetak", "metric", "period", "value", "last_updated"])
    frame = matching(frame, "metric", "|".join(HOSPITAL_MEASURES), path)
    frame = matching(frame, "last_updated", r"\d{4}-\d\d-\d\d", path)
    facts = tidy(
        numbers(frame, "value", path), region=pl.col("helseforetak"), period=pl.col("period"),
        measure=pl.col("metric").replace_strict(HOSPITAL_MEASURES), value=pl.col("value"),
    )  # fmt: skip
    newest = dt.datetime.fromisoformat(str(frame["last_updated"].max())).replace(tzinfo=dt.UTC)
    return Fetched(dated(HOSPITALS, path, updated=newest), facts)


DOCTOR_MEASURES = {
    "legeliste_n": "gp_waiting",
    "legeliste_pct": "gp_waiting_percent",
    "lege_reservekapasitet": "gp_capacity_percent",
}


def read_doctors(path: Path) -> Fetched:
    frame = read_table(path, ["municipality", "year", *DOCTOR_MEASURES])
    frame = matching(matching(frame, "municipality", CODE, path), "year", YEAR, path)
    for column in DOCTOR_MEASURES:
        frame = numbers(frame, column, path)
    long = frame.unpivot(
        list(DOCTOR_MEASURES), index=["municipality", "year"],
        variable_name="column", value_name="value",
    )  # fmt: skip
    facts = tidy(
        long, region=pl.col("municipality"), period=pl.col("year"),
        measure=pl.col("column").replace_strict(DOCTOR_MEASURES), value=pl.col("value"),
    )  # fmt: skip
    return Fetched(dated(DOCTORS, path), facts)


def read_dementia(path: Path) -> Fetched:
    frame = read_table(path, ["measure", "population", "value", "lower95", "upper95", "year"])
    for column in ("value", "lower95", "upper95"):
        frame = numbers(frame, column, path)
    # One estimate is for Trondheim alone; it is no figure for the country.
    frame = frame.filter(~pl.col("population").str.contains("Trondheim"))
    long = frame.unpivot(
        ["value", "lower95", "upper95"], index=["measure", "population", "year"],
        variable_name="column", value_name="number",
    ).drop_nulls("number")  # fmt: skip
    suffix = {"value": "", "lower95": "_lower95", "upper95": "_upper95"}
    facts = tidy(
        long, region=pl.lit(COUNTRY_ID), period=pl.col("year"),
        age=pl.when(pl.col("population") == "70+").then(pl.lit("70+")).otherwise(pl.lit("all")),
        measure=pl.col("measure") + pl.col("column").replace_strict(suffix),
        value=pl.col("number"),
    )  # fmt: skip
    return Fetched(dated(DEMENTIA, path), facts)
