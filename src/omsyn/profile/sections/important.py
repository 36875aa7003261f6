"""The first section: the handful of messages that matter here."""

from __future__ import annotations

from omsyn.demography import crossover_year
from omsyn.demography.population import FloatArray
from omsyn.documents.blocks import Block, Callout, Messages, Paragraph, Section, Tone
from omsyn.geography import RegionKind
from omsyn.language import _
from omsyn.profile.futures import SHOWN
from omsyn.profile.messages import Outlook, PlacesNeed, Share80, StaffNeed, choose
from omsyn.profile.picture import Need, Picture
from omsyn.profile.words import Pair


def important(picture: Picture) -> Section:
    """What the council should know first."""
    outlook = outlook_of(picture)
    blocks: list[Block] = [
        Paragraph(
            text=_(
                "Tallene for årene etter {now} er en framskriving. Den viser hva som skjer hvis "
                "utviklingen de siste årene fortsetter. «I dag» er 1. januar {now}."
            ).format(now=picture.now)
        ),
        Messages(items=choose(outlook)),
    ]
    caution = few_people(outlook)
    if caution:
        blocks.append(Callout(text=caution, tone=Tone.CAUTION))
    return Section(id="det-viktigste", title=_("Det viktigste"), blocks=tuple(blocks))


def few_people(outlook: Outlook) -> str:
    """What to remember where the numbers are small; empty elsewhere."""
    if outlook.place.kind is not RegionKind.MUNICIPALITY or not outlook.small:
        return ""
    if outlook.tiny:
        return _(
            "Her betyr én familie mye for tallene. Se på retningen, ikke på det enkelte tallet."
        )
    return _("I en liten kommune kan noen få flyttinger endre tallene. Se på retningen.")


def outlook_of(picture: Picture) -> Outlook:
    """The plain numbers that messages are made from."""
    year = picture.target

    def pair(values: FloatArray) -> Pair:
        return picture.pair(values, year)

    band, needs = picture.band, picture.needs
    return Outlook(
        place=picture.place,
        now=picture.now,
        then=year,
        first=picture.first,
        total=pair(picture.series.total()),
        under18=pair(band(0, 17)),
        under20=pair(band(0, 19)),
        working=pair(band(18, 66)),
        over65=pair(band(65)),
        over67=pair(band(67)),
        over80=pair(band(80)),
        over90=pair(band(90)),
        become_80=picture.value(band(80 - (year - picture.now)), picture.now),
        crossover=crossover_year(picture.series),
        dementia=_need(picture, needs.dementia),
        home_users=_need(picture, needs.home_users),
        home_rate_own=needs.home_users is not None and needs.home_users.own,
        places=_places(picture),
        staff=_staff(picture),
        compared=_country_share(picture),
        over80_between=sure.between(year, SHOWN) if (sure := picture.interval(80)) else None,
    )


def _need(picture: Picture, need: Need | None) -> Pair | None:
    return None if need is None else need.pair(picture.now, picture.target)


def _places(picture: Picture) -> PlacesNeed | None:
    need = picture.needs.places
    if need is None or need.stock is None or need.stock_year is None:
        return None
    sure = need.interval
    return PlacesNeed(
        pair=Pair(need.stock, need.at(picture.target)),
        year=need.stock_year,
        chance=None if sure is None else sure.probability_above(need.stock, picture.target),
    )


def _staff(picture: Picture) -> StaffNeed | None:
    need, local = picture.needs.person_years, picture.local
    if need is None or need.low is None or local is None or local.person_years is None:
        return None
    low = float(need.low[need.years.index(picture.target)])
    return StaffNeed(
        pair=Pair(local.person_years, need.at(picture.target)), year=local.year, low=low
    )


def _country_share(picture: Picture) -> Share80 | None:
    country = picture.country
    if country is None:
        return None
    pair = picture.pair(100 * country.series.band(80) / country.series.total())
    return Share80(name=country.label, percent=pair.now)
