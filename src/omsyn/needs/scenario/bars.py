"""The main path after each choice, and the waterfall that it makes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from attrs import frozen

from omsyn.demography import AGES
from omsyn.demography.population import FloatArray
from omsyn.language import _
from omsyn.needs.scenario.chain import Ground, Needs, apply, main_needs
from omsyn.needs.scenario.choices import AnyLever
from omsyn.needs.scenario.words import lever_name
from omsyn.needs.services import Service
from omsyn.needs.waterfall import Step, Waterfall

BANDS = ((0, 79), (80, 89), (90, AGES - 1))
"""The population's bars of the waterfall."""


@frozen(kw_only=True, eq=False)
class State:
    """The needs of the main path after one choice."""

    key: str
    label: str
    needs: Needs


def states_of(
    main: Ground, ground: Ground, neutral: Needs, levers: Sequence[tuple[str, AnyLever]]
) -> list[State]:
    """The needs after another population, if one is chosen, and after each lever."""
    states, needs = [], neutral
    if ground.persons is not main.persons:
        needs = main_needs(ground)
        states.append(State(key="population-1", label=_("Annet folketall"), needs=needs))
    for key, lever in levers:
        needs = apply(lever, needs, ground, np.array([lever.value]))
        states.append(State(key=key, label=lever_name(lever), needs=needs))
    return states


def waterfall(
    service: Service,
    ground: Ground,
    neutral: FloatArray,
    states: Sequence[State],
) -> Waterfall:
    """From the first year's need as it is, by the population's parts and then lever by lever."""
    levels = [(each.key, each.label, float(each.needs[service][0, -1])) for each in states]
    people = _people_levels(ground, ground.rates[service].per_person, neutral)
    start = level = float(neutral[0])
    steps = []
    for key, label, after in (*people, *levels):
        by_people = label == ""
        if by_people or after != level:
            steps.append(
                Step(
                    key=key, label=label or _band_label(key, grows=after >= level), before=level,
                    after=after, lever=not by_people,
                )
            )  # fmt: skip
        level = after
    return Waterfall(
        from_year=ground.years[0], to_year=ground.years[-1], start=start, end=level,
        steps=tuple(steps),
    )  # fmt: skip


def _people_levels(
    ground: Ground, per_person: FloatArray, neutral: FloatArray
) -> list[tuple[str, str, float]]:
    """The level after each part of the population has changed, youngest first."""
    change = (ground.persons[-1] - ground.persons[0]) * per_person
    bands = [(low, high) for low, high in BANDS if per_person[:, low : high + 1].any()]
    level = float(neutral[0])
    found = []
    for low, high in bands:
        level += float(change[:, low : high + 1].sum())
        found.append((f"people_{low}_{high}", "", level))
    if found:
        # The last one ends at the need itself, so that no rounding is left over.
        found[-1] = (*found[-1][:2], float(neutral[-1]))
    return found


def _band_label(key: str, *, grows: bool) -> str:
    low, high = (int(each) for each in key.split("_")[1:])
    if low == 0:
        text = _("Flere under {age} år") if grows else _("Færre under {age} år")
        return text.format(age=high + 1)
    if high == AGES - 1:
        text = _("Flere {age} år og eldre") if grows else _("Færre {age} år og eldre")
        return text.format(age=low)
    text = _("Flere {low}–{high} år") if grows else _("Færre {low}–{high} år")
    return text.format(low=low, high=high)
