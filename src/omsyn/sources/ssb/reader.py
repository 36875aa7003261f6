"""json-stat in: bytes to a checked `Cube`. Both json-stat 2 and the first edition are read.

Nothing in an answer is trusted: sizes are counted against values and categories before
anything of that size is made, so that a small answer can never ask for much memory.
"""

from __future__ import annotations

import datetime as dt
import json
import math
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn, TypeGuard

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from omsyn.errors import SourceChanged
from omsyn.language import _, number
from omsyn.sources.ssb.cube import Cube, Dimension, Role

MAX_CELLS = 5_000_000
"""Six times the most that Statistics Norway gives in one call."""

Json = dict[str, Any]


def read_jsonstat(content: bytes | str | Mapping[str, Any], where: str = "json-stat") -> Cube:
    """The cube in a json-stat answer.

    `where` names the source in the sentence when something is wrong. Raises `SourceChanged`.
    """
    return _Reader(where).read(content)


@frozen(kw_only=True)
class CodeList:
    """A grouping or a choice of categories that a dimension can be asked for by."""

    id: str
    label: str


@frozen(kw_only=True)
class Metadata:
    """What a table holds, without its figures."""

    table: str
    label: str
    updated: dt.datetime | None
    dimensions: tuple[Dimension, ...]
    notes: tuple[str, ...]
    code_lists: Mapping[str, tuple[CodeList, ...]]
    """Dimension -> the code lists that it can be asked for by."""
    optional: frozenset[str]
    """Dimensions that may be left out: the source then gives their total."""

    def dimension(self, dimension_id: str) -> Dimension | None:
        return next((each for each in self.dimensions if each.id == dimension_id), None)


def read_metadata(content: Mapping[str, Any], where: str = "json-stat") -> Metadata:
    """The description of a table, which PxWebApi 2 gives as json-stat 2 without values.

    Raises `SourceChanged`.
    """
    reader = _Reader(where)
    dimensions = reader.dimensions(dict(content))
    if any(not each.codes for each in dimensions):
        reader.refuse(_("En dimensjon har ingen kategorier."))
    described = content["dimension"]
    extensions = {
        each.id: _mapping(_mapping(described[each.id]).get("extension")) for each in dimensions
    }
    return Metadata(
        table=_table(dict(content)),
        label=_text(content.get("label")),
        updated=parse_time(content.get("updated")),
        dimensions=tuple(dimensions),
        notes=_texts(content.get("note")),
        code_lists={name: _code_lists(extension) for name, extension in extensions.items()},
        optional=frozenset(
            name for name, extension in extensions.items() if extension.get("elimination") is True
        ),
    )


def read_metadata_v0(content: Mapping[str, Any], table: str, where: str) -> Metadata:
    """The description of a table in the older interface, which does not say when it was updated.

    Raises `SourceChanged`.
    """
    reader = _Reader(where)
    variables = content.get("variables")
    if not isinstance(variables, list) or not variables:
        reader.refuse(_("Det mangler dimensjoner."))
    dimensions = []
    optional = set()
    for each in map(_mapping, variables):
        code, codes, names = each.get("code"), each.get("values"), each.get("valueTexts")
        if not isinstance(code, str) or not _are_texts(codes) or not codes:
            reader.refuse(_("En dimensjon har ingen kategorier."))
        labels = dict(zip(codes, names, strict=False)) if _are_texts(names) else {}
        role = Role.TIME if each.get("time") is True else None
        dimensions.append(
            Dimension(
                id=code,
                label=_text(each.get("text")) or code,
                codes=tuple(codes),
                labels=labels,
                role=role,
            )
        )
        if each.get("elimination") is True:
            optional.add(code)
    return Metadata(
        table=table,
        label=_text(content.get("title")),
        updated=None,
        dimensions=tuple(dimensions),
        notes=(),
        code_lists={},
        optional=frozenset(optional),
    )


def _code_lists(extension: Mapping[str, Any]) -> tuple[CodeList, ...]:
    # The reference implementation writes "codelists", the specification "codeLists".
    given = extension.get("codelists", extension.get("codeLists"))
    lists = map(_mapping, given) if isinstance(given, list) else ()
    return tuple(
        CodeList(id=each["id"], label=_text(each.get("label")))
        for each in lists
        if isinstance(each.get("id"), str)
    )


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


@frozen
class _Reader:
    where: str

    def refuse(self, reason: str) -> NoReturn:
        raise SourceChanged(
            _(
                "Svaret fra {where} kan ikke brukes: {reason} "
                "De siste gode tallene er fortsatt i bruk; prøv igjen senere."
            ).format(where=self.where, reason=reason)
        )

    def read(self, content: bytes | str | Mapping[str, Any]) -> Cube:
        data = _dataset(self._parsed(content))
        if data is None:
            self.refuse(_("Det inneholder ikke noe datasett."))
        dimensions = self.dimensions(data)
        size = [len(each.codes) for each in dimensions]
        cells = math.prod(size)
        if cells > MAX_CELLS:
            self.refuse(
                _("Det oppgir {cells} celler, flere enn grensen på {limit}.").format(
                    cells=number(cells), limit=number(MAX_CELLS)
                )
            )
        notes = _texts(data.get("note"))
        return Cube(
            label=_text(data.get("label")),
            source=_text(data.get("source")),
            updated=parse_time(data.get("updated")),
            dimensions=tuple(dimensions),
            values=self._values(data, cells),
            status=self._status(data, cells),
            notes=notes,
            table=_table(data),
        )

    def _parsed(self, content: bytes | str | Mapping[str, Any]) -> Json:
        if isinstance(content, bytes | str):
            try:
                content = json.loads(content)
            except (ValueError, RecursionError):
                self.refuse(_("Det er ikke gyldig JSON, eller det er avkortet."))
        if not isinstance(content, Mapping):
            self.refuse(_("Det inneholder ikke noe datasett."))
        return dict(content)

    def dimensions(self, data: Json) -> list[Dimension]:
        """The axes, checked against each other."""
        described = data.get("dimension")
        if not isinstance(described, Mapping):
            self.refuse(_("Det mangler dimensjoner."))
        # The first edition keeps these three inside "dimension".
        ids = data.get("id", described.get("id"))
        sizes = data.get("size", described.get("size"))
        roles = data.get("role", described.get("role"))
        if not _are_texts(ids) or not _are_numbers(sizes) or not ids:
            self.refuse(_("Listen over dimensjoner eller størrelser mangler."))
        if len(set(ids)) != len(ids):
            self.refuse(_("Dimensjonen «{id}» står to ganger.").format(id=_first_double(ids)))
        if len(ids) != len(sizes):
            self.refuse(
                _("Det har {ids} dimensjoner, men {sizes} størrelser.").format(
                    ids=number(len(ids)), sizes=number(len(sizes))
                )
            )
        role_of = self._roles(roles, ids)
        return [
            self._dimension(each, size, described.get(each), role_of.get(each))
            for each, size in zip(ids, sizes, strict=True)
        ]

    def _roles(self, roles: object, ids: Sequence[str]) -> dict[str, Role]:
        """Dimension -> role.

        A kind of role that we do not know is left aside, as the standard asks; a role given to
        a dimension that is not there is a fault.
        """
        if roles is None:
            return {}
        if not isinstance(roles, Mapping):
            self.refuse(_("Rollene til dimensjonene kan ikke leses."))
        found: dict[str, Role] = {}
        for name, members in roles.items():
            if not _are_texts(members):
                self.refuse(_("Rollene til dimensjonene kan ikke leses."))
            for member in members:
                if member not in ids:
                    self.refuse(
                        _("Rollen «{role}» viser til dimensjonen «{id}», som ikke finnes.").format(
                            role=name, id=member
                        )
                    )
                if name in set(Role):
                    found[member] = Role(name)
        return found

    def _dimension(self, id_: str, size: int, described: object, role: Role | None) -> Dimension:
        category = described.get("category") if isinstance(described, Mapping) else None
        if not isinstance(described, Mapping) or not isinstance(category, Mapping):
            self.refuse(_("Dimensjonen «{id}» mangler kategorier.").format(id=id_))
        labels = category.get("label") or {}
        if not isinstance(labels, Mapping):
            self.refuse(_("Dimensjonen «{id}» har uleselige navn.").format(id=id_))
        codes = self._codes(id_, category.get("index"), labels)
        if len(codes) != size:
            self.refuse(
                _("Dimensjonen «{id}» skal ha {size} kategorier, men har {codes}.").format(
                    id=id_, size=number(size), codes=number(len(codes))
                )
            )
        return Dimension(
            id=id_,
            label=_text(described.get("label")) or id_,
            codes=codes,
            labels={str(code): _text(label) for code, label in labels.items()},
            units=_units(category.get("unit")),
            role=role,
            notes=(*_texts(described.get("note")), *_category_notes(category.get("note"))),
        )

    def _codes(self, id_: str, index: object, labels: Mapping[str, Any]) -> tuple[str, ...]:
        """Codes in the order of the axis, from a list, a mapping to places, or a single label."""
        if index is None:
            # The standard lets a dimension with one category leave the index out.
            return tuple(labels) if len(labels) == 1 else ()
        if _are_texts(index):
            if len(set(index)) != len(index):
                self.refuse(
                    _("Dimensjonen «{id}» har kategorien «{code}» to ganger.").format(
                        id=id_, code=_first_double(index)
                    )
                )
            return tuple(index)
        if not isinstance(index, Mapping) or not _are_numbers(list(index.values())):
            self.refuse(_("Dimensjonen «{id}» har uleselige kategorier.").format(id=id_))
        order = sorted(index, key=lambda code: index[code])
        if [index[code] for code in order] != list(range(len(order))):
            self.refuse(
                _(
                    "Kategoriene i dimensjonen «{id}» er ikke nummerert fra 0 og oppover "
                    "uten hull og uten gjentakelser."
                ).format(id=id_)
            )
        return tuple(order)

    def _values(self, data: Json, cells: int) -> NDArray[np.float64]:
        given = data.get("value")
        values = np.full(cells, np.nan)
        if isinstance(given, Mapping):
            for key, value in given.items():
                values[self._position(key, cells)] = self._number(value)
            return values
        if not isinstance(given, list):
            self.refuse(_("Det mangler verdier."))
        if len(given) != cells:
            self.refuse(
                _("Dimensjonene gir {cells} celler, men svaret har {values} verdier.").format(
                    cells=number(cells), values=number(len(given))
                )
            )
        values[:] = [self._number(value) for value in given]
        return values

    def _number(self, value: object) -> float:
        if value is None:
            return math.nan
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.refuse(_("«{value}» står der det skal stå et tall.").format(value=str(value)[:40]))
        try:
            figure = float(value)
        except OverflowError:
            figure = math.inf
        if not math.isfinite(figure):
            # json-stat writes a missing value as null; NaN and Infinity are not JSON.
            self.refuse(_("En verdi er ikke et endelig tall."))
        return figure

    def _status(self, data: Json, cells: int) -> dict[int, str]:
        given = data.get("status")
        if given is None:
            return {}
        if isinstance(given, str):
            return dict.fromkeys(range(cells), given)
        if isinstance(given, Mapping):
            return {
                self._position(key, cells): _text(symbol) for key, symbol in given.items() if symbol
            }
        if not isinstance(given, list) or len(given) not in (1, cells):
            self.refuse(_("Tegnforklaringene passer ikke til antallet celler."))
        symbols = given * cells if len(given) == 1 else given
        return {place: _text(symbol) for place, symbol in enumerate(symbols) if symbol}

    def _position(self, key: object, cells: int) -> int:
        text = str(key)
        if not (text.isascii() and text.isdigit() and len(text) < 10) or int(text) >= cells:
            self.refuse(
                _("Celle nummer «{key}» ligger utenfor de {cells} cellene.").format(
                    key=text[:40], cells=number(cells)
                )
            )
        return int(text)


def _dataset(content: Json) -> Json | None:
    """The data set itself: at the top in json-stat 2, under a name in the first edition."""
    if content.get("class", "dataset") != "dataset":
        return None
    if "dimension" in content:
        return content
    for each in content.values():
        if isinstance(each, Mapping) and "dimension" in each:
            return dict(each)
    return None


def parse_time(value: object) -> dt.datetime | None:
    """A moment with its zone; None where the text is no moment. Without a zone it is UTC."""
    if not isinstance(value, str):
        return None
    try:
        moment = dt.datetime.fromisoformat(value)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)


def _table(data: Json) -> str:
    extension = data.get("extension")
    px = extension.get("px") if isinstance(extension, Mapping) else None
    return _text(px.get("tableid")) if isinstance(px, Mapping) else ""


def _units(unit: object) -> dict[str, str]:
    if not isinstance(unit, Mapping):
        return {}
    return {
        str(code): _text(each.get("base"))
        for code, each in unit.items()
        if isinstance(each, Mapping)
    }


def _category_notes(notes: object) -> tuple[str, ...]:
    if not isinstance(notes, Mapping):
        return ()
    return tuple(text for each in notes.values() for text in _texts(each))


def _texts(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    return tuple(each for each in value if isinstance(each, str)) if isinstance(value, list) else ()


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _are_texts(value: object) -> TypeGuard[list[str]]:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)


def _are_numbers(value: object) -> TypeGuard[list[int]]:
    """Whether a value is a list of whole numbers; True and False are no numbers."""
    return isinstance(value, list) and all(type(each) is int for each in value)


def _first_double(items: Sequence[str]) -> str:
    return next(each for place, each in enumerate(items) if each in items[:place])
