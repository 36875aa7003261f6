"""The last section: sources, definitions, reservations and border changes."""

from __future__ import annotations

from collections.abc import Iterable

from omsyn.documents.blocks import (
    Block,
    Bullets,
    Definitions,
    Figure,
    Paragraph,
    Section,
    Sources,
    Table,
)
from omsyn.facts import Provenance
from omsyn.geography import ChangeKind, history_sentences
from omsyn.geography.region import RegionKind
from omsyn.language import _, number
from omsyn.language import about as rounded
from omsyn.profile.picture import Picture
from omsyn.profile.sections.differences import MANY_DEATHS, PRINTED, YEAR
from omsyn.profile.sections.record import record
from omsyn.profile.sections.sureness import sureness


def about(picture: Picture, before: Iterable[Section], *, borders: bool = True) -> Section:
    """What stands behind everything in the sections before it.

    `borders` tells of border changes, which only a document about one municipality does.
    """
    tried = record(picture)
    parts = [
        *sureness(picture),
        *tried,
        Section(
            id="forbehold", title=_("Forbehold"), blocks=(Bullets(items=reservations(picture)),)
        ),
        Section(
            id="definisjoner",
            title=_("Definisjoner"),
            blocks=(Definitions(items=definitions(picture)),),
        ),
        Section(
            id="grenseendringer",
            title=_("Grenseendringer"),
            blocks=tuple(border_changes(picture)),
        ),
        Section(
            id="kilder",
            title=_("Kilder"),
            blocks=(Sources(items=sources((*before, *tried), picture)),),
        ),
    ]
    if not borders or picture.place.kind is not RegionKind.MUNICIPALITY:
        parts = [part for part in parts if part.id != "grenseendringer"]
    return Section(id="om-tallene", title=_("Om tallene"), blocks=(), sections=tuple(parts))


def reservations(picture: Picture) -> tuple[str, ...]:
    """What a reader must know before trusting a figure here."""
    items = [
        _(
            "Framskrivingen viser hva som skjer hvis fødsler, dødsfall og flytting følger "
            "mønsteret fra de siste årene. Den er ikke en spådom, og den viser ikke hvor usikre "
            "tallene er."
        )
        if picture.fans is None
        else _(
            "Framskrivingen viser hva som skjer hvis fødsler, dødsfall og flytting følger "
            "mønsteret fra de siste årene. Den er ikke en spådom; intervallene viser hvor usikker "
            "den er."
        ),
        _(
            "Behovet er regnet med samme bruk av tjenester i hver aldersgruppe som i dag. Bedre "
            "helse blant eldre, ny teknologi, mer hjelp fra pårørende eller en annen "
            "tjenesteprofil vil gi andre tall."
        ),
        _(
            "Jo lenger fram og jo mindre gruppe, desto mer usikkert. Tallene for over 90 år er "
            "mest usikre."
        ),
    ]
    items += _printed(picture)
    if picture.series.total()[picture.series.position(picture.now)] < 3_000:
        items.append(
            _(
                "Med få innbyggere kan noen få fødsler, dødsfall eller flyttinger endre tallene "
                "mye fra år til år."
            )
        )
    if picture.place.kind not in {RegionKind.MUNICIPALITY, RegionKind.COUNTRY}:
        items.append(
            _("Området er regnet med de kommunene som hører til nå, i alle år, også før i tiden.")
        )
    items += _estimated(picture)
    items += _missing(picture)
    items += picture.needs.lacking.values()
    items += _rates(picture)
    if picture.local is not None:
        items.append(
            _(
                "Tall merket «kommunens egne» er oppgitt av den som laget dokumentet. De er ikke "
                "hentet fra offentlig statistikk."
            )
        )
    return tuple(dict.fromkeys(items))


def _printed(picture: Picture) -> list[str]:
    """Why a reader who compares with the printed projection finds more old people there."""
    country = picture.country
    if country is None or picture.fictional or not picture.now < YEAR <= picture.horizon:
        return []
    series = country.series
    ours, printed = float(series.band(80)[series.position(YEAR)]), sum(PRINTED[4:])
    # The reasons hold one way only, and from when there was something to count.
    if ours > 0.98 * printed or picture.now < MANY_DEATHS:
        return []
    return [
        _(
            "Statistisk sentralbyrås framskriving fra 2020 har flere gamle: {printed} over 80 år i "
            "landet i {year}, mot {ours} her. Forskjellen kommer av at dødeligheten blant "
            "eldre var høyere enn ventet i årene etter 2021, og at den her går saktere ned blant "
            "de eldste."
        ).format(printed=rounded(printed), ours=rounded(ours), year=YEAR)
    ]


def _rates(picture: Picture) -> list[str]:
    return [need.reservation for need in picture.needs.known() if need.reservation]


def _estimated(picture: Picture) -> list[str]:
    if picture.divided:
        return [
            _(
                "{names} er delt mellom flere områder. Delen som hører til her, er anslått som "
                "en fast andel av alle aldersgrupper."
            ).format(names=", ".join(picture.divided))
        ]
    if any(change.kind is ChangeKind.DIVIDED for change in picture.changes):
        return [
            _(
                "En kommune er delt i perioden. Tallene for årene før delingen er anslått: den "
                "gamle kommunen er fordelt med én fast andel for alle aldre."
            )
        ]
    return []


def _missing(picture: Picture) -> list[str]:
    share = picture.statistics.missing_share
    if not share:
        return []
    return [
        _("{percent} prosent av folketallene mangler i kilden.").format(
            percent=number(100 * share, 1)
        )
    ]


def definitions(picture: Picture) -> tuple[tuple[str, str], ...]:
    """The terms used, as a reader may ask about them."""
    return (
        (_("I dag"), _("1. januar {year}, de nyeste tallene.").format(year=picture.now)),
        (_("Over 80 år"), _("Har fylt 80 år. «Over 65», «over 67» og «over 90» på samme måte.")),
        (_("Yrkesaktiv alder"), _("18–66 år, enten de er i arbeid eller ikke.")),
        (
            _("Forsørgerbyrde"),
            _(
                "Innbyggere under 20 år og over 65 år for hver 100 på 20–64 år, slik "
                "Helsedirektoratets rapport om Omsorg 2020 regner."
            ),
        ),
        (
            _("Framskriving"),
            _(
                "Folketallet ført fram år for år, for kvinner og menn i hver alder: de som dør "
                "og flytter ut trekkes fra, de som fødes og flytter inn legges til."
            ),
        ),
        (
            _("KOSTRA-gruppe"),
            _(
                "Kommuner som ligner hverandre i folketall, bundne kostnader og inntekter, etter "
                "Statistisk sentralbyrås inndeling."
            ),
        ),
        (_("Årsverk"), _("En full stilling i ett år.")),
    )


def border_changes(picture: Picture) -> list[Block]:
    """How the municipality came to be what it is, and what it means for the figures."""
    if not picture.changes:
        return [
            Paragraph(
                text=_("Grensene er ikke endret siden {year}, da tallene begynner.").format(
                    year=picture.first
                )
            )
        ]
    return [
        Paragraph(
            text=_("Alle tall er regnet om til grensene slik de er i dag.")
            if picture.statistics.border_year is None
            else _("Alle tall er regnet om til grensene fra {year}.").format(
                year=picture.statistics.border_year
            )
        ),
        Bullets(items=tuple(history_sentences(picture.changes))),
    ]


def sources(before: Iterable[Section], picture: Picture) -> tuple[Provenance, ...]:
    """Every source used in the document, once, in the order of first use."""
    found = dict.fromkeys(picture.sources)
    for section in before:
        for block in section.blocks:
            if isinstance(block, Figure | Table):
                found.update(dict.fromkeys(block.provenance))
    return tuple(found)
