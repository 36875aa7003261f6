"""From the need today to the need in a target year, cause by cause, with nothing left over."""

from __future__ import annotations

from itertools import pairwise

from attrs import field, frozen


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
