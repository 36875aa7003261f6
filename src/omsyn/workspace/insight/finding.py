"""From what a reader writes in the field to the places that may be meant."""

from __future__ import annotations

from attrs import frozen
from django.utils.translation import gettext as _

from omsyn.errors import RegionError, UnknownRegion
from omsyn.geography import Registry
from omsyn.workspace.insight.addresses import place_path

MOST_MATCHES = 8


@frozen(kw_only=True)
class PlaceLink:
    id: str
    name: str
    path: str
    note: str = ""


@frozen(kw_only=True)
class Answer:
    """One place, or a sentence and the places to choose among."""

    only: str | None = None
    message: str = ""
    places: tuple[PlaceLink, ...] = ()


def link(registry: Registry, id_: str, note: str = "") -> PlaceLink:
    region = registry.get(id_)
    return PlaceLink(id=id_, name=region.name, path=place_path(id_), note=note)


def matches(registry: Registry, text: str) -> tuple[PlaceLink, ...]:
    """Places that the text may be the beginning of, likeliest first."""
    if not text:
        return ()
    return tuple(
        link(registry, match.region.id, match.note)
        for match in registry.search(text, limit=MOST_MATCHES)
    )


def answer(registry: Registry, text: str) -> Answer:
    """The one place that the text means; else why not, and what may be meant."""
    if not text:
        return Answer(message=_("Skriv navnet på en kommune, et gammelt navn eller et nummer."))
    try:
        return Answer(only=registry.find(text).id)
    except RegionError as fault:
        notes = {each.id: each.note for each in matches(registry, text)}
        ids = fault.candidates or tuple(notes)
        if isinstance(fault, UnknownRegion):
            ids = tuple(dict.fromkeys((*ids, *notes)))
        places = tuple(link(registry, id_, notes.get(id_, "")) for id_ in ids)
        return Answer(message=fault.message, places=places)
