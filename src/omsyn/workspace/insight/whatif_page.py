"""What surrounds an answer on the page: undo, redo, comparison, what could be tried, files."""

from __future__ import annotations

from urllib.parse import parse_qsl, quote, urlencode

from attrs import frozen
from django.utils.translation import gettext as _

from omsyn.needs.scenario.waterfall_words import method_name
from omsyn.needs.waterfall import WaterfallMethod
from omsyn.workspace.insight import whatif
from omsyn.workspace.insight.files import Download
from omsyn.workspace.insight.whatif_form import METHODS, Form, address_query
from omsyn.workspace.insight.whatif_trial_words import trial_sentence

LONGEST_QUERY = 7_000
"""Letters; the server takes eight thousand."""
NEUTRAL = "-"
"""How an address holds the query of the neutral scenario, which is empty."""
MOST_TRIED = 4


@frozen(kw_only=True)
class Tried:
    """What a lever would do, and where it is set."""

    text: str
    address: str


@frozen(kw_only=True)
class Way:
    """A way to divide the change, and where it is chosen."""

    name: str
    address: str
    chosen: bool


@frozen(kw_only=True)
class Shown:
    """An answer with its links; the figures as HTML."""

    answer: whatif.Answer
    first: str
    """The sentence that answers the question."""
    sentences: tuple[str, ...]
    beside: tuple[str, ...]
    """How it differs from the scenario that it is compared with."""
    sure: tuple[str, ...]
    """How sure it is."""
    tried: tuple[Tried, ...]
    figures: str
    tables: str
    sources: str
    name: str
    address: str
    hold: str
    """Where this scenario is held fast and compared with what follows; empty where the two have no
    room in one address."""
    let_go: str
    """Where the comparison is ended; empty where there is none."""
    swapped: str
    ways: tuple[Way, ...]
    files: tuple[Download, ...]

    @property
    def status(self) -> str:
        """What is read aloud when the answer is a new one."""
        return " ".join([self.first, *(self.beside or self.sentences[:1])])


def shown_answer(form: Form, path: str, query: str) -> Shown:
    """The answer to a form with a scenario, whose own query is `query`."""
    assert form.scenario is not None
    made = whatif.answer(form)
    alone = address_query(form.scenario, form.service)
    first, *rest = made.sentences
    figures, tables = whatif.figures_html(made)
    held = address_query(form.scenario, form.service, alone or NEUTRAL, form.method)
    return Shown(
        answer=made,
        first=first,
        sentences=tuple(rest),
        beside=tuple(made.beside),
        sure=tuple(made.sure),
        tried=tuple(_tried(form, made, path)),
        figures=figures,
        tables=tables,
        sources=whatif.sources_html(made),
        name=form.scenario.name,
        address=with_query(path, query),
        hold=with_query(path, held) if len(held) <= LONGEST_QUERY else "",
        let_go=with_query(path, address_query(form.scenario, form.service, "", form.method))
        if form.against
        else "",
        swapped=_swapped(form, path, alone),
        ways=tuple(_ways(form, made, path)),
        files=tuple(_files(path, query)),
    )


def with_query(path: str, query: str) -> str:
    return f"{path}?{query}" if query else path


def undo_address(path: str, before: str, now: str) -> str:
    """Where the last change is undone: what was, with a note of what is, so that it can be redone.

    `before` is the query of the page that the reader comes from.
    """
    was = [pair for pair in parse_qsl(before) if pair[0] != "angret"]
    if urlencode(was) == urlencode(parse_qsl(now)):
        return ""
    return with_query(path, urlencode([*was, ("angret", now or NEUTRAL)], safe="~:"))


def redo_address(path: str, undone: str) -> str:
    """Where what was undone is done again; empty where nothing was."""
    return "" if not undone else with_query(path, "" if undone == NEUTRAL else undone)


def _tried(form: Form, made: whatif.Answer, path: str) -> list[Tried]:
    """The levers that would move the answer most, and where each is set."""
    found = []
    for each in made.trials[:MOST_TRIED]:
        text = trial_sentence(made.seen.service, each)
        query = address_query(each.scenario, form.service, form.against, form.method)
        if text:
            found.append(Tried(text=text, address=with_query(path, query)))
    return found


def _ways(form: Form, made: whatif.Answer, path: str) -> list[Way]:
    """The ways to divide the change, where there is more than one cause that was chosen."""
    assert form.scenario is not None
    if not made.seen.levers:
        return []
    return [
        Way(
            name=method_name(WaterfallMethod(each)),
            address=with_query(
                path, address_query(form.scenario, form.service, form.against, each)
            ),
            chosen=each == form.method,
        )
        for each in METHODS
    ]


def _swapped(form: Form, path: str, alone: str) -> str:
    """The other scenario first and this one beside it."""
    if not form.against:
        return ""
    other = "" if form.against == NEUTRAL else form.against
    mot = f"mot={quote(alone or NEUTRAL, safe='')}"
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
        Download(label=label, address=with_query(path + name, query), size="")
        for name, label in labels.items()
    ]
