"""From the need today to the need in a target year, cause by cause, with nothing left over."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import StrEnum
from itertools import pairwise

from attrs import field, frozen


class WaterfallMethod(StrEnum):
    """How a change that several causes share is divided between them."""

    SEQUENTIAL = "sequential"
    """One cause after the other, in the order of the method."""
    SHAPLEY = "shapley"
    """The mean over every order in which the causes could have come."""
    ISOLATED = "isolated"
    """Each cause alone, and what they do together as a step of its own."""


@frozen(kw_only=True)
class Step:
    """One cause and the level before and after it."""

    key: str
    """Stable: "people_80_89", or a lever's kind with its number: "standard-1"."""
    label: str
    """For readers, translated."""
    before: float
    after: float
    lever: bool
    """Whether somebody chose it; else it is the population's doing."""

    @property
    def change(self) -> float:
        return self.after - self.before


def steps_in_order(items: tuple[Step, ...]) -> tuple[Step, ...]:
    """The same steps; raises `ValueError` where one does not begin where the one before ended."""
    for one, following in pairwise(items):
        if one.after != following.before:
            raise ValueError(f"{following.key} begins at {following.before}, not {one.after}")
    return items


@frozen(kw_only=True)
class Waterfall:
    """The steps between two years; each begins exactly where the one before it ends."""

    from_year: int
    to_year: int
    start: float
    end: float
    steps: tuple[Step, ...] = field(converter=steps_in_order)
    method: WaterfallMethod = WaterfallMethod.SEQUENTIAL
    sampled: int | None = None
    """So many orders were drawn, because there were too many levers for all; None: exact."""
    again: Callable[[WaterfallMethod], Waterfall] | None = field(default=None, eq=False, repr=False)
    """Divides the same change by another method, where that is possible."""

    def __attrs_post_init__(self) -> None:
        if self.steps and (self.steps[0].before, self.steps[-1].after) != (self.start, self.end):
            raise ValueError("the steps do not lead from the start to the end")

    @property
    def from_people(self) -> float:
        """Change that comes from the population alone."""
        return sum(step.change for step in self.steps if not step.lever)

    @property
    def from_levers(self) -> float:
        """Change that comes from the levers."""
        return sum(step.change for step in self.steps if step.lever)

    def by(self, method: WaterfallMethod) -> Waterfall:
        """The same change divided by another method. Raises `ValueError` where it cannot be."""
        if method is self.method:
            return self
        if self.again is None:
            raise ValueError("this waterfall does not know how it was made")
        return self.again(method)


@frozen(kw_only=True)
class Cause:
    """A cause with what it changes, before it is put in its place in a waterfall."""

    key: str
    label: str
    change: float
    lever: bool


def steps_between(start: float, end: float, causes: Iterable[Cause]) -> tuple[Step, ...]:
    """Steps from the start to the end; the last one ends there, so that no rounding is left over.

    Levers that change nothing are left out; people are always told of.
    """
    kept = [cause for cause in causes if cause.change or not cause.lever]
    steps, level = [], start
    for place, cause in enumerate(kept):
        after = end if place == len(kept) - 1 else level + cause.change
        steps.append(
            Step(key=cause.key, label=cause.label, before=level, after=after, lever=cause.lever)
        )
        level = after
    return tuple(steps)
