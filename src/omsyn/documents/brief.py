"""The brief's steps: how it tightens until it really is one page."""

from __future__ import annotations

from attrs import frozen

from omsyn.documents.blocks import Document, Messages
from omsyn.documents.numbering import blocks


@frozen
class Step:
    """One way of setting the page."""

    size: float
    """Points of the running text."""
    gap: float
    """Share of the full space between parts."""
    picture: float
    """Height of a figure in cm; 0 sets its words in its place."""
    how: bool
    """Whether each message says how it was computed."""


STEPS = (
    Step(11, 1.8, 9.0, how=True),
    Step(11, 1.4, 8.4, how=True),
    Step(10.5, 1.0, 7.2, how=True),
    Step(10.5, 0.85, 6.2, how=True),
    Step(10, 0.75, 5.4, how=True),
    Step(9.5, 0.65, 5.0, how=True),
    Step(9.5, 0.6, 4.8, how=False),
    Step(9, 0.5, 4.2, how=False),
    Step(9, 0.4, 3.6, how=False),
    Step(8.5, 0.35, 3.0, how=False),
    Step(8.5, 0.3, 0, how=False),
    Step(8, 0.2, 0, how=False),
)
"""From generous to tight; the first that fits is used, in PDF and in Word."""


VALUE_SIZE = 1.4
"""A message's figure against the running text."""


def value_width(document: Document) -> float:
    """Room for the longest figure of the messages, in the size of the running text."""
    values = [
        message.value
        for block in blocks(document)
        if isinstance(block, Messages)
        for message in block.items
    ]
    longest = max(map(len, values), default=0)
    return min(max(longest * VALUE_SIZE * 0.6, 5.0), 14.0)
