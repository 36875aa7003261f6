"""What happens to every request and every answer."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import get_language

from omsyn.language import WrittenStandard, using
from omsyn.workspace.core import errors
from omsyn.workspace.core.headers import EVERY_ANSWER

Answer = Callable[[HttpRequest], HttpResponseBase]


class SecurityHeaders:
    """Puts the headers on every answer, whoever made it.

    A view may have set a stricter one itself; that stands.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        for name, value in EVERY_ANSWER.items():
            response.headers.setdefault(name, value)
        return response


class WrittenStandardInForce:
    """Lets the library write in the language that Django has found in the address."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with using(WrittenStandard(get_language() or WrittenStandard.BOKMAAL)):
            return self.get_response(request)


class FaultsBecomePages:
    """Shows a fault that somebody can mend as a page that says how."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, fault: Exception) -> HttpResponse | None:
        """A page for a fault that is known; None for a bug, which gets a reference number."""
        return errors.page_for(request, fault)
