import io
from itertools import pairwise

import attrs
import docx
import pytest
from pypdf import PdfReader

from documents.conftest import pdf_text
from documents.sample_document import bands_figure, sample, services_figure
from omsyn.documents import Format, render
from omsyn.documents.blocks import Message, Messages, Paragraph, Section
from omsyn.documents.brief import STEPS
from omsyn.documents.pdf import fitting_step
from omsyn.errors import DocumentError

LONGEST = "Gáivuotna – Kåfjord – Kaivuono og Nordreisa – Ráisa – Raisi interkommunale samarbeid"


def brief(*, messages=3, figures=1, place="Fjordvik kommune", words=12):
    text = "Uten endringer trengs det om lag 1 234 567 flere heldøgns plasser. "
    items = tuple(
        Message(
            id=f"m{i}",
            value="+1\u202f234\u202f567",
            text=f"I {place}: " + text * (words // 12),
            explanation="Dagens bruk etter alder, brukt på framskrevet befolkning.",
        )
        for i in range(messages)
    )
    made = sample()
    return attrs.evolve(
        made,
        brief=True,
        place=place,
        title=f"Helse og omsorg i {place} fram mot 2050",
        sections=(
            Section(id="a", title="Det viktigste", blocks=(Messages(items=items),)),
            Section(id="b", title="Tall", blocks=(bands_figure(), services_figure())[:figures]),
            Section(id="c", title="Kilder", blocks=(made.sections[-1].blocks[1],)),
        ),
    )  # fmt: skip


def pages(document):
    return len(PdfReader(io.BytesIO(render(document, Format.PDF))).pages)


@pytest.mark.parametrize("messages", [1, 3, 5, 8])
@pytest.mark.parametrize("figures", [0, 1, 2])
@pytest.mark.parametrize("place", ["Utvær", LONGEST])
def test_a_brief_is_one_page_for_the_longest_name_and_the_largest_number(messages, figures, place):
    document = brief(messages=messages, figures=figures, place=place, words=24)
    assert pages(document) == 1
    assert place in " ".join(pdf_text(render(document, Format.PDF)).split())


def test_it_is_generous_where_there_is_room_and_tight_where_there_is_not():
    small, large = fitting_step(brief(messages=1, figures=0)), fitting_step(brief(messages=9))
    assert small == STEPS[0]
    assert STEPS.index(large) > STEPS.index(small)


def test_each_step_is_tighter_than_the_one_before():
    for wider, tighter in pairwise(STEPS):
        assert tighter.size <= wider.size
        assert tighter.gap < wider.gap
        assert tighter.picture <= wider.picture


def test_what_cannot_be_one_page_is_refused_in_words():
    endless = Section(id="x", title="X", blocks=(Paragraph(text="Mange ord. " * 2_000),))
    document = attrs.evolve(brief(), sections=(endless,))
    for kind in (Format.PDF, Format.DOCX):
        with pytest.raises(DocumentError, match="én side"):
            render(document, kind)


def test_the_brief_in_word_follows_the_step_that_the_pdf_was_measured_at():
    document = brief(messages=8, figures=1, words=24)
    step = fitting_step(document)
    word = docx.Document(io.BytesIO(render(document, Format.DOCX)))
    assert word.styles["Normal"].font.size.pt == step.size
    if step.picture:
        assert word.inline_shapes[0].height.cm <= step.picture + 0.01
    assert len(word.tables) == 0


def test_a_brief_is_tagged_too():
    reader = PdfReader(io.BytesIO(render(brief(), Format.PDF)))
    assert "pdfuaid:part" in reader.trailer["/Root"]["/Metadata"].get_data().decode()
