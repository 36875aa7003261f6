import io
import re
import zipfile

import attrs
import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Cm

from documents.conftest import docx_texts
from documents.sample_document import sample
from omsyn.documents import Format, render
from omsyn.errors import DocumentError


@pytest.fixture(scope="module")
def word(files):
    return docx.Document(io.BytesIO(files[Format.DOCX]))


def styled(word, style):
    return [p.text for p in word.paragraphs if p.style.name == style]


def test_headings_are_real_headings_in_their_levels(word):
    assert styled(word, "Heading 1") == [
        "Det viktigste", "Befolkningen", "Tjenester og plasser", "Om tallene",
        "Tallene bak figurene",
    ]  # fmt: skip
    assert styled(word, "Heading 2") == ["De eldste", "Alder og kjønn"]


def test_captions_are_fields_that_words_own_lists_find(word):
    captions = [p for p in word.paragraphs if p.style.name == "Caption"]
    assert len(captions) == 4 + 4
    codes = ["".join(i.text for i in p._p.iter(qn("w:instrText"))).strip() for p in captions]
    assert codes[:2] == ["SEQ Figur \\* ARABIC", "SEQ Tabell \\* ARABIC"]


def test_the_contents_stand_there_without_asking_word_to_renew_fields(word):
    assert styled(word, "toc 1")[0] == "Det viktigste"
    bookmarks = {b.get(qn("w:name")) for b in word.element.body.iter(qn("w:bookmarkStart"))}
    links = [h.get(qn("w:anchor")) for h in word.element.body.iter(qn("w:hyperlink"))]
    assert links
    assert set(links) <= bookmarks
    assert "updateFields" not in word.settings.element.xml


def test_every_table_repeats_its_head_and_names_itself(word):
    for table in word.tables:
        first, *rest = table._tbl.tr_lst
        assert first.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None
        assert all(row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is None for row in rest)
        assert all(row.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None for row in rest)
        assert table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val"))


def test_numbers_are_set_to_the_right_and_the_first_column_to_the_left(word):
    row = word.tables[0].rows[1]
    sides = [c.paragraphs[0]._p.pPr.find(qn("w:jc")).get(qn("w:val")) for c in row.cells]
    assert sides == ["left", "right", "right", "right", "right"]


def test_every_picture_has_words_in_its_place(word):
    pictures = list(word.element.body.iter(qn("wp:docPr")))
    assert len(pictures) == 4
    for picture in pictures:
        assert len(picture.get("descr")) > len(picture.get("title")) > 10
    assert len({picture.get("id") for picture in pictures}) == 4


def test_pictures_keep_to_the_column_and_their_proportions(word):
    for shape in word.inline_shapes:
        assert shape.width.cm == pytest.approx(16, abs=0.01)
        image = word.part.related_parts[
            shape._inline.graphic.graphicData.pic.blipFill.blip.embed
        ].image
        assert shape.width / shape.height == pytest.approx(
            image.px_width / image.px_height, rel=0.01
        )


def test_the_file_names_itself(word):
    properties = word.core_properties
    assert properties.title == "Kunnskapsgrunnlag for helse og omsorg"
    assert properties.created.date() == sample().made
    assert (word.sections[0].page_width.cm, word.sections[0].page_height.cm) == pytest.approx(
        (21, 29.7), abs=0.01
    )


def test_the_cover_says_where_when_and_from_what(word):
    texts = [p.text for p in word.paragraphs[:7]]
    assert texts[:3] == ["Fjordvik kommune", sample().title, sample().subtitle]
    assert "Laget 3. mars 2026" in texts
    assert sample().data_status in texts


def test_pages_are_numbered_by_word(word):
    codes = [i.text.strip() for i in word.sections[0].footer._element.iter(qn("w:instrText"))]
    assert codes == ["PAGE", "NUMPAGES"]


def test_a_long_table_stands_last_and_the_figure_says_where(word):
    texts = [p.text for p in word.paragraphs]
    where = next(i for i, text in enumerate(texts) if "Tallene står i tabell 4." in text)
    assert where < texts.index("Tallene bak figurene", 20)
    assert len(word.tables[3].rows) == 46


# The organisation's own template


def template(tmp_path, *, name="mal.docx", body=("{{ omsyn }}",), change=None):
    word = docx.Document()
    section = word.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(4)
    section.header.paragraphs[0].text = "Langnes kommune"
    section.footer.paragraphs[0].text = "Rådhuset"
    word.styles["Heading 1"].font.size = 247_650
    for text in body:
        word.add_paragraph(text)
    if change:
        change(word)
    path = tmp_path / name
    word.save(path)
    return path


def rendered(path, document=None):
    return docx.Document(io.BytesIO(render(document or sample(), Format.DOCX, template=path)))


def test_a_templates_header_footer_styles_and_page_are_kept(tmp_path):
    word = rendered(template(tmp_path), attrs.evolve(sample(), fictional=False))
    section = word.sections[0]
    assert [p.text for p in section.header.paragraphs] == ["Langnes kommune"]
    assert [p.text for p in section.footer.paragraphs] == ["Rådhuset"]
    assert word.styles["Heading 1"].font.size == 247_650
    assert section.left_margin.cm == pytest.approx(4, abs=0.01)
    assert all(shape.width.cm == pytest.approx(13, abs=0.01) for shape in word.inline_shapes)


def test_content_goes_in_at_the_marker(tmp_path):
    word = rendered(template(tmp_path, body=("Før", "{{ omsyn }}", "Etter")))
    texts = [p.text for p in word.paragraphs]
    assert texts[0] == "Før"
    assert texts[-1] == "Etter"
    assert "Det viktigste" in texts
    assert not any("omsyn" in text for text in texts)


def test_content_goes_last_without_a_marker(tmp_path):
    word = rendered(template(tmp_path, body=("Forord",)))
    texts = [p.text for p in word.paragraphs]
    assert texts[0] == "Forord"
    assert texts.index("Det viktigste") > 0
    assert word.element.body[-1].tag == qn("w:sectPr")


def test_a_template_can_write_the_cover_itself(tmp_path):
    path = template(tmp_path, body=("{{ tittel }}", "{{ sted }}, {{ dato }}", "{{ omsyn }}"))
    texts = [p.text for p in rendered(path).paragraphs]
    assert texts[:2] == ["Kunnskapsgrunnlag for helse og omsorg", "Fjordvik kommune, 3. mars 2026"]
    assert texts.count("Kunnskapsgrunnlag for helse og omsorg") == 1


def test_a_dotx_is_a_template_too(tmp_path):
    path = template(tmp_path)
    changed = tmp_path / "mal.dotx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "[Content_Types].xml":
                data = data.replace(b"document.main+xml", b"template.main+xml")
            new.writestr(name, data)
    assert "Det viktigste" in [p.text for p in rendered(changed).paragraphs]


def test_the_banner_is_added_to_a_templates_header(tmp_path):
    header = rendered(template(tmp_path)).sections[0].header
    assert [p.text for p in header.paragraphs] == ["Fiktive tall", "Langnes kommune"]


def test_a_style_that_the_template_lacks_is_added(tmp_path):
    def poorer(word):
        for name in ("Caption", "List Bullet", "Heading 2"):
            style = word.styles[name]
            style.element.getparent().remove(style.element)

    word = rendered(template(tmp_path, change=poorer))
    assert styled(word, "Heading 2") == ["De eldste", "Alder og kjønn"]
    level = word.styles["Heading 2"].element.pPr.find(qn("w:outlineLvl"))
    assert level.get(qn("w:val")) == "1"


def test_what_a_user_wrote_is_never_run_as_a_template(tmp_path):
    document = attrs.evolve(sample(), title="{{ 7*7 }} <b>&", place="{% raise %}")
    path = template(tmp_path, body=("{{ tittel }} i {{ sted }}", "{{ omsyn }}"))
    assert rendered(path, document).paragraphs[0].text == "{{ 7*7 }} <b>& i {% raise %}"


@pytest.mark.parametrize(
    "code",
    ["{{ ukjent }}", "{{ tittel.__class__.__mro__ }}", "{% for x in y %}", "{{ }}", "{{ 1/0 }}"],
)
def test_a_template_that_asks_for_what_is_not_there_gets_an_answer(tmp_path, code):
    with pytest.raises(DocumentError, match=r"mal\.docx"):
        rendered(template(tmp_path, body=(code, "{{ omsyn }}")))


def test_the_marker_must_stand_alone(tmp_path):
    with pytest.raises(DocumentError, match="alene"):
        rendered(template(tmp_path, body=("Her: {{ omsyn }}",)))


def zipped(parts):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return stream.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"ikke en zip",
        zipped({"a.txt": "a"}),
        zipped({"[Content_Types].xml": "<a", "word/document.xml": "<b"}),
        zipped({f"{i}": "a" for i in range(1_001)}),
        zipped({"stor": b"0" * 50_000_001}),
    ],
    ids=["empty", "text", "zip", "broken", "many", "bomb"],
)
def test_a_bad_template_is_refused_with_its_name(tmp_path, data):
    path = tmp_path / "dårlig.docx"
    path.write_bytes(data)
    with pytest.raises(DocumentError, match=r"dårlig\.docx"):
        rendered(path)


def test_a_truncated_template_is_refused(tmp_path):
    path = template(tmp_path)
    path.write_bytes(path.read_bytes()[:9_000])
    with pytest.raises(DocumentError, match=r"mal\.docx"):
        rendered(path)


def test_a_template_with_macros_is_refused(tmp_path):
    path = tmp_path / "mal.docm"
    types = "application/vnd.ms-word.document.macroEnabled.main+xml"
    path.write_bytes(zipped({"[Content_Types].xml": types, "word/document.xml": ""}))
    with pytest.raises(DocumentError, match="makroer"):
        rendered(path)


def test_a_missing_template_is_named(tmp_path):
    with pytest.raises(DocumentError, match=r"finnes-ikke\.docx"):
        rendered(tmp_path / "finnes-ikke.docx")


def test_the_xml_is_what_word_expects(files):
    """No attribute or element that the schema lacks, as far as python-docx can tell."""
    with zipfile.ZipFile(io.BytesIO(files[Format.DOCX])) as archive:
        assert archive.testzip() is None
        body = archive.read("word/document.xml").decode()
    assert re.search(r"<w:tblPr>.*?</w:tblPr>", body)
    assert body.count("<w:fldChar") % 3 == 0
    assert "docProps/thumbnail.jpeg" not in body


def test_texts_keep_their_spaces():
    document = attrs.evolve(sample(), subtitle="To  mellomrom ")
    assert "To  mellomrom " in docx_texts(render(document, Format.DOCX))
