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
from omsyn.needs.scenario.address_codes import SERVICES, number_text, unreadable, value_of
from omsyn.needs.scenario.address_own import LISTS, own_pairs
from omsyn.needs.scenario.choices import AnyLever
from omsyn.needs.scenario.model import Scenario
from omsyn.needs.scenario.reading import check_scenario
from omsyn.needs.scenario.upgrades import upgrade

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
    "cr": ("capacity", "practical_help"),
    "cn": ("capacity", "home_nursing"),
    "cb": ("capacity", "user_controlled_assistance"),
    "ck": ("capacity", "short_stay"),
    "cg": ("capacity", "day_care"),
    "co": ("capacity", "housing_24h"),
    "lg": ("local", "shrink_to_group"),
    "rc": ("resources", "cost_per_person_year"),
    "rg": ("resources", "price_growth_percent"),
    "d": ("draws",),
    "seed": ("seed",),
}
TEXTS = {"r", "n", "alt", "fe", "mo", "im"}
SWITCHES = {"lg"}
"""Written 1, and not there when off."""

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
    "l": "leaving_percent",
    "h": "hired_each_year",
    "b": "absence_percent",
    "t": "absence_target_percent",
}
"""First letter of a detail -> the lever's field."""

LONGEST = 40_000
"""Letters; more than any web server takes, and room for a rate of every age."""


def to_query(scenario: Scenario) -> str:
    """The query of the address, without `?`."""
    document = scenario.model_dump(mode="json")
    neutral = Scenario.neutral(scenario.region).model_dump(mode="json")
    pairs = [("r", scenario.region)]
    for code, path in SCALARS.items():
        value = _at(document, path)
        if code != "r" and value != _at(neutral, path):
            pairs.append((code, value if code in TEXTS else number_text(value)))
    pairs += own_pairs(scenario)
    pairs += [(KIND_CODES[lever.kind], _lever_text(lever)) for lever in scenario.levers]
    return urlencode(pairs, safe="~:")


def from_query(query: str | Mapping[str, Sequence[str] | str]) -> Scenario:
    """The scenario of a query, given as text or as names with one or several values.

    Empty values are as if they were not there, so that a form can be sent as it stands. Raises
    `ScenarioError` with a sentence for each fault.
    """
    document: dict[str, Any] = {"levers": []}
    for code, text in _pairs(query):
        put(document, code, text)
    return check_scenario(upgrade(document))


def put(document: dict[str, Any], code: str, text: str) -> None:
    """Put one name and value of an address into a scenario's document, unchecked.

    Lists are added to. Raises `ScenarioError` for a name that is not known.
    """
    if code in LEVER_CODES:
        document.setdefault("levers", []).append(lever_document(LEVER_CODES[code], text))
    elif code in LISTS:
        *groups, last = LISTS[code].path
        _group(document, groups).setdefault(last, []).extend(LISTS[code].read(code, text))
    elif code in SCALARS:
        *groups, last = SCALARS[code]
        _group(document, groups)[last] = _scalar(code, text)
    else:
        raise ScenarioError(
            _("Adressen har et ukjent felt, {field}; stryk det.").format(field=code)
        )


def _group(document: dict[str, Any], groups: Sequence[str]) -> dict[str, Any]:
    for group in groups:
        document = document.setdefault(group, {})
    return document


def _scalar(code: str, text: str) -> Any:
    if code in TEXTS:
        return text
    value = value_of(text)
    return bool(value) if code in SWITCHES and value in {0, 1} else value


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
    parts = [number_text(lever.value)]
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
            return f"{spread.kind[0]}{number_text(spread.low)}:{number_text(spread.high)}"
    return number_text(value)


def lever_document(kind: str, text: str) -> dict[str, Any]:
    """The fields of a lever from `0.5~s2030~p5`, unchecked. Raises `ScenarioError`."""
    value, *details = text.split("~")
    document: dict[str, Any] = {"kind": kind, "value": value_of(value)}
    for detail in details:
        field = DETAILS.get(detail[:1])
        if field is None or field in document:
            raise unreadable(kind, detail)
        try:
            document[field] = _detail_value(field, detail[1:])
        except (KeyError, ValueError) as fault:
            raise unreadable(kind, detail) from fault
    return document


def _detail_value(field: str, text: str) -> Any:
    if field in CHOICES:
        return CHOICES[field][text]
    match field:
        case "services":
            return [SERVICES[each].value for each in text]
        case "ages":
            low, high = text.split(":")
            return {"low": value_of(low), "high": value_of(high) if high else None}
        case "uncertainty":
            low, high = text[1:].split(":")
            return {"kind": SPREADS[text[:1]], "low": value_of(low), "high": value_of(high)}
    return value_of(text)
