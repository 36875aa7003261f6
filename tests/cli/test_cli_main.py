"""How `omsyn` ends: status 0, 1, 2 or 130, and a sentence instead of a trace."""

from __future__ import annotations

import subprocess
import sys
import types

import click
import pytest

from omsyn.cli import main as cli
from omsyn.errors import UnknownRegion


@pytest.fixture
def one_command(monkeypatch):
    """Put a command in the place of all others; returns a runner of `omsyn try`."""

    def install(function):
        module = types.ModuleType("omsyn_tests_try")
        module.command = click.command("try", help="Prøv.")(function)
        monkeypatch.setitem(sys.modules, "omsyn_tests_try", module)
        monkeypatch.setattr(cli, "COMMANDS", {"try": "omsyn_tests_try"})

    return install


def run(*args):
    with pytest.raises(SystemExit) as ended:
        cli.main(args)
    return ended.value.code


def test_done_is_0(one_command, capsys):
    one_command(lambda: click.echo("ferdig"))
    assert run("try") == 0
    assert capsys.readouterr().out == "ferdig\n"


def test_a_command_may_say_its_own_status(one_command):
    one_command(lambda: 1)
    assert run("try") == 1


def test_a_fault_that_the_user_can_mend_is_1_and_one_sentence(one_command, capsys):
    def fails():
        raise UnknownRegion("Fant ikke «Atlantis».")

    one_command(fails)
    assert run("try") == 1
    assert capsys.readouterr().err == "Feil: Fant ikke «Atlantis».\n"


def test_an_interrupt_is_130_and_says_that_nothing_is_half_written(one_command, capsys):
    def interrupted():
        raise KeyboardInterrupt

    one_command(interrupted)
    assert run("try") == 130
    assert "Avbrutt" in capsys.readouterr().err


def test_the_written_standard_comes_from_the_environment(one_command, capsys, monkeypatch):
    def interrupted():
        raise KeyboardInterrupt

    one_command(interrupted)
    monkeypatch.setenv("OMSYN_LANGUAGE", "nn")
    assert run("try") == 130
    assert "Avbrote" in capsys.readouterr().err


def test_an_unknown_written_standard_is_2_and_named(one_command, capsys, monkeypatch):
    one_command(lambda: None)
    monkeypatch.setenv("OMSYN_LANGUAGE", "en")
    assert run("try") == 2
    assert "«en»" in capsys.readouterr().err


@pytest.mark.parametrize("args", [["nonesuch"], ["try", "--nonesuch"]], ids=" ".join)
def test_wrong_usage_is_2(one_command, args):
    one_command(lambda: None)
    assert run(*args) == 2


def test_a_bug_is_not_hidden(one_command):
    def buggy():
        raise ZeroDivisionError

    one_command(buggy)
    with pytest.raises(ZeroDivisionError):
        cli.main(["try"])


def test_every_command_has_a_module_and_a_sentence_of_help():
    for name in cli.COMMANDS:
        command = cli.omsyn.get_command(click.Context(cli.omsyn), name)
        assert command is not None
        assert command.help


def test_omsyn_is_installed_as_a_program():
    code = "from omsyn.cli.main import main; main(['--version'])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("omsyn, utgave ")
