"""Comments, tags and tasks on the page of an application."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from registration.applications.models import Application
from registration.audit.models import AuditEntry
from registration.casework import tags
from registration.casework.models import Comment, Task
from registration.core import clock
from registration.core.db import db
from registration.parties import links
from registration.staff.models import RoleName, StaffMember
from tests.factories import make_application, make_staff
from tests.page import held
from tests.records import Statements, change, last_mail, look, mails

SECRET = "Her father telephoned about the visa."


@pytest.fixture
def mueller(app, ground) -> str:
    """The address of the application that only Berlin may see."""
    query = select(Application.reference).filter_by(name="Jürgen Müller")
    return f"/en/desk/applications/{look(app, lambda: db.session.scalar(query))}"


@pytest.fixture
def clara(app, ground) -> str:
    """A second coordinator of Berlin; her number."""

    def make():
        return str(make_staff("Clara", RoleName.COORDINATOR, partner="berlin").id)

    return look(app, make, writes=True)


def acts(app) -> list[str]:
    query = select(AuditEntry.act).where(AuditEntry.act.not_like("%staff%")).order_by(AuditEntry.id)
    return look(app, lambda: list(db.session.scalars(query)))


def comment(visitor, address, words, **more):
    visitor.open(address)
    visitor.send(to="/comments", words=words, **more)


def test_a_comment_is_read_by_colleagues(app, mueller, clara, sign_in):
    berta = sign_in("Berta")
    comment(berta, mueller, SECRET)
    assert berta.status == 200
    other = sign_in("Clara")
    other.open(mueller)
    assert SECRET in other.main
    assert "Comment written · Berta" in other.main
    assert mails(app) == []


def test_who_is_mentioned_gets_one_mail_in_their_language_that_names_nobody(
    app, mueller, clara, sign_in
):
    comment(sign_in("Berta"), mueller, SECRET, mentioned=[clara, clara])
    assert mails(app) == [("mentioned", "clara@stadt.example", "de")]
    text = last_mail(app)
    assert "Berta hat Sie in einem Kommentar zur Bewerbung" in text
    assert f"/de/desk/applications/{mueller.rpartition('/')[2]}#comment-" in text
    assert [word for word in ("Müller", "father", "Mitte") if word in text] == []


def test_only_who_could_read_a_comment_can_be_mentioned(app, mueller, sign_in):
    berta = sign_in("Berta")
    berta.open(mueller)
    offered = [one["value"] for one in berta.page.all("input") if one["name"] == "mentioned"]
    people = look(
        app, lambda: {one.name: one.id for one in db.session.scalars(select(StaffMember))}
    )
    assert offered == [str(people["Ada"])]
    for name in ("Bo", "Rita"):
        berta.open(mueller)
        berta.send(to="/comments", words=SECRET, mentioned=str(people[name]))
        assert (berta.status, berta.heading) == (422, "Somebody cannot be chosen any more")
        assert SECRET in berta.answer.text
    assert mails(app) == []
    assert look(app, lambda: db.session.scalars(select(Comment)).all()) == []


def test_a_reviewer_proposes_to_give_back_and_reads_no_other_comment(app, mueller, sign_in):
    berta, rita = sign_in("Berta"), sign_in("Rita")
    comment(berta, mueller, SECRET)
    comment(rita, mueller, "Please send it back: no certificate.")
    assert rita.status == 200
    assert SECRET not in rita.main
    assert "Please send it back: no certificate." in rita.main
    berta.open(mueller)
    assert "Please send it back: no certificate." in berta.main
    number = look(app, lambda: db.session.scalar(select(Comment.id).filter_by(words=SECRET)))
    rita.open(f"{mueller}/comments/{number}")
    assert rita.status == 404


def test_an_empty_comment_is_refused_and_the_mention_is_kept(mueller, clara, sign_in):
    berta = sign_in("Berta")
    comment(berta, mueller, "  ", mentioned=clara)
    assert berta.status == 422
    assert "Please write something first." in berta.main
    boxes = [one for one in berta.page.all("input") if one["id"] == f"mentioned-{clara}"]
    assert ["checked" in one.attributes for one in boxes] == [True]


def test_a_comment_too_long_loses_nothing_of_what_was_typed(mueller, sign_in):
    berta = sign_in("Berta")
    comment(berta, mueller, "x" * 4001)
    assert berta.status == 422
    assert "x" * 4001 in [one.text for one in berta.page.all("textarea")]


def test_the_author_corrects_a_comment_and_it_is_seen(app, mueller, sign_in):
    berta = sign_in("Berta")
    comment(berta, mueller, "Cals back on Monday.")
    link = next(one["href"] for one in berta.page.all("a") if "/comments/" in one["href"])
    berta.open(link)
    berta.send(words="Calls back on Monday.", button=("go", "change"))
    assert "Calls back on Monday." in berta.main
    assert "changed on" in berta.main
    assert acts(app)[-2:] == ["comment", "comment_changed"]


def test_after_a_quarter_of_an_hour_a_comment_can_only_be_deleted(app, mueller, sign_in):
    berta = sign_in("Berta")
    comment(berta, mueller, SECRET)
    link = next(one["href"] for one in berta.page.all("a") if "/comments/" in one["href"])
    change(app, Comment, {"written_at": clock.now() - timedelta(minutes=16)}, words=SECRET)
    berta.open(link)
    assert [one.text for one in berta.page.all("textarea")] == []
    berta.send(words="Never said.", button=("go", "change"))
    assert berta.status == 409
    berta.open(link)
    berta.send(button=("go", "delete"))
    assert SECRET not in berta.main
    assert "Deleted by its author" in berta.main
    assert acts(app)[-2:] == ["comment", "comment_deleted"]


def test_nobody_changes_the_comment_of_another(app, mueller, clara, sign_in):
    berta, other = sign_in("Berta"), sign_in("Clara")
    comment(berta, mueller, SECRET)
    number = look(app, lambda: db.session.scalar(select(Comment.id)))
    other.open(mueller)
    token = next(one["value"] for one in other.page.all("input") if one["name"] == "csrf_token")
    for go in ("change", "delete"):
        data = {"csrf_token": token, "words": "Mine.", "go": go}
        assert other.client.post(f"{mueller}/comments/{number}", data=data).status_code == 403
    assert look(app, lambda: db.session.scalar(select(Comment.words))) == SECRET


def test_a_tag_is_given_once_offered_again_and_taken_away(app, mueller, sign_in):
    ada = sign_in("Ada")
    for words in ("Visa  needed", "visa needed "):
        ada.open(mueller)
        ada.send(to="/tags", words=words)
    shown = [one.text for one in ada.page.all("li") if one["class"] == "label"]
    assert shown == ["Visa needed × Take the tag away: Visa needed"]
    assert [one["value"] for one in ada.page.all("option") if not one.text] == ["Visa needed"]
    number = next(one["value"] for one in ada.page.all("button") if one["name"] == "remove")
    ada.send(to="/tags", button=("remove", number))
    assert [one.text for one in ada.page.all("li") if one["class"] == "label"] == []
    assert acts(app)[-2:] == ["tag_added", "tag_removed"]


def test_a_tag_of_nothing_or_too_long_is_refused(app, mueller, sign_in):
    berta = sign_in("Berta")
    for words, problem in ((" ", "Please write something first."), ("x" * 41, "at most 40")):
        berta.open(mueller)
        berta.send(to="/tags", words=words)
        assert berta.status == 422
        assert problem in berta.main
    assert look(app, lambda: tags.offered(2)) == []


def give_task(visitor, address, what, **more):
    visitor.open(address)
    form = next(one for one in visitor.page.all("form") if one["action"].endswith("/tasks"))
    data = {**dict(held(form)), "words": what, **more}
    visitor.client.post(form["action"], data=data)
    visitor.open(address)


def test_my_tasks_stand_on_one_page_overdue_first(app, mueller, clara, sign_in):
    berta, other = sign_in("Berta"), sign_in("Clara")
    today = clock.now().date()
    give_task(berta, mueller, "Sooner", assignee=clara, due_on=str(today - timedelta(days=3)))
    give_task(berta, mueller, "Some day", assignee=clara)
    give_task(berta, mueller, "Later", assignee=clara, due_on=str(today + timedelta(days=3)))
    give_task(berta, mueller, "Not hers")
    other.open("/en/desk/tasks")
    rows = [one.all("th")[0].text for one in other.page.all("tbody")[0].all("tr")]
    assert rows == ["Sooner", "Later", "Some day"]
    assert other.main.count("Overdue") == 1
    other.send(to="/done")
    rows = [one.all("th")[0].text for one in other.page.all("tbody")[0].all("tr")]
    assert rows == ["Later", "Some day"]
    berta.open(mueller)
    assert "done on" in berta.main
    berta.send(to="/open")
    other.open("/en/desk/tasks")
    assert "Sooner" in other.main
    assert [one for one in acts(app) if "task" in one] == [
        "task_given", "task_given", "task_given", "task_given", "task_done", "task_reopened",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ({"words": ""}, "Please write something first."),
        ({"due_on": "2026-02-31"}, "There is no such day."),
        ({"due_on": "0009-01-01"}, "Please give the year with four digits"),
        ({"assignee": "999"}, "Please choose who does it."),
        ({"assignee": "x"}, "Please choose who does it."),
    ],
)
def test_a_wrong_task_is_refused_and_nothing_is_lost(app, mueller, sign_in, typed, problem):
    berta = sign_in("Berta")
    berta.open(mueller)
    berta.send(to="/tasks", **{"words": "Call the court", **typed})
    assert berta.status == 422
    assert problem in berta.main
    if "words" not in typed:
        assert "Call the court" in [one["value"] for one in berta.page.all("input")]
    if "due_on" in typed:
        assert typed["due_on"] in [one["value"] for one in berta.page.all("input")]
    assert look(app, lambda: db.session.scalars(select(Task)).all()) == []


def test_no_task_goes_to_somebody_who_may_not_decide(app, mueller, sign_in):
    berta = sign_in("Berta")
    bo = look(app, lambda: db.session.scalar(select(StaffMember.id).filter_by(name="Bo")))
    give_task(berta, mueller, "Call the court", assignee=str(bo))
    assert look(app, lambda: db.session.scalars(select(Task)).all()) == []


def test_the_page_takes_as_many_statements_for_one_comment_as_for_three(
    app, mueller, clara, sign_in
):
    berta = sign_in("Berta")

    def statements():
        with Statements(app) as sent:
            berta.open(mueller)
        return len(sent)

    def one_more():
        comment(berta, mueller, SECRET, mentioned=clara)
        give_task(berta, mueller, "Call", assignee=clara)
        berta.send(to="/tags", words=f"tag {clock.now()}")

    one_more()
    first = statements()
    one_more()
    one_more()
    assert statements() == first


def test_what_was_decided_is_told_although_somebody_commented_since(app, mueller, sign_in):
    berta, ada = sign_in("Berta"), sign_in("Ada")
    ada.open(f"{mueller}/decide/begin_review")
    berta.open(f"{mueller}/decide/begin_review")
    ada.send(button=("go", "decide"))
    comment(ada, mueller, SECRET)
    berta.send(button=("go", "decide"))
    assert berta.status == 409
    assert "Review begun" in berta.main
    assert "Comment written" not in berta.main


def test_the_applicant_sees_nothing_of_it(app, mueller, sign_in, visit):
    berta = sign_in("Berta")
    comment(berta, mueller, SECRET)
    give_task(berta, mueller, "Ask about the guardian")
    berta.send(to="/tags", words="difficult")

    def link():
        found = db.session.scalars(select(Application).filter_by(name="Jürgen Müller")).one()
        return links.issue(found, emailed_to=found.email, now=clock.now())[1]

    juergen = visit()
    juergen.open(f"/en/open/{look(app, link, writes=True)}")
    juergen.send()
    assert juergen.heading == "Your application"
    page = juergen.answer.text
    assert [one for one in (SECRET, "Ask about", "difficult") if one in page] == []


def test_one_of_many_applications_shows_only_its_own(app, mueller, sign_in):
    berta = sign_in("Berta")
    comment(berta, mueller, SECRET)

    def add():
        found = db.session.scalars(select(Application).filter_by(name="Jürgen Müller")).one()
        return make_application(found.programme, given="Mia").reference

    other = look(app, add, writes=True)
    berta.open(f"/en/desk/applications/{other}")
    assert SECRET not in berta.main
