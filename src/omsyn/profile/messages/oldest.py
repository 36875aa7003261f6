"""Messages about the oldest inhabitants."""

from __future__ import annotations

from omsyn.language import _, number, percent
from omsyn.profile.messages.draft import Draft, Shape, Theme, doublings, gain, span
from omsyn.profile.messages.outlook import Outlook
from omsyn.profile.words import Pair, ends, few, growth_sentence, joined, people

OVER_80 = Shape("over80", Theme.OLDEST, "over-80")
KNOWN = Shape("kjent", Theme.CERTAINTY, "pyramide")
THIRD = Shape("tredje", Theme.PEOPLE, "kryss")
SHARE = Shape("andel80", Theme.CERTAINTY, "andel-80")

FEW = 50
"""Below this many persons a message gives both counts instead of the difference."""


def more_over_80(outlook: Outlook) -> Draft | None:
    """How many more or fewer are over 80; the first question of every council."""
    pair = outlook.over80
    if min(pair.now, pair.then) < FEW:
        return _few_over_80(outlook)
    if pair.level:
        text = _("I {year} er det om lag like mange innbyggere over 80 år som i dag.").format(
            year=outlook.then
        )
        return OVER_80.draft(40, text, span(pair), _explained(outlook, pair))
    sentence = (
        _("I {year} er det om lag {count} flere innbyggere over 80 år enn i dag.")
        if pair.grows
        else _("I {year} er det om lag {count} færre innbyggere over 80 år enn i dag.")
    )
    text = joined(
        sentence.format(year=outlook.then, count=people(abs(pair.change))),
        growth_sentence(pair),
        _between(outlook),
    )
    weight = 60 + 40 * doublings(pair.ratio)
    return OVER_80.draft(weight, text, gain(pair), _explained(outlook, pair))


def _between(outlook: Outlook) -> str:
    """How sure the number itself is, where the reader needs more than the change."""
    if outlook.over80_between is None:
        return ""
    low, high = ends(*outlook.over80_between)
    if low == high or round(outlook.over80_between[0]) <= 0:
        return ""
    return _("I åtte av ti framtider er det mellom {low} og {high} over 80 år da.").format(
        low=low, high=high
    )


def _few_over_80(outlook: Outlook) -> Draft | None:
    pair = outlook.over80
    if round(pair.then) < 2 or round(pair.now) == round(pair.then):
        return None
    text = _(
        "I dag er {now} av innbyggerne over 80 år. I {year} kan det være om lag {then}."
    ).format(now=few(pair.now), then=few(pair.then), year=outlook.then)
    text = joined(text, _between(outlook))
    weight = 55 + 30 * doublings(pair.ratio, 1)
    return OVER_80.draft(weight, text, span(pair), _explained(outlook, pair))


def _explained(outlook: Outlook, pair: Pair) -> str:
    return _(
        "Innbyggere som har fylt 80 år: {now} den 1. januar {first}, {then} den 1. januar "
        "{last} etter framskrivingen."
    ).format(now=number(pair.now), first=outlook.now, then=number(pair.then), last=outlook.then)


def known_by_now(outlook: Outlook) -> Draft | None:
    """The oldest of tomorrow are counted already."""
    years = outlook.then - outlook.now
    if outlook.become_80 < 2 * FEW or years < 5 or outlook.over80.then > outlook.become_80:
        return None
    text = _(
        "De som er over 80 år i {year}, er over {age} år i dag. Det er om lag {count} innbyggere "
        "i den alderen nå."
    ).format(year=outlook.then, age=80 - years, count=people(outlook.become_80))
    explanation = _(
        "Innbyggere som har fylt {age} år den 1. januar {now}: {count}. De fyller 80 år senest "
        "i {year}. Hvor mange av dem som lever og bor her da, er usikkert."
    ).format(age=80 - years, now=outlook.now, count=number(outlook.become_80), year=outlook.then)
    return KNOWN.draft(42, text, people(outlook.become_80), explanation)


def every_third(outlook: Outlook) -> Draft | None:
    """The year in view is one where more than a third are over 65, and now is not."""
    now = 100 * outlook.over65.now / outlook.total.now
    then = 100 * outlook.over65.then / outlook.total.then
    if outlook.tiny or now >= 33 or then < 34:
        return None
    text = _(
        "I {year} er mer enn hver tredje innbygger over 65 år. I dag er det {percent} prosent."
    ).format(year=outlook.then, percent=number(now))
    explanation = _(
        "Andelen av alle innbyggere som har fylt 65 år: {now} den 1. januar {first}, {then} "
        "den 1. januar {last} etter framskrivingen."
    ).format(now=percent(now), first=outlook.now, then=percent(then), last=outlook.then)
    value = f"{number(now)} → {percent(then, 0)}"
    return THIRD.draft(66, text, value, explanation)


def compared_with_country(outlook: Outlook) -> Draft | None:
    """The share over 80 now, where it differs much from the whole country's."""
    if outlook.compared is None or outlook.tiny:
        return None
    share = 100 * outlook.over80.now / outlook.total.now
    ratio = share / outlook.compared.percent
    if 0.8 < ratio < 1.25:
        return None
    text = _("I dag er {share} av innbyggerne over 80 år. I landet er det {country}.").format(
        share=percent(share), country=percent(outlook.compared.percent)
    )
    explanation = _(
        "Innbyggere som har fylt 80 år ({count}) delt på alle innbyggere ({total}) den "
        "1. januar {year}. Det samme er regnet for landet."
    ).format(count=number(outlook.over80.now), total=number(outlook.total.now), year=outlook.now)
    return SHARE.draft(40 + 30 * doublings(ratio, 1), text, percent(share), explanation)
