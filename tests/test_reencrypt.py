"""``flask reencrypt``: everything under the newest key, so that older ones can go."""

import pytest
from sqlalchemy import select

from registration.applications import answers, documents, sealing
from registration.applications.models import Application, Document, SectionAnswers
from registration.core import clock
from registration.core.db import db
from registration.core.settings import settings as known
from registration.files import storage
from registration.files.models import StoredFile
from registration.staff import second_factor
from registration.staff.models import RoleName, StaffMember
from tests.factories import make_application, make_programme, make_staff
from tests.forms.documents import SECOND_PAGE, field, short_form
from tests.records import look

FORM = short_form()
FORM["sections"][1]["fields"] = [
    field("text", "illness", sensitive=True),
    field("file", "letter", sensitive=True),
]
VALUES = {"illness": "pollen allergy", "letter": ["pollen.pdf"]}
PDF = b"%PDF-1.4 pollen %%EOF"
NEW = "a newer key, which nobody had before"
NOTHING = "Encrypted with the newest key: 0 sections of answers, 0 files, 0 second factors\n"


@pytest.fixture
def people(app):
    """Two applications, one of them from before there was sealing, and a second factor."""

    def make():
        programme = make_programme(form=FORM)
        for old in (False, True):
            application = make_application(programme)
            [kept] = [one for one in application.answers if one.section == SECOND_PAGE]
            sealing.write(kept, {"illness", "letter"} if not old else (), typed=[], values=VALUES)
            letter = answers.document_of(application).field("letter")
            given = {"name": "pollen.pdf", "content": PDF, "now": clock.now()}
            if old:
                stored = storage.store(PDF, name="pollen.pdf", kind="pdf", now=clock.now())
                application.documents.append(Document(field="letter", file=stored))
            else:
                documents.add(application, letter, **given)
        berta = make_staff("Berta", RoleName.COORDINATOR)
        db.session.flush()
        berta.totp_secret = second_factor.seal("SECRET", berta)

    look(app, make, writes=True)
    keys = known.secret_keys
    yield app
    known.secret_keys = keys


def reencrypt(app):
    with app.app_context():
        result = app.test_cli_runner().invoke(args=["reencrypt"])
    return result.exit_code, result.output


def whole(app):
    """All that is encrypted, as those who may read it."""

    def read():
        kept = db.session.scalars(
            select(SectionAnswers)
            .where(SectionAnswers.section == SECOND_PAGE)
            .order_by(SectionAnswers.application_id)
        )
        files = db.session.scalars(select(StoredFile).order_by(StoredFile.id)).all()
        berta = db.session.scalars(select(StaffMember)).one()
        return (
            [sealing.read(one).values for one in kept],
            [(storage.name_of(one), storage.read(one)) for one in files],
            second_factor.unseal(berta.totp_secret, berta),
        )

    return look(app, read)


def plain(app, tmp_path):
    """Whether a sensitive word stands readable in a row or in a file."""
    rows = [select(SectionAnswers.values), select(StoredFile.name)]
    found = look(app, lambda: str([db.session.execute(one).all() for one in rows]))
    stored = [path.read_bytes() for path in (tmp_path / "files").rglob("*") if path.is_file()]
    return "pollen" in found or any(b"pollen" in one for one in stored), len(stored)


EVERYTHING = ([VALUES, VALUES], [("pollen.pdf", PDF)] * 2, "SECRET")


def test_what_was_plain_is_sealed_and_can_be_read_as_before(people, tmp_path):
    assert plain(people, tmp_path) == (True, 2)
    assert whole(people) == EVERYTHING
    told = "Encrypted with the newest key: 1 sections of answers, 1 files, 0 second factors\n"
    assert reencrypt(people) == (0, told)
    assert plain(people, tmp_path) == (False, 2)
    assert whole(people) == EVERYTHING
    assert reencrypt(people) == (0, NOTHING)


def test_afterwards_the_old_key_can_be_removed(people, tmp_path):
    known.secret_keys = (NEW, *known.secret_keys)
    told = "Encrypted with the newest key: 2 sections of answers, 2 files, 1 second factors\n"
    assert reencrypt(people) == (0, told)
    known.secret_keys = (NEW,)
    assert whole(people) == EVERYTHING
    assert plain(people, tmp_path) == (False, 2)
    assert reencrypt(people) == (0, NOTHING)


def test_what_cannot_be_read_stays_and_is_counted(people):
    old = known.secret_keys
    known.secret_keys = (NEW,)
    code, told = reencrypt(people)
    assert code == 1
    assert told == (
        "Encrypted with the newest key: 1 sections of answers, 1 files, 0 second factors\n"
        "Error: 3 cannot be read with SECRET_KEY or SECRET_KEY_FALLBACKS and were left as they "
        "are. Add the key they were encrypted with and run this again.\n"
    )
    known.secret_keys = (NEW, *old)
    assert whole(people) == EVERYTHING


def test_more_than_a_batch_is_gone_over(people):
    def add():
        programme = db.session.scalars(select(Application)).first().programme
        for _ in range(120):
            make_application(programme)

    look(people, add, writes=True)
    known.secret_keys = (NEW, *known.secret_keys)
    told = "Encrypted with the newest key: 122 sections of answers, 2 files, 1 second factors\n"
    assert reencrypt(people) == (0, told)
