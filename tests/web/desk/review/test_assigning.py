"""Reviewers are assigned evenly, by partner, in bulk and by hand; conflicts are kept out."""

from collections import Counter

import pytest
from sqlalchemy import select

from registration.applications.models import Application
from registration.audit.models import AuditEntry
from registration.core.db import db
from registration.programmes.models import Partner
from tests.records import Statements, change, look, mails, notices, states
from tests.web.desk.review import office


@pytest.fixture
def stage(app, ground):
    return office.make_stage(app)


def page_of(stage):
    return f"/en/desk/programmes/both/review/{stage}"


def ids(app, *names):
    return look(app, lambda: [office.person(name).id for name in names])


def assign_evenly(app, visitor, stage, *names, by="all"):
    visitor.open(page_of(stage))
    visitor.send(to=f"{stage}/assign", reviewer=ids(app, *names), by=by)


def belongs_to(app, reference, city):
    def act():
        partner = db.session.scalars(select(Partner).filter_by(key=city)).one()
        found = db.session.scalars(select(Application).filter_by(reference=reference)).one()
        found.partner_id = partner.id

    look(app, act, writes=True)


def test_everybody_gets_as_much_and_what_was_received_is_in_review(app, sign_in, stage):
    office.hire(app, "Rolf", "Rosa")
    office.add(app, "Li", "He", "Wu")
    berta = sign_in("Berta")
    assign_evenly(app, berta, stage, "Rita", "Rolf", "Rosa")
    assert "8 reviews assigned." in berta.main
    loads = Counter(reviewer for _, reviewer, _ in office.reviews(app))
    assert sorted(loads.values()) == [2, 3, 3]
    assert states(app) == ["in_review", "submitted", "in_review", "in_review", "in_review"]
    assert notices(app) == []
    acts = look(
        app, lambda: Counter(db.session.scalars(select(AuditEntry.act)).all())["assign_reviewers"]
    )
    assert acts == 4


def test_assigned_again_only_what_is_missing_is_filled(app, sign_in, stage):
    office.add(app, "Li")
    office.hire(app, "Rolf")
    berta = sign_in("Berta")
    assign_evenly(app, berta, stage, "Rita", "Rolf")
    before = office.reviews(app)
    assign_evenly(app, berta, stage, "Rita", "Rolf")
    assert "0 reviews assigned." in berta.main
    assert office.reviews(app) == before
    office.add(app, "He")
    assign_evenly(app, berta, stage, "Rita", "Rolf")
    assert "2 reviews assigned." in berta.main
    assert office.reviews(app)[: len(before)] == before


def test_too_few_reviewers_are_named(app, sign_in, stage):
    berta = sign_in("Berta")
    assign_evenly(app, berta, stage, "Rita")
    assert "1 review assigned." in berta.main
    assert "1 application still has too few reviewers" in berta.main


def test_somebody_must_be_chosen(app, sign_in, stage):
    berta = sign_in("Berta")
    assign_evenly(app, berta, stage)
    assert berta.status == 422
    assert "Please choose at least one reviewer." in berta.main


@pytest.mark.parametrize(("by", "who"), [("own", "Rolf"), ("other", "Ruo")])
def test_by_partner_only_reviewers_of_one_city_are_given_it(app, sign_in, stage, by, who):
    office.hire(app, "Rolf", partner="berlin")
    office.hire(app, "Ruo", partner="beijing")
    [reference] = office.add(app, "Schulz")
    belongs_to(app, reference, "berlin")
    berta = sign_in("Berta")
    assign_evenly(app, berta, stage, "Rita", "Rolf", "Ruo", by=by)
    assert office.reviews(app) == [(stage, who, "Schulz")]


def test_who_may_review_are_reviewers_and_coordinators_of_the_programme(app, sign_in):
    stage = office.make_stage(app, "berlin-only")
    office.hire(app, "Ruo", partner="beijing")
    berta = sign_in("Berta")
    berta.open(f"/en/desk/programmes/berlin-only/review/{stage}")
    names = [row.all("th")[0].text for row in berta.page.all("tbody")[0].all("tr")]
    assert names == ["Berta", "Rita"]
    token = next(one["value"] for one in berta.page.all("input") if one["name"] == "csrf_token")
    data = {"csrf_token": token, "reviewer": ids(app, "Ruo", "Ada", "Bo")}
    assert berta.client.post(f"{berta.address}/assign", data=data).status_code == 422


def test_ticked_applications_go_to_one_reviewer(app, sign_in, stage):
    first, _, third = office.add(app, "Li", "He", "Wu")
    berta = sign_in("Berta")
    berta.open(page_of(stage))
    berta.send(to="/assign-chosen", reference=[first, third], reviewer=ids(app, "Rita"))
    assert "2 reviews assigned." in berta.main
    assert office.reviews(app) == [(stage, "Rita", "Li"), (stage, "Rita", "Wu")]
    berta.send(to="/assign-chosen", reviewer=ids(app, "Rita"))
    assert berta.status == 422
    assert "Please tick applications and choose who reviews them." in berta.main


def test_one_application_is_assigned_and_taken_off_by_hand(app, sign_in, stage):
    [reference] = office.add(app, "Li")
    berta = sign_in("Berta")
    berta.open(f"/en/desk/applications/{reference}")
    assert f"/en/desk/applications/{reference}/reviewers" in [
        one["href"] for one in berta.page.all("a")
    ]
    berta.open(f"/en/desk/applications/{reference}/reviewers")
    berta.send(to="/assign", reviewer=ids(app, "Rita"))
    assert "The reviewer is assigned." in berta.main
    assert office.reviews(app) == [(stage, "Rita", "Li")]
    assert states(app)[-1] == "in_review"
    berta.send(to="/unassign", reviewer=ids(app, "Rita"))
    assert office.reviews(app) == []
    berta.open(f"/en/desk/applications/{reference}")
    assert "A reviewer was taken off" in berta.main


def test_a_review_that_was_sent_is_not_taken_off(app, sign_in, stage):
    [reference] = office.add(app, "Li")
    [review] = office.assign(app, stage, "Rita", reference)
    berta = sign_in("Berta")
    berta.open(f"/en/desk/applications/{reference}/reviewers")
    office.send(app, review, motivation=3)
    berta.send(to="/unassign", reviewer=ids(app, "Rita"))
    assert berta.status == 409
    assert office.kept(app, review) == ([3, 10], "", True)


def test_a_reviewer_declares_a_conflict_and_is_kept_out(app, sign_in, stage):
    [reference] = office.add(app, "Li")
    [review] = office.assign(app, stage, "Rita", reference)
    rita = sign_in("Rita")
    rita.open(f"/en/desk/reviews/{review}")
    rita.open(f"/en/desk/reviews/{review}/conflict")
    rita.send(reason="x" * 501)
    assert (rita.status, office.conflicts(app)) == (422, [])
    assert rita.page.all("textarea")[0].text == "x" * 501
    rita.send(reason="My cousin")
    assert office.conflicts(app) == [("Rita", "Li", "My cousin")]
    assert "Nothing is assigned to you." in rita.main
    rita.open(f"/en/desk/reviews/{review}")
    assert rita.status == 403
    assert "A conflict of interest was declared" in rita.main
    assert "Li" not in rita.main.split()
    berta = sign_in("Berta")
    berta.open(f"/en/desk/applications/{reference}")
    assert "Conflict of interest declared" in berta.main


def test_a_reason_that_is_too_long_is_not_cut_but_comes_back(app, sign_in, stage):
    [reference] = office.add(app, "Li")
    berta = sign_in("Berta")
    berta.open(f"/en/desk/applications/{reference}/reviewers")
    berta.send(to="/conflict", reviewer=ids(app, "Rita"), reason="x" * 501)
    assert (berta.status, office.conflicts(app)) == (422, [])
    assert "Please use at most 500 characters." in berta.main
    assert [one["value"] for one in berta.page.all("input") if one["name"] == "reason"] == [
        "x" * 501
    ]


def test_the_office_reads_what_reviewers_wrote_to_it(app, sign_in, stage):
    [reference] = office.add(app, "Li")
    [rita, berta_s] = [office.assign(app, stage, who, reference)[0] for who in ("Rita", "Berta")]
    office.send(app, rita, motivation=3, comment="Very good German")
    ada, berta = sign_in("Ada"), sign_in("Berta")
    for reader, read in ((ada, True), (berta, False)):  # she still has to review it herself
        reader.open(f"/en/desk/applications/{reference}/reviewers")
        assert ("Very good German" in reader.main) is read
    office.send(app, berta_s, motivation=2)
    berta.open(f"/en/desk/applications/{reference}/reviewers")
    assert "Very good German" in berta.main


def test_even_assignment_replaces_who_has_a_conflict(app, sign_in, stage):
    office.hire(app, "Rolf", "Rosa")
    [reference] = office.add(app, "Li")
    change(app, Application, {"state": "rejected"}, name="王晓明 (Xiaoming Wang)")
    berta = sign_in("Berta")
    assign_evenly(app, berta, stage, "Rita", "Rolf")
    berta.open(f"/en/desk/applications/{reference}/reviewers")
    berta.send(to="/conflict", reviewer=ids(app, "Rita"), reason="Cousins")
    assert office.conflicts(app) == [("Rita", "Li", "Cousins")]
    assign_evenly(app, berta, stage, "Rita", "Rolf", "Rosa")
    assert office.reviews(app)[2:] == [(stage, "Rosa", "Li")]
    berta.open(f"/en/desk/applications/{reference}/reviewers")
    berta.send(to="/lift", reviewer=ids(app, "Rita"))
    assert office.conflicts(app) == []


def test_who_has_a_conflict_is_not_assigned_by_hand_either(app, sign_in, stage):
    [reference] = office.add(app, "Li")
    berta = sign_in("Berta")
    berta.open(f"/en/desk/applications/{reference}/reviewers")
    berta.send(to="/conflict", reviewer=ids(app, "Rita"))
    offered = [one.text for one in berta.page.all("select")[0].all("option")]
    assert "Rita" not in offered
    token = next(one["value"] for one in berta.page.all("input") if one["name"] == "csrf_token")
    data = {"csrf_token": token, "stage": stage, "reviewer": ids(app, "Rita")}
    answer = berta.client.post(f"{berta.address}/assign", data=data)
    assert answer.status_code == 403
    berta.open(page_of(stage))
    berta.send(to="/assign-chosen", reference=[reference], reviewer=ids(app, "Rita"))
    assert "left out because of a conflict of interest" in berta.main
    assert office.reviews(app) == []


def test_progress_is_told_by_reviewer_and_by_application(app, sign_in, stage):
    office.hire(app, "Rolf")
    li, he = office.add(app, "Li", "He")
    [review, _] = office.assign(app, stage, "Rita", li, he)
    office.assign(app, stage, "Rolf", li)
    office.send(app, review, motivation=3)
    berta = sign_in("Berta")
    berta.open(page_of(stage))
    people, applications = berta.page.all("tbody")
    assert [row.text for row in people.all("tr")] == [
        "Berta 0 0",
        "Bo 0 0",
        "Rita 1 1 Remind Rita",
        "Rolf 0 1 Remind Rolf",
    ]
    told = {row.all("th")[0].text: row.all("td")[3].text for row in applications.all("tr")}
    assert told == {"王晓明 (Xiaoming Wang)": "0 of 0", "Li": "1 of 2", "He": "0 of 1"}


def test_progress_asks_as_much_for_six_as_for_three(app, sign_in, stage):
    counted = []
    berta = sign_in("Berta")
    for names in (("A", "B", "C"), ("D", "E", "F")):
        office.assign(app, stage, "Rita", *office.add(app, *names))
        with Statements(app) as statements:
            berta.open(page_of(stage))
        counted.append(len(statements))
    assert counted[0] == counted[1]


def test_the_office_reminds_one_or_all_once_a_day(app, sign_in, stage):
    office.hire(app, "Rolf")
    [reference] = office.add(app, "Li")
    for name in ("Rita", "Rolf"):
        office.assign(app, stage, name, reference)
    berta = sign_in("Berta")
    berta.open(page_of(stage))
    berta.send(to="/remind", reviewer=ids(app, "Rita"))
    assert "1 reminder sent." in berta.main
    berta.send(to="/remind")
    assert "1 reminder sent." in berta.main
    berta.send(to="/remind")
    assert "Everybody who is not done was reminded today already." in berta.main
    assert [to.partition("@")[0] for _, to, _ in mails(app)] == ["rita", "rolf"]
    berta.open("/en/desk/messages")
    assert "Noch 1 Begutachtung offen" in berta.main
    rita = sign_in("Rita")
    rita.open("/en/desk/messages")
    assert "Begutachtung" not in rita.main
