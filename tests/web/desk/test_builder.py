"""Writing a form at the desk: parts, rules, trying it out, publishing it."""

from io import BytesIO

import pytest
from sqlalchemy import select

from registration.audit.models import AuditEntry
from registration.core.db import db
from registration.forms import drafting, versions
from registration.forms.models import Form
from registration.programmes.models import Programme
from registration.staff.models import RoleName
from tests.exchange.xlsform.books import book, row
from tests.factories import PASSWORD, make_programme, make_staff
from tests.forms.documents import long_form, short_form, words
from tests.page import Visitor
from tests.records import look, mails

FORM = "/en/desk/forms/short"


@pytest.fixture
def berta(app, visit) -> Visitor:
    """A coordinator of Berlin, where one applies by the short form."""

    def make():
        make_programme("short", partners=("berlin",), form=short_form())
        make_staff("Berta", RoleName.COORDINATOR, partner="berlin")

    look(app, make, writes=True)
    visitor = visit()
    visitor.open("/en/account/sign-in")
    visitor.send(email="berta@stadt.example", password=PASSWORD)
    return visitor


def draft(app, key="short"):
    def read():
        found = drafting.draft_of(db.session.scalars(select(Form).where(Form.key == key)).one())
        return found.document

    return look(app, read)


def keys(document, section=0):
    return [one["key"] for one in document["sections"][section]["fields"]]


def first_answers(berta, **more):
    return berta.send(name__family="Wang", name__given="Li", email="li@stadt.example", **more)


def test_every_page_of_the_builder_can_be_read(berta):
    for path in (
        "", "/parts/person", "/parts/person/email", "/parts/more/diet",
        "/parts/person/companions/name", "/add", "/add/person", "/add/person/companions",
        "/rules/when/more", "/rules/when/more/diet", "/rules/choices-vegan/more/diet",
        "/rules/required/more/diet?subject=count:companions", "/try/person", "/versions",
    ):  # fmt: skip
        berta.open(FORM + path)
        assert berta.status == 200, path


def test_every_kind_of_question_can_be_set_and_saved_as_it_is(berta, app):
    def make():
        form = {**long_form(), "key": "every"}
        make_programme("every", partners=("berlin",), form=form)
        return [(part["key"], one["key"]) for part in form["sections"] for one in part["fields"]]

    for place in look(app, make, writes=True):
        berta.open(f"/en/desk/forms/every/parts/{'/'.join(place)}")
        berta.send()
        assert berta.status == 200, (place, berta.errors)
    document = draft(app, "every")
    assert versions.check("every", document)
    for before, now in zip(long_form()["sections"], document["sections"], strict=True):
        for old, new in zip(before["fields"], now["fields"], strict=True):
            assert {k: v for k, v in old.items() if v != new.get(k)} in ({}, {"required": True})


def test_a_section_and_a_question_are_added_with_keys_of_their_own_words(berta, app):
    berta.open(f"{FORM}/add")
    berta.send(label__en="Your trip", label__de="Ihre Reise")
    assert "“Title” has no text in: 中文." in berta.main
    berta.open(f"{FORM}/add/your_trip")
    berta.send(label__zh="饮食习惯", type="choice")
    berta.send(
        choices__0__de="Alles", choices__0__en="Everything",
        choices__paste="Vegan\tVegan\t纯素\nHalal\tHalal\t清真",
    )  # fmt: skip
    section = draft(app)["sections"][-1]
    assert section["title"] == {"de": "Ihre Reise", "en": "Your trip"}
    [asked] = section["fields"]
    assert (asked["key"], asked["type"]) == ("yin_shi_xi_guan", "choice")
    assert asked["choices"] == [
        {"key": "everything", "label": {"de": "Alles", "en": "Everything"}},
        {"key": "vegan", "label": {"de": "Vegan", "en": "Vegan", "zh": "纯素"}},
        {"key": "halal", "label": {"de": "Halal", "en": "Halal", "zh": "清真"}},
    ]


def test_choices_are_put_in_order_and_taken_away_by_their_lines(berta, app):
    berta.open(f"{FORM}/parts/more/diet")
    berta.send(choices__0__at="9", choices__1__remove="yes")
    diet = draft(app)["sections"][1]["fields"][0]
    assert [one["key"] for one in diet["choices"]] == ["other", "none"]


def test_a_pasted_first_line_with_languages_says_which_column_is_which(berta, app):
    berta.open(f"{FORM}/parts/more/diet")
    berta.send(choices__paste="key\t中文\tDeutsch\nfish\t鱼\tFisch")
    diet = draft(app)["sections"][1]["fields"][0]
    assert diet["choices"][-1] == {"key": "fish", "label": {"de": "Fisch", "zh": "鱼"}}


def test_a_number_that_is_none_is_said_and_changes_nothing_but_stays_on_the_page(berta, app):
    before = draft(app)
    berta.open(f"{FORM}/parts/person/companions")
    berta.send(max="many")
    assert berta.status == 422
    assert berta.errors == ["“Entries at most” must be a whole number from 1 to 50."]
    assert next(one["value"] for one in berta.page.all("input") if one["name"] == "max") == "many"
    assert draft(app) == before


def test_a_short_name_that_is_taken_is_refused_and_a_new_one_takes_rules_along(berta, app):
    berta.open(f"{FORM}/parts/more/diet")
    berta.send(key="email")
    assert berta.errors == ["Another part has this short name already. Choose another one."]
    berta.send(key="food")
    assert draft(app)["sections"][1]["fields"][1]["when"] == {"field": "food", "is": "other"}


def test_parts_are_moved_copied_deleted_and_all_of_it_undone(berta, app):
    before = draft(app)
    for act in ("up person/email", "copy more/diet", "delete more/data_read", "down person"):
        berta.open(FORM)
        berta.send(button=("do", act))
        assert berta.status == 200
    document = draft(app)
    assert [one["key"] for one in document["sections"]] == ["more", "person"]
    assert keys(document) == ["diet", "diet_2", "diet_other"]
    assert keys(document, 1) == ["email", "name", "companions"]
    for _ in range(4):
        berta.send(button=("do", "undo"))
    assert draft(app) == before
    assert "Undo" not in berta.main


def test_a_part_is_dropped_into_another_section(berta, app):
    berta.open(FORM)
    berta.send(button=("do", "move more/diet"), into="person", at="1")
    assert keys(draft(app)) == ["name", "diet", "email", "companions"]


def test_a_page_that_somebody_else_overtook_changes_nothing(berta, app, visit):
    berta.open(FORM)
    page = berta.page
    berta.send(button=("do", "copy more/diet"))
    berta.page, berta.address = page, FORM
    berta.send(button=("do", "delete person/email"))
    assert berta.status == 409
    assert "This form was changed in the meantime" in berta.main
    assert "email" in keys(draft(app))


def test_a_condition_is_chosen_from_lists_and_read_back_as_a_sentence(berta, app):
    berta.open(f"{FORM}/rules/when/more/data_read?subject=field:diet")
    berta.send(to="subject", button=("do", "add"), operator="is", value="key:vegan")
    assert "“Diet”: Vegan" in berta.main
    berta.open(f"{FORM}/rules/when/more/data_read?subject=count:companions")
    berta.send(to="subject", button=("do", "add"), operator="at_least", value="2", **{"not": "yes"})
    berta.send(button=("do", "join"), joiner="any")
    asked = draft(app)["sections"][1]["fields"][2]
    assert asked["when"] == {
        "any": [
            {"field": "diet", "is": "vegan"},
            {"not": {"count": "companions", "at_least": 2}},
        ]
    }
    berta.open(FORM)
    assert (
        "Only if: “Diet”: Vegan or not number of entries in “Companions”: at least 2" in berta.main
    )
    berta.open(f"{FORM}/rules/when/more/data_read")
    berta.send(button=("do", "remove 0"))
    berta.send(button=("do", "remove 0"))
    assert "when" not in draft(app)["sections"][1]["fields"][2]


def test_an_age_counts_on_a_day_and_a_day_may_be_a_certain_one(berta, app):
    berta.open(f"{FORM}/add/person")
    berta.send(label__en="Born", type="date")
    berta.open(f"{FORM}/rules/when/more?subject=age:born:starts")
    berta.send(to="subject", button=("do", "add"), operator="less_than", value="18")
    assert "age (“Born”), the first day of the programme: less than 18" in berta.main
    berta.open(f"{FORM}/rules/when/more?subject=field:born")
    berta.send(to="subject", button=("do", "add"), operator="at_least", fixed="2008-09-01")
    assert draft(app)["sections"][1]["when"] == {
        "all": [
            {"age": "born", "on": "starts", "less_than": 18},
            {"field": "born", "at_least": "2008-09-01"},
        ]
    }


def test_only_what_stands_before_can_be_looked_at(berta):
    berta.open(f"{FORM}/rules/when/person/email")
    offered = [one["value"] for one in berta.page.all("option")]
    assert offered == ["", "field:name", "by:"]


def test_a_line_that_says_nothing_is_refused_with_what_to_do(berta, app):
    before = draft(app)
    berta.open(f"{FORM}/rules/when/more/data_read?subject=count:companions")
    berta.send(to="subject", button=("do", "add"), operator="at_least", value="some")
    assert berta.errors == ["Please give the value that it is compared with."]
    assert draft(app) == before


def test_an_answer_is_needed_or_right_under_a_condition_too(berta, app):
    berta.open(f"{FORM}/rules/required/more/diet?subject=count:companions")
    berta.send(to="subject", button=("do", "add"), operator="at_least", value="1")
    berta.open(f"{FORM}/parts/person/companions")
    berta.send(**{"valid-new": "yes"})
    berta.open(f"{FORM}/rules/valid-0/person/companions?subject=count:companions")
    berta.send(to="subject", button=("do", "add"), operator="at_most", value="2")
    berta.open(f"{FORM}/parts/person/companions")
    berta.send(
        valid__0__de="Höchstens zwei.", valid__0__en="Two at most.", valid__0__zh="最多两人。"
    )
    document = draft(app)
    assert document["sections"][1]["fields"][0]["required"] == {
        "count": "companions",
        "at_least": 1,
    }
    assert document["sections"][0]["fields"][2]["valid"] == [
        {
            "rule": {"count": "companions", "at_most": 2},
            "message": {"de": "Höchstens zwei.", "en": "Two at most.", "zh": "最多两人。"},
        }
    ]
    assert versions.check("short", document)


def test_a_choice_is_offered_under_a_condition(berta, app):
    berta.open(f"{FORM}/rules/choices-vegan/more/diet?subject=count:companions")
    berta.send(to="subject", button=("do", "add"), operator="at_least", value="1")
    berta.open(f"{FORM}/parts/more/diet")
    assert "Only if: number of entries in “Companions”: at least 1" in berta.main
    berta.send()
    assert draft(app)["sections"][1]["fields"][0]["choices"][1] == {
        "key": "vegan", "label": words("Vegan"), "when": {"count": "companions", "at_least": 1},
    }  # fmt: skip


def test_a_question_says_its_purpose_its_readers_and_how_long_it_is_kept(berta, app):
    berta.open(f"{FORM}/parts/more/diet_other")
    berta.send(purpose="safety", visible_to=["coordinator"], keep="30")
    asked = draft(app)["sections"][1]["fields"][1]
    assert (asked["purpose"], asked["visible_to"], asked["keep"]) == ("safety", ["coordinator"], 30)
    assert versions.check("short", draft(app))
    berta.send(purpose="", visible_to=["reviewer", "coordinator", "administrator"], keep="")
    asked = draft(app)["sections"][1]["fields"][1]
    assert {"purpose", "visible_to", "keep"}.isdisjoint(asked)
    berta.send(purpose="", keep="long")
    assert berta.status == 422


def test_what_a_value_follows_from_is_chosen_from_lists_and_read_back(berta, app):
    berta.open(f"{FORM}/add/more")
    berta.send(label__en="Beds", type="calculated")
    berta.open(f"{FORM}/formula/more/beds")
    berta.send(operation="sum", operand__0="count:companions")
    assert berta.errors == ["This way of working it out needs another number of values."]
    berta.send(fixed__1="1")
    assert "number of entries in “Companions”) + 1" in berta.main
    assert draft(app)["sections"][1]["fields"][-1]["value"] == {"sum": [{"count": "companions"}, 1]}
    berta.open(f"{FORM}/parts/more/beds")
    berta.send(label__de="Betten", label__zh="床位")
    assert versions.check("short", draft(app))


def test_what_is_missing_leads_to_the_part_that_lacks_it(berta):
    berta.open(f"{FORM}/add/more")
    berta.send(label__en="Which city?", type="choice")
    berta.open(FORM)
    found = [one for one in berta.page.all("a") if one.text == "Which city?"]
    assert found[0]["href"] == f"{FORM}/parts/more/which_city"
    assert "“Choices” is empty. Add at least one entry." in berta.main
    berta.open(f"{FORM}/publish")
    assert "It cannot be published yet" in berta.main
    assert not [one for one in berta.page.all("button") if one.text == "Publish"]


def test_the_preview_shows_what_is_typed_before_it_is_saved(berta, app):
    before = draft(app)
    berta.open(f"{FORM}/parts/person/email")
    data = {"csrf_token": token(berta), "label-en": "Where do we write to?", "required": "yes"}
    answer = berta.client.post(f"{FORM}/preview/person/email", data=data)
    assert answer.status_code == 200
    assert "Where do we write to?" in answer.text
    assert "frame-ancestors 'self'" in answer.headers["Content-Security-Policy"]
    assert draft(app) == before


def token(visitor):
    return next(one["value"] for one in visitor.page.all("input") if one["name"] == "csrf_token")


def test_a_trial_judges_like_the_form_and_stores_nothing(berta, app):
    berta.open(f"{FORM}/try")
    berta.send(name__family="Wang", name__given="Li", email="li")
    assert berta.status == 422
    assert berta.errors
    first_answers(berta)
    assert berta.heading == "More"
    berta.send(diet="other", data_read="yes")
    assert berta.status == 422
    berta.send(diet_other="Nuts")
    assert "nothing is stored" in berta.main
    assert "Nuts" in berta.main
    assert "li@stadt.example" in berta.main
    assert mails(app) == []
    assert look(app, lambda: db.session.scalars(select(Programme)).one().form_version.number) == 1


def test_a_form_that_is_not_complete_can_be_tried_out_as_far_as_it_goes(berta):
    berta.open(f"{FORM}/add/person")
    berta.send(label__de="Welche Stadt?", type="choice")
    berta.open(f"{FORM}/try")
    assert "Welche Stadt?" in berta.main


def test_publishing_shows_what_changes_and_lets_the_programme_ask_by_it(berta, app):
    berta.open(f"{FORM}/parts/more/diet")
    berta.send(label__en="Your food")
    berta.open(f"{FORM}/publish")
    assert "Changed: Your food" in berta.main
    berta.send()
    assert "Published as version 2." in berta.main

    def read():
        programme = db.session.scalars(select(Programme)).one()
        [entry] = db.session.scalars(select(AuditEntry).where(AuditEntry.act == "publish_form"))
        return programme.form_version.number, entry.details["version"]

    assert look(app, read) == (2, 2)
    berta.open(f"{FORM}/versions")
    assert "Changed: Your food" in berta.main


def test_a_programme_that_is_not_chosen_keeps_its_version(berta, app):
    berta.open(FORM)
    berta.send(button=("do", "copy more/diet"))
    berta.open(f"{FORM}/publish")
    berta.send(programme=[])
    number = look(app, lambda: db.session.scalars(select(Programme)).one().form_version.number)
    assert number == 1


def test_a_new_form_starts_from_a_template_or_a_copy_and_is_published_for_a_programme(berta, app):
    berta.open("/en/desk/forms/new")
    berta.send()
    assert berta.errors == ["Please give the form a title in one language at least."]
    berta.send(title__en="Summer school", start="form:short")
    assert berta.heading == "Summer school"
    assert draft(app, "summer_school")["sections"] == short_form()["sections"]
    berta.open("/en/desk/forms/new")
    berta.send(
        title__de="Sommerschule", title__en="Summer school", title__zh="暑期学校",
        start="template:blank",
    )  # fmt: skip
    berta.open("/en/desk/forms/summer_school_2/publish")
    berta.send(programme="short")
    found = look(app, lambda: db.session.scalars(select(Programme)).one().form_version.form.key)
    assert found == "summer_school_2"


def test_a_form_is_taken_away_as_a_file_and_brought_along_again(berta, app):
    taken = berta.client.get(f"{FORM}/form.yaml")
    assert taken.headers["Content-Disposition"] == "attachment; filename=short.yaml"
    berta.open("/en/desk/forms/new")
    berta.send(title__en="Twin", start="file", file=(BytesIO(taken.data), "short.yaml"))
    assert berta.heading == "Twin"
    assert draft(app, "twin")["sections"] == short_form()["sections"]


def test_a_workbook_becomes_a_draft_and_what_it_lacks_is_told(berta, app):
    workbook = book(row("text", "court", "Court"), row("geopoint", "place", "Place"))
    berta.open("/en/desk/forms/new")
    berta.send(title__en="Old form", start="file", file=(BytesIO(workbook), "old.xlsx"))
    assert berta.heading == "Old form"
    assert "questions of the type geopoint cannot be asked" in berta.main
    assert "No question is used as the applicant’s name." in berta.main
    assert keys(draft(app, "old_form")) == ["court"]


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("form.pdf", b"%PDF", "Please choose a file: .xlsx, .yaml or .json."),
        ("form.yaml", b"a: [", "The file cannot be read: line 2"),
        ("form.json", b"[]", "The file holds no form."),
        ("form.json", b'{"sections": [{"key": "a", "title": "x", "fields": 7}]}', "a: “Title”"),
        ("form.xlsx", b"PK", "The file cannot be read"),
    ],
)
def test_a_file_that_holds_no_form_says_so_and_makes_none(berta, app, name, content, told):
    berta.open("/en/desk/forms/new")
    berta.send(title__en="Odd", start="file", file=(BytesIO(content), name))
    assert berta.status == 422
    assert any(told in error for error in berta.errors), berta.errors
    assert look(app, lambda: db.session.scalars(select(Form.key)).all()) == ["short"]


def test_a_form_gets_another_title_in_each_language(berta, app):
    berta.open(FORM)
    berta.send(
        to="title", button=("do", "title"), title__de="Reise", title__en="Trip", title__zh="行程"
    )
    assert berta.heading == "Trip"
    assert draft(app)["title"] == {"de": "Reise", "en": "Trip", "zh": "行程"}


def test_a_discarded_draft_leaves_the_published_version(berta, app):
    berta.open(FORM)
    berta.send(button=("do", "delete more"))
    berta.send(button=("do", "discard"))
    assert draft(app) == short_form()


def test_a_form_of_another_partner_is_not_there(berta, app):
    def make():
        form = {**short_form(), "key": "theirs"}
        make_programme("theirs", partners=("beijing",), form=form)

    look(app, make, writes=True)
    berta.open("/en/desk/forms")
    assert "Theirs" not in berta.main
    for path in ("", "/parts/person", "/publish", "/try/person"):
        berta.open(f"/en/desk/forms/theirs{path}")
        assert berta.status == 404


def test_a_place_that_is_not_there_answers_so(berta):
    for path in (
        "/parts/none", "/parts/person/none", "/rules/odd/person/email", "/rules/valid-7/person",
        "/rules/choices-nobody/more/diet", "/try/none", "/versions?old=9", "/add/none",
    ):  # fmt: skip
        berta.open(FORM + path)
        assert berta.status == 404, path


def test_a_section_is_given_to_whoever_fills_it_in(berta, app):
    berta.open(f"{FORM}/parts/more")
    berta.send()
    assert draft(app) == short_form()
    berta.open(f"{FORM}/parts/more")
    berta.send(by="guardian")
    assert draft(app)["sections"][1]["by"] == "guardian"
    berta.open(f"{FORM}/parts/more")
    assert "Applicant, after acceptance" in berta.main
    berta.send(by="accepted")
    assert draft(app)["sections"][1]["by"] == "accepted"
    berta.open(f"{FORM}/parts/person")
    berta.send(by="referee")
    berta.open(FORM)
    assert "Only an answer of the applicant can be used as the applicant’s name." in berta.main
