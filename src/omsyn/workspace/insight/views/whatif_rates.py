"""Own rates by age and sex: pasted from a spreadsheet or read from a file, then in the address."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from omsyn.geography.region import Region, RegionKind, region_id
from omsyn.workspace.core.context import written_standard
from omsyn.workspace.insight import library, whatif
from omsyn.workspace.insight.addresses import place_path
from omsyn.workspace.insight.whatif_form import Form, address_query, read_form
from omsyn.workspace.insight.whatif_page import with_query
from omsyn.workspace.insight.whatif_rates import (
    LONGEST_QUERY,
    Read,
    example_text,
    rates_text,
    read_rates,
    too_long,
    with_rates,
)


@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(private=True, no_store=True)
def page(request: HttpRequest, kind: RegionKind, code: str) -> HttpResponse:
    """The rates of the scenario in the address, to be seen, changed and taken into use."""
    region = library.edition().registry.get(region_id(kind, code))
    form = read_form(request.GET, region.id, whatif.base_year(region.id))
    path = f"/{written_standard()}/{place_path(region.id)}hva-hvis/"
    if form.scenario is None:
        # The page itself says what is wrong, and keeps what was written.
        return redirect(with_query(path, request.GET.urlencode()))
    if request.method != "POST":
        return _shown(request, region, form, path, rates_text(form.scenario.local.rates), Read())
    text = request.POST.get("satser", "")
    read = read_rates(text, request.FILES.get("fil"))
    if not read.problems and "bruk" in request.POST:
        scenario = with_rates(form.scenario, read.rates)
        query = address_query(scenario, form.service, form.against, form.method)
        if len(query) <= LONGEST_QUERY:
            return redirect(with_query(path, query))
        read = Read(problems=(too_long(),))
    text = rates_text(read.rates) if read.rates else text
    return _shown(request, region, form, path, text, read)


def _shown(  # noqa: PLR0913, PLR0917 - what stands on the page
    request: HttpRequest, region: Region, form: Form, path: str, text: str, read: Read
) -> HttpResponse:
    assert form.scenario is not None
    query = address_query(form.scenario, form.service, form.against, form.method)
    context = {
        "region": region,
        "text": text,
        "example": example_text(),
        "problems": read.problems,
        "rows": len(read.rates),
        "back": with_query(path, query),
        "action": with_query(f"{path}satser/", QueryDict(query).urlencode()),
        "fictional": library.edition().fictional,
    }
    status = 422 if read.problems else 200
    return render(request, "insight/whatif_rates.html", context, status=status)
