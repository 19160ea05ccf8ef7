"""Other applications of the same person: found under other spellings, and told apart."""

from functools import partial

import pytest
from sqlalchemy import func, select

from registration.applications import sealing
from registration.applications.indexing import index
from registration.applications.models import Application
from registration.audit.models import AuditEntry
from registration.casework.models import DifferentPeople
from registration.core.db import db
from registration.staff.models import RoleName
from tests.factories import make_application, make_programme, make_staff
from tests.forms.documents import field, short_form
from tests.records import Statements, look

FORM = short_form()
FORM["sections"][0]["fields"] += [
    field("telephone", "telephone", role="telephone", required=False),
    field("date", "born", role="birth_date", past=True, required=False),
]
SEALED = short_form()
SEALED["sections"][0]["fields"].append(
    field("telephone", "telephone", role="telephone", required=False, sensitive=True)
)
RESTRICTED = short_form()
RESTRICTED["sections"][0]["fields"].append(
    field(
        "telephone", "telephone", role="telephone", required=False, visible_to=["administrator"]
    )
)  # fmt: skip


def person(programme, *, telephone="", born="", **more) -> str:
    """The reference of an application whose author also gave these."""
    made = make_application(programme, **more)
    [kept] = [one for one in made.answers if one.section == "person"]
    found = {**sealing.read(kept).values, "telephone": telephone, "born": born}
    sealed = frozenset({"telephone"}) if programme.slug == "sealed" else frozenset()
    sealing.write(kept, sealed, typed=[], values={k: v for k, v in found.items() if v})
    db.session.flush()
    index(made)
    return made.reference


def pair(app, one, other, *, form=FORM, slug="here"):
    """The address of the first of two applications to one programme, and the other's reference."""

    def make():
        programme = make_programme(slug, partners=("berlin",), form=form)
        return person(programme, **one), person(programme, **other)

    first, second = look(app, make, writes=True)
    return f"/en/desk/applications/{first}", second


def told(visitor) -> dict[str, str]:
    """Why each application is shown as perhaps the same person's, by its reference."""
    cards = [one for one in visitor.page.all("section") if one["aria-labelledby"] == "doubles"]
    rows = [row for card in cards for row in card.all("li") if row.all("strong")]
    return {row.all("p")[1].text.partition(" ")[0]: row.all("strong")[0].text for row in rows}


LOOKED_AT = {"search_terms", "different_people", "applications", "programmes"}
ZHANG = {"given": "Xiaoyu", "family": "Zhang"}
MUELLER = {"given": "Jörg", "family": "Müller"}


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        ({"email": "Anna@Stadt.example"}, {"given": "Eva", "email": "anna@stadt.example"},
         "same email address"),
        ({"telephone": "+493090260"}, {"given": "Eva", "telephone": "+493090260"},
         "same telephone number"),
        (MUELLER, MUELLER, "same name"),
        (MUELLER, {"given": "Müller", "family": "Jörg"}, "same name"),
        (MUELLER, {"given": "Joerg", "family": "Mueller"}, "same name in another spelling"),
        (MUELLER, {"given": "Jorg", "family": "Muller"}, "same name in another spelling"),
        ({"given": "José", "family": "Peña"}, {"given": "Jose", "family": "Pena"},
         "same name in another spelling"),
        (ZHANG, {"given": "Xiao-Yu", "family": "ZHANG"}, "same name in another spelling"),
        (ZHANG, {"given": "", "family": "", "native": "张晓宇"}, "same name in another script"),
        ({"given": "Xiaoming", "family": "Lyu"}, {"given": "", "family": "", "native": "吕晓明"},
         "same name in another script"),
        ({"given": "Na", "family": "Shan"}, {"given": "", "family": "", "native": "单娜"},
         "same name in another script"),
        ({**ZHANG, "born": "1980-02-03"},
         {"given": "", "family": "", "native": "张晓宇", "born": "1980-02-03"},
         "same name in another script, same birth date"),
        ({**ZHANG, "email": "w@x.example", "telephone": "+8610651927", "born": "1980-02-03"},
         {**ZHANG, "email": "W@x.example", "telephone": "+8610651927", "born": "1980-02-03"},
         "same email address, same telephone number, same name, same birth date"),
    ],
)  # fmt: skip
def test_the_same_person_is_found_and_it_is_said_why(app, ground, sign_in, one, other, why):
    address, second = pair(app, one, other)
    berta = sign_in("Berta")
    berta.open(address)
    assert told(berta) == {second: why}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (ZHANG, MUELLER),
        (ZHANG, {"given": "Xiaohong", "family": "Zhang"}),
        ({**ZHANG, "born": "1980-02-03"}, {**MUELLER, "born": "1980-02-03"}),
        ({**ZHANG, "born": "1980-02-03"}, {**ZHANG, "born": "1991-02-03"}),
    ],
)
def test_other_people_are_not_taken_for_one(app, ground, sign_in, one, other):
    address, _ = pair(app, one, other)
    berta = sign_in("Berta")
    berta.open(address)
    assert "Perhaps the same person" not in berta.main


@pytest.mark.parametrize(("slug", "form"), [("sealed", SEALED), ("restricted", RESTRICTED)])
def test_answers_that_not_everybody_may_read_are_not_compared(app, ground, sign_in, slug, form):
    same = {"telephone": "+493090260"}
    address, _ = pair(app, same, {"given": "Eva", **same}, form=form, slug=slug)
    ada = sign_in("Ada")
    ada.open(address)
    assert "Perhaps the same person" not in ada.main


def test_other_programmes_are_looked_through_but_only_those_one_may_decide_about(
    app, ground, sign_in
):
    def make():
        named = {"given": "Wei", "family": "Li"}
        here = make_programme("here", form=FORM)
        mine = make_programme("mine", partners=("berlin",), form=FORM)
        theirs = make_programme("theirs", partners=("beijing",), form=FORM)
        return [person(one, **named) for one in (here, mine, theirs)]

    here, mine, theirs = look(app, make, writes=True)
    for who, others in (("Berta", [mine]), ("Bo", [theirs]), ("Ada", [theirs, mine])):
        visitor = sign_in(who)
        visitor.open(f"/en/desk/applications/{here}")
        assert told(visitor) == dict.fromkeys(others, "same name")
        assert [one for one in (mine, theirs) if one in visitor.main] == [
            one for one in (mine, theirs) if one in others
        ]


def test_reviewers_learn_of_no_other_application(app, ground, sign_in):
    address, second = pair(app, ZHANG, ZHANG)
    look(app, lambda: make_staff("Rolf", RoleName.REVIEWER, partner="berlin"), writes=True)
    rolf = sign_in("Rolf")
    rolf.open(address)
    assert (rolf.status, second in rolf.main) == (200, False)


def test_a_draft_is_nobodys_double(app, ground, sign_in):
    address, _ = pair(app, ZHANG, {**ZHANG, "state": "draft"})
    berta = sign_in("Berta")
    berta.open(address)
    assert "Perhaps the same person" not in berta.main


def test_two_people_are_told_apart_on_both_pages_and_that_is_undone(app, ground, sign_in):
    address, second = pair(app, ZHANG, ZHANG)
    berta = sign_in("Berta")
    berta.open(address)
    berta.send(to="/apart")
    assert "Marked as not the same person." in berta.page.text
    assert told(berta) == {}
    assert "Marked as not the same person as another applicant · Berta" in berta.main
    berta.open(f"/en/desk/applications/{second}")
    assert told(berta) == {}
    assert "Marked as not the same person as another applicant · Berta" in berta.main
    berta.send(to="/open")
    assert list(told(berta).values()) == ["same name"]
    berta.open(address)
    assert told(berta) == {second: "same name"}
    assert acts(app) == ["told_apart", "told_apart_undone"]


def test_a_second_click_leaves_one_mark_and_one_entry(app, ground, sign_in):
    address, second = pair(app, ZHANG, ZHANG)
    berta = sign_in("Berta")
    berta.open(address)
    for _ in range(2):
        data = {"csrf_token": token(berta)}
        sent = berta.client.post(f"{address}/doubles/{second}/apart", data=data)
        assert sent.status_code == 303
    assert look(app, lambda: db.session.scalar(select(func.count(DifferentPeople.first_id)))) == 1
    assert acts(app) == ["told_apart"]


@pytest.mark.parametrize("which", ["itself", "foreign", "nobody"])
def test_only_two_applications_that_one_may_decide_about_are_told_apart(
    app, ground, sign_in, which
):
    address, _ = pair(app, ZHANG, ZHANG)

    def make():
        return person(make_programme("theirs", partners=("beijing",), form=FORM), **ZHANG)

    theirs = look(app, make, writes=True)
    other = {"itself": address.rpartition("/")[2], "foreign": theirs, "nobody": "ZZZ-ZZZ"}[which]
    berta = sign_in("Berta")
    berta.open(address)
    data = {"csrf_token": token(berta)}
    answer = berta.client.post(f"{address}/doubles/{other}/apart", data=data)
    assert answer.status_code == 404
    assert acts(app) == []


def test_a_mark_goes_with_the_application(app, ground, sign_in):
    address, second = pair(app, ZHANG, ZHANG)
    berta = sign_in("Berta")
    berta.open(address)
    berta.send(to="/apart")

    def gone():
        query = select(Application).filter_by(reference=second)
        number = db.session.scalars(query).one().id
        db.session.execute(Application.__table__.delete().where(Application.id == number))

    look(app, gone, writes=True)
    assert look(app, lambda: db.session.scalar(select(func.count(DifferentPeople.first_id)))) == 0


def test_many_doubles_need_no_more_statements_and_the_page_shows_twenty(app, ground, sign_in):
    address, _ = pair(app, ZHANG, ZHANG)
    berta = sign_in("Berta")
    counted = []
    for more in (0, 30):
        look(app, partial(add_doubles, more), writes=True)
        berta.open(address)
        with Statements(app) as statements:
            berta.open(address)
        counted.append([one for one in map(read_from, statements.sent) if one in LOOKED_AT])
    assert counted[0] == counted[1]
    assert counted[0].count("search_terms") == 2
    assert len(told(berta)) == 20


def add_doubles(number: int) -> None:
    for one in range(number):
        person(make_programme(f"more-{one}", partners=("berlin",), form=FORM), **ZHANG)


def read_from(statement: str) -> str:
    """The table that a statement reads first."""
    return statement.partition("FROM ")[2].partition(" ")[0].strip()


def token(visitor):
    return next(one["value"] for one in visitor.page.all("input") if one["name"] == "csrf_token")


def acts(app) -> list[str]:
    """What the trail holds of telling apart; the same about both applications."""
    query = select(AuditEntry.about, AuditEntry.act).where(AuditEntry.act.like("told_apart%"))
    rows = look(app, lambda: list(db.session.execute(query.order_by(AuditEntry.id))))
    by_record = {about: [act for record, act in rows if record == about] for about, _ in rows}
    assert len(by_record) in {0, 2}
    first, second = by_record.values() or ([], [])
    assert first == second
    return first
