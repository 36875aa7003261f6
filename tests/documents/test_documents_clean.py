"""Fit texts are left where they are, and only what holds an unfit one is made anew."""

from __future__ import annotations

import math

from omsyn.documents.blocks import Bullets, Column, ColumnKind, Paragraph, Section, Table
from omsyn.documents.clean import cleaned

COLUMN = Column(label="Antall", kind=ColumnKind.NUMBER)


def table(cell: float | None) -> Table:
    return Table(id="tabell", caption="Tabell", columns=(COLUMN,), rows=((1.5,), (cell,)))


def test_what_is_fit_is_the_same_object():
    section = Section(id="del", title="Del", blocks=(Bullets(items=("æ", "ø")), table(2.0)))
    assert cleaned(section) is section
    chart = {"plain": {"wide": {"shapes": [["text", {"x": 1.0}, "å"]]}}}
    assert cleaned(chart) is chart


def test_only_what_holds_an_unfit_text_is_made_anew():
    fit, unfit = Paragraph(text="fin"), Paragraph(text="u\x00fin")
    section = Section(id="del", title="Del", blocks=(fit, unfit))
    found = cleaned(section)
    assert found.blocks[0] is fit
    assert found.blocks[1] == Paragraph(text="ufin")
    assert unfit.text == "u\x00fin"


def test_numbers_that_are_none_become_missing():
    assert cleaned(table(math.nan)) == table(None)
    assert cleaned({"a": [math.inf, 1], "\x01b": 2}) == {"a": [None, 1], "b": 2}
