"""The section on services and places: users of home services, and places in institutions."""

from __future__ import annotations

from omsyn.documents.blocks import Block, Column, Figure, Section
from omsyn.language import _, ngettext, number
from omsyn.profile.futures import between_sentence, chance_text, subtitled
from omsyn.profile.parts import persons
from omsyn.profile.picture import Need, Picture
from omsyn.profile.sections.needs import (
    few_behind,
    few_caution,
    horizon_pair,
    lacking,
    need_chart,
    need_table,
)
from omsyn.profile.words import Pair, growth_sentence, joined, people


def services(picture: Picture) -> Section:
    needs = picture.needs
    blocks: tuple[Block, ...] = (
        lacking(picture, "home_users")
        if needs.home_users is None
        else home_users(picture, needs.home_users),
        lacking(picture, "places") if needs.places is None else places(picture, needs.places),
    )
    return Section(id="tjenester", title=_("Tjenester og plasser"), blocks=blocks)


def home_users(picture: Picture, need: Need) -> Figure:
    """Users over 80, with the share of the newest year for all years."""
    pair = horizon_pair(picture, need)
    return Figure(
        id="hjemmetjenester",
        title=_home_title(pair, picture.horizon, need.lender),
        subtitle=subtitled(
            _home_subtitle(need).format(
                within=picture.place.within, lender=need.lender, year=need.rate_year
            ),
            need.interval,
        ),
        summary=joined(
            _(
                "Med samme andel er det om lag {now} brukere over 80 år i {first} og {then} i "
                "{last}."
            ).format(
                now=people(pair.now),
                first=picture.now,
                then=people(pair.then),
                last=picture.horizon,
            ),
            growth_sentence(pair),
            between_sentence(need.interval, picture.horizon),
            need.explanation,
            few_caution(picture),
        ),
        chart=need_chart(picture, need, _("Brukere over 80 år")),
        table=need_table(
            picture,
            need,
            id_="hjemmetjenester-tabell",
            caption=_("Brukere av hjemmetjenester over 80 år {within}, med samme andel").format(
                within=picture.place.within
            ),
            column=persons(_("Brukere over 80 år")),
        ),
    )


def _home_subtitle(need: Need) -> str:
    if need.lender:
        return _("Brukere av hjemmetjenester over 80 år {within} med andelen i {lender} i {year}")
    return _("Brukere av hjemmetjenester over 80 år {within} med samme andel som i {year}")


def _home_title(pair: Pair, year: int, lender: str) -> str:
    names = {
        "now": people(pair.now), "then": people(pair.then), "year": year, "lender": lender,
    }  # fmt: skip
    if pair.level:
        return _("Med samme bruk blir tallet på brukere om lag som i dag")
    if lender:
        return _(
            "Brukes tjenestene som i {lender}, går tallet på brukere fra om lag {now} til {then} i "
            "{year}"
        ).format(**names)
    text = (
        _("Med samme bruk øker tallet på brukere fra om lag {now} til {then} i {year}")
        if pair.grows
        else _("Med samme bruk går tallet på brukere ned fra om lag {now} til {then} i {year}")
    )
    return text.format(**names)


def places(picture: Picture, need: Need) -> Figure:
    """Places in institutions at the coverage of the rate's year, against those there were."""
    return Figure(
        id="plasser",
        title=_places_title(picture, need),
        subtitle=subtitled(
            _places_subtitle(need).format(
                within=picture.place.within, lender=need.lender, year=need.rate_year
            ),
            need.interval,
        ),
        summary=joined(
            _stock(need),
            _places_need(picture, need),
            between_sentence(need.interval, picture.horizon),
            _enough(picture, need),
            need.explanation,
        ),
        chart=need_chart(picture, need, _("Med samme dekning")),
        table=need_table(
            picture,
            need,
            id_="plasser-tabell",
            caption=_("Plasser i institusjon {within}, med samme dekning").format(
                within=picture.place.within
            ),
            column=Column(label=_("Med samme dekning"), unit=_("plasser")),
            notes=(
                *filter(None, [_stock(need)]),
                _(
                    "Institusjon er sykehjem og annen døgnplass i institusjon. Omsorgsboliger er "
                    "ikke med."
                ),
            ),
        ),
    )


def _places_subtitle(need: Need) -> str:
    if need.lender:
        return _(
            "Plasser i institusjon {within} med like mange for hver innbygger over 80 år som i "
            "{lender} i {year}"
        )
    return _(
        "Plasser i institusjon {within} med like mange for hver innbygger over 80 år som i {year}"
    )


def _places_title(picture: Picture, need: Need) -> str:
    if few_behind(picture):
        return _("Med så få innbyggere sier dekningen lite om hvor mange plasser som trengs")
    title = (
        _("Med dekningen i {lender} i {rate_year} trengs om lag {count} plasser i {year}")
        if need.lender
        else _("Med samme dekning som i {rate_year} trengs om lag {count} plasser i {year}")
    )
    return title.format(
        lender=need.lender,
        rate_year=need.rate_year,
        count=people(need.at(picture.horizon)),
        year=picture.horizon,
    )


def _stock(need: Need) -> str:
    if need.stock is None or need.stock_year is None:
        return ""
    return ngettext(
        "Det var {count} plass i institusjon i {year}.",
        "Det var {count} plasser i institusjon i {year}.",
        round(need.stock),
    ).format(count=number(need.stock), year=need.stock_year)


def _enough(picture: Picture, need: Need) -> str:
    """The chance that the places there were do not suffice in the target year."""
    if need.stock is None or need.interval is None or few_behind(picture):
        return ""
    chance = need.interval.probability_above(need.stock, picture.target)
    if chance is None:
        return ""
    return _(
        "Sannsynligheten for at det trengs flere plasser enn det som var i {stock_year}, er "
        "{chance} i {year}."
    ).format(stock_year=need.stock_year, chance=chance_text(chance), year=picture.target)


def _places_need(picture: Picture, need: Need) -> str:
    pair = horizon_pair(picture, need)
    return _(
        "Med samme dekning svarer folketallet til om lag {now} plasser i {first} og {then} i "
        "{last}."
    ).format(now=people(pair.now), first=picture.now, then=people(pair.then), last=picture.horizon)
