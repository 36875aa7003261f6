"""The what-if page of a place, and its files."""

from __future__ import annotations

from contextlib import suppress
from urllib.parse import urlencode, urlsplit

from attrs import evolve
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from omsyn.documents import Format
from omsyn.documents import render as render_document
from omsyn.errors import OmsynError
from omsyn.geography.region import Region, RegionKind, region_id
from omsyn.needs.scenario import scenario_text
from omsyn.workspace.core.context import written_standard
from omsyn.workspace.insight import library, whatif
from omsyn.workspace.insight.addresses import place_path
from omsyn.workspace.insight.files import file_name, send
from omsyn.workspace.insight.whatif_form import Form, address_query, read_form, services_of
from omsyn.workspace.insight.whatif_in_force import standing
from omsyn.workspace.insight.whatif_page import (
    Shown,
    redo_address,
    shown_answer,
    undo_address,
    with_query,
)

FILES = (*(each.value for each in Format if each is not Format.HTML), "csv")


class ResultFormatConverter:
    regex = "|".join(FILES)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


@require_safe
@cache_control(private=True, no_cache=True)
@vary_on_headers("HX-Request")
def page(request: HttpRequest, kind: RegionKind, code: str) -> HttpResponseBase:
    """The levers and the answer; only what changes where htmx asks."""
    region = library.edition().registry.get(region_id(kind, code))
    form = _form(request.GET, region)
    path = f"/{written_standard()}/{place_path(region.id)}hva-hvis/"
    partial = request.headers.get("HX-Request") == "true"
    if form.scenario is None:
        return _faulty(request, region, form, path, partial=partial)
    query = address_query(form.scenario, form.service, form.against, form.method)
    address = with_query(path, query)
    if not partial:
        undone = urlencode([("angret", form.undone)], safe="~:") if form.undone else ""
        whole = "&".join(filter(None, [query, undone]))
        if QueryDict(whole) != request.GET:
            return redirect(with_query(path, whole))
    try:
        shown = shown_answer(form, path, query)
    except OmsynError as fault:
        form = evolve(form, scenario=None, problems=(str(fault),))
        return _faulty(request, region, form, path, partial=partial)
    context = _context(region, form, shown, path)
    if not partial:
        before = _referred(request, path)
        context["redo"] = redo_address(path, form.undone)
        if before is not None and not form.undone:
            context["undo"] = undo_address(path, before, query)
        return render(request, "insight/whatif.html", context)
    answer = render(request, "insight/_whatif_part.html", context)
    stands = urlsplit(request.headers.get("HX-Current-URL", ""))
    same = address == with_query(stands.path, stands.query)
    answer.headers["HX-Push-Url"] = "false" if same else address
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _faulty(
    request: HttpRequest, region: Region, form: Form, path: str, *, partial: bool
) -> HttpResponse:
    """The faults beside the fields; the last answer that could be given stays."""
    if partial:
        answer = render(request, "insight/_whatif_faults.html", {"form": form})
        answer.headers["HX-Reswap"] = "none"
        answer.headers["HX-Push-Url"] = "false"
        answer.headers["Cache-Control"] = "no-store"
        return answer
    shown = _last_answer(QueryDict(_referred(request, path) or ""), region, path)
    return render(request, "insight/whatif.html", _context(region, form, shown, path))


def _last_answer(query: QueryDict, region: Region, path: str) -> Shown:
    """The answer that the reader comes from; else the neutral scenario's."""
    last = _form(query, region)
    if last.scenario is not None:
        with suppress(OmsynError):
            return _answer(last, path)
    return _answer(_form(QueryDict(), region), path)


def _answer(form: Form, path: str) -> Shown:
    assert form.scenario is not None
    return shown_answer(
        form, path, address_query(form.scenario, form.service, form.against, form.method)
    )


@require_safe
@cache_control(private=True, no_cache=True)
def scenario_file(request: HttpRequest, kind: RegionKind, code: str) -> HttpResponse:
    """The scenario as the document that `omsyn need` reads."""
    form = _valid(request, kind, code)
    assert form.scenario is not None
    name = file_name("scenario", form.region, form.name, ending="json")
    return send(scenario_text(form.scenario).encode(), name=name)


@require_safe
@cache_control(private=True, no_cache=True)
def result_file(request: HttpRequest, kind: RegionKind, code: str, format_: str) -> HttpResponse:
    """The result as data, or the answer as a document."""
    form = _valid(request, kind, code)
    made = whatif.answer(form)
    name = file_name(
        "hva hvis", form.region, form.name, str(made.seen.year), str(written_standard()),
        ending=format_,
    )  # fmt: skip
    if format_ == "csv":
        return send(b"\xef\xbb\xbf" + made.seen.result.to_csv().encode(), name=name)
    if format_ == "json":
        return send(made.seen.result.to_json(), name=name)
    return send(render_document(made.document(), Format(format_)), name=name)


def _valid(request: HttpRequest, kind: RegionKind, code: str) -> Form:
    region = library.edition().registry.get(region_id(kind, code))
    form = _form(request.GET, region)
    if form.scenario is None:
        raise Http404(_("Adressen til filen har valg som ikke går. Last den ned fra siden."))
    return form


def _form(query: QueryDict, region: Region) -> Form:
    return read_form(query, region.id, whatif.base_year(region.id))


def _context(region: Region, form: Form, shown: Shown, path: str) -> dict[str, object]:
    return {
        "region": region,
        "form": form,
        "shown": shown,
        "path": path,
        "services": services_of(form),
        "standing": standing(form, path),
        "place_path": place_path(region.id),
        "fictional": library.edition().fictional,
    }


def _referred(request: HttpRequest, path: str) -> str | None:
    """The query of this page's last address; None where the reader comes from elsewhere."""
    came = urlsplit(request.headers.get("Referer", ""))
    return came.query if came.netloc == request.get_host() and came.path == path else None
