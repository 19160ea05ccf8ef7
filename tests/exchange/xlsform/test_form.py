"""A workbook becomes a form; what cannot is listed, all of it, with its sheet and row."""

import pytest

from registration.exchange.xlsform.form import read_form
from registration.forms import versions
from registration.forms.document import InvalidDocument, parse
from tests.exchange.xlsform.books import EMAIL, NAME, book, choice, row
from tests.forms.documents import words

YES_NO = [choice("yn", "yes"), choice("yn", "no")]
VISA = row("select_one yn", "visa", "Visa?")


def found(*survey, **more):
    return read_form(book(NAME, EMAIL, *survey, **more))


def questions(*survey, **more):
    """The questions after name and email."""
    read = found(*survey, **more)
    assert read.problems == []
    return [one for section in read.document["sections"] for one in section["fields"]][2:]


def question(*survey, **more):
    [only] = questions(*survey, **more)
    return only


def problems(*survey, **more):
    return found(*survey, **more).problems


def left_out(*survey, **more):
    return found(*survey, **more).left_out


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        (row("text", "a", "A"), {"type": "text"}),
        (row("text", "a", "A", appearance="multiline"), {"type": "long_text"}),
        (row("text", "a", "A", appearance="email"), {"type": "email"}),
        (row("text", "a", "A", constraint="regex(., '^[^@]+@[^@]+$')"), {"type": "email"}),
        (row("text", "a", "A", appearance="tel"), {"type": "telephone"}),
        (row("text", "a", "A", constraint=r"regex(., '^\\+[0-9]{5,}$')"), {"type": "telephone"}),
        (row("integer", "a", "A"), {"type": "number", "integer": True}),
        (row("decimal", "a", "A"), {"type": "number"}),
        (
            row("range", "a", "A", parameters="start=1 end=5 step=1"),
            {"type": "number", "min": 1, "max": 5, "integer": True},
        ),
        (
            row("range", "a", "A", parameters="start=0, end=1, step=0.1"),
            {"type": "number", "min": 0, "max": 1},
        ),
        (row("date", "a", "A"), {"type": "date"}),
        (row("time", "a", "A"), {"type": "time"}),
        (row("image", "a", "A"), {"type": "file", "kinds": ["jpeg", "png"]}),
        (row("acknowledge", "a", "A"), {"type": "declaration"}),
        (row("select_multiple yn", "a", "A", role="dates"), {"type": "dates", "role": "dates"}),
        (row("date", "a", "A", role="birth_date"), {"type": "date", "role": "birth_date"}),
    ],
)
def test_each_type_becomes_ours(asked, wanted):
    assert question(asked, choices=YES_NO) == {
        "key": "a", "label": words("A"), "required": False, **wanted,
    }  # fmt: skip


def test_a_note_says_its_label():
    assert question(row("note", "bye", "Good **bye**")) == {
        "key": "bye", "type": "note", "text": words("Good **bye**"),
    }  # fmt: skip


def test_choices_come_from_their_list():
    assert question(row("select_one land", "a", "A"), choices=[choice("land", "de"), *YES_NO]) == {
        "key": "a", "type": "choice", "label": words("A"), "required": False,
        "choices": [{"key": "de", "label": words("De")}],
    }  # fmt: skip
    several = question(row("select_multiple yn", "a", "A"), choices=YES_NO)
    assert several["type"] == "choices"
    ranked = question(row("rank yn", "a", "A"), choices=YES_NO)
    assert (ranked["type"], [one["key"] for one in ranked["choices"]]) == ("ranking", ["yes", "no"])


def test_a_choice_may_have_so_many_places():
    land = row("select_one land", "a", "A")
    read = question(land, choices=[choice("land", "de", places=5), choice("land", "cn")])
    assert [one.get("places") for one in read["choices"]] == [5, None]
    assert problems(land, choices=[choice("land", "de", places="few")]) == [
        "choices row 2: places few is not a whole number"
    ]


def test_hints_reasons_roles_and_sensitive_answers_are_taken_over():
    asked = row("text", "a", "A", hint="H", sensitive="yes", role="institution", required="true()")
    assert question(asked) == {
        "key": "a", "type": "text", "role": "institution", "label": words("A"),
        "hint": words("H"), "required": True, "sensitive": True,
    }  # fmt: skip


def test_groups_are_pages_and_what_stands_between_is_one_too():
    read = found(
        row("begin group", "trip", "Trip", hint="About it", relevant="${name} != ''"),
        row("text", "a", "A"),
        row("end group"),
        row("text", "b", "B"),
        row("begin_group", "details"),
        row("text", "c", "C"),
        row("end_group"),
    )
    sections = read.document["sections"]
    assert [(one["key"], [f["key"] for f in one["fields"]]) for one in sections] == [
        ("details", ["name", "email"]), ("trip", ["a"]), ("details_2", ["b"]), ("details_3", ["c"]),
    ]  # fmt: skip
    assert sections[0]["title"] == {
        "de": "Ihre Angaben", "en": "Your details", "zh": "您的信息",
    }  # fmt: skip
    assert sections[1] == {
        "key": "trip", "title": words("Trip"), "intro": words("About it"),
        "when": {"field": "name", "filled": True}, "fields": sections[1]["fields"],
    }  # fmt: skip


def test_a_group_in_a_group_becomes_a_heading_and_its_condition_goes_to_its_questions():
    read = questions(
        VISA,
        row("begin group", "outer", "Outer"),
        row("begin group", "inner", "Inner", relevant="${visa} = 'yes'"),
        row("text", "a", "A"),
        row("text", "b", "B", relevant="${a} != ''"),
        row("end group"),
        row("end group"),
        choices=YES_NO,
    )
    when = {"field": "visa", "is": "yes"}
    assert [(one["key"], one.get("when")) for one in read[1:]] == [
        ("inner", when), ("a", when), ("b", {"all": [when, {"field": "a", "filled": True}]}),
    ]  # fmt: skip
    assert read[1]["text"]["en"] == "### Inner"


def test_a_repeat_is_a_group_of_ours():
    read = found(
        row("begin repeat", "kids", "Kid", repeat_count=3),
        row("text", "name", "Name"),
        row("integer", "age", "Age", relevant="${name} != ''"),
        row("end repeat"),
    )
    assert read.problems == ["survey row 5: name name stands twice"]
    asked = question(
        row("begin repeat", "kids", "Kid", repeat_count=3),
        row("text", "kid", "Name"),
        row("integer", "age", "Age", relevant="${kid} != ''"),
        row("end repeat"),
    )
    assert asked | {"fields": []} == {
        "key": "kids", "type": "group", "label": words("Kid"), "item": words("Kid"),
        "required": False, "min": 3, "max": 3, "fields": [],
    }  # fmt: skip
    assert [one["key"] for one in asked["fields"]] == ["kid", "age"]
    assert asked["fields"][1]["when"] == {"field": "kid", "filled": True}


def test_a_repeat_without_an_end_ends_here():
    kids = [row("begin repeat", "kids", "Kid"), row("text", "kid", "Name"), row("end repeat")]
    assert question(*kids)["max"] == 20
    assert left_out(*kids) == ["survey row 4: more than 20 entries, which nobody can add"]
    kids[0]["repeat_count"] = "${name}"
    assert left_out(*kids) == ["survey row 4: repeat_count; people add entries themselves"]


def test_names_that_are_no_keys_are_changed_and_conditions_follow():
    first, second, third = questions(
        row("select_one list", "Land/Region", "Land", required="yes"),
        row("text", "姓名", "Name", relevant="${Land/Region} = '1 a'"),
        row("text", "land_region", "Again", relevant="${姓名} != ''"),
        choices=[choice("list", "1 a"), choice("list", "北京")],
    )
    assert [one["key"] for one in first["choices"]] == ["q_1_a", "bei_jing"]
    assert (second["key"], second["when"]) == (
        "xing_ming", {"field": "land_region", "is": "q_1_a"},
    )  # fmt: skip
    assert (third["key"], third["when"]) == (
        "land_region_2", {"field": "xing_ming", "filled": True},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "constraint", "settings"),
    [
        ("integer", ". >= 18 and . <= 99", {"integer": True, "min": 18, "max": 99}),
        ("decimal", "99.5 >= .", {"max": 99.5}),
        ("date", ". < today()", {"past": True}),
        ("date", "today() < .", {"future": True}),
        ("text", "string-length(.) <= 30", {"max": 30}),
        ("text", "string-length(.) < 30", {"max": 29}),
    ],
)
def test_a_constraint_that_is_a_setting_of_ours_becomes_one(kind, constraint, settings):
    asked = question(row(kind, "a", "A", constraint=constraint))
    assert {name: asked[name] for name in settings} == settings
    assert "valid" not in asked


def test_how_many_may_be_chosen_is_a_setting_too():
    asked = row("select_multiple yn", "a", "A", constraint="count-selected(.) = 2")
    read = question(asked, choices=YES_NO)
    assert (read["min"], read["max"]) == (2, 2)


def test_a_constraint_with_a_message_is_a_rule():
    asked = question(row("integer", "a", "A", constraint=". > 0", constraint_message="More!"))
    assert asked["valid"] == [{"rule": {"field": "a", "more_than": 0}, "message": words("More!")}]


def test_a_required_question_may_depend_on_another():
    asked = questions(VISA, row("text", "a", "A", required="${visa} = 'yes'"), choices=YES_NO)
    assert asked[1]["required"] == {"field": "visa", "is": "yes"}


def test_a_calculation_is_a_question_of_its_own():
    asked = questions(row("integer", "a", "A"), row("calculate", "b", calculation="${a} * 2"))
    assert asked[1] == {
        "key": "b", "type": "calculated", "label": {"de": "b", "en": "b", "zh": "b"},
        "value": {"product": [{"field": "a"}, 2]},
    }  # fmt: skip


def test_a_choice_filter_becomes_a_condition_of_each_choice():
    city = row("select_one city", "city", "City", choice_filter="land = ${land}")
    cities = [
        choice("city", "berlin", land="de"), choice("city", "beijing", land="cn"),
        choice("city", "other"), choice("land", "de"), choice("land", "cn"),
    ]  # fmt: skip
    read = questions(row("select_one land", "land", "Land"), city, choices=cities)[1]
    assert [one["when"] for one in read["choices"]] == [
        {"field": "land", "is": "de"}, {"field": "land", "is": "cn"},
        {"field": "land", "filled": False},
    ]  # fmt: skip
    city["choice_filter"] = "land = 'de' or ${land} = land and land != 'de'"
    read = questions(row("select_one land", "land", "Land"), city, choices=cities)[1]
    assert [one.get("when") for one in read["choices"][:2]] == [None, {"field": "land", "is": "cn"}]


def test_the_key_comes_from_the_settings_or_from_whoever_imports():
    assert found().key == "trip"
    assert found(settings=[{"form_id": "Judges' trip 2027"}]).key == "judges_trip_2027"
    assert found(settings=[{"form_id": "judges-trip"}]).key == "judges-trip"
    assert read_form(book(NAME, EMAIL), key="other").document["key"] == "other"
    assert problems(settings=()) == ["settings row 2: form_id is missing; or give the form's --key"]


def test_every_problem_is_told_with_its_sheet_and_row():
    survey = [
        row("text", "a", "A", relevant="${b} ="),
        row("geopoint", "place", "Place"),
        row("select_one nowhere", "c", "C"),
        row("select_one yn or_other", "d", "D"),
        row("integer", "e", "E", constraint="regex(., '[0-9]')"),
        row("integer", "f", "F", constraint=". > 0"),
        row("text", "g", "Hello ${a}"),
        row("text", "", "H"),
        row("end group"),
        row("calculate", "i", calculation="pulldata('x', 'y', 'z', ${a})"),
        row("begin group", "j", "J"),
        {"type": None, "name": "k"},
        row("text", "l", "L", required="maybe("),
        {"type": "text", "name": "m", "label::English (en)": "M"},
        {"type": "select_one_from_file x.csv", "name": "n", "label::English (en)": "N"},
        row("begin repeat", "o", "O"),
        row("end repeat"),
    ]
    more = [{"list_name": "yn", "name": "yes"}, {"list_name": "", "name": "x"}]
    german = "fill in label::Deutsch (de), label::中文 (zh)"
    assert sorted(problems(*survey, choices=[*YES_NO, *more])) == sorted([
        "choices row 4: yes stands twice in the list yn",
        "choices row 5: list_name or name is missing",
        "survey row 12: end group ends nothing that began",
        "survey row 15: type is missing",
        "survey row 14: begin group is not ended",
        "survey row 11: name is missing",
        "survey row 4: relevant: it ends too early",
        "survey row 5: questions of the type geopoint cannot be asked",
        "survey row 6: the sheet choices has no list nowhere",
        "survey row 7: or_other: write the other answer as a choice and ask for it in a question",
        "survey row 8: constraint: regex is not known where a condition is expected",
        "survey row 9: constraint needs a constraint_message in all languages",
        "survey row 10: label shows the answer to another question, which no form does",
        "survey row 13: calculation: pulldata is not known here",
        "survey row 16: required: it ends too early",
        f"survey row 17: label has no text in de, zh; {german}",
        "survey row 18: questions of the type select_one_from_file x.csv cannot be asked",
        "survey row 19: the repeat has no question in it",
    ])  # fmt: skip


def test_the_roles_that_a_form_needs_are_asked_for():
    read = read_form(book(row("text", "a", "A")))
    assert read.problems == [
        "survey: add a column role and write name in the row that asks for the person's name",
        "survey: add a column role and write email in the row that asks for the email address",
    ]


def test_a_column_that_names_no_language_needs_one():
    survey = [
        {**row("text", "name", role="name"), "label": None, "label::Deutsch (de)": "Name"},
        {**row("text", "email", role="email"), "label::Deutsch (de)": "E-Mail"},
    ]
    for one in survey:
        one.pop("label", None)
    [first, *_] = read_form(book(*survey)).problems
    assert first == (
        "survey row 2: label has no text in en, zh; fill in label::English (en), label::中文 (zh)"
    )


@pytest.mark.parametrize("language", ["de", "en", "zh"])
def test_the_default_language_is_the_one_of_columns_without(language):
    names = {"de": "Deutsch (de)", "en": "English (en)", "zh": "中文 (zh)"}
    others = {f"label::{name}": "X" for code, name in names.items() if code != language}
    survey = [{"type": "text", "name": "a", "caption": "A", **others}]
    given = read_form(book(*survey), language=language)
    in_settings = read_form(
        book(*survey, settings=[{"form_id": "x", "default_language": names[language]}])
    )
    for read in (given, in_settings):
        assert read.document["sections"][0]["fields"][0]["label"][language] == "A"
    assert read_form(book(*survey)).problems[0] == (
        "survey row 2: the column label names no language; "
        f"call it label::{names[language]} for example"
    )


@pytest.mark.parametrize(
    "column",
    ["label::German", "label::de", "label:Deutsch (de)", "Label :: deutsch (DE)", "label::德语",
     "label::Deutsch (de-DE)", "caption::german"],
)  # fmt: skip
def test_a_language_is_known_by_many_names(column):
    survey = [{"type": "text", "name": "a", column: "A", "label::en": "B", "label::zh-Hans": "C"}]
    read = read_form(book(*survey))
    assert read.document["sections"][0]["fields"][0]["label"] == {"de": "A", "en": "B", "zh": "C"}


def test_what_changes_no_answer_is_left_out_and_told():
    survey = [
        row("start", "start"),
        row("hidden", "secret"),
        row("text", "a", "A", default="x", appearance="w2", **{"label::Français (fr)": "A"}),
        row("text", "b", "B", disabled="yes"),
        row("text", "c", "C", relevant="false()"),
    ]
    assert left_out(*survey) == [
        "survey row 4: start is not asked for here",
        "survey row 5: hidden is not asked for here",
        "survey row 6: the column default has no counterpart",
        "survey row 6: the column label::Français (fr) has no counterpart",
        "survey row 8: it is never asked for",
    ]
    assert [one["key"] for one in questions(*survey)] == ["a"]


def test_problems_of_the_form_as_a_whole_name_their_rows():
    read = found(row("text", "a", "A", relevant="${b} != ''"), row("text", "b", "B", role="king"))
    assert read.problems == []
    with pytest.raises(InvalidDocument) as refused:
        versions.check(read.key, read.document)
    assert read.with_rows(tuple(map(str, refused.value.problems))) == [
        "survey row 5: form/details/b: role 'king' is not known",
        "survey row 4: form/details/a: a rule looks at b, which does not stand before it",
    ]


def test_a_whole_workbook_becomes_a_form_that_can_be_filled_in():
    read = found(
        VISA,
        row("select_multiple yn", "topics", "Topics", relevant="${visa} = 'yes'"),
        row("text", "why", "Why", relevant="selected(${topics}, 'no') or not(${visa} = 'yes')"),
        row("begin repeat", "kids", "Kid"),
        row("text", "kid", "Name"),
        row("end repeat"),
        row("acknowledge", "ok", "I agree", required="yes"),
        row("note", "thanks", "Thanks", relevant="${ok} = 'OK' and ${visa} != ''"),
        choices=YES_NO,
    )
    assert read.problems == []
    document = parse(read.document)
    assert [one.type for one in document.fields()] == [
        "name", "email", "choice", "choices", "text", "group", "declaration", "note",
    ]  # fmt: skip
