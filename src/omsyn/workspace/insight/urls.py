"""Addresses of the library's pages, after the written standard."""

from __future__ import annotations

from django.urls import include, path, register_converter

from omsyn.workspace.insight.addresses import KindConverter
from omsyn.workspace.insight.files import FigureFormatConverter, WholeFormatConverter
from omsyn.workspace.insight.views import about, case, figure, front, region, whatif, whatif_rates

register_converter(KindConverter, "kind")
register_converter(WholeFormatConverter, "whole_format")
register_converter(FigureFormatConverter, "figure_format")
register_converter(whatif.ResultFormatConverter, "result_format")

app_name = "insight"

# What hangs below a knowledge base and below a comparison alike.
below = [
    path("", region.page, name="page"),
    path("last-ned/kunnskapsgrunnlag.<whole_format:format_>", region.whole_file, name="whole"),
    path("last-ned/notat.<whole_format:format_>", region.brief_file, name="brief"),
    path("tall/<slug:figure_id>/", figure.page, name="figure"),
    path("tall/<slug:figure_id>.<figure_format:format_>", figure.file, name="figure_file"),
]

# What a place could look like if something were done otherwise.
what_if = [
    path("", whatif.page, name="whatif"),
    path("satser/", whatif_rates.page, name="whatif_rates"),
    path("scenario.json", whatif.scenario_file, name="whatif_scenario"),
    path("resultat.<result_format:format_>", whatif.result_file, name="whatif_result"),
]

urlpatterns = [
    path("", front.page, name="front"),
    path("finn/", front.search, name="search"),
    path("finn/forslag/", front.suggestions, name="suggestions"),
    path("kart/<str:code>/", front.county_map, name="map"),
    path("om-tallene/", about.data, name="data"),
    path("tilgjengelighet/", about.accessibility, name="accessibility"),
    path("saken/", case.page, name="case"),
    path("saken/ta-med/", case.take, name="case_take"),
    path("saken/nokkel/", case.form_key, name="case_key"),
    path("saken/endre/", case.change, name="case_change"),
    path("saken/saken.<whole_format:format_>", case.file, name="case_file"),
    path("sammenlikn/velg/", region.choose, name="choose"),
    path("sammenlikn/", include(below)),
    path("<kind:kind>/<str:code>/hva-hvis/", include(what_if)),
    path("<kind:kind>/<str:code>/", include(below)),
]
