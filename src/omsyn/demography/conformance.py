"""The United Nations' standard cohort-component step, so that anyone can check us.

This is the textbook's step (Preston, Heuveline & Guillot 2001, chapter 6) as the United Nations
Population Division programs it for World Population Prospects (`ccmppWPP`), and not the step that
Omsyn projects municipalities with (`omsyn.demography.step`). Plain arrays go in and come out.

A step is as long as an age group is wide: one year by single ages, five by five-year groups. The
last group is open. Arrays by sex and age have the shape (sex, age), men first. With P the stock at
the start, S the survival ratios, M the net migrants by age at the end of the step and n the width:

    even  P* = P + M/2; P'(x) = P*(x - n) S(x) + M(x)/2
    end   P* = P;       P'(x) = P*(x - n) S(x), and M(x) is added after the births
    open  P*(x - n) + P*(x) in place of P*(x - n)
    births = n Σ f(x) (P*(x) + P'(x)) / 2 of women, parted by the sex ratio at birth
    P'(0) = births S(0), and the migrants as above

Where that program sets a negative cell to 0.0005 persons, this one raises `ProjectionError` with
the cell's age, sex and period.
"""

from __future__ import annotations

from enum import StrEnum

import numpy as np
from attrs import field, frozen
from numpy.typing import ArrayLike, NDArray

from omsyn.demography.population import FloatArray
from omsyn.errors import ProjectionError
from omsyn.language import _, number

FEMALE = 1


class Timing(StrEnum):
    """When in the step migrants arrive and leave."""

    EVEN = "even"
    """Half at the start, half at the end: half of them live, die and give birth here."""
    END = "end"
    """All at the end: they neither die nor give birth here in the step."""


def _array(value: ArrayLike) -> FloatArray:
    return np.asarray(value, float)


@frozen(kw_only=True, eq=False)
class StandardRates:
    """What drives one step; with a leading axis of steps for `standard_projection`."""

    survival: FloatArray = field(converter=_array)
    """Survival ratios (sex, age at the end), from `lifetables.survival_ratios`."""
    fertility: FloatArray = field(converter=_array)
    """Births a year per woman, shape (age,)."""
    net_migration: FloatArray = field(converter=_array)
    """Persons in the whole step, shape (sex, age), those who leave negative."""
    sex_ratio: FloatArray = field(converter=_array)
    """Boys born per girl; a number, or one for each step."""

    def of_step(self, step: int) -> StandardRates:
        """The rates of one step out of several."""
        return StandardRates(
            survival=self.survival[step],
            fertility=self.fertility[step],
            net_migration=self.net_migration[step],
            sex_ratio=np.broadcast_to(self.sex_ratio, len(self.survival))[step],
        )


@frozen(kw_only=True, eq=False)
class StandardStep:
    """What one step gives; with a leading axis of steps from `standard_projection`."""

    persons: FloatArray
    """At the end, shape (sex, age); from `standard_projection` one more, the first being given."""
    deaths: FloatArray
    """Of the step, by age at the end, shape (sex, age)."""
    births_by_age: FloatArray
    """Of both sexes by the mother's age, shape (age,)."""
    births: FloatArray
    """By sex, shape (sex,)."""


@frozen(kw_only=True)
class Steps:
    """What the steps are called and how they run."""

    width: int = 5
    """Years in a step and in an age group."""
    timing: Timing = field(default=Timing.EVEN, converter=Timing)
    first_year: int | None = None
    """Where the first step begins, for messages; None: the steps are numbered."""

    def period(self, step: int) -> str:
        """What to call a step in a message: "1993-1998", or its number from 1."""
        if self.first_year is None:
            return _("steg {number}").format(number=number(step + 1))
        begins = self.first_year + step * self.width
        return f"{begins}–{begins + self.width}"

    def age(self, group: int, groups: int) -> str:
        """What to call an age group: "20-24", "7" or "85+"."""
        begins = group * self.width
        if group == groups - 1:
            return f"{begins}+"
        return str(begins) if self.width == 1 else f"{begins}–{begins + self.width - 1}"


def standard_projection(
    persons: ArrayLike, rates: StandardRates, steps: Steps | None = None
) -> StandardStep:
    """Several steps from the stock (sex, age); `rates` have a leading axis of steps.

    `persons` of the result has the shape (step + 1, sex, age) and begins with the stock given.
    Raises `ProjectionError` where the rates are not of as many steps, at least one, or as
    `standard_step` does.
    """
    named = steps or Steps()
    counts = {len(each) for each in (rates.survival, rates.fertility, rates.net_migration)}
    counts |= {len(rates.sex_ratio)} if rates.sex_ratio.ndim else set()
    if len(counts) > 1 or not min(counts):
        raise ProjectionError(
            _(
                "Overlevelse, fruktbarhet, nettoflytting og kjønnsforhold må være gitt for like "
                "mange steg; de er gitt for {counts}."
            ).format(counts=", ".join(number(each) for each in sorted(counts)))
        )
    stocks, done = [np.asarray(persons, float)], []
    for k in range(len(rates.survival)):
        done.append(standard_step(stocks[-1], rates.of_step(k), named, step=k))
        stocks.append(done[-1].persons)
    return StandardStep(
        persons=np.array(stocks),
        deaths=np.array([each.deaths for each in done]),
        births_by_age=np.array([each.births_by_age for each in done]),
        births=np.array([each.births for each in done]),
    )


def standard_step(
    persons: ArrayLike, rates: StandardRates, steps: Steps | None = None, *, step: int = 0
) -> StandardStep:
    """One step from the stock `persons` (sex, age). `step` is its number from 0, for messages.

    Raises `ProjectionError` where shapes differ, a stock or rate is negative or missing, a
    survival ratio is above 1, a first or open group is given births, or a cell would become
    negative, at the end or when half of the migrants have left at the start.
    """
    named = steps or Steps()
    start = np.asarray(persons, float)
    _check(start, rates, named, step)
    half = rates.net_migration / 2 if named.timing is Timing.EVEN else np.zeros_like(start)
    moved = start + half
    _refuse_negative(moved, named, step)
    base = np.zeros_like(start)
    base[:, 1:] = moved[:, :-1]
    base[:, -1] += moved[:, -1]
    end = base * rates.survival + half
    women = (moved[FEMALE] + end[FEMALE]) / 2
    births_by_age = named.width * rates.fertility * women
    girls = births_by_age.sum() / (1 + rates.sex_ratio)
    births = np.array([births_by_age.sum() - girls, girls])
    base[:, 0] = births
    end[:, 0] = births * rates.survival[:, 0] + half[:, 0]
    if named.timing is Timing.END:
        end = end + rates.net_migration
    _refuse_negative(end, named, step)
    return StandardStep(
        persons=end,
        deaths=base * (1 - rates.survival),
        births_by_age=births_by_age,
        births=births,
    )


def _check(start: FloatArray, rates: StandardRates, named: Steps, step: int) -> None:
    """Refuse input that the step is not defined for."""
    groups = start.shape[-1]
    if (
        start.shape != (2, groups)
        or rates.survival.shape != start.shape
        or rates.net_migration.shape != start.shape
        or rates.fertility.shape != (groups,)
        or rates.sex_ratio.shape != ()
    ):
        raise ProjectionError(
            _(
                "Folketall, overlevelse og nettoflytting må ha ett tall for hvert kjønn og hver "
                "alder, fruktbarheten ett for hver alder, alle med de samme aldersgruppene."
            )
        )
    checks = (
        (_("folketallet"), start, start >= 0),
        (_("overlevelsen"), rates.survival, (rates.survival >= 0) & (rates.survival <= 1)),
        (_("fruktbarheten"), rates.fertility[None], rates.fertility[None] >= 0),
        (_("nettoflyttingen"), rates.net_migration, np.isfinite(rates.net_migration)),
    )
    for name, value, right in checks:
        wrong = ~(right & np.isfinite(value))
        if wrong.any():
            raise ProjectionError(
                _(
                    "Tallet for {what} ved {age} år i {period} mangler eller er utenfor det "
                    "mulige; rett det."
                ).format(
                    what=name,
                    age=named.age(_first(wrong)[1], groups),
                    period=named.period(step),
                )
            )
    if rates.fertility[0] or rates.fertility[-1] or not rates.sex_ratio > 0:
        raise ProjectionError(
            _(
                "Den yngste og den åpne aldersgruppen kan ikke ha fødsler, og kjønnsforholdet "
                "ved fødselen må være større enn null."
            )
        )


def _refuse_negative(persons: FloatArray, named: Steps, step: int) -> None:
    wrong = persons < 0
    if not wrong.any():
        return
    sex, group = _first(wrong)
    words = {
        "age": named.age(group, persons.shape[-1]),
        "period": named.period(step),
        "persons": number(persons[sex, group], 1),
    }
    sentence = (
        _(
            "Det ville bli {persons} kvinner i alderen {age} i {period}, fordi flere flytter ut "
            "enn det er; sett ned utflyttingen i den alderen."
        )
        if sex == FEMALE
        else _(
            "Det ville bli {persons} menn i alderen {age} i {period}, fordi flere flytter ut "
            "enn det er; sett ned utflyttingen i den alderen."
        )
    )
    raise ProjectionError(sentence.format(**words))


def _first(wrong: NDArray[np.bool_]) -> tuple[int, int]:
    sex, group = (int(each[0]) for each in np.nonzero(wrong))
    return sex, group
