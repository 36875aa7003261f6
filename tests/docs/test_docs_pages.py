"""The manual's pages: all in the index, no dead link, every command in it exists."""

from __future__ import annotations

import re
import shlex

import click
import pytest

from omsyn.cli.main import omsyn
from support_docs import DOCS, ROOT

PAGES = sorted([*DOCS.rglob("*.md"), ROOT / "README.md"])
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
KINDS = ("tutorial", "how-to", "reference", "explanation")


def links(page):
    found = LINK.findall(page.read_text(encoding="utf-8"))
    return [each for each in found if not re.match(r"[a-z]+:", each)]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_no_link_is_dead(page):
    for link in links(page):
        assert (page.parent / link).exists(), link


def test_every_page_can_be_reached_from_the_index():
    seen, ahead = set(), [DOCS / "README.md"]
    while ahead:
        page = ahead.pop().resolve()
        if page in seen:
            continue
        seen.add(page)
        ahead += [page.parent / link for link in links(page) if link.endswith(".md")]
    assert {page.resolve() for page in DOCS.rglob("*.md")} <= seen


@pytest.mark.parametrize("kind", KINDS)
def test_there_is_a_page_of_each_kind(kind):
    assert list((DOCS / kind).glob("*.md"))


def commands_shown():
    for page in PAGES:
        if page.name == "commands.md":
            continue
        text = page.read_text("utf-8")
        for block in re.findall(r"```(?:sh|bash|console)?\n(.*?)```", text, re.DOTALL):
            for line in block.replace("\\\n", " ").splitlines():
                bare = re.sub(r"^(?:[A-Z_]+=\S+ )*", "", line.strip().removeprefix("$ "))
                command = bare.removeprefix(".venv/bin/")
                if command.startswith("omsyn "):
                    yield pytest.param(command, id=f"{page.name}: {command}")


@pytest.mark.parametrize("line", list(commands_shown()))
def test_a_command_in_the_manual_is_one_that_the_program_has(line):
    words = shlex.split(line, comments=True)[1:]
    command: click.Command = omsyn
    context = click.Context(command)
    while words and isinstance(command, click.Group) and not words[0].startswith("-"):
        found = command.get_command(context, words.pop(0))
        assert found is not None, line
        command = found
    known = {opt for each in command.params for opt in (*each.opts, *each.secondary_opts)}
    known |= {"--help", "-h"}
    for word in words:
        if word.startswith("-"):
            assert word.split("=")[0] in known, word


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_a_make_target_in_the_manual_exists(page):
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    for target in re.findall(r"`?\bmake ([a-z]+)\b(?=[ `\n]|$)", page.read_text("utf-8")):
        in_code = f"`make {target}" in page.read_text("utf-8") or f"\nmake {target}" in (
            page.read_text("utf-8")
        )
        if in_code:
            assert target in targets, target


def test_decisions_are_numbered_without_gaps():
    numbers = [int(path.name[:4]) for path in sorted((DOCS / "decisions").glob("0*.md"))]
    assert numbers == list(range(1, len(numbers) + 1))


def test_every_dependency_has_its_reason():
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    page = (DOCS / "decisions" / "0003-dependencies.md").read_text("utf-8")
    extras = project["optional-dependencies"]
    for line in [*project["dependencies"], *extras["dev"], *extras["postgres"]]:
        name = re.match(r"[\w-]+", line)
        assert f"`{name.group()}`" in page, line


def test_every_test_that_the_manual_leans_on_is_there():
    page = (DOCS / "reference" / "bad-input.md").read_text("utf-8")
    named = re.findall(r"`(test_\w+\.py)::(test_\w+)`", page)
    assert len(named) > 40
    for file, name in named:
        (path,) = (ROOT / "tests").rglob(file)
        assert f"def {name}(" in path.read_text("utf-8"), f"{file}::{name}"
