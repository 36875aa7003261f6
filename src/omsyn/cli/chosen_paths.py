"""What was chosen about the population's future, for a file and for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from omsyn.language import _, number

if TYPE_CHECKING:
    from omsyn.demography import Addition, MunicipalTotals, NationalPath, PathSettings
    from omsyn.demography.given_rates import GivenRates


def as_values(settings: PathSettings) -> dict[str, Any]:
    """What was chosen, so that the file says it itself."""
    from attrs import asdict

    fertility, mortality, immigration = settings.levels()
    return {
        "alternative": settings.alternative.value,
        "fertility": fertility.value,
        "mortality": mortality.value,
        "immigration": immigration.value,
        "fertility_rates": _given(settings.fertility_rates),
        "mortality_rates": _given(settings.mortality_rates),
        "national_path_years": list(settings.national.years) if settings.national else [],
        "municipal_totals": _totals(settings.totals),
        "additions": [{**asdict(each), "kind": each.kind.value} for each in settings.additions],
    }


def _given(rates: GivenRates | None) -> dict[str, Any] | None:
    """Which rates a file gave: their years, and a digest of the numbers."""
    if rates is None:
        return None
    return {"years": list(rates.years), "after": rates.after.value, "digest": rates.digest}


def _totals(totals: MunicipalTotals | None) -> dict[str, Any] | None:
    if totals is None:
        return None
    return {
        "years": list(totals.years), "municipalities": list(totals.regions),
        "digest": totals.digest,
    }  # fmt: skip


def as_sentences(settings: PathSettings) -> list[str]:
    """One sentence for each choice; none for the neutral settings."""
    from omsyn.needs.scenario.words import alternative_name, level_name

    if settings.is_neutral:
        return []
    fertility, mortality, immigration = settings.levels()
    found = [
        _(
            "Valgt: {alternative}. Fruktbarhet: {fertility}. Dødelighet: {mortality}. "
            "Innvandring: {immigration}."
        ).format(
            alternative=alternative_name(settings.alternative),
            fertility=_("fra fil") if settings.fertility_rates else level_name(fertility),
            mortality=_("fra fil") if settings.mortality_rates else level_name(mortality),
            immigration=level_name(immigration),
        )
    ]
    if settings.mortality_rates is not None:
        found.append(
            _("Dødsrater fra fil for {years}.").format(years=_span(settings.mortality_rates))
        )
    if settings.fertility_rates is not None:
        found.append(
            _("Fødselsrater fra fil for {years}.").format(years=_span(settings.fertility_rates))
        )
    if settings.national is not None:
        found.append(
            _("Landets folketall fra fil for {years}.").format(years=_span(settings.national))
        )
    if settings.totals is not None:
        found.append(
            _("Folketall fra fil for {count} av kommunene, {years}.").format(
                count=number(len(settings.totals.regions)), years=_span(settings.totals)
            )
        )
    return found + [_added(each) for each in settings.additions]


def _span(given: GivenRates | MunicipalTotals | NationalPath) -> str:
    first, last = given.years[0], given.years[-1]
    return str(first) if first == last else f"{first}–{last}"


def _added(each: Addition) -> str:
    text = (
        _("{persons} flere flytter inn i nye boliger i {year}.")
        if each.kind.value == "housing"
        else _("{persons} flyktninger bosettes i {year}.")
    )
    return text.format(persons=number(each.persons), year=each.year)
