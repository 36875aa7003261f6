"""Which messages a place gets, and in which order."""

from __future__ import annotations

from collections import Counter

from omsyn.documents.blocks import Message
from omsyn.profile.messages import balance, need, oldest, people
from omsyn.profile.messages.draft import Draft, Template, Theme
from omsyn.profile.messages.outlook import Outlook

TEMPLATES: tuple[Template, ...] = (
    oldest.more_over_80,
    oldest.every_third,
    oldest.compared_with_country,
    oldest.known_by_now,
    balance.workers_per_over_80,
    balance.crossover,
    balance.fewer_of_working_age,
    people.total,
    people.fewer_children,
    need.staff,
    need.places,
    need.dementia,
    need.home_services,
)

MOST = {Theme.OLDEST: 1, Theme.BALANCE: 2, Theme.PEOPLE: 2, Theme.NEED: 2, Theme.CERTAINTY: 1}
HANDFUL = 5


def choose(outlook: Outlook, most: int = HANDFUL) -> tuple[Message, ...]:
    """The messages that matter most here, the weightiest first, no theme repeated too often."""
    drafts = [draft for template in TEMPLATES if (draft := template(outlook)) is not None]
    taken: list[Draft] = []
    themes: Counter[Theme] = Counter()
    for draft in sorted(drafts, key=lambda each: -each.weight):
        if len(taken) < most and themes[draft.theme] < MOST[draft.theme]:
            taken.append(draft)
            themes[draft.theme] += 1
    return tuple(draft.message for draft in taken)
