"""Whether two scenarios can be compared: the same place, years, data and futures."""

from __future__ import annotations

from attrs import evolve, frozen

from omsyn.errors import ScenarioError
from omsyn.language import _
from omsyn.needs.scenario.model import Scenario
from omsyn.needs.scenario.result import ScenarioResult


def check_comparable(one: Scenario, other: Scenario) -> None:
    """Before anything is computed. Raises `ScenarioError`, with a sentence for each hindrance."""
    _refuse(Premises.of(one).against(Premises.of(other)))


@frozen(kw_only=True)
class Premises:
    """What two scenarios must share."""

    region: str
    place: str
    """The region as readers know it."""
    horizon: int
    base_year: int | None
    draws: int
    seed: int

    @classmethod
    def of(cls, scenario: Scenario) -> Premises:
        return cls(
            region=scenario.region, place=scenario.region, horizon=scenario.horizon,
            base_year=scenario.base_year, draws=scenario.draws, seed=scenario.seed,
        )  # fmt: skip

    @classmethod
    def found(cls, result: ScenarioResult) -> Premises:
        """As the data decided what the scenario left open."""
        return evolve(
            cls.of(result.scenario), region=result.region.id, place=result.region.name,
            base_year=result.years[0],
        )  # fmt: skip

    def against(self, other: Premises) -> list[str]:
        """A sentence for each thing that hinders a comparison."""
        problems = []
        if self.region != other.region:
            text = _("Det ene gjelder {one} og det andre {other}; velg to for samme sted.")
            problems.append(text.format(one=self.place, other=other.place))
        if self.horizon != other.horizon:
            text = _(
                "Målåret (horizon) er {one} i det ene og {other} i det andre; gi begge det samme."
            )
            problems.append(text.format(one=self.horizon, other=other.horizon))
        if None not in {self.base_year, other.base_year} and self.base_year != other.base_year:
            text = _("Det ene regnes fra {one} og det andre fra {other}; gi begge samme base_year.")
            problems.append(text.format(one=self.base_year, other=other.base_year))
        if self.draws != other.draws:
            text = _(
                "Antall trukne framtider (draws) er {one} i det ene og {other} i det andre; gi "
                "begge det samme."
            )
            problems.append(text.format(one=self.draws, other=other.draws))
        if self.seed != other.seed:
            text = _(
                "Startallet for trekningen (seed) er {one} i det ene og {other} i det andre, så "
                "framtidene er ikke de samme; gi begge samme startall."
            )
            problems.append(text.format(one=self.seed, other=other.seed))
        return problems


def check_results(one: ScenarioResult, other: ScenarioResult) -> None:
    """Whether two results were made alike.

    Raises as `check_comparable`, and `ValueError` where the draws were not kept.
    """
    problems = Premises.found(one).against(Premises.found(other))
    if one.store_version != other.store_version:
        problems.append(
            _("De to er regnet ut fra forskjellige tall i lageret; regn ut begge på nytt.")
        )
    if one.engine != other.engine:
        problems.append(
            _("De to er regnet ut med forskjellige utgaver av Omsyn; regn ut begge på nytt.")
        )
    if one.drawn_population != other.drawn_population:
        problems.append(
            _("Folketallet er trukket i det ene og ikke i det andre; regn ut begge på samme måte.")
        )
    _refuse(problems)
    for result in (one, other):
        if result.draws and all(each.drawn is None for each in result.services.values()):
            raise ValueError("run both scenarios with keep_draws=True")


def _refuse(problems: list[str]) -> None:
    if problems:
        raise ScenarioError(
            _("De to scenarioene kan ikke sammenliknes. {reasons}").format(
                reasons=" ".join(problems)
            ),
            tuple(problems),
        )
