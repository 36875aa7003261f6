"""A scenario as the query of an address, and back: short names that stay what they are.

`r=4204&t=2040&cp=120&st=1&ha=0.5~dm~s2030~p5&wt=10~r60~o50~khp`. Only what differs from the
neutral scenario is there. A lever is its value, then `~` and details that begin with one letter.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import parse_qsl, urlencode

from omsyn.errors import ScenarioError
from omsyn.language import _
from omsyn.needs.levers import FamilyRule, PhaseForm
from omsyn.needs.scenario.choices import AnyLever
from omsyn.needs.scenario.model import Scenario
from omsyn.needs.scenario.reading import check_scenario
from omsyn.needs.services import Service

SCALARS: dict[str, tuple[str, ...]] = {
    "v": ("schema_version",),
    "r": ("region",),
    "b": ("base_year",),
    "t": ("horizon",),
    "n": ("name",),
    "alt": ("population", "alternative"),
    "fe": ("population", "fertility"),
    "mo": ("population", "mortality"),
    "im": ("population", "immigration"),
    "ly": ("local", "year"),
    "lpy": ("local", "person_years"),
    "lp": ("local", "places"),
    "ls": ("local", "share_following_80plus"),
    "cp": ("capacity", "places"),
    "ch": ("capacity", "home_services"),
    "cpy": ("capacity", "person_years"),
    "d": ("draws",),
    "seed": ("seed",),
}
TEXTS = {"r", "n", "alt", "fe", "mo", "im"}
NEWCOMERS = "ad"
SOURCES = {"h": "housing", "r": "refugees"}

LEVER_CODES = {
    "un": "unmet_need",
    "dt": "dementia_trend",
    "ha": "healthy_ageing",
    "ic": "informal_care",
    "wt": "technology",
    "sp": "service_profile",
    "st": "standard",
    "pr": "productivity",
    "re": "recruitment",
}
KIND_CODES = {kind: code for code, kind in LEVER_CODES.items()}

SERVICES = {
    "h": Service.HOME_SERVICES,
    "p": Service.PLACES,
    "d": Service.DEMENTIA,
    "y": Service.PERSON_YEARS,
}
SPREADS = {"u": "uniform", "n": "normal", "t": "triangular"}
CHOICES: dict[str, dict[str, str]] = {
    "definition": {"m": "mortality_ratio", "s": "age_shift"},
    "phase_form": {"i": PhaseForm.LINEAR.value, "o": PhaseForm.LOGISTIC.value},
    "rule": {
        "c": FamilyRule.CONSTANT.value,
        "p": FamilyRule.PROPORTIONAL.value,
        "x": FamilyRule.PERCENT_PER_YEAR.value,
        "r": FamilyRule.CARER_RATIO.value,
    },
    "evidence": {"a": "assumed", "w": "weak", "m": "moderate", "s": "strong"},
    "from_service": {key: value.value for key, value in SERVICES.items()},
    "to_service": {key: value.value for key, value in SERVICES.items()},
}
"""Fields whose values have a letter of their own."""

DETAILS = {
    "s": "start",
    "p": "phase_years",
    "f": "phase_form",
    "k": "services",
    "a": "ages",
    "u": "uncertainty",
    "d": "definition",
    "g": "from_age",
    "w": "rule",
    "c": "percent_per_year",
    "r": "reach",
    "o": "adoption",
    "e": "evidence",
    "q": "from_service",
    "z": "to_service",
    "x": "exchange",
    "m": "more_each_year",
}
"""First letter of a detail -> the lever's field."""

LONGEST = 8_000


def to_query(scenario: Scenario) -> str:
    """The query of the address, without `?`."""
    document = scenario.model_dump(mode="json")
    neutral = Scenario.neutral(scenario.region).model_dump(mode="json")
    pairs = [("r", scenario.region)]
    for code, path in SCALARS.items():
        value = _at(document, path)
        if code != "r" and value != _at(neutral, path):
            pairs.append((code, value if code in TEXTS else _number(value)))
    pairs += [
        (NEWCOMERS, f"{each.year}~{_number(each.persons)}~{each.source.value[0]}")
        for each in scenario.population.newcomers
    ]
    pairs += [(KIND_CODES[lever.kind], _lever_text(lever)) for lever in scenario.levers]
    return urlencode(pairs, safe="~:")


def from_query(query: str | Mapping[str, Sequence[str] | str]) -> Scenario:
    """The scenario of a query, given as text or as names with one or several values.

    Empty values are as if they were not there, so that a form can be sent as it stands. Raises
    `ScenarioError` with a sentence for each fault.
    """
    pairs = _pairs(query)
    document: dict[str, Any] = {"levers": []}
    for code, text in pairs:
        if code in LEVER_CODES:
            document["levers"].append(lever_document(LEVER_CODES[code], text))
        elif code == NEWCOMERS:
            people = document.setdefault("population", {})
            people.setdefault("newcomers", []).append(_newcomers_document(text))
        elif code in SCALARS:
            *groups, last = SCALARS[code]
            place = document
            for group in groups:
                place = place.setdefault(group, {})
            place[last] = text if code in TEXTS else _value(text)
        else:
            raise ScenarioError(
                _("Adressen har et ukjent felt, {field}; stryk det.").format(field=code)
            )
    return check_scenario(document)


def _pairs(query: str | Mapping[str, Sequence[str] | str]) -> list[tuple[str, str]]:
    if isinstance(query, str):
        if len(query) > LONGEST:
            raise ScenarioError(_("Adressen er for lang til å være et scenario."))
        pairs = parse_qsl(query.removeprefix("?"), keep_blank_values=True)
    else:
        pairs = [
            (key, each)
            for key, values in query.items()
            for each in ([values] if isinstance(values, str) else values)
        ]
    return [(key, text.strip()) for key, text in pairs if text.strip()]


def _at(document: Mapping[str, Any], path: Sequence[str]) -> Any:
    value: Any = document
    for part in path:
        value = value[part]
    return value


def _lever_text(lever: AnyLever) -> str:
    document = lever.model_dump(mode="json", exclude_defaults=True)
    parts = [_number(lever.value)]
    for letter, field in DETAILS.items():
        if field in document:
            parts.append(letter + _detail_text(field, document[field], lever))
    return "~".join(parts)


def _detail_text(field: str, value: Any, lever: AnyLever) -> str:
    if field in CHOICES:
        return next(code for code, choice in CHOICES[field].items() if choice == value)
    match field:
        case "services":
            return "".join(code for code, each in SERVICES.items() if each.value in value)
        case "ages":
            ages = lever.ages
            assert ages is not None
            return f"{ages.low}:{'' if ages.high is None else ages.high}"
        case "uncertainty":
            spread = lever.uncertainty
            assert spread is not None
            return f"{spread.kind[0]}{_number(spread.low)}:{_number(spread.high)}"
    return _number(value)


def lever_document(kind: str, text: str) -> dict[str, Any]:
    """The fields of a lever from `0.5~s2030~p5`, unchecked. Raises `ScenarioError`."""
    value, *details = text.split("~")
    document: dict[str, Any] = {"kind": kind, "value": _value(value)}
    for detail in details:
        field = DETAILS.get(detail[:1])
        if field is None or field in document:
            raise _unreadable(kind, detail)
        try:
            document[field] = _detail_value(field, detail[1:])
        except (KeyError, ValueError) as fault:
            raise _unreadable(kind, detail) from fault
    return document


def _newcomers_document(text: str) -> dict[str, Any]:
    year, *more = text.split("~")
    if not 1 <= len(more) <= 2 or (len(more) == 2 and more[1] not in SOURCES):
        raise _unreadable(NEWCOMERS, text)
    document = {"year": _value(year), "persons": _value(more[0])}
    return document | ({"source": SOURCES[more[1]]} if len(more) == 2 else {})


def _detail_value(field: str, text: str) -> Any:
    if field in CHOICES:
        return CHOICES[field][text]
    match field:
        case "services":
            return [SERVICES[each].value for each in text]
        case "ages":
            low, high = text.split(":")
            return {"low": _value(low), "high": _value(high) if high else None}
        case "uncertainty":
            low, high = text[1:].split(":")
            return {"kind": SPREADS[text[:1]], "low": _value(low), "high": _value(high)}
    return _value(text)


def _unreadable(kind: str, detail: str) -> ScenarioError:
    return ScenarioError(
        _("Adressen har noe uleselig i {lever}: «{detail}».").format(lever=kind, detail=detail)
    )


def _number(value: float) -> str:
    """The shortest text that is the same number: `1`, `0.5`."""
    return str(int(value)) if value == int(value) and abs(value) < 2**53 else repr(float(value))


def _value(text: str) -> Any:
    """A number, whole if written so, with comma or point; other text stays text."""
    plain = text.replace(",", ".").replace("\u2212", "-").replace("\u202f", "")
    try:
        return int(plain)
    except ValueError:
        pass
    try:
        return float(plain)
    except ValueError:
        return text
