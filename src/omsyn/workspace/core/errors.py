"""Pages for what goes wrong: what happened, and what to do now.

They ask neither database nor session, since either may be what is wrong.
"""

from __future__ import annotations

import logging
import secrets
import sys
from http import HTTPStatus
from typing import Any

from attrs import frozen
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from omsyn.errors import DamagedStore, MissingDataset, OmsynError, OutsideData
from omsyn.workspace.core.context import around

log = logging.getLogger(__name__)
RETRY_SECONDS = 30


@frozen(kw_only=True)
class FaultPage:
    """What a page about a fault says."""

    status: HTTPStatus
    title: str
    text: str
    advice: tuple[str, ...] = ()
    reference: str = ""
    commands: tuple[str, ...] = ()
    places: tuple[Any, ...] = ()
    """Links with `name` and `path`, where the reader may have meant one of them."""

    def response(self, request: HttpRequest) -> HttpResponse:
        """The page, with advice on when to try again where that helps."""
        html = render_to_string("core/error.html", {"fault": self, **around(request)})
        answer = HttpResponse(html, status=self.status)
        answer.headers["Cache-Control"] = "no-store"
        if self.status is HTTPStatus.SERVICE_UNAVAILABLE:
            answer.headers["Retry-After"] = str(RETRY_SECONDS)
        return answer


def page_for(request: HttpRequest, fault: BaseException | None) -> HttpResponse | None:
    """A page for a fault that somebody can mend; None for anything else."""
    match fault:
        case MissingDataset():
            return _no_data(fault).response(request)
        case DamagedStore():
            return _unavailable(fault.message).response(request)
        case OutsideData():
            return FaultPage(
                status=HTTPStatus.NOT_FOUND,
                title=_("Dette finnes ikke i tallene"),
                text=fault.message,
            ).response(request)
        case OmsynError():
            return FaultPage(
                status=HTTPStatus.UNPROCESSABLE_ENTITY,
                title=_("Dette lot seg ikke gjøre"),
                text=fault.message,
            ).response(request)
        case OperationalError() | InterfaceError():
            log.error("The database does not answer: %s", fault)
            return _unavailable(_("Databasen svarer ikke akkurat nå.")).response(request)
        case _:
            return None


def _no_data(fault: MissingDataset) -> FaultPage:
    return FaultPage(
        status=HTTPStatus.SERVICE_UNAVAILABLE,
        title=_("Tallene er ikke lastet inn ennå"),
        text=fault.message,
        advice=(_("Den som driver løsningen, henter tallene med én av disse kommandoene:"),),
        commands=("omsyn data pull", "omsyn data load MAPPE"),
    )


def _unavailable(text: str) -> FaultPage:
    return FaultPage(
        status=HTTPStatus.SERVICE_UNAVAILABLE,
        title=_("Siden er ikke tilgjengelig akkurat nå"),
        text=text,
        advice=(_("Vent et halvt minutt og last siden på nytt. Ingenting er gått tapt."),),
    )


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django's signature
    return FaultPage(
        status=HTTPStatus.BAD_REQUEST,
        title=_("Forespørselen kunne ikke leses"),
        text=_("Adressen eller skjemaet inneholder noe vi ikke forstår."),
        advice=(_("Gå til forsiden og prøv derfra."),),
    ).response(request)


def forbidden(request: HttpRequest, exception: object = None, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django's signature
    return FaultPage(
        status=HTTPStatus.FORBIDDEN,
        title=_("Skjemaet var blitt for gammelt"),
        text=_(
            "Siden du sendte fra, har stått åpen for lenge, eller nettleseren sperrer for "
            "informasjonskapsler."
        ),
        advice=(_("Gå tilbake, last siden på nytt og prøv en gang til."),),
    ).response(request)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    text = _(
        "Adressen finnes ikke her. Den kan være skrevet feil, eller siden kan ha fått et nytt navn."
    )
    if isinstance(exception, Http404) and exception.args and isinstance(exception.args[0], str):
        text = exception.args[0]
    return FaultPage(
        status=HTTPStatus.NOT_FOUND,
        title=_("Siden finnes ikke"),
        text=text,
        advice=(_("Gå til forsiden og søk etter kommunen din."),),
    ).response(request)


def server_fault(request: HttpRequest) -> HttpResponse:
    """The page for a bug, with a number that finds it again in the log."""
    fault = sys.exc_info()[1]
    known = page_for(request, fault)
    if known is not None:
        return known
    reference = secrets.token_hex(4)
    log.error("Reference %s: %s", reference, request.path, exc_info=fault)
    try:
        return FaultPage(
            status=HTTPStatus.INTERNAL_SERVER_ERROR,
            title=_("Noe gikk galt hos oss"),
            text=_("Feilen er skrevet i loggen. Det er ikke noe du har gjort."),
            advice=(_("Prøv en gang til. Hjelper det ikke, så meld fra med referansen under."),),
            reference=reference,
        ).response(request)
    except Exception:  # the last page of all must not fail with what it reports
        log.exception("The error page failed too")
        return HttpResponse(
            f"<!doctype html><title>Omsyn</title><p>Noe gikk galt. {reference}</p>", status=500
        )
