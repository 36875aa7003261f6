"""Undocumented is failing: commands, options, settings, error codes and glossary words."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from omsyn import errors
from omsyn.cli.main import omsyn
from omsyn.config import SETTINGS
from omsyn.workspace.config.environment import SETTINGS as WORKSPACE_SETTINGS
from support_docs import DOCS, ROOT, docs_script

REFERENCE = DOCS / "reference"
NORWEGIAN_IN_NAMES = re.compile(
    r"kommune|fylke|statsforvalter|helseforetak|bydel|maalform|folketall|aarsverk|befolkning"
)


@pytest.mark.parametrize("name", ["commands.md", "settings.md", "errors.md", "data-sets.md"])
def test_a_generated_page_is_what_the_code_says_now(name):
    made = docs_script().PAGES[name]()
    assert (REFERENCE / name).read_text(encoding="utf-8") == made, (
        "run .venv/bin/python scripts/docs.py write"
    )


def test_every_command_and_option_is_documented():
    page = (REFERENCE / "commands.md").read_text(encoding="utf-8")
    for path, command in docs_script().commands(omsyn, ("omsyn",)):
        assert " ".join(path) in page
        assert command.help, f"{' '.join(path)} has no help text"
        for parameter in command.params:
            if parameter.param_type_name == "option":
                assert parameter.help, f"{' '.join(path)} {parameter.opts[0]} has no help text"
                assert max(parameter.opts, key=len) in page


def test_every_setting_that_the_code_reads_is_documented():
    page = (REFERENCE / "settings.md").read_text(encoding="utf-8")
    described = {each.name for each in (*SETTINGS, *WORKSPACE_SETTINGS)}
    for path in (ROOT / "src").rglob("*.py"):
        used = set(re.findall(r"\"(OMSYN_[A-Z0-9_]+)\"", path.read_text(encoding="utf-8")))
        assert used <= described, path
    for name in described:
        assert f"`{name}`" in page


def test_every_error_has_its_own_stable_code_and_a_line_in_the_manual():
    classes = [
        each
        for each in vars(errors).values()
        if isinstance(each, type) and issubclass(each, errors.OmsynError)
    ]
    codes = [each.code for each in classes]
    assert len(set(codes)) == len(codes)
    assert {each for each, _meaning in docs_script().described_errors()} == set(classes)


def glossary():
    """Identifier -> Norwegian word, from the table."""
    text = (REFERENCE / "glossary.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([^|]+) \| `(\w+)` \|", text, re.MULTILINE)
    return {identifier: word.strip() for word, identifier in rows}


def names_in(tree):
    """Every name that a module gives to something."""
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name) | ast.arg(arg=name):
                yield name
            case ast.Name(id=name) | ast.Attribute(attr=name):
                yield name


@pytest.fixture(scope="module")
def names():
    found = set()
    for path in (ROOT / "src").rglob("*.py"):
        found |= set(names_in(ast.parse(path.read_text(encoding="utf-8"))))
    return found


def test_every_word_of_the_glossary_is_used_in_the_code(names):
    # Field names of data sets and files of rooms count too: they are what a reader meets.
    code = "\n".join(
        [path.read_text(encoding="utf-8") for path in (ROOT / "src").rglob("*.py")]
        + [path.as_posix() for path in (ROOT / "src").rglob("*")]
    ).casefold()
    for identifier in glossary():
        assert identifier in code, f"{identifier} stands in the glossary and nowhere in the code"


def test_the_kinds_of_region_and_the_rooms_stand_in_the_glossary():
    from omsyn.geography.region import RegionKind

    wanted = {kind.value for kind in RegionKind}
    assert wanted <= set(glossary())


def test_one_norwegian_word_has_one_identifier():
    words = list(glossary().values())
    assert len(words) == len(set(words))


def test_names_in_the_code_are_english(names):
    wrong = sorted(name for name in names if NORWEGIAN_IN_NAMES.search(name.casefold()))
    assert not wrong, f"use the glossary's word instead of {wrong}"


def test_the_support_module_finds_the_checkout():
    assert (ROOT / "pyproject.toml").exists()
    assert isinstance(DOCS, Path)
