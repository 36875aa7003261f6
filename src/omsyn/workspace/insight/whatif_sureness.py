"""How sure the answer is, in words: what the interval holds, and how the method has done."""

from __future__ import annotations

from django.utils.translation import gettext as _

from omsyn.language import number, percent
from omsyn.needs.scenario import ServiceResult
from omsyn.profile.words import ends

FEW_OLD = 50
"""With fewer inhabitants of 80 and over than this, a family moves the figures."""
COARSE = 5
"""Percent: errors from here on are told in whole percent."""


def futures_sentence(each: ServiceResult, year: int, draws: int) -> str:
    """What "eight of ten futures" means; nothing where none are drawn."""
    interval = each.interval(year)
    if interval is None or not draws:
        return ""
    if each.made_with.index:
        return _(
            "Omsyn har regnet ut {count} mulige framtider for folketallet, med ulik flytting, "
            "levetid og fødselstall. Åtte av ti ligger mellom de to tallene øverst, de andre "
            "utenfor."
        ).format(count=number(draws))
    low, high = ends(*interval)
    return _(
        "Omsyn har regnet ut {count} mulige framtider for folketallet, med ulik flytting, levetid "
        "og fødselstall. I åtte av ti ligger tallet mellom {low} og {high}, i de andre utenfor."
    ).format(count=number(draws), low=low, high=high)


def uncertainty_sentence(each: ServiceResult) -> str:
    """What the interval holds, and what it does not; or that there is none."""
    return each.interval_holds or _(
        "Usikkerheten er ikke regnet ut, så tallet står uten intervall."
    )


def record_sentence(after_five: float | None, after_ten: float | None) -> str:
    """How far off the method would have been here, in percent; nothing where it is not known."""
    if after_five is None or after_ten is None:
        return ""
    return _(
        "Metoden er prøvd på de siste femten årene med bare det en visste da. For innbyggere over "
        "80 år her bommet den vanligvis med {five} etter fem år og {ten} etter ti år."
    ).format(five=_error_text(after_five), ten=_error_text(after_ten))


def _error_text(error: float) -> str:
    """In percent, whole where it is large: there a decimal says nothing."""
    return percent(error, 0 if error >= COARSE else 1)


def tiny_sentence(old: float) -> str:
    """For a place with so few old people that chance rules; else nothing."""
    if old >= FEW_OLD:
        return ""
    return _(
        "Her er det så få innbyggere over 80 år at én familie betyr mye for tallene. Les dem som "
        "størrelsesorden."
    )
