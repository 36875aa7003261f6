"""What the intervals hold and what they do not hold, told once."""

from __future__ import annotations

from omsyn.demography.draws import DRAWS
from omsyn.documents.blocks import Block, Bullets, Callout, Definitions, Paragraph, Section
from omsyn.language import _, number
from omsyn.profile.picture import Picture


def sureness(picture: Picture) -> tuple[Section, ...]:
    """The part about intervals; none where the document has no intervals and never will."""
    title = _("Hvor sikre tallene er")
    if picture.waiting:
        text = _(
            "Intervallene er på vei: Omsyn trekker mulige framtider for de nye tallene, og prøver "
            "framskrivingen på tidligere år. Last siden på nytt om litt."
        )
        return (Section(id="usikkerhet", title=title, blocks=(Callout(text=text),)),)
    if picture.fans is None:
        return ()
    return (
        Section(
            id="usikkerhet",
            title=title,
            blocks=(
                Paragraph(text=_meaning()),
                Bullets(items=(*_holds(), *_leaves_out())),
                *_of_rates(picture),
            ),
        ),
    )


def _meaning() -> str:
    return _(
        "Omsyn har trukket {draws} mulige framtider for hele landet. I hver av dem går fødsler, "
        "dødsfall og flytting annerledes enn i framskrivingen, omtrent så mye som de har gjort "
        "før. «I åtte av ti framtider mellom 520 og 770» betyr at 80 prosent av dem ga et tall "
        "mellom 520 og 770. Én av ti ga et lavere tall, og én av ti et høyere."
    ).format(draws=number(DRAWS))


def _holds() -> tuple[str, ...]:
    return (
        _(
            "Intervallene rommer at levealder, fruktbarhet, innvandring og flytting mellom "
            "kommuner kan bli annerledes enn i framskrivingen, og at tilfeldigheter betyr mye der "
            "det bor få."
        ),
        _(
            "Linjen i figurene er framskrivingen. Den kan ligge litt over eller under midten av "
            "framtidene."
        ),
    )


def _of_rates(picture: Picture) -> tuple[Block, ...]:
    """What each need's interval holds of the uncertainty in its rate."""
    needs = picture.needs
    named = {
        _("Demens"): needs.dementia,
        _("Hjemmetjenester"): needs.home_users,
        _("Plasser"): needs.places,
        _("Årsverk"): needs.person_years,
    }
    told = tuple(
        (name, need.interval.holds)
        for name, need in named.items()
        if need is not None and need.interval is not None
    )
    first = _("I intervallene for behovet er det også tatt hensyn til hvor sikker bruken i dag er:")
    return (Paragraph(text=first), Definitions(items=told)) if told else ()


def _leaves_out() -> tuple[str, ...]:
    return (
        _(
            "Intervallene rommer ikke nye lover, store byggeprosjekter, nye mottak eller at "
            "tjenestene legges om. De rommer heller ikke feil i kildene."
        ),
        _("At hver aldersgruppe kan komme til å bruke tjenestene på en annen måte, er ikke med."),
    )
