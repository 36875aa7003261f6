"""The planner's own use of services by sex and age: cells, and what may be wrong with them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from itertools import pairwise

from attrs import frozen

from omsyn.demography import AGES
from omsyn.language import _
from omsyn.needs.names import service_name, sex_name
from omsyn.needs.services import Service


class Sex(StrEnum):
    """Whom a cell holds for."""

    MALE = "male"
    FEMALE = "female"
    BOTH = "both"

    @property
    def places(self) -> tuple[int, ...]:
        """Where it stands on an axis of sexes."""
        return {Sex.MALE: (0,), Sex.FEMALE: (1,), Sex.BOTH: (0, 1)}[self]


@frozen(kw_only=True)
class Cell:
    """Use by one sex and age group, both ages included."""

    service: Service
    sex: Sex
    low: int
    high: int
    per_100: float | None = None
    """Users in 100 inhabitants; else `users` is given."""
    users: float | None = None
    where: str = ""
    """For faults: the field of a scenario, or the row of a file."""


def faults(cells: Sequence[Cell]) -> list[str]:
    """A sentence for each fault: numbers twice or not at all, ages twice, in between or missing."""
    found = []
    for each in cells:
        if (each.per_100 is None) == (each.users is None):
            found.append(
                _("{where}: skriv enten per_100 (av 100 innbyggere) eller users (antall).").format(
                    where=each.where
                )
            )
        if each.high < each.low:
            found.append(
                _("{where}: alderen går fra {low} til {high}; bytt om på dem.").format(
                    where=each.where, low=each.low, high=each.high
                )
            )
    if found:
        return found
    for service in dict.fromkeys(each.service for each in cells):
        found += _of_service(service, [each for each in cells if each.service is service])
    return found


def _of_service(service: Service, cells: Sequence[Cell]) -> list[str]:
    found: list[str] = []
    lowest = min(each.low for each in cells)
    for place, sex in enumerate((Sex.MALE, Sex.FEMALE)):
        mine = sorted((each for each in cells if place in each.sex.places), key=lambda c: c.low)
        if not mine:
            found.append(
                _(
                    "{service} mangler tall for {sex}; legg dem til, eller gi ett tall for begge "
                    "kjønn."
                ).format(service=service_name(service).capitalize(), sex=sex_name(sex))
            )
            continue
        found += _overlaps(mine)
        found += [
            _missing(service, sex, low, high) for low, high in _holes(mine, lowest) if low <= high
        ]
    return list(dict.fromkeys(found))


def _overlaps(cells: Sequence[Cell]) -> list[str]:
    found = []
    for one, other in pairwise(cells):
        if other.low > one.high:
            continue
        if (one.low, one.high) == (other.low, other.high):
            text = _("{where} gjelder samme tjeneste, kjønn og alder som {other}; stryk den ene.")
        else:
            text = _("{where} og {other} gjelder begge {low} år; rett aldrene.")
        found.append(text.format(where=other.where, other=one.where, low=other.low))
    return found


def _holes(cells: Sequence[Cell], lowest: int) -> Iterable[tuple[int, int]]:
    """The ages from `lowest` on that no cell holds."""
    yield lowest, cells[0].low - 1
    reached = cells[0].high
    for each in cells[1:]:
        yield reached + 1, each.low - 1
        reached = max(reached, each.high)
    yield reached + 1, AGES - 1


def _missing(service: Service, sex: Sex, low: int, high: int) -> str:
    ages = (
        _("{low} år og eldre").format(low=low)
        if high == AGES - 1
        else _("{low}–{high} år").format(low=low, high=high)
    )
    return _(
        "{service} mangler tall for {sex} {ages}; legg til en rad, med 0 der ingen bruker "
        "tjenesten."
    ).format(service=service_name(service).capitalize(), sex=sex_name(sex), ages=ages)
