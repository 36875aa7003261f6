"""How divided municipalities were divided, judged by what their parts had the year after.

KLASS says that a municipality was divided, not how many people went where. The population does:
a part that is a municipality of its own has its people, and one that joined another municipality
made that grow by a leap from one New Year to the next.
"""

from __future__ import annotations

import datetime as dt

import polars as pl

from omsyn.geography import Registry
from omsyn.geography.standing import reestablished
from omsyn.geography.tables import SHARES

Shares = dict[str, float]


def shares_from_population(facts: pl.DataFrame, registry: Registry) -> pl.DataFrame:
    """Shares (columns of `geography.tables.SHARES`) of the municipalities divided since.

    `facts` holds persons in the codes of each year; the registry may lack shares. The leap of a
    part that joined others holds a year's ordinary growth too, so that its share is an estimate.
    """
    totals = {
        (region, int(period)): persons
        for region, period, persons in facts.group_by("region", "period")
        .agg(pl.col("value").sum())
        .iter_rows()
    }
    judge = _Judge(registry, totals)
    rows = []
    for code, year in sorted(totals):
        shares = judge.shares(code, year)
        if shares != {code: 1.0} and judge.divided(code, year):
            rows += [(code, year, new, share, judge.end) for new, share in shares.items()]
    return pl.DataFrame(rows, schema=SHARES, orient="row")


class _Judge:
    def __init__(self, registry: Registry, totals: dict[tuple[str, int], float]) -> None:
        self._registry = registry
        self._totals = totals
        self.end = registry.border_year
        self._whole = dict(reestablished().select("old_code", "new_code").iter_rows())
        self._known: dict[tuple[str, int], Shares] = {}

    def divided(self, code: str, year: int) -> bool:
        return len(self._forward(code, year, self.end)) > 1

    def shares(self, code: str, year: int) -> Shares:
        """Municipality of the border year -> share of an earlier one."""
        key = code, year
        if key not in self._known:
            self._known[key] = self._judged(code, year)
        return self._known[key]

    def _judged(self, code: str, year: int) -> Shares:
        finals = self._forward(code, year, self.end)
        if len(finals) <= 1:
            return dict.fromkeys(finals, 1.0)
        if self._whole.get(code) in finals:
            return {self._whole[code]: 1.0}
        split = next(
            later
            for later in range(year + 1, self.end + 1)
            if len(self._forward(code, year, later)) > 1
        )
        (before,) = self._forward(code, year, split - 1)
        parts = sorted(self._forward(code, year, split))
        leaps = {part: max(self._leap(part, before, split), 0.0) for part in parts}
        if not sum(leaps.values()):
            leaps = dict.fromkeys(parts, 1.0)
        found: Shares = {}
        for part, leap in leaps.items():
            for final, share in self.shares(part, split).items():
                found[final] = found.get(final, 0.0) + share * leap / sum(leaps.values())
        return found

    def _leap(self, part: str, before: str, year: int) -> float:
        """What a part grew by in the year that it took over something of another."""
        olds = self._registry.ancestors(year, year - 1).get(part, ())
        others = sum(self._totals.get((old, year - 1), 0.0) for old in olds if old != before)
        return self._totals.get((part, year), 0.0) - others

    def _forward(self, code: str, start: int, end: int) -> frozenset[str]:
        days = (dt.date(max(each, start), 6, 1) for each in (start, end))
        return self._registry.lineage.forward(code, *days)
