"""What is wrong with a scenario, one sentence for each fault, naming the field and its range."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from omsyn.errors import ScenarioError
from omsyn.language import _, number
from omsyn.needs.scenario.choices import KINDS, Ages, Normal, Triangular, Uniform
from omsyn.needs.scenario.model import Newcomers, Population, Scenario
from omsyn.needs.scenario.own import (
    Capacity,
    Change,
    Local,
    OwnRate,
    Resources,
    ServiceResources,
    SkillGroup,
)

if TYPE_CHECKING:
    from pydantic import ValidationError
    from pydantic_core import ErrorDetails

NESTED: dict[str, type[BaseModel]] = {
    "population": Population,
    "newcomers": Newcomers,
    "local": Local,
    "rates": OwnRate,
    "capacity": Capacity,
    "planned": Change,
    "resources": Resources,
    "skills": SkillGroup,
    "ages": Ages,
    "uniform": Uniform,
    "normal": Normal,
    "triangular": Triangular,
    **KINDS,
}
"""A field's name, or the kind of a union's member -> its model."""

TAGS = {*KINDS, "uniform", "normal", "triangular"}


def scenario_error(fault: ValidationError) -> ScenarioError:
    """The first fault as the message, and all of them in `problems`."""
    problems = tuple(_sentence(each) for each in fault.errors(include_url=False))
    return ScenarioError(problems[0], problems=problems)


def field_name(loc: tuple[int | str, ...]) -> str:
    """`levers[0].value`, without the kind that Pydantic puts in the path."""
    name = ""
    for k, part in enumerate(loc):
        if isinstance(part, int):
            name += f"[{part}]"
        elif part in TAGS and k and loc[k - 1] != "":
            continue
        else:
            name += f".{part}" if name else part
    return name


def _model_of(loc: tuple[int | str, ...]) -> type[BaseModel]:
    """The model that the last part of a path is a field of."""
    model: type[BaseModel] = Scenario
    for part in loc[:-1]:
        if part == "services" and model is Resources:
            model = ServiceResources
        elif isinstance(part, str) and part in NESTED:
            model = NESTED[part]
    return model


def _range(loc: tuple[int | str, ...]) -> str:
    """The values that a field allows, in words; empty where it has no bounds."""
    found = _model_of(loc).model_fields.get(str(loc[-1])) if loc else None
    low = high = above = None
    for each in found.metadata if found else ():
        low = getattr(each, "ge", low)
        high = getattr(each, "le", high)
        above = getattr(each, "gt", above)
    if low is not None and high is not None:
        return _("fra {low} til {high}").format(low=_bare(low), high=_bare(high))
    if above is not None and high is not None:
        return _("større enn {low} og høyst {high}").format(low=_bare(above), high=_bare(high))
    return ""


def _bare(value: float) -> str:
    """Years without a space in them, other numbers as for people."""
    return str(value) if isinstance(value, int) and 1900 < value < 2200 else number(value)


def _sentence(fault: ErrorDetails) -> str:
    loc, context = fault["loc"], fault.get("ctx", {})
    field, given = field_name(loc), _shown(fault["input"])
    if fault["type"] == "extra_forbidden":
        return _unknown(loc, field)
    if fault["type"] == "value_error":
        return str(context["error"])
    allowed = _listed(context.get("expected", context.get("expected_tags", ", ".join(KINDS))))
    one_of = _("{field} er {given}, men må være en av: {allowed}.")
    unfit = _("{field} er for kort eller for lang.")
    sentences = {
        "missing": _("Feltet {field} mangler; fyll det ut."),
        "union_tag_invalid": _("{field}.kind må være en av: {allowed}."),
        "union_tag_not_found": _("{field}.kind må være en av: {allowed}."),
        "literal_error": one_of,
        "enum": one_of,
        "json_invalid": _("Teksten er ikke gyldig JSON; rett den eller lag scenarioet på nytt."),
        "none_required": _("{field} kan ikke velges her; stryk feltet."),
        "too_long": unfit,
        "too_short": unfit,
        "string_too_long": unfit,
        "string_too_short": unfit,
    }
    sentence = sentences.get(fault["type"])
    if sentence is None:
        allowed = _range(loc)
        sentence = (
            _("{field} er {given}, men må være et tall {allowed}.")
            if allowed
            else _("{field} er {given}, men det kan feltet ikke være.")
        )
    return sentence.format(field=field, given=given, allowed=allowed)


def _unknown(loc: tuple[int | str, ...], field: str) -> str:
    near = difflib.get_close_matches(str(loc[-1]), list(_model_of(loc).model_fields), n=1)
    if near:
        return _("Scenarioet har ikke noe felt som heter {field}; mente du {near}?").format(
            field=field, near=near[0]
        )
    return _("Scenarioet har ikke noe felt som heter {field}; stryk det.").format(field=field)


def _listed(names: str) -> str:
    return names.replace("'", "").replace(" or ", ", ")


def _shown(value: Any) -> str:
    text = str(value)
    return f"«{text if len(text) <= 40 else text[:39] + '…'}»"
