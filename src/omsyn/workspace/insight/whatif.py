"""The answer to a what-if question: run, put in words, drawn, and kept while the data stay."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen
from django.utils.translation import gettext as _

from omsyn.demography import region_series
from omsyn.documents.blocks import (
    Block,
    Bullets,
    Callout,
    Document,
    Paragraph,
    Section,
    Sources,
    Tone,
)
from omsyn.documents.html import Setting, render_fragment
from omsyn.errors import ScenarioError
from omsyn.facts import Provenance
from omsyn.language import date_text
from omsyn.needs.scenario import Scenario, ScenarioResult, run_scenario
from omsyn.needs.scenario.compare import Comparison, compare
from omsyn.needs.services import Service
from omsyn.needs.waterfall import WaterfallMethod
from omsyn.profile.place import place_of
from omsyn.workspace.core.context import written_standard
from omsyn.workspace.insight import library, whatif_sureness, whatif_trials, whatif_words
from omsyn.workspace.insight.keeping import Memory
from omsyn.workspace.insight.whatif_comparison import comparison_blocks, comparison_sentences
from omsyn.workspace.insight.whatif_draws import drawn, typical_error
from omsyn.workspace.insight.whatif_figures import (
    Seen,
    all_services_table,
    fan_figure,
    parameters_table,
    waterfall_figure,
)
from omsyn.workspace.insight.whatif_form import Form, read_against
from omsyn.workspace.insight.whatif_resources import resource_tables
from omsyn.workspace.insight.whatif_trials import Trial, people_change, trials, trials_table

POPULATION = "population"

_results: Memory[ScenarioResult] = Memory(most=200)
_answers: Memory[tuple[str, str]] = Memory(most=200)
_sources: Memory[Provenance] = Memory(most=4)


@frozen(kw_only=True)
class Answer:
    """What the page says of a scenario."""

    seen: Seen
    waiting: bool = False
    """Whether the intervals are on their way."""
    hindrance: str = ""
    """Why the two scenarios cannot be compared."""
    lacking: str = ""
    """Why the service that was asked for is not the one that is shown."""

    @property
    def sentences(self) -> list[str]:
        """The answer, the first sentence first."""
        each, result, year = self.seen.service, self.seen.result, self.seen.year
        said = [
            whatif_words.headline(each, year),
            *whatif_words.capacity_sentences(each, year),
            *whatif_words.cause_sentences(each, with_levers=self.seen.levers),
        ]
        chosen = people_change(self.seen)
        said.append(whatif_words.chosen_people_sentence(chosen, index=each.made_with.index))
        if each.service is Service.PERSON_YEARS:
            said += whatif_words.staff_sentences(result, year)
        return [line for line in said if line]

    @property
    def beside(self) -> list[str]:
        """How it differs from the scenario that it is compared with."""
        found = self.seen.compared
        if found is None:
            return [self.hindrance] if self.hindrance else []
        return comparison_sentences(found, self.seen.service.service, self.seen.year)

    @property
    def sure(self) -> list[str]:
        """What the interval holds, and how far off the method would have been before."""
        region = self.seen.result.region.id
        record = whatif_sureness.record_sentence(
            typical_error(region, 5), typical_error(region, 10)
        )
        each, draws = self.seen.service, self.seen.result.scenario.draws
        said = [
            whatif_sureness.futures_sentence(each, self.seen.year, draws),
            whatif_sureness.uncertainty_sentence(each),
            record,
        ]
        return [each for each in said if each]

    @property
    def trials(self) -> tuple[Trial, ...]:
        """What would move the answer, what moves it most first."""
        return trials(self.seen)

    @property
    def cautions(self) -> list[str]:
        """What the reader must know before the figures are used."""
        tiny = whatif_sureness.tiny_sentence(self._old_people())
        return [each for each in (self.lacking, tiny, *self.seen.result.warnings) if each]

    def _old_people(self) -> float:
        series = region_series(library.edition().store, self.seen.result.region.id)
        return float(series.band(80)[series.position(self.seen.result.years[0])])

    def figures(self) -> Iterator[Block]:
        """What shows the answer: along the years, beside the other scenario, and step by step."""
        yield fan_figure(self.seen)
        yield from comparison_blocks(self.seen)
        yield waterfall_figure(self.seen)

    def tables(self) -> Iterator[Block]:
        """What is to be looked up: resources, every service, what was set, reservations."""
        yield from resource_tables(self.seen.result, self.seen.within)
        yield trials_table(self.seen)
        yield all_services_table(self.seen)
        yield parameters_table(self.seen)
        yield Callout(title=_("Forbehold"), text=self.seen.service.rate.reservation)

    def sources(self) -> Sources:
        return Sources(items=(self.seen.service.rate.source, *self.seen.sources))

    def document(self) -> Document:
        """The answer as a document of its own."""
        region = self.seen.result.region
        now = library.edition()
        return Document(
            id=f"hva-hvis-{region.id.lower()}-{self.seen.year}-{written_standard().value}",
            title=_("Hva hvis?"),
            subtitle=self.seen.result.scenario.name,
            place=place_of(region).title,
            standard=written_standard(),
            made=library.today(),
            data_status=self._data_status(),
            fictional=now.fictional,
            sections=(
                Section(id="svaret", title=_("Svaret"), blocks=tuple(self._words())),
                Section(
                    id="tallene",
                    title=_("Figurer og tabeller"),
                    blocks=(*self.figures(), *self.tables()),
                ),
                Section(id="kilder", title=_("Kilder"), blocks=(self.sources(),)),
            ),
        )

    def _words(self) -> Iterator[Block]:
        first, *rest = self.sentences
        yield Paragraph(text=first)
        yield Bullets(items=[*rest, *self.beside, *self.sure])
        for each in self.cautions:
            yield Callout(text=each, tone=Tone.CAUTION)

    def _data_status(self) -> str:
        if library.edition().fictional:
            return _("Fiktive tall: stedet finnes ikke, og tallene er laget av Omsyn.")
        source = self.seen.sources[0]
        return _("Folketall fra {source}, hentet {day}. Senere år er framskrevet.").format(
            source=source.source, day=date_text(source.retrieved)
        )


def base_year(region: str) -> int:
    """The newest year of the population: what is compared with."""
    return region_series(library.edition().store, region).last_observed_year


def answer(form: Form) -> Answer:
    """What a form with a scenario gives. Raises `OmsynError` for what cannot be computed."""
    assert form.scenario is not None
    other = read_against(form)
    result, waiting = run(form.scenario, compared=other is not None)
    held, held_waits = run(other, compared=True) if other else (None, False)
    compared, hindrance = _compared(held, result)
    if form.against and other is None:
        hindrance = _(
            "Det du holdt fast, kan ikke regnes ut fram til {year}. Avslutt sammenlikningen, eller "
            "velg et annet målår."
        ).format(year=form.scenario.horizon)
    service = form.service if form.service in result.services else next(iter(result.services))
    return Answer(
        waiting=waiting or held_waits,
        hindrance=hindrance,
        lacking=result.lacking.get(form.service, ""),
        seen=Seen(
            result=result,
            service=result.services[service],
            within=place_of(result.region).within,
            sources=(_source(),),
            against=held.services.get(service) if held and compared else None,
            compared=compared,
            method=WaterfallMethod(form.method),
        ),
    )


def _compared(held: ScenarioResult | None, result: ScenarioResult) -> tuple[Comparison | None, str]:
    """What is seen against what was held fast, or why it cannot be."""
    if held is None:
        return None, ""
    try:
        return compare(held, result), ""
    except ScenarioError as fault:
        return None, str(fault)


def _source() -> Provenance:
    """Where the population is from."""
    now = library.edition()
    key = f"{now.version} {written_standard()}"
    return _sources.get(key, lambda: now.store.provenance(POPULATION))


def run(scenario: Scenario, *, compared: bool = False) -> tuple[ScenarioResult, bool]:
    """The scenario on the drawn futures of its region, and whether these are on their way.

    With `compared` it keeps its need in every future.
    """
    now = library.edition()
    people, waiting = drawn(scenario)
    if people is None:
        # No interval is better than one of the levers alone.
        scenario = scenario.model_copy(update={"draws": 0})
    key = f"{now.version} {written_standard()} {people is None} {compared} {scenario.canonical()}"
    return (
        _results.get(key, lambda: run_scenario(now.store, scenario, people, keep_draws=compared)),
        waiting,
    )


def figures_html(shown: Answer) -> tuple[str, str]:
    """The figures, and the tables below them, drawn once for each scenario."""
    seen = shown.seen
    other = "" if seen.compared is None else seen.compared.one.scenario.canonical()
    parts = (
        library.edition().version,
        written_standard(),
        seen.service.service,
        seen.result.drawn_population,
        seen.method,
        seen.result.scenario.canonical(),
        other,
    )
    key = " ".join(map(str, parts))
    return _answers.get(key, lambda: _figures_html(shown))


def _figures_html(shown: Answer) -> tuple[str, str]:
    setting = Setting(level=3, fictional=library.edition().fictional)
    figures, tables = (
        "".join(str(render_fragment(block, setting)) for block in blocks)
        for blocks in (shown.figures(), shown.tables())
    )
    return figures, tables


def sources_html(shown: Answer) -> str:
    """The list of sources."""
    return str(render_fragment(shown.sources()))


def forget() -> None:
    """Let the next question be computed anew: for tests that change the store."""
    for memory in (_results, _answers, _sources):
        memory.clear()
    whatif_trials.forget()
