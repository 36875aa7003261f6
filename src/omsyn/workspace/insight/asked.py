"""What a reader asks for: the address says it all, so that it can be shared and kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

from attrs import frozen
from django.http import QueryDict
from django.utils.translation import gettext as _

from omsyn.errors import RegionError
from omsyn.geography import Registry
from omsyn.language import WrittenStandard
from omsyn.profile import LocalFigures
from omsyn.workspace.insight.addresses import id_from_path, place_path

HORIZONS = (2035, 2040, 2045, 2050)
LAST_HORIZON = HORIZONS[-1]
MOST_PEERS = 6
LONGEST_NUMBER = 12


@frozen(kw_only=True)
class Asked:
    """One knowledge base, or the comparison of several places."""

    regions: tuple[str, ...]
    """Ids; one gives its knowledge base, several are compared."""
    compared: bool = False
    horizon: int = LAST_HORIZON
    peers: tuple[str, ...] = ()
    local: LocalFigures | None = None
    standard: WrittenStandard = WrittenStandard.BOKMAAL

    @property
    def path(self) -> str:
        """The address without the written standard before it and the query after it."""
        return "sammenlikn/" if self.compared else place_path(self.regions[0])

    @property
    def query(self) -> str:
        """The query that asks for the same again; empty where nothing but the place is chosen."""
        parts: list[tuple[str, str]] = []
        if self.compared:
            parts.append(("r", ",".join(self.regions)))
        if self.peers:
            parts.append(("mot", ",".join(self.peers)))
        if self.horizon != LAST_HORIZON:
            parts.append(("til", str(self.horizon)))
        if self.local:
            numbers = {"arsverk": self.local.person_years, "plasser": self.local.places}
            parts += [(name, f"{value:g}") for name, value in numbers.items() if value is not None]
            parts.append(("aar", str(self.local.year)))
        return urlencode(parts, safe=",")

    @property
    def suffix(self) -> str:
        return f"?{self.query}" if self.query else ""

    @property
    def address(self) -> str:
        """What identifies the question whatever the written standard: "kommune/4204/?til=2040"."""
        return self.path + self.suffix

    @property
    def link(self) -> str:
        return f"/{self.standard.value}/{self.address}"

    def link_to(self, rest: str) -> str:
        """The address of something that belongs to the page, such as a file."""
        return f"/{self.standard.value}/{self.path}{rest}{self.suffix}"


@frozen
class Reading:
    """What could be read from a query, and a sentence for each thing that could not."""

    asked: Asked
    problems: tuple[str, ...] = ()


def read_query(
    query: QueryDict,
    registry: Registry,
    standard: WrittenStandard,
    *,
    region: str | None = None,
    this_year: int,
) -> Reading:
    """The question that an address asks; a comparison where no region is given."""
    problems: list[str] = []
    wanted = [region] if region else _regions(query.getlist("r"), registry, problems)
    peers = [] if region is None else _regions(query.getlist("mot"), registry, problems)
    horizon = _horizon(query.get("til", ""), problems)
    return Reading(
        Asked(
            regions=tuple(wanted),
            compared=region is None,
            horizon=horizon,
            peers=tuple(peer for peer in peers if peer != region)[:MOST_PEERS],
            local=_local(query, this_year, problems),
            standard=standard,
        ),
        tuple(problems),
    )


def read_address(
    address: str, registry: Registry, standard: WrittenStandard, *, this_year: int
) -> Asked:
    """The question behind an `Asked.address`; raises `ValueError` or `KeyError` for others."""
    path, _mark, query = address.partition("?")
    region = None if path == "sammenlikn/" else id_from_path(path)
    return read_query(
        QueryDict(query), registry, standard, region=region, this_year=this_year
    ).asked


def _regions(values: Iterable[str], registry: Registry, problems: list[str]) -> list[str]:
    found: list[str] = []
    for text in ",".join(values).split(","):
        if not text.strip():
            continue
        try:
            id_ = _region(text.strip(), registry)
        except RegionError as fault:
            problems.append(fault.message)
            continue
        if id_ not in found:
            found.append(id_)
    return found


def _region(text: str, registry: Registry) -> str:
    """An id as addresses hold it, else whatever a person may call a place."""
    if "-" in text:
        try:
            return registry.get(text).id
        except RegionError:
            pass
    return registry.find(text).id


def _horizon(text: str, problems: list[str]) -> int:
    if not text:
        return LAST_HORIZON
    if text.isascii() and text.isdigit() and int(text) in HORIZONS:
        return int(text)
    problems.append(
        _("Framskrivingen kan vises til {years}; «{text}» er ikke blant dem.").format(
            years=", ".join(map(str, HORIZONS)), text=text[:LONGEST_NUMBER]
        )
    )
    return LAST_HORIZON


def _local(query: QueryDict, this_year: int, problems: list[str]) -> LocalFigures | None:
    person_years = _amount(query, "arsverk", _("Årsverk"), problems)
    places = _amount(query, "plasser", _("Plasser"), problems)
    if person_years is None and places is None:
        return None
    text = query.get("aar", "")
    near = text.isascii() and text.isdigit() and this_year - 10 <= int(text) <= this_year
    return LocalFigures(
        year=int(text) if near else this_year, person_years=person_years, places=places
    )


def _amount(query: QueryDict, name: str, label: str, problems: list[str]) -> float | None:
    """A number as a Norwegian writes it: "1 234,5"."""
    text = query.get(name, "").strip()
    if not text:
        return None
    plain = "".join(text.split()).replace(",", ".")
    try:
        value = float(plain) if len(plain) <= LONGEST_NUMBER else 0.0
    except ValueError:
        value = 0.0
    if 0 < value < 1_000_000:
        return value
    problems.append(
        _(
            "{label}: «{text}» er ikke et tall over null. Skriv for eksempel 412 eller 412,5."
        ).format(label=label, text=text[:LONGEST_NUMBER])
    )
    return None


def hidden_fields(asked: Asked, *, without: tuple[str, ...]) -> Mapping[str, Any]:
    """The choices that a form must carry along when it changes others."""
    fields = QueryDict(asked.query)
    return {name: value for name, value in fields.items() if name not in without}
