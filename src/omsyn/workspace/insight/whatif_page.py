"""What surrounds an answer on the page: undo, reset, comparison, share, files."""

from __future__ import annotations

from urllib.parse import quote

from attrs import frozen
from django.utils.translation import gettext as _

from omsyn.workspace.insight import whatif
from omsyn.workspace.insight.files import Download
from omsyn.workspace.insight.whatif_form import Form, address_query


@frozen(kw_only=True)
class Shown:
    """An answer with its links; the figures as HTML."""

    answer: whatif.Answer
    first: str
    """The sentence that answers the question."""
    sentences: tuple[str, ...]
    figures: str
    sources: str
    name: str
    address: str
    undo: str
    """Where the last change is undone; empty where there is none."""
    reset: str
    hold: str
    """Where this scenario is held fast and compared with what follows."""
    let_go: str
    """Where the comparison is ended; empty where there is none."""
    swapped: str
    files: tuple[Download, ...]


def shown_answer(form: Form, path: str, query: str, before: str) -> Shown:
    """The answer to a form with a scenario, whose own query is `query`."""
    assert form.scenario is not None
    made = whatif.answer(form)
    alone = address_query(form.scenario, form.service)
    first, *rest = made.sentences
    return Shown(
        answer=made,
        first=first,
        sentences=tuple(rest),
        figures=whatif.figures_html(made),
        sources=whatif.sources_html(made),
        name=form.scenario.name,
        address=_with(path, query),
        undo=before,
        reset=path,
        hold=_with(path, address_query(form.scenario, form.service, alone or "-")),
        let_go=_with(path, alone) if form.against else "",
        swapped=_swapped(form, path, alone),
        files=tuple(_files(path, query)),
    )


def _with(path: str, query: str) -> str:
    return f"{path}?{query}" if query else path


def _swapped(form: Form, path: str, alone: str) -> str:
    """The other scenario first and this one beside it."""
    if not form.against:
        return ""
    other = "" if form.against == "-" else form.against
    mot = f"mot={quote(alone or '-', safe='')}"
    return f"{path}?{other}&{mot}" if other else f"{path}?{mot}"


def _files(path: str, query: str) -> list[Download]:
    labels = {
        "scenario.json": _("Scenarioet (JSON)"),
        "resultat.csv": _("Tallene (CSV)"),
        "resultat.xlsx": _("Tallene (Excel)"),
        "resultat.json": _("Alt som data (JSON)"),
        "resultat.docx": _("Svaret (Word)"),
        "resultat.pdf": _("Svaret (PDF)"),
    }
    return [
        Download(label=label, address=_with(path + name, query), size="")
        for name, label in labels.items()
    ]
