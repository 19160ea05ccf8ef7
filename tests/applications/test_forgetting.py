"""Answers are deleted by themselves when the time is over for which they are kept."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from registration import worker
from registration.applications import answers, documents, drafts, forgetting, sealing
from registration.applications.models import Application
from registration.audit.models import AuditEntry
from registration.core import clock
from registration.core.db import db
from registration.files.models import StoredFile
from registration.forms.document import InvalidDocument, parse
from tests.factories import make_application, make_programme
from tests.forms.documents import SECOND_PAGE, field, short_form, words
from tests.records import look

ENDED = datetime(2027, 5, 31, 16, 0, tzinfo=UTC)
FORM = short_form()
FORM["sections"][1]["fields"] = [
    field("text", "wish"),
    field("text", "shirt", keep=0),
    field("text", "illness", sensitive=True, keep=30),
    field("hidden", "copy", value={"field": "illness"}),
    field("file", "letter", sensitive=True, keep=30),
    field(
        "group", "luggage", item=words("Piece"),
        fields=[field("text", "what"), field("text", "inside", keep=30)],
    ),
]  # fmt: skip
VALUES = {
    "wish": "Tea", "shirt": "XL", "illness": "Flu", "copy": "Flu", "letter": ["x.pdf"],
    "luggage": [{"what": "Cello", "inside": "Score"}],
}  # fmt: skip
TYPED = [
    ["wish", "Tea"], ["shirt", "XL"], ["illness", "Flu"],
    ["luggage-0-what", "Cello"], ["luggage-0-inside", "Score"],
]  # fmt: skip
LEFT = {"wish": "Tea", "luggage": [{"what": "Cello"}]}
DELETED = "Deleted: the time to keep it is over."


@pytest.fixture
def trip(app):
    """A programme that is over, and one that never ends, with an application each."""

    def make():
        over = make_programme("over", form=FORM, starts_at=ENDED, ends_at=ENDED)
        endless = {**FORM, "key": "endless"}
        for programme in (
            over,
            make_programme("endless", form=endless, starts_at=None, ends_at=None),
        ):
            application = make_application(programme)
            drafts.save_section(
                application, SECOND_PAGE, typed=TYPED, values=VALUES, now=clock.now()
            )
            letter = answers.document_of(application).field("letter")
            documents.add(
                application, letter, name="x.pdf", content=b"%PDF-1.4 x %%EOF", now=clock.now()
            )

    look(app, make, writes=True)
    return app


def forget(app, *, days):
    with app.app_context():
        return forgetting.run(ENDED + timedelta(days=days))


def applications():
    return db.session.scalars(select(Application).order_by(Application.id)).all()


def kept(application):
    [found] = [one for one in application.answers if one.section == SECOND_PAGE]
    return found


def contents(app):
    """(values, names of what was typed, number of documents) of each application."""

    def read():
        found = [(sealing.read(kept(one)), one.documents) for one in applications()]
        return [(one.values, {pair[0] for pair in one.typed}, len(docs)) for one, docs in found]

    return look(app, read)


def trail(app):
    query = select(AuditEntry).where(AuditEntry.act == "forget_answers").order_by(AuditEntry.id)
    return look(app, lambda: [(one.actor, one.details) for one in db.session.scalars(query)])


WHOLE = (VALUES, {name for name, _ in TYPED}, 1)


def test_what_is_to_be_kept_is_kept_to_its_last_day(trip):
    assert forget(trip, days=0) == 0
    assert contents(trip) == [WHOLE, WHOLE]
    assert forget(trip, days=30) == 1
    values, names, files = contents(trip)[0]
    assert "shirt" not in values
    assert "shirt" not in names
    assert (values["illness"], files) == ("Flu", 1)


def test_what_is_over_goes_with_its_files_and_whatever_depends_on_it(trip, tmp_path):
    assert forget(trip, days=31) == 1
    assert contents(trip) == [(LEFT, {"wish", "luggage-0-what"}, 0), WHOLE]
    assert look(trip, lambda: len(db.session.scalars(select(StoredFile)).all())) == 1
    stored = [path for path in (tmp_path / "files").rglob("*") if path.is_file()]
    assert len(stored) == 1


def test_it_is_in_the_trail_once_and_without_what_was_answered(trip):
    forget(trip, days=31)
    assert forget(trip, days=32) == 0
    keys = ["copy", "illness", "letter", "luggage", "shirt"]
    assert trail(trip) == [("system", {"fields": keys})]


@pytest.mark.parametrize("deleted", [True, False])
def test_readers_are_told_so_and_nothing_is_said_to_be_missing(trip, deleted):
    if deleted:
        forget(trip, days=31)
    today = (ENDED + timedelta(days=31)).date().isoformat()

    def show():
        section = answers.shown(applications()[0], "en", today=today)[1]
        return section.complete, {row.field.key: row.text for row in section.rows}

    complete, texts = look(trip, show)
    assert complete
    assert [texts[key] for key in ("wish", "shirt", "illness")] == ["Tea", DELETED, DELETED]


def test_what_nobody_can_read_any_more_goes_as_well(trip):
    def spoil():
        kept(applications()[0]).sealed = "not of ours"

    look(trip, spoil, writes=True)
    assert forget(trip, days=31) == 1
    found = look(trip, lambda: sealing.read(kept(applications()[0])))
    assert found.readable
    assert found.values == LEFT


def test_the_worker_does_it_once_a_day(trip):
    assert worker.EVERY[worker.forget_answers] == timedelta(days=1)
    assert worker.forget_answers(trip, ENDED + timedelta(days=31)) == 1


@pytest.mark.parametrize("wrong", [-1, 4000, "30", True, 1.5])
def test_only_a_number_of_days_can_be_set(wrong):
    form = short_form()
    form["sections"][1]["fields"][0]["keep"] = wrong
    with pytest.raises(InvalidDocument):
        parse(form)
