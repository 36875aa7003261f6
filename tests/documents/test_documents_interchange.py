import json

import pytest

from documents.sample_document import sample
from omsyn.documents import Format
from omsyn.documents.clean import cleaned
from omsyn.documents.interchange import SCHEMA, read_json, render_json
from omsyn.errors import DocumentError


def test_a_document_comes_back_as_it_was(files):
    assert read_json(files[Format.JSON]) == cleaned(sample())


def test_the_schema_and_its_version_come_first(files):
    body = json.loads(files[Format.JSON])
    assert next(iter(body.items())) == ("schema", SCHEMA) == ("schema", "omsyn-document/1")


def test_a_block_says_what_it_is_and_a_missing_value_says_why(files):
    blocks = json.loads(files[Format.JSON])["sections"][2]["blocks"]
    assert [block["block"] for block in blocks] == ["Bullets", "Figure"]
    assert blocks[1]["table"]["rows"][2] == ["Sørheim", {"status": ":"}, {"status": "–"}]


def changed(**values):
    body = json.loads(render_json(sample()))
    return json.dumps({**body, **values}).encode()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"{}",
        b"\xff",
        changed(schema="omsyn-document/9"),
        changed(made="i morgen"),
        changed(sections=[{"id": "a"}]),
        changed(sections=[{"id": "a", "title": "b", "blocks": [{"block": "Ukjent"}]}]),
        changed(ukjent=1),
        changed(standard="en"),
    ],
)
def test_anything_else_is_refused_in_words(data):
    with pytest.raises(DocumentError, match="Filen"):
        read_json(data)
