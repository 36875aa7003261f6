"""The main path after each choice, and the waterfalls that it makes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, partial
from typing import assert_never

import numpy as np
from attrs import frozen

from omsyn.demography import AGES
from omsyn.language import _
from omsyn.needs.scenario.chain import Ground, Needs, apply, main_needs
from omsyn.needs.scenario.choices import AnyLever
from omsyn.needs.scenario.shares import BANDS, Causes, Shares, isolated, shapley
from omsyn.needs.scenario.words import lever_name
from omsyn.needs.services import Service
from omsyn.needs.waterfall import Cause, Waterfall, WaterfallMethod, steps_between

ROUNDING = 1e-9
"""An interaction smaller than this part of the need is nothing but rounding."""


@frozen(kw_only=True, eq=False)
class Bars:
    """The needs of the main path after each choice, and how their change can be divided."""

    main: Ground
    neutral: Needs
    levers: tuple[tuple[str, AnyLever], ...]
    states: tuple[Needs, ...]
    """On the people that are chosen, and then after each lever."""
    shares: Callable[[WaterfallMethod], Mapping[Service, Shares]]

    @classmethod
    def of(
        cls,
        main: Ground,
        ground: Ground,
        neutral: Needs,
        levers: Sequence[tuple[str, AnyLever]],
    ) -> Bars:
        """The chain of the levers; `ground` is on the chosen people, `main` where nobody chose."""
        states = [neutral if ground.persons is main.persons else main_needs(ground)]
        for _key, lever in levers:
            states.append(apply(lever, states[-1], ground, np.array([lever.value])))
        causes = Causes(main=main, ground=ground, levers=[lever for _key, lever in levers])
        return cls(
            main=main,
            neutral=neutral,
            levers=tuple(levers),
            states=tuple(states),
            shares=cache(partial(_shares, causes, neutral, states)),
        )

    @property
    def path(self) -> Needs:
        """The needs when everything that was chosen is in force."""
        return self.states[-1]

    def waterfall(
        self, service: Service, method: WaterfallMethod = WaterfallMethod.SEQUENTIAL
    ) -> Waterfall:
        """From the first year's need as it is to the target year's, cause by cause."""
        start, end = float(self.neutral[service][0, 0]), float(self.path[service][0, -1])
        shares = self.shares(method)[service]
        causes = [*self._people(service, shares), *self._choices(shares)]
        if method is WaterfallMethod.ISOLATED:
            together = end - start - sum(cause.change for cause in causes)
            if abs(together) > ROUNDING * max(abs(start), abs(end)):
                causes.append(
                    Cause(
                        key="interaction", label=_("Valgene virker på hverandre"), change=together,
                        lever=True,
                    )
                )  # fmt: skip
        return Waterfall(
            from_year=self.main.years[0],
            to_year=self.main.years[-1],
            start=start,
            end=end,
            steps=steps_between(start, end, causes),
            method=method,
            sampled=shares.sampled,
            again=partial(self.waterfall, service),
        )

    def _people(self, service: Service, shares: Shares) -> Iterator[Cause]:
        counted = self.main.rates[service].per_person
        for (low, high), change in zip(BANDS, shares.bands.tolist(), strict=True):
            # Those who use nothing themselves can matter too: they care for those who do.
            if counted[:, low : high + 1].any() or change:
                yield Cause(
                    key=f"people_{low}_{high}", label=_band_label(low, high, grows=change >= 0),
                    change=change, lever=False,
                )  # fmt: skip

    def _choices(self, shares: Shares) -> Iterator[Cause]:
        yield Cause(
            key="population-1", label=_("Annet folketall"), change=shares.population, lever=True
        )
        for (key, lever), change in zip(self.levers, shares.levers.tolist(), strict=True):
            yield Cause(key=key, label=lever_name(lever), change=change, lever=True)


def _shares(
    causes: Causes, neutral: Needs, states: Sequence[Needs], method: WaterfallMethod
) -> Mapping[Service, Shares]:
    match method:
        case WaterfallMethod.SEQUENTIAL:
            return {each: _sequential(each, causes.main, neutral, states) for each in neutral}
        case WaterfallMethod.SHAPLEY:
            return shapley(causes)
        case WaterfallMethod.ISOLATED:
            return isolated(causes)
    assert_never(method)


def _sequential(service: Service, main: Ground, neutral: Needs, states: Sequence[Needs]) -> Shares:
    change = (main.persons[-1] - main.persons[0]) * main.rates[service].per_person
    levels = [float(each[service][0, -1]) for each in (neutral, *states)]
    population, *levers = np.diff(levels).tolist()
    return Shares(
        bands=np.array([change[:, low : high + 1].sum() for low, high in BANDS]),
        population=population,
        levers=np.array(levers),
    )


def _band_label(low: int, high: int, *, grows: bool) -> str:
    if low == 0:
        text = _("Flere under {age} år") if grows else _("Færre under {age} år")
        return text.format(age=high + 1)
    if high == AGES - 1:
        text = _("Flere {age} år og eldre") if grows else _("Færre {age} år og eldre")
        return text.format(age=low)
    text = _("Flere {low}–{high} år") if grows else _("Færre {low}–{high} år")
    return text.format(low=low, high=high)
