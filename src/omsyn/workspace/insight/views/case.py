"""The figures that a reader takes along: the list, its changes, its document."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from omsyn.documents import Format
from omsyn.workspace.insight import library
from omsyn.workspace.insight.case import Case, Item
from omsyn.workspace.insight.case_document import case_file, listed, row_of
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


@require_safe
@cache_control(private=True, no_store=True)
def take(request: HttpRequest) -> HttpResponse:
    """The question whether to take a figure along: what its button leads to without scripts."""
    try:
        row = row_of(Item.of(request.GET.get("add", "")))
    except ValueError:
        return redirect(f"/{get_language()}/saken/")
    context = {
        "row": row,
        "back": request.GET.get("back", ""),
        "fictional": library.edition().fictional,
    }
    return render(request, "insight/take.html", context)


@require_safe
@cache_control(private=True, no_store=True)
def form_key(request: HttpRequest) -> HttpResponse:
    """The key that a form needs; pages that are the same for all readers ask for it when used."""
    return HttpResponse(get_token(request), content_type="text/plain; charset=utf-8")


@require_POST
def change(request: HttpRequest) -> HttpResponse:
    """One change to the list; asking for it twice gives the same list."""
    case = _changed(case_of(request), request.POST)
    keep_case(request, case)
    if "add" in request.POST and request.headers.get("HX-Request"):
        return _taken(request, case, request.POST["add"])
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


def _taken(request: HttpRequest, case: Case, key: str) -> HttpResponse:
    """What stands in place of the button, and the new count in the menu."""
    _address, _mark, figure = key.rpartition("#")
    taken = {item.figure for item in case.items if item.key == key}
    context = {"id": figure, "taken": taken, "full": case.full, "swap": True}
    return render(request, "insight/_taken.html", context)


def _changed(case: Case, form: QueryDict) -> Case:
    """The list after the one change that the form asks for; unknown wishes change nothing."""
    for wish, change_of in WISHES.items():
        if wish in form:
            try:
                return change_of(case, str(form[wish]))
            except ValueError:
                return case
    return case


def _move(case: Case, wish: str) -> Case:
    place, _space, key = wish.partition(" ")
    return case.move(Item.of(key), int(place))


WISHES: dict[str, Callable[[Case, str], Case]] = {
    "add": lambda case, key: case.add(Item.of(key)),
    "remove": lambda case, key: case.remove(Item.of(key)),
    "move": _move,
    "empty": lambda case, _wish: case.empty(),
    "undo": lambda case, _wish: case.undo(),
    "title": lambda case, title: case.call(title),
}
"""Names of form fields, and what each does to the list."""


def _back(request: HttpRequest) -> str:
    """Where the reader came from, if that is a page of ours."""
    wanted = request.POST.get("back", "")
    if wanted and url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        return wanted
    return f"/{get_language()}/saken/"
