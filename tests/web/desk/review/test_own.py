"""A reviewer scores what is theirs; nothing typed is lost, and what was sent stays."""

import pytest
from sqlalchemy import select

from registration.applications.models import Application
from registration.audit.models import AuditEntry
from registration.core.db import db
from tests.records import change, look, references
from tests.web.desk.review import office


@pytest.fixture
def stage(app, ground):
    return office.make_stage(app)


@pytest.fixture
def two(app, stage):
    """Rita's reviews of Zhao's and Qian's applications."""
    return office.assign(app, stage, "Rita", *office.add(app, "Zhao", "Qian"))


def entries(app, act):
    query = select(AuditEntry).where(AuditEntry.act == act).order_by(AuditEntry.id)
    return look(app, lambda: [one.details for one in db.session.scalars(query)])


def test_reviews_stand_by_stage_with_what_is_done(app, sign_in, two):
    office.send(app, two[0], motivation=3)
    rita = sign_in("Rita")
    rita.open("/en/desk/reviews")
    assert "Both: Review 1" in rita.main
    assert "1 review still waits for you." in rita.main
    rows = [row.text for row in rita.page.all("tbody")[0].all("tr")]
    assert rows[0].startswith("Application no.")
    assert [("Done" in row, "Not yet" in row) for row in rows] == [(True, False), (False, True)]


def test_who_has_nothing_to_review_reads_so(sign_in):
    rita = sign_in("Rita")
    rita.open("/en/desk/reviews")
    assert "Nothing is assigned to you." in rita.main


def test_a_review_is_sent_and_the_next_one_opens(app, sign_in, stage, two):
    motivation, fit = office.criteria(app, stage)
    rita = sign_in("Rita")
    rita.open(f"/en/desk/reviews/{two[0]}")
    assert "Why they come" in rita.main
    rita.send(
        button=("go", "send"), comment="Strong.\nVery.", **{motivation.replace("-", "__"): "4"},
        **{fit.replace("-", "__"): "15"},
    )  # fmt: skip
    assert "Sent. Here is the next one." in rita.main
    assert rita.address.endswith(f"/desk/reviews/{two[1]}")
    assert office.kept(app, two[0]) == ([4, 15], "Strong.\nVery.", True)
    assert entries(app, "send_review") == [{"stage": stage}]
    rita.open(f"/en/desk/reviews/{two[0]}")
    assert "Total (0 to 100) 75" in rita.main  # (3 × 3/4 + 1 × 15/20) / 4
    assert rita.page.all("textarea") == []


def test_after_the_last_one_the_stage_is_done(app, sign_in, stage, two):
    office.send(app, two[0], motivation=3)
    motivation, fit = (name.replace("-", "__") for name in office.criteria(app, stage))
    rita = sign_in("Rita")
    rita.open(f"/en/desk/reviews/{two[1]}")
    rita.send(button=("go", "send"), **{motivation: "1", fit: "0"})
    assert rita.heading == "My reviews"
    assert "You are done with this stage." in rita.main


def test_a_draft_is_kept_whole_or_not(app, sign_in, stage, two):
    motivation, _ = (name.replace("-", "__") for name in office.criteria(app, stage))
    rita = sign_in("Rita")
    rita.open(f"/en/desk/reviews/{two[0]}")
    rita.send(button=("go", "draft"), **{motivation: "2"}, comment="Read on.")
    assert "The draft is saved. Only you see it." in rita.main
    assert office.kept(app, two[0]) == ([2, None], "Read on.", False)
    rita.send(button=("go", "draft"), **{motivation: "5"}, comment="")
    assert office.kept(app, two[0]) == ([5, None], "", False)


def test_what_is_missing_is_said_and_the_rest_is_kept(app, sign_in, stage, two):
    _, fit = office.criteria(app, stage)
    rita = sign_in("Rita")
    rita.open(f"/en/desk/reviews/{two[0]}")
    rita.send(button=("go", "send"), **{fit.replace("-", "__"): "7"}, comment="Well")
    assert (rita.status, rita.errors) == (422, ["Please give points for “Motivation”."])
    assert rita.page.all("textarea")[0].text == "Well"
    assert office.kept(app, two[0]) == ([None, 7], "Well", False)


@pytest.mark.parametrize("points", ["21", "-1", "1.5", "many", "9" * 5000])
def test_points_off_the_scale_are_refused_and_shown_again(app, sign_in, stage, two, points):
    _, fit = office.criteria(app, stage)
    rita = sign_in("Rita")
    rita.open(f"/en/desk/reviews/{two[0]}")
    rita.send(button=("go", "draft"), **{fit.replace("-", "__"): points})
    assert (rita.status, rita.errors) == (422, ["Please give a whole number from 0 to 20."])
    assert next(one["value"] for one in rita.page.all("input") if one["name"] == fit) == points
    assert office.kept(app, two[0]) == ([None, None], "", False)


def test_a_long_comment_is_shown_again(app, sign_in, two):
    rita = sign_in("Rita")
    rita.open(f"/en/desk/reviews/{two[0]}")
    rita.send(button=("go", "draft"), comment="x" * 4001)
    assert rita.errors == ["Please use at most 4,000 characters."]
    assert rita.page.all("textarea")[0].text == "x" * 4001


def test_what_was_sent_cannot_be_sent_again_until_the_office_gives_it_back(
    app, sign_in, stage, two
):
    rita = sign_in("Rita")
    rita.open(f"/en/desk/reviews/{two[0]}")
    office.send(app, two[0], motivation=1)
    rita.send(button=("go", "draft"), comment="Wait, better!")
    assert rita.status == 409
    assert "This review was sent already" in rita.main
    assert "Wait, better!" in rita.answer.text
    assert office.kept(app, two[0]) == ([1, 10], "", True)
    berta = sign_in("Berta")
    berta.open(f"/en/desk/programmes/both/review/{stage}")
    berta.send(to="/give-back", review=two[0])
    assert "can be changed again" in berta.main
    assert office.kept(app, two[0]) == ([1, 10], "", False)
    assert entries(app, "reopen_review") == [
        {"stage": stage, "reviewer": look(app, lambda: office.person("Rita").id)}
    ]


def test_a_decided_application_is_not_reviewed_any_more(app, sign_in, two):
    rita = sign_in("Rita")
    rita.open(f"/en/desk/reviews/{two[0]}")
    change(app, Application, {"state": "rejected"}, reference=references(app)[2])
    rita.send(button=("go", "draft"), comment="Late")
    assert rita.status == 409
    assert "Late" in rita.answer.text
    rita.open(f"/en/desk/reviews/{two[0]}")
    assert rita.status == 409
    rita.open("/en/desk/reviews")
    assert len(rita.page.all("tbody")[0].all("tr")) == 1


@pytest.mark.parametrize("who", ["Berta", "Bo"])
def test_nobody_opens_the_review_of_somebody_else(sign_in, two, who):
    visitor = sign_in(who)
    for page in ("", "/conflict", "/documents/1"):
        visitor.open(f"/en/desk/reviews/{two[0]}{page}")
        assert visitor.status == 404


def test_who_loses_the_role_loses_the_review(app, sign_in, two):
    rita = sign_in("Rita")

    def dismiss():
        for role in office.person("Rita").roles:
            db.session.delete(role)

    look(app, dismiss, writes=True)
    assert rita.client.get(f"/en/desk/reviews/{two[0]}").status_code == 403


@pytest.mark.parametrize("blind", [True, False])
def test_scores_of_others_open_after_ones_own_were_sent_if_at_all(app, sign_in, blind):
    stage = office.make_stage(app, blind_scores=blind)
    references = office.add(app, "Sun")
    office.hire(app, "Rolf")
    [ritas] = office.assign(app, stage, "Rita", *references)
    [rolfs] = office.assign(app, stage, "Rolf", *references)
    office.send(app, rolfs, motivation=5, fit=20)
    rita = sign_in("Rita")
    rita.open(f"/en/desk/reviews/{ritas}")
    assert "Rolf" not in rita.main
    office.send(app, ritas, motivation=1, fit=0)
    rita.open(f"/en/desk/reviews/{ritas}")
    assert ("Rolf 100" in rita.main) is not blind
    assert ("kept from you in this stage" in rita.main) is blind
