"""A coordinator gives back single sections; the applicant can change only these."""

import pytest
from sqlalchemy import select

from registration.applications.models import Application
from registration.core.db import db
from tests.factories import make_programme
from tests.forms.documents import choices, field, section, short_form
from tests.records import last_mail, look, notices, states
from tests.web.desk.test_changes import changes

FORM = short_form()
FORM["sections"][1]["fields"] = [field("choice", "diet", choices=choices("none", "vegan", "other"))]
FORM["sections"] += [
    section("kitchen", field("text", "cannot_eat"), when={"field": "diet", "is": "other"}),
    section("last", field("text", "hobby")),
]
REMARK = "Please say whether you eat meat."


@pytest.fixture
def anna(app, ground, visit):
    """Anna, who has sent everything."""
    look(app, lambda: make_programme("parts", partners=("berlin",), form=FORM), writes=True)
    visitor = visit()
    visitor.open("/en/programmes/parts/apply")
    visitor.send(name__family="Beispiel", name__given="Anna", email="anna@stadt.example")
    visitor.send(diet="none")
    visitor.send(hobby="Chess")
    visitor.send()
    assert visitor.heading == "Your application"
    return visitor


@pytest.fixture
def desk(app, anna) -> str:
    query = select(Application.reference).filter_by(name="Anna Beispiel")
    return f"/en/desk/applications/{look(app, lambda: db.session.scalar(query))}"


def give_back(visitor, desk, *, button="decide", **typed):
    visitor.open(f"{desk}/decide/send_back")
    given = {name.replace("-", "__"): value for name, value in typed.items()}
    visitor.send(button=("go", button), **given)


@pytest.fixture
def returned(app, anna, desk, sign_in):
    """Anna's application after Berta gave the section with the diet back."""
    give_back(sign_in("Berta"), desk, **{"sections": "more", "remark-more": REMARK})
    assert states(app) == ["submitted", "submitted", "returned"]
    anna.base = desk.replace("/desk/applications/", "/apply/")
    return anna


def links(visitor):
    return {one["href"].rpartition("/sections/")[2].partition("#")[0]
            for one in visitor.page.all("a") if "/sections/" in one["href"]}  # fmt: skip


def test_the_mail_names_the_sections_and_what_is_asked(app, returned):
    assert notices(app)[-1] == "returned"
    text = last_mail(app)
    assert f"More:\n{REMARK}" in text
    assert "Only these sections can be changed" in text
    assert "Last:" not in text


def test_the_preview_shows_the_mail_as_it_will_be(anna, desk, sign_in):
    berta = sign_in("Berta")
    typed = {"sections": "more", "remark-more": REMARK}
    give_back(berta, desk, button="preview", **typed)
    [mail] = berta.page.all("pre")
    assert f"More: {REMARK}" in mail.text
    assert "…" not in mail.text.partition("More:")[2].partition("link below")[0]


def test_only_the_returned_section_is_open_and_says_why(returned):
    returned.open(f"{returned.base}/summary")
    assert links(returned) == {"more"}
    assert REMARK in returned.main
    assert returned.main.count("Locked: stays as you sent it") == 2
    returned.open(f"{returned.base}/sections/more")
    assert REMARK in returned.main
    returned.open(returned.base)
    assert links(returned) == {"more"}


def test_a_locked_section_is_read_on_the_summary(returned):
    returned.open(f"{returned.base}/sections/last")
    assert returned.heading == "Check your answers"
    assert returned.status == 200
    assert "Chess" in returned.main


def test_a_post_to_a_locked_section_is_refused_and_changes_nothing(app, returned):
    returned.open(f"{returned.base}/sections/more")
    token = next(one["value"] for one in returned.page.all("input") if one["name"] == "csrf_token")
    for go in ("next", "later", "draft"):
        data = {"csrf_token": token, "hobby": "Judo", "go": go}
        answer = returned.client.post(f"{returned.base}/sections/last", data=data)
        assert answer.status_code == 409
        assert "This section cannot be changed now" in answer.text
        assert "Judo" in answer.text
    returned.open(f"{returned.base}/summary")
    assert "Chess" in returned.main


def test_what_was_changed_is_shown_after_it_was_sent_again(app, returned, desk, sign_in):
    returned.open(f"{returned.base}/sections/more")
    returned.send(diet="vegan")
    returned.send()
    assert states(app)[-1] == "submitted"
    berta = sign_in("Berta")
    berta.open(desk)
    assert changes(berta) == [("Diet", "None")]
    assert REMARK not in berta.main
    returned.open(f"{returned.base}/sections/last")
    assert returned.heading == "Last"


def test_a_section_that_a_change_asks_for_is_open_until_all_is_sent(app, returned):
    returned.open(f"{returned.base}/sections/more")
    returned.send(diet="other")
    assert links(returned) == {"more", "kitchen"}
    returned.open(f"{returned.base}/sections/kitchen")
    returned.send(cannot_eat="Nuts")
    assert links(returned) == {"more", "kitchen"}
    returned.open(f"{returned.base}/sections/kitchen")
    returned.send(cannot_eat="All nuts")
    returned.send()
    assert states(app)[-1] == "submitted"


def test_a_question_alone_leaves_everything_open(app, anna, desk, sign_in):
    give_back(sign_in("Berta"), desk, note="Which court?")
    anna.open(desk.replace("/desk/applications/", "/apply/") + "/summary")
    assert links(anna) == {"person", "more", "last"}
    assert "Locked" not in anna.main
    assert "Only these sections" not in last_mail(app)


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ({}, "Please write a question, or tick sections"),
        ({"sections": "more"}, "Please write what should be corrected in this section."),
        ({"remark-more": REMARK}, "Tick the section as well"),
        ({"sections": "more", "remark-more": "x" * 1001}, "Please use at most 1,000 characters."),
        ({"sections": "nowhere"}, "Please write a question, or tick sections"),
    ],
)
def test_what_cannot_be_given_back_so_is_refused_and_kept(app, anna, desk, sign_in, typed, problem):
    berta = sign_in("Berta")
    give_back(berta, desk, **typed)
    assert berta.status == 422
    assert problem in berta.main
    if "remark-more" in typed:
        assert typed["remark-more"] in [one.text for one in berta.page.all("textarea")]
    assert states(app)[-1] == "submitted"


def test_a_reviewer_reads_no_remarks_and_gives_nothing_back(returned, desk, sign_in):
    rita = sign_in("Rita")
    rita.open(desk)
    assert REMARK not in rita.main
    rita.open(f"{desk}/decide/send_back")
    assert rita.status == 403
    berta = sign_in("Berta")
    berta.open(desk)
    assert REMARK in berta.main
