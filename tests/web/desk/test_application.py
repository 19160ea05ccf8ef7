"""The application's page: what is offered on it, and its documents."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from registration.applications.models import Application, Document
from registration.core import clock
from registration.core.db import db
from registration.files import storage
from registration.files.inspection import MEDIA_TYPES
from registration.files.models import StoredFile
from tests.factories import make_application, make_programme
from tests.records import change, look, mails, references, states

DAY = timedelta(days=1)
PDF = b"%PDF-1.4 a passport"


@pytest.fixture
def passport(app, ground) -> str:
    """The address of a document in the application that only Berlin may see."""

    def add():
        found = db.session.scalars(select(Application).filter_by(name="Jürgen Müller")).one()
        stored = storage.store(PDF, name="Reisepass 王.pdf", kind="pdf", now=clock.now())
        document = Document(field="passport", file=stored)
        found.documents.append(document)
        db.session.flush()
        return f"/en/desk/applications/{found.reference}/documents/{document.id}"

    return look(app, add, writes=True)


@pytest.mark.parametrize("kind", ["pdf", "png", "jpeg"])
def test_a_document_is_shown_apart_from_our_pages_and_kept_by_no_cache(
    app, passport, sign_in, kind
):
    change(app, StoredFile, {"kind": kind})
    with sign_in("Berta").client.get(passport) as answer:
        assert (answer.status_code, answer.data) == (200, PDF)
        assert answer.headers["Content-Type"] == MEDIA_TYPES[kind]
        assert answer.headers["Content-Disposition"].startswith("inline; filename=")
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        policy = answer.headers["Content-Security-Policy"].split("; ")
        assert {"sandbox", "default-src 'none'", "frame-ancestors 'none'"} <= set(policy)


def test_what_browsers_do_not_show_is_saved(app, passport, sign_in):
    change(app, StoredFile, {"kind": "docx"})
    with sign_in("Berta").client.get(passport) as answer:
        assert (answer.status_code, answer.data) == (200, PDF)
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Content-Disposition"].startswith("attachment;")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_foreign_coordinator_gets_no_document(passport, sign_in):
    assert sign_in("Bo").client.get(passport).status_code == 404


def test_a_document_is_not_found_under_another_application(app, passport, sign_in):
    other = references(app)[0]
    address = f"/en/desk/applications/{other}/documents/{passport.rpartition('/')[2]}"
    assert sign_in("Ada").client.get(address).status_code == 404


def offered(visitor):
    return [a["href"].rpartition("/")[2] for a in visitor.page.all("a") if "/decide/" in a["href"]]


@pytest.fixture
def odd_ones(app, ground):
    """One that came first come, one of a programme that is over, one that has not begun."""

    def add():
        now = clock.now()
        over = {"opens_at": now - 9 * DAY, "closes_at": now - 5 * DAY, "starts_at": now - 3 * DAY}
        made = [
            make_application(make_programme("first", selection="first_come")),
            make_application(make_programme("over", **over, ends_at=now - DAY)),
            make_application(make_programme("later"), state="confirmed"),
        ]
        return [one.reference for one in made]

    return look(app, add, writes=True)


def test_only_what_its_programme_allows_is_offered(odd_ones, sign_in):
    ada = sign_in("Ada")
    seen = []
    for reference in odd_ones:
        ada.open(f"/en/desk/applications/{reference}")
        seen.append(offered(ada))
    assert seen == [
        ["offer", "waitlist", "reject", "withdraw"],
        ["begin_review", "reject", "send_back", "withdraw"],
        ["withdraw"],
    ]


@pytest.mark.parametrize(("which", "act"), [(0, "send_back"), (1, "offer"), (2, "attend")])
def test_what_the_programme_forbids_is_not_blamed_on_a_colleague(
    app, odd_ones, sign_in, which, act
):
    ada = sign_in("Ada")
    token = next(one["value"] for one in ada.page.all("input") if one["name"] == "csrf_token")
    before = states(app)
    address = f"/en/desk/applications/{odd_ones[which]}/decide/{act}"
    ada.open(address)
    assert (ada.status, ada.heading) == (409, "This is not possible any more")
    data = {"csrf_token": token, "revision": "0", "go": "decide", "note": "x"}
    answer = ada.client.post(address, data=data)
    assert answer.status_code == 409
    assert "This is not possible any more" in answer.text
    assert "This was decided already" not in answer.text
    assert states(app) == before
    assert mails(app) == []


def test_bulk_leaves_out_what_the_programme_forbids(odd_ones, sign_in):
    ada = sign_in("Ada")
    ada.send(reference=odd_ones[:2], act="waitlist")
    assert ada.heading == "Put on the waiting list: 1 application"
    assert "Left out, because it is not possible in their state" in ada.main
