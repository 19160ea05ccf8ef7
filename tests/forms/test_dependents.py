"""What is hidden in a form: what is marked so, and what would give it away."""

import pytest

from registration.forms.disclosure import VIEWERS
from registration.forms.document import InvalidDocument, parse
from registration.staff.models import RoleName
from tests.forms.documents import choices, field, section, words

NAME, EMAIL = field("name", "name", role="name"), field("email", "email", role="email")
DIET = field("choice", "diet", choices=choices("none", "other"), sensitive=True)


def form(*fields, later=(), when=None):
    sections = [section("only", NAME, EMAIL, *fields)]
    sections += [section("later", *later, **({"when": when} if when else {}))] if later else []
    return {"key": "x", "sections": sections}


def sealed(*fields, **more):
    return parse(form(*fields, **more)).sealed


def companions(**more):
    inner = [field("name", "name"), field("passport", "passport")]
    return field("group", "companions", item=words("Companion"), fields=inner, **more)


def test_what_is_asked_for_after_a_sensitive_answer_is_sensitive():
    asked = field("text", "which", when={"field": "diet", "is": "other"})
    assert sealed(DIET, asked) == {"diet", "which"}


def test_what_is_worked_out_from_a_sensitive_answer_is_sensitive():
    joined = field("calculated", "told", value={"join": [{"field": "diet"}, "!"]})
    assert sealed(DIET, joined, field("text", "wish")) == {"diet", "told"}


def test_what_follows_from_what_follows_is_sensitive():
    told = field("hidden", "told", value={"field": "diet"})
    again = field("hidden", "again", value={"field": "told"})
    assert sealed(DIET, told, again) == {"diet", "told", "again"}


def test_a_section_that_a_sensitive_answer_opens_is_sensitive_as_a_whole():
    assert sealed(
        DIET, later=[field("text", "menu")], when={"field": "diet", "is": "other"}
    ) == {"diet", "menu"}  # fmt: skip


def test_a_group_with_a_sensitive_question_is_sealed_and_its_number_is_not_sensitive():
    number = field("calculated", "beds", value={"count": "companions"})
    document = parse(form(companions(), number))
    assert document.sealed == {"companions"}
    assert [one.sensitive for one in document.field("companions").fields] == [False, True]


def test_a_copy_of_a_whole_group_is_as_sensitive_as_the_group():
    copy = field("hidden", "copy", value={"first": [{"field": "companions"}]})
    assert sealed(companions(), copy) == {"companions", "copy"}


def test_what_is_sensitive_in_a_group_is_left_out_of_its_open_part():
    group = parse(form(companions())).field("companions")
    value = [{"name": {"given": "Ben"}, "passport": {"number": "C01X00T47"}}, {}]
    assert group.without(lambda one: one.sensitive, value) == [{"name": {"given": "Ben"}}, {}]


@pytest.mark.parametrize("role", ["institution", "dates", "partner"])
def test_what_the_desk_searches_cannot_be_sensitive(role):
    kind = "dates" if role == "dates" else "text"
    told = (
        f"form/only/a: the role {role} stands in plain view of the desk, so the "
        "answer can neither be sensitive, nor only for some, nor be deleted by itself, nor depend "
        "on one that is"
    )
    for settings in (
        {"sensitive": True},
        {"visible_to": ["reviewer"]},
        {"keep": 30},
        {"when": {"field": "diet", "is": "other"}},
    ):
        with pytest.raises(InvalidDocument) as refused:
            parse(form(DIET, field(kind, "a", role=role, **settings)))
        assert [str(one) for one in refused.value.problems] == [told]


def test_what_depends_on_an_answer_is_seen_by_nobody_who_may_not_see_that_answer():
    score = field("number", "score", visible_to=["reviewer", "coordinator"])
    told = field("hidden", "told", value={"field": "score"})
    doubly = field(
        "text", "doubly", when={"field": "told", "at_least": 1},
        visible_to=["coordinator", "administrator"],
    )  # fmt: skip
    found = parse(form(score, told, doubly, field("text", "wish")))
    seen = {one.key: one.visible_to for one in found.fields()}
    assert seen["told"] == {"reviewer", "coordinator"}
    assert seen["doubly"] == {"coordinator"}
    assert seen["wish"] == seen["name"] == {"reviewer", "coordinator", "administrator"}


def test_those_who_may_see_answers_are_the_roles_of_the_staff():
    assert set(VIEWERS) == set(RoleName)


@pytest.mark.parametrize("wrong", [[], ["guest"], "reviewer", [["reviewer"]], None])
def test_only_known_roles_may_be_named(wrong):
    with pytest.raises(InvalidDocument):
        parse(form(field("text", "a", visible_to=wrong)))


def test_an_unknown_purpose_is_refused():
    with pytest.raises(InvalidDocument) as refused:
        parse(form(field("text", "a", purpose="fun")))
    assert [str(one) for one in refused.value.problems] == [
        "form/only/a: purpose 'fun' is not known"
    ]
