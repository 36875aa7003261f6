"""A place that cannot be found gets a page with the places that may be meant."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from omsyn.errors import ExpiredRegion, OmsynError, RegionError
from omsyn.workspace.core.errors import FaultPage
from omsyn.workspace.core.middleware import Answer
from omsyn.workspace.insight import library
from omsyn.workspace.insight.finding import PlaceLink, link


class PlacesMeant:
    """Answers a `RegionError` from any view."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, fault: Exception) -> HttpResponse | None:
        """The page; None for other faults."""
        if not isinstance(fault, RegionError):
            return None
        expired = isinstance(fault, ExpiredRegion)
        return FaultPage(
            status=HTTPStatus.NOT_FOUND,
            title=_("Stedet finnes ikke lenger") if expired else _("Vi fant ikke stedet"),
            text=fault.message,
            advice=(_("På forsiden kan du søke med gamle navn og numre også."),),
            places=_links(fault.candidates),
        ).response(request)


def _links(ids: tuple[str, ...]) -> tuple[PlaceLink, ...]:
    registry = library.edition().registry
    found = []
    for id_ in ids:
        try:
            found.append(link(registry, id_))
        except OmsynError:
            continue
    return tuple(found)
