"""The planner's own rates from a table: a file, or text pasted from a spreadsheet.

One row for each service, sex and age group. Every fault names the row and the column, and all of
them are told at once.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from attrs import evolve, field, frozen

from omsyn.errors import ScenarioError, UnreadableFile
from omsyn.language import _, number
from omsyn.needs.own_rates import Cell, Sex, faults
from omsyn.needs.scenario.choices import OLDEST
from omsyn.needs.scenario.own import OwnRate
from omsyn.needs.services import OLD, Service
from omsyn.sources.files.mapping import heading_row, headings_of, text_of
from omsyn.sources.files.numbers import common_sign, decimal_signs, parse_number
from omsyn.sources.files.sheets import Grid, grid_of_text, read_grid

PASTED = 200_000
"""Letters of pasted text that are read."""
MOST_ROWS, MOST_USERS = 2_000, 1_000_000
"""What a scenario has room for."""

COMMON = frozenset(
    {Service.HOME_SERVICES, Service.HOME_NURSING, Service.PRACTICAL_HELP, Service.PLACES,
     Service.DEMENTIA}
)  # fmt: skip
"""Services that more than one in a hundred of the old have, everywhere."""

HEADINGS = {
    "service": ("tjeneste", "teneste", "tjenestetype", "tenestetype", "service"),
    "sex": ("kjønn", "kjonn", "sex", "gender"),
    "age": ("alder", "aldersgruppe", "age", "age group"),
    "low": ("fra", "frå", "fra alder", "frå alder", "from", "low"),
    "high": ("til", "til alder", "to", "high"),
    "per_100": ("per 100", "per 100 innbyggere", "per 100 innbyggjarar", "brukere per 100",
                "brukere per 100 innbyggere", "brukarar per 100 innbyggjarar", "users per 100",
                "prosent", "percent"),
    "users": ("brukere", "brukarar", "antall brukere", "tal på brukarar", "antall", "users"),
}  # fmt: skip
"""What a column holds -> headings that say so."""

SEXES = {
    Sex.MALE: ("male", "men", "man", "mann", "menn", "m", "gutt", "gutter", "gutar"),
    Sex.FEMALE: ("female", "women", "woman", "kvinne", "kvinner", "k", "f", "jente", "jenter"),
    Sex.BOTH: ("both", "begge", "begge kjønn", "alle", "i alt"),
}
SERVICES = {
    Service.HOME_SERVICES: ("hjemmetjenester", "hjemmetjeneste", "heimetenester", "heimeteneste"),
    Service.PLACES: ("plasser i institusjon", "plassar i institusjon", "institusjon", "sykehjem",
                     "sjukeheim", "langtidsopphold", "langtidsopphald"),
    Service.DEMENTIA: ("demens", "personer med demens", "personar med demens"),
    Service.PRACTICAL_HELP: ("praktisk bistand", "praktisk hjelp"),
    Service.HOME_NURSING: ("hjemmesykepleie", "heimesjukepleie"),
    Service.USER_CONTROLLED_ASSISTANCE: ("bpa", "brukerstyrt personlig assistanse",
                                         "brukarstyrt personleg assistanse"),
    Service.SHORT_STAY: ("korttidsopphold", "korttidsopphald", "korttidsplass"),
    Service.DAY_CARE: ("dagtilbud", "dagtilbod", "dagaktivitetstilbud", "dagaktivitetstilbod"),
    Service.HOUSING_24H: ("bolig med heldøgns omsorg", "bustad med heildøgns omsorg",
                          "heldøgns bolig", "omsorgsbolig med heldøgns bemanning"),
}  # fmt: skip
_AGE = re.compile(
    r"^(\d{1,3})\s*(?:år)?\s*(?:[-–]\s*(\d{1,3})\s*(?:år)?"
    r"|(\+|(?:og|and)\s*(?:eldre|over|older|oppover))\s*)?$",
    re.IGNORECASE,
)


def read_own_rates(source: str | Path) -> tuple[OwnRate, ...]:
    """The rates of a table: a `Path` to a CSV or .xlsx file, or the text of one, as it was pasted.

    Columns: tjeneste, kjønn, alder (or fra and til), and prosent or brukere; also in nynorsk and
    English, in any order; lines that begin with # and columns beside these are passed by. Raises
    `UnreadableFile` where it is no table, and `ScenarioError` with a sentence for each fault.
    """
    if isinstance(source, Path):
        return _Reader(read_grid(source), source.name).read()
    if len(source) > PASTED:
        raise UnreadableFile(_("Teksten er for lang; last opp en fil i stedet."))
    name = _("Teksten")
    return _Reader(grid_of_text(source, name), name).read()


@frozen(kw_only=True)
class _Row:
    place: int
    texts: dict[str, str]
    """What the columns hold, by kind."""


@frozen
class _Reader:
    grid: Grid
    name: str
    problems: list[str] = field(factory=list)

    def read(self) -> tuple[OwnRate, ...]:
        grid = self._without_comments()
        try:
            top = heading_row(grid)
        except UnreadableFile as fault:
            raise UnreadableFile(
                _(
                    "{file} mangler en rad med kolonneoverskrifter; skriv tjeneste, kjønn, alder "
                    "og prosent (eller brukere) på første rad."
                ).format(file=self.name)
            ) from fault
        columns = self._columns(headings_of(grid, top))
        rows = [
            _Row(place=place, texts={kind: _text(row, at) for kind, at in columns.items()})
            for place, row in enumerate(grid.rows)
            if place > top and any(_text(row, at) for at in columns.values())
        ]
        if not rows:
            self._tell(_("{file} har ingen rader under overskriftene; legg inn tallene."))
        if len(rows) > MOST_ROWS:
            self._tell(
                _("{file} har {rows} rader, og grensen er {most}; slå sammen aldersgrupper."),
                rows=number(len(rows)),
                most=number(MOST_ROWS),
            )
        self._tell_unseen(grid, {row.place for row in rows})
        self._stop()
        signs = self._decimal_signs(rows, columns)
        documents = [self._document(row, columns, grid, signs) for row in rows]
        self._stop()
        wheres = [_("rad {row}").format(row=grid.lines[row.place]) for row in rows]
        cells = [
            OwnRate.model_construct(**each).cell(where)
            for each, where in zip(documents, wheres, strict=True)
        ]
        self.problems.extend(f"{self.name}: {each}" for each in faults(cells))
        self._tell_shares(cells)
        self._stop()
        return tuple(OwnRate(**each) for each in documents)

    def _without_comments(self) -> Grid:
        """The grid with lines that begin with # empty, as the table of rates is written."""
        rows = [
            [] if text_of(next(iter(row), None)).startswith("#") else row for row in self.grid.rows
        ]
        return evolve(self.grid, rows=rows)

    def _tell_unseen(self, grid: Grid, rows: set[int]) -> None:
        """Tells of rows that are hidden, and of cells that hold an error or no value."""
        for place in sorted(rows & grid.hidden_rows):
            self._tell(
                _("{file}, rad {row}: raden er skjult; vis den, eller slett den."),
                row=grid.lines[place],
            )
        for place, column in sorted(grid.errors | grid.uncalculated):
            if place in rows:
                self._tell(
                    _("{file}, {where}: cellen har ingen verdi; skriv et tall."),
                    where=grid.where(place, column),
                )

    def _tell_shares(self, cells: Sequence[Cell]) -> None:
        """Tells of a sheet whose percents are shares: 12 % in a cell of that format is 0.12."""
        given = [each for each in cells if each.per_100]
        of_old = any(each.low >= OLD and each.service in COMMON for each in given)
        if self.grid.sheet and of_old and all((each.per_100 or 0) <= 1 for each in given):
            self._tell(
                _(
                    "{file}: alle tallene i prosent er 1 eller lavere; er cellene formatert som "
                    "prosent, velger dere formatet Tall og skriver 12 for 12 prosent."
                )
            )

    def _columns(self, headings: Sequence[str]) -> dict[str, int]:
        """Kind -> column. Tells of columns that are lacking."""
        plain = [_plain(each) for each in headings]
        found = {
            kind: next(plain.index(name) for name in names if name in plain)
            for kind, names in HEADINGS.items()
            if set(names) & set(plain)
        }
        for kind, missing in (
            ("service", _("tjeneste")), ("sex", _("kjønn")), ("age", _("alder")),
        ):  # fmt: skip
            if kind not in found and not (kind == "age" and "low" in found):
                self._tell(
                    _("{file} mangler kolonnen «{name}»; den har: {headings}."),
                    name=missing,
                    headings=_listed(headings),
                )
        if "per_100" not in found and "users" not in found:
            self._tell(
                _("{file} mangler kolonnen «prosent» eller «brukere»; den har: {headings}."),
                headings=_listed(headings),
            )
        return found

    def _decimal_signs(self, rows: Sequence[_Row], columns: dict[str, int]) -> dict[str, str]:
        """The decimal sign of each column of numbers; comma where both will do."""
        found = {}
        for kind in ("per_100", "users"):
            texts = [row.texts[kind] for row in rows if kind in columns and row.texts[kind]]
            signs = common_sign(each for each in texts if decimal_signs(each))
            found[kind] = "." if signs == {"."} else ","
        return found

    def _document(
        self, row: _Row, columns: dict[str, int], grid: Grid, signs: dict[str, str]
    ) -> dict[str, Any]:
        def told(kind: str, sentence: str, **words: Any) -> None:
            where = grid.where(row.place, columns[kind])
            self._tell(
                "{file}, {where}: " + sentence, where=where, text=row.texts.get(kind, ""), **words
            )

        document: dict[str, Any] = {
            "service": _service(row.texts["service"], told),
            "sex": _sex(row, told),
        }
        document |= _ages(row, told)
        for kind in ("per_100", "users"):
            if row.texts.get(kind):
                document[kind] = _number(row, kind, signs[kind], told)
        if "per_100" not in document and "users" not in document:
            kind = "per_100" if "per_100" in columns else "users"
            told(kind, _("det mangler et tall; skriv 0 der ingen bruker tjenesten."))
        if "per_100" in document and "users" in document:
            told("users", _("både prosent og brukere er fylt ut; stryk det ene."))
        return document

    def _tell(self, sentence: str, **words: Any) -> None:
        self.problems.append(sentence.format(file=self.name, **words))

    def _stop(self) -> None:
        if self.problems:
            raise ScenarioError(self.problems[0], problems=tuple(self.problems))


Tell = Callable[..., None]
"""Tells of a fault: the kind of column, the sentence, and its words."""


def _text(row: Sequence[Any], place: int) -> str:
    return text_of(row[place]).strip() if place < len(row) else ""


def _listed(headings: Sequence[str]) -> str:
    return ", ".join(each for each in headings if each)


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[_()]", " ", text).casefold().split())


def _service(text: str, told: Tell) -> Service | None:
    words = {name: key for key, names in SERVICES.items() for name in names}
    words |= {_plain(key.value): key for key in SERVICES}
    plain = _plain(text)
    if plain in words:
        return words[plain]
    near = difflib.get_close_matches(plain, list(words), n=1)
    if not plain:
        told("service", _("tjenesten mangler; skriv hvilken tjeneste tallet gjelder."))
    elif near:
        told("service", _("«{text}» er ikke en kjent tjeneste; mente du «{near}»?"), near=near[0])
    else:
        told(
            "service",
            _("«{text}» er ikke en kjent tjeneste; velg blant: {names}."),
            names=", ".join(names[0] for names in SERVICES.values()),
        )
    return None


def _sex(row: _Row, told: Tell) -> Sex | None:
    plain = _plain(row.texts["sex"])
    found = next((sex for sex, names in SEXES.items() if plain in names), None)
    if found is None:
        told("sex", _("«{text}» er ikke et kjønn; skriv menn, kvinner eller begge."))
    return found


def _ages(row: _Row, told: Tell) -> dict[str, Any]:
    """Youngest and oldest age, from one column or two."""
    if "age" in row.texts:
        found = _AGE.match(row.texts["age"])
        if found is None:
            told("age", _("«{text}» er ikke en alder; skriv for eksempel 80–89, 85 eller 90+."))
            return {}
        low, high, over = found.groups()
        ages = {"low": int(low), "high": None if over else int(high or low)}
        return _within_life(ages, "age", told)
    texts = {kind: row.texts.get(kind, "") for kind in ("low", "high")}
    if not texts["low"].isdigit() or not (texts["high"] == "" or texts["high"].isdigit()):
        told("low", _("«{text}» er ikke en alder; skriv et helt tall."))
        return {}
    high = int(texts["high"]) if texts["high"] else None
    return _within_life({"low": int(texts["low"]), "high": high}, "low", told)


def _within_life(ages: dict[str, int | None], kind: str, told: Tell) -> dict[str, Any]:
    if any(each is not None and each > OLDEST for each in ages.values()):
        told(
            kind,
            _("«{text}» er over den høyeste alderen, som er {oldest}; skriv 90+ eller lignende."),
            oldest=OLDEST,
        )
    return ages


def _number(row: _Row, kind: str, sign: str, told: Tell) -> float | None:
    value = parse_number(row.texts[kind], sign)
    if value is None:
        told(
            kind,
            _(
                "«{text}» er ikke et tall; skriv et tall, eller slå gruppen sammen med en annen "
                "hvis tallet er skjermet."
            ),
        )
    elif value < 0:
        told(kind, _("tallet er {text}, men kan ikke være under 0; rett det."))
    elif kind == "users" and value > MOST_USERS:
        told(kind, _("tallet er {text}; det er flere enn noen kommune har, rett det."))
    elif kind == "per_100" and value > 100:
        told(
            kind,
            _(
                "tallet er {text} av 100 innbyggere, men kan ikke være over 100; er det et antall, "
                "skriv det i kolonnen «brukere»."
            ),
        )
    return value
