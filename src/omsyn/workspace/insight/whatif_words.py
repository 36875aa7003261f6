"""The answer in words: how many, how sure, what moves it."""

from __future__ import annotations

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from omsyn.language import number, percent
from omsyn.needs.names import service_name
from omsyn.needs.rate import Level
from omsyn.needs.scenario import ScenarioResult, ServiceResult
from omsyn.needs.services import WITH_PLACES, Service
from omsyn.profile.words import ends, people, rounded_within


def headline(each: ServiceResult, year: int) -> str:
    """How many in the year, and between what in eight of ten futures."""
    if each.made_with.index:
        return _growth(each, year)
    value, interval = each.at(year), each.interval(year)
    words = {"count": count_text(each, year), "year": year, "service": service_name(each.service)}
    # Own rates are for all ages, the published share of users is for those of 80 and over.
    own = each.service is Service.HOME_SERVICES and each.rate.level is Level.OWN
    if interval is None or round(interval[0]) == round(interval[1]):
        plain = _plain_own_headline if own else _plain_headline
        return plain(each.service, round(value)).format(**words)
    words |= dict(zip(("low", "high"), ends(*interval), strict=True))
    uncertain = _uncertain_own_headline if own else _uncertain_headline
    return uncertain(each.service, round(value)).format(**words)


def count_text(each: ServiceResult, year: int) -> str:
    """The need in a year as a number, as coarse as the ends of its interval."""
    value, interval = each.at(year), each.interval(year)
    if each.made_with.index:
        return number(value)
    return people(value) if interval is None else rounded_within(value, *interval)


def _plain_headline(service: Service, count: int) -> str:
    match service:
        case Service.PLACES:
            return ngettext(
                "Det trengs om lag {count} plass i {year}.",
                "Det trengs om lag {count} plasser i {year}.",
                count,
            )
        case Service.HOME_SERVICES:
            return ngettext(
                "Om lag {count} innbygger over 80 år bruker hjemmetjenester i {year}.",
                "Om lag {count} innbyggere over 80 år bruker hjemmetjenester i {year}.",
                count,
            )
        case Service.DEMENTIA:
            return ngettext(
                "Om lag {count} person har demens i {year}.",
                "Om lag {count} personer har demens i {year}.",
                count,
            )
        case Service.PERSON_YEARS:
            return _("Det trengs om lag {count} årsverk i {year}.")
        case _:
            return _plain_own_headline(service, count)


def _plain_own_headline(service: Service, count: int) -> str:
    """Of a service that is there by the planner's own rates, for all ages."""
    if service in WITH_PLACES:
        return ngettext(
            "Det trengs om lag {count} plass i {year}: {service}.",
            "Det trengs om lag {count} plasser i {year}: {service}.",
            count,
        )
    return ngettext(
        "Om lag {count} innbygger bruker tjenesten i {year}: {service}.",
        "Om lag {count} innbyggere bruker tjenesten i {year}: {service}.",
        count,
    )


def _uncertain_headline(service: Service, count: int) -> str:
    match service:
        case Service.PLACES:
            return ngettext(
                "Det trengs om lag {count} plass i {year}, i åtte av ti framtider mellom {low} og "
                "{high}.",
                "Det trengs om lag {count} plasser i {year}, i åtte av ti framtider mellom {low} "
                "og {high}.",
                count,
            )
        case Service.HOME_SERVICES:
            return ngettext(
                "Om lag {count} innbygger over 80 år bruker hjemmetjenester i {year}, i åtte av "
                "ti framtider mellom {low} og {high}.",
                "Om lag {count} innbyggere over 80 år bruker hjemmetjenester i {year}, i åtte av "
                "ti framtider mellom {low} og {high}.",
                count,
            )
        case Service.DEMENTIA:
            return ngettext(
                "Om lag {count} person har demens i {year}, i åtte av ti framtider mellom {low} "
                "og {high}.",
                "Om lag {count} personer har demens i {year}, i åtte av ti framtider mellom {low} "
                "og {high}.",
                count,
            )
        case Service.PERSON_YEARS:
            return _(
                "Det trengs om lag {count} årsverk i {year}, i åtte av ti framtider mellom {low} "
                "og {high}."
            )
        case _:
            return _uncertain_own_headline(service, count)


def _uncertain_own_headline(service: Service, count: int) -> str:
    """Of a service that is there by the planner's own rates, for all ages."""
    if service in WITH_PLACES:
        return ngettext(
            "Det trengs om lag {count} plass i {year}, i åtte av ti framtider mellom {low} og "
            "{high}: {service}.",
            "Det trengs om lag {count} plasser i {year}, i åtte av ti framtider mellom {low} "
            "og {high}: {service}.",
            count,
        )
    return ngettext(
        "Om lag {count} innbygger bruker tjenesten i {year}, i åtte av ti framtider mellom "
        "{low} og {high}: {service}.",
        "Om lag {count} innbyggere bruker tjenesten i {year}, i åtte av ti framtider "
        "mellom {low} og {high}: {service}.",
        count,
    )


def _growth(each: ServiceResult, year: int) -> str:
    """The need for staff where only its growth is known."""
    change, interval = _percent_words(each.at(year) - 100), each.interval(year)
    if interval is None:
        return _("I {year} er behovet for årsverk {change}.").format(change=change, year=year)
    ends = {"low": number(abs(interval[0] - 100)), "high": number(abs(interval[1] - 100))}
    words = {"change": change, "year": year}
    if round(interval[0]) > 100:
        return _(
            "I {year} er behovet for årsverk {change}, i åtte av ti framtider mellom {low} og "
            "{high} prosent større."
        ).format(**words, **ends)
    if round(interval[1]) < 100:
        return _(
            "I {year} er behovet for årsverk {change}, i åtte av ti framtider mellom {high} og "
            "{low} prosent mindre."
        ).format(**words, **ends)
    low, high = (_percent_words(value - 100) for value in interval)
    return _(
        "I {year} er behovet for årsverk {change}, i åtte av ti framtider fra {low} til {high}."
    ).format(**words, low=low, high=high)


def _percent_words(change: float) -> str:
    whole = round(change)
    if whole == 0:
        return _("som i dag")
    text = (
        _("{count} prosent større enn i dag")
        if whole > 0
        else _("{count} prosent mindre enn i dag")
    )
    return text.format(count=number(abs(whole)))


def amount(service: Service, value: float, *, exact: bool = False) -> str:
    """`120 plasser`, rounded unless the reader gave the number."""
    decimals = 0 if value == round(value) else 1
    count = number(value, decimals) if exact else people(value)
    match service:
        case Service.PLACES:
            text = ngettext("{count} plass", "{count} plasser", round(value))
        case Service.HOME_SERVICES:
            text = ngettext("{count} bruker", "{count} brukere", round(value))
        case Service.DEMENTIA:
            text = ngettext("{count} person", "{count} personer", round(value))
        case Service.PERSON_YEARS:
            text = _("{count} årsverk")
        case _ if service in WITH_PLACES:
            text = ngettext("{count} plass", "{count} plasser", round(value))
        case _:
            text = ngettext("{count} bruker", "{count} brukere", round(value))
    return text.format(count=count)


def capacity_sentences(each: ServiceResult, year: int) -> list[str]:
    """Whether what there is will do, and when it no longer does."""
    if each.limit is None:
        return [_ask_for_capacity(each)] if each.service is not Service.DEMENTIA else []
    capacity = _capacity(each, year)
    said = []
    chance = each.probability(year)
    if chance is not None:
        said.append(
            _("Sannsynligheten for at {capacity} ikke holder i {year}, er {chance}.").format(
                capacity=capacity, year=year, chance=chance_text(chance)
            )
        )
        capacity = _("denne kapasiteten")
    if planned(each):
        capacity = _("det dere har og planlegger")
    passed = each.first_year_above()
    if passed is None:
        text = _("Den mest sannsynlige utviklingen når ikke {capacity} innen {year}.")
    elif passed == each.years[0]:
        text = _("Alt i dag er behovet større enn {capacity}.")
    else:
        text = _("Den mest sannsynlige utviklingen passerer {capacity} i {passed}.")
    said.append(text.format(capacity=capacity, year=year, passed=passed))
    stock = each.made_with.stock
    if each.service is Service.PLACES and stock is not None and _published(each):
        said.append(
            _("Har dere ikke like mange plasser nå som i {year}? Legg inn tallet deres.").format(
                year=stock.year
            )
        )
    return said


def _published(each: ServiceResult) -> bool:
    """Whether the need is held against the published stock, and nothing of the planner's."""
    limit = each.limit
    return (
        limit is not None and not (limit.own or planned(each)) and each.rate.level is not Level.OWN
    )


def chance_text(chance: float) -> str:
    """A probability as whole percent, never quite nothing and never quite certain."""
    if chance < 0.01:
        return _("under 1\u00a0%")
    if chance > 0.99:
        return _("over 99\u00a0%")
    return percent(100 * chance, 0)


def capacity_name(each: ServiceResult) -> str:
    """The capacity as a name on a line."""
    if planned(each):
        return _("Det dere har og planlegger")
    stock = each.made_with.stock
    if each.limit is not None and not each.limit.own and stock is not None:
        if each.rate.level is Level.OWN:
            return _("I bruk i dag")
        return _("Det som var i {year}").format(year=stock.year)
    return _("Det dere har")


def planned(each: ServiceResult) -> bool:
    """Whether the capacity is to change."""
    return each.limit is not None and bool(np.ptp(each.limit.by_year))


def _capacity(each: ServiceResult, year: int) -> str:
    assert each.limit is not None
    there = float(each.limit.by_year[each.position(year)])
    counted = amount(each.service, there, exact=True)
    stock = each.made_with.stock
    if each.limit.own or stock is None or planned(each):
        return _("kapasiteten på {amount}").format(amount=counted)
    if each.rate.level is Level.OWN:
        return _("dagens kapasitet på {amount}").format(amount=counted)
    return _("kapasiteten fra {year} på {amount}").format(year=stock.year, amount=counted)


def _ask_for_capacity(each: ServiceResult) -> str:
    match each.service:
        case Service.PLACES:
            return _("Legg inn hvor mange plasser dere vil ha, så ser du om de holder.")
        case Service.HOME_SERVICES:
            return _(
                "Legg inn hvor mange brukere hjemmetjenesten har rom for, så ser du om det holder."
            )
        case Service.PERSON_YEARS:
            return _("Legg inn avtalte årsverk i dag, så ser du hvor mange som trengs.")
        case _:
            return _("Legg inn hvor mange dere har rom for, så ser du om det holder.")


def cause_sentences(each: ServiceResult, *, with_levers: bool) -> list[str]:
    """What the change comes from: the population, and what the reader has set."""
    fall = each.waterfall
    said = []
    if not each.made_with.index:
        said.append(_need_today(each))
        # The difference of whole levels: what a reader adds up herself then agrees.
        more = round(fall.start + fall.from_people) - round(fall.start)
        said.append(_population(more, fall.to_year))
    if not with_levers:
        said.append(
            _("Ingen virkemidler er satt: bare tallet på innbyggere i hver alder endrer seg.")
        )
    else:
        said.append(_levers(fall.from_levers, index=each.made_with.index))
    return said


def _need_today(each: ServiceResult) -> str:
    """The need now, and by what coverage: what was counted may be some years old."""
    counted = amount(each.service, each.waterfall.start)
    stock = each.made_with.stock
    if each.service is Service.PLACES and stock is not None and each.rate.level is not Level.OWN:
        return _(
            "Med like mange plasser for hver innbygger over 80 år som i {year} er behovet i dag om "
            "lag {amount}."
        ).format(year=stock.year, amount=counted)
    return _("Regnet på samme måte er behovet i dag om lag {amount}.").format(amount=counted)


def _population(change: float, year: int) -> str:
    if round(change) == 0:
        return _("Endringer i befolkningen betyr lite fram til {year}.").format(year=year)
    text = (
        _("Endringer i befolkningen gir om lag {count} flere fram til {year}.")
        if change > 0
        else _("Endringer i befolkningen gir om lag {count} færre fram til {year}.")
    )
    return text.format(count=people(abs(change)), year=year)


def chosen_people_sentence(change: float | None, *, index: bool) -> str:
    """What the reader's choices of population do to the need; nothing where there are none."""
    if change is None:
        return ""
    if round(change) == 0:
        return _("Folketallet du har valgt, endrer nesten ikke dette tallet.")
    if index:
        text = (
            _("Folketallet du har valgt, øker behovet med {count} prosent av dagens.")
            if change > 0
            else _("Folketallet du har valgt, senker behovet med {count} prosent av dagens.")
        )
    else:
        text = (
            _("Folketallet du har valgt, gir om lag {count} flere enn framskrivingen.")
            if change > 0
            else _("Folketallet du har valgt, gir om lag {count} færre enn framskrivingen.")
        )
    return text.format(count=people(abs(change)))


def _levers(change: float, *, index: bool) -> str:
    if round(change) == 0:
        return _("Valgene dine endrer nesten ikke dette tallet.")
    if index:
        text = (
            _("Valgene dine øker behovet med {count} prosent av dagens.")
            if change > 0
            else _("Valgene dine senker behovet med {count} prosent av dagens.")
        )
    else:
        text = (
            _("Valgene dine gir om lag {count} flere enn uten dem.")
            if change > 0
            else _("Valgene dine gir om lag {count} færre enn uten dem.")
        )
    return text.format(count=people(abs(change)))


def staff_sentences(result: ScenarioResult, year: int) -> list[str]:
    """Whether there are people enough, where the reader has set how recruitment goes."""
    staff = result.staff
    if staff is None:
        return []
    place = staff.years.index(year)
    lack = float(staff.shortfall[place])
    text = (
        _("Med bemanningen du har satt, mangler det om lag {count} årsverk i {year}.")
        if round(lack) > 0
        else _("Med bemanningen du har satt, er det årsverk nok i {year}.")
    )
    said = [text.format(count=people(lack), year=year)]
    if staff.probability is not None:
        said.append(
            _("Sannsynligheten for at bemanningen ikke strekker til, er {chance}.").format(
                chance=chance_text(float(staff.probability[place]))
            )
        )
    return said
