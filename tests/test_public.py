"""What a notebook finds under `import omsyn`: everything promised, and nothing loaded before."""

from __future__ import annotations

import importlib
import subprocess
import sys

import pytest

import omsyn

NAMES = [(room, name) for room, names in omsyn.PUBLIC.items() for name in names]


def answer(code):
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    return done.stdout.strip()


@pytest.mark.parametrize(("room", "name"), NAMES)
def test_a_public_name_is_its_rooms_own(room, name):
    assert getattr(omsyn, name) is getattr(importlib.import_module(room), name)
    assert name in importlib.import_module(room).__all__


@pytest.mark.parametrize("room", omsyn.ROOMS)
def test_a_room_is_found_without_an_import_of_its_own(room):
    assert answer(f"import omsyn; print(omsyn.{room}.__name__)") == f"omsyn.{room}"


def test_the_names_are_listed_before_they_are_loaded():
    code = "import omsyn, sys; print('project' in dir(omsyn), 'omsyn.demography' in sys.modules)"
    assert answer(code) == "True False"


def test_the_rooms_of_calculation_load_neither_server_nor_documents():
    code = "import omsyn, sys; omsyn.life_table; print({'django', 'docx'} & set(sys.modules))"
    assert answer(code) == "set()"


def test_all_of_it_can_be_imported_by_star():
    assert answer("from omsyn import *; print(project.__module__)") == "omsyn.demography.kept"


def test_no_public_name_hides_a_room():
    rooms = {*omsyn.ROOMS, "cli", "workspace"}
    assert not rooms & {name for _room, name in NAMES}


def test_an_unknown_name_is_refused_as_python_does():
    with pytest.raises(AttributeError, match="module 'omsyn' has no attribute 'prophecy'"):
        omsyn.prophecy  # noqa: B018 - asking is the test
