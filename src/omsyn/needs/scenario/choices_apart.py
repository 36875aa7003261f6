"""What two scenarios set differently, and what they set alike."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen

from omsyn.needs.scenario.model import Scenario
from omsyn.needs.scenario.words import explain


@frozen(kw_only=True)
class Changed:
    """One thing that was set in one scenario and not, or otherwise, in the other."""

    label: str
    one: str
    """What it is where nobody set it, if nobody did."""
    other: str


def changed(one: Scenario, other: Scenario) -> tuple[Changed, ...]:
    """What was set in one and not, or otherwise, in the other, told in the standard in force."""
    return tuple(each for each in settings(one, other) if each.one != each.other)


def settings(one: Scenario, other: Scenario) -> Iterator[Changed]:
    """Everything that was set in either, with what it is in both."""
    first, second = _told(one), _told(other)
    for key in dict.fromkeys((*first, *second)):
        before, after = first.get(key), second.get(key)
        neutral = (before or after or ("", ""))[1]
        values = [each[0] if each else neutral for each in (before, after)]
        yield Changed(label=key[0], one=values[0], other=values[1])


def _told(scenario: Scenario) -> dict[tuple[str, int], tuple[str, str]]:
    """Value and neutral value by label, counted where a label comes several times."""
    count: dict[str, int] = {}
    told = {}
    for each in explain(scenario):
        count[each.label] = count.get(each.label, 0) + 1
        told[each.label, count[each.label]] = (each.value, each.neutral)
    return told
