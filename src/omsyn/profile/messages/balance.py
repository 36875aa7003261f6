"""Messages about the balance between the generations."""

from __future__ import annotations

from omsyn.language import _, number
from omsyn.profile.messages.draft import Draft, Shape, Theme, doublings
from omsyn.profile.messages.outlook import Outlook
from omsyn.profile.words import Pair, people, ratio_pair

WORKERS = Shape("balanse", Theme.BALANCE, "balanse")
CROSSING = Shape("kryss", Theme.BALANCE, "kryss")
WORKING = Shape("yrkesaktive", Theme.BALANCE, "aldersgrupper")


def workers_per_over_80(outlook: Outlook) -> Draft | None:
    """How many of working age there are for each inhabitant over 80."""
    if outlook.over80.now < 10 or outlook.over80.then < 10:
        return None
    pair = Pair(
        outlook.working.now / outlook.over80.now, outlook.working.then / outlook.over80.then
    )
    shown = ratio_pair(pair)
    if shown is None:
        return None
    text = _(
        "I dag er det {now} innbyggere i yrkesaktiv alder for hver innbygger over 80 år. "
        "I {year} er det {then}."
    ).format(now=shown[0], then=shown[1], year=outlook.then)
    explanation = _(
        "Innbyggere på 18–66 år delt på innbyggere som har fylt 80 år: {w_now} delt på "
        "{o_now} i {first}, {w_then} delt på {o_then} i {last}."
    ).format(
        w_now=number(outlook.working.now),
        o_now=number(outlook.over80.now),
        first=outlook.now,
        w_then=number(outlook.working.then),
        o_then=number(outlook.over80.then),
        last=outlook.then,
    )
    weight = 50 + 40 * doublings(pair.ratio, 1)
    return WORKERS.draft(weight, text, f"{shown[0]} → {shown[1]}", explanation)


def crossover(outlook: Outlook) -> Draft | None:
    """When those over 65 came, or come, to outnumber children and youth."""
    year = outlook.crossover
    # Where it was so already in the first year, nobody knows here when it began.
    if outlook.tiny or year is None or not outlook.first < year <= outlook.then:
        return None
    explanation = _(
        "Innbyggere som har fylt 65 år, mot barn og unge under 20 år: {old} mot {young} i "
        "{now}. I {then}: {old_then} mot {young_then}."
    ).format(
        old=number(outlook.over65.now),
        young=number(outlook.under20.now),
        now=outlook.now,
        then=outlook.then,
        old_then=number(outlook.over65.then),
        young_then=number(outlook.under20.then),
    )
    if year <= outlook.now:
        text = _(
            "Siden {year} har flere innbyggere vært over 65 år enn under 20 år. "
            "I {then} er det {ratio} over 65 for hver 100 under 20."
        ).format(year=year, then=outlook.then, ratio=_per_100(outlook))
        return CROSSING.draft(46, text, str(year), explanation)
    text = _("Fra {year} er det flere innbyggere over 65 år enn under 20 år.").format(year=year)
    return CROSSING.draft(64, text, str(year), explanation)


def _per_100(outlook: Outlook) -> str:
    return number(100 * outlook.over65.then / outlook.under20.then)


def fewer_of_working_age(outlook: Outlook) -> Draft | None:
    """Fewer hands, where the number of those who need them grows."""
    pair = outlook.working
    if outlook.staff or outlook.tiny or not pair.falls or not outlook.over80.grows:
        return None
    text = _(
        "Det blir om lag {count} færre innbyggere mellom 18 og 66 år fram til {year}. "
        "Samtidig blir det flere over 80 år."
    ).format(count=people(-pair.change), year=outlook.then)
    explanation = _(
        "Innbyggere på 18–66 år: {now} den 1. januar {first}, {then} den 1. januar {last} "
        "etter framskrivingen."
    ).format(now=number(pair.now), first=outlook.now, then=number(pair.then), last=outlook.then)
    weight = 55 + min(2 * abs(pair.percent), 40)
    return WORKING.draft(weight, text, f"{number(pair.percent)}\u00a0%", explanation)
