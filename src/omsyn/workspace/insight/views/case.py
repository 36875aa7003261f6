"""The figures that a reader takes along: the list, its changes, its document."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from omsyn.documents import Format
from omsyn.workspace.insight import library
from omsyn.workspace.insight.case import Case, Item
from omsyn.workspace.insight.case_document import case_file, listed
from omsyn.workspace.insight.files import file_name, send
from omsyn.workspace.insight.requests import case_of, keep_case


@require_safe
@cache_control(private=True, no_store=True)
def page(request: HttpRequest) -> HttpResponse:
    """The list, with what can be done to it."""
    case = case_of(request)
    context = {
        "case": case,
        "listed": listed(case),
        "fictional": library.edition().fictional,
    }
    return render(request, "insight/case.html", context)


@require_POST
def change(request: HttpRequest) -> HttpResponse:
    """One change to the list; asking for it twice gives the same list."""
    keep_case(request, _changed(case_of(request), request))
    return redirect(_back(request))


@require_safe
@cache_control(private=True, no_store=True)
def file(request: HttpRequest, format_: Format) -> HttpResponse:
    """The figures as one document."""
    case = case_of(request)
    if not case.items:
        raise Http404
    name = file_name(case.title or "saken", get_language() or "nb", ending=format_.value)
    return send(case_file(case, format_), name=name)


def _changed(case: Case, request: HttpRequest) -> Case:
    """The list after the one change that the form asks for; unknown wishes change nothing."""
    form = request.POST
    try:
        if "add" in form:
            return case.add(Item.of(form["add"]))
        if "remove" in form:
            return case.remove(Item.of(form["remove"]))
        if "move" in form:
            place, _space, key = form["move"].partition(" ")
            return case.move(Item.of(key), int(place))
    except ValueError:
        return case
    if "empty" in form:
        return case.empty()
    if "undo" in form:
        return case.undo()
    return case.call(form["title"]) if "title" in form else case


def _back(request: HttpRequest) -> str:
    """Where the reader came from, if that is a page of ours."""
    wanted = request.POST.get("back", "")
    if wanted and url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        return wanted
    return f"/{get_language()}/saken/"
