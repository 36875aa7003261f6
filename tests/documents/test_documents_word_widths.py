"""How wide the columns of a Word table are: no number is broken in two."""

from omsyn.documents.word_xml import LETTER, MARGINS, Grid, _widths


def grid(*columns):
    heads, cells = zip(*columns, strict=True)
    return Grid(heads, tuple(zip(*cells, strict=True)), (True,) * len(heads), whole=False)


def test_a_year_beside_many_wide_columns_is_not_broken():
    groups = [(f"{low} år og eldre (personer)", ("538\u202f411",)) for low in range(7)]
    widths = _widths(grid(("År", ("2006",)), *groups), 16)
    assert widths[0] >= MARGINS + 4 * LETTER
    assert all(width >= MARGINS + 7 * LETTER for width in widths[1:])
    assert abs(sum(widths) - 16 * 567) <= len(widths)


def test_where_there_is_room_for_nothing_the_columns_share_what_there_is():
    wide = [("x", ("1" * 30,)) for _column in range(12)]
    widths = _widths(grid(*wide), 16)
    assert len(set(widths)) == 1
    assert abs(sum(widths) - 16 * 567) <= len(widths)


def test_a_text_may_be_broken_between_its_words():
    widths = _widths(
        grid(
            ("Hva", ("Framskrevet med kommunens egne tall for plasser i institusjon",)),
            *[(f"Tall {n}", ("12\u202f345",)) for n in range(6)],
        ),
        16,
    )
    assert all(width >= MARGINS + 6 * LETTER for width in widths[1:])


def test_a_table_without_rows_has_widths_too():
    assert len(_widths(Grid(("År", "Antall"), (), (False, True), whole=True), 16)) == 2
