"""The answer to a what-if question: run, put in words, drawn, and kept while the data stay."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from attrs import frozen
from django.utils.translation import gettext as _

from omsyn.demography import region_series
from omsyn.documents.blocks import (
    Block,
    Bullets,
    Callout,
    Column,
    ColumnKind,
    Document,
    Paragraph,
    Section,
    Sources,
    Table,
    Tone,
)
from omsyn.documents.html import Setting, render_fragment
from omsyn.facts import Provenance
from omsyn.language import date_text
from omsyn.needs.scenario import Scenario, ScenarioResult, make_scenario, run_scenario
from omsyn.needs.scenario.address import LEVER_CODES
from omsyn.needs.services import Service
from omsyn.profile.place import place_of
from omsyn.workspace.core.context import written_standard
from omsyn.workspace.insight import library, whatif_words
from omsyn.workspace.insight.keeping import Memory
from omsyn.workspace.insight.whatif_draws import drawn, typical_error
from omsyn.workspace.insight.whatif_fields import lever_groups
from omsyn.workspace.insight.whatif_figures import (
    Seen,
    all_services_table,
    fan_figure,
    parameters_table,
    waterfall_figure,
)
from omsyn.workspace.insight.whatif_form import Form, read_against, written

TRIED: Mapping[str, float] = MappingProxyType(
    {"ha": 0.5, "un": 10, "ic": 29, "wt": 10, "sp": 10, "st": 1, "pr": 0.5, "dt": -1}
)
"""What each lever is tried at, to show how much it moves the answer."""
POPULATION = "population"

_results: Memory[ScenarioResult] = Memory(most=200)
_answers: Memory[str] = Memory(most=200)
_trials: Memory[Table] = Memory(most=200)
_sources: Memory[Provenance] = Memory(most=4)


@frozen(kw_only=True)
class Answer:
    """What the page says of a scenario."""

    seen: Seen
    waiting: bool = False
    """Whether the intervals are on their way."""

    @property
    def sentences(self) -> list[str]:
        """The answer, the first sentence first."""
        each, result, year = self.seen.service, self.seen.result, self.seen.year
        said = [
            whatif_words.headline(each, year),
            *whatif_words.capacity_sentences(each, year),
            *whatif_words.cause_sentences(each, with_levers=self.seen.levers),
        ]
        if each.service is Service.PERSON_YEARS:
            said += whatif_words.staff_sentences(result, year)
        if self.seen.against is not None:
            said.append(whatif_words.comparison_sentence(each, self.seen.against, year))
        return [*said, whatif_words.uncertainty_sentence(result)]

    @property
    def cautions(self) -> list[str]:
        """What the reader must know before the figures are used."""
        tiny = whatif_words.tiny_sentence(self._old_people())
        said = self.seen.result.warnings
        return [tiny, *said] if tiny else list(said)

    def _old_people(self) -> float:
        series = region_series(library.edition().store, self.seen.result.region.id)
        return float(series.band(80)[series.position(self.seen.result.years[0])])

    def blocks(self) -> Iterator[Block]:
        """Figures, the tables beside them, what was set, and where it all comes from."""
        yield fan_figure(self.seen)
        yield waterfall_figure(self.seen)
        yield self.trials()
        yield all_services_table(self.seen)
        yield parameters_table(self.seen)
        yield Callout(title=_("Forbehold"), text=self.seen.service.rate.reservation)
        region = self.seen.result.region.id
        record = whatif_words.record_sentence(typical_error(region, 5), typical_error(region, 10))
        if record:
            yield Callout(title=_("Slik ville metoden ha truffet"), text=record)

    def trials(self) -> Table:
        """How much each lever would move the answer."""
        return trials_table(self.seen)

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
                Section(id="tallene", title=_("Figurer og tabeller"), blocks=tuple(self.blocks())),
                Section(id="kilder", title=_("Kilder"), blocks=(self.sources(),)),
            ),
        )

    def _words(self) -> Iterator[Block]:
        first, *rest = self.sentences
        yield Paragraph(text=first)
        yield Bullets(items=rest)
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
    result, waiting = run(form.scenario)
    service = form.service if form.service in result.services else next(iter(result.services))
    other = read_against(form)
    compared = run(other)[0].services.get(service) if other else None
    return Answer(
        waiting=waiting,
        seen=Seen(
            result=result,
            service=result.services[service],
            within=place_of(result.region).within,
            sources=(_source(),),
            against=compared,
            first_name=form.scenario.name,
            second_name=other.name if other else "",
        ),
    )


def _source() -> Provenance:
    """Where the population is from."""
    now = library.edition()
    key = f"{now.version} {written_standard()}"
    return _sources.get(key, lambda: now.store.provenance(POPULATION))


def run(scenario: Scenario) -> tuple[ScenarioResult, bool]:
    """The scenario on the drawn futures of its region, and whether these are on their way."""
    now = library.edition()
    people, waiting = drawn(scenario.region)
    if people is None:
        # No interval is better than one of the levers alone.
        scenario = scenario.model_copy(update={"draws": 0})
    key = f"{now.version} {written_standard()} {people is None} {scenario.canonical()}"
    return _results.get(key, lambda: run_scenario(now.store, scenario, people)), waiting


def figures_html(shown: Answer) -> str:
    """The blocks below the sentences, drawn once for each scenario."""
    seen = shown.seen
    other = "" if seen.against is None else f"{seen.second_name} {seen.against.value.tolist()}"
    service, scenario = seen.service.service, seen.result.scenario.canonical()
    drawn_too = seen.result.drawn_population
    key = (
        f"{library.edition().version} {written_standard()} {service} {drawn_too} {scenario} {other}"
    )
    return _answers.get(key, lambda: _figures_html(shown))


def _figures_html(shown: Answer) -> str:
    setting = Setting(level=3, fictional=library.edition().fictional)
    return "".join(str(render_fragment(block, setting)) for block in shown.blocks())


def sources_html(shown: Answer) -> str:
    """The list of sources."""
    return str(render_fragment(shown.sources()))


def trials_table(seen: Seen) -> Table:
    """Each lever that is not set, tried alone on top of the scenario."""
    service, scenario = seen.service.service, seen.result.scenario.canonical()
    key = f"{library.edition().version} {written_standard()} {service} {scenario}"
    return _trials.get(key, lambda: _trials_table(seen))


def _trials_table(seen: Seen) -> Table:
    scenario, service = seen.result.scenario, seen.service
    set_already = {lever.kind for _key, lever in scenario.ordered()}
    rows = []
    for each in (one for group in lever_groups() for one in group.fields):
        tried = _tried(each.name)
        if (
            each.name not in TRIED
            or service.service not in each.services
            or tried["kind"] in set_already
        ):
            continue
        changed = make_scenario(
            **scenario.model_dump(exclude={"levers", "draws"}),
            levers=(*(lever.model_dump() for lever in scenario.levers), tried),
        )
        then = run_scenario(library.edition().store, changed).services[service.service]
        value = _("{value} {unit}").format(value=written(TRIED[each.name]), unit=each.unit)
        rows.append((each.label, value, then.at(seen.year) - service.at(seen.year)))
    rows.sort(key=lambda row: -abs(row[2]))
    return Table(
        id="hva-endrer",
        caption=_("Hva ville endret tallet for {year}?").format(year=seen.year),
        columns=(
            Column(label=_("Virkemiddel"), kind=ColumnKind.TEXT),
            Column(label=_("Prøvd med"), kind=ColumnKind.TEXT),
            Column(label=_("Endring i behovet"), kind=ColumnKind.CHANGE, decimals=seen.decimals),
        ),
        rows=tuple(rows),
        notes=(_("Hvert virkemiddel er prøvd alene, fra i dag. Verdiene er eksempler, ikke råd."),),
    )


def _tried(name: str) -> dict[str, object]:
    return {"kind": LEVER_CODES[name], "value": TRIED.get(name, 0)}


def forget() -> None:
    """Let the next question be computed anew: for tests that change the store."""
    for memory in (_results, _answers, _trials, _sources):
        memory.clear()
