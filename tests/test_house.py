"""Promises of the house as a whole: quick to import, nothing private in git, texts whole."""

from __future__ import annotations

import ast
import functools
import re
import subprocess
import sys
import tomllib
from collections import Counter
from pathlib import Path

import pytest

from omsyn.cli.main import COMMANDS

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "omsyn"
HEAVY = {
    "django", "polars", "numpy", "duckdb", "httpx", "vl_convert", "typst", "docx", "docxtpl",
    "xlsxwriter", "rapidfuzz", "rich", "python_calamine", "pydantic",
}  # fmt: skip
LARGEST_FILE = 1_000_000
LONGEST_MODULE = 450
"""At 400 one looks again; past this one has not."""


@functools.cache
def tracked():
    """Files in git, or those that would be, with their bytes."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, check=True, text=True,
    ).stdout  # fmt: skip
    paths = (ROOT / name for name in listed.split("\0") if name)
    return {
        path.relative_to(ROOT).as_posix(): path.read_bytes() for path in paths if path.is_file()
    }


@functools.cache
def texts():
    found = {}
    for name, content in tracked().items():
        if b"\0" not in content:
            found[name] = content.decode("utf-8", errors="replace")
    return found


def loaded_by(*code):
    """Packages that a fresh Python has loaded after running the code."""
    script = (
        f"{'; '.join(code)}; import sys; print(*{{name.split('.')[0] for name in sys.modules}})"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, check=True, text=True, cwd=ROOT
    )
    return set(done.stdout.splitlines()[-1].split())


def test_importing_omsyn_loads_nothing_heavy():
    assert not loaded_by("import omsyn") & {*HEAVY, "click", "babel", "attrs"}


@pytest.mark.parametrize("words", [[], *([name] for name in COMMANDS)], ids=" ".join)
def test_help_loads_nothing_heavy(words):
    call = f"omsyn.main({[*words, '--help']!r}, standalone_mode=False)"
    assert not loaded_by("from omsyn.cli.main import omsyn", call) & HEAVY


def test_no_file_in_git_is_large():
    large = {
        name: len(content) for name, content in tracked().items() if len(content) > LARGEST_FILE
    }
    assert not large


def test_no_file_in_git_carries_a_path_of_some_machine():
    # Put together here, so that this file does not carry them either.
    places = re.compile(
        "(?<![\\w.])/(?:" + "|".join(("wo" + "rk", "ro" + "ot", "ho" + "me", "Us" + "ers")) + ")/"
    )
    found = [name for name, text in texts().items() if places.search(text)]
    assert not found


def test_no_file_in_git_names_a_package_registry():
    hosts = re.compile(
        "|".join(
            (
                "py" + r"pi\.org/simple",
                "python" + "hosted",
                "arti" + "factory",
                "--index" + "-url http",
                "nex" + "us/repository",
            )
        )
    )
    found = [name for name, text in texts().items() if hosts.search(text)]
    assert not found


def is_national_identity_number(digits):
    """Whether eleven digits have the date and the two check digits of a fødselsnummer."""
    numbers = [int(digit) for digit in digits]
    day, month = int(digits[:2]) % 40, int(digits[2:4]) % 20
    if not (1 <= day <= 31 and 1 <= month <= 12):
        return False
    for weights, check in (
        ((3, 7, 6, 1, 8, 9, 4, 5, 2), 9),
        ((5, 4, 3, 2, 7, 6, 5, 4, 3, 2), 10),
    ):
        rest = -sum(w * n for w, n in zip(weights, numbers, strict=False)) % 11
        if rest != numbers[check]:
            return False
    return True


def test_the_check_knows_a_national_identity_number():
    # 1 January 1990; the number itself is found, not written down.
    made = next(
        f"010190{rest:05}"
        for rest in range(100_000)
        if is_national_identity_number(f"010190{rest:05}")
    )
    changed = made[:-1] + str((int(made[-1]) + 1) % 10)
    assert not is_national_identity_number(changed)
    assert not is_national_identity_number("99" + made[2:])


def test_nothing_in_git_looks_like_a_national_identity_number():
    pattern = re.compile(r"(?<![\w.,])(\d{6}) ?(\d{5})(?![\w.])")
    found = [
        name
        for name, text in texts().items()
        for match in pattern.finditer(text)
        if is_national_identity_number(match[1] + match[2])
    ]
    assert not found


def modules():
    return [path for path in SOURCE.rglob("*.py") if "migrations" not in path.parts]


def test_modules_are_short_enough_to_read():
    lengths = {
        path.relative_to(SOURCE).as_posix(): len(path.read_text("utf-8").splitlines())
        for path in modules()
    }
    real = sorted(length for length in lengths.values() if length > 5)
    assert real[len(real) // 2] <= 180
    assert {name: length for name, length in lengths.items() if length > LONGEST_MODULE} == {}


def test_nothing_is_left_for_later():
    words = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|X" + r"XX)\b")
    found = [
        name
        for name, text in texts().items()
        if name.endswith((".py", ".html", ".css", ".js")) and words.search(text)
    ]
    found = [name for name in found if "/vendor/" not in name]
    assert not found


def test_every_exception_from_lint_or_types_names_its_rule():
    bare = re.compile(r"#\s*(?:noqa(?!: ?[A-Z]+\d+)|type: ignore(?!\[))")
    found = [
        f"{name}:{number}"
        for name, text in texts().items()
        if name.endswith(".py") and name != "tests/test_house.py"
        for number, line in enumerate(text.splitlines(), 1)
        if bare.search(line)
    ]
    assert not found


def translated_calls():
    for path in modules():
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id in {"_", "N_", "gettext", "gettext_lazy"}
                and node.args
            ):
                yield path.relative_to(SOURCE).as_posix(), node.args[0]


def test_texts_for_people_are_whole_and_their_placeholders_named():
    wrong = []
    for name, argument in translated_calls():
        if isinstance(argument, ast.JoinedStr | ast.BinOp):
            wrong.append(f"{name}:{argument.lineno} is glued together")
        elif isinstance(argument, ast.Constant) and re.search(r"\{\}|%s|%d", str(argument.value)):
            wrong.append(f"{name}:{argument.lineno} has a placeholder without a name")
    assert not wrong


def test_every_room_has_its_place_among_the_layers_and_its_tests():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    contracts = project["tool"]["importlinter"]["contracts"]
    layers = next(each["layers"] for each in contracts if each["type"] == "layers")
    placed = Counter(re.findall(r"omsyn\.(\w+)", " ".join(layers)))
    rooms = {path.name for path in SOURCE.iterdir() if (path / "__init__.py").exists()}
    assert rooms <= set(placed)
    assert max(placed.values()) == 1
    for room in rooms:
        assert list((ROOT / "tests" / room).rglob("test_*.py")), f"{room} has no tests"


def test_check_judges_everything_that_can_be_judged_without_running():
    script = (ROOT / "scripts" / "check").read_text("utf-8")
    for step in (
        "ruff check",
        "ruff format --check",
        "mypy",
        "lint-imports",
        "translations.py check",
        "makemigrations --check",
    ):
        assert step in script
    steps = (ROOT / ".ci" / "run").read_text("utf-8")
    assert "make check" in steps
    assert "make test" in steps


def test_every_chore_of_make_has_a_word_of_explanation():
    listed = subprocess.run(
        ["make", "-s", "help"], cwd=ROOT, capture_output=True, check=True, text=True
    )
    for chore in ("setup", "demo", "test", "check", "bench", "clean"):
        assert re.search(rf"^make {chore}\s+\w", listed.stdout, re.MULTILINE)
