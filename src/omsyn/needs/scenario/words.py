"""Every choice in a scenario told to readers, in the written standard in force."""

from __future__ import annotations

from typing import assert_never

from omsyn.demography.draws import SEED
from omsyn.demography.paths import AdditionKind, Alternative, Level
from omsyn.language import _, number
from omsyn.needs.levers import FamilyRule, PhaseForm
from omsyn.needs.names import service_name
from omsyn.needs.scenario.choices import (
    AnyLever,
    DementiaTrend,
    Distribution,
    HealthyAgeing,
    InformalCare,
    Normal,
    Productivity,
    Recruitment,
    ServiceProfile,
    Standard,
    Technology,
    Triangular,
    Uniform,
    UnmetNeed,
)
from omsyn.needs.scenario.model import Population, Scenario
from omsyn.needs.scenario.phrases import Parameter, exact, percent_text, short
from omsyn.needs.scenario.words_own import own_figures, recruitment_parts

__all__ = ["Parameter", "alternative_name", "explain", "explain_lever", "level_name", "lever_name"]


def explain(scenario: Scenario) -> list[Parameter]:
    """What was set: the years, the planner's own figures, and every lever with all it holds."""
    said = [
        Parameter(label=_("Målår"), value=str(scenario.horizon), neutral="2040"),
    ]
    if scenario.base_year is not None:
        said.append(
            Parameter(
                label=_("Sammenliknet med"),
                value=str(scenario.base_year),
                neutral=_("nyeste år med folketall"),
            )
        )
    said += [*_population(scenario.population), *own_figures(scenario)]
    if scenario.draws:
        said.append(
            Parameter(
                label=_("Antall trukne framtider"),
                value=number(scenario.draws),
                neutral=_("ingen"),
            )
        )
    if scenario.seed != SEED:
        said.append(
            Parameter(
                label=_("Startall for trekningen"), value=str(scenario.seed), neutral=str(SEED)
            )
        )
    said += [explain_lever(lever) for lever in scenario.levers]
    return said


def _population(chosen: Population) -> list[Parameter]:
    said = []
    if chosen.alternative is not Alternative.MAIN:
        said.append(
            Parameter(
                label=_("Alternativ for folketallet"),
                value=alternative_name(chosen.alternative),
                neutral=alternative_name(Alternative.MAIN),
            )
        )
    levels = (
        (_("Fruktbarhet"), chosen.fertility),
        (_("Dødelighet"), chosen.mortality),
        (_("Innvandring"), chosen.immigration),
    )
    said += [
        Parameter(label=label, value=level_name(level), neutral=_("som alternativet"))
        for label, level in levels
        if level is not None
    ]
    for each in chosen.newcomers:
        text = (
            _("{count} personer i nye boliger")
            if each.source is AdditionKind.HOUSING
            else _("{count} flyktninger bosatt")
        )
        said.append(
            Parameter(
                label=_("Tillegg i {year}").format(year=each.year),
                value=text.format(count=exact(each.persons)),
                neutral=_("ingen"),
            )
        )
    return said


def alternative_name(alternative: Alternative) -> str:
    """What an alternative for the population is called."""
    match alternative:
        case Alternative.MAIN:
            return _("hovedalternativet")
        case Alternative.HIGH:
            return _("høy vekst")
        case Alternative.LOW:
            return _("lav vekst")
        case Alternative.ZERO_MIGRATION:
            return _("ingen flytting")
    assert_never(alternative)


def level_name(level: Level) -> str:
    """What a level of fertility, mortality or immigration is called."""
    match level:
        case Level.LOW:
            return _("lav")
        case Level.MEDIUM:
            return _("middels")
        case Level.HIGH:
            return _("høy")
    assert_never(level)


def explain_lever(lever: AnyLever) -> Parameter:
    """A lever with its value, its details, its timing, its reach and its uncertainty."""
    value, neutral = _value(lever)
    details = [value, *_details(lever), *_timing(lever), *_scope(lever)]
    if lever.uncertainty is not None:
        details.append(_spread(lever.uncertainty))
    return Parameter(label=lever_name(lever), value="; ".join(details), neutral=neutral)


def lever_name(lever: AnyLever) -> str:
    """What a lever is called."""
    return {
        UnmetNeed: _("Udekket behov"),
        DementiaTrend: _("Endring i forekomst av demens"),
        HealthyAgeing: _("Friskere aldring"),
        InformalCare: _("Familieomsorg"),
        Technology: _("Velferdsteknologi og forebygging"),
        ServiceProfile: _("Tjenesteprofil"),
        Standard: _("Standard"),
        Productivity: _("Produktivitet"),
        Recruitment: _("Rekruttering"),
    }[type(lever)]


def _value(lever: AnyLever) -> tuple[str, str]:
    """The main parameter with its unit, and the same at the neutral point."""
    match lever:
        case HealthyAgeing():
            return short(lever.value), number(0)
        case DementiaTrend() | Standard() | Productivity() | Recruitment():
            text = _("{percent} i året")
            return text.format(percent=percent_text(lever.value)), text.format(
                percent=percent_text(0)
            )
        case InformalCare():
            text = _("{percent} av den offentlige omsorgen")
            return text.format(percent=percent_text(lever.value)), text.format(
                percent=percent_text(0)
            )
        case UnmetNeed() | Technology() | ServiceProfile():
            return percent_text(lever.value), percent_text(0)
    assert_never(lever)


def _details(lever: AnyLever) -> list[str]:
    match lever:
        case HealthyAgeing():
            return [_health_definition(lever)]
        case InformalCare():
            return [_family_rule(lever)]
        case Technology():
            return [
                _("passer for {reach}, tatt i bruk av {adoption} av dem").format(
                    reach=percent_text(lever.reach), adoption=percent_text(lever.adoption)
                ),
                _evidence(lever),
            ]
        case ServiceProfile():
            return [
                _("fra {one} til {other}, {exchange} for hver").format(
                    one=service_name(lever.from_service),
                    other=service_name(lever.to_service),
                    exchange=short(lever.exchange),
                )
            ]
        case Recruitment():
            return recruitment_parts(lever)
    return []


def _health_definition(lever: HealthyAgeing) -> str:
    if lever.definition == "mortality_ratio":
        return _("behovet over {age} år følger nedgangen i dødelighet").format(age=lever.from_age)
    return _("behovet forskyves med økningen i gjenstående leveår")


def _family_rule(lever: InformalCare) -> str:
    match lever.rule:
        case FamilyRule.CONSTANT:
            return _("like mye hvert år")
        case FamilyRule.PROPORTIONAL:
            return _("følger behovet")
        case FamilyRule.PERCENT_PER_YEAR:
            return _("endres {percent} i året").format(percent=percent_text(lever.percent_per_year))
        case FamilyRule.CARER_RATIO:
            return _("følger antallet 50–66 år for hver innbygger 80 år og eldre")
    assert_never(lever.rule)


def _evidence(lever: Technology) -> str:
    match lever.evidence:
        case "assumed":
            return _("virkningen er antatt")
        case "weak":
            return _("svak kunnskap om virkningen")
        case "moderate":
            return _("middels god kunnskap om virkningen")
        case "strong":
            return _("god kunnskap om virkningen")
    assert_never(lever.evidence)


def _timing(lever: AnyLever) -> list[str]:
    said = []
    if lever.start is not None:
        said.append(_("fra {year}").format(year=lever.start))
    if lever.phase_years:
        text = (
            _("innført jevnt over {years} år")
            if lever.phase_form is PhaseForm.LINEAR
            else _("innført langsomt, så fort, så langsomt over {years} år")
        )
        said.append(text.format(years=lever.phase_years))
    return said


def _scope(lever: AnyLever) -> list[str]:
    said = []
    if lever.services is not None:
        names = ", ".join(service_name(each) for each in lever.services)
        said.append(_("gjelder {services}").format(services=names))
    if lever.ages is not None:
        low, high = lever.ages.low, lever.ages.high
        said.append(
            _("{low} år og eldre").format(low=low)
            if high is None
            else _("{low}–{high} år").format(low=low, high=high)
        )
    return said


def _spread(spread: Distribution) -> str:
    low, high = short(spread.low), short(spread.high)
    match spread:
        case Uniform():
            return _("usikkert: like sannsynlig overalt mellom {low} og {high}").format(
                low=low, high=high
            )
        case Normal():
            return _("usikkert: åtte av ti ganger mellom {low} og {high}").format(
                low=low, high=high
            )
        case Triangular():
            return _("usikkert: mellom {low} og {high}, mest sannsynlig verdien selv").format(
                low=low, high=high
            )
    assert_never(spread)
