import pytest

from tests.forms.documents import choices
from tests.forms.reading import ENGLISH, GERMAN, field_of, read, refusal

THREE = choices("law", "art", "food")


def test_the_best_stands_first():
    found = read(field_of("ranking", choices=THREE), law="2", art="3", food="1")
    assert found == ["food", "law", "art"]


def test_nothing_ranked_is_no_answer():
    assert read(field_of("ranking", choices=THREE), law="", art="", food="") is None


def test_a_rank_cannot_be_given_twice():
    told = refusal(field_of("ranking", choices=THREE), law="1", art="1", food="2")
    assert told == "“Law” and “Art” have the same rank. Please change one."


def test_only_as_many_are_ranked_as_the_form_says():
    two = field_of("ranking", choices=THREE, max=2)
    assert read(two, art="2", food="1") == ["food", "art"]
    assert refusal(two, art="3", food="1") == "Please choose one of the answers shown."


def test_every_rank_is_asked_for():
    told = refusal(field_of("ranking", choices=THREE), law="1", art="3")
    assert told == "Please give rank 2, too."


def test_a_list_may_end_sooner_where_nothing_is_required_but_has_no_gap():
    optional = field_of("ranking", choices=THREE, required=False)
    assert read(optional, law="1") == ["law"]
    assert refusal(optional, law="2") == "Please give rank 1, too."


@pytest.mark.parametrize("typed", ["0", "4", "-1", "1.0", "²", "１", "9" * 5000, "' OR 1=1 --"])
def test_what_is_no_rank_is_refused(typed):
    told = refusal(field_of("ranking", choices=THREE), law=typed, art="2", food="3")
    assert told == "Please choose one of the answers shown."


def test_it_is_shown_as_a_numbered_list():
    ranking = field_of("ranking", choices=THREE)
    assert ranking.show(["food", "law"], ENGLISH) == "1. Food\n2. Law"
    assert ranking.show(["food", "law"], GERMAN) == "1. Food (de)\n2. Law (de)"
