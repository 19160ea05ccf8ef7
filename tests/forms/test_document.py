import pytest

from registration.forms.document import InvalidDocument, parse
from registration.forms.limits import limits
from registration.forms.register import TYPES
from registration.forms.rules.values import Facts
from tests.forms.documents import choices, field, long_form, section, short_form, words


def problems_of(raw):
    with pytest.raises(InvalidDocument) as refused:
        parse(raw)
    return [str(problem) for problem in refused.value.problems]


def with_fields(*fields, **settings):
    person = [field("name", "name", role="name"), field("email", "email", role="email")]
    return {"key": "x", "sections": [section("only", *person, *fields, **settings)]}


def test_a_document_is_read_with_all_its_types():
    document = parse(long_form())
    assert {one.type for one in document.fields()} == set(TYPES)
    assert document.field_with_role("name") is document.field("name")


def test_every_type_has_its_page_and_its_test(request):
    root = request.config.rootpath
    for name in TYPES:
        assert (root / f"templates/fields/{name}.html").is_file()
        assert (root / f"tests/forms/fields/test_{name}.py").is_file()


def test_a_section_is_asked_for_only_when_its_condition_holds():
    document = parse(long_form())
    without = [one.key for one in document.visible_sections({}, Facts())]
    travelling = [one.key for one in document.visible_sections({"needs_visa": True}, Facts())]
    assert without == ["person", "about", "kinds", "papers", "declarations"]
    assert travelling == ["person", "about", "travel", "kinds", "papers", "declarations"]


def test_an_unknown_type_is_named_with_its_place():
    assert "form/only/age: type 'magic' is not known" in problems_of(
        with_fields(field("magic", "age"))
    )


def test_a_missing_language_is_named():
    asked = field("text", "age")
    del asked["label"]["zh"]
    assert problems_of(with_fields(asked)) == ["form/only/age: label has no text in zh"]


def test_a_typing_error_in_a_setting_is_named():
    told = problems_of(with_fields(field("text", "age", maximum=3)))
    assert told == ["form/only/age: maximum is not a setting here"]


def test_a_key_may_stand_only_once():
    told = problems_of(with_fields(field("text", "age"), field("text", "age")))
    assert told == ["form: key age stands 2 times"]


def test_a_key_of_the_page_itself_is_refused():
    told = problems_of(with_fields(field("text", "csrf_token")))
    assert told == ["form: key csrf_token is taken by the page itself"]


def test_a_condition_may_only_look_back():
    first = field("text", "first", when={"field": "second", "is": "x"})
    told = problems_of(with_fields(first, field("text", "second")))
    assert told == ["form/only/first: a rule looks at second, which does not stand before it"]


def test_a_name_and_an_address_must_be_asked_for():
    told = problems_of({"key": "x", "sections": [section("only", field("text", "age"))]})
    assert told == ["form: no field has the role name", "form: no field has the role email"]


def test_a_role_may_be_given_only_once():
    told = problems_of(with_fields(field("name", "other", role="name")))
    assert told == ["form: role name stands 2 times"]


def test_a_group_may_stand_in_a_group():
    inner = field("group", "inner", item=words("Inner"), fields=[field("text", "a")])
    outer = field("group", "outer", item=words("Outer"), fields=[inner])
    document = parse(with_fields(outer))
    assert document.field("outer").fields[0].fields[0].key == "a"


def test_rules_may_look_at_what_stands_before_them_and_only_there():
    stay = [
        field("date", "arrival"),
        field("date", "departure", valid=[
            {"rule": {"field": "departure", "more_than": {"field": "arrival"}},
             "message": words("Leave later.")},
            {"rule": {"field": "return", "filled": True}, "message": words("Come back.")},
        ]),
        field("calculated", "nights", value={"days": [{"field": "home"}, {"field": "arrival"}]}),
        field("text", "note", required={"field": "later", "is": 1}),
        field("choice", "room", choices=[
            {"key": "a", "label": words("A"), "when": {"field": "nobody", "filled": True}}]),
        field("group", "party", item=words("One"), fields=[field("number", "age")]),
        field("calculated", "years", value={"total": "party", "of": "weight"}),
    ]  # fmt: skip
    assert problems_of(with_fields(*stay)) == [
        "form/only/departure: a rule looks at return, which does not stand before it",
        "form/only/nights: a rule looks at home, which does not stand before it",
        "form/only/note: a rule looks at later, which does not stand before it",
        "form/only/room: a rule looks at nobody, which does not stand before it",
        "form/only/years: a rule looks at weight, which does not stand in party",
    ]


def test_choices_must_differ():
    told = problems_of(with_fields(field("choice", "diet", choices=choices("a", "a"))))
    assert told == ["form/only/diet/a: key stands twice"]


@pytest.mark.parametrize("raw", [None, [], "form", {"key": "x"}, {"sections": [1]}])
def test_what_is_no_document_at_all_is_refused(raw):
    assert problems_of(raw) != []


def test_the_short_form_is_all_right():
    assert [one.key for one in parse(short_form()).sections] == ["person", "more"]


class TestLimitsOfChoices:
    def test_they_are_known_by_question_and_choice(self):
        limited = [{**one, "places": 5} for one in choices("a", "b")]
        asked = field("choices", "talks", choices=[*limited, *choices("c")])
        found = limits(parse(with_fields(asked)))
        assert found == {"choice:talks:a": 5, "choice:talks:b": 5}

    @pytest.mark.parametrize("places", [-1, "5", 1.5, True])
    def test_anything_but_a_whole_number_is_refused(self, places):
        asked = field("choice", "talk", choices=[{**choices("a")[0], "places": places}])
        told = problems_of(with_fields(asked))
        assert told == ["form/only/talk/a: places is not a whole number from 0 to 1000000"]

    def test_within_a_group_there_are_none(self):
        limited = field("choice", "talk", choices=[{**choices("a")[0], "places": 1}])
        group = field("group", "people", item=words("Person"), fields=[limited])
        told = problems_of(with_fields(group))
        assert told == ["form/only/people/talk: places can be limited only outside of groups"]

    def test_keys_too_long_to_be_counted_are_refused(self):
        limited = field("choice", "t" * 40, choices=[{**choices("a" * 40)[0], "places": 1}])
        told = problems_of(with_fields(limited))
        place = f"form/only/{'t' * 40}/{'a' * 40}"
        assert told == [
            f"{place}: key and the key of the question are too long together for places"
        ]
