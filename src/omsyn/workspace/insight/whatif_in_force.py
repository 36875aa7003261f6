"""The scenario that the place steers by, on its what-if page: begin from it, or compare with it."""

from __future__ import annotations

from attrs import frozen
from django.utils.translation import gettext as _

from omsyn.errors import OmsynError
from omsyn.language import date_text
from omsyn.needs.scenario import Scenario
from omsyn.needs.scenario.in_force import in_force, with_draws
from omsyn.workspace.insight import library
from omsyn.workspace.insight.whatif_form import Form, address_query
from omsyn.workspace.insight.whatif_page import LONGEST_QUERY, NEUTRAL, with_query


@frozen(kw_only=True)
class Standing:
    """What is said of the scenario in force, and where it leads."""

    text: str
    begin: str = ""
    """Where it is set; empty where it is already, or cannot be."""
    compare: str = ""
    """Where what is seen now is compared with it; empty where there is nothing to compare."""


def standing(form: Form, path: str) -> Standing | None:
    """The scenario in force in the form's region; None where it steers by none."""
    try:
        found = in_force(library.edition().store, form.region)
    except OmsynError as fault:
        return Standing(text=str(fault))
    if found is None:
        return None
    words = {"name": found.scenario.name, "day": date_text(found.adopted)}
    chosen = with_draws(found.scenario)
    theirs = address_query(chosen, form.service)
    if form.scenario is not None and theirs == address_query(form.scenario, form.service):
        return Standing(text=_same(found.scenario).format(**words))
    begin = with_query(path, theirs) if len(theirs) <= LONGEST_QUERY else ""
    return Standing(
        text=_other(found.scenario).format(**words),
        begin=begin,
        compare=_compared(form, path, theirs),
    )


def _same(scenario: Scenario) -> str:
    if scenario.name:
        return _("Dette er scenarioet som gjelder her: «{name}», tatt i bruk {day}.")
    return _("Dette er scenarioet som gjelder her, tatt i bruk {day}.")


def _other(scenario: Scenario) -> str:
    if scenario.name:
        return _("Her gjelder scenarioet «{name}», tatt i bruk {day}. Det er ikke det du ser nå.")
    return _("Her gjelder et scenario tatt i bruk {day}. Det er ikke det du ser nå.")


def _compared(form: Form, path: str, theirs: str) -> str:
    """Where the two stand side by side."""
    against = theirs or NEUTRAL
    if form.scenario is None or form.against == against:
        return ""
    query = address_query(form.scenario, form.service, against, form.method)
    return with_query(path, query) if len(query) <= LONGEST_QUERY else ""
