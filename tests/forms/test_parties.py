"""Who fills in what: each section has its party; rules look only at what that party may know."""

import pytest

from registration.forms.document import InvalidDocument, parse
from registration.forms.rules.values import Facts
from registration.forms.wtform import section_form
from tests.forms.documents import field, section
from tests.forms.test_document import problems_of

PERSON = section(
    "person",
    field("name", "name", role="name"),
    field("email", "email", role="email"),
    field("yes_no", "minor"),
    field("text", "illness", required=False, sensitive=True),
)


def form(*sections):
    return {"key": "x", "sections": [PERSON, *sections]}


def part(party, *fields, key=None, **settings):
    return section(
        key or party, *(fields or [field("text", f"{party}_says")]), by=party, **settings
    )


def test_a_section_is_the_applicants_unless_it_says_otherwise():
    document = parse(form(part("guardian"), part("coordinator")))
    assert [one.by for one in document.sections] == ["applicant", "guardian", "coordinator"]


def test_an_unknown_party_is_named():
    assert problems_of(form(part("neighbour"))) == ["form/neighbour: by 'neighbour' is not known"]


def test_contributors_are_neither_the_applicant_nor_the_office():
    document = parse(form(part("coordinator"), part("referee"), part("guardian")))
    assert document.contributors == ("guardian", "referee")


def test_who_is_accepted_is_the_applicant_again_and_nobody_who_is_written_to():
    document = parse(form(part("accepted"), part("guardian")))
    assert document.contributors == ("guardian",)
    assert [one.key for one in document.visible_sections({}, Facts())] == ["person"]


@pytest.mark.parametrize("looks_at", ["minor", "illness"])
def test_what_is_asked_after_acceptance_may_depend_on_all_of_the_applicants_answers(looks_at):
    rule = {"field": looks_at, "filled": True}
    parse(form(part("accepted", field("text", "a", when=rule))))


@pytest.mark.parametrize("party", ["applicant", "guardian"])
def test_nobody_before_depends_on_what_is_asked_after_acceptance(party):
    rule = {"field": "accepted_says", "filled": True}
    later = part(party, field("text", "a", when=rule), key="later")
    assert problems_of(form(part("accepted"), later)) == [
        "form/later: a rule looks at accepted_says, which the accepted fills in"
    ]


@pytest.mark.parametrize("party", ["applicant", "guardian", "referee", "coordinator"])
def test_each_party_is_asked_for_its_own_sections_only(party):
    document = parse(form(part("referee"), part("guardian"), part("coordinator")))
    asked = document.visible_sections({}, Facts(by=party))
    assert [one.key for one in asked] == ["person" if party == "applicant" else party]


def test_a_condition_knows_who_fills_in():
    by_guardian = {"by": "guardian"}
    document = parse(
        form(
            part("guardian", field("text", "a", when=by_guardian)),
            part("referee", when=by_guardian),
        )
    )
    given = {"guardian": {"a": "x"}, "referee": {"referee_says": "y"}}
    assert document.standing(given, Facts()) == {"guardian": {"a": "x"}}


@pytest.mark.parametrize("role", ["name", "email", "birth_date"])
def test_roles_are_for_the_applicants_answers(role):
    told = problems_of(form(part("guardian", field("text", "a", role=role))))
    assert f"form/guardian/a: role {role} is for the applicant's answers only" in told


def test_the_applicants_rules_do_not_look_at_answers_that_come_later():
    more = section("more", field("text", "a", when={"field": "guardian_says", "filled": True}))
    told = problems_of(form(part("guardian"), more))
    assert told == ["form/more: a rule looks at guardian_says, which the guardian fills in"]


def test_a_part_may_depend_on_the_applicants_answers_and_its_own():
    second = part("guardian", key="second", when={"field": "guardian_says", "is": "yes"})
    second["fields"][0]["key"] = "more"
    document = parse(form(part("guardian", when={"field": "minor", "is": True}), second))
    given = {"person": {"minor": True}, "guardian": {"guardian_says": "yes"}}
    facts = Facts(by="guardian")
    known = {"minor": True, "guardian_says": "yes"}
    assert document.standing(given, facts) == given
    assert [one.key for one in document.visible_sections(known, facts)] == ["guardian", "second"]


def test_others_do_not_look_at_each_other():
    told = problems_of(
        form(part("guardian"), part("referee", when={"field": "guardian_says", "filled": True}))
    )
    assert told == ["form/referee: a rule looks at guardian_says, which the guardian fills in"]


def test_nobody_learns_a_sensitive_answer_from_what_is_asked():
    ill = {"field": "illness", "filled": True}
    checked = field("text", "a", valid=[{"rule": ill, "message": PERSON["title"]}])
    told = problems_of(form(part("institution", when=ill), part("guardian", checked)))
    assert told == [
        "form/institution: a rule looks at illness, which is sensitive",
        "form/guardian: a rule looks at illness, which is sensitive",
    ]


def test_the_office_may_look_at_everything():
    rule = {
        "any": [{"field": "illness", "filled": True}, {"field": "guardian_says", "filled": True}]
    }
    try:
        parse(form(part("guardian"), part("coordinator", when=rule)))
    except InvalidDocument as refused:
        pytest.fail(str(refused))


def test_answers_that_decided_before_are_not_handed_to_the_browser():
    asked = part(
        "guardian",
        field("text", "a", when={"field": "minor", "is": True}),
        field("text", "b", when={"all": [{"field": "a", "filled": True},
                                         {"field": "name", "filled": True}]}),
    )  # fmt: skip
    made = section_form(parse(form(asked)).section("guardian"))
    assert made.looked_at == {"a", "name"}
