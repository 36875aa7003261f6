"""A scenario from what somebody has at hand: a file, an address, or a name."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode, urlsplit

from attrs import frozen

from omsyn.language import _, current

if TYPE_CHECKING:
    from omsyn.needs.scenario import Scenario

PAGE = "hva-hvis"
OF_THE_PAGE = ("tjeneste", "mot")
"""What the page keeps in its address that is no part of a scenario."""
DECIDED_BY_THE_PAGE = ("r", "d", "seed", "v")
"""What the page gives itself: the place from the path, and the draws."""


@frozen(kw_only=True)
class Source:
    """A scenario with where it was."""

    scenario: Scenario
    label: str
    """Its own name, or that of its file; empty for an address without one."""
    content: bytes | None = None
    """What stood in the file."""


def read_source(text: str) -> Source:
    """The scenario of a file, an address or a named one, tried in that order.

    Raises `ScenarioError` for what is neither, with the three ways to write it.
    """
    from omsyn.errors import ScenarioError
    from omsyn.needs.scenario import named_scenario
    from omsyn.needs.scenario.named import NAMED

    path = Path(text)
    if _is_file(path):
        return read_file(path)
    if text in NAMED:
        return Source(scenario=named_scenario(text), label=text)
    if "=" in text or "/" in text:
        scenario = from_link(text)
        return Source(scenario=scenario, label=scenario.name)
    raise ScenarioError(
        _(
            "«{text}» er ikke et scenario. Skriv en fil, en adresse i anførselstegn, eller et av "
            "navnene: {names}."
        ).format(text=text, names=", ".join(NAMED))
    )


def read_file(path: Path) -> Source:
    """The scenario of a file. Raises `UnreadableFile` or `ScenarioError`."""
    from omsyn.needs.scenario import read_scenario
    from omsyn.needs.scenario.reading import LARGEST

    content = None
    # Before it is parsed: what changes in between is then taken for another's change, and kept.
    with suppress(OSError), path.open("rb") as file:
        content = file.read(LARGEST + 1)
    scenario = read_scenario(path)
    return Source(scenario=scenario, label=scenario.name or path.stem, content=content)


def from_link(text: str) -> Scenario:
    """The scenario of an address: that of a page, or only what comes after the question mark.

    The page of a place where nothing is changed has no question mark. Raises `ScenarioError`.
    """
    from omsyn.errors import ScenarioError
    from omsyn.needs.scenario import from_query

    whole = "?" in text or "/" in text
    parts = urlsplit(text.strip()) if whole else urlsplit(f"?{text.strip()}")
    pairs = [
        pair
        for pair in parse_qsl(parts.query, keep_blank_values=True)
        if pair[0] not in OF_THE_PAGE
    ]
    region = _region_of(parts.path)
    if region is None and not any(value for _key, value in pairs):
        raise ScenarioError(
            _(
                "«{text}» er ikke adressen til et scenario. Lim inn hele adressen til siden «Hva "
                "hvis?» for stedet, i anførselstegn."
            ).format(text=text)
        )
    if region is not None and not any(key == "r" for key, _value in pairs):
        pairs.insert(0, ("r", region))
    return from_query(urlencode(pairs, safe="~:"))


def to_link(scenario: Scenario, host: str = "") -> str:
    """The address of the page that shows the scenario, in the written standard in force."""
    from omsyn.needs.scenario import to_query
    from omsyn.workspace.insight.addresses import place_path

    pairs = [pair for pair in parse_qsl(to_query(scenario)) if pair[0] not in DECIDED_BY_THE_PAGE]
    query = urlencode(pairs, safe="~:")
    path = f"{host.rstrip('/')}/{current()}/{place_path(scenario.region)}{PAGE}/"
    return f"{path}?{query}" if query else path


def _region_of(path: str) -> str | None:
    from omsyn.workspace.insight.addresses import id_from_path

    words = [word for word in path.split("/") if word]
    if PAGE not in words or words.index(PAGE) < 2:
        return None
    place = words.index(PAGE)
    try:
        return id_from_path("/".join(words[place - 2 : place]))
    except (KeyError, ValueError):
        return None


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):
        # Longer than a file's name can be: an address, then.
        return False
