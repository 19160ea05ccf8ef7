"""A reviewer gives sections back; the applicant corrects them; the review goes on."""

import pytest
from sqlalchemy import select

from registration.applications.models import Application
from registration.audit.models import AuditEntry
from registration.core.db import db
from tests.records import change, last_mail, look, notices, states
from tests.web.desk.review import office
from tests.web.desk.review.test_blind import TELLING, wandas

__all__ = ["wandas"]
REMARK = "Please say why you want to come."


@pytest.fixture
def review(app, wandas) -> int:
    """Rita's review of Wanda's application, blind to names."""
    stage = office.make_stage(app, slug="narrow")
    return office.assign(app, stage, "Rita", wandas)[0]


def give_back(visitor, review, **typed):
    visitor.open(f"/en/desk/reviews/{review}/return")
    given = {name.replace("-", "__"): value for name, value in typed.items()}
    visitor.send(**given)


def returned(visitor, review):
    give_back(visitor, review, **{"sections": "more", "remark-more": REMARK})
    return visitor


def test_the_applicant_is_told_what_to_correct_and_not_who_asks(app, sign_in, review):
    rita = returned(sign_in("Rita"), review)
    assert "Given back." in rita.main
    assert states(app)[-1] == "returned"
    assert notices(app)[-1] == "returned"
    assert REMARK in last_mail(app)
    assert "Rita" not in last_mail(app)


def test_only_what_was_ticked_is_open(app, sign_in, review, wandas):
    returned(sign_in("Rita"), review)
    query = select(Application.remarks).filter_by(reference=wandas)
    assert look(app, lambda: db.session.scalar(query)) == {"more": REMARK}


def test_the_history_says_who_gave_it_back(app, sign_in, review):
    returned(sign_in("Rita"), review)
    query = select(AuditEntry.actor).where(AuditEntry.act == "send_back")
    rita = look(app, lambda: office.person("Rita").id)
    assert look(app, lambda: db.session.scalars(query).all()) == [f"staff:{rita}"]


def test_the_draft_of_the_review_is_kept_until_the_application_is_back(
    app, sign_in, review, wandas
):
    rita = sign_in("Rita")
    rita.open(f"/en/desk/reviews/{review}")
    rita.send(button=("go", "draft"), comment="Half read")
    returned(rita, review)
    assert "Waits for the applicant" in rita.main
    assert "What is given back waits for the applicants." in rita.main
    assert rita.page.all("tbody")[0].all("a") == []
    rita.open(f"/en/desk/reviews/{review}")
    assert rita.status == 409
    change(app, Application, {"state": "submitted"}, reference=wandas)
    rita.open(f"/en/desk/reviews/{review}")
    assert rita.page.all("textarea")[0].text == "Half read"


def test_no_page_of_it_tells_a_blind_reader_who_applied(sign_in, review):
    rita = sign_in("Rita")
    rita.open(f"/en/desk/reviews/{review}/return")
    assert rita.status == 200
    assert [one for one in TELLING if one in rita.answer.text] == []
    give_back(rita, review, sections="more")
    assert rita.status == 422
    assert [one for one in TELLING if one in rita.answer.text] == []


def test_a_section_of_which_the_reviewer_reads_nothing_cannot_be_given_back(app, sign_in):
    [review] = office.assign(app, office.make_stage(app), "Rita", *office.add(app, "Zhao"))
    rita = sign_in("Rita")
    rita.open(f"/en/desk/reviews/{review}/return")
    offered = [one["value"] for one in rita.page.all("input") if one["name"] == "sections"]
    assert "person" not in offered
    rita.send(sections="person", remark__person="Which name?")
    assert rita.status == 422
    assert states(app)[-1] != "returned"


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({}, "Please tick a section at least"),
        ({"sections": "more"}, "Please write what should be corrected in this section."),
        ({"remark-more": REMARK}, "Tick the section as well"),
        ({"sections": "more", "remark-more": "x" * 1001}, "Please use at most 1,000 characters."),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_sent(app, sign_in, review, typed, told):
    rita = sign_in("Rita")
    give_back(rita, review, **typed)
    assert rita.status == 422
    assert told in rita.main
    assert typed.get("remark-more", "") in [one.text for one in rita.page.all("textarea")]
    assert states(app)[-1] == "in_review"


def test_a_review_that_was_sent_gives_nothing_back(app, sign_in, review):
    rita = sign_in("Rita")
    rita.open(f"/en/desk/reviews/{review}/return")
    office.send(app, review, motivation=3)
    rita.send(sections="more", remark__more=REMARK)
    assert rita.status == 409
    assert states(app)[-1] == "in_review"
    rita.open(f"/en/desk/reviews/{review}")
    assert "Give back to the applicant" not in rita.main


def test_what_changed_meanwhile_is_not_given_back_unseen(app, sign_in, review, wandas):
    rita = sign_in("Rita")
    rita.open(f"/en/desk/reviews/{review}/return")
    change(app, Application, {"revision": 9}, reference=wandas)
    rita.send(sections="more", remark__more=REMARK)
    assert rita.status == 409
    assert "Somebody else was faster" in rita.main
    assert REMARK in rita.answer.text
    assert states(app)[-1] == "in_review"


@pytest.mark.parametrize("who", ["Berta", "Ada"])
def test_nobody_gives_back_over_the_review_of_somebody_else(sign_in, review, who):
    visitor = sign_in(who)
    visitor.open(f"/en/desk/reviews/{review}/return")
    assert visitor.status == 404
