"""Messages about need: dementia, services, places and staff."""

from __future__ import annotations

from omsyn.language import _, number
from omsyn.profile.futures import chance_text
from omsyn.profile.messages.draft import Draft, Shape, Theme, doublings, gain, span
from omsyn.profile.messages.outlook import Outlook, PlacesNeed
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
        "med innbyggerne her: {now} i {first} og {then} i {last}. Det er et anslag, ikke en "
        "telling."
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
    # It grows nearly as those over 80 do, so another kind of message tells the reader more.
    weight = 40 + 20 * doublings(pair.ratio)
    return HOME.draft(weight, text, span(pair), _filled(explanation, outlook, pair))


def places(outlook: Outlook) -> Draft | None:
    """The places there were, and how many the same coverage would ask for."""
    stock = outlook.places
    if stock is None or not stock.pair.grows or stock.pair.now < 10:
        return None
    pair = stock.pair
    need = _(
        "I {stock_year} var det {now} plasser i institusjon. Skal dekningen være den samme i "
        "{year}, trengs det om lag {then}."
    ).format(stock_year=stock.year, now=number(pair.now), then=people(pair.then), year=outlook.then)
    text = joined(need, _not_enough(stock))
    explanation = _(
        "Plassene i {stock_year} delt på innbyggerne over 80 år da, ganget med innbyggerne over "
        "80 år i {year}. Det er et regnestykke, ikke en anbefaling."
    ).format(stock_year=stock.year, year=outlook.then)
    # An old stock says little about the places of today, so it weighs less.
    fresh = outlook.now - stock.year <= 3
    weight = (56 if fresh else 30) + 25 * doublings(pair.ratio)
    value = f"{number(pair.now)} → {people(pair.then)}"
    return PLACES.draft(weight, text, value, explanation)


def _not_enough(stock: PlacesNeed) -> str:
    if stock.chance is None:
        return ""
    return _("Sannsynligheten for at det trengs flere enn det var, er {chance}.").format(
        chance=chance_text(stock.chance)
    )


def staff(outlook: Outlook) -> Draft | None:
    """Person-years that today's way of working would take, beside those who could do them."""
    if outlook.staff is None or not outlook.staff.pair.grows or outlook.staff.pair.now < 10:
        return None
    pair = outlook.staff.pair
    need = _(
        "Uten endringer kan det bli behov for opptil {more} flere årsverk i omsorgstjenesten i "
        "{year} enn i {count_year}."
    ).format(more=people(pair.change), year=outlook.then, count_year=outlook.staff.year)
    text = joined(need, _hands(outlook))
    explanation = _(
        "Kommunens egne årsverk, {now} i {first}, ført fram som om alle følger tallet på "
        "innbyggere over 80 år: {then} i {last}. En del årsverk går til yngre brukere. Følger de "
        "bare folketallet, blir det {low}."
    ).format(
        now=number(pair.now),
        first=outlook.staff.year,
        then=number(pair.then),
        last=outlook.then,
        low=number(outlook.staff.low),
    )
    weight = 70 + 30 * doublings(pair.ratio)
    return STAFF.draft(weight, text, gain(pair), explanation)


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
