"""Messages about the whole population."""

from __future__ import annotations

from omsyn.language import _, number, percent, signed
from omsyn.profile.messages.draft import Draft, Shape, Theme, gain
from omsyn.profile.messages.outlook import Outlook
from omsyn.profile.words import joined, people

TOTAL = Shape("folketall", Theme.PEOPLE, "folketall")
CHILDREN = Shape("barn", Theme.PEOPLE, "aldersgrupper")


def total(outlook: Outlook) -> Draft | None:
    """Where the whole population goes, and who makes the change."""
    pair = outlook.total
    value = f"{signed(pair.percent)}\u00a0%"
    names = {"now": people(pair.now), "then": people(pair.then), "year": outlook.then}
    if pair.level:
        text = _level(outlook)
        weight, value = 38.0, gain(outlook.over67)
    elif pair.grows:
        rise = _("Folketallet øker fra om lag {now} til {then} i {year}.")
        text = joined(rise.format(**names), _who_grows(outlook))
        weight = 40 + min(1.5 * pair.percent, 35)
    else:
        fall = _("Folketallet går ned fra om lag {now} til {then} i {year}.")
        text = joined(fall.format(**names), _who_falls(outlook))
        weight = 44 + min(3 * abs(pair.percent), 45)
    if not text:
        return None
    explanation = _(
        "Alle innbyggere: {now} den 1. januar {first}, {then} den 1. januar {last} etter "
        "framskrivingen. Innbyggere som har fylt 67 år: {old_now} og {old_then}."
    ).format(
        now=number(pair.now),
        first=outlook.now,
        then=number(pair.then),
        last=outlook.then,
        old_now=number(outlook.over67.now),
        old_then=number(outlook.over67.then),
    )
    return TOTAL.draft(weight, text, value, explanation)


def _level(outlook: Outlook) -> str:
    older, younger = outlook.over67, outlook.total.now - outlook.over67.now
    change = outlook.total.change - older.change
    if not older.grows or change >= 0 or abs(change) < 0.03 * younger:
        return ""
    return _(
        "Folketallet blir om lag som i dag fram til {year}, men alderen endrer seg: om lag "
        "{more} flere over 67 år og {fewer} færre under."
    ).format(year=outlook.then, more=people(older.change), fewer=people(-change))


def _who_grows(outlook: Outlook) -> str:
    share = outlook.over67.change / outlook.total.change
    if share >= 1:
        return _("Hele økningen kommer blant innbyggere over 67 år.")
    if share >= 0.6:
        return _("Det meste av økningen kommer blant innbyggere over 67 år.")
    return ""


def _who_falls(outlook: Outlook) -> str:
    if not outlook.over67.grows:
        return ""
    return _("Samtidig blir det om lag {count} flere over 67 år.").format(
        count=people(outlook.over67.change)
    )


def fewer_children(outlook: Outlook) -> Draft | None:
    """Fewer under 18, where the fall is large enough to matter for services."""
    pair = outlook.under18
    if outlook.tiny or pair.percent > -10 or pair.now < 100:
        return None
    text = _(
        "Det blir om lag {count} færre barn og unge under 18 år fram til {year}. Det er en "
        "nedgang på {percent} prosent."
    ).format(count=people(-pair.change), year=outlook.then, percent=number(-pair.percent))
    explanation = _(
        "Innbyggere under 18 år: {now} den 1. januar {first}, {then} den 1. januar {last} "
        "etter framskrivingen."
    ).format(now=number(pair.now), first=outlook.now, then=number(pair.then), last=outlook.then)
    weight = 36 + min(abs(pair.percent), 30)
    return CHILDREN.draft(weight, text, percent(pair.percent, 0), explanation)
