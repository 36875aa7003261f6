"""What views read from a request, and what they answer with in common."""

from __future__ import annotations

import hashlib
from typing import Any

from django.http import HttpRequest

from omsyn.geography.region import RegionKind, region_id
from omsyn.workspace.core.context import written_standard
from omsyn.workspace.insight import library
from omsyn.workspace.insight.asked import Asked, Reading, read_address, read_query
from omsyn.workspace.insight.case import Case

SESSION_KEY = "case"


def reading(request: HttpRequest, kind: RegionKind | None, code: str) -> Reading:
    """The question that the address of a request asks.

    Raises `RegionError` where there is no such place.
    """
    registry = library.edition().registry
    region = None if kind is None else registry.get(region_id(kind, code)).id
    return read_query(
        request.GET, registry, written_standard(), region=region, this_year=library.today().year
    )


def asked_again(address: str) -> Asked:
    """The question behind a kept address, in the written standard of this page."""
    return read_address(
        address,
        library.edition().registry,
        written_standard(),
        this_year=library.today().year,
    )


def case_of(request: HttpRequest) -> Case:
    return Case.from_session(request.session.get(SESSION_KEY))


def taken(request: HttpRequest, asked: Asked) -> set[str]:
    """Ids of the page's figures that are in the reader's own list."""
    return {item.figure for item in case_of(request).items if item.address == asked.address}


def keep_case(request: HttpRequest, case: Case) -> None:
    request.session[SESSION_KEY] = case.to_session()


def etag(request: HttpRequest, *args: Any, **kwargs: Any) -> str:  # noqa: ARG001 - Django's signature
    """What a page depends on: data, program, day, address, the reader's own list of figures."""
    parts = (
        library.edition().version,
        request.get_full_path(),
        written_standard().value,
        repr(request.session.get(SESSION_KEY)),
        request.headers.get("HX-Request", ""),
    )
    return f'"{hashlib.sha256(chr(10).join(parts).encode()).hexdigest()[:32]}"'
