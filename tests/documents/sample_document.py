"""A document of every kind of block, about places that do not exist."""

from __future__ import annotations

import datetime as dt

import polars as pl

from omsyn import charts
from omsyn.documents.blocks import (
    Bullets,
    Callout,
    Column,
    ColumnKind,
    Definitions,
    Document,
    Figure,
    Message,
    Messages,
    Paragraph,
    Section,
    Sources,
    Table,
    Tone,
)
from omsyn.facts import Provenance, Status
from omsyn.language import WrittenStandard, number

FIRST, TODAY, LAST = 2006, 2026, 2050
GOLDEN = 12_345
"""A number that every format must show in the same way."""

POPULATION = Provenance(
    source="Den fiktive fylkesbanken",
    table="F-001",
    definition="Registrerte innbyggere per 1. januar.",
    retrieved=dt.date(2026, 3, 2),
    updated=dt.date(2026, 2, 20),
    border_year=2024,
    periods="2006–2026",
    fictional=True,
    licence="Laget av Omsyn",
    notes=("Serien er brutt i 2020.",),
)
SERVICES = Provenance(
    source="Den fiktive fylkesbanken",
    table="F-007",
    definition="Andel innbyggere 80 år og eldre som bruker hjemmetjenester.",
    retrieved=dt.date(2026, 3, 2),
    border_year=2024,
    missing_share=0.0213,
    estimated=True,
    fictional=True,
)


def persons(start: float, growth: float, places: int = 1) -> list[float]:
    return [start * growth**i * places for i in range(LAST - FIRST + 1)]


def persons_at(years_past: int, most: float, power: float) -> float:
    return max(0, most - max(0, years_past) ** power)


def oldest_figure() -> Figure:
    years = list(range(FIRST, LAST + 1))
    series = {
        "80–89 år": persons(6_000, 1.018),
        "90 år og eldre": persons(1_200, 1.027),
    }
    frame = pl.DataFrame(
        {
            "year": years * 2,
            "value": [value for each in series.values() for value in each],
            "series": [name for name in series for _ in years],
        }
    )
    rows = tuple(
        (year, *(round(series[name][i]) for name in series)) for i, year in enumerate(years)
    )
    rows = (*rows[:20], (2026, GOLDEN, 2_034), *rows[21:])
    return Figure(
        id="de-eldste",
        title="I 2050 er det mer enn dobbelt så mange over 80 år som i dag",
        subtitle="Innbyggere 80–89 år og 90 år og eldre i Fjordvik, 2006–2050. Antall.",
        summary=(
            "Antallet mellom 80 og 89 år vokser jevnt. De over 90 år blir flere fra 2032, når de "
            "store etterkrigskullene når den alderen."
        ),
        chart=charts.lines(frame, series="series", last_observed=TODAY),
        table=Table(
            id="tabell-de-eldste",
            caption="Innbyggere 80–89 år og 90 år og eldre i Fjordvik, 2006–2050",
            columns=(
                Column(label="År", kind=ColumnKind.YEAR),
                Column(label="80–89 år"),
                Column(label="90 år og eldre"),
            ),
            rows=rows,
            provenance=(POPULATION,),
        ),
    )


def bands_figure() -> Figure:
    bands = ("0–17 år", "18–49 år", "50–66 år", "67–79 år", "80–89 år", "90 år og eldre")
    now = (22_310, 45_120, 26_480, 13_960, GOLDEN, 2_034)
    then = (20_980, 43_870, 27_150, 17_220, 17_800, 4_410)
    frame = pl.DataFrame(
        {
            "band": [band for band in bands for _ in range(2)],
            "when": ["2026", "2050"] * len(bands),
            "persons": [n for pair in zip(now, then, strict=True) for n in pair],
        }
    )
    return Figure(
        id="aldersgrupper",
        title="Bare de eldste gruppene vokser",
        subtitle="Innbyggere i Fjordvik etter alder, 2026 og 2050. Antall.",
        summary="De tre yngste gruppene samlet blir 1 910 færre. De tre eldste blir 11 091 flere.",
        chart=charts.bars(frame, category="band", value="persons", series="when"),
        table=Table(
            id="tabell-aldersgrupper",
            caption="Innbyggere i Fjordvik etter alder, 2026 og 2050",
            columns=(
                Column(label="Alder", kind=ColumnKind.TEXT),
                Column(label="2026"),
                Column(label="2050"),
                Column(label="Endring", kind=ColumnKind.CHANGE),
                Column(label="Endring i prosent", kind=ColumnKind.PERCENT, decimals=1),
            ),
            rows=tuple(
                (band, a, b, b - a, 100 * (b - a) / a)
                for band, a, b in zip(bands, now, then, strict=True)
            ),
            provenance=(POPULATION,),
        ),
    )


def pyramid_figure() -> Figure:
    ages = range(106)
    frame = pl.DataFrame(
        [
            (age, sex, persons_at(age - wide, 700, 1.75), persons_at(age - wide - 8, 640, 1.8))
            for age in ages
            for sex, wide in (("male", 52), ("female", 58))
        ],
        schema=["age", "sex", "now", "then"],
        orient="row",
    )  # fmt: skip
    return Figure(
        id="pyramide",
        title="Befolkningen blir tyngre øverst",
        subtitle="Innbyggere i Fjordvik etter kjønn og alder, 2026 og 2050. Antall.",
        summary="I 2050 er det flere i alle aldre over 75 år enn i dag, og færre under 50.",
        chart=charts.pyramid(frame, now_label="2026", then_label="2050"),
        table=Table(
            id="tabell-pyramide",
            caption="Menn og kvinner i Fjordvik etter alder, 2026",
            columns=(
                Column(label="Alder", kind=ColumnKind.TEXT),
                Column(label="Menn"),
                Column(label="Kvinner"),
            ),
            rows=(("0–66 år", 46_480, 45_430), ("67 år og eldre", 13_520, 14_819)),
            provenance=(POPULATION,),
        ),
    )


def services_figure() -> Figure:
    shares = {"Fjordvik": 31.2, "Langnes": 28.4, "Sørheim": None, "Høgdal": 35.5, "Ytterøya": 26.1}
    frame = pl.DataFrame({"name": list(shares), "value": list(shares.values())})
    return Figure(
        id="hjemmetjenester",
        title="Fjordvik gir hjemmetjenester til flere enn de fleste",
        subtitle="Andel over 80 år med hjemmetjenester i kommunene i Nordfylket, 2025. Prosent.",
        summary="Fjordvik ligger nest høyest av de fire kommunene som har tall.",
        chart=charts.dots(
            frame, us="Fjordvik", references={"Nordfylket": 30.1, "Riket": 29.0},
            in_percent=True, decimals=1,
        ),
        table=Table(
            id="tabell-hjemmetjenester",
            caption="Andel over 80 år med hjemmetjenester, 2025",
            columns=(
                Column(label="Kommune", kind=ColumnKind.TEXT),
                Column(label="Andel", kind=ColumnKind.PERCENT, unit="%", decimals=1),
                Column(label="Plasser"),
            ),
            rows=(
                ("Fjordvik", 31.2, 410),
                ("Langnes", 28.4, Status.NOT_AVAILABLE),
                ("Sørheim", Status.CONFIDENTIAL, Status.ZERO),
                ("Høgdal", 35.5, Status.NOT_APPLICABLE),
                ("Ytterøya", 26.1, None),
            ),
            notes=("Plasser gjelder sykehjem.",),
            provenance=(SERVICES, POPULATION),
        ),
    )  # fmt: skip


def sample(standard: WrittenStandard = WrittenStandard.BOKMAAL) -> Document:
    return Document(
        id="kunnskapsgrunnlag-fjordvik-2050-nb",
        title="Kunnskapsgrunnlag for helse og omsorg",
        subtitle="Innbyggere, behov og tjenester fram mot 2050",
        place="Fjordvik kommune",
        standard=standard,
        made=dt.date(2026, 3, 3),
        data_status="Tallene er oppdatert til og med 1. januar 2026.",
        fictional=True,
        sections=(
            Section(
                id="det-viktigste",
                title="Det viktigste",
                blocks=(
                    Messages(
                        items=(
                            Message(
                                id="eldste",
                                value="+7 800",
                                text="I 2050 er det om lag 7 800 flere over 80 år enn i dag. "
                                "Det er mer enn halvannen gang så mange.",
                                explanation="Antallet i 2050 minus antallet i dag.",
                                see="de-eldste",
                            ),
                            Message(
                                id="balanse",
                                value="7 til 4",
                                text="I dag er det 7 i yrkesaktiv alder for hver innbygger "
                                "over 80 år. I 2050 er det 4.",
                                explanation="18–66 år delt på 80 år og eldre.",
                                see="aldersgrupper",
                            ),
                            Message(
                                id="plasser",
                                value="+640",
                                text="Uten endringer trengs det om lag 640 flere heldøgns plasser.",
                                explanation="Dagens bruk etter alder, med framtidig folketall.",
                                see="hjemmetjenester",
                            ),
                        )
                    ),
                    Callout(
                        tone=Tone.CAUTION,
                        title="Folketallet er usikkert.",
                        text="Behovet er det mindre: De som fyller 80 i 2040, bor her allerede.",
                    ),
                ),
            ),
            Section(
                id="befolkning",
                title="Befolkningen",
                blocks=(
                    Paragraph(
                        text=f"Fjordvik har {number(GOLDEN)} innbyggere mellom 80 og 89 år."
                    ),
                    bands_figure(),
                ),
                sections=(
                    Section(id="de-eldste-kap", title="De eldste", blocks=(oldest_figure(),)),
                    Section(id="pyramide-kap", title="Alder og kjønn", blocks=(pyramid_figure(),)),
                ),
            ),
            Section(
                id="tjenester",
                title="Tjenester og plasser",
                blocks=(
                    Bullets(items=("Dagens bruk er utgangspunktet.", "Tre er slått sammen.")),
                    services_figure(),
                ),
            ),
            Section(
                id="om-tallene",
                title="Om tallene",
                blocks=(
                    Definitions(items=(("Årsverk", "Én person i full stilling i ett år."),)),
                    Sources(items=(POPULATION, SERVICES)),
                ),
            ),
        ),
    )  # fmt: skip
