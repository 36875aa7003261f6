"""A message before it is chosen: what it says, and how much it matters for this place."""

from __future__ import annotations

import math
from collections.abc import Callable
from enum import StrEnum
from typing import TypeAlias

from attrs import frozen

from omsyn.documents.blocks import Message
from omsyn.language import numbers
from omsyn.profile.messages.outlook import Outlook
from omsyn.profile.words import Pair, people


class Theme(StrEnum):
    """What a message is about; the choice takes no more than a few of each."""

    OLDEST = "oldest"
    BALANCE = "balance"
    PEOPLE = "people"
    NEED = "need"
    CERTAINTY = "certainty"


@frozen(kw_only=True)
class Draft:
    theme: Theme
    weight: float
    message: Message


Template: TypeAlias = Callable[[Outlook], Draft | None]
"""Looks at a place and answers with a message, or with None where it would be false or banal."""


@frozen
class Shape:
    """What all messages of one template share; call it with what differs."""

    id: str
    theme: Theme
    see: str

    def draft(self, weight: float, text: str, value: str, explanation: str) -> Draft:
        # A page holds the figure that a message speaks of too, and no two things share an id.
        id_ = f"budskap-{self.id}"
        message = Message(id=id_, text=text, explanation=explanation, value=value, see=self.see)
        return Draft(theme=self.theme, weight=weight, message=message)


def doublings(ratio: float, most: float = 1.5) -> float:
    """How many times something doubles or halves, as a size to weigh messages by."""
    if ratio <= 0 or math.isinf(ratio):
        return most
    return min(abs(math.log2(ratio)), most)


def span(pair: Pair) -> str:
    """As "1 900 → 3 600"."""
    return f"{people(pair.now)} → {people(pair.then)}"


def gain(pair: Pair) -> str:
    """As "+640" or "−40", rounded as in the text."""
    sign = "+" if pair.change > 0 else numbers.MINUS
    return sign + people(abs(pair.change))
