"""The written standard in force, and texts in it."""

from __future__ import annotations

import threading

import pytest

from omsyn.language import WrittenStandard, _, current, ngettext, using


def test_bokmaal_is_in_force_where_nothing_else_is_said():
    assert current() is WrittenStandard.BOKMAAL
    assert _("Avbrutt. Ingenting er halvferdig skrevet.").startswith("Avbrutt")


def test_nynorsk_holds_for_the_block_and_no_longer():
    with using("nn"):
        assert current() is WrittenStandard.NYNORSK
        assert (
            _("Avbrutt. Ingenting er halvferdig skrevet.")
            == "Avbrote. Ingenting er halvferdig skrive."
        )
        with using("nb"):
            assert current() is WrittenStandard.BOKMAAL
        assert current() is WrittenStandard.NYNORSK
    assert current() is WrittenStandard.BOKMAAL


def test_the_standard_is_put_back_after_a_fault():
    with pytest.raises(ZeroDivisionError), using("nn"):
        1 / 0  # noqa: B018 - the fault is the point
    assert current() is WrittenStandard.BOKMAAL


def test_a_text_without_nynorsk_stays_as_it_is():
    with using("nn"):
        assert _("Denne teksten finnes ikke i noen katalog") == (
            "Denne teksten finnes ikke i noen katalog"
        )


def test_an_unknown_written_standard_is_refused():
    with pytest.raises(ValueError, match="en"), using("en"):
        pass


def test_threads_do_not_disturb_each_other():
    seen = []

    def other():
        seen.append(current())

    with using("nn"):
        thread = threading.Thread(target=other)
        thread.start()
        thread.join()
    assert seen == [WrittenStandard.BOKMAAL]


def test_one_and_many():
    assert ngettext("{n} kommune", "{n} kommuner", 1) == "{n} kommune"
    assert ngettext("{n} kommune", "{n} kommuner", 2) == "{n} kommuner"
