import pytest

from tests.forms.documents import choices
from tests.forms.reading import CHINESE, ENGLISH, GERMAN, field_of, read, refusal

LANGUAGES = {"rows": choices("german", "chinese"), "columns": choices("little", "well")}


def grid(**settings):
    return field_of("grid", **LANGUAGES, **settings)


def test_each_row_keeps_its_column():
    assert read(grid(), german="well", chinese="little") == {"german": "well", "chinese": "little"}


def test_several_columns_of_a_row_are_kept_in_the_order_of_the_form():
    found = read(grid(several=True), german=["well", "little"], chinese="well")
    assert found == {"german": ["little", "well"], "chinese": ["well"]}


def test_nothing_chosen_is_no_answer():
    assert read(grid(), german="") is None


def test_every_row_is_asked_for():
    told = refusal(grid(), german="well")
    assert told == "Please choose an answer in each row. Still open: Chinese"


def test_rows_may_stay_open_where_nothing_is_required():
    assert read(grid(required=False), chinese="little") == {"chinese": "little"}


@pytest.mark.parametrize("typed", ["admin", ["well", "little"], "\u202elleW", "x" * 20_000])
def test_what_was_not_offered_is_refused(typed):
    told = refusal(grid(), german=typed, chinese="well")
    assert told == "Please choose one of the answers shown."


def test_rows_that_nobody_asked_for_are_not_kept():
    assert read(grid(required=False), german="well", admin="well") == {"german": "well"}


def test_it_is_shown_row_by_row_in_the_language_of_the_reader():
    value = {"chinese": "little", "german": "well"}  # as a database may order it
    assert grid().show(value, ENGLISH) == "German: Well\nChinese: Little"
    assert grid().show(value, CHINESE) == "German (zh)：Well (zh)\nChinese (zh)：Little (zh)"
    several = grid(several=True).show({"german": ["little", "well"]}, GERMAN)
    assert several == "German (de): Little (de) und Well (de)"
