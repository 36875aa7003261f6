"""Every lever is named to those who ask for help, with an example that can be written."""

from __future__ import annotations

import pytest

from omsyn.cli.lever_names import lever_examples, levers_help
from omsyn.cli.scenario import lever_of
from omsyn.needs.scenario.address import LEVER_CODES
from omsyn.needs.scenario.choices import HealthyAgeing, InformalCare
from omsyn.needs.scenario.reading import check_scenario


def test_every_lever_has_an_example():
    assert {each.partition("=")[0] for each in lever_examples()} == set(LEVER_CODES.values())


@pytest.mark.parametrize("written", lever_examples())
def test_each_example_can_be_written_and_changes_something(written):
    scenario = check_scenario({"region": "9901", "levers": [lever_of(written)]})
    assert not scenario.levers[0].changes_nothing


def test_what_the_examples_say_is_what_the_levers_do_by_default():
    assert HealthyAgeing().definition == "age_shift"
    assert InformalCare().rule == "constant"


def test_the_lines_fit_a_narrow_terminal():
    rows = [line for line in levers_help().splitlines() if line.startswith("  ")]
    assert max(map(len, rows)) <= 76
