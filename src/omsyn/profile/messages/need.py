"""Messages about need: dementia, services, places and staff."""

from __future__ import annotations

from omsyn.language import _, number
from omsyn.profile.messages.draft import Draft, Shape, Theme, doublings, gain, span
from omsyn.profile.messages.outlook import Outlook
from omsyn.profile.words import Pair, growth_sentence, joined, people

DEMENTIA = Shape("demens", Theme.NEED, "demens")
HOME = Shape("hjemmetjenester", Theme.NEED, "hjemmetjenester")
PLACES = Shape("plasser", Theme.NEED, "plasser")
STAFF = Shape("arsverk", Theme.NEED, "arsverk")


def dementia(outlook: Outlook) -> Draft | None:
    """How many may live with dementia."""
    pair = outlook.dementia
    if pair is None or not pair.grows or pair.now < 10:
        return None
    text = joined(
        _(
            "Om lag {now} innbyggere kan ha demens i dag. I {year} kan det være om lag {then}."
        ).format(now=people(pair.now), then=people(pair.then), year=outlook.then),
        _doubling(pair),
    )
    explanation = _(
        "Andelen med demens i landet i 2020, i hver aldersgruppe for kvinner og menn, ganget "
        "med innbyggerne her: {now} i {first} og {then} i {last}. Ingen har talt dem her."
    )
    weight = 52 + 25 * doublings(pair.ratio)
    return DEMENTIA.draft(weight, text, span(pair), _filled(explanation, outlook, pair))


def home_services(outlook: Outlook) -> Draft | None:
    """Users of home services over 80, where the place's own use is known."""
    pair = outlook.home_users
    if pair is None or not outlook.home_rate_own or pair.level or pair.now < 20:
        return None
    text = _(
        "Om lag {now} innbyggere over 80 år får hjemmetjenester i dag. Får like stor andel "
        "det i {year}, blir det om lag {then}."
    ).format(now=people(pair.now), then=people(pair.then), year=outlook.then)
    explanation = _(
        "Andelen over 80 år som fikk hjemmetjenester da den sist ble målt, ganget med "
        "innbyggerne over 80 år: {now} i {first} og {then} i {last}."
    )
    weight = 48 + 25 * doublings(pair.ratio)
    return HOME.draft(weight, text, span(pair), _filled(explanation, outlook, pair))


def places(outlook: Outlook) -> Draft | None:
    """How many more places the same use would ask for."""
    pair = outlook.places
    if pair is None or not outlook.places_own or not pair.grows or pair.now < 10:
        return None
    text = _(
        "Uten endringer trengs det om lag {more} flere plasser i institusjon i {year}, i "
        "tillegg til dagens {now}."
    ).format(more=people(pair.change), now=people(pair.now), year=outlook.then)
    explanation = _(
        "Plasser for hver innbygger over 80 år i dag, ganget med innbyggerne over 80 år "
        "senere: {now} i {first} og {then} i {last}."
    )
    weight = 56 + 25 * doublings(pair.ratio)
    return PLACES.draft(weight, text, gain(pair), _filled(explanation, outlook, pair))


def staff(outlook: Outlook) -> Draft | None:
    """Person-years that today's way of working would take, beside those who could do them."""
    if outlook.staff is None or not outlook.staff.pair.grows or outlook.staff.pair.now < 10:
        return None
    pair = outlook.staff.pair
    text = joined(
        _(
            "Uten endringer trengs det om lag {more} flere årsverk i omsorgstjenesten i {year}."
        ).format(more=people(pair.change), year=outlook.then),
        _hands(outlook),
    )
    explanation = _(
        "Årsverk etter alderen til innbyggerne, med samme bruk av tjenester som i dag: {now} i "
        "{first} og {then} i {last}."
    )
    weight = 70 + 30 * doublings(pair.ratio)
    return STAFF.draft(weight, text, gain(pair), _filled(explanation, outlook, pair))


def _hands(outlook: Outlook) -> str:
    working = outlook.working
    if working.falls:
        return _("Samtidig blir det om lag {count} færre innbyggere mellom 18 og 66 år.").format(
            count=people(-working.change)
        )
    if working.level:
        return _("Tallet på innbyggere mellom 18 og 66 år blir om lag som i dag.")
    return ""


def _doubling(pair: Pair) -> str:
    return growth_sentence(pair) if pair.ratio >= 1.85 else ""


def _filled(explanation: str, outlook: Outlook, pair: Pair) -> str:
    return explanation.format(
        now=number(pair.now), first=outlook.now, then=number(pair.then), last=outlook.then
    )
