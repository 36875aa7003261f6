import pytest

from omsyn.geography import names


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ålesund", "Aalesund"),
        ("Ålesund", "ALESUND"),
        ("Bø", "Boe"),
        ("Bærum", "baerum"),
        ("Vågå", "Vaagaa"),
        ("Kárášjohka", "Karasjohka"),
        ("Porsáŋgu", "Porsangu"),
        ("Møre og Romsdal", "more  og romsdal"),
        ("A\u030alesund", "\u00c5lesund"),
    ],
)
def test_spellings_of_one_name_fold_to_the_same(one, other):
    assert names.fold(one) == names.fold(other)


@pytest.mark.parametrize(("one", "other"), [("Os", "Ås"), ("Hå", "Hol"), ("Nes", "Nesna")])
def test_different_names_stay_different_when_folded(one, other):
    assert names.fold(one) != names.fold(other)


def test_spaces_and_hyphens_do_not_matter_in_a_compact_name():
    assert names.compact("KOSTRA-gruppe 10") == names.compact("kostragruppe 10") == "kostragruppe10"


@pytest.mark.parametrize(
    ("text", "code", "name", "years", "labelled"),
    [
        ("301", "0301", None, (None, None), False),
        ("K-3001 Halden", "3001", "Halden", (None, None), False),
        ("K-3101", "3101", None, (None, None), False),
        ("0101 Halden", "0101", "Halden", (None, None), False),
        ("Halden (2020-2023)", None, "Halden", (2020, 2023), True),
        ("Halden (-2019)", None, "Halden", (None, 2019), True),
        ("Halden (2024–)", None, "Halden", (2024, None), True),
        ("Bø (Telemark)", None, "Bø (Telemark)", (None, None), False),
        ("  Nord   Odal ", None, "Nord Odal", (None, None), False),
    ],
)
def test_a_text_is_taken_apart(text, code, name, years, labelled):
    asked = names.parse_asked(text)
    assert (asked.code, asked.name) == (code, name)
    assert ((asked.first_year, asked.last_year), asked.labelled) == (years, labelled)


@pytest.mark.parametrize(
    "text", ["Søgne kommune", "Søgne  kommune", "Søgne suohkan", "Søgne herad", "Søgne KOMMUNE"]
)
def test_the_word_for_municipality_falls_off(text):
    assert names.without_kind_word(text).strip() == "Søgne"


@pytest.mark.parametrize("text", ["Bø (Telemark)", "Bø, Telemark", "Bø i Telemark"])
def test_a_place_is_parted_from_where_it_lies(text):
    assert names.name_and_place(text) == ("Bø", "Telemark")


def test_the_short_name_is_the_one_that_stood_alone_before():
    assert names.short_name("Deatnu - Tana", {"Tana", "Halden"}) == "Tana"
    assert names.short_name("Trondheim - Tråante", {"Halden"}) == "Trondheim"
    assert names.short_name("Nord-Odal", set()) == "Nord-Odal"


def test_a_further_name_is_parted_from_one_that_is_known():
    assert names.added_names("Oslo", "Oslo-Oslove") == ("Oslove",)
    assert names.added_names("Nord", "Sør-Odal") == ()


def test_names_are_sorted_as_in_norwegian():
    assert sorted(["Ås", "Øyer", "Ærfugl", "Zulu", "Ášš", "Bø"], key=names.alphabetical) == [
        "Ášš", "Bø", "Zulu", "Ærfugl", "Øyer", "Ås",
    ]  # fmt: skip
